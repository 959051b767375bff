// Sends answers to the server until it has acknowledged each of them. Every change goes into the
// browser's queue first; what is acknowledged leaves it; what fails is tried again, ever more slowly.

const QUICK = 400; // after a choice, ms
const PAUSE = 1000; // after the last key
const LONGEST = 5000; // while somebody writes without a pause
const BATCH = 40;
const TIMEOUT = 15000;
const SLOWEST = 30000;

export class Sender {
  #timer = 0;
  #due = 0; // when a running wait ends at the latest
  #sending = null;
  #failures = 0;
  #seq = 0;

  /**
   * urls: {save, state, turn, pulse}; queue from openQueue; client from newClient; numbers: the newest
   * save known of each slot. tell: {state(slot, state, time), closed(), signedOut(other), signedIn(),
   * superseded(), clock(left), problem(text), late(slot), messages(list)}, each optional. With
   * urls.pulse asking is a heartbeat, which carries the events of `watcher` (exam-watch.js).
   * With urls.turn this page takes the paper up: no answer is sent before the server has said so,
   * for until then another page's turn may not be over.
   */
  constructor({ urls, queue, client, token, numbers = {}, tell = {}, watcher = null }) {
    Object.assign(this, { urls, queue, client, token, numbers, tell, watcher });
    this.seen = 0; // the last message of the staff that was shown
    this.hasTurn = !urls.turn;
    this.isOver = false; // another page has taken the paper up
    this.unsent = new Map(); // slot -> entry
    window.addEventListener('online', () => this.flush());
    window.addEventListener('offline', () => this.#mark('offline'));
  }

  /** An answer changed. `quick`: a choice, not writing. */
  change(slot, response, flagged, quick) {
    const entry = {
      slot, response, flagged, client: this.client, seq: ++this.#seq, at: Date.now(),
      base: this.numbers[slot] ?? 0,
    };
    this.unsent.set(slot, entry);
    this.#store(entry);
    this.#say('state', slot, navigator.onLine ? 'typing' : 'offline');
    const now = Date.now();
    if (!this.#due) this.#due = now + LONGEST;
    this.#wait(Math.min(quick ? QUICK : PAUSE, Math.max(0, this.#due - now)));
  }

  /** Take up what an earlier page left unsent. */
  restore(entry) {
    this.unsent.set(entry.slot, entry);
    this.#say('state', entry.slot, 'queued');
    this.#wait(0);
  }

  /** Send everything now; resolves to whether nothing is left unsent. */
  async flush() {
    clearTimeout(this.#timer);
    this.#due = 0;
    while (this.unsent.size || !this.hasTurn) {
      this.#sending ??= this.#send().finally(() => { this.#sending = null; });
      if (!(await this.#sending)) {
        this.#retry();
        return false;
      }
    }
    return true;
  }

  /** Ask the server for time left and a fresh token; resolves to its state, or null. */
  async ask() {
    const events = this.watcher?.next() ?? [];
    let reply;
    try {
      reply = await this.#askServer(events);
    } catch {
      return null;
    }
    if (reply.status === 400 && this.urls.pulse) { // an old token: the state brings a fresh one
      reply = await this.#fetch(this.urls.state, { headers: { Accept: 'application/json' }, redirect: 'manual' });
    } else if (reply.ok) {
      this.watcher?.told(events);
    }
    const other = reply.status === 403 || reply.status === 404; // who is signed in may not (or no longer)
    if (other || reply.type === 'opaqueredirect' || reply.status === 401) {
      this.#say('signedOut', other);
      this.#mark('kept');
      return null;
    }
    if (!reply.ok) return null;
    const body = await reply.json();
    this.token = body.csrf;
    this.#say('signedIn');
    this.#say('clock', body.left_ms, body.now);
    if (body.messages?.length) {
      this.seen = body.messages.at(-1).id;
      this.#say('messages', body.messages);
    }
    if (body.state !== 'open') this.#say('closed');
    else if (body.writer_is_you === false && this.hasTurn) this.#supersede();
    return body;
  }

  #askServer(events) {
    if (this.urls.pulse) return this.#sendJson(this.urls.pulse, { client: this.client, events, seen: this.seen });
    return this.#fetch(this.urls.state, { headers: { Accept: 'application/json' }, redirect: 'manual' });
  }

  async #takeTurn() {
    let reply;
    try {
      reply = await this.#sendJson(this.urls.turn, { client: this.client });
    } catch {
      this.#mark('offline');
      return false;
    }
    if (!reply.ok) {
      await this.#askWhy(reply);
      return false;
    }
    const body = await reply.json();
    this.hasTurn = true;
    this.#failures = 0;
    this.#say('clock', body.left_ms);
    if (body.state !== 'open') this.#say('closed');
    return true;
  }

  async #send() {
    if (!this.hasTurn) return this.#takeTurn();
    const entries = [...this.unsent.values()].slice(0, BATCH);
    if (this.#failures && navigator.onLine) entries.forEach((entry) => this.#say('state', entry.slot, 'queued'));
    let reply;
    try {
      reply = await this.#post(entries);
    } catch {
      this.#mark('offline');
      return false;
    }
    if (reply.ok) {
      await this.#accept(await reply.json());
      return true;
    }
    if (reply.status === 409 || reply.status === 422 || reply.status === 413) {
      return this.#refused(entries, await reply.json().catch(() => ({})));
    }
    await this.#askWhy(reply);
    return false;
  }

  /** Not taken, though something answered: trouble of the server, signed out, or an old token. */
  async #askWhy(reply) {
    const trouble = reply.status >= 500 || reply.status === 429;
    this.#mark(trouble ? 'kept' : 'queued');
    if (!trouble) await this.ask();
  }

  #post(entries) {
    const saves = entries.map(({ client, seq, slot, response, flagged }) => ({ client, seq, slot, response, flagged }));
    const last = document.visibilityState === 'hidden' && entries.length < BATCH;
    return this.#sendJson(this.urls.save, { client: this.client, saves }, last);
  }

