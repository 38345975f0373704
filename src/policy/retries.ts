/**
 * How often, and how patiently, what failed softly is tried again. policies/retries.yaml becomes RetryRules.
 * Before: the owner's editor. After: kernel/outbox.ts, which asks nextRetry. An effect whose outcome is unknown never
 * comes here: it is looked up or asked about.
 */
import { z } from "zod";
import { didYouMean } from "../lib/nearest.ts";
import { PolicyError, type PolicyProblem } from "./problem.ts";
import { readYaml, type YamlAnswer, type YamlFile } from "./yaml.ts";

export interface RetryRule {
  /** How often it is tried in all, the first time included. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** Names of the failures that pass by themselves; every other one becomes a card at once. */
  readonly soft: readonly string[];
}

/** By `connector.operation`; `default` stands for all that have no entry. */
export type RetryRules = ReadonlyMap<string, RetryRule>;

const unitMs = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

const duration = z
  .string(`a time such as "30 seconds" or "2 hours"`)
  .regex(/^\d{1,6} (second|minute|hour|day)s?$/, `a time such as "30 seconds" or "2 hours"`)
  .transform((text) => {
    const [count = "0", unit = "seconds"] = text.split(" ");
    return Number(count) * unitMs[unit.replace(/s$/, "") as keyof typeof unitMs];
  });

const ruleSchema = z
  .strictObject(
    {
      attempts: z
        .int("a whole number from 1 to 50")
        .min(1, "a whole number from 1 to 50")
        .max(50, "a whole number from 1 to 50"),
      first: duration,
      longest: duration,
      soft: z.array(z.string("the name of a failure"), "a list of failures: [timeout, busy]"),
    },
    "attempts, first, longest and soft",
  )
  .transform(
    ({ attempts, first, longest, soft }): RetryRule => ({
      attempts,
      firstDelayMs: first,
      longestDelayMs: Math.max(first, longest),
      soft,
    }),
  );

const retriesSchema = z.record(z.string(), ruleSchema, "one entry for each operation");

/**
 * Reads policies/retries.yaml. With `operations` (all that connectors offer) a misspelt one is refused.
 * Throws a PolicyError naming file, line and key.
 */
export function loadRetries(place: Omit<YamlFile, "name">, operations?: readonly string[]): RetryRules {
  const read = readRetries(place, operations);
  if (!read.ok) throw new PolicyError(read.problems);
  return read.value;
}

/** The same as a value. */
export function readRetries(place: Omit<YamlFile, "name">, operations?: readonly string[]): YamlAnswer<RetryRules> {
  const read = readYaml({ ...place, name: "retries.yaml" }, retriesSchema, () => [
    "attempts",
    "first",
    "longest",
    "soft",
  ]);
  if (!read.ok) return read;
  const file = `${place.label}/retries.yaml`;
  const problems: PolicyProblem[] = [];
  if (read.value.default === undefined) {
    problems.push({
      file,
      line: 1,
      message: `"default" is missing; expected an entry for all that have none of their own`,
    });
  }
  for (const operation of Object.keys(read.value)) {
    if (operation === "default" || operations === undefined || operations.includes(operation)) continue;
    const advice = didYouMean(operation, operations) || ` Known are ${operations.join(", ")}.`;
    problems.push({ file, line: read.lines[operation] ?? 1, message: `no operation "${operation}".${advice}` });
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: new Map(Object.entries(read.value)), lines: read.lines };
}

/**
 * How long to wait after the `attempt`-th try failed (1 is the first) with `failure`: doubling from the first delay to
 * the longest. `null`: don't try again, ask the owner. Without `failure` only the attempts are counted.
 */
export function nextRetry(rules: RetryRules, operation: string, attempt: number, failure?: string): number | null {
  const rule = rules.get(operation) ?? rules.get("default");
  if (!rule || attempt >= rule.attempts) return null;
  if (failure !== undefined && !rule.soft.includes(failure)) return null;
  return Math.min(rule.firstDelayMs * 2 ** Math.max(0, attempt - 1), rule.longestDelayMs);
}
