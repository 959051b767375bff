// Importing: a file may be dropped anywhere on its frame, and is weighed before it travels; options move up without a round to the
// server and letters follow. Without this script the same buttons do the same through the server.

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
