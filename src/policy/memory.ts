/**
 * How much is remembered and given: policies/memory.yaml becomes MemoryRules. A folder without the file has the defaults.
 * Before: the owner's editor. After: memory/recall.ts, summary.ts and notes.ts, which are handed these values.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readYaml, type YamlAnswer, type YamlFile } from "./yaml.ts";

const NAME = "memory.yaml";

const memorySchema = z.strictObject(
  {
    fidelity: z.enum(["summaries-first", "episodes"], "summaries-first or episodes").default("summaries-first"),
    /** Of a prompt, for one recall. */
    budgetTokens: whole(100, 100_000).default(2000),
    episodes: whole(0, 200).default(12),
    notesDays: whole(1, 3650).default(14),
    summaryWords: whole(40, 1000).default(160),
    /** Months, the present one first, that have no summary. */
    wholeMonths: whole(0, 120).default(1),
    /** Owner's time. */
    summariesHour: whole(0, 23).default(3),
    summariesPerDay: whole(0, 100_000).default(200),
  },
  "settings, one a line: budgetTokens: 2000",
);

export type MemoryRules = z.output<typeof memorySchema>;

/** Reads policies/memory.yaml; what is left out has its default. */
export function readMemoryRules(place: Omit<YamlFile, "name">): YamlAnswer<MemoryRules> {
  if (!existsSync(join(place.folder, NAME))) return { ok: true, value: memorySchema.parse({}), lines: {} };
  return readYaml({ ...place, name: NAME }, memorySchema, () => Object.keys(memorySchema.shape));
}

function whole(least: number, most: number) {
  const expected = `a whole number from ${least} to ${most}`;
  return z.int(expected).min(least, expected).max(most, expected);
}
