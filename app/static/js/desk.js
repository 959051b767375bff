// The grading desk by keyboard: digits judge the current key point, Enter gives the marks.
// Everything here only fills in and sends the page's one form, which works without it.

const form = document.querySelector('[data-desk]');
const points = form ? [...form.querySelectorAll('[data-point]')] : [];
const exact = (text) => (/^\d{1,9}(\.\d{0,2})?$/.test(text.trim()) ? Math.round(Number(text) * 100) : NaN);
let current = 0;

function value(point) {
  const other = point.querySelector('input[name^="px-"]').value;
  return exact(other || point.querySelector('input[type="radio"]:checked')?.value || '');
}

// The server counts again, exactly; this is only what the marker sees.
function showTotal() {
  const place = form.querySelector('[data-total] b');
  if (!place) return;
  const available = points.reduce((sum, point) => sum + exact(point.dataset.max), 0);
  const total = points.reduce((sum, point) => sum + value(point), 0);
  const worth = exact(form.querySelector('[data-worth]').dataset.worth);
  place.textContent = Number.isNaN(total) ? '—' : String(Math.round((total * worth) / available) / 100);
}

function go(index) {
  current = Math.max(0, Math.min(points.length - 1, index));
  points.forEach((point, at) => {
    if (at === current) point.setAttribute('aria-current', 'true');
    else point.removeAttribute('aria-current');
  });
  points[current]?.scrollIntoView({ block: 'nearest' });
}

function judge(level) {
  const point = points[current];
  const radios = point?.querySelectorAll('input[type="radio"]') ?? [];
  if (!radios[level]) return;
  radios[level].checked = true;
  point.querySelector('input[name^="px-"]').value = '';
  showTotal();
  go(current + 1);
}

const typing = (target) => target.matches('input:not([type="radio"]):not([type="checkbox"]), textarea, select, summary, a, button');

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target)) {
    if (event.key === 'Escape') event.target.blur();
    return;
  }
  const acts = {
    ArrowDown: () => go(current + 1),
    ArrowUp: () => go(current - 1),
    0: () => judge(0),
    1: () => judge(1),
    2: () => judge(2),
    '.': () => points[current]?.querySelector('input[name^="px-"]').focus(),
    c: () => form.querySelector('#comment')?.focus(),
    s: () => form.dataset.later && location.assign(form.dataset.later),
    z: () => form.querySelector('[data-undo]')?.click(),
    Enter: () => form.querySelector('.zk-grade__points button[type="submit"]')?.click(),
  };
  const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

// Others are led to other groups while this page is open and in sight.
async function claim() {
  if (!document.hidden) {
    const body = new FormData();
    body.append('csrf_token', form.querySelector('[name="csrf_token"]').value);
    for (const box of form.querySelectorAll('input[name="work"]')) body.append('work', box.value);
    try {
      const answer = await fetch(form.dataset.claim, { method: 'POST', body });
      if (answer.ok) form.querySelector('[data-taken]').hidden = !(await answer.json()).taken;
    } catch {
      // Without a network nobody is led elsewhere; what is stored twice is noticed by the server.
    }
  }
  setTimeout(claim, 40_000);
}

if (form) {
  form.addEventListener('input', (event) => {
    const point = event.target.closest('[data-point]');
    if (point) {
      if (event.target.type === 'radio') point.querySelector('input[name^="px-"]').value = '';
      go(points.indexOf(point));
    }
    showTotal();
  });
  form.addEventListener('focusin', (event) => {
    const point = event.target.closest('[data-point]');
    if (point) go(points.indexOf(point));
  });
  // Enter in a text input would otherwise press the form's first button.
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target.matches('input[name^="px-"], #comment') && !event.isComposing) {
      event.preventDefault();
      form.querySelector('.zk-grade__points button[type="submit"]').click();
    }
  });
  document.addEventListener('keydown', onKey);
  form.querySelector('[data-accept]')?.addEventListener('toggle', (event) => {
    const chosen = document.getSelection();
    const inside = chosen.anchorNode?.parentElement?.closest('[data-answer-text]');
    if (event.target.open && inside) form.querySelector('#phrase').value = chosen.toString().trim().slice(0, 200);
  });
  if (form.dataset.claim) claim();
  const keys = form.querySelector('[data-keys]');
  if (keys && points.length) keys.hidden = false;
  if (points.length) {
    go(0);
    showTotal();
  }
}
