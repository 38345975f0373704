/**
 * Which rows answer a question best: BM25 over two fields (the row's own words, and its context: the turn before it and the
 * date), then the company a row keeps: a row counts more in a thread where other rows answer too.
 * The numbers are not tuned to any collection: around each of them the figures of `npm run bench:locomo` stay within a
 * percent. What matters is that the parts are there.
 * Before: postings.ts. After: episode-index.ts.
 */
import { BlockReader, classLength } from "./postings.ts";

/** Rows are short: a word said twice is hardly more than a word said once. */
const SATURATION = 0.8;
/** A long mail says more than a short one rather than the same at greater length, so length counts little. */
const LENGTH = 0.3;
/** What was said just before tells what a turn is about ("Yes, on Friday"), but is not said by it. */
const CONTEXT = 0.5;
/** How much a thread's best rows count beside the row itself, and how many they are. */
const THREAD = 1;
const THREAD_ROWS = 3;

/** The nearest possible meaning beside the best by words. */
const MEANING = 0.5;

/** What the scopes of one client hold together. */
export interface Statistics {
  readonly rows: number;
  readonly words: number;
}

/** Times of a packed pair (`own × 16 + context`), weighted. */
const WEIGHTS: Readonly<Float64Array> = Float64Array.from({ length: 256 }, (_, times) => {
  return (times >> 4) + CONTEXT * (times & 15);
});

/** Scores rows of one client's scopes against one question; one scores array a scope, by row number. */
export class Scoring {
  readonly #rows: number;
  /** The part of BM25's denominator that a length class gives. */
  readonly #norms: Float64Array;

  constructor({ rows, words }: Statistics) {
    this.#rows = rows;
    const average = Math.max(1, words / Math.max(1, rows));
    this.#norms = Float64Array.from({ length: 256 }, (_, length) => {
      return SATURATION * (1 - LENGTH + (LENGTH * classLength(length)) / average);
    });
  }

  /** What a word is worth that stands in `found` of the rows; two stems of one word may count a row twice. */
  worth(found: number): number {
    const rare = Math.min(found, this.#rows);
    return Math.log(1 + (this.#rows - rare + 0.5) / (rare + 0.5));
  }

  /** Adds a block's rows to `scores`. Rows beyond them came in after the scores were made, and wait for the next question. */
  add(block: Uint8Array, worth: number, scores: Float32Array): void {
    const [norms, weights, factor] = [this.#norms, WEIGHTS, worth * (1 + SATURATION)];
    const reader = new BlockReader(block);
    while (reader.next()) {
      if (reader.row >= scores.length) return;
      const weight = weights[reader.times] ?? 0;
      scores[reader.row] = (scores[reader.row] ?? 0) + (factor * weight) / (weight + (norms[reader.length] ?? 1));
    }
  }
}

export interface Scored {
  readonly row: number;
  readonly score: number;
}

/** The `most` rows that score highest, best first; of equals the later one. Rows that score nothing aren't among them. */
export function best(scores: Float32Array, most: number): Scored[] {
  const heap: Scored[] = []; // the worst on top
  for (let row = scores.length - 1; row >= 0; row--) {
    const score = scores[row] ?? 0;
    if (score <= 0 || (heap.length === most && score <= (heap[0]?.score ?? 0))) continue;
    if (heap.length === most) sink(heap, { row, score });
    else rise(heap, { row, score });
  }
  return heap.sort((one, other) => other.score - one.score || other.row - one.row);
}

/**
 * The `most` best rows by words and meaning together. Both are put on one scale (`highest`: what the client's best row by
 * words has), and meaning counts as a part of it only: on equal terms a weak embedder would push down what the words found.
 * A row that is near by meaning alone comes in, behind those the words are sure of.
 */
export function fused(scores: Float32Array, meant: Float32Array, highest: number, most: number): Scored[] {
  const unit = highest > 0 ? highest : 1;
  return best(
    scores.map((score, row) => score + unit * MEANING * Math.max(0, meant[row] ?? 0)),
    most,
  );
}

/**
 * Adds to each candidate what the best of its thread are worth: on the average of three, so that one lucky row doesn't lift
 * its whole thread. `candidates` come best first. A row without a thread has only itself to count on.
 */
export function withThread<T extends { readonly thread: string | null; readonly score: number }>(
  candidates: readonly T[],
): T[] {
  const threads = new Map<string, { sum: number; rows: number }>();
  for (const { thread, score } of candidates) {
    if (thread === null) continue;
    const kept = threads.get(thread) ?? { sum: 0, rows: 0 };
    threads.set(thread, kept.rows < THREAD_ROWS ? { sum: kept.sum + score, rows: kept.rows + 1 } : kept);
  }
  return candidates
    .map((candidate) => {
      const sum = candidate.thread === null ? candidate.score : (threads.get(candidate.thread)?.sum ?? 0);
      return { ...candidate, score: candidate.score + (THREAD * sum) / THREAD_ROWS };
    })
    .sort((one, other) => other.score - one.score);
}

function isWorse(one: Scored, other: Scored): boolean {
  return one.score < other.score || (one.score === other.score && one.row < other.row);
}

function rise(heap: Scored[], scored: Scored): void {
  let at = heap.length;
  heap.push(scored);
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (!parent || !isWorse(scored, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = scored;
}

/** Puts `scored` in the place of the worst. */
function sink(heap: Scored[], scored: Scored): void {
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    let child = heap[below];
    const other = heap[below + 1];
    if (child && other && isWorse(other, child)) {
      child = other;
      below += 1;
    }
    if (!child || !isWorse(child, scored)) break;
    heap[at] = child;
    at = below;
  }
  heap[at] = scored;
}
