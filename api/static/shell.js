/** The head of every page: where one is, and who one is. */

import { me, post } from './api.js';
import { byId, el } from './dom.js';

/** @type {Record<string, string>} */
const ROLES = { reporter: 'phóng viên', editor: 'biên tập viên', archivist: 'thủ thư', admin: 'quản trị' };

for (const link of document.querySelectorAll('a[data-nav]')) {
  if (link.getAttribute('href') === location.pathname) link.setAttribute('aria-current', 'page');
}

/** @param {{name: string, role: string}} user */
function greet({ name, role }) {
  const leave = el('button', { type: 'button', class: 'quiet', onclick: () => post('/v1/logout', null).finally(() => location.assign('/login')) }, 'Thoát');
  byId('who').replaceChildren(el('span', { class: 'who-name' }, el('bdi', {}, name), ` · ${ROLES[role] ?? role}`), leave);
}

if (location.pathname !== '/login') {
  me().then(greet, (problem) => problem.status === 401 && byId('who').replaceChildren(el('a', { href: '/login' }, 'Đăng nhập')));
}
