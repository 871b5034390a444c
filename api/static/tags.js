/** Care of tags: what to merge, what the vocabularies lack, what nobody uses, what rises and falls. */

import { get, me, post } from './api.js';
import { byId, el } from './dom.js';
import { number, percent } from './format.js';
import { Writing } from './review-writing.js';
import { empty, failure, loading } from './states.js';

const PAGE = 50;
/** @type {Record<string, string>} */
const REASONS = {
  spelling: 'khác cách viết', spacing: 'khác dấu cách, gạch nối', place: 'cùng một nơi', abbreviation: 'viết tắt', marks: 'gõ không dấu',
  order: 'đảo thứ tự từ', title: 'thêm chức danh', typo: 'lỗi gõ', initials: 'chữ đầu của các tiếng',
};

/** @typedef {{name: string, hint: string, none: string, row: (item: any) => HTMLElement}} Part */
/** @type {Record<string, Part>} */
const PARTS = {
  'near-duplicates': { name: 'pairs', row: pair, none: 'Không thấy thẻ nào nên gộp.', hint: 'Các thẻ có lẽ là một, chắc nhất đứng trước. Gộp là một việc: xem trước, ghi, và hoàn tác được.' },
  'missing-tags': { name: 'tags', row: missing, none: 'Bộ từ vựng có đủ các thẻ đang dùng.', hint: 'Thẻ biên tập viên tự thêm hoặc hay dùng mà không bộ từ vựng nào có.' },
  'quiet-tags': { name: 'tags', row: quiet, none: 'Không có thẻ nào bị bỏ quên.', hint: 'Thẻ chỉ có một bài, và không bài nào trong hai năm mới nhất của kho.' },
  'unused-concepts': { name: 'concepts', row: concept, none: 'Khái niệm nào cũng có bài dùng.', hint: 'Khái niệm của các bộ từ vựng đang dùng mà không bài nào mang làm thẻ.' },
  drift: { name: 'found', row: change, none: 'Không có thẻ nào đổi nhiều hơn mức ngẫu nhiên.', hint: '' },
};

let part = 'near-duplicates';
let shown = 0;
let writes = false;

byId('part-more').firstElementChild.addEventListener('click', () => more());
byId('merge-form').addEventListener('submit', (/** @type {Event} */ event) => {
  event.preventDefault();
  const form = new FormData(byId('merge-form'));
  const tags = String(form.get('tags')).normalize('NFC').split('\n').map((tag) => tag.trim()).filter(Boolean);
  merge(tags, String(form.get('into')).normalize('NFC').trim(), byId('merge-result'));
});
start();

async function start() {
  const wanted = new URLSearchParams(location.search).get('part') ?? '';
  part = wanted in PARTS ? wanted : part;
  for (const link of document.querySelectorAll('.parts a')) {
    if (link instanceof HTMLElement && link.dataset.part === part) {
      link.setAttribute('aria-current', 'page');
      byId('part-title').textContent = link.textContent;
    }
  }
  byId('part-hint').textContent = PARTS[part].hint;
  byId('part-list').replaceChildren(loading('Đang đếm thẻ của cả kho…'));
  try {
    const { role } = await me();
    writes = role === 'archivist' || role === 'admin';
    byId('own-merge').hidden = !writes || part !== 'near-duplicates';
    byId('part-list').replaceChildren(el('ul', { class: 'care-list' }));
    shown = 0;
    await more();
  } catch (problem) {
    byId('part-list').replaceChildren(failure(problem, start));
  }
}

async function more() {
  const { name, row, none } = PARTS[part];
  const asked = new URLSearchParams(part === 'drift' ? { limit: '500' } : { limit: String(PAGE), offset: String(shown) });
  let answer;
  try {
    answer = await get(`/v1/tag-care/${part}`, asked);
  } catch (problem) {
    byId('part-list').append(failure(problem, more));
    return;
  }
  const items = answer[name];
  shown += items.length;
  const total = answer.total ?? items.length;
  byId('part-list').firstElementChild?.append(...items.map(row));
  byId('part-status').textContent = part === 'drift' ? driftWords(answer) : total ? `${number(total)} mục` : '';
  byId('part-more').hidden = shown >= total;
  if (!shown) byId('part-list').replaceChildren(empty(none));
}

/** @param {any} report @returns {string} */
function driftWords({ year, before, tested }) {
  if (!year) return 'Chưa so được: cần ít nhất hai năm, mỗi năm từ 100 bài có ngày đăng.';
  return `So năm ${year} với ${before.join(', ')}; xét ${number(tested)} thẻ có từ 10 bài, chỉ nêu những thẻ khác hẳn ngẫu nhiên.`;
}

