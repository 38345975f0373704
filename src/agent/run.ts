/**
 * A run: one waking of an agent, for one event, inside one scope. It reads, asks, and submits intents; then it ends.
 * Nothing waits in memory: a run that was cut off is run again from its journal, and all it wishes commits at once.
 * Before: kernel/dispatcher.ts, which opens runs. After: kernel/arbiter.ts, which judges what they wish.
 */
import type { ActionContract, Step } from "../kernel/action.ts";
import type { LedgerEvent, Plain } from "../kernel/event.ts";
import type { Inflight } from "../kernel/inflight.ts";
import { submitIntent, type Wish } from "../kernel/intent.ts";
import type { Keys } from "../kernel/keys.ts";
import { joinLabels, type Label } from "../kernel/label.ts";
import type { Ledger } from "../kernel/ledger.ts";
import { type RunRow, runs } from "../kernel/run-record.ts";
import { setTimer } from "../kernel/schedule.ts";
import type { Transaction, Writer } from "../kernel/writer.ts";
import type { Json } from "../lib/canonical.ts";
import type { Database } from "../store/database.ts";
import { type Answer, Journal } from "./journal.ts";
import type { GuestCall, GuestOutcome, Sandbox } from "./sandbox.ts";

/** An agent, ready to run. */
export interface Staff {
  readonly name: string;
  readonly stamp: string;
  readonly digest: string;
  readonly code: string;
  readonly may: readonly string[];
  readonly wakes: readonly string[];
}

/** Answers a guest's question inside a run. `durable`: it cost something and must not be asked twice. */
export type Answering = (
  call: GuestCall,
  run: RunRow,
  agent: Staff,
) => Promise<Answer & { readonly durable?: boolean }>;

export interface RunnerParts {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly writer: Writer;
  readonly keys: Keys;
  readonly inflight: Inflight;
  readonly sandbox: Sandbox;
  readonly staff: readonly Staff[];
  readonly actions: ReadonlyMap<string, ActionContract>;
  readonly answer: Answering;
  readonly onFailure: (transaction: Transaction, run: RunRow, event: LedgerEvent, why: string) => void;
}

const MOST_AT_ONCE = 8;
/**
 * What is paused is passed over, so that it keeps nobody else waiting. Asked outside a transaction: a run that slips through
 * only wishes; what leaves is asked again at the outbox.
 */
const OPEN_RUNS = `SELECT * FROM runs WHERE state = 'open' AND NOT EXISTS (
  SELECT 1 FROM pauses WHERE active = 1 AND id IN ('agents', 'agent:' || runs.agent, 'client:' || runs.scope)
) ORDER BY started_at, event, id LIMIT 64`;

export class Runner {
  readonly #parts: RunnerParts;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /** Starts the open runs that may run; answers how many. A run whose agent changed meanwhile is opened anew. */
  async start(): Promise<number> {
    const { database, inflight, staff, writer } = this.#parts;
    const open = database.all<RunRow>(OPEN_RUNS);
    // One at a time about one client: the second message is read knowing what the first has led to.
    const busy = new Set(open.filter((run) => inflight.has(run.id)).map((run) => run.scope));
    busy.delete("workspace");
    let started = 0;
    for (const run of open) {
      if (inflight.has(run.id) || busy.has(run.scope) || started === MOST_AT_ONCE) continue;
      const agent = staff.find((one) => one.name === run.agent);
      if (agent?.digest !== run.digest) await writer.submit((transaction) => this.#reopen(transaction, run, agent));
      else if (await this.#go(run, agent)) {
        started++;
        if (run.scope !== "workspace") busy.add(run.scope);
      }
    }
    return started;
  }

  async #go(run: RunRow, agent: Staff): Promise<boolean> {
    const { ledger, writer, inflight, sandbox, keys, database } = this.#parts;
    const event = ledger.at(run.event);
    if (!event) return false;
    const words = ledger.open(event);
    const journal = new Journal({ run: run.id, scope: run.scope, keys, database });
    const wishes: Wish[] = [];
    const timers: Array<{ name: string; at: number; data: Json }> = [];
    let label: Label = event.label;
    const onCall = async (call: GuestCall): Promise<Json> => {
      const known = journal.answered(call.step, call.name, call.args);
      if (call.name === "intend") return this.#intend(agent, call.args, wishes);
      if (call.name === "timer") {
        timers.push(call.args as { name: string; at: number; data: Json });
        return null;
      }
      const answer = known ?? (await this.#parts.answer(call, run, agent));
      if (!known) {
        journal.note(call.step, call.name, call.args, { value: answer.value, label: answer.label });
        if ("durable" in answer && answer.durable) await writer.submit((transaction) => journal.keep(transaction));
      }
      label = joinLabels(label, answer.label);
      return answer.value;
    };
    const guestEvent = {
      id: event.id,
      type: event.type,
      version: event.version,
      at: event.at,
      scope: event.scope,
      data: withoutSeal(event.data),
      ...(words ? { private: words as Record<string, Json> } : {}),
    };
    inflight.start<GuestOutcome>(
      run.id,
      () =>
        sandbox.run({
          code: agent.code,
          digest: agent.digest,
          handler: `${event.type}@${event.version}`,
          event: guestEvent,
          onCall,
        }),
      (answer) => {
        const outcome: GuestOutcome = answer.ok
          ? answer.value
          : { kind: "failed", why: "error", detail: String(answer.error) };
        return writer.submit((transaction) =>
          this.#end(transaction, { run, agent, event, outcome, journal, wishes, timers, label }),
        );
      },
    );
    return true;
  }

  #intend(agent: Staff, args: Json, wishes: Wish[]): null {
    const wish = args as unknown as Wish;
    for (const step of wish.steps) {
      if (!agent.may.includes(step.action))
        throw new Error(`“${step.action}” is not among what ${agent.name} may do: ${agent.may.join(", ")}.`);
      const parsed = this.#parts.actions.get(step.action)?.parse(step.params);
      if (parsed && !parsed.ok) throw new Error(parsed.why);
    }
    wishes.push(wish);
    return null;
  }

