/**
 * The owner's questions, answered from the ledger and the records: what waits, how things stand, why something happened,
 * every step of it, who does what. Reading only; data first, words in console/ and the chats.
 */
import type { Card } from "../kernel/card.ts";
import type { LedgerEvent } from "../kernel/event.ts";
import type { Records } from "../kernel/fold.ts";
import { intents } from "../kernel/intent.ts";
import type { Ledger } from "../kernel/ledger.ts";
import { type ProposalRow, proposals } from "../kernel/proposal.ts";
import type { Clock } from "../lib/clock.ts";
import { readable } from "../lib/zone.ts";
import { clientCostCard, costCard } from "../projections/cost-card.ts";
import { type Costs, type CostsParts, costs, costsOfClient } from "../projections/costs.ts";
import { queue, type Waiting } from "../projections/queue.ts";
import { type Status, status } from "../projections/status.ts";
import { type Step, type Telling, type Told, tell } from "../projections/timeline.ts";
import { clients, clientTitle } from "../records/client.ts";
import type { Database } from "../store/database.ts";
import { pauseWords } from "./pause-scope.ts";

export interface AnswersParts {
  readonly database: Database;
  readonly ledger: Ledger;
  /** Fresh at every call. */
  readonly records: () => Records;
  readonly agents: ReadonlyArray<{
    readonly spec: { readonly name: string; readonly objective: string; readonly may: readonly string[] };
    readonly stamp: string;
    /** Absent: it thinks with a model. */
    readonly code?: string;
  }>;
  /** Whether a model is set for agents that think with one. */
  readonly hasModel?: boolean;
  /** How the cost of models is shown, and the quotas that hold now. */
  readonly spending: () => Pick<CostsParts, "money" | "quotas">;
  readonly telling: Telling;
  readonly clock: Pick<Clock, "now">;
  readonly zone: string;
  /** What goes on meanwhile, in sentences; left out, nothing does. */
  readonly underWay?: () => readonly string[];
  /** The digest as it would be now; `null`: nothing has happened since the last. */
  readonly digest: () => Card | null;
}

export interface Who {
  readonly agents: ReadonlyArray<{
    readonly name: string;
    readonly stamp: string;
    readonly objective: string;
    readonly may: readonly string[];
    readonly busy: number;
    /** What it can't work without, and doesn't have. */
    readonly lacks?: "model";
  }>;
  readonly clients: ReadonlyArray<{ readonly name: string; readonly stage: string }>;
}

/** The status, with what is paused in the owner's words, and the ledger's head. */
export interface Standing extends Status {
  readonly paused: ReadonlyArray<Status["paused"][number] & { readonly words: string }>;
  readonly head: { readonly seq: number; readonly hash: string };
  /** What goes on meanwhile, in sentences. */
  readonly underWay: readonly string[];
}

const LATELY_MS = 7 * 86_400_000;
const MOST_DECIDED = 20;

export class Answers {
  readonly #parts: AnswersParts;

  constructor(parts: AnswersParts) {
    this.#parts = parts;
  }

