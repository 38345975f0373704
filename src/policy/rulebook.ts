/**
 * Everything the owner may edit in policies/, as one value that is replaced whole or not at all.
 * Before: the loaders of this room. After: workspace.ts, which loads it at start (refusing when broken) and reloads it.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Company } from "../lib/company.ts";
import { type AnswerSource, type Answers, readAnswers } from "./answers.ts";
import { type Budgets, readBudgets } from "./budgets.ts";
import { COMPANY_FILE, readCompany } from "./company.ts";
import { loadPolicies, type PolicySet, type PolicySource } from "./load.ts";
import { type MemoryRules, readMemoryRules } from "./memory.ts";
import { type Prices, readPrices } from "./prices.ts";
import { PolicyError, type PolicyProblem } from "./problem.ts";
import { type RetryRules, readRetries } from "./retries.ts";
import { readSettings, type Settings } from "./settings.ts";
import type { YamlAnswer } from "./yaml.ts";

export interface Rulebook {
  readonly policies: PolicySet;
  readonly settings: Settings;
  /** Line of each setting that is written down. */
  readonly settingsLines: Readonly<Record<string, number>>;
  readonly retries: RetryRules;
  readonly answers: Answers;
  /** What models may cost, and what they cost. */
  readonly budgets: Budgets;
  readonly prices: Prices;
  /** What is remembered, and how much of it is given. */
  readonly memory: MemoryRules;
  /** Who the company is. */
  readonly company: Company;
  readonly source: RulebookSource;
}

export interface RulebookSource extends PolicySource {
  /** All `connector.operation`s, so that a misspelt one in retries.yaml is refused; unchecked when absent. */
  readonly operations?: readonly string[];
  /** The workspace's, which prices.yaml has to know the worth of a dollar in; EUR when absent. */
  readonly currency?: string;
  /**
   * The folder that came with the package. A home may have only some files of its own: every other one is read from here. Rules
   * (.cedar) belong together, so a home that has any of them has all.
   */
  readonly shipped?: string;
  /** Where what was found sound of the shipped rules is remembered, for all homes of this installation. */
  readonly shippedCache?: string;
}

export type Reloaded =
  | { readonly ok: true; readonly policies: Rulebook }
  | { readonly ok: false; readonly kept: Rulebook; readonly errors: readonly PolicyProblem[] };

/** Loads the whole folder. Throws one PolicyError with everything that is wrong in any of its files. */
export function loadRulebook(source: RulebookSource): Rulebook {
  const problems: PolicyProblem[] = [];
  const policies = collect(() => loadPolicies(rulesOrShipped(source)), problems);
  const settings = accepted(readSettings(orShipped(source, "settings.yaml")), problems);
  const retries = accepted(readRetries(orShipped(source, "retries.yaml"), source.operations), problems);
  const budgets = accepted(readBudgets(orShipped(source, "budgets.yaml")), problems);
  const prices = accepted(readPrices(orShipped(source, "prices.yaml")), problems);
  const memory = accepted(readMemoryRules(orShipped(source, "memory.yaml")), problems);
  const company = accepted(readCompany(orShipped(source, COMPANY_FILE)), problems);
  const languages: AnswerSource["languages"] = settings?.value.languages ?? [];
  const answers = readAnswers({ ...source, languages }, problems);
  if (problems.length > 0 || !policies || !settings || !retries || !budgets || !prices || !memory || !company)
    throw new PolicyError(problems);
  return {
    policies,
    settings: settings.value,
    settingsLines: settings.lines,
    retries: retries.value,
    answers,
    budgets: budgets.value,
    prices: prices.value,
    memory: memory.value,
    company: company.value,
    source,
  };
}

function orShipped(source: RulebookSource, name: string): RulebookSource {
  const { folder, shipped } = source;
  return shipped === undefined || existsSync(join(folder, name)) ? source : { ...source, folder: shipped };
}

function rulesOrShipped(source: RulebookSource): RulebookSource {
  const { folder, shipped } = source;
  if (shipped === undefined) return source;
  const own = existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(".cedar"));
  if (own) return source;
  return { ...source, folder: shipped, ...(source.shippedCache ? { cacheFolder: source.shippedCache } : {}) };
}

/** Reads the same folder again; a broken edit keeps the previous rulebook and says what is wrong. */
export function reload(previous: Rulebook): Reloaded {
  try {
    return { ok: true, policies: loadRulebook(previous.source) };
  } catch (error) {
    if (error instanceof PolicyError) return { ok: false, kept: previous, errors: error.problems };
    // Whatever an edit breaks, the company goes on under the rules it has.
    const message = `the rules can't be read again (${error instanceof Error ? error.message : error})`;
    return { ok: false, kept: previous, errors: [{ file: previous.source.label, line: 1, message }] };
  }
}

function collect<T>(load: () => T, problems: PolicyProblem[]): T | undefined {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

function accepted<T>(answer: YamlAnswer<T>, problems: PolicyProblem[]) {
  if (answer.ok) return answer;
  problems.push(...answer.problems);
  return undefined;
}
