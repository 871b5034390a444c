/** Writing what was accepted into the archive, and taking it back: always shown before it is done. */

import { post } from './api.js';
import { el } from './dom.js';
import { number } from './format.js';
import { failure, loading } from './states.js';

/** @type {Record<string, string>} */
const FIELDS = { tags: 'thẻ', section: 'chuyên mục', sapo: 'sapo' };
const SHOWN = 8;

export class Writing {
  /** @param {string} job @param {HTMLElement} box where what happened is told */
  constructor(job, box) {
    this.path = `/v1/jobs/${encodeURIComponent(job)}`;
    this.box = box;
    /** Called when something was written. */
    this.onWritten = () => {};
  }

  /** Show what would be written, and offer to write it. */
  preview() {
    return this.#run('apply', true);
  }

  /** Show what would be taken back, and offer to do it. */
  restore() {
    return this.#run('rollback', true);
  }

  /** @param {'apply'|'rollback'} verb @param {boolean} dry */
  async #run(verb, dry) {
    this.box.replaceChildren(loading(dry ? 'Đang tính…' : 'Đang ghi…'));
    try {
      const report = await post(`${this.path}:${verb}`, { dry_run: dry });
      this.box.replaceChildren(...(verb === 'apply' ? this.#applied(report) : this.#restored(report)));
      if (verb === 'apply' && !dry) this.onWritten();
    } catch (problem) {
      this.box.replaceChildren(failure(problem, () => this.#run(verb, dry)));
    }
  }

  /** @param {any} report @returns {HTMLElement[]} */
  #applied(report) {
    const fields = Object.entries(report.fields).map(([name, count]) => `${FIELDS[name] ?? name} của ${number(Number(count))} bài`).join(', ');
    const said = report.articles
      ? `${report.dry_run ? 'Sẽ ghi' : 'Đã ghi'} ${number(report.articles)} bài: ${fields}.`
      : report.unchanged ? 'Mọi bài đã có những gì được nhận.' : 'Chưa nhận gợi ý nào để ghi.';
    const left = report.changed_since > 0 && el('p', { class: 'hint' }, `${number(report.changed_since)} bài đã đổi từ lúc việc đọc, được để nguyên.`);
    return [
      el('p', { class: 'verdict', 'data-level': report.dry_run ? 'look' : 'good' }, said), ...(left ? [left] : []),
      el('ul', { class: 'differences' }, ...report.differences.slice(0, SHOWN).map(difference)),
      ...(report.dry_run && report.articles ? [el('p', {}, el('button', { type: 'button', class: 'primary write-now', onclick: () => this.#run('apply', false) }, `Ghi ${number(report.articles)} bài vào kho`))] : []),
    ];
  }

  /** @param {any} report @returns {HTMLElement[]} */
  #restored(report) {
    const said = `${report.dry_run ? 'Sẽ trả' : 'Đã trả'} ${number(report.rolled_back)} bài về như trước.`;
    return [
      el('p', { class: 'verdict', 'data-level': report.dry_run ? 'look' : 'good' }, report.rolled_back || !report.dry_run ? said : 'Việc này chưa ghi gì vào kho.'),
      ...(report.kept.length ? [el('p', { class: 'hint' }, `${number(report.kept.length)} bài đã có người sửa sau đó, được để nguyên: `, el('bdi', {}, report.kept.slice(0, SHOWN).join(', ')))] : []),
      ...(report.dry_run && report.rolled_back ? [el('p', {}, el('button', { type: 'button', class: 'primary write-now', onclick: () => this.#run('rollback', false) }, `Hoàn tác ${number(report.rolled_back)} bài`))] : []),
    ];
  }
}

/** @param {any} one @returns {HTMLElement} */
function difference({ id, field, before, after }) {
  const words = (/** @type {string|string[]} */ value) => (Array.isArray(value) ? value.join(' · ') : value) || 'chưa có';
  return el('li', {}, el('a', { href: `/archive?article=${encodeURIComponent(id)}` }, el('bdi', {}, id)), ` (${FIELDS[field] ?? field}): `,
    el('del', { dir: 'auto' }, words(before)), ' → ', el('ins', { dir: 'auto' }, words(after)));
}
