/** The start page: every service on one article. */

import { get, me, post } from './api.js';
import { serviceInput } from './article.js';
import { byId, el } from './dom.js';
import { tagList } from './evidence.js';
import { date, number } from './format.js';
import { checkList, duplicateList, headlineList, relatedList, summaryView } from './parts.js';
import { Reading } from './reading.js';
import { empty, failure, loading } from './states.js';

const WANT = ['checks', 'tags', 'summary', 'headlines', 'duplicates', 'related'];
const SAMPLES = 8;

/** @type {Record<string, (bundle: any, reading: Reading) => HTMLElement>} */
const VIEWS = {
  checks: (bundle, reading) => checkList(bundle.checks, reading),
  tags: (bundle, reading) => tagList(bundle.tags, reading),
  summary: (bundle, reading) => summaryView(bundle.summary, reading),
  headlines: (bundle, reading) => headlineList(bundle.headlines, reading),
  duplicates: (bundle) => duplicateList(bundle.duplicates),
  related: (bundle) => relatedList(bundle.related.hits),
};

/** @type {any} the article from the archive that is chosen */
let chosen = null;
let pasting = false;
/** @type {AbortController|null} */
let running = null;

byId('choose-archive').addEventListener('click', () => chooseSource(false));
byId('choose-paste').addEventListener('click', () => chooseSource(true));
byId('from-paste').addEventListener('input', update);
byId('from-paste').addEventListener('submit', (/** @type {Event} */ event) => event.preventDefault());
byId('run').addEventListener('click', run);
byId('sample-form').addEventListener('submit', (/** @type {Event} */ event) => {
  event.preventDefault();
  offer(byId('sample-q').value.trim());
});
start();

async function start() {
  try {
    await me();
  } catch (problem) {
    byId('samples').replaceChildren(failure(problem, start));
    return;
  }
  const wanted = new URLSearchParams(location.search).get('article');
  await Promise.all([offer(''), wanted && choose(wanted)]);
}

/** @param {boolean} paste */
function chooseSource(paste) {
  pasting = paste;
  byId('from-archive').hidden = paste;
  byId('from-paste').hidden = !paste;
  byId('choose-archive').setAttribute('aria-pressed', String(!paste));
  byId('choose-paste').setAttribute('aria-pressed', String(paste));
  update();
}

/** Offer articles of the archive to try. @param {string} q */
async function offer(q) {
  const box = byId('samples');
  box.replaceChildren(loading('Đang lấy bài trong kho…'));
  try {
    const params = new URLSearchParams({ limit: String(SAMPLES), ...(q ? { q } : { sort: 'newest' }) });
    const { hits } = await get('/v1/search', params);
    box.replaceChildren(hits.length ? sampleList(hits) : nothing(q));
  } catch (problem) {
    box.replaceChildren(failure(problem, () => offer(q)));
  }
}

/** @param {string} q @returns {HTMLElement} */
function nothing(q) {
  if (q) return empty(`Không có bài nào cho “${q}”.`, 'Thử ít từ hơn, hoặc dán bài của bạn.');
  return empty('Kho chưa có bài nào.', 'Nạp bài bằng lệnh ', el('code', {}, 'newsroom ingest'), ', hoặc dán bài của bạn.');
}

/** @param {any[]} hits @returns {HTMLElement} */
function sampleList(hits) {
  return el('ul', {}, ...hits.map((hit) => el('li', {}, el('label', { class: 'sample' },
    el('input', { type: 'radio', name: 'sample', value: hit.id, checked: chosen?.id === hit.id, onchange: () => choose(hit.id) }),
    el('span', { class: 'sample-title', dir: 'auto' }, hit.title || '(không có tít)'),
    el('span', { class: 'meta' }, hit.source && el('span', {}, el('bdi', {}, hit.source)), el('span', {}, date(hit.published_at)))))));
}

/** @param {string} id */
async function choose(id) {
  byId('run-status').textContent = 'Đang mở bài…';
  try {
    chosen = await get(`/v1/articles/${encodeURIComponent(id)}`);
    history.replaceState(null, '', `/?${new URLSearchParams({ article: id })}`);
    byId('run-status').replaceChildren('Đã chọn: ', el('bdi', {}, chosen.title || '(không có tít)'));
  } catch (problem) {
    chosen = null;
    byId('run-status').replaceChildren(failure(problem));
  }
  update();
}

/** The article to analyse, or null while there is none. @returns {any} */
function article() {
  if (!pasting) return chosen && serviceInput(chosen);
  const form = new FormData(byId('from-paste'));
  const [title, sapo, body] = ['title', 'sapo', 'body'].map((name) => String(form.get(name) ?? '').normalize('NFC').replaceAll('\r\n', '\n'));
  return body.trim() ? { id: `thu-${crypto.getRandomValues(new Uint32Array(1))[0]}`, title, sapo, body, status: 'draft' } : null;
}

function update() {
  byId('run').disabled = article() === null;
}

/** Ask for every part at once and show each as it is: done, empty or failed. */
async function run() {
  const subject = article();
  if (!subject) return;
  running?.abort();
  running = new AbortController();
  byId('workspace').hidden = false;
  let reading = show(pasting ? subject : chosen);
  byId('workspace').scrollIntoView({ block: 'start' });
  for (const name of WANT) part(name).replaceChildren(loading('Đang đọc bài…'));
  byId('run-status').textContent = 'Đang phân tích…';
  try {
    const bundle = await post('/v1/assist', { article: subject, want: WANT }, running.signal);
    if (bundle.plain_text) reading = show({ ...subject, body: bundle.plain_text });
    for (const name of WANT) part(name).replaceChildren(partView(name, bundle, reading));
    byId('run-status').textContent = summary(bundle);
  } catch (problem) {
    if (problem instanceof DOMException) return;
    byId('run-status').textContent = 'Chưa phân tích được.';
    for (const name of WANT) part(name).replaceChildren(empty('Chưa có kết quả.'));
    part(WANT[0]).replaceChildren(failure(problem, run));
  }
}

/** @param {any} subject @returns {Reading} */
function show(subject) {
  const reading = new Reading(subject);
  byId('reading').replaceChildren(reading.node);
  return reading;
}

/** @param {string} name @returns {HTMLElement} */
function part(name) {
  return /** @type {HTMLElement} */ (document.querySelector(`[data-part="${name}"] .part-body`));
}

/** @param {string} name @param {any} bundle @param {Reading} reading @returns {HTMLElement} */
function partView(name, bundle, reading) {
  const problem = bundle.errors?.[name];
  if (problem) return failure(problem, run);
  return bundle[name] ? VIEWS[name](bundle, reading) : empty('Máy chủ không trả phần này.');
}

/** @param {any} bundle @returns {string} */
function summary(bundle) {
  const failed = Object.keys(bundle.errors ?? {}).length;
  const spent = Object.values(bundle.timings_ms ?? {}).reduce((sum, ms) => sum + Number(ms), 0);
  return `${failed ? `Xong, trừ ${failed} phần gặp lỗi` : 'Xong'} (máy chủ mất ${number(Math.round(spent))} ms).`;
}
