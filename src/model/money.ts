/**
 * What the meter is, to those who ask: money is reserved before a call and settled after it, in integer micro-dollars.
 * Before: ask.ts and batch.ts. After: meter.ts.
 */
import type { Asker } from "./model.ts";
import type { Usage } from "./provider.ts";

export interface Holding {
  readonly model: string;
  readonly purpose: "extract" | "judge" | "draft" | "turn" | "embed";
  readonly asker: Asker;
  /** The most it can use. */
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** Batch prices; such work waits where a quota is short instead of being refused. */
  readonly batch: boolean;
}

export type Reserved =
  | { readonly kind: "held"; readonly id: string; readonly micros: number }
  /** `until`: when the quota is filled again, ms UTC. */
  | { readonly kind: "short"; readonly detail: string; readonly until: number | null }
  | { readonly kind: "paused"; readonly detail: string }
  | { readonly kind: "unpriced"; readonly detail: string };

export interface Settled {
  readonly micros: number;
  /** The provider reported more than was reserved. */
  readonly disputed: boolean;
}

export interface Purse {
  reserve(holding: Holding): Promise<Reserved>;
  /**
   * `usage` null: nothing was reported, so all that was reserved is spent. A hold that is settled already answers 0 and
   * changes nothing: after a crash a batch's answers are read once more.
   */
  settle(id: string, outcome: { readonly usage: Usage | null; readonly ok: boolean }): Promise<Settled>;
  /** Nothing can have been spent: the call never reached anybody. */
  release(id: string): Promise<void>;
}
