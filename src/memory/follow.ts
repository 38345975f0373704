/**
 * The index of episodes follows the ledger: with a cursor, some events a step, inside the writer's transaction, so that what
 * was indexed and how far it has come are one commit. It can be dropped and made anew at any time, identically.
 * Before: workspace.ts, with every tick. After: episodes.ts, episode-index.ts.
 */
import type { Ledger } from "../kernel/ledger.ts";
import type { Transaction, Writer } from "../kernel/writer.ts";
import type { Database } from "../store/database.ts";
import type { EpisodeIndex } from "./episode-index.ts";
import { EPISODE_TYPES, episodeOf } from "./episodes.ts";
import type { Episode } from "./memory.ts";

/** How far the index has come. */
export const INDEX_CURSOR = "memory";
/** How far an embedder has come; its name stands behind it. */
export const VECTORS_CURSOR = "vectors:";
/** Of one step: events looked at, and episodes indexed. One step is one commit, and everything else waits for it. */
const MOST_EVENTS = 5000;
const MOST_EPISODES = 64;
const NEXT = nextEpisodes(MOST_EPISODES);
/** The next events after a seq, up to another, that may be episodes; at most `most`. Nothing of who was forgotten. */
export function nextEpisodes(most: number): string {
  return `SELECT seq FROM events WHERE seq > ? AND seq <= ? AND type IN (${EPISODE_TYPES.map((type) => `'${type}'`).join(",")})
    AND scope NOT IN (SELECT scope FROM forgettings) ORDER BY seq LIMIT ${most}`;
}

export interface FollowerParts {
  readonly database: Database;
  readonly writer: Writer;
  readonly ledger: Ledger;
  readonly index: Pick<EpisodeIndex, "add" | "drop">;
}

export class Follower {
  readonly #parts: FollowerParts;

  constructor(parts: FollowerParts) {
    this.#parts = parts;
  }

  /** Goes on a step; answers how many events it has come further. Two look-ups when there is nothing new. */
  async step(): Promise<number> {
    const { database, ledger, writer } = this.#parts;
    const head = ledger.head()?.seq ?? 0;
    if (cursorIn(database) >= head) return 0;
    return writer.submit((transaction) => this.#follow(transaction, head));
  }

  /** Drops the whole index; the next steps make it anew. */
  async rebuild(): Promise<void> {
    await this.#parts.writer.submit((transaction) => {
      for (const { scope } of transaction.all<{ scope: string }>("SELECT scope FROM memory_scopes"))
        this.#parts.index.drop(scope);
      setCursor(transaction, INDEX_CURSOR, 0);
      transaction.run("DELETE FROM cursors WHERE name LIKE ?", [`${VECTORS_CURSOR}%`]);
    });
  }

  #follow(transaction: Transaction, head: number): number {
    const from = cursorIn(transaction);
    const end = Math.min(from + MOST_EVENTS, head);
    const found = transaction.all<{ seq: number }>(NEXT, [from, end]);
    const reached = found.length === MOST_EPISODES ? (found.at(-1)?.seq ?? end) : end;
    const episodes = found.flatMap(({ seq }): Episode[] => {
      const event = transaction.eventAt(seq);
      const remembered = event && episodeOf(event, transaction);
      return remembered ? [remembered.episode] : [];
    });
    setCursor(transaction, INDEX_CURSOR, reached); // first, so that the rows of the index are undone with this command alone
    if (episodes.length > 0) this.#parts.index.add(episodes);
    return reached - from;
  }
}

function cursorIn(database: Pick<Transaction, "get">): number {
  return database.get<{ seq: number }>("SELECT seq FROM cursors WHERE name = ?", [INDEX_CURSOR])?.seq ?? 0;
}

/** Notes how far a reader of the ledger has come. */
export function setCursor(transaction: Transaction, name: string, seq: number): void {
  transaction.run("INSERT INTO cursors (name, seq) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET seq = excluded.seq", [
    name,
    seq,
  ]);
}
