/**
 * The one writer. Commands queue; each turn of the event loop drains the queue into one transaction: decided serially,
 * events, record changes and operational rows committed together, then every caller is answered. That is the arbitration:
 * intentions are serialised where they are committed.
 * Before: everyone who wants something written. After: ledger.ts and fold.ts, inside the transaction.
 */
import type { Clock } from "../lib/clock.ts";
import type { Entropy } from "../lib/entropy.ts";
import type { Database, Value } from "../store/database.ts";
import type { LedgerEvent, NewEvent, Plain } from "./event.ts";
import type { Records } from "./fold.ts";
import type { Ledger } from "./ledger.ts";

const MOST_PER_COMMIT = 256;

/** What a command may do while it holds the pen. Valid only during the call it is handed to. */
export interface Transaction {
  readonly now: number;
  readonly records: Records;
  readonly entropy: Entropy;
  append(event: NewEvent): LedgerEvent;
  /** Writes operational rows; undone with the command when it throws. */
  run(sql: string, values?: readonly Value[]): number;
  all<R>(sql: string, values?: readonly Value[]): R[];
  get<R>(sql: string, values?: readonly Value[]): R | undefined;
  /** The event at `seq`, this batch's own included. */
  eventAt(seq: number): LedgerEvent | undefined;
  /** The committed event with this id. */
  eventById(id: string): LedgerEvent | undefined;
  open(event: Pick<LedgerEvent, "id" | "scope" | "data">): Plain | null;
  /** Makes the keys for many events at once, before they are appended one by one. */
  makeReady(events: ReadonlyArray<Pick<NewEvent, "scope" | "key" | "private">>): void;
  /** A mark for comparing what is personal without keeping it readable: the same text in the same scope has the same mark. */
  blind(scope: string, text: string): string;
}

interface Queued {
  readonly work: (transaction: Transaction) => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export class Writer {
  readonly #database: Database;
  readonly #ledger: Ledger;
  readonly #records: Records;
  readonly #clock: Clock;
  readonly #entropy: Entropy;
  readonly #onCommit: (() => void) | undefined;
  #queue: Queued[] = [];
  #scheduled = false;
  #closed = false;

  /** `onCommit` is called after each commit that wrote something: waking is in process. */
  constructor(parts: {
    database: Database;
    ledger: Ledger;
    records: Records;
    clock: Clock;
    entropy: Entropy;
    onCommit?: () => void;
  }) {
    this.#database = parts.database;
    this.#ledger = parts.ledger;
    this.#records = parts.records;
    this.#clock = parts.clock;
    this.#entropy = parts.entropy;
    this.#onCommit = parts.onCommit;
  }

  /** Runs `work` in the next commit and answers when it is durable. What it throws undoes it alone and rejects. */
  submit<T>(work: (transaction: Transaction) => T): Promise<T> {
    if (this.#closed) return Promise.reject(new Error("The workspace is closed; nothing more can be written."));
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ work, resolve: resolve as (result: unknown) => void, reject });
      if (!this.#scheduled) {
        this.#scheduled = true;
        setImmediate(() => this.#drain());
      }
    });
  }

  /** Refuses what comes from now on; what is queued already is still written. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#scheduled) await new Promise((resolve) => setImmediate(resolve));
  }

  #drain(): void {
    const batch = this.#queue.splice(0, MOST_PER_COMMIT);
    const answers: Array<() => void> = [];
    let wrote = false;
    try {
      this.#database.transact(() => {
        this.#ledger.begin();
        this.#records.drop();
        for (const queued of batch) {
          const outcome = this.#alone(queued);
          wrote ||= outcome.wrote;
          answers.push(outcome.answer);
        }
        this.#records.flush();
        this.#ledger.flush();
      });
    } catch (error) {
      // The commit failed: nobody may believe anything it decided.
      this.#ledger.drop();
      this.#records.abandon();
      for (const queued of batch) queued.reject(error);
      answers.length = 0;
    }
    this.#records.drop();
    for (const answer of answers) answer();
    if (this.#queue.length > 0) setImmediate(() => this.#drain());
    else this.#scheduled = false;
    if (wrote && answers.length > 0) this.#onCommit?.();
  }

  #alone(queued: Queued): { wrote: boolean; answer: () => void } {
    const back = this.#ledger.mark();
    const pen = new Pen(this.#database, this.#ledger, this.#records, this.#entropy, this.#clock.now());
    try {
      const result = queued.work(pen);
      pen.keep();
      this.#records.settle();
      return { wrote: pen.wrote, answer: () => queued.resolve(result) };
    } catch (error) {
      // A full disk makes SQLite roll back everything by itself: what followed would be committed one by one.
      if (!this.#database.inTransaction) throw error;
      pen.undo();
      this.#records.takeBack();
      back();
      return { wrote: false, answer: () => queued.reject(error) };
    }
  }
}

/** One command's hand on the transaction. Its savepoint is opened only when it writes rows of its own: most don't. */
class Pen implements Transaction {
  readonly now: number;
  readonly records: Records;
  readonly entropy: Entropy;
  readonly #database: Database;
  readonly #ledger: Ledger;
  #saved = false;
  wrote = false;

  constructor(database: Database, ledger: Ledger, records: Records, entropy: Entropy, now: number) {
    this.#database = database;
    this.#ledger = ledger;
    this.records = records;
    this.entropy = entropy;
    this.now = now;
  }

  append(event: NewEvent): LedgerEvent {
    this.wrote = true;
    return this.#ledger.append(event, this.now);
  }

  run(sql: string, values: readonly Value[] = []): number {
    if (!this.#saved) {
      this.records.flush(); // what earlier commands changed must not be rolled back with this one
      this.#database.run("SAVEPOINT command");
      this.#saved = true;
    }
    this.wrote = true;
    return this.#database.run(sql, values);
  }

  all<R>(sql: string, values: readonly Value[] = []): R[] {
    return this.#database.all<R>(sql, values);
  }

  get<R>(sql: string, values: readonly Value[] = []): R | undefined {
    return this.#database.get<R>(sql, values);
  }

  eventAt(seq: number): LedgerEvent | undefined {
    return this.#ledger.at(seq);
  }

  eventById(id: string): LedgerEvent | undefined {
    return this.#ledger.byId(id);
  }

  open(event: Pick<LedgerEvent, "id" | "scope" | "data">): Plain | null {
    return this.#ledger.open(event);
  }

  makeReady(events: ReadonlyArray<Pick<NewEvent, "scope" | "key" | "private">>): void {
    this.#ledger.makeReady(events);
  }

  blind(scope: string, text: string): string {
    return this.#ledger.blind(scope, text);
  }

  keep(): void {
    if (this.#saved) this.#database.run("RELEASE command");
  }

  undo(): void {
    if (!this.#saved) return;
    this.#database.run("ROLLBACK TO command");
    this.#database.run("RELEASE command");
  }
}
