/**
 * Where episodes are found again: one index for all scopes in which each stands alone. Terms are blinded under the scope's
 * key, statistics are the scope's own, and no text is kept: the words stand sealed in the ledger.
 * It can be made anew from there at any time; a scope that was never added, or whose key is gone, answers nothing.
 * Before: follow.ts adds, recall.ts asks. After: terms.ts, blinding.ts, index-writer.ts, rank.ts, vectors.ts.
 */
import type { Keys } from "../kernel/keys.ts";
import type { Database } from "../store/database.ts";
import { Blinding } from "./blinding.ts";
import { addEpisodes, type Place } from "./index-writer.ts";
import type { Episode } from "./memory.ts";
import { rowsIn } from "./postings.ts";
import { best, fused, type Scored, Scoring, withThread } from "./rank.ts";
import { termsAsked } from "./terms.ts";
import { type EpisodeVectors, Vectors } from "./vectors.ts";

export interface Hit {
  readonly scope: string;
  /** The event. */
  readonly seq: number;
  readonly at: number;
  readonly thread: string | null;
  readonly kind: Episode["kind"];
  /** Comparable within one answer only. */
  readonly score: number;
}

export interface SearchOptions {
  /** The most hits. */
  readonly limit: number;
  /** The question as the embedder sees it: counted a little beside its words. */
  readonly vector?: Float32Array;
}

/** How many rows are looked at together, with their threads, before the best are given. */
const CANDIDATES = 256;

const NAMED = `SELECT row, seq, at, thread, kind FROM memory_rows WHERE place = ?
  AND row IN (SELECT value FROM json_each(?))`;
const ROW_OF = "SELECT row FROM memory_rows WHERE place = ? AND seq = ?";

export class EpisodeIndex {
  readonly #database: Database;
  readonly #keys: Keys;
  readonly #blinding: Blinding;
  readonly #vectors: Vectors;

  /** `embedder`: the model that `addVectors` and a question's `vector` are of, where one is set. */
  constructor({ database, keys, embedder }: { database: Database; keys: Keys; embedder?: string | undefined }) {
    this.#database = database;
    this.#keys = keys;
    this.#blinding = new Blinding({ keys });
    this.#vectors = new Vectors({ database, keys, model: embedder ?? "none" });
  }

