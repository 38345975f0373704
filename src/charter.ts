/**
 * What the company goes by, loaded and checked as a whole: policies, agents, the shelf, and how they fit together.
 * Anything wrong refuses to start, naming file and line; while running, a broken edit keeps the last good policies.
 * Before: workspace.ts and the reading verbs. After: the kernel, which is handed this as functions.
 */
import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { House } from "./actions/house.ts";
import { takenBackWords } from "./actions/leaving-words.ts";
import { shelf } from "./actions/shelf.ts";
import { handlersOf } from "./agent/handlers.ts";
import { checkVersions, type LoadedAgent, loadAgents } from "./agent/load.ts";
import { READABLE } from "./agent/read-permit.ts";
import type { Staff } from "./agent/run.ts";
import type { Guests } from "./agent/sandbox.ts";
import { checkWiring, type Wiring } from "./agent/wiring.ts";
import { type Config, ConfigError } from "./config.ts";
import { messageIdFor } from "./connectors/mail/compose.ts";
import { houseOf } from "./house.ts";
import type { ActionContract } from "./kernel/action.ts";
import type { Authority } from "./kernel/assess.ts";
import type { Transaction } from "./kernel/writer.ts";
import { BusyTimes } from "./lib/busy.ts";
import { minuteOfDay, nextTime } from "./lib/zone.ts";
import { loadPlaybooks, type Playbooks, playbookFiles } from "./planner/playbook.ts";
import { createAccess } from "./policy/access.ts";
import { fillAnswer, houseWords } from "./policy/answers.ts";
import { PolicyError, type PolicyProblem } from "./policy/problem.ts";
import { calendarOf, standingQuotas } from "./policy/quotas.ts";
import { nextRetry } from "./policy/retries.ts";
import { loadRulebook, type Reloaded, type Rulebook, reload } from "./policy/rulebook.ts";
import { isWithin } from "./policy/settings.ts";
import type { ActionShape } from "./policy/shape.ts";
import type { ModelMoney, StandingQuota } from "./projections/costs.ts";
import { isHeld } from "./records/hold.ts";
import type { Database } from "./store/database.ts";

/** What the rules may ask of records. */
const ENTITIES = { Client: { stage: "String", language: "String" }, Workspace: {} } as const;
/** The house itself asks, too: what failed, it may only put to the owner. */
const HOUSE_MAY: Readonly<Record<string, readonly string[]>> = {
  "agent:house": ["effect.retry", "difference.settle", "bank.layout", "file.sort", "lesson.learn"],
};
/** Contracts that no action produces. */
const HAPPENINGS = [
  { type: "mail.received@1", from: "connector mail" },
  { type: "mail.unreadable@1", from: "connector mail" },
  { type: "mail.sent@1", from: "connector mail" },
  { type: "meeting.answered@1", from: "connector mail" },
  { type: "day.started@1", from: "kernel" },
  { type: "timer.fired@1", from: "kernel" },
  { type: "effect.performed@1", from: "kernel" },
  { type: "task.due@1", from: "planner" },
  { type: "milestone.due@1", from: "planner" },
  { type: "milestone.uninvoiced@1", from: "planner" },
  { type: "deliverable.unanswered@1", from: "planner" },
  { type: "meeting.unanswered@1", from: "planner" },
  { type: "obligation.due@1", from: "planner" },
  { type: "obligation.missed@1", from: "planner" },
  { type: "engagement.ended@1", from: "planner" },
  { type: "absence.ended@1", from: "planner" },
  { type: "offer.fell-due@1", from: "planner" },
  { type: "invoice.fell-due@1", from: "planner" },
  { type: "health.changed@1", from: "planner" },
  { type: "outreach.due@1", from: "planner" },
  { type: "payment.seen@1", from: "connector bank" }, // and Stripe, where it is set up
];
const DAY_MS = 86_400_000;

export interface Charter {
  readonly agents: readonly LoadedAgent[];
  /** Where what was made of the agents' files is kept. */
  readonly agentsCache: string;
  readonly staff: readonly Staff[];
  readonly actions: ReadonlyMap<string, ActionContract>;
  readonly authority: Authority;
  readonly wiring: Wiring;
  readonly problems: readonly string[];
  /** What applies now: replaced whole by a good reload, the playbooks with it. */
  rulebook(): Rulebook;
  playbooks(): Playbooks;
  /** What actions and agents may ask of the house. */
  readonly house: House;
  /** When the owner is busy: filled by the calendar's connector. */
  readonly busy: BusyTimes;
  reload(): Reloaded;
  fill(
    name: string,
    language: string,
    values: Readonly<Record<string, string>>,
  ): { ok: boolean; text?: string; why?: string };
  /** An agent's own budget, from its spec, in the workspace's currency. */
  agentBudget(name: string): { readonly run: number; readonly day: number } | null;
  /** How the cost of models is shown. */
  modelMoney(): ModelMoney;
  /** The quotas of models that hold whoever asks. `now`: ms UTC. */
  quotas(now: number): readonly StandingQuota[];
  nextRetry(connector: string, operation: string, attempt: number, failure?: string): number | null;
}

