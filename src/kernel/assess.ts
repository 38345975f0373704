/**
 * The assessment: what an intent would do, on the records as they are now, and what policy says about it. It changes
 * nothing, so it can be asked again at the tap, and what differs from what was shown is noticed.
 * Before: intent.ts. After: arbiter.ts, which makes it happen, and proposal.ts, which binds a card to it.
 */
import { hash } from "node:crypto";
import type { ActionContract, Prepared, Step, View } from "./action.ts";
import { answerTo } from "./delivery.ts";
import type { EffectRow } from "./effect.ts";
import type { Records } from "./fold.ts";
import type { IntentRow } from "./intent.ts";
import { HOUSE_SCOPE, type Label } from "./label.ts";
import type { Access, AccessRequest, Judgement, Rule, Verdict } from "./verdict.ts";
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
  /** When the quiet hours that hold at `now` end, ms UTC. */
  readonly quietEnds: (now: number) => number;
  /** Whether mail to this client waits for the owner, though rules would let it go. */
  readonly held: (records: Records, scope: string) => boolean;
  /** Above this sum one tap is not enough for the action; `null`: it always is. */
  readonly confirmAboveCents: (action: string) => number | null;
  /** What is said of an effect that is taken back: `stays` where it had not left, `gone` where it had. */
  readonly takenBack: (records: Records, effect: EffectRow) => { readonly stays: string; readonly gone: string };
}

export interface Assessment {
  readonly verdict: Verdict;
  /** The verdict once the owner has seen and approved exactly this. */
  readonly onceSeen: Verdict;
  readonly requests: readonly AccessRequest[];
  /** One for each step; empty where something could not be prepared. */
  readonly prepared: readonly Prepared[];
  /** Why it can't be done, for people. */
  readonly refused?: string;
  readonly versions: Prepared["versions"];
  readonly outward: boolean;
  /** What an edit may name; `2.kind` where several steps are of one kind. */
  readonly fields: readonly string[];
  readonly question: boolean;
}

const STRICTNESS = { execute: 0, ask: 1, deny: 2 } as const;

/**
 * Prepares every step on the records as they are now, and asks policy about each. The strictest answer is the intent's.
 * `quietAt`: the time by which quiet hours are judged; when a card is compared with what was shown, the time it was shown,
 * or an approval in the morning of what was asked at night would be void. `released`: as if no mail were held.
 */
export function assess(
  transaction: Transaction,
  rules: Authority,
  intent: IntentRow,
  label: Label,
  steps: readonly Step[],
  quietAt = transaction.now,
  released = false,
): Assessment {
  const view = viewOf(transaction);
  const prepared: Prepared[] = [];
  const requests: AccessRequest[] = [];
  const judgements: Judgement[] = [];
  const contracts: ActionContract[] = [];
  for (const [index, step] of steps.entries()) {
    const contract = rules.actions.get(step.action);
    const may = rules.may(intent.principal);
    if (!contract || (may && !may.includes(step.action)))
      return denied("not-in-may", `${intent.principal} may not do “${step.action}”.`);
    if (contract.alone && steps.length > 1)
      return denied("not-alone", `“${step.action}” can't be wished together with anything else.`);
    contracts.push(contract);
    const parsed = contract.parse(step.params);
    if (!parsed.ok) return denied("not-understood", parsed.why);
    const ready = contract.prepare(parsed.params, intent.scope, view, `${intent.id}.${index}`);
    if (ready.kind === "refused") return denied("not-possible", ready.why);
    prepared.push(ready);
    const request = requestFor(intent, label, contract, ready, {
      quiet: rules.quiet(quietAt),
      held: !released && rules.held(transaction.records, ready.resource.id),
    });
    requests.push(request);
    if (request.context.outward && request.context.crossClient)
      return denied("another-client", "It carries words that belong to another client.");
    judgements.push(rules.access().judge(request));
  }
  return {
    verdict: strictest(judgements.map((one) => one.unseen)),
    onceSeen: strictest(judgements.map((one) => one.seen)),
    requests,
    prepared,
    versions: Object.assign({}, ...prepared.map((part) => part.versions)) as Prepared["versions"],
    outward: requests.some((request) => request.context.outward === true),
    fields: fieldsOf(contracts, prepared),
    question: contracts.some((contract) => contract.group === "question"),
  };

  function denied(id: string, because: string): Assessment {
    const verdict: Verdict = { kind: "deny", because: [{ id, because }], digest: "" };
    return {
      verdict,
      onceSeen: verdict,
      requests,
      prepared: [],
      refused: because,
      versions: {},
      outward: false,
      fields: [],
      question: false,
    };
  }
}

function strictest(verdicts: readonly Verdict[]): Verdict {
  const kind = verdicts.reduce<Verdict["kind"]>(
    (worst, one) => (STRICTNESS[one.kind] > STRICTNESS[worst] ? one.kind : worst),
    "execute",
  );
  const deciding = verdicts.filter((one) => one.kind === kind);
  return {
    kind,
    because: uniqueRules(deciding.flatMap((one) => one.because)),
    digest: hash("sha256", verdicts.map((one) => one.digest).join(" "), "hex"),
  };
}

function fieldsOf(contracts: readonly ActionContract[], prepared: readonly Prepared[]): string[] {
  const names = contracts.map((contract) => contract.name);
  const alike = names.length > 1 && new Set(names).size === 1;
  const fields = contracts.flatMap((contract, index) =>
    prepared[index]?.fixed ? [] : contract.editable.map((field) => (alike ? `${index + 1}.${field}` : field)),
  );
  // A text is what is changed most often.
  return [...new Set(fields)].sort((a, b) => Number(b === "text") - Number(a === "text"));
}

/** Why policy said what it said, as one text for the owner. */
export function reasonsOf(assessment: Assessment): string {
  return assessment.verdict.because.map((rule) => rule.because ?? `The rule “${rule.id}” decided it.`).join(" ");
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
    answerTo: (effect) => answerTo(transaction, effect),
  };
}

function requestFor(
  intent: IntentRow,
  label: Label,
  contract: ActionContract,
  ready: Prepared,
  standing: { readonly quiet: boolean; readonly held: boolean },
): AccessRequest {
  const own = new Set(["workspace", HOUSE_SCOPE, intent.scope, ready.resource.id, ...(ready.merged ?? [])]);
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
      personal: label.scopes.some((scope) => scope !== "workspace" && scope !== HOUSE_SCOPE),
      crossClient: label.scopes.some((scope) => !own.has(scope)),
      knownAddress: ready.addressesKnown,
      quietHours: standing.quiet,
      held: standing.held,
    },
  };
}

function uniqueRules(rules: readonly Rule[]): Rule[] {
  return [...new Map(rules.map((rule) => [rule.id, rule])).values()];
}
