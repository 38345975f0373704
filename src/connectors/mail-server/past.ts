/**
 * Older mail of one mailbox, read on request: by the day first, then by headers alone, and whole only what is a client's. What
 * lies in the named folders and among the sent mail from before the moment of connecting, oldest first, a bounded part a look.
 * Before: connector.ts, once `poll` has nothing. After: mail/remember.ts.
 */
import type { FetchMessageObject, ImapFlow, MailboxObject } from "imapflow";
import type { PastRead, PastWanted, Report } from "../connector.ts";
import { MAIL_LIMITS, parseMail } from "../mail/parse.ts";
import { leaveOut, movePast, type PastStep, pastPlace } from "../mail/past-place.ts";
import { headPrint, PRINTED } from "../mail/print.ts";
import { type Direction, fieldsIn, isTaken, isWanted, type PastParts, rememberMail } from "../mail/remember.ts";
import type { MarkReader } from "../marks.ts";
import type { Folder, Intake } from "./intake.ts";
import type { Mailbox, Turn } from "./mailbox.ts";
import type { Place } from "./place.ts";
import { type Budget, type FoundMail, fetchMail, search, timeOf } from "./reading.ts";

export interface PastMailParts extends PastParts {
  readonly marks: MarkReader;
  readonly mailbox: Mailbox;
  /** Knows the folders, and how far they are read live. */
  readonly intake: Intake;
}

const DAY_MS = 86_400_000;
/** So many headers a look. */
const MOST_HEADS = 500;
const HEAD_FIELDS = [...PRINTED, "cc"];

/** What a look has found so far: everything up to the next mail that is to be read whole. */
type Step = PastStep & { readonly mail: (FoundMail & { readonly at: number | null }) | null };

export class PastMail {
  readonly #parts: PastMailParts;
  /** What was asked of the server lies there, by folder: asked once, and not for every look. */
  readonly #listed = new Map<string, { readonly of: string; readonly uids: readonly number[] }>();

  constructor(parts: PastMailParts) {
    this.#parts = parts;
  }

  /** Looks once, into the first folder in which something is left. */
  async read(wanted: PastWanted, budget: Budget): Promise<PastRead> {
    const { mailbox, intake, marks } = this.#parts;
    return await mailbox.use(async (turn) => {
      let done = true;
      for (const folder of intake.foldersOf(turn)) {
        if (pastPlace(marks, wanted.request, intake.keyOf(folder))?.done) continue;
        done = false;
        const steps = await this.#look(turn, folder, wanted, budget);
        const reports = await Promise.all(steps.map((step) => this.#report(folder, wanted, step)));
        if (reports.length > 0) return { reports, done };
      }
      return { reports: [], done };
    });
  }

  async #look({ client }: Turn, folder: Folder, wanted: PastWanted, budget: Budget): Promise<Step[]> {
    const { intake, marks } = this.#parts;
    const key = intake.keyOf(folder);
    const live = intake.placeOf(folder);
    const box = await client.mailboxOpen(folder.path, { readOnly: true });
    const validity = String(box.uidValidity);
    // Live mail goes first: what is numbered anew is told apart by it.
    if (!live || live.again !== null || live.validity !== validity) return [];
    const stands = pastPlace(marks, wanted.request, key);
    const isSame = stands?.at.startsWith(`${validity}:`) === true;
    const next = isSame ? Number(stands.at.slice(validity.length + 1)) : 1;
    const uids = (await this.#uids(client, key, box, live, wanted)).filter((uid) => uid >= next);
    const looked = isSame ? stands.looked : 0;
    const walk = new Walk({ validity, from: isSame ? stands.at : null, next, total: looked + uids.length });
    return await this.#walk(client, { folder, live, uids, walk, wanted, budget });
  }

  /** Everything that may be of that time: a mail comes after it was written, by the server's days, which may be another zone's. */
  async #uids(
    client: ImapFlow,
    key: string,
    box: MailboxObject,
    live: Place,
    { request, since }: PastWanted,
  ): Promise<readonly number[]> {
    const of = `${request} ${box.uidValidity}`;
    const known = this.#listed.get(key);
    if (known?.of === of) return known.uids;
    const isEmpty = live.past === null || live.next <= 1;
    const query = { uid: `1:${live.next - 1}`, since: new Date(since - DAY_MS) };
    const uids = isEmpty ? [] : await search(client, query);
    this.#listed.set(key, { of, uids });
    return uids;
  }

  async #walk(
    client: ImapFlow,
    about: {
      readonly folder: Folder;
      readonly live: Place;
      readonly uids: readonly number[];
      readonly walk: Walk;
      readonly wanted: PastWanted;
      readonly budget: Budget;
    },
  ): Promise<Step[]> {
    const { folder, live, uids, walk, wanted, budget } = about;
    const chosen = uids.slice(0, MOST_HEADS);
    const query = { uid: true, size: true, internalDate: true, headers: HEAD_FIELDS };
    const listed = chosen.length > 0 ? await client.fetchAll(chosen.join(","), query, { uid: true }) : [];
    const described = new Map(listed.map((one) => [one.uid, one]));
    for (const uid of chosen) {
      const head = described.get(uid);
      const verdict = head ? await this.#judge(head, folder, live, wanted) : "passed";
      if (verdict !== "yes") {
        walk.pass(uid, verdict === "left-out");
        continue;
      }
      if (budget.mails <= 0 || budget.bytes <= 0) return walk.end(false);
      let mail: FoundMail | null;
      try {
        mail = await fetchMail(client, uid, head?.size ?? 0);
      } catch (error) {
        if (walk.isAtStart) throw error;
        return walk.end(false); // what was read before it broke is kept; the trouble is told with the next look
      }
      budget.mails -= 1;
      budget.bytes -= mail?.raw.length ?? 0;
      if (mail) walk.take(uid, { ...mail, at: head ? timeOf(head) : null });
      else walk.pass(uid, false);
    }
    return walk.end(chosen.length === uids.length);
  }

