/**
 * An intent becomes an outcome here: executed, put to the owner, or denied.
 * Every verdict is recorded with its complete request and the rules that decided it, so "why?" always has an answer.
 * Before: intent.ts. After: proposal.ts (asked) or outbox.ts (released).
 */
import { hash } from "node:crypto";
import { opaqueId } from "../lib/id.ts";
import type { ActionContract, Decided, Prepared, Step, View } from "./action.ts";
import type { Released } from "./effect.ts";
import type { LedgerEvent, Plain } from "./event.ts";
import { type IntentRow, intents, type Wish } from "./intent.ts";
import { houseLabel, type Label } from "./label.ts";
import { openProposal } from "./proposal.ts";
import type { Access, AccessRequest, Rule, Verdict } from "./verdict.ts";
import type { Transaction } from "./writer.ts";

/** What the kernel decides by; handed in, because it knows no policy, agent or action itself. */
export interface Authority {
  readonly access: () => Access;
  readonly actions: ReadonlyMap<string, ActionContract>;
  /** The capabilities of an agent; nothing else exists for it. `null`: the owner, who may everything. */
  readonly may: (principal: string) => readonly string[] | null;
  readonly surfaces: readonly string[];
  readonly expiryMs: () => number;
  readonly quiet: (now: number) => boolean;
}

export interface Assessment {
  readonly verdict: Verdict;
  readonly requests: readonly AccessRequest[];
  /** One for each step; empty where something could not be prepared. */
  readonly prepared: readonly Prepared[];
  /** Why it can't be done, for people. */
  readonly refused?: string;
  readonly versions: Prepared["versions"];
  readonly outward: boolean;
  readonly editable: boolean;
  readonly question: boolean;
}

const STRICTNESS = { execute: 0, ask: 1, deny: 2 } as const;

/** Judges a submitted intent for the first time and carries the verdict out. */
export function judgeIntent(transaction: Transaction, rules: Authority, intentId: string): void {
  const intent = transaction.records.get(intents, intentId);
  if (intent?.state !== "submitted") return;
  const submitted = transaction.eventAt(intent.seq);
  const wish = submitted && wishOf(transaction, submitted);
  if (!submitted || !wish) {
    withdrawForgotten(transaction, intent);
    return;
  }
  const assessment = assess(transaction, rules, intent, submitted.label, wish.steps, false);
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

/** The wish as it was submitted; `null` where it was forgotten. */
export function wishOf(transaction: Transaction, submitted: LedgerEvent): Wish | null {
  const opened = transaction.open(submitted);
  return opened?.steps ? (opened as unknown as Wish) : null;
}

/**
 * Prepares every step on the records as they are now, and asks policy about each. The strictest answer is the intent's.
 * `quietAt`: the time by which quiet hours are judged; when a card is compared with what was shown, the time it was shown,
 * or an approval in the morning of what was asked at night would be void.
 */
export function assess(
  transaction: Transaction,
  rules: Authority,
  intent: IntentRow,
  label: Label,
  steps: readonly Step[],
  reviewed: boolean,
  quietAt = transaction.now,
): Assessment {
  const view = viewOf(transaction);
  const prepared: Prepared[] = [];
  const requests: AccessRequest[] = [];
  const verdicts: Verdict[] = [];
  const contracts: ActionContract[] = [];
  for (const [index, step] of steps.entries()) {
    const contract = rules.actions.get(step.action);
    const may = rules.may(intent.principal);
    if (!contract || (may && !may.includes(step.action)))
      return denied("not-in-may", `${intent.principal} may not do “${step.action}”.`);
    contracts.push(contract);
    const parsed = contract.parse(step.params);
    if (!parsed.ok) return denied("not-understood", parsed.why);
    const ready = contract.prepare(parsed.params, intent.scope, view, `${intent.id}.${index}`);
    if (ready.kind === "refused") return denied("not-possible", ready.why);
    prepared.push(ready);
    const request = requestFor(intent, label, contract, ready, rules.quiet(quietAt));
    requests.push(request);
    if (request.context.outward && request.context.crossClient)
      return denied("another-client", "It carries words that belong to another client.");
    verdicts.push(rules.access().judge(request, reviewed));
  }
  const kind = verdicts.reduce<Verdict["kind"]>(
    (worst, one) => (STRICTNESS[one.kind] > STRICTNESS[worst] ? one.kind : worst),
    "execute",
  );
  const deciding = verdicts.filter((one) => one.kind === kind);
  return {
    verdict: {
      kind,
      because: uniqueRules(deciding.flatMap((one) => one.because)),
      digest: hash("sha256", verdicts.map((one) => one.digest).join(" "), "hex"),
    },
    requests,
    prepared,
    versions: Object.assign({}, ...prepared.map((part) => part.versions)) as Prepared["versions"],
    outward: requests.some((request) => request.context.outward === true),
    editable: contracts.some((contract) => contract.editable.length > 0),
    question: contracts.some((contract) => contract.group === "question"),
  };

  function denied(id: string, because: string): Assessment {
    const verdict: Verdict = { kind: "deny", because: [{ id, because }], digest: "" };
    return {
      verdict,
      requests,
      prepared: [],
      refused: because,
      versions: {},
      outward: false,
      editable: false,
      question: false,
    };
  }
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
    for (const step of steps) {
      const contract = rules.actions.get(step.action);
      for (const decided of contract?.decide(step.params, intent.scope, view) ?? [])
        appendDecided(transaction, decided, { actor: actorOf(transaction, intent), label, cause: event });
    }
  }
  return event;
}

/** Why policy said what it said, as one text for the owner. */
export function reasonsOf(assessment: Assessment): string {
  return assessment.verdict.because.map((rule) => rule.because ?? `The rule “${rule.id}” decided it.`).join(" ");
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

/** What actions may look at, inside this transaction. */
export function viewOf(transaction: Transaction): View {
  return {
    now: transaction.now,
    records: transaction.records,
    privateAt(seq) {
      const event = transaction.eventAt(seq);
      return event ? transaction.open(event) : null;
    },
  };
}

function requestFor(
  intent: IntentRow,
  label: Label,
  contract: ActionContract,
  ready: Prepared,
  quietHours: boolean,
): AccessRequest {
  const own = new Set(["workspace", intent.scope, ready.resource.id, ...(ready.merged ?? [])]);
  return {
    principal:
      intent.principal === "owner"
        ? { type: "Owner", id: "owner" }
        : { type: "Agent", id: intent.principal.replace("agent:", "") },
    action: contract.name,
    resource: ready.resource,
    attributes: ready.attributes,
    context: {
      ...ready.context,
      outward: contract.group === "outward" || ready.leaves.length > 0,
      reversible: ready.reversible,
      untrusted: label.trust === "outside",
      personal: label.scopes.some((scope) => scope !== "workspace"),
      crossClient: label.scopes.some((scope) => !own.has(scope)),
      knownAddress: ready.addressesKnown,
      quietHours,
    },
  };
}

function uniqueRules(rules: readonly Rule[]): Rule[] {
  return [...new Map(rules.map((rule) => [rule.id, rule])).values()];
}
