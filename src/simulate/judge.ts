/**
 * Right and wrong, by what the world knows: what clients meant, got, owe and were promised. The workspace's books are held
 * against it, and every mail that left is read.
 * Before: evidence.ts. After: judge-money.ts, judge-mail.ts; then report.ts.
 */
import { localDate } from "../lib/zone.ts";
import type { Evidence, Wrong } from "./evidence.ts";
import { heldOf, messagesOf, sendsOf, timesOf } from "./judge-mail.ts";
import { invoicesOf, remindersOf } from "./judge-money.ts";
import { ZONE } from "./time.ts";

export interface Judgement {
  readonly invoices: readonly Wrong[];
  readonly obligations: readonly Wrong[];
  readonly sends: readonly Wrong[];
  /** Messages that could be taken in two ways, and were not put to the owner. */
  readonly ambiguous: readonly Wrong[];
  /** Messages without a doubt that were. */
  readonly clearAsked: readonly Wrong[];
  readonly refunds: readonly Wrong[];
  readonly reminders: readonly Wrong[];
  readonly held: readonly Wrong[];
  /** Times that were offered though the owner is busy, or given to two clients. */
  readonly times: readonly Wrong[];
  readonly found: { readonly ambiguous: number; readonly obligationsKept: number; readonly invoicesRight: number };
}

export function judge(evidence: Evidence): Judgement {
  const invoices = invoicesOf(evidence);
  const obligations = obligationsOf(evidence);
  const messages = messagesOf(evidence);
  return {
    invoices: invoices.wrong,
    obligations: obligations.wrong,
    sends: sendsOf(evidence),
    ambiguous: messages.missed,
    clearAsked: messages.clearAsked,
    refunds: evidence.books.done
      .filter((done) => done.action === "invoice.refund" || done.action === "invoice.credit")
      .map((done) => `${done.action} was done by ${done.principal} without asking`),
    reminders: remindersOf(evidence),
    held: heldOf(evidence),
    times: timesOf(evidence),
    found: { ambiguous: messages.found, obligationsKept: obligations.kept, invoicesRight: invoices.right },
  };
}

function obligationsOf({ world, endsAt }: Evidence): { wrong: Wrong[]; kept: number } {
  const today = localDate(endsAt, ZONE);
  const wrong: Wrong[] = [];
  let kept = 0;
  for (const promise of world.promised) {
    const company = world.parties[promise.client]?.company ?? "";
    const keptOn = promise.kept === null ? null : localDate(promise.kept, ZONE);
    if (keptOn !== null && keptOn <= promise.untilOn) kept += 1;
    else if (keptOn !== null)
      wrong.push(`${company}: ${promise.what}, promised for ${promise.untilOn}, came on ${keptOn}`);
    else if (promise.untilOn < today)
      wrong.push(`${company}: ${promise.what}, promised for ${promise.untilOn}, never came`);
  }
  return { wrong, kept };
}