  /**
   * Indexes episodes, in their order: a turn's context is the one that came before it in its thread. Only inside a write
   * transaction. Adding the same (scope, seq) twice does nothing, nor does adding to a scope whose key was destroyed. Many at
   * once cost far less than one by one.
   */
  add(episodes: readonly Episode[]): void {
    for (const scope of new Set(episodes.map((episode) => episode.scope)))
      this.#addTo(
        scope,
        episodes.filter((episode) => episode.scope === scope),
      );
  }

  /**
   * Adds what rows mean to the embedder, in the order they were indexed: of events that aren't, and of rows before one that has
   * a vector, nothing is kept. Only inside a write transaction.
   */
  addVectors(scope: string, rows: EpisodeVectors): void {
    const place = this.#placeOf(scope);
    if (!place) return;
    const placed = rows.flatMap(({ seq, vector }) => {
      const known = this.#database.get<{ row: number }>(ROW_OF, [place.place, seq]);
      return known ? [{ row: known.row, vector }] : [];
    });
    placed.sort((one, other) => one.row - other.row);
    this.#vectors.add({ ...place, rows: placed });
  }

  /** Events of the scope that wait for a vector, in the order they were indexed: `addVectors` takes them in that order. */
  withoutVectors(scope: string, limit: number): number[] {
    const place = this.#placeOf(scope);
    if (!place) return [];
    return this.#database
      .tuples("SELECT seq FROM memory_rows WHERE place = ? AND row >= ? ORDER BY row LIMIT ?", [
        place.place,
        this.#vectors.next(place),
        limit,
      ])
      .map(([seq]) => Number(seq));
  }

  /**
   * The rows of one client that answer a question best, best first. `scopes` are the client's own and those merged into it:
   * their statistics add up. Whatever else is in the index has no part in the answer, nor in its scores.
   */
  search(scopes: readonly string[], question: string, { limit, vector }: SearchOptions): Hit[] {
    const open = [...new Set(scopes)].flatMap((scope) => {
      const [blind, place] = [this.#blinding.of(scope), this.#placeOf(scope)];
      return blind && place ? [{ ...place, blind, scores: new Float32Array(place.rows) }] : [];
    });
    const scoring = new Scoring({
      rows: open.reduce((sum, { rows }) => sum + rows, 0),
      words: open.reduce((sum, { words }) => sum + words, 0),
    });
    for (const alike of termsAsked(question)) {
      const found = open.map(({ place, blind }) => alike.flatMap((term) => this.#blocks(place, blind(term))));
      const worth = scoring.worth(found.flat().reduce((sum, block) => sum + rowsIn(block), 0));
      open.forEach(({ scores }, at) => {
        for (const block of found[at] ?? []) scoring.add(block, worth, scores);
      });
    }
    const most = Math.max(CANDIDATES, limit);
    const highest = open.reduce((most, { scores }) => scores.reduce((one, other) => Math.max(one, other), most), 0);
    const candidates = open.flatMap(({ scope, place, scores }) => {
      const meant = vector ? this.#vectors.near({ scope, place, values: vector, rows: scores.length }) : undefined;
      return this.#named(scope, place, meant ? fused(scores, meant, highest, most) : best(scores, most));
    });
    candidates.sort((one, other) => other.score - one.score || other.seq - one.seq);
    return withThread(candidates.slice(0, most)).slice(0, limit);
  }

  /** Takes a scope out of the index, and what is remembered of it out of this process. Only inside a write transaction. */
  drop(scope: string): void {
    this.#blinding.forget(scope);
    const place = this.#placeOf(scope);
    if (!place) return;
    this.#vectors.drop(place);
    for (const table of ["memory_postings", "memory_rows", "memory_scopes"])
      this.#database.run(`DELETE FROM ${table} WHERE place = ?`, [place.place]);
  }

  #addTo(scope: string, episodes: readonly Episode[]): void {
    if (this.#keys.isDestroyed(scope, "personal")) return;
    const blind = this.#blinding.of(scope) ?? this.#withKey(scope);
    addEpisodes(this.#database, this.#placeOf(scope) ?? this.#newPlace(scope), blind, episodes);
  }

  #blocks(place: number, term: number): Uint8Array[] {
    return this.#database
      .tuples("SELECT data FROM memory_postings WHERE place = ? AND term = ? ORDER BY block", [place, term])
      .flatMap(([data]) => (data instanceof Uint8Array ? [data] : []));
  }

  #named(scope: string, place: number, scored: readonly Scored[]): Hit[] {
    const scores = new Map(scored.map(({ row, score }) => [row, score]));
    return this.#database
      .all<Omit<Hit, "scope" | "score"> & { row: number }>(NAMED, [place, JSON.stringify([...scores.keys()])])
      .map(({ row, seq, at, thread, kind }) => ({ scope, seq, at, thread, kind, score: scores.get(row) ?? 0 }));
  }

  #placeOf(scope: string): Place | undefined {
    return this.#database.get<Place>("SELECT place, scope, rows, words FROM memory_scopes WHERE scope = ?", [scope]);
  }

  #newPlace(scope: string): Place {
    this.#database.run("INSERT INTO memory_scopes (scope, rows, words) VALUES (?, 0, 0)", [scope]);
    const place = this.#placeOf(scope);
    if (!place) throw new Error("a scope that was just written can't be read: the database is damaged");
    return place;
  }

  /** A scope's first words may come before its first seal: its key is made here then. */
  #withKey(scope: string): (term: string) => number {
    this.#keys.blind(scope, "personal", "");
    const blind = this.#blinding.of(scope);
    if (!blind) throw new Error("a key that was just made can't be read: is the disk full?");
    return blind;
  }
}
