/**
 * <newsroom-assistant api="https://assistant.example" token="…" lang="vi|en" auto>: the assistant beside an editor.
 *
 * Host → panel: setArticle(article), run(), abort(), the attribute `token`, noToken(why).
 * Panel → host, as DOM events: ready, token-needed, error {code, detail},
 *   select {span, spans, reveal}   words of the article to mark; span is null when none are,
 *   apply {field, value, …}        title | sapo | section: a text; tags: labels; link: {url, title}. `undo` is true when
 *                                  it takes back what was applied. preventDefault() says that the host could not do it.
 * Nothing is applied without a click. Text reaches the page as text only; styles are a constructed sheet, so that a
 * strict content security policy holds. One file, no dependency, no build.
 */
(() => {
  'use strict';
  if (customElements.get('newsroom-assistant')) return;

  const PARTS = ['checks', 'tags', 'summary', 'headlines', 'duplicates', 'related'];
  const ENOUGH = 250; // characters of the body before suggestions make sense
  const PAUSE = 4000; // milliseconds without a change before an automatic run
  const PATIENCE = 30000; // milliseconds without an answer before the server counts as gone
  const TOKEN_PATIENCE = 15000; // milliseconds for the host to bring a token
  const LINES = [0.9, 0.8, 0.7, 0.5, 0];
  const USUAL_LINE = 0.8;
  const LENGTHS = [30, 55, 22]; // syllables of the sapos that "regenerate" tries, after the style's own
  const SHOWN_PAIRS = 2;
  /** What says that a check has been seen to since. */
  const MENDED = { missing_title: ({ title }) => title, missing_sapo: ({ sapo }) => sapo, missing_tags: ({ tags }) => tags?.length };
  const MOST_CELLS = 400000; // of a table of word comparisons; longer passages come unmarked

  const TEXT = {
    vi: {
      panel: 'Trợ lý tòa soạn', run: 'Gợi ý cho bài này', again: 'Gợi ý lại', stop: 'Dừng', retry: 'Thử lại',
      idle: 'Chưa có bài để đọc.', short: (n) => `Viết thêm chừng ${n} ký tự nữa là có thể gợi ý.`,
      ready: 'Sẵn sàng. Máy chỉ gợi ý; không có gì được đưa vào bài khi bạn chưa bấm.',
      running: (done, all) => `Đang đọc bài… xong ${done} trong ${all} phần.`, waiting: 'Đang đọc bài…',
      done: (tags, failed) => `Xong: ${tags} thẻ gợi ý${failed ? `; ${failed} phần gặp lỗi` : ''}.`, stopped: 'Đã dừng.',
      tally: (taken, open) => `Đã nhận ${taken} thẻ, còn ${open} thẻ chưa chọn.`,
      stale: 'Bài đã thay đổi từ lúc gợi ý; kết quả dưới đây là của bản trước.',
      offline: 'Không nối được trợ lý. Bạn cứ soạn và đăng bài bình thường.',
      asking: 'Phiên của trợ lý đã hết, đang xin phiên mới…',
      unauthorised: 'Trợ lý không nhận phiên làm việc này. Hãy tải lại trang, hoặc báo người quản trị.',
      busy: (s) => `Trợ lý đang bận, thử lại sau ${s} giây.`, refused: 'CMS chưa nhận được thay đổi này.',
      checks: 'Trước khi đăng', tags: 'Thẻ', summary: 'Sapo', headlines: 'Tít', duplicates: 'Bài trùng', related: 'Bài liên quan',
      info: 'Lưu ý', warn: 'Nên xem lại', halt: 'Phải xử lý', mended: 'Đã xong', nothingWrong: 'Không có gì phải xem lại.', compare: 'Xem hai bài cạnh nhau',
      noTags: 'Chưa tìm được thẻ nào. Bài ngắn thường không đủ căn cứ.', noSummary: 'Bài quá ngắn để tóm tắt.',
      noHeadlines: 'Chưa nghĩ được tít nào.', noRelated: 'Kho chưa có bài nào liên quan.', noPart: 'Máy chủ không trả phần này.',
      accept: (x) => `Nhận thẻ ${x}`, dismiss: (x) => `Bỏ thẻ ${x}`, undoTag: (x) => `Hoàn tác thẻ ${x}`,
      accepted: 'đã nhận', rejected: 'đã bỏ', present: 'đã có', fresh: 'mới', freshHelp: 'Kho chưa dùng thẻ này',
      above: 'Nhận các thẻ', line: (p) => (p ? `chắc từ ${p} %` : 'tất cả'), acceptAll: (n) => `Nhận cả ${n} thẻ`,
      evidence: (words, n) => `Căn cứ: “${words}”${n > 1 ? `, ${n} chỗ` : ''}`, noEvidence: 'Không có chữ làm căn cứ trong bài',
      hint: 'Rê chuột hoặc bấm Tab vào gợi ý để thấy chữ làm căn cứ.',
      sure: (p) => `${p >= 80 ? 'chắc' : p >= 50 ? 'khá chắc' : 'chưa chắc'} ${p} %`,
      useSummary: 'Dùng làm sapo', useHeadline: 'Dùng làm tít', undo: 'Hoàn tác', copy: 'Chép', copied: 'Đã chép', notCopied: 'Không chép được',
      edit: 'Sửa', drop: 'Bỏ', used: 'Đã đưa vào bài.', regenerate: 'Phương án khác', noMore: 'Không có phương án nào khác.',
      editing: 'Sửa trước khi dùng', cancel: 'Thôi', faithful: 'Đã đối chiếu: số, ngày, tên riêng đều có trong bài.', unfaithful: 'Không thấy trong bài: ',
      verdicts: {
        original: 'Chưa thấy bài nào trùng.', same_event: 'Kho đã có bài về cùng sự kiện.', rewritten: 'Kho đã có bài gần giống.',
        same_text: 'Kho đã có bài trùng gần như nguyên văn.', own_update: 'Có vẻ là bản cập nhật của bài mình đã đăng.',
      },
      relations: { same_text: 'gần như nguyên văn', rewritten: 'viết lại', same_event: 'cùng sự kiện', own_update: 'bài mình cập nhật', original: 'khác nhau' },
      earlier: 'đăng trước', later: 'đăng sau', share: (p) => `trùng ${p} % bài này`, unknownDay: 'không rõ ngày', untitled: '(không có tít)',
      hidden: (section) => `Một bản nháp${section ? ` ở chuyên mục ${section}` : ''} cũng trùng với bài này. Hỏi biên tập viên để xem.`,
      mine: 'Bài này', theirs: 'Bài trong kho', alike: (p) => `giống ${p} %`, more: (n) => `Xem thêm ${n} đoạn trùng`,
      insert: 'Chèn liên kết', inserted: 'Đã chèn', insertOf: (x) => `Chèn liên kết tới bài ${x}`,
      kinds: { section: 'Chuyên mục', topic: 'Chủ đề', person: 'Người', organisation: 'Tổ chức', place: 'Nơi chốn', event: 'Sự kiện', keyphrase: 'Từ khóa', law: 'Văn bản luật' },
      facts: { number: 'con số', date: 'ngày', money: 'số tiền', percent: 'tỷ lệ', name: 'tên riêng', place: 'địa danh', law: 'văn bản', quote: 'lời dẫn', negation: 'phủ định', swapped: 'đảo vai' },
    },
    en: {
      panel: 'Newsroom assistant', run: 'Suggest for this article', again: 'Suggest again', stop: 'Stop', retry: 'Try again',
      idle: 'No article to read yet.', short: (n) => `About ${n} more characters and suggestions can start.`,
      ready: 'Ready. These are suggestions only; nothing enters the article until you click.',
      running: (done, all) => `Reading… ${done} of ${all} parts done.`, waiting: 'Reading…',
      done: (tags, failed) => `Done: ${tags} tags suggested${failed ? `; ${failed} parts failed` : ''}.`, stopped: 'Stopped.',
      tally: (taken, open) => `${taken} tags accepted, ${open} not decided yet.`,
      stale: 'The article has changed since; the results below are for the earlier text.',
      offline: 'The assistant cannot be reached. Writing and publishing go on as usual.',
      asking: 'The assistant’s session has ended; asking for a new one…',
      unauthorised: 'The assistant does not accept this session. Reload the page, or tell the administrator.',
      busy: (s) => `The assistant is busy; try again in ${s} seconds.`, refused: 'The CMS could not take this change.',
      checks: 'Before publishing', tags: 'Tags', summary: 'Sapo', headlines: 'Headlines', duplicates: 'Duplicates', related: 'Related articles',
      info: 'Note', warn: 'Look again', halt: 'Must be fixed', mended: 'Done', nothingWrong: 'Nothing to look at again.', compare: 'See both texts',
      noTags: 'No tags found. Short articles rarely hold enough evidence.', noSummary: 'Too short to summarise.',
      noHeadlines: 'No headline came to mind.', noRelated: 'The archive has nothing related yet.', noPart: 'The server left this part out.',
      accept: (x) => `Accept tag ${x}`, dismiss: (x) => `Dismiss tag ${x}`, undoTag: (x) => `Undo tag ${x}`,
      accepted: 'accepted', rejected: 'dismissed', present: 'already there', fresh: 'new', freshHelp: 'The archive does not use this tag yet',
      above: 'Accept tags', line: (p) => (p ? `sure from ${p}%` : 'all'), acceptAll: (n) => `Accept all ${n} tags`,
      evidence: (words, n) => `Rests on “${words}”${n > 1 ? `, ${n} places` : ''}`, noEvidence: 'No words of the article stand behind this',
      hint: 'Hover or Tab to a suggestion to see the words it rests on.',
      sure: (p) => `${p >= 80 ? 'sure' : p >= 50 ? 'fairly sure' : 'unsure'} ${p}%`,
      useSummary: 'Use as sapo', useHeadline: 'Use as headline', undo: 'Undo', copy: 'Copy', copied: 'Copied', notCopied: 'Could not copy',
      edit: 'Edit', drop: 'Dismiss', used: 'Now in the article.', regenerate: 'Another one', noMore: 'There is no other one.',
      editing: 'Edit before use', cancel: 'Cancel', faithful: 'Checked: figures, dates and names are all in the article.', unfaithful: 'Not in the article: ',
      verdicts: {
        original: 'No duplicate found.', same_event: 'The archive has a report of the same event.', rewritten: 'The archive has a similar text.',
        same_text: 'The archive has nearly the same text.', own_update: 'This seems to update a story of our own.',
      },
      relations: { same_text: 'nearly word for word', rewritten: 'rewritten', same_event: 'same event', own_update: 'our own update', original: 'different' },
      earlier: 'published before', later: 'published after', share: (p) => `${p}% of this article`, unknownDay: 'no date', untitled: '(no title)',
      hidden: (section) => `A draft${section ? ` in the section ${section}` : ''} matches this article too. Ask an editor to see it.`,
      mine: 'This article', theirs: 'In the archive', alike: (p) => `${p}% alike`, more: (n) => `Show ${n} more passages`,
      insert: 'Insert link', inserted: 'Inserted', insertOf: (x) => `Insert a link to ${x}`,
      kinds: { section: 'Section', topic: 'Topic', person: 'People', organisation: 'Organisations', place: 'Places', event: 'Events', keyphrase: 'Keyphrases', law: 'Laws' },
      facts: { number: 'number', date: 'date', money: 'sum', percent: 'percentage', name: 'name', place: 'place', law: 'law', quote: 'quote', negation: 'negation', swapped: 'swapped roles' },
    },
  };

  const STYLE = `
:host { --paper:#fff; --sunken:#f3f1ed; --ink:#1d2329; --soft:#545e68; --line:#d5d1ca; --edge:#85837d; --accent:#0f5c7a; --strong:#0a4359;
  --tint:#e0eef4; --on:#fff; --differs:#f9dccb; --warn:#8a5200; --stop:#a8251d; --good:#256b3c; --alarm:#fbe9e6;
  display:block; container-type:inline-size; font:400 15px/1.5 system-ui,"Noto Sans","Segoe UI",Roboto,sans-serif; color:var(--ink); background:var(--paper); overflow-wrap:anywhere; }
@supports (color:light-dark(#000,#fff)) { :host { --paper:light-dark(#fff,#1b2026); --sunken:light-dark(#f3f1ed,#242a31); --ink:light-dark(#1d2329,#e6e8ea);
  --soft:light-dark(#545e68,#a8b1ba); --line:light-dark(#d5d1ca,#3c454f); --edge:light-dark(#85837d,#7b8792); --accent:light-dark(#0f5c7a,#7cc4e4);
  --strong:light-dark(#0a4359,#a5daf2); --tint:light-dark(#e0eef4,#1d3642); --on:light-dark(#fff,#0b1c24); --differs:light-dark(#f9dccb,#633620);
  --warn:light-dark(#8a5200,#e9b163); --stop:light-dark(#a8251d,#f29a90); --good:light-dark(#256b3c,#86cf9d); --alarm:light-dark(#fbe9e6,#3a2220); } }
:host([hidden]), [hidden] { display:none !important; }
*, *::before { box-sizing:border-box; }
h2, h3, h4, p, ul, ol, dl, dd, blockquote { margin:0; padding:0; font-size:inherit; } ul, ol { list-style:none; }
.head { position:sticky; top:var(--newsroom-top,0); z-index:1; background:var(--paper); padding:12px 14px 10px; border-bottom:1px solid var(--line); display:grid; gap:8px; }
.status { min-height:1.5em; } .status:empty { min-height:0; } h2 { font-size:16px; font-weight:650; } .row { display:flex; flex-wrap:wrap; gap:6px 8px; align-items:center; }
.row h3 { margin-right:auto; }
section { padding:12px 14px 14px; border-bottom:1px solid var(--line); display:grid; gap:10px; } section:last-of-type { border-bottom:0; }
h3 { font-size:15px; font-weight:650; scroll-margin-top:130px; } .jump { margin-top:6px; } h4 { font-weight:600; } .body { display:grid; gap:10px; min-width:0; }
.soft, .meta { color:var(--soft); font-size:14px; } .meta { display:flex; flex-wrap:wrap; gap:0 10px; }
button, select, textarea { font:inherit; color:inherit; background:var(--paper); border:1px solid var(--edge); border-radius:5px; }
button { min-height:30px; padding:3px 10px; cursor:pointer; text-align:center; } button:hover { border-color:var(--accent); color:var(--strong); }
button.primary { background:var(--accent); border-color:var(--accent); color:var(--on); font-weight:600; min-height:36px; } button.primary:hover { background:var(--strong); color:var(--on); }
button:disabled { color:var(--soft); border-color:var(--line); background:var(--sunken); cursor:default; }
button.words { border:0; background:none; padding:2px 4px; margin:-2px -4px; text-align:left; border-radius:4px; min-height:24px; } button.words:hover, button.words:focus-visible { background:var(--tint); color:inherit; }
select { min-height:30px; padding:2px 4px; max-width:100%; } textarea { width:100%; padding:6px 8px; resize:vertical; }
a { color:var(--accent); text-underline-offset:.18em; } a:hover { color:var(--strong); text-decoration-thickness:2px; }
:focus-visible { outline:2px solid var(--accent); outline-offset:1px; }
.notice { background:var(--tint); padding:8px 10px; border-radius:5px; } .alarm { background:var(--alarm); border-left:3px solid var(--stop); padding:8px 10px; border-radius:0 5px 5px 0; }
.notice, .alarm { display:flex; flex-wrap:wrap; gap:6px 10px; align-items:center; }
.bar { height:8px; border-radius:4px; background:var(--sunken); animation:breathe 1.6s ease-in-out infinite; } .bar + .bar { width:60%; }
@keyframes breathe { 50% { opacity:.45; } } @media (prefers-reduced-motion:reduce) { .bar { animation:none; } }
.tags { display:grid; gap:10px; } .tags h4 { font-size:14px; font-weight:400; color:var(--soft); margin-bottom:4px; } .tags ul { display:grid; gap:4px; }
.tag { display:grid; grid-template-columns:minmax(0,1fr) auto auto; gap:4px; align-items:center; border:1px solid var(--line); border-radius:5px; padding:3px 4px 3px 8px; }
.tag[data-state=accepted], .tag[data-state=present] { border-color:var(--good); } .tag[data-state=rejected] .label { text-decoration:line-through; color:var(--soft); }
.tag .sign { min-width:30px; padding:0 6px; } .state { font-size:14px; color:var(--soft); } .tag[data-state=accepted] .state, .tag[data-state=present] .state { color:var(--good); }
.tag .words { display:flex; flex-wrap:wrap; align-items:baseline; gap:0 8px; min-width:0; } .sure, .new { font-size:13px; color:var(--soft); white-space:nowrap; } .new { color:var(--warn); }
.evidence { min-height:1.5em; max-height:4.5em; overflow:hidden; }
.text { font:400 16px/1.6 "Noto Serif",Cambria,Georgia,serif; max-height:24em; overflow:auto; } .headline { font-weight:600; line-height:1.4; }
.candidate { display:grid; gap:6px; } .candidate + .candidate { border-top:1px solid var(--line); padding-top:10px; }
.good { color:var(--good); font-size:14px; } .bad { color:var(--stop); font-size:14px; }
mark { color:inherit; background:none; } .unsupported { text-decoration:underline wavy var(--stop); text-underline-offset:.2em; } .differs { background:var(--differs); text-decoration:underline dotted; text-underline-offset:.2em; border-radius:2px; }
.check { border-left:3px solid var(--edge); padding-left:10px; } .check strong { font-size:14px; display:block; } .check[data-severity=warn] { border-color:var(--warn); } .check[data-severity=warn] strong { color:var(--warn); }
.check[data-severity=done] { border-color:var(--good); color:var(--soft); } .check[data-severity=done] strong { color:var(--good); }
.check[data-severity=stop] { border-color:var(--stop); } .check[data-severity=stop] strong { color:var(--stop); } ul.checks, ol.hits { display:grid; gap:10px; }
.match { display:grid; gap:8px; } .match + .match { border-top:1px solid var(--line); padding-top:10px; } .hits a, .match h4 a { display:inline-block; min-height:24px; } .match h4, .hits a { font-family:"Noto Serif",Cambria,Georgia,serif; }
.pair { display:grid; gap:6px 14px; } .pair blockquote { font:400 15px/1.55 "Noto Serif",Cambria,Georgia,serif; border-left:3px solid var(--line); padding-left:10px; max-height:14em; overflow:auto; min-width:0; }
.pair blockquote:first-child { border-color:var(--accent); } .pair .who { display:block; font:600 13px/1.5 system-ui,"Noto Sans",sans-serif; color:var(--soft); } .pair p { grid-column:1/-1; }
details[open] summary { margin-bottom:8px; } summary { cursor:pointer; color:var(--accent); }
@container (min-width:560px) { .pair { grid-template-columns:1fr 1fr; } .tags ul { grid-template-columns:repeat(auto-fill,minmax(250px,1fr)); } }
.unseen { position:absolute; width:1px; height:1px; overflow:hidden; clip-path:inset(50%); white-space:nowrap; }`;

  /** What a call could not do; code is `offline`, `unauthorised`, `busy`, `aborted` or the server's own. */
  class Problem extends Error {
    constructor(code, detail = '', wait = 0) {
      super(detail || code);
      Object.assign(this, { code, detail, wait });
    }
  }

  /** Make an element. `on…` are listeners; null and false are left out; strings become text nodes. */
  function el(tag, props = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(props)) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? '' : String(value));
    }
    node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
    return node;
  }

  const percent = (share) => Math.round(share * 100);
  const fold = (text) => String(text).normalize('NFC').trim().toLowerCase();
  const texts = (article) => ({ title: article?.title ?? '', sapo: article?.sapo ?? '', body: bodyOf(article) });
  const bodyOf = (article) => (Array.isArray(article?.body) ? article.body.join('\n') : String(article?.body ?? ''));

  function webAddress(address) {
    try {
      return /^https?:$/.test(new URL(address).protocol) ? address : null;
    } catch {
      return null;
    }
  }

  /** Text with marked stretches, whose offsets count code points from `base`. */
  function marked(text, marks, name, base = 0) {
    const points = [...text];
    const inside = marks.map(({ start, end }) => [Math.max(start - base, 0), Math.min(end - base, points.length)]).filter(([start, end]) => start < end).sort((a, b) => a[0] - b[0]);
    const fragment = document.createDocumentFragment();
    let at = 0;
    for (const [start, end] of inside) {
      if (start < at) continue;
      fragment.append(points.slice(at, start).join(''), el('mark', { class: name }, points.slice(start, end).join('')));
      at = end;
    }
    fragment.append(points.slice(at).join(''));
    return fragment;
  }

  /** The words of each of two texts that the other does not have in that place, by longest common subsequence. */
  function differences(left, right) {
    const [a, b] = [wordsOf(left), wordsOf(right)];
    if (a.length * b.length > MOST_CELLS) return [[], []];
    const width = b.length + 1;
    const common = new Uint16Array((a.length + 1) * width);
    for (let i = a.length - 1; i >= 0; i -= 1) {
      for (let j = b.length - 1; j >= 0; j -= 1) {
        common[i * width + j] = a[i].key === b[j].key ? common[(i + 1) * width + j + 1] + 1 : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
      }
    }
    const [onlyA, onlyB] = [new Set(a), new Set(b)];
    for (let i = 0, j = 0; i < a.length && j < b.length;) {
      if (a[i].key === b[j].key) {
        onlyA.delete(a[i++]);
        onlyB.delete(b[j++]);
      } else if (common[(i + 1) * width + j] >= common[i * width + j + 1]) i += 1;
      else j += 1;
    }
    return [[...onlyA], [...onlyB]];
  }

  function wordsOf(text) {
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

  /** The JSON values of a stream of lines, as they come. */
  async function* linesOf(stream, alive) {
    const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ''; ;) {
      const { value, done } = await reader.read();
      alive();
      const lines = (rest + (value ?? '')).split('\n');
      rest = done ? '' : lines.pop();
      for (const line of lines) if (line.trim()) yield JSON.parse(line);
      if (done) return;
    }
  }

  /** The HTTP API with the host's token; asks for a new token when there is none or the old one has ended. */
  class Api {
    constructor(panel) {
      this.panel = panel;
      this.token = '';
      this.waiting = [];
    }

    set(token) {
      this.token = token ?? '';
      if (this.token) this.waiting.splice(0).forEach(({ go }) => go());
    }

    /** The host could not bring a token. */
    none(why) {
      this.waiting.splice(0).forEach(({ fail }) => fail(new Problem(why)));
    }

    async call(path, body, { signal, accept = 'application/json', keepalive = false, alive = () => {} } = {}) {
      if (!this.token) await this.fresh(signal);
      let response = await this.send(path, body, { signal, accept, keepalive, alive });
      if (response.status === 401) {
        this.token = '';
        await this.fresh(signal);
        response = await this.send(path, body, { signal, accept, keepalive, alive });
      }
      if (response.ok) return response;
      const told = await response.json().catch(() => ({}));
      if (response.status === 401 || response.status === 403) throw new Problem('unauthorised', told.detail);
      if (response.status === 429) throw new Problem('busy', '', Number.parseInt(response.headers.get('Retry-After'), 10) || 5);
      throw new Problem(told.code ?? 'internal', told.detail ?? `HTTP ${response.status}`);
    }

    async send(path, body, { signal, accept, keepalive, alive }) {
      const base = (this.panel.getAttribute('api') ?? '').replace(/\/+$/, '');
      const headers = { 'Content-Type': 'application/json', Accept: accept, Authorization: `Bearer ${this.token}` };
      try {
        const response = await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body), signal, keepalive, credentials: 'omit' });
        alive();
        return response;
      } catch (error) {
        throw new Problem(error?.name === 'AbortError' ? 'aborted' : 'offline');
      }
    }

    fresh(signal) {
      return new Promise((resolve, reject) => {
        const one = { go: () => end(resolve), fail: (problem) => end(reject, problem) };
        const timer = setTimeout(() => one.fail(new Problem('unauthorised')), TOKEN_PATIENCE);
        const end = (settle, value) => {
          clearTimeout(timer);
          this.waiting = this.waiting.filter((other) => other !== one);
          settle(value);
        };
        signal?.addEventListener('abort', () => one.fail(new Problem('aborted')));
        this.waiting.push(one);
        if (this.waiting.length === 1) this.panel.emit('token-needed', {});
      });
    }
  }

  class NewsroomAssistant extends HTMLElement {
    static observedAttributes = ['token', 'lang', 'auto'];

    constructor() {
      super();
      this.attachShadow({ mode: 'open' });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      this.shadowRoot.adoptedStyleSheets = [sheet];
      this.api = new Api(this);
      this.article = null;
      this.read = null; // the texts that the results are about
      this.values = {}; // part -> what the server said
      this.problems = {}; // part -> why it has no value
      this.loading = new Set();
      this.decisions = new Map(); // suggestion id -> accepted | rejected
      this.applied = {}; // title, sapo, section -> {id, value, previous}
      this.unsent = [];
      this.notice = null;
      this.said = '';
      this.running = null;
    }

    // --- What the host may call ---

    /** Hand over the article as it stands now, in the shape of the HTTP API. */
    setArticle(article) {
      const changed = JSON.stringify(texts(article)) !== JSON.stringify(texts(this.article));
      this.article = article ? { ...article } : null;
      if (changed && this.hasAttribute('auto')) {
        clearTimeout(this.pause);
        this.pause = setTimeout(() => this.enough() && (!this.read || this.stale()) && this.run(), PAUSE);
      }
      this.showHead();
      if (this.values.tags && !this.loading.has('tags')) this.showTagStates();
      this.showChecks();
    }

    /** Ask for suggestions; all parts unless told otherwise. */
    async run(want = PARTS) {
      if (!this.enough()) return this.showHead();
      this.abort();
      this.noteEdits();
      const control = new AbortController();
      this.running = control;
      const whole = want.length === PARTS.length;
      Object.assign(this, { notice: null, said: '', read: texts(this.article), loading: new Set(want) });
      if (whole) Object.assign(this, { values: {}, problems: {}, applied: {}, candidates: {} });
      want.forEach((part) => delete this.problems[part]);
      this.show();
      try {
        await this.receive(want, control);
        this.said = this.t.done((this.values.tags ?? []).length, Object.keys(this.problems).length);
      } catch (problem) {
        if (this.running !== control) return undefined;
        this.fail(problem);
      }
      this.running = null;
      this.loading.clear();
      this.show();
      return undefined;
    }

    /** Stop what runs; what has come in stays. */
    abort() {
      this.running?.abort();
      this.running = null;
      this.loading.clear();
    }

    /** Say that no token can be had now: the server that makes them is down, or it refuses (`unauthorised`). */
    noToken(why = 'offline') {
      this.api.none(why === 'unauthorised' ? why : 'offline');
    }

    // --- Life ---

    connectedCallback() {
      if (!this.shadowRoot.childElementCount) this.build();
      this.emit('ready', {});
    }

    disconnectedCallback() {
      clearTimeout(this.pause);
      this.noteEdits();
      this.abort();
    }

    attributeChangedCallback(name, before, value) {
      if (name === 'token') this.api.set(value);
      else if (name === 'lang' && before !== value && this.shadowRoot.childElementCount) this.build();
    }

    get t() {
      return TEXT[(this.getAttribute('lang') ?? 'vi').startsWith('en') ? 'en' : 'vi'];
    }

    emit(name, detail) {
      return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
    }

    // --- Running ---

    enough() {
      return bodyOf(this.article).length >= ENOUGH;
    }

    stale() {
      return this.read !== null && JSON.stringify(this.read) !== JSON.stringify(texts(this.article));
    }

    async receive(want, control) {
      let timer = 0;
      let late = false;
      const alive = () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          late = true;
          control.abort();
        }, PATIENCE);
      };
      alive();
      try {
        const order = want.includes('checks') ? [...want.filter((part) => part !== 'checks'), 'checks'] : want;
        const response = await this.api.call('/v1/assist', { article: this.article, want: order }, { signal: control.signal, accept: 'application/x-ndjson', alive });
        let complete = false;
        for await (const line of linesOf(response.body, alive)) {
          if (this.running !== control) return;
          if (line.done) complete = true;
          else this.take(line);
        }
        if (!complete) throw new Problem('offline');
      } catch (problem) {
        if (late) throw new Problem('offline');
        throw problem instanceof Problem ? problem : new Problem(problem?.name === 'AbortError' ? 'aborted' : 'offline');
      } finally {
        clearTimeout(timer);
      }
    }

    take({ part, value, problem }) {
      this.loading.delete(part);
      if (problem) this.problems[part] = problem;
      else this.values[part] = value;
      if (part === 'summary' && value) this.candidates = { ...this.candidates, summary: [value] };
      if (part === 'headlines' && value) this.candidates = { ...this.candidates, headlines: value.candidates };
      this.showHead();
      this.showPart(part);
    }

    fail(problem) {
      if (problem.code === 'aborted') {
        this.said = this.t.stopped;
        return;
      }
      const words = { offline: this.t.offline, unauthorised: this.t.unauthorised, busy: this.t.busy(problem.wait) };
      this.notice = { detail: words[problem.code] ?? problem.detail };
      this.emit('error', { code: problem.code, detail: this.notice.detail });
    }

    /** Ask for other candidates of a part; those already there stay. */
    async regenerate(part, button) {
      const t = this.t;
      const known = this.candidates[part] ?? [];
      button.disabled = true;
      try {
        const fresh = part === 'summary' ? await this.otherSummary(known) : await this.moreHeadlines(known);
        const seen = new Set(known.map((one) => fold(one.text)));
        const added = fresh.filter((one) => !seen.has(fold(one.text)));
        this.candidates[part] = [...added, ...known];
        this.said = added.length ? '' : t.noMore;
      } catch (problem) {
        this.fail(problem);
      }
      this.showPart(part);
      this.showHead();
      this.shadowRoot.querySelector(`[data-part=${part}] .regenerate`)?.focus();
    }

    async otherSummary(known) {
      const seen = new Set(known.map((one) => fold(one.text)));
      for (const use_title of [true, false]) {
        for (const max_syllables of LENGTHS) {
          const response = await this.api.call('/v1/summaries', { articles: [this.article], style: 'sapo', max_syllables, use_title });
          const [result] = (await response.json()).results;
          if (result.text && !seen.has(fold(result.text))) return [result];
        }
      }
      return [];
    }

    async moreHeadlines(known) {
      const limit = Math.min(20, known.length + 5);
      const response = await this.api.call('/v1/headlines', { articles: [this.article], limit });
      return (await response.json()).results[0].candidates ?? [];
    }

    // --- Deciding ---

    /** Let the host change the article; false when it could not. */
    apply(field, value, more = {}) {
      const done = this.emit('apply', { field, value, ...more });
      this.said = done ? '' : this.t.refused;
      if (done && ['title', 'sapo', 'section'].includes(field)) {
        this.article = { ...this.article, [field]: value };
        if (this.read && field !== 'section') this.read = { ...this.read, [field]: value };
      }
      this.showHead();
      this.showChecks();
      return done;
    }

    feedback(...items) {
      const article_id = this.article?.id || (this.nameless ??= `nhap-${crypto.getRandomValues(new Uint32Array(1))[0]}`);
      this.unsent = [...this.unsent, ...items.map((item) => ({ article_id, ...item }))].slice(-500);
      const sending = this.unsent.splice(0);
      if (!sending.length) return;
      this.api.call('/v1/feedback', sending, { keepalive: true }).catch((problem) => {
        if (['offline', 'busy', 'aborted', 'unauthorised'].includes(problem.code)) this.unsent.unshift(...sending);
      });
    }

    /** What was applied and then changed by hand is told as an edit, once for each new text. */
    noteEdits() {
      for (const [field, one] of Object.entries(this.applied)) {
        const now = String(this.article?.[field] ?? '');
        if (now && field !== 'section' && now !== one.value) {
          this.feedback({ action: 'edit', suggestion_id: one.id, value: now.slice(0, 10000) });
          one.value = now;
        }
      }
    }

    decide(tags, decision) {
      const wanted = tags.filter((tag) => this.stateOf(tag) === 'open');
      const labels = wanted.filter((tag) => tag.kind !== 'section').map((tag) => tag.label);
      const [section] = wanted.filter((tag) => tag.kind === 'section');
      // Noted first: the host hands the article back while it applies, and a tag in it then is one that was accepted.
      wanted.forEach((tag) => this.decisions.set(tag.suggestion_id, decision));
      if (decision === 'accepted') {
        const previous = this.article?.section ?? '';
        const done = (!labels.length || this.apply('tags', labels, { tags: wanted })) && (!section || this.apply('section', section.label, { tags: [section] }));
        if (section) this.applied.section = { id: section.suggestion_id, value: section.label, previous };
        if (!done) {
          wanted.forEach((tag) => this.decisions.delete(tag.suggestion_id));
          this.showTagStates();
          return;
        }
      }
      this.said = '';
      this.feedback(...wanted.map((tag) => ({ action: decision === 'accepted' ? 'accept' : 'reject', suggestion_id: tag.suggestion_id, kind: tag.kind, value: tag.label })));
      this.showTagStates();
    }

    undecide(tag) {
      const accepted = this.decisions.get(tag.suggestion_id) === 'accepted';
      if (accepted && tag.kind === 'section' && !this.apply('section', this.applied.section?.previous ?? '', { undo: true, tags: [tag] })) return;
      if (accepted && tag.kind !== 'section' && !this.apply('tags', [tag.label], { undo: true, tags: [tag] })) return;
      this.said = '';
      this.decisions.delete(tag.suggestion_id);
      if (accepted) {
        this.article = { ...this.article, tags: (this.article?.tags ?? []).filter((label) => fold(label) !== fold(tag.label)) };
        this.feedback({ action: 'reject', suggestion_id: tag.suggestion_id, kind: tag.kind, value: tag.label, reason: 'undo' });
      }
      this.showTagStates();
    }

    stateOf(tag) {
      const decided = this.decisions.get(tag.suggestion_id);
      if (decided) return decided;
      const there = tag.kind === 'section' ? [this.article?.section ?? ''] : this.article?.tags ?? [];
      return there.some((label) => fold(label) === fold(tag.label)) ? 'present' : 'open';
    }

    useCandidate(field, candidate, value) {
      const previous = String(this.article?.[field] ?? '');
      if (!this.apply(field, value, { suggestion: candidate })) return;
      this.applied[field] = { id: candidate.suggestion_id, value, previous };
      const same = value === candidate.text;
      this.feedback({ action: same ? 'accept' : 'edit', suggestion_id: candidate.suggestion_id, kind: field, value });
    }

    undoCandidate(field) {
      const { id, previous } = this.applied[field];
      if (!this.apply(field, previous, { undo: true })) return;
      delete this.applied[field];
      this.feedback({ action: 'reject', suggestion_id: id, kind: field, reason: 'undo' });
    }

    // --- Showing ---

    build() {
      const t = this.t;
      this.shadowRoot.replaceChildren(
        el('div', { class: 'head', lang: t === TEXT.en ? 'en' : 'vi' },
          el('h2', {}, t.panel),
          el('div', { class: 'row' }, el('button', { type: 'button', class: 'primary run', onclick: () => this.toggle() }, t.run)),
          el('p', { class: 'soft status', role: 'status' }),
          el('div', { class: 'notices' })),
        ...PARTS.map((part) => el('section', { 'data-part': part, 'aria-labelledby': `head-${part}`, lang: t === TEXT.en ? 'en' : 'vi', hidden: true },
          el('div', { class: 'row' }, el('h3', { id: `head-${part}` }, t[part])), el('div', { class: 'body' }))));
      this.show();
    }

    toggle() {
      if (!this.running) return this.run();
      this.abort();
      this.said = this.t.stopped;
      return this.show();
    }

    show() {
      this.showHead();
      PARTS.forEach((part) => this.showPart(part));
    }

    find(selector) {
      return this.shadowRoot.querySelector(selector);
    }

    showHead() {
      const button = this.find('.run');
      if (!button) return;
      const t = this.t;
      this.toggleAttribute('running', this.running !== null); // for the host's styles
      button.textContent = this.running ? t.stop : this.read ? t.again : t.run;
      button.disabled = !this.running && !this.enough();
      const status = this.find('.status');
      const words = this.statusWords();
      if (status.textContent !== words) status.textContent = words;
      this.showNotices();
    }

    statusWords() {
      const t = this.t;
      if (this.running) return t.running(PARTS.length - this.loading.size, PARTS.length);
      if (this.said) return this.said;
      if (!bodyOf(this.article)) return t.idle;
      if (!this.enough()) return t.short(ENOUGH - bodyOf(this.article).length);
      if (!this.read) return t.ready;
      const states = (this.values.tags ?? []).map((tag) => this.stateOf(tag));
      return states.length && !this.notice ? t.tally(states.filter((state) => state === 'accepted').length, states.filter((state) => state === 'open').length) : '';
    }

    showNotices() {
      const t = this.t;
      const kind = this.notice ? `problem ${this.notice.detail}` : this.stale() && !this.running ? 'stale' : '';
      const box = this.find('.notices');
      if (box.dataset.kind === kind) return; // focus on its button stays
      box.dataset.kind = kind;
      const again = (words) => el('button', { type: 'button', onclick: () => this.run() }, words);
      if (this.notice) box.replaceChildren(el('div', { class: 'alarm', role: 'alert' }, el('span', {}, this.notice.detail), again(t.retry)));
      else if (kind) box.replaceChildren(el('div', { class: 'notice' }, el('span', {}, t.stale), again(t.again)));
      else box.replaceChildren();
    }

    showPart(part) {
      const section = this.find(`[data-part=${part}]`);
      if (!section) return;
      const [loading, problem, value] = [this.loading.has(part), this.problems[part], this.values[part]];
      section.hidden = !loading && !problem && value === undefined;
      section.setAttribute('aria-busy', String(loading));
      const row = section.firstElementChild;
      row.querySelector('button')?.remove();
      const body = section.lastElementChild;
      if (loading) body.replaceChildren(el('p', { class: 'unseen' }, this.t.waiting), el('div', { class: 'bar' }), el('div', { class: 'bar' }));
      else if (problem) body.replaceChildren(this.failed(part, problem));
      else if (value !== undefined) {
        if ((part === 'summary' || part === 'headlines') && value) row.append(this.regenerateButton(part));
        body.replaceChildren(...(value ? this[`${part}View`](value) : [el('p', { class: 'soft' }, this.t.noPart)]));
        if (part === 'tags') this.showTagStates();
      }
    }

    failed(part, problem) {
      const again = part === 'checks' ? PARTS : [part];
      return el('div', { class: 'alarm' }, el('span', {}, problem.detail || problem.title || this.t.offline),
        el('button', { type: 'button', onclick: () => this.run(again) }, this.t.retry));
    }

    regenerateButton(part) {
      const button = el('button', { type: 'button', class: 'regenerate', onclick: () => this.regenerate(part, button) }, this.t.regenerate);
      return button;
    }

    /** Tie an element to words of the article: hover and focus mark them, a click brings them into view. */
    tie(node, spans, told = null) {
      const show = (reveal) => () => {
        this.emit('select', { span: spans[0] ?? null, spans, reveal });
        if (told) told.textContent = this.evidenceOf(spans);
      };
      const hide = () => {
        this.emit('select', { span: null, spans: [], reveal: false });
        if (told) told.textContent = this.t.hint;
      };
      node.addEventListener('mouseenter', show(false));
      node.addEventListener('focus', show(false));
      node.addEventListener('click', show(true));
      node.addEventListener('mouseleave', hide);
      node.addEventListener('blur', hide);
      return node;
    }

    evidenceOf(spans) {
      if (!spans.length) return this.t.noEvidence;
      const words = [...spans[0].text];
      return this.t.evidence(words.length > 120 ? `${words.slice(0, 120).join('')}…` : words.join(''), spans.length);
    }

    checksView(checks) {
      if (!checks.length) return [el('p', { class: 'good' }, this.t.nothingWrong)];
      this.checked = new Map(checks.map((check) => [check, el('li', { class: 'check', lang: 'vi' }, el('strong', {}),
        check.span ? this.tie(el('button', { type: 'button', class: 'words' }, check.message), [check.span]) : el('span', {}, check.message),
        check.code === 'possible_duplicate' && el('button', { type: 'button', class: 'jump', onclick: () => this.jump('duplicates') }, this.t.compare))]));
      this.showChecks();
      return [el('ul', { class: 'checks' }, ...this.checked.values())];
    }

    /** What was missing and is there now is ticked off; all else waits for the next run. */
    showChecks() {
      const t = this.t;
      const words = { info: t.info, warn: t.warn, stop: t.halt, done: t.mended };
      for (const [{ code, severity }, row] of this.checked ?? []) {
        row.dataset.severity = Object.hasOwn(MENDED, code) && MENDED[code](this.article ?? {}) ? 'done' : severity;
        row.firstElementChild.textContent = words[row.dataset.severity] ?? severity;
      }
    }

    /** Bring a part into view and the focus to it. */
    jump(part) {
      const heading = this.find(`#head-${part}`);
      heading.setAttribute('tabindex', '-1');
      heading.focus({ preventScroll: true });
      heading.scrollIntoView({ block: 'start' });
    }

    // --- Tags ---

    tagsView(tags) {
      if (!tags.length) return [el('p', { class: 'soft' }, this.t.noTags)];
      const t = this.t;
      const told = el('p', { class: 'soft evidence', 'aria-hidden': 'true', dir: 'auto' }, t.hint);
      const groups = Object.keys(t.kinds).filter((kind) => tags.some((tag) => tag.kind === kind));
      this.rows = new Map();
      return [
        this.aboveTheLine(tags),
        el('div', { class: 'tags' }, ...groups.map((kind) => el('div', {}, el('h4', {}, t.kinds[kind]),
          el('ul', {}, ...tags.filter((tag) => tag.kind === kind).map((tag) => this.tagRow(tag, told)))))),
        told,
      ];
    }

    tagRow(tag, told) {
      const t = this.t;
      const label = el('button', { type: 'button', class: 'words', 'aria-description': this.evidenceOf(tag.evidence) },
        el('bdi', { class: 'label', lang: 'vi' }, tag.label),
        tag.confidence !== null && el('span', { class: 'sure' }, t.sure(percent(tag.confidence))),
        tag.is_new && el('span', { class: 'new', title: t.freshHelp }, t.fresh));
      const row = el('li', { class: 'tag', 'data-kind': tag.kind }, this.tie(label, tag.evidence, told));
      this.rows.set(tag, row);
      return row;
    }

    showTagStates() {
      const t = this.t;
      for (const [tag, row] of this.rows ?? []) {
        const state = this.stateOf(tag);
        if (row.dataset.state === state) continue;
        const focused = row.contains(this.shadowRoot.activeElement) && this.shadowRoot.activeElement !== row.firstElementChild;
        row.dataset.state = state;
        while (row.childElementCount > 1) row.lastElementChild.remove();
        const sign = (mark, name, act) => el('button', { type: 'button', class: 'sign', 'aria-label': name, title: name, onclick: act }, mark);
        if (state === 'open') {
          row.append(sign('✓', t.accept(tag.label), () => this.decide([tag], 'accepted')), sign('×', t.dismiss(tag.label), () => this.decide([tag], 'rejected')));
        } else row.append(el('span', { class: 'state' }, t[state]));
        if (state === 'accepted' || state === 'rejected') row.append(sign('↶', t.undoTag(tag.label), () => this.undecide(tag)));
        if (focused) row.querySelector('.sign')?.focus();
      }
      this.countAbove?.();
      this.showHead();
    }

    /** Accept all tags above a line of confidence. */
    aboveTheLine(tags) {
      const t = this.t;
      const measured = tags.some((tag) => tag.confidence !== null);
      const choice = el('select', { 'aria-label': t.above }, ...LINES.filter((line) => measured || !line).map((line) => el('option', { value: line }, t.line(percent(line)))));
      const above = () => tags.filter((tag) => tag.kind !== 'section' && this.stateOf(tag) === 'open' && (tag.confidence ?? 0) >= Number(choice.value));
      const button = el('button', { type: 'button', class: 'accept-all', onclick: () => this.decide(above(), 'accepted') });
      this.countAbove = () => {
        button.textContent = t.acceptAll(above().length);
        button.disabled = !above().length;
      };
      choice.value = String(measured ? USUAL_LINE : 0);
      choice.addEventListener('change', this.countAbove);
      return el('div', { class: 'row' }, measured && el('span', { class: 'soft', 'aria-hidden': 'true' }, t.above), measured && choice, button);
    }

    // --- Sapo and headlines ---

    summaryView() {
      const list = this.candidates?.summary ?? [];
      if (!list.some((one) => one.text)) return [el('p', { class: 'soft' }, this.t.noSummary)];
      return list.filter((one) => one.text).map((one) => this.candidateView('sapo', 'summary', one, this.t.useSummary, this.sentences(one)));
    }

    headlinesView() {
      const inUse = (one) => this.applied.title?.id === one.suggestion_id;
      const list = (this.candidates?.headlines ?? []).filter((one) => inUse(one) || fold(one.text) !== fold(this.article?.title ?? ''));
      if (!list.length) return [el('p', { class: 'soft' }, this.t.noHeadlines)];
      return list.map((one) => {
        const words = el('button', { type: 'button', class: 'words text headline', dir: 'auto' }, marked(one.text, one.unsupported, 'unsupported'));
        return this.candidateView('title', 'headlines', one, this.t.useHeadline, this.tie(words, one.sources));
      });
    }

    sentences(summary) {
      let from = 0;
      return el('p', { class: 'text', dir: 'auto', lang: 'vi' }, ...summary.sentences.flatMap((sentence) => {
        const at = Math.max(summary.text.indexOf(sentence.text, from), 0);
        from = at + sentence.text.length;
        const words = el('button', { type: 'button', class: 'words text' }, marked(sentence.text, summary.unsupported, 'unsupported', [...summary.text.slice(0, at)].length));
        return [this.tie(words, sentence.sources), ' '];
      }));
    }

    candidateView(field, part, candidate, useWords, words) {
      const box = el('div', { class: 'candidate', role: 'group', 'aria-label': candidate.text.slice(0, 80) });
      const again = (focus) => {
        box.replaceChildren(...this.candidateParts(field, part, candidate, useWords, words, again));
        box.querySelector(focus)?.focus();
      };
      box.append(...this.candidateParts(field, part, candidate, useWords, words, again));
      return box;
    }

    candidateParts(field, part, candidate, useWords, words, again) {
      const t = this.t;
      const used = this.applied[field]?.id === candidate.suggestion_id;
      const button = (name, label, act) => el('button', { type: 'button', class: name, onclick: act }, label);
      const use = (value) => {
        this.useCandidate(field, candidate, value);
        this.showPart(part); // another one of this part may have been in use
        this.find(`[data-part=${part}] .undo`)?.focus();
      };
      const undo = () => {
        this.undoCandidate(field);
        again('.use');
      };
      const drop = () => {
        this.candidates[part] = this.candidates[part].filter((one) => one !== candidate);
        this.feedback({ action: 'reject', suggestion_id: candidate.suggestion_id, kind: field });
        this.showPart(part);
        this.find(`[data-part=${part}] .regenerate`)?.focus();
      };
      const actions = used
        ? [el('span', { class: 'good' }, t.used), button('undo', t.undo, undo)]
        : [button('use', useWords, () => use(candidate.text)), button('edit', t.edit, () => this.editCandidate(actionsRow, candidate, useWords, use, again)),
          this.copyButton(candidate.text), button('drop', t.drop, drop)];
      const actionsRow = el('div', { class: 'row' }, ...actions);
      return [words, field === 'sapo' || !candidate.faithful ? this.faithfulness(candidate) : '', actionsRow];
    }

    editCandidate(place, candidate, useWords, use, again) {
      const t = this.t;
      const area = el('textarea', { rows: 4, 'aria-label': t.editing, dir: 'auto', maxlength: 2000 });
      area.value = candidate.text;
      area.addEventListener('keydown', (event) => event.key === 'Escape' && again('.edit'));
      place.before(area);
      place.replaceChildren(el('button', { type: 'button', class: 'use', onclick: () => area.value.trim() && use(area.value.trim()) }, useWords),
        el('button', { type: 'button', onclick: () => again('.edit') }, t.cancel));
      area.focus();
    }

    faithfulness({ faithful, unsupported }) {
      if (faithful) return el('p', { class: 'good' }, this.t.faithful);
      return el('p', { class: 'bad' }, this.t.unfaithful, ...unsupported.flatMap(({ kind, text }, i) => [i ? '; ' : '', `${this.t.facts[kind] ?? kind} `, el('bdi', {}, `“${text}”`)]), '.');
    }

    copyButton(text) {
      if (!navigator.clipboard) return null;
      const t = this.t;
      const button = el('button', { type: 'button', class: 'copy', onclick: async () => {
        await navigator.clipboard.writeText(text).then(() => { button.textContent = t.copied; }, () => { button.textContent = t.notCopied; });
        setTimeout(() => { button.textContent = t.copy; }, 2000);
      } }, t.copy);
      return button;
    }

    // --- Duplicates and related articles ---

    duplicatesView({ verdict, matches }) {
      const t = this.t;
      return [el('p', { class: verdict === 'original' ? 'good' : '' }, verdict === 'original' ? t.verdicts.original : el('strong', {}, t.verdicts[verdict] ?? verdict)),
        ...matches.map((match) => this.matchView(match))];
    }

    matchView(match) {
      const t = this.t;
      if (match.hidden || !match.id) return el('p', { class: 'match' }, t.hidden(match.section));
      const pairs = match.passages.map((passage) => this.pairView(passage));
      return el('div', { class: 'match' },
        el('h4', { dir: 'auto', lang: 'vi' }, this.link(match)),
        el('p', { class: 'meta' }, el('strong', {}, t.relations[match.relation] ?? match.relation), match.source && el('bdi', {}, match.source),
          el('span', {}, `${this.day(match.published_at)}, ${match.earlier ? t.earlier : t.later}`), el('span', {}, t.share(percent(match.containment)))),
        ...pairs.slice(0, SHOWN_PAIRS),
        pairs.length > SHOWN_PAIRS && el('details', {}, el('summary', {}, t.more(pairs.length - SHOWN_PAIRS)), ...pairs.slice(SHOWN_PAIRS)));
    }

    pairView({ draft, match, similarity }) {
      const t = this.t;
      const [mine, theirs] = differences(draft.text, match.text);
      const quote = (name, text, marks) => el('blockquote', { tabindex: '0', dir: 'auto', lang: 'vi', role: 'group', 'aria-label': name }, el('span', { class: 'who' }, name), marked(text, marks, 'differs'));
      return el('div', { class: 'pair' }, this.tie(quote(t.mine, draft.text, mine), [draft]), quote(t.theirs, match.text, theirs), el('p', { class: 'soft' }, t.alike(percent(similarity))));
    }

    relatedView({ hits }) {
      const t = this.t;
      if (!hits.length) return [el('p', { class: 'soft' }, t.noRelated)];
      return [el('ol', { class: 'hits' }, ...hits.map((hit) => el('li', {}, el('div', { dir: 'auto', lang: 'vi' }, this.link(hit)),
        el('p', { class: 'meta' }, hit.source && el('bdi', {}, hit.source), el('span', {}, this.day(hit.published_at)), webAddress(hit.url) && this.insertButton(hit)))))];
    }

    insertButton(hit) {
      const t = this.t;
      const button = el('button', { type: 'button', class: 'insert', 'aria-label': t.insertOf(hit.title), onclick: () => {
        if (!this.apply('link', { url: hit.url, title: hit.title, id: hit.id })) return;
        button.textContent = t.inserted;
      } }, t.insert);
      return button;
    }

    link({ url, title }) {
      const words = el('bdi', {}, title || this.t.untitled);
      return webAddress(url) ? el('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, words) : words;
    }

    day(time) {
      const moment = time ? new Date(time) : null;
      if (!moment || Number.isNaN(moment.getTime())) return this.t.unknownDay;
      return new Intl.DateTimeFormat(this.t === TEXT.en ? 'en-GB' : 'vi-VN', { timeZone: 'Asia/Ho_Chi_Minh', day: 'numeric', month: 'numeric', year: 'numeric' }).format(moment);
    }
  }

  customElements.define('newsroom-assistant', NewsroomAssistant);
})();
