/**
 * The mail folder as a connector: what lies in `new/` has just arrived, what is approved is delivered to `sent/`.
 * The same contract holds for IMAP and SMTP (mail-server/).
 */
import { accessSync, constants, existsSync } from "node:fs";
import { join } from "node:path";
import type { Delivery, Found, Receipt } from "../../kernel/delivery.ts";
import type { Clock } from "../../lib/clock.ts";
import { messageOf } from "../../lib/errors.ts";
import type { Connector, Health, PastRead, PastWanted, Report } from "../connector.ts";
import { type ArrivalParts, isPast, notePast, recordArrival, recordOwnMail } from "../mail/arrival.ts";
import { type Letter, type LetterParts, letterBytes } from "../mail/letter.ts";
import { parseMail } from "../mail/parse.ts";
import type { PastParts } from "../mail/remember.ts";
import type { MarkReader } from "../marks.ts";
import { MailFolder } from "./maildir.ts";
import { PastFiles } from "./past.ts";

/** How many messages one poll reads: memory stays small, and the rest comes with the next. */
const MOST_PER_POLL = 32;

export class MailFolderConnector implements Connector {
  readonly name = "mail";
  readonly version = 1;
  readonly operations: readonly string[] = ["send"];
  readonly #root: string;
  readonly #folder: MailFolder;
  readonly #clock: Clock;
  readonly #letters: LetterParts;
  readonly #arrival: ArrivalParts;
  readonly #refused = new Map<string, string>();
  /** What was looked at in this process, so that `sent/` isn't read again at every poll; the truth stands in `taken`. */
  readonly #knownSent = new Set<string>();
  /** Of the last poll: what has rested since is left to the next one. */
  #isSettling = false;

  readonly #past: PastFiles;

  constructor(
    parts: PastParts & {
      root: string;
      clock: Clock;
      letters: LetterParts;
      marks: MarkReader;
      has: (content: string) => boolean;
    },
  ) {
    this.#root = parts.root;
    this.#folder = new MailFolder({ root: parts.root });
    this.#clock = parts.clock;
    this.#letters = parts.letters;
    this.#arrival = parts.arrival;
    this.#past = new PastFiles({ ...parts, folder: this.#folder });
  }

  /** What lies in `sent/` before the first start is the past. */
  async open(): Promise<readonly Report[]> {
    await this.#folder.ensure().catch((error: unknown) => {
      throw new Error(
        `The mail folder ${this.#root} can't be made (${messageOf(error)}). Move away what stands there.`,
      );
    });
    const { own } = await this.#folder.listSent({ now: this.#clock.now() });
    return [
      {
        record: (transaction) => {
          if (isPast(transaction, this.name, "begun")) return;
          notePast(transaction, this.name, "begun");
          for (const sent of own) notePast(transaction, `${this.name}-sent`, sent.identity);
        },
      },
    ];
  }

  async check(): Promise<Health> {
    if (!existsSync(this.#root))
      return { ok: true, says: `Mail will be a folder, ${this.#root}: it is made at the first start.` };
    try {
      for (const folder of ["new", "cur", "sent"])
        accessSync(join(this.#root, folder), constants.R_OK | constants.W_OK);
    } catch (error) {
      return {
        ok: false,
        says: `The mail folder ${this.#root} can't be used: ${messageOf(error)}. Make it readable and writable.`,
      };
    }
    const listed = await this.#folder.listNew({ now: this.#clock.now() });
    const [refused] = [...listed.refused.map(({ name, why }) => [name, why] as const), ...this.#refused];
    if (refused) return { ok: false, says: `${join(this.#root, "new", refused[0])} was left alone. ${refused[1]}` };
    return {
      ok: true,
      says: `Mail is a folder: drop messages into ${join(this.#root, "new")}, find answers in ${join(this.#root, "sent")}.`,
    };
  }

  async poll(): Promise<readonly Report[]> {
    const now = this.#clock.now();
    // Never made again here: an empty `sent/` would look as if nothing had ever been sent.
    const missing = ["new", "sent"].map((folder) => join(this.#root, folder)).find((folder) => !existsSync(folder));
    if (missing) throw new Error(`the folder ${missing} is missing. Put it back, or start again to have it made`);
    const reports: Report[] = [];
    const listing = await this.#folder.listNew({ now, limit: MOST_PER_POLL });
    this.#refused.clear();
    for (const { name, why } of listing.refused) this.#refused.set(name, why);
    for (const name of listing.names) {
      const file = await this.#folder.read(name);
      if (file.kind === "refused") this.#refused.set(name, file.why);
      if (file.kind !== "bytes") continue;
      const reading = await parseMail(file.bytes);
      reports.push({
        record: (transaction) =>
          recordArrival(transaction, { connector: this.name, name, raw: file.bytes, reading }, this.#arrival),
        settle: async () => {
          const settled = await this.#folder.settle(name);
          if (settled.kind === "refused") this.#refused.set(name, settled.why);
        },
      });
    }
    const sent = await this.#folder.listSent({ now });
    this.#isSettling = listing.settling.length + sent.settling.length > 0;
    for (const { name, identity } of sent.own) {
      if (this.#knownSent.has(identity)) continue;
      const file = await this.#folder.readSent(name);
      if (file.kind !== "bytes") continue;
      const reading = await parseMail(file.bytes);
      reports.push({
        record: (transaction) =>
          recordOwnMail(transaction, { connector: this.name, name: identity, raw: file.bytes, reading }, this.#arrival),
        settle: async () => void this.#knownSent.add(identity),
      });
    }
    return reports;
  }

  readPast(wanted: PastWanted): Promise<PastRead> {
    return this.#past.read(wanted);
  }

  unsettled(): boolean {
    return this.#isSettling || this.#past.isSettling;
  }

  watch(onChange: () => void): { close(): void } {
    return this.#folder.watch(onChange);
  }

  async perform(delivery: Delivery): Promise<Receipt> {
    const letter = delivery.payload as Letter;
    let bytes: Buffer;
    try {
      bytes = await letterBytes(letter, delivery.at, this.#letters);
    } catch (error) {
      return { kind: "hard", why: messageOf(error) };
    }
    try {
      await this.#folder.deliver(letter.messageId, bytes);
      return { kind: "done" };
    } catch (error) {
      return {
        kind: "soft",
        failure: "unreachable",
        why: `The mail could not be put into ${join(this.#root, "sent")}: ${messageOf(error)}`,
      };
    }
  }

  async lookup(delivery: Delivery): Promise<Found> {
    const found = await this.#folder.findSent(delivery.reference ?? "");
    if (found.kind === "sent") return { kind: "found" };
    return found.kind === "not-sent" ? { kind: "absent" } : { kind: "unknown", why: found.why };
  }
}
