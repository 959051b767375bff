// The designer's desk: what is wrong with a question shows while it is typed; fields that its kind does not use are
// hidden; questions can be dragged. Without script all fields show, buttons move, and the check comes after saving.

const form = document.querySelector('form[data-survey-question]');

function fit(kind) {
  for (const part of form.querySelectorAll('[data-kinds]')) {
    part.hidden = !part.dataset.kinds.split(' ').includes(kind);
  }
}

if (form) {
  const kind = form.elements.namedItem('kind');
  const place = document.querySelector('[data-survey-faults]');
  let waiting = 0;
  let latest = 0;
  const check = async () => {
    const turn = ++latest;
    try {
      const answer = await fetch(form.dataset.surveyQuestion, { method: 'POST', body: new FormData(form) });
      if (!answer.ok || turn !== latest) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      place.replaceChildren(...page.body.childNodes);
    } catch {
      // Offline: the check comes when the question is saved.
    }
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(check, 500);
  };
  kind.addEventListener('change', () => {
    fit(kind.value);
    soon();
  });
  form.addEventListener('input', soon);
  fit(kind.value);
}

const list = document.querySelector('[data-survey-order]');
let dragged = null;

function lineOf(event) {
  return event.target.closest?.('[data-question]');
}

if (list?.querySelector('button[name="to"]')) {
  for (const line of list.children) line.draggable = true;
  list.addEventListener('dragstart', (event) => {
    dragged = lineOf(event);
    event.dataTransfer.effectAllowed = 'move';
  });
  list.addEventListener('dragover', (event) => {
    const over = lineOf(event);
    if (!dragged || !over) return;
    event.preventDefault();
    for (const line of list.children) line.toggleAttribute('data-over', line === over && line !== dragged);
  });
  list.addEventListener('drop', (event) => {
    const over = lineOf(event);
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const mover = dragged.querySelector('form');
    const to = document.createElement('input');
    to.type = 'hidden';
    to.name = 'to';
    to.value = String([...list.children].indexOf(over) + 1);
    mover.append(to);
    mover.submit();
  });
}
