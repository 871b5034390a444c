/** Building page parts. Data reaches the page as text nodes and attributes only, never as markup. */

/**
 * Make an element. `on…` properties are event listeners, `true` sets an empty attribute,
 * `null`, `undefined` and `false` leave it out. Strings among the children become text nodes.
 * @param {string} tag
 * @param {Record<string, unknown>} [props]
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {HTMLElement}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  fill(node, props, children);
  return node;
}

/**
 * The same for SVG.
 * @param {string} tag
 * @param {Record<string, unknown>} [props]
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {SVGElement}
 */
export function svg(tag, props = {}, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  fill(node, props, children);
  return node;
}

/** @param {Element} node @param {Record<string, unknown>} props @param {Array<Node|string|null|undefined|false>} children */
function fill(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
}

/**
 * The element with this id; a page without it is a mistake of ours.
 * @param {string} id
 * @returns {any}
 */
export function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`no element #${id}`);
  return node;
}

/**
 * A link to the outside, or the bare words when the address is not http(s).
 * @param {string|null|undefined} address
 * @param {string} label
 * @returns {HTMLElement}
 */
export function outsideLink(address, label) {
  if (!isWebAddress(address)) return el('bdi', {}, label);
  return el('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, el('bdi', {}, label));
}

/** @param {string|null|undefined} address @returns {boolean} */
export function isWebAddress(address) {
  return Boolean(address) && URL.canParse(String(address)) && /^https?:$/.test(new URL(String(address)).protocol);
}
