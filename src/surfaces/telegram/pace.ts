/**
 * How long Telegram is waited for, and how often it is asked. Tests hurry; the defaults suit the real platform.
 */
export const TELEGRAM_ROOT = "https://api.telegram.org";

export interface Pace {
  /** How long one poll may stay open at Telegram. */
  readonly pollSeconds: number;
  /** How long any other call may take. */
  readonly callSeconds: number;
  /** A tap that isn't answered by then gets an hourglass. */
  readonly tapMs: number;
  /** An update that isn't recorded by then no longer holds up the next. */
  readonly updateMs: number;
  /** The first and the longest pause after something went wrong. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
}

export const PACE: Pace = {
  pollSeconds: 25,
  callSeconds: 10,
  tapMs: 40,
  updateMs: 250,
  pauseMs: 500,
  longestPauseMs: 30_000,
};

/** Waits, or less where it is called off. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
}

/** Pauses that double, up to the longest. */
export class Backoff {
  readonly #pace: Pace;
  #nextMs: number;

  constructor(pace: Pace) {
    this.#pace = pace;
    this.#nextMs = pace.pauseMs;
  }

  next(): number {
    const ms = this.#nextMs;
    this.#nextMs = Math.min(ms * 2, this.#pace.longestPauseMs);
    return ms;
  }

  reset(): void {
    this.#nextMs = this.#pace.pauseMs;
  }
}
