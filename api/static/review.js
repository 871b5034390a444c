/** The review page: the jobs that suggest something, and the queue of one of them. */

import { get, me } from './api.js';
import { Bulk } from './review-bulk.js';
import { groupItem, jobItem, kindName } from './review-card.js';
import { Queue } from './review-queue.js';
import { Writing } from './review-writing.js';
import { byId, el } from './dom.js';
import { number } from './format.js';
import { empty, failure, loading } from './states.js';

const KEYS = 'newsroom.keys';
const PAGE = 50;

/** @typedef {{kind: string, label: string, open: number, confidence: number|null, benefit: number}} Group */

/** @type {Group[]} */
let groups = [];
let job = '';
let skipped = 0;
/** @type {Queue} */
let queue;
/** @type {Bulk} */
let bulk;

byId('more-groups').firstElementChild.addEventListener('click', () => readGroups(groups.length));
addEventListener('popstate', start);
listenForKeys();
start();

async function start() {
  const wanted = new URLSearchParams(location.search);
  job = wanted.get('job') ?? '';
  byId('work').hidden = true;
  byId('jobs').replaceChildren(loading('Đang tải…'));
  try {
    const { role } = await me();
    if (!job) return showJobs((await get('/v1/reviews')).jobs);
    await openJob(role, wanted);
  } catch (problem) {
    byId('jobs').replaceChildren(failure(problem, start));
  }
}

/** @param {any[]} jobs */
function showJobs(jobs) {
  byId('review-title').textContent = 'Duyệt gợi ý';
  byId('jobs').replaceChildren(jobs.length
    ? el('ul', { class: 'job-list' }, ...jobs.map(jobItem))
    : empty('Chưa có việc nào gợi ý thẻ hay sapo để duyệt.', 'Tạo một việc bằng ', el('code', {}, 'newsroom batch tag --archive'), ' rồi tải lại trang.'));
}

/** @param {string} role @param {URLSearchParams} wanted */
async function openJob(role, wanted) {
  const writes = role === 'archivist' || role === 'admin';
  queue = new Queue(job, { settled: refresh, empty: nextGroup });
  bulk = new Bulk(job, { writes, judge: (items, audit) => queue.judge(items, audit), changed: refresh, accepted: nextGroup });
  const writing = new Writing(job, byId('write-result'));
  byId('write').hidden = !writes;
  byId('preview').onclick = () => writing.preview();
  byId('rollback').onclick = () => writing.restore();
  await readGroups(0);
  byId('work').hidden = false;
  const asked = { kind: wanted.get('kind') ?? '', label: wanted.get('label') ?? '' };
  const group = groups.find((one) => one.kind === asked.kind && one.label === asked.label) ?? (asked.label ? asked : groups[0]);
  await choose(group);
}

/** Read the groups from a place on; from 0 on they replace those shown. @param {number} offset */
async function readGroups(offset) {
  const found = await get(`${path(job)}/review`, new URLSearchParams({ limit: String(Math.max(PAGE, offset ? PAGE : groups.length)), offset: String(offset) }));
  groups = offset ? [...groups, ...found.groups] : found.groups;
  const { counts } = found.job;
  skipped = counts.skipped;
  byId('review-title').textContent = 'Duyệt gợi ý';
  byId('jobs').replaceChildren(el('p', { class: 'meta' }, el('span', {}, el('a', { href: '/review' }, 'Mọi việc')), el('span', {}, el('code', {}, job)),
    el('span', {}, `còn ${number(counts.open)} gợi ý`), el('span', {}, `đã nhận ${number(counts.accepted + counts.edited)}`),
    el('span', {}, `đã bỏ ${number(counts.rejected)}`), counts.skipped > 0 && el('span', {}, `để sau ${number(counts.skipped)}`)));
  byId('groups-count').textContent = `(${number(found.total)})`;
  byId('more-groups').hidden = groups.length >= found.total;
  drawGroups();
}

function drawGroups() {
  byId('groups').replaceChildren(...groups.map((group) => groupItem(group, queue.holds(group), () => choose(group))));
}

/** Judge one tag; without one there is nothing left. @param {any} group */
async function choose(group) {
  if (!group) {
    byId('queue-title').textContent = 'Đã xem hết';
    await queue.rest(empty('Không còn gợi ý nào chờ duyệt.', 'Những gì đã nhận được ghi vào kho ở phần dưới.'));
    bulk.close();
    if (skipped) byId('card').append(el('p', {}, el('button', { type: 'button', id: 'skipped', onclick: () => queue.open({ kind: '', label: '', state: 'skipped', open: skipped }) }, `Xem lại ${number(skipped)} gợi ý để sau`)));
    return;
  }
  const at = new URLSearchParams({ job, kind: group.kind, label: group.label });
  history.replaceState(null, '', `/review?${at}`);
  if (matchMedia('(max-width: 899px)').matches) byId('groups-box').open = false;
  bulk.offer([{ kind: group.kind, label: group.label, name: `thẻ “${group.label}”` }, { kind: group.kind, label: '', name: `loại ${kindName(group.kind)}` }, { kind: '', label: '', name: 'cả việc' }]);
  await queue.open(group);
  drawGroups();
}

async function nextGroup() {
  const now = groups.findIndex((group) => queue.holds(group));
  await refresh();
  const left = groups.filter((group) => group.open > 0 && !queue.holds(group));
  await choose(left[Math.min(Math.max(now, 0), left.length - 1)]);
}

async function refresh() {
  try {
    await readGroups(0);
  } catch (problem) {
    byId('jobs').replaceChildren(failure(problem, refresh));
  }
}

/** @param {string} id */
const path = (id) => `/v1/jobs/${encodeURIComponent(id)}`;

function listenForKeys() {
  const toggle = byId('keys-on');
  toggle.checked = localStorage.getItem(KEYS) !== 'off';
  toggle.addEventListener('change', () => localStorage.setItem(KEYS, toggle.checked ? 'on' : 'off'));
  addEventListener('keydown', (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.repeat || byId('work').hidden) return;
    const typing = event.target instanceof Element && event.target.closest('input:not([type=checkbox]), textarea, select');
    if (typing || !toggle.checked) return;
    const act = { a: 'accept', r: 'reject', e: 'edit', s: 'skip', u: 'undo' }[event.key];
    if (act) queue.act(act);
    else if (event.key === 'n') nextGroup();
    else return;
    event.preventDefault();
  });
}
