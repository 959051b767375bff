// The gradebook as a sheet: it shows the rows in sight, and moves, edits, copies and pastes by keyboard.
// Without it the page shows the same table in pages, and each column has a form.

import { Store } from './gradebook-store.js';

const ROW = 44;
const BEYOND = 8;

class Sheet {
  constructor(box) {
    this.box = box;
    this.words = box.dataset;
    this.edits = box.hasAttribute('data-manages');
    this.store = new Store(box);
    this.marks = this.store.columns.length;
    this.after = JSON.parse(box.dataset.after);
    this.width = this.marks + this.after.length;
    this.at = { row: 0, col: 0 };
    this.from = { row: 0, col: 0 };
    this.input = null;
    this.build();
    this.listen();
    this.draw();
  }

  build() {
    const few = this.width < 9 ? ' zk-book--few' : '';
    this.table = make('table', { class: `zk-book zk-book--grid${few}`, role: 'none' });
    // The box has the focus, and so is the grid; the table in it only lays it out.
    this.box.setAttribute('role', 'grid');
    this.box.setAttribute('aria-rowcount', String(this.store.total + 1));
    this.box.setAttribute('aria-colcount', String(this.width + 2));
    const head = make('tr', { role: 'row', 'aria-rowindex': '1' });
    head.append(this.head(this.words.no, '', 'f1'), this.head(this.words.name, '', 'f2'));
    for (const column of this.store.columns) head.append(this.head(column.title, column.sub, '', column.url));
    for (const column of this.after) head.append(this.head(column.title, column.sub, column.kind === 'text' ? 't' : ''));
    const thead = make('thead', { role: 'rowgroup' });
    thead.append(head);
    this.body = make('tbody', { role: 'rowgroup' });
    this.table.append(thead, this.body);
    this.box.replaceChildren(this.table);
    this.box.tabIndex = 0;
    this.bar = document.querySelector('[data-fx]');
    this.status = document.querySelector('[data-sheet-status]');
    this.sums = document.querySelector('[data-sheet-sums]');
    this.bar.hidden = false;
    for (const one of document.querySelectorAll('[data-sheet-script]')) one.hidden = false;
    for (const one of document.querySelectorAll('[data-sheet-plain]')) one.hidden = true;
  }

  head(title, sub, name, url) {
    const cell = make('th', { scope: 'col', role: 'columnheader', class: name, title: sub ? `${title} · ${sub}` : '' });
    if (url && this.edits) cell.append(make('a', { href: url, tabindex: '-1' }, title));
    else cell.append(title);
    if (sub) cell.append(make('small', {}, sub));
    return cell;
  }

  listen() {
    this.box.addEventListener('scroll', () => this.draw(), { passive: true });
    new ResizeObserver(() => this.draw()).observe(this.box);
    this.box.addEventListener('keydown', (event) => this.key(event));
    this.box.addEventListener('pointerdown', (event) => this.point(event));
    this.box.addEventListener('pointerover', (event) => this.over(event));
    this.box.addEventListener('dblclick', () => this.edit());
    this.box.addEventListener('copy', (event) => this.copy(event));
    this.box.addEventListener('paste', (event) => void this.paste(event));
    this.store.addEventListener('rows', () => this.draw());
    this.store.addEventListener('sending', () => this.say(this.words.sending));
    this.store.addEventListener('stored', ({ detail }) => this.stored(detail));
    this.store.addEventListener('refused', ({ detail }) => this.say(this.words.wrong.replace('{n}', detail), true));
    this.store.addEventListener('undone', ({ detail }) => this.say(detail ? this.words.kept.replace('{n}', detail) : this.words.undone));
    this.store.addEventListener('trouble', ({ detail }) => this.say(detail || this.words.trouble, true));
    window.addEventListener('online', () => void this.store.flush());
    window.addEventListener('beforeunload', (event) => {
      if (this.store.pending.size) event.preventDefault();
    });
    document.querySelector('[data-sheet-undo]')?.addEventListener('click', () => void this.store.undo());
    document.querySelector('[data-sheet-redo]')?.addEventListener('click', () => void this.store.redo());
  }

  say(text, loud = false) {
    this.status.textContent = text;
    this.status.classList.toggle('zk-lost', loud);
  }

  stored({ count, clashes }) {
    if (clashes) this.say(this.words.clashes.replace('{n}', clashes), true);
    else this.say(this.words.saved.replace('{n}', count).replace('{time}', new Date().toLocaleTimeString()));
  }

  // Drawing: the rows in sight, and a few beyond.