  async #judge(
    head: FetchMessageObject,
    folder: Folder,
    live: Place,
    wanted: PastWanted,
  ): Promise<"yes" | "left-out" | "passed"> {
    const at = timeOf(head);
    const raw = head.headers;
    // What came after connecting is no past, and is taken by who looks for news.
    if (at === null || live.past === null || at > live.past || !raw) return "passed";
    const print = headPrint(raw);
    if (print !== null && isTaken(this.#parts.marks, print)) return "passed";
    const about = { direction: directionOf(folder), arrivedAt: at };
    const found = await isWanted(fieldsIn(raw), about, wanted, this.#parts.knows);
    if (found === "other-time") return "passed";
    return found === "stranger" || (head.size ?? 0) > MAIL_LIMITS.bytes ? "left-out" : "yes";
  }

  async #report(folder: Folder, { request }: PastWanted, { mail, ...step }: Step): Promise<Report> {
    const { intake, arrival } = this.#parts;
    const key = intake.keyOf(folder);
    const reading = mail && (await parseMail(mail.raw));
    const trustedServer = this.#parts.mailbox.trusted;
    return {
      record: (transaction) => {
        if (!movePast(transaction, request, key, step) || !mail || !reading) return;
        const older = { direction: directionOf(folder), raw: mail.raw, reading, arrivedAt: mail.at };
        if (rememberMail(transaction, older, { ...arrival, trustedServer }) === "left-out")
          leaveOut(transaction, request, key);
      },
    };
  }
}

/** One walk through numbers, lowest first: what is passed by is one step with the mail that comes next. */
class Walk {
  readonly #steps: Step[] = [];
  readonly #validity: string;
  readonly #total: number;
  #from: string | null;
  #next: number;
  #looked = 0;
  #left = 0;

  constructor({ validity, from, next, total }: { validity: string; from: string | null; next: number; total: number }) {
    this.#validity = validity;
    this.#from = from;
    this.#next = next;
    this.#total = total;
  }

  get isAtStart(): boolean {
    return this.#steps.length === 0 && this.#looked === 0;
  }

  pass(uid: number, isLeftOut: boolean): void {
    this.#next = uid + 1;
    this.#looked += 1;
    if (isLeftOut) this.#left += 1;
  }

  take(uid: number, mail: NonNullable<Step["mail"]>): void {
    this.pass(uid, false);
    this.#step(mail, false);
  }

  /** `done`: there is nothing behind. */
  end(done: boolean): Step[] {
    if (done || this.#looked > 0) this.#step(null, done);
    return this.#steps;
  }

  #step(mail: Step["mail"], done: boolean): void {
    const to = `${this.#validity}:${this.#next}`;
    this.#steps.push({
      ...{ from: this.#from, to, looked: this.#looked, left: this.#left },
      ...{ total: this.#total, done, mail },
    });
    [this.#from, this.#looked, this.#left] = [to, 0, 0];
  }
}

function directionOf({ kind }: Folder): Direction {
  return kind === "sent" ? "out" : "in";
}
