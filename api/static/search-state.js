/** The state of a search: in the address bar, and as parameters of the API. Days are inclusive here. */

/** Filters in the order they are shown. @type {Record<string, string>} */
export const FILTERS = {
  section: 'Chuyên mục', place: 'Nơi chốn', person: 'Người', organisation: 'Tổ chức', tag: 'Thẻ',
  byline: 'Người viết', source: 'Nguồn', kind: 'Loại', year: 'Năm',
};

/** The filters the API knows; the year is a range of days. */
export const API_FILTERS = Object.keys(FILTERS).filter((name) => name !== 'year');

/**
 * @typedef {object} SearchState
 * @property {string} q
 * @property {Record<string, string[]>} filters by name of API_FILTERS
 * @property {string} from first day, or ""
 * @property {string} to last day, or ""
 * @property {string} sort
 * @property {boolean} expand also search renamed places and ministries
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
  return {
    q,
    filters: Object.fromEntries(API_FILTERS.map((name) => [name, [...new Set(params.getAll(name))]])),
    from: day('from'),
    to: day('to'),
    sort: SORTS.includes(sort) ? sort : usualSort(q),
    expand: params.get('expand') !== '0',
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
  if (!state.expand) params.set('expand', '0');
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
  const params = new URLSearchParams({ limit: String(limit), sort: state.sort });
  if (state.q.trim()) params.set('q', state.q);
  for (const name of API_FILTERS) for (const value of state.filters[name]) params.append(name, value);
  if (state.from) params.set('from', state.from);
  if (state.to) params.set('to', state.to);
  if (!state.expand) params.set('expand', 'false');
  if (facets.length) params.set('facets', facets.join(','));
  if (cursor) params.set('cursor', cursor);
  return params;
}

/** The same search without one of its filters. @param {SearchState} state @param {string} name @returns {SearchState} */
export function without(state, name) {
  if (name === 'year') return { ...state, from: '', to: '' };
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
