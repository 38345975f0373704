/**
 * Mail over IMAP and SMTP: the second implementation of the connector "mail", in place of the folder. What it performs and what
 * it reports is the same; how far the servers can be believed is said here.
 * Before: outside.ts. After: intake.ts (what came), smtp.ts (what leaves), copies.ts (what lies in Sent).
 */
import type { Delivery, Found, Receipt } from "../../kernel/delivery.ts";
import type { Clock } from "../../lib/clock.ts";
import { messageOf } from "../../lib/errors.ts";
import type { MailConfig } from "../../lib/service-address.ts";
import type { Connector, Difference, Health, PastRead, PastWanted, Report } from "../connector.ts";
import { type Letter, type LetterParts, letterBytes } from "../mail/letter.ts";
import type { PastParts } from "../mail/remember.ts";
import type { MarkReader } from "../marks.ts";
import type { Access } from "../oauth/access.ts";
import { ServiceError } from "../service-error.ts";
import { checkMail } from "./check.ts";
import { untaken } from "./compare.ts";
import { Copies, FILE_COPY, type OnRecord } from "./copies.ts";
import { Intake } from "./intake.ts";
import { Mailbox } from "./mailbox.ts";
import { PastMail } from "./past.ts";
import { freshBudget } from "./reading.ts";
import { filesItself, isInSent } from "./sent.ts";
import { dispatch, type SmtpParts } from "./smtp.ts";

/** `arrival`: whose Authentication-Results count is each mailbox's own matter. */
export interface MailServerParts extends PastParts {
  readonly mail: MailConfig;
  /** What is signed in with where an address has no password. */
  readonly signIn?: Access | null;
  readonly clock: Clock;
  readonly letters: LetterParts;
  readonly marks: MarkReader;
  readonly onRecord: OnRecord;
  /** How long a server may stay silent. */
  readonly patienceMs?: number;
  /** How long to wait before each look into Sent: a server that files by itself does so a moment later. */
  readonly lookAfterMs?: readonly number[];
}

const PATIENCE_MS = 60_000;
const LOOK_AFTER_MS = [0, 1000];
/** Folders in which the server doesn't call are looked into this often. */
const LOOK_MS = 30_000;
/** Longer than this a mail that has left doesn't wait for its copy. */
const COPY_MS = 15_000;

export class MailServerConnector implements Connector {
  readonly name = "mail";
  readonly version = 1;
  readonly operations: readonly string[] = ["send", FILE_COPY];
  readonly #parts: MailServerParts;
  readonly #patienceMs: number;
  readonly #mailboxes: readonly Mailbox[];
  readonly #intakes: readonly Intake[];
  readonly #past: readonly PastMail[];
  readonly #first: Mailbox;
  readonly #copies: Copies;

