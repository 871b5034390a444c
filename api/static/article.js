/** One article of the archive: its text, suggested tags, related articles and history. */

import { get, post } from './api.js';
import { el, isWebAddress } from './dom.js';
import { tagList } from './evidence.js';
import { STATUSES, dateTime } from './format.js';
import { relatedList } from './parts.js';
import { Reading } from './reading.js';
import { empty, failure, loading } from './states.js';

const TAGS = 12;
/** The fields of an article as the services take it. */
const FIELDS = ['id', 'title', 'sapo', 'body', 'section', 'tags', 'byline', 'source', 'url', 'language', 'published_at', 'updated_at', 'status', 'kind', 'supersedes'];

/**
 * What the services are sent of an archived article; an address they would refuse stays behind.
 * @param {any} article as the archive gave it
 * @returns {any}
 */
export function serviceInput(article) {
  return Object.fromEntries(FIELDS.filter((name) => article[name] !== undefined && (name !== 'url' || isWebAddress(article.url))).map((name) => [name, article[name]]));
}

/**
 * Fill the panel with an article; its parts arrive one by one.
 * @param {HTMLElement} panel
 * @param {string} id
 * @param {{matches: Promise<import('./text.js').Span[]>, close: () => void, openOther: (id: string) => void, similar: HTMLElement, signal: AbortSignal}} options
 */
export async function showArticle(panel, id, options) {
  const { matches, close, openOther, similar, signal } = options;
  const head = el('div', { class: 'panel-head' },
    el('button', { type: 'button', class: 'close', onclick: close }, 'Đóng ', el('kbd', { class: 'wide-only' }, 'Esc')),
    el('a', { href: `/?${new URLSearchParams({ article: id })}`, class: 'hint' }, 'Thử mọi dịch vụ với bài này'),
    el('a', { href: `/compare?${new URLSearchParams({ article: id })}`, class: 'hint' }, 'Dò trùng, đặt cạnh nhau'));
  panel.replaceChildren(head, loading('Đang mở bài…'));
  panel.scrollTop = 0;
  let article;
  try {
    article = await get(`/v1/articles/${encodeURIComponent(id)}`, null, signal);
  } catch (problem) {
    if (problem instanceof DOMException) return;
    const gone = /** @type {any} */ (problem).status === 404;
    panel.replaceChildren(head, gone
      ? empty('Bài này không còn trong kho.', 'Có thể bài đã bị gỡ. Hãy tìm lại.')
      : failure(problem, () => showArticle(panel, id, options)));
    return;
  }
  const reading = new Reading(article, { headingLevel: 2 });
  matches.then((spans) => reading.mark('match', spans));
  const body = () => el('div', { class: 'part-body' }, loading('Đang lấy…'));
  const tags = el('details', { class: 'part', open: matchMedia('(min-width: 560px)').matches }, el('summary', { class: 'part-title' }, 'Thẻ gợi ý'), body());
  const [related, versions] = ['Bài liên quan', 'Lịch sử'].map((title) => el('section', { class: 'part' }, el('h3', { class: 'part-title' }, title), body()));
  (reading.node.querySelector('.meta') ?? reading.headline).after(tags);
  panel.replaceChildren(head, reading.node, related, versions);
  reading.headline.focus({ preventScroll: true });
  const path = `/v1/articles/${encodeURIComponent(id)}`;
  fillPart(tags, signal, async () => {
    const { results } = await post('/v1/tags', { articles: [serviceInput(article)], limit: TAGS }, signal);
    return results[0].error ? failure(results[0].error) : tagList(results[0].tags, reading);
  });
  fillPart(related, signal, async () => {
    const list = relatedList((await get(`${path}/related`, new URLSearchParams({ limit: '5' }), signal)).hits);
    list.addEventListener('click', (event) => {
      const link = event.target instanceof Element ? event.target.closest('a[data-article]') : null;
      if (!(link instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      openOther(String(link.dataset.article));
    });
    return el('div', {}, list, el('p', { class: 'more-similar' }, similar));
  });
  fillPart(versions, signal, async () => versionList(await get(`${path}/versions`, null, signal)));
}

/** @param {HTMLElement} section @param {AbortSignal} signal @param {() => Promise<HTMLElement>} make */
async function fillPart(section, signal, make) {
  const body = /** @type {HTMLElement} */ (section.querySelector('.part-body'));
  try {
    body.replaceChildren(await make());
  } catch (problem) {
    if (signal.aborted) return;
    body.replaceChildren(failure(problem, () => {
      body.replaceChildren(loading('Đang lấy…'));
      fillPart(section, signal, make);
    }));
  }
}

/** @param {any} answer @returns {HTMLElement} */
function versionList(answer) {
  const versions = Array.isArray(answer) ? answer : answer.versions ?? answer.results ?? [];
  if (versions.length < 2) return el('p', { class: 'hint' }, 'Bài chưa sửa lần nào kể từ khi vào kho.');
  return el('ol', { class: 'versions' }, ...versions.map((/** @type {any} */ one) => {
    const record = one.article ?? one;
    return el('li', {}, el('details', {},
      el('summary', {}, `Bản ${one.version}: ${dateTime(one.written_at)}`, one.author && ' · ', one.author && el('bdi', {}, one.author)),
      el('p', { dir: 'auto' }, el('strong', {}, record.title || '(không có tít)')),
      record.sapo && el('p', { dir: 'auto' }, record.sapo),
      record.status && record.status !== 'published' && el('p', { class: 'hint' }, STATUSES[record.status] ?? record.status)));
  }));
}
