/**
 * The day's work comes by itself: once the owner's day has begun, every source is asked what falls due, a chunk a transaction,
 * and the events are appended. Where something happens meanwhile that makes more fall due, it is asked again the same day,
 * for those clients only. Nothing is kept here that a restart could lose: what was told stands in the records.
 * Before: workspace.ts, with every tick. After: planner/sources.ts; the agents that wake on the events.
 */
import type { Charter } from "./charter.ts";
import type { Config } from "./config.ts";
import { houseLabel } from "./kernel/label.ts";
import type { Ledger } from "./kernel/ledger.ts";
import type { Transaction, Writer } from "./kernel/writer.ts";
import type { Clock } from "./lib/clock.ts";
import { addDays, daysBetween } from "./lib/workdays.ts";
import { localDate, nextHour } from "./lib/zone.ts";
import type { DueChunk, DueSource, DueView } from "./planner/due.ts";
import { SOURCES } from "./planner/sources.ts";
import type { Database } from "./store/database.ts";

const MOST_AT_ONCE = 200;
const EPOCH = "1970-01-01";

/** A part of the day that is still to be asked for. */
interface Part {
  readonly source: DueSource;
  readonly clients: DueChunk["clients"];
  from: string | null;
}

export interface AdvancingParts {
  readonly database: Database;
  readonly writer: Writer;
  readonly ledger: Ledger;
  readonly charter: Pick<Charter, "house" | "rulebook" | "playbooks">;
  readonly config: Pick<Config, "timezone">;
  readonly clock: Clock;
  /** Instead of those of the house, in tests. */
  readonly sources?: readonly DueSource[];
}

export class Advancing {
  readonly #parts: AdvancingParts;
  readonly #sources: readonly DueSource[];
  /** Every type of event after which some source is asked again. */
  readonly #followed: string;
  #left: Part[] = [];
  /** The day that is being brought, and when the next one begins, ms UTC. */
  #today = "";
  #nextDayAt = 0;
  /** Up to here the ledger was looked through; null after a start. */
  #seen: number | null = null;

  constructor(parts: AdvancingParts) {
    this.#parts = parts;
    this.#sources = parts.sources ?? SOURCES;
    const types = new Set(this.#sources.flatMap((source) => source.follows ?? []));
    this.#followed = [...types].map((type) => `'${type}'`).join(",");
  }

  /** Brings the next part of what is due; answers how many events it appended, 0 when there is nothing left to do. */
  async step(): Promise<number> {
    if (this.#left.length === 0)
      this.#left = this.#parts.clock.now() >= this.#nextDayAt ? this.#day() : this.#happened();
    for (let part = this.#left[0]; part; part = this.#left[0]) {
      const { count, next } = await this.#parts.writer.submit((transaction) => this.#bring(transaction, part));
      if (next === null) this.#left.shift();
      else part.from = next;
      if (count > 0) return count;
    }
    return 0;
  }

  /** All of a new day. A day begins with the hour of the digest; one that was brought before a restart is only gone on with. */
  #day(): Part[] {
    const { charter, config, clock, ledger, database } = this.#parts;
    this.#nextDayAt = nextHour(clock.now(), charter.rulebook().settings.digestHour, config.timezone);
    this.#today = addDays(localDate(this.#nextDayAt, config.timezone), -1);
    const cursor = (name: string) =>
      database.get<{ seq: number }>("SELECT seq FROM cursors WHERE name = ?", [name])?.seq ?? 0;
    if (cursor("advanced") >= daysBetween(EPOCH, this.#today)) {
      this.#seen ??= cursor("advanced-to");
      return this.#happened();
    }
    this.#seen = ledger.head()?.seq ?? 0;
    return this.#sources.map((source) => ({ source, clients: null, from: null }));
  }

  /** What has to be asked again because of what has happened since. */
  #happened(): Part[] {
    const { ledger, database } = this.#parts;
    const head = ledger.head()?.seq ?? 0;
    const seen = this.#seen ?? head;
    this.#seen = head;
    if (head <= seen || this.#followed === "") return [];
    const happened = database.all<{ type: string; scope: string }>(
      `SELECT DISTINCT type, scope FROM events WHERE seq > ? AND seq <= ? AND type IN (${this.#followed})`,
      [seen, head],
    );
    if (happened.length === 0) return [];
    return this.#sources.flatMap((source): Part[] => {
      const scopes = happened.filter(({ type }) => source.follows?.includes(type)).map(({ scope }) => scope);
      return scopes.length > 0 ? [{ source, clients: [...new Set(scopes)], from: null }] : [];
    });
  }

  /** One chunk; the last one of all notes how far it has come. */
  #bring(transaction: Transaction, part: Part): { count: number; next: string | null } {
    const { from, clients } = part;
    const { events, next } = part.source.due(this.#view(transaction), { from, clients, most: MOST_AT_ONCE });
    for (const { type, scope, subject, data } of events)
      transaction.append({ type, scope, subject, data, actor: "kernel", label: houseLabel(scope) });
    const last = next === null && this.#left.length === 1;
    if (last && (clients === null || events.length > 0)) {
      this.#note(transaction, "advanced", daysBetween(EPOCH, this.#today));
      this.#note(transaction, "advanced-to", this.#seen ?? 0);
    }
    return { count: events.length, next };
  }

  #view(transaction: Transaction): DueView {
    const { charter } = this.#parts;
    return {
      today: this.#today,
      now: transaction.now,
      records: transaction.records,
      house: charter.house,
      rulebook: charter.rulebook(),
      playbooks: charter.playbooks(),
      all(sql, values) {
        transaction.records.flush();
        return transaction.all(sql, values);
      },
    };
  }

  #note(transaction: Transaction, name: string, seq: number): void {
    transaction.run(
      "INSERT INTO cursors (name, seq) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET seq = excluded.seq",
      [name, seq],
    );
  }
}
