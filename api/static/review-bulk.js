/** Accepting many at once: a random sample is judged first, and what it shows is said before anything is accepted. */

import { post } from './api.js';
import { precisionWords } from './review-card.js';
import { byId, el } from './dom.js';
import { number } from './format.js';
import { failure, loading } from './states.js';

const DOUBTFUL = 0.8; // lower bound of a precision below which a warning shows

/** @typedef {{kind: string, label: string, name: string}} Scope */

export class Bulk {
  /**
   * @param {string} job
   * @param {{writes: boolean, judge: (items: any[], audit: {total: number, done: () => void}) => void, changed: () => Promise<void>, accepted: () => Promise<void>}} hooks
   */
  constructor(job, hooks) {
    this.path = `/v1/jobs/${encodeURIComponent(job)}/review`;
    this.hooks = hooks;
    /** @type {Scope[]} */
    this.scopes = [];
    this.told = false; // what was just accepted stays to be read when the next tag opens
    byId('audit-form').onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#draw();
    };
  }

  /** @param {Scope[]} scopes what may be accepted together; the first is the usual one */
  offer(scopes) {
    this.scopes = scopes;
    byId('audit').hidden = false;
    byId('audit-form').hidden = false;
    byId('audit-scope').replaceChildren(...scopes.map(({ name }, at) => el('option', { value: at }, name)));
    if (!this.told) byId('audit-result').replaceChildren();
    this.told = false;
  }

  /** Nothing is left to accept; what was told last stays. */
  close() {
    byId('audit-form').hidden = true;
    byId('audit').hidden = !byId('audit-result').firstChild;
  }

  #asked() {
    const { kind, label } = this.scopes[Number(byId('audit-scope').value)] ?? { kind: '', label: '' };
    return { kind, label, threshold: Number(byId('audit-threshold').value) };
  }

  /** Draw the sample, or go on where it was left. @param {number} [size] */
  async #draw(size) {
    const asked = this.#asked();
    byId('audit-result').replaceChildren(loading('Đang rút mẫu…'));
    try {
      const { audit, items } = await post(`${this.path}:audit`, size ? { ...asked, size } : asked);
      this.#show(audit, asked);
      if (items.length) this.hooks.judge(items, { total: audit.size, done: () => this.#judged(asked) });
    } catch (problem) {
      byId('audit-result').replaceChildren(failure(problem));
    }
  }

  /** @param {{kind: string, label: string, threshold: number}} asked */
  async #judged(asked) {
    try {
      const { audit } = await post(`${this.path}:audit`, asked);
      this.#show(audit, asked);
      byId('audit-result').querySelector('button')?.focus();
      await this.hooks.changed();
    } catch (problem) {
      byId('audit-result').replaceChildren(failure(problem, () => this.#judged(asked)));
    }
  }

  /** @param {any} audit @param {{kind: string, label: string, threshold: number}} asked */
  #show(audit, asked) {
    const parts = [el('p', { class: 'precision' }, precisionWords(audit))];
    if (audit.complete) {
      if (audit.precision.low < DOUBTFUL) parts.push(el('p', { class: 'notice' }, 'Mẫu cho thấy còn nhiều gợi ý sai. Nên chọn mức chắc cao hơn, hoặc duyệt thêm mẫu.'));
      parts.push(el('p', { class: 'row' },
        audit.remaining > 0 && this.hooks.writes && el('button', { type: 'button', class: 'primary', id: 'accept-all', onclick: () => this.#accept(asked) }, `Nhận ${number(audit.remaining)} gợi ý còn lại`),
        audit.remaining > 0 && el('button', { type: 'button', onclick: () => this.#draw(audit.size + 30) }, 'Duyệt thêm 30'),
        audit.remaining === 0 && 'Không còn gợi ý nào từ mức này.'));
      if (!this.hooks.writes && audit.remaining > 0) parts.push(el('p', { class: 'hint' }, 'Nhận cả loạt cần quyền thủ thư.'));
    }
    byId('audit-result').replaceChildren(...parts);
  }

  /** @param {{kind: string, label: string, threshold: number}} asked */
  async #accept(asked) {
    byId('accept-all').disabled = true;
    try {
      const { accepted } = await post(`${this.path}:accept-all`, { ...asked, dry_run: false });
      byId('audit-result').replaceChildren(el('p', { class: 'verdict', 'data-level': 'good' }, `Đã nhận ${number(accepted)} gợi ý. Bấm “Hoàn tác” để bỏ lượt này.`));
      this.told = true;
      await this.hooks.accepted();
    } catch (problem) {
      byId('audit-result').replaceChildren(failure(problem));
    }
  }
}
