/**
 * The rules in plain sentences: what happens without asking, what is asked, and what never happens.
 * Derived by asking Cedar what is left of each rule for every agent and action, so it can't drift from what is judged.
 * Before: findings.ts, settings.ts. After: the `rules` verb.
 */

import { type Finding, findingsFor, type Principal } from "./findings.ts";
import type { LoadedRule, PolicySet } from "./load.ts";
import type { Asked } from "./residual.ts";
import type { DaySpan, Settings } from "./settings.ts";
import { type ActionShape, OWNER_ID } from "./shape.ts";
import { inWords } from "./words.ts";

export interface RuleSentence {
  /** `alone`: without asking. `asked`: only after the owner has seen it. `setting`: a number or an hour that applies. */
  readonly kind: "alone" | "asked" | "never" | "setting";
  /** Agent names, `owner`, or both; empty for a setting. */
  readonly who: readonly string[];
  /** Names of the actions it covers. */
  readonly actions: readonly string[];
  readonly text: string;
  readonly ruleId: string;
  /** Where it can be changed; absent where no rule stands behind it. */
  readonly file?: string;
  readonly line?: number;
}

export interface ExplainSource {
  readonly policies: PolicySet;
  readonly settings: Settings;
  /** Line of each setting that is written down, and the file they stand in. */
  readonly settingsFile?: string;
  readonly settingsLines?: Readonly<Record<string, number>>;
  /** What each agent may ask for at all, from its spec; without an entry every action. */
  readonly may?: Readonly<Record<string, readonly string[]>>;
}

/** All sentences: per agent alone, asked, never; then what holds for everybody in certain cases; then settings. */
export function explainRules(source: ExplainSource): RuleSentence[] {
  const { policies, may = {} } = source;
  const { actions, agents } = policies.shapes;
  const principals: Principal[] = [
    ...agents.map((id): Principal => ({ type: "Agent", id })),
    { type: "Owner", id: OWNER_ID },
  ];
  const known: Asked = new Map();
  const findings = principals.flatMap((principal) => {
    const allowed = principal.type === "Agent" && Object.hasOwn(may, principal.id) ? may[principal.id] : undefined;
    return actions
      .filter((action) => allowed === undefined || allowed.includes(action.name))
      .flatMap((action) => findingsFor(policies, principal, action, known));
  });
  const said = new Set(findings.filter((each) => each.role !== "double").map((each) => each.rule?.id));
  const usual = grouped(
    findings.filter((each) => each.role === "usual"),
    (each) => [each.who, isQuestion(each)],
  );
  const exceptions = grouped(
    findings.filter((each) => each.role === "exception" || (each.role === "double" && !said.has(each.rule?.id))),
    () => [],
  );
  const order = { alone: 0, asked: 1, never: 2 } as const;
  const byKind = (a: Finding[], b: Finding[]) => kindRank(a) - kindRank(b);
  const kindRank = (group: Finding[]) => (group[0] ? order[group[0].kind] : 0);
  const byWho = principals.flatMap(({ id }) => usual.filter((group) => group[0]?.who === id).sort(byKind));
  return [
    ...byWho.map((group) => usualSentence(group, actions)),
    ...exceptions.sort(byKind).map((group) => exceptionSentence(group, principals, actions)),
    ...settingSentences(source),
  ];
}

