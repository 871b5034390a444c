/** The states every part of a page can be in besides showing its result. */

import { el } from './dom.js';

/** @param {string} words @returns {HTMLElement} */
export function loading(words) {
  return el('div', { class: 'state state-loading', 'aria-busy': 'true' },
    el('p', {}, words),
    el('span', { class: 'skeleton', 'aria-hidden': 'true' }), el('span', { class: 'skeleton short', 'aria-hidden': 'true' }));
}

/**
 * Nothing to show, and what to do next.
 * @param {string} words
 * @param {...(Node|string)} next
 * @returns {HTMLElement}
 */
export function empty(words, ...next) {
  return el('div', { class: 'state state-empty' }, el('p', {}, words), next.length > 0 && el('p', { class: 'hint' }, ...next));
}

/** @param {...(Node|string)} children @returns {HTMLElement} */
export function notice(...children) {
  return el('p', { class: 'notice' }, ...children);
}

/**
 * A failure: what happened, the fields that were wrong, what to do next.
 * @param {any} problem an ApiProblem, or the problem document of one part
 * @param {(() => void)|null} [retry]
 * @returns {HTMLElement}
 */
export function failure(problem, retry = null) {
  if (problem.status === 401) return notLoggedIn();
  const wait = problem.retryAfter ? ` Thử lại sau ${problem.retryAfter} giây.` : '';
  const errors = problem.errors ?? [];
  const requestId = problem.requestId || problem.request_id;
  return el('div', { class: 'state state-error', role: 'alert' },
    el('p', {}, (problem.detail ?? problem.message ?? 'Có lỗi ngoài dự tính. Hãy tải lại trang.') + wait),
    errors.length > 0 && el('ul', {}, ...errors.map((/** @type {{detail: string}} */ error) => el('li', {}, error.detail))),
    requestId && el('p', { class: 'hint' }, `Mã để báo người quản trị: ${requestId}`),
    retry && el('p', {}, el('button', { type: 'button', onclick: retry }, 'Thử lại')));
}

/** @returns {HTMLElement} */
export function notLoggedIn() {
  return el('div', { class: 'state state-login' },
    el('p', {}, 'Bạn chưa đăng nhập, hoặc phiên đã hết hạn.'),
    el('p', { class: 'hint' }, 'Mở liên kết đăng nhập mà máy chủ in ra khi khởi động, hoặc nhập khóa.'),
    el('p', {}, el('a', { href: '/login', class: 'button primary' }, 'Đăng nhập')));
}
