// A respondent's draft: kept in this browser only, until the questionnaire is sent. Without script the form works
// all the same and keeps nothing.

const PREFIX = 'zhike-survey-';

function store() {
  try {
    return window.localStorage;
  } catch {
    return null; // private windows of some phones
  }
}

const drafts = store();
const form = document.querySelector('form[data-survey-answer]');

function read(key) {
  try {
    return JSON.parse(drafts.getItem(key)) ?? null;
  } catch {
    return null;
  }
}

function put(values) {
  for (const input of form.elements) {
    const kept = values[input.name];
    if (!kept) continue;
    if (input.type === 'radio' || input.type === 'checkbox') input.checked = kept.includes(input.value);
    else if (input.type === 'textarea' || input.name === 'begun') input.value = kept[0];
  }
}

function keep(key) {
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (name === 'csrf_token') continue;
    (values[name] ??= []).push(value);
  }
  try {
    drafts.setItem(key, JSON.stringify(values));
  } catch {
    // A full store loses the draft, never the answers on the page.
  }
}

if (form && drafts) {
  const key = PREFIX + form.dataset.surveyAnswer;
  const kept = read(key);
  if (kept && !document.querySelector('[role="alert"]')) {
    put(kept);
    const told = document.querySelector('[data-survey-draft]');
    if (told && Object.keys(kept).length > 1) told.hidden = false;
  }
  form.addEventListener('change', () => keep(key));
  form.addEventListener('input', () => keep(key));
}

const sent = document.querySelector('[data-survey-sent]');
if (sent && drafts) {
  for (const key of Object.keys(drafts)) {
    if (key.startsWith(PREFIX + sent.dataset.surveySent)) drafts.removeItem(key);
  }
}
