/**
 * What rows mean, as an embedder sees it: one vector a row, kept sealed in blocks under the scope's key, one byte a number.
 * Searched by looking at all of them: exact, and quick enough for a hundred thousand. Only where an embedder is set.
 * Before: episode-index.ts. After: rank.ts, which counts it a little beside the words.
 */
import type { Keys } from "../kernel/keys.ts";
import type { Database } from "../store/database.ts";

export type EpisodeVectors = ReadonlyArray<{ readonly seq: number; readonly vector: Float32Array }>;

interface Where {
  readonly scope: string;
  readonly place: number;
}

/** Rows a block: adding one row seals its block anew. */
const BLOCK_ROWS = 128;
/** Opened scopes are kept up to this many bytes; the one asked longest ago goes first. */
const MOST_OPEN_BYTES = 128 * 1024 * 1024;
/** A row in a block: its number, the length of its vector as written, then one byte a dimension. */
const HEAD_BYTES = 8;

interface Opened {
  /** Blocks are only appended to, so the last one's number and size say whether anything came in. */
  readonly version: string;
  readonly rows: Uint32Array;
  readonly lengths: Float32Array;
  readonly values: Int8Array;
}

export class Vectors {
  readonly #database: Database;
  readonly #keys: Keys;
  readonly #model: string;
  readonly #opened = new Map<string, Opened>();

  /** `model`: whose vectors these are. Another model's may stand beside them, and are not looked at. */
  constructor({ database, keys, model }: { database: Database; keys: Keys; model: string }) {
    this.#database = database;
    this.#keys = keys;
    this.#model = model;
  }

  /** Adds vectors of rows, ascending; a row at or before the last one that has a vector is passed over. */
  add({ rows, ...where }: Where & { rows: ReadonlyArray<{ row: number; vector: Float32Array }> }): void {
    const last = this.#last(where);
    let [block, written] = [last?.block ?? 0, last?.rows ?? []];
    let behind = this.next(where);
    let changed = false;
    for (const { row, vector } of rows) {
      if (row < behind) continue;
      if (written.length === BLOCK_ROWS) {
        if (changed) this.#write(where, block, written);
        [block, written] = [block + 1, []];
      }
      written = [...written, packed(row, vector)];
      behind = row + 1;
      changed = true;
    }
    if (changed) this.#write(where, block, written);
  }

  /** The first row that has no vector of that model, nor has any after it. */
  next(where: Where): number {
    const row = this.#last(where)?.rows.at(-1);
    return row ? Buffer.from(row).readUInt32LE(0) + 1 : 0;
  }

  /** How near each row is to the question, from -1 to 1 (0 where it has no vector); `undefined` where the scope has none. */
  near({ values, rows: count, ...where }: Where & { values: Float32Array; rows: number }): Float32Array | undefined {
    const opened = this.#open(where, values.length);
    if (!opened) return undefined;
    const near = new Float32Array(count);
    const [asked, length] = squeezed(values);
    const dimensions = values.length;
    for (let at = 0; at < opened.rows.length; at++) {
      const row = opened.rows[at] ?? 0;
      const size = (opened.lengths[at] ?? 0) * length;
      if (row < count && size > 0) near[row] = product(opened.values, at * dimensions, asked) / size;
    }
    return near;
  }

  /** Of all models. */
  drop(where: Where): void {
    this.#database.run("DELETE FROM memory_vectors WHERE place = ?", [where.place]);
    this.#opened.delete(nameOf(where));
  }