/** Loads everything from the home where it has its own, else from the package. Throws with every problem found. */
export async function loadCharter(parts: {
  config: Config;
  packageRoot: string;
  surfaces: readonly string[];
  dev?: boolean;
}): Promise<Charter> {
  const { config, packageRoot } = parts;
  const fill: Charter["fill"] = (name, language, values) => {
    const { settings, company } = rulebook;
    const house = houseWords(settings, language === "de" ? "de" : "en", config.ownerName, company);
    return fillAnswer(rulebook.answers, name, language, { ...house, ...values });
  };
  const busy = new BusyTimes();
  const house = houseOf({
    config,
    messageIdFor: (key) => messageIdFor(key, mailDomain(config)),
    rulebook: () => rulebook,
    playbooks: () => playbooks,
    fill,
    busy: () => busy.spans,
  });
  const actions = shelf({
    house,
    booksKeptYears: () => rulebook.settings.booksKeptYears,
    outreachEveryDays: () => rulebook.settings.outreachEveryDays,
  });
  // What came with the package is checked and bundled once for all homes; a home's own things are remembered in it.
  const ownCache = join(config.home, ".cache");
  const shippedCache = cacheOf(packageRoot) ?? ownCache;
  const agentsFolder = ownOr(config.home, packageRoot, "agents");
  const agentsCache = agentsFolder === join(packageRoot, "agents") ? shippedCache : ownCache;
  const agents = await loadAgents({
    folder: agentsFolder,
    label: "agents",
    dev: parts.dev ?? false,
    cacheFolder: agentsCache,
  });
  let rulebook = loadRulebook({
    // Each file that the home has of its own goes before the one that came with the package.
    folder: join(config.home, "policies"),
    shipped: join(packageRoot, "policies"),
    cacheFolder: ownCache,
    shippedCache,
    label: "policies",
    actions: [...actions.values(), ...readingShapes()],
    entities: ENTITIES,
    agents: [...agents.map((agent) => agent.spec.name), "house"],
    operations: [
      ...["mail.send", "invoices.file", "calendar.put", "calendar.remove"],
      ...["stripe.invoice", "stripe.credit", "stripe.refund", "stripe.settle"],
    ],
    // Without models nothing is ever counted in it.
    ...(config.models ? { currency: config.currency } : {}),
  });
  const shippedPlaybooks = join(packageRoot, "policies", "playbooks");
  const playbooksFor = ({ answers }: Rulebook, problems: PolicyProblem[]) =>
    loadPlaybooks(
      {
        files: playbookFiles(join(config.home, "policies", "playbooks"), shippedPlaybooks),
        shipped: shippedPlaybooks,
        label: "policies/playbooks",
        agents: agents.map((agent) => agent.spec.name),
        texts: [...answers.keys()],
      },
      problems,
    );
  const problems: PolicyProblem[] = [];
  let playbooks = playbooksFor(rulebook, problems);
  if (problems.length > 0) throw new PolicyError(problems);
  const agentBudget: Charter["agentBudget"] = (name) =>
    agents.find((agent) => agent.spec.name === name)?.spec.budget ?? null;
  const minuteOf = rememberedMinute(config.timezone);
  const access = createAccess({ policies: () => rulebook.policies });
  const authority: Authority = {
    access: () => access,
    actions,
    may: (principal) => {
      if (principal === "owner") return null;
      const spec = agents.find((agent) => `agent:${agent.spec.name}` === principal)?.spec;
      return spec?.may ?? HOUSE_MAY[principal] ?? [];
    },
    surfaces: parts.surfaces,
    expiryMs: () => rulebook.settings.proposalExpiryDays * DAY_MS,
    quiet: (now) => isWithin(rulebook.settings.quietHours, minuteOf(now)),
    quietEnds(now) {
      const { toMinute } = rulebook.settings.quietHours;
      return nextTime(now, toMinute, config.timezone);
    },
    held: isHeld,
    confirmAboveCents: (action) => {
      const sum = rulebook.settings.confirmAbove[action];
      return sum === undefined ? null : Math.round(sum * 100);
    },
    takenBack: takenBackWords,
  };
  const wiring: Wiring = {
    agents: agents.map(({ spec, file }) => ({ spec, file })),
    events: [
      ...HAPPENINGS,
      ...[...actions.values()].flatMap((action) =>
        action.produces.map((type) => ({ type, from: `action ${action.name}` })),
      ),
    ],
    actions: [...actions.values()].map((action) => ({
      name: action.name,
      ...(action.connector ? { connector: action.connector } : {}),
      permitted: true,
    })),
    connectors: ["mail", "invoices", "calendar", "bank", ...(config.stripe ? ["stripe"] : [])],
    readable: Object.keys(READABLE),
  };
  return {
    agents,
    agentsCache,
    staff: agents.map(({ spec, stamp, digest, code, instructions }) => ({
      name: spec.name,
      stamp,
      digest,
      may: spec.may,
      wakes: spec.wakes,
      reads: spec.reads,
      brief: { objective: spec.objective, accepts: spec.accepts, instructions },
      ...(code === undefined ? {} : { code }),
    })),
    actions,
    authority,
    wiring,
    problems: checkWiring(wiring),
    rulebook: () => rulebook,
    playbooks: () => playbooks,
    reload() {
      const answer = reload(rulebook);
      if (!answer.ok) return answer;
      const errors: PolicyProblem[] = [];
      const fresh = playbooksFor(answer.policies, errors);
      if (errors.length > 0) return { ok: false, kept: rulebook, errors };
      rulebook = answer.policies;
      playbooks = fresh;
      return answer;
    },
    fill,
    house,
    busy,
    agentBudget,
    modelMoney: () => ({
      currency: config.currency,
      dollar: rulebook.prices.dollar,
      hasModel: config.models !== null,
    }),
    quotas(now) {
      const { budgets, prices } = rulebook;
      const names = agents.map((agent) => agent.spec.name);
      const rules = { budgets, dollar: prices.dollar, agentBudget };
      return standingQuotas(rules, names, calendarOf(now, config.timezone));
    },
    nextRetry: (connector, operation, attempt, failure) =>
      nextRetry(rulebook.retries, `${connector}.${operation}`, attempt, failure),
  };
}

