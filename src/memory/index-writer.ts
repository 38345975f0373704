/**
 * How episodes come into the index: a batch of one scope is merged in memory, so that each term is written once, by adding to
 * the last block of its list. What a thread's next turn needs of this one, its blinded words, is kept with its row.
 * Before: episode-index.ts, terms.ts. After: postings.ts.
 */
import type { Database, Value } from "../store/database.ts";
import { insertRows } from "../store/insert.ts";
import type { Episode } from "./memory.ts";
import { appended, lengthClass, type Posting } from "./postings.ts";
import { termsOf } from "./terms.ts";

/** Where a scope stands in the index, and what it holds. */
export interface Place {
  readonly scope: string;
  readonly place: number;
  readonly rows: number;
  readonly words: number;
}

type Blind = (term: string) => number;

/** A turn's blinded words, with how often each stands there. */
type Tail = ReadonlyArray<readonly [term: number, times: number]>;

interface LastTurn {
  readonly row: number;
  readonly tail: Tail;
}

/** The distinct words of a turn that its next keeps as context. */
const MOST_TAIL = 200;
/** The term's six bytes, and one for its times. */
const TAIL_BYTES = 7;
/** Terms looked up by one statement. */
const LOOKED_UP = 500;

/** CROSS JOIN holds the order: SQLite would walk all of the scope for each term otherwise. */
const LAST_BLOCKS = `SELECT p.term, p.rowid, p.block, p.data FROM json_each(?) AS t CROSS JOIN memory_postings AS p
  ON p.place = ? AND p.term = t.value AND p.block = (SELECT MAX(block) FROM memory_postings WHERE place = ? AND term = t.value)`;

/** Adds episodes to a scope, in their order, those it has already left out. Only inside a write transaction. */
export function addEpisodes(database: Database, place: Place, blind: Blind, episodes: readonly Episode[]): void {
  const batch = new Batch(database, place, blind);
  for (const episode of episodes) batch.add(episode);
  batch.write();
}

class Batch {
  readonly #database: Database;
  readonly #place: Place;
  readonly #blind: Blind;
  readonly #terms = new Map<number, Posting[]>();
  readonly #rows: Episode[] = [];
  readonly #seqs = new Set<number>();
  /** The last turn of each thread met, and the rows that were last before this batch. */
  readonly #last = new Map<string, LastTurn>();
  readonly #passed: number[] = [];
  #words: number;

  constructor(database: Database, place: Place, blind: Blind) {
    this.#database = database;
    this.#place = place;
    this.#blind = blind;
    this.#words = place.words;
  }

  add(episode: Episode): void {
    if (this.#has(episode.seq)) return;
    const row = this.#place.rows + this.#rows.length;
    const { own, length, tail, date } = termsOf(episode);
    const context = new Map(episode.thread === null ? [] : this.#lastOf(episode.thread)?.tail);
    for (const word of date) context.set(this.#blind(word), (context.get(this.#blind(word)) ?? 0) + 1);
    const said = new Map([...own].map(([word, times]) => [this.#blind(word), times]));
    const place = { row, length: lengthClass(length) };
    for (const [term, times] of said) this.#post(term, { ...place, own: times, context: context.get(term) ?? 0 });
    for (const [term, times] of context) if (!said.has(term)) this.#post(term, { ...place, own: 0, context: times });
    if (episode.thread !== null) {
      const kept = [...tail].slice(0, MOST_TAIL).map(([word, times]) => [this.#blind(word), times] as const);
      this.#last.set(episode.thread, { row, tail: kept });
    }
    this.#rows.push(episode);
    this.#seqs.add(episode.seq);
    this.#words += length;
  }

  write(): void {
    const { place, rows } = this.#place;
    this.#writeRows();
    this.#writeTerms();
    this.#database.run("UPDATE memory_scopes SET rows = ?, words = ? WHERE place = ?", [
      rows + this.#rows.length,
      this.#words,
      place,
    ]);
  }

  #has(seq: number): boolean {
    return (
      this.#seqs.has(seq) ||
      this.#database.get("SELECT 1 FROM memory_rows WHERE place = ? AND seq = ?", [this.#place.place, seq]) !==
        undefined
    );
  }

  #lastOf(thread: string): LastTurn | undefined {
    const met = this.#last.get(thread);
    if (met) return met;
    const kept = this.#database.get<{ row: number; tail: Uint8Array | null }>(
      "SELECT row, tail FROM memory_rows WHERE place = ? AND thread = ? ORDER BY row DESC LIMIT 1",
      [this.#place.place, thread],
    );
    if (kept) this.#passed.push(kept.row);
    return kept && { row: kept.row, tail: unpackedTail(kept.tail) };
  }

  #post(term: number, posting: Posting): void {
    const known = this.#terms.get(term);
    if (known) known.push(posting);
    else this.#terms.set(term, [posting]);
  }

  #writeRows(): void {
    const { place, rows } = this.#place;
    for (const row of this.#passed)
      this.#database.run("UPDATE memory_rows SET tail = NULL WHERE place = ? AND row = ?", [place, row]);
    const tails = new Map([...this.#last.values()].map(({ row, tail }) => [row, packedTail(tail)]));
    insertRows(
      this.#database,
      "memory_rows",
      ["place", "row", "seq", "at", "thread", "kind", "tail"],
      this.#rows.map(({ seq, at, thread, kind }, index) => {
        const row = rows + index;
        return [place, row, seq, at, thread, kind, tails.get(row) ?? null];
      }),
    );
  }

  #writeTerms(): void {
    const { place } = this.#place;
    const fresh: Value[][] = [];
    const terms = [...this.#terms.keys()].sort((one, other) => one - other);
    for (let from = 0; from < terms.length; from += LOOKED_UP) {
      const some = terms.slice(from, from + LOOKED_UP);
      const found = this.#database.tuples(LAST_BLOCKS, [JSON.stringify(some), place, place]);
      const known = new Map(found.map(([term, id, block, data]) => [term, { id, block, data }]));
      for (const term of some) {
        const last = known.get(term);
        const data = last?.data instanceof Uint8Array ? last.data : undefined;
        const [first, ...more] = appended(data, this.#terms.get(term) ?? []);
        if (last && first)
          this.#database.run("UPDATE memory_postings SET data = ? WHERE rowid = ?", [first, last.id ?? null]);
        else if (first) fresh.push([place, term, 0, first]);
        more.forEach((block, at) => {
          fresh.push([place, term, Number(last?.block ?? 0) + at + 1, block]);
        });
      }
    }
    insertRows(this.#database, "memory_postings", ["place", "term", "block", "data"], fresh);
  }
}

function packedTail(tail: Tail): Uint8Array {
  const bytes = Buffer.alloc(tail.length * TAIL_BYTES);
  tail.forEach(([term, times], at) => {
    bytes.writeUIntBE(term, at * TAIL_BYTES, TAIL_BYTES - 1);
    bytes[at * TAIL_BYTES + TAIL_BYTES - 1] = Math.min(255, times);
  });
  return bytes;
}

function unpackedTail(bytes: Uint8Array | null): Tail {
  const tail = Buffer.from(bytes ?? []);
  return Array.from({ length: tail.length / TAIL_BYTES }, (_, at) => {
    const start = at * TAIL_BYTES;
    return [tail.readUIntBE(start, TAIL_BYTES - 1), tail[start + TAIL_BYTES - 1] ?? 0] as const;
  });
}
