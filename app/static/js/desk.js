// The grading desk by keyboard: digits judge the current key point, Enter gives the marks.
// Everything here only fills in and sends the page's one form, which works without it.

const form = document.querySelector('[data-desk]');
const points = form ? [...form.querySelectorAll('[data-point]')] : [];
const exact = (text) => (/^\d{1,9}(\.\d{0,2})?$/.test(text.trim()) ? Math.round(Number(text) * 100) : NaN);
const ticks = form ? [...form.querySelectorAll('input[name="work"]')] : [];
let current = 0;
let chosen = '';

function value(point) {
  const other = point.querySelector('input[name^="px-"]').value;
  return exact(other || point.querySelector('input[type="radio"]:checked')?.value || '');
}

// The server counts again, exactly; this is only what the marker sees.
function showTotal() {
  const place = form.querySelector('[data-total] b');
  if (!place) return;
  const given = form.querySelector('[data-worth]').dataset;
  // A number above what its key point is worth has no total: the server would refuse it.
  const fits = (point) => value(point) <= exact(point.dataset.max);
  const sum = points.every(fits) ? points.reduce((so, point) => so + value(point), 0) : NaN;
  // Where any so many points are asked for, what is given beyond their worth does not count.
  const most = given.most ? exact(given.most) : points.reduce((so, point) => so + exact(point.dataset.max), 0);
  const total = Math.min(sum, most);
  place.textContent = Number.isNaN(sum) ? '—' : String(Math.round((total * exact(given.worth)) / most) / 100);
  const over = form.querySelector('[data-over]');
  if (over) over.textContent = sum > most ? over.dataset.over.replace('{sum}', String(sum / 100)) : '';
}

// A phone has the answer above its key points: opening the page must not scroll past it.
const stacked = matchMedia('(max-width: 60rem)');

function go(index, { opening = false } = {}) {
  current = Math.max(0, Math.min(points.length - 1, index));
  points.forEach((point, at) => {
    if (at === current) point.setAttribute('aria-current', 'true');
    else point.removeAttribute('aria-current');
  });
  const number = points[current]?.dataset.point;
  for (const mark of form.querySelectorAll('[data-k]')) {
    mark.classList.toggle('zk-span--now', mark.dataset.k.split(' ').includes(number));
  }
  if (!opening || !stacked.matches) points[current]?.scrollIntoView({ block: 'nearest' });
}

function judge(level) {
  const point = points[current];
  const radios = point?.querySelectorAll('input[type="radio"]') ?? [];
  if (!radios[level]) return;
  radios[level].checked = true;
  point.querySelector('input[name^="px-"]').value = '';
  showTotal();
  go(following(current));
}

// After an open key point the next open one: one without points (two markers are apart, or nothing is
// proposed), else, where all have some, a doubtful one. The others need no key.
function following(index) {
  const next = points.findIndex((point, at) => at > index && isOpen(point));
  return next > 0 && (isOpen(points[index]) || isEmpty(points[next])) ? next : index + 1;
}

function isEmpty(point) {
  return Number.isNaN(value(point));
}

function isOpen(point) {
  return points.some(isEmpty) ? isEmpty(point) : isDoubtful(point);
}

function isDoubtful(point) {
  return 'doubt' in point.dataset;
}

// The ticks of a group: which answers the judgement is for.
function goToAnswer(step) {
  const at = ticks.indexOf(document.activeElement);
  const next = ticks[at < 0 ? (step > 0 ? 0 : ticks.length - 1) : at + step];
  next?.focus();
  next?.closest('article').scrollIntoView({ block: 'nearest' });
}

function tick() {
  const at = ticks.indexOf(document.activeElement);
  if (at < 0) goToAnswer(1);
  else ticks[at].checked = !ticks[at].checked;
}

// What is selected in an answer, without the numbers of key points; a click elsewhere clears a
// selection before anything could read it, so it is kept.
function noteSelection() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const within = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest('[data-answer-text]');
  if (!within(range.startContainer) || within(range.startContainer) !== within(range.endContainer)) return;
  const copy = range.cloneContents();
  copy.querySelectorAll('sup').forEach((number) => number.remove());
  copy.querySelectorAll('br').forEach((line) => line.replaceWith(' '));
  chosen = copy.textContent.trim().slice(0, 200);
  const panel = form.querySelector('[data-accept]');
  if (panel?.open && chosen) form.querySelector('#phrase').value = chosen;
}