  queue(): Waiting[] {
    return queue(this.#parts.records(), (row) => this.#cardOf(row));
  }

  status(): Standing {
    const { ledger, database } = this.#parts;
    const records = this.#parts.records();
    const head = ledger.head();
    const now = status(records, database);
    return {
      ...now,
      paused: now.paused.map((pause) => ({ ...pause, words: pauseWords(pause.what, records) })),
      head: { seq: head?.seq ?? 0, hash: head?.hash ?? "" },
      underWay: this.#parts.underWay?.() ?? [],
    };
  }

  /** What a code, an event number, an event id or an opaque id refers to: the workflow it belongs to, from its first event. */
  find(reference: string): LedgerEvent | undefined {
    const { ledger } = this.#parts;
    const records = this.#parts.records();
    const words = reference.trim();
    const row = records.find(proposals, "code = ?", [words.toUpperCase()])[0];
    if (row) return ledger.at(row.seq);
    if (/^\d+$/.test(words)) return ledger.at(Number(words));
    if (/^[0-9a-f]{8}-/.test(words)) return ledger.byId(words);
    return this.#bySubject(words);
  }

  /** Why: the chain from what came in to what became of it, in sentences; `undefined` for a reference nobody knows. */
  why(reference: string): { readonly title: string; readonly steps: readonly Told[] } | undefined {
    const event = this.find(reference);
    if (!event) return undefined;
    const steps = this.#workflow(event);
    const card = this.#cardIn(steps);
    return {
      title: card?.title ?? "What happened",
      steps: steps.flatMap((step) => tell(step, this.#parts.telling) ?? []),
    };
  }

  /** Every event of the workflow, in order. */
  trace(reference: string): readonly Step[] | undefined {
    const event = this.find(reference);
    return event && this.#workflow(event);
  }

  /** What models have cost. */
  costs(): Costs {
    return costs(this.#spending());
  }

  /** The same as a card; of one client only, where one is named. */
  costCard(client: string | null): Card {
    const parts = this.#spending();
    if (client !== null) return clientCostCard(costsOfClient(parts, client), parts.money);
    return costCard(costs(parts), parts.zone);
  }

  digest(): Card | null {
    return this.#parts.digest();
  }

  /** What was decided lately on chats that were just locked, each with an undo: a thief may have had the phone. */
  lockedCard(chats: readonly string[], held: boolean): Card {
    const since = this.#parts.clock.now() - LATELY_MS;
    const records = this.#parts.records();
    const decided = records
      .find(proposals, "decided_at > ? AND decided_seq IS NOT NULL ORDER BY decided_at DESC", [since])
      .filter((row) => chats.includes(String(this.#parts.ledger.at(row.decided_seq ?? 0)?.data.surface)))
      .slice(0, MOST_DECIDED);
    const rows = decided.map((row) => ({
      label: `${row.code} ${row.state}`,
      after: `${readable(row.decided_at ?? 0, this.#parts.zone)}: ${this.#cardOf(row)?.title ?? "forgotten"}`,
    }));
    const names = chats.map((chat) => chat.charAt(0).toUpperCase() + chat.slice(1)).join(" and ");
    return {
      kind: "answer",
      title: `${names} ${chats.length === 1 ? "is" : "are"} locked: nobody decides there until you pair again at the console.${held ? " Nothing new leaves until you say “resume”." : ""}`,
      body:
        rows.length > 0 ? "Decided there in the last seven days:" : "Nothing was decided there in the last seven days.",
      rows,
      taps: decided
        .filter((row) => row.state === "approved" && records.get(intents, row.intent)?.state !== "undone")
        .map((row) => ({ label: `Undo ${row.code}`, words: `undo ${row.code}` })),
      why: [],
      buttons: [],
    };
  }

  who(): Who {
    const { agents, database, hasModel = false } = this.#parts;
    const open = database.all<{ agent: string; count: number }>(
      "SELECT agent, COUNT(*) AS count FROM runs WHERE state = 'open' GROUP BY agent",
    );
    return {
      agents: agents.map(({ spec, stamp, code }) => ({
        name: spec.name,
        stamp,
        objective: spec.objective,
        may: spec.may,
        busy: open.find((row) => row.agent === spec.name)?.count ?? 0,
        ...(code === undefined && !hasModel ? { lacks: "model" as const } : {}),
      })),
      clients: this.#parts
        .records()
        .find(clients, "merged_into IS NULL AND stage <> 'forgotten' ORDER BY stage DESC, since, id")
        .map((client) => ({ name: clientTitle(client), stage: client.stage })),
    };
  }

  #spending(): CostsParts {
    const { database, clock, zone, spending, records } = this.#parts;
    return { ...spending(), records: records(), database, zone, now: clock.now() };
  }

  #workflow(event: LedgerEvent): Step[] {
    const { ledger } = this.#parts;
    return ledger.workflow(event.workflow).map((one) => ({ event: one, words: ledger.open(one) }));
  }

  #cardIn(steps: readonly Step[]): Card | undefined {
    return steps.map((step) => step.words?.card as Card | undefined).findLast((card) => card !== undefined);
  }

  #cardOf(row: ProposalRow): Card | null {
    const event = this.#parts.ledger.at(row.seq);
    return (event && (this.#parts.ledger.open(event)?.card as Card | undefined)) ?? null;
  }

  #bySubject(words: string): LedgerEvent | undefined {
    const { ledger, database } = this.#parts;
    const records = this.#parts.records();
    const intent = records.get(intents, words);
    if (intent) return ledger.at(intent.seq);
    const tables = { p_: "proposals", m_: "mails", e_: "effects" } as const;
    const table = tables[words.slice(0, 2) as keyof typeof tables];
    const row = table && database.get<{ seq: number }>(`SELECT seq FROM ${table} WHERE id = ?`, [words]);
    return row && ledger.at(row.seq);
  }
}
