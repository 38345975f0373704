/**
 * A message becomes an event here: its bytes are kept, its scope is resolved once, and it is recorded, whatever it is.
 * Nothing is dropped, nothing is taken twice. Shared by every mail connector.
 * Before: a connector has bytes. After: kernel/dispatcher.ts hands `mail.received` to whoever wakes on it.
 */
import { createHash } from "node:crypto";
import type { Blobs } from "../../kernel/blobs.ts";
import type { Plain } from "../../kernel/event.ts";
import { outsideLabel, ownerLabel } from "../../kernel/label.ts";
import type { Transaction } from "../../kernel/writer.ts";
import { opaqueId } from "../../lib/id.ts";
import type { MarkReader } from "../marks.ts";
import { addressesIn, domainOf } from "./address.ts";
import { authenticate } from "./authentication.ts";
import type { Directory, Thread } from "./directory.ts";
import { type InvitationAnswer, invitationAnswer } from "./invitation-answer.ts";
import type { MailReading, ParsedMail } from "./mail.ts";
import { type KnownContact, resolveScope, type ScopeAnswer } from "./scope.ts";

/** Where the words of a message end in the event; the raw bytes hold all of it. */
const MOST_WRITTEN = 4000;

export interface Arrival {
  readonly connector: string;
  /** What the connector knows it by; the same name and bytes are taken once. */
  readonly name: string;
  readonly raw: Buffer;
  readonly reading: MailReading;
}

export interface ArrivalParts {
  readonly blobs: Blobs;
  readonly directory: Directory;
  /** Whose Authentication-Results we believe; null: nobody's pass. */
  readonly trustedServer: string | null;
  /** The owner's own addresses. */
  readonly own: readonly string[];
}

/** Records one inbound message. */
export function recordArrival(transaction: Transaction, arrival: Arrival, parts: ArrivalParts): void {
  const content = createHash("sha256").update(arrival.raw).digest("hex");
  if (!takes(transaction, arrival.connector, arrival.name, content)) return;
  const id = opaqueId("m", transaction.entropy);
  const earlier = parts.directory.sameMail(transaction, content);
  if (earlier) {
    transaction.append({
      ...origin(arrival.connector, "workspace", id),
      type: "mail.duplicate",
      label: outsideLabel("workspace"),
      data: { mail: id, of: earlier },
    });
  } else if (arrival.reading.kind === "unreadable") {
    const raw = parts.blobs.keep(transaction, "workspace", arrival.raw);
    transaction.append({
      ...origin(arrival.connector, "workspace", id),
      type: "mail.unreadable",
      label: outsideLabel("workspace"),
      data: { mail: id, raw, size: arrival.raw.length },
      private: { content, name: arrival.name, why: arrival.reading.why },
    });
  } else recordMail(transaction, { ...arrival, mail: arrival.reading.mail, id, content }, parts);
}

function recordMail(
  transaction: Transaction,
  arrival: Omit<Arrival, "reading"> & { mail: ParsedMail; id: string; content: string },
  parts: ArrivalParts,
): void {
  const { mail, id } = arrival;
  const { directory, blobs } = parts;
  const { resolved, thread, known } = whose(transaction, mail, parts);
  const { scope } = resolved;
  // What stands in nobody's scope is theirs all the same who are known to have written it, or are named in it.
  const theirs = scope === "workspace" ? [...known.values()].flatMap((contact) => contact.scopes) : [];
  const raw = blobs.keep(transaction, scope, arrival.raw, theirs);
  const attachments = keptAttachments(mail, (bytes) => blobs.keep(transaction, scope, bytes, theirs));
  const { answered, asks } = answerTo(transaction, mail, scope, directory);
  const bounced = thread?.effect && mail.report?.recipients.some((one) => one.permanent) ? thread.effect : null;
  const event = transaction.append({
    ...origin(arrival.connector, scope, id),
    type: "mail.received",
    label: outsideLabel(scope, resolved.marks),
    data: {
      mail: id,
      raw,
      why: resolved.why,
      marks: [...resolved.marks],
      // What only a calendar program has written is said with the answer itself; a no is asked about, with all its words.
      automatic: mail.automatic?.kind ?? (answered && (answered.wordless || asks) ? "calendar" : null),
      opensLead: resolved.opensLead,
      contact: resolved.opensLead,
      suggests: resolved.suggests?.scope ?? null,
      thread: thread ? thread.scope : null,
      effect: bounced,
      attachments: attachments.length,
    },
    private: { ...wordsOf(mail, arrival.content), attachments, ...(answered ? { invitation: { ...answered } } : {}) },
    theirs,
  });
  if (answered) directory.invitations?.answered(transaction, { ...answered, mail: id }, event);
  if (!bounced) return;
  const failed = mail.report?.recipients.find((one) => one.permanent);
  const why = failed?.diagnostic || "The mail system of the recipient refused it.";
  directory.bounced(transaction, bounced, { why, to: failed?.address ?? "" }, event);
}

