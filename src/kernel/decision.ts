/**
 * A decision of the owner's, and the card it is about: who decides, on which surface, what may be decided at all.
 * Before: surfaces and the command line. After: command.ts and undo.ts, which carry it out.
 */
import type { Card } from "./card.ts";
import type { LedgerEvent } from "./event.ts";
import { type IntentRow, intents } from "./intent.ts";
import { shownOn } from "./notice.ts";
import { type ProposalRow, proposals, type Shown, shownBy, type Tap } from "./proposal.ts";
import type { Transaction } from "./writer.ts";

/** Who decides, where, and about what. `revision`: the one that was in front of the owner, where the surface knows it. */
export interface Decision {
  readonly code: string;
  readonly surface: string;
  readonly actor: string;
  readonly revision?: number;
  /** The sum as the owner typed it, where policy wants it typed (in cents). */
  readonly typedCents?: number;
}

export type Outcome =
  | { readonly kind: "approved"; readonly proposal: string; readonly card: Card; readonly effects: readonly string[] }
  | { readonly kind: "rejected" | "postponed" | "withdrawn"; readonly card: Card }
  | {
      readonly kind: "shown";
      readonly code: string;
      readonly card: Card;
      readonly revision: number;
      readonly why: "edited" | "overtaken" | "unseen" | "asked-again";
    }
  /** Above the sum that policy names one tap is not enough: the amount is typed, or a second surface agrees. */
  | {
      readonly kind: "confirm";
      readonly code: string;
      readonly card: Card;
      readonly cents: number;
      readonly currency: string;
    }
  /** It can't be taken back: the first yes is noted, and a second does it. */
  | { readonly kind: "sure"; readonly code: string; readonly card: Card }
  | { readonly kind: "over"; readonly state: string; readonly at: number; readonly title: string }
  | { readonly kind: "unknown"; readonly code: string; readonly near: readonly string[] }
  | { readonly kind: "refused"; readonly why: string };

/** Looks a proposal up by the code on its card, in any case. */
export function byCode(transaction: Pick<Transaction, "records">, code: string): ProposalRow | undefined {
  return transaction.records.find(proposals, "code = ?", [code.trim().toUpperCase()])[0];
}

export const ONLY_THE_OWNER = "Only the owner decides.";

/** Whether the paired owner's hand did it (invariant 11). */
export function isOwner(decision: Pick<Decision, "actor">): boolean {
  return decision.actor.startsWith("owner:");
}

/** An open card, with what it shows and what was wished. */
export interface Found {
  readonly row: ProposalRow;
  readonly shown: Shown;
  readonly intent: IntentRow;
  readonly submitted: LedgerEvent;
}

/** The open card with the decision's code; or what to tell whoever decides. */
export function find(transaction: Transaction, decision: Decision): Found | Outcome {
  if (!isOwner(decision)) return { kind: "refused", why: ONLY_THE_OWNER };
  const row = byCode(transaction, decision.code);
  if (!row) return unknown(transaction, decision.code);
  const shown = shownBy(transaction, row);
  const intent = transaction.records.get(intents, row.intent);
  const submitted = intent && transaction.eventAt(intent.seq);
  if (!shown || !intent || !submitted) return { kind: "refused", why: "What this card was about has been forgotten." };
  return row.state === "open" ? { row, shown, intent, submitted } : over(row, shown);
}

/** It was decided already. */
export function over(row: ProposalRow, shown: Shown): Outcome {
  return { kind: "over", state: row.state, at: row.decided_at ?? row.opened_at, title: shown.card.title };
}

/** Names the open codes that are closest to what was typed. */
export function unknown(transaction: Transaction, code: string): Outcome {
  const typed = code.trim().toUpperCase();
  const open = transaction.records.find(proposals, "state = 'open' ORDER BY opened_at");
  const common = (other: string) => [...other].filter((letter, at) => typed[at] === letter).length;
  const near = open.map((row) => row.code).sort((a, b) => common(b) - common(a));
  return { kind: "unknown", code: typed, near: near.slice(0, 3) };
}

/** Where it was decided, and since when it was shown there. */
export function tapOf(transaction: Transaction, row: ProposalRow, decision: Decision): Tap {
  return { surface: decision.surface, shownAt: shownOn(transaction, decision.surface, row.id)?.at ?? null };
}
