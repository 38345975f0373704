/**
 * Time, handed in. The company runs on the system's clock, tests on a virtual one that moves only when told to.
 */
export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  now(): number;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands still until it is moved. */
export class VirtualClock implements Clock {
  #now: number;

  constructor(startMs: number) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  /** Moves time forward by `ms`. */
  advance(ms: number): void {
    this.#now += ms;
  }

  /** Moves time to `at`; never backwards. */
  moveTo(at: number): void {
    if (at > this.#now) this.#now = at;
  }
}
