// The exam hall: saves as one writes, counts down by the server's clock, survives a lost network.

import { face, startClock } from './exam-clock.js';
import { followPlace } from './exam-place.js';
import { newClient, openQueue } from './exam-queue.js';
import { findQuestions, showSave } from './exam-questions.js';
import { Sender } from './exam-sender.js';
import { downloadRescue } from './exam-seal.js';
import { openSignIn } from './exam-sign-in.js';
import { watch } from './exam-watch.js';

const form = document.querySelector('[data-exam]');
const words = JSON.parse(form.dataset.words);
const questions = findQuestions(form);
const bySlot = new Map(questions.map((question) => [question.slot, question]));
const overall = form.querySelector('[data-overall] [data-save]');
const POLL = 30000;
const HELPLESS = 20000; // without a server for so long: a rescue file is offered
let leaving = false;

let serverAhead = Date.now() - performance.now(); // until the server has said what time it is
const watcher = watch({
  leaving: Boolean(form.dataset.watches),
  serverNow: () => serverAhead + performance.now(),
});

const signIn = openSignIn({
  form,
  dialog: document.getElementById('signed-out'),
  ask: () => sender.ask(),
  flush: () => sender.flush(),
  note,
});
const numbers = JSON.parse(form.dataset.numbers);
const queue = await openQueue(form.dataset.exam);
const sender = new Sender({
  urls: { save: form.action, state: form.dataset.state, turn: form.dataset.turn, pulse: form.dataset.pulse },
  queue,
  client: newClient(),
  token: document.querySelector('meta[name="csrf-token"]').content,
  numbers,
  watcher,
  tell: {
    state: showState,
    late: (slot) => {
      showSave(bySlot.get(slot)?.line, 'refused', { text: words.late });
      sender.ask();
    },
    closed: () => leave(form.dataset.receipt),
    signedOut: (other) => signIn.show(true, other),
    signedIn: () => signIn.show(false),
    superseded: stopWriting,
    messages: showMessages,
    clock(left, now) {
      sync(left);
      showClosing(left);
      if (now) serverAhead = Date.parse(now) - performance.now();
    },
    problem: (text) => note('problem', true, text),
  },
});

// --- saving

let savedAt = '';
let awaited = false; // whether the candidate was told that unsent answers are in the way
let restored = 0; // answers of an earlier page that are on their way

function showState(slot, state, time) {
  const question = bySlot.get(slot);
  if (!question) return;
  if (state === 'saved') savedAt = time;
  if (state === 'offline' || state === 'kept') question.local = state;
  else if (state === 'saved' || state === 'refused') question.local = ''; // trying or writing on changes nothing
  showSave(question.line, state, { time });
  question.showCell(words);
  showOverall();
}

function showOverall() {
  const states = questions.map((question) => question.line.dataset.s);
  const causes = questions.map((question) => question.local).filter(Boolean);
  const cause = causes.includes('offline') ? 'offline' : causes[0];
  note('offline', cause === 'offline', words.unsent.replace('{n}', causes.length));
  note('refusing', cause === 'kept' && !signIn.isAsked(), words.held.replace('{n}', causes.length));
  if (cause) showSave(overall, cause, { text: words[cause] });
  else if (states.includes('queued')) showSave(overall, 'queued');
  else if (savedAt) showSave(overall, 'saved', { time: savedAt });
  if (!sender.unsent.size) showArrived();
  showCounts();
  watchHelplessness();
}

// Everything is there: what was said about answers on their way is no longer true.
function showArrived() {
  if (awaited) note('problem', false);
  awaited = false;
  if (restored) note('restored', true, words.resent.replace('{n}', restored));
  restored = 0;
}

function showAwaited() {
  awaited = true;
  note('problem', true, words.waiting.replace('{n}', sender.unsent.size));
}

function showCounts() {
  const done = questions.filter((question) => question.isAnswered).length;
  const put = (selector, text) => {
    document.querySelector(selector).textContent = text.replace('{n}', done).replace('{all}', questions.length);
  };
  put('[data-count-done]', words.count);
  put('[data-count-card]', words.card);
}

