/** How each part of an assist bundle is shown. */

import { el, outsideLink } from './dom.js';
import { FACTS, date, percent } from './format.js';
import { differences } from './alignment.js';
import { empty } from './states.js';
import { codePointCount, markedText } from './text.js';
import { tie } from './evidence.js';

/** @typedef {import('./reading.js').Reading} Reading */
/** @typedef {import('./text.js').Mark} Mark */

/** @type {Record<string, string>} */
const SEVERITIES = { info: 'Lưu ý', warn: 'Nên xem lại', stop: 'Phải xử lý' };

/** @type {Record<string, string>} */
export const VERDICTS = {
  original: 'Chưa thấy bài nào trùng với bài này.',
  same_event: 'Kho đã có bài về cùng sự kiện.',
  rewritten: 'Kho đã có bài gần giống: có thể một bài viết lại từ bài kia.',
  same_text: 'Kho đã có bài trùng gần như nguyên văn.',
  own_update: 'Đây là bản cập nhật của bài mình đã đăng.',
};

/** @type {Record<string, string>} */
export const RELATIONS = {
  same_text: 'gần như nguyên văn', rewritten: 'viết lại', same_event: 'cùng sự kiện', own_update: 'bài mình cập nhật', original: 'khác nhau',
};

/** @param {any[]} checks @param {Reading} reading @returns {HTMLElement} */
export function checkList(checks, reading) {
  if (!checks.length) return empty('Không có gì phải xem lại.');
  const order = ['stop', 'warn', 'info'];
  const sorted = [...checks].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return el('ul', { class: 'checks' }, ...sorted.map((check) => {
    const words = check.span ? el('button', { type: 'button', class: 'inline-evidence' }, check.message) : el('span', {}, check.message);
    if (check.span) tie(words, reading, [check.span]);
    return el('li', { 'data-severity': check.severity }, el('strong', {}, SEVERITIES[check.severity] ?? check.severity), ' ', words);
  }));
}

/** @param {any} summary @param {Reading} reading @returns {HTMLElement} */
export function summaryView(summary, reading) {
  if (!summary.text) return empty('Bài quá ngắn để tóm tắt.', 'Cần ít nhất vài câu trong thân bài.');
  let from = 0;
  const sentences = summary.sentences.map((/** @type {any} */ sentence) => {
    const at = summary.text.indexOf(sentence.text, from);
    const start = codePointCount(summary.text.slice(0, Math.max(at, 0)));
    if (at >= 0) from = at + sentence.text.length;
    const node = el('span', { class: 'sentence', role: 'button', tabindex: '0' }, markedText(sentence.text, unsupportedMarks(summary.unsupported), start));
    tie(node, reading, sentence.sources);
    return node;
  });
  return el('div', { class: 'summary' },
    el('p', { class: 'summary-text', dir: 'auto' }, ...sentences.flatMap((/** @type {Node} */ node) => [node, ' '])),
    faithfulness(summary),
    el('p', { class: 'hint row' }, copyButton(summary.text), 'Rê chuột, chạm hoặc bấm Tab vào câu để thấy câu gốc trong bài.'));
}

/** @param {any} headlines @param {Reading} reading @returns {HTMLElement} */
export function headlineList(headlines, reading) {
  if (!headlines.candidates.length) return empty('Chưa nghĩ được tít nào.', 'Thêm nội dung cho thân bài rồi thử lại.');
  return el('ol', { class: 'headlines' }, ...headlines.candidates.map((/** @type {any} */ candidate) => {
    const node = el('span', { class: 'sentence', role: 'button', tabindex: '0', dir: 'auto' }, markedText(candidate.text, unsupportedMarks(candidate.unsupported)));
    tie(node, reading, candidate.sources);
    return el('li', {}, node, ' ', copyButton(candidate.text), candidate.unsupported.length > 0 && faithfulness(candidate));
  }));
}

/** @param {any[]} unsupported @returns {Mark[]} */
const unsupportedMarks = (unsupported) => unsupported.map(({ start, end, kind }) => (
  { start, end, kind: 'unsupported', label: `Không thấy trong bài: ${FACTS[kind] ?? kind}` }));

/** @param {{faithful: boolean, unsupported: any[]}} made @returns {HTMLElement} */
function faithfulness({ faithful, unsupported }) {
  if (faithful) return el('p', { class: 'verdict', 'data-level': 'good' }, 'Đã đối chiếu: số, ngày, tên riêng và lời dẫn đều có trong bài.');
  return el('p', { class: 'verdict', 'data-level': 'bad' }, 'Không thấy trong bài: ',
    ...unsupported.flatMap(({ kind, text }, i) => [i ? '; ' : '', `${FACTS[kind] ?? kind} `, el('bdi', {}, `“${text}”`)]), '. Hãy sửa trước khi dùng.');
}