  draw() {
    const first = Math.max(0, Math.floor(this.box.scrollTop / ROW) - BEYOND);
    const last = Math.min(this.store.total, first + Math.ceil(this.box.clientHeight / ROW) + 2 * BEYOND);
    const rows = [];
    if (first) rows.push(this.spacer(first));
    for (let n = first; n < last; n += 1) rows.push(this.line(n));
    if (last < this.store.total) rows.push(this.spacer(this.store.total - last));
    const input = this.input;
    this.body.replaceChildren(...rows);
    this.box.setAttribute('aria-rowcount', String(this.store.total + 1));
    if (input) this.place(input);
    this.tell();
  }

  spacer(count) {
    const row = make('tr', { class: 'zk-book__gap', 'aria-hidden': 'true' });
    const cell = make('td', { colspan: String(this.width + 2) });
    cell.style.height = `${count * ROW}px`;
    row.append(cell);
    return row;
  }

  line(n) {
    const row = this.store.row(n);
    const line = make('tr', { role: 'row', 'aria-rowindex': String(n + 2) });
    if (!row) {
      line.append(make('td', { class: 'f1' }), make('th', { class: 'f2', scope: 'row' }, '…'), make('td', { colspan: String(this.width) }));
      return line;
    }
    const name = make('th', { class: 'f2', scope: 'row', role: 'rowheader' });
    name.append(make('a', { class: 'zk-book__n', href: row.url, tabindex: '-1' }, row.name));
    line.append(make('td', { class: 'f1', role: 'gridcell' }, row.no), name);
    for (let col = 0; col < this.width; col += 1) line.append(this.cell(row, n, col));
    return line;
  }

  cell(row, n, col) {
    const cell = make('td', { role: 'gridcell', id: `g-${n}-${col}`, 'aria-colindex': String(col + 3) });
    cell.dataset.row = n;
    cell.dataset.col = col;
    if (col < this.marks) this.fill(cell, this.store.cell(row, col));
    else {
      const { key, kind } = this.after[col - this.marks];
      cell.textContent = row[key];
      if (kind === 'text') cell.classList.add('t');
      if (key === 'total') cell.classList.add('sum');
      if (key === 'total' && row.low) cell.classList.add('low');
    }
    if (this.inside(n, col)) {
      cell.classList.add('in');
      cell.setAttribute('aria-selected', 'true');
    }
    if (n === this.at.row && col === this.at.col) cell.classList.add('sel');
    return cell;
  }

  fill(cell, { text, said, flags, typed }) {
    if (flags.includes('x') && !typed) cell.append(make('span', { class: 'zk-chip' }, this.words.excused));
    else if (flags.includes('m') && !typed) cell.append(make('span', { class: 'zk-chip zk-chip--warn' }, this.words.missing));
    else cell.textContent = text;
    if (said && !typed) cell.setAttribute('aria-description', said);
    if (flags.includes('c')) cell.classList.add('chg');
    if (flags.includes('d')) cell.classList.add('off');
    if (flags.includes('n')) cell.classList.add('cmt');
    if (!typed) return;
    cell.classList.add(`is-${typed.state}`);
    if (typed.state === 'wrong' || typed.state === 'clash') cell.setAttribute('aria-invalid', 'true');
    if (typed.state === 'clash') cell.append(make('small', {}, typed.now || this.words.cleared));
  }

  // Selection.

  range() {
    const [top, bottom] = [this.at.row, this.from.row].sort((a, b) => a - b);
    const [left, right] = [this.at.col, this.from.col].sort((a, b) => a - b);
    return { top, bottom, left, right };
  }

  inside(row, col) {
    const { top, bottom, left, right } = this.range();
    return row >= top && row <= bottom && col >= left && col <= right;
  }

  go(row, col, extend = false) {
    this.at = { row: clamp(row, this.store.total), col: clamp(col, this.width) };
    if (!extend) this.from = { ...this.at };
    this.reveal();
    this.draw();
  }

  reveal() {
    const top = this.at.row * ROW;
    const head = this.table.tHead.offsetHeight;
    const height = this.box.clientHeight - head;
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    else if (top + ROW > this.box.scrollTop + height) this.box.scrollTop = top + ROW - height;
    const title = this.table.tHead.rows[0].cells[this.at.col + 2];
    const frozen = this.table.tHead.rows[0].cells[1];
    const edge = frozen.offsetLeft + frozen.offsetWidth - this.box.scrollLeft;
    const left = title.offsetLeft - this.box.scrollLeft;
    if (left < edge) this.box.scrollLeft -= edge - left;
    const over = left + title.offsetWidth - this.box.clientWidth;
    if (over > 0) this.box.scrollLeft += over;
  }

