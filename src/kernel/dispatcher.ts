/**
 * The dispatcher hands each event to the agents that wake on it, once, by a persisted cursor.
 * It also holds the cap on causal depth and rate: agents can't wake themselves into a loop (invariant 10).
 * Before: ledger.ts. After: agent/run.ts, which runs what was opened here.
 */
import { opaqueId } from "../lib/id.ts";
import type { LedgerEvent } from "./event.ts";
import type { Ledger } from "./ledger.ts";
import { agentsPaused, setPause } from "./pause.ts";
import type { Transaction } from "./writer.ts";

/** Who wakes on what; `digest` is of the agent's files. */
export interface Waking {
  readonly agent: string;
  readonly stamp: string;
  readonly digest: string;
  readonly wakes: readonly string[];
}

export interface Caps {
  readonly depth: number;
  readonly runsPerHour: number;
}

const MOST_AT_ONCE = 200;
const HOUR_MS = 3_600_000;

/** Opens runs for the next events; answers how many events it went through. `onTrip` tells the owner about a runaway. */
export function dispatch(
  transaction: Transaction,
  parts: {
    ledger: Ledger;
    agents: readonly Waking[];
    caps: Caps;
    onTrip: (transaction: Transaction, agent: string, why: "depth" | "rate") => void;
  },
): number {
  if (agentsPaused(transaction.records)) return 0;
  const cursor = seqOf(transaction, "dispatcher");
  const tripped = seqOf(transaction, "runaway");
  const woke = new Map<string, number>();
  let seq = cursor;
  for (const event of parts.ledger.after(cursor, MOST_AT_ONCE)) {
    const name = `${event.type}@${event.version}`;
    // What is addressed to one agent wakes nobody else; what is addressed to `null` wakes nobody.
    const addressed = event.data.for;
    const woken = parts.agents.filter(
      ({ agent, wakes }) => wakes.includes(name) && (addressed === undefined || addressed === agent),
    );
    // The event that tripped the cap is looked at again only after the owner said to go on: it counts anew from there.
    const depth = woken.length === 0 || event.seq === tripped ? 1 : depthOf(parts.ledger, event) + 1;
    for (const { agent } of woken) if (!woke.has(agent)) woke.set(agent, wokenThisHour(transaction, agent, tripped));
    const isPlanned = wasPlanned(event);
    const over =
      depth > parts.caps.depth
        ? woken[0]
        : woken.find(({ agent }) => !isPlanned && (woke.get(agent) ?? 0) >= parts.caps.runsPerHour);
    if (over) {
      // The cursor stays before this event and nobody has begun with it: nothing is lost, and it goes on when the owner resumes.
      const why = depth > parts.caps.depth ? "depth" : "rate";
      const reason = why === "depth" ? "agents were waking each other in a loop" : "an agent was waking too often";
      for (const what of ["workspace", "agents"]) setPause(transaction, what, reason, "kernel");
      parts.onTrip(transaction, over.agent, why);
      moveCursor(transaction, "runaway", event.seq);
      break;
    }
    for (const agent of woken) {
      openRun(transaction, agent, event, depth);
      if (isPlanned) continue;
      woke.set(agent.agent, (woke.get(agent.agent) ?? 0) + 1);
    }
    seq = event.seq;
  }
  if (seq > cursor) moveCursor(transaction, "dispatcher", seq);
  return seq - cursor;
}

function openRun(transaction: Transaction, agent: Waking, event: LedgerEvent, depth: number): void {
  const run = opaqueId("r", transaction.entropy);
  transaction.append({
    type: "run.started",
    actor: `agent:${agent.stamp}`,
    scope: event.scope,
    subject: `run:${run}`,
    causation: event.id,
    workflow: event.workflow,
    label: event.label,
    data: { run, agent: agent.agent, stamp: agent.stamp, digest: agent.digest, event: event.seq, depth },
  });
}

function seqOf(transaction: Transaction, name: string): number {
  return transaction.get<{ seq: number }>("SELECT seq FROM cursors WHERE name = ?", [name])?.seq ?? 0;
}

function moveCursor(transaction: Transaction, name: string, seq: number): void {
  transaction.run("INSERT INTO cursors (name, seq) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET seq = excluded.seq", [
    name,
    seq,
  ]);
}

/** How many runs lie between `event` and what came from outside or from the owner: up its causes to the first run. */
function depthOf(ledger: Ledger, event: LedgerEvent): number {
  let at: LedgerEvent | undefined = event;
  while (at) {
    if (at.type === "run.ended" || at.type === "run.started") return Number(at.data.depth);
    if (at.actor.startsWith("owner:") || at.causation === null) return 0;
    at = ledger.byId(at.causation);
  }
  return 0;
}

/** What the house itself gives an agent to do, because its day has come, is no loop, however much of it there is. */
function wasPlanned(event: LedgerEvent): boolean {
  return event.actor === "kernel" && event.data.for !== undefined;
}

/** How often the agent woke within the hour by what was not planned; what was before the last trip is not held against it twice. */
function wokenThisHour(transaction: Transaction, agent: string, tripped: number): number {
  const sql = `SELECT COUNT(*) AS count FROM runs JOIN events ON events.seq = runs.event
    WHERE runs.agent = ? AND runs.started_at > ? AND runs.event >= ?
    AND NOT (events.actor = 'kernel' AND json_extract(events.data, '$.for') IS NOT NULL)`;
  const values = [agent, transaction.now - HOUR_MS, tripped];
  return transaction.get<{ count: number }>(sql, values)?.count ?? 0;
}
