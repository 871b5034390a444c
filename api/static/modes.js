/** The switch between searching by words, by meaning and by both; there only where the server can do more than words. */

import { el } from './dom.js';
import { MODES } from './search-state.js';

/** @typedef {import('./search-state.js').SearchState} SearchState */

const STORE = 'newsroom.meaning';

/** Remember what an answer shows: whether this server searches by meaning. @param {SearchState} asked @param {string} mode that answered */
export function hasMeaning(asked, mode) {
  if (asked.mode !== 'keyword') sessionStorage.setItem(STORE, mode === 'keyword' ? 'no' : 'yes');
}

/** @param {HTMLElement} box @param {SearchState} state @param {(state: SearchState) => void} go */
export function drawModes(box, state, go) {
  box.hidden = sessionStorage.getItem(STORE) === 'no' || Boolean(state.similar); // until an answer says otherwise
  const legend = box.querySelector('legend');
  const focused = box.contains(document.activeElement);
  box.replaceChildren(...(legend ? [legend] : []), ...Object.entries(MODES).map(([mode, name]) => el('label', {},
    el('input', { type: 'radio', name: 'mode', value: mode, checked: state.mode === mode, onchange: () => go({ ...state, mode, article: '' }) }),
    el('span', {}, name))));
  if (focused) /** @type {HTMLElement|null} */ (box.querySelector(':checked'))?.focus();
}
