/** What a search says besides its hits: how the query was understood, and what to do where nothing was found. */

import { el } from './dom.js';
import { addressOf, unfiltered } from './search-state.js';
import { empty, notice } from './states.js';

/** @typedef {import('./search-state.js').SearchState} SearchState */
/** @typedef {(state: SearchState) => void} Go */

/**
 * A link to another state of the page that is followed without loading it.
 * @param {SearchState} state @param {Go} go @param {string} words
 * @returns {HTMLElement}
 */
export function stateLink(state, go, words) {
  return el('a', { href: addressOf(state), dir: 'auto', onclick: (/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(state);
  } }, words);
}

/** @param {SearchState} asked @param {any} answer @param {Go} go @returns {HTMLElement[]} */
export function noticesOf(asked, { query, total }, go) {
  const notices = [];
  if (query.suggestion) {
    notices.push(notice('Có phải bạn tìm: ', stateLink({ ...asked, q: query.suggestion, article: '' }, go, query.suggestion), '?'));
  }
  if (asked.mode === 'semantic' && query.mode !== 'semantic') notices.push(noMeaning(asked, go));
  if (query.relaxed && total.value) notices.push(notice('Ít hơn mười bài có đủ các từ; đang hiện cả bài thiếu một vài từ.'));
  if (query.expansions.length) notices.push(expanded(asked, query.expansions, go));
  if (!asked.expand) {
    notices.push(notice('Đang tìm đúng chữ đã gõ, không mở rộng. ', stateLink({ ...asked, expand: true, article: '' }, go, 'Tìm cả cách gọi khác')));
  }
  return notices;
}

/** @param {SearchState} asked @param {{from: string, to: string[]}[]} expansions @param {Go} go @returns {HTMLElement} */
function expanded(asked, expansions, go) {
  const words = expansions.flatMap(({ from, to }, place) => [
    place ? '; ' : '', el('bdi', {}, el('strong', {}, to.join(', '))), ' cho ', el('bdi', {}, `“${from}”`)]);
  return notice('Tìm cả ', ...words, '. ', stateLink({ ...asked, expand: false, article: '' }, go, 'Không mở rộng'));
}

/** @param {SearchState} asked @param {Go} go @returns {HTMLElement} */
function noMeaning(asked, go) {
  return notice('Máy chủ này chưa bật tìm theo nghĩa; đang hiện kết quả tìm theo từ khóa. ',
    stateLink({ ...asked, mode: 'hybrid', article: '' }, go, 'Về tìm kết hợp'));
}

/** @param {SearchState} asked @param {boolean} filtered @param {Go} go @returns {HTMLElement} */
export function nothingFound(asked, filtered, go) {
  const bareAsked = { ...asked, article: '' };
  if (filtered) {
    return empty('Không có bài nào hợp cả từ tìm lẫn bộ lọc.', stateLink(unfiltered(bareAsked), go, 'Bỏ hết bộ lọc'));
  }
  if (!asked.q.trim()) return empty('Kho chưa có bài nào.', 'Nạp bài bằng lệnh ', el('code', {}, 'newsroom ingest'), ' rồi tải lại trang.');
  const loose = asked.q.replace(/["“”]/g, ' ').replace(/\s+/g, ' ').trim();
  return empty('Không có bài nào cho các từ này.', 'Thử ít từ hơn hoặc gõ không dấu',
    ...(loose && loose !== asked.q.trim() ? [', hay ', stateLink({ ...bareAsked, q: loose }, go, `tìm không có ngoặc kép: ${loose}`)] : []), '.');
}
