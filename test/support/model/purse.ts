/**
 * A purse of one quota, in memory, for tests of whoever spends: one micro-dollar a token in, four a token out.
 */
import type { Holding, Purse, Reserved, Settled } from "../../../src/model/money.ts";
import type { Usage } from "../../../src/model/provider.ts";

const OUT_MICROS = 4;

export class TestPurse implements Purse {
  readonly #open = new Map<string, { readonly holding: Holding; readonly micros: number }>();
  readonly #paused = new Set<string>();
  /** Every reservation there was. */
  readonly holdings: Holding[] = [];
  /** What became of them, in order. */
  readonly ends: Array<{
    readonly model: string;
    readonly end: "settled" | "released";
    readonly micros: number;
    readonly reserved: number;
    readonly ok: boolean;
  }> = [];
  quotaMicros: number;
  spentMicros = 0;

  constructor(quotaMicros = Number.POSITIVE_INFINITY) {
    this.quotaMicros = quotaMicros;
  }

  /** Reservations that were neither settled nor released. */
  get open(): number {
    return this.#open.size;
  }

  pause(model: string): void {
    this.#paused.add(model);
  }

  async reserve(holding: Holding): Promise<Reserved> {
    this.holdings.push(holding);
    if (this.#paused.has(holding.model)) return { kind: "paused", detail: `${holding.model} is paused.` };
    const micros = price({ tokensIn: holding.tokensIn, tokensOut: holding.tokensOut, tokensCached: 0 }, holding.batch);
    const held = [...this.#open.values()].reduce((sum, one) => sum + one.micros, 0);
    if (this.spentMicros + held + micros > this.quotaMicros)
      return { kind: "short", detail: "The budget of the day is used up.", until: 1_900_000_000_000 };
    const id = `hold_${this.holdings.length}`;
    this.#open.set(id, { holding, micros });
    return { kind: "held", id, micros };
  }

  async settle(id: string, { usage, ok }: { usage: Usage | null; ok: boolean }): Promise<Settled> {
    const hold = this.#open.get(id);
    if (!hold) return { micros: 0, disputed: false };
    this.#open.delete(id);
    const reported = usage === null ? hold.micros : price(usage, hold.holding.batch);
    const micros = Math.min(reported, hold.micros);
    this.spentMicros += micros;
    this.ends.push({ model: hold.holding.model, end: "settled", micros, reserved: hold.micros, ok });
    return { micros, disputed: reported > hold.micros };
  }

  async release(id: string): Promise<void> {
    const hold = this.#open.get(id);
    if (!hold) return;
    this.#open.delete(id);
    this.ends.push({ model: hold.holding.model, end: "released", micros: 0, reserved: hold.micros, ok: false });
  }
}

function price({ tokensIn, tokensOut }: Usage, batch: boolean): number {
  const micros = tokensIn + OUT_MICROS * tokensOut;
  return batch ? Math.ceil(micros / 2) : micros;
}
