/**
 * The card in the terminal: the same card, the same words, that the chats render. Pure: a card becomes lines of text.
 */
import { styleText } from "node:util";
import type { Button, Card, CardLetter, CardRow } from "../../kernel/card.ts";
import { clean, columns, cut, padded } from "./columns.ts";

export interface CardLook {
  /** Columns to write in. */
  readonly width: number;
  readonly colour: boolean;
}

const PLAIN: CardLook = { width: 80, colour: false };
const INDENT = "  ";
const HELD = "\u00a0";

/** One card as text, with the words to type for each button. */
export function renderCard(card: Card, code: string | null, look: CardLook = PLAIN): string {
  const paint = painter(look);
  const width = Math.min(look.width, 100);
  const lines = [
    rule([code, card.client].filter(Boolean).join(" · "), width, paint),
    ...wrap(card.title, width).map((line) => paint("bold", line)),
    ...(card.changed?.length
      ? ["", paint("yellow", `${INDENT}Changed since you saw it`), ...renderRows(card.changed, width)]
      : []),
    ...(card.rows.length > 0 ? ["", ...renderRows(card.rows, width)] : []),
    ...(card.choices ? ["", ...renderRows([choicesRow(card.choices)], width)] : []),
    ...(card.quote
      ? [
          "",
          paint("dim", `${INDENT}${oneLine(card.quote.from, width - 8)} wrote`),
          ...quoted(card.quote.text, "│", width, paint),
        ]
      : []),
    ...(card.body?.trim()
      ? ["", ...wrap(card.body.trim(), width - INDENT.length).map((line) => `${INDENT}${line}`.trimEnd())]
      : []),
    ...(card.letter ? ["", ...renderLetter(card.letter, width, paint)] : []),
    ...(card.why.length > 0 || card.undo
      ? ["", ...renderRows(reasons(card), width).map((line) => paint("dim", line))]
      : []),
  ];
  // A door is never broken over two lines: its spaces hold together until the lines are made.
  const doors = code ? card.buttons.map((button) => typed(button, code, card).replaceAll(" ", HELD)).join(" · ") : "";
  if (doors)
    lines.push("", ...wrap(doors, width - 2).map((line) => paint("cyan", `${INDENT}${line.replaceAll(HELD, " ")}`)));
  return lines.join("\n");
}

function choicesRow(choices: NonNullable<Card["choices"]>): CardRow {
  return { label: "Choose", after: choices.map(({ label }, index) => `${index + 1} ${label}`).join(" · ") };
}

function renderLetter(letter: CardLetter, width: number, paint: Paint): string[] {
  const rows: CardRow[] = [
    { label: "To", after: letter.to },
    ...(letter.cc ? [{ label: "Cc", after: letter.cc }] : []),
    { label: "Subject", after: letter.subject },
    ...(letter.attachments.length > 0 ? [{ label: "Attached", after: letter.attachments.join(", ") }] : []),
  ];
  return [
    paint("dim", `${INDENT}This would leave`),
    ...renderRows(rows, width),
    ...quoted(letter.text, "┃", width, paint),
  ];
}

function reasons(card: Card): CardRow[] {
  return [
    ...card.why.map((text, index) => ({ label: index === 0 ? "Why I ask" : "", after: text })),
    ...(card.undo ? [{ label: "Undo", after: card.undo }] : []),
  ];
}

/** Labels in one column, values in the other; `before → after` where something changes. */
function renderRows(rows: readonly CardRow[], width: number): string[] {
  const column = Math.min(18, Math.max(...rows.map((row) => columns(row.label))) + 2);
  return rows.flatMap((row) => {
    const room = width - INDENT.length - column;
    const long = row.before !== undefined && columns(row.before) + columns(row.after) + 3 > room;
    const value =
      row.before === undefined ? row.after : long ? `− ${row.before}\n+ ${row.after}` : `${row.before} → ${row.after}`;
    const label = padded(oneLine(row.label, column - 2), column);
    return wrap(value, room).map((line, index) =>
      (INDENT + (index === 0 ? label : " ".repeat(column)) + line).trimEnd(),
    );
  });
}

function quoted(text: string, bar: string, width: number, paint: Paint): string[] {
  return text
    .trimEnd()
    .split("\n")
    .flatMap((line) => wrap(line, width - INDENT.length - 2))
    .map((line) => `${INDENT}${paint("dim", bar)} ${line}`.trimEnd());
}

function rule(title: string, width: number, paint: Paint): string {
  const head = title ? `── ${oneLine(title, width - 6)} ` : "";
  return paint("dim", head + "─".repeat(Math.max(2, width - columns(head))));
}

/** What must not take more than one line: the rest is left out, and said to be. */
function oneLine(text: string, width: number): string {
  const line = clean(text).replaceAll("\n", " ");
  return columns(line) <= width ? line : `${cut(line, Math.max(1, width - 1))[0]}…`;
}

const WORDS: Readonly<Record<Button, (code: string, card: Card) => string>> = {
  approve: (code, card) => (card.choices ? `choose ${code} 1` : `approve ${code}`),
  edit: (code, card) => `edit ${code} --set ${card.fields?.[0] ?? "text"}="…"`,
  reject: (code) => `reject ${code} --reason "…"`,
  later: (code) => `later ${code}`,
  why: (code) => `why ${code}`,
  self: (code) => `self ${code}`,
};

function typed(button: Button, code: string, card: Card): string {
  return WORDS[button](code, card);
}

/** Breaks at spaces; a word that is longer than a line is broken inside. Control characters never reach the terminal. */
export function wrap(text: string, width: number): string[] {
  return clean(text)
    .split("\n")
    .flatMap((paragraph) => wrapParagraph(paragraph, Math.max(2, width)));
}

function wrapParagraph(paragraph: string, width: number): string[] {
  if (columns(paragraph) <= width) return [paragraph.trimEnd()];
  const lines: string[] = [];
  let line: string | null = null;
  for (const word of paragraph.split(" ")) {
    const longer: string = line === null ? word : `${line} ${word}`;
    if (columns(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== null) lines.push(line);
    let rest = word;
    while (columns(rest) > width) {
      const [head, tail] = cut(rest, width);
      lines.push(head);
      rest = tail;
    }
    line = rest;
  }
  if (line !== null) lines.push(line);
  return lines.map((one) => one.trimEnd());
}

type Paint = (style: "bold" | "dim" | "cyan" | "yellow", text: string) => string;

function painter(look: CardLook): Paint {
  return (style, text) => (look.colour && text ? styleText(style, text) : text);
}
