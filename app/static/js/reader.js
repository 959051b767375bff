// Reading a lesson: check questions are answered where they stand, and the page remembers how far one read.
// Without this module the questions are ordinary forms, and the button at the end of a section keeps the place.

const headers = { 'X-Requested-With': 'fetch' };

document.addEventListener('submit', async (event) => {
  const form = event.target.closest('form[data-check]');
  if (!form) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = '1';
  event.submitter?.setAttribute('aria-busy', 'true');
  try {
    await replace(form, fetch(form.action, { method: 'POST', body: new FormData(form), headers }));
    document.querySelector('[data-reading]')?.setAttribute('data-keeps', '');
  } catch {
    const failed = form.querySelector('[data-failed]');
    failed.textContent = failed.dataset.failed;
    failed.hidden = false;
    delete form.dataset.busy;
    event.submitter?.removeAttribute('aria-busy');
  }
});

document.addEventListener('click', async (event) => {
  const again = event.target.closest('a[data-again]');
  if (!again || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    await replace(again, fetch(again.href, { headers }));
  } catch {
    location.assign(again.href);
  }
});

/** Put the answer's fragment in the place of the question that `inside` belongs to. */
async function replace(inside, asked) {
  const page = new DOMParser().parseFromString(await (await asked).text(), 'text/html');
  const fresh = page.querySelector('[data-ask]');
  if (!fresh) throw new Error('no question came back');
  inside.closest('[data-ask]').replaceWith(fresh);
  const question = fresh.querySelector('[data-question]');
  question.tabIndex = -1;
  question.focus({ preventScroll: true });
}

const reading = document.querySelector('[data-reading]');
if (reading) keepPlace(reading);

function keepPlace(page) {
  const places = [...page.querySelectorAll('[data-prose] > h2[id]')];
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const here = () => places.filter((one) => one.getBoundingClientRect().top < innerHeight * 0.4).at(-1)?.id ?? '';
  let kept = null;
  let timer = 0;
  let leaving = false; // the section was finished: its old place must not come after that

  const send = () => {
    clearTimeout(timer);
    const at = here();
    if (leaving || at === kept || !('keeps' in page.dataset)) return;
    kept = at;
    const body = new URLSearchParams({ csrf_token: token, at });
    fetch(page.dataset.reading, { method: 'POST', body, headers, keepalive: true }).catch(() => { kept = null; });
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(send, 2000);
  };
  addEventListener('scroll', later, { passive: true });
  addEventListener('pageshow', () => { leaving = false; });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') send();
  });
  page.querySelector('[data-finish]').addEventListener('submit', () => { leaving = true; });
  later();
}
