/**
 * `parse_mode: MarkdownV2` and the old `Markdown`, read as strictly as the real parsers: what is reserved must be
 * escaped, what is opened must be closed, and the errors name the byte.
 */
import type { MessageEntity } from "grammy/types";
import { type Formatted, linkEntity, unparsable } from "./formatted.ts";

type Kind = "Bold" | "Italic" | "Underline" | "Strikethrough" | "Spoiler" | "Code" | "Pre" | "PreCode" | "TextUrl";
type Mark = Kind | "CustomEmoji" | "BlockQuote";

interface Open {
  readonly kind: Mark;
  readonly language: string;
  readonly offset: number;
  readonly begin: number;
}

const RESERVED = "_*[]()~`>#+-=|{}.!\n";
const CODE: ReadonlySet<Mark | undefined> = new Set(["Code", "Pre", "PreCode"]);
const CLOSERS: Readonly<Record<Exclude<Mark, "BlockQuote">, string>> = {
  Bold: "*",
  Italic: "_",
  Underline: "__",
  Strikethrough: "~",
  Spoiler: "||",
  Code: "`",
  Pre: "```",
  PreCode: "```",
  TextUrl: "]",
  CustomEmoji: "]",
};

/** Throws a refusal that says what is wrong and where. */
export function parseMarkdownV2(source: string): Formatted {
  const entities: MessageEntity[] = [];
  const open: Open[] = [];
  let text = "";
  let quoted = false;
  let lineStart = true;
  for (let at = 0; at < source.length; ) {
    const character = source.charAt(at);
    const inside = open.at(-1)?.kind;
    const escaped = source.charCodeAt(at + 1);
    if (character === "\\" && escaped > 0 && escaped <= 126) {
      text += source.charAt(at + 1);
      lineStart = source.charAt(at + 1) === "\n";
      at += 2;
      continue;
    }
    if (!(CODE.has(inside) ? "`" : RESERVED).includes(character)) {
      text += character;
      if (character !== "\r") lineStart = false;
      at++;
      continue;
    }
    const current = open.at(-1);
    if (quoted && character === "\n" && source.charAt(at + 1) !== ">") {
      text += "\n";
      closeQuote(open, text, at, source, entities);
      quoted = false;
      lineStart = true;
      at++;
    } else if (current !== undefined && current.kind !== "BlockQuote" && closes(source, at, current.kind)) {
      open.pop();
      at = close(source, at, current, text, entities);
    } else if (character === "\n") {
      text += "\n";
      lineStart = true;
      at++;
    } else if (character === ">" && lineStart) {
      if (!quoted) open.push({ kind: "BlockQuote", language: "", offset: text.length, begin: at });
      quoted = true;
      at++;
    } else {
      const begun = begin(source, at);
      open.push({ ...begun, offset: text.length, begin: at });
      at = begun.end;
    }
  }
  if (quoted) closeQuote(open, text, source.length, source, entities);
  const left = open.at(-1);
  if (left) throw endless(source, left);
  return { text, entities };
}

function closes(source: string, at: number, kind: Exclude<Mark, "BlockQuote">): boolean {
  if (kind === "Italic") return source.charAt(at) === "_" && source.charAt(at + 1) !== "_";
  return source.startsWith(CLOSERS[kind], at);
}

function begin(source: string, at: number): { kind: Mark; language: string; end: number } {
  const character = source.charAt(at);
  const twice = source.charAt(at + 1) === character;
  const plain = (kind: Mark, length: number) => ({ kind, language: "", end: at + length });
  if (character === "_") return twice ? plain("Underline", 2) : plain("Italic", 1);
  if (character === "*") return plain("Bold", 1);
  if (character === "~") return plain("Strikethrough", 1);
  if (character === "[") return plain("TextUrl", 1);
  if (character === "|" && twice) return plain("Spoiler", 2);
  if (character === "!" && source.charAt(at + 1) === "[") return plain("CustomEmoji", 2);
  if (character !== "`") {
    throw unparsable(`Character '${character}' is reserved and must be escaped with the preceding '\\'`);
  }
  if (!source.startsWith("```", at)) return plain("Code", 1);
  const [whole = "", language = ""] = /^```([^\s`]+(?=\s))?(?:\r\n|\n\r|\n|\r)?/.exec(source.slice(at)) ?? [];
  return { kind: language === "" ? "Pre" : "PreCode", language, end: at + whole.length };
}

