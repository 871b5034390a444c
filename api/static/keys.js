/** Keys of the archive page; single letters can be switched off for those whose tools send them. */

import { byId } from './dom.js';

const STORE = 'newsroom.keys';

/** @param {{escape: () => void, help: () => void}} actions */
export function listenForKeys({ escape, help }) {
  const toggle = byId('keys-on');
  toggle.checked = localStorage.getItem(STORE) !== 'off';
  toggle.addEventListener('change', () => localStorage.setItem(STORE, toggle.checked ? 'on' : 'off'));
  addEventListener('keydown', (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') {
      escape();
      return;
    }
    if (!toggle.checked || writing(event.target) || document.querySelector('dialog[open]')) return;
    if (event.key === '?') {
      event.preventDefault();
      help();
    }
    const act = ACTIONS[event.key];
    if (act && act(event.target)) event.preventDefault();
  });
}

/** @type {Record<string, (target: EventTarget|null) => boolean>} */
const ACTIONS = {
  '/': () => {
    byId('q').focus();
    byId('q').select();
    return true;
  },
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: (target) => inList(target) && step(1),
  ArrowUp: (target) => inList(target) && step(-1),
};

/** @param {number} by @returns {boolean} */
function step(by) {
  const links = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.hit-title a')]);
  if (!links.length) return false;
  const open = links.findIndex((link) => link === document.activeElement);
  const now = open >= 0 ? open : links.findIndex((link) => link.hasAttribute('aria-current'));
  const next = now < 0 ? 0 : Math.min(Math.max(now + by, 0), links.length - 1);
  links[next].focus();
  links[next].closest('.hit')?.scrollIntoView({ block: 'nearest' });
  return true;
}

/** @param {EventTarget|null} target @returns {boolean} */
const inList = (target) => target instanceof Element && (target === document.body || target.closest('.hit') !== null);

/** @param {EventTarget|null} target @returns {boolean} */
const writing = (target) => target instanceof Element && target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select') !== null;
