/** The settings page: test the connection, and send the posts that are there already. */
(() => {
  const byId = (id) => document.getElementById(`newsroom-${id}`);
  const ask = (path, data = {}) => wp.apiFetch({ path: `/newsroom-assistant/v1/${path}`, method: 'POST', data });

  byId('test').addEventListener('click', async () => {
    byId('tested').textContent = 'Đang thử…';
    try {
      const { name, role, writes } = await ask('test');
      byId('tested').textContent = `Được: khóa “${name}”, quyền ${role}.${writes ? '' : ' Khóa này không ghi được vào kho; cần quyền archivist để gửi bài đã đăng.'}`;
    } catch (problem) {
      byId('tested').textContent = `Không được: ${problem.message}`;
    }
  });

  let running = false;
  let sent = 0;

  async function importFrom(after) {
    running = true;
    byId('import').textContent = 'Dừng';
    byId('progress').hidden = false;
    try {
      for (let done = false; !done && running;) {
        const step = await ask('import', { after });
        ({ last: after, done } = step);
        sent += step.sent;
        byId('progress').value = Math.min(1, sent / Math.max(1, step.total));
        byId('imported').textContent = `${done ? 'Xong' : 'Đã gửi'}: ${sent.toLocaleString('vi-VN')} bài lần này, trang có ${step.total.toLocaleString('vi-VN')} bài đã đăng.`;
        for (const { id, detail } of step.rejected) {
          const item = document.createElement('li');
          item.textContent = `${id}: ${detail}`;
          byId('rejected').append(item);
        }
        byId('import').dataset.after = done ? 0 : after;
      }
    } catch (problem) {
      byId('imported').textContent = `Dừng giữa chừng: ${problem.message} Bấm “Chạy tiếp” để gửi phần còn lại.`;
    }
    running = false;
    byId('import').textContent = Number(byId('import').dataset.after) ? 'Chạy tiếp' : 'Bắt đầu';
  }

  byId('import').addEventListener('click', () => {
    if (running) running = false;
    else importFrom(Number(byId('import').dataset.after));
  });
  byId('restart').addEventListener('click', () => {
    sent = 0;
    if (!running) importFrom(0);
  });
})();
