/**
 * `parse_mode: HTML`, read as strictly as the real parser: its tags, its attributes, its byte offsets and its errors.
 */
import type { MessageEntity } from "grammy/types";
import { type Formatted, linkEntity, unparsable } from "./formatted.ts";

const TAGS: Readonly<Record<string, MessageEntity["type"]>> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  u: "underline",
  ins: "underline",
  s: "strikethrough",
  strike: "strikethrough",
  del: "strikethrough",
  "tg-spoiler": "spoiler",
  span: "spoiler",
  "tg-emoji": "custom_emoji",
  a: "text_link",
  pre: "pre",
  code: "code",
  blockquote: "blockquote",
};

const CHARACTERS: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };

interface Open {
  readonly tag: string;
  readonly argument: string;
  readonly offset: number;
}

/** Throws a refusal that names the byte where it stops making sense. */
export function parseHtml(source: string): Formatted {
  const entities: MessageEntity[] = [];
  const open: Open[] = [];
  let text = "";
  for (let at = 0; at < source.length; ) {
    const character = source.charAt(at);
    if (character === "&") {
      const decoded = decode(source, at);
      text += decoded?.text ?? "&";
      at = decoded?.end ?? at + 1;
    } else if (character !== "<") {
      text += character;
      at++;
    } else if (source.charAt(at + 1) !== "/") {
      const tag = readStartTag(source, at);
      open.push({ tag: tag.name, argument: tag.argument, offset: text.length });
      at = tag.end;
    } else {
      const tag = readEndTag(source, at, open.at(-1)?.tag);
      const started = open.pop();
      if (started !== undefined) close(started, text, entities);
      at = tag.end;
    }
  }
  const left = open.at(-1);
  if (left) throw unparsable(`Can't find end tag corresponding to start tag "${left.tag}"`);
  return { text, entities };
}

function close({ tag, argument, offset }: Open, text: string, entities: MessageEntity[]): void {
  const length = text.length - offset;
  const type = TAGS[tag];
  if (length === 0 || type === undefined) return;
  const last = entities.at(-1);
  const nested = last?.offset === offset && last.length === length ? last : undefined;
  if (type === "text_link") {
    const entity = linkEntity(argument === "" ? text.slice(offset) : argument, offset, length);
    if (entity) entities.push(entity);
  } else if (type === "custom_emoji") {
    if (!/^\d+$/.test(argument)) throw unparsable("Invalid custom emoji identifier specified");
    entities.push({ type, offset, length, custom_emoji_id: argument });
  } else if (type === "pre" && nested?.type === "code" && "language" in nested) {
    entities.pop();
    entities.push({ type: "pre", offset, length, language: String(nested.language) });
  } else if (type === "code" && nested?.type === "pre" && argument !== "") {
    nested.language = argument;
  } else if (type === "code") {
    // The language waits on the entity for the <pre> around it, and is dropped where there is none.
    entities.push(Object.assign({ type, offset, length } as const, argument === "" ? {} : { language: argument }));
  } else if (type === "blockquote") {
    entities.push({ type: argument === "" ? type : "expandable_blockquote", offset, length });
  } else if (type === "bold" || type === "italic" || type === "underline" || type === "strikethrough") {
    entities.push({ type, offset, length });
  } else if (type === "spoiler" || type === "pre") {
    entities.push({ type, offset, length });
  }
}

