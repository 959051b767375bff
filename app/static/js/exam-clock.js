// Time left, counted from what the server said: the device's own clock is never asked.

const ANNOUNCED = [30, 10, 5, 1]; // minutes

/**
 * Count down from `left` milliseconds. `onTick(left)` is called every second, `onMinutes(n)` once
 * at 30, 10, 5 and 1 minutes, `onOver()` once at the end. Returns sync(left): the server said anew.
 */
export function startClock(left, { onTick, onMinutes = () => {}, onOver = () => {} }) {
  let end = performance.now() + left;
  let ended = false;
  // What has passed already is not announced again after a reload.
  let next = ANNOUNCED.filter((minutes) => minutes * 60000 < left);

  function tick() {
    const rest = Math.max(0, end - performance.now());
    onTick(rest);
    if (next.length && rest <= next[0] * 60000) {
      const reached = next.filter((minutes) => rest <= minutes * 60000);
      next = next.slice(reached.length);
      if (rest > 0) onMinutes(reached.at(-1));
    }
    if (rest <= 0 && !ended) {
      ended = true;
      onOver();
    }
  }

  tick();
  setInterval(tick, 1000);
  return function sync(fresh) {
    // A reply that was slow says too much: only a real change moves the end later.
    const told = performance.now() + fresh;
    if (told < end || told - end > 2000) end = told;
    if (fresh > 0 && ended) ended = false; // minutes were added
    tick();
  };
}

/** 3438000 → 0:57:18 */
export function face(left) {
  const seconds = Math.ceil(left / 1000);
  const two = (n) => String(n).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
