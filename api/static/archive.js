/** The archive page: one search, whose whole state is the address. */

import { get, me } from './api.js';
import { showArticle } from './article.js';
import { byId, el } from './dom.js';
import { drawer, over } from './drawer.js';
import { drawChips, drawFacets } from './facets.js';
import { number } from './format.js';
import { histogram } from './histogram.js';
import { hitSkeletons, hitView, matchSpans, totalWords } from './hits.js';
import { listenForKeys } from './keys.js';
import { drawModes, hasMeaning } from './modes.js';
import { noticesOf, nothingFound, stateLink } from './notices.js';
import { FILTERS, PERIODS, addressOf, apiParams, exportAddress, readState, unfiltered, usualSort, without } from './search-state.js';
import { empty, failure, loading, notice } from './states.js';
import { offerSuggestions } from './suggestions.js';

/** @typedef {import('./search-state.js').SearchState} SearchState */

const PAGE = 20;
const EXPORTED = 10000; // articles that a file holds at most
const TITLE = document.title;

/** @type {SearchState} */
let state = readState(location.search);
/** What the results on the page answer: the address without the open article. */
let answered = '';
/** Settles when those results are on the page. */
let searched = Promise.resolve();
/** Whether they could not be had because the server is out of reach. */
let cutOff = false;
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
  document.title = state.q.trim() ? `${state.q.trim()} – ${TITLE}` : TITLE;
  byId('archive').classList.toggle('similar', Boolean(state.similar));
  drawChips(byId('chips'), state.similar ? unfiltered(state) : state, go);
  drawModes(byId('modes'), state, go);
  const question = addressOf({ ...state, article: '' });
  if (question !== answered) searched = search(question);
  if (state.article !== openId) open(state.article);
}

/** @param {string} question */
async function search(question) {
  const again = answered !== '';
  answered = question;
  searching.abort();
  searching = new AbortController();
  const { signal } = searching;
  const asked = state;
  begin(again);
  try {
    await me();
    if (asked.similar) await showSimilar(asked, signal);
    else await showFound(asked, signal);
    cutOff = false;
  } catch (problem) {
    if (!(problem instanceof DOMException) && !signal.aborted) fail(problem);
  }
}

/** @param {boolean} again whether there were results before */
function begin(again) {
  byId('count').textContent = 'Đang tìm…';
  byId('hits').setAttribute('aria-busy', 'true');
  if (!hits.size) byId('hits').replaceChildren(...hitSkeletons(6));
  if (again && byId('search').getBoundingClientRect().bottom < 0) byId('search').scrollIntoView();
}

/** @param {SearchState} asked @param {AbortSignal} signal */
async function showFound(asked, signal) {
  const facets = Object.keys(FILTERS);
  const [answer, ...others] = await Promise.all([
    found(asked, { limit: PAGE, facets }, signal),
    ...chosenFilters(asked).map((name) => alternatives(asked, name, signal)),
  ]);
  if (signal.aborted) return;
  hasMeaning(asked, answer.query.mode);
  drawModes(byId('modes'), asked, go);
  show(asked, answer, Object.assign({}, answer.facets, ...others.filter(Boolean)));
  if (others.includes(null)) byId('notices').append(notice('Một vài bộ lọc chưa đếm được. Kết quả vẫn đủ; tải lại trang để đếm lại.'));
}

/**
 * One page of hits; by words where the server cannot search by meaning.
 * @param {SearchState} asked @param {{limit: number, facets?: string[], cursor?: string}} page @param {AbortSignal} signal
 */
