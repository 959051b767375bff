// A rehearsal plays faults on purpose and in order, inside the page: it wraps window.fetch before the
// hall's own script asks anything. Nothing outside this page is touched. It tells the candidate what
// they should see, watches whether every change arrives after all, and reports each step.

const box = document.querySelector('[data-rehearsal]');
const STEPS = ['offline', 'silent', 'reload', 'takeover', 'time_up'];
const PATIENCE = 60; // until everything has to have arrived

if (box) start(box);

function start(strip) {
  const { sitting, report, turn } = strip.dataset;
  const words = JSON.parse(strip.dataset.words);
  const lasts = JSON.parse(strip.dataset.lasts); // seconds by step
  const key = `zhike-rehearsal/${sitting}`;
  const real = window.fetch.bind(window);
  const text = strip.querySelector('[data-rehearsal-text]');
  const button = strip.querySelector('[data-rehearsal-go]');
  // place: the step that is on; awaits: what a reload interrupted; unsent: slot -> {client, seq}.
  const state = { place: 0, awaits: '', unsent: {}, changes: 0, seconds: 0, yielded: false, ...read() };
  let mode = '';
  let playing = false; // whether what happens now belongs to a step
  let over = 0; // when the played time is up, by performance.now()
  let wake = () => {};

  function read() {
    try {
      return JSON.parse(sessionStorage.getItem(key)) ?? {};
    } catch {
      return {};
    }
  }
  const keep = () => {
    try {
      sessionStorage.setItem(key, JSON.stringify(state));
    } catch {
      // Without storage a reload begins the step anew.
    }
  };
  const fill = (sentence, values = {}) => Object.entries(values)
    .reduce((told, [name, value]) => told.replace(`{${name}}`, value), sentence);
  const tell = (sentence, values) => { text.textContent = fill(sentence, values); };

  // --- what the page asks

  window.fetch = async (input, init = {}) => {
    const address = new URL(input instanceof Request ? input.url : input, window.location.href);
    if (!address.pathname.includes(`/sittings/${sitting}/`)) return real(input, init);
    const saves = savesIn(init);
    if (mode === 'offline' || mode === 'silent') {
      lost(saves);
      if (mode === 'offline') throw new TypeError('Failed to fetch');
      return silence(init.signal);
    }
    const reply = await real(input, init);
    return look(reply, address.pathname === turn);
  };

  function savesIn(init) {
    try {
      return JSON.parse(init.body).saves ?? [];
    } catch {
      return [];
    }
  }

  function lost(saves) {
    if (!playing) return;
    for (const { slot, client, seq } of saves) {
      const known = state.unsent[slot];
      if (known && known.client === client && known.seq >= seq) continue; // tried again
      state.unsent[slot] = { client, seq };
      state.changes += 1;
    }
    keep();
    wake();
  }

  function silence(signal) {
    return new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')));
    });
  }

  async function look(reply, isTurn) {
    if (!reply.ok) return reply;
    const body = await reply.clone().json().catch(() => null);
    if (!body) return reply;
    for (const save of body.saves ?? []) {
      const known = state.unsent[save.slot];
      if (known && (known.client !== save.client || save.seq >= known.seq)) delete state.unsent[save.slot];
    }
    if (state.place === STEPS.indexOf('takeover') && playing) {
      if (body.superseded === true || body.writer_is_you === false) state.yielded = true;
      else if (state.yielded && (isTurn || body.writer_is_you || body.superseded === false)) state.back = true;
    }
    keep();
    wake();
    if (mode !== 'time_up' || !('left_ms' in body)) return reply;
    body.left_ms = Math.max(0, Math.round(over - performance.now()));
    return new Response(JSON.stringify(body), { status: reply.status, headers: reply.headers });
  }

  // --- what is played

  function network(on) {
    mode = on ? '' : 'offline';
    Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => on });
    window.dispatchEvent(new Event(on ? 'online' : 'offline'));
  }

  const until = (done, seconds) => new Promise((resolve) => {
    const end = performance.now() + seconds * 1000;
    const timer = setInterval(check, 250);
    function check() {
      if (!done() && performance.now() < end) return;
      clearInterval(timer);
      resolve(Boolean(done()));
    }
    wake = check;
  });
  const arrived = () => Object.keys(state.unsent).length === 0;
  const pressed = (label) => new Promise((resolve) => {
    button.textContent = label;
    button.hidden = false;
    button.onclick = () => {
      button.hidden = true;
      resolve();
    };
    if (strip.dataset.ready) button.focus({ preventScroll: true });
    strip.dataset.ready = '1';
  });

  async function count(seconds, sentence) {
    for (let left = seconds; left > 0; left -= 1) {
      tell(sentence, { s: left });
      await until(() => false, 1);
    }
  }

  const play = {
    async offline() {
      network(false);
      await count(lasts.offline, words.offline);
      network(true);
      return settle(lasts.offline);
    },
    async silent() {
      mode = 'silent';
      await count(lasts.silent, words.silent);
      mode = '';
      return settle(lasts.silent);
    },
    async reload() {
      network(false);
      tell(words.reload);
      if (!(await until(() => state.changes > 0, PATIENCE * 3))) {
        network(true);
        return null;
      }
      state.awaits = 'reload';
      keep();
      tell(words.reload_now);
      await pressed(words.reload_go);
      window.location.reload();
      return new Promise(() => {});
    },
    async takeover() {
      const token = document.querySelector('meta[name="csrf-token"]').content;
      const name = [...crypto.getRandomValues(new Uint8Array(8))].map((b) => b.toString(16).padStart(2, '0')).join('');
      state.awaits = 'takeover';
      keep();
      const taken = await real(turn, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': token },
        body: JSON.stringify({ client: `rehearsal-${name}` }),
      }).catch(() => null);
      if (!taken?.ok) return null;
      return yielded();
    },
    async time_up() {
      mode = 'time_up';
      over = performance.now() + lasts.time_up * 1000;
      tell(words.time_up);
      document.dispatchEvent(new Event('visibilitychange')); // the page asks how much is left
      await until(() => false, lasts.time_up + PATIENCE);
      tell(words.time_up_failed); // a page that is still here has not handed in
      return new Promise(() => {});
    },
  };

  async function settle(seconds) {
    if (!state.changes) return null;
    tell(words.settling);
    const held = await until(arrived, PATIENCE);
    return { held, seconds, changes: state.changes };
  }

  async function yielded() {
    tell(words.takeover);
    await until(() => state.yielded, PATIENCE * 2);
    if (state.yielded) tell(words.takeover_back);
    const held = state.yielded && await until(() => state.back, PATIENCE * 2);
    return { held, seconds: 0, changes: 0 };
  }

  // What a reload interrupted goes on where it was.
  const goOn = {
    async reload() {
      tell(words.settling);
      const held = await until(arrived, PATIENCE);
      return { held, seconds: 0, changes: state.changes };
    },
    takeover: yielded,
  };

  async function send(step, outcome) {
    const token = document.querySelector('meta[name="csrf-token"]').content;
    await real(report, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': token },
      body: JSON.stringify({ step, ...outcome }),
    }).catch(() => {});
  }

  function mark(step, held) {
    const line = strip.querySelector(`[data-rehearsal-step="${step}"]`);
    if (!line) return;
    line.dataset.held = held ? 'yes' : 'no';
    line.querySelector('[data-rehearsal-mark]').textContent = held ? words.held : words.failed;
  }

  function clear() {
    Object.assign(state, { awaits: '', unsent: {}, changes: 0, yielded: false, back: false });
    keep();
  }

  async function run() {
    for (const [step, held] of Object.entries(state.done ?? {})) mark(step, held);
    while (state.place < STEPS.length) {
      const step = STEPS[state.place];
      const resumed = goOn[state.awaits];
      if (!resumed) {
        clear();
        tell(words[`${step}_before`]);
        await pressed(words.go);
      }
      playing = true;
      const outcome = await (resumed ?? play[step])();
      playing = false;
      if (!outcome) {
        clear();
        tell(words.nothing);
        await pressed(words.again);
        continue;
      }
      mark(step, outcome.held);
      state.done = { ...state.done, [step]: outcome.held };
      state.place += 1;
      clear();
      await send(step, outcome);
      tell(fill(outcome.held ? words[`${step}_held`] : words[`${step}_failed`], { s: outcome.seconds, n: outcome.changes }));
      await pressed(words.next);
    }
  }

  playing = Boolean(state.awaits);
  run();
}