/** Closes what stands open at `at`; answers where to go on. */
function close(source: string, at: number, open: Open, text: string, entities: MessageEntity[]): number {
  const { kind, language, offset } = open;
  const length = text.length - offset;
  if (kind === "TextUrl" || kind === "CustomEmoji") {
    const address = readAddress(source, at + 1);
    if (kind === "CustomEmoji") {
      if (address === null) throw unparsable("The entity must contain a tg://emoji or tg://time URL");
      const id = /^tg:\/\/emoji\?id=(\d+)$/.exec(address.url)?.[1];
      if (id === undefined) throw unparsable("Invalid tg://emoji or tg://time URL specified");
      if (length > 0) entities.push({ type: "custom_emoji", offset, length, custom_emoji_id: id });
    } else if (length > 0) {
      const entity = linkEntity(address?.url ?? text.slice(offset), offset, length);
      if (entity) entities.push(entity);
    }
    return address?.end ?? at + 1;
  }
  if (length > 0 && kind !== "BlockQuote") entities.push(entityOf(kind, offset, length, language));
  return at + (kind === "BlockQuote" ? 1 : CLOSERS[kind].length);
}

function readAddress(source: string, at: number): { url: string; end: number } | null {
  if (source.charAt(at) !== "(") return null;
  let url = "";
  let here = at + 1;
  while (here < source.length && source.charAt(here) !== ")") {
    if (source.charAt(here) === "\\" && here + 1 < source.length) here++;
    url += source.charAt(here++);
  }
  if (here >= source.length) throw unparsable(`Can't find end of a URL at byte offset ${byteOffset(source, at + 1)}`);
  return { url, end: here + 1 };
}

function closeQuote(open: Open[], text: string, at: number, source: string, entities: MessageEntity[]): void {
  let type: "blockquote" | "expandable_blockquote" = "blockquote";
  const last = open.at(-1);
  if (last?.kind === "Spoiler" && last.begin === at - 2) {
    open.pop();
    type = "expandable_blockquote";
  }
  const quote = open.at(-1);
  if (quote?.kind !== "BlockQuote") {
    if (quote) throw endless(source, quote);
    return;
  }
  open.pop();
  const length = text.length - quote.offset;
  if (length > 0) entities.push({ type, offset: quote.offset, length });
}

function entityOf(kind: Kind, offset: number, length: number, language: string): MessageEntity {
  if (kind === "Bold") return { type: "bold", offset, length };
  if (kind === "Italic") return { type: "italic", offset, length };
  if (kind === "Underline") return { type: "underline", offset, length };
  if (kind === "Strikethrough") return { type: "strikethrough", offset, length };
  if (kind === "Spoiler") return { type: "spoiler", offset, length };
  if (kind === "Code") return { type: "code", offset, length };
  return kind === "PreCode" ? { type: "pre", offset, length, language } : { type: "pre", offset, length };
}

/** The old mode: no nesting, and only `_ * [ and backtick` mean anything. */
export function parseMarkdown(source: string): Formatted {
  const entities: MessageEntity[] = [];
  let text = "";
  for (let at = 0; at < source.length; ) {
    const character = source.charAt(at);
    if (character === "\\" && "_*`[".includes(source.charAt(at + 1) || " ")) {
      text += source.charAt(at + 1);
      at += 2;
      continue;
    }
    if (!"_*`[".includes(character)) {
      text += character;
      at++;
      continue;
    }
    const begun = character === "`" ? begin(source, at) : null;
    const closer = begun ? (begun.kind === "Code" ? "`" : "```") : character === "[" ? "]" : character;
    const inner = begun?.end ?? at + 1;
    const end = source.indexOf(closer, inner);
    if (end === -1) {
      throw unparsable(`Can't find end of the entity starting at byte offset ${byteOffset(source, at)}`);
    }
    const offset = text.length;
    text += source.slice(inner, end);
    const kind = character === "_" ? "Italic" : character === "*" ? "Bold" : (begun?.kind ?? "TextUrl");
    const open: Open = { kind, language: begun?.language ?? "", offset, begin: at };
    at = close(source, end, open, text, entities);
  }
  return { text, entities };
}

function endless(source: string, open: Open) {
  return unparsable(`Can't find end of ${open.kind} entity at byte offset ${byteOffset(source, open.begin)}`);
}

function byteOffset(source: string, at: number): number {
  return Buffer.byteLength(source.slice(0, at));
}
