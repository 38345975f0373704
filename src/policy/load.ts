/**
 * The rules are read here, and refused here: every .cedar file is split, named and validated against the schema, or all that is
 * wrong with them is thrown at once.
 * Before: shape.ts, schema.ts. After: access.ts asks them, explain.ts says them.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DetailedError, PolicyJson, SchemaJson } from "@cedar-policy/cedar-wasm/nodejs";
import { canonical, type Json } from "../lib/canonical.ts";
import { cedar } from "./cedar.ts";
import { recallChecked, rememberChecked } from "./checked.ts";
import { complaint } from "./complaint.ts";
import { digestOf } from "./digest.ts";
import { PolicyError, type PolicyProblem } from "./problem.ts";
import { cedarSchema } from "./schema.ts";
import type { Shapes } from "./shape.ts";
import { lineAt, type SourceRule, splitRules } from "./source.ts";

/** A rule as it was read; `canonical` is what its digest is taken over, so layout and comments don't count. */
export interface LoadedRule {
  readonly id: string;
  readonly because?: string;
  readonly effect: "permit" | "forbid";
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly json: PolicyJson;
  readonly canonical: string;
}

export interface PolicySet {
  /** sha256 over all rules, in hex. A verdict carries the digest of the rules that took part in it instead. */
  readonly digest: string;
  readonly rules: ReadonlyMap<string, LoadedRule>;
  /** Not wrong, but worth a look: look-alike letters in a name, say. */
  readonly warnings: readonly PolicyProblem[];
  readonly shapes: Shapes;
  readonly schema: SchemaJson<string>;
  /** Under which Cedar keeps both schema and rules once they are preparsed. */
  readonly preparsedId: string;
}

export interface PolicySource extends Shapes {
  readonly folder: string;
  /** What errors call the folder: `policies`. */
  readonly label: string;
  /** Where what was found sound is remembered; left out, it is checked each time. */
  readonly cacheFolder?: string;
}

/** Who checked, and how: another Cedar, or other words for what it finds, and all is checked anew. */
const CHECKER = "cedar 4.13.0, complaints 1";

/** Ids that verdicts use where no rule of the owner's decided. */
const RESERVED_IDS = ["evaluation-error", "nothing-permits-it", "unknown-action", "unknown-agent"] as const;

/** Reads every *.cedar file of the folder. Throws one PolicyError with everything that is wrong. */
export function loadPolicies({ folder, label, actions, entities, agents, cacheFolder }: PolicySource): PolicySet {
  const shapes: Shapes = { actions, entities, agents };
  const schema = cedarSchema(actions, entities, agents);
  const problems: PolicyProblem[] = [];
  const sources = readRules(folder, label, problems);
  const key = digestOf([CHECKER, canonical(schema as unknown as Json), JSON.stringify(sources)]);
  const known = cacheFolder !== undefined && problems.length === 0 ? recallChecked(cacheFolder, key) : null;
  const rules = new Map<string, LoadedRule>();
  for (const rule of known?.rules ?? []) rules.set(rule.id, rule);
  for (const source of known ? [] : sources) {
    const rule = parseRule(source, shapes, rules, problems);
    if (rule) rules.set(rule.id, rule);
  }
  const warnings = known?.warnings ?? validateRules(rules, schema, shapes, problems);
  if (problems.length > 0) throw new PolicyError(problems);
  if (cacheFolder !== undefined && !known) rememberChecked(cacheFolder, key, { rules: [...rules.values()], warnings });

  const sorted = [...rules.keys()].sort().map((id) => rules.get(id)?.canonical ?? "");
  const digest = digestOf(sorted);
  const preparsedId = digestOf([digest, canonical(schema as unknown as Json)]);
  return { digest, rules, warnings, shapes, schema, preparsedId };
}

/**
 * Hands schema and rules to Cedar, which keeps them in the process's memory under `preparsedId`. A tenth of a second, so it is done
 * at the first question and not at the start: most verbs of the command line ask none.
 */
export function preparse({ preparsedId, schema, rules }: PolicySet): void {
  expectSuccess(cedar().preparseSchema(preparsedId, schema));
  expectSuccess(cedar().preparsePolicySet(preparsedId, { staticPolicies: textsOf(rules) }));
}

/** The rules as Cedar takes them: id → text. */
function textsOf(rules: ReadonlyMap<string, LoadedRule>): Record<string, string> {
  return Object.fromEntries([...rules].map(([id, rule]) => [id, rule.text]));
}