// --- words of the staff

function showMessages(messages) {
  for (const { text, time } of messages) showMessage(words.message.replace('{time}', time).replace('{text}', text));
}

function showMessage(text) {
  const item = document.createElement('li');
  item.textContent = text;
  document.querySelector('[data-messages]').append(item);
  note('message', true);
}

form.querySelector('[data-heard]').addEventListener('click', () => note('message', false));

// --- no server for a while: what is unsent can be carried to the staff as a sealed file

let helpless = 0;

function watchHelplessness() {
  const stuck = questions.some((question) => question.local);
  if (stuck && !helpless) helpless = setTimeout(() => note('rescue', true), HELPLESS);
  if (!stuck && helpless) {
    clearTimeout(helpless);
    helpless = 0;
    note('rescue', false);
  }
}

form.querySelector('[data-save-rescue]').addEventListener('click', () => {
  const saves = [...sender.unsent.values()].map(({ client, seq, slot, response, flagged }) => ({ client, seq, slot, response, flagged }));
  const at = new Date(serverAhead + performance.now()).toISOString();
  const name = downloadRescue(JSON.parse(form.dataset.rescue), { client: sender.client, at, saves });
  note('rescue', true, words.rescued.replace('{name}', name));
});

function note(name, shown, text) {
  const box = document.querySelector(`[data-note="${name}"]`);
  const place = box.querySelector('[data-note-text]');
  if (text !== undefined && place.textContent !== text) place.textContent = text;
  box.hidden = !shown;
}

function changed(target) {
  const question = bySlot.get(questionOf(target)?.slot);
  if (!question) return;
  note('problem', false);
  sender.change(question.slot, question.read(), question.flag.checked, question.isQuick || target === question.flag);
  question.showCell(words);
  showCounts();
}

function questionOf(target) {
  const box = target.closest('[data-question]');
  return questions.find((question) => question.box === box);
}

form.addEventListener('input', (event) => {
  if (event.target.matches('[data-answer], [data-flag]')) changed(event.target);
});

// Nothing is posted as a form: Enter saves, the button goes to the check before handing in.
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const handIn = event.submitter?.matches('[data-hand-in]');
  const all = await sender.flush();
  if (!handIn) return;
  if (all) leave(form.dataset.check);
  else if (signIn.isAsked()) signIn.open();
  else showAwaited();
});

// Another page has taken the paper up. What stands here stays to be read; nothing is written any more.
function stopWriting() {
  for (const question of questions) {
    for (const input of [...question.inputs, question.flag]) input.disabled = true;
  }
  form.querySelector('[data-hand-in]').disabled = true;
  leaving = true; // nothing of this page is lost: the server keeps what it had not sent in time
  note('elsewhere', true);
  document.querySelector('[data-note="elsewhere"]').scrollIntoView({ block: 'center' });
}

document.querySelector('[data-take-over]').addEventListener('click', () => window.location.reload());

function leave(address) {
  leaving = true;
  window.location.assign(address);
}

window.addEventListener('beforeunload', (event) => {
  if (sender.unsent.size && !leaving) event.preventDefault();
});
document.addEventListener('visibilitychange', () => {
  if (sender.unsent.size) sender.flush();
  else if (document.visibilityState === 'visible') sender.ask();
});
window.addEventListener('focus', () => {
  if (sender.unsent.size) sender.flush();
});
window.addEventListener('pageshow', (event) => {
  if (event.persisted) window.location.reload(); // Back must not show what was true a while ago
});

// --- what an earlier page could not send

async function restore() {
  const entries = (await queue.all()).sort((one, other) => one.at - other.at);
  for (const entry of entries) {
    const question = bySlot.get(entry.slot);
    if (!question || sender.unsent.has(entry.slot)) continue; // written anew on this page already
    if (question.holds(entry.response, entry.flagged)) {
      await queue.drop(entry); // it had arrived, only the answer to it was lost
    } else if ((numbers[entry.slot] ?? 0) > entry.base) {
      offer(question, entry);
    } else {
      question.apply(entry.response, entry.flagged);
      sender.restore(entry);
      restored += 1;
    }
  }
  if (restored) note('restored', true, words.restored.replace('{n}', restored));
}

