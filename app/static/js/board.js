// The board of a running exam: fetches its changing part every few seconds and lets the clocks run
// in between. Times are the server's: only the difference to this machine's steady clock is used.

const board = document.querySelector('[data-board]');
const PAUSE = 5000;

if (board) {
  const state = document.querySelector('[data-live]');
  const zone = document.querySelector('[data-clock]');
  let shift = 0;
  let etag = '';
  let seen = zone?.textContent ?? '';
  let wall = 0;

  const two = (number) => String(number).padStart(2, '0');
  const spell = (ms) => {
    const seconds = Math.max(0, Math.round(ms / 1000));
    return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  };
  const words = JSON.parse(board.dataset.ago);
  const ago = (ms) => {
    const seconds = Math.max(0, Math.floor(ms / 1000));
    if (seconds < 60) return words.s.replace('{n}', seconds);
    return seconds < 3600 ? words.m.replace('{n}', Math.floor(seconds / 60)) : words.h.replace('{n}', Math.floor(seconds / 3600));
  };
  const now = () => performance.now() + shift;

  function setClock() {
    const stamp = document.querySelector('[data-now]');
    if (stamp) shift = Number(stamp.dataset.now) - performance.now();
  }

  // The wall clock is written by the server in the site's zone; here it only runs on.
  function startWall() {
    const [hours, minutes, seconds] = (zone?.textContent ?? '').split(':').map(Number);
    wall = ((hours * 60 + minutes) * 60 + seconds) * 1000 - now();
  }

  function wallTime() {
    const day = 24 * 3600 * 1000;
    const at = (((now() + wall) % day) + day) % day;
    const seconds = Math.floor(at / 1000);
    return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  }

  function tick() {
    if (zone) zone.textContent = wallTime();
    for (const left of board.querySelectorAll('[data-deadline]')) {
      left.textContent = spell(Number(left.dataset.deadline) - now());
    }
    for (const since of board.querySelectorAll('[data-since]')) {
      since.textContent = ago(now() - Number(since.dataset.since));
    }
  }

  // How many are picked; the box in the head of the table picks all that are shown.
  const count = document.querySelector('[data-picked]');
  const ticks = () => [...board.querySelectorAll('[name="sitting"]')];

  function showPicked() {
    const all = board.querySelector('[data-pick-all]');
    const on = ticks().filter((box) => box.checked).length;
    if (all) {
      all.checked = on > 0 && on === ticks().length;
      all.indeterminate = on > 0 && on < ticks().length;
    }
    if (!count) return;
    count.hidden = !on;
    count.textContent = count.dataset.picked.replace('{n}', on);
  }

  board.addEventListener('change', (event) => {
    if (event.target.matches('[data-pick-all]')) {
      for (const box of ticks()) box.checked = event.target.checked;
    }
    showPicked();
  });

  function tell(words) {
    if (!state) return;
    state.hidden = false;
    state.textContent = state.dataset[words].replace('{time}', seen);
  }

  function put(html) {
    const picked = new Set([...board.querySelectorAll('[name="sitting"]:checked')].map((box) => box.value));
    const focused = board.contains(document.activeElement) ? document.activeElement.id : '';
    const fresh = document.createElement('template');
    fresh.innerHTML = html;
    for (const part of fresh.content.querySelectorAll('[data-part]')) {
      document.querySelector(`[data-part="${part.dataset.part}"]`)?.replaceWith(part);
    }
    for (const box of board.querySelectorAll('[name="sitting"]')) box.checked = picked.has(box.value);
    showPicked();
    if (focused) document.getElementById(focused)?.focus();
    setClock();
  }

  async function fetchBoard() {
    if (document.hidden) return;
    try {
      const headers = etag ? { 'If-None-Match': etag } : {};
      const answer = await fetch(board.dataset.board, { headers, cache: 'no-store', redirect: 'error' });
      if (answer.status !== 304) {
        if (!answer.ok) throw new Error(String(answer.status));
        etag = answer.headers.get('ETag') ?? '';
        put(await answer.text());
      }
      seen = wallTime();
      tell('fresh');
    } catch {
      tell('stale');
    }
  }

  setClock();
  startWall();
  showPicked();
  document.querySelector('[data-reload]')?.setAttribute('hidden', '');
  tell('fresh');
  setInterval(tick, 1000);
  (async function poll() {
    await new Promise((done) => { setTimeout(done, PAUSE + Math.random() * 1000); });
    await fetchBoard();
    poll();
  })();
  document.addEventListener('visibilitychange', fetchBoard);
}
