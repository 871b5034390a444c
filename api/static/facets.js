/** The filters beside the results, with the number of articles behind each value. */

import { el } from './dom.js';
import { ARTICLE_KINDS, calendarDay, monthName, number } from './format.js';
import { FILTERS, PERIODS, daysOf, periodOf, unfiltered, without } from './search-state.js';

/** @typedef {import('./search-state.js').SearchState} SearchState */
/** @typedef {{value: string, label?: string, count: number}} FacetValue */

const SHOWN = 7;
const SEARCHED = 20; // values from which on one can look for a value by its name
const MOST = 100; // values that are drawn at once
const OPEN_AT_FIRST = new Set(['section', 'place', 'tag', 'year', 'month']);
/** Names of facets whose whole list is shown, and of groups opened or closed by hand. */
const unfolded = new Set();
/** @type {Map<string, boolean>} */
const toggled = new Map();

/** @param {string} name @param {string} value @param {string} [label] @returns {string} */
export function labelOf(name, value, label = value) {
  return name === 'kind' ? ARTICLE_KINDS[value] ?? label : label;
}

/**
 * Draw all filters.
 * @param {HTMLElement} box
 * @param {Record<string, FacetValue[]>} facets
 * @param {SearchState} state
 * @param {(state: SearchState) => void} go
 */
export function drawFacets(box, facets, state, go) {
  const focused = document.activeElement instanceof HTMLInputElement ? document.activeElement.dataset.key : undefined;
  const groups = Object.keys(FILTERS).flatMap((name) => {
    const values = withChosen(name, facets[name] ?? [], state);
    return values.some((item) => item.value) ? [group(name, values, state, go)] : [];
  });
  box.replaceChildren(...groups);
  if (focused) /** @type {HTMLElement|null} */ (box.querySelector(`[data-key="${CSS.escape(focused)}"]`))?.focus();
}

/** Chosen values first, also those that no article carries any more. @param {string} name @param {FacetValue[]} values @param {SearchState} state @returns {FacetValue[]} */
function withChosen(name, values, state) {
  const chosen = chosenOf(name, state);
  const known = new Set(values.map((item) => item.value));
  const lost = chosen.filter((value) => !known.has(value)).map((value) => ({ value, count: 0 }));
  const year = periodOf(state.from, state.to).slice(0, 4);
  if (name === 'month') return year ? values.filter((item) => item.value.startsWith(year)) : [];
  const sorted = name === 'year' ? [...values].sort((a, b) => (a.value < b.value ? 1 : -1)) : values;
  return [...lost, ...sorted.filter((item) => chosen.includes(item.value)), ...sorted.filter((item) => !chosen.includes(item.value))];
}

/** @param {string} name @param {SearchState} state @returns {string[]} */
function chosenOf(name, state) {
  if (!PERIODS.includes(name)) return state.filters[name];
  const period = periodOf(state.from, state.to);
  return period.length === (name === 'year' ? 4 : 7) ? [period] : [];
}

/** @param {string} name @param {FacetValue[]} values @param {SearchState} state @param {(state: SearchState) => void} go @returns {HTMLElement} */
function group(name, values, state, go) {
  const chosen = chosenOf(name, state);
  const rows = (/** @type {FacetValue[]} */ some) => some.map((item) => row(name, item, chosen.includes(item.value), state, go));
  const first = name === 'month' ? 12 : Math.max(SHOWN, chosen.length);
  const most = unfolded.has(name) ? MOST : first;
  const rest = Math.min(values.length, MOST) - most;
  const list = el('ul', {}, ...rows(values.slice(0, most)));
  const finder = values.length > SEARCHED && unfolded.has(name) ? finderOf(name, values, list, rows) : null;
  const more = rest > 0 && el('button', { type: 'button', class: 'quiet', onclick: () => {
    unfolded.add(name);
    list.append(...rows(values.slice(most, MOST)));
    const found = values.length > SEARCHED ? finderOf(name, values, list, rows) : null;
    if (found) list.before(found);
    /** @type {HTMLElement} */ ((found ?? list.children[most]).querySelector('input')).focus();
    if (more) more.remove();
  } }, `Thêm ${number(values.length - most)} mục`);
  const open = toggled.get(name) ?? (OPEN_AT_FIRST.has(name) || chosen.length > 0);
  const details = el('details', { class: 'facet', 'data-facet': name, open }, el('summary', {}, FILTERS[name]), finder, list, more);
  details.addEventListener('toggle', () => toggled.set(name, /** @type {HTMLDetailsElement} */ (details).open));
  return details;
}

