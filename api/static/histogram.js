/** Articles over time, by month or by year, as a small drawing: click a bar, or draw over several. */

import { el, svg } from './dom.js';
import { monthName, number } from './format.js';
import { daysOf, periodOf } from './search-state.js';

/** @typedef {{value: string, count: number}} Bar */

const HEIGHT = 64;
const FOOT = 16;
const NARROWEST_BAR = 14; // pixels: a narrower one cannot be touched
const LABEL = 46;

/**
 * Months where they fit, else years. A chosen year shows its months.
 * @param {Bar[]} months facet "month" of the search without its dates
 * @param {{from: string, to: string}} chosen
 * @param {(range: {from: string, to: string}) => void} pick
 * @param {number} width in pixels
 * @returns {HTMLElement}
 */
export function histogram(months, chosen, pick, width) {
  months = months.filter((bar) => bar.value); // articles without a date have no place in time
  if (!months.length) return el('div');
  const period = periodOf(chosen.from, chosen.to);
  const year = period.slice(0, 4);
  const all = everyMonth(months);
  const inYear = year ? everyMonth(months.filter((bar) => bar.value.startsWith(year)), year) : [];
  const bars = year ? inYear : all.length * NARROWEST_BAR <= width ? all : years(months);
  const byYear = bars[0].value.length === 4;
  const oneYear = !byYear && bars[0].value.slice(0, 4) === bars[bars.length - 1].value.slice(0, 4);
  const heading = oneYear ? `Số bài theo tháng, năm ${bars[0].value.slice(0, 4)}` : `Số bài theo ${byYear ? 'năm' : 'tháng'}`;
  return el('figure', {},
    el('figcaption', {}, heading, ' ',
      period.length === 7 && el('button', { type: 'button', class: 'quiet', onclick: () => pick(daysOf(year)) }, `Cả năm ${year}`),
      (chosen.from || chosen.to) && el('button', { type: 'button', class: 'quiet', onclick: () => pick({ from: '', to: '' }) }, 'Mọi thời gian')),
    drawing(bars, chosen, pick, { heading, width, oneYear }));
}

/** @param {Bar[]} bars @param {{from: string, to: string}} chosen @param {(range: {from: string, to: string}) => void} pick @param {{heading: string, width: number, oneYear: boolean}} look */
function drawing(bars, chosen, pick, { heading, width, oneYear }) {
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  const step = width / bars.length;
  const labelEvery = Math.ceil(LABEL / step);
  const thick = Math.max(1, Math.min(step * 0.78, 44));
  const focusable = Math.max(bars.findIndex((bar) => bar.count && inRange(bar.value, chosen)), bars.findIndex((bar) => bar.count));
  const node = svg('svg', { viewBox: `0 0 ${width} ${HEIGHT + FOOT}`, role: 'group', 'aria-label': `${heading}. Mũi tên trái, phải để đi; Enter để chọn; Shift+Enter để chọn cả khoảng` },
    svg('line', { class: 'axis', x1: 0, x2: width, y1: HEIGHT, y2: HEIGHT }),
    ...bars.map((bar, i) => {
      const name = bar.value.length === 4 ? `Năm ${bar.value}` : monthName(bar.value).replace('t', 'T');
      const label = `${name}: ${number(bar.count)} bài`;
      const tall = bar.count ? Math.max(3, (bar.count / most) * (HEIGHT - 6)) : 0;
      const choose = (/** @type {MouseEvent|KeyboardEvent} */ event) => {
        if (event.shiftKey && (chosen.from || chosen.to)) pick(stretched(chosen, bar.value));
        else if (bar.count) pick(daysOf(bar.value));
      };
      return svg('g', {
        class: 'bar', role: 'button', tabindex: i === focusable ? 0 : -1, 'aria-label': label, 'aria-disabled': bar.count ? null : 'true',
        'aria-pressed': String(inRange(bar.value, chosen)), 'data-period': bar.value, onclick: choose,
        onkeydown: (/** @type {KeyboardEvent} */ event) => {
          const target = /** @type {Element} */ (event.currentTarget);
          const beside = event.key === 'ArrowRight' ? target.nextElementSibling : event.key === 'ArrowLeft' ? target.previousElementSibling : null;
          if (beside?.classList.contains('bar')) /** @type {SVGElement} */ (beside).focus();
          if (event.key === 'Enter' || event.key === ' ') choose(event);
          else if (!beside) return;
          event.preventDefault();
        },
      },
      svg('title', {}, label),
      svg('rect', { class: 'hit-area', x: i * step, y: 0, width: step, height: HEIGHT + FOOT }),
      svg('rect', { class: 'column', x: i * step + (step - thick) / 2, y: HEIGHT - tall, width: thick, height: tall, rx: Math.min(2, thick / 4) }),
      i % labelEvery === 0 && svg('text', { x: (i + 0.5) * step, y: HEIGHT + FOOT - 3 }, shortName(bar.value, oneYear)));
    }));
  brush(node, bars, pick);
  return node;
}

