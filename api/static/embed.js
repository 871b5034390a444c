/**
 * The panel in an iframe: the same methods and events as messages, with pages of the allowed origins only.
 * In: {type: 'newsroom:article', article}, {type: 'newsroom:token', token}, {type: 'newsroom:no-token'},
 * {type: 'newsroom:run'}.
 * Out: {type: 'newsroom:<event>', detail} for ready, token-needed, error, select and apply.
 */

const panel = /** @type {any} */ (document.getElementById('assistant'));
/** @type {string[]} */
const origins = JSON.parse(panel.dataset.origins);

for (const type of ['ready', 'token-needed', 'error', 'select', 'apply']) {
  panel.addEventListener(type, (/** @type {CustomEvent} */ event) => tell(type, event.detail));
}
addEventListener('message', ({ source, origin, data }) => {
  if (source !== parent || !origins.includes(origin) || typeof data !== 'object' || data === null) return;
  if (data.type === 'newsroom:article') panel.setArticle(data.article);
  else if (data.type === 'newsroom:token') panel.setAttribute('token', String(data.token ?? ''));
  else if (data.type === 'newsroom:no-token') panel.noToken(data.why);
  else if (data.type === 'newsroom:run') panel.run();
});
tell('ready', {}); // the panel's own came before this script listened

/** A message to another origin than the one named is never delivered. @param {string} type @param {unknown} detail */
function tell(type, detail) {
  for (const origin of origins) parent.postMessage({ type: `newsroom:${type}`, detail }, origin);
}