/** @param {string} tag @param {number} count @returns {HTMLElement} */
function named(tag, count) {
  return el('span', { class: 'named' }, el('bdi', { class: 'care-tag' }, tag), el('span', { class: 'tag-sure' }, `${number(count)} bài`));
}

/** @param {{id: string, title: string}[]} examples @returns {HTMLElement|false} */
function exampleLine(examples) {
  return examples.length > 0 && el('p', { class: 'hint examples' }, 'Ví dụ: ', ...examples.flatMap(({ id, title }, at) => [
    at ? '; ' : '', el('a', { href: `/archive?article=${encodeURIComponent(id)}`, dir: 'auto' }, title || id)]));
}

/** @param {any} one @returns {HTMLElement} */
function pair(one) {
  const result = el('div', { role: 'status' });
  const choices = [one, { ...one, tag: one.into, count: one.into_count, into: one.tag, into_count: one.count }];
  let at = 0;
  const words = el('p', { class: 'merge-line' });
  const draw = () => words.replaceChildren(named(choices[at].tag, choices[at].count), ' → ', named(choices[at].into, choices[at].into_count));
  draw();
  return el('li', {}, words,
    el('p', { class: 'meta' }, el('span', {}, REASONS[one.reason] ?? one.reason)),
    exampleLine(one.examples),
    writes && el('p', { class: 'row' },
      el('button', { type: 'button', class: 'merge', onclick: () => merge([choices[at].tag], choices[at].into, result) }, 'Gộp…'),
      el('button', { type: 'button', class: 'quiet', onclick: () => {
        at = 1 - at;
        draw();
      } }, 'Đổi chiều')),
    result);
}

/** Make the job and show what it would change; nothing is written before that is confirmed. @param {string[]} tags @param {string} into @param {HTMLElement} result */
async function merge(tags, into, result) {
  result.replaceChildren(loading('Đang tính…'));
  try {
    const { id } = await post('/v1/tag-care/merges', { tags, into });
    const box = el('div', {});
    const writing = new Writing(id, box);
    result.replaceChildren(box, el('p', { class: 'meta' }, el('a', { href: `/review?job=${encodeURIComponent(id)}` }, `Việc ${id}`)));
    writing.onWritten = () => box.append(el('p', {}, el('button', { type: 'button', onclick: () => writing.restore() }, 'Hoàn tác')));
    await writing.preview();
  } catch (problem) {
    result.replaceChildren(failure(problem, () => merge(tags, into, result)));
  }
}

/** @param {any} one @returns {HTMLElement} */
function missing(one) {
  return el('li', {}, named(one.tag, one.articles),
    el('p', { class: 'meta' }, one.added > 0 && el('span', {}, `tự thêm ${number(one.added)} lần`), one.nearest && el('span', {}, 'có lẽ là tên khác của “', el('bdi', {}, one.nearest), '”')),
    exampleLine(one.examples));
}

/** @param {any} one @returns {HTMLElement} */
function quiet(one) {
  return el('li', {}, named(one.tag, one.articles), el('p', { class: 'meta' }, el('span', {}, one.last_year ? `lần cuối năm ${one.last_year}` : 'không rõ năm')), exampleLine(one.examples));
}

/** @param {any} one @returns {HTMLElement} */
function concept(one) {
  return el('li', {}, el('bdi', { class: 'care-tag' }, one.label), el('p', { class: 'meta' }, el('span', {}, one.vocabulary), el('span', {}, el('code', {}, one.uri))));
}

/** @param {any} one @returns {HTMLElement} */
function change(one) {
  const times = (/** @type {number} */ value) => value.toLocaleString('vi-VN', { maximumSignificantDigits: 2 });
  const words = one.ratio === null ? 'mới có' : one.direction === 'rising' ? `gấp ${times(one.ratio)} lần trước` : `còn ${percent(one.ratio)} so với trước`;
  const range = one.ratio === null ? `ít nhất gấp ${times(one.low)}` : `từ ${times(one.low)} đến ${times(one.high)} lần`;
  return el('li', {}, el('p', { class: 'row' }, el('bdi', { class: 'care-tag' }, one.tag), el('span', { class: 'verdict' }, `${one.direction === 'rising' ? '▲' : '▼'} ${words}`), el('span', { class: 'hint' }, `(${range})`)),
    el('p', { class: 'meta' }, ...one.years.map((/** @type {any} */ { year, count, total }) => el('span', {}, `${year}: ${number(count)}/${number(total)} bài`))));
}
