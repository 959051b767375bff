// Notes and highlights beside the lesson. What is selected can be underlined or written about; what was kept
// is found again in the text by its words. Without this module notes are written in the form beside the text.

const prose = document.querySelector('[data-prose]');
const list = document.querySelector('[data-notes]');
const pick = document.querySelector('[data-pick]');
const form = document.querySelector('[data-note-form]');
const dialog = document.getElementById('note-dialog');
const status = document.querySelector('[data-note-said]');
// Not part of the text: questions, definitions, drawings, formulas, words for screen readers.
const APART = '.zk-ask, .zk-pop, .zk-vh, form, svg, math';
const LONGEST = 500;

/** The text's nodes in order. */
function textNodes() {
  const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT, {
    acceptNode: (node) => (node.parentElement.closest(APART) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT),
  });
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

/** The text without spaces, and for each of its characters where it stands. */
function readText() {
  let text = '';
  const places = [];
  for (const node of textNodes()) {
    for (let at = 0; at < node.data.length; at += 1) {
      if (/\s/.test(node.data[at])) continue;
      text += node.data[at];
      places.push([node, at]);
    }
  }
  return { text, places };
}

/** Underline the words that a note hangs on; words that are no longer in the text stay in the list alone. */
function highlight(note) {
  const quote = note.querySelector('[data-quote]')?.textContent.replace(/\s+/g, '');
  if (!quote) return;
  const { text, places } = readText();
  const start = text.indexOf(quote);
  if (start < 0) return;
  const runs = new Map();
  for (const [node, at] of places.slice(start, start + quote.length)) {
    const run = runs.get(node) ?? [at, at];
    run[1] = at;
    runs.set(node, run);
  }
  for (const [node, [from, to]] of runs) {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to + 1);
    const mark = document.createElement('mark');
    mark.className = 'zk-mark';
    mark.dataset.for = note.id;
    range.surroundContents(mark);
  }
}

/** What is selected, as one line of the lesson's own text. */
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!prose.contains(range.commonAncestorContainer)) return null;
  let quote = '';
  for (const node of textNodes()) {
    if (!range.intersectsNode(node)) continue;
    const from = node === range.startContainer ? range.startOffset : 0;
    const to = node === range.endContainer ? range.endOffset : node.data.length;
    quote += node.data.slice(from, to);
  }
  quote = quote.replace(/\s+/g, ' ').trim();
  return quote.length >= 2 && quote.length <= LONGEST ? { quote, box: range.getBoundingClientRect() } : null;
}

let quote = '';

function offer() {
  const found = dialog.open ? null : selected();
  pick.hidden = !found;
  if (!found) return;
  quote = found.quote;
  const width = pick.offsetWidth;
  const left = Math.min(Math.max(8, found.box.left), document.documentElement.clientWidth - width - 8);
  pick.style.left = `${left + scrollX}px`;
  pick.style.top = `${found.box.bottom + scrollY + 8}px`;
}

let timer = 0;
document.addEventListener('selectionchange', () => {
  clearTimeout(timer);
  timer = setTimeout(offer, 200);
});
// A press on the buttons must not take the selection away before they act.
pick.addEventListener('pointerdown', (event) => event.preventDefault());

pick.querySelector('[data-pick-mark]').addEventListener('click', async () => {
  const body = new FormData(form);
  body.set('quote', quote);
  body.set('text', '');
  const failed = await keep(body);
  if (failed) write(failed);
});

pick.querySelector('[data-pick-note]').addEventListener('click', () => write(''));

function write(problem) {
  pick.hidden = true;
  form.elements.quote.value = quote;
  form.querySelector('[data-note-quote]').textContent = quote;
  complain(problem);
  dialog.showModal();
  form.elements.text.focus();
}

function complain(problem) {
  const place = form.querySelector('[data-note-error]');
  place.textContent = problem;
  place.hidden = !problem;
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = '1';
  const failed = await keep(new FormData(form));
  delete form.dataset.busy;
  complain(failed);
  if (failed) return;
  form.elements.text.value = '';
  dialog.close();
});

/** Send a note and show it; returns what went wrong, or "". */
async function keep(body) {
  const lost = form.querySelector('[data-note-error]').dataset.noteError;
  try {
    const answer = await fetch(form.action, {
      method: 'POST',
      body,
      headers: { 'X-Requested-With': 'fetch', Accept: 'application/json' },
    });
    const text = await answer.text();
    if (answer.status === 201) {
      show(text);
      return '';
    }
    return answer.headers.get('Content-Type')?.includes('json') ? JSON.parse(text).error : lost;
  } catch {
    return lost;
  }
}

function show(html) {
  const note = new DOMParser().parseFromString(html, 'text/html').querySelector('[data-note]');
  list.append(note);
  const hint = document.querySelector('[data-notes-empty]');
  if (hint) hint.hidden = true;
  getSelection().removeAllRanges();
  pick.hidden = true;
  highlight(note);
  status.textContent = status.dataset.noteSaid;
}

// From the underlined words to their note.
prose.addEventListener('click', (event) => {
  const mark = event.target.closest('mark[data-for]');
  if (!mark || event.target.closest('a') || !getSelection().isCollapsed) return;
  document.getElementById(mark.dataset.for)?.focus();
});

for (const note of list.querySelectorAll('[data-note]')) highlight(note);
