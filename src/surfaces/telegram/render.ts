/**
 * The card in Telegram: the same words in the same order as in the terminal, within what one message can carry. Pure.
 * What would leave is shown whole, or the card says that it isn't, and offers to read it before it can be approved.
 */
import type { InlineKeyboardMarkup } from "grammy/types";
import type { Card, CardLetter, CardRow } from "../../kernel/card.ts";
import { reflowed } from "../chat/reflow.ts";
import type { Posting } from "../surface.ts";
import { keyboardOf } from "./keyboard.ts";
import { begin, foreign, MESSAGE_UNITS, oneLine, own, pieces, type Rich, Writing } from "./text.ts";

export interface Rendered extends Rich {
  readonly keyboard: InlineKeyboardMarkup | null;
  /** Everything that would leave is shown whole. */
  readonly complete: boolean;
  /** Further messages that stand before this one: a text to start from that doesn't fit beside the words. */
  readonly before: readonly Rich[];
}

/** How much of each part is shown; what doesn't leave gives way first. */
interface Room {
  readonly quote: number;
  readonly reasons: number;
  readonly values: number;
  readonly rows: number;
  /** For the letter and the body together. */
  readonly text: number;
}

const FREE: Room = { quote: Infinity, reasons: Infinity, values: Infinity, rows: Infinity, text: Infinity };
const LAST: Room = { ...FREE, quote: 120, reasons: 120 };
const CLOSER: readonly Room[] = [FREE, { ...FREE, quote: 1200 }, { ...FREE, quote: 400, reasons: 300 }, LAST];
const TIGHT: Room = { quote: 60, reasons: 60, values: 160, rows: 12, text: 0 };
/** A quote that is longer than this is folded until it is tapped. What would leave never is. */
const FOLD_UNITS = 400;
const FOLD_LINES = 6;
/** Words only, when a message was refused: shorter, in case it was its length. */
const PLAIN_UNITS = 3500;

/** One posting as a message. `topic`: it stands in the client's own topic, so that the client needs no naming. */
export function render(posting: Posting, { topic }: { readonly topic: boolean }): Rendered {
  const copy = copyOf(posting);
  const { rich, complete } = composed(posting, topic);
  const before: Rich[] = [];
  if (copy && rich.text.length + copy.length + 2 <= MESSAGE_UNITS) {
    rich.entities.push({ type: "pre", offset: rich.text.length + 2, length: copy.length });
    return { ...rich, text: `${rich.text}\n\n${copy}`, keyboard: keyboardOf(posting, complete), complete, before };
  }
  if (copy) before.push(...pieces(copy, MESSAGE_UNITS).map((piece) => new Writing().add(piece, "pre").done()));
  return { ...rich, keyboard: keyboardOf(posting, complete), complete, before };
}

/** The same as words only, with what to type: for when Telegram refuses the looks or the buttons. */
export function renderPlain(posting: Posting, { topic }: { readonly topic: boolean }): Rendered {
  const { rich, complete } = composed(posting, topic);
  const room = PLAIN_UNITS - typed(posting, complete).length;
  const copy = copyOf(posting);
  const whole = copy && rich.text.length + copy.length + 2 <= room ? `${rich.text}\n\n${copy}` : rich.text;
  const fits = whole.length <= room;
  const words = typed(posting, complete && fits);
  const text = fits ? whole : `${begin(whole, room)}…`;
  return {
    text: words ? `${text}\n\n${words}` : text,
    entities: [],
    keyboard: null,
    complete: complete && fits,
    before: [],
  };
}

/** The text to start from. */
function copyOf({ reply }: Posting): string {
  return own(reply?.copy ?? "").replace(/^\n+|\s+$/g, "");
}

function composed(posting: Posting, topic: boolean): { rich: Rich; complete: boolean } {
  for (const room of CLOSER) {
    const writing = compose(posting, topic, room);
    if (writing.length <= MESSAGE_UNITS) return { rich: writing.done(), complete: true };
  }
  const room = [LAST, TIGHT].find((one) => restOf(posting, topic, one) >= 500) ?? TIGHT;
  const { text, entities } = compose(posting, topic, {
    ...room,
    text: Math.max(0, restOf(posting, topic, room) - 4),
  }).done();
  return { rich: { text, entities }, complete: false };
}

/** What is left for the letter and the body when everything else stands. */
function restOf(posting: Posting, topic: boolean, room: Room): number {
  return MESSAGE_UNITS - compose(posting, topic, { ...room, text: 0 }).length;
}

function compose(posting: Posting, topic: boolean, room: Room): Writing {
  const { card } = posting;
  const short = room.text !== Infinity;
  const [body, letter] = shares(card, room.text);
  const writing = new Writing().add(
    short ? limited(oneLine(card.title), 300) : foreign(card.title).trim() || "…",
    "bold",
  );
  head(writing, posting, topic);
  if (card.changed?.length)
    writing.paragraph(() => {
      writing.add("Changed since you saw it", "bold");
      rows(writing.line(), card.changed ?? [], room, true);
    });
  if (card.rows.length > 0) writing.paragraph(() => rows(writing, card.rows, room, false));
  if (card.quote) {
    const text = limited(reflowed(foreign(card.quote.text).trim()), room.quote);
    writing.paragraph(() => {
      writing.add(`${limited(oneLine(card.quote?.from ?? ""), 200)} wrote`, "italic").line();
      writing.add(text, folds(text) ? "expandable_blockquote" : "blockquote");
    });
  }
  if (card.files?.length)
    writing.paragraph(() =>
      rows(writing, [{ label: "Came with it", after: (card.files ?? []).map(file).join(", ") }], room, false),
    );
  if (card.body?.trim()) writing.paragraph(() => writing.add(followed(foreign(card.body ?? "").trim(), body)));
  if (card.letter) writing.paragraph(() => letterOf(writing, card.letter as CardLetter, { ...room, text: letter }));
  if (card.why.length > 0 || card.undo) writing.paragraph(() => reasons(writing, card, room.reasons));
  if (posting.outcome)
    writing.paragraph(() => writing.add(limited(own(posting.outcome ?? "").trim(), short ? 500 : Infinity), "bold"));
  return writing;
}

