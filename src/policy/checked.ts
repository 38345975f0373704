/**
 * What was found sound is remembered by its content: parsing and validating the rules take a good part of a process's start, and
 * depend on nothing but their texts and the schema. What was refused is never remembered; decisions go by the texts themselves.
 * Before: load.ts, which asks here first. After: nothing; the folder may be deleted at any time.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LoadedRule } from "./load.ts";
import type { PolicyProblem } from "./problem.ts";

export interface Checked {
  readonly rules: readonly LoadedRule[];
  readonly warnings: readonly PolicyProblem[];
}

/** What is remembered under `key` (a sha256 in hex); `null` where there is nothing that can be read. */
export function recallChecked(folder: string, key: string): Checked | null {
  try {
    const kept = JSON.parse(readFileSync(join(folder, nameOf(key)), "utf8")) as Partial<Checked> & { key?: string };
    return kept.key === key && kept.rules && kept.warnings ? { rules: kept.rules, warnings: kept.warnings } : null;
  } catch {
    return null;
  }
}

/** Keeps it, whole or not at all; a folder that can't be written costs only time. */
export function rememberChecked(folder: string, key: string, checked: Checked): void {
  try {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, nameOf(key));
    const aside = `${path}.${process.pid}`;
    writeFileSync(aside, JSON.stringify({ key, ...checked }));
    renameSync(aside, path);
    dropOldest(folder);
  } catch {
    // the next start checks again
  }
}

/** So many sets are remembered: those of homes that share an installation, and the last few edits. */
const MOST_KEPT = 8;

function nameOf(key: string): string {
  return `rules-${key.slice(0, 16)}.json`;
}

function dropOldest(folder: string): void {
  const kept = readdirSync(folder)
    .filter((name) => /^rules-[\da-f]{16}\.json$/.test(name))
    .map((name) => ({ path: join(folder, name), at: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { path } of kept.slice(MOST_KEPT)) rmSync(path, { force: true });
}
