/**
 * The letters that have left, as the ledger has them: what a mail server must hold a copy of.
 * Before: outside.ts. After: connectors/mail-server/copies.ts.
 */
import type { Letter } from "./connectors/mail/letter.ts";
import type { LetterOnRecord, OnRecord } from "./connectors/mail-server/copies.ts";
import { type EffectRow, effects } from "./kernel/effect.ts";
import type { Records } from "./kernel/fold.ts";
import type { Ledger } from "./kernel/ledger.ts";
import { IS_LETTER, letterDelivery } from "./projections/letters-left.ts";

const MOST_EVENTS = 1000;

export interface LettersOnRecordParts {
  readonly ledger: Ledger;
  /** Fresh at every call. */
  readonly records: () => Records;
}

export function lettersOnRecord({ ledger, records }: LettersOnRecordParts): OnRecord {
  const opened = (effect: EffectRow, leftAt: number): LetterOnRecord[] => {
    const delivery = letterDelivery(effect, ledger);
    if (!delivery) return [];
    const letter = delivery.payload as Letter;
    return [{ effect: effect.id, scope: effect.scope, letter, at: delivery.at, leftAt }];
  };
  return {
    performedAfter(seq) {
      const head = ledger.head()?.seq ?? 0;
      if (seq >= head) return { through: head, letters: [] };
      const events = ledger.after(seq, MOST_EVENTS);
      const known = records();
      const letters = events
        .filter((event) => event.type === "effect.performed")
        .flatMap((event) => {
          const effect = known.get(effects, String(event.data.effect));
          return effect ? opened(effect, event.at) : [];
        });
      return { through: events.at(-1)?.seq ?? head, letters };
    },
    performedSince(at) {
      const left = records().find(effects, `${IS_LETTER} AND state IN ('performed', 'bounced') AND queued_at >= ?`, [
        at,
      ]);
      return left.flatMap((effect) => opened(effect, effect.queued_at));
    },
  };
}
