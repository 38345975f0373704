/**
 * What is left of each rule once who, what and "has the owner seen it" are known, and everything else is open.
 * Cedar's own partial evaluation does it; used for explaining only, never for deciding.
 * Before: load.ts. After: explain.ts.
 */
import type { CedarValueJson, EntityUidJson, Expr, PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";
import { cedar } from "./cedar.ts";
import type { LoadedRule, PolicySet } from "./load.ts";
import { type ActionShape, contextOf } from "./shape.ts";

/** `true`: the rule applies whatever comes. `false`: it can't. Else what it still depends on. */
export type Remainder = boolean | Expr;

export interface OpenRule {
  readonly rule: LoadedRule;
  readonly when: Remainder;
}

export interface Situation {
  readonly principal: { readonly type: "Agent" | "Owner"; readonly id: string };
  readonly action: ActionShape;
  readonly reviewed: boolean;
}

/** What was asked before, by question: most rules leave the same for whole groups of agents and actions. */
export type Asked = Map<string, Remainder>;

/** The rules that apply or may apply in the situation; those that can't are left out. */
export function openRules(policies: PolicySet, situation: Situation, asked: Asked): OpenRule[] {
  const questions = [...policies.rules.values()]
    .filter((rule) => mayMatch(rule.json, situation))
    .map((rule) => ({ rule, question: questionOf(rule, situation) }));
  const news = questions.filter(({ question }) => !asked.has(question));
  const left = news.length === 0 ? {} : remaindersOf(policies, situation, news);
  for (const { rule, question } of news) asked.set(question, left[rule.id] ?? false);
  return questions
    .map(({ rule, question }): OpenRule => ({ rule, when: asked.get(question) ?? false }))
    .filter(({ when }) => when !== false)
    .sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1));
}

/** All that can matter to what Cedar leaves of the rule. Who wants what exactly matters to it only where it says so. */
function questionOf({ id, json, canonical }: LoadedRule, { principal, action, reviewed }: Situation): string {
  const within = [json.principal, json.resource].some((part) => part.op === "in" || (part.op === "is" && part.in));
  const names =
    within || /"Var":"(principal|action)"/.test(canonical) ? [principal.type, principal.id, action.name] : [];
  return JSON.stringify([id, reviewed, action.group, action.resource, Object.keys(action.context).sort(), names]);
}

/** What Cedar leaves of these rules, by id; a rule it leaves nothing of can't apply. */
function remaindersOf(
  policies: PolicySet,
  { principal, action, reviewed }: Situation,
  rules: ReadonlyArray<{ readonly rule: LoadedRule }>,
): Record<string, Remainder> {
  const context: Record<string, CedarValueJson> = {};
  for (const name of Object.keys(contextOf(action))) context[name] = unknown(name);
  context.reviewed = reviewed;
  context.outward = action.group === "outward";
  // Where nothing leaves, nothing goes astray: knownAddress is true by definition.
  if (action.group !== "outward") context.knownAddress = true;
  const resource = resourceOf(action);
  const attrs: Record<string, CedarValueJson> = {};
  for (const name of Object.keys(policies.shapes.entities[action.resource])) attrs[name] = unknown(`resource.${name}`);

  const answer = cedar().isAuthorizedPartial({
    principal: { ...principal },
    action: { type: "Action", id: action.name },
    resource,
    context,
    policies: { staticPolicies: Object.fromEntries(rules.map(({ rule }) => [rule.id, rule.json])) },
    validateRequest: false,
    // Without the schema, which would be parsed anew for each question, the action's groups have to be said.
    entities: [
      { uid: resource, attrs, parents: [] },
      { uid: { type: "Action", id: action.name }, attrs: {}, parents: groupsOf(action) },
    ],
  });
  if (answer.type === "failure") throw new Error(answer.errors.map((each) => each.message).join("; "));
  const left: Record<string, Remainder> = {};
  for (const [id, residual] of Object.entries(answer.response.residuals)) {
    let when: Remainder = true;
    for (const { kind, body } of residual.conditions) {
      const value = simplify(body);
      when = both(when, kind === "when" ? value : negation(value));
    }
    left[id] = when;
  }
  return left;
}