async function found(asked, page, signal) {
  try {
    return await get('/v1/search', apiParams(asked, page), signal);
  } catch (problem) {
    if (/** @type {any} */ (problem).code !== 'model_unavailable' || asked.mode === 'keyword') throw problem;
    return get('/v1/search', apiParams({ ...asked, mode: 'keyword' }, page), signal);
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
  const facets = name === 'year' ? PERIODS : [name];
  return found(without(asked, name), { limit: 1, facets }, signal).then((answer) => answer.facets, () => null);
}

/** @param {SearchState} asked @param {any} answer @param {Record<string, any>} facets */
function show(asked, answer, facets) {
  begun(totalWords(answer.total));
  byId('show-results').textContent = `Xem ${totalWords(answer.total).toLowerCase()}`;
  byId('notices').replaceChildren(...noticesOf(asked, answer, go));
  months = facets.month ?? [];
  drawHistogram();
  drawFacets(byId('facets'), facets, asked, (next) => go({ ...next, article: state.article }));
  offerExport(asked, answer.total);
  if (answer.hits.length) append(asked, answer);
  else byId('hits').append(el('li', {}, nothingFound(asked, chosenFilters(asked).length > 0, go)));
}

/** @param {SearchState} asked @param {AbortSignal} signal */
async function showSimilar(asked, signal) {
  const path = `/v1/articles/${encodeURIComponent(asked.similar)}`;
  const [article, answer] = await Promise.all([
    get(path, null, signal), get(`${path}/related`, new URLSearchParams({ limit: String(PAGE) }), signal)]);
  if (signal.aborted) return;
  begun(`${answer.hits.length} bài tương tự`);
  months = [];
  byId('export').hidden = true;
  byId('histogram').replaceChildren();
  byId('notices').replaceChildren(el('p', { class: 'notice' }, 'Giống bài ',
    stateLink({ ...asked, article: asked.similar }, go, article.title || '(không có tít)'), '. ',
    stateLink({ ...asked, similar: '', article: '' }, go, 'Về kết quả tìm')));
  if (answer.hits.length) append(asked, { hits: answer.hits, next: null });
  else byId('hits').append(el('li', {}, empty('Kho chưa có bài nào đủ giống.', 'Thử tìm bằng vài từ trong tít.')));
}

/** Clear the list for an answer. @param {string} count */
function begun(count) {
  hits.clear();
  byId('archive').classList.remove('waiting', 'locked');
  byId('hits').removeAttribute('aria-busy');
  byId('hits').replaceChildren();
  byId('more').replaceChildren();
  byId('count').textContent = count;
}

/** @param {SearchState} asked @param {{value: number}} total */
function offerExport(asked, { value }) {
  byId('export').hidden = value === 0;
  byId('export-note').textContent = value > EXPORTED ? `${number(EXPORTED)} bài đầu trong số ${number(value)} bài` : `${number(value)} bài`;
  byId('export-csv').href = exportAddress(asked, 'csv');
  byId('export-jsonl').href = exportAddress(asked, 'jsonl');
}

function drawHistogram() {
  const box = byId('histogram');
  const focused = document.activeElement?.closest('.bar')?.getAttribute('data-period');
  box.replaceChildren(histogram(months, state, (range) => go({ ...state, ...range }), box.clientWidth || 720));
  if (focused) box.querySelector(`[data-period="${focused}"]`)?.focus();
}

/** @param {SearchState} next */
function linkTo(next) {
  return { address: addressOf(next), open: (/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(next);
  } };
}

/** @param {SearchState} asked @param {any} answer */
function append(asked, answer) {
  for (const hit of answer.hits) {
    if (hits.has(hit.id)) continue; // an article that moved while it was paged
    hits.set(hit.id, hit);
    byId('hits').append(hitView(hit, { article: linkTo({ ...asked, article: hit.id }), similar: linkTo({ ...asked, similar: hit.id, article: '' }) }));
  }
  markOpen();
  const more = el('button', { type: 'button', onclick: () => loadMore(asked, answer.next) }, 'Xem thêm');
  byId('more').replaceChildren(...(answer.next ? [more, el('span', { class: 'hint' }, ` Đang hiện ${number(hits.size)} bài`)] : []));
}

/** @param {SearchState} asked @param {string} cursor */
async function loadMore(asked, cursor) {
  const { signal } = searching;
  const shown = hits.size;
  byId('more').replaceChildren(loading('Đang lấy thêm…'));
  try {
    append(asked, await found(asked, { limit: PAGE, cursor }, signal));
    /** @type {HTMLElement|null} */ (byId('hits').children[shown]?.querySelector('a'))?.focus();
  } catch (problem) {
    if (!(problem instanceof DOMException)) byId('more').replaceChildren(failure(problem, () => loadMore(asked, cursor)));
  }
}

/** @param {unknown} problem */
function fail(problem) {
  const { status, code } = /** @type {any} */ (problem);
  begun('');
  months = [];
  cutOff = code === 'unreachable';
  byId('archive').classList.toggle('locked', status === 401);
  byId('export').hidden = true;
  for (const id of ['notices', 'histogram', 'facets']) byId(id).replaceChildren();
  const gone = state.similar && status === 404;
  byId('hits').replaceChildren(el('li', {}, gone
    ? empty('Bài này không còn trong kho.', stateLink({ ...state, similar: '', article: '' }, go, 'Về kết quả tìm'))
    : failure(problem, () => search(answered))));
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
  over(Boolean(id));
  if (id) {
    showArticle(panel, id, {
      matches: searched.then(() => matchSpans(hits.get(id))),
      close: () => go({ ...state, article: '' }),
      openOther: (other) => go({ ...state, article: other }),
      similar: stateLink({ ...state, similar: id, article: '' }, go, 'Xem mọi bài tương tự'),
      signal: opening.signal,
    });
  } else {
    panel.replaceChildren();
    titleLink(before)?.focus();
  }
}

/** @param {string} id @returns {HTMLElement|null} */
const titleLink = (id) => (id ? document.querySelector(`.hit[data-id="${CSS.escape(id)}"] a`) : null);

function markOpen() {
  for (const link of document.querySelectorAll('.hit-title a')) link.removeAttribute('aria-current');
  titleLink(openId)?.setAttribute('aria-current', 'true');
}

/** Search for other words. @param {string} q @param {Partial<SearchState>} [others] */
function ask(q, others = {}) {
  const sort = state.sort === usualSort(state.q) ? usualSort(q) : state.sort;
  go({ ...state, q, sort, similar: '', article: '', ...others });
}

const suggestions = offerSuggestions({
  input: byId('q'), list: byId('suggestions'), status: byId('suggestions-status'),
  choose: ({ kind, text, id, rest }) => {
    if (kind === 'title') go({ ...state, article: String(id) });
    else if (kind === 'query') ask(text);
    else ask(rest, { filters: { ...state.filters, [kind]: [...new Set([...state.filters[kind], text])] } });
  },
});
byId('search').addEventListener('submit', (/** @type {Event} */ event) => {
  event.preventDefault();
  suggestions.close();
  ask(byId('q').value.trim());
});
byId('sort').addEventListener('change', () => go({ ...state, sort: byId('sort').value }));
byId('dates').addEventListener('change', () => {
  const { from, to } = byId('dates').elements;
  const backwards = from.value && to.value && from.value > to.value;
  to.setCustomValidity(backwards ? 'Ngày cuối phải từ ngày đầu trở đi.' : '');
  if (byId('dates').reportValidity()) go({ ...state, from: from.value, to: to.value });
});
byId('open-help').addEventListener('click', () => byId('help').showModal());
byId('export').addEventListener('click', (/** @type {Event} */ event) => {
  if (event.target instanceof HTMLAnchorElement) byId('export').open = false;
});
addEventListener('click', (event) => {
  if (event.target instanceof Node && !byId('export').contains(event.target)) byId('export').open = false;
});
addEventListener('popstate', follow);
addEventListener('online', () => {
  if (cutOff) searched = search(answered);
});
let drawnAt = 0;
new ResizeObserver(() => {
  const width = byId('histogram').clientWidth;
  if (width !== drawnAt && !byId('archive').classList.contains('waiting')) drawHistogram();
  drawnAt = width;
}).observe(byId('histogram'));
listenForKeys({
  escape: () => {
    if (byId('export').open) byId('export').open = false;
    else if (drawer.open) drawer.close();
    else if (openId && !byId('help').open) go({ ...state, article: '' });
  },
  help: () => byId('help').showModal(),
});
follow();
