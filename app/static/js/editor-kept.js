// What is typed into the item editor also stays in this tab's own storage until the server has stored it:
// whoever was signed out meanwhile, or whose page went away, gets it offered when the form opens again. It
// goes with the tab, so that nothing is left on a computer that several people use, and it is kept under the
// person's own key, so that nobody else is offered it.

const PREFIX = 'zhike-item:';

const entriesOf = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && name !== 'csrf_token' && name !== 'picture_words');
const words = (entries) => JSON.stringify(entries.filter(([name]) => name !== 'based_on'));

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, entries) {
  try {
    sessionStorage.setItem(key, JSON.stringify(entries));
  } catch {
    // No storage, or full: the form still works, and leaving it is warned about.
  }
}

function drop(key) {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // No storage: nothing was kept.
  }
}

// As many rows as the names ask for; `more(rows)` makes one.
function makeRows(form, entries, more) {
  const highest = Math.max(-1, ...entries.map(([name]) => Number(name.match(/^(?:options|key_points|blanks)-(\d+)/)?.[1] ?? -1)));
  for (const rows of form.querySelectorAll('[data-rows]')) {
    for (let n = rows.children.length; n <= highest; n += 1) more(rows);
  }
}

function fill(form, entries) {
  const given = new Map();
  for (const [name, value] of entries) given.set(name, [...(given.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || field.name === 'csrf_token' || field.type === 'file' || field.type === 'submit') continue;
    const values = given.get(field.name) ?? [];
    if (field.type === 'checkbox' || field.type === 'radio') field.checked = values.includes(field.value);
    else if (values.length) [field.value] = values;
  }
}

// A page that comes back opens where it was scrolled to; what is on offer stands at its top.
function show(offer) {
  history.scrollRestoration = 'manual';
  offer.hidden = false;
  offer.focus();
}

// Keeps what is typed, and offers what was kept. `more` adds a row, `told` says that the form has changed.
export function keep(form, more, told) {
  const key = PREFIX + form.dataset.keptAs;
  const offer = document.querySelector('[data-kept]');
  const kept = read(key);
  const put = () => write(key, entriesOf(form));
  if (kept && words(kept) !== words(entriesOf(form))) show(offer);
  else drop(key);
  offer.querySelector('[data-kept-take]').addEventListener('click', () => {
    makeRows(form, kept, more);
    fill(form, kept);
    offer.hidden = true;
    told();
    form.querySelector('textarea').focus();
  });
  offer.querySelector('[data-kept-drop]').addEventListener('click', () => {
    drop(key);
    offer.hidden = true;
    form.querySelector('textarea').focus();
  });
  // What is on offer stays in this page, whatever is typed meanwhile.
  form.addEventListener('input', put);
  form.addEventListener('submit', put);
  document.querySelector('[data-kept-leave]')?.addEventListener('click', () => drop(key));
}

// The server has it: what was kept may go.
for (const done of document.querySelectorAll('[data-kept-done]')) drop(PREFIX + done.dataset.keptDone);
