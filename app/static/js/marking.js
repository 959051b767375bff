// Marking: the sum of an answer's points as they are typed, and all or nothing with one button.

const exact = (text) => (/^\d{1,9}(\.\d{0,2})?$/.test(text.trim()) ? Math.round(Number(text) * 100) : NaN);
const shown = (hundredths) => String(hundredths / 100);

for (const points of document.querySelectorAll('[data-points]')) {
  const inputs = [...points.querySelectorAll('input[data-max]')];
  const bar = points.querySelector('[data-sum]');
  const place = bar.querySelector('output b');
  const all = inputs.reduce((sum, input) => sum + exact(input.dataset.max), 0);
  // Where any so many points are asked for, what is given beyond their worth does not count.
  const available = points.dataset.most ? exact(points.dataset.most) : all;
  const worth = exact(points.dataset.worth);
  const show = () => {
    const total = inputs.reduce((sum, input) => sum + exact(input.value), 0);
    // The server counts again, exactly; this is only what the marker sees while typing.
    place.textContent = Number.isNaN(total) ? '—' : shown(Math.round((Math.min(total, available) * worth) / available));
  };
  bar.hidden = false;
  points.addEventListener('input', show);
  for (const button of bar.querySelectorAll('[data-give]')) {
    button.addEventListener('click', () => {
      for (const input of inputs) input.value = button.dataset.give === 'max' ? input.dataset.max : '0';
      inputs[0].dispatchEvent(new Event('input', { bubbles: true }));
      points.closest('.zk-marking').nextElementSibling?.querySelector('input[data-max], button[type="submit"]')?.focus();
    });
  }
  show();
}

// After saving, the next waiting answer has the focus, so that one can type on at once.
if (document.referrer.split('?')[0] === location.href.split('?')[0] && !document.querySelector('[data-focus-me]')) {
  [...document.querySelectorAll('[data-points] input[data-max]')].find((input) => input.value === '')?.focus();
}
