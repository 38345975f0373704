/**
 * Waiting for something to become true, without sleeping for a fixed time.
 */
import { awakeMs } from "../awake.ts";

const LOOK_MS = 10;

export class Watch {
  readonly #waiting = new Set<() => void>();

  /** Something has changed: whoever waits looks again. */
  notify(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  /** Rejects after `withinMs`, with what can be seen then. */
  async until(condition: () => boolean, withinMs: number, seen: () => string): Promise<void> {
    const spentMs = awakeMs();
    while (!condition()) {
      if (spentMs() > withinMs) throw new Error(`waited ${withinMs} ms in vain for ${condition}\n${seen()}`);
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          this.#waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, LOOK_MS);
        this.#waiting.add(wake);
      });
    }
  }
}
