/**
 * What is going to happen in the world, in order: a heap, so that a thousand clients cost no more a moment than ten.
 */
interface Entry {
  readonly at: number;
  readonly nth: number;
  readonly happen: (at: number) => void;
}

export class Agenda {
  readonly #heap: Entry[] = [];
  #count = 0;

  /** At a moment, ms UTC; of two at the same one, in the order in which they were put down. */
  at(at: number, happen: (at: number) => void): void {
    const heap = this.#heap;
    heap.push({ at, nth: this.#count++, happen });
    for (let child = heap.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!this.#before(child, parent)) break;
      this.#swap(child, parent);
      child = parent;
    }
  }

  /** When the next thing happens; infinity: nothing does. */
  get next(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  /** Lets happen what is due by then; answers how much that was. */
  run(until: number): number {
    let done = 0;
    for (let entry = this.#heap[0]; entry && entry.at <= until; entry = this.#heap[0]) {
      this.#take();
      entry.happen(entry.at);
      done += 1;
    }
    return done;
  }

  #take(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    heap[0] = last;
    for (let parent = 0; ; ) {
      const [left, right] = [2 * parent + 1, 2 * parent + 2];
      let least = parent;
      if (left < heap.length && this.#before(left, least)) least = left;
      if (right < heap.length && this.#before(right, least)) least = right;
      if (least === parent) return;
      this.#swap(parent, least);
      parent = least;
    }
  }

  #before(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (!one || !other) return false;
    return one.at < other.at || (one.at === other.at && one.nth < other.nth);
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (!one || !other) return;
    this.#heap[a] = other;
    this.#heap[b] = one;
  }
}
