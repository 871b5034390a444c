/** The archive page: one search, whose whole state is the address. */

import { get, me } from './api.js';
import { showArticle } from './article.js';
import { byId, el } from './dom.js';
import { drawChips, drawFacets } from './facets.js';
import { histogram } from './histogram.js';
import { hitView, matchSpans, totalWords } from './hits.js';
import { listenForKeys } from './keys.js';
import { FILTERS, addressOf, apiParams, readState, usualSort, without } from './search-state.js';
import { empty, failure, loading, notice } from './states.js';

/** @typedef {import('./search-state.js').SearchState} SearchState */

const PAGE = 20;
const NARROW = matchMedia('(max-width: 1099px)');

/** @type {SearchState} */
let state = readState(location.search);
/** What the results on the page answer: the address without the open article. */
let answered = '';
/** Settles when those results are on the page. */
let searched = Promise.resolve();
/** @type {Map<string, any>} */
const hits = new Map();
/** @type {AbortController} */
let searching = new AbortController();
/** @type {AbortController} */
let opening = new AbortController();
let openId = '';
/** @type {import('./histogram.js').Bar[]} */
let months = [];

/** Go to a state: the address changes, the page follows. @param {SearchState} next */
function go(next) {
  const address = addressOf(next);
  if (address !== location.pathname + location.search) history.pushState(null, '', address);
  follow();
}

/** Make the page show what the address says. */
function follow() {
  state = readState(location.search);
  byId('q').value = state.q;
  byId('sort').value = state.sort;
  byId('dates').elements.from.value = state.from;
  byId('dates').elements.to.value = state.to;
  drawChips(byId('chips'), state, go);
  const question = addressOf({ ...state, article: '' });
  if (question !== answered) searched = search(question);
  if (state.article !== openId) open(state.article);
}

/** @param {string} question */
async function search(question) {
  answered = question;
  searching.abort();
  searching = new AbortController();
  const { signal } = searching;
  const asked = state;
  byId('count').textContent = 'Đang tìm…';
  byId('hits').setAttribute('aria-busy', 'true');
  if (!hits.size) byId('hits').replaceChildren(el('li', {}, loading('Đang tìm trong kho…')));
  try {
    await me();
    const chosen = chosenFilters(asked);
    const facets = [...Object.keys(FILTERS), 'month'];
    const [answer, ...others] = await Promise.all([
      get('/v1/search', apiParams(asked, { limit: PAGE, facets }), signal),
      ...chosen.map((name) => alternatives(asked, name, signal)),
    ]);
    if (signal.aborted) return;
    show(asked, answer, Object.assign({}, answer.facets, ...others.filter(Boolean)));
    if (others.includes(null)) byId('notices').append(notice('Một vài bộ lọc chưa đếm được. Kết quả vẫn đủ; tải lại trang để đếm lại.'));
  } catch (problem) {
    if (!(problem instanceof DOMException)) fail(problem);
  }
}

/** @param {SearchState} asked @returns {string[]} */
function chosenFilters(asked) {
  const chosen = Object.keys(asked.filters).filter((name) => asked.filters[name].length);
  return asked.from || asked.to ? [...chosen, 'year'] : chosen;
}

/**
 * Counts of the other values one could choose in a filter that is in use.
 * @param {SearchState} asked @param {string} name @param {AbortSignal} signal
 * @returns {Promise<Record<string, any>|null>} null when it could not be had
 */
async function alternatives(asked, name, signal) {
  const facets = name === 'year' ? ['year', 'month'] : [name];
  return get('/v1/search', apiParams(without(asked, name), { limit: 1, facets }), signal).then((answer) => answer.facets, () => null);
}

/** @param {SearchState} asked @param {any} answer @param {Record<string, any>} facets */
function show(asked, answer, facets) {
  hits.clear();
  const list = byId('hits');
  list.removeAttribute('aria-busy');
  byId('count').textContent = totalWords(answer.total);
  byId('show-results').textContent = `Xem ${totalWords(answer.total).toLowerCase()}`;
  byId('notices').replaceChildren(...noticesOf(asked, answer));
  months = facets.month ?? [];
  drawHistogram();
  drawFacets(byId('facets'), facets, asked, (next) => go({ ...next, article: state.article }));
  list.replaceChildren();
  if (answer.hits.length) append(asked, answer);
  else {
    list.append(el('li', {}, nothingFound(asked)));
    byId('more').replaceChildren();
  }
}

function drawHistogram() {
  const box = byId('histogram');
  const focused = document.activeElement?.closest('.bar')?.getAttribute('data-period');
  box.replaceChildren(histogram(months, state, (range) => go({ ...state, ...range }), box.clientWidth || 720));
  if (focused) box.querySelector(`[data-period="${focused}"]`)?.focus();
}

/** @param {SearchState} asked @param {any} answer */
function append(asked, answer) {
  for (const hit of answer.hits) {
    hits.set(hit.id, hit);
    byId('hits').append(hitView(hit, addressOf({ ...asked, article: hit.id }), (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go({ ...state, article: hit.id });
    }));
  }
  markOpen();
  const more = el('button', { type: 'button', onclick: () => loadMore(asked, answer.next) }, 'Xem thêm');
  byId('more').replaceChildren(...(answer.next ? [more, el('span', { class: 'hint' }, ` Đang hiện ${hits.size} bài`)] : []));
}

/** @param {SearchState} asked @param {string} cursor */
async function loadMore(asked, cursor) {
  const { signal } = searching;
  const shown = hits.size;
  byId('more').replaceChildren(loading('Đang lấy thêm…'));
  try {
    append(asked, await get('/v1/search', apiParams(asked, { limit: PAGE, cursor }), signal));
    /** @type {HTMLElement|null} */ (byId('hits').children[shown]?.querySelector('a'))?.focus();
  } catch (problem) {
    if (!(problem instanceof DOMException)) byId('more').replaceChildren(failure(problem, () => loadMore(asked, cursor)));
  }
}

