/**
 * What passes between the outbox and a connector: an effect as it is handed over, what is answered, and how an outcome that nobody
 * knows is looked up.
 * Before: outbox.ts. After: connectors/.
 */
import { messageOf } from "../lib/errors.ts";
import { type EffectRow, releasedBy } from "./effect.ts";
import type { Plain } from "./event.ts";
import type { Transaction } from "./writer.ts";

/** One effect as its connector gets it. `at`: when it was decided, so that a second try makes the same bytes. */
export interface Delivery {
  readonly key: string;
  readonly operation: string;
  readonly payload: Plain;
  readonly reference: string | null;
  readonly at: number;
}

/**
 * `done`: with what the service gave back that is worth keeping, `answer`. `soft` may be tried again (`failure` names its kind, as in
 * retries.yaml); `hard` is for the owner; `unknown` is looked up before anything else.
 */
export type Receipt =
  | { readonly kind: "done"; readonly answer?: Plain }
  | { readonly kind: "soft"; readonly why: string; readonly failure?: string }
  | { readonly kind: "hard"; readonly why: string }
  | { readonly kind: "unknown"; readonly why: string };

export type Found =
  | { readonly kind: "found"; readonly answer?: Plain }
  | { readonly kind: "absent" }
  | { readonly kind: "unknown"; readonly why: string };

/** What the kernel needs of a connector. */
export interface Performer {
  perform(delivery: Delivery): Promise<Receipt>;
  /**
   * Whether an effect of unknown outcome has happened. `absent` only where that is certain. Rejects where nobody can be asked
   * now: it is asked again, for a day.
   */
  lookup(delivery: Delivery): Promise<Found>;
}

/** What is known of an outcome; `unasked`: nothing, and it could not be looked up yet. */
export type Outcome = Receipt | { readonly kind: "unasked"; readonly why: string };

/** The payload stands in the verdict's private part, beside the other effects it released. */
export function deliveryOf(transaction: Pick<Transaction, "eventAt" | "open">, effect: EffectRow): Delivery | null {
  const verdict = transaction.eventAt(effect.seq);
  const opened = verdict && transaction.open(verdict);
  if (!verdict || !opened) return null; // forgotten: nothing is left to send
  const index = releasedBy(verdict).findIndex((released) => released.effect === effect.id);
  const payload = ((opened.payloads ?? []) as readonly Plain[])[index];
  return payload
    ? { key: effect.key, operation: effect.operation, payload, reference: effect.reference, at: verdict.at }
    : null;
}

/**
 * What is known of how an effect stands at its service: what it gave back, or has told since (`effect.answered`); null: nothing,
 * or it was forgotten.
 */
export function answerTo(reader: Pick<Transaction, "eventAt" | "open" | "get">, effect: EffectRow): Plain | null {
  const verdict = reader.eventAt(effect.seq);
  const last = reader.get<{ seq: number }>(
    "SELECT seq FROM events WHERE workflow = ? AND subject = ? AND type IN ('effect.performed','effect.answered') ORDER BY seq DESC LIMIT 1",
    [verdict?.workflow ?? "", `effect:${effect.id}`],
  );
  const event = last && reader.eventAt(last.seq);
  return ((event && reader.open(event))?.answer ?? null) as Plain | null;
}

/** A look-up that is certain it never happened makes it due again; anything less is uncertain. */
export async function lookedUp(connector: Performer, delivery: Delivery, why: string): Promise<Outcome> {
  try {
    const found = await connector.lookup(delivery);
    if (found.kind === "found") return { kind: "done", ...(found.answer ? { answer: found.answer } : {}) };
    return found.kind === "absent" ? { kind: "soft", why } : { kind: "unknown", why: `${why} ${found.why}` };
  } catch (error) {
    return { kind: "unasked", why: `${why} ${messageOf(error)}` };
  }
}
