/**
 * A posting becomes a Slack message. Pure, and within Slack's limits for the longest mails there are: what doesn't fit
 * is cut where a reader can see it, and then `Approve` gives way to `Read it all`.
 * Others' words are shown literally: blocks.ts.
 */
import type { Card, CardLetter, CardRow } from "../../kernel/card.ts";
import { reflowed } from "../chat/reflow.ts";
import type { Key, Posting } from "../surface.ts";
import { aside, type Block, bold, keyRows, line, quoted, rowLines, SECTION_ROOM, sections, words } from "./blocks.ts";
import { escaped, literal, oneLine, shortened, split, weight } from "./text.ts";

export interface Rendered {
  /** What notifications and screen readers say; already escaped. */
  readonly text: string;
  readonly blocks: Block[];
  /** Everything that would leave is shown whole. */
  readonly complete: boolean;
}

/** Slack takes about 13,400 characters in all blocks of a message together, and counts each block as 125 more. */
const MESSAGE_ROOM = 13_000;
const CONTAINER_ROOM = 125;
/** What each part may take at most. Together with all the buttons they leave some room for the text itself. */
const ROOM = { title: 300, badge: 200, changed: 900, rows: 1_600, quote: 700, why: 700, undo: 250, outcome: 350 };
const LETTER_ROOM = { To: 500, Cc: 450, Subject: 350, Attached: 500 };
const CUT_NOTICE_ROOM = 300;
const LONG_TEXTS = 3;

/** The message for a posting: blocks, a plain-text fallback, and whether all of it is there. */
export function render(posting: Posting): Rendered {
  const { card } = posting;
  const top = [
    titlePart(card),
    badgePart(posting),
    rowsPart(card.changed ?? [], ROOM.changed, "Changed since you saw it"),
    rowsPart([...card.rows, ...fileRows(posting)], ROOM.rows),
    quotePart(card),
  ];
  const head = card.letter ? letterHead(card.letter) : NOTHING;
  const bottom = [whyPart(card), undoPart(card), outcomePart(posting), replyPart(posting)];
  const fixed = [...top, head, FRAME, ...bottom];
  const taken = fixed.reduce((sum, part) => sum + costOf(part.blocks), costOf(keyRows(posting.keys, posting.token)));
  const room = MESSAGE_ROOM - taken - LONG_TEXTS * CUT_NOTICE_ROOM;
  const letterText = card.letter && (card.letter.text.trim() || "(no words)");
  const [body, letter, start] = longTexts([card.body, letterText, posting.reply?.copy ?? undefined], room);
  const parts = [...top, body, head, letter, ...(card.letter ? [FRAME] : []), ...bottom, start];
  const complete = parts.every((part) => part.whole);
  const keys = complete || posting.opened ? posting.keys : readFirst(posting.keys);
  return {
    text: fallbackText(posting, complete),
    blocks: [...parts.flatMap((part) => part.blocks), ...keyRows(keys, posting.token)],
    complete,
  };
}

/** The line that stands for the card where blocks are not shown: what it is, its code and the words to say. Escaped. */
export function fallbackText(posting: Posting, complete: boolean): string {
  const { card, code, outcome } = posting;
  const names = [code, card.client && shortened(oneLine(card.client), 60)].filter(Boolean).join(" · ");
  const title = sentence(shortened(oneLine(card.title), 200) || "A card");
  const words = outcome ? shortened(oneLine(outcome), ROOM.outcome) : doors(posting, complete);
  const answer = card.kind === "answer" && card.body ? shortened(oneLine(card.body), 300) : "";
  return escaped([names ? `${names}: ${title}` : title, answer, words].filter(Boolean).join(" "));
}

/** The words that do what the buttons do. */
export function doors(posting: Posting, complete: boolean): string {
  const { code, keys } = posting;
  if (code === null || keys.length === 0) return "";
  const all = keys.flat();
  if (!complete && !posting.opened && all.some(approves)) return `Open ${code} to read it all first.`;
  return all.some((key) => key.verb === "approve") ? `Say “approve ${code}”.` : `Its code is ${code}.`;
}

interface Part {
  readonly blocks: Block[];
  readonly whole: boolean;
}

const NOTHING: Part = { blocks: [], whole: true };
/** What would leave stands between two lines. */
const FRAME: Part = { blocks: [{ type: "divider" }], whole: true };

function titlePart(card: Card): Part {
  const title = oneLine(card.title) || "A card";
  const shown = shortened(title, ROOM.title);
  return { blocks: [line(bold(shown))], whole: shown === title };
}

function badgePart({ code, card, revision }: Posting): Part {
  const badge = [
    card.client && !card.title.includes(card.client) && shortened(oneLine(card.client), ROOM.badge - 40),
    code && `Code ${code}`,
    revision !== null && revision > 1 ? `version ${revision}` : "",
  ].filter(Boolean);
  return badge.length === 0 ? NOTHING : { blocks: [aside(badge.join(" · "))], whole: true };
}

function rowsPart(rows: readonly CardRow[], room: number, heading?: string): Part {
  const made = rowLines(rows, room, heading);
  return made ? { blocks: [made.block], whole: made.whole } : NOTHING;
}

