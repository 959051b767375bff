// Dialogs, and the question that is asked before something is lost. Native <dialog>; texts come
// from the page: data-confirm, data-confirm-yes, data-confirm-no, data-confirm-kind="loss".

document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-opens]');
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  const closer = event.target.closest('[data-closes]');
  if (closer) closer.closest('dialog')?.close();
  // A click on the backdrop closes, a click inside does not.
  if (event.target instanceof HTMLDialogElement && event.target.matches('.zk-dialog:not([data-keep])')) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right
      && event.clientY >= box.top && event.clientY <= box.bottom;
    // The second click of a double click on what opened it is no answer.
    if (!inside && event.detail < 2) event.target.close();
  }
});

/** Ask a question; resolves to whether the answer was yes. */
export function ask({ text, yes, no, kind }) {
  const dialog = document.createElement('dialog');
  dialog.className = `zk-dialog${kind === 'loss' ? ' zk-dialog--loss' : ''}`;
  const words = document.createElement('p');
  words.id = 'zk-ask';
  words.textContent = text;
  dialog.setAttribute('aria-labelledby', words.id);
  dialog.setAttribute('role', 'alertdialog');
  const foot = document.createElement('div');
  foot.className = 'zk-dialog__f';
  const refuse = button(no, 'zk-btn', 'no');
  foot.append(refuse, button(yes, `zk-btn zk-btn--${kind === 'loss' ? 'loss' : 'main'}`, 'yes'));
  dialog.append(words, foot);
  document.body.append(dialog);
  return new Promise((resolve) => {
    foot.addEventListener('click', (event) => {
      const choice = event.target.closest('button');
      if (choice) dialog.close(choice.value);
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    dialog.showModal();
    refuse.focus();
  });
}

function button(text, look, value) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = look;
  made.value = value;
  made.textContent = text;
  return made;
}

const agreed = new WeakSet();

// Before every other listener: what is refused here must not look submitted elsewhere.
document.addEventListener('submit', async (event) => {
  const { target: form, submitter } = event;
  const source = submitter?.dataset.confirm ? submitter : form;
  if (!source.dataset.confirm || agreed.has(form)) {
    agreed.delete(form);
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const { confirm: text, confirmYes: yes, confirmNo: no, confirmKind: kind } = source.dataset;
  const sure = await ask({ text, yes, no, kind });
  submitter?.focus();
  if (!sure) return;
  agreed.add(form);
  form.requestSubmit(submitter ?? undefined);
}, { capture: true });
