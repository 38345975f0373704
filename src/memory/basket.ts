/**
 * The basket that a recall is gathered in: offers of each kind, taken within a budget of tokens, and what was left out counted.
 * Before: recall.ts. After: recalled-lines.ts, whose lines are what is counted.
 */
import { joinLabels, type Label } from "../kernel/label.ts";
import type { Recalled } from "./memory.ts";
import { HEADINGS } from "./recalled-lines.ts";

export type Kind = keyof typeof HEADINGS;

/** Something that may be given: its line, and what it brings with it. */
export interface Offer<T> {
  readonly item: T;
  readonly line: string;
  readonly seq: number;
  readonly label: Label;
}

export type Offers = { readonly [K in Kind]: ReadonlyArray<Offer<Recalled[K][number]>> };

/** What was taken so far, and what room is left. */
export class Basket {
  readonly #offers: Offers;
  readonly #count: (text: string) => number;
  readonly #budget: number;
  readonly #taken: { readonly [K in Kind]: Array<Offer<Recalled[K][number]>> } = {
    instructions: [],
    facts: [],
    summaries: [],
    episodes: [],
  };
  #tokens = 0;

  constructor(budget: number, count: (text: string) => number, offers: Offers) {
    this.#budget = budget;
    this.#count = count;
    this.#offers = offers;
  }

  get room(): number {
    return this.#budget - this.#tokens;
  }

  takeAll(kind: Kind): void {
    this.#fill(kind, Number.POSITIVE_INFINITY);
  }

  /** Takes what fits into this share of the room; one that is too long is passed over. */
  take(kind: Kind, share: number): void {
    this.#fill(kind, Math.floor(this.room * share));
  }

  recalled(label: Label): Recalled {
    const { instructions, facts, summaries, episodes } = this.#taken;
    const taken = [...instructions, ...facts, ...summaries, ...episodes];
    const offered = Object.values(this.#offers).reduce((sum, offers) => sum + offers.length, 0);
    return {
      instructions: instructions.map((one) => one.item),
      facts: facts.map((one) => one.item),
      summaries: summaries.map((one) => one.item),
      // As they happened, whatever they were found by.
      episodes: episodes.map((one) => one.item).sort((a, b) => a.seq - b.seq),
      tokens: this.#tokens,
      left: offered - taken.length,
      ...(this.room < 0
        ? { notice: "The standing instructions alone are longer than the room for memory, so nothing else is given." }
        : {}),
      label: taken.reduce<Label>((joined, one) => joinLabels(joined, one.label), label),
    };
  }

  #fill<K extends Kind>(kind: K, most: number): void {
    const taken: Array<Offer<Recalled[K][number]>> = this.#taken[kind];
    let used = 0;
    for (const offer of this.#offers[kind]) {
      if (taken.includes(offer)) continue;
      const tokens = this.#count(offer.line) + (taken.length === 0 ? this.#count(HEADINGS[kind]) : 0);
      if (used + tokens > most) continue;
      used += tokens;
      taken.push(offer);
    }
    this.#tokens += used;
  }
}
