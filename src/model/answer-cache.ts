/**
 * Answers of models to questions that may come again. A cache and no truth: it may be lost at any time. Each scope has its
 * own: key and answer stand under the scope's key, so what was asked can't be guessed at, and is gone once that is destroyed.
 * Before: ask.ts.
 */
import type { Keys } from "../kernel/keys.ts";
import { lockFor } from "../kernel/lock.ts";
import type { Transaction, Writer } from "../kernel/writer.ts";
import { canonical, type Json } from "../lib/canonical.ts";

export interface AnswerCacheParts {
  readonly writer: Writer;
  readonly keys: Keys;
  /** Unused for so long, an answer goes. */
  readonly maxAgeMs?: number;
  readonly maxRows?: number;
}

const DAY_MS = 86_400_000;
const MAX_AGE_MS = 30 * DAY_MS;
const MAX_ROWS = 50_000;
/** Larger answers are rare, and asked once. */
const MAX_ANSWER_CHARACTERS = 65_536;
/** That an answer was used is noted once a day at most: reading writes nothing then. */
const TOUCH_MS = DAY_MS;
const PRUNED_AT_ONCE = 1000;

export class AnswerCache {
  readonly #writer: Writer;
  readonly #keys: Keys;
  readonly #maxAgeMs: number;
  readonly #maxRows: number;

  constructor({ writer, keys, maxAgeMs = MAX_AGE_MS, maxRows = MAX_ROWS }: AnswerCacheParts) {
    this.#writer = writer;
    this.#keys = keys;
    this.#maxAgeMs = maxAgeMs;
    this.#maxRows = maxRows;
  }

  /** The answers to these questions in this scope, in their order; `undefined` where there is none. */
  get(scope: string, questions: readonly Json[]): Promise<ReadonlyArray<string | undefined>> {
    const texts = questions.map(canonical);
    return this.#writer.submit((transaction) => texts.map((text) => this.#find(transaction, scope, text)));
  }

  /**
   * Keeps answers; one that is too large is passed over. `scopes`: whose words stand in them; once one of them is forgotten,
   * they can't be read.
   */
  async put(
    scope: string,
    scopes: readonly string[],
    answers: ReadonlyArray<readonly [question: Json, answer: string]>,
  ): Promise<void> {
    const kept = answers.filter(([, answer]) => answer.length <= MAX_ANSWER_CHARACTERS);
    if (kept.length === 0) return;
    const lock = lockFor(scope, scopes);
    await this.#writer.submit((transaction) => {
      if (this.#keys.isForgotten(scope, lock)) return;
      for (const [question, answer] of kept) {
        const key = transaction.blind(scope, canonical(question));
        transaction.run(
          "INSERT INTO model_answers (key, scope, answer, at, used_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT(key) DO UPDATE SET answer = excluded.answer, at = excluded.at, used_at = excluded.used_at",
          [key, scope, this.#keys.seal(scope, lock, answer, key), transaction.now, transaction.now],
        );
      }
    });
  }

  /** Takes away what is too old, and the least used above the bound. Answers how many went; call it now and then. */
  prune(): Promise<number> {
    return this.#writer.submit((transaction) => {
      const old = transaction.run(
        "DELETE FROM model_answers WHERE key IN (SELECT key FROM model_answers WHERE used_at < ? LIMIT ?)",
        [transaction.now - this.#maxAgeMs, PRUNED_AT_ONCE],
      );
      const count = transaction.get<{ n: number }>("SELECT COUNT(*) AS n FROM model_answers")?.n ?? 0;
      if (count <= this.#maxRows) return old;
      return (
        old +
        transaction.run(
          "DELETE FROM model_answers WHERE key IN (SELECT key FROM model_answers ORDER BY used_at LIMIT ?)",
          [Math.min(count - this.#maxRows, PRUNED_AT_ONCE)],
        )
      );
    });
  }

  #find(transaction: Transaction, scope: string, text: string): string | undefined {
    if (this.#keys.isForgotten(scope, "personal")) return undefined;
    const key = transaction.blind(scope, text);
    const row = transaction.get<{ answer: string; used_at: number }>(
      "SELECT answer, used_at FROM model_answers WHERE key = ? AND scope = ?",
      [key, scope],
    );
    if (!row || row.used_at < transaction.now - this.#maxAgeMs) return undefined;
    const opened = this.#keys.open(scope, row.answer, key);
    if (opened.kind !== "opened") return undefined;
    if (row.used_at < transaction.now - TOUCH_MS)
      transaction.run("UPDATE model_answers SET used_at = ? WHERE key = ?", [transaction.now, key]);
    return opened.text;
  }
}

/** Takes all answers of a scope away, as forgetting does. */
export function forgetAnswers(transaction: Transaction, scope: string): number {
  return transaction.run("DELETE FROM model_answers WHERE scope = ?", [scope]);
}
