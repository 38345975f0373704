/**
 * How an action of the shelf is written down: zod says what its parameters are, the rest is the kernel's contract.
 */
import { z } from "zod";
import type { ActionContract, Decided, Prepared, Refused, View } from "../kernel/action.ts";
import type { Plain } from "../kernel/event.ts";

type Definition<P> = Omit<ActionContract, "parse" | "key" | "about" | "prepare" | "decide" | "declined" | "undo"> & {
  readonly params: z.ZodType<P>;
  key(params: P, scope: string): string;
  about?(params: P): string | null;
  prepare(params: P, scope: string, view: View, key: string): Prepared | Refused;
  decide(params: P, scope: string, view: View): readonly Decided[];
  declined?(params: P, scope: string, view: View): readonly Decided[];
  undo?(params: P, scope: string, view: View): readonly Decided[] | Refused;
};

/** Makes the kernel's contract of a definition. The kernel hands parameters back as it parsed them. */
export function defineAction<P>(definition: Definition<P>): ActionContract {
  const { params: schema, about, declined, undo, ...rest } = definition;
  const typed = (params: Plain): P => schema.parse(params);
  return {
    ...rest,
    parse(params) {
      const parsed = schema.safeParse(params);
      if (parsed.success) return { ok: true, params: parsed.data as Plain };
      return {
        ok: false,
        why: `${definition.name}: ${z.prettifyError(parsed.error).replace(/^✖ /, "").replaceAll("\n", " ")}`,
      };
    },
    key: (params, scope) => definition.key(typed(params), scope),
    about: (params) => about?.(typed(params)) ?? null,
    prepare: (params, scope, view, key) => definition.prepare(typed(params), scope, view, key),
    decide: (params, scope, view) => definition.decide(typed(params), scope, view),
    ...(declined
      ? { declined: (params: Plain, scope: string, view: View) => declined(typed(params), scope, view) }
      : {}),
    ...(undo ? { undo: (params: Plain, scope: string, view: View) => undo(typed(params), scope, view) } : {}),
  };
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
