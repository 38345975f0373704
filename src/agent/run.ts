/**
 * A run: one waking of an agent, for one event, inside one scope. It reads, asks, and submits intents; then it ends.
 * Nothing waits in memory: a run that was cut off is run again from its journal, and all it wishes commits at once.
 * Before: kernel/dispatcher.ts, which opens runs. After: script-run.ts or model-loop.ts; then run-end.ts.
 */
import type { Inflight } from "../kernel/inflight.ts";
import type { Keys } from "../kernel/keys.ts";
import type { Ledger } from "../kernel/ledger.ts";
import { type RunRow, runs } from "../kernel/run-record.ts";
import type { Transaction } from "../kernel/writer.ts";
import type { Database } from "../store/database.ts";
import { Journal } from "./journal.ts";
import { type LoopParts, ModelLoop } from "./model-loop.ts";
import { type EndParts, endRun } from "./run-end.ts";
import type { RunLife, RunOutcome, Staff } from "./run-life.ts";
import { runScript, type ScriptParts } from "./script-run.ts";

export type { Answering, Staff } from "./run-life.ts";

export interface RunnerParts extends ScriptParts, LoopParts, EndParts {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly keys: Keys;
  readonly inflight: Inflight;
  readonly staff: readonly Staff[];
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
      if (agent?.digest !== run.digest) await writer.submit((transaction) => reopen(transaction, run, agent));
      else if (this.#go(run, agent)) {
        started++;
        if (run.scope !== "workspace") busy.add(run.scope);
      }
    }
    return started;
  }

  #go(run: RunRow, agent: Staff): boolean {
    const { ledger, writer, inflight, keys, database } = this.#parts;
    const event = ledger.at(run.event);
    if (!event) return false;
    const life: RunLife = {
      run,
      agent,
      event,
      words: ledger.open(event),
      journal: new Journal({ run: run.id, scope: run.scope, keys, database }),
      wishes: [],
      timers: [],
      label: event.label,
    };
    inflight.start<RunOutcome>(
      run.id,
      () => this.#live(life),
      (answer) => {
        const outcome: RunOutcome = answer.ok
          ? answer.value
          : { kind: "failed", why: "error", detail: String(answer.error) };
        return writer.submit((transaction) => endRun(transaction, this.#parts, life, outcome));
      },
    );
    return true;
  }

  #live(life: RunLife): Promise<RunOutcome> {
    const { code } = life.agent;
    return code === undefined ? new ModelLoop(this.#parts, life).run() : runScript(this.#parts, life, code);
  }
}

function reopen(transaction: Transaction, run: RunRow, agent: Staff | undefined): void {
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
