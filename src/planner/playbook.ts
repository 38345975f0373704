/**
 * A playbook: how a kind of work is done, as the owner writes it in policies/playbooks/*.yaml, a file for each kind.
 * dunning.yaml is of another kind: when who owes money, or an answer to an offer, is reminded.
 * Before: the owner's editor. After: plan.ts, which dates it, and advance.ts, which goes by its settings.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DunningStep } from "../actions/house.ts";
import { didYouMean } from "../lib/nearest.ts";
import type { PolicyProblem } from "../policy/problem.ts";
import { readYaml } from "../policy/yaml.ts";
import type { Closer, TaskKind } from "../records/plan.ts";
import { playbookProblems } from "./playbook-check.ts";
import { DUNNING_KEYS, dunningSchema, keysAt, PLAYBOOK_KEYS, playbookSchema } from "./playbook-schema.ts";

/** A day: that many business days after the first day or, where a task is named, after that task's day. */
export interface DuePoint {
  readonly days: number;
  readonly after: string | null;
}

export interface PlaybookTask {
  readonly key: string;
  readonly title: string;
  readonly kind: TaskKind;
  /** An agent's name, or `owner`. */
  readonly who: string;
  readonly due: DuePoint;
  /** Keys of tasks that have to be done first, the one its day counts from not among them. */
  readonly after: readonly string[];
  readonly milestone: string | null;
  readonly minutes: number | null;
  /** The name of a house text. */
  readonly text: string | null;
  readonly promised: boolean;
  readonly compensation: string | null;
}

export interface PlaybookMilestone {
  readonly key: string;
  readonly title: string;
  /** Its part of the contract's price in basis points: 5000 is half. */
  readonly billsBp: number;
  readonly closesBy: readonly Closer[];
  readonly due: DuePoint;
}

export interface Playbook {
  readonly name: string;
  readonly title: string;
  readonly repeats: "monthly" | "no";
  /** The playbook that a client's first work begins with, beside this one. */
  readonly startsWith: string | null;
  /** What becomes of the client when all of it is through. */
  readonly then: "active" | "left" | null;
  /** Business days without an answer after which a deliverable is asked about once more. */
  readonly nudgeAfter: number;
  /** Business days without an answer after which the plan may close a milestone. */
  readonly closesByPlanAfter: number;
  readonly milestones: readonly PlaybookMilestone[];
  readonly tasks: readonly PlaybookTask[];
}

export interface Playbooks {
  /** Those that work with a client, by name. */
  readonly work: ReadonlyMap<string, Playbook>;
  readonly dunning: readonly DunningStep[];
  /** Business days after which an open offer is followed up, once. */
  readonly followUpAfter: number;
}

const NO_PLAYBOOKS: Playbooks = { work: new Map(), dunning: [], followUpAfter: 5 };

export interface PlaybookSource {
  /** The files, by name, and the folder that each lies in: `monthly-package.yaml`. */
  readonly files: ReadonlyMap<string, string>;
  /** The folder that came with the package. */
  readonly shipped?: string;
  /** What errors call the folder: `policies/playbooks`. */
  readonly label: string;
  /** Known agents, and names of house texts. */
  readonly agents: readonly string[];
  readonly texts: readonly string[];
}

const DUNNING = "dunning.yaml";

/** The files of folders, by name; of two with the same name the one of the earlier folder. A folder may be missing. */
export function playbookFiles(...folders: readonly string[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const folder of folders) for (const name of listYaml(folder)) if (!files.has(name)) files.set(name, folder);
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Reads every playbook; what is wrong is added to `problems`. */
export function loadPlaybooks(source: PlaybookSource, problems: PolicyProblem[]): Playbooks {
  const { files, label } = source;
  const work = new Map<string, Playbook>();
  const lines = new Map<string, Readonly<Record<string, number>>>();
  let { dunning, followUpAfter } = NO_PLAYBOOKS;
  for (const [name, folder] of files) {
    if (name === DUNNING) {
      const read = readYaml({ folder, label, name }, dunningSchema, (path) => keysAt(DUNNING_KEYS, path));
      if (!read.ok) problems.push(...read.problems);
      else {
        dunning = read.value.reminders.map(({ after, text }, index) => ({ level: index + 1, afterDays: after, text }));
        followUpAfter = read.value.offers.followUpAfter;
        const unknown = dunning.filter(({ text }) => !source.texts.includes(text));
        for (const { text } of unknown)
          problems.push(about(label, name, read.lines.reminders, noText(text, source.texts)));
      }
      continue;
    }
    const read = readYaml({ folder, label, name }, playbookSchema, (path) => keysAt(PLAYBOOK_KEYS, path));
    if (!read.ok) {
      problems.push(...read.problems);
      continue;
    }
    const short = name.replace(/\.yaml$/, "");
    work.set(short, { name: short, ...read.value });
    lines.set(short, read.lines);
  }
  // A home with agents of its own does without what came with the package for others.
  for (const playbook of [...work.values()])
    if (isShipped(`${playbook.name}.yaml`, source) && !playbook.tasks.every(({ who }) => isKnown(who, source)))
      work.delete(playbook.name);
  for (const playbook of work.values())
    for (const { key, message, part } of playbookProblems(playbook, { ...source, playbooks: [...work.keys()] })) {
      const name = `${playbook.name}.yaml`;
      const line = part === undefined ? undefined : lineOfPart(join(files.get(name) ?? "", name), part);
      problems.push(about(label, name, line ?? lines.get(playbook.name)?.[key], message));
    }
  return { work, dunning, followUpAfter };
}

/** Whether it is as it came with the package, copied or not. */
function isShipped(name: string, { files, shipped }: PlaybookSource): boolean {
  if (shipped === undefined || files.get(name) === shipped) return shipped !== undefined;
  const [own, theirs] = [join(files.get(name) ?? "", name), join(shipped, name)];
  return existsSync(theirs) && readFileSync(own, "utf8") === readFileSync(theirs, "utf8");
}

function isKnown(who: string, { agents }: Pick<PlaybookSource, "agents">): boolean {
  return who === "owner" || agents.includes(who);
}

/** The line on which a task or milestone says its key. */
function lineOfPart(path: string, key: string): number | undefined {
  const at = readFileSync(path, "utf8")
    .split("\n")
    .findIndex((line) => /^[\s-]*key:\s*(\S+)/.exec(line)?.[1] === key);
  return at < 0 ? undefined : at + 1;
}

function about(label: string, name: string, line: number | undefined, message: string): PolicyProblem {
  return { file: `${label}/${name}`, line: line ?? 1, message };
}

export function noText(text: string, texts: readonly string[]): string {
  const advice = didYouMean(text, texts) || ` There are ${[...texts].sort().join(", ")}.`;
  return `no house text "${text}" in policies/answers.${advice}`;
}

function listYaml(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  } catch {
    return []; // there is none: the package's playbooks hold
  }
}
