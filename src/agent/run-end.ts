/**
 * A run ends here: its journal is kept, and all it wishes commits in one transaction with `run.ended`. A model that could
 * not be asked, or was no help, is no reason to lose what came in: the owner is asked instead.
 * Before: run.ts. After: kernel/arbiter.ts, which judges the wishes.
 */
import type { ActionContract, Step } from "../kernel/action.ts";
import type { LedgerEvent } from "../kernel/event.ts";
import { submitIntent, type Wish } from "../kernel/intent.ts";
import { type RunRow, runs } from "../kernel/run-record.ts";
import { setTimer } from "../kernel/schedule.ts";
import type { Transaction } from "../kernel/writer.ts";
import type { RunLife, RunOutcome } from "./run-life.ts";

export interface EndParts {
  readonly actions: ReadonlyMap<string, ActionContract>;
  /** Tells the owner about a run that failed. */
  readonly onFailure: (transaction: Transaction, run: RunRow, event: LedgerEvent, why: string) => void;
}

const DAY_MS = 86_400_000;
/** What holds for every run of an agent alike, and is told once a day only. */
const STANDING: readonly string[] = ["no-model", "no-budget", "paused"];

/** Records how the run ended, and submits what it wishes. A run that has ended meanwhile is left alone. */
export function endRun(transaction: Transaction, parts: EndParts, life: RunLife, outcome: RunOutcome): void {
  const { run, agent, event, journal, label } = life;
  if (transaction.records.get(runs, run.id)?.state !== "open") return;
  journal.keep(transaction);
  const done = outcome.kind === "done";
  const ended = transaction.append({
    type: "run.ended",
    actor: `agent:${run.stamp}`,
    scope: run.scope,
    subject: `run:${run.id}`,
    causation: event.id,
    workflow: event.workflow,
    label,
    data: {
      run: run.id,
      agent: agent.name,
      outcome: done ? "done" : "failed",
      calls: journal.size,
      journal: journal.digest(),
      depth: run.depth,
      ...(done ? {} : { why: outcome.why }),
    },
    ...(done ? {} : { private: { detail: outcome.detail } }),
  });
  if (!done) {
    failed(transaction, parts, life, outcome, ended);
    return;
  }
  for (const wish of life.wishes) submit(transaction, parts, wish, life, ended);
  for (const timer of life.timers)
    setTimer(transaction, {
      id: `${run.id}:${timer.name}`,
      at: timer.at,
      event: "timer.fired",
      scope: run.scope,
      data: timer.data,
      causation: ended.id,
    });
}

function failed(
  transaction: Transaction,
  parts: EndParts,
  life: RunLife,
  outcome: Exclude<RunOutcome, { kind: "done" }>,
  ended: LedgerEvent,
): void {
  const { run, agent, event } = life;
  const instead = agent.code === undefined ? askInstead(life, outcome) : null;
  if (instead) submit(transaction, parts, instead, life, ended);
  else if (agent.code !== undefined || isNews(transaction, agent.name, outcome.why, ended))
    parts.onFailure(transaction, run, event, outcome.detail);
}

/**
 * The question that takes the place of what a model would have done; `null` where there is no message to ask about. With no
 * model set at all an agent that needs one is no agent yet: a card for each message would only say so again and again.
 */
function askInstead({ agent, event }: RunLife, outcome: { why: string; detail: string }): Wish | null {
  if (outcome.why === "no-model" || typeof event.data.mail !== "string" || !agent.may.includes("owner.ask"))
    return null;
  const question = "I could not deal with this message by myself. What shall be done?";
  return {
    steps: [{ action: "owner.ask", params: { mail: event.data.mail, question } }],
    reason: outcome.detail,
    evidence: [],
  };
}

/** Whether the owner should hear of it: not what they were told within the day. */
function isNews(transaction: Transaction, agent: string, why: string, ended: LedgerEvent): boolean {
  if (!STANDING.includes(why)) return true;
  const name = `told:${agent}:${why}`;
  const told = transaction.get<{ seq: number }>("SELECT seq FROM cursors WHERE name = ?", [name]);
  const before = told && transaction.eventAt(told.seq);
  if (before && before.at > ended.at - DAY_MS) return false;
  transaction.run("INSERT INTO cursors (name, seq) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET seq = excluded.seq", [
    name,
    ended.seq,
  ]);
  return true;
}

function submit(transaction: Transaction, parts: EndParts, wish: Wish, life: RunLife, cause: LedgerEvent): void {
  const { run, agent, label } = life;
  const contracts = wish.steps.map((step) => ({ step, contract: parts.actions.get(step.action) }));
  const [first] = contracts;
  if (!first?.contract) return;
  submitIntent(transaction, {
    ...wish,
    key: first.contract.key(first.step.params, run.scope),
    about: firstAbout(contracts),
    scope: run.scope,
    principal: `agent:${agent.name}`,
    actor: `agent:${run.stamp}`,
    label,
    run: run.id,
    causation: cause.id,
    workflow: cause.workflow,
  });
}

function firstAbout(contracts: ReadonlyArray<{ step: Step; contract: ActionContract | undefined }>): string | null {
  for (const { step, contract } of contracts) {
    const about = contract?.about(step.params);
    if (about) return about;
  }
  return null;
}
