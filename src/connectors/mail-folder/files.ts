/**
 * Small steps on files that must not go wrong: moving without overwriting, flushing a folder, saying why something failed.
 * Before: maildir.ts decides what goes where. After: the disk.
 */
import { constants } from "node:fs";
import { link, lstat, open, rename, unlink } from "node:fs/promises";

/** Moves without overwriting: a second name, then the first taken away; where links are impossible, a rename after a look. */
export async function moveAside(from: string, to: string): Promise<"moved" | "taken" | "missing" | { why: string }> {
  try {
    await link(from, to);
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") return "missing";
    if (code === "EEXIST") {
      // Cut off between the two steps once: both names are the same file.
      if (!(await sameFile(from, to))) return "taken";
    } else if (
      code === "EPERM" ||
      code === "ENOTSUP" ||
      code === "EOPNOTSUPP" ||
      code === "ENOSYS" ||
      code === "EMLINK"
    ) {
      if (await exists(to)) return "taken";
      return await rename(from, to).then(
        () => "moved" as const,
        (failure: unknown) => ({ why: reason(failure) }),
      );
    } else return { why: reason(error) };
  }
  return await unlink(from).then(
    () => "moved" as const,
    (failure: unknown) => (codeOf(failure) === "ENOENT" ? ("moved" as const) : { why: reason(failure) }),
  );
}

async function sameFile(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([lstat(a).catch(() => null), lstat(b).catch(() => null)]);
  return one !== null && other !== null && one.ino === other.ino && one.dev === other.dev;
}

export async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}

/** Makes a new name durable: the folder is flushed too. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EPERM: "not permitted",
  ENOSPC: "the disk is full",
  EROFS: "the disk is read-only",
  ENOENT: "it is missing",
  EMFILE: "too many open files",
  ENAMETOOLONG: "its name is too long",
};

export function reason(error: unknown): string {
  return REASONS[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
}
