/**
 * Small rules from which the shapes of Block Kit are put together, with Slack's own words for what is wrong:
 * `must be less than 3001 characters [json-pointer:/blocks/0/text/text]`.
 */
import type { Json } from "./world.ts";

/** Checks one value; adds what is wrong to `problems`. `at` is its JSON pointer. */
export type Rule = (value: unknown, at: string, problems: string[]) => void;

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const any: Rule = () => {};

export function problem(problems: string[], at: string, says: string): void {
  problems.push(`${says} [json-pointer:${at}]`);
}

export function string({ min = 0, max = Infinity, like }: { min?: number; max?: number; like?: RegExp } = {}): Rule {
  return (value, at, problems) => {
    if (typeof value !== "string") return problem(problems, at, "must provide a string");
    if (value.length < min) problem(problems, at, `must be more than ${min - 1} characters`);
    if (value.length > max) problem(problems, at, `must be less than ${max + 1} characters`);
    if (like && !like.test(value)) problem(problems, at, "failed to match pattern");
  };
}

export const boolean: Rule = (value, at, problems) => {
  if (typeof value !== "boolean") problem(problems, at, "must provide a boolean");
};

export function integer({ min = 0, max = Infinity }: { min?: number; max?: number } = {}): Rule {
  return (value, at, problems) => {
    if (typeof value !== "number" || !Number.isInteger(value)) return problem(problems, at, "must provide an integer");
    if (value < min) problem(problems, at, `must be at least ${min}`);
    if (value > max) problem(problems, at, `must be at most ${max}`);
  };
}

export function oneOf(...allowed: Array<string | number>): Rule {
  return (value, at, problems) => {
    if (!allowed.includes(value as string)) problem(problems, at, `must be one of: ${allowed.join(", ")}`);
  };
}

export function list(rule: Rule, { min = 1, max = Infinity }: { min?: number; max?: number } = {}): Rule {
  return (value, at, problems) => {
    if (!Array.isArray(value)) return problem(problems, at, "must provide an array");
    if (value.length < min) problem(problems, at, `no fewer than ${min} items allowed`);
    if (value.length > max) problem(problems, at, `no more than ${max} items allowed`);
    for (const [index, one] of value.entries()) rule(one, `${at}/${index}`, problems);
  };
}

/** An object with these properties and no others; a `?` after a name makes it optional. `more` sees the whole. */
export function object(fields: Readonly<Record<string, Rule>>, more?: Rule): Rule {
  const known = new Map<string, { rule: Rule; optional: boolean }>();
  for (const [name, rule] of Object.entries(fields))
    known.set(name.replace("?", ""), { rule, optional: name.endsWith("?") });
  return (value, at, problems) => {
    if (!isObject(value)) return problem(problems, at, "must provide an object");
    for (const [name, field] of known)
      if (value[name] === undefined) {
        if (!field.optional) problem(problems, at, `missing required field: ${name}`);
      } else field.rule(value[name], `${at}/${name}`, problems);
    for (const name of Object.keys(value))
      if (!known.has(name) && value[name] !== undefined) problem(problems, at, `invalid additional property: ${name}`);
    more?.(value, at, problems);
  };
}

/** Chooses by the object's `type`. */
export function byType(kinds: Readonly<Record<string, Rule>>): Rule {
  return (value, at, problems) => {
    if (!isObject(value)) return problem(problems, at, "must provide an object");
    if (typeof value.type !== "string") return problem(problems, at, "missing required field: type");
    const rule = Object.hasOwn(kinds, value.type) ? kinds[value.type] : undefined;
    if (!rule) return problem(problems, `${at}/type`, `unsupported type: ${value.type}`);
    rule(value, at, problems);
  };
}
