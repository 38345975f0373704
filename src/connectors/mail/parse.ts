/**
 * Raw bytes become a message that can be understood, or a reason why they can't. Never throws, never hangs.
 * Before: a mail connector took the bytes in and kept them. After: scope.ts, with what is found here.
 */
import { createHash } from "node:crypto";
import { mailAddresses } from "./address.ts";
import { automaticMail } from "./automatic.ts";
import { cleanLine, cleanText } from "./clean.ts";
import { fieldOf, fieldsOf, type HeaderField, messageIds, parseDate, splitLetter } from "./header.ts";
import type { Attachment, MailAddress, MailReading } from "./mail.ts";
import { htmlToText, type MimeLimits, type MimePart, type MimeReading, parseAddresses, takeApart } from "./mime.ts";
import { deliveryReport } from "./report.ts";
import { splitWritten } from "./written.ts";

export interface ParseLimits extends MimeLimits {
  readonly bytes: number;
  /** Nested multiparts, counted over the whole message. */
  readonly multiparts: number;
  readonly textCharacters: number;
}

const MEGABYTE = 1024 * 1024;

/** What a mail may be: 25 MB, 500 parts, 100 multiparts, 200,000 characters of text, read within 10 s. */
export const MAIL_LIMITS: ParseLimits = {
  bytes: 25 * MEGABYTE,
  parts: 500,
  multiparts: 100,
  textCharacters: 200_000,
  htmlCharacters: 1_000_000,
  timeMs: 10_000,
};

/** Reads one message (RFC 5322 and MIME, and what real mail makes of them). */
export async function parseMail(raw: Buffer, limits: ParseLimits = MAIL_LIMITS): Promise<MailReading> {
  try {
    return await read(raw, limits);
  } catch (error) {
    return {
      kind: "unreadable",
      why: `It could not be read: ${error instanceof Error ? error.message : String(error)}.`,
    };
  }
}

async function read(raw: Buffer, limits: ParseLimits): Promise<MailReading> {
  if (!raw.some((byte) => byte > 0x20)) return { kind: "unreadable", why: "The file is empty." };
  if (raw.length > limits.bytes) {
    return { kind: "unreadable", why: `It is larger than ${Math.floor(limits.bytes / MEGABYTE)} MB.` };
  }
  const letter = splitLetter(raw);
  if (!letter) {
    return { kind: "unreadable", why: "It does not look like an email: no sender, subject or date stands at its top." };
  }
  const { fields, body } = letter;
  if (countMultiparts(body, limits.multiparts) > limits.multiparts) {
    return { kind: "unreadable", why: "Its parts are nested beyond anything a mail program writes." };
  }
  const pieces = await readKindly(fields, body, limits);
  if (pieces.kind === "failed") return { kind: "unreadable", why: pieces.why };

  const attachments = pieces.parts.map(attachment);
  const report = deliveryReport(fields, pieces.text, attachments);
  const text = cleanText(
    pieces.text.trim() === "" && report ? (reportText(attachments) ?? "") : pieces.text,
    limits.textCharacters,
  );
  const addresses = async (name: string) =>
    mailAddresses((await Promise.all(fieldsOf(fields, name).map(parseAddresses))).flat());
  const from = await addresses("from");
  const replyTo = await addresses("reply-to");
  const subject = cleanLine(pieces.subject, 1000);
  const sender: MailAddress | undefined = (await addresses("sender"))[0];
  return {
    kind: "mail",
    mail: {
      messageId: messageIds(fieldOf(fields, "message-id"))[0] ?? loneId(fieldOf(fields, "message-id")),
      from,
      ...(sender ? { sender } : {}),
      replyTo,
      to: await addresses("to"),
      cc: await addresses("cc"),
      subject,
      sentAt: parseDate(fieldOf(fields, "date")),
      inReplyTo: messageIds(fieldOf(fields, "in-reply-to")).slice(0, 20),
      references: thread(messageIds(fieldsOf(fields, "references").join(" "))),
      text,
      ...splitWritten(text),
      attachments,
      automatic: automaticMail({ fields, from, replyTo, subject, report }),
      report,
      calendar: attachments.some((one) => one.type === "text/calendar" || one.type === "application/ics"),
      authenticationResults: fieldsOf(fields, "authentication-results").map((value) => cleanLine(value, 10_000)),
    },
  };
}

