/**
 * When the owner is busy, as the server last said: kept, so that a process that has only just started, or can't reach the server,
 * offers nobody a time that is taken.
 * Before: connector.ts, when it opens and with every look. After: lib/busy.ts; marks.ts.
 */
import type { BusyTimes, Span } from "../../lib/busy.ts";
import type { Report } from "../connector.ts";
import { type MarkReader, markOf, setMark } from "../marks.ts";

const CONNECTOR = "calendar";
const MARK = "busy";

export class BusyKept {
  readonly #marks: MarkReader;
  readonly #busy: BusyTimes;

  constructor(marks: MarkReader, busy: BusyTimes) {
    this.#marks = marks;
    this.#busy = busy;
  }

  /** What was known last holds until the server is asked. */
  recall(): void {
    const kept = markOf(this.#marks, CONNECTOR, MARK);
    if (kept === null) return;
    const pairs = JSON.parse(kept) as [number, number][];
    this.#busy.replace(pairs.map(([from, to]) => ({ from, to })));
  }

  /** The server has said it anew. Answers what puts that on record, where it is news. */
  replace(spans: readonly Span[]): readonly Report[] {
    this.#busy.replace(spans);
    const text = JSON.stringify(spans.map(({ from, to }) => [from, to]));
    if (text === (markOf(this.#marks, CONNECTOR, MARK) ?? "[]")) return [];
    return [{ record: (transaction) => setMark(transaction, CONNECTOR, MARK, text) }];
  }
}
