/** Numbers, dates and names of things as a Vietnamese newsroom writes them; times in UTC+7. */

const ZONE = 'Asia/Ho_Chi_Minh';
const NUMBER = new Intl.NumberFormat('vi-VN');
const DAY = new Intl.DateTimeFormat('vi-VN', { timeZone: ZONE, day: 'numeric', month: 'numeric', year: 'numeric' });
const CLOCK = new Intl.DateTimeFormat('vi-VN', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** @type {Record<string, string>} */
export const ARTICLE_KINDS = { article: 'Bài viết', press_release: 'Thông cáo', document: 'Văn bản', media: 'Tư liệu' };

/** @type {Record<string, string>} */
export const TAG_KINDS = {
  section: 'Chuyên mục', topic: 'Chủ đề', person: 'Người', organisation: 'Tổ chức', place: 'Nơi chốn',
  event: 'Sự kiện', keyphrase: 'Từ khóa', law: 'Văn bản luật',
};

/** @type {Record<string, string>} */
export const STATUSES = { draft: 'Bản nháp', published: 'Đã đăng', withdrawn: 'Đã gỡ' };

/** @type {Record<string, string>} */
export const FACTS = {
  number: 'con số', date: 'ngày tháng', money: 'số tiền', percent: 'tỉ lệ', name: 'tên riêng', place: 'địa danh',
  law: 'văn bản luật', quote: 'lời dẫn', negation: 'phủ định', swapped: 'đảo vai',
};

/** @param {number} value @returns {string} 1234 → "1.234" */
export const number = (value) => NUMBER.format(value);

/** @param {number} share @returns {string} 0.826 → "83 %" */
export const percent = (share) => `${Math.round(share * 100)} %`;

/** @param {string|null|undefined} iso @returns {string} "28/8/2024" */
export function date(iso) {
  const time = parse(iso);
  return time ? DAY.format(time) : 'không rõ ngày';
}

/** @param {string|null|undefined} iso @returns {string} "17:15 ngày 28/8/2024" */
export function dateTime(iso) {
  const time = parse(iso);
  return time ? `${CLOCK.format(time)} ngày ${DAY.format(time)}` : 'không rõ ngày';
}

/** @param {string} day "2024-08-28" @returns {string} "28/8/2024" */
export const calendarDay = (day) => day.split('-').reverse().map((part) => part.replace(/^0+/, '')).join('/');

/** @param {string} month "2024-08" @returns {string} "tháng 8/2024" */
export const monthName = (month) => `tháng ${Number(month.slice(5))}/${month.slice(0, 4)}`;

/**
 * How sure a suggestion is, as a word and a number; null where nobody measured it.
 * @param {number|null} value
 * @returns {{word: string, level: 'high'|'middle'|'low'}|null}
 */
export function confidence(value) {
  if (value === null) return null;
  if (value >= 0.8) return { word: `chắc ${percent(value)}`, level: 'high' };
  if (value >= 0.5) return { word: `khá chắc ${percent(value)}`, level: 'middle' };
  return { word: `chưa chắc ${percent(value)}`, level: 'low' };
}

/** @param {string|null|undefined} iso @returns {Date|null} */
function parse(iso) {
  const time = iso ? new Date(iso) : null;
  return time && !Number.isNaN(time.getTime()) ? time : null;
}
