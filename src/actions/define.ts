/**
 * How an action of the shelf is written down: zod says what its parameters are, the rest is the kernel's contract.
 */
import { z } from "zod";
import type { ActionContract, Decided, Prepared, Refused, View } from "../kernel/action.ts";
import type { Card } from "../kernel/card.ts";
import type { Plain } from "../kernel/event.ts";
import type { Json } from "../lib/canonical.ts";

type Definition<P> = Omit<
  ActionContract,
  "parameters" | "parse" | "key" | "about" | "prepare" | "decide" | "tells" | "declined" | "undo"
> & {
  readonly params: z.ZodType<P>;
  key(params: P, scope: string): string;
  about?(params: P): string | null;
  prepare(params: P, scope: string, view: View, key: string): Prepared | Refused;
  decide(params: P, scope: string, view: View, key: string): readonly Decided[];
  tells?(params: P, scope: string, view: View): Card | null;
  declined?(params: P, scope: string, view: View): readonly Decided[];
  undo?(params: P, scope: string, view: View, key: string): readonly Decided[] | Refused;
};

/** Makes the kernel's contract of a definition. The kernel hands parameters back as it parsed them. */
export function defineAction<P>(definition: Definition<P>): ActionContract {
  const { params: schema, about, tells, declined, undo, ...rest } = definition;
  const typed = (params: Plain): P => schema.parse(params);
  return {
    ...rest,
    // Made when a model is to be shown it: a verb that asks none should not wait for it.
    get parameters() {
      return formOf(schema);
    },
    parse(params) {
      const parsed = schema.safeParse(params);
      if (parsed.success) return { ok: true, params: parsed.data as Plain };
      return { ok: false, why: `${definition.name} ${complaints(parsed.error.issues, params).join("; ")}.` };
    },
    key: (params, scope) => definition.key(typed(params), scope),
    about: (params) => about?.(typed(params)) ?? null,
    prepare: (params, scope, view, key) => definition.prepare(typed(params), scope, view, key),
    decide: (params, scope, view, key) => definition.decide(typed(params), scope, view, key),
    ...(tells ? { tells: (params: Plain, scope: string, view: View) => tells(typed(params), scope, view) } : {}),
    ...(declined
      ? { declined: (params: Plain, scope: string, view: View) => declined(typed(params), scope, view) }
      : {}),
    ...(undo
      ? { undo: (params: Plain, scope: string, view: View, key: string) => undo(typed(params), scope, view, key) }
      : {}),
  };
}

/** The parameters as a JSON schema, without what only costs a reader tokens. */
function formOf(schema: z.ZodType): Json {
  const { $schema: _, ...form } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return JSON.parse(JSON.stringify(form), (_key, value) => {
    if (typeof value !== "object" || value === null || !("format" in value) || !("pattern" in value)) return value;
    const { pattern: _pattern, ...named } = value;
    return named;
  }) as Json;
}

/** What is wrong with parameters, as the end of a sentence that begins with the action's name. */
function complaints(issues: readonly z.core.$ZodIssue[], params: Json): string[] {
  const given = typeof params === "object" && params !== null ? (params as Plain) : {};
  const isMissing = ({ path }: z.core.$ZodIssue) => path.length === 1 && given[String(path[0])] === undefined;
  const missing = issues.filter(isMissing).map(({ path }) => `“${String(path[0])}”`);
  const wrong = issues
    .filter((issue) => !isMissing(issue))
    .map(({ path, message }) => `“${path.join(".")}”: ${message}`);
  return [
    ...(missing.length > 0 ? [`needs ${missing.join(" and ")}`] : []),
    ...(wrong.length > 0 ? [`can't take ${wrong.join(", ")}`] : []),
  ];
}

export function refused(why: string): Refused {
  return { kind: "refused", why };
}

/** A list that may also be written as one text with commas, as on the command line. */
export function listOf<T extends z.ZodType>(item: T, message: string) {
  return z.preprocess((value) => (typeof value === "string" ? splitList(value) : value), z.array(item).min(1, message));
}

/** The same, possibly empty. */
export function optionalList<T extends z.ZodType>(item: T) {
  return z.preprocess((value) => (typeof value === "string" ? splitList(value) : value), z.array(item)).default([]);
}

function splitList(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
