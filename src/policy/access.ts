/**
 * Policy answers here: one request, asked twice. Allowed as it is → execute; allowed once the owner has seen it → ask;
 * else deny. "Ask" is never read off the rules that matched, only off the second answer.
 * Before: kernel/arbiter.ts and, at execution, kernel/outbox.ts. After: the verdict event, with the rules named here.
 */

import { hash } from "node:crypto";
import type { EntityUidJson, StatefulAuthorizationCall } from "@cedar-policy/cedar-wasm/nodejs";
import type { Access, AccessRequest, Judgement, Rule, Verdict } from "../kernel/verdict.ts";
import { canonical } from "../lib/canonical.ts";
import { cedar } from "./cedar.ts";
import { digestOf } from "./digest.ts";
import { type PolicySet, preparse } from "./load.ts";
import { type Attributes, contextOf, OWNER_ID } from "./shape.ts";

/** Cedar's answer to one of the two questions. */
type Answer =
  | { readonly ok: true; readonly allowed: boolean; readonly reasons: readonly string[] }
  | { readonly ok: false; readonly because: string };

const MOST_REMEMBERED = 10_000;

/**
 * Access by the policies that are current at each question, so that a reload takes effect with the next one.
 *
 * A verdict's digest covers the rules that decided either question: the permits that allowed it and the forbids that
 * refused it. It is the same with and without `reviewed`, so that the approval of an `ask` can be compared at execution.
 */
export function createAccess({ policies }: { policies: () => PolicySet }): Access {
  const judged = new Map<string, Judgement>();
  let rules: PolicySet | null = null;
  return {
    judge(request) {
      try {
        const current = policies();
        if (current !== rules) judged.clear();
        rules = current;
        // A judgement follows from rules and request alone. A card is judged when it opens and again at the tap, mostly with the
        // very same request: the same question to the same rules is answered from here.
        const unfit = unfitFor(current, request);
        if (unfit) return both(unfit);
        const question = hash("sha256", canonical({ ...request }), "base64");
        const known = judged.get(question);
        if (known) return known;
        const judgement = judge(current, request);
        if (judged.size >= MOST_REMEMBERED) judged.delete(judged.keys().next().value ?? "");
        judged.set(question, judgement);
        return judgement;
      } catch (error) {
        const why = error instanceof Error ? error.message : error;
        return both(refuse("evaluation-error", `the rules could not be asked (${why})`));
      }
    },
  };
}

function judge(policies: PolicySet, request: AccessRequest): Judgement {
  const unseen = ask(policies, request, false);
  const seen = ask(policies, request, true);
  // Cedar skips a rule that errs; a forbid that was skipped would be a hole, so either error denies.
  if (!unseen.ok) return both(refuse("evaluation-error", unseen.because));
  if (!seen.ok) return both(refuse("evaluation-error", seen.because));

  const digest = digestOfRules(policies, [...unseen.reasons, ...seen.reasons]);
  const named = (ids: readonly string[]) => ids.map((id) => ruleOf(policies, id));
  const refused =
    seen.reasons.length > 0 ? named(seen.reasons) : [{ id: "nothing-permits-it", because: nothing(request) }];
  const asked = named(unseen.reasons.length > 0 ? unseen.reasons : seen.reasons);
  const onceSeen: Verdict = seen.allowed
    ? { kind: "execute", because: named(seen.reasons), digest }
    : { kind: "deny", because: refused, digest };
  if (unseen.allowed) return { unseen: { kind: "execute", because: named(unseen.reasons), digest }, seen: onceSeen };
  return { unseen: seen.allowed ? { kind: "ask", because: asked, digest } : onceSeen, seen: onceSeen };
}

/** Why the rules can't be asked at all, if so. */
function unfitFor(policies: PolicySet, request: AccessRequest): Verdict | undefined {
  const stranger = unknownName(policies, request);
  if (stranger) return refuse(stranger.id, stranger.because);
  const misfit = misfitOf(policies, request);
  return misfit === undefined ? undefined : refuse("evaluation-error", misfit);
}

function both(verdict: Verdict): Judgement {
  return { unseen: verdict, seen: verdict };
}

