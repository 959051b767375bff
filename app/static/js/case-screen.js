// The screen of a case in class: asks for the counts again and again. A part that has newly opened, or answers
// of a new kind, load the page anew.

const screen = document.querySelector('[data-screen]');
const said = document.querySelector('[data-screen-said]');
const EVERY = 5000;

async function update() {
  if (document.visibilityState === 'hidden') return;
  try {
    const answer = await fetch(screen.dataset.screen, { headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new Error(String(answer.status));
    const { parts } = await answer.json();
    said.textContent = '';
    if (parts.length !== document.querySelectorAll('[data-part]').length) {
      window.location.reload();
      return;
    }
    parts.forEach(show);
  } catch {
    said.textContent = said.dataset.lost;
  }
}

function show(part) {
  const place = document.querySelector(`[data-part="${CSS.escape(part.id)}"]`);
  place.querySelector('[data-handed]').textContent = part.handed_in;
  place.querySelector('[data-begun]').textContent = part.begun;
  for (const question of part.questions) {
    const box = place.querySelector(`[data-question="${CSS.escape(question.id)}"]`);
    const counts = [...box.querySelectorAll('[data-count]')];
    if (counts.length !== question.counts.length) {
      window.location.reload();
      return;
    }
    box.querySelector('[data-answered]').textContent = question.answered;
    question.counts.forEach((count, at) => {
      counts[at].textContent = count;
      const bar = counts[at].parentElement.querySelector('progress');
      bar.max = Math.max(1, question.answered);
      bar.value = count;
    });
  }
}

setInterval(update, EVERY);
