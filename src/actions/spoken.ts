/**
 * What a client's message proves about the work: who said it, how clearly, and which deliverable it can only be about. Read
 * from the records, never from what an agent claims.
 * Before: feedback-record.ts, milestone-close.ts, and agent/read-work.ts.
 */

import { effects } from "../kernel/effect.ts";
import type { Plain } from "../kernel/event.ts";
import type { Records } from "../kernel/fold.ts";
import { localDate } from "../lib/zone.ts";
import { mergedScope } from "../records/client.ts";
import { contacts, scopesOf } from "../records/contact.ts";
import type { Deliverable } from "../records/deliverable.ts";
import { type Mail, type MailWords, mails } from "../records/mail.ts";

/** What may stand beside a yes without taking anything back from it. */
const BESIDE_A_YES: readonly string[] = ["approval", "thanks", "scheduling"];

export interface Spoken {
  readonly mail: Mail;
  readonly words: MailWords;
  /** Every sender is a confirmed contact of this very client. */
  readonly confirmed: boolean;
  /** A yes, and nothing that could take it back. */
  readonly approves: boolean;
  /** A wish for a change, and no yes. */
  readonly wantsChange: boolean;
  /** It is about a date, too. */
  readonly schedules: boolean;
}

/** What the mail proves in this client's scope; `null`: it isn't theirs, or its words were forgotten. */
export function spokenIn(
  records: Records,
  privateAt: (seq: number) => Plain | null,
  mailId: string,
  client: string,
): Spoken | null {
  const mail = records.get(mails, mailId);
  // What failed authentication, or could be two clients', was filed with nobody: it proves nothing here (connectors/mail/scope.ts).
  if (mail?.direction !== "in" || mergedScope(records, mail.scope) !== client) return null;
  const words = privateAt(mail.seq) as MailWords | null;
  if (!words?.from) return null;
  const classes = mail.classes.split(" ").filter(Boolean);
  return {
    mail,
    words,
    confirmed: words.from.length > 0 && words.from.every(({ address }) => isConfirmed(records, address, client)),
    approves: classes.includes("approval") && classes.every((name) => BESIDE_A_YES.includes(name)),
    wantsChange: classes.includes("change") && !classes.includes("approval"),
    schedules: classes.includes("scheduling"),
  };
}

function isConfirmed(records: Records, address: string, client: string): boolean {
  const contact = records.get(contacts, address.toLowerCase());
  return contact?.state === "confirmed" && scopesOf(records, contact).includes(client);
}

/**
 * Which of the deliverables that wait for an answer the mail may be about. It answers the letter of one: that one. It answers
 * some other letter, was written before anything was sent, or may say yes to a date: none. Else: all of them.
 */
export function meantBy(
  records: Records,
  spoken: Spoken,
  waiting: readonly Deliverable[],
  zone: string,
): Deliverable[] {
  const day = localDate(spoken.mail.at, zone);
  const then = waiting.filter((one) => one.sent_on !== null && one.sent_on <= day);
  const answered = then.filter((one) => answersLetter(spoken, [one]));
  if (answered.length > 0) return answered;
  return spoken.schedules || spoken.words.references.some((id) => isOurs(records, id)) ? [] : then;
}

/** Whether the mail answers the letter with which one of these went out. */
export function answersLetter({ words }: Spoken, deliverables: readonly Deliverable[]): boolean {
  return deliverables.some(({ letter }) => letter !== null && words.references.includes(letter));
}

/** A letter of the house, or one the owner wrote by hand. */
function isOurs(records: Records, messageId: string): boolean {
  return (
    records.find(effects, "reference = ? LIMIT 1", [messageId]).length > 0 ||
    records.find(mails, "message_id = ? AND direction = 'out' LIMIT 1", [messageId]).length > 0
  );
}
