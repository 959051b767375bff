// The item editor: the preview follows the typing, rows are added without leaving the page. Without
// this script the same buttons do the same through the server.

const form = document.querySelector('form[data-preview]');
const place = document.getElementById('preview-place');
const LETTERS = 'ABCDEFGH';
const WAIT = 400;

let timer;
let running;

async function refresh() {
  running?.abort();
  running = new AbortController();
  try {
    const answer = await fetch(form.dataset.preview, {
      method: 'POST',
      body: new URLSearchParams(new FormData(form)),
      signal: running.signal,
    });
    // A refusal (signed out, offline) leaves the last preview; saving will say what is wrong.
    if (answer.ok) place.innerHTML = await answer.text();
  } catch {
    // Offline or overtaken by the next keystroke.
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(refresh, WAIT);
}

// Every name, id and label of a row carries the row's number: options-3-text, blanks-2.
function renumber(row, index) {
  for (const node of row.querySelectorAll('[id], [name], [for]')) {
    for (const attribute of ['id', 'name', 'for']) {
      const value = node.getAttribute(attribute);
      if (value) node.setAttribute(attribute, value.replace(/-\d+/, `-${index}`));
    }
  }
  const tick = row.querySelector('[name="correct"]');
  if (tick) tick.value = String(index);
}

function relabel(row, from, to) {
  const words = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const text = words.currentNode;
    if (text.parentElement.closest('label, b, summary')) text.nodeValue = text.nodeValue.replace(from, to);
  }
}

function addRow(button) {
  const rows = document.querySelector(`#${button.dataset.addRow} [data-rows]`);
  const last = rows.lastElementChild;
  const index = rows.children.length;
  const row = last.cloneNode(true);
  renumber(row, index);
  if (row.querySelector('[data-letter]')) relabel(row, LETTERS[index - 1], LETTERS[index]);
  else relabel(row, String(index), String(index + 1));
  for (const input of row.querySelectorAll('input, textarea')) {
    if (input.type === 'checkbox' || input.type === 'radio') input.checked = false;
    else input.value = '';
    input.removeAttribute('aria-invalid');
    input.removeAttribute('aria-describedby');
  }
  for (const error of row.querySelectorAll('.zk-err')) error.remove();
  for (const details of row.querySelectorAll('details')) details.open = false;
  rows.append(row);
  row.querySelector('input[type="text"], input:not([type]), textarea')?.focus();
  if (index + 1 >= Number(rows.dataset.rows)) button.hidden = true;
}

if (form && place) {
  form.addEventListener('input', later);
  for (const button of form.querySelectorAll('[data-add-row]')) {
    button.addEventListener('click', (event) => {
      event.preventDefault();
      addRow(button);
      later();
    });
  }
  form.querySelector('[data-preview-button]')?.addEventListener('click', (event) => {
    event.preventDefault();
    refresh();
    place.scrollIntoView({ block: 'nearest' });
  });
  // Enter in a text field would press the hidden first button: the preview, which follows anyway.
  // Captured, so that the guard against sending twice does not count it.
  form.addEventListener('submit', (event) => {
    if (event.submitter?.getAttribute('aria-hidden') !== 'true') return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, { capture: true });
}
