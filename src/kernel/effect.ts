/**
 * An effect: what leaves through a connector, at most once per idempotency key, answered by a receipt.
 * The record says what is known of it; the outbox does the work.
 */
import type { Folded, RecordKind, RecordRow } from "./fold.ts";

export type EffectState = "queued" | "performed" | "failed" | "uncertain" | "bounced" | "cancelled" | "settled";

export interface EffectRow extends RecordRow {
  readonly id: string;
  readonly intent: string;
  readonly scope: string;
  readonly connector: string;
  readonly operation: string;
  readonly key: string;
  readonly seq: number;
  readonly state: EffectState;
  readonly queued_at: number;
  readonly reference: string | null;
}

/** How a verdict that lets something out names it; payloads stand in its private part, in the same order. */
export type Released = {
  readonly effect: string;
  readonly key: string;
  readonly connector: string;
  readonly operation: string;
  readonly reference: string | null;
};

export function releasedBy(event: Pick<Folded, "data">): readonly Released[] {
  return (event.data.effects ?? []) as readonly Released[];
}

const effectOf = { rows: (event: Folded) => [String(event.data.effect)] };

function becomes(state: EffectState) {
  return { ...effectOf, evolve: (row: EffectRow | undefined) => row && { ...row, state } };
}

export const effects: RecordKind<EffectRow> = {
  table: "effects",
  id: "id",
  columns: [
    "id",
    "version",
    "intent",
    "scope",
    "connector",
    "operation",
    "key",
    "seq",
    "state",
    "queued_at",
    "reference",
  ],
  on: {
    "verdict.given": {
      rows: (event) => releasedBy(event).map((released) => released.effect),
      evolve: (row, event, id) => {
        const released = releasedBy(event).find((one) => one.effect === id);
        if (row || !released) return undefined;
        const { key, connector, operation, reference } = released;
        const intent = String(event.data.intent);
        return {
          id,
          intent,
          scope: event.scope,
          connector,
          operation,
          key,
          seq: event.seq,
          state: "queued",
          queued_at: event.at,
          reference,
        };
      },
    },
    "effect.performed": becomes("performed"),
    "effect.failed": becomes("failed"),
    "effect.uncertain": becomes("uncertain"),
    "effect.bounced": becomes("bounced"),
    "effect.cancelled": becomes("cancelled"),
    "effect.retried": becomes("queued"),
    "effect.settled": becomes("settled"),
    // `effect.answered`: its service tells something else of it now (`answer`, sealed); nothing becomes of the effect itself.
  },
};
