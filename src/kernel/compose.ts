/**
 * From what was prepared to the card: one sentence, then what changes, what leaves, why I ask, what it takes to undo.
 * Pure: the same records and rules give the same card, which is how a changed one is noticed.
 */
import type { Prepared } from "./action.ts";
import type { Assessment } from "./assess.ts";
import type { Button, Card, CardRow } from "./card.ts";
import type { Wish } from "./intent.ts";

const MOST_RULES = 2;

/** The card of a wish, as its steps were prepared and judged. */
export function composeCard(wish: Wish, assessment: Assessment): Card {
  const parts = assessment.prepared;
  const quote = parts.find((part) => part.quote)?.quote;
  const letter = parts.find((part) => part.letter)?.letter;
  const client = parts.find((part) => part.client)?.client;
  // A question gives its own reason: that questions are for the owner goes without saying.
  const rules = assessment.question && !letter ? [] : assessment.verdict.because;
  const whys = rules.map((rule) => rule.because).filter((because) => because !== undefined);
  const choices = parts.flatMap((part) => part.choices ?? []);
  const files = parts.flatMap((part) => part.files ?? []);
  const light = !assessment.question && parts.every((part) => part.reversible && part.leaves.length === 0);
  const quiet = parts.length > 0 && parts.every((part) => part.quiet);
  const buttons: Button[] = ["approve"];
  if (assessment.fields.length > 0) buttons.push("edit");
  // What needs no answer needs no no, and no other time.
  buttons.push(...(quiet ? (["why"] as const) : (["reject", "later", "why"] as const)));
  if (assessment.outward) buttons.push("self");
  return {
    kind: assessment.question ? "question" : "proposal",
    title: sentence(parts),
    ...(client === undefined ? {} : { client }),
    rows: [
      ...(alike(parts) ? parts.flatMap(numbered) : parts.flatMap((part) => part.rows)),
      ...wish.evidence
        .filter((words) => !quote?.text.includes(words))
        .map((words) => ({ label: "They wrote", after: `“${words}”` })),
    ],
    ...(quote ? { quote } : {}),
    ...(letter ? { letter } : {}),
    // The rest of the rules stand behind "why?": a card that says everything is not read.
    why: [...new Set([wish.reason, ...whys.slice(0, MOST_RULES)])].filter((text) => text !== "").map(asSentence),
    undo: [...new Set(parts.map((part) => part.undo))].join(" "),
    buttons,
    ...(assessment.fields.length > 0 ? { fields: assessment.fields } : {}),
    ...(choices.length > 0 ? { choices } : {}),
    ...(files.length > 0 ? { files } : {}),
    ...(light ? { light } : {}),
    ...(quiet ? { quiet } : {}),
    ...(parts.some((part) => part.urgent) ? { urgent: true as const } : {}),
  };
}

/** `Open Acme as a client and answer Anna Berg.` */
function sentence(parts: readonly Prepared[]): string {
  const many = alike(parts);
  if (many) return stop(many(parts.length));
  const titles = parts.map((part, index) => (index === 0 ? part.title : lowerFirst(part.title)));
  if (titles.length > 3) return stop(`${titles[0]}, and ${titles.length - 1} more like it`);
  const last = titles.pop() ?? "";
  return stop(titles.length > 0 ? `${titles.join(", ")} and ${last}` : last);
}

/** How several steps of one kind are called together. */
function alike(parts: readonly Prepared[]): Prepared["many"] {
  return parts.length > 1 && parts.every((part) => part.many) ? parts[0]?.many : undefined;
}

/** The number is what an edit names: `2.kind=supplier`. */
function numbered(part: Prepared, index: number): CardRow[] {
  return part.rows.map((row) => ({ ...row, label: String(index + 1) }));
}

/** Rules give their reasons as clauses. */
function asSentence(text: string): string {
  return stop(text.charAt(0).toUpperCase() + text.slice(1));
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function stop(text: string): string {
  return /[.?!…]["”»)]?$/.test(text) ? text : `${text}.`;
}
