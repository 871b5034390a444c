/**
 * Suggestions judged one after the other. The next one shows at once, while decisions go to the server in their order;
 * one that fails comes back to the front with the reason.
 */

import { get, post } from './api.js';
import { card, groupTitle } from './review-card.js';
import { byId, el } from './dom.js';
import { number } from './format.js';
import { failure, loading } from './states.js';

const AT_ONCE = 20;
/** @type {Record<string, string>} */
const SAID = { accept: 'Đã nhận', reject: 'Đã bỏ', edit: 'Đã sửa', skip: 'Để sau' };

export class Queue {
  /**
   * @param {string} job
   * @param {{settled: () => Promise<void>, empty: () => Promise<void>}} hooks `settled` after a change of what is left elsewhere, `empty` when a tag is done
   */
  constructor(job, hooks) {
    this.path = `/v1/jobs/${encodeURIComponent(job)}/review`;
    this.hooks = hooks;
    /** @type {any[]} */
    this.items = [];
    /** @type {any} */
    this.group = null;
    /** @type {{total: number, done: (() => void)}|null} the audit whose sample is judged */
    this.audit = null;
    /** @type {Promise<unknown>} */
    this.sent = Promise.resolve();
    /** @type {Set<number>} judged here, but perhaps still open where a list was read */
    this.judged = new Set();
    this.left = 0;
    byId('actions').onclick = (/** @type {Event} */ event) => {
      const button = event.target instanceof Element && event.target.closest('button');
      if (button instanceof HTMLElement) this.act(button.dataset.act ?? '');
    };
    byId('edit').onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#save();
    };
    byId('edit').onkeydown = (/** @type {KeyboardEvent} */ event) => {
      if (event.key === 'Escape') this.#closeEdit();
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#save();
      }
    };
    byId('edit-cancel').onclick = () => this.#closeEdit();
  }

  /** @param {any} group @returns {boolean} */
  holds(group) {
    return !this.audit && this.group?.kind === group.kind && this.group?.label === group.label;
  }

  /** Judge the suggestions of one tag; with a `state` those in it instead of the open ones. @param {any} group */
  async open(group) {
    this.audit = null;
    this.group = group;
    this.items = [];
    this.left = group.open ?? 0;
    this.#say('');
    if (group.state) {
      await this.sent; // what was put off here is judged again
      this.judged.clear();
    }
    await this.#fill();
  }

  /** Judge the sample of an audit. @param {any[]} items @param {{total: number, done: () => void}} audit */
  judge(items, audit) {
    this.audit = audit;
    this.items = items;
    this.#closeEdit();
    this.#draw();
    byId('queue-title').focus();
  }

  /** Nothing to judge. @param {HTMLElement|null} words */
  async rest(words) {
    this.group = null;
    this.audit = null;
    this.items = [];
    byId('card').replaceChildren(...(words ? [words] : []));
    this.#buttons();
  }

  /** @param {string} name accept, reject, edit, skip or undo */
  act(name) {
    if (name === 'undo') return this.#undo();
    const item = this.items[0];
    if (!item || !byId('edit').hidden) return;
    if (name === 'edit') return this.#openEdit(item);
    if (!(name in SAID) || (name === 'skip' && this.audit)) return;
    this.#decide(name);
  }

  /** @param {string} action @param {string} [value] */
  #decide(action, value) {
    const item = this.items.shift();
    this.judged.add(item.seq);
    this.left = Math.max(0, this.left - 1);
    this.#say(`${SAID[action]}: ${item.title || item.article_id}.`);
    this.sent = this.sent.then(() => this.#send(item, action, value));
    this.#next();
  }

  /** @param {any} item @param {string} action @param {string} [value] */
  async #send(item, action, value) {
    try {
      const { results } = await post(this.path, { decisions: [{ seq: item.seq, action, ...(value === undefined ? {} : { value }) }] });
      const problem = results[0].error;
      if (problem?.code === 'conflict') this.#say(`${problem.detail}. Quyết định của người đó được giữ.`);
      else if (problem) this.#back(item, problem);
    } catch (problem) {
      this.#back(item, problem);
    }
  }

  /** A decision could not be recorded: the suggestion is to be judged again. @param {any} item @param {any} problem */
  #back(item, problem) {
    this.judged.delete(item.seq);
    this.items.unshift(item);
    this.left += 1;
    this.#draw();
    byId('card').prepend(failure(problem));
    this.#say('Chưa ghi được quyết định vừa rồi.');
  }

  async #next() {
    if (this.items.length) return this.#draw();
    byId('card').replaceChildren(loading('Đang tải…'));
    await this.sent;
    if (this.items.length) return; // one came back
    if (!this.audit) return this.#fill();
    const { done } = this.audit;
    byId('queue-title').textContent = 'Đã duyệt hết mẫu';
    await this.rest(null);
    done();
  }

  async #fill() {
    const { group } = this;
    byId('card').replaceChildren(loading('Đang tải…'));
    try {
      const asked = new URLSearchParams({ kind: group.kind, label: group.label, state: group.state ?? 'open', limit: String(AT_ONCE) });
      const { items } = await get(`${this.path}/items`, asked);
      if (group !== this.group || this.audit) return;
      this.items = items.filter((/** @type {any} */ item) => !this.judged.has(item.seq));
      if (this.items.length) this.#draw();
      else await this.hooks.empty();
    } catch (problem) {
      byId('card').replaceChildren(failure(problem, () => this.#fill()));
    }
  }

  #draw() {
    const title = this.audit ? [`Mẫu kiểm tra: còn ${number(this.items.length)} trong ${number(this.audit.total)} gợi ý`] : groupTitle({ ...this.group, open: Math.max(this.left, this.items.length) });
    byId('queue-title').replaceChildren(...title);
    byId('card').replaceChildren(card(this.items[0]));
    this.#buttons();
  }

  #buttons() {
    byId('actions').hidden = !this.items.length && !this.judged.size;
    for (const button of byId('actions').querySelectorAll('button')) {
      button.disabled = button.dataset.act === 'undo' ? false : !this.items.length || (button.dataset.act === 'skip' && this.audit !== null);
    }
  }

  /** @param {any} item */
  #openEdit(item) {
    byId('edit').hidden = false;
    byId('edit-value').value = item.value;
    byId('edit-value').rows = item.field === 'sapo' ? 5 : 1;
    byId('edit-value').focus();
    byId('edit-value').select();
  }

  #closeEdit() {
    if (byId('edit').hidden) return;
    byId('edit').hidden = true;
    byId('actions').querySelector('[data-act=edit]').focus();
  }

  #save() {
    const value = byId('edit-value').value.normalize('NFC').trim();
    if (!value || !this.items.length) return;
    this.#closeEdit();
    this.#decide('edit', value);
  }

  async #undo() {
    await this.sent;
    try {
      const { undone } = await post(`${this.path}:undo`, null);
      for (const { seq } of undone) this.judged.delete(seq);
      this.#say(undone.length === 1 ? 'Đã hoàn tác quyết định gần nhất.' : `Đã hoàn tác ${number(undone.length)} quyết định.`);
      await this.hooks.settled();
      if (this.audit) byId('audit-form').requestSubmit();
      else if (this.group) {
        this.left += undone.length;
        await this.#fill();
      } else await this.hooks.empty();
    } catch (problem) {
      this.#say(problem.detail ?? problem.message);
    }
  }

  /** @param {string} words */
  #say(words) {
    byId('queue-status').replaceChildren(...(words ? [el('bdi', {}, words)] : []));
  }
}
