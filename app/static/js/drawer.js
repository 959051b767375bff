// What is like an item, laid beside the page: the list stays, and one can go on writing. It opens from a link
// (data-drawer-link), whose page holds the part to show, or from a fold (data-drawer-fold), whose contents move
// into it while it is open. Without this script the link leads to its page, and the fold unfolds.

const drawer = document.querySelector('[data-drawer]');
const place = drawer?.querySelector('[data-drawer-place]');
const waits = drawer?.querySelector('[data-drawer-wait]');
const fails = drawer?.querySelector('[data-drawer-fails]');

let opener;
let lent;
let running;

function open(by) {
  giveBack();
  opener?.removeAttribute('aria-expanded');
  opener = by;
  by.setAttribute('aria-expanded', 'true');
  waits.hidden = true;
  fails.hidden = true;
  place.replaceChildren();
  if (!drawer.open) drawer.show();
  document.documentElement.toggleAttribute('data-drawer-open', 'makesRoom' in drawer.dataset);
  drawer.scrollTop = 0;
  drawer.querySelector('h2').focus();
}

function close() {
  if (!drawer.open) return;
  running?.abort();
  giveBack();
  drawer.close();
  document.documentElement.removeAttribute('data-drawer-open');
  opener?.setAttribute('aria-expanded', 'false');
  opener?.focus();
}

// What was moved here from a fold goes back there.
function giveBack() {
  if (lent) lent.fold.append(...lent.nodes);
  lent = undefined;
}

function openFold(fold) {
  open(fold.querySelector('summary'));
  const nodes = [...fold.children].filter((node) => node.localName !== 'summary');
  lent = { fold, nodes };
  place.append(...nodes);
}

async function part(address, selector) {
  running?.abort();
  running = new AbortController();
  const answer = await fetch(address, { signal: running.signal });
  if (!answer.ok || answer.redirected) throw new Error('no page');
  const found = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector(selector);
  if (!found) throw new Error('no such part');
  return document.importNode(found, true);
}

async function openLink(link) {
  open(link);
  waits.hidden = false;
  try {
    place.replaceChildren(await part(link.href, '[data-drawer-body]'));
    waits.hidden = true;
  } catch (problem) {
    if (problem.name === 'AbortError') return;
    waits.hidden = true;
    fails.querySelector('a').href = link.href;
    fails.hidden = false;
  }
}

// An item that the editor names is shown whole below its title; its page opens from there.
async function showWhole(link) {
  const shown = link.parentElement.querySelector('[data-shown]');
  if (shown) {
    shown.remove();
    link.setAttribute('aria-expanded', 'false');
    return;
  }
  try {
    const whole = await part(link.href, '[data-whole]');
    const box = document.createElement('div');
    box.dataset.shown = '';
    const away = document.createElement('a');
    Object.assign(away, { href: link.href, target: '_blank', rel: 'noopener', textContent: place.dataset.open });
    box.append(whole, away);
    link.after(box);
    link.setAttribute('aria-expanded', 'true');
  } catch (problem) {
    if (problem.name !== 'AbortError') window.open(link.href, '_blank', 'noopener');
  }
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest('[data-drawer-link]');
  const fold = event.target.closest('[data-drawer-fold] > summary')?.parentElement;
  const named = event.target.closest('[data-drawer-place] a.zk-alike__t');
  if (event.target.closest('[data-drawer-close]')) close();
  else if (link || fold || named) {
    event.preventDefault();
    const again = drawer.open && opener === (link ?? fold?.querySelector('summary'));
    if (named) showWhole(named);
    else if (again) close();
    else if (link) openLink(link);
    else openFold(fold);
  }
}

if (drawer) {
  for (const by of document.querySelectorAll('[data-drawer-link], [data-drawer-fold] > summary')) {
    by.setAttribute('aria-expanded', 'false');
  }
  document.addEventListener('click', press);
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing || document.querySelector('dialog:modal')) return;
    close();
  });
}