/** Under the title: whose it is, where the place doesn't say so, and the code by which words name it. */
function head(writing: Writing, { card, code }: Posting, topic: boolean): void {
  const client = card.client && !topic ? limited(oneLine(card.client), 120) : "";
  if (client) writing.line().add(client);
  if (code) (client ? writing.add(" · ") : writing.line()).add("Code ").add(code, "code");
}

function rows(writing: Writing, all: readonly CardRow[], room: Room, changed: boolean): void {
  const shown = all.slice(0, room.rows);
  for (const [index, row] of shown.entries()) {
    if (index > 0) writing.line();
    const label = limited(oneLine(row.label), room.values);
    if (label) writing.add(`${label}:`, "bold").add(" ");
    if (row.before !== undefined)
      writing.add(limited(foreign(row.before), room.values), changed ? "strikethrough" : undefined).add(" → ");
    const link = linkOf(row.link);
    writing.add(limited(foreign(row.after).trimEnd(), room.values), link ? { link } : undefined);
  }
  if (shown.length < all.length) writing.line().add(`… and ${all.length - shown.length} more`, "italic");
}

function letterOf(writing: Writing, letter: CardLetter, room: Room): void {
  writing.add("This would leave", "bold").line();
  const facts: CardRow[] = [
    { label: "To", after: letter.to },
    ...(letter.cc ? [{ label: "Cc", after: letter.cc }] : []),
    { label: "Subject", after: letter.subject },
    ...(letter.attachments.length > 0 ? [{ label: "Attached", after: letter.attachments.join(", ") }] : []),
  ];
  rows(writing, facts, room, false);
  const text = foreign(letter.text).replace(/^\n+|\s+$/g, "");
  const shown = begin(text, room.text);
  if (shown.trim()) writing.line().add(shown, "blockquote");
  if (shown.length < text.length) writing.line().add(following(text.length - shown.length), "italic");
}

function reasons(writing: Writing, card: Card, units: number): void {
  const why = card.why.map((one) => limited(foreign(one).trim(), units));
  if (why.length > 0)
    writing.add("Why I ask:", "bold").add(why.length === 1 ? ` ${why[0]}` : `\n· ${why.join("\n· ")}`);
  if (card.undo)
    writing
      .line()
      .add("Undo:", "bold")
      .add(` ${limited(foreign(card.undo).trim(), units)}`);
}

/** The body and the letter share what room there is; a card mostly has only one of them. */
function shares(card: Card, units: number): readonly [body: number, letter: number] {
  const room = Math.max(0, units - (card.body ? 50 : 0) - (card.letter ? 50 : 0));
  if (!card.letter || units === Infinity) return [room, room];
  const body = Math.min(card.body?.length ?? 0, Math.floor(room / 2));
  return [body, room - body];
}

function followed(text: string, units: number): string {
  if (text.length <= units) return text;
  const shown = begin(text, units);
  return `${shown}\n${following(text.length - shown.length)}`;
}

function following(units: number): string {
  return `… ${units.toLocaleString("en")} more characters follow`;
}

function limited(text: string, units: number): string {
  return text.length <= units ? text : `${begin(text, Math.max(1, units - 1)).trimEnd()}…`;
}

function folds(text: string): boolean {
  return text.length > FOLD_UNITS || text.split("\n").length > FOLD_LINES;
}

function file({ name, size }: { readonly name: string; readonly size: number }): string {
  return `${name} (${readableSize(size)})`;
}

export function readableSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024
    ? `${Math.round(bytes / 1024)} KB`
    : `${(bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, "")} MB`;
}

/** Only what a browser opens may be behind words. */
function linkOf(link: string | undefined): string | null {
  return link !== undefined && link.length <= 2048 && /^https?:\/\/[^\s/]+/.test(link) && URL.canParse(link)
    ? link
    : null;
}

const WORDS = { edit: 'edit CODE text="…"', reject: "reject CODE because …" } as const;

/** What to type where no buttons can stand. */
function typed({ card, code, keys, opened }: Posting, complete: boolean): string {
  if (!code || keys.length === 0) return (card.taps ?? []).map((tap) => `“${tap.words}”`).join(" · ");
  const words = card.buttons.map((button) => {
    if (button === "approve" && !complete && !opened) return `open ${code}`;
    return button in WORDS ? WORDS[button as keyof typeof WORDS].replace("CODE", code) : `${button} ${code}`;
  });
  const said = [...words, ...(card.taps ?? []).map((tap) => tap.words)].map((one) => `“${one}”`);
  return said.length > 0 ? `Say ${said.join(" · ")}` : `Its code is ${code}.`;
}