function readStartTag(source: string, begin: number) {
  const byte = byteOffset(source, begin);
  let at = begin + 1;
  while (at < source.length && !/[\s>]/.test(source.charAt(at))) at++;
  if (at >= source.length) throw unparsable(`Unclosed start tag at byte offset ${byte}`);
  const name = source.slice(begin + 1, at).toLowerCase();
  if (TAGS[name] === undefined) throw unparsable(`Unsupported start tag "${name}" at byte offset ${byte}`);
  let argument = "";
  for (;;) {
    while (/\s/.test(source.charAt(at))) at++;
    if (source.charAt(at) === ">") break;
    const attribute = /^[^\s=>/"']*/.exec(source.slice(at))?.[0] ?? "";
    if (attribute === "") throw unparsable(`Empty attribute name in the tag "${name}" at byte offset ${byte}`);
    at += attribute.length;
    while (/\s/.test(source.charAt(at))) at++;
    if (at >= source.length) throw unparsable(`Unclosed start tag "${name}" at byte offset ${byte}`);
    if (source.charAt(at) !== "=") {
      if (name === "blockquote" && attribute === "expandable") argument = "1";
      continue;
    }
    at++;
    while (/\s/.test(source.charAt(at))) at++;
    const value = readAttributeValue(source, at);
    at = value.end;
    if (at >= source.length) throw unparsable(`Unclosed start tag at byte offset ${byte}`);
    argument = argumentOf(name, attribute, value.text) ?? argument;
  }
  if (name === "span" && argument !== "spoiler")
    throw unparsable(`Tag "span" must have class "tg-spoiler" at byte offset ${byte}`);
  return { name, argument, end: at + 1 };
}

function argumentOf(tag: string, attribute: string, value: string): string | null {
  if (tag === "a" && attribute === "href") return value;
  if (tag === "code" && attribute === "class" && value.startsWith("language-")) return value.slice(9);
  if (tag === "span" && attribute === "class" && value.startsWith("tg-")) return value.slice(3);
  if (tag === "tg-emoji" && attribute === "emoji-id") return value;
  if (tag === "blockquote" && attribute === "expandable") return "1";
  return null;
}

function readAttributeValue(source: string, begin: number) {
  const quote = source.charAt(begin);
  if (quote !== '"' && quote !== "'") {
    const token = /^[a-z0-9.-]*/i.exec(source.slice(begin))?.[0] ?? "";
    const end = begin + token.length;
    if (end < source.length && !/[\s>]/.test(source.charAt(end)))
      throw unparsable(`Unexpected end of name token at byte offset ${byteOffset(source, begin)}`);
    return { text: token.toLowerCase(), end };
  }
  let text = "";
  let at = begin + 1;
  while (at < source.length && source.charAt(at) !== quote) {
    const decoded = source.charAt(at) === "&" ? decode(source, at) : null;
    text += decoded?.text ?? source.charAt(at);
    at = decoded?.end ?? at + 1;
  }
  return { text, end: at + 1 };
}

function readEndTag(source: string, begin: number, expected: string | undefined) {
  const byte = byteOffset(source, begin);
  if (expected === undefined) throw unparsable(`Unexpected end tag at byte offset ${byte}`);
  const name = /^[^\s>]*/.exec(source.slice(begin + 2))?.[0] ?? "";
  let end = begin + 2 + name.length;
  while (/\s/.test(source.charAt(end))) end++;
  if (source.charAt(end) !== ">") throw unparsable(`Unclosed end tag at byte offset ${byte}`);
  const found = name.toLowerCase();
  if (found !== "" && found !== expected)
    throw unparsable(`Unmatched end tag at byte offset ${byte}, expected "</${expected}>", found "</${found}>"`);
  return { end: end + 1 };
}

/** `null` where it is no entity the parser knows; the ampersand then stands for itself. */
function decode(source: string, at: number): { text: string; end: number } | null {
  const [whole, hex, decimal, word] = /^&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));?/i.exec(source.slice(at, at + 40)) ?? [];
  if (whole === undefined) return null;
  const end = at + whole.length;
  if (word !== undefined) {
    const text = CHARACTERS[word];
    return text === undefined ? null : { text, end };
  }
  const code = Number.parseInt(hex ?? decimal ?? "0", hex === undefined ? 10 : 16);
  const digits = whole.endsWith(";") ? whole.length - 1 : whole.length;
  if (code === 0 || code >= 0x10ffff || digits >= 10) return null;
  return { text: String.fromCodePoint(code), end };
}

function byteOffset(source: string, at: number): number {
  return Buffer.byteLength(source.slice(0, at));
}