  #end(
    transaction: Transaction,
    about: {
      run: RunRow;
      agent: Staff;
      event: LedgerEvent;
      outcome: GuestOutcome;
      journal: Journal;
      wishes: readonly Wish[];
      timers: ReadonlyArray<{ name: string; at: number; data: Json }>;
      label: Label;
    },
  ): void {
    const { run, agent, event, outcome, journal, label } = about;
    if (transaction.records.get(runs, run.id)?.state !== "open") return;
    journal.keep(transaction);
    const actor = `agent:${run.stamp}`;
    const done = outcome.kind === "done";
    const started = { causation: event.id, workflow: event.workflow };
    const ended = transaction.append({
      type: "run.ended",
      actor,
      scope: run.scope,
      subject: `run:${run.id}`,
      ...started,
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
      this.#parts.onFailure(transaction, run, event, outcome.detail);
      return;
    }
    for (const wish of about.wishes) this.#submit(transaction, wish, run, agent, label, ended);
    for (const timer of about.timers)
      setTimer(transaction, {
        id: `${run.id}:${timer.name}`,
        at: timer.at,
        event: "timer.fired",
        scope: run.scope,
        data: timer.data,
        causation: ended.id,
      });
  }

  #submit(transaction: Transaction, wish: Wish, run: RunRow, agent: Staff, label: Label, cause: LedgerEvent): void {
    const contracts = wish.steps.map((step) => ({ step, contract: this.#parts.actions.get(step.action) }));
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

  #reopen(transaction: Transaction, run: RunRow, agent: Staff | undefined): void {
    const event = transaction.eventAt(run.event);
    if (!event || transaction.records.get(runs, run.id)?.state !== "open") return;
    const chain = { scope: run.scope, causation: event.id, workflow: event.workflow, label: event.label };
    const data = {
      run: run.id,
      agent: run.agent,
      outcome: "abandoned",
      calls: 0,
      why: agent ? "the agent changed" : "the agent is gone",
    };
    transaction.append({ type: "run.ended", actor: "kernel", subject: `run:${run.id}`, ...chain, data });
    if (!agent) return;
    const id = `${run.id.split(".")[0]}.${event.seq}.${agent.digest.slice(0, 8)}`;
    transaction.append({
      type: "run.started",
      actor: `agent:${agent.stamp}`,
      subject: `run:${id}`,
      ...chain,
      data: {
        run: id,
        agent: agent.name,
        stamp: agent.stamp,
        digest: agent.digest,
        event: event.seq,
        depth: run.depth,
      },
    });
  }
}

function firstAbout(contracts: ReadonlyArray<{ step: Step; contract: ActionContract | undefined }>): string | null {
  for (const { step, contract } of contracts) {
    const about = contract?.about(step.params);
    if (about) return about;
  }
  return null;
}

/** The plain part: a guest has no use for sealed text. */
function withoutSeal(data: Plain): Record<string, Json> {
  const { private: _, ...rest } = data;
  return rest as Record<string, Json>;
}
