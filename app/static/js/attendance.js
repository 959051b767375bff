// The roster by keyboard: 1 to 5 marks the person in whose row the focus is, and goes on to the next.

const form = document.querySelector('[data-presence]');

form?.addEventListener('keydown', (event) => {
  const group = event.target.closest('.zk-presence');
  const choice = group?.querySelectorAll('input')[Number(event.key) - 1];
  if (!choice || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  choice.checked = true;
  choice.dispatchEvent(new Event('change', { bubbles: true }));
  const groups = [...form.querySelectorAll('.zk-presence')];
  const next = groups[groups.indexOf(group) + 1];
  (next?.querySelector('input:checked') ?? next?.querySelector('input') ?? choice).focus();
});
