// Importing: a file may be dropped anywhere on its frame, and is weighed before it travels; options move up without a round to the
// server and letters follow. Without this script the same buttons do the same through the server.

import { keep } from './kept.js';

for (const place of document.querySelectorAll('[data-drop]')) {
  const input = place.querySelector('input[type="file"]');
  const tooLarge = place.querySelector('[data-too-large]');
  input.addEventListener('input', () => {
    const isTooLarge = [...input.files].some((file) => file.size > Number(place.dataset.most));
    tooLarge.hidden = !isTooLarge;
    input.setCustomValidity(isTooLarge ? tooLarge.textContent.trim() : '');
  });
  const show = (on) => place.toggleAttribute('data-over', on);
  place.addEventListener('dragover', (event) => { event.preventDefault(); show(true); });
  place.addEventListener('dragleave', () => show(false));
  place.addEventListener('drop', (event) => {
    event.preventDefault();
    show(false);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.focus();
  });
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

function letter(rows) {
  [...rows.children].forEach((row, index) => {
    const shown = row.querySelector('[data-letter]');
    if (shown.textContent !== '+') shown.textContent = LETTERS[index];
  });
}

for (const button of document.querySelectorAll('[data-import] [data-up]')) {
  button.addEventListener('click', (event) => {
    const row = button.closest('[data-row]');
    const above = row.previousElementSibling;
    event.preventDefault();
    if (!above) return;
    above.before(row);
    letter(row.parentElement);
    row.dispatchEvent(new Event('input', { bubbles: true }));
    button.focus();
  });
}

// Of what this tab kept, the cards that show the same fields still; their options stand again as they had been
// moved, each button with the number of its option.
function ready(form, entries) {
  const shows = (name) => form.elements.namedItem(name)?.value;
  const changed = new Set(entries.filter(([name, value]) => /^c\d+-shown$/.test(name) && shows(name) !== value).map(([name]) => name.replace('shown', '')));
  const kept = entries.filter(([name]) => !changed.has(name.match(/^c\d+-/)?.[0]));
  const places = new Map();
  for (const [name, value] of kept) if (/^c\d+-w$/.test(name)) places.set(name, [...(places.get(name) ?? []), value]);
  for (const [name, values] of places) {
    const rows = [...form.querySelectorAll(`input[name="${name}"]`)].map((field) => field.closest('[data-row]'));
    rows.forEach((row, index) => { if (values[index]) row.querySelector('.zk-tick').value = values[index]; });
  }
  return kept;
}

const form = document.querySelector('form[data-import]');
if (form) {
  keep(form, (entries) => ready(form, entries), () => {
    for (const fold of form.querySelectorAll('details.zk-import__fold')) {
      fold.open ||= [...fold.querySelectorAll('input, textarea')].some((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked);
    }
    form.dispatchEvent(new Event('input', { bubbles: true }));
  });
}
