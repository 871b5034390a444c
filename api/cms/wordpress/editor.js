/** The sidebar of the block editor: it holds the panel and does with the post what the panel asks for. No build step. */
(({ plugins, editPost, editor, element, data, apiFetch, blocks, richText, url, components }) => {
  const { createElement: h, useEffect, useRef } = element;
  const { select, dispatch, useSelect } = data;
  const settings = window.newsroomAssistant;
  const sidebars = editor?.PluginSidebar ? editor : editPost; // where newer releases keep them
  const HIGHLIGHT = 'newsroom-evidence';
  const PAUSE = 300; // milliseconds without a change before the panel hears of it
  const TEXTS = ['content', 'values', 'value', 'citation', 'caption']; // attributes of blocks that hold rich text
  const EVERY = { per_page: -1, _fields: 'id,name' };
  const these = (ids) => ({ include: ids, per_page: 100 });
  const names = new Map(); // term id -> name
  let formerSections = []; // before a suggested one was put in

  // --- The post as an article ---

  const plain = (html) => richText.create({ html: String(html ?? '') }).text.normalize('NFC');

  /** The text of each block in order. */
  function paragraphs(list) {
    return list.flatMap(({ clientId, attributes, innerBlocks }) => {
      const own = TEXTS.map((name) => plain(attributes[name])).filter(Boolean).join('\n');
      return [...(own ? [{ clientId, text: own }] : []), ...paragraphs(innerBlocks)];
    });
  }

  function article(post) {
    const body = paragraphs(post.blocks).map(({ text }) => text).join('\n');
    return {
      id: `${settings.idPrefix}${post.id}`, title: plain(post.title), sapo: plain(post.excerpt), body, status: 'draft',
      tags: namesOf(settings.tags, post.tags, these(post.tags)), section: namesOf(settings.sections, post.sections, EVERY)[0] ?? '',
    };
  }

  /** Terms as far as they are here; asking fetches them. */
  const termsOf = ({ name }, query, choose = select) => choose('core').getEntityRecords('taxonomy', name, { context: 'view', ...query }) ?? [];

  function namesOf(taxonomy, ids, query) {
    if (!taxonomy || !ids?.length) return [];
    termsOf(taxonomy, query).forEach(({ id, name }) => names.set(id, plain(name)));
    return ids.map((id) => names.get(id)).filter(Boolean);
  }

  // --- What the panel asks for ---

  const edit = (changes) => dispatch('core/editor').editPost(changes);
  const complain = (text) => dispatch('core/notices').createErrorNotice(text, { id: 'newsroom-assistant', type: 'snackbar' });
  const same = (one, other) => plain(one).toLowerCase() === plain(other).toLowerCase();

  /** The id of a term, made where there is none and the person may make one. */
  async function termId({ base }, label) {
    const found = await apiFetch({ path: url.addQueryArgs(`/wp/v2/${base}`, { search: label, per_page: 100 }) });
    const term = found.find(({ name }) => same(name, label)) ?? await apiFetch({ path: `/wp/v2/${base}`, method: 'POST', data: { name: label } });
    names.set(term.id, label);
    return term.id;
  }

  async function setTerms(taxonomy, labels, undo) {
    try {
      const ids = await Promise.all(labels.map((label) => termId(taxonomy, label)));
      const now = select('core/editor').getEditedPostAttribute(taxonomy.base) ?? [];
      edit({ [taxonomy.base]: undo ? now.filter((id) => !ids.includes(id)) : [...new Set([...now, ...ids])] });
    } catch (problem) {
      complain(`Chưa thêm được thẻ: ${problem.message ?? problem}`);
    }
  }

  /** Says whether the site has this section; it is not for a reporter to make one. */
  function setSection(label, undo) {
    const { base } = settings.sections;
    const term = undo ? null : termsOf(settings.sections, EVERY).find(({ name }) => same(name, label));
    if (undo) edit({ [base]: formerSections });
    else if (term) {
      formerSections = select('core/editor').getEditedPostAttribute(base) ?? [];
      edit({ [base]: [term.id] });
    } else complain(`Trang chưa có chuyên mục “${label}”.`);
    return undo || term !== undefined;
  }

  function insertLink({ url: address, title }) {
    const link = document.createElement('a');
    link.href = address;
    link.textContent = title;
    dispatch('core/block-editor').insertBlock(blocks.createBlock('core/paragraph', { content: `Xem thêm: ${link.outerHTML}` }), undefined, undefined, false);
  }

  /** Says whether this editor can do it. */
  function apply({ field, value, undo = false }) {
    if (field === 'title') edit({ title: value });
    else if (field === 'sapo') edit({ excerpt: value });
    else if (field === 'tags' && settings.tags) setTerms(settings.tags, value, undo);
    else if (field === 'section' && settings.sections) return setSection(value, undo);
    else if (field === 'link') insertLink(value);
    else return false;
    return true;
  }

  // --- Marking words in the text ---

  /** The document the text stands in: the page's, or that of the canvas in newer releases. */
  const canvas = () => document.querySelector('iframe[name="editor-canvas"]')?.contentDocument ?? document;

  function mark({ spans, reveal }) {
    const page = canvas();
    const { CSS, Highlight } = page.defaultView;
    if (!Highlight) return;
    styled(page);
    const ranges = spans.map((span) => rangeOf(page, span)).filter(Boolean);
    CSS.highlights.set(HIGHLIGHT, new Highlight(...ranges));
    if (reveal && ranges.length) ranges[0].startContainer.parentElement.scrollIntoView({ block: 'center' });
  }

  function styled(page) {
    if (page.newsroomStyled) return;
    const sheet = new page.defaultView.CSSStyleSheet();
    sheet.replaceSync(`::highlight(${HIGHLIGHT}) { background-color: #bfe3f2; color: #1d2329; text-decoration: underline 2px #0f5c7a; }`);
    page.adoptedStyleSheets = [...page.adoptedStyleSheets, sheet];
    page.newsroomStyled = true;
  }

  /** Where a span stands on the page, looked up by its words in the block that its place falls into. */
  function rangeOf(page, span) {
    const title = page.querySelector('.editor-post-title__input, .wp-block-post-title');
    if (span.field === 'title') return title && wordsIn(title, span.text, 0);
    if (span.field !== 'body') return null;
    let at = 0;
    for (const { clientId, text } of paragraphs(select('core/block-editor').getBlocks())) {
      const points = [...text];
      const node = span.start < at + points.length + 1 && page.querySelector(`[data-block="${clientId}"]`);
      if (node) return wordsIn(node, span.text, points.slice(0, Math.max(span.start - at, 0)).join('').length);
      at += points.length + 1;
    }
    return null;
  }

  /** The range of some words in an element, those nearest to an offset in its text. */
  function wordsIn(node, words, near) {
    const texts = [];
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode);
    const whole = texts.map(({ data }) => data).join('');
    const start = [whole.indexOf(words, Math.max(near - 3, 0)), whole.indexOf(words)].find((place) => place >= 0);
    if (start === undefined) return null;
    const range = node.ownerDocument.createRange();
    let at = 0;
    for (const text of texts) {
      const end = at + text.data.length;
      if (start >= at && start < end) range.setStart(text, start - at);
      if (start + words.length <= end) {
        range.setEnd(text, start + words.length - at);
        return range;
      }
      at = end;
    }
    return null;
  }

  // --- The sidebar ---

  async function bringToken(panel) {
    try {
      panel.setAttribute('token', (await apiFetch({ path: '/newsroom-assistant/v1/token', method: 'POST' })).token);
    } catch (problem) {
      const status = problem?.data?.assistant || problem?.data?.status; // the assistant's own, or else WordPress's
      panel.noToken?.([401, 403].includes(status) ? 'unauthorised' : 'offline');
    }
  }

  function listen(panel) {
    panel.addEventListener('token-needed', () => bringToken(panel));
    panel.addEventListener('select', ({ detail }) => mark(detail));
    panel.addEventListener('apply', (event) => apply(event.detail) || event.preventDefault());
  }

  function Panel() {
    const place = useRef(null);
    const post = useSelect((choose) => {
      const { getCurrentPostId, getEditedPostAttribute, isSavingPost, isAutosavingPost } = choose('core/editor');
      return {
        id: getCurrentPostId(), title: getEditedPostAttribute('title'), excerpt: getEditedPostAttribute('excerpt'),
        blocks: choose('core/block-editor').getBlocks(), tags: settings.tags && getEditedPostAttribute(settings.tags.base),
        sections: settings.sections && getEditedPostAttribute(settings.sections.base),
        saving: isSavingPost() && !isAutosavingPost(),
      };
    });
    // Reading them here fetches them, and shows the panel anew once they are there.
    const tags = useSelect((choose) => (settings.tags && post.tags?.length ? termsOf(settings.tags, these(post.tags), choose).length : 0), [post.tags]);
    const sections = useSelect((choose) => (settings.sections ? termsOf(settings.sections, EVERY, choose).length : 0), []);
    useEffect(() => {
      listen(place.current);
      return () => mark({ spans: [], reveal: false });
    }, []);
    useEffect(() => {
      const timer = setTimeout(() => place.current?.setArticle?.(article(post)), PAUSE);
      return () => clearTimeout(timer);
    }, [post.title, post.excerpt, post.blocks, post.tags, post.sections, tags, sections]);
    const saved = useRef(post.saving);
    useEffect(() => {
      if (saved.current && !post.saving && settings.onSave && place.current?.setArticle) {
        place.current.setArticle(article(post));
        if (place.current.stale() || !place.current.read) place.current.run();
      }
      saved.current = post.saving;
    }, [post.saving]);
    const attributes = { ref: place, api: settings.api, lang: settings.lang, style: { '--newsroom-top': '47px' } }; // below the sidebar's head
    if (!customElements.get('newsroom-assistant')) {
      // Loaded after the editor, or not at all: the element comes to life when it is.
      return h('div', {}, h(components.Notice, { status: 'warning', isDismissible: false }, 'Chưa nối được máy chủ trợ lý. Bạn cứ soạn và đăng bài bình thường.'), h('newsroom-assistant', attributes));
    }
    return h('newsroom-assistant', attributes);
  }

  plugins.registerPlugin('newsroom-assistant', {
    icon: 'lightbulb',
    render: () => h(element.Fragment, {},
      h(sidebars.PluginSidebarMoreMenuItem, { target: 'newsroom-assistant' }, 'Trợ lý tòa soạn'),
      h(sidebars.PluginSidebar, { name: 'newsroom-assistant', title: 'Trợ lý tòa soạn', icon: 'lightbulb' }, h(Panel))),
  });
})(window.wp);
