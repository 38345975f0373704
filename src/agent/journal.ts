/**
 * A run's journal: every call it made, numbered, with its answer, sealed in the run's scope. A run that was cut off runs
 * again, and the journal answers up to the cut. Answers that cost something are durable before the guest goes on; reads
 * are kept with the next of them, or with the run's end.
 * Before: run.ts. Bound to the ledger by the digest in `run.ended`; pruned some days later.
 */
import { createHash, hash } from "node:crypto";
import type { Keys } from "../kernel/keys.ts";
import type { Label } from "../kernel/label.ts";
import { lockFor } from "../kernel/lock.ts";
import type { Transaction } from "../kernel/writer.ts";
import { canonical, type Json } from "../lib/canonical.ts";
import type { Database } from "../store/database.ts";

export interface Answer {
  readonly value: Json;
  /** What was read to give it: the run inherits it. */
  readonly label: Label;
}

interface Entry {
  readonly request: string;
  readonly answer: Answer;
  kept: boolean;
}

export class Journal {
  readonly #run: string;
  readonly #scope: string;
  readonly #keys: Keys;
  readonly #entries = new Map<number, Entry>();

  /** Reads what an earlier life of the run has left. */
  constructor(parts: { run: string; scope: string; keys: Keys; database: Database }) {
    this.#run = parts.run;
    this.#scope = parts.scope;
    this.#keys = parts.keys;
    const sql = "SELECT step, request, answer FROM journal WHERE run = ? ORDER BY step";
    for (const row of parts.database.all<{ step: number; request: string; answer: string }>(sql, [parts.run])) {
      const opened = this.#keys.open(this.#scope, row.answer, this.#bound(row.step));
      if (opened.kind === "opened")
        this.#entries.set(row.step, { request: row.request, answer: JSON.parse(opened.text), kept: true });
    }
  }

  /** What the step was answered before. A different question under the same number means the script isn't the same: it throws. */
  answered(step: number, name: string, args: Json): Answer | undefined {
    const entry = this.#entries.get(step);
    if (entry && entry.request !== requestDigest(name, args))
      throw new Error(
        `Step ${step} asks something else than it did before the interruption; the run can't be resumed.`,
      );
    return entry?.answer;
  }

  note(step: number, name: string, args: Json, answer: Answer): void {
    this.#entries.set(step, { request: requestDigest(name, args), answer, kept: false });
  }

  /** Writes what is not yet durable. */
  keep(transaction: Transaction): void {
    for (const [step, entry] of this.#entries) {
      if (entry.kept) continue;
      const lock = lockFor(this.#scope, entry.answer.label.scopes);
      const sealed = this.#keys.seal(this.#scope, lock, JSON.stringify(entry.answer), this.#bound(step));
      transaction.run(
        "INSERT INTO journal (run, step, request, answer, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [this.#run, step, entry.request, sealed, transaction.now],
      );
      entry.kept = true;
    }
  }

  /** sha256 over all questions and answers, in order. */
  digest(): string {
    const sum = createHash("sha256");
    for (const [step, entry] of [...this.#entries].sort(([a], [b]) => a - b))
      sum.update(`${step} ${entry.request} ${JSON.stringify(entry.answer)}\n`);
    return sum.digest("hex");
  }

  get size(): number {
    return this.#entries.size;
  }

  #bound(step: number): string {
    return `journal:${this.#run}:${step}`;
  }
}

function requestDigest(name: string, args: Json): string {
  return hash("sha256", canonical([name, args]), "hex");
}
