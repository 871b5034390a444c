/**
 * Offsets from the server count Unicode code points; JavaScript strings count UTF-16 units.
 * Everything that cuts text by an offset goes through here.
 */

/** @typedef {{field: string, start: number, end: number, text: string}} Span */
/** @typedef {{start: number, end: number, kind: string, label?: string}} Mark */

const SURROGATE = /[\ud800-\udfff]/;

/** A string that is cut by code points. */
export class CodePoints {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    /** @type {Uint32Array|null} UTF-16 position of each code point; null when both counts agree */
    this.units = SURROGATE.test(text) ? positions(text) : null;
    this.length = this.units ? this.units.length - 1 : text.length;
  }

  /**
   * @param {number} start
   * @param {number} [end]
   * @returns {string}
   */
  slice(start, end = this.length) {
    const [from, to] = [start, end].map((point) => Math.min(Math.max(point, 0), this.length));
    if (to <= from) return '';
    return this.units ? this.text.slice(this.units[from], this.units[to]) : this.text.slice(from, to);
  }

  /**
   * Where a span lies: at its offsets if the words there are its words, else at the nearest
   * place that holds them (the reader may have another edition of the text), else nowhere.
   * @param {Span} span
   * @returns {{start: number, end: number}|null}
   */
  locate(span) {
    if (this.slice(span.start, span.end) === span.text) return { start: span.start, end: span.end };
    if (!span.text) return null;
    const near = this.slice(0, span.start).length;
    const after = this.text.indexOf(span.text, near);
    const before = this.text.lastIndexOf(span.text, near);
    const found = before < 0 || (after >= 0 && after - near < near - before) ? after : before;
    if (found < 0) return null;
    const start = codePointCount(this.text.slice(0, found));
    return { start, end: start + codePointCount(span.text) };
  }
}

/** @param {string} text @returns {number} */
export function codePointCount(text) {
  return SURROGATE.test(text) ? [...text].length : text.length;
}

/** @param {string} text @returns {Uint32Array} */
function positions(text) {
  const units = [];
  let unit = 0;
  for (const character of text) {
    units.push(unit);
    unit += character.length;
  }
  units.push(unit);
  return Uint32Array.from(units);
}

/**
 * Text with its marks, as nodes. Marks may overlap or lie partly outside; each stretch of the
 * text becomes one `<mark>` that carries the kinds of all marks over it.
 * @param {string|CodePoints} source
 * @param {Mark[]} marks in code points of the source, counted from `base`
 * @param {number} [base] code points before the source in its field
 * @returns {DocumentFragment}
 */
export function markedText(source, marks, base = 0) {
  const text = typeof source === 'string' ? new CodePoints(source) : source;
  const inside = marks
    .map((mark) => ({ ...mark, start: Math.max(mark.start - base, 0), end: Math.min(mark.end - base, text.length) }))
    .filter((mark) => mark.start < mark.end);
  const edges = [...new Set([0, text.length, ...inside.flatMap((mark) => [mark.start, mark.end])])].sort((a, b) => a - b);
  const fragment = document.createDocumentFragment();
  for (let i = 0; i + 1 < edges.length; i += 1) {
    const words = text.slice(edges[i], edges[i + 1]);
    const over = inside.filter((mark) => mark.start <= edges[i] && mark.end >= edges[i + 1]);
    fragment.append(over.length ? markNode(words, over) : words);
  }
  return fragment;
}

/** @param {string} words @param {Mark[]} over @returns {HTMLElement} */
function markNode(words, over) {
  const node = document.createElement('mark');
  node.className = [...new Set(over.map((mark) => `mark-${mark.kind}`))].join(' ');
  const label = over.map((mark) => mark.label).filter(Boolean).join('; ');
  if (label) node.title = label;
  node.append(words);
  return node;
}
