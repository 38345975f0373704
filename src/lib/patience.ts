/**
 * Waiting that a machine's sleep doesn't use up: a laptop that was closed, or a host that froze, must not make work look
 * too slow that had no turn in the meantime.
 * Before: whoever gives something only so much time. After: the machine's timers.
 */
const STEP_MS = 250;

/**
 * Calls `onOver` once, when `ms` have gone by in which this process had its turns; however long a stretch without one was,
 * it counts as one step of a quarter second. Answers what calls it off.
 */
export function patience(ms: number, onOver: () => void): () => void {
  let left = ms;
  let timer: NodeJS.Timeout;
  const step = () => {
    const next = Math.max(1, Math.min(left, STEP_MS));
    timer = setTimeout(() => {
      left -= next;
      if (left > 0) step();
      else onOver();
    }, next);
  };
  step();
  return () => clearTimeout(timer);
}
