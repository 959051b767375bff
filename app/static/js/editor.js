// The item editor: what stands beside the form follows the typing, rows change without leaving the page,
// the keyboard does all of it, and what is pasted from Word becomes Markdown. Without this script the same
// buttons do the same through the server.

import { addRow, dropRow, followBlanks, moveRow, spread, stepOn } from './editor-rows.js';
import { keep } from './kept.js';
import { toLine, toLines, toMarkdown } from './paste.js';
import { pastedPicture, sendPicture } from './pictures.js';

const form = document.querySelector('form[data-preview]');
const beside = document.getElementById('beside');
const WAIT = 400;

let timer;
let running;
let lastField;

async function refresh() {
  running?.abort();
  running = new AbortController();
  try {
    const answer = await fetch(form.dataset.preview, {
      method: 'POST',
      body: new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string')),
      signal: running.signal,
    });
    // Who was signed out is told here, before a click would find it out; the last preview stays.
    const isPreview = answer.ok && !answer.redirected;
    cutOff(!isPreview && [400, 401, 403].includes(answer.status));
    if (isPreview) show(await answer.text());
  } catch (problem) {
    // Overtaken by the next keystroke, or offline.
    if (problem.name !== 'AbortError') cutOff(true);
  }
}

function cutOff(is) {
  const says = form.querySelector('[data-cut-off]');
  if (says.hidden === is) says.hidden = !is;
}

// Each piece takes its own place; one that says the same stays, so that nothing is read out twice and
// nobody who tries the question loses the focus.
function show(html) {
  const pieces = document.createElement('template');
  pieces.innerHTML = html;
  for (const piece of pieces.content.querySelectorAll('[data-part]')) {
    const place = document.querySelector(`[data-part="${piece.dataset.part}"]`);
    if (place && place.innerHTML !== piece.innerHTML) place.innerHTML = piece.innerHTML;
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(refresh, WAIT);
}

// Told to whoever does not see it, to the guard of unsaved changes and to the preview.
function changed(words = '') {
  form.querySelector('[data-says]').textContent = words;
  form.dispatchEvent(new Event('input', { bubbles: true }));
}

function move(row, step) {
  const place = moveRow(row, step);
  if (place) changed(form.dataset.moved.replace('{n}', place));
}

function press(event) {
  const button = event.target.closest('button');
  const row = button?.closest('[data-row]');
  if (button?.dataset.addRow) addRow(document.querySelector(`#${button.dataset.addRow} [data-rows]`));
  else if (row && button.dataset.move) return event.preventDefault(), move(row, Number(button.dataset.move));
  else if (row && 'drop' in button.dataset) {
    event.preventDefault();
    dropRow(row);
    return changed(form.dataset.dropped);
  } else return;
  event.preventDefault();
  changed();
}

// Also from outside the form: what is wrong or was stored meanwhile has the focus when it is told. On a link the
// browser has a meaning of its own for these keys.
function store(event) {
  if (event.isComposing || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.target.closest('a')) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector('button[value="save"]'));
}

function type(event) {
  const row = event.target.closest('[data-row]');
  if (event.isComposing) return;
  if (event.altKey && row && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
    event.preventDefault();
    move(row, event.key === 'ArrowUp' ? -1 : 1);
  } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && 'step' in event.target.dataset) {
    event.preventDefault();
    stepOn(event.target);
    later();
  }
}

