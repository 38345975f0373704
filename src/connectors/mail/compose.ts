/**
 * An approved answer becomes RFC 5322 bytes: the same bytes for the same input, and nothing in them that wasn't shown.
 * Before: the outbox claimed the effect. After: a mail connector delivers the bytes.
 */
import { createHash } from "node:crypto";
import { normaliseAddress } from "./address.ts";
import type { MailAddress } from "./mail.ts";

export interface OutgoingFile {
  readonly name: string;
  /** A media type, such as `application/pdf`. */
  readonly type: string;
  readonly bytes: Buffer;
}

export interface OutgoingMail {
  readonly from: MailAddress;
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly subject: string;
  readonly text: string;
  /** Without angle brackets; null begins a thread. */
  readonly inReplyTo: string | null;
  /** Oldest first, without angle brackets. */
  readonly references: readonly string[];
  /** Without angle brackets, from `messageIdFor`. */
  readonly messageId: string;
  /** Milliseconds UTC. */
  readonly sentAt: number;
  readonly attachments: readonly OutgoingFile[];
  /** Only for mail that no person approved (RFC 3834, 5). */
  readonly autoSubmitted?: "auto-generated" | "auto-replied";
}

/** The message as bytes. Throws an error naming the field when one would break the header or go nowhere. */
export async function composeMail(letter: OutgoingMail): Promise<Buffer> {
  check(letter);
  const { default: MailComposer } = await import("nodemailer/lib/mail-composer");
  const composer = new MailComposer({
    from: person(letter.from),
    to: letter.to.map(person),
    ...(letter.cc.length > 0 ? { cc: letter.cc.map(person) } : {}),
    subject: letter.subject,
    text: letter.text.replace(/\r\n?/g, "\n"),
    ...(letter.inReplyTo === null ? {} : { inReplyTo: `<${letter.inReplyTo}>` }),
    ...(letter.references.length > 0 ? { references: letter.references.map((id) => `<${id}>`) } : {}),
    messageId: `<${letter.messageId}>`,
    date: new Date(letter.sentAt),
    ...withFiles(letter.attachments),
    ...(letter.autoSubmitted ? { headers: { "Auto-Submitted": letter.autoSubmitted } } : {}),
    baseBoundary: sha256(letter.messageId).slice(0, 16),
    boundaryPrefix: "--_atelier",
    newline: "\r\n",
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return await composer.compile().build();
}

/**
 * Files go along; an invitation, or its end, also stands beside the text (RFC 6047), where mail programs look for it and show
 * “Accept”, and as a file for those that don't.
 */
function withFiles(files: readonly OutgoingFile[]) {
  const invitations = files.flatMap((file) => {
    const method = file.type === "text/calendar" && /^METHOD:(\w+)\r?$/m.exec(file.bytes.toString("utf8"))?.[1];
    return method ? [{ file, method }] : [];
  });
  return {
    alternatives: invitations.map(({ file, method }) => ({
      contentType: `text/calendar; charset=utf-8; method=${method}`,
      content: file.bytes,
      contentTransferEncoding: "base64" as const,
    })),
    attachments: files.map(({ name, type, bytes }) => ({
      filename: name,
      contentType: invitations.some(({ file }) => file.bytes === bytes) ? "application/ics" : type,
      content: bytes,
    })),
  };
}

/** The message id for an idempotency key, without angle brackets: the same key can't make two different mails. */
export function messageIdFor(key: string, domain: string): string {
  if (!/^[a-z\d-]+(\.[a-z\d-]+)*$/i.test(domain))
    throw new Error(`"${domain}" is no domain that a message id can end in`);
  return `${sha256(key).slice(0, 40)}@${domain.toLowerCase()}`;
}

function check(letter: OutgoingMail): void {
  if (letter.to.length === 0) throw new Error("to: a mail needs somebody to go to");
  const people: [field: string, address: MailAddress][] = [
    ["from", letter.from],
    ...letter.to.map((one): [string, MailAddress] => ["to", one]),
    ...letter.cc.map((one): [string, MailAddress] => ["cc", one]),
  ];
  for (const [field, { name, address }] of people) {
    oneLine(field, name);
    if (normaliseAddress(address) !== address.toLowerCase())
      throw new Error(`${field}: "${printable(address)}" is no mail address`);
  }
  oneLine("subject", letter.subject);
  for (const { name, type } of letter.attachments) {
    oneLine("attachment", name);
    if (!/^[\w.+-]+\/[\w.+-]+$/.test(type))
      throw new Error(`attachment: "${printable(type)}" is no media type (such as application/pdf)`);
  }
  const ids: [string, string | null][] = [
    ["messageId", letter.messageId],
    ["inReplyTo", letter.inReplyTo],
    ...letter.references.map((id): [string, string] => ["references", id]),
  ];
  for (const [field, id] of ids) {
    if (id !== null && !/^[^\s\p{Cc}<>]{1,998}$/u.test(id))
      throw new Error(`${field}: "${printable(id)}" is no message id (no blanks, no angle brackets)`);
  }
  if (!Number.isFinite(letter.sentAt)) throw new Error(`sentAt: ${letter.sentAt} is no time (milliseconds since 1970)`);
}

function oneLine(field: string, value: string): void {
  if (/[\p{Cc}\u2028\u2029]/u.test(value))
    throw new Error(`${field}: "${printable(value)}" holds a line break or control character; a header is one line`);
  if (!value.isWellFormed()) throw new Error(`${field}: the text is cut within a character`);
}

function printable(value: string): string {
  return JSON.stringify(value.slice(0, 80).toWellFormed()).slice(1, -1);
}

function person({ name, address }: MailAddress): { name: string; address: string } {
  return { name, address };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
