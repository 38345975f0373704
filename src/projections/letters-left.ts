/**
 * Which of the effects are letters. All else that leaves (an entry in the calendar, a document, an invoice put to Stripe, a copy
 * for the folder of sent mail) is an effect too, and counts as no mail.
 * Before: the ledger and the records. After: whoever counts or tells what was sent.
 */

import { type Delivery, deliveryOf } from "../kernel/delivery.ts";
import { type EffectRow, effects } from "../kernel/effect.ts";
import type { LedgerEvent } from "../kernel/event.ts";
import type { Records } from "../kernel/fold.ts";
import type { Ledger } from "../kernel/ledger.ts";

/** A condition on `effects`. */
export const IS_LETTER = "connector = 'mail' AND operation = 'send'";

/** A condition on `events`: what happened to an effect counts where the effect is a letter; everything else counts. */
export const NO_OTHER_EFFECT = `(events.type NOT LIKE 'effect.%' OR EXISTS (
  SELECT 1 FROM effects WHERE effects.id = json_extract(events.data, '$.effect') AND ${IS_LETTER}))`;

/** What of a letter is told. */
export interface LeftLetter {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** The letter that an effect was, as it left or is to leave; null: it was none, or its words were forgotten. */
export function letterDelivery(effect: EffectRow | undefined, ledger: Pick<Ledger, "at" | "open">): Delivery | null {
  if (effect?.connector !== "mail" || effect.operation !== "send") return null;
  return deliveryOf({ eventAt: (seq) => ledger.at(seq), open: (event: LedgerEvent) => ledger.open(event) }, effect);
}

/** The letter that an event of the outbox is about. */
export function letterIn(
  event: Pick<LedgerEvent, "type" | "data">,
  { records, ledger }: { readonly records: Records; readonly ledger: Pick<Ledger, "at" | "open"> },
): LeftLetter | null {
  if (!event.type.startsWith("effect.")) return null;
  const delivery = letterDelivery(records.get(effects, String(event.data.effect)), ledger);
  return delivery && (delivery.payload as unknown as LeftLetter);
}
