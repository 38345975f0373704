/**
 * What has come into one mailbox becomes reports: what others wrote, from the folders that were named; what the owner sent from
 * any device, from the folder of sent mail. What was taken before is recognised wherever it lies now.
 * Before: connector.ts polls. After: mail/arrival.ts records.
 */
import type { Transaction } from "../../kernel/writer.ts";
import { sizeWords } from "../../lib/size.ts";
import type { Report } from "../connector.ts";
import { type ArrivalParts, isPast, notePast, recordArrival, recordOwnMail } from "../mail/arrival.ts";
import { cleanLine } from "../mail/clean.ts";
import { fieldOf, splitLetter } from "../mail/header.ts";
import type { MailReading } from "../mail/mail.ts";
import { MAIL_LIMITS, parseMail } from "../mail/parse.ts";
import { headPrint, letterPrint } from "../mail/print.ts";
import type { MarkReader } from "../marks.ts";
import { ServiceError } from "../service-error.ts";
import type { Mailbox, Turn } from "./mailbox.ts";
import { moveOn, type Place, placeIn } from "./place.ts";
import { type Budget, type FoundMail, lookInto, type Step } from "./reading.ts";
import { imapTrouble } from "./trouble.ts";

const CONNECTOR = "mail";
const TAKEN = { inbox: "mail", sent: "mail-sent" } as const;

export interface IntakeParts {
  readonly arrival: ArrivalParts;
  readonly marks: MarkReader;
}

export interface Folder {
  readonly path: string;
  readonly kind: "inbox" | "sent";
}

/** What a mailbox gave, and what kept it from giving all. */
export interface Taken {
  readonly reports: readonly Report[];
  readonly trouble: unknown;
}

interface Failed {
  readonly folder: Folder;
  readonly trouble: ServiceError;
}

export class Intake {
  readonly mailbox: Mailbox;
  readonly #parts: IntakeParts;
  readonly #arrival: ArrivalParts;
  /** From which number on a folder is to be looked at again, because something there was never taken. */
  readonly #again = new Map<string, number>();

  constructor(mailbox: Mailbox, parts: IntakeParts) {
    this.mailbox = mailbox;
    this.#parts = parts;
    this.#arrival = { ...parts.arrival, trustedServer: mailbox.trusted };
  }

  /**
   * All that is new. A folder that can't be read keeps no other from being read; what a server can't do on one connection (the
   * folder was repaired under it, say) it may do on the next.
   */
  async take(budget: Budget): Promise<Taken> {
    const first = await this.#takeFromAll(null, budget);
    if (first.failed.length === 0) return first;
    const second = await this.#takeFromAll(first.failed, budget);
    const [left] = second.failed;
    return {
      reports: [...first.reports, ...second.reports],
      trouble: first.trouble ?? second.trouble ?? left?.trouble ?? null,
    };
  }