/** Findings that differ only in the action (and, for exceptions, in who) become one sentence. */
function grouped(findings: readonly Finding[], by: (finding: Finding) => readonly unknown[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = JSON.stringify([...by(finding), finding.kind, finding.rule?.id ?? "", finding.when]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()];
}

function usualSentence(group: readonly Finding[], actions: readonly ActionShape[]): RuleSentence {
  const [first] = group;
  if (!first) throw new RangeError("a sentence needs something to say");
  const { kind, rule } = first;
  const shapes = group.map((each) => each.action);
  const what = everythingOf(shapes, actions) ?? list(shapes.map((each) => each.sentence));
  const when = typeof first.when === "boolean" ? "" : ` when ${inWords(first.when)}`;
  const because = rule ? reasonOf(rule) : ", since no rule permits it";
  const said = { kind, who: [first.who], actions: shapes.map((each) => each.name), ...placeOf(rule) };
  if (first.who === OWNER_ID) {
    const text = {
      alone: `You can ${what} without being shown it first${when}${because}.`,
      asked: `You are shown what changes before you ${what}${when}.`,
      never: `You can never ${what}${because}.`,
    }[kind];
    return { ...said, text };
  }
  const who = capital(first.who);
  const asked = isQuestion(first) ? `may ${what}${when}, and you decide` : `asks you before it may ${what}${when}`;
  const text = {
    alone: `${who} may ${what} without asking${when}${because}.`,
    asked: `${who} ${asked}${because}.`,
    never: `${who} can never ${what}${because}.`,
  }[kind];
  return { ...said, text };
}

function exceptionSentence(
  group: readonly Finding[],
  principals: readonly Principal[],
  actions: readonly ActionShape[],
): RuleSentence {
  const [first] = group;
  if (!first) throw new RangeError("a sentence needs something to say");
  const { kind, rule } = first;
  const who = [...new Set(group.map((each) => each.who))];
  const shapes = actions.filter((shape) => group.some((each) => each.action.name === shape.name));
  const what =
    everythingOf(shapes, actions) ??
    list(
      shapes.map((each) => each.sentence),
      "or",
    );
  const condition = typeof first.when === "boolean" ? "in any case" : inWords(first.when);
  // A condition in the rule's own words needs no second telling.
  const because = rule && rule.because !== condition ? reasonOf(rule) : "";
  const text =
    kind === "never"
      ? `When ${condition}, ${whoEver(who, principals, "nobody")} ${what}, not even with your approval${because}.`
      : `When ${condition}, you are asked before ${whoEver(who, principals, "anybody")} ${what}${because}.`;
  return { kind, who, actions: shapes.map((each) => each.name), text, ...placeOf(rule) };
}

/** `nobody can`, `no agent can`, `Intake can not`; `anybody may`, `any agent may`, `Intake or Billing may`. */
function whoEver(who: readonly string[], principals: readonly Principal[], all: "nobody" | "anybody"): string {
  const verb = all === "nobody" ? "can" : "may";
  if (principals.every((each) => who.includes(each.id))) return `${all} ${verb}`;
  const agents = principals.filter((each) => each.type === "Agent");
  if (!who.includes(OWNER_ID) && agents.length > 1 && agents.every((each) => who.includes(each.id))) {
    return `${all === "nobody" ? "no" : "any"} agent ${verb}`;
  }
  const names = who.map((each) => (each === OWNER_ID ? "you" : capital(each)));
  return all === "nobody" ? `${list(names, "or")} can never` : `${list(names, "or")} may`;
}

/** "Let anything leave the house" says more than a list of all that is outward. */
function everythingOf(covered: readonly ActionShape[], all: readonly ActionShape[]): string | undefined {
  if (covered.length < 2) return undefined;
  if (covered.length === all.length) return "do anything";
  const group = covered[0]?.group;
  const members = all.filter((each) => each.group === group);
  if (group !== "outward" || !covered.every((each) => each.group === group)) return undefined;
  return members.length === covered.length ? "let anything leave the house" : undefined;
}

const WEEKDAY_NAMES = ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"] as const;

function settingSentences({
  policies,
  settings,
  settingsFile = "policies/settings.yaml",
  settingsLines = {},
}: ExplainSource) {
  const said: [keyof Settings, string][] = [
    [
      "proposalExpiryDays",
      `What you don't answer within ${days(settings.proposalExpiryDays)} is parked, never approved.`,
    ],
    [
      "quietHours",
      `Your quiet hours are ${hours(settings.quietHours)}; ${settings.wakeFor.length > 0 ? `only ${settings.wakeFor.join(" and ")} make a sound then` : "nothing makes a sound then"}.`,
    ],
    ["digestHour", `The daily digest comes at ${clock(settings.digestHour * 60)}, and not on empty days.`],
    ["careDay", `What needs maintenance is told on ${WEEKDAY_NAMES[settings.careDay - 1] ?? "Sundays"}.`],
    ["runsPerHour", `An agent that wakes more than ${settings.runsPerHour} times in an hour is paused.`],
    [
      "runawayDepth",
      `A chain of more than ${settings.runawayDepth} events that agents cause each other pauses the workspace.`,
    ],
    [
      "booksKeptYears",
      `The books of somebody you had forgotten are kept for ${settings.booksKeptYears} years after the year of their last entry.`,
    ],
    [
      "outreachEveryDays",
      `Nobody is written to unasked more often than every ${days(settings.outreachEveryDays)}, and no more than ${settings.outreachMostADay} a day are put to you.`,
    ],
    ...Object.entries(settings.confirmAbove).map(([name, sum]): [keyof Settings, string] => [
      "confirmAbove",
      `Above ${sum.toLocaleString("en-GB")}, one tap is not enough to ${policies.shapes.actions.find((action) => action.name === name)?.sentence ?? name}.`,
    ]),
  ];
  return said.map(([key, text]): RuleSentence => {
    const at = { kind: "setting" as const, who: [], actions: [], text, ruleId: `settings.${key}`, file: settingsFile };
    return { ...at, line: settingsLines[key] ?? 1 };
  });
}

/** A question is put to the owner by its nature; "asks you before it may ask you" would be said of it otherwise. */
function isQuestion({ kind, who, action }: Finding): boolean {
  return kind === "asked" && who !== OWNER_ID && action.group === "question";
}

function placeOf(rule: LoadedRule | undefined): Pick<RuleSentence, "ruleId" | "file" | "line"> {
  return rule ? { ruleId: rule.id, file: rule.file, line: rule.line } : { ruleId: "nothing-permits-it" };
}

function reasonOf(rule: LoadedRule): string {
  return rule.because === undefined ? "" : `: ${rule.because}`;
}

function list(parts: readonly string[], joint = "and"): string {
  const unique = [...new Set(parts)];
  const last = unique.at(-1) ?? "";
  return unique.length < 2 ? last : `${unique.slice(0, -1).join(", ")} ${joint} ${last}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function days(count: number): string {
  return count === 1 ? "a day" : `${count} days`;
}

function hours({ fromMinute, toMinute }: DaySpan): string {
  return `${clock(fromMinute)} to ${clock(toMinute)}`;
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
