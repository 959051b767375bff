// What the page sees happening around it, told to the staff with the next heartbeat: the window was
// left and come back to, the network was away. Evidence for people; nothing here judges or hinders.

const MOST = 20; // events in one heartbeat

/** Collect events; `serverNow()` is the server's clock as the page counts it. */
export function watch({ leaving, serverNow }) {
  const events = [];
  let leftAt = null;
  let offlineAt = null;
  const seconds = (since) => Math.round((performance.now() - since) / 1000);
  const note = (kind, more = {}) => {
    events.push({ kind, at: new Date(serverNow()).toISOString(), ...more });
    if (events.length > 200) events.shift();
  };

  if (leaving) {
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden' && leftAt === null) {
        leftAt = performance.now();
        note('leave');
      } else if (document.visibilityState === 'visible' && leftAt !== null) {
        note('return', { seconds: seconds(leftAt) });
        leftAt = null;
      }
    });
  }
  window.addEventListener('offline', () => { offlineAt ??= performance.now(); });
  window.addEventListener('online', () => {
    if (offlineAt === null) return;
    note('offline', { seconds: seconds(offlineAt) });
    offlineAt = null;
  });

  return {
    /** The oldest events that have not been told. */
    next: () => events.slice(0, MOST),
    /** They have been told. */
    told: (sent) => events.splice(0, sent.length),
  };
}
