/**
 * An edit of what a card proposes: which parameter is meant, what it becomes, and what the card then shows differently.
 * Before: command.ts, which makes a new revision of the result.
 */
import type { Json } from "../lib/canonical.ts";
import { nearest } from "../lib/nearest.ts";
import type { Step } from "./action.ts";
import type { Authority } from "./assess.ts";
import type { Card, CardRow } from "./card.ts";

type Edited = { readonly ok: true; readonly steps: readonly Step[] } | { readonly ok: false; readonly why: string };

/**
 * Sets `field=value` on the first step that has the field; `2.field` names the second step. Lists are written with commas.
 * Parameters that don't fit are refused by the action's own words.
 */
export function applyChanges(
  rules: Authority,
  steps: readonly Step[],
  changes: Readonly<Record<string, string>>,
): Edited {
  const next = steps.map((step) => ({
    action: step.action,
    params: { ...step.params } as Record<string, Json | undefined>,
  }));
  const fields = steps.map((step) => rules.actions.get(step.action)?.editable ?? []);
  for (const [name, value] of Object.entries(changes)) {
    const [, number, field = name] = /^(\d+)\.(.+)$/.exec(name) ?? [];
    const index = number ? Number(number) - 1 : fields.findIndex((list) => list.includes(field));
    const step = next[index];
    if (!step || !fields[index]?.includes(field)) return { ok: false, why: noSuchField(name, fields.flat()) };
    step.params[field] = written(value, step.params[field]);
  }
  for (const step of next) {
    const parsed = rules.actions.get(step.action)?.parse(step.params);
    if (parsed && !parsed.ok) return { ok: false, why: parsed.why };
    if (parsed?.ok) step.params = { ...parsed.params };
  }
  return { ok: true, steps: next };
}

/** What the owner should look at: rows, destination and text that are not as they were. */
export function cardDifference(before: Card, after: Card): CardRow[] {
  const rows: CardRow[] = [];
  const was = new Map(facts(before));
  const is = new Map(facts(after));
  for (const [label, value] of is)
    if (was.get(label) !== value) rows.push({ label, ...changedLines(was.get(label) ?? "–", value) });
  for (const [label, value] of was) if (!is.has(label)) rows.push({ label, before: value, after: "–" });
  return rows;
}

/** Of two texts only the lines that differ: what they begin and end with in common is left out. */
function changedLines(before: string, after: string): { before: string; after: string } {
  const [old, young] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < Math.min(old.length, young.length) - 1 && old[start] === young[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, young.length) - start - 1 && old.at(-1 - end) === young.at(-1 - end)) end++;
  const middle = (lines: string[]) =>
    lines
      .slice(start, lines.length - end)
      .join("\n")
      .trim();
  return { before: middle(old), after: middle(young) };
}

function facts(card: Card): Array<[string, string]> {
  return [
    ["Title", card.title],
    ...card.rows.map((row): [string, string] => [row.label, row.after]),
    ...(card.letter
      ? ([
          ["To", card.letter.to],
          ["Cc", card.letter.cc ?? "–"],
          ["Subject", card.letter.subject],
          ["Text", card.letter.text],
          ["Attachments", card.letter.attachments.join(", ") || "–"],
        ] satisfies Array<[string, string]>)
      : []),
    ["Why I ask", card.why.join(" ")],
  ];
}

function written(value: string, before: Json | undefined): Json {
  if (Array.isArray(before))
    return value
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
  if (typeof before === "number") return Number(value);
  if (typeof before === "boolean") return value === "yes" || value === "true";
  return value.replaceAll("\\n", "\n");
}

function noSuchField(name: string, fields: readonly string[]): string {
  if (fields.length === 0) return "There is nothing on this card that can be changed.";
  const guess = nearest(name, fields);
  return `There is no “${name}” on this card${guess ? `; did you mean “${guess}”?` : "."} You can change: ${[...new Set(fields)].join(", ")}.`;
}
