/**
 * A letter that answers a mail on record: who may get it, what it looks like on the card, and what leaves.
 * Shared by the actions that can send one (mail-answer.ts, owner-ask.ts).
 */
import type { Leaving, View } from "../kernel/action.ts";
import type { CardFile, CardLetter, CardRow } from "../kernel/card.ts";
import type { InvoiceDocument } from "../lib/invoice-document.ts";
import { sizeWords } from "../lib/size.ts";
import { type Client, clients, clientTitle, mergedScope } from "../records/client.ts";
import { addressesOf, type ContactKind, contacts, scopesOf } from "../records/contact.ts";
import { type Mail, type MailWords, mails } from "../records/mail.ts";

/** Makes an answer's Message-ID from its idempotency key, so that it can be looked up and bounces find their way. */
export type MessageIdFor = (key: string) => string;

export interface Answered {
  readonly mail: Mail;
  readonly words: MailWords;
  readonly scope: string;
  readonly client: Client | undefined;
  /** Scopes that were put together with this one: their words are this client's words. */
  readonly merged: readonly string[];
}

const NO_CLIENTS: ReadonlySet<ContactKind> = new Set(["supplier", "accountant", "authority", "private", "ignore"]);

/** The mail to be answered, with its words; or why not. */
export function answeredMail(view: View, mailId: string, scope: string): Answered | string {
  const mail = view.records.get(mails, mailId);
  if (!mail) return "There is no such mail on record.";
  const words = view.privateAt(mail.seq) as unknown as MailWords | null;
  if (!words?.from) return "The words of that mail were forgotten.";
  const own = mergedScope(view.records, mail.scope);
  if (own !== mergedScope(view.records, scope)) return "That mail belongs to another client.";
  const merged = view.records
    .find(clients, "merged_into IS NOT NULL ORDER BY id")
    .map((client) => client.id)
    .filter((id) => mergedScope(view.records, id) === own);
  return { mail, words, scope: own, client: view.records.get(clients, own), merged };
}

