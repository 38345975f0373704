/**
 * What a message says, made ready as the real server makes it: parsed, checked, cleaned, trimmed, measured, and with
 * the links, mentions and commands that are found in it by themselves.
 */
import type { MessageEntity } from "grammy/types";
import type { Args } from "./args.ts";
import { checkedLink, type Formatted } from "./formatted.ts";
import { parseHtml } from "./html.ts";
import { parseMarkdown, parseMarkdownV2 } from "./markdown.ts";
import { badRequest } from "./refusal.ts";

export const TEXT_LIMIT = 4096;
export const CAPTION_LIMIT = 1024;
const ENTITY_LIMIT = 100;
const SOURCE_LIMIT = 1 << 15;

/** Found in the text by the platform itself; given as `entities` they are passed over. */
const AUTOMATIC = new Set([
  "mention",
  "hashtag",
  "cashtag",
  "bot_command",
  "url",
  "email",
  "phone_number",
  "bank_card_number",
]);
const PLAIN = new Set([
  "bold",
  "italic",
  "underline",
  "strikethrough",
  "spoiler",
  "code",
  "blockquote",
  "expandable_blockquote",
]);

/** The text of a message: never empty, at most 4096 UTF-16 units once parsed. */
export function readText(args: Args, odd: (what: string) => void): Formatted {
  if (args.text("text") === "") throw badRequest("message text is empty");
  const read = readFormatted(args.text("text"), args.text("parse_mode"), args.json("entities", "entities"), odd);
  if (read.text === "") throw badRequest("text must be non-empty");
  if (read.text.length > TEXT_LIMIT) throw badRequest("message is too long");
  return read;
}

/** The caption of a photo or file; may be empty. */
export function readCaption(args: Args, odd: (what: string) => void): Formatted {
  const entities = args.json("caption_entities", "caption entities");
  const read = readFormatted(args.text("caption"), args.text("parse_mode"), entities, odd);
  if (read.text.length > CAPTION_LIMIT) throw badRequest("message caption is too long");
  return read;
}

function readFormatted(source: string, mode: string, given: unknown, odd: (what: string) => void): Formatted {
  if (Buffer.byteLength(source) > SOURCE_LIMIT) throw badRequest("text is too long");
  const read = parse(source, mode.toLowerCase(), given);
  const trimmed = trim(clean(read));
  if (trimmed.entities.length > ENTITY_LIMIT) odd(`${trimmed.entities.length} entities: only the first 100 count`);
  return withFound({ text: trimmed.text, entities: trimmed.entities.slice(0, ENTITY_LIMIT) });
}

function parse(source: string, mode: string, given: unknown): Formatted {
  if (source !== "" && mode !== "" && mode !== "none") {
    if (mode === "html") return sorted(parseHtml(source));
    if (mode === "markdownv2") return sorted(parseMarkdownV2(source));
    if (mode === "markdown") return sorted(parseMarkdown(source));
    throw badRequest("unsupported parse_mode");
  }
  const entities = Array.isArray(given) ? given.flatMap((one) => readEntity(one)) : [];
  return sorted({ text: source, entities });
}

function readEntity(value: unknown): MessageEntity[] {
  const bad = (why: string) => badRequest(`can't parse MessageEntity: ${why}`);
  if (typeof value !== "object" || value === null) throw bad("expected an Object");
  const entity: Record<string, unknown> = { ...value };
  for (const name of ["offset", "length", "type"]) {
    if (entity[name] === undefined) throw bad(`Can't find field "${name}"`);
  }
  const { type, offset, length } = {
    type: String(entity.type),
    offset: Number(entity.offset),
    length: Number(entity.length),
  };
  if (!Number.isInteger(offset)) throw bad('Field "offset" must be of type Number');
  if (!Number.isInteger(length)) throw bad('Field "length" must be of type Number');
  if (AUTOMATIC.has(type)) return [];
  if (PLAIN.has(type)) return [{ type, offset, length } as MessageEntity];
  if (type === "pre") {
    const { language } = entity;
    return [typeof language === "string" ? { type, offset, length, language } : { type, offset, length }];
  }
  if (type === "text_link") {
    if (typeof entity.url !== "string") throw bad('Can\'t find field "url"');
    const url = checkedLink(entity.url);
    return url === null ? [] : [{ type, offset, length, url }];
  }
  if (type === "text_mention" || type === "custom_emoji" || type === "date_time") {
    return [{ ...entity, type, offset, length } as MessageEntity];
  }
  throw bad("Unsupported type specified");
}

