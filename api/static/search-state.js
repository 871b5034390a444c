/** The state of a search: in the address bar, and as parameters of the API. Days are inclusive here. */

/** Filters in the order they are shown. @type {Record<string, string>} */
export const FILTERS = {
  section: 'Chuyên mục', place: 'Nơi chốn', person: 'Người', organisation: 'Tổ chức', tag: 'Thẻ',
  byline: 'Người viết', source: 'Nguồn', kind: 'Loại', year: 'Năm', month: 'Tháng',
};

/** Filters that are ranges of days. */
export const PERIODS = ['year', 'month'];

/** The filters the API knows. */
export const API_FILTERS = Object.keys(FILTERS).filter((name) => !PERIODS.includes(name));

/** Ways to search, the usual one first. @type {Record<string, string>} */
export const MODES = { hybrid: 'Kết hợp', keyword: 'Từ khóa', semantic: 'Theo nghĩa' };

/**
 * @typedef {object} SearchState
 * @property {string} q
 * @property {Record<string, string[]>} filters by name of API_FILTERS
 * @property {string} from first day, or ""
 * @property {string} to last day, or ""
 * @property {string} sort
 * @property {string} mode one of MODES
 * @property {boolean} expand also search other names of what is named
 * @property {string} similar id of the article whose like are listed instead of a search, or ""
 * @property {string} article id of the open article, or ""
 */

const DAY = /^(18|19|20|21)\d{2}-\d{2}-\d{2}$/;
const SORTS = ['relevance', 'newest', 'oldest'];

/** @param {string} query the part of an address after "?" @returns {SearchState} */
export function readState(query) {
  const params = new URLSearchParams(query);
  const day = (/** @type {string} */ name) => (DAY.test(params.get(name) ?? '') ? String(params.get(name)) : '');
  const q = (params.get('q') ?? '').slice(0, 1000);
  const sort = params.get('sort') ?? '';
  const mode = params.get('mode') ?? '';
  return {
    q,
    filters: Object.fromEntries(API_FILTERS.map((name) => [name, [...new Set(params.getAll(name))]])),
    from: day('from'),
    to: day('to'),
    sort: SORTS.includes(sort) ? sort : usualSort(q),
    mode: mode in MODES ? mode : 'hybrid',
    expand: params.get('expand') !== '0',
    similar: params.get('similar') ?? '',
    article: params.get('article') ?? '',
  };
}

/** Without words to match, the newest come first. @param {string} q @returns {string} */
export const usualSort = (q) => (q.trim() ? 'relevance' : 'newest');

/** @param {SearchState} state @returns {string} the address of this state */
export function addressOf(state) {
  const params = new URLSearchParams();
  if (state.q) params.set('q', state.q);
  for (const name of API_FILTERS) for (const value of state.filters[name]) params.append(name, value);
  if (state.from) params.set('from', state.from);
  if (state.to) params.set('to', state.to);
  if (state.sort !== usualSort(state.q)) params.set('sort', state.sort);
  if (state.mode !== 'hybrid') params.set('mode', state.mode);
  if (!state.expand) params.set('expand', '0');
  if (state.similar) params.set('similar', state.similar);
  if (state.article) params.set('article', state.article);
  const query = params.toString();
  return query ? `/archive?${query}` : '/archive';
}

/**
 * Parameters of GET /v1/search.
 * @param {SearchState} state
 * @param {{limit: number, facets?: string[], cursor?: string|null}} page
 * @returns {URLSearchParams}
 */
export function apiParams(state, { limit, facets = [], cursor = null }) {
  const params = wanted(state);
  params.set('limit', String(limit));
  if (facets.length) params.set('facets', facets.join(','));
  if (cursor) params.set('cursor', cursor);
  return params;
}

/** Address of the hits as a file. @param {SearchState} state @param {'csv'|'jsonl'} format @returns {string} */
export function exportAddress(state, format) {
  const params = wanted(state);
  params.set('format', format);
  return `/v1/search/export?${params}`;
}

/** @param {SearchState} state @returns {URLSearchParams} */
function wanted(state) {
  const params = new URLSearchParams({ sort: state.sort, mode: state.mode });
  if (state.q.trim()) params.set('q', state.q);
  for (const name of API_FILTERS) for (const value of state.filters[name]) params.append(name, value);
  if (state.from) params.set('from', state.from);
  if (state.to) params.set('to', state.to);
  if (!state.expand) params.set('expand', 'false');
  return params;
}

/** The same search without any filter. @param {SearchState} state @returns {SearchState} */
export function unfiltered(state) {
  return { ...state, filters: Object.fromEntries(API_FILTERS.map((name) => [name, []])), from: '', to: '' };
}

/** The same search without one of its filters. @param {SearchState} state @param {string} name @returns {SearchState} */
export function without(state, name) {
  if (PERIODS.includes(name)) return { ...state, from: '', to: '' };
  return { ...state, filters: { ...state.filters, [name]: [] } };
}

/** First and last day of "2024" or "2024-08". @param {string} period @returns {{from: string, to: string}} */
export function daysOf(period) {
  const [year, month] = period.split('-');
  if (!month) return { from: `${year}-01-01`, to: `${year}-12-31` };
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return { from: `${period}-01`, to: `${period}-${last}` };
}

/** The year or month that a range of days covers exactly, or "". @param {string} from @param {string} to @returns {string} */
export function periodOf(from, to) {
  for (const period of [from.slice(0, 4), from.slice(0, 7)]) {
    if (period && daysOf(period).from === from && daysOf(period).to === to) return period;
  }
  return '';
}