/** One question to Cedar. `reasons` are the permits when it allows, the forbids when it refuses; sorted. */
function ask(policies: PolicySet, request: AccessRequest, reviewed: boolean): Answer {
  const resource: EntityUidJson = { type: request.resource.type, id: request.resource.id };
  const question: StatefulAuthorizationCall = {
    principal: { type: request.principal.type, id: request.principal.id },
    action: { type: "Action", id: request.action },
    resource,
    context: { ...request.context, reviewed },
    entities: [{ uid: resource, attrs: { ...request.attributes }, parents: [] }],
    preparsedPolicySetId: policies.preparsedId,
    preparsedSchemaName: policies.preparsedId,
    // misfitOf has checked the request already, in words; Cedar's own check would double the time of a question.
    validateRequest: false,
  };
  let answer = cedar().statefulIsAuthorized(question);
  if (answer.type === "failure" && answer.errors.some(({ message }) => message.startsWith("preparsed "))) {
    preparse(policies);
    answer = cedar().statefulIsAuthorized(question);
  }
  if (answer.type === "failure") {
    return {
      ok: false,
      because: `the rules could not be asked (${answer.errors.map((each) => each.message).join("; ")})`,
    };
  }
  const { decision, diagnostics } = answer.response;
  const failed = diagnostics.errors[0];
  if (failed) {
    const rule = policies.rules.get(failed.policyId);
    const where = rule ? ` (${rule.file}:${rule.line})` : "";
    const because = `the rule "${failed.policyId}"${where} could not be worked out: ${failed.error.message}. Nothing is done until it is repaired`;
    return { ok: false, because };
  }
  return { ok: true, allowed: decision === "allow", reasons: [...diagnostics.reason].sort() };
}

function unknownName(policies: PolicySet, { principal, action }: AccessRequest): Required<Rule> | undefined {
  const { actions, agents } = policies.shapes;
  const isKnown = principal.type === "Owner" ? principal.id === OWNER_ID : agents.includes(principal.id);
  if (!isKnown) return { id: "unknown-agent", because: `nobody here is called "${principal.id}"` };
  if (!actions.some((each) => each.name === action)) {
    return { id: "unknown-action", because: `there is no action "${action}"` };
  }
  return undefined;
}

/** Why the request doesn't have the form its action promises, in words; Cedar's own are for programmers. */
function misfitOf({ shapes }: PolicySet, request: AccessRequest): string | undefined {
  const action = shapes.actions.find((each) => each.name === request.action);
  if (!action) return undefined;
  if (request.resource.type !== action.resource) {
    return `"${action.name}" is about a ${action.resource}, not about a ${request.resource.type}`;
  }
  return (
    misfitting(request.attributes, shapes.entities[action.resource], `the ${action.resource.toLowerCase()}`) ??
    misfitting({ ...request.context, reviewed: false }, contextOf(action), `"${action.name}"`)
  );
}

function misfitting(values: AccessRequest["context"], shape: Attributes, whose: string): string | undefined {
  for (const [name, type] of Object.entries(shape)) {
    if (!Object.hasOwn(values, name)) return `${whose} came without "${name}", so the rules can't judge it`;
    const value = values[name];
    const fits =
      type === "Long" ? Number.isSafeInteger(value) : typeof value === (type === "String" ? "string" : "boolean");
    if (!fits) return `${whose} came with "${name}" as ${JSON.stringify(value)}, but the rules expect ${inWords[type]}`;
  }
  const extra = Object.keys(values).find((name) => !Object.hasOwn(shape, name));
  return extra === undefined ? undefined : `${whose} came with "${extra}", which no rule can know`;
}

const inWords = { String: "a text", Long: "a whole number", Boolean: "yes or no" } as const;

function nothing({ principal, action }: AccessRequest): string {
  const who = principal.type === "Owner" ? "the owner" : principal.id;
  return `no rule lets ${who} do "${action}"`;
}

function ruleOf(policies: PolicySet, id: string): Rule {
  const because = policies.rules.get(id)?.because;
  return because === undefined ? { id } : { id, because };
}

function digestOfRules(policies: PolicySet, ids: readonly string[]): string {
  const taking = [...new Set(ids)].sort();
  return digestOf(taking.map((id) => policies.rules.get(id)?.canonical ?? id));
}

function refuse(id: string, because: string): Verdict {
  return { kind: "deny", because: [{ id, because }], digest: digestOf([]) };
}