/** Refuses agents whose files changed under the same version, and what doesn't fit; remembers what runs from now on. */
export async function admitAgents(parts: {
  charter: Charter;
  database: Database;
  sandbox: Pick<Guests, "handlers">;
  dev: boolean;
}): Promise<(transaction: Transaction) => void> {
  const { charter, database, sandbox } = parts;
  const rows = database.all<{ name: string; version: number; digest: string }>(
    "SELECT name, version, digest FROM agent_versions",
  );
  const known = new Map(rows.map(({ name, version, digest }) => [name, { version, digest }]));
  const problems = [...charter.problems, ...(parts.dev ? [] : checkVersions(known, charter.agents))];
  const fresh = charter.agents.filter((agent) => known.get(agent.spec.name)?.digest !== agent.digest);
  for (const agent of fresh) problems.push(...(await handlerProblems(agent, charter, sandbox)));
  if (problems.length > 0) throw new ConfigError([...new Set(problems)]);
  return (transaction) => {
    for (const { spec, digest } of parts.dev ? [] : fresh)
      transaction.run(
        "INSERT INTO agent_versions (name, version, digest) VALUES (?, ?, ?) ON CONFLICT(name) DO UPDATE SET version = excluded.version, digest = excluded.digest",
        [spec.name, spec.version, digest],
      );
  };
}

/** Whether a script has a handler for each event it wakes on: asked of the script itself, in the sandbox. */
async function handlerProblems(
  agent: LoadedAgent,
  charter: Charter,
  sandbox: Pick<Guests, "handlers">,
): Promise<string[]> {
  if (agent.code === undefined) return [];
  const listed = await handlersOf(sandbox, { code: agent.code, digest: agent.digest }, charter.agentsCache);
  if (listed.kind === "failed") return [`${agent.file.replace(/\.md$/, ".ts")}: it can't be loaded: ${listed.detail}`];
  return checkWiring({ ...charter.wiring, agents: [{ spec: agent.spec, file: agent.file, handlers: listed.names }] });
}

/** The minute of the owner's day; the last one asked for is remembered, because one tap asks several times. */
function rememberedMinute(zone: string): (now: number) => number {
  let last = { minute: Number.NaN, answer: 0 };
  return (now) => {
    const minute = Math.floor(now / 60_000);
    if (minute !== last.minute) last = { minute, answer: minuteOfDay(now, zone) };
    return last.answer;
  };
}

/** Reading, as actions that policy is asked about. */
export function readingShapes(): ActionShape[] {
  return Object.entries(READABLE).map(([what, { resource, sentence }]) => ({
    name: `read.${what}`,
    group: "reading",
    resource,
    sentence,
    context: {},
  }));
}

/** The part behind the @ of Message-IDs: the owner's own domain. */
function mailDomain(config: Config): string {
  return config.ownerEmail.slice(config.ownerEmail.lastIndexOf("@") + 1);
}

/** Where an installation keeps what can be made again, as its tools do; `null` where it can't be written, in an image say. */
function cacheOf(packageRoot: string): string | null {
  const folder = join(packageRoot, "node_modules", ".cache", "atelier");
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    return null;
  }
}

function ownOr(home: string, packageRoot: string, name: string): string {
  const own = join(home, name);
  return existsSync(own) ? own : join(packageRoot, name);
}
