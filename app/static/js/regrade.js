// A step that is being applied: asks every two seconds how far it has come, and shows the page anew
// once it is done. Without this script the page says the same after a reload.

const box = document.querySelector('[data-progress]');
const PAUSE = 2000;

if (box) {
  (async function poll() {
    await new Promise((done) => { setTimeout(done, PAUSE + Math.random() * 500); });
    try {
      const answer = await fetch(box.dataset.progress, { cache: 'no-store', redirect: 'error' });
      if (!answer.ok) throw new Error(String(answer.status));
      const html = (await answer.text()).trim();
      if (!html) {
        window.location.reload();
        return;
      }
      // What holds the keyboard's focus is not taken away under the fingers.
      if (!box.contains(document.activeElement)) box.innerHTML = html;
    } catch {
      // The next round asks again.
    }
    poll();
  })();
}