/** Any client, or the workspace. */
function resourceOf(action: ActionShape) {
  return { type: action.resource, id: "any" };
}

/**
 * Whether the rule can be about this at all, by what stands in its brackets. Cedar reads each rule anew for every question, so
 * those about something else are not put to it. What isn't decided here is left to Cedar.
 */
function mayMatch(rule: PolicyJson, { principal, action }: Situation): boolean {
  return (
    mayBe(rule.principal, principal) &&
    mayBe(rule.resource, resourceOf(action)) &&
    mayBeAction(rule.action, [action.name, ...groupsOf(action).map((group) => group.id)])
  );
}

function mayBe(
  constraint: PolicyJson["principal"] | PolicyJson["resource"],
  one: { readonly type: string; readonly id: string },
): boolean {
  if (constraint.op === "is") return constraint.entity_type === one.type;
  if (constraint.op !== "==" || !("entity" in constraint)) return true;
  const { type, id } = uidOf(constraint.entity);
  return type === one.type && id === one.id;
}

/** `names`: the action's own, then its groups. */
function mayBeAction(constraint: PolicyJson["action"], names: readonly string[]): boolean {
  if (constraint.op === "All") return true;
  if (constraint.op === "==") return !("entity" in constraint) || uidOf(constraint.entity).id === names[0];
  const within = "entities" in constraint ? constraint.entities : [constraint.entity];
  return within.some((each) => names.includes(uidOf(each).id));
}

function uidOf(uid: EntityUidJson) {
  return "__entity" in uid ? uid.__entity : uid;
}

/** Cedar leaves `unknown && false` standing, since the unknown might err; these are plain attributes and don't. */
function simplify(expr: Expr): Remainder {
  if ("Value" in expr && typeof expr.Value === "boolean") return expr.Value;
  if ("!" in expr && isOperand(expr["!"])) return negation(simplify(expr["!"].arg));
  if ("&&" in expr && isPair(expr["&&"])) return both(simplify(expr["&&"].left), simplify(expr["&&"].right));
  if ("||" in expr && isPair(expr["||"])) return either(simplify(expr["||"].left), simplify(expr["||"].right));
  if ("if-then-else" in expr && isChoice(expr["if-then-else"])) {
    const choice = expr["if-then-else"];
    const condition = simplify(choice.if);
    if (typeof condition === "boolean") return simplify(condition ? choice.then : choice.else);
    return either(both(condition, simplify(choice.then)), both(negation(condition), simplify(choice.else)));
  }
  return expr;
}

function both(left: Remainder, right: Remainder): Remainder {
  if (left === false || right === false) return false;
  if (left === true) return right;
  if (right === true) return left;
  return { "&&": { left, right } };
}

function either(left: Remainder, right: Remainder): Remainder {
  if (left === true || right === true) return true;
  if (left === false) return right;
  if (right === false) return left;
  return { "||": { left, right } };
}

function negation(value: Remainder): Remainder {
  if (typeof value === "boolean") return !value;
  if ("!" in value && isOperand(value["!"])) return value["!"].arg;
  return { "!": { arg: value } };
}

function groupsOf(action: ActionShape) {
  return [action.group, "everything"].map((id) => ({ type: "Action", id }));
}

function unknown(name: string): CedarValueJson {
  return { __extn: { fn: "unknown", arg: name } };
}

// An Expr may also be a call of any function, so its members have to be looked at before they are trusted.
export function isPair(value: unknown): value is { left: Expr; right: Expr } {
  return typeof value === "object" && value !== null && "left" in value && "right" in value;
}

export function isOperand(value: unknown): value is { arg: Expr } {
  return typeof value === "object" && value !== null && "arg" in value;
}

function isChoice(value: unknown): value is { if: Expr; then: Expr; else: Expr } {
  return typeof value === "object" && value !== null && "if" in value && "then" in value && "else" in value;
}
