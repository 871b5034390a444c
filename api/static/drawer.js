/** What lies over the results on a narrow screen: the filters as a drawer, the article as a sheet. */

import { byId } from './dom.js';

const PHONE = matchMedia('(max-width: 799px)');
const NARROW = matchMedia('(max-width: 1099px)');
let reading = false;

/** What is under a sheet cannot be reached. */
function seal() {
  const sheet = reading && NARROW.matches;
  const filters = drawer.open && PHONE.matches;
  for (const node of document.querySelectorAll('.masthead, #search, .list')) /** @type {HTMLElement} */ (node).inert = sheet || filters;
  byId('filters').inert = sheet;
}

/** Say whether an article lies over the page. @param {boolean} open */
export function over(open) {
  reading = open;
  seal();
}

export const drawer = {
  open: false,
  show: () => turn(true),
  close: () => turn(false),
};

/** @param {boolean} open */
function turn(open) {
  drawer.open = open;
  byId('filters').classList.toggle('open', open);
  byId('open-filters').setAttribute('aria-expanded', String(open));
  document.body.classList.toggle('drawer-open', open);
  seal();
  (open ? byId('close-filters') : byId('open-filters')).focus();
}

byId('open-filters').addEventListener('click', drawer.show);
byId('close-filters').addEventListener('click', drawer.close);
byId('show-results').addEventListener('click', drawer.close);
PHONE.addEventListener('change', seal);
NARROW.addEventListener('change', seal);
