/**
 * The buttons of a card, by what can be done with it now. The same on every chat; only how an edit or a reason is asked for
 * differs: a form where the surface has forms, menus and an answer in words elsewhere.
 */
import type { Card } from "../../kernel/card.ts";
import { sizeWords } from "../../lib/size.ts";
import type { Key } from "../surface.ts";
import type { Menu } from "./posts.ts";

/** One-tap reasons for a no, by the number in their verb. */
export const REASONS = ["Not now", "Not for me", "Wrong, please look again", "I'd say it differently"] as const;

/** What a form says where nothing was filled in. */
export const NO_REASON = "no reason given";

const BACK: Key = { label: "‹ Back", verb: "back" };

const LATER: ReadonlyArray<readonly Key[]> = [
  [
    { label: "Tonight", verb: "later:tonight" },
    { label: "Tomorrow", verb: "later:tomorrow" },
  ],
  [
    { label: "Monday", verb: "later:monday" },
    { label: "When they write", verb: "later:mail" },
  ],
  [BACK],
];

/** The keys of an open request. */
export function requestKeys(card: Card, menu: Menu, forms: boolean): ReadonlyArray<readonly Key[]> {
  if (menu === "later") return LATER;
  if (menu === "reject")
    return [
      ...REASONS.map((label, index): readonly Key[] => [{ label, verb: `reason:${index}` }]),
      [{ label: "Another reason …", verb: "reason:other" }, BACK],
    ];
  if (menu === "edit") return editKeys(card);
  return mainKeys(card, forms);
}

/** Buttons that stand for words, and files to be opened: on cards that ask for nothing. */
export function plainKeys(card: Card): ReadonlyArray<readonly Key[]> {
  const rows: Key[][] = [];
  for (const [index, tap] of (card.taps ?? []).entries()) {
    const key = { label: tap.label, verb: `tap:${index}` };
    const last = rows.at(-1);
    if (tap.beside && last) last.push(key);
    else rows.push([key]);
  }
  return [...rows, ...fileKeys(card)];
}

function mainKeys(card: Card, forms: boolean): ReadonlyArray<readonly Key[]> {
  const has = (button: Card["buttons"][number]) => card.buttons.includes(button);
  const choices = (card.choices ?? []).map((choice, index): Key => ({ label: choice.label, verb: `choose:${index}` }));
  const decide: Key[] = [];
  if (choices.length > 0) decide.push(...choices);
  else if (has("approve")) {
    const label = card.kind === "question" && !card.letter ? "Seen" : "Approve";
    decide.push({ label, verb: "approve", look: "primary" });
  }
  // A choice is an edit; but words that would be kept can be changed first.
  const hasWords = card.fields?.some(isText) ?? false;
  if (has("edit") && (choices.length === 0 || hasWords)) decide.push({ label: "Edit", verb: "edit" });
  if (has("reject")) decide.push({ label: "Reject", verb: "reject", look: "danger" });
  const rest: Key[] = [];
  if (has("later")) rest.push({ label: "Later", verb: "later" });
  if (has("why")) rest.push({ label: "Why?", verb: "why" });
  if (has("self")) rest.push({ label: "I'll do it myself", verb: "self" });
  // A wide surface has room for all in one line; on a phone three are as many as can be read.
  const rows = forms && decide.length <= 3 ? [[...decide, ...rest]] : [decide, rest];
  return [...rows, ...fileKeys(card)].filter((row) => row.length > 0);
}

function editKeys(card: Card): ReadonlyArray<readonly Key[]> {
  const fields = card.fields ?? [];
  const details = fields.filter((field) => !isText(field)).slice(0, 12);
  const rows: Key[][] = [];
  for (let at = 0; at < details.length; at += 2)
    rows.push(details.slice(at, at + 2).map((field) => ({ label: fieldLabel(field), verb: `field:${field}` })));
  const texts = fields.filter(isText).slice(0, 3);
  return [
    ...texts.map((field): readonly Key[] => [{ label: "Replace the text", verb: `field:${field}` }]),
    ...rows,
    [BACK],
  ];
}

function isText(field: string): boolean {
  return /(^|\.)(text|reply)$/.test(field);
}

function fileKeys(card: Card): ReadonlyArray<readonly Key[]> {
  return (card.files ?? [])
    .slice(0, 8)
    .map((file, index): readonly Key[] => [
      { label: `📎 ${shortName(file.name)} (${sizeWords(file.size)})`, verb: `file:${index}` },
    ]);
}

function shortName(name: string): string {
  const letters = [...(name || "a file")];
  return letters.length <= 40 ? letters.join("") : `${letters.slice(0, 24).join("")}…${letters.slice(-12).join("")}`;
}

const LABELS: Readonly<Record<string, string>> = {
  to: "Recipient",
  cc: "Copy to",
  amount: "Amount",
  receivedOn: "Date",
  reply: "Answer",
  keep: "For whom",
  classes: "What it is",
};

/** What a field is called on a button or in a form: `2.kind` is the kind of the second. */
export function fieldLabel(field: string): string {
  const [, number, name = field] = /^(\d+)\.(.+)$/.exec(field) ?? [];
  const label =
    LABELS[name] ??
    name.charAt(0).toUpperCase() + name.slice(1).replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return number ? `${label} of no. ${number}` : label;
}
