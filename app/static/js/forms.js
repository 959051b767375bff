// Forms: a second click does not send twice; leaving with unsaved changes is warned about where a
// form asks for it (data-unsaved); filters send themselves when a choice is made (data-auto).

for (const form of document.querySelectorAll('form[method="post"]')) {
  form.addEventListener('submit', (event) => {
    if (event.defaultPrevented || form.dataset.guard === 'off') return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = '1';
    // After the browser has read the form, or the button's own value would not be sent.
    setTimeout(() => event.submitter?.setAttribute('aria-busy', 'true'));
  });
}

// Coming back with the browser's Back button: everything may be sent again.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
  for (const busy of document.querySelectorAll('[aria-busy="true"]')) busy.removeAttribute('aria-busy');
});

const changed = new Set();
for (const form of document.querySelectorAll('form[data-unsaved]')) {
  form.addEventListener('input', () => changed.add(form));
  form.addEventListener('submit', (event) => {
    if (!event.defaultPrevented) changed.delete(form);
  });
}
window.addEventListener('beforeunload', (event) => {
  if (changed.size) event.preventDefault();
});

for (const form of document.querySelectorAll('form[data-auto]')) {
  form.addEventListener('change', () => form.requestSubmit());
}

// “Select all” above a list of ticks: data-all="NAME" governs the boxes of that name in its form.
for (const all of document.querySelectorAll('input[data-all]')) {
  const ticks = () => [...(all.form ?? document).querySelectorAll(`input[type="checkbox"][name="${all.dataset.all}"]`)];
  const show = () => {
    const on = ticks().filter((tick) => tick.checked).length;
    all.checked = on > 0 && on === ticks().length;
    all.indeterminate = on > 0 && on < ticks().length;
  };
  all.addEventListener('change', () => ticks().forEach((tick) => { tick.checked = all.checked; }));
  (all.form ?? document).addEventListener('change', show);
  show();
}

document.querySelector('[data-focus-me]')?.focus();