/** Let a range be drawn over the bars with a mouse, a pen or a finger. @param {SVGElement} node @param {Bar[]} bars @param {(range: {from: string, to: string}) => void} pick */
function brush(node, bars, pick) {
  let first = -1;
  let last = -1;
  const barAt = (/** @type {PointerEvent} */ event) => {
    const { left, width } = node.getBoundingClientRect();
    return Math.min(Math.max(Math.floor(((event.clientX - left) / width) * bars.length), 0), bars.length - 1);
  };
  const paint = () => node.querySelectorAll('.bar').forEach((bar, i) => bar.classList.toggle('brushed', first >= 0 && first !== last && i >= Math.min(first, last) && i <= Math.max(first, last)));
  const drop = () => {
    first = last = -1;
    paint();
  };
  node.addEventListener('pointerdown', (event) => {
    if (event.button === 0) first = last = barAt(event);
  });
  node.addEventListener('pointermove', (event) => {
    if (first < 0) return;
    last = barAt(event);
    if (first !== last) node.setPointerCapture(event.pointerId);
    paint();
  });
  node.addEventListener('pointerup', () => {
    const [start, end] = [Math.min(first, last), Math.max(first, last)];
    drop();
    if (start >= 0 && start !== end) pick({ from: daysOf(bars[start].value).from, to: daysOf(bars[end].value).to });
  });
  node.addEventListener('pointercancel', drop);
}

/** A range that was chosen, and a period too. @param {{from: string, to: string}} chosen @param {string} period */
function stretched({ from, to }, period) {
  const days = daysOf(period);
  return { from: !from || from < days.from ? from : days.from, to: !to || to > days.to ? to : days.to };
}

/** @param {string} period @param {boolean} oneYear @returns {string} "2024", "8/2024", or "T8" where the year is known */
function shortName(period, oneYear) {
  const [year, month] = period.split('-');
  if (!month) return year;
  return oneYear ? `T${Number(month)}` : `${Number(month)}/${year}`;
}

/** @param {string} period @param {{from: string, to: string}} chosen @returns {boolean} */
function inRange(period, { from, to }) {
  if (!from && !to) return false;
  const days = daysOf(period);
  return (!from || days.to >= from) && (!to || days.from <= to);
}

/** Fill the months without articles in between; for one year, all twelve. @param {Bar[]} months @param {string} [year] @returns {Bar[]} */
function everyMonth(months, year = '') {
  const counts = new Map(months.map((bar) => [bar.value, bar.count]));
  const names = [...counts.keys()].sort();
  const [first, last] = year ? [`${year}-01`, `${year}-12`] : [names[0], names[names.length - 1]];
  const bars = [];
  for (let y = Number(first.slice(0, 4)), m = Number(first.slice(5)); bars.length < 2400; m += 1) {
    if (m > 12) [y, m] = [y + 1, 1];
    const value = `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}`;
    bars.push({ value, count: counts.get(value) ?? 0 });
    if (value >= last) break;
  }
  return bars;
}

/** @param {Bar[]} months @returns {Bar[]} */
function years(months) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { value, count } of months) counts.set(value.slice(0, 4), (counts.get(value.slice(0, 4)) ?? 0) + count);
  const [first, last] = [Math.min, Math.max].map((pick) => pick(...[...counts.keys()].map(Number)));
  return Array.from({ length: Math.min(last - first + 1, 200) }, (_, i) => ({ value: String(first + i), count: counts.get(String(first + i)) ?? 0 }));
}
