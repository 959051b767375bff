// Menus, light and dark, and boxes that scroll. Every page works without it.

const menus = () => document.querySelectorAll('details[data-menu][open]');

function closeMenus(except) {
  for (const menu of menus()) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener('click', (event) => {
  closeMenus(event.target.closest('details[data-menu]'));
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  const menu = document.activeElement?.closest('details[data-menu][open]');
  closeMenus(null);
  menu?.querySelector('summary').focus();
});

document.addEventListener('focusin', (event) => {
  closeMenus(event.target.closest('details[data-menu]'));
});

// Light or dark shows at once; the server is told in the background and remembers.
for (const form of document.querySelectorAll('form[data-display]')) {
  form.addEventListener('submit', async (event) => {
    const button = event.submitter;
    if (button?.name !== 'theme') return;
    event.preventDefault();
    const root = document.documentElement;
    if (button.value === 'auto') root.removeAttribute('data-theme');
    else root.dataset.theme = button.value;
    for (const choice of document.querySelectorAll('form[data-display] [name="theme"]')) {
      choice.setAttribute('aria-pressed', String(choice.value === button.value));
    }
    const data = new FormData(form);
    data.set('theme', button.value);
    try {
      await fetch(form.action, { method: 'POST', body: data, redirect: 'manual' });
    } catch {
      // Offline: the choice holds on this page and is lost with it.
    }
  });
}

// A box that scrolls sideways can be reached and moved with the keyboard.
const label = document.body.dataset.scrolls ?? '';
function reach(box) {
  if (box.hasAttribute('tabindex') || box.scrollWidth <= box.clientWidth + 1) return;
  box.tabIndex = 0;
  if (box.matches('div, span')) {
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', label);
  }
}
const boxes = document.querySelectorAll('.zk-scrollx, .zk-svg, .zk-formula');
if ('ResizeObserver' in window) {
  const watcher = new ResizeObserver((entries) => entries.forEach((entry) => reach(entry.target)));
  boxes.forEach((box) => watcher.observe(box));
} else {
  boxes.forEach(reach);
}

// On a phone the rail opens where one is.
for (const here of document.querySelectorAll('.zk-rail [aria-current], .zk-tabs [aria-current]')) {
  const bar = here.closest('.zk-rail, .zk-tabs');
  if (bar.scrollWidth > bar.clientWidth) bar.scrollLeft = here.offsetLeft - bar.clientWidth / 2 + here.offsetWidth / 2;
}

for (const button of document.querySelectorAll('[data-print]')) {
  button.addEventListener('click', () => window.print());
}
