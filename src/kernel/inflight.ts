/**
 * What a tick has started and not yet heard of: connector calls, sandboxed runs, polls. A tick never waits for them.
 * In the running process each answer is recorded when it comes; under a virtual clock a tick is a barrier, and answers
 * are recorded in the order of starting, so that one seed gives one ledger.
 */
interface Started {
  readonly name: string;
  readonly answer: Promise<() => Promise<void>>;
}

export class Inflight {
  readonly #ordered: boolean;
  readonly #onAnswer: () => void;
  readonly #onError: (name: string, error: unknown) => void;
  readonly #names = new Set<string>();
  #started: Started[] = [];

  /** `ordered`: answers wait for `barrier`. `onError` hears of surprises while recording; nothing is swallowed. */
  constructor(parts: { ordered: boolean; onAnswer: () => void; onError: (name: string, error: unknown) => void }) {
    this.#ordered = parts.ordered;
    this.#onAnswer = parts.onAnswer;
    this.#onError = parts.onError;
  }

  get size(): number {
    return this.#names.size;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Starts `ask` unless the same name is under way; its answer is handed to `record`. `ask` may reject: `record` gets the error. */
  start<T>(
    name: string,
    ask: () => Promise<T>,
    record: (answer: { ok: true; value: T } | { ok: false; error: unknown }) => Promise<void>,
  ): void {
    if (this.#names.has(name)) return;
    this.#names.add(name);
    const answer = ask().then(
      (value) => () => record({ ok: true, value }),
      (error: unknown) => () => record({ ok: false, error }),
    );
    if (this.#ordered) this.#started.push({ name, answer });
    else void answer.then((recorder) => this.#settle(name, recorder));
  }

  /** Waits for everything started and records it in that order. Answers how many there were. */
  async barrier(): Promise<number> {
    const started = this.#started;
    this.#started = [];
    const recorders = await Promise.all(started.map((one) => one.answer));
    for (const [index, recorder] of recorders.entries()) await this.#settle(started[index]?.name ?? "", recorder);
    return started.length;
  }

  /** Waits until nothing is under way, for an orderly stop. */
  async idle(): Promise<void> {
    while (this.#names.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async #settle(name: string, recorder: () => Promise<void>): Promise<void> {
    try {
      await recorder();
    } catch (error) {
      this.#onError(name, error);
    } finally {
      this.#names.delete(name);
      this.#onAnswer();
    }
  }
}
