// Rows of the item editor (options, key points, blanks): added, moved, taken away and numbered here
// without leaving the page. Every name, id and label of a row carries the row's number.

const LETTERS = 'ABCDEFGH';
const NUMBERED = ['id', 'name', 'for', 'aria-describedby'];

function number(row, index, lettered) {
  for (const node of row.querySelectorAll(NUMBERED.map((name) => `[${name}]`).join(','))) {
    for (const name of NUMBERED) {
      const value = node.getAttribute(name);
      if (value) node.setAttribute(name, value.replace(/-\d+/g, `-${index}`));
    }
  }
  const tick = row.querySelector('[name="correct"]');
  if (tick) tick.value = String(index);
  for (const place of row.querySelectorAll('[data-n]')) place.textContent = lettered ? LETTERS[index] : String(index + 1);
  for (const button of row.querySelectorAll('button[name="action"]')) button.value = button.value.replace(/\d+/, index);
}

function renumber(rows) {
  // Two radio buttons of one name lose their tick when a name passes through both: `correct` keeps its
  // name, so the ticks stay with their rows.
  [...rows.children].forEach((row, index) => number(row, index, 'letters' in rows.dataset));
  const button = rows.closest('fieldset').parentElement.querySelector(`[data-add-row="${rows.closest('fieldset').id}"]`);
  if (button) button.hidden = rows.children.length >= Number(rows.dataset.rows);
}

function clear(row) {
  for (const input of row.querySelectorAll('input, textarea')) {
    if (input.type === 'checkbox' || input.type === 'radio') input.checked = false;
    else input.value = '';
    input.removeAttribute('aria-invalid');
    input.removeAttribute('aria-describedby');
  }
  for (const error of row.querySelectorAll('.zk-err')) error.remove();
  for (const details of row.querySelectorAll('details')) details.open = false;
  for (const told of row.querySelectorAll('[data-told]')) told.textContent = told.dataset.told;
}

const first = (row) => row.querySelector('input[data-step], textarea, input:not([type="checkbox"]):not([type="radio"])');

export function addRow(rows, focuses = true) {
  if (rows.children.length >= Number(rows.dataset.rows)) return;
  const row = rows.lastElementChild.cloneNode(true);
  clear(row);
  rows.append(row);
  renumber(rows);
  if (focuses) first(row)?.focus();
}

// As many rows as the stem has blanks. Those that are too many stay: words may stand in them.
export function followBlanks(stem, rows) {
  const blanks = stem.value.match(/_{4,}/g)?.length ?? 0;
  for (let n = rows.children.length; n < blanks; n += 1) addRow(rows, false);
}

// Moves the row by one place; the focus stays where it was. Returns the new place from 1, 0 for none.
export function moveRow(row, step) {
  const rows = row.parentElement;
  const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return 0;
  const focused = document.activeElement;
  // The neighbour goes, not the row: what has the focus is not taken out of the page.
  if (step < 0) row.after(other);
  else row.before(other);
  renumber(rows);
  focused?.focus();
  return [...rows.children].indexOf(row) + 1;
}

export function dropRow(row) {
  const rows = row.parentElement;
  const next = row.nextElementSibling ?? row.previousElementSibling;
  if (rows.children.length > Number(rows.dataset.least)) {
    row.remove();
    renumber(rows);
    if (next) first(next)?.focus();
  } else {
    clear(row);
    first(row)?.focus();
  }
}

// Enter goes to the next row; in the last one it makes another, unless it is still empty.
export function stepOn(input) {
  const row = input.closest('[data-row]');
  const next = row.nextElementSibling;
  if (next) first(next)?.focus();
  else if (input.value.trim()) addRow(row.parentElement);
}

// Lines pasted at once go into this row and the ones below it that are still empty, and into new ones as long
// as there may be any; what finds no row stays in the last one, so that nothing pasted is lost. Returns how many
// rows were filled.
export function spread(row, lines) {
  const rows = row.parentElement;
  let place = row;
  let count = 0;
  for (const [n, line] of lines.entries()) {
    const input = first(place);
    input.value = line;
    count += 1;
    if (n === lines.length - 1) break;
    let next = place.nextElementSibling;
    if (!next) {
      addRow(rows);
      next = place.nextElementSibling;
    }
    if (!next || first(next).value) {
      input.value = lines.slice(n).join(' ');
      break;
    }
    place = next;
  }
  first(place).focus();
  return count;
}
