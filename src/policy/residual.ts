/**
 * What is left of each rule once who, what and "has the owner seen it" are known, and everything else is open.
 * Cedar's own partial evaluation does it; used for explaining only, never for deciding.
 * Before: load.ts. After: explain.ts.
 */
import { type CedarValueJson, type Expr, isAuthorizedPartial } from "@cedar-policy/cedar-wasm/nodejs";
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

/** The rules that apply or may apply in the situation; those that can't are left out. */
export function openRules(policies: PolicySet, { principal, action, reviewed }: Situation): OpenRule[] {
  const resource = { type: action.resource, id: "any" };
  const context: Record<string, CedarValueJson> = {};
  for (const name of Object.keys(contextOf(action))) context[name] = unknown(name);
  context.reviewed = reviewed;
  context.outward = action.group === "outward";
  // Where nothing leaves, nothing goes astray: knownAddress is true by definition.
  if (action.group !== "outward") context.knownAddress = true;
  const attrs: Record<string, CedarValueJson> = {};
  for (const name of Object.keys(policies.shapes.entities[action.resource])) attrs[name] = unknown(`resource.${name}`);

  const answer = isAuthorizedPartial({
    principal: { ...principal },
    action: { type: "Action", id: action.name },
    resource,
    context,
    policies: { staticPolicies: Object.fromEntries([...policies.rules].map(([id, rule]) => [id, rule.json])) },
    validateRequest: false,
    // Without the schema, which would be parsed anew for each question, the action's groups have to be said.
    entities: [
      { uid: resource, attrs, parents: [] },
      { uid: { type: "Action", id: action.name }, attrs: {}, parents: groupsOf(action) },
    ],
  });
  if (answer.type === "failure") throw new Error(answer.errors.map((each) => each.message).join("; "));
  const open: OpenRule[] = [];
  for (const [id, residual] of Object.entries(answer.response.residuals)) {
    const rule = policies.rules.get(id);
    if (!rule) continue;
    let when: Remainder = true;
    for (const { kind, body } of residual.conditions) {
      const value = simplify(body);
      when = both(when, kind === "when" ? value : negation(value));
    }
    if (when !== false) open.push({ rule, when });
  }
  return open.sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1));
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
