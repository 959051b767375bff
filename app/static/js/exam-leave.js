// Before and after handing in: what is still in this browser's queue is sent; after a confirmed
// hand-in the queue is emptied, for computers are shared.

import { face, startClock } from './exam-clock.js';
import { newClient, openQueue } from './exam-queue.js';
import { Sender } from './exam-sender.js';

const place = document.querySelector('[data-leave], [data-receipt]');
const sitting = place.dataset.leave ?? place.dataset.receipt;
const words = JSON.parse(place.dataset.words);
const queue = await openQueue(sitting);

function note(name, shown, text) {
  const box = document.querySelector(`[data-note="${name}"]`);
  if (text) box.querySelector('[data-note-text]').textContent = text;
  box.hidden = !shown;
}

function makeSender(tell) {
  return new Sender({
    urls: { save: place.dataset.save, state: place.dataset.state },
    queue,
    client: newClient(),
    token: document.querySelector('meta[name="csrf-token"]').content,
    tell,
  });
}

if (place.dataset.leave) {
  const sender = makeSender({ closed: () => window.location.reload() });
  const numbers = JSON.parse(place.dataset.numbers);
  for (const entry of await queue.all()) {
    // What was overtaken by a newer save elsewhere is offered in the hall, never sent unasked.
    if ((numbers[entry.slot] ?? 0) <= entry.base) sender.restore(entry);
  }
  if (sender.unsent.size) {
    note('unsent', true, words.waiting.replace('{n}', sender.unsent.size));
    if (await sender.flush()) window.location.reload(); // the lists were made without these
  }
  place.addEventListener('submit', (event) => {
    if (!sender.unsent.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    note('unsent', true, words.waiting.replace('{n}', sender.unsent.size));
    sender.flush().then((all) => { if (all) window.location.reload(); });
  }, { capture: true });
  const clock = document.querySelector('[data-clock]');
  startClock(Number(place.dataset.left), {
    onTick: (left) => { clock.textContent = face(left); },
    onOver: () => place.requestSubmit(),
  });
} else {
  let late = 0;
  const sender = makeSender({ late: () => { late += 1; } });
  for (const entry of await queue.all()) sender.restore(entry);
  if (await sender.flush()) {
    await queue.wipe();
    if (late) note('late', true, words.late.replace('{n}', late));
  }
}
place.dataset.ready = '1';