/** Reads as declared; where that gives nothing a person could read though there is something, reads more kindly. */
async function readKindly(fields: readonly HeaderField[], body: Buffer, limits: ParseLimits): Promise<MimeReading> {
  let reading = await takeApart(fields, body, limits);
  if (reading.kind === "failed") return reading;
  if (reading.text.trim() === "" && reading.parts.length === 0 && body.some((byte) => byte > 0x20)) {
    const repaired = await takeApart(withContentType(fields, guessedType(body)), body, limits);
    if (repaired.kind === "pieces") reading = repaired;
  }
  if (reading.text.includes("\ufffd")) {
    const other = await takeApart(
      inWindows1252(fields),
      Buffer.from(redeclare(body.toString("latin1")), "latin1"),
      limits,
    );
    if (other.kind === "pieces" && flaws(other.text) < flaws(reading.text)) reading = other;
  }
  const plain = reading.text.trim();
  // A plain part that only says "your program can't show HTML" isn't the message.
  if (
    reading.html !== "" &&
    plain.length < 300 &&
    /\bhtml\b/i.test(plain) &&
    /\b(view|support|client|display|programm?|anzeigen)\b/i.test(plain)
  ) {
    return { ...reading, text: await htmlToText(reading.html, limits) };
  }
  return reading;
}

function withContentType(fields: readonly HeaderField[], type: string): HeaderField[] {
  return [...fields.filter((field) => field.name !== "content-type"), { name: "content-type", value: type }];
}

/** A body whose header names no boundary, or the wrong one: the boundary is the first that opens a part. */
function guessedType(body: Buffer): string {
  const start = body.subarray(0, 64 * 1024).toString("latin1");
  const boundary = /^--([^\s"][^\r\n"]{0,199}?)[ \t]*\r?\n(?:content-|mime-)[a-z-]+[ \t]*:/im.exec(start)?.[1];
  return boundary ? `multipart/mixed; boundary="${boundary}"` : "text/plain";
}

const VAGUE_CHARSET = /charset\s*=\s*"?(?:us-ascii|ascii|utf-?8|x-unknown|unknown-?8bit|default)"?/gi;

function inWindows1252(fields: readonly HeaderField[]): HeaderField[] {
  const declared = fieldOf(fields, "content-type");
  return withContentType(
    fields,
    declared === "" ? "text/plain; charset=windows-1252" : redeclare(`content-type: ${declared}`).slice(14),
  );
}

/** Text parts that claim ASCII, UTF-8 or nothing are declared windows-1252. */
function redeclare(text: string): string {
  return text
    .replace(VAGUE_CHARSET, "charset=windows-1252")
    .replace(
      /^(content-type:[ \t]*text\/(?:plain|html))[ \t]*(;?)[ \t]*(?=\r?$|\r?\n(?![ \t]))/gim,
      "$1; charset=windows-1252",
    );
}

/** Characters that came out wrong: replacement marks, and UTF-8 read as windows-1252. */
function flaws(text: string): number {
  return (text.match(/\ufffd|[ÃÂ][\u0080-\u00bf]|â€/g) ?? []).length;
}

function countMultiparts(body: Buffer, limit: number): number {
  let count = 0;
  for (const _ of body.toString("latin1").matchAll(/^content-type:[ \t]*(?:\r?\n[ \t]+)?multipart\//gim)) {
    if (++count > limit) break;
  }
  return count;
}

function attachment(part: MimePart, index: number): Attachment {
  return {
    name: fileName(part.name) || `${index + 1}.${endingOf(part.type)}`,
    type: cleanLine(part.type, 100).toLowerCase(),
    size: part.bytes.length,
    sha256: createHash("sha256").update(part.bytes).digest("hex"),
    bytes: part.bytes,
    inline: part.inline,
  };
}

/** A name that can be shown and saved: the last step of a path, nothing that hides or climbs. */
function fileName(name: string): string {
  const last = cleanLine(name, 1000).split(/[/\\]/).at(-1) ?? "";
  const safe = last.replace(/[<>:"|?*]/g, "_").replace(/^[.\s]+|[.\s]+$/g, "");
  return (safe.length <= 150 ? safe : `${safe.slice(0, 130)}…${safe.slice(-15)}`).toWellFormed();
}

const ENDINGS: Readonly<Record<string, string>> = {
  "message/rfc822": "eml",
  "text/plain": "txt",
  "text/calendar": "ics",
  "text/html": "html",
  "image/jpeg": "jpg",
  "image/svg+xml": "svg",
  "message/delivery-status": "txt",
  "text/rfc822-headers": "txt",
};

function endingOf(type: string): string {
  return ENDINGS[type] ?? (/^(?:image|video|audio|application)\/([a-z\d]{2,5})$/.exec(type)?.[1] || "bin");
}

/** The words of a report that has no text part of its own. */
function reportText(attachments: readonly Attachment[]): string | undefined {
  return attachments.find((one) => one.type === "message/delivery-status")?.bytes.toString("utf8");
}

/** An id without brackets and without an @: still the message's own. */
function loneId(value: string): string | null {
  const id = cleanLine(value, 998).replace(/[<>\s]+/g, "");
  return id === "" ? null : id;
}

/** The beginning of a thread and its latest hundred. */
function thread(ids: readonly string[]): string[] {
  return ids.length <= 101 ? [...ids] : [...ids.slice(0, 1), ...ids.slice(-100)];
}
