// Terms: the definition stands beside the word on hover, focus and tap; Esc or a click elsewhere closes it.
// Without this module the word is a link to the glossary.

let open = null; // { link, pop, pinned }
let timer = 0;
let quiet = false; // the focus comes back from the pop-over: do not open it again

function show(link, pinned) {
  const pop = document.getElementById(`term-${link.dataset.term}`);
  if (!pop) return false;
  if (open?.link !== link) hide();
  const frame = link.closest('.zk-prose') ?? document.body;
  const block = [...frame.children].find((child) => child.contains(link));
  if (block && block.nextElementSibling !== pop) block.after(pop);
  pop.hidden = false;
  const word = [...link.getClientRects()].at(-1);
  pop.style.top = `${word.bottom - frame.getBoundingClientRect().top + frame.scrollTop}px`;
  link.setAttribute('aria-expanded', 'true');
  open = { link, pop, pinned: pinned || (open?.link === link && open.pinned) };
  return true;
}

function hide() {
  clearTimeout(timer);
  if (!open) return;
  open.pop.hidden = true;
  open.link.setAttribute('aria-expanded', 'false');
  open = null;
}

function focusQuietly(link) {
  quiet = true;
  link.focus();
  quiet = false;
}

function later(run, wait) {
  clearTimeout(timer);
  timer = setTimeout(run, wait);
}

function hideUnlessUsed() {
  if (open && !open.pinned && !open.pop.contains(document.activeElement)) hide();
}

for (const link of document.querySelectorAll('a.zk-term[data-term]')) {
  const pop = document.getElementById(`term-${link.dataset.term}`);
  if (!pop) continue;
  link.setAttribute('role', 'button');
  link.setAttribute('aria-expanded', 'false');
  link.setAttribute('aria-controls', pop.id);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    if (open?.link === link && open.pinned) hide();
    else show(link, true);
  });
  link.addEventListener('keydown', (event) => {
    if (event.key === ' ') {
      event.preventDefault();
      link.click();
    }
  });
  link.addEventListener('focus', () => {
    if (!quiet && link.matches(':focus-visible')) show(link, false);
  });
  link.addEventListener('pointerenter', (event) => {
    if (event.pointerType === 'mouse') later(() => show(link, false), 150);
  });
  link.addEventListener('pointerleave', (event) => {
    if (event.pointerType === 'mouse') later(hideUnlessUsed, 300);
  });
}

for (const pop of document.querySelectorAll('[data-term-pop]')) {
  pop.addEventListener('pointerenter', () => clearTimeout(timer));
  pop.addEventListener('pointerleave', () => later(hideUnlessUsed, 300));
}

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-term-close]')) {
    const link = open?.link;
    hide();
    if (link) focusQuietly(link);
  } else if (open && !open.pop.contains(event.target) && !event.target.closest('.zk-term')) {
    hide();
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && open) {
    const { link, pop } = open;
    const inside = pop.contains(document.activeElement);
    hide();
    if (inside) focusQuietly(link);
  }
});

// With the keyboard the pop-over follows its word: Tab goes in, Tab at its end goes on after the word.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Tab' || !open) return;
  const { link, pop } = open;
  const inside = [...pop.querySelectorAll('a, button')];
  const active = document.activeElement;
  if (active === link && !event.shiftKey) {
    event.preventDefault();
    inside[0]?.focus();
  } else if (active === inside.at(-1) && !event.shiftKey) {
    hide();
    focusQuietly(link); // and the browser moves on from there
  } else if (active === inside[0] && event.shiftKey) {
    event.preventDefault();
    focusQuietly(link);
  }
});

document.addEventListener('focusin', (event) => {
  if (open && event.target !== open.link && !open.pop.contains(event.target)) hide();
});
