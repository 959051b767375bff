// A long select gets a field in front of it that leaves only the options whose words were typed; groups
// without any disappear. The choice made stays. Without this script the select is as it was.

for (const select of document.querySelectorAll('select[data-filter]')) {
  const whole = [...select.children].map((child) => child.cloneNode(true));
  const field = document.createElement('input');
  field.type = 'search';
  field.className = 'zk-input zk-filterselect';
  field.placeholder = select.dataset.filter;
  field.autocomplete = 'off';
  field.setAttribute('aria-label', `${select.labels[0]?.textContent.trim() ?? ''} ${select.dataset.filter}`.trim());
  field.setAttribute('aria-controls', select.id);
  const says = document.createElement('span');
  says.className = 'zk-vh';
  says.setAttribute('role', 'status');
  select.before(field, says);

  const fits = (option, words, group) => {
    const text = `${group} ${option.textContent} ${option.value}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };

  // The empty choice and what is chosen are always there.
  function narrowed(words, chosen) {
    const stays = (option, group) => !option.value || option.value === chosen || fits(option, words, group);
    return whole.flatMap((child) => {
      const copy = child.cloneNode(true);
      if (copy.nodeName !== 'OPTGROUP') return stays(copy, '') ? [copy] : [];
      for (const option of [...copy.children]) if (!stays(option, copy.label)) option.remove();
      return copy.children.length ? [copy] : [];
    });
  }

  function narrow() {
    const chosen = select.value;
    const words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    select.replaceChildren(...narrowed(words, chosen));
    select.value = chosen;
    const count = [...select.options].filter((option) => option.value && fits(option, words, option.parentElement.label ?? '')).length;
    says.textContent = words.length ? select.dataset.found.replace('{n}', count) : '';
  }

  // What is typed here is no change of the form.
  field.addEventListener('input', (event) => { event.stopPropagation(); narrow(); });
  field.addEventListener('change', (event) => event.stopPropagation());
  field.addEventListener('keydown', (event) => {
    if (event.isComposing || event.key !== 'Enter') return;
    event.preventDefault();
    const words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const first = [...select.options].find((option) => option.value && fits(option, words, option.parentElement.label ?? ''));
    if (!words.length || !first) return;
    select.value = first.value;
    select.dispatchEvent(new Event('input', { bubbles: true }));
    select.dispatchEvent(new Event('change', { bubbles: true }));
    select.focus();
  });
}
