/** Which words of two nearly equal passages differ. */

/** @typedef {import('./text.js').Mark} Mark */

const MOST_CELLS = 400_000;

/**
 * Mark in each of two texts the words the other one does not have in that place
 * (a longest common subsequence over words, case and punctuation at the edges ignored).
 * Passages too long to compare in a moment come back unmarked.
 * @param {string} left
 * @param {string} right
 * @returns {{left: Mark[], right: Mark[]}} in code points
 */
export function differences(left, right) {
  const [a, b] = [words(left), words(right)];
  if (a.length * b.length > MOST_CELLS) return { left: [], right: [] };
  const width = b.length + 1;
  const common = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = a[i].key === b[j].key
        ? common[(i + 1) * width + j + 1] + 1
        : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  const [onlyLeft, onlyRight] = [new Set(a), new Set(b)];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i].key === b[j].key) {
      onlyLeft.delete(a[i++]);
      onlyRight.delete(b[j++]);
    } else if (common[(i + 1) * width + j] >= common[i * width + j + 1]) i += 1;
    else j += 1;
  }
  return { left: toMarks(a, onlyLeft), right: toMarks(b, onlyRight) };
}

/** @typedef {{key: string, start: number, end: number}} Word */

/** @param {string} text @returns {Word[]} */
function words(text) {
  const found = [];
  let point = 0;
  for (const [piece] of text.matchAll(/\s+|\S+/gu)) {
    const start = point;
    point += [...piece].length;
    const key = piece.toLowerCase().replace(/^[\p{P}\s]+|[\p{P}\s]+$/gu, '');
    if (key) found.push({ key, start, end: point });
  }
  return found;
}

/**
 * Neighbouring differing words become one mark.
 * @param {Word[]} all
 * @param {Set<Word>} only
 * @returns {Mark[]}
 */
function toMarks(all, only) {
  /** @type {Mark[]} */
  const marks = [];
  all.forEach((word, i) => {
    if (!only.has(word)) return;
    if (i > 0 && only.has(all[i - 1])) marks[marks.length - 1].end = word.end;
    else marks.push({ start: word.start, end: word.end, kind: 'differs' });
  });
  return marks;
}
