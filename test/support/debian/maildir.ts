/**
 * One account's mail as it lies on the disk (Maildir, with a folder's name after a dot): what a delivery agent puts there, and what a
 * mail program would show.
 * Before: mail.ts, outside.ts. After: Dovecot, which notices by itself.
 */
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** Whom the servers run as. */
export interface Keeper {
  readonly uid: number;
  readonly gid: number;
}

export class Maildir {
  readonly #path: string;
  readonly #keeper: Keeper | null;
  #put = 0;

  /** `keeper`: null where they run as whoever runs the test. */
  constructor(path: string, keeper: Keeper | null) {
    this.#path = path;
    this.#keeper = keeper;
  }

  /** Delivers a message; with a `name`, or a time at which it came, it has lain there for long, and was read. */
  put(
    folder: string,
    raw: string | Buffer,
    { name, at: cameAt }: { readonly name?: string; readonly at?: Date } = {},
  ): void {
    const at = this.#at(folder);
    for (const part of ["cur", "new", "tmp"]) this.#make(join(at, part));
    const called = name ?? this.#uniqueName();
    writeFileSync(join(at, "tmp", called), raw);
    if (cameAt) utimesSync(join(at, "tmp", called), cameAt, cameAt);
    this.#give(join(at, "tmp", called));
    const isOld = name !== undefined || cameAt !== undefined;
    renameSync(join(at, "tmp", called), isOld ? join(at, "cur", `${called}:2,S`) : join(at, "new", called));
  }

  /** What lies in a folder, in the order in which it came, with the ends of lines that a mail program sees. */
  all(folder: string): string[] {
    return ["new", "cur"]
      .map((part) => join(this.#at(folder), part))
      .filter((part) => existsSync(part))
      .flatMap((part) => readdirSync(part).map((name) => ({ name, at: join(part, name) })))
      .sort((a, b) => microsOf(a.name) - microsOf(b.name))
      .map(({ at }) => readFileSync(at, "utf8").replace(/\r?\n/g, "\r\n"));
  }

  #at(folder: string): string {
    return folder === "INBOX" ? this.#path : join(this.#path, `.${folder}`);
  }

  /** As Dovecot names files: seconds and microseconds come first, and later ones are greater. */
  #uniqueName(): string {
    const ms = Date.now();
    const micros = (ms % 1000) * 1000 + (this.#put++ % 1000);
    return `${Math.floor(ms / 1000)}.M${micros}P${process.pid}Q${this.#put}.vale`;
  }

  #make(folder: string): void {
    if (existsSync(folder)) return;
    this.#make(dirname(folder));
    mkdirSync(folder);
    this.#give(folder);
  }

  #give(path: string): void {
    if (this.#keeper) chownSync(path, this.#keeper.uid, this.#keeper.gid);
  }
}

/** Microseconds, by the name. */
function microsOf(name: string): number {
  const [, seconds = "0", micros = "0"] = /^(\d+)\.(?:M(\d+))?/.exec(name) ?? [];
  return Number(seconds) * 1_000_000 + Number(micros);
}
