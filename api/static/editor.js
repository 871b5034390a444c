/** The demo editor: what a CMS does with the panel, in one page. */

import { me, post } from './api.js';
import { DRAFTS } from './editor-drafts.js';
import { byId, el } from './dom.js';
import { failure, notLoggedIn } from './states.js';
import { CodePoints, markedText } from './text.js';

/** @typedef {import('./text.js').Span} Span */

const MINUTES = 30;
const FIELDS = ['title', 'sapo', 'body'];
const panel = byId('assistant');
/** @type {{id: string, tags: string[]}} */
const draft = { id: '', tags: [] };

/** The article as it stands in the form. @returns {any} */
function article() {
  const text = Object.fromEntries(FIELDS.map((field) => [field, byId(field).value.normalize('NFC')]));
  return { id: draft.id, ...text, section: byId('section').value, tags: draft.tags, status: 'draft' };
}

/** @param {string} field @param {Span[]} [spans] */
function mirror(field, spans = []) {
  const text = new CodePoints(byId(field).value.normalize('NFC'));
  const marks = spans.filter((span) => span.field === field).flatMap((span) => {
    const place = text.locate(span);
    return place ? [{ ...place, kind: 'evidence' }] : [];
  });
  // The last line break needs something after it to have a height.
  byId(field).previousElementSibling.replaceChildren(markedText(text, marks), '\u200b');
}

function changed() {
  FIELDS.forEach((field) => mirror(field));
  panel.setArticle(article());
}

function showTags() {
  byId('tags').replaceChildren(...draft.tags.map((label) => el('li', {}, el('bdi', {}, label), el('button', {
    type: 'button', 'aria-label': `Gỡ thẻ ${label}`, onclick: () => setTags(draft.tags.filter((one) => one !== label)),
  }, '×'))));
}

/** @param {string[]} tags */
function setTags(tags) {
  draft.tags = [...new Set(tags)];
  showTags();
  changed();
}

/** @param {any} sample */
function open(sample) {
  draft.id = `thu-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  for (const field of [...FIELDS, 'section']) byId(field).value = sample[field];
  byId('links').replaceChildren();
  byId('draft-note').textContent = sample.note;
  for (const button of byId('drafts').children) button.setAttribute('aria-pressed', String(button.value === sample.name));
  setTags(sample.tags);
}

/** @param {{field: string, value: any, undo?: boolean}} change @returns {boolean} whether this editor can do it */
function apply({ field, value, undo = false }) {
  if (field === 'tags') setTags(undo ? draft.tags.filter((label) => !value.includes(label)) : [...draft.tags, ...value]);
  else if (field === 'link') byId('links').append(el('li', {}, 'Xem thêm: ', el('a', { href: value.url, rel: 'noopener noreferrer', target: '_blank' }, value.title)));
  else if ([...FIELDS, 'section'].includes(field)) byId(field).value = value;
  else return false;
  changed();
  return true;
}

/** The panel gets a token of its own, as it would in a CMS: never a key, never the session. */
async function bringToken() {
  try {
    const { name, role } = await me();
    const wanted = role === 'reporter' ? 'reporter' : 'editor';
    const { token } = await post('/v1/tokens', { subject: name, origins: [location.origin], role: wanted, minutes: MINUTES });
    panel.setAttribute('token', token);
    byId('panel-notice').replaceChildren();
  } catch (problem) {
    panel.noToken([401, 403].includes(problem.status) ? 'unauthorised' : 'offline');
    byId('panel-notice').replaceChildren(problem.status === 401 ? notLoggedIn() : failure(problem));
  }
}

panel.addEventListener('token-needed', bringToken);
panel.addEventListener('apply', (/** @type {CustomEvent} */ event) => apply(event.detail) || event.preventDefault());
panel.addEventListener('select', (/** @type {CustomEvent} */ { detail }) => {
  FIELDS.forEach((field) => mirror(field, detail.spans));
  if (detail.reveal) document.querySelector('.mirror mark')?.scrollIntoView({ block: 'center' });
});
for (const field of [...FIELDS, 'section']) byId(field).addEventListener('input', changed);
byId('draft').addEventListener('submit', (/** @type {Event} */ event) => event.preventDefault());
byId('new-tag').addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
  if (event.key !== 'Enter' || event.isComposing) return;
  event.preventDefault();
  const label = byId('new-tag').value.trim().normalize('NFC');
  byId('new-tag').value = '';
  if (label) setTags([...draft.tags, label]);
});
byId('drafts').append(...DRAFTS.map((sample) => el('button', { type: 'button', value: sample.name, 'aria-pressed': 'false', onclick: () => open(sample) }, sample.label)));
customElements.whenDefined('newsroom-assistant').then(() => open(DRAFTS[0]));
bringToken();
