/**
 * What is new is handed to whoever wakes on it, and what was wished gets its verdict. A wish that would happen but for quiet hours or
 * a hold waits here, and is judged again when that is over.
 * Before: workspace.ts, with every tick. After: kernel/dispatcher.ts, kernel/arbiter.ts.
 */
import type { Charter } from "./charter.ts";
import { judgeIntent } from "./kernel/arbiter.ts";
import { dispatch } from "./kernel/dispatcher.ts";
import type { Ledger } from "./kernel/ledger.ts";
import type { Transaction, Writer } from "./kernel/writer.ts";
import type { Clock } from "./lib/clock.ts";
import type { Database } from "./store/database.ts";

const MOST_JUDGED = 64;

export interface JudgingParts {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly writer: Writer;
  readonly charter: Charter;
  readonly clock: Clock;
  /** An agent that wakes itself again and again was stopped. */
  readonly ranAway: (transaction: Transaction, agent: string, why: "depth" | "rate") => void;
}

export class Judging {
  readonly #parts: JudgingParts;
  /** Intents that wait for quiet hours or a hold to end, and until when; a restart judges them anew. */
  readonly #waits = new Map<string, number>();

  constructor(parts: JudgingParts) {
    this.#parts = parts;
  }

  /** Wakes agents on what is new; answers how many events were looked at. */
  async dispatch(): Promise<number> {
    const { database, ledger, writer, charter, ranAway } = this.#parts;
    const cursor = database.get<{ seq: number }>("SELECT seq FROM cursors WHERE name = 'dispatcher'")?.seq ?? 0;
    if (cursor >= (ledger.head()?.seq ?? 0)) return 0;
    const { runawayDepth, runsPerHour } = charter.rulebook().settings;
    return writer.submit((transaction) =>
      dispatch(transaction, {
        ledger,
        agents: charter.staff.map((one) => ({
          agent: one.name,
          stamp: one.stamp,
          digest: one.digest,
          wakes: one.wakes,
        })),
        caps: { depth: runawayDepth, runsPerHour },
        onTrip: (inside, agent, why) => ranAway(inside, agent, why),
      }),
    );
  }

  /** Judges what was wished; answers how many wishes. */
  async judge(): Promise<number> {
    const { database, writer, charter, clock } = this.#parts;
    const now = clock.now();
    for (const [id, until] of this.#waits) if (until <= now) this.#waits.delete(id);
    const waiting = database
      .all<{ id: string }>("SELECT id FROM intents WHERE state = 'submitted' ORDER BY seq LIMIT ?", [
        MOST_JUDGED + this.#waits.size,
      ])
      .filter(({ id }) => !this.#waits.has(id))
      .slice(0, MOST_JUDGED);
    await Promise.all(
      waiting.map(async ({ id }) => {
        const until = await writer.submit((transaction) => judgeIntent(transaction, charter.authority, id));
        if (until !== null) this.#waits.set(id, until);
      }),
    );
    return waiting.length;
  }
}