  #last(where: Where): { block: number; rows: Uint8Array[] } | undefined {
    const last = this.#database.get<{ block: number; data: Uint8Array }>(
      "SELECT block, data FROM memory_vectors WHERE place = ? AND model = ? ORDER BY block DESC LIMIT 1",
      [where.place, this.#model],
    );
    const bytes = last && this.#unsealed(where, last.block, last.data);
    if (!last || !bytes) return undefined;
    const size = bytes.readUInt32LE(0);
    const rows: Uint8Array[] = [];
    for (let at = 4; at < bytes.length; at += size) rows.push(bytes.subarray(at, at + size));
    return { block: last.block, rows };
  }

  #write(where: Where, block: number, rows: readonly Uint8Array[]): void {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(rows[0]?.length ?? 0);
    const sealed = this.#keys.sealBytes(
      where.scope,
      "personal",
      Buffer.concat([size, ...rows]),
      this.#bound(where, block),
    );
    this.#database.run(
      "INSERT INTO memory_vectors (place, model, block, data) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET data = excluded.data",
      [where.place, this.#model, block, sealed],
    );
  }

  #unsealed(where: Where, block: number, data: Uint8Array): Buffer | undefined {
    return this.#keys.openBytes(where.scope, "personal", data, this.#bound(where, block));
  }

  /** A block is sealed for its place: moved elsewhere it doesn't open. */
  #bound({ place }: Where, block: number): string {
    return `vectors ${place}/${this.#model}/${block}`;
  }

  #open(where: Where, dimensions: number): Opened | undefined {
    const name = nameOf(where); // the scope is part of it: the place of an undone transaction is given again
    const newest = this.#database.get<{ block: number; size: number }>(
      "SELECT block, length(data) AS size FROM memory_vectors WHERE place = ? AND model = ? ORDER BY block DESC LIMIT 1",
      [where.place, this.#model],
    );
    const known = this.#opened.get(name);
    this.#opened.delete(name);
    if (!newest) return undefined;
    const version = `${newest.block}/${newest.size}`;
    const opened = known?.version === version ? known : this.#read(where, version, dimensions);
    if (!opened || opened.values.length !== opened.rows.length * dimensions) return undefined;
    this.#opened.set(name, opened); // the last asked stands last
    let bytes = 0;
    for (const { values } of this.#opened.values()) bytes += values.length;
    for (const [oldest, { values }] of this.#opened) {
      if (bytes <= MOST_OPEN_BYTES || oldest === name) break;
      this.#opened.delete(oldest);
      bytes -= values.length;
    }
    return opened;
  }

  /** Rows of another size are another model's under the same name: they are passed over. */
  #read(where: Where, version: string, dimensions: number): Opened | undefined {
    const blocks = this.#database.tuples(
      "SELECT block, data FROM memory_vectors WHERE place = ? AND model = ? ORDER BY block",
      [where.place, this.#model],
    );
    const size = HEAD_BYTES + dimensions;
    const rows = new Uint32Array(blocks.length * BLOCK_ROWS);
    const lengths = new Float32Array(rows.length);
    const values = new Int8Array(rows.length * dimensions);
    let count = 0;
    for (const [block, data] of blocks) {
      const bytes = data instanceof Uint8Array ? this.#unsealed(where, Number(block), data) : undefined;
      if (!bytes) return undefined;
      if (bytes.readUInt32LE(0) !== size) continue;
      for (let at = 4; at < bytes.length; at += size) {
        rows[count] = bytes.readUInt32LE(at);
        lengths[count] = bytes.readFloatLE(at + 4);
        values.set(new Int8Array(bytes.buffer, bytes.byteOffset + at + HEAD_BYTES, dimensions), count * dimensions);
        count += 1;
      }
    }
    return {
      version,
      rows: rows.subarray(0, count),
      lengths: lengths.subarray(0, count),
      values: values.subarray(0, count * dimensions),
    };
  }
}

function nameOf({ scope, place }: Where): string {
  return `${place}/${scope}`;
}

/** A vector with one byte a number, and its length as such: direction is all that counts. */
function squeezed(vector: Float32Array): readonly [values: Int8Array, length: number] {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const values = Int8Array.from(vector, (value) => (largest > 0 ? Math.round((value / largest) * 127) : 0));
  return [values, Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))];
}

function packed(row: number, vector: Float32Array): Uint8Array {
  const [values, length] = squeezed(vector);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(row, 0);
  head.writeFloatLE(length, 4);
  return Buffer.concat([head, new Uint8Array(values.buffer)]);
}

/** The hot loop: four sums at a time, in whole numbers. */
function product(values: Int8Array, start: number, asked: Int8Array): number {
  let [one, two, three, four] = [0, 0, 0, 0];
  const whole = asked.length & ~3;
  for (let at = 0; at < whole; at += 4) {
    const from = start + at;
    one = (one + (values[from] ?? 0) * (asked[at] ?? 0)) | 0;
    two = (two + (values[from + 1] ?? 0) * (asked[at + 1] ?? 0)) | 0;
    three = (three + (values[from + 2] ?? 0) * (asked[at + 2] ?? 0)) | 0;
    four = (four + (values[from + 3] ?? 0) * (asked[at + 3] ?? 0)) | 0;
  }
  for (let at = whole; at < asked.length; at++) one = (one + (values[start + at] ?? 0) * (asked[at] ?? 0)) | 0;
  return one + two + three + four;
}
