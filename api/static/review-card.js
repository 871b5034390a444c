/** What the review page draws: jobs, tags, and a suggestion beside its article. */

import { TAG_KINDS, confidence, date, dateTime, number, percent } from './format.js';
import { el } from './dom.js';
import { codePointCount, markedText } from './text.js';

/** @type {Record<string, string>} */
const JOB_TYPES = { tag: 'Gắn thẻ', summarise: 'Viết sapo' };
/** @type {Record<string, string>} */
const STATUSES = { waiting: 'đang chờ', running: 'đang chạy', paused: 'tạm dừng', done: 'đã xong', failed: 'bị lỗi', cancelled: 'đã hủy' };
/** @type {Record<string, string>} */
const FIELDS = { tags: 'Thẻ đang có', section: 'Chuyên mục đang có', sapo: 'Sapo đang có' };

/** @param {string} kind @returns {string} */
export const kindName = (kind) => (TAG_KINDS[kind] ?? (kind === 'summary' ? 'Sapo' : kind)).toLowerCase();

/** @param {any} job @returns {HTMLElement} */
export function jobItem({ id, type, status, author, created_at: made, counts }) {
  const judged = counts.accepted + counts.edited + counts.rejected;
  return el('li', {}, el('a', { href: `/review?job=${encodeURIComponent(id)}` },
    el('strong', {}, `${JOB_TYPES[type] ?? type}, ${dateTime(made)}`),
    el('span', { class: 'meta' }, el('span', {}, el('bdi', {}, author)), el('span', {}, STATUSES[status] ?? status),
      el('span', {}, `${number(counts.open + counts.skipped)} gợi ý chờ duyệt`), el('span', {}, `${number(judged)} đã duyệt`), el('span', {}, id))));
}

/**
 * @param {import('./review.js').Group} group
 * @param {boolean} current
 * @param {() => void} choose
 * @returns {HTMLElement}
 */
export function groupItem(group, current, choose) {
  const sure = confidence(group.confidence);
  return el('li', {}, el('button', { type: 'button', 'aria-pressed': String(current), onclick: choose },
    el('bdi', { class: 'group-label' }, group.label),
    el('span', { class: 'meta' }, el('span', {}, kindName(group.kind)), el('span', {}, `${number(group.open)} bài`), el('span', {}, sure ? sure.word : 'chưa đo độ chắc'))));
}

/** @param {import('./review.js').Group} group @returns {(Node|string)[]} */
export function groupTitle({ kind, label, open }) {
  if (!label) return [`Xem lại ${number(open)} gợi ý để sau`];
  if (kind === 'summary') return [`${number(open)} bài sẽ nhận sapo mới`];
  const what = kind === 'section' ? 'vào chuyên mục' : 'nhận thẻ';
  return [`${number(open)} bài sẽ ${what} “`, el('bdi', {}, label), '”'];
}

/** @param {any} item @returns {HTMLElement} */
export function card(item) {
  const inTitle = item.contexts.find((/** @type {any} */ one) => one.field === 'title');
  const marks = (/** @type {any} */ one) => one.matches.map(([start, end]) => ({ start, end, kind: 'evidence' }));
  const title = inTitle && inTitle.start === 0 && codePointCount(item.title) === inTitle.end ? markedText(item.title, marks(inTitle)) : item.title || '(không có tít)';
  const rest = item.contexts.filter((/** @type {any} */ one) => one.field !== 'title');
  const sure = confidence(item.confidence);
  return el('article', { class: 'card', 'data-seq': item.seq },
    el('h3', { class: 'card-title', dir: 'auto' }, el('a', { href: `/archive?article=${encodeURIComponent(item.article_id)}` }, title)),
    el('p', { class: 'meta' }, item.section && el('span', {}, el('bdi', {}, item.section)), el('span', {}, date(item.published_at)), el('span', {}, el('bdi', {}, item.article_id))),
    ...rest.map((/** @type {any} */ one) => el('blockquote', { class: 'context', dir: 'auto' }, markedText(one.text, marks(one), one.start))),
    item.contexts.length === 0 && el('p', { class: 'hint' }, 'Không có chữ làm căn cứ trong bài.'),
    el('p', { class: 'offer' }, item.field === 'sapo' ? 'Sapo gợi ý: ' : item.field === 'section' ? 'Chuyên mục gợi ý: ' : 'Thẻ gợi ý: ', el('strong', { dir: 'auto' }, item.value),
      el('span', { class: 'tag-sure' }, sure ? sure.word : 'chưa đo độ chắc')),
    el('p', { class: 'hint' }, `${FIELDS[item.field]}: `, item.present.length ? el('bdi', {}, item.present.join(item.field === 'tags' ? ' · ' : ' ')) : 'chưa có'));
}

/** @param {any} audit @returns {string} */
export function precisionWords({ precision, judged, size }) {
  if (!precision) return `Mẫu ${size} gợi ý, chưa duyệt gợi ý nào.`;
  return `Đúng ${percent(precision.value)} trong ${judged}/${size} gợi ý của mẫu; với độ tin 95 %, từ ${percent(precision.low)} đến ${percent(precision.high)}.`;
}