/** Whose message it is, from what the records know of those who are named in it. */
export function whose(
  transaction: Transaction,
  mail: ParsedMail,
  { directory, own, trustedServer }: ArrivalParts,
): {
  readonly resolved: ScopeAnswer;
  readonly thread: Thread | null;
  readonly known: ReadonlyMap<string, KnownContact>;
} {
  const threadIds = mail.report?.originalMessageId ? [mail.report.originalMessageId] : threadIdsOf(mail);
  const thread = directory.threadOf(transaction, threadIds);
  const from = mail.from.map((sender) => sender.address);
  const mentioned = [...mail.to, ...mail.cc, ...mail.replyTo].map((one) => one.address);
  const named = [...new Set([...mentioned, ...addressesIn(mail.written)])].filter((address) => !own.includes(address));
  const known = directory.contacts(transaction, [...from, ...named]);
  const resolved = resolveScope({
    from,
    named,
    automatic: mail.automatic,
    authentication: authenticate({ results: mail.authenticationResults, from: mail.from, trustedId: trustedServer }),
    thread,
    contacts: known,
    sameDomain: from[0] ? directory.sameDomain(transaction, domainOf(from[0])) : [],
    newScope: opaqueId("c", transaction.entropy),
  });
  return { resolved, thread, known };
}

/** Whether it answers an invitation to a meeting with whoever writes. */
function answerTo(
  transaction: Transaction,
  mail: ParsedMail,
  scope: string,
  { invitations }: Directory,
): { readonly answered: (InvitationAnswer & { readonly meeting: string }) | null; readonly asks: boolean } {
  const answer = mail.calendar && scope !== "workspace" ? invitationAnswer(mail) : null;
  const found = answer && invitations?.meetingOf(transaction, answer, scope);
  return answer && found
    ? { answered: { ...answer, meeting: found.meeting }, asks: found.asks }
    : { answered: null, asks: false };
}

/** Records a mail the owner sent by hand: filed with whom it went to, and what waited as an answer to the same thread ends. */
export function recordOwnMail(transaction: Transaction, arrival: Arrival, parts: ArrivalParts): void {
  const content = createHash("sha256").update(arrival.raw).digest("hex");
  if (!takes(transaction, `${arrival.connector}-sent`, arrival.name, content)) return;
  if (arrival.reading.kind === "unreadable" || parts.directory.sameMail(transaction, content)) return;
  const { mail } = arrival.reading;
  const scopes = scopesWrittenTo(transaction, mail, parts.directory);
  const [only, ...others] = scopes;
  const scope = only !== undefined && others.length === 0 ? only : "workspace";
  const id = opaqueId("m", transaction.entropy);
  const event = transaction.append({
    ...origin(arrival.connector, scope, id),
    type: "mail.sent",
    label: ownerLabel(scope),
    data: { mail: id, raw: parts.blobs.keep(transaction, scope, arrival.raw, scopes), byHand: true },
    private: {
      ...wordsOf(mail, content),
      attachments: keptAttachments(mail, (bytes) => parts.blobs.keep(transaction, scope, bytes, scopes)),
    },
    theirs: scopes,
  });
  parts.directory.answeredByHand(transaction, threadIdsOf(mail), event);
}

/** The clients to whom the owner wrote it. */
export function scopesWrittenTo(transaction: Transaction, mail: ParsedMail, directory: Directory): readonly string[] {
  const recipients = [...mail.to, ...mail.cc].map((one) => one.address);
  const contacts = directory.contacts(transaction, recipients);
  return [...new Set([...contacts.values()].flatMap((contact) => contact.scopes))];
}

/** Notes what lay there before the workspace was connected: it is the past, and wakes nobody. */
export function notePast(transaction: Transaction, connector: string, name: string): void {
  transaction.run("INSERT INTO taken (connector, name, content) VALUES (?, ?, '') ON CONFLICT DO NOTHING", [
    connector,
    markOf(name),
  ]);
}

/** Whether that was noted before. */
export function isPast(reader: MarkReader, connector: string, name: string): boolean {
  const sql = "SELECT 1 FROM taken WHERE connector = ? AND name IN (?, ?)";
  return reader.get(sql, [connector, markOf(name), name]) !== undefined;
}

/** What a file is recognised by: its name may be a person's, and outlive them here. */
function markOf(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}

/** Whether this file was taken over before, by name and bytes; a name used again for other bytes is a new message. */
function takes(transaction: Transaction, connector: string, name: string, content: string): boolean {
  // Of earlier versions the name itself stands there.
  const known = transaction.get<{ content: string }>(
    "SELECT content FROM taken WHERE connector = ? AND name IN (?, ?)",
    [connector, markOf(name), name],
  );
  if (known && (known.content === content || known.content === "")) return false;
  transaction.run(
    "INSERT INTO taken (connector, name, content) VALUES (?, ?, ?) ON CONFLICT(connector, name) DO UPDATE SET content = excluded.content",
    [connector, markOf(name), content],
  );
  return true;
}

function keptAttachments(mail: ParsedMail, keep: (bytes: Buffer) => string) {
  return mail.attachments.map(({ name, type, size, sha256, bytes }) => ({
    name,
    type,
    size,
    sha256,
    blob: keep(bytes),
  }));
}

/** The words of a mail, as its event keeps them. */
export function wordsOf(mail: ParsedMail, content: string): Plain {
  const written =
    mail.written.length > MOST_WRITTEN ? `${mail.written.slice(0, MOST_WRITTEN).toWellFormed()} …` : mail.written;
  return {
    messageId: mail.messageId,
    content,
    from: mail.from.map(({ name, address }) => ({ name, address })),
    to: mail.to.map((one) => one.address),
    cc: mail.cc.map((one) => one.address),
    subject: mail.subject,
    written,
    signature: mail.signature.slice(0, 1000).toWellFormed(),
    sentAt: mail.sentAt,
    references: threadIdsOf(mail),
  };
}

function threadIdsOf(mail: ParsedMail): string[] {
  return [...new Set([...mail.references, ...mail.inReplyTo])];
}

export function origin(connector: string, scope: string, id: string) {
  return { actor: `connector:${connector}`, scope, subject: `mail:${id}` };
}
