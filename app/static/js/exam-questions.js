// The questions of the hall: reading answers from their inputs and putting answers back.

/** All questions of the page in order, each with read(), apply(), flag and its save line. */
export function findQuestions(root) {
  return [...root.querySelectorAll('[data-question]')].map((box) => new Question(box));
}

class Question {
  constructor(box) {
    this.box = box;
    this.flag = box.querySelector('[data-flag]');
    this.slot = Number(this.flag.value.slice(1));
    this.inputs = [...box.querySelectorAll('[data-answer]')];
    this.type = box.dataset.question;
    this.line = box.querySelector('[data-save]');
    this.cell = document.querySelector(`.zk-card .zk-cell[href$="#${box.id}"]`);
    this.local = ''; // why its answer is only on this machine: 'offline', 'kept'; empty if it is not
  }

  /** The answer as the server reads it: text, true or false, a name, a list; null for none. */
  read() {
    switch (this.type) {
      case 'single_choice': return this.#ticked()[0] ?? null;
      case 'multiple_response': return this.#ticked();
      case 'true_false': {
        const [choice] = this.#ticked();
        return choice === undefined ? null : choice === 'true';
      }
      case 'fill_blank': return this.inputs.map((input) => input.value);
      default: return this.inputs[0].value;
    }
  }

  apply(response, flagged) {
    this.flag.checked = flagged;
    if (['single_choice', 'multiple_response', 'true_false'].includes(this.type)) {
      const chosen = [].concat(response ?? []).map(String);
      for (const input of this.inputs) input.checked = chosen.includes(input.value);
      return;
    }
    const texts = [].concat(response ?? '');
    this.inputs.forEach((input, i) => {
      input.value = texts[i] ?? '';
      input.dispatchEvent(new Event('input')); // words are counted again; it does not bubble
    });
  }

  get isQuick() {
    return !['fill_blank', 'term', 'short_answer', 'essay'].includes(this.type);
  }

  get isAnswered() {
    const answer = this.read();
    if (answer === null) return false;
    return typeof answer === 'boolean' || [].concat(answer).some((part) => part.trim());
  }

  /** Whether the inputs differ from what the server sent with the page. */
  get isTouched() {
    return [...this.inputs, this.flag].some((input) => (
      ['checkbox', 'radio'].includes(input.type) ? input.checked !== input.defaultChecked : input.value !== input.defaultValue
    ));
  }

  holds(response, flagged) {
    return this.flag.checked === flagged && JSON.stringify(this.read()) === JSON.stringify(response);
  }

  #ticked() {
    return this.inputs.filter((input) => input.checked).map((input) => input.value);
  }

  /** The cell of the answer card, in colour and in words. */
  showCell(words) {
    const states = [];
    if (this.local) states.push('local');
    else if (this.isAnswered) states.push('done');
    if (this.flag.checked) states.push('flag');
    const told = [this.isAnswered ? words.done : words.empty];
    if (this.local) told.push(words.local);
    if (this.flag.checked) told.push(words.flag);
    this.cell.dataset.s = states.join(' ');
    this.cell.querySelector('[data-cell-words]').textContent = words.comma + told.join(words.comma);
  }
}

const ICONS = { typing: 'pen', queued: 'up', saved: 'check', offline: 'off', kept: 'up', refused: 'cross' };

/** One save line: icon, words, the server's time. */
export function showSave(line, state, { time = '', text } = {}) {
  if (!line) return;
  const icon = line.querySelector('svg');
  const use = icon.querySelector('use');
  line.dataset.s = state;
  icon.toggleAttribute('hidden', !state);
  if (ICONS[state]) use.setAttribute('href', use.getAttribute('href').replace(/#.*$/, `#i-${ICONS[state]}`));
  line.querySelector('[data-save-text]').textContent = text ?? (line.dataset[state] ?? '').replace('{time}', time);
}
