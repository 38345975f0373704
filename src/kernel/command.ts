/**
 * What the owner decides, recorded as it was decided: on which surface, for which revision, shown when.
 * Every function here runs inside the writer's transaction and answers with what to tell the owner.
 * Before: decision.ts. After: arbiter.ts (approved) or proposal.ts (edited, ended).
 */
import type { Step } from "./action.ts";
import { appendDecided, recordVerdict } from "./arbiter.ts";
import { type Assessment, type Authority, assess, reasonsOf, viewOf } from "./assess.ts";
import type { Card } from "./card.ts";
import { composeCard } from "./compose.ts";
import {
  byCode,
  type Decision,
  find,
  isOwner,
  ONLY_THE_OWNER,
  type Outcome,
  over,
  tapOf,
  unknown,
} from "./decision.ts";
import { applyChanges, cardDifference } from "./edit.ts";
import type { LedgerEvent, Plain } from "./event.ts";
import { type IntentRow, intents, type Wish, wishOf } from "./intent.ts";
import { ownerLabel } from "./label.ts";
import { markShown, shownOn } from "./notice.ts";
import { bindingOf, endProposal, type ProposalRow, reviseProposal, type Shown, shownBy, type Tap } from "./proposal.ts";
import type { Transaction } from "./writer.ts";

const SECOND_YES_MS = 1000;

/** Approves exactly what was shown: anything changed since then voids the approval, and the owner is shown the change. */
export function approve(transaction: Transaction, rules: Authority, decision: Decision): Outcome {
  const found = find(transaction, decision);
  if ("kind" in found) return found;
  const { row, shown, intent, submitted } = found;
  const seen = shownOn(transaction, decision.surface, row.id);
  const revision = decision.revision ?? seen?.revision;
  // What the surface says it showed must also be on record as shown there.
  if (revision !== row.revision || seen?.revision !== row.revision)
    return { kind: "shown", code: row.code, card: shown.card, revision: row.revision, why: "unseen" };
  const wish = wishWith(transaction, submitted, shown.steps);
  const shownAt = transaction.eventAt(row.seq)?.at;
  const now = assess(transaction, rules, intent, submitted.label, shown.steps, shownAt);
  if (now.verdict.kind === "deny") {
    endProposal(transaction, row, { type: "proposal.withdrawn", why: "no-longer-possible" });
    return { kind: "refused", why: `${now.refused ?? reasonsOf(now)} I have withdrawn the request.` };
  }
  if (bindingOf(shown.steps, now, composeCard(wish, now)) !== row.binding) {
    const revised = revise(transaction, rules, {
      row,
      wish,
      assessment: now,
      why: "overtaken",
      actor: "kernel",
      before: shown.card,
    });
    return { kind: "shown", code: row.code, card: revised.card, revision: row.revision + 1, why: "overtaken" };
  }
  const stake = unconfirmedStake(rules, row, shown.steps, now, decision);
  if (stake) {
    agree(transaction, row, intent, decision);
    return { kind: "confirm", code: row.code, card: shown.card, ...stake };
  }
  if (now.prepared.some((part) => part.secondYes) && !saidYesBefore(transaction, row, intent)) {
    agree(transaction, row, intent, decision);
    return { kind: "sure", code: row.code, card: shown.card };
  }
  const final = executable(transaction, rules, intent, submitted, shown, { now, shownAt });
  const cause = transaction.append({
    type: "proposal.approved",
    actor: decision.actor,
    scope: row.scope,
    subject: `proposal:${row.id}`,
    causation: transaction.eventAt(row.seq)?.id,
    workflow: intent.workflow,
    label: ownerLabel(row.scope),
    data: {
      proposal: row.id,
      intent: intent.id,
      revision,
      surface: decision.surface,
      shownAt: seen?.at ?? null,
      binding: row.binding,
    },
  });
  const verdict = recordVerdict(transaction, rules, {
    intent,
    assessment: final,
    steps: shown.steps,
    label: submitted.label,
    cause,
    reviewed: true,
  });
  if (final.verdict.kind !== "execute") return { kind: "refused", why: reasonsOf(final) };
  const released = (verdict.data.effects ?? []) as readonly { effect: string }[];
  return { kind: "approved", proposal: row.id, card: shown.card, effects: released.map((one) => one.effect) };
}

/**
 * The assessment by which it is carried out: policy's answer once the owner has seen it. It was asked a moment ago, on these
 * very records; only where quiet hours began or ended since the card was shown is it asked anew.
 */
