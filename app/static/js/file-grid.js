// The grid of a customer file: one cell in the tab order, arrows move, Enter or F2 or typing edits, Esc gives
// up, Tab goes right. Each change goes to the server by itself. Without this module each row has a page.

import { makeSaver } from './file-save.js';

const grid = document.querySelector('[data-grid]');

if (grid) {
  const saver = makeSaver(grid.dataset.save);
  const key = `file-grid:${location.pathname}`;
  const heads = new Map([...grid.querySelectorAll('th[data-field]')].map((th) => [th.dataset.field, th]));
  const rows = [...grid.tBodies[0].rows];
  const evidence = document.querySelector('[data-evidence]');
  let active = null;
  let editor = null;

  const cells = (row) => [...row.querySelectorAll('[data-cell]')];
  const text = (cell) => cell.querySelector('[data-value]').textContent;

  function focus(cell, scroll = true) {
    if (!cell) return;
    active?.setAttribute('tabindex', '-1');
    active = cell;
    cell.setAttribute('tabindex', '0');
    cell.focus({ preventScroll: !scroll });
    sessionStorage.setItem(key, `${cell.parentElement.dataset.row}:${cell.dataset.cell}`);
    showForm(cell.parentElement.dataset.row);
  }

  function showForm(id) {
    if (!evidence) return;
    for (const form of evidence.querySelectorAll('[data-form]')) form.hidden = form.dataset.form !== id;
    evidence.querySelector('[data-evidence-of]').textContent = id;
  }

  function move(cell, down, right) {
    const row = cell.parentElement;
    const target = rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(row) + down))];
    const line = cells(row);
    const place = Math.max(0, Math.min(line.length - 1, line.indexOf(cell) + right));
    focus(cells(target)[place]);
  }

  function edit(cell, start) {
    const head = heads.get(cell.dataset.cell);
    const choices = head.dataset.choices ? JSON.parse(head.dataset.choices) : null;
    editor = document.createElement(choices ? 'select' : 'input');
    editor.className = 'zk-grid__in';
    editor.setAttribute('aria-label', `${cell.parentElement.dataset.row} ${head.firstChild.textContent.trim()}`);
    if (choices) {
      for (const choice of ['', ...choices]) editor.append(new Option(choice || '—', choice, false, choice === text(cell)));
    } else {
      editor.maxLength = Number(head.dataset.longest);
      editor.autocomplete = 'off';
      editor.lang = 'zh-Hans';
      editor.value = start ?? text(cell);
    }
    editor.addEventListener('blur', () => finish(cell, true));
    cell.append(editor);
    cell.classList.add('editing');
    editor.focus();
    if (!choices && start === undefined) editor.select();
  }

  function finish(cell, keep) {
    if (!editor) return;
    const { value } = editor;
    const box = editor;
    editor = null;
    box.remove();
    cell.classList.remove('editing');
    const was = text(cell);
    if (keep && value !== was) put(cell, was, value);
  }

  function put(cell, was, value) {
    const shown = cell.querySelector('[data-value]');
    shown.textContent = value;
    cell.classList.remove('refused');
    cell.classList.add('pending');
    const op = {
      do: 'set', table: grid.dataset.table, row: cell.parentElement.dataset.row, field: cell.dataset.cell, value, was,
    };
    saver.push({
      ops: [op],
      done: () => cell.classList.remove('pending'),
      refused: (reply) => {
        cell.classList.remove('pending');
        cell.classList.add('refused');
        shown.textContent = reply.fault === 'changed' ? reply.now : was;
      },
    });
  }

  const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0] };

  function pressInEditor(event, cell) {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      finish(cell, false);
      focus(cell);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      finish(cell, true);
      move(cell, event.shiftKey ? -1 : 1, 0);
    } else if (event.key === 'Tab') {
      event.preventDefault();
      finish(cell, true);
      step(cell, event.shiftKey ? -1 : 1);
    }
  }

  /** One cell to the right or left, over the ends of rows; false at the end of the grid. */
  function step(cell, by) {
    const all = rows.flatMap(cells);
    const next = all[all.indexOf(cell) + by];
    focus(next ?? cell);
    return Boolean(next);
  }

  grid.addEventListener('keydown', (event) => {
    const cell = event.target.closest('[data-cell]');
    if (!cell) return;
    if (editor) {
      pressInEditor(event, cell);
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z') {
      event.preventDefault();
      document.querySelector(event.shiftKey ? '[data-redo]' : '[data-undo]')?.click();
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'y') {
      event.preventDefault();
      document.querySelector('[data-redo]')?.click();
    } else if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
      event.preventDefault();
      cell.parentElement.querySelector('th a')?.click();
    } else if (event.ctrlKey || event.metaKey || event.altKey) {
      // The browser's own.
    } else if (event.key in MOVES) {
      event.preventDefault();
      move(cell, ...MOVES[event.key]);
    } else if (event.key === 'Home' || event.key === 'End') {
      event.preventDefault();
      focus(cells(cell.parentElement).at(event.key === 'Home' ? 0 : -1));
    } else if (event.key === 'Enter' || event.key === 'F2') {
      event.preventDefault();
      edit(cell);
    } else if (event.key === 'Tab') {
      // At either end of the grid Tab leaves it.
      if (step(cell, event.shiftKey ? -1 : 1)) event.preventDefault();
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      if (text(cell)) put(cell, text(cell), '');
    } else if (event.key === 'Process') {
      // An input method begins: it goes on in the field.
      edit(cell, '');
    } else if (event.key.length === 1) {
      event.preventDefault();
      edit(cell, event.key);
    }
  });

  grid.addEventListener('click', (event) => {
    const cell = event.target.closest('[data-cell]');
    if (cell && !event.target.closest('.zk-grid__in')) focus(cell, false);
  });
  grid.addEventListener('dblclick', (event) => {
    const cell = event.target.closest('[data-cell]');
    if (cell && !editor) edit(cell);
  });
  grid.addEventListener('focusin', (event) => {
    if (event.target.matches('[data-cell]') && event.target !== active) focus(event.target);
  });

  const first = grid.querySelector('[data-cell]');
  const [row, field] = (sessionStorage.getItem(key) ?? '').split(':');
  const last = row && grid.querySelector(`tr[data-row="${CSS.escape(row)}"] [data-cell="${CSS.escape(field)}"]`);
  active = last || first;
  active?.setAttribute('tabindex', '0');
  if (last) showForm(row);
}
