// What is typed into a form of the bank, the item editor or the cards of an import, also stays in this tab's own
// storage until the server has stored it: whoever was signed out meanwhile, or whose page went away, gets it
// offered when the form opens again. It goes with the tab, so that nothing is left on a computer that several
// people use, and it is kept under the person's own key, so that nobody else is offered it.

const PREFIX = 'zhike-item:';
// What only says which version the form was filled on, and no word of anybody's.
const MARKS = /^(?:based_on|c\d+-(?:seen|shown|w))$/;

function entriesOf(form) {
  const left = new Set(['csrf_token', 'picture_words', ...[...form.querySelectorAll('[data-not-kept]')].map((field) => field.name)]);
  return [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && !left.has(name));
}

// Which card of an import a field belongs to; the editor has none.
const cardOf = (name) => name.match(/^c\d+-/)?.[0];

// Entries of the cards that both have: one that another tab stored meanwhile is gone, and nothing can go back there.
function shared(entries, others) {
  const cards = new Set(others.map(([name]) => cardOf(name)));
  return entries.filter(([name]) => !cardOf(name) || cards.has(cardOf(name)));
}

const words = (entries) => JSON.stringify(entries.filter(([name]) => !MARKS.test(name)));

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

// Fields of one name (the options of a card) take their words one after the other. Of a card that was not on the
// page when it was kept nothing is touched, for an empty box of it says nothing.
function fill(form, entries) {
  const given = new Map();
  for (const [name, value] of entries) given.set(name, [...(given.get(name) ?? []), value]);
  const cards = new Set(entries.map(([name]) => cardOf(name)));
  for (const field of form.elements) {
    if (!field.name || field.name === 'csrf_token' || 'notKept' in field.dataset || field.type === 'file' || field.type === 'submit') continue;
    const card = cardOf(field.name);
    if (card && !cards.has(card)) continue;
    const values = given.get(field.name) ?? [];
    if (field.type === 'checkbox' || field.type === 'radio') field.checked = values.includes(field.value);
    else if (values.length) field.value = values.length > 1 ? values.shift() : values[0];
  }
}

// A page that comes back opens where it was scrolled to; what is on offer stands at its top.
function show(offer) {
  history.scrollRestoration = 'manual';
  offer.hidden = false;
  offer.focus();
}

// Keeps what is typed, and offers what was kept. `ready` makes the form fit to take entries and says which it can
// take, `told` says that the form has changed.
export function keep(form, ready, told) {
  const key = PREFIX + form.dataset.keptAs;
  const offer = document.querySelector('[data-kept]');
  const kept = read(key);
  const put = () => write(key, entriesOf(form));
  const first = () => form.querySelector('textarea').focus();
  const now = entriesOf(form);
  if (kept && words(shared(kept, now)) !== words(shared(now, kept))) show(offer);
  else drop(key);
  offer.querySelector('[data-kept-take]').addEventListener('click', () => {
    fill(form, ready(kept));
    offer.hidden = true;
    told();
    first();
  });
  offer.querySelector('[data-kept-drop]').addEventListener('click', () => {
    drop(key);
    offer.hidden = true;
    first();
  });
  // What is on offer stays in this page, whatever is typed meanwhile.
  form.addEventListener('input', put);
  form.addEventListener('submit', put);
  document.querySelector('[data-kept-leave]')?.addEventListener('click', () => drop(key));
}

// The server has it: what was kept may go.
for (const done of document.querySelectorAll('[data-kept-done]')) drop(PREFIX + done.dataset.keptDone);
