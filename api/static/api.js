/** The HTTP API as this browser's session sees it. */

/** What a call could not do, in words for people. */
export class ApiProblem extends Error {
  /**
   * @param {string} detail
   * @param {{status?: number, code?: string, requestId?: string, retryAfter?: number|null, errors?: {pointer: string, detail: string}[]}} [facts]
   */
  constructor(detail, { status = 0, code = 'unreachable', requestId = '', retryAfter = null, errors = [] } = {}) {
    super(detail);
    this.name = 'ApiProblem';
    Object.assign(this, { status, code, requestId, retryAfter, errors });
  }
}

/** @type {Promise<{name: string, role: string, csrf: string}>|null} */
let session = null;

/**
 * Who is logged in; asked once a page.
 * @returns {Promise<{name: string, role: string, csrf: string}>}
 */
export function me() {
  session ??= call('GET', '/v1/me').catch((problem) => {
    if (problem.status !== 401) session = null; // not logged in stays so until the page is loaded again
    throw problem;
  });
  return session;
}

/**
 * @param {string} path
 * @param {URLSearchParams|null} [params]
 * @param {AbortSignal} [signal]
 */
export function get(path, params = null, signal = undefined) {
  return call('GET', params ? `${path}?${params}` : path, undefined, {}, signal);
}

/**
 * Post JSON; the session's CSRF token goes with it.
 * @param {string} path
 * @param {unknown} body
 * @param {AbortSignal} [signal]
 */
export async function post(path, body, signal = undefined) {
  const { csrf } = await me();
  return call('POST', path, JSON.stringify(body), { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, signal);
}

/**
 * @param {string} method
 * @param {string} path
 * @param {string} [body]
 * @param {Record<string, string>} [headers]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
async function call(method, path, body, headers = {}, signal = undefined) {
  let response;
  try {
    response = await fetch(path, { method, body, signal, credentials: 'same-origin', headers: { Accept: 'application/json', ...headers } });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem('Không nối được tới máy chủ. Kiểm tra mạng hoặc xem máy chủ còn chạy không, rồi thử lại.');
  }
  if (response.ok) return response.status === 204 ? null : response.json();
  throw await problemOf(response);
}

/** @param {Response} response @returns {Promise<ApiProblem>} */
async function problemOf(response) {
  const told = await response.json().catch(() => ({}));
  const waiting = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  return new ApiProblem(told.detail || told.title || `Máy chủ trả lời mã ${response.status}.`, {
    status: response.status,
    code: told.code ?? 'internal',
    requestId: told.request_id ?? '',
    retryAfter: Number.isFinite(waiting) ? waiting : null,
    errors: Array.isArray(told.errors) ? told.errors : [],
  });
}
