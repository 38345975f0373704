/**
 * lesson.learn: after an edit or a no, the owner says once whether it is a lesson: just this time, always for this client, or
 * always. The card shows the exact words that would be kept, and nothing else ever is. Left unanswered it is let go.
 * Before: lessons.ts, which asks. After: what is kept is a standing instruction, like one the owner gave.
 */
import { z } from "zod";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { facts, HOUSE } from "../records/fact.ts";
import { defineAction, refused } from "./define.ts";
import { bare, ended, factId, keeperOf, knownAs, LONGEST_FACT, learned } from "./fact-words.ts";

export const LESSON_LEARN = "lesson.learn";
/** So many lessons stand on one card. */
export const MOST_LESSONS = 5;
const KEEPS = ["once", "client", "house"] as const;
type Keep = (typeof KEEPS)[number];
const LONGEST_NAME = 40;

const params = z.strictObject({
  /** One lesson a line. */
  text: z
    .string()
    .trim()
    .min(1, "say what is to be kept")
    .refine((text) => linesOf(text).every((line) => line.length <= LONGEST_FACT), {
      error: `at most ${LONGEST_FACT} characters a line; say it shorter`,
    })
    .refine((text) => linesOf(text).length <= MOST_LESSONS, { error: `at most ${MOST_LESSONS} lines` }),
  keep: z
    .enum(KEEPS, `expected one of: ${KEEPS.join(", ")}`)
    .nullable()
    .default(null),
  /** What the owner changed or refused, as the cards were called. */
  after: z.array(z.string()).default([]),
  /** The decisions that taught it. */
  sources: z.array(z.number().int().positive()).default([]),
});

export const lessonLearn = defineAction({
  name: LESSON_LEARN,
  group: "question",
  resource: "Client",
  sentence: "ask you whether something is a lesson",
  context: { house: "Boolean" },
  produces: ["fact.learned@1", "lesson.passed@1"],
  editable: ["text", "keep"],
  form: [
    { name: "text", label: "The words, one lesson a line", kind: "text" },
    { name: "keep", label: "For whom", kind: "choice", choices: KEEPS },
  ],
  params,
  key: ({ text }) => `${LESSON_LEARN}:${bare(text)}`,
  prepare({ text, keep, after }, scope, view) {
    const own = mergedScope(view.records, scope);
    const client = view.records.get(clients, own);
    const kept = keepOf(keep, client !== undefined);
    if (kept === "client" && !client) return refused("This is about no client: say just this time, or always.");
    const lines = fresh(text, kept, own, view);
    if (lines.length === 0) return refused("I know that already.");
    const name = client ? clientTitle(client) : "";
    const said = { once: "just this time", client: `always for ${name}`, house: "always" }[kept];
    return {
      kind: "prepared",
      resource: { type: "Client", id: own },
      attributes: { stage: client?.stage ?? "none", language: client?.language ?? "unclear" },
      context: { house: kept === "house" },
      title:
        lines.length === 1 ? "Is this a lesson for next time?" : `Are these ${lines.length} lessons for next time?`,
      ...(client ? { client: name } : {}),
      rows: [
        ...lines.map((line, index) => ({ label: index === 0 ? "I would keep" : "", after: line })),
        ...after.map((title, index) => ({ label: index === 0 ? "It follows" : "", after: title })),
        ...(keep === null ? [] : [{ label: "You say it is", after: said }]),
      ],
      choices: [
        { label: "Just this time", set: { keep: "once" } },
        ...(client ? [{ label: `Always for ${shortened(name)}`, set: { keep: "client" } }] : []),
        { label: "Always", set: { keep: "house" } },
      ],
      undo: `Said yes to as it stands, it is kept ${said}. What is kept can be forgotten or changed at any time.`,
      quiet: true,
      reversible: true,
      leaves: [],
      addressesKnown: true,
      versions: { "client.id": own },
    };
  },
  decide({ text, keep, sources }, scope, view, key) {
    const own = mergedScope(view.records, scope);
    const client = view.records.get(clients, own);
    const kept = keepOf(keep, client !== undefined);
    const keeper = kept === "once" ? null : keeperOf(view, scope, kept === "house");
    if (keeper === null || "kind" in keeper)
      return [{ type: "lesson.passed", scope, subject: `lesson:${factId(key).slice(2)}`, data: { sources } }];
    return fresh(text, kept, own, view).map((line) =>
      learned({ key: `${key}:${bare(line)}`, scope: keeper.scope, kind: "instruction", text: line, sources }),
    );
  },
  undo({ text }, _scope, view, key) {
    const made = linesOf(text).flatMap((line) => view.records.get(facts, factId(`${key}:${bare(line)}`)) ?? []);
    const still = made.filter((fact) => fact.state === "standing");
    return still.length > 0 ? still.map((fact) => ended(fact)) : refused("Nothing of it is gone by any more.");
  },
});

/** The lessons of a text, one a line. */
export function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** A plain yes keeps it where it was learnt. */
function keepOf(keep: Keep | null, hasClient: boolean): Keep {
  return keep ?? (hasClient ? "client" : "house");
}

/** What is not known there yet, each once. */
function fresh(text: string, kept: Keep, own: string, view: Parameters<typeof knownAs>[0]): string[] {
  const lines = linesOf(text);
  return lines.filter(
    (line, index) =>
      lines.findIndex((other) => bare(other) === bare(line)) === index &&
      (kept === "once" || knownAs(view, kept === "house" ? HOUSE : own, line) === undefined),
  );
}

function shortened(name: string): string {
  const letters = [...name];
  return letters.length <= LONGEST_NAME ? name : `${letters.slice(0, LONGEST_NAME - 1).join("")}…`;
}