// The server has a newer answer from elsewhere: that one holds unless the candidate says otherwise.
function offer(question, entry) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'zk-btn';
  button.textContent = words.use.replace('{n}', questions.indexOf(question) + 1);
  button.addEventListener('click', () => {
    question.apply(entry.response, entry.flagged);
    changed(question.flag);
    button.remove();
    question.box.scrollIntoView();
    question.box.focus({ preventScroll: true });
    note('overtaken', Boolean(document.querySelector('[data-overtaken] button')));
  });
  document.querySelector('[data-overtaken]').append(button);
  note('overtaken', true);
}

// --- time

const clock = document.querySelector('[data-clock]');
const clockBox = document.querySelector('[data-clock-box]');
const bar = document.querySelector('[data-clock-bar]');
const announce = document.querySelector('[data-announce]');

const sync = startClock(Number(form.dataset.left), {
  onTick(left) {
    clock.textContent = face(left);
    bar.value = Math.min(bar.max, left / 1000);
    clockBox.classList.toggle('zk-clock--late', left <= 10 * 60000);
  },
  onMinutes(minutes) {
    announce.textContent = words.left.replace('{n}', minutes);
  },
  onOver: handInInTime,
});

// The time of closing as the server wrote it, in the site's zone; where staff move the deadline it moves
// along. The figures shown are the server's, so half a minute's doubt about the network is no move.
const closing = document.querySelector('[data-closing]');
const [hours, minutes, seconds] = closing.dataset.closing.split(':').map(Number);
const written = (hours * 60 + minutes) * 60 + seconds;
const due = performance.now() + Number(form.dataset.left);
let moved = 0;

function showClosing(left) {
  const by = Math.round((performance.now() + left - due) / 1000);
  if (Math.abs(by - moved) < 30) return;
  moved = by;
  const minute = Math.floor((((written + by) % 86400) + 86400) % 86400 / 60);
  const time = [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
  closing.textContent = words.closing.replace('{time}', time);
  showMessage(words.moved.replace('{time}', time));
}

// At the deadline what is unsent goes out, and the paper is handed in within the grace.
async function handInInTime() {
  announce.textContent = words.over;
  note('problem', true, words.over);
  while (!(await sender.flush())) {
    if (await sender.ask().then((body) => body?.left_ms > 0)) {
      note('problem', false);
      return; // minutes were added meanwhile
    }
    await new Promise((resolve) => { setTimeout(resolve, 2000); });
  }
  const body = await sender.ask();
  if (!body || body.state !== 'open' || body.left_ms > 0) {
    note('problem', body?.left_ms > 0 ? false : !body, words.over);
    return;
  }
  leaving = true;
  const post = document.createElement('form');
  post.method = 'post';
  post.action = form.dataset.submit;
  const token = document.createElement('input');
  Object.assign(token, { type: 'hidden', name: 'csrf_token', value: sender.token });
  post.append(token);
  document.body.append(post);
  post.submit();
}

(function poll() {
  setTimeout(async () => {
    if (!sender.unsent.size) await sender.ask();
    poll();
  }, POLL * (0.8 + 0.4 * Math.random()));
}());

followPlace({ form, bar: document.querySelector('.zk-hallbar'), questions, questionOf });

// --- looking an answer up, where the exam lets one: what is unsent goes first, and is fixed then

for (const slot of JSON.parse(form.dataset.locked)) {
  const question = bySlot.get(slot);
  for (const input of question ? [...question.inputs, question.flag] : []) input.disabled = true;
}
form.addEventListener('click', async (event) => {
  const link = event.target.closest('[data-look]');
  if (!link) return;
  event.preventDefault();
  if (await sender.flush()) leave(link.href);
  else showAwaited();
});

for (const part of document.querySelectorAll('[data-no-script]')) part.hidden = true;
// What was typed before this script ran has had nobody to listen.
for (const question of questions.filter((one) => one.isTouched)) changed(question.flag);
await restore();
await sender.flush(); // takes the paper up, and sends what was restored
form.dataset.ready = '1';
