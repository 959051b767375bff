// A room: asks every two seconds what is new and puts in the parts that changed. What is sent waits in this
// browser until the server has it, under a key that makes it happen once, so that a lost connection or a
// reload loses nothing and doubles nothing.

const room = document.querySelector('[data-room]');
const PAUSE = 2000;

if (room) {
  const STORE = `zhike-room-${room.dataset.id}`;
  const state = () => room.querySelector('[data-state]');
  let last = Number(room.dataset.last);
  let sending = false;

  // randomUUID is only there over HTTPS; rooms run over plain HTTP in a class as well.
  const fresh = () => [...crypto.getRandomValues(new Uint8Array(12))].map((n) => n.toString(16).padStart(2, '0')).join('');
  const read = () => JSON.parse(localStorage.getItem(STORE) ?? '[]');
  const write = (queue) => localStorage.setItem(STORE, JSON.stringify(queue));
  const tell = (text) => { if (state()) state().textContent = text; };

  function put(html) {
    const page = document.createElement('template');
    page.innerHTML = html;
    const names = (root) => [...root.querySelectorAll('[data-part]')].map((part) => part.dataset.part).join();
    const typed = room.querySelector('#say');
    const kept = typed ? { text: typed.value, focused: document.activeElement === typed } : null;
    const now = room.querySelector('[data-play]');
    const next = page.content.querySelector('[data-play]');
    if (names(now) === names(next)) {
      for (const part of next.querySelectorAll('[data-part]')) {
        const old = now.querySelector(`[data-part="${part.dataset.part}"]`);
        if (old.dataset.key !== part.dataset.key) old.replaceWith(part);
      }
    } else {
      now.replaceWith(next);
    }
    const box = room.querySelector('#say');
    if (box && kept && box !== typed) {
      box.value = kept.text;
      if (kept.focused) box.focus({ preventScroll: true });
    }
  }

  async function poll() {
    try {
      const answer = await fetch(`${room.dataset.room}?since=${last}`, { headers: { Accept: 'application/json' }, cache: 'no-store', redirect: 'error' });
      if (!answer.ok) throw new Error(String(answer.status));
      const news = await answer.json();
      if (news.html) put(news.html);
      last = news.last;
      if (!read().length) tell('');
      flush();
    } catch {
      tell(room.dataset.off);
    }
  }

  async function flush() {
    if (sending) return;
    sending = true;
    try {
      for (let queue = read(); queue.length; queue = read()) {
        const [first] = queue;
        const body = new URLSearchParams({ ...first.fields, csrf_token: document.querySelector('meta[name="csrf-token"]').content });
        const answer = await fetch(first.url, { method: 'POST', body, headers: { Accept: 'application/json' }, redirect: 'error' });
        if (answer.status >= 500) throw new Error(String(answer.status));
        write(read().filter((one) => one.fields.key !== first.fields.key));
        if (!answer.ok) {
          const { error } = await answer.json();
          tell(error ?? '');
          const box = room.querySelector('#say');
          if (box && !box.value && first.fields.text) box.value = first.fields.text;
          return;
        }
        await poll();
      }
    } catch {
      tell(room.dataset.off);
    } finally {
      sending = false;
    }
  }

  room.addEventListener('submit', (event) => {
    const form = event.target;
    if (!form.matches('[data-send]')) return;
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(form));
    delete fields.csrf_token;
    if ('text' in fields && !fields.text.trim()) return;
    write([...read(), { url: form.action, fields: { ...fields, key: fresh() } }]);
    const box = form.querySelector('[name="text"]');
    if (box) box.value = '';
    flush();
  });
  room.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.target.closest('[data-words]')?.requestSubmit();
    }
  });
  flush();
  (async function again() {
    await new Promise((done) => { setTimeout(done, PAUSE); });
    if (!document.hidden) await poll();
    again();
  })();
  document.addEventListener('visibilitychange', () => { if (!document.hidden) poll(); });
}