  tell() {
    // The cell may be out of sight, or its row still on the way: then there is nothing to point at.
    const active = `g-${this.at.row}-${this.at.col}`;
    if (document.getElementById(active)) this.box.setAttribute('aria-activedescendant', active);
    else this.box.removeAttribute('aria-activedescendant');
    this.explain(this.at.row, this.at.col);
    const { top, bottom, left, right } = this.range();
    const marks = [];
    for (let n = top; n <= bottom && n < top + 3000; n += 1) {
      const row = this.store.blocks.size && this.store.row(n);
      for (let col = left; row && col <= right; col += 1) {
        const text = col < this.marks ? this.store.cell(row, col).text : row[this.after[col - this.marks].key];
        if (/^\d+(\.\d+)?$/.test(text)) marks.push(Number(text));
      }
    }
    const count = (bottom - top + 1) * (right - left + 1);
    const mean = marks.length ? (marks.reduce((a, b) => a + b, 0) / marks.length).toFixed(1) : '—';
    this.sums.textContent = this.words.selected.replace('{n}', count).replace('{mean}', mean);
  }

  // The arithmetic of a total, or what is to be said of a mark.
  explain(n, col) {
    const row = n < this.store.total ? this.store.row(n) : undefined;
    const [who, what] = this.bar.children;
    if (!row) return;
    const own = col < this.marks ? this.store.cell(row, col) : null;
    const title = own ? this.store.columns[col].title : this.after[col - this.marks].title;
    who.textContent = `${row.name} · ${title}`;
    if (!own) what.textContent = row.fx;
    else if (own.typed?.state === 'clash') what.textContent = this.words.clash.replace('{now}', own.typed.now || this.words.cleared);
    else if (own.typed?.message) what.textContent = own.typed.message;
    else what.textContent = own.said || own.text || this.words.nothing;
    what.classList.toggle('zk-lost', Boolean(own?.typed?.message || own?.typed?.now !== undefined));
  }

  point(event) {
    const cell = event.target.closest('td[data-row]');
    if (!cell || event.target === this.input) return;
    if (this.input) this.commit();
    this.go(Number(cell.dataset.row), Number(cell.dataset.col), event.shiftKey);
    this.box.focus({ preventScroll: true });
    if (event.pointerType === 'mouse') event.preventDefault();
  }

  over(event) {
    const cell = event.target.closest('td[data-row]');
    if (!cell || this.input) return;
    const [n, col] = [Number(cell.dataset.row), Number(cell.dataset.col)];
    if (event.buttons === 1 && event.pointerType === 'mouse') this.go(n, col, true);
    else if (col >= this.marks) this.explain(n, col);
  }

  // Keys.

  key(event) {
    if (this.input) return this.keyInEdit(event);
    const { key } = event;
    const many = event.ctrlKey || event.metaKey;
    const { row, col } = this.at;
    const page = Math.max(1, Math.floor(this.box.clientHeight / ROW) - 2);
    const moves = {
      ArrowUp: [many ? 0 : row - 1, col], ArrowDown: [many ? this.store.total - 1 : row + 1, col],
      ArrowLeft: [row, many ? 0 : col - 1], ArrowRight: [row, many ? this.width - 1 : col + 1],
      Home: [many ? 0 : row, 0], End: [many ? this.store.total - 1 : row, this.width - 1],
      PageUp: [row - page, col], PageDown: [row + page, col],
    };
    if (moves[key] && !event.altKey) this.go(...moves[key], event.shiftKey);
    else if (key === 'Tab' && this.stays(event.shiftKey)) this.go(row, col + (event.shiftKey ? -1 : 1));
    else if (key === 'Enter') this.enter(event.shiftKey);
    else if (key === 'F2') this.edit();
    else if (key === 'Escape') this.escape();
    else if (key === 'Delete' || key === 'Backspace') void this.write(this.blank());
    else if (many && key.toLowerCase() === 'z') void (event.shiftKey ? this.store.redo() : this.store.undo());
    else if (many && key.toLowerCase() === 'y') void this.store.redo();
    else if (many && key.toLowerCase() === 'a') this.all();
    else if (event.altKey && key.toLowerCase() === 'h') this.ledger();
    else if (key.length === 1 && !many && !event.altKey) this.edit(key);
    else return undefined;
    return event.preventDefault();
  }

  // Tab leaves the sheet at its ends, so that nobody is caught in it.
  stays(back) {
    return back ? this.at.col > 0 : this.at.col < this.width - 1;
  }

  all() {
    this.from = { row: 0, col: 0 };
    this.at = { row: this.store.total - 1, col: this.width - 1 };
    this.draw();
  }

