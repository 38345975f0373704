/**
 * The few blocks that cards, forms and pages are made of. Others' words stand only in plain text without emoji, or in
 * rich text elements: Slack shows both literally, so `*stars*`, `<!channel>` or `:smile:` in a mail change nothing.
 */
import type { types } from "@slack/bolt";
import type { CardRow } from "../../kernel/card.ts";
import type { Key } from "../surface.ts";
import { literal, oneLine, pieces, shortened, weight } from "./text.ts";

export type Block = types.KnownBlock;
type RichElement = types.RichTextText | types.RichTextLink;

/** Slack's limits, in characters. */
export const SECTION_ROOM = 3_000;
const LABEL_ROOM = 75;
const KEYS_IN_A_ROW = 25;
/** More than that a card never offers: their labels would take the room of what they are about. */
const KEYS_ON_A_CARD = 25;
const ROWS_OF_KEYS = 8;

export function plain(text: string): types.PlainTextElement {
  return { type: "plain_text", text, emoji: false };
}

export function bold(text: string): RichElement {
  return { type: "text", text, style: { bold: true } };
}

export function words(text: string): RichElement {
  return { type: "text", text };
}

export function line(...elements: RichElement[]): Block {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements }] };
}

/**
 * A text of any length in sections, never folded behind “See more”; a piece of nothing but blanks is named, because Slack takes
 * no empty section.
 */
export function sections(text: string): Block[] {
  return pieces(text, SECTION_ROOM).map((piece) => ({
    type: "section",
    text: plain(piece.trim() === "" ? "(blank lines)" : piece),
    expand: true,
  }));
}

export function aside(text: string): Block {
  return { type: "context", elements: [plain(text)] };
}

export function quoted(text: string): Block {
  return { type: "rich_text", elements: [{ type: "rich_text_quote", elements: [words(text)] }] };
}

/**
 * Rows as lines, `before → after`, within `room`; `whole` says whether nothing had to be left out. `null` without rows.
 */
export function rowLines(
  rows: readonly CardRow[],
  room: number,
  heading?: string,
): { readonly block: Block; readonly whole: boolean } | null {
  if (rows.length === 0) return null;
  const elements: RichElement[] = heading === undefined ? [] : [bold(`${heading}\n`)];
  let left = room - NOTICE_ROOM - (heading?.length ?? 0);
  let shown = 0;
  let whole = true;
  for (const row of rows) {
    const made = rowElements(row, Math.max(left, 0));
    if (!made) break;
    if (shown > 0) elements.push(words("\n"));
    elements.push(...made.elements);
    left -= made.size;
    whole &&= made.whole;
    shown += 1;
  }
  const missing = rows.length - shown;
  if (missing > 0) elements.push(words(`${shown > 0 ? "\n" : ""}… and ${missing} more`));
  return { block: line(...elements), whole: whole && missing === 0 };
}

const NOTICE_ROOM = 30;
/** Less room than this shows nothing of a row worth reading. */
const LEAST_ROW = 60;

function rowElements(row: CardRow, room: number) {
  const label = shortened(oneLine(row.label), 60);
  const full = [row.before, row.after].map((value) => (value === undefined ? undefined : shownValue(value)));
  const size = weight(label) + full.reduce((sum, value) => sum + (value === undefined ? 0 : weight(value)), 0) + 8;
  if (size > room && room < LEAST_ROW * 2) return null;
  const each = (room - weight(label) - 8) / (row.before === undefined ? 1 : 2);
  const [before, after = ""] = size > room ? full.map((value) => value && shortened(value, each)) : full;
  const elements: RichElement[] = label === "" ? [] : [bold(`${label}: `)];
  if (before !== undefined) elements.push(words(`${before} → `));
  elements.push(isLink(row.link) ? { type: "link", url: row.link, text: after } : words(after));
  return { elements, size: Math.min(size, room), whole: size <= room };
}

/** What stands in a row is never empty, so that a change from or to nothing can be seen. */
function shownValue(value: string): string {
  return literal(value).trim() || "(nothing)";
}

function isLink(url: string | undefined): url is string {
  return url !== undefined && /^https?:\/\/\S+$/.test(url) && url.length <= 3_000;
}

/** The buttons, row by row. Their `action_id` is the verb and a number that makes it unique; `verbOf` reads it back. */
export function keyRows(keys: ReadonlyArray<readonly Key[]>, token: string): Block[] {
  const taken = limited(keys);
  let index = 0;
  return taken.map((row) => ({
    type: "actions",
    elements: row.map((key) => ({
      type: "button",
      action_id: `${key.verb}#${index++}`,
      value: token,
      text: { type: "plain_text", text: label(key), emoji: true },
      ...(key.look ? { style: key.look } : {}),
    })),
  }));
}

export function verbOf(actionId: string): string {
  return actionId.replace(/#\d+$/, "");
}

function label(key: Key): string {
  return shortened(oneLine(key.label), LABEL_ROOM) || "…";
}

function limited(keys: ReadonlyArray<readonly Key[]>): Key[][] {
  const rows = keys.flatMap((row) => inRows(row)).filter((row) => row.length > 0);
  const count = rows.reduce((sum, row) => sum + row.length, 0);
  return rows.length <= ROWS_OF_KEYS && count <= KEYS_ON_A_CARD ? rows : inRows(rows.flat().slice(0, KEYS_ON_A_CARD));
}

function inRows(keys: readonly Key[]): Key[][] {
  const rows: Key[][] = [];
  for (let at = 0; at < keys.length; at += KEYS_IN_A_ROW) rows.push(keys.slice(at, at + KEYS_IN_A_ROW));
  return rows;
}