/** Files that have no button of their own are named all the same. */
function fileRows({ card, keys }: Posting): CardRow[] {
  const buttons = keys.flat().filter((key) => key.verb.startsWith("file:")).length;
  return (card.files ?? [])
    .slice(buttons)
    .map((file) => ({ label: "File", after: `${file.name} (${readableSize(file.size)})` }));
}

/** What this answers may be shortened: it has come in already, and nothing of it leaves. */
function quotePart({ quote }: Card): Part {
  if (!quote) return NOTHING;
  const from = shortened(oneLine(quote.from) || "Somebody", 80);
  const text = reflowed(literal(quote.text).trim()) || "(no words)";
  const [shown, rest] = split(text, ROOM.quote - 150);
  const more = rest ? ` (the beginning; ${count(rest)} more)` : "";
  return { blocks: [line(bold(`${from} wrote${more}`)), quoted(shown)], whole: true };
}

function letterHead(letter: CardLetter): Part {
  const rows: ReadonlyArray<readonly [keyof typeof LETTER_ROOM, string]> = [
    ["To", letter.to],
    ...(letter.cc ? [["Cc", letter.cc] as const] : []),
    ["Subject", letter.subject || "(none)"],
    ...(letter.attachments.length > 0 ? [["Attached", letter.attachments.join(", ")] as const] : []),
  ];
  const shown = rows.map(([label, value]) => {
    const full = oneLine(value);
    const after = shortened(full, LETTER_ROOM[label]);
    return { label, after, whole: after === full };
  });
  const elements = shown.flatMap(({ label, after }) => [bold(`\n${label}: `), words(after || "(none)")]);
  const blocks = [...FRAME.blocks, line(bold("This would leave"), ...elements)];
  return { blocks, whole: shown.every((row) => row.whole) };
}

function whyPart({ why }: Card): Part {
  const [only, ...more] = why;
  const part =
    only !== undefined && more.length === 0
      ? rowsPart([{ label: "Why I ask", after: only }], ROOM.why)
      : rowsPart(
          why.map((after) => ({ label: "", after: `• ${after}` })),
          ROOM.why,
          "Why I ask",
        );
  return { ...part, whole: true };
}

function undoPart({ undo }: Card): Part {
  return undo ? { blocks: [aside(shortened(`Undo: ${oneLine(undo)}`, ROOM.undo))], whole: true } : NOTHING;
}

function outcomePart({ outcome }: Posting): Part {
  const words = shortened(oneLine(outcome ?? ""), ROOM.outcome);
  return words === "" ? NOTHING : { blocks: [line(bold(words))], whole: true };
}

function replyPart({ reply }: Posting): Part {
  if (!reply) return NOTHING;
  const hint = reply.copy === null ? "Answer here with your words." : "Answer here with the new text. To start from:";
  return { blocks: [aside(hint)], whole: true };
}

/** The texts of any length share what room is left; the last ones get what the first ones don't need. */
function longTexts(texts: ReadonlyArray<string | undefined>, room: number): readonly [Part, Part, Part] {
  let left = room;
  let waiting = texts.filter((text) => text !== undefined).length;
  const [body = NOTHING, letter = NOTHING, start = NOTHING] = texts.map((text) => {
    if (text === undefined) return NOTHING;
    const part = longText(literal(text), Math.floor(left / waiting));
    waiting -= 1;
    left -= costOf(part.blocks);
    return part;
  });
  return [body, letter, start];
}

/** A notice that the text goes on has room of its own. */
function longText(text: string, room: number): Part {
  if (text.trim() === "") return NOTHING;
  const most = Math.max(room - (Math.ceil(room / SECTION_ROOM) + 1) * CONTAINER_ROOM, 1);
  const [shown, rest] = split(text, most);
  if (rest === "") return { blocks: sections(text), whole: true };
  return { blocks: [...sections(shown), aside(`… ${count(rest)} more characters follow.`)], whole: false };
}

/** Nothing is approved unread: where the text is cut, the way to it stands in place of the approval. */
function readFirst(keys: ReadonlyArray<readonly Key[]>): Key[][] {
  let opens = keys.flat().some((key) => key.verb === "open");
  return keys.map((row) =>
    row.flatMap((key): Key[] => {
      if (!approves(key)) return [key];
      if (opens) return [];
      opens = true;
      return [{ label: "Read it all", verb: "open", look: "primary" }];
    }),
  );
}

/** A choice approves exactly what its label says. */
function approves({ verb }: Key): boolean {
  return verb === "approve" || verb.startsWith("choose:");
}

/** What these blocks take of a message's room. */
function costOf(blocks: readonly Block[]): number {
  const containers = blocks.reduce((sum, one) => sum + 1 + (one.type === "rich_text" ? one.elements.length : 0), 0);
  return textIn(blocks) + CONTAINER_ROOM * containers;
}

function textIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + textIn(one), 0);
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [name, inner]) => sum + (name === "text" && typeof inner === "string" ? weight(inner) : textIn(inner)),
    0,
  );
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function count(text: string): string {
  return [...text].length.toLocaleString("en-US");
}

function readableSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
