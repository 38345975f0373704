/**
 * A stopwatch that runs only while the machine does: a host that stood still for a minute must not look like a house that is slow.
 */
const MOST_MS = 500;

/** Answers, at each call, the ms that have gone by since it was made; what lies between two calls counts as half a second at most. */
export function awakeMs(): () => number {
  let last = performance.now();
  let spent = 0;
  return () => {
    const now = performance.now();
    spent += Math.min(now - last, MOST_MS);
    last = now;
    return spent;
  };
}