function executable(
  transaction: Transaction,
  rules: Authority,
  intent: IntentRow,
  submitted: LedgerEvent,
  shown: Shown,
  asked: { now: Assessment; shownAt: number | undefined },
): Assessment {
  const sameHours = rules.quiet(asked.shownAt ?? transaction.now) === rules.quiet(transaction.now);
  const assessment = sameHours ? asked.now : assess(transaction, rules, intent, submitted.label, shown.steps);
  return { ...assessment, verdict: assessment.onceSeen };
}

/**
 * Changes fields and approves the result in one step: for a form in which the owner typed the exact text, and for one-tap
 * choices that say what they set. Where more than the named fields would be different, it is only shown.
 */
export function editAndApprove(
  transaction: Transaction,
  rules: Authority,
  decision: Decision & { readonly changes: Readonly<Record<string, string>> },
): Outcome {
  const found = find(transaction, decision);
  if ("kind" in found) return found;
  const { row, shown } = found;
  const seen = shownOn(transaction, decision.surface, row.id);
  if (seen?.revision !== row.revision || (decision.revision ?? row.revision) !== row.revision)
    return { kind: "shown", code: row.code, card: shown.card, revision: row.revision, why: "unseen" };
  const edited = edit(transaction, rules, decision);
  if (edited.kind !== "shown") return edited;
  if (edited.card.why.join("\n") !== shown.card.why.join("\n")) return edited;
  const revised = byCode(transaction, decision.code);
  if (!revised) return edited;
  markShown(transaction, decision.surface, revised);
  return approve(transaction, rules, { ...decision, revision: revised.revision });
}

/** The sum at stake, where policy wants more than one tap for it and has not got it. */
function unconfirmedStake(
  rules: Authority,
  row: ProposalRow,
  steps: readonly Step[],
  assessment: Assessment,
  decision: Decision,
): { cents: number; currency: string } | null {
  for (const [index, part] of assessment.prepared.entries()) {
    const above = rules.confirmAboveCents(steps[index]?.action ?? "");
    if (!part.amount || above === null || Math.abs(part.amount.cents) <= above) continue;
    const second = row.agreed_on !== null && row.agreed_on !== decision.surface;
    if (!second && decision.typedCents !== part.amount.cents) return part.amount;
  }
  return null;
}

/** Whether this very revision was agreed to before, and not just now: a finger may tap twice. */
function saidYesBefore(transaction: Transaction, row: ProposalRow, intent: IntentRow): boolean {
  if (row.agreed_on === null) return false;
  const first = transaction.get<{ at: number }>(
    "SELECT at FROM events WHERE workflow = ? AND type = 'proposal.agreed' AND subject = ? ORDER BY seq DESC LIMIT 1",
    [intent.workflow, `proposal:${row.id}`],
  );
  return first !== undefined && transaction.now - first.at >= SECOND_YES_MS;
}

/** Notes a first yes, so that the second surface finds it. */
function agree(transaction: Transaction, row: ProposalRow, intent: IntentRow, decision: Decision): void {
  if (row.agreed_on === null) decide(transaction, row, intent, decision, "proposal.agreed");
}

/** Says no, with a reason that the agents can learn from. */
export function reject(
  transaction: Transaction,
  rules: Authority,
  decision: Decision & { readonly reason: string },
): Outcome {
  const found = find(transaction, decision);
  if ("kind" in found) return found;
  const { row, shown, intent } = found;
  const cause = decide(transaction, row, intent, decision, "proposal.rejected", { reason: decision.reason });
  declineSteps(transaction, rules, shown.steps, intent, cause);
  return { kind: "rejected", card: shown.card };
}

/** The owner does it by hand: the request is withdrawn, and nothing is learnt from it. */
export function takeOver(transaction: Transaction, rules: Authority, decision: Decision): Outcome {
  const found = find(transaction, decision);
  if ("kind" in found) return found;
  const { row, shown, intent } = found;
  const cause = decide(transaction, row, intent, decision, "proposal.withdrawn", undefined, { why: "owner-does-it" });
  declineSteps(transaction, rules, shown.steps, intent, cause);
  return { kind: "withdrawn", card: shown.card };
}

/** Puts the question away until `until`, or until they write again; it comes back by itself. */
export function postpone(transaction: Transaction, decision: Decision & { readonly until: number | "mail" }): Outcome {
  const found = find(transaction, decision);
  if ("kind" in found) return found;
  const { until } = decision;
  // “When they write” has an end all the same: the day on which the request expires.
  const data = until === "mail" ? { until: found.row.expires_at, on: "mail" } : { until };
  decide(transaction, found.row, found.intent, decision, "proposal.postponed", undefined, data);
  return { kind: "postponed", card: found.shown.card };
}

