/** The list of results. */

import { el } from './dom.js';
import { ARTICLE_KINDS, date, number, percent } from './format.js';
import { markedText } from './text.js';

/** @typedef {import('./text.js').Mark} Mark */
/** @typedef {{address: string, open: (event: MouseEvent) => void}} Link */

const SNIPPETS = 2;
const WORDS = 5;
let explained = 0;
const SCORE = new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 2 });

/**
 * @param {any} hit
 * @param {{article: Link, similar: Link}} links the same page with this article open, and with those like it
 * @returns {HTMLElement}
 */
export function hitView(hit, { article, similar }) {
  const marks = (/** @type {string} */ field) => marksOf(hit.highlights ?? [], field);
  const snippets = (hit.highlights ?? []).filter((/** @type {any} */ one) => one.field === 'body').slice(0, SNIPPETS);
  const byMeaning = hit.why && hit.why.lexical === 0 && hit.why.semantic > 0;
  return el('li', { class: 'hit', 'data-id': hit.id },
    el('h2', { class: 'hit-title' }, el('a', { href: article.address, dir: 'auto', onclick: article.open }, markedText(hit.title || '(không có tít)', marks('title')))),
    el('p', { class: 'meta' },
      hit.section && el('span', {}, el('bdi', {}, hit.section)),
      hit.source && el('span', {}, el('bdi', {}, hit.source)),
      hit.kind && hit.kind !== 'article' && el('span', {}, ARTICLE_KINDS[hit.kind] ?? hit.kind),
      el('span', {}, el('time', { datetime: hit.published_at }, date(hit.published_at))),
      byMeaning && el('span', { title: 'Bài không có đúng các từ đã gõ nhưng nói về việc gần như thế' }, 'gần nghĩa'),
      el('span', {}, el('a', { href: similar.address, class: 'hit-similar', onclick: similar.open }, 'Bài tương tự')),
      whyView(hit)),
    hit.sapo && el('p', { class: 'hit-sapo', dir: 'auto' }, markedText(hit.sapo, marks('sapo'))),
    ...snippets.map((/** @type {any} */ one) => el('p', { class: 'hit-snippet', dir: 'auto' },
      one.start > 0 && '…\u00a0', markedText(one.text, marksOf([one], 'body'), one.start), '\u00a0…')));
}

/** What the place of a hit rests on, shown on hover and focus; nothing where hits stand by date. @param {any} hit */
function whyView(hit) {
  const { lexical = 0, semantic = 0 } = hit.why ?? {};
  if (!lexical && !semantic) return null;
  const id = `why-${explained += 1}`;
  const matched = [...new Set(matchSpans(hit).map((span) => span.text.toLocaleLowerCase('vi')))];
  const words = matched.filter((one) => !matched.some((other) => other !== one && ` ${other} `.includes(` ${one} `))).slice(0, WORDS);
  return el('span', { class: 'why' },
    el('button', { type: 'button', class: 'quiet', 'aria-describedby': id }, 'Vì sao?'),
    el('span', { class: 'tip', role: 'tooltip', id },
      el('span', {}, [lexical && `Khớp chữ ${percent(lexical)}`, semantic && `gần nghĩa ${percent(semantic)}`].filter(Boolean).join(', ')),
      words.length > 0 && el('span', { dir: 'auto' }, `Chữ khớp: ${words.join(', ')}`),
      el('span', {}, `Điểm ${SCORE.format(hit.score)}, để so trong lượt tìm này`)));
}

/** Where hits will stand. @param {number} count @returns {HTMLElement[]} */
export function hitSkeletons(count) {
  const line = (/** @type {string} */ kind) => el('span', { class: `skeleton ${kind}` });
  return Array.from({ length: count }, () => el('li', { class: 'hit hit-waiting', 'aria-hidden': 'true' }, line('title'), line('short'), line(''), line('')));
}

/** @param {any[]} highlights @param {string} field @returns {Mark[]} */
function marksOf(highlights, field) {
  return highlights.filter((one) => one.field === field)
    .flatMap((one) => one.matches.map((/** @type {[number, number]} */ [start, end]) => ({ start, end, kind: 'match' })));
}

/**
 * The words of a hit that matched, as spans of the article.
 * @param {any} hit
 * @returns {import('./text.js').Span[]}
 */
export function matchSpans(hit) {
  return (hit?.highlights ?? []).flatMap((/** @type {any} */ one) => {
    const points = [...one.text];
    return one.matches.map((/** @type {[number, number]} */ [start, end]) => (
      { field: one.field, start, end, text: points.slice(start - one.start, end - one.start).join('') }));
  });
}

/** @param {{value: number, relation: string}} total @returns {string} "1.234 bài" */
export function totalWords(total) {
  if (total.value === 0) return 'Không có bài nào';
  return `${total.relation === 'gte' ? 'Ít nhất ' : ''}${number(total.value)} bài`;
}