function accept() {
  const panel = form.querySelector('[data-accept]');
  if (!panel) return;
  panel.open = true;
  panel.querySelector('#phrase').focus();
}

function fillAccept(event) {
  if (!event.target.open) return;
  const words = chosen || points[current]?.dataset.near;
  if (words) form.querySelector('#phrase').value = words;
  const choice = form.querySelector('#phrase-point');
  if (choice.options[current]) choice.selectedIndex = current;
}

function toggle(selector, property) {
  const part = form.querySelector(selector);
  if (part) part[property] = !part[property];
}

// Keys of one character get in the way of those who speak to their computer: they can be turned off.
const KEYS_OFF = 'zk-desk-keys-off';
let keysOff = false;
try {
  keysOff = localStorage.getItem(KEYS_OFF) === '1';
} catch {
  // Where nothing may be stored the choice holds for this page.
}

function turnKeys(off) {
  keysOff = off;
  try {
    localStorage.setItem(KEYS_OFF, off ? '1' : '0');
  } catch {
    // As above.
  }
  showKeys();
}

function showKeys() {
  const button = form.querySelector('[data-keys-off]');
  button.setAttribute('aria-pressed', String(keysOff));
  for (const key of form.querySelectorAll('[data-one-key]')) key.hidden = keysOff;
  // What turns them on again must not hide behind one of them.
  if (keysOff) form.querySelector('[data-more-keys]').hidden = false;
}

const typing = (target) => target.matches('input:not([type="radio"]):not([type="checkbox"]), textarea, select, summary, a, button');

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target)) {
    if (event.key === 'Escape') event.target.blur();
    return;
  }
  if (keysOff && event.key.length === 1) return;
  const acts = {
    ArrowDown: () => go(current + 1),
    ArrowUp: () => go(current - 1),
    0: () => judge(0),
    1: () => judge(1),
    2: () => judge(2),
    '.': () => points[current]?.querySelector('input[name^="px-"]').focus(),
    c: () => form.querySelector('#comment')?.focus(),
    s: () => form.dataset.later && location.assign(form.dataset.later),
    j: () => goToAnswer(1),
    k: () => goToAnswer(-1),
    x: tick,
    a: accept,
    l: () => form.querySelector('[data-ask]')?.click(),
    q: () => toggle('[data-question]', 'open'),
    '?': () => toggle('[data-more-keys]', 'hidden'),
    z: () => form.querySelector('[data-undo]')?.click(),
    Enter: () => form.querySelector('.zk-grade__points button[type="submit"]')?.click(),
  };
  const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  // A key held down must not judge groups that nobody has seen.
  if (!event.repeat || event.key.startsWith('Arrow')) act();
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
      if (!event.repeat) form.querySelector('.zk-grade__points button[type="submit"]').click();
    } else if (event.key === 'Enter' && event.target.matches('#phrase') && !event.isComposing) {
      event.preventDefault();
      if (!event.repeat) form.querySelector('[data-accept] button').click();
    }
  });
  document.addEventListener('keydown', onKey);
  document.addEventListener('selectionchange', noteSelection);
  form.querySelector('[data-accept]')?.addEventListener('toggle', fillAccept);
  if (form.dataset.claim) claim();
  const keys = form.querySelector('[data-keys]');
  if (keys && points.length) {
    keys.hidden = false;
    keys.querySelector('[data-keys-off]').addEventListener('click', () => turnKeys(!keysOff));
    showKeys();
    // What sticks to the window's end stays above the row of keys, however many lines it has.
    new ResizeObserver(() => form.style.setProperty('--zk-keys', `${keys.offsetHeight}px`)).observe(keys);
    form.style.setProperty('--zk-keys', `${keys.offsetHeight}px`);
  }
  if (points.length) {
    const fault = points.findIndex((point) => 'fault' in point.dataset);
    go(fault < 0 ? Math.max(0, points.findIndex(isOpen)) : fault, { opening: true });
    showTotal();
  }
}
