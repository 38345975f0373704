/**
 * Older mail of the folder, read on request: what lies in `cur/`, and what the owner put into `sent/`. What was taken live lies
 * there, too, and is on record. The order is that of marks of the names, which is the same after a restart and tells nobody's name.
 * Before: connector.ts, once `poll` has nothing. After: mail/remember.ts.
 */
import { hash } from "node:crypto";
import type { Clock } from "../../lib/clock.ts";
import type { PastRead, PastWanted, Report } from "../connector.ts";
import { parseMail } from "../mail/parse.ts";
import { leaveOut, movePast, type PastStep, pastPlace } from "../mail/past-place.ts";
import { fieldsIn, isWanted, type OlderLetter, type PastParts, rememberMail } from "../mail/remember.ts";
import type { MarkReader } from "../marks.ts";
import type { MailFolder, PastFile, PastFolder } from "./maildir.ts";

export interface PastFilesParts extends PastParts {
  readonly folder: MailFolder;
  /** Whether a mail with these bytes (their sha256) is on record: what was taken live lies here, too, and is not left out. */
  readonly has: (content: string) => boolean;
  readonly marks: MarkReader;
  readonly clock: Clock;
}

/** How many files a look reads, and how many of them become reports: memory stays small, and the rest comes with the next. */
const MOST_READ = 256;
const MOST_TAKEN = 32;
const MOST_BYTES = 32 * 1024 * 1024;
const DIRECTIONS = { cur: "in", sent: "out" } as const;

export class PastFiles {
  readonly #parts: PastFilesParts;
  /** What lies in a folder, for this request: listed once, and not for every look. */
  readonly #listed = new Map<PastFolder, { readonly request: string; readonly files: readonly PastFile[] }>();

  /** Whether the last look was put off because somebody was still writing. */
  isSettling = false;

  constructor(parts: PastFilesParts) {
    this.#parts = parts;
  }

  /** Looks once, into the first folder in which something is left. */
  async read(wanted: PastWanted): Promise<PastRead> {
    for (const folder of ["sent", "cur"] as const) {
      if (pastPlace(this.#parts.marks, wanted.request, folder)?.done) continue;
      return { reports: await this.#look(folder, wanted), done: false };
    }
    return { reports: [], done: true };
  }

  async #look(folder: PastFolder, wanted: PastWanted): Promise<Report[]> {
    const { request } = wanted;
    const files = await this.#files(folder, request);
    if (!files) return []; // somebody is still writing: soon
    const stands = pastPlace(this.#parts.marks, request, folder);
    const left = files.filter(({ mark }) => mark > (stands?.at ?? ""));
    const total = (stands?.looked ?? 0) + left.length;
    const chosen = left.slice(0, MOST_READ);
    const reports: Report[] = [];
    let from = stands?.at ?? null;
    let passed = { to: from ?? "", looked: 0, left: 0 };
    let bytes = 0;
    const step = (older: OlderLetter | null, done = false) => {
      reports.push(this.#report(folder, request, { ...passed, from, total, done }, older));
      from = passed.to;
      passed = { to: from, looked: 0, left: 0 };
    };
    for (const file of chosen) {
      if (reports.length >= MOST_TAKEN || bytes >= MOST_BYTES) break;
      const found = await this.#read(folder, file, wanted);
      passed = { to: file.mark, looked: passed.looked + 1, left: passed.left + (found === "left-out" ? 1 : 0) };
      if (typeof found !== "object") continue;
      bytes += found.raw.length;
      step(found);
    }
    const isAtEnd = (left.at(-1)?.mark ?? from ?? "") === passed.to;
    if (isAtEnd || passed.looked > 0) step(null, isAtEnd);
    return reports;
  }

  /** Null: something is still being written there. */
  async #files(folder: PastFolder, request: string): Promise<readonly PastFile[] | null> {
    const known = this.#listed.get(folder);
    if (known?.request === request) return known.files;
    const { files, settling } = await this.#parts.folder.listPast(folder, { now: this.#parts.clock.now() });
    this.isSettling = settling.length > 0;
    if (this.isSettling) return null;
    this.#listed.set(folder, { request, files });
    return files;
  }

  async #read(
    folder: PastFolder,
    { name, changedAt }: PastFile,
    wanted: PastWanted,
  ): Promise<OlderLetter | "left-out" | "passed"> {
    const file = await this.#parts.folder.readPast(folder, name);
    if (file.kind !== "bytes") return file.kind === "gone" ? "passed" : "left-out";
    const about = { direction: DIRECTIONS[folder], arrivedAt: changedAt };
    const found = await isWanted(fieldsIn(file.bytes), about, wanted, this.#parts.knows);
    if (found === "other-time" || this.#parts.has(hash("sha256", file.bytes, "hex"))) return "passed";
    if (found === "stranger") return "left-out";
    return { ...about, raw: file.bytes, reading: await parseMail(file.bytes) };
  }

  #report(folder: PastFolder, request: string, step: PastStep, older: OlderLetter | null): Report {
    return {
      record: (transaction) => {
        if (!movePast(transaction, request, folder, step) || !older) return;
        if (rememberMail(transaction, older, this.#parts.arrival) === "left-out")
          leaveOut(transaction, request, folder);
      },
    };
  }
}
