/** Two articles side by side: an article or a pasted text against the archive, or against one article of it. */

import { get, me, post } from './api.js';
import { serviceInput } from './article.js';
import { byId, el } from './dom.js';
import { date, percent } from './format.js';
import { RELATIONS, VERDICTS } from './parts.js';
import { Reading } from './reading.js';
import { empty, failure, loading } from './states.js';

const MATCHES = 20;
const HUES = 6;
/** @type {Record<string, string>} */
const BY_RIGHT = { quotation: 'lời dẫn có ở cả hai bài', law: 'văn bản luật', boilerplate: 'phần quen dùng của báo' };

/** @type {any} the article or text that is checked */
let draft = null;
/** @type {any[]} the passages of the pair that is shown */
let passages = [];
let current = -1;
let asked = 0;

byId('draft-form').addEventListener('submit', (/** @type {Event} */ event) => {
  event.preventDefault();
  const form = new FormData(byId('draft-form'));
  const [title, body] = ['title', 'body'].map((name) => String(form.get(name) ?? '').normalize('NFC').replaceAll('\r\n', '\n'));
  history.replaceState(null, '', '/compare');
  check({ id: `thu-${crypto.getRandomValues(new Uint32Array(1))[0]}`, title, body, status: 'draft' });
});
byId('next').addEventListener('click', () => step(1));
byId('previous').addEventListener('click', () => step(-1));
byId('print').addEventListener('click', () => print());
document.addEventListener('keydown', (event) => {
  const typing = event.target instanceof Element && event.target.closest('input, textarea, select');
  if (localStorage.getItem('newsroom.keys') === 'off' || event.isComposing) return; // switched off on the archive page
  if (typing || event.ctrlKey || event.metaKey || event.altKey || byId('sides').hidden) return;
  if (event.key === 'n') step(1);
  if (event.key === 'p') step(-1);
});
start();

async function start() {
  const wanted = new URLSearchParams(location.search);
  const [id, other] = [wanted.get('article'), wanted.get('with')];
  try {
    await me();
    if (!id) return;
    say(loading('Đang mở bài…'));
    const [article, against] = await Promise.all([read(id), other ? read(other) : null]);
    byId('draft-form').hidden = true;
    await check(serviceInput(article), against);
  } catch (problem) {
    say(failure(problem, start));
  }
}

/** @param {string} id @returns {Promise<any>} */
const read = (id) => get(`/v1/articles/${encodeURIComponent(id)}`);

/** @param {Node|string} words */
const say = (words) => byId('compare-status').replaceChildren(words);

/**
 * Check a text against the archive, or against one article; then show the strongest match.
 * @param {any} subject
 * @param {any} [against]
 */
async function check(subject, against = null) {
  const turn = ++asked;
  draft = subject;
  byId('sides').hidden = true;
  byId('matches').replaceChildren();
  say(loading('Đang đối chiếu…'));
  try {
    const scope = against ? { scope: 'articles', against: [serviceInput(against)] } : { scope: 'archive' };
    const found = await post('/v1/duplicates', { article: subject, limit: MATCHES, ...scope });
    if (turn !== asked) return;
    say(el('span', { class: 'verdict', 'data-level': found.verdict === 'original' ? 'good' : 'look' }, VERDICTS[found.verdict] ?? found.verdict));
    const open = found.matches.filter((/** @type {any} */ match) => match.id);
    byId('matches').replaceChildren(...found.matches.map(matchItem));
    if (against) show(against, open[0]?.passages ?? []);
    else if (open.length) await choose(open[0]);
    else if (!found.matches.length) byId('matches').replaceChildren(el('li', {}, empty('Không có bài nào trùng trong kho.')));
  } catch (problem) {
    if (turn === asked) say(failure(problem, () => check(subject, against)));
  }
}

/** @param {any} match @returns {HTMLElement} */
function matchItem(match) {
  const relation = RELATIONS[match.relation] ?? match.relation;
  if (!match.id) {
    return el('li', {}, el('p', {}, 'Một bản nháp ở chuyên mục ', el('bdi', {}, match.section || 'không rõ'), ` (${relation}). Hỏi biên tập viên để xem.`));
  }
  return el('li', {}, el('button', { type: 'button', 'data-id': match.id, 'aria-pressed': 'false', onclick: () => choose(match) },
    el('strong', { dir: 'auto' }, match.title || '(không có tít)'),
    el('span', { class: 'meta' }, el('span', {}, relation), match.source && el('span', {}, el('bdi', {}, match.source)),
      el('span', {}, `${date(match.published_at)}, ${match.earlier ? 'đăng trước' : 'đăng sau'}`),
      match.passages.length > 0 && el('span', {}, `${percent(match.containment)} chữ của bài này có trong bài kia`))));
}

/** Open the article of a match beside the draft. @param {any} match */
async function choose(match) {
  const turn = asked;
  for (const button of byId('matches').querySelectorAll('button[data-id]')) {
    button.setAttribute('aria-pressed', String(button.dataset.id === match.id));
  }
  try {
    const other = await read(match.id);
    if (turn === asked) show(other, match.passages);
  } catch (problem) {
    if (turn === asked) say(failure(problem, () => choose(match)));
  }
}

/**
 * Draw both articles with their passages numbered in the order of the draft.
 * @param {any} other
 * @param {any[]} shared
 */
function show(other, shared) {
  passages = shared;
  current = -1;
  fill(byId('left'), draft, shared.map((one) => one.draft));
  fill(byId('right'), other, shared.map((one) => one.match));
  byId('sides').hidden = false;
  for (const name of ['next', 'previous']) byId(name).disabled = !shared.length;
  byId('passage-status').textContent = shared.length ? `${shared.length} đoạn trùng` : 'Hai bài không có đoạn nào trùng.';
}

/** @param {HTMLElement} box @param {any} article @param {import('./text.js').Span[]} spans */
function fill(box, article, spans) {
  const reading = new Reading(article, { headingLevel: 3 });
  spans.forEach((span, at) => reading.mark(`p${at}`, [span]));
  spans.forEach((_, at) => {
    const kind = BY_RIGHT[passages[at].kind];
    [...reading.node.querySelectorAll(`mark.mark-p${at}`)].forEach((mark, first) => {
      if (!(mark instanceof HTMLElement)) return;
      if (first === 0) mark.dataset.number = String(at + 1);
      mark.dataset.hue = String(at % HUES);
      mark.classList.toggle('by-right', Boolean(kind));
      mark.title = `Đoạn ${at + 1}${kind ? `: ${kind}` : `: giống ${percent(passages[at].similarity)}`}`;
      mark.addEventListener('click', () => go(at));
    });
  });
  box.replaceChildren(reading.node);
}

/** @param {number} by */
function step(by) {
  if (passages.length) go((current + by + passages.length + (current < 0 && by < 0 ? 1 : 0)) % passages.length);
}

/** Bring a passage into view on both sides. @param {number} at */
function go(at) {
  current = at;
  const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
  for (const mark of byId('sides').querySelectorAll('mark')) mark.classList.toggle('current', mark.classList.contains(`mark-p${at}`));
  for (const side of ['left', 'right']) {
    const text = byId(side).firstElementChild;
    const mark = byId(side).querySelector(`mark.mark-p${at}`);
    if (text && mark) text.scrollTo({ top: mark.offsetTop - text.clientHeight / 3, behavior });
  }
  byId('passage-status').textContent = `Đoạn ${at + 1} trong ${passages.length}: ${BY_RIGHT[passages[at].kind] ?? `giống ${percent(passages[at].similarity)}`}`;
}
