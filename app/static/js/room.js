// A room: asks every two seconds what is new and puts in the parts that changed. What is sent waits in this
// browser until the server has it, under a key that makes it happen once, so that a lost connection or a
// reload loses nothing and doubles nothing. What is being written is kept for a reload as well.

const room = document.querySelector('[data-room]');
const PAUSE = 2000;

if (room) {
  const STORE = `zhike-room-${room.dataset.id}`;
  const DRAFT = `${STORE}-draft`;
  const state = () => room.querySelector('[data-state]');
  let last = Number(room.dataset.last);
  let sending = false;
  let refusal = '';

  // randomUUID is only there over HTTPS; rooms run over plain HTTP in a class as well.
  const freshKey = () => [...crypto.getRandomValues(new Uint8Array(12))].map((n) => n.toString(16).padStart(2, '0')).join('');
  const read = () => JSON.parse(localStorage.getItem(STORE) ?? '[]');
  const write = (queue) => localStorage.setItem(STORE, JSON.stringify(queue));
  const tell = (text) => { if (state()) state().textContent = text; };

  function put(html) {
    const page = document.createElement('template');
    page.innerHTML = html;
    const names = (root) => [...root.querySelectorAll('[data-part]')].map((part) => part.dataset.part).join();
    const typed = box();
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
    const fresh = box();
    if (fresh && kept && fresh !== typed) {
      fresh.value = kept.text;
      if (kept.focused) fresh.focus({ preventScroll: true });
    }
  }

  const box = () => room.querySelector('#say');

  // Without the right to look there is nothing to wait for: the person has to do something.
  const isShut = (answer) => answer.type === 'opaqueredirect' || [401, 403, 404].includes(answer.status);

  async function poll() {
    try {
      const answer = await fetch(`${room.dataset.room}?since=${last}`, { headers: { Accept: 'application/json' }, cache: 'no-store', redirect: 'manual' });
      if (isShut(answer)) {
        tell(room.dataset.gone);
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const news = await answer.json();
      if (news.html) put(news.html);
      last = news.last;
      if (!read().length) tell(refusal);
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
        const answer = await fetch(first.url, { method: 'POST', body, headers: { Accept: 'application/json' }, redirect: 'manual' });
        if (answer.status >= 500) throw new Error(String(answer.status));
        if (isShut(answer)) {
          tell(room.dataset.gone);
          return;
        }
        write(read().filter((one) => one.fields.key !== first.fields.key));
        if (!answer.ok) {
          const { error } = await answer.json().catch(() => ({}));
          refuse(error ?? room.dataset.refused, first.fields.text);
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

  // What was refused goes back into the box, before whatever was begun meanwhile.
  function refuse(words, text) {
    refusal = words;
    tell(words);
    if (!text || !box()) return;
    box().value = [text, box().value].filter(Boolean).join('\n');
    sessionStorage.setItem(DRAFT, box().value);
  }

  room.addEventListener('submit', (event) => {
    const form = event.target;
    if (!form.matches('[data-send]')) return;
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(form));
    delete fields.csrf_token;
    if ('text' in fields && !fields.text.trim()) return;
    refusal = '';
    write([...read(), { url: form.action, fields: { ...fields, key: freshKey() } }]);
    const written = form.querySelector('[name="text"]');
    if (written) written.value = '';
    if (written?.id === 'say') sessionStorage.removeItem(DRAFT);
    flush();
  });
  room.addEventListener('input', (event) => {
    if (event.target.id !== 'say') return;
    sessionStorage.setItem(DRAFT, event.target.value);
    if (refusal) tell(refusal = '');
  });
  room.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.target.closest('[data-words]')?.requestSubmit();
    }
  });
  if (box() && !box().value) box().value = sessionStorage.getItem(DRAFT) ?? '';
  flush();
  (async function again() {
    await new Promise((done) => { setTimeout(done, PAUSE); });
    if (!document.hidden) await poll();
    again();
  })();
  document.addEventListener('visibilitychange', () => { if (!document.hidden) poll(); });
}
