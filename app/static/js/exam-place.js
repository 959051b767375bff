// Finding one's way through a paper: where the candidate stands, and the steps to the next question.

// `form` holds the questions; `questionOf` names the one that an element belongs to.
export function followPlace({ form, bar, questions, questionOf }) {
  let current = null;

  function stand(question) {
    if (current === question) return;
    current?.cell.removeAttribute('aria-current');
    current = question;
    current?.cell.setAttribute('aria-current', 'true');
  }

  form.addEventListener('focusin', (event) => {
    const question = questionOf(event.target);
    if (question) stand(question);
  });

  const sight = new IntersectionObserver((entries) => {
    const seen = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target);
    if (seen.length && !form.querySelector('[data-question]:focus-within')) {
      stand(questions.find((question) => seen.includes(question.box)));
    }
  }, { rootMargin: '-15% 0px -70% 0px' });
  questions.forEach((question) => sight.observe(question.box));

  bar.addEventListener('click', (event) => {
    const step = event.target.closest('[data-go]');
    if (!step) return;
    event.preventDefault();
    const place = current ? questions.indexOf(current) + Number(step.dataset.go) : 0;
    const question = questions[Math.min(Math.max(place, 0), questions.length - 1)];
    stand(question);
    question.box.focus({ preventScroll: true });
    question.box.scrollIntoView();
  });
}
