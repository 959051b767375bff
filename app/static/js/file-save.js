// Saving of a customer file: one step after another to the server's log. “Saved” is said only after the
// server's answer, with its time. What could not be sent waits and is tried again; a refusal shows what
// stands there now.

const PAUSE = 3000;
const token = document.querySelector('meta[name="csrf-token"]')?.content ?? '';

/** Takes units {ops, done(reply), refused(reply)} and sends them in order. */
export function makeSaver(address) {
  const line = document.querySelector('[data-save-line]');
  const box = document.querySelector('[data-refused]');
  const queue = [];
  const idle = [];
  let busy = false;

  function say(state, time = '') {
    if (!line) return;
    line.dataset.state = state;
    line.textContent = line.dataset[state].replace('{time}', time);
  }

  function refuse(text) {
    if (!box) return;
    box.hidden = false;
    box.querySelector('[data-refused-text]').textContent = text;
  }

  function saved(reply) {
    if (reply.number !== null) {
      for (const seen of document.querySelectorAll('[data-seen]')) seen.value = reply.number;
      document.querySelector('[data-undo]')?.removeAttribute('disabled');
      document.querySelector('[data-redo]')?.setAttribute('disabled', '');
    }
    say('saved', reply.time);
  }

  async function send(unit) {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': token },
      body: JSON.stringify({ ops: unit.ops }),
      redirect: 'error',
    });
    if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
    const reply = await answer.json();
    if (answer.ok) {
      saved(reply);
      unit.done?.(reply);
    } else {
      say('lost');
      refuse(reply.error ?? '');
      unit.refused?.(reply);
    }
  }

  async function run() {
    if (busy) return;
    busy = true;
    while (queue.length) {
      say('saving');
      try {
        await send(queue[0]);
        queue.shift();
      } catch {
        say('waiting');
        await new Promise((done) => { setTimeout(done, PAUSE); });
      }
    }
    busy = false;
    for (const go of idle.splice(0)) go();
  }

  window.addEventListener('beforeunload', (event) => {
    if (queue.length) event.preventDefault();
  });

  // Undo and redo go by the newest step: first everything is saved.
  for (const form of document.querySelectorAll('form[data-step]')) {
    form.addEventListener('submit', (event) => {
      if (!queue.length) return;
      event.preventDefault();
      delete form.dataset.sent;
      idle.push(() => form.requestSubmit());
    });
  }

  return {
    push(unit) {
      queue.push(unit);
      run();
    },
  };
}