export interface Letter {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** What leaves, how the card shows it, and whether every address is on record for this client; or why it may not leave. */
export function letterFor(
  view: View,
  answered: Answered,
  letter: Letter,
  key: string,
  messageIdFor: MessageIdFor,
): { shown: CardLetter; leaving: Leaving; addressesKnown: boolean } | string {
  let addressesKnown = true;
  for (const address of [...letter.to, ...letter.cc]) {
    const contact = view.records.get(contacts, address.toLowerCase());
    // Who was sorted as no client belongs to nobody: an answer to them touches no client's walls.
    if (contact && NO_CLIENTS.has(contact.kind)) continue;
    const scopes = contact ? scopesOf(view.records, contact) : [];
    if (scopes.length > 0 && !scopes.includes(answered.scope)) {
      const other = clientTitle(view.records.get(clients, scopes[0] ?? ""));
      return `${address} belongs to ${other}. An answer goes to contacts of the same client only.`;
    }
    if (scopes.length === 0) addressesKnown = false;
  }
  const { messageId, references } = answered.words;
  const reference = messageIdFor(key);
  return {
    shown: {
      to: letter.to.map((address) => named(view, address)).join(", "),
      ...(letter.cc.length > 0 ? { cc: letter.cc.map((address) => named(view, address)).join(", ") } : {}),
      subject: letter.subject,
      text: letter.text,
      attachments: [],
    },
    leaving: {
      connector: "mail",
      operation: "send",
      reference,
      payload: { ...letter, messageId: reference, inReplyTo: messageId, references: [...references] },
    },
    addressesKnown,
  };
}

/** The new words that are answered, as the card quotes them. */
export function quoteOf(words: MailWords): { from: string; text: string } {
  const [sender] = words.from;
  return { from: sender?.name || sender?.address || "unknown sender", text: words.written.trim() || "(no text)" };
}

/** Who says to have written, with the address. */
export function senderOf(words: MailWords): string {
  const senders = words.from.map(({ name, address }) => (name ? `${name} <${address}>` : address));
  return senders.join(", ") || "nobody is named";
}

/** What came with the message, as a row of the card: `offer.pdf (120 KB)`. */
export function attachedRows(words: MailWords): CardRow[] {
  const names = words.attachments.map((one) => `${one.name || "a file without a name"} (${sizeWords(one.size)})`);
  return names.length > 0 ? [{ label: "Attached", after: names.join(", ") }] : [];
}

/** What came with the message, to be opened from the card. */
export function attachedFiles(words: MailWords): { files?: readonly CardFile[] } {
  const files = words.attachments.map(({ name, type, size, blob }) => ({
    name: name || "a file without a name",
    type,
    size,
    blob,
  }));
  return files.length > 0 ? { files } : {};
}

/** A file that goes with a letter. What is drawn at sending is bound by what it is drawn from. */
export type Attachment =
  | {
      readonly kind: "kept";
      readonly name: string;
      readonly type: string;
      readonly size: number;
      readonly blob: string;
    }
  | { readonly kind: "invoice"; readonly name: string; readonly document: InvoiceDocument }
  | { readonly kind: "text"; readonly name: string; readonly type: string; readonly text: string };

export interface NewLetter {
  /** Left out: the client's first confirmed contact. */
  readonly to?: readonly string[];
  readonly cc?: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly attachments?: readonly Attachment[];
  /** How an attachment is called on the card, where its name is not known before it leaves. */
  readonly attachmentNames?: readonly string[];
  /** The Message-ID it follows; left out, it begins a thread. */
  readonly inReplyTo?: string;
}

/**
 * A letter to a client that answers no mail: what leaves, how the card shows it, and whether every address is on record; or
 * why it may not leave. `key`: the effect's, from `prepare`.
 */
export function newLetter(
  view: View,
  scope: string,
  letter: NewLetter,
  key: string,
  messageIdFor: MessageIdFor,
): { shown: CardLetter; leaving: Leaving; addressesKnown: boolean; to: readonly string[] } | string {
  const own = mergedScope(view.records, scope);
  const client = view.records.get(clients, own);
  if (!client) return "There is no such client on record.";
  const first = addressesOf(view.records, own).find((contact) => contact.state === "confirmed");
  const to = letter.to ?? (first ? [first.address] : []);
  if (to.length === 0) return `There is no confirmed address of ${clientTitle(client)} to write to.`;
  let addressesKnown = true;
  for (const address of [...to, ...(letter.cc ?? [])]) {
    const contact = view.records.get(contacts, address.toLowerCase());
    const scopes = contact ? scopesOf(view.records, contact) : [];
    if (scopes.length > 0 && !scopes.includes(own))
      return `${address} belongs to ${clientTitle(view.records.get(clients, scopes[0] ?? ""))}, not to ${clientTitle(client)}.`;
    if (scopes.length === 0 || contact?.state !== "confirmed") addressesKnown = false;
  }
  const reference = messageIdFor(key);
  const attachments = letter.attachments ?? [];
  const cc = letter.cc ?? [];
  return {
    to,
    shown: {
      to: to.map((address) => named(view, address)).join(", "),
      ...(cc.length > 0 ? { cc: cc.map((address) => named(view, address)).join(", ") } : {}),
      subject: letter.subject,
      text: letter.text,
      attachments: letter.attachmentNames ?? attachments.map(attachmentWords),
    },
    leaving: {
      connector: "mail",
      operation: "send",
      reference,
      payload: {
        to: [...to],
        cc: [...cc],
        subject: letter.subject,
        text: letter.text,
        messageId: reference,
        inReplyTo: letter.inReplyTo ?? null,
        references: letter.inReplyTo ? [letter.inReplyTo] : [],
        ...(attachments.length > 0 ? { attachments: attachments.map((one) => ({ ...one })) } : {}),
      },
    },
    addressesKnown,
  };
}

function attachmentWords(attachment: Attachment): string {
  return attachment.kind === "kept" ? `${attachment.name} (${sizeWords(attachment.size)})` : attachment.name;
}

function named(view: View, address: string): string {
  const name = view.records.get(contacts, address.toLowerCase())?.name;
  return name && name !== address ? `${name} <${address}>` : address;
}