function readRules(folder: string, label: string, problems: PolicyProblem[]): SourceRule[] {
  let files: string[];
  try {
    files = readdirSync(folder)
      .filter((name) => name.endsWith(".cedar"))
      .sort();
  } catch (error) {
    problems.push({ file: label, line: 1, message: `the folder can't be read (${reason(error)})` });
    return [];
  }
  if (files.length === 0) {
    problems.push({ file: label, line: 1, message: "no .cedar file here, so nothing would be permitted to anybody" });
  }
  return files.flatMap((name) => {
    const file = `${label}/${name}`;
    try {
      return splitRules(file, readFileSync(join(folder, name), "utf8"));
    } catch (error) {
      problems.push({ file, line: 1, message: `the file can't be read (${reason(error)})` });
      return [];
    }
  });
}

function parseRule(
  source: SourceRule,
  shapes: Shapes,
  taken: ReadonlyMap<string, LoadedRule>,
  problems: PolicyProblem[],
): LoadedRule | undefined {
  const { file, line, text } = source;
  const parsed = cedar().policyToJson(text);
  if (parsed.type === "failure") {
    for (const error of parsed.errors) problems.push(problemAt(source, error, shapes));
    return undefined;
  }
  const { id, because } = parsed.json.annotations ?? {};
  if (!id) {
    problems.push({ file, line, message: `this rule has no name. Put @id("a-short-name") in front of it` });
    return undefined;
  }
  const earlier = taken.get(id);
  if (earlier) {
    const message = `the name "${id}" is taken by the rule at ${earlier.file}:${earlier.line}. Give this one another @id`;
    problems.push({ file, line, message });
    return undefined;
  }
  if ((RESERVED_IDS as readonly string[]).includes(id)) {
    problems.push({ file, line, message: `"${id}" is a name the workspace uses itself. Give this rule another @id` });
    return undefined;
  }
  const { json } = parsed;
  const rule = { id, effect: json.effect, file, line, text, json, canonical: canonical(json as unknown as Json) };
  return because ? { ...rule, because } : rule;
}

/** Adds what the strict validator says to `problems`; returns what it only warns about. */
function validateRules(
  rules: ReadonlyMap<string, LoadedRule>,
  schema: SchemaJson<string>,
  shapes: Shapes,
  problems: PolicyProblem[],
): PolicyProblem[] {
  const answer = cedar().validate({
    schema,
    policies: { staticPolicies: textsOf(rules) },
    validationSettings: { mode: "strict" },
  });
  // Each rule has been parsed by itself, so a failure here is the schema's: a mistake in the code.
  if (answer.type === "failure") throw new Error(answer.errors.map((each) => each.message).join("; "));
  const wrong = new Set<string>();
  const report = (policyId: string, error: DetailedError, list: PolicyProblem[]) => {
    const rule = rules.get(policyId);
    if (!rule) throw new Error(`Cedar complains about a rule nobody wrote, "${policyId}": ${error.message}`);
    const problem = problemAt(rule, error, shapes);
    const known = list.some((each) => each.file === problem.file && each.line === problem.line && same(each, problem));
    if (!known) list.push(problem);
  };
  for (const { policyId, error } of answer.validationErrors) {
    report(policyId, error, problems);
    wrong.add(policyId);
  }
  const warnings: PolicyProblem[] = [];
  for (const { policyId, error } of answer.validationWarnings) {
    // A rule that can't apply protects nobody: refused like a typo, unless a typo is what made it so.
    const impossible = /policy is impossible|unable to find an applicable action/.test(error.message);
    if (!impossible) report(policyId, error, warnings);
    else if (!wrong.has(policyId)) report(policyId, error, problems);
  }
  return warnings;
}

/** The same attribute is missed once for every action a rule covers; the owner needs to hear it once. */
function same(a: PolicyProblem, b: PolicyProblem): boolean {
  const core = (message: string) => message.replace(/^"[^"]*" (does not give)/, "$1");
  return core(a.message) === core(b.message);
}

function problemAt(source: SourceRule, error: DetailedError, shapes: Shapes): PolicyProblem {
  const start = error.sourceLocations?.[0]?.start ?? 0;
  return { file: source.file, line: lineAt(source, start), message: complaint(error, shapes) };
}

function expectSuccess(answer: { type: string; errors?: DetailedError[] }): void {
  if (answer.type !== "success") throw new Error((answer.errors ?? []).map((each) => each.message).join("; "));
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