/** Control characters become spaces, carriage returns go; an entity outside the text is refused. */
function clean({ text, entities }: Formatted): Formatted {
  const bad = (why: string) => badRequest(why);
  for (const { offset, length } of entities) {
    if (offset < 0 || offset > 1_000_000) throw bad(`receive an entity with incorrect offset ${offset}`);
    if (length < 0 || length > 1_000_000) throw bad(`receive an entity with incorrect length ${length}`);
  }
  const filled = entities.filter((entity) => entity.length > 0);
  for (const { offset, length } of filled) {
    const end = offset + length;
    if (offset > text.length) throw bad(`entity begins after the end of the text at UTF-16 offset ${offset}`);
    if (end > text.length)
      throw bad(`entity beginning at UTF-16 offset ${offset} ends after the end of the text at UTF-16 offset ${end}`);
    if (splits(text, offset))
      throw bad(`entity begins in a middle of a UTF-16 symbol at byte offset ${byteOffset(text, offset + 1)}`);
    if (splits(text, end))
      throw bad(
        `entity beginning at UTF-16 offset ${offset} ends in a middle of a UTF-16 symbol at byte offset ${byteOffset(text, end + 1)}`,
      );
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the server replaces
  const spaced = text.replace(/[\x00-\x09\x0b\x0c\x0e-\x1f]/g, " ");
  return without(spaced, filled, /[\r\u2028-\u202e]/);
}

function without(text: string, entities: readonly MessageEntity[], gone: RegExp): Formatted {
  const kept: string[] = [];
  const moved = [0];
  for (const unit of text.split("")) {
    if (!gone.test(unit)) kept.push(unit);
    moved.push(kept.length);
  }
  const place = (offset: number) => moved[offset] ?? kept.length;
  return {
    text: kept.join(""),
    entities: entities.map((one) => reach(one, place(one.offset), place(one.offset + one.length))),
  };
}

/** Space at the end goes, and space and line ends at the beginning, except inside an entity. */
function trim({ text, entities }: Formatted): Formatted {
  const end = text.trimEnd().length;
  const first = Math.min(end, ...entities.map((one) => one.offset));
  const start = Math.min(first, text.length - text.replace(/^[ \n]+/, "").length);
  return {
    text: text.slice(start, end),
    entities: entities
      .map((one) => reach(one, one.offset - start, Math.min(one.offset + one.length, end) - start))
      .filter((one) => one.length > 0),
  };
}

const FOUND: ReadonlyArray<readonly ["bot_command" | "url" | "email" | "mention" | "hashtag", RegExp]> = [
  ["email", /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  ["url", /\bhttps?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]]/g],
  ["bot_command", /(?<![\w/<>@])\/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/])/g],
  ["mention", /(?<![\w@/])@[a-zA-Z0-9_]{3,32}(?!\w)/g],
  ["hashtag", /(?<![\w&#])#(?=\w*[^\W\d])\w+/g],
];

/** Adds the commands, mentions, addresses and tags that stand in a text, where no entity stands yet. */
export function withFound({ text, entities }: Formatted): Formatted {
  const all = [...entities];
  for (const [type, pattern] of FOUND) {
    for (const match of text.matchAll(pattern)) {
      const [offset, length] = [match.index, match[0].length];
      const taken = all.some((one) => one.offset < offset + length && offset < one.offset + one.length);
      if (!taken) all.push({ type, offset, length });
    }
  }
  return sorted({ text, entities: all });
}

function sorted({ text, entities }: Formatted): Formatted {
  return { text, entities: [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length) };
}

function reach(entity: MessageEntity, from: number, to: number): MessageEntity {
  return { ...entity, offset: from, length: to - from };
}

function splits(text: string, at: number): boolean {
  return /[\udc00-\udfff]/.test(text.charAt(at)) && /[\ud800-\udbff]/.test(text.charAt(at - 1));
}

function byteOffset(text: string, at: number): number {
  return Buffer.byteLength(text.slice(0, at));
}