/**
 * A box that narrows a long list of values to those with the letters typed.
 * @param {string} name @param {FacetValue[]} values @param {HTMLElement} list @param {(some: FacetValue[]) => HTMLElement[]} rows
 * @returns {HTMLElement}
 */
function finderOf(name, values, list, rows) {
  const oninput = (/** @type {Event} */ event) => {
    const typed = folded(/** @type {HTMLInputElement} */ (event.target).value.trim());
    const found = values.filter((item) => folded(labelOf(name, item.value, item.label)).includes(typed));
    list.replaceChildren(...(found.length ? rows(found.slice(0, MOST)) : [el('li', { class: 'hint' }, 'Không có mục nào như thế.')]));
  };
  return el('label', { class: 'facet-finder' }, el('span', { class: 'visually-hidden' }, `Tìm trong ${FILTERS[name]}`),
    el('input', { type: 'search', placeholder: 'Tìm trong mục này', autocomplete: 'off', oninput }));
}

/** Lower case without marks. @param {string} text */
const folded = (text) => text.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '').replaceAll('đ', 'd');

/** @param {string} name @param {FacetValue} item @param {boolean} checked @param {SearchState} state @param {(state: SearchState) => void} go @returns {HTMLElement} */
function row(name, item, checked, state, go) {
  const onchange = () => go(checked ? removed(state, name, item.value) : added(state, name, item.value));
  return el('li', {}, el('label', {},
    el('input', { type: 'checkbox', checked, onchange, 'data-key': `${name}:${item.value}` }),
    el('bdi', { class: 'facet-label' }, labelOf(name, item.value, item.label || '(không rõ)')),
    el('span', { class: 'facet-count' }, number(item.count), el('span', { class: 'visually-hidden' }, ' bài'))));
}

/** @param {SearchState} state @param {string} name @param {string} value @returns {SearchState} */
function added(state, name, value) {
  if (PERIODS.includes(name)) return { ...state, ...daysOf(value) };
  return { ...state, filters: { ...state.filters, [name]: [...state.filters[name], value] } };
}

/** @param {SearchState} state @param {string} name @param {string} value @returns {SearchState} */
function removed(state, name, value) {
  if (name === 'month') return { ...state, ...daysOf(value.slice(0, 4)) };
  if (name === 'year') return without(state, name);
  return { ...state, filters: { ...state.filters, [name]: state.filters[name].filter((other) => other !== value) } };
}

/**
 * One chip for each filter in use; a click takes it away.
 * @param {HTMLElement} box
 * @param {SearchState} state
 * @param {(state: SearchState) => void} go
 */
export function drawChips(box, state, go) {
  const chips = Object.keys(state.filters).flatMap((name) => state.filters[name].map(
    (value) => chip(FILTERS[name], labelOf(name, value), () => go(removed(state, name, value)))));
  if (state.from || state.to) chips.push(chip('Ngày', rangeName(state), () => go(without(state, 'year'))));
  if (chips.length > 1) chips.push(el('li', {}, el('button', { type: 'button', class: 'quiet', onclick: () => go(unfiltered(state)) }, 'Bỏ hết')));
  box.replaceChildren(...chips);
  box.hidden = chips.length === 0;
}

/** @param {string} name @param {string} value @param {() => void} remove @returns {HTMLElement} */
function chip(name, value, remove) {
  return el('li', {}, el('button', { type: 'button', class: 'chip', onclick: remove },
    el('span', { class: 'visually-hidden' }, 'Bỏ lọc '), el('span', { class: 'chip-name' }, `${name}: `), el('bdi', {}, value),
    el('span', { class: 'chip-x', 'aria-hidden': 'true' }, '×')));
}

/** @param {SearchState} state @returns {string} */
function rangeName({ from, to }) {
  const period = periodOf(from, to);
  if (period) return period.length === 4 ? `năm ${period}` : monthName(period);
  if (!from) return `đến ${calendarDay(to)}`;
  return to ? `${calendarDay(from)} – ${calendarDay(to)}` : `từ ${calendarDay(from)}`;
}
