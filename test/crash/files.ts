/**
 * The disk as a crash leaves it: steps on files become crash points, and a home is copied exactly as it lies there.
 * What was written is in the copy, synced or not: a killed process loses nothing that the system has taken.
 */
import fs, {
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  type PathLike,
  readdirSync,
  utimesSync,
} from "node:fs";
import files from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";

/** The point at which half a line stands in the key file. */
export const TORN_KEY = "while a key is written";
/** A dead process's locks and shared memory die with it. */
const DIES_WITH_THE_PROCESS = /-shm$|^leader\.lock/;

/** Copies a home; two names of one file stay two names of one file. */
export function copyHome(from: string, to: string): void {
  const copied = new Map<number, string>();
  walk(from, to);

  function walk(source: string, target: string): void {
    mkdirSync(target, { recursive: true });
    for (const name of readdirSync(source)) {
      if (DIES_WITH_THE_PROCESS.test(name)) continue;
      const here = join(source, name);
      const there = join(target, name);
      const stats = lstatSync(here);
      const twin = copied.get(stats.ino);
      if (stats.isDirectory()) walk(here, there);
      else if (twin) linkSync(twin, there);
      else {
        copyFileSync(here, there);
        utimesSync(there, stats.atime, stats.mtime);
        copied.set(stats.ino, there);
      }
    }
  }
}

/**
 * Makes every change to mail files and to the key file below `home` a step: `onStep` is called before each, and after the
 * writing of a key. Nothing is replaced: each call goes on to the system. Answers what takes the hooks away.
 */
export function traceFiles(home: string, onStep: (name: string) => void): () => void {
  const { link, unlink, rename, open } = files;
  const { openSync, writeSync, fsyncSync } = fs;
  const keyFiles = new Set<number>();
  const inMail = (path: unknown) => String(path).startsWith(join(home, "mail"));
  const step = (name: string, path: unknown) => inMail(path) && onStep(`before ${name} in ${folderOf(home, path)}`);

  files.link = (from, to) => {
    step("link", to);
    return link(from, to);
  };
  files.unlink = (path) => {
    step("unlink", path);
    return unlink(path);
  };
  files.rename = (from, to) => {
    step("rename", to);
    return rename(from, to);
  };
  files.open = async (path, flags, mode) => {
    const writes = flags === "wx" && inMail(path);
    if (writes) step("draft", path);
    const file = await open(path, flags, mode);
    if (writes) onStep("after an empty draft");
    return file;
  };
  fs.openSync = (path: PathLike, flags, mode) => {
    const isKeys = flags === "a" && String(path) === join(home, "keys.jsonl");
    if (isKeys) onStep("before the key file is opened");
    const file = openSync(path, flags, mode);
    if (isKeys) keyFiles.add(file);
    return file;
  };
  fs.writeSync = ((file: number, ...rest: [string]) => {
    if (keyFiles.has(file)) onStep(TORN_KEY);
    return writeSync(file, ...rest);
  }) as typeof fs.writeSync;
  fs.fsyncSync = (file) => {
    if (keyFiles.delete(file)) onStep("after a key is written");
    fsyncSync(file);
  };
  syncBuiltinESMExports();
  return () => {
    Object.assign(files, { link, unlink, rename, open });
    Object.assign(fs, { openSync, writeSync, fsyncSync });
    syncBuiltinESMExports();
  };
}

/** The names in a folder, or none where it isn't there yet. */
export function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

function folderOf(home: string, path: unknown): string {
  return (
    String(path)
      .slice(join(home, "mail").length + 1)
      .split("/")[0] ?? ""
  );
}
