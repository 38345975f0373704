/**
 * What follows from outside happenings without any agent: an answer by the owner's own hand ends ours that waits, and a
 * mail that failed or came back becomes one question.
 * Before: connectors and the outbox. After: the arbiter, like any other intent.
 */
import { wishOf } from "../kernel/arbiter.ts";
import { type EffectRow, effects } from "../kernel/effect.ts";
import type { LedgerEvent } from "../kernel/event.ts";
import { intents, submitIntent } from "../kernel/intent.ts";
import { houseLabel } from "../kernel/label.ts";
import { deliveryOf } from "../kernel/outbox.ts";
import { endProposal, proposals } from "../kernel/proposal.ts";
import type { Transaction } from "../kernel/writer.ts";
import { mails } from "../records/mail.ts";
import { effectRetry } from "./effect-retry.ts";

type Cause = Pick<LedgerEvent, "id" | "workflow">;

/** Withdraws what waits as an answer to one of these Message-IDs; what else that request wanted is asked by itself. */
export function withdrawAnswered(transaction: Transaction, messageIds: readonly string[], cause: Cause): void {
  const { records } = transaction;
  for (const messageId of messageIds) {
    for (const mail of records.find(mails, "message_id = ? AND direction = 'in'", [messageId])) {
      for (const intent of records.find(intents, "about = ? AND state = 'asked'", [mail.id])) {
        const [row] = records.find(proposals, "intent = ? AND state = 'open'", [intent.id]);
        const submitted = transaction.eventAt(intent.seq);
        const wish = submitted && wishOf(transaction, submitted);
        const answers =
          wish?.steps.filter((step) => step.action === "mail.answer" || step.action === "owner.ask") ?? [];
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

/** A mail of ours came back: that very effect has failed, and the owner is asked what to do. */
export function noteBounce(
  transaction: Transaction,
  effectId: string,
  report: { why: string; to: string },
  cause: Cause,
): void {
  const effect = transaction.records.get(effects, effectId);
  if (effect?.state !== "performed") return;
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
    steps: [{ action: effectRetry.name, params }],
    reason: {
      failed: "I tried, and it did not go out.",
      uncertain: "I can't tell whether it went out, and I never send twice on a guess.",
      bounced: "The mail system of the recipient sent it back.",
    }[trouble],
    evidence: [],
    // One question a failure: a second try that fails asks again.
    key: `${effectRetry.key(params, effect.scope)}:${effect.version}`,
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