// Puts text where the cursor is, so that the browser can undo it.
function insert(field, text) {
  field.focus();
  if (!document.execCommand('insertText', false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
    changed();
  }
}

// What comes below a text stands apart from it, or it would belong to its last line.
function gapBelow(text) {
  if (!text.trim() || text.endsWith('\n\n')) return '';
  return text.endsWith('\n') ? '\n' : '\n\n';
}

// Puts a picture where the cursor is, from a file below what is written there, and chooses its words, so that typing says what it shows.
async function addPicture(file, field, words = '', apart = false) {
  const says = form.querySelector('[data-picture-says]');
  const answer = await sendPicture(form, file, words);
  says.textContent = answer.problem ?? '';
  if (!answer.markdown) {
    form.querySelector('[data-says]').textContent = answer.problem;
    form.querySelector('[data-picture]').open = true;
    return false;
  }
  const start = field.selectionStart;
  const gap = apart && start === field.value.length ? gapBelow(field.value) : '';
  insert(field, gap + (words ? answer.markdown : `![${form.dataset.pictureWords}${answer.markdown.slice(2)}`));
  if (!words) {
    const at = field.value.indexOf(`![${form.dataset.pictureWords}]`, Math.max(0, start - 1)) + 2;
    field.setSelectionRange(at, at + form.dataset.pictureWords.length);
    form.querySelector('[data-says]').textContent = form.dataset.pictureDone;
  }
  return true;
}

async function pressPicture(event) {
  const file = form.querySelector('#picture').files[0];
  if (!file) return;
  event.preventDefault();
  const words = form.querySelector('#picture_words');
  if (!(await addPicture(file, lastField ?? form.querySelector('textarea[data-paste="block"]'), words.value.trim(), true))) return;
  form.querySelector('#picture').value = '';
  words.value = '';
}

// What could not come along is told below the field into which it was pasted.
function tellLost(field, lost) {
  const note = form.querySelector('[data-lost-note]');
  note.hidden = !lost;
  if (!lost) return;
  field.closest('.zk-field').after(note);
  form.querySelector('[data-says]').textContent = note.textContent;
}

function paste(event) {
  const kind = event.target.dataset?.paste;
  const picture = kind === 'block' && pastedPicture(event.clipboardData);
  if (picture) {
    event.preventDefault();
    addPicture(picture, event.target);
    return;
  }
  const html = event.clipboardData?.getData('text/html');
  const found = html ? toMarkdown(html) : { text: event.clipboardData?.getData('text/plain') ?? '', lost: false };
  if (!kind) return;
  const lines = 'step' in event.target.dataset && !event.target.value ? toLines(found.text) : [];
  if (lines.length) {
    event.preventDefault();
    changed(form.dataset.spread.replace('{n}', spread(event.target.closest('[data-row]'), lines)));
    tellLost(event.target.closest('fieldset'), found.lost);
    return;
  }
  if (!html) return;
  event.preventDefault();
  insert(event.target, kind === 'line' ? toLine(found.text) : found.text);
  tellLost(event.target.closest('fieldset') ?? event.target, found.lost);
}

// The mark | says where the cursor goes; what was chosen stands there.
function insertSample(button) {
  const field = lastField ?? form.querySelector('textarea[data-paste]');
  const block = button.dataset.insertBlock;
  if (block) return insert(field, `${gapBelow(field.value.slice(0, field.selectionStart))}${block}\n`);
  const [before, after = ''] = button.dataset.insert.split('|');
  const chosen = field.value.slice(field.selectionStart, field.selectionEnd);
  insert(field, before + chosen + after);
  if (!chosen) field.setSelectionRange(field.selectionEnd - after.length, field.selectionEnd - after.length);
}

// As many rows as the names of what was kept ask for.
function makeRows(entries) {
  const highest = Math.max(-1, ...entries.map(([name]) => Number(name.match(/^(?:options|key_points|blanks)-(\d+)/)?.[1] ?? -1)));
  for (const rows of form.querySelectorAll('[data-rows]')) {
    for (let n = rows.children.length; n <= highest; n += 1) addRow(rows);
  }
  return entries;
}

if (form && beside) {
  keep(form, makeRows, changed);
  const blanks = form.querySelector('#blanks [data-rows]');
  if (blanks) form.querySelector('#stem').addEventListener('input', (event) => followBlanks(event.target, blanks));
  form.addEventListener('input', later);
  form.addEventListener('click', press);
  form.addEventListener('keydown', type);
  document.addEventListener('keydown', store);
  form.addEventListener('paste', paste);
  form.addEventListener('focusin', (event) => {
    if (event.target.dataset?.paste === 'block') lastField = event.target;
  });
  for (const tools of form.querySelectorAll('[data-inserts]')) tools.hidden = false;
  for (const button of form.querySelectorAll('[data-insert], [data-insert-block]')) {
    button.addEventListener('click', () => insertSample(button));
  }
  form.querySelector('button[value="picture"]')?.addEventListener('click', pressPicture);
  form.querySelector('[data-preview-button]')?.addEventListener('click', (event) => {
    event.preventDefault();
    refresh();
    beside.scrollIntoView({ block: 'nearest' });
  });
  // Enter in a text field would press the hidden first button: the preview, which follows anyway.
  // Captured, so that the guard against sending twice does not count it.
  form.addEventListener('submit', (event) => {
    if (event.submitter?.getAttribute('aria-hidden') !== 'true') return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, { capture: true });
}