/** @param {SearchState} asked @param {any} answer @returns {HTMLElement[]} */
function noticesOf(asked, { query, total }) {
  const notices = [];
  if (query.suggestion) {
    notices.push(notice('Có phải bạn tìm ', el('button', { type: 'button', class: 'link', onclick: () => go({ ...state, q: query.suggestion, article: '' }) }, query.suggestion), '?'));
  }
  if (query.relaxed && total.value) notices.push(notice('Ít hơn mười bài có đủ các từ; đang hiện cả bài thiếu một vài từ.'));
  for (const { from, to } of query.expansions) {
    notices.push(notice('Tìm cả ', el('strong', {}, to.join(', ')), ' vì ', el('bdi', {}, `“${from}”`), ' đã đổi tên hoặc sáp nhập. ',
      el('button', { type: 'button', class: 'link', onclick: () => go({ ...state, expand: false }) }, `Chỉ tìm “${from}”`)));
  }
  if (!asked.expand) {
    notices.push(notice('Đang tìm đúng chữ đã gõ, không thêm tên mới của nơi đã đổi tên. ',
      el('button', { type: 'button', class: 'link', onclick: () => go({ ...state, expand: true }) }, 'Tìm cả tên mới')));
  }
  return notices;
}

/** @param {SearchState} asked @returns {HTMLElement} */
function nothingFound(asked) {
  if (chosenFilters(asked).length) {
    const none = Object.fromEntries(Object.keys(asked.filters).map((name) => [name, []]));
    return empty('Không có bài nào hợp cả từ tìm lẫn bộ lọc.', el('button', { type: 'button', class: 'link', onclick: () => go({ ...state, filters: none, from: '', to: '' }) }, 'Bỏ hết bộ lọc'));
  }
  if (asked.q.trim()) return empty('Không có bài nào cho các từ này.', 'Thử ít từ hơn, bỏ dấu ngoặc kép, hoặc gõ không dấu.');
  return empty('Kho chưa có bài nào.', 'Nạp bài bằng lệnh ', el('code', {}, 'newsroom ingest'), ' rồi tải lại trang.');
}

/** @param {unknown} problem */
function fail(problem) {
  hits.clear();
  months = [];
  byId('archive').classList.toggle('locked', /** @type {any} */ (problem).status === 401);
  byId('count').textContent = '';
  byId('hits').removeAttribute('aria-busy');
  for (const id of ['notices', 'histogram', 'facets', 'more']) byId(id).replaceChildren();
  byId('hits').replaceChildren(el('li', {}, failure(problem, () => search(answered))));
}

/** Show an article beside the results, or close it. @param {string} id */
function open(id) {
  const panel = byId('article');
  const before = openId;
  openId = id;
  opening.abort();
  opening = new AbortController();
  panel.hidden = !id;
  byId('archive').classList.toggle('with-article', Boolean(id));
  markOpen();
  trap();
  if (id) {
    showArticle(panel, id, {
      matches: searched.then(() => matchSpans(hits.get(id))),
      close: () => go({ ...state, article: '' }),
      openOther: (other) => go({ ...state, article: other }),
      signal: opening.signal,
    });
  } else {
    panel.replaceChildren();
    titleLink(before)?.focus();
  }
}

/** On a narrow screen the article lies over the page: what is under it cannot be reached. */
function trap() {
  for (const node of document.querySelectorAll('.masthead, #search, .filters, .list')) {
    /** @type {HTMLElement} */ (node).inert = Boolean(openId) && NARROW.matches;
  }
}

/** @param {string} id @returns {HTMLElement|null} */
const titleLink = (id) => (id ? document.querySelector(`.hit[data-id="${CSS.escape(id)}"] a`) : null);

function markOpen() {
  for (const link of document.querySelectorAll('.hit-title a')) link.removeAttribute('aria-current');
  titleLink(openId)?.setAttribute('aria-current', 'true');
}

/** @param {boolean} open */
function drawer(open) {
  byId('filters').classList.toggle('open', open);
  byId('open-filters').setAttribute('aria-expanded', String(open));
  document.body.classList.toggle('drawer-open', open);
  (open ? byId('close-filters') : byId('open-filters')).focus();
}

byId('search').addEventListener('submit', (/** @type {Event} */ event) => {
  event.preventDefault();
  const q = byId('q').value.trim();
  const sort = state.sort === usualSort(state.q) ? usualSort(q) : state.sort;
  go({ ...state, q, sort, article: '' });
});
byId('sort').addEventListener('change', () => go({ ...state, sort: byId('sort').value }));
byId('dates').addEventListener('change', () => {
  const { from, to } = byId('dates').elements;
  const backwards = from.value && to.value && from.value > to.value;
  to.setCustomValidity(backwards ? 'Ngày cuối phải từ ngày đầu trở đi.' : '');
  if (byId('dates').reportValidity()) go({ ...state, from: from.value, to: to.value });
});
byId('open-filters').addEventListener('click', () => drawer(true));
byId('close-filters').addEventListener('click', () => drawer(false));
byId('show-results').addEventListener('click', () => drawer(false));
addEventListener('popstate', follow);
NARROW.addEventListener('change', trap);
let drawnAt = 0;
new ResizeObserver(() => {
  const width = byId('histogram').clientWidth;
  if (width !== drawnAt) drawHistogram();
  drawnAt = width;
}).observe(byId('histogram'));
listenForKeys({
  escape: () => {
    if (byId('filters').classList.contains('open')) drawer(false);
    else if (openId) go({ ...state, article: '' });
  },
});
follow();
