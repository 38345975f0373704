/**
 * What a rule still depends on, in words: "it can't be taken back and text from outside was read".
 * Before: residual.ts. After: explain.ts.
 */
import type { Expr } from "@cedar-policy/cedar-wasm/nodejs";
import { isOperand, isPair } from "./residual.ts";
import type { COMMON_CONTEXT } from "./shape.ts";

/** How each part of the common context is said when it holds, and when it doesn't. */
const COMMON: Record<keyof typeof COMMON_CONTEXT, readonly [yes: string, no: string]> = {
  reviewed: ["you have seen it", "you have not seen it"],
  outward: ["something leaves the house", "nothing leaves the house"],
  reversible: ["it can be taken back", "it can't be taken back"],
  untrusted: ["text from outside was read", "no text from outside was read"],
  personal: ["a client's private data was read", "no private data was read"],
  crossClient: ["it carries what belongs to another client", "it carries nothing of another client"],
  knownAddress: ["it goes only to addresses on record", "it goes to an address that is not on record"],
  quietHours: ["it is in your quiet hours", "it is outside your quiet hours"],
  held: ["mail to this client is held", "mail to this client is not held"],
};

/** The same for what single actions give. */
const GIVEN: Readonly<Record<string, readonly [yes: string, no: string]>> = {
  instruction: ["it is a standing instruction", "it is no standing instruction"],
  house: ["it is for every client", "it is for this client alone"],
  houseText: ["it is the house's own text", "it is not the house's own text"],
  exact: ["number and sum are exact", "number and sum are not both exact"],
  told: ["you have told of it already", "you have not told of it"],
  complete: ["all of it fits together", "something about it doesn't fit together"],
  confirmed: ["it comes from a confirmed contact", "it doesn't come from a confirmed contact"],
  clear: ["it is said clearly", "it isn't said clearly"],
  meant: ["it can only be about this", "it can be about something else"],
  allAccepted: ["all that belongs to it is accepted", "not all that belongs to it is accepted"],
  yours: ["you have said so yourself", "you have not said so yourself"],
  allSent: ["all that belongs to it was sent", "not all that belongs to it was sent"],
  due: ["its day has come", "its day has not come"],
  first: ["they are asked for the first time", "they were asked before"],
  sure: ["who they are is beyond doubt", "who they are is not beyond doubt"],
  lapsed: ["its time is over", "its time is not over"],
  offered: ["it is one of the times that you offered", "it is none of the times that you offered"],
  working: [
    "it answers your offer and lies in your working hours",
    "it answers no offer, or lies outside your working hours",
  ],
  adds: ["it only adds tasks", "it does more than add tasks"],
  movesPromised: ["a promised day moves", "no promised day moves"],
};

/** What a single value is, where it reads better than "x is y". */
const VALUES: Readonly<Record<string, readonly [yes: string, no: string]>> = {
  "by acceptance": ["it is because they have accepted", "it is not because they have accepted"],
  "by plan": ["it is because the plan says so", "it is not because the plan says so"],
  "by owner": ["it is by your word", "it is not by your word"],
};

/** What is compared, where its own name doesn't say it. */
const NAMES: Readonly<Record<string, string>> = {
  amountCents: "the amount",
  agreedCents: "what was agreed",
  level: "the number of the reminder",
};

const COMPARED: Record<string, readonly [yes: string, no: string]> = {
  "==": ["is", "is not"],
  "!=": ["is not", "is"],
  "<": ["is below", "is not below"],
  "<=": ["is at most", "is above"],
  ">": ["is above", "is at most"],
  ">=": ["is at least", "is below"],
};

/** The condition as a clause that follows "when". What has no words is said in Cedar's own form. */
export function inWords(expr: Expr, holds = true): string {
  if ("!" in expr && isOperand(expr["!"])) return inWords(expr["!"].arg, !holds);
  for (const operator of ["&&", "||"] as const) {
    const pair = (expr as Record<string, unknown>)[operator];
    if (!isPair(pair)) continue;
    const joint = (operator === "&&") === holds ? " and " : " or ";
    return `${side(pair.left, holds, joint)}${joint}${side(pair.right, holds, joint)}`;
  }
  for (const [operator, verbs] of Object.entries(COMPARED)) {
    const pair = (expr as Record<string, unknown>)[operator];
    if (!isPair(pair)) continue;
    const known = valueWords(operator, pair, holds);
    return known ?? `${thing(pair.left)} ${verbs[holds ? 0 : 1]} ${thing(pair.right)}`;
  }
  const name = unknownName(expr);
  if (name === undefined) return `${holds ? "" : "not "}${JSON.stringify(expr)}`;
  if (isCommon(name)) return COMMON[name][holds ? 0 : 1];
  const given = Object.hasOwn(GIVEN, name) ? GIVEN[name] : undefined;
  if (given) return given[holds ? 0 : 1];
  return `${attribute(name)} is ${holds ? "yes" : "no"}`;
}

function valueWords(
  operator: string,
  { left, right }: { left: Expr; right: Expr },
  holds: boolean,
): string | undefined {
  if (operator !== "==" && operator !== "!=") return undefined;
  const key = `${unknownName(left)} ${"Value" in right ? right.Value : ""}`;
  return Object.hasOwn(VALUES, key) ? VALUES[key]?.[(operator === "==") === holds ? 0 : 1] : undefined;
}

/** An "or" inside an "and" keeps its brackets, and the other way round. */
function side(expr: Expr, holds: boolean, joint: string): string {
  const text = inWords(expr, holds);
  const other = joint === " and " ? " or " : " and ";
  return text.includes(other) && !text.startsWith("(") ? `(${text})` : text;
}

function thing(expr: Expr): string {
  if ("Value" in expr)
    return typeof expr.Value === "boolean" ? (expr.Value ? "yes" : "no") : JSON.stringify(expr.Value);
  const name = unknownName(expr);
  return name === undefined ? JSON.stringify(expr) : attribute(name);
}

/** `automaticReply` → "automatic reply"; `resource.stage` → "the client's stage". */
function attribute(name: string): string {
  const known = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
  if (known !== undefined) return known;
  const [first, ...rest] = name.split(".");
  const words = (rest.length > 0 ? rest.join(" ") : name).replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return first === "resource" && rest.length > 0 ? `the client's ${words}` : words;
}

function unknownName(expr: Expr): string | undefined {
  const call = (expr as Record<string, unknown>).unknown;
  if (!Array.isArray(call)) return undefined;
  const first: unknown = call[0];
  const value = typeof first === "object" && first !== null && "Value" in first ? first.Value : undefined;
  return typeof value === "string" ? value : undefined;
}

function isCommon(name: string): name is keyof typeof COMMON_CONTEXT {
  return Object.hasOwn(COMMON, name);
}
