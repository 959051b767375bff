// Entries of ABC, RFM, CLV and the written part: each is saved when it is left, texts also while one writes.
// Without this module the form's button saves all of them.

import { makeSaver } from './file-save.js';

const WAIT = 1500;

for (const form of document.querySelectorAll('form[data-entries]')) {
  const saver = makeSaver(form.dataset.save);
  const timers = new Map();
  const known = (entry) => form.elements[`w:${entry.dataset.entry}`];

  function save(entry) {
    clearTimeout(timers.get(entry));
    const seen = known(entry);
    const value = entry.value.replaceAll('\r\n', '\n');
    const was = seen.value.replaceAll('\r\n', '\n');
    if (value === was) return;
    const [row, field] = entry.dataset.entry.split(':');
    seen.value = value;
    entry.classList.add('pending');
    saver.push({
      ops: [{ do: 'set', table: form.dataset.table, row, field, value, was }],
      done: (reply) => {
        entry.classList.remove('pending');
        const shown = entry.parentElement.querySelector('[data-shown]');
        if (shown) shown.textContent = reply.shown[0]?.shown ? `= ${reply.shown[0].shown}` : '';
      },
      refused: (reply) => {
        entry.classList.remove('pending');
        if (reply.fault === 'changed') seen.value = reply.now;
        else seen.value = was;
        entry.setAttribute('aria-invalid', 'true');
      },
    });
  }

  form.addEventListener('change', (event) => {
    if (event.target.matches('[data-entry]')) save(event.target);
  });
  form.addEventListener('input', (event) => {
    const entry = event.target;
    if (!entry.matches('textarea[data-entry]')) return;
    clearTimeout(timers.get(entry));
    timers.set(entry, setTimeout(() => save(entry), WAIT));
  });
  // Enter goes one row down, as in a sheet.
  form.addEventListener('keydown', (event) => {
    const entry = event.target;
    if (event.key !== 'Enter' || event.isComposing || !entry.matches('td input[data-entry]')) return;
    event.preventDefault();
    save(entry);
    const place = entry.closest('td').cellIndex;
    entry.closest('tr').nextElementSibling?.cells[place]?.querySelector('[data-entry]')?.focus();
  });
  form.addEventListener('submit', () => {
    for (const entry of form.querySelectorAll('[data-entry]')) clearTimeout(timers.get(entry));
  });
}