  constructor(parts: MailServerParts) {
    this.#parts = parts;
    this.#patienceMs = parts.patienceMs ?? PATIENCE_MS;
    const { clock, mail, signIn = null } = parts;
    const [first, ...others] = mail.imap.map(
      (imap) => new Mailbox({ imap, clock, signIn, patienceMs: this.#patienceMs }),
    );
    if (!first) throw new Error("a mail server needs a mailbox");
    this.#first = first;
    this.#mailboxes = [first, ...others];
    this.#intakes = this.#mailboxes.map((mailbox) => new Intake(mailbox, parts));
    this.#past = this.#intakes.map((intake) => new PastMail({ ...parts, mailbox: intake.mailbox, intake }));
    this.#copies = new Copies({ ...parts, mailbox: first });
  }

  /** What lay there before is noted by the first poll that reaches the server. */
  async open(): Promise<readonly Report[]> {
    return [];
  }

  check(): Promise<Health> {
    return checkMail(this.#mailboxes, this.#sending);
  }

  async poll(): Promise<readonly Report[]> {
    const budget = freshBudget();
    const reports: Report[] = [];
    let trouble: unknown = null;
    for (const intake of this.#intakes) {
      const taken = await intake.take(budget);
      reports.push(...taken.reports);
      trouble ??= taken.trouble;
    }
    // Whoever can't be reached for reading isn't asked once more for filing.
    if (!trouble) {
      try {
        reports.push(...(await this.#copies.fileMissing()));
      } catch (error) {
        trouble = error;
      }
    }
    // What was read is handed over first; trouble that lasts is told by the next poll.
    if (trouble && reports.length === 0) throw trouble;
    return reports;
  }

  /** The mailboxes in turn, each to its end. */
  async readPast(wanted: PastWanted): Promise<PastRead> {
    const budget = freshBudget();
    let done = true;
    for (const past of this.#past) {
      const read = await past.read(wanted, budget);
      if (read.reports.length > 0) return { reports: read.reports, done: false };
      done &&= read.done;
    }
    return { reports: [], done };
  }

  watch(onChange: () => void): { close(): void } {
    const watchers = this.#mailboxes.map((mailbox) => mailbox.watch(onChange));
    const timer = setInterval(onChange, LOOK_MS);
    return {
      close: () => {
        clearInterval(timer);
        for (const watcher of watchers) watcher.close();
      },
    };
  }

  async perform(delivery: Delivery): Promise<Receipt> {
    const letter = delivery.payload as Letter;
    const isCopy = delivery.operation === FILE_COPY;
    const sentAt = isCopy ? Number(delivery.payload.sentAt) : delivery.at;
    let bytes: Buffer;
    try {
      bytes = await letterBytes(letter, sentAt, this.#parts.letters);
    } catch (error) {
      return { kind: "hard", why: messageOf(error) };
    }
    if (isCopy) return await this.#fileCopy(letter, bytes);
    // Whatever asks for it a second time: what lies among the sent mail was sent. Nobody to ask is no reason not to send.
    const isThere = await this.#first.use((turn) => isInSent(turn, letter.messageId)).catch(() => false);
    if (isThere) return { kind: "done" };
    const to = [...new Set([...letter.to, ...letter.cc])];
    const mail = { from: this.#parts.letters.from.address, to, bytes };
    const receipt = await dispatch(mail, this.#sending);
    if (receipt.kind === "done") await this.#copyAtOnce(letter, bytes);
    return receipt;
  }

  /** Rejects where the mailbox can't be looked into now. */
  async lookup(delivery: Delivery): Promise<Found> {
    const letter = delivery.payload as Letter;
    let trouble: unknown = null;
    for (const waitMs of this.#parts.lookAfterMs ?? LOOK_AFTER_MS) {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      try {
        trouble = null;
        const found = await this.#first.use((turn) => isInSent(turn, letter.messageId), { now: true });
        if (found) return { kind: "found" };
        // A copy, unlike a mail, can be filed twice and nobody gets it twice.
        if (delivery.operation === FILE_COPY) return { kind: "absent" };
      } catch (error) {
        trouble = error;
      }
    }
    if (trouble) throw trouble;
    const why = "It doesn't lie among the sent mail, which proves nothing: a copy may not have been filed.";
    return { kind: "unknown", why };
  }

  /** Also has looked for mail that should have been taken and wasn't: it comes with the next poll. */
  async reconcile(): Promise<readonly Difference[]> {
    for (const [index, intake] of this.#intakes.entries()) {
      const mailbox = this.#mailboxes[index];
      if (!mailbox) continue;
      for (const { folder, from } of await untaken(mailbox, intake, this.#parts.clock.now())) {
        intake.lookAgain(folder, from);
      }
    }
    return await this.#copies.missing(this.#parts.clock.now());
  }

  async close(): Promise<void> {
    await Promise.all(this.#mailboxes.map((mailbox) => mailbox.close()));
  }

  /** The mail has left, whatever becomes of its copy: what can't be filed now is filed with a later poll. */
  async #copyAtOnce(letter: Letter, bytes: Buffer): Promise<void> {
    const filing = this.#first
      .use(async (turn) => filesItself(turn))
      .then((itself) => (itself ? undefined : this.#copies.file(letter.messageId, bytes)))
      .catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise((resolve) => {
      timer = setTimeout(resolve, COPY_MS);
    });
    await Promise.race([filing, enough]);
    clearTimeout(timer);
  }

  get #sending(): SmtpParts {
    const { mail, signIn = null } = this.#parts;
    return { smtp: mail.smtp, signIn, patienceMs: this.#patienceMs };
  }

  async #fileCopy(letter: Letter, bytes: Buffer): Promise<Receipt> {
    try {
      await this.#copies.file(letter.messageId, bytes);
      return { kind: "done" };
    } catch (error) {
      const why = messageOf(error);
      const trouble = error instanceof ServiceError ? error.trouble : "changed";
      if (trouble === "refused" || trouble === "changed") return { kind: "hard", why };
      return { kind: "soft", failure: trouble === "limited" ? "rate-limited" : "unreachable", why };
    }
  }
}
