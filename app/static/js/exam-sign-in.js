// Signed out in the middle of an exam: signing in again without leaving the page.

// `form` and `dialog` are the hall's; `ask` says signedIn or whose the session is, `flush` sends what waits.
export function openSignIn({ form, dialog, ask, flush, note }) {
  const handoverPath = dialog.querySelector('[data-sign-in-first] a').pathname;
  let askedToSignIn = false;
  let refused = false; // signed in, but not as somebody who may write here
  let handover = false; // signed in with a first password, which has to be replaced before anything is saved

  // What became of signing in: 'failed', 'other', 'first', or nothing to say.
  function tellSignIn(what) {
    for (const one of ['failed', 'other', 'first']) {
      dialog.querySelector(`[data-sign-in-${one}]`).hidden = one !== what;
    }
  }

  function show(shown, other = false) {
    if (shown && !askedToSignIn) dialog.showModal();
    if (!shown && dialog.open) dialog.close();
    if (!shown && askedToSignIn) flush(); // what waited for the sign-in goes out at once
    askedToSignIn = shown;
    refused = other;
    if (!shown) handover = false;
    if (!shown) tellSignIn('');
    else if (other) tellSignIn(handover ? 'first' : 'other');
    note('signed-out', shown);
  }

  form.querySelector('[data-sign-in]').addEventListener('click', () => dialog.showModal());

  // Signed in again without leaving the page: the same form as the sign-in page, sent from here.
  dialog.querySelector('form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const fields = new FormData(event.target);
    const page = await fetch(event.target.action, { headers: { Accept: 'text/html' } }).then((r) => r.text()).catch(() => '');
    const token = new DOMParser().parseFromString(page, 'text/html').querySelector('meta[name="csrf-token"]')?.content;
    if (token) {
      fields.set('csrf_token', token);
      // Followed to the light page that the form names, or to the one where a first password is replaced.
      const reply = await fetch(event.target.action, { method: 'POST', body: fields }).catch(() => null);
      handover = Boolean(reply) && new URL(reply.url).pathname === handoverPath;
      event.target.querySelector('[type="password"]').value = '';
    }
    refused = false;
    const body = await ask(); // says signedIn or whose it is, and brings a token to save with
    if (!body && !refused) tellSignIn('failed');
  });

  return { show, isAsked: () => askedToSignIn, open: () => dialog.showModal() };
}
