/** The text of one article, in which words can be marked. */

import { ARTICLE_KINDS, STATUSES, dateTime } from './format.js';
import { CodePoints, codePointCount, markedText } from './text.js';
import { el, outsideLink } from './dom.js';

/** @typedef {import('./text.js').Span} Span */
/** @typedef {import('./text.js').Mark} Mark */
/** @typedef {{node: HTMLElement, text: CodePoints, start: number, end: number}} Block */

const FIELDS = ['title', 'sapo', 'body'];

/**
 * Shows title, sapo and body; marks are kept in layers ("match", "evidence") that change on their
 * own, and only the paragraphs they touch are drawn again.
 */
export class Reading {
  /** @param {any} article @param {{headingLevel?: number}} [options] */
  constructor(article, { headingLevel = 3 } = {}) {
    /** @type {Record<string, Block[]>} */
    this.blocks = {};
    /** @type {Record<string, CodePoints>} */
    this.texts = {};
    /** @type {Map<string, {field: string, start: number, end: number}[]>} */
    this.layers = new Map();
    for (const field of FIELDS) this.texts[field] = new CodePoints(article[field] ?? '');
    this.node = el('article', { class: 'reading-text' },
      this.#block('title', el(`h${headingLevel}`, { class: 'reading-headline', dir: 'auto', tabindex: '-1' })),
      metaLine(article),
      article.sapo ? this.#block('sapo', el('p', { class: 'reading-sapo', dir: 'auto' })) : null,
      el('div', { class: 'reading-body' }, ...this.#paragraphs()));
    this.headline = /** @type {HTMLElement} */ (this.node.firstElementChild);
  }

  /** @param {string} field @param {HTMLElement} node @returns {HTMLElement} */
  #block(field, node) {
    const text = this.texts[field];
    this.blocks[field] = [{ node, text, start: 0, end: text.length }];
    node.append(text.text || '(không có tít)');
    return node;
  }

  /** @returns {HTMLElement[]} */
  #paragraphs() {
    let start = 0;
    this.blocks.body = [];
    for (const line of this.texts.body.text.split('\n')) {
      const end = start + codePointCount(line);
      if (line.trim()) {
        const node = el('p', { dir: 'auto' }, line);
        this.blocks.body.push({ node, text: new CodePoints(line), start, end });
      }
      start = end + 1;
    }
    return this.blocks.body.map((block) => block.node);
  }

  /**
   * Replace the marks of one layer.
   * @param {string} layer becomes the class `mark-<layer>`
   * @param {Span[]} spans
   */
  mark(layer, spans) {
    const before = this.layers.get(layer) ?? [];
    const placed = spans.flatMap((span) => {
      const place = this.texts[span.field]?.locate(span);
      return place ? [{ field: span.field, ...place }] : [];
    });
    this.layers.set(layer, placed);
    for (const block of this.#touched([...before, ...placed])) this.#draw(block.field, block);
  }

  /** @param {{field: string, start: number, end: number}[]} places @returns {Set<Block & {field: string}>} */
  #touched(places) {
    const blocks = FIELDS.flatMap((field) => (this.blocks[field] ?? []).map((block) => Object.assign(block, { field })));
    return new Set(blocks.filter((block) => places.some(
      (place) => place.field === block.field && place.start < block.end && place.end > block.start)));
  }

  /** @param {string} field @param {Block} block */
  #draw(field, block) {
    /** @type {Mark[]} */
    const marks = [...this.layers].flatMap(([kind, places]) => places
      .filter((place) => place.field === field && place.start < block.end && place.end > block.start)
      .map(({ start, end }) => ({ start, end, kind })));
    block.node.replaceChildren(markedText(block.text, marks, block.start));
  }

  /**
   * Bring the first marked words of a layer into view, if they are not.
   * @param {string} layer
   */
  reveal(layer) {
    const mark = this.node.querySelector(`.mark-${layer}`);
    mark?.scrollIntoView({ block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  }
}

/** @param {any} article @returns {HTMLElement|null} */
function metaLine(article) {
  const parts = [
    article.section && el('bdi', {}, article.section),
    article.byline && el('bdi', {}, article.byline),
    article.source && outsideLink(article.url, article.source),
    article.published_at && el('time', { datetime: article.published_at }, dateTime(article.published_at)),
    article.kind && article.kind !== 'article' && (ARTICLE_KINDS[article.kind] ?? article.kind),
    article.status && article.status !== 'published' && el('strong', {}, STATUSES[article.status] ?? article.status),
  ].filter(Boolean);
  return parts.length ? el('p', { class: 'meta' }, ...parts.map((part) => el('span', {}, part))) : null;
}
