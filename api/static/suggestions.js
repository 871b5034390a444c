/** The list under the search box: a combobox by the ARIA pattern, fed while one types. */

import { get } from './api.js';
import { el } from './dom.js';
import { number } from './format.js';
import { codePointCount, markedText } from './text.js';

/** @typedef {{text: string, kind: string, count: number|null, id: string|null, rest: string}} Suggestion */

const PAUSE = 120; // milliseconds without a key before the server is asked
const SHOWN = 8;
const REMEMBERED = 50;

/** @type {Record<string, string>} */
const KINDS = {
  query: 'Tìm', title: 'Mở bài', tag: 'Thẻ', place: 'Nơi chốn', person: 'Người', organisation: 'Tổ chức',
  section: 'Chuyên mục', byline: 'Người viết', source: 'Nguồn',
};

/**
 * Offer suggestions for a search box.
 * @param {{input: HTMLInputElement, list: HTMLElement, status: HTMLElement, choose: (suggestion: Suggestion) => void}} parts
 * @returns {{close: () => void}}
 */
export function offerSuggestions({ input, list, status, choose }) {
  /** @type {Map<string, Suggestion[]>} */
  const known = new Map();
  /** @type {Suggestion[]} */
  let offered = [];
  let active = -1;
  let waiting = 0;
  let asking = new AbortController();

  function close() {
    clearTimeout(waiting);
    asking.abort();
    offered = [];
    active = -1;
    list.hidden = true;
    list.replaceChildren();
    status.textContent = '';
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  /** @param {Suggestion[]} suggestions @param {string} typed */
  function show(suggestions, typed) {
    if (!suggestions.length || document.activeElement !== input) {
      close();
      return;
    }
    offered = suggestions;
    active = -1;
    input.removeAttribute('aria-activedescendant');
    list.replaceChildren(...suggestions.map((one, place) => option(one, place, typed)));
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    status.textContent = `${suggestions.length} gợi ý, dùng mũi tên để chọn`;
  }

  /** @param {Suggestion} one @param {number} place @param {string} typed @returns {HTMLElement} */
  function option(one, place, typed) {
    return el('li', {
      role: 'option', id: `suggestion-${place}`, class: 'suggestion', 'data-kind': one.kind, 'aria-selected': 'false',
      onpointerdown: (/** @type {Event} */ event) => event.preventDefault(), // the box keeps the focus
      onclick: () => take(place),
    },
    el('bdi', { class: 'suggestion-text' }, one.rest && el('span', { class: 'suggestion-rest' }, `${one.rest} `), markedText(one.text, typedIn(one.text, typed))),
    el('span', { class: 'suggestion-kind' }, KINDS[one.kind] ?? one.kind, one.count !== null && ` · ${number(one.count)} bài`));
  }

  /** @param {number} place */
  function take(place) {
    const chosen = offered[place];
    close();
    choose(chosen);
  }

  /** @param {number} place */
  function move(place) {
    list.children[active]?.setAttribute('aria-selected', 'false');
    active = place;
    const node = list.children[active];
    node?.setAttribute('aria-selected', 'true');
    node?.scrollIntoView({ block: 'nearest' });
    if (node) input.setAttribute('aria-activedescendant', node.id);
    else input.removeAttribute('aria-activedescendant');
  }

  function ask() {
    clearTimeout(waiting);
    asking.abort();
    const typed = input.value.normalize('NFC');
    if (!typed.trim()) return close();
    const before = known.get(typed);
    if (before) return show(before, typed);
    waiting = setTimeout(async () => {
      asking = new AbortController();
      const { signal } = asking;
      try {
        const { suggestions } = await get('/v1/search/suggestions', new URLSearchParams({ q: typed, limit: String(SHOWN) }), signal);
        if (known.size >= REMEMBERED) known.clear();
        known.set(typed, suggestions);
        if (!signal.aborted) show(suggestions, typed);
      } catch {
        if (!signal.aborted) close(); // a search without suggestions is still a search
      }
    }, PAUSE);
  }

  input.addEventListener('input', ask);
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const open = !list.hidden;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) return ask();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      const places = offered.length + 1; // one more for the box itself
      move(((active + 1 + step + places) % places) - 1);
    } else if (event.key === 'Enter' && open && active >= 0) {
      event.preventDefault();
      take(active);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'Tab') close();
  });
  return { close };
}

/**
 * Where a suggestion has what is typed, marks or not.
 * @param {string} text @param {string} typed
 * @returns {import('./text.js').Mark[]}
 */
export function typedIn(text, typed) {
  const [bareText, bareTyped] = [text, typed.trim()].map(bare);
  for (let at = bareText.indexOf(bareTyped); bareTyped && at >= 0; at = bareText.indexOf(bareTyped, at + 1)) {
    if (at > 0 && /[\p{L}\p{N}]/u.test(bareText[at - 1])) continue;
    const start = codePointCount(text.slice(0, at));
    return [{ start, end: start + codePointCount(text.slice(at, at + bareTyped.length)), kind: 'typed' }];
  }
  return [];
}

/** Without marks, letter for letter: places in it are places in the text. @param {string} text @returns {string} */
const bare = (text) => text.normalize('NFC').replace(/[\u00c0-\u1ef9]/g, (letter) => letter.normalize('NFD')[0].toLowerCase().replace('đ', 'd')).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
