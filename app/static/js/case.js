// A case being answered: what is written goes to the server as it is written, and is called saved only once
// the server has said so. In dialogues words can be marked by selecting them. Without this module the form
// is saved and handed in by its buttons, and sentences are chosen from lists.

const WAIT = 900; // ms of rest before a question is sent
const RETRY = 5000;

class Question {
  constructor(form, box) {
    this.form = form;
    this.box = box;
    this.id = box.dataset.question;
    this.seen = box.querySelector(`input[name="seen-${CSS.escape(this.id)}"]`);
    this.state = box.querySelector('[data-save]');
    this.said = box.querySelector('[data-said]');
    this.dirty = false;
    this.sending = null;
    this.stopped = false; // somebody else changed it, or it is final: sending again would help nobody
    box.addEventListener('input', () => this.changed());
    box.addEventListener('change', () => this.changed());
  }

  changed() {
    if (this.stopped) return;
    this.dirty = true;
    this.show('typing');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), WAIT);
  }

  body() {
    const body = new FormData();
    body.set('csrf_token', this.form.elements.csrf_token.value);
    for (const field of this.box.querySelectorAll('input, textarea, select')) {
      if (!field.name || ((field.type === 'checkbox' || field.type === 'radio') && !field.checked)) continue;
      body.append(field.name, field.value);
    }
    return body;
  }

  /** Send what is new; resolves when nothing of this question is under way. */
  async send() {
    if (this.sending) return this.sending;
    if (!this.dirty || this.stopped) return null;
    clearTimeout(this.timer);
    this.sending = this.post().finally(() => { this.sending = null; });
    await this.sending;
    if (this.dirty && !this.stopped && !this.retrying) return this.send();
    return null;
  }

  async post() {
    this.dirty = false;
    this.retrying = false;
    try {
      const answer = await fetch(this.form.dataset.draft, {
        method: 'POST', body: this.body(), headers: { Accept: 'application/json' },
      });
      const told = await answer.json().catch(() => ({}));
      if (answer.ok) {
        if (this.id in (told.saved ?? {})) this.seen.value = told.saved[this.id];
        if (!this.dirty) this.show('saved', told.at);
        this.say('');
        return;
      }
      if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
      this.show('refused');
      this.say(told.problems?.[this.id] || told.message || told.error || this.form.dataset.lost);
      // A wrong entry can be mended by typing on; a conflict or an end cannot.
      this.stopped = answer.status === 409 || answer.status === 403 || answer.status === 404;
    } catch {
      this.dirty = true;
      this.retrying = true;
      this.show('offline');
      this.say(this.form.dataset.lost);
      this.timer = setTimeout(() => { this.retrying = false; this.send(); }, RETRY);
    }
  }

  show(state, time = '') {
    this.state.dataset.s = state;
    this.state.querySelector('[data-save-text]').textContent = state === 'offline' ? '' : this.state.dataset[state].replace('{time}', time);
    const icon = this.state.querySelector('svg');
    icon.hidden = false;
    const name = { typing: 'pen', saved: 'check', offline: 'off', refused: 'cross' }[state];
    const use = icon.querySelector('use');
    use.setAttribute('href', use.getAttribute('href').replace(/#.*/, `#i-${name}`));
  }

  say(text) {
    this.said.textContent = text;
    this.said.hidden = !text;
  }
}

for (const form of document.querySelectorAll('[data-case-form]')) {
  const questions = [...form.querySelectorAll('[data-question]')].map((box) => new Question(form, box));
  // What is on its way arrives before the form does, or the form would meet its own saving as a stranger's.
  form.addEventListener('submit', async (event) => {
    if (event.defaultPrevented) return;
    const { name, value } = event.submitter;
    const pending = questions.filter((one) => one.sending);
    if (!pending.length) {
      questions.forEach((one) => { clearTimeout(one.timer); one.stopped = true; });
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    await Promise.allSettled(pending.map((one) => one.sending));
    questions.forEach((one) => { clearTimeout(one.timer); one.stopped = true; });
    // Sent as it is: whoever was asked whether they are sure has answered already.
    const act = Object.assign(document.createElement('input'), { type: 'hidden', name, value });
    form.append(act);
    form.submit();
  }, true);
  window.addEventListener('online', () => questions.forEach((one) => one.send()));
  window.addEventListener('beforeunload', (event) => {
    if (questions.some((one) => !one.stopped && (one.dirty || one.sending))) event.preventDefault();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') questions.forEach((one) => one.send());
  });
}

// Coming back with the Back button shows what was typed long ago: the page is asked for again.
window.addEventListener('pageshow', (event) => {
  if (event.persisted && document.querySelector('[data-case-form]')) window.location.reload();
});

// ── dialogues ──

for (const turn of document.querySelectorAll('[data-turn]')) {
  const flag = turn.querySelector('[data-turn-flag]');
  if (!flag) continue;
  const marks = turn.querySelector('[data-turn-marks]');
  const text = turn.querySelector('[data-turn-text]');
  const phrase = turn.querySelector('[data-turn-phrase]');
  const sentence = turn.querySelector('[data-turn-sentence] select');
  phrase.value = phrase.dataset.kept;
  turn.querySelector('[data-turn-pick]').hidden = false;

  const show = () => {
    marks.hidden = !flag.checked;
    const words = phrase.value || sentence.value;
    turn.querySelector('[data-turn-picked]').hidden = !words;
    turn.querySelector('[data-turn-words]').textContent = words;
    mark(text, flag.checked ? words : '');
  };
  flag.addEventListener('change', show);
  sentence.addEventListener('change', () => { phrase.value = ''; show(); });
  text.addEventListener('click', () => {
    if (!flag.checked && getSelection().isCollapsed) flag.click();
  });
  text.addEventListener('pointerup', () => {
    const selection = getSelection();
    const words = selection.toString().trim();
    if (!words || !text.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return;
    if (!text.textContent.includes(words)) return;
    flag.checked = true;
    phrase.value = words;
    sentence.value = [...sentence.options].find((one) => one.value.includes(words))?.value ?? '';
    selection.removeAllRanges();
    show();
    flag.dispatchEvent(new Event('input', { bubbles: true }));
  });
  show();
}

/** Underline the marked words of a turn. */
function mark(place, words) {
  const all = place.textContent;
  const at = words ? all.indexOf(words) : -1;
  if (at < 0) {
    place.replaceChildren(all);
    return;
  }
  const made = document.createElement('mark');
  made.className = 'zk-mark';
  made.textContent = words;
  place.replaceChildren(all.slice(0, at), made, all.slice(at + words.length));
}
