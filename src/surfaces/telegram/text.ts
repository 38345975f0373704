/**
 * Text with its looks beside it, as Telegram takes it: plain words, and entities that say which of them are bold or quoted.
 * No markup is ever parsed, so what others wrote stays words. Lengths and offsets are UTF-16 units, as Telegram counts.
 */
import type { MessageEntity } from "grammy/types";
import { clean } from "../console/columns.ts";

/** What one message can carry. */
export const MESSAGE_UNITS = 4096;
const MESSAGE_ENTITIES = 100;

export type Look =
  | "bold"
  | "italic"
  | "strikethrough"
  | "blockquote"
  | "expandable_blockquote"
  | "pre"
  | "code"
  | { readonly link: string };

export interface Rich {
  readonly text: string;
  readonly entities: MessageEntity[];
}

const BLOCKS: ReadonlySet<Look> = new Set(["blockquote", "expandable_blockquote", "pre"] as const);

/** Puts one message together, piece by piece. */
export class Writing {
  #text = "";
  readonly #entities: MessageEntity[] = [];

  get length(): number {
    return this.#text.length;
  }

  /** Adds words. Line ends and spaces at the ends of a piece keep out of its look; a quote keeps its first indent. */
  add(words: string, look?: Look): this {
    const inner = typeof look === "string" && BLOCKS.has(look) ? words.replace(/^\n+|\s+$/g, "") : words.trim();
    if (look !== undefined && inner)
      this.#entities.push(entity(look, this.#text.length + words.indexOf(inner), inner.length));
    this.#text += words;
    return this;
  }

  /** Adds lines as one paragraph of their own: a free line stands before it. */
  paragraph(write: (writing: Writing) => void): this {
    const before = this.#text;
    if (before) this.#text += "\n\n";
    const start = this.#text.length;
    write(this);
    if (this.#text.length === start) this.#text = before;
    return this;
  }

  /** A line end, unless nothing stands before it. */
  line(): this {
    if (this.#text && !this.#text.endsWith("\n\n")) this.#text += "\n";
    return this;
  }

  /** What was written, without spaces at the end, cut to what a message can carry. */
  done(units = MESSAGE_UNITS): Rich & { readonly cut: boolean } {
    const whole = this.#text.trimEnd();
    const text = whole.length <= units ? whole : `${begin(whole, units - 1).trimEnd()}…`;
    const entities = this.#entities
      .filter((one) => one.offset < text.length)
      .map((one) => ({ ...one, length: Math.min(one.length, text.length - one.offset) }));
    return { text, entities: few(entities), cut: text.length < whole.length };
  }
}

/** The beginning of a text, at most `units` long, never half a sign. */
export function begin(text: string, units: number): string {
  if (text.length <= units) return text;
  const end = Math.max(0, units);
  const last = text.charCodeAt(end - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end);
}

/** A text in pieces that each fit, broken at line ends and spaces where there are some. */
export function pieces(text: string, units: number): string[] {
  const all: string[] = [];
  let rest = text;
  while (rest.length > units) {
    const head = begin(rest, units);
    const at = [head.lastIndexOf("\n"), head.lastIndexOf(" ")].find((one) => one > units / 2);
    const piece = at === undefined ? head : head.slice(0, at + 1);
    all.push(piece);
    rest = rest.slice(piece.length);
  }
  return rest.trim() || all.length === 0 ? [...all, rest] : all;
}

/**
 * Others' words as they may stand in a message. Telegram makes a button of every `/word` it finds; a word joiner, which
 * nobody sees, keeps a stranger's mail from putting `/approve` under the owner's thumb.
 */
export function foreign(text: string): string {
  return own(text).replace(/(^|[^A-Za-z0-9_/<])\/(?=[A-Za-z0-9_])/g, "$1/\u2060");
}

/** Words without signs that can't be seen, and without half signs, which Telegram refuses. */
export function own(text: string): string {
  return clean(text.toWellFormed());
}

/** `foreign`, on one line. */
export function oneLine(text: string): string {
  return foreign(text)
    .replace(/\s*\n\s*/g, " ")
    .trim();
}

function entity(look: Look, offset: number, length: number): MessageEntity {
  return typeof look === "string"
    ? { type: look, offset, length }
    : { type: "text_link", offset, length, url: look.link };
}

/** Telegram takes a hundred; what tells others' words from ours matters most, then links, then the rest from the top. */
function few(entities: MessageEntity[]): MessageEntity[] {
  if (entities.length <= MESSAGE_ENTITIES) return entities;
  const rank = (one: MessageEntity) => (/quote|pre/.test(one.type) ? 0 : one.type === "text_link" ? 1 : 2);
  return [...entities]
    .sort((a, b) => rank(a) - rank(b) || a.offset - b.offset)
    .slice(0, MESSAGE_ENTITIES)
    .sort((a, b) => a.offset - b.offset);
}
