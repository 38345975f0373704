/**
 * The top of a message, read more kindly than the standard asks: RFC 5322 with its obsolete forms, and what real mail
 * has besides (a mailbox "From " line, 8-bit text, blanks before the colon, a missing empty line).
 * Before: the raw bytes. After: parse.ts looks fields up; mime.ts gets the body.
 */
import { guessText } from "./clean.ts";

export interface HeaderField {
  /** Lower-cased. */
  readonly name: string;
  /** Unfolded; encoded words are still encoded. */
  readonly value: string;
}

export interface Letter {
  readonly fields: readonly HeaderField[];
  readonly body: Buffer;
}

const MAX_HEADER_BYTES = 512 * 1024;
const MAX_FIELDS = 2000;

/** Names that only a mail has: one of them must be there, or any text with a colon would pass for a message. */
const TELLING =
  /^(from|to|cc|subject|date|message-id|received|return-path|mime-version|content-type|sender|reply-to|delivered-to|in-reply-to|references|x-mailer)$/;

/** Header fields and body, or null where there is no mail header within the first 512 KB. */
export function splitLetter(raw: Buffer): Letter | null {
  const bytes = asciiCompatible(raw);
  const lines = new Lines(bytes);
  skipMailboxLines(lines);
  const fields: HeaderField[] = [];
  let pending: { name: string; value: string } | null = null;
  let bodyStart = bytes.length;
  for (let line = lines.next(); line !== null; line = lines.next()) {
    if (lines.at > MAX_HEADER_BYTES || fields.length > MAX_FIELDS) return null;
    if (line.trim() === "") {
      // A line of blanks is folding where a header goes on behind it (RFC 5322, 4.2), else the end of the header.
      if (line !== "" && goesOn(lines.peek())) continue;
      bodyStart = lines.at;
      break;
    }
    const started = fieldStart(line);
    if (/^[ \t]/.test(line)) {
      if (pending) pending.value += line.replace(/^[ \t]+/, " ");
    } else if (started) {
      if (pending) fields.push(pending);
      pending = started;
    } else if (!moreFieldsAhead(lines)) {
      bodyStart = lines.lineStart;
      break;
    }
  }
  if (pending) fields.push(pending);
  if (!fields.some((field) => TELLING.test(field.name))) return null;
  return {
    fields: fields.map((field) => ({ name: field.name, value: field.value.trim() })),
    body: bytes.subarray(bodyStart),
  };
}

/** The first value of a field, or the empty text. */
export function fieldOf(fields: readonly HeaderField[], name: string): string {
  return fields.find((field) => field.name === name)?.value ?? "";
}

/** All values of a field, topmost first. */
export function fieldsOf(fields: readonly HeaderField[], name: string): string[] {
  return fields.filter((field) => field.name === name).map((field) => field.value);
}

/** Takes comments in parentheses out, nested ones too; what stands in quotes stays (RFC 5322, 3.2.2). */
export function withoutComments(value: string): string {
  let plain = "";
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < value.length; at++) {
    const character = value.charAt(at);
    if (character === "\\") {
      if (depth === 0) plain += value.slice(at, at + 2);
      at++;
    } else if (character === '"' && depth === 0) {
      quoted = !quoted;
      plain += character;
    } else if (character === "(" && !quoted) depth++;
    else if (character === ")" && !quoted && depth > 0) depth--;
    else if (depth === 0) plain += character;
  }
  return plain;
}

