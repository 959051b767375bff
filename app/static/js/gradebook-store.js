// The rows of the sheet, fetched by the block, and what was typed and is not stored yet.

const BLOCK = 100;
const key = (user, column) => `${user}/${column}`;

export class Store extends EventTarget {
  constructor(box) {
    super();
    this.urls = { rows: box.dataset.rows, edits: box.dataset.edits, undo: box.dataset.undo };
    this.token = document.querySelector('meta[name="csrf-token"]').content;
    this.columns = JSON.parse(box.dataset.columns);
    this.total = Number(box.dataset.total);
    this.blocks = new Map();
    this.asked = new Map();
    // What was typed and not stored, by cell: {user, column, text, seen, state, message}.
    this.pending = new Map();
    this.done = [];
    this.undone = [];
    this.sending = null;
  }

  say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  row(index) {
    const block = this.blocks.get(Math.floor(index / BLOCK));
    if (block) return block[index % BLOCK];
    void this.fetch(Math.floor(index / BLOCK));
    return undefined;
  }

  // Have the rows from `first` to `last` before going on.
  async need(first, last) {
    const wanted = [];
    for (let n = Math.floor(first / BLOCK); n <= Math.floor(last / BLOCK); n += 1) {
      if (!this.blocks.has(n)) wanted.push(this.fetch(n));
    }
    await Promise.all(wanted);
  }

  fetch(block) {
    if (this.asked.has(block)) return this.asked.get(block);
    const asking = this.ask(block).finally(() => this.asked.delete(block));
    this.asked.set(block, asking);
    return asking;
  }

  async ask(block) {
    const url = new URL(this.urls.rows, location.href);
    url.searchParams.set('from', String(block * BLOCK));
    try {
      const answer = await fetch(url, { headers: { Accept: 'application/json' } });
      if (!answer.ok) throw new Error(String(answer.status));
      const body = await answer.json();
      this.total = body.total;
      this.blocks.set(block, body.rows);
      this.say('rows');
    } catch {
      this.say('trouble');
    }
  }

  forget() {
    this.blocks.clear();
    this.say('rows');
  }

  // What stands in a cell as the person sees it.
  cell(row, at) {
    const [text, seen, said, flags] = row.cells[at];
    const typed = this.pending.get(key(row.id, this.columns[at].id));
    return { text: typed ? typed.text : text, stored: text, seen, said, flags, typed };
  }

  type(row, at, text) {
    const column = this.columns[at].id;
    const [stored, seen] = row.cells[at];
    const name = key(row.id, column);
    if (text === stored) this.pending.delete(name);
    else this.pending.set(name, { user: row.id, column, text, seen, state: 'queued', message: '' });
  }

  // Of a cell that somebody else changed: take one's own text, or theirs.
  settle(row, at, own) {
    const name = key(row.id, this.columns[at].id);
    const typed = this.pending.get(name);
    if (!own) this.pending.delete(name);
    else Object.assign(typed, { state: 'queued', seen: typed.theirs, message: '' });
  }

  waiting() {
    return [...this.pending.values()].filter((one) => one.state !== 'clash');
  }

  // Send everything typed; one request at a time, and what came meanwhile afterwards.
  async flush() {
    if (this.sending) {
      await this.sending;
      if (this.waiting().some((one) => one.state === 'queued')) await this.flush();
      return;
    }
    const edits = this.waiting();
    if (!edits.length) return;
    this.sending = this.post(this.urls.edits, {
      edits: edits.map(({ user, column, text, seen }) => ({ user, column, text, seen })),
    });
    this.say('sending');
    const [status, body] = await this.sending;
    this.sending = null;
    if (status === 200) this.stored(edits, body);
    else if (status === 422 && body.wrong) this.refused(edits, body);
    else this.say('trouble', body?.error);
  }

  stored(edits, body) {
    const clashes = new Map(body.clashes.map((one) => [key(one.user, one.column), one]));
    for (const edit of edits) {
      const name = key(edit.user, edit.column);
      const clash = clashes.get(name);
      if (clash) Object.assign(edit, { state: 'clash', now: clash.now, theirs: clash.seen });
      else if (this.pending.get(name) === edit) this.pending.delete(name);
    }
    if (body.batch) {
      this.done.push(body.batch);
      this.undone = [];
    }
    if (body.rows) this.replace(body.rows);
    else this.blocks.clear();
    this.say('rows');
    this.say('stored', { count: body.count, clashes: clashes.size });
  }

  refused(edits, body) {
    const wrong = new Map(body.wrong.map((one) => [key(one.user, one.column), one.message]));
    for (const edit of edits) {
      const message = wrong.get(key(edit.user, edit.column));
      Object.assign(edit, message ? { state: 'wrong', message } : { state: 'held' });
    }
    this.say('rows');
    this.say('refused', wrong.size);
  }

  replace(rows) {
    const fresh = new Map(rows.map((row) => [row.id, row]));
    for (const block of this.blocks.values()) {
      block.forEach((row, n) => {
        if (fresh.has(row.id)) block[n] = fresh.get(row.id);
      });
    }
  }

  undo() {
    return this.step(this.done, this.undone);
  }

  redo() {
    return this.step(this.undone, this.done);
  }

  async step(from, to) {
    if (this.sending) await this.sending;
    const batch = from.pop();
    if (!batch) return;
    const [status, body] = await this.post(this.urls.undo.replace('BATCH', batch), {});
    if (status === 200) {
      to.push(body.batch);
      this.forget();
      this.say('undone', body.kept);
    } else this.say('trouble', body?.error);
  }

  async post(url, body) {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Accept: 'application/json',
          'X-CSRFToken': this.token,
        },
        body: JSON.stringify(body),
      });
      return [answer.status, await answer.json().catch(() => null)];
    } catch {
      return [0, null];
    }
  }
}