  async #takeFromAll(only: readonly Failed[] | null, budget: Budget): Promise<Taken & { failed: readonly Failed[] }> {
    let taken: Report[] = [];
    let trouble: unknown = null;
    let failed: Failed[] = [];
    try {
      await this.mailbox.use(async (turn) => {
        [taken, failed, trouble] = [[], [], null]; // of a connection that broke meanwhile
        for (const folder of only?.map((one) => one.folder) ?? this.foldersOf(turn)) {
          try {
            taken.push(...(await this.#takeFrom(turn, folder, budget)));
          } catch (error) {
            if (!turn.client.usable) throw error;
            const why = await this.#folderTrouble(turn, folder.path, error);
            if (why.trouble === "refused" || why.trouble === "limited") trouble ??= why;
            else failed.push({ folder, trouble: why });
          }
        }
        if (failed.length > 0) this.mailbox.drop();
      });
    } catch (error) {
      trouble = error;
    }
    return { reports: taken, trouble, failed };
  }

  /** The named folders, and the one of sent mail. */
  foldersOf({ sent }: Turn): Folder[] {
    const named = this.mailbox.imap.folders.filter((path) => path !== sent);
    return [
      ...(sent === null ? [] : [{ path: sent, kind: "sent" as const }]),
      ...named.map((path): Folder => ({ path, kind: "inbox" })),
    ];
  }

  /** Whether a mail was taken, by the print of its header. */
  isKnown(print: string): boolean {
    const { marks } = this.#parts;
    return isPast(marks, TAKEN.inbox, print) || isPast(marks, TAKEN.sent, print);
  }

  /** Where a folder was left off; null: it was not begun with. */
  placeOf(folder: Folder): Place | null {
    return placeIn(this.#parts.marks, CONNECTOR, this.keyOf(folder));
  }

  /** Has a folder looked at again from this number on, with the next poll. */
  lookAgain(folder: Folder, from: number): void {
    this.#again.set(this.keyOf(folder), from);
  }

  /** What a folder is called in marks. */
  keyOf({ path }: Folder): string {
    return `${this.mailbox.name}/${path}`;
  }

  async #takeFrom({ client }: Turn, folder: Folder, budget: Budget): Promise<Report[]> {
    const stands = this.placeOf(folder);
    const from = this.#again.get(this.keyOf(folder));
    const place =
      stands && from !== undefined ? { ...stands, next: from, again: stands.again ?? stands.next - 1 } : stands;
    const isKnown = (print: string) => this.isKnown(print);
    const takesOld = folder.kind === "sent";
    const steps = await lookInto({ client, folder: folder.path, place, budget, isKnown, takesOld });
    this.#again.delete(this.keyOf(folder));
    const reports: Report[] = [];
    let before = stands;
    for (const step of steps) {
      reports.push(await this.#report(folder, before, step));
      before = step.to;
    }
    return reports;
  }

  /** A folder that isn't there is the owner's to name anew; anything else is as it is. */
  async #folderTrouble({ client }: Turn, path: string, error: unknown): Promise<ServiceError> {
    const listed = await client.list({ listOnly: true }).catch(() => null);
    const there = listed?.filter((folder) => !folder.flags.has("\\Noselect")).map((folder) => folder.path);
    if (!there || there.includes(path)) return imapTrouble(error, this.mailbox.imap);
    return new ServiceError("refused", missingWords(path, there));
  }

  async #report(folder: Folder, from: Place | null, { to, mail }: Step): Promise<Report> {
    const key = this.keyOf(folder);
    const reading = mail && (await readMail(mail, folder.path));
    return {
      record: (transaction) => {
        if (!moveOn(transaction, CONNECTOR, key, { from, to })) return;
        if (mail && reading) this.#record(transaction, folder, mail, reading);
      },
    };
  }

  #record(transaction: Transaction, { kind }: Folder, { raw, tooLarge }: FoundMail, reading: MailReading): void {
    const { directory, own } = this.#arrival;
    const id = reading.kind === "mail" ? reading.mail.messageId : null;
    const head = headPrint(raw);
    if (head !== null) notePast(transaction, TAKEN[kind], head);
    if (id !== null && kind === "sent" && directory.ours(transaction, id)) {
      directory.foundSent(transaction, id);
      return;
    }
    const print = letterPrint(tooLarge === null ? raw : Buffer.concat([raw, Buffer.from(`\n${tooLarge}`)]));
    if (isPast(transaction, TAKEN.inbox, print) || isPast(transaction, TAKEN.sent, print)) return;
    // A mail of ours that lies in a folder that is read: the owner moved it there, or we wrote to the owner.
    const isOwn = reading.kind === "mail" && reading.mail.from.every(({ address }) => own.includes(address));
    if (id !== null && isOwn && directory.ours(transaction, id)) return;
    const arrival = { connector: CONNECTOR, name: print, raw, reading };
    if (kind === "sent") recordOwnMail(transaction, arrival, this.#arrival);
    else recordArrival(transaction, arrival, this.#arrival);
  }
}

/** What is too large is not fetched: the owner is told where it lies. */
async function readMail({ raw, tooLarge }: FoundMail, folder: string): Promise<MailReading> {
  if (tooLarge === null) return await parseMail(raw);
  const fields = splitLetter(raw)?.fields ?? [];
  const from = cleanLine(fieldOf(fields, "from"), 200) || "somebody";
  const subject = cleanLine(fieldOf(fields, "subject"), 200) || "no subject";
  const most = sizeWords(MAIL_LIMITS.bytes);
  const why = `It has ${sizeWords(tooLarge)}, and I read ${most} at most. It lies in “${folder}”: “${subject}”, from ${from}.`;
  return { kind: "unreadable", why };
}

/** `There is no folder “X”; there are …` */
export function missingWords(path: string, there: readonly string[]): string {
  const some = there.slice(0, 20).join(", ");
  const more = there.length > 20 ? " and others" : "";
  return `There is no folder “${path}” in the mailbox; there are ${some}${more}. Change “folders” or “sent” in MAIL_IMAP_URL.`;
}