/** Message ids of a header, without angle brackets: `<a@b> <c@d>`, or bare ones where there are no brackets. */
export function messageIds(value: string): string[] {
  const bracketed = [...value.matchAll(/<([^<>]{1,998})>/g)].map((match) => idOf(match[1] ?? ""));
  const found =
    bracketed.length > 0
      ? bracketed
      : value
          .split(/[\s,]+/)
          .map(idOf)
          .filter((id) => id.includes("@"));
  return [...new Set(found.filter((id) => id !== ""))];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const ZONES: Readonly<Record<string, number>> = {
  EDT: -4,
  EST: -5,
  CDT: -5,
  CST: -6,
  MDT: -6,
  MST: -7,
  PDT: -7,
  PST: -8,
};
const DATE =
  /^(?:[a-z]{2,9}\.?\s*,?\s*)?(\d{1,2})\s+([a-z]{3})[a-z]*\.?\s+(\d{2,4})\s+(\d{1,2})\s*:\s*(\d{2})(?:\s*:\s*(\d{2}))?\s*([+-]\d{4}|[a-z]{1,5})?/i;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;
const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/** A Date header in ms UTC (RFC 5322, 3.3 and 4.3; a missing or unknown zone is UTC), or null where it makes no sense. */
export function parseDate(value: string): number | null {
  const text = withoutComments(value).replace(/\s+/g, " ").trim();
  const at = ISO_DATE.test(text) ? Date.parse(text) : rfcDate(text);
  return at !== null && at >= EARLIEST && at < LATEST ? at : null;
}

function rfcDate(text: string): number | null {
  const [, day, monthName, yearText, hour, minute, second, zone] = DATE.exec(text) ?? [];
  const month = MONTHS.indexOf((monthName ?? "").toLowerCase());
  if (day === undefined || month < 0) return null;
  const shortYear = Number(yearText);
  const year = shortYear < 50 ? 2000 + shortYear : shortYear < 1000 ? 1900 + shortYear : shortYear;
  const at = Date.UTC(year, month, Number(day), Number(hour), Number(minute), Number(second ?? 0));
  if (Number(day) < 1 || Number(hour) > 23 || Number(minute) > 59 || new Date(at).getUTCMonth() !== month) return null;
  return at - offsetMs(zone ?? "");
}

function offsetMs(zone: string): number {
  const numeric = /^([+-])(\d{2})(\d{2})$/.exec(zone);
  const minutes = numeric ? Number(numeric[2]) * 60 + Number(numeric[3]) : (ZONES[zone.toUpperCase()] ?? 0) * 60;
  return minutes * 60_000 * (numeric?.[1] === "-" ? -1 : 1);
}

function idOf(text: string): string {
  return withoutComments(text)
    .replace(/[\s\p{Cc}<>]+/gu, "")
    .slice(0, 998)
    .toWellFormed();
}

/** UTF-16 with its mark, or lines ended by CR alone: files that some editor saved anew. */
function asciiCompatible(raw: Buffer): Buffer {
  if (raw[0] === 0xff && raw[1] === 0xfe) return Buffer.from(new TextDecoder("utf-16le").decode(raw));
  if (raw[0] === 0xfe && raw[1] === 0xff) return Buffer.from(new TextDecoder("utf-16be").decode(raw));
  const bytes = raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf ? raw.subarray(3) : raw;
  if (bytes.includes(0x0a) || !bytes.includes(0x0d)) return bytes;
  return Buffer.from(bytes.map((byte) => (byte === 0x0d ? 0x0a : byte)));
}

/** Empty lines ahead of the header, and the "From x@y Mon May 2 …" lines of mbox files. */
function skipMailboxLines(lines: Lines): void {
  for (let line = lines.peek(); line !== null; line = lines.peek()) {
    if (line.trim() !== "" && !/^>?From (?!\s*:)/.test(line)) return;
    if (lines.at > MAX_HEADER_BYTES) return;
    lines.next();
  }
}

function fieldStart(line: string): { name: string; value: string } | null {
  const match = /^([!-9;-~]{1,200})[ \t]*:/.exec(line);
  return match ? { name: (match[1] ?? "").toLowerCase(), value: line.slice(match[0].length) } : null;
}

/** What may follow a line of blanks inside a header. */
function goesOn(next: string | null): boolean {
  if (next === null || next.trim() === "") return false;
  return /^[ \t]/.test(next) ? /^[ \t]+(=\?|<|[\w-]+=)/.test(next) : TELLING.test(fieldStart(next)?.name ?? "");
}

/** A line that is no field: garbage when known fields follow before the next empty line, else the body has begun. */
function moreFieldsAhead(lines: Lines): boolean {
  const look = lines.copy();
  for (let seen = 0; seen < 50; seen++) {
    const line = look.next();
    if (line === null || line === "") return false;
    if (TELLING.test(fieldStart(line)?.name ?? "")) return true;
  }
  return false;
}

/** Walks over lines of bytes; each comes out as text without its ending. */
class Lines {
  readonly #bytes: Buffer;
  at = 0;
  lineStart = 0;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  next(): string | null {
    if (this.at >= this.#bytes.length) return null;
    const feed = this.#bytes.indexOf(0x0a, this.at);
    const end = feed < 0 ? this.#bytes.length : feed;
    const line = this.#bytes.subarray(this.at, end > this.at && this.#bytes[end - 1] === 0x0d ? end - 1 : end);
    this.lineStart = this.at;
    this.at = feed < 0 ? this.#bytes.length : feed + 1;
    return guessText(line.subarray(0, MAX_HEADER_BYTES));
  }

  peek(): string | null {
    return this.copy().next();
  }

  copy(): Lines {
    return new Lines(this.#bytes, this.at);
  }
}
