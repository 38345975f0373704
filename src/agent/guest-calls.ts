/**
 * What each call of a guest must look like before the host hears it. A call of another form is the author's slip, and is
 * told to the guest as an Error; the run goes on. Before: sandbox.ts, with clean JSON. After: the host's call handlers.
 */
import { z } from "zod";
import type { Json } from "../lib/canonical.ts";
import type { GuestCallName } from "./guest.ts";

const word = z.string("a text").min(1, "a text");
const members = z.record(z.string(), z.unknown(), "an object");

const forms: Record<GuestCallName, z.ZodType> = {
  read: z.object({ what: word, query: members.optional() }),
  recall: z.object({
    question: word,
    fidelity: z.enum(["summaries-first", "episodes"], "summaries-first or episodes").optional(),
  }),
  note: z.object({ name: word, text: word, days: z.number("days").positive("days").optional() }),
  notes: z.object({}),
  ask: z.object({ what: word, input: z.unknown().optional() }),
  template: z.object({
    name: word,
    language: word,
    values: z.record(z.string(), z.string("a text"), "an object of texts"),
  }),
  intend: z.object({
    steps: z
      .array(z.object({ action: word, params: members }, "an action and its params"), "a list of steps")
      .min(1, "at least one step"),
    reason: word,
    evidence: z.array(z.string("a text"), "a list of texts"),
  }),
  timer: z.object({
    name: word,
    at: z.int("milliseconds since the epoch").min(0, "milliseconds since the epoch"),
    data: z.unknown().optional(),
  }),
};

export type CheckedCall = { readonly ok: true; readonly args: Json } | { readonly ok: false; readonly problem: string };

/** The arguments in the form the host relies on, or a sentence for the author: `context.timer: at: expected …`. */
export function checkCall(name: GuestCallName, args: Json): CheckedCall {
  const parsed = forms[name].safeParse(args);
  if (parsed.success) return { ok: true, args: parsed.data as Json };
  const said = parsed.error.issues.map((issue) => `${issue.path.join(".")}: expected ${issue.message}`);
  return { ok: false, problem: `context.${name}: ${said.join("; ")}` };
}
