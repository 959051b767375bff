// A conversation: what is said goes off without a new page, stays in its box when it could not be sent or
// the page is loaded again, and a customer who waits is told of. Without this script the form simply posts.

const page = document.querySelector('[data-play-page]');
const LONG = 120;
const PATIENT = 60_000;

if (page) {
  const DRAFT = `zhike-play-${window.location.pathname}`;
  let waiting = 0;
  let busy = false;

  const hint = (text) => {
    const place = page.querySelector('[data-hint]');
    if (place) place.textContent = text;
  };

  const wait = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const chosen = page.querySelector('[name="to"]')?.selectedOptions[0];
      const who = chosen ?? page.querySelector('.zk-cust b');
      if (who) hint(page.dataset.idle.replace('{name}', who.textContent));
    }, PATIENT);
  };

  async function send(form) {
    if (busy) return;
    busy = true;
    const button = form.querySelector('button[type="submit"]');
    button.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(form.action, {
        method: 'POST', body: new FormData(form), headers: { Accept: 'application/json' }, redirect: 'manual',
      });
      if (answer.type === 'opaqueredirect' || answer.status === 404) {
        hint(page.dataset.gone); // signed out meanwhile
        return;
      }
      const said = await answer.json();
      if (said.over) {
        sessionStorage.removeItem(DRAFT);
        window.location.assign(said.over);
        return;
      }
      if (!said.html) throw new Error(String(answer.status));
      if (said.ok) sessionStorage.removeItem(DRAFT);
      show(said.html);
    } catch {
      hint(page.dataset.failed);
    } finally {
      busy = false;
      button.removeAttribute('aria-busy');
    }
  }

  function show(html) {
    const fresh = document.createElement('template');
    fresh.innerHTML = html;
    page.querySelector('[data-play]').replaceWith(fresh.content.querySelector('[data-play]'));
    const box = page.querySelector('#say');
    (box?.matches('textarea') ? box : box?.querySelector('input'))?.focus({ preventScroll: true });
    wait();
  }

  page.addEventListener('submit', (event) => {
    if (!event.target.matches('[data-say]')) return;
    event.preventDefault();
    send(event.target);
  });
  page.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.target.closest('[data-say]')?.requestSubmit();
    }
  });
  page.addEventListener('input', (event) => {
    if (event.target.id !== 'say') return;
    wait();
    sessionStorage.setItem(DRAFT, event.target.value);
    const count = [...event.target.value].length;
    hint(count > LONG ? page.dataset.long.replace('{n}', count) : '');
  });
  const box = page.querySelector('textarea#say');
  if (box && !box.value) box.value = sessionStorage.getItem(DRAFT) ?? '';
  wait();
}