/** Changes parameters. An edit never sends: it makes a new revision, judged by policy again and shown with its diff. */
export function edit(
  transaction: Transaction,
  rules: Authority,
  decision: Decision & { readonly changes: Readonly<Record<string, string>> },
): Outcome {
  const found = find(transaction, decision);
  if ("kind" in found) return found;
  const { row, shown, intent, submitted } = found;
  const edited = applyChanges(rules, shown.steps, decision.changes);
  if (!edited.ok) return { kind: "refused", why: edited.why };
  const wish = wishWith(transaction, submitted, edited.steps);
  const assessment = assess(transaction, rules, intent, submitted.label, edited.steps);
  if (assessment.verdict.kind === "deny") return { kind: "refused", why: reasonsOf(assessment) };
  const revised = revise(transaction, rules, {
    row,
    wish,
    assessment,
    why: "edited",
    actor: decision.actor,
    before: shown.card,
    tap: tapOf(transaction, row, decision),
  });
  return { kind: "shown", code: row.code, card: revised.card, revision: row.revision + 1, why: "edited" };
}

/** Asks again about a request that had expired. */
export function askAgain(transaction: Transaction, rules: Authority, decision: Decision): Outcome {
  if (!isOwner(decision)) return { kind: "refused", why: ONLY_THE_OWNER };
  const row = byCode(transaction, decision.code);
  const shown = row && shownBy(transaction, row);
  const intent = row && transaction.records.get(intents, row.intent);
  const submitted = intent && transaction.eventAt(intent.seq);
  if (!row || !shown || !intent || !submitted) return unknown(transaction, decision.code);
  if (row.state !== "expired") return over(row, shown);
  const wish = wishWith(transaction, submitted, shown.steps);
  const assessment = assess(transaction, rules, intent, submitted.label, shown.steps);
  if (assessment.verdict.kind === "deny") return { kind: "refused", why: reasonsOf(assessment) };
  const revised = revise(transaction, rules, {
    row,
    wish,
    assessment,
    why: "asked-again",
    actor: decision.actor,
    before: shown.card,
    tap: tapOf(transaction, row, decision),
  });
  return { kind: "shown", code: row.code, card: revised.card, revision: row.revision + 1, why: "asked-again" };
}

function decide(
  transaction: Transaction,
  row: ProposalRow,
  intent: IntentRow,
  decision: Decision,
  type: string,
  secret?: Plain,
  data: Plain = {},
): LedgerEvent {
  return transaction.append({
    type,
    actor: decision.actor,
    scope: row.scope,
    subject: `proposal:${row.id}`,
    causation: transaction.eventAt(row.seq)?.id,
    workflow: intent.workflow,
    label: ownerLabel(row.scope),
    data: {
      proposal: row.id,
      intent: intent.id,
      revision: row.revision,
      ...tapOf(transaction, row, decision),
      ...data,
    },
    ...(secret ? { private: secret } : {}),
  });
}

function declineSteps(
  transaction: Transaction,
  rules: Authority,
  steps: readonly Step[],
  intent: IntentRow,
  cause: LedgerEvent,
): void {
  for (const step of steps)
    for (const decided of rules.actions.get(step.action)?.declined?.(step.params, intent.scope, viewOf(transaction)) ??
      [])
      appendDecided(transaction, decided, { actor: cause.actor, label: cause.label, cause });
}

function revise(
  transaction: Transaction,
  rules: Authority,
  about: {
    row: ProposalRow;
    wish: Wish;
    assessment: Assessment;
    why: "edited" | "overtaken" | "asked-again";
    actor: string;
    before: Card;
    tap?: Tap;
  },
): Shown {
  const { row, wish, assessment, before } = about;
  return reviseProposal(transaction, {
    row,
    type: about.why === "asked-again" ? "proposal.reopened" : "proposal.revised",
    why: about.why,
    wish,
    assessment,
    changed: cardDifference(before, composeCard(wish, assessment)),
    actor: about.actor,
    ...(about.tap ? { tap: about.tap } : {}),
    surfaces: rules.surfaces,
    expiryMs: rules.expiryMs(),
  });
}

/** The wish as it was submitted, with the steps as they stand after edits. */
function wishWith(transaction: Transaction, submitted: LedgerEvent, steps: readonly Step[]): Wish {
  const wish = wishOf(transaction, submitted);
  return { steps, reason: wish?.reason ?? "", evidence: wish?.evidence ?? [] };
}
