/**
 * Mail as files in `new/`, `cur/` and `sent/`: what arrives is dropped into `new/`, what leaves lies in `sent/`.
 * Nothing is ever deleted or overwritten here, and a file that somebody is still writing is left alone.
 * Before: a person or a mail program puts files down. After: the connector records them, then settles them.
 */
import { createHash, hash } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { lstat, mkdir, open, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../lib/clock.ts";
import { codeOf, exists, moveAside, reason, syncFolder } from "./files.ts";
import { watchFolders } from "./watch.ts";

export interface FolderListing {
  /** Ready to be read, sorted by name. */
  readonly names: readonly string[];
  /** Still being written: look again in a moment. */
  readonly settling: readonly string[];
  /** Neither files nor readable, with the reason in words for the owner. */
  readonly refused: readonly { readonly name: string; readonly why: string }[];
}

export type FileReading =
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  | { readonly kind: "gone" }
  | { readonly kind: "refused"; readonly why: string };

export type Settled =
  | { readonly kind: "settled"; readonly name: string }
  | { readonly kind: "gone" }
  | { readonly kind: "refused"; readonly why: string };

export type Delivered = { readonly kind: "delivered" | "already"; readonly name: string };

export type SentAnswer =
  | { readonly kind: "sent"; readonly name: string; readonly bytes: Buffer }
  | { readonly kind: "not-sent" }
  | { readonly kind: "unknown"; readonly why: string };

/** A file the owner put into `sent/`. */
export interface OwnSent {
  readonly name: string;
  /** The same for the same file, also after its flags changed; opaque. */
  readonly identity: string;
}

type Folder = "new" | PastFolder;
/** Where older mail lies. */
export type PastFolder = "cur" | "sent";

export interface PastFile {
  readonly name: string;
  /** The same whatever flags it gets; tells no name. */
  readonly mark: string;
  /** Ms UTC. */
  readonly changedAt: number;
}

interface Listed {
  readonly files: ReadonlyArray<{ readonly name: string; readonly stats: Stats }>;
  readonly settling: readonly string[];
  readonly refused: ReadonlyArray<{ readonly name: string; readonly why: string }>;
}

/** How long a file must have rested before it counts as written, where nothing else tells. */
export const REST_MS = 200;
const EMPTY_REST_MS = 2000;
const MAX_BYTES = 100 * 1024 * 1024;
/** Names that editors, browsers and copying tools give to what is not done. */
const UNFINISHED = /^\.|^#.*#$|~$|\.(?:tmp|temp|part|partial|filepart|crdownload|download|swp|swx|lock|bak)$/i;

export class MailFolder {
  readonly #root: string;
  readonly #maxBytes: number;
  #drafts = 0;
  readonly #listed = new Map<string, { readonly changedAt: number; readonly listed: Listed }>();

  /** `root` is the `mail` folder. A file of more than `maxBytes` (100 MB) is refused unread. */
  constructor({ root, maxBytes = MAX_BYTES }: { readonly root: string; readonly maxBytes?: number }) {
    this.#root = root;
    this.#maxBytes = maxBytes;
  }

  /** Makes the four folders where they are missing. Throws when the home can't be written. */
  async ensure(): Promise<void> {
    for (const folder of ["new", "cur", "sent", "tmp"]) await mkdir(this.#at(folder), { recursive: true, mode: 0o700 });
  }

  /** What has just arrived. `now` in ms UTC; at most `limit` names. */
  async listNew({
    now,
    limit = Number.POSITIVE_INFINITY,
  }: {
    readonly now: number;
    readonly limit?: number;
  }): Promise<FolderListing> {
    const { files, settling, refused } = await this.#list("new", now, { limit });
    return { names: files.map(({ name }) => name), settling, refused };
  }

  /** The bytes of a file in `new/`. Links are not followed. */
  async read(name: string): Promise<FileReading> {
    return await this.#read("new", name);
  }

  /** The bytes of a file in `sent/`. */
  async readSent(name: string): Promise<FileReading> {
    return await this.#read("sent", name);
  }

  /** Moves a taken message from `new/` to `cur/`, marked as seen. Doing it twice is doing it once; nothing is overwritten. */
  async settle(name: string): Promise<Settled> {
    if (!isPlainName(name)) return { kind: "refused", why: `"${name}" is no file name.` };
    const [base, flags] = splitFlags(name);
    for (let copy = 0; copy < 1000; copy++) {
      const target = `${base}${copy === 0 ? "" : `.${copy}`}:2,${flags}`;
      const moved = await moveAside(this.#at("new", name), this.#at("cur", target));
      if (moved === "moved") {
        await syncFolder(this.#at("cur"));
        return { kind: "settled", name: target };
      }
      if (moved === "missing")
        return (await exists(this.#at("cur", target))) ? { kind: "settled", name: target } : { kind: "gone" };
      if (moved !== "taken") return { kind: "refused", why: `"${name}" could not be moved to cur: ${moved.why}.` };
    }
    return { kind: "refused", why: `A thousand messages in cur are already named "${base}".` };
  }

  /** Puts a mail of ours into `sent/`, whole and flushed to disk, or finds it there. The name comes from the message id. */
  async deliver(messageId: string, bytes: Buffer): Promise<Delivered> {
    const name = sentName(messageId);
    if (await exists(this.#at("sent", name))) return { kind: "already", name };
    const draft = await this.#writeDraft(name, bytes);
    const moved = await moveAside(draft, this.#at("sent", name));
    if (moved === "missing" && !(await exists(this.#at("sent", name))))
      throw new Error(`${draft}: vanished while it was being delivered`);
    if (typeof moved === "object") throw new Error(`${this.#at("sent", name)}: could not be written: ${moved.why}`);
    if (moved === "taken") await unlink(draft);
    await syncFolder(this.#at("sent"));
    return { kind: moved === "taken" ? "already" : "delivered", name };
  }

  /** Whether a mail of ours was delivered: conclusive unless the folder itself can't be read. */
  async findSent(messageId: string): Promise<SentAnswer> {
    const name = sentName(messageId);
    const reading = await this.#read("sent", name);
    if (reading.kind === "bytes") return { kind: "sent", name, bytes: reading.bytes };
    if (reading.kind === "refused") return { kind: "unknown", why: reading.why };
    return (await exists(this.#at("sent")))
      ? { kind: "not-sent" }
      : { kind: "unknown", why: "The sent folder is missing." };
  }

  /** What lies in `sent/` that this class didn't deliver. `now` in ms UTC. */
  async listSent({
    now,
  }: {
    readonly now: number;
  }): Promise<{ readonly own: readonly OwnSent[]; readonly settling: readonly string[] }> {
    const { files, settling } = await this.#list("sent", now, { pass: isOwners });
    return { own: files.map(({ name, stats }) => ({ name, identity: identityOf(name, stats) })), settling };
  }

  /** What lies in `cur/`, or what the owner put into `sent/`, in the order of their marks. `now` in ms UTC. */
  async listPast(
    folder: PastFolder,
    { now }: { readonly now: number },
  ): Promise<{ readonly files: readonly PastFile[]; readonly settling: readonly string[] }> {
    const { files, settling } = await this.#list(folder, now, folder === "sent" ? { pass: isOwners } : {});
    const marked = files.map(({ name, stats }) => {
      const mark = hash("sha256", splitFlags(name)[0], "hex").slice(0, 32);
      return { name, mark, changedAt: Math.floor(stats.mtimeMs) };
    });
    return { files: marked.sort((one, other) => (one.mark < other.mark ? -1 : 1)), settling };
  }

  /** The bytes of a file in one of these. */
  async readPast(folder: PastFolder, name: string): Promise<FileReading> {
    return await this.#read(folder, name);
  }

  /** Calls back when `new/` or `sent/` may have changed, and every `pollMs` besides. Returns what stops it. */
  watch(onChange: () => void, { pollMs = 5000 }: { readonly pollMs?: number } = {}): { close(): void } {
    return watchFolders([this.#at("new"), this.#at("sent")], onChange, { pollMs, againMs: REST_MS + 50 });
  }

  /** Writes and flushes a file of its own in `tmp/`: never one that a crash left behind, which may be a sent mail's second name. */
  async #writeDraft(name: string, bytes: Buffer): Promise<string> {
    for (;;) {
      const draft = this.#at("tmp", `${name}.${process.pid}.${this.#drafts++}`);
      const file = await open(draft, "wx", 0o600).catch((error: unknown) => {
        if (codeOf(error) === "EEXIST") return null;
        throw error;
      });
      if (!file) continue;
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      return draft;
    }
  }

  /** What lies in a folder; where nothing has changed there since it was last looked through, the same as then. */
  async #list(
    folder: Folder,
    now: number,
    { limit = Number.POSITIVE_INFINITY, pass = () => true }: { limit?: number; pass?: (name: string) => boolean },
  ): Promise<Listed> {
    const changed = await lstat(this.#at(folder)).catch(() => null);
    const known = this.#listed.get(folder);
    if (known && changed && known.changedAt === changed.mtimeMs) return known.listed;
    this.#listed.delete(folder);
    const listed = await this.#lookThrough(folder, now, limit, pass);
    // Files bear the machine's time, whatever clock the house goes by. A folder that changed a moment ago may change again and show the same time; what is still being written grows unseen.
    const isRested = changed !== null && systemClock.now() - changed.mtimeMs > REST_MS;
    if (isRested && listed.settling.length === 0 && listed.files.length < limit)
      this.#listed.set(folder, { changedAt: changed.mtimeMs, listed });
    return listed;
  }

  async #lookThrough(folder: Folder, now: number, limit: number, pass: (name: string) => boolean): Promise<Listed> {
    const files: { name: string; stats: Stats }[] = [];
    const settling: string[] = [];
    const refused: { name: string; why: string }[] = [];
    let names: string[];
    try {
      names = (await readdir(this.#at(folder))).filter((name) => !UNFINISHED.test(name) && pass(name)).sort();
    } catch (error) {
      return {
        files,
        settling,
        refused: [{ name: folder, why: `The folder ${folder} can't be read: ${reason(error)}.` }],
      };
    }
    for (const name of names) {
      if (files.length >= limit) break;
      const stats = await lstat(this.#at(folder, name)).catch(() => null);
      if (!stats || stats.isDirectory()) continue;
      if (stats.isSymbolicLink())
        refused.push({ name, why: "It is a link, and links are not followed. Copy the file itself here." });
      else if (!stats.isFile()) refused.push({ name, why: "It is no ordinary file." });
      else if (isSettling(stats, now)) settling.push(name);
      else files.push({ name, stats });
    }
    return { files, settling, refused };
  }

  async #read(folder: Folder, name: string): Promise<FileReading> {
    if (!isPlainName(name)) return { kind: "refused", why: `"${name}" is no file name.` };
    try {
      const file = await open(this.#at(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      try {
        const stats = await file.stat();
        if (!stats.isFile()) return { kind: "refused", why: "It is no ordinary file." };
        if (stats.size > this.#maxBytes)
          return { kind: "refused", why: `It is larger than ${Math.floor(this.#maxBytes / 1024 / 1024)} MB.` };
        return { kind: "bytes", bytes: await file.readFile() };
      } finally {
        await file.close();
      }
    } catch (error) {
      if (codeOf(error) === "ENOENT") return { kind: "gone" };
      if (codeOf(error) === "ELOOP")
        return { kind: "refused", why: "It is a link, and links are not followed. Copy the file itself here." };
      return { kind: "refused", why: `It can't be read: ${reason(error)}.` };
    }
  }

  #at(...steps: string[]): string {
    return join(this.#root, ...steps);
  }
}

const OURS = /^atelier-[\da-f]{40}\.eml$/;

function isOwners(name: string): boolean {
  return !OURS.test(name);
}

function sentName(messageId: string): string {
  return `atelier-${createHash("sha256").update(messageId).digest("hex").slice(0, 40)}.eml`;
}

/**
 * Whether somebody may still be writing. While a file is written, its content and its record change together; a record that
 * changed later means it was moved here or finished. A time ahead of `now` tells nothing and counts as rested.
 */
function isSettling(stats: Stats, now: number): boolean {
  const age = now - stats.mtimeMs;
  if (stats.size === 0) return age >= 0 && age < EMPTY_REST_MS;
  return stats.ctimeMs <= stats.mtimeMs && age >= -REST_MS && age < REST_MS;
}

function identityOf(name: string, stats: Stats): string {
  return createHash("sha256")
    .update(`${splitFlags(name)[0]}\0${stats.size}\0${Math.floor(stats.mtimeMs)}`)
    .digest("hex")
    .slice(0, 32);
}

/** Name and flags of a Maildir file, the flags with "seen" among them. */
function splitFlags(name: string): [base: string, flags: string] {
  const [, base = name, flags = ""] = /^(.+?):2,([A-Za-z]*)$/.exec(name) ?? [];
  return [base, [...new Set([...flags, "S"])].sort().join("")];
}

function isPlainName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !/[/\\\0]/.test(name);
}
