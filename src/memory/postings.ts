/**
 * Where a term stands, packed: three or four bytes a row, in blocks that are appended to and never searched in.
 * A block is a head of eight bytes (its last row, how many rows it has) and for each row: the distance from the row before
 * as a varint, how often the term stands in the row's own words and in its context, and how long the row is.
 * Before: episode-index.ts (adds). After: rank.ts (reads).
 */

export interface Posting {
  readonly row: number;
  /** Times in the row's own words, counted up to 15. */
  readonly own: number;
  /** Times in its context, counted up to 15. */
  readonly context: number;
  /** The row's length in words, as `lengthClass` says. */
  readonly length: number;
}

/** About two blocks fill a page of the database: adding a row writes whole pages anyway. */
export const BLOCK_BYTES = 1900;
const HEAD_BYTES = 8;
const MOST_TIMES = 15;
const MOST_POSTING_BYTES = 7; // a distance of 32 bits takes five
const MOST_BLOCK_BYTES = BLOCK_BYTES + MOST_POSTING_BYTES;
const CLASSES_PER_DOUBLING = 16;

/** A length in words as one byte, exact to about four percent. */
export function lengthClass(words: number): number {
  return Math.min(255, Math.round(CLASSES_PER_DOUBLING * Math.log2(1 + words)));
}

/** The length that a class stands for. */
export function classLength(length: number): number {
  return 2 ** (length / CLASSES_PER_DOUBLING) - 1;
}

/**
 * The last block of a term with `postings` added, and new blocks behind it where it is full. `last` is `undefined` for a term
 * that is new. Rows must ascend; a row that is not behind the block's last throws, for its distance couldn't be written.
 */
export function appended(last: Uint8Array | undefined, postings: readonly Posting[]): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  let writer = new BlockWriter(last, postings.length);
  postings.forEach((posting, at) => {
    if (writer.full) {
      blocks.push(writer.bytes());
      writer = new BlockWriter(undefined, postings.length - at);
    }
    writer.add(posting);
  });
  blocks.push(writer.bytes());
  return blocks;
}

/** How many rows a block has. */
export function rowsIn(block: Uint8Array): number {
  return readUint32(block, 4);
}

/** Reads a block row by row: `while (reader.next())`. A class of plain fields, because millions of rows go through it. */
export class BlockReader {
  row = 0;
  /** `own × 16 + context`. */
  times = 0;
  /** The length's class. */
  length = 0;
  readonly #block: Uint8Array;
  #at = HEAD_BYTES;

  constructor(block: Uint8Array) {
    this.#block = block;
  }

  next(): boolean {
    const block = this.#block;
    let at = this.#at;
    if (at >= block.length) return false;
    let byte = block[at++] ?? 0;
    let distance = byte & 127;
    for (let place = 128; byte > 127; place *= 128) {
      byte = block[at++] ?? 0;
      distance += (byte & 127) * place;
    }
    this.row += distance;
    this.times = block[at++] ?? 0;
    this.length = block[at++] ?? 0;
    this.#at = at;
    return true;
  }
}

class BlockWriter {
  readonly #block: Uint8Array;
  #used: number;
  #last: number;
  #rows: number;

  /** `coming`: how many rows will be added at most. */
  constructor(block: Uint8Array | undefined, coming: number) {
    this.#used = block?.length ?? HEAD_BYTES;
    this.#block = new Uint8Array(Math.min(this.#used + coming * MOST_POSTING_BYTES, MOST_BLOCK_BYTES));
    if (block) this.#block.set(block);
    this.#last = block ? readUint32(block, 0) : -1;
    this.#rows = block ? rowsIn(block) : 0;
  }

  get full(): boolean {
    return this.#used >= BLOCK_BYTES;
  }

  add({ row, own, context, length }: Posting): void {
    if (row <= this.#last) throw new RangeError(`row ${row} comes after row ${this.#last}: rows must ascend`);
    let distance = this.#rows === 0 ? row : row - this.#last;
    while (distance > 127) {
      this.#block[this.#used++] = (distance % 128) + 128;
      distance = Math.floor(distance / 128);
    }
    this.#block[this.#used++] = distance;
    this.#block[this.#used++] = Math.min(own, MOST_TIMES) * 16 + Math.min(context, MOST_TIMES);
    this.#block[this.#used++] = length;
    this.#last = row;
    this.#rows += 1;
  }

  bytes(): Uint8Array {
    const view = new DataView(this.#block.buffer);
    view.setUint32(0, Math.max(0, this.#last), true);
    view.setUint32(4, this.#rows, true);
    return this.#block.subarray(0, this.#used);
  }
}

function readUint32(block: Uint8Array, at: number): number {
  return new DataView(block.buffer, block.byteOffset, block.byteLength).getUint32(at, true);
}