  #sendJson(url, body, keepalive = false) {
    return this.#fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': this.token },
      body: JSON.stringify(body),
      redirect: 'manual',
      keepalive,
    });
  }

  #fetch(url, options) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), TIMEOUT);
    return fetch(url, { ...options, signal: stop.signal }).finally(() => clearTimeout(timer));
  }

  async #accept(body) {
    this.#failures = 0;
    for (const save of body.saves) {
      if (!save.superseded) this.numbers[save.slot] = save.number;
      const entry = this.unsent.get(save.slot);
      const done = { slot: save.slot, client: save.client, seq: save.seq };
      await this.queue.drop(done).catch(() => {});
      if (entry?.client !== save.client || entry?.seq !== save.seq) continue; // changed meanwhile
      this.unsent.delete(save.slot);
      if (save.superseded) this.#say('state', save.slot, 'refused');
      else if (save.late) this.#say('late', save.slot);
      else this.#say('state', save.slot, 'saved', save.time);
    }
    this.#say('signedIn');
    this.#say('clock', body.left_ms);
    if (body.superseded) this.#supersede();
  }

  /** The server will not take these: one is at fault, or the paper is closed. */
  async #refused(entries, body) {
    const place = Number.isInteger(body.place) ? body.place : entries.length === 1 ? 0 : null;
    if (body.closed) {
      this.unsent.clear();
      await this.queue.wipe().catch(() => {});
      this.#say('closed');
      return true;
    }
    if (place === null) return false;
    const entry = entries[place];
    if (this.unsent.get(entry.slot) === entry) this.unsent.delete(entry.slot);
    await this.queue.drop(entry).catch(() => {});
    this.#say('state', entry.slot, 'refused');
    if (body.error) this.#say('problem', body.error);
    return true;
  }

  /** Another page has taken the paper up: nothing more is written here. */
  #supersede() {
    if (this.isOver) return;
    this.isOver = true;
    this.#say('superseded');
  }

  #retry() {
    this.#failures += 1;
    const slow = Math.min(SLOWEST, 1000 * 2 ** Math.min(this.#failures - 1, 5));
    this.#wait(slow * (0.5 + Math.random()));
  }

  #wait(delay) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), delay);
  }

  #mark(state) {
    for (const slot of this.unsent.keys()) this.#say('state', slot, state);
  }

  #store(entry) {
    this.queue.put(entry).catch(() => {}); // a full disk must not stop the sending
  }

  #say(what, ...values) {
    this.tell[what]?.(...values);
  }
}
