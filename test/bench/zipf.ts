/**
 * Text that behaves like text to an index: words by Zipf's law, with the small words of English between them, in talks of a
 * few turns. From a seed, so that every run measures the same.
 */
import type { Episode } from "../../src/memory/memory.ts";

const SMALL = "the a and of to in is that for it was on with as be at by this from we you our have not".split(" ");
const SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu bra cle dri flo gru".split(" ");
const VOCABULARY = 50_000;
const TURNS = 6;
const DAY_MS = 86_400_000;

export class ZipfText {
  readonly #random: () => number;
  /** The running sum of 1/rank. */
  readonly #sums: Float64Array;

  constructor(seed: number) {
    this.#random = mulberry(seed);
    let sum = 0;
    this.#sums = Float64Array.from({ length: VOCABULARY }, (_, rank) => {
      sum += 1 / (rank + 1);
      return sum;
    });
  }

  /** A word that says something, as often as Zipf has it. */
  word(): string {
    const wanted = this.#random() * (this.#sums.at(-1) ?? 0);
    let [low, high] = [0, VOCABULARY - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sums[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return spelled(low);
  }

  /** About `words` words, half of them small ones. */
  text(words: number): string {
    return Array.from({ length: words }, () =>
      this.#random() < 0.5 ? SMALL[Math.floor(this.#random() * SMALL.length)] : this.word(),
    ).join(" ");
  }

  /** The words of a question: as likely common as they are in the texts. */
  question(words: number): string[] {
    return Array.from({ length: words }, () => this.word());
  }

  episodes(scope: string, count: number, from: number): Episode[] {
    return Array.from({ length: count }, (_, at) => {
      const seq = from + at;
      return {
        scope,
        seq,
        at: Math.floor(seq / TURNS) * DAY_MS,
        thread: `${scope}/${Math.floor(seq / TURNS)}`,
        kind: seq % 2 === 0 ? "mail-in" : "mail-out",
        who: seq % 2 === 0 ? "Anna Berger" : "Robin Vale",
        text: this.text(20 + Math.floor(this.#random() * 80)),
        beside: "",
      };
    });
  }

  /** A vector of one length, in no direction in particular. */
  vector(dimensions: number): Float32Array {
    return Float32Array.from({ length: dimensions }, () => this.#random() + this.#random() - 1);
  }
}

function spelled(rank: number): string {
  let word = "";
  for (let left = rank + SYLLABLES.length; left > 0; left = Math.floor(left / SYLLABLES.length))
    word += SYLLABLES[left % SYLLABLES.length];
  return word;
}

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
