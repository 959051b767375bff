// Questions: letters choose options, written answers are counted. Loaded where questions are answered.

const KEYS = 'abcdefgh';

// A–H act on the question that has the focus; while text is being written they are text.
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const active = document.activeElement;
  if (active?.matches('textarea, select, input:not([type="radio"]):not([type="checkbox"])')) return;
  const question = active?.closest('[data-question]');
  const index = KEYS.indexOf(event.key.toLowerCase());
  if (!question || event.key.length !== 1 || index < 0) return;
  const option = question.querySelectorAll('.zk-opt > input')[index];
  if (!option || option.disabled) return;
  event.preventDefault();
  option.focus();
  option.click();
});

// Characters as a Chinese word processor counts them: every 汉字 is one, every run of Latin letters
// or digits is one, punctuation and space are none.
export function countWords(text) {
  return (text.match(/\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu) ?? []).length;
}

for (const area of document.querySelectorAll('textarea[data-count]')) {
  const place = document.getElementById(area.dataset.count);
  if (!place) continue;
  const show = () => {
    const [before, after] = place.dataset.words.split('{n}');
    const number = document.createElement('b');
    number.textContent = String(countWords(area.value));
    place.replaceChildren(before, number, after ?? '');
  };
  place.hidden = false;
  area.addEventListener('input', show);
  show();
}
