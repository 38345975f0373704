/**
 * What follows from outside happenings without any agent: an answer by the owner's own hand ends ours that waits, and a
 * mail that failed or came back becomes one question.
 * Before: connectors and the outbox. After: the arbiter, like any other intent.
 */

import { deliveryOf } from "../kernel/delivery.ts";
import { type EffectRow, effects } from "../kernel/effect.ts";
import type { LedgerEvent } from "../kernel/event.ts";
import { intents, submitIntent, wishOf } from "../kernel/intent.ts";
import { houseLabel } from "../kernel/label.ts";
import { endProposal, proposals } from "../kernel/proposal.ts";
import type { Transaction } from "../kernel/writer.ts";
import { mergedScope } from "../records/client.ts";
import { addressesOf } from "../records/contact.ts";
import { type Mail, type MailWords, mails } from "../records/mail.ts";
import { EFFECT_RETRY, leftData, retryKey } from "./effect-retry.ts";

/** What asks for an answer to a mail. */
const ANSWERABLE = ["mail.answer", "owner.ask", "complaint.raise"];

type Cause = Pick<LedgerEvent, "id" | "workflow">;
type OwnMail = Cause & Pick<LedgerEvent, "seq">;

/**
 * Withdraws what waits as an answer to one of these Message-IDs; what else that request wanted is asked by itself.
 * Only a mail to them is an answer: passed on to somebody else, it leaves ours waiting.
 */
export function withdrawAnswered(transaction: Transaction, messageIds: readonly string[], cause: OwnMail): void {
  const { records } = transaction;
  const recipients = recipientsOf(transaction, cause.seq);
  for (const messageId of messageIds) {
    for (const mail of records.find(mails, "message_id = ? AND direction = 'in'", [messageId])) {
      if (!writtenTo(transaction, mail, recipients)) continue;
      for (const intent of records.find(intents, "about = ? AND state = 'asked'", [mail.id])) {
        const [row] = records.find(proposals, "intent = ? AND state = 'open'", [intent.id]);
        const submitted = transaction.eventAt(intent.seq);
        const wish = submitted && wishOf(transaction, submitted);
        const answers = wish?.steps.filter(({ action }) => ANSWERABLE.includes(action)) ?? [];
        if (!row || !submitted || !wish || answers.length === 0) continue;
        endProposal(transaction, row, { type: "proposal.withdrawn", why: "answered-by-hand", cause });
        const rest = wish.steps.filter((step) => !answers.includes(step));
        if (rest.length === 0) continue;
        submitIntent(transaction, {
          ...wish,
          steps: rest,
          key: `${intent.key}:rest`,
          about: null,
          scope: intent.scope,
          principal: intent.principal,
          actor: submitted.actor,
          label: submitted.label,
          run: intent.run,
          causation: cause.id,
          workflow: intent.workflow,
        });
      }
    }
  }
}

/** To whom the owner's own mail went, lower case. */
function recipientsOf(transaction: Transaction, seq: number): string[] {
  const event = transaction.eventAt(seq);
  const words = event && (transaction.open(event) as MailWords | null);
  return [...(words?.to ?? []), ...(words?.cc ?? [])].map((address) => address.toLowerCase());
}

/** Whether one of these addresses wrote the mail, or belongs to the same client. */
function writtenTo(transaction: Transaction, mail: Mail, addresses: readonly string[]): boolean {
  const received = transaction.eventAt(mail.seq);
  const words = received && (transaction.open(received) as MailWords | null);
  const theirs = new Set(words?.from?.map((sender) => sender.address.toLowerCase()));
  if (mail.scope !== "workspace")
    for (const contact of addressesOf(transaction.records, mergedScope(transaction.records, mail.scope)))
      theirs.add(contact.address);
  return addresses.some((address) => theirs.has(address));
}

/** A mail of ours was found among the sent ones: where it wasn't known whether it left, it is now, and the question ends. */
export function noteFoundSent(transaction: Transaction, messageId: string): void {
  const [effect] = transaction.records.find(effects, "reference = ? AND state = 'uncertain' LIMIT 1", [messageId]);
  if (effect) proveLeft(transaction, effect);
}

function proveLeft(transaction: Transaction, effect: EffectRow): void {
  const { records } = transaction;
  const event = transaction.append({ ...hasLeft(transaction, effect), actor: `connector:${effect.connector}` });
  const asked = records.find(intents, "action = ? AND scope = ? AND state = 'asked'", [EFFECT_RETRY, effect.scope]);
  for (const intent of asked) {
    const submitted = transaction.eventAt(intent.seq);
    const wish = submitted && wishOf(transaction, submitted);
    const [row] = records.find(proposals, "intent = ? AND state = 'open'", [intent.id]);
    if (!row || !wish?.steps.some(({ params }) => params.effect === effect.id)) continue;
    endProposal(transaction, row, { type: "proposal.withdrawn", why: "found-sent", cause: event });
  }
}

/** It is known now that it left: the event by which everything that waits for it goes on. */
function hasLeft(transaction: Transaction, effect: EffectRow) {
  const verdict = transaction.eventAt(effect.seq);
  return {
    type: "effect.performed",
    scope: effect.scope,
    subject: `effect:${effect.id}`,
    causation: verdict?.id,
    workflow: verdict?.workflow,
    label: verdict?.label ?? houseLabel(effect.scope),
    data: leftData(effect, verdict?.data.reviewed === true),
  };
}

/** A mail of ours came back: that very effect has failed, and the owner is asked what to do. */
export function noteBounce(
  transaction: Transaction,
  effectId: string,
  report: { why: string; to: string },
  cause: Cause,
): void {
  const effect = transaction.records.get(effects, effectId);
  if (effect?.state !== "performed" && effect?.state !== "uncertain") return;
  // What comes back had left.
  if (effect.state === "uncertain") proveLeft(transaction, effect);
  transaction.append({
    type: "effect.bounced",
    actor: "kernel",
    scope: effect.scope,
    subject: `effect:${effect.id}`,
    causation: cause.id,
    workflow: cause.workflow,
    label: houseLabel(effect.scope),
    data: { effect: effect.id, intent: effect.intent },
    private: { why: report.why, to: report.to },
  });
  askToRetry(transaction, effect, "bounced", report.why, report.to);
}

/** Puts one question to the owner about an effect that didn't go as it should. */
export function askToRetry(
  transaction: Transaction,
  effect: EffectRow,
  trouble: "failed" | "uncertain" | "bounced",
  why: string,
  to = recipientOf(transaction, effect),
): void {
  const verdict = transaction.eventAt(effect.seq);
  const params = { effect: effect.id, trouble, why, to };
  submitIntent(transaction, {
    steps: [{ action: EFFECT_RETRY, params }],
    reason: {
      failed: "I tried, and it did not go out.",
      uncertain: "I can't tell whether it went out, and I never send twice on a guess.",
      bounced: "The mail system of the recipient sent it back.",
    }[trouble],
    evidence: [],
    // One question a failure: a second try that fails asks again.
    key: `${retryKey(effect.id, trouble)}:${effect.version}`,
    about: null,
    scope: effect.scope,
    principal: "agent:house",
    actor: "kernel",
    label: houseLabel(effect.scope),
    run: null,
    causation: verdict?.id,
    workflow: verdict?.workflow,
  });
}

function recipientOf(transaction: Transaction, effect: EffectRow): string {
  const to = deliveryOf(transaction, effect)?.payload.to;
  return Array.isArray(to) ? to.join(", ") : "";
}
