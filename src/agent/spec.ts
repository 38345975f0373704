/**
 * agent.md becomes a spec: who the agent is, what wakes it and what it may do, and below that its instructions.
 * Every complaint names file, line and field, and all of them are told at once.
 * Before: load.ts, which reads the files. After: wiring.ts, which holds the spec against the house.
 */
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { nearest } from "../lib/nearest.ts";

export interface AgentSpec {
  readonly name: string;
  readonly version: number;
  readonly objective: string;
  /** `mail.received@1` */
  readonly wakes: readonly string[];
  /** Actions it may intend; nothing else exists for it. */
  readonly may: readonly string[];
  /** Kinds of records it may read, and `memory`. */
  readonly reads: readonly string[];
  /** For models, in the workspace's currency. */
  readonly budget: { readonly run: number; readonly day: number };
  /** In a sentence: which work is good. */
  readonly accepts: string;
}

export type SpecAnswer =
  | { readonly ok: true; readonly spec: AgentSpec; readonly instructions: string }
  | { readonly ok: false; readonly problems: readonly string[] };

const sentence = z.string("a sentence").trim().min(1, "a sentence");
const wake = z
  .string("an event and its version, like mail.received@1")
  .regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+@[1-9]\d*$/, "an event and its version, like mail.received@1");
const action = z
  .string("an action, like invoice.issue")
  .regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/, "an action, like invoice.issue");
const readable = z.string("a kind of record, like client").regex(/^[a-z][a-z0-9-]*$/, "a kind of record, like client");
const amount = z.number("an amount, like 0.05").nonnegative("an amount, like 0.05");

const specSchema = z.strictObject({
  name: z
    .string("the name of its folder")
    .regex(/^[a-z][a-z0-9-]*$/, "small letters, digits and hyphens, beginning with a letter"),
  version: z.int("a whole number from 1").min(1, "a whole number from 1"),
  objective: sentence,
  wakes: list(wake, "a list of events, like [mail.received@1]").min(
    1,
    "at least one event: nothing would ever wake this agent",
  ),
  may: list(action, "a list of actions, like [client.open, mail.answer]"),
  reads: list(readable, "a list of records, like [client, memory]"),
  budget: z.strictObject({ run: amount, day: amount }, "amounts for a run and a day, like { run: 0.05, day: 1.00 }"),
  accepts: sentence,
});

const known: Record<string, readonly string[]> = { "": Object.keys(specSchema.shape), budget: ["run", "day"] };

/**
 * Parses an agent.md that lies in the folder `name`; `file` is what problems call it (`agents/billing/agent.md`).
 * Problems read `agents/billing/agent.md:4: wakes: expected …`.
 */
export function parseSpec(text: string, place: { readonly name: string; readonly file: string }): SpecAnswer {
  const parts = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)([\s\S]*)$/m.exec(text);
  if (parts?.index !== 0) {
    return wrong(
      `${place.file}:1: expected a block of settings between two lines of ---, and the instructions below it`,
    );
  }
  const [, front = "", instructions = ""] = parts;
  const counter = new LineCounter();
  const document = parseDocument(front, { lineCounter: counter, prettyErrors: false });
  const at = (line: number) => `${place.file}:${line + 1}`; // the opening --- is line 1
  if (document.errors.length > 0) {
    return wrong(...document.errors.map((error) => `${at(counter.linePos(error.pos[0]).line)}: ${error.message}`));
  }
  const plain = plainOf(document);
  if (typeof plain !== "object" || plain === null || Array.isArray(plain)) {
    return wrong(`${place.file}:2: expected settings like "name: ${place.name}", one a line`);
  }
  const parsed = specSchema.safeParse(plain);
  if (!parsed.success) {
    const line = (path: readonly PropertyKey[]) => lineOf(document, counter, path);
    return wrong(
      ...parsed.error.issues.flatMap((issue) =>
        complaints(issue, plain).map((said) => `${at(line(said.path))}: ${said.text}`),
      ),
    );
  }
  const spec = parsed.data;
  const lies: string[] = [];
  if (spec.name !== place.name) {
    lies.push(
      `${at(lineOf(document, counter, ["name"]))}: name: expected "${place.name}", the name of its folder; it says "${spec.name}"`,
    );
  }
  if (spec.budget.run > spec.budget.day) {
    lies.push(
      `${at(lineOf(document, counter, ["budget"]))}: budget: expected a run to cost no more than a day; it says ${spec.budget.run} a run and ${spec.budget.day} a day`,
    );
  }
  if (instructions.trim() === "") {
    lies.push(`${at(front.split("\n").length)}: expected instructions below the settings: say how the work is done`);
  }
  return lies.length > 0 ? { ok: false, problems: lies } : { ok: true, spec, instructions: instructions.trim() };
}

function list<T extends z.ZodType<string>>(item: T, expected: string) {
  return z.array(item, expected).superRefine((items, context) => {
    items.forEach((name, index) => {
      if (items.indexOf(name) !== index) context.addIssue({ code: "custom", path: [index], message: "each only once" });
    });
  });
}

function wrong(...problems: string[]): SpecAnswer {
  return { ok: false, problems };
}

function complaints(issue: z.core.$ZodIssue, plain: object): { path: readonly PropertyKey[]; text: string }[] {
  const where = issue.path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const fields = known[where] ?? [];
      const meant = nearest(key, fields);
      const advice = meant ? `Did you mean "${meant}"?` : `Known are ${fields.join(", ")}.`;
      return {
        path: [...issue.path, key],
        text: `${where === "" ? key : `${where}.${key}`}: no such setting. ${advice}`,
      };
    });
  }
  const found = issue.path.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    plain,
  );
  const said = found === undefined ? "it is missing" : `it says ${JSON.stringify(found)}`;
  return [{ path: issue.path, text: `${where}: expected ${issue.message}; ${said}` }];
}

/** The line (1 is the first of the block) of what the path names, or of the nearest thing above it that is written. */
function lineOf(document: Document, counter: LineCounter, path: readonly PropertyKey[]): number {
  let line = 1;
  path.forEach((step, index) => {
    const parent = index === 0 ? document.contents : document.getIn(path.slice(0, index), true);
    const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === step) : undefined;
    const node = pair ? pair.key : document.getIn(path.slice(0, index + 1), true);
    if (isNode(node) && node.range) line = counter.linePos(node.range[0]).line;
  });
  return line;
}

/** Null where the YAML holds what can't be made a value (endless aliases, say). */
function plainOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch {
    return null;
  }
}
