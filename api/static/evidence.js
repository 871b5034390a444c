/** Suggestions that show, on hover, focus or touch, the words of the article they rest on. */

import { el } from './dom.js';
import { TAG_KINDS, confidence } from './format.js';
import { empty } from './states.js';

/** @typedef {import('./text.js').Span} Span */
/** @typedef {import('./reading.js').Reading} Reading */

/**
 * Tie an element to its evidence: hover and focus mark the words, a click also brings them into view.
 * @param {HTMLElement} node must be focusable
 * @param {Reading} reading
 * @param {Span[]} spans
 */
export function tie(node, reading, spans) {
  const show = () => {
    reading.mark('evidence', spans);
    node.dataset.active = '';
  };
  const hide = () => {
    reading.mark('evidence', []);
    delete node.dataset.active;
  };
  const find = () => {
    show();
    reading.reveal('evidence');
  };
  node.addEventListener('mouseenter', show);
  node.addEventListener('mouseleave', hide);
  node.addEventListener('focus', show);
  node.addEventListener('blur', hide);
  node.addEventListener('click', find);
  if (!(node instanceof HTMLButtonElement)) {
    node.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      find();
    });
  }
}

/**
 * Tags by kind, each with its confidence and evidence.
 * @param {any[]} tags
 * @param {Reading} reading
 * @returns {HTMLElement}
 */
export function tagList(tags, reading) {
  if (!tags.length) return empty('Chưa tìm được thẻ nào cho bài này.', 'Bài quá ngắn thường không đủ căn cứ. Thêm nội dung rồi thử lại.');
  const kinds = Object.keys(TAG_KINDS).filter((kind) => tags.some((tag) => tag.kind === kind));
  return el('div', {},
    el('dl', { class: 'tags' }, ...kinds.flatMap((kind) => [
      el('dt', {}, TAG_KINDS[kind]),
      el('dd', {}, ...tags.filter((tag) => tag.kind === kind).map((tag) => tagButton(tag, reading))),
    ])),
    el('p', { class: 'hint legend' }, legend(tags)));
}

/** What the words on the tags mean. @param {any[]} tags @returns {string} */
function legend(tags) {
  return ['Rê chuột, chạm hoặc bấm Tab vào thẻ để thấy chữ làm căn cứ.',
    tags.some((tag) => tag.is_new) ? '“Mới”: kho chưa dùng thẻ này.' : '',
    tags.some((tag) => tag.confidence === null) ? 'Thẻ không ghi phần trăm là chưa đo được độ chắc.' : ''].filter(Boolean).join(' ');
}

/** @param {any} tag @param {Reading} reading @returns {HTMLElement} */
function tagButton(tag, reading) {
  const sure = confidence(tag.confidence);
  const places = tag.evidence.length;
  const node = el('button', { type: 'button', class: 'tag', 'data-level': sure?.level, title: places ? `Căn cứ: ${places} chỗ trong bài` : 'Không có chữ làm căn cứ trong bài' },
    el('bdi', {}, tag.label),
    sure && el('span', { class: 'tag-sure' }, sure.word),
    tag.is_new && el('span', { class: 'tag-new' }, 'mới'));
  tie(node, reading, tag.evidence);
  return node;
}