  enter(back) {
    const typed = this.typed();
    if (typed?.state === 'clash') {
      this.store.settle(this.store.row(this.at.row), this.at.col, true);
      void this.store.flush();
    } else this.go(this.at.row + (back ? -1 : 1), this.at.col);
  }

  escape() {
    if (this.typed()) {
      this.store.settle(this.store.row(this.at.row), this.at.col, false);
      this.draw();
    } else this.go(this.at.row, this.at.col);
  }

  typed() {
    const row = this.store.row(this.at.row);
    return row && this.at.col < this.marks ? this.store.cell(row, this.at.col).typed : undefined;
  }

  ledger() {
    const row = this.store.row(this.at.row);
    if (!row || this.at.col >= this.marks) return;
    location.href = this.words.ledger.replace('COLUMN', this.store.columns[this.at.col].id).replace('USER', row.id);
  }

  // Editing one cell.

  edit(text) {
    const row = this.store.row(this.at.row);
    if (!this.edits || !row || this.at.col >= this.marks || this.input) return;
    const value = text ?? this.store.cell(row, this.at.col).text;
    this.input = make('input', { class: 'zk-book__i', maxlength: '20', autocomplete: 'off', 'aria-label': this.bar.children[0].textContent });
    this.input.value = value;
    this.place(this.input);
  }

  place(input) {
    const cell = document.getElementById(`g-${this.at.row}-${this.at.col}`);
    if (!cell) return;
    cell.replaceChildren(input);
    cell.classList.add('editing');
    input.focus();
  }

  keyInEdit(event) {
    const steps = { Enter: [event.shiftKey ? -1 : 1, 0], Tab: [0, event.shiftKey ? -1 : 1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
    if (event.isComposing) return undefined;
    if (event.key === 'Escape') {
      this.input = null;
      this.box.focus();
      this.draw();
    } else if (steps[event.key]) {
      const [down, right] = steps[event.key];
      this.commit();
      this.go(this.at.row + down, this.at.col + right);
    } else return undefined;
    return event.preventDefault();
  }

  commit() {
    const text = this.input.value.trim();
    this.input = null;
    this.box.focus({ preventScroll: true });
    this.store.type(this.store.row(this.at.row), this.at.col, text);
    this.draw();
    void this.store.flush();
  }

  // Blocks of cells.

  blank() {
    const { top, bottom, left, right } = this.range();
    return { top, left, table: Array.from({ length: bottom - top + 1 }, () => Array(right - left + 1).fill('')) };
  }

  async write({ top, left, table }) {
    if (!this.edits) return;
    await this.store.need(top, Math.min(top + table.length, this.store.total) - 1);
    table.forEach((texts, down) => {
      const row = top + down < this.store.total ? this.store.row(top + down) : undefined;
      texts.forEach((text, right) => {
        if (row && left + right < this.marks) this.store.type(row, left + right, text.trim());
      });
    });
    this.draw();
    await this.store.flush();
  }

  copy(event) {
    if (this.input) return;
    const { top, bottom, left, right } = this.range();
    const lines = [];
    for (let n = top; n <= bottom; n += 1) {
      const row = this.store.row(n);
      const texts = [];
      for (let col = left; col <= right; col += 1) {
        if (!row) texts.push('');
        else texts.push(col < this.marks ? this.store.cell(row, col).text : row[this.after[col - this.marks].key]);
      }
      lines.push(texts.join('\t'));
    }
    event.clipboardData.setData('text/plain', lines.join('\r\n'));
    event.preventDefault();
  }

  async paste(event) {
    if (this.input || !this.edits) return;
    event.preventDefault();
    const text = event.clipboardData.getData('text/plain').replace(/\r\n?/g, '\n').replace(/\n$/, '');
    let table = text.split('\n').map((line) => line.split('\t'));
    const { top, bottom, left, right } = this.range();
    // One value pasted over a selection fills it, as in other sheets.
    if (table.length === 1 && table[0].length === 1) {
      table = Array.from({ length: bottom - top + 1 }, () => Array(right - left + 1).fill(table[0][0]));
    }
    await this.write({ top, left, table });
    this.from = { row: top, col: left };
    this.at = {
      row: clamp(top + table.length - 1, this.store.total),
      col: clamp(left + table[0].length - 1, this.width),
    };
    this.draw();
  }
}

function clamp(n, length) {
  return Math.max(0, Math.min(n, length - 1));
}

function make(tag, attributes, text) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== '') made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

const box = document.querySelector('[data-gradebook]');
if (box) new Sheet(box);
