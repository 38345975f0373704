/**
 * The letters that have left, as the ledger has them: what a mail server must hold a copy of.
 * Before: outside.ts. After: connectors/mail-server/copies.ts.
 */
import type { Letter } from "./connectors/mail/letter.ts";
import type { LetterOnRecord, OnRecord } from "./connectors/mail-server/copies.ts";
import { type EffectRow, effects } from "./kernel/effect.ts";
import type { LedgerEvent } from "./kernel/event.ts";
import type { Records } from "./kernel/fold.ts";
import type { Ledger } from "./kernel/ledger.ts";
import { deliveryOf } from "./kernel/outbox.ts";

const MOST_EVENTS = 1000;
const LETTERS = "connector = 'mail' AND operation = 'send'";

export interface LettersOnRecordParts {
  readonly ledger: Ledger;
  /** Fresh at every call. */
  readonly records: () => Records;
}

export function lettersOnRecord({ ledger, records }: LettersOnRecordParts): OnRecord {
  const opened = (effect: EffectRow, leftAt: number): LetterOnRecord[] => {
    const reading = { eventAt: (seq: number) => ledger.at(seq), open: (event: LedgerEvent) => ledger.open(event) };
    const delivery = deliveryOf(reading, effect);
    if (!delivery) return []; // forgotten
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
          const isLetter = effect?.connector === "mail" && effect.operation === "send";
          return isLetter ? opened(effect, event.at) : [];
        });
      return { through: events.at(-1)?.seq ?? head, letters };
    },
    performedSince(at) {
      const left = records().find(effects, `${LETTERS} AND state IN ('performed', 'bounced') AND queued_at >= ?`, [at]);
      return left.flatMap((effect) => opened(effect, effect.queued_at));
    },
  };
}
