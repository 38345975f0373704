/**
 * The key file: one JSON line a key, added at its end; and a line that says a key was destroyed, which outranks every other
 * of its scope and kind. It is written anew only to destroy a key, and then whole or not at all.
 * Before: keys.ts and backups. After: the file system.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import type { KeyKind } from "./event.ts";

/**
 * `key`: base64. `destroyed`: ms UTC. `known`: marks of the addresses they were known by, which tell them again and can't be read:
 * blinded under the house's own key.
 */
export type KeyLine =
  | { readonly scope: string; readonly kind: KeyKind; readonly key: string }
  | { readonly scope: string; readonly kind: KeyKind; readonly destroyed: number; readonly known?: readonly string[] };

/** Called before and after whatever a crash could fall between. */
export type KeyProbe = (point: string) => void;

/** Makes the file and its name durable before anything is sealed. */
export function beginKeyFile(path: string): void {
  for (const [target, flags] of [
    [path, "a"],
    [dirname(path), "r"],
  ] as const)
    durable(target, flags);
}

/** The lines of a key file's text; a damaged one throws, with advice. What stands behind the last line end is not read. */
export function readKeyLines(text: string, path: string): KeyLine[] {
  return text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => readLine(line, path));
}

/** Reads a whole key file. */
export function readKeyFile(path: string): KeyLine[] {
  return readKeyLines(readFileSync(path, "utf8"), path);
}

/** What holds once destroyed keys are left out: at most one line for each scope and kind. The first key of several stays. */
export function standingLines(lines: readonly KeyLine[]): KeyLine[] {
  const standing = new Map<string, KeyLine>();
  for (const line of lines) {
    const name = `${line.kind} ${line.scope}`;
    const known = standing.get(name);
    if (!known || ("destroyed" in line && !("destroyed" in known))) standing.set(name, line);
  }
  return [...standing.values()];
}

/**
 * Writes the file anew, for its owner's eyes only: beside it first, then in its place by one rename. The bytes it replaces are
 * overwritten where nobody else holds them.
 */
export function writeKeyFile(path: string, lines: readonly KeyLine[], probe: KeyProbe = () => undefined): void {
  const aside = `${path}.new`;
  probe("before writing");
  writeFileSync(aside, lines.map((line) => `${JSON.stringify(line)}\n`).join(""), { mode: 0o600 });
  durable(aside, "r+");
  probe("before rename");
  const old = existsSync(path) ? openSync(path, "r+") : null;
  try {
    renameSync(aside, path);
    probe("after rename");
    durable(dirname(path), "r");
    if (old !== null) overwrite(old);
  } finally {
    if (old !== null) closeSync(old);
  }
  probe("after writing");
}

/** A copy that hangs on the same bytes elsewhere is somebody's own affair. */
function overwrite(file: number): void {
  const { size, nlink } = fstatSync(file);
  if (nlink > 0) return;
  writeSync(file, Buffer.alloc(size), 0, size, 0);
  fsyncSync(file);
}

function durable(path: string, flags: string): void {
  const file = openSync(path, flags, 0o600);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function readLine(line: string, path: string): KeyLine {
  try {
    const { scope, kind, key, destroyed, known } = JSON.parse(line) as Record<string, unknown>;
    if (typeof scope === "string" && (kind === "personal" || kind === "books")) {
      if (typeof key === "string") return { scope, kind, key };
      if (typeof destroyed === "number")
        return { scope, kind, destroyed, ...(Array.isArray(known) ? { known: known.map(String) } : {}) };
    }
  } catch {
    // told below
  }
  throw new Error(`The key file ${path} has a damaged line. Put the newest copy from your backup in its place.`);
}
