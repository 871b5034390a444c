/** The list of results. */

import { el } from './dom.js';
import { ARTICLE_KINDS, date, number } from './format.js';
import { markedText } from './text.js';

/** @typedef {import('./text.js').Mark} Mark */

const SNIPPETS = 2;

/**
 * @param {any} hit
 * @param {string} address of the same search with this article open
 * @param {(event: MouseEvent) => void} open
 * @returns {HTMLElement}
 */
export function hitView(hit, address, open) {
  const marks = (/** @type {string} */ field) => marksOf(hit.highlights ?? [], field);
  const snippets = (hit.highlights ?? []).filter((/** @type {any} */ one) => one.field === 'body').slice(0, SNIPPETS);
  const byMeaning = hit.why && hit.why.lexical === 0 && hit.why.semantic > 0;
  return el('li', { class: 'hit', 'data-id': hit.id },
    el('h2', { class: 'hit-title' }, el('a', { href: address, dir: 'auto', onclick: open }, markedText(hit.title || '(không có tít)', marks('title')))),
    el('p', { class: 'meta' },
      hit.section && el('span', {}, el('bdi', {}, hit.section)),
      hit.source && el('span', {}, el('bdi', {}, hit.source)),
      hit.kind && hit.kind !== 'article' && el('span', {}, ARTICLE_KINDS[hit.kind] ?? hit.kind),
      el('span', {}, el('time', { datetime: hit.published_at }, date(hit.published_at))),
      byMeaning && el('span', { title: 'Bài không có đúng các từ đã gõ nhưng nói về việc gần như thế' }, 'gần nghĩa')),
    hit.sapo && el('p', { class: 'hit-sapo', dir: 'auto' }, markedText(hit.sapo, marks('sapo'))),
    ...snippets.map((/** @type {any} */ one) => el('p', { class: 'hit-snippet', dir: 'auto' },
      one.start > 0 && '…\u00a0', markedText(one.text, marksOf([one], 'body'), one.start), '\u00a0…')));
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
