/**
 * An older mail becomes memory here: what the owner has asked for, of the time before the workspace. It is filed as a mail of now
 * would be, and only with clients; whatever is a stranger's, unclear, or a forgotten client's is left out. No agent wakes on it.
 * Its words are kept, not its bytes: nothing is ever done with it but finding it again, and it lies in the mailbox.
 * Before: past.ts of a mail connector. After: memory/episodes.ts.
 */
import { createHash } from "node:crypto";
import { outsideLabel, ownerLabel } from "../../kernel/label.ts";
import type { Transaction } from "../../kernel/writer.ts";
import { opaqueId } from "../../lib/id.ts";
import type { PastWanted } from "../connector.ts";
import { mailAddresses } from "./address.ts";
import { type ArrivalParts, isPast, notePast, origin, scopesWrittenTo, whose, wordsOf } from "./arrival.ts";
import { fieldOf, fieldsOf, type HeaderField, parseDate, splitLetter } from "./header.ts";
import type { MailReading, ParsedMail } from "./mail.ts";
import { parseAddresses } from "./mime.ts";
import { headPrint, letterPrint } from "./print.ts";

/** What others wrote, or the owner: by where it lies, never by what it says of itself. */
export type Direction = "in" | "out";

export interface OlderLetter {
  readonly direction: Direction;
  readonly raw: Buffer;
  readonly reading: MailReading;
  /** When it came to lie there, ms UTC. */
  readonly arrivedAt: number | null;
}

export interface PastParts {
  readonly arrival: ArrivalParts;
  /** Whether a client of the owner's is known by one of these addresses: whose mail isn't is not even fetched. */
  readonly knows: (addresses: readonly string[]) => boolean;
}

/** `known`: it was taken or remembered before, or is ours. */
export type Remembered = "kept" | "known" | "left-out";

const CONNECTOR = "mail";
/** The connector's marks of what it has taken, whichever way it went. */
const TAKEN = ["mail", "mail-sent"] as const;
const DAY_MS = 86_400_000;

/** Records one older mail, if it is a client's and was never taken. */
export function rememberMail(
  transaction: Transaction,
  { direction, raw, reading, arrivedAt }: OlderLetter,
  arrival: ArrivalParts,
): Remembered {
  if (reading.kind === "unreadable") return "left-out";
  const { mail } = reading;
  const { directory } = arrival;
  const content = createHash("sha256").update(raw).digest("hex");
  const prints = [letterPrint(raw), headPrint(raw)].filter((print) => print !== null);
  if (prints.some((print) => isTaken(transaction, print))) return "known";
  if (mail.messageId !== null && directory.ours(transaction, mail.messageId)) return "known";
  if (directory.wasForgotten(transaction, named(mail))) return "left-out";
  const label = labelOf(transaction, direction, mail, arrival);
  if (!label) return "left-out";
  const [scope = ""] = label.scopes;
  if (mail.messageId !== null && directory.isOnRecord(transaction, scope, mail.messageId)) return "known";
  const id = opaqueId("m", transaction.entropy);
  transaction.append({
    ...origin(CONNECTOR, scope, id),
    type: "mail.remembered",
    label,
    data: { mail: id, direction, sentAt: sentAt(mail.sentAt, arrivedAt) },
    private: {
      ...wordsOf(mail, content),
      attachments: mail.attachments.map(({ name, type, size }) => ({ name, type, size })),
    },
  });
  // Wherever it turns up later, it is past: a mail of now wakes somebody.
  for (const print of prints) notePast(transaction, direction === "in" ? TAKEN[0] : TAKEN[1], print);
  return "kept";
}

/** Whether a mail with this print was taken or remembered. */
export function isTaken(reader: Parameters<typeof isPast>[0], print: string): boolean {
  return TAKEN.some((connector) => isPast(reader, connector, print));
}

/** Whether it is worth being read whole, by its header: is it of the time that was asked for, and with a client? */
export async function isWanted(
  fields: readonly HeaderField[],
  { direction, arrivedAt }: Pick<OlderLetter, "direction" | "arrivedAt">,
  wanted: PastWanted,
  knows: PastParts["knows"],
): Promise<"yes" | "stranger" | "other-time"> {
  const at = sentAt(parseDate(fieldOf(fields, "date")), arrivedAt);
  if (at === null || at < wanted.since || (wanted.before !== null && at >= wanted.before)) return "other-time";
  const names = direction === "in" ? ["from"] : ["to", "cc"];
  const values = names.flatMap((name) => fieldsOf(fields, name));
  const addresses = mailAddresses((await Promise.all(values.map(parseAddresses))).flat());
  return knows(addresses.map(({ address }) => address)) ? "yes" : "stranger";
}

/** The header's fields; none where it has no header. */
export function fieldsIn(raw: Buffer): readonly HeaderField[] {
  return splitLetter(raw)?.fields ?? [];
}

/** Whose it is; null: nobody's for certain whom the owner has made a client. */
function labelOf(transaction: Transaction, direction: Direction, mail: ParsedMail, arrival: ArrivalParts) {
  const { directory } = arrival;
  if (direction === "out") {
    const [only, ...others] = scopesWrittenTo(transaction, mail, directory);
    if (only === undefined || others.length > 0 || !directory.isServed(transaction, only)) return null;
    return ownerLabel(only);
  }
  const { scope, why, marks } = whose(transaction, mail, arrival).resolved;
  if (why === "bounce" || !directory.isServed(transaction, scope)) return null;
  return outsideLabel(scope, marks);
}

function named(mail: ParsedMail): string[] {
  return [...mail.from, ...mail.replyTo, ...mail.to, ...mail.cc].map(({ address }) => address);
}

/** When it was written: as its sender says, unless that lies behind its coming; null: nobody knows. */
function sentAt(said: number | null, arrivedAt: number | null): number | null {
  return said === null || (arrivedAt !== null && said > arrivedAt + DAY_MS) ? arrivedAt : said;
}
