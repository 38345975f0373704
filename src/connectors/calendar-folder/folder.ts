/**
 * The files of the calendar folder: which there are, read once as long as they stay the same, and ours written whole or not
 * at all. Before: connector.ts. After: the disk.
 */
import { constants, type Stats } from "node:fs";
import { lstat, mkdir, open, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../lib/clock.ts";
import { codeOf, reason, syncFolder } from "../mail-folder/files.ts";

const MAX_BYTES = 10 * 1024 * 1024;
/** Names that editors and sync tools give to what is not done. */
const UNFINISHED = /^\.|~$|\.(?:tmp|part|crdownload|lock|bak)$/i;

/** Longer than any step in which a disk keeps time. */
const STEP_MS = 100;

export class CalendarFolder {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  async ensure(): Promise<void> {
    await mkdir(this.root, { recursive: true, mode: 0o700 });
  }

  /**
   * Changes whenever a file comes, goes, or is replaced; not when one is written over in place. NaN, which equals nothing, where that
   * was a moment ago: disks keep time in steps, and the next change could show the same.
   */
  async changedAt(): Promise<number> {
    const { mtimeMs } = await lstat(this.root);
    return systemClock.now() - mtimeMs > STEP_MS ? mtimeMs : Number.NaN;
  }

  async names(): Promise<string[]> {
    return (await readdir(this.root))
      .filter((name) => name.toLowerCase().endsWith(".ics") && !UNFINISHED.test(name))
      .sort();
  }

  /** What tells one state of a file from another; `null` where there is no such file. */
  async stateOf(name: string): Promise<string | null> {
    const stats: Stats | null = await lstat(join(this.root, name)).catch(() => null);
    return stats ? `${stats.ino} ${stats.size} ${stats.mtimeMs}` : null;
  }

  /** The text of a file; `null` where it has gone meanwhile. Throws, in words, where it can't be read. Links are not followed. */
  async read(name: string): Promise<string | null> {
    try {
      const file = await open(join(this.root, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      try {
        const stats = await file.stat();
        if (!stats.isFile()) throw new Error("it is no ordinary file");
        if (stats.size > MAX_BYTES) throw new Error("it is larger than 10 MB");
        return await file.readFile("utf8");
      } finally {
        await file.close();
      }
    } catch (error) {
      if (codeOf(error) === "ENOENT") return null;
      if (codeOf(error) === "ELOOP") throw new Error("it is a link, and links are not followed");
      throw new Error(reason(error));
    }
  }

  /** Writes a file of ours over the one before. What a crash leaves is the old one, or the new one. */
  async write(name: string, text: string): Promise<void> {
    const draft = join(this.root, `.${name}.${process.pid}.tmp`);
    const file = await open(draft, "w", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, join(this.root, name));
    await syncFolder(this.root);
  }
}
