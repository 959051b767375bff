// Copies the text of data-copy; the button says so. Shown only where the browser lets pages copy,
// which it does over HTTPS and on this machine: the text stands on the page as well.

for (const button of document.querySelectorAll('[data-copy]')) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      return; // refused by the browser: nothing was copied, and the button claims nothing
    }
    button.querySelector('[data-copy-text]').textContent = button.dataset.copied;
  });
}
