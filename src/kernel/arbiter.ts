/**
 * An intent becomes an outcome here: executed, put to the owner, or denied.
 * Every verdict is recorded with its complete request and the rules that decided it, so "why?" always has an answer.
 * Before: intent.ts, assess.ts. After: proposal.ts (asked) or outbox.ts (released).
 */
import { opaqueId } from "../lib/id.ts";
import type { Decided, Step } from "./action.ts";
import { type Assessment, type Authority, assess, viewOf } from "./assess.ts";
import type { Released } from "./effect.ts";
import type { LedgerEvent, Plain } from "./event.ts";
import { type IntentRow, intents, wishOf } from "./intent.ts";
import { endorsed, HOUSE_SCOPE, houseLabel, type Label, ownerLabel } from "./label.ts";
import { postCard } from "./notice.ts";
import { openProposal } from "./proposal.ts";
import type { Transaction } from "./writer.ts";

/** What waits for a hold to end is looked at again so soon. */
const LOOK_AGAIN_MS = 60_000;

/**
 * Judges a submitted intent for the first time and carries the verdict out. What would be asked for no other reason than the
 * hour, or because mail is held, waits for the morning or the release instead of asking anybody: then the answer is when to
 * judge it again (ms UTC), and nothing is recorded.
 */
export function judgeIntent(transaction: Transaction, rules: Authority, intentId: string): number | null {
  const intent = transaction.records.get(intents, intentId);
  if (intent?.state !== "submitted") return null;
  const submitted = transaction.eventAt(intent.seq);
  const wish = submitted && wishOf(transaction, submitted);
  if (!submitted || !wish) {
    withdrawForgotten(transaction, intent);
    return null;
  }
  const assessment = assess(transaction, rules, intent, submitted.label, wish.steps);
  const isQuiet = rules.quiet(transaction.now);
  if (assessment.verdict.kind === "ask" && (isQuiet || assessment.requests.some(({ context }) => context.held))) {
    const later = isQuiet ? rules.quietEnds(transaction.now) : transaction.now + LOOK_AGAIN_MS;
    const then = assess(transaction, rules, intent, submitted.label, wish.steps, isQuiet ? later : undefined, true);
    if (then.verdict.kind === "execute") return later;
  }
  const cause = recordVerdict(transaction, rules, {
    intent,
    assessment,
    steps: wish.steps,
    label: submitted.label,
    cause: submitted,
    reviewed: false,
  });
  if (assessment.verdict.kind === "ask")
    openProposal(transaction, {
      intent,
      wish,
      assessment,
      cause,
      surfaces: rules.surfaces,
      expiryMs: rules.expiryMs(),
    });
  return null;
}

/** Nobody knows any more what was wanted: nothing will come of it. */
function withdrawForgotten(transaction: Transaction, intent: IntentRow): void {
  transaction.append({
    type: "intent.withdrawn",
    actor: "kernel",
    scope: intent.scope,
    subject: `intent:${intent.id}`,
    workflow: intent.workflow,
    label: houseLabel(intent.scope),
    data: { intent: intent.id, why: "forgotten" },
  });
}

/** Records the verdict and, where it is `execute`, changes the records and releases what leaves. */
export function recordVerdict(
  transaction: Transaction,
  rules: Authority,
  about: {
    intent: IntentRow;
    assessment: Assessment;
    steps: readonly Step[];
    label: Label;
    cause: LedgerEvent;
    reviewed: boolean;
  },
): LedgerEvent {
  const { intent, assessment, steps, cause } = about;
  const executes = assessment.verdict.kind === "execute";
  const released: Released[] = [];
  const payloads: Plain[] = [];
  if (executes)
    for (const [index, part] of assessment.prepared.entries())
      for (const [nth, leaving] of part.leaves.entries()) {
        const { connector, operation, reference, payload } = leaving;
        released.push({
          effect: opaqueId("e", transaction.entropy),
          key: `${intent.id}.${index}.${nth}`,
          connector,
          operation,
          reference,
        });
        payloads.push(payload);
      }
  // What the owner has read and approved is the owner's word: only that lowers a label's guard (invariant 8).
  const label: Label = about.reviewed ? { scopes: about.label.scopes, trust: "owner" } : about.label;
  const event = transaction.append({
    type: "verdict.given",
    actor: "kernel",
    scope: intent.scope,
    subject: `intent:${intent.id}`,
    causation: cause.id,
    workflow: intent.workflow,
    label,
    data: {
      intent: intent.id,
      kind: assessment.verdict.kind,
      reviewed: about.reviewed,
      rules: assessment.verdict.because.map((rule) => rule.id),
      policy: assessment.verdict.digest,
      ...(released.length > 0 ? { effects: released } : {}),
    },
    private: {
      requests: assessment.requests.map((request) => ({ ...request })),
      because: assessment.verdict.because.map((rule) => rule.because ?? rule.id),
      ...(payloads.length > 0 ? { payloads } : {}),
    },
  });
  if (executes) {
    const view = viewOf(transaction);
    for (const [index, step] of steps.entries()) {
      const contract = rules.actions.get(step.action);
      // A rule that lets a closed schema happen vouches for it; the verdict names the rule.
      const vouched = contract?.endorses && !about.reviewed ? endorsed(label) : label;
      const all = contract?.decide(step.params, intent.scope, view, `${intent.id}.${index}`) ?? [];
      transaction.makeReady(all);
      const actor = actorOf(transaction, intent);
      for (const decided of all)
        appendDecided(transaction, decided, {
          actor,
          // Whose exact words the owner approved for the house belong to no client any more: that is the endorsement.
          label:
            about.reviewed && decided.scope === HOUSE_SCOPE
              ? ownerLabel(HOUSE_SCOPE)
              : decided.private
                ? label
                : vouched,
          cause: event,
        });
      const told = about.reviewed ? null : contract?.tells?.(step.params, intent.scope, view);
      if (told)
        postCard(transaction, rules.surfaces, told, {
          type: "notice.posted",
          scope: intent.scope,
          subject: `intent:${intent.id}`,
          cause: event,
        });
    }
  }
  return event;
}

/** Appends what an action decided, in its cause's name. */
export function appendDecided(
  transaction: Transaction,
  decided: Decided,
  from: { actor: string; label: Label; cause: LedgerEvent },
): LedgerEvent {
  return transaction.append({
    ...decided,
    actor: from.actor,
    causation: from.cause.id,
    workflow: from.cause.workflow,
    label: from.label,
  });
}

/** Whose deed it is: the stamp of the agent that wished it, or the owner. */
export function actorOf(transaction: Transaction, intent: IntentRow): string {
  return transaction.eventAt(intent.seq)?.actor ?? intent.principal;
}
