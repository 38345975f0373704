/**
 * Takes a message's body apart with mailparser: its text, its HTML, everything that hangs on it.
 * Bounded in time, parts and sizes; whatever goes wrong is a value.
 * Before: header.ts found header and body. After: parse.ts makes sense of the pieces.
 */
import type { AddressObject, AttachmentStream, EmailAddress, MessageText } from "mailparser";
import type { RawAddress } from "./address.ts";
import { type HeaderField, withoutComments } from "./header.ts";

export interface MimeLimits {
  /** A kill switch: no real message comes near it. */
  readonly timeMs: number;
  readonly parts: number;
  /** HTML beyond this is only stripped of its tags. */
  readonly htmlCharacters: number;
}

export interface MimePart {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
  readonly inline: boolean;
}

export type MimeReading =
  | {
      readonly kind: "pieces";
      readonly subject: string;
      readonly text: string;
      readonly html: string;
      readonly parts: readonly MimePart[];
    }
  | { readonly kind: "failed"; readonly why: string };

/** The header fields that decide how a body is read; the others are read in parse.ts and don't reach the library. */
const SHAPING = [
  "subject",
  "mime-version",
  "content-type",
  "content-transfer-encoding",
  "content-disposition",
  "content-id",
];

/** Reads a body under its header. Never throws. */
export async function takeApart(
  fields: readonly HeaderField[],
  body: Buffer,
  limits: MimeLimits,
): Promise<MimeReading> {
  const head = fields
    .filter((field) => SHAPING.includes(field.name))
    .map((field) => `${field.name}: ${field.value}\r\n`);
  const first = await run(Buffer.concat([Buffer.from(`${head.join("")}\r\n`), body]), limits);
  if (first.kind === "failed" || first.text.trim() !== "" || first.html === "") return first;
  return { ...first, text: await htmlToText(first.html, limits) };
}

/** The readable text of HTML; quotes get their "> ". */
export async function htmlToText(html: string, limits: MimeLimits): Promise<string> {
  const marked = html
    .slice(0, limits.htmlCharacters)
    .replace(/<(\/?)h[1-6]\b/gi, "<$1p")
    .replace(/<(\/?)th\b/gi, "<$1td")
    .replace(/\ssrc\s*=\s*(["'])data:[^"'>]*/gi, " src=$1")
    .replace(
      /<(div|pre)\b[^<>]{0,500}\bclass="(?:gmail|moz|protonmail)[a-z_-]*signature[^<>]{0,500}>/gi,
      "<p>-- </p>$&",
    );
  const head = "content-type: text/html; charset=utf-8\r\ncontent-transfer-encoding: base64\r\n\r\n";
  const read = await run(
    Buffer.from(
      head +
        (
          Buffer.from(marked)
            .toString("base64")
            .match(/.{1,76}/g) ?? []
        ).join("\r\n"),
    ),
    limits,
  );
  const text = read.kind === "pieces" && read.text.trim() !== "" ? read.text : stripTags(marked);
  return text.replace(/\[(?:cid:|data:|https?:[^\]\s]{0,500}\.(?:png|gif|jpe?g|svg))[^\]\s]{0,500}\]/gi, "");
}

/** Addresses of one header value, encoded words decoded, domains as they were written. */
export async function parseAddresses(value: string): Promise<RawAddress[]> {
  if (value === "") return [];
  const { parseAddressHeader } = await import("mailparser");
  try {
    const read: AddressObject = parseAddressHeader(withoutBlanks(value.slice(0, 100_000)), { decodePunycode: false });
    return read.value.map(rawAddress);
  } catch {
    return [];
  }
}

/** Obsolete forms put blanks and comments into an address: `<jdoe@machine(home). example>`. */
function withoutBlanks(value: string): string {
  return value
    .replace(/<([^<>]{1,1000})>/g, (_, inner: string) => `<${withoutComments(inner).replace(/\s+/g, "")}>`)
    .replace(/(@[\w-]{1,63})\s{1,9}\.\s{1,9}(?=\w)/g, "$1.");
}

function rawAddress(entry: EmailAddress): RawAddress {
  if (entry.group) return { name: entry.name, group: entry.group.map(rawAddress) };
  return { name: entry.name, address: entry.address ?? "" };
}

async function run(message: Buffer, limits: MimeLimits): Promise<MimeReading> {
  const { MailParser } = await import("mailparser");
  return await new Promise((resolve) => {
    const parts: MimePart[] = [];
    let subject = "";
    let body: MessageText = { type: "text" };
    const parser = new MailParser({
      skipTextToHtml: true,
      skipTextLinks: true,
      skipImageLinks: true,
      keepDeliveryStatus: true,
      ignoreEmbedded: true,
      checksumAlgo: false,
      maxChildNodes: limits.parts,
      maxHeadSize: 512 * 1024,
      maxHtmlLengthToParse: limits.htmlCharacters,
    });
    const finish = (reading: MimeReading) => {
      clearTimeout(timer);
      resolve(reading);
    };
    const timer = setTimeout(() => {
      finish({ kind: "failed", why: `Reading it took longer than ${limits.timeMs / 1000} seconds.` });
      parser.destroy();
    }, limits.timeMs);
    parser.on("error", (error: Error & { code?: string }) => {
      const why =
        error.code === "EMAXLEN"
          ? `It has more than ${limits.parts} parts, or a part with an oversized header.`
          : `It could not be taken apart: ${error.message}.`;
      finish({ kind: "failed", why });
      parser.destroy();
    });
    parser.on("headers", (headers) => {
      const value = headers.get("subject");
      if (typeof value === "string") subject = value;
    });
    parser.on("data", (piece) => {
      if (piece.type === "text") body = piece;
      else collect(piece, parts);
    });
    parser.on("end", () => {
      const html = body.html ?? "";
      const lost = body.textConversionError ? stripTags(html) : "";
      finish({ kind: "pieces", subject, text: (body.text ?? "") + lost, html, parts });
    });
    parser.end(message);
  });
}

function collect(piece: AttachmentStream, parts: MimePart[]): void {
  const chunks: Buffer[] = [];
  const location = piece.headers.get("content-location");
  const done = () => {
    parts.push({
      name: piece.filename ?? (typeof location === "string" ? location : ""),
      type: piece.contentType,
      bytes: Buffer.concat(chunks),
      inline: piece.contentDisposition === "inline" || piece.related === true,
    });
    piece.release?.();
  };
  piece.content.on("data", (chunk: Buffer) => chunks.push(chunk));
  piece.content.once("end", done);
  piece.content.once("error", done);
}

/** A last resort for HTML that no parser takes: words without tags. Linear in the text. */
function stripTags(html: string): string {
  let text = "";
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    if (open < 0) return text + html.slice(at);
    text += html.slice(at, open);
    const close = html.indexOf(">", open);
    if (close < 0) return text;
    if (/^<\/?(p|div|br|tr|li|h\d|blockquote)\b/i.test(html.slice(open, open + 12))) text += "\n";
    at = close + 1;
  }
  return text;
}
