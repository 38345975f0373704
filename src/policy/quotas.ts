/**
 * The quotas a call has to keep, and the keys its cost is summed under. Rules only: what is spent and held against them is
 * the meter's to know.
 * Before: budgets.ts, agent specs. After: model/meter.ts, and the costs view.
 */
import { localDate, startOfDay, startOfNextMonth } from "../lib/zone.ts";
import type { Budgets } from "./budgets.ts";

/** Whom a call is for. `client` is `null` where it is for no client. */
export interface Caller {
  readonly agent: string | null;
  readonly run: string | null;
  readonly workflow: string | null;
  readonly client: string | null;
}

export interface Quota {
  /** What is summed: `day:2026-11-24`. */
  readonly key: string;
  readonly kind: "day" | "month" | "agent" | "client" | "run" | "workflow";
  /** Micro-dollars; `UNLIMITED` where it is only summed. */
  readonly limitMicros: number;
  /** When it is filled again, ms UTC; `null`: never, because what it is for comes only once. */
  readonly until: number | null;
  /** Whom it is about, for an agent's or a client's. */
  readonly whose: string | null;
  /** Where the owner changes it: `“day” in policies/budgets.yaml`. */
  readonly place: string;
}

export interface QuotaRules {
  readonly budgets: Budgets;
  /** What a dollar is worth in the workspace's currency. */
  readonly dollar: number;
  /** In the workspace's currency, from the agent's own spec; `null` where there is no such agent. */
  readonly agentBudget: (name: string) => { readonly run: number; readonly day: number } | null;
}

/** The owner's day, and when it and its month end (ms UTC). */
export interface Calendar {
  readonly date: string;
  readonly from: number;
  readonly tomorrow: number;
  readonly nextMonth: number;
}

/** The day of `now` (ms UTC). Time zones are slow to ask: whoever counts many calls keeps it while the day lasts. */
export function calendarOf(now: number, zone: string): Calendar {
  return {
    date: localDate(now, zone),
    from: startOfDay(now, zone),
    tomorrow: startOfDay(now, zone, -1),
    nextMonth: startOfNextMonth(now, zone),
  };
}

/** Every quota the call has to keep, the widest first. */
export function quotasOf(caller: Caller, rules: QuotaRules, calendar: Calendar): Quota[] {
  const { budgets, dollar, agentBudget } = rules;
  const { date, tomorrow, nextMonth } = calendar;
  const month = date.slice(0, 7);
  const quota = (kind: Quota["kind"], key: string, sum: number, until: number | null, more: Partial<Quota> = {}) => ({
    kind,
    key,
    until,
    limitMicros: microsOf(sum, dollar),
    whose: null,
    place: `“${kind}” in policies/budgets.yaml`,
    ...more,
  });
  const { agent, run, workflow, client } = caller;
  const own = agent === null ? null : agentBudget(agent);
  const quotas: Quota[] = [
    quota("month", `month:${month}`, budgets.month, nextMonth),
    quota("day", `day:${date}`, budgets.day, tomorrow),
  ];
  if (client !== null) {
    const more = { whose: client, place: "“clientMonth” in policies/budgets.yaml" };
    quotas.push(quota("client", `client:${client}:${month}`, budgets.clientMonth, nextMonth, more));
  }
  if (agent !== null) {
    const given = budgets.agent[agent] ?? Number.POSITIVE_INFINITY;
    const inSpec = own?.day ?? Number.POSITIVE_INFINITY;
    const least = Math.min(given, inSpec);
    const place =
      inSpec <= given ? `“budget” in agents/${agent}/agent.md` : `“${agent}” under “agent” in policies/budgets.yaml`;
    quotas.push(quota("agent", `agent:${agent}:${date}`, least, tomorrow, { whose: agent, place }));
  }
  if (workflow !== null) quotas.push(quota("workflow", `workflow:${workflow}`, budgets.workflow, null));
  if (run !== null) {
    const place = `“budget” in agents/${agent ?? "NAME"}/agent.md`;
    quotas.push(quota("run", `run:${run}`, own?.run ?? Number.POSITIVE_INFINITY, null, { whose: agent, place }));
  }
  return quotas;
}

/** Those that hold whoever asks: the month's, the day's, and each agent's day. */
export function standingQuotas(rules: QuotaRules, agents: readonly string[], calendar: Calendar): Quota[] {
  const nobody = { agent: null, run: null, workflow: null, client: null };
  const own = agents.flatMap((agent) => quotasOf({ ...nobody, agent }, rules, calendar).filter((one) => one.whose));
  return [...quotasOf(nobody, rules, calendar), ...own.filter((one) => one.limitMicros < UNLIMITED)];
}

/** The limit of what is only summed. */
export const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** A sum of the workspace's currency in micro-dollars, rounded down: a quota is never larger than it was set. */
export function microsOf(sum: number, dollar: number): number {
  return Math.min(Math.floor((sum / dollar) * 1_000_000 + 1e-6), UNLIMITED);
}
