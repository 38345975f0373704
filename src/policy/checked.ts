/**
 * What was found sound is remembered by its content: parsing and validating the rules take a good part of a process's start, and
 * depend on nothing but their texts and the schema. What was refused is never remembered; decisions go by the texts themselves.
 * Before: load.ts, which asks here first. After: nothing; the folder may be deleted at any time.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
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
    const kept = JSON.parse(readFileSync(join(folder, NAME), "utf8")) as Partial<Checked> & { key?: string };
    return kept.key === key && kept.rules && kept.warnings ? { rules: kept.rules, warnings: kept.warnings } : null;
  } catch {
    return null;
  }
}

/** Keeps it, whole or not at all; a folder that can't be written costs only time. */
export function rememberChecked(folder: string, key: string, checked: Checked): void {
  try {
    mkdirSync(folder, { recursive: true });
    const aside = join(folder, `${NAME}.${process.pid}`);
    writeFileSync(aside, JSON.stringify({ key, ...checked }));
    renameSync(aside, join(folder, NAME));
  } catch {
    // the next start checks again
  }
}

/** The last that were sound: another set of rules takes its place. */
const NAME = "rules.json";
