/**
 * Which calendar we have begun with, and when. What was put into another one before (a folder, a calendar that has gone) is not
 * missed here: that it isn't there is nobody's deed, and no reason to call meetings off.
 * Before: connector.ts, once it has found a calendar. After: marks.ts.
 */
import type { Report } from "../connector.ts";
import { type MarkReader, markOf, setMark } from "../marks.ts";
import { pathOf } from "./dav.ts";

interface Begun {
  /** Its path. */
  readonly calendar: string;
  /** ms UTC: what was decided on before belongs to another. */
  readonly at: number;
}

const CONNECTOR = "calendar";
const MARK = "begun";

export class Beginning {
  readonly #marks: MarkReader;
  readonly #openedAt: number;
  /** The one that this process has found. */
  #current: Begun | null = null;

  constructor(marks: MarkReader, openedAt: number) {
    this.#marks = marks;
    this.#openedAt = openedAt;
  }

  /** The path of the calendar that we have begun with, or null. */
  get calendar(): string | null {
    return (this.#current ?? this.#onRecord())?.calendar ?? null;
  }

  /** Since when we put meetings into this calendar. */
  since(url: string, now: number): number {
    const calendar = pathOf(url);
    if (this.#current?.calendar === calendar) return this.#current.at;
    const known = this.#onRecord();
    // What is put there before the first look of a process counts; what another got meanwhile does not.
    const at = this.#current === null ? this.#openedAt : now;
    this.#current = known?.calendar === calendar ? known : { calendar, at };
    return this.#current.at;
  }

  /** Puts it on record, where it isn't yet. */
  reports(): readonly Report[] {
    const current = this.#current;
    if (!current || this.#onRecord()?.calendar === current.calendar) return [];
    return [{ record: (transaction) => setMark(transaction, CONNECTOR, MARK, JSON.stringify(current)) }];
  }

  #onRecord(): Begun | null {
    const text = markOf(this.#marks, CONNECTOR, MARK);
    return text === null ? null : (JSON.parse(text) as Begun);
  }
}