/** @param {string} text @returns {HTMLElement|null} nothing where the browser has no clipboard */
function copyButton(text) {
  if (!navigator.clipboard) return null;
  const button = el('button', { type: 'button', class: 'quiet', onclick: async () => {
    await navigator.clipboard.writeText(text).then(() => { button.textContent = 'Đã chép'; }, () => { button.textContent = 'Không chép được'; });
    setTimeout(() => { button.textContent = 'Chép'; }, 2000);
  } }, 'Chép');
  return button;
}

/** @param {any} duplicates @returns {HTMLElement} */
export function duplicateList(duplicates) {
  const { verdict, origin, matches } = duplicates;
  return el('div', { class: 'duplicates' },
    el('p', { class: 'verdict', 'data-level': verdict === 'original' ? 'good' : 'look' }, VERDICTS[verdict] ?? verdict,
      origin && el('span', {}, ' Bài dựa trên một ', el('a', { href: archiveLink(origin.id) }, 'thông cáo báo chí'), '.')),
    ...matches.map(matchView));
}

/** @param {any} match @returns {HTMLElement} */
function matchView(match) {
  if (match.hidden || !match.id) {
    return el('section', { class: 'match' }, el('p', {}, 'Một bản nháp ở chuyên mục ', el('bdi', {}, match.section || 'không rõ'),
      ` cũng trùng với bài này (${RELATIONS[match.relation] ?? match.relation}). Hỏi biên tập viên để xem.`));
  }
  return el('section', { class: 'match' },
    el('h3', { class: 'match-title' }, el('a', { href: archiveLink(match.id), dir: 'auto' }, match.title || '(không có tít)')),
    el('p', { class: 'meta' },
      el('span', {}, el('strong', {}, RELATIONS[match.relation] ?? match.relation)),
      match.source && el('span', {}, outsideLink(match.url, match.source)),
      el('span', {}, `${date(match.published_at)}, ${match.earlier ? 'đăng trước' : 'đăng sau'}`),
      el('span', {}, `${percent(match.containment)} chữ của bài này có trong bài kia`)),
    match.passages.length > 0 && passages(match.passages));
}

/** @param {any[]} pairs @returns {HTMLElement} */
function passages(pairs) {
  const rows = pairs.map(({ draft, match, similarity }) => {
    const marks = differences(draft.text, match.text);
    return el('div', { class: 'pair', role: 'row' },
      el('blockquote', { dir: 'auto', role: 'cell' }, markedText(draft.text, marks.left)),
      el('blockquote', { dir: 'auto', role: 'cell' }, markedText(match.text, marks.right)),
      el('p', { class: 'pair-note', role: 'cell' }, `giống ${percent(similarity)}`));
  });
  const table = (/** @type {HTMLElement[]} */ some) => el('div', { class: 'pairs', role: 'table', 'aria-label': 'Các đoạn trùng, đặt cạnh nhau' },
    el('div', { class: 'pair pair-head', role: 'row' }, el('span', { role: 'columnheader' }, 'Bài này'), el('span', { role: 'columnheader' }, 'Bài trong kho')), ...some);
  if (rows.length <= 2) return table(rows);
  return el('div', {}, table(rows.slice(0, 2)), el('details', {}, el('summary', {}, `Xem thêm ${rows.length - 2} đoạn trùng`), table(rows.slice(2))));
}

/** @param {any[]} hits @returns {HTMLElement} */
export function relatedList(hits) {
  if (!hits.length) return empty('Kho chưa có bài nào liên quan.', el('a', { href: '/archive' }, 'Tìm trong kho bài'));
  return el('ul', { class: 'related' }, ...hits.map((hit) => el('li', {},
    el('a', { href: archiveLink(hit.id), dir: 'auto', 'data-article': hit.id }, hit.title || '(không có tít)'),
    el('p', { class: 'meta' }, hit.section && el('span', {}, el('bdi', {}, hit.section)), hit.source && el('span', {}, el('bdi', {}, hit.source)), el('span', {}, date(hit.published_at))))));
}

/** @param {string} id @returns {string} */
export const archiveLink = (id) => `/archive?${new URLSearchParams({ article: id })}`;
