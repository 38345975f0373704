/**
 * Batch work where the provider has no batches: each question is an ordinary call, a few at a time, in cheap hours.
 * Before: batch.ts. After: the seam (ask.ts), handed in.
 */
import type { BatchesParts } from "./batch.ts";
import type { BatchAnswers } from "./batch-answers.ts";
import { ITEM_COLUMNS, type ItemRow, openItem } from "./batch-rows.ts";
import type { Reply } from "./model.ts";

const MOST_AT_ONCE = 2;

export class AskedAlone {
  readonly #parts: BatchesParts;
  readonly #answers: BatchAnswers;
  /** Money or a pause stopped it until then, ms UTC. */
  notBefore = 0;

  constructor(parts: BatchesParts, answers: BatchAnswers) {
    this.#parts = parts;
    this.#answers = answers;
  }

  /** Starts the oldest of these; answers how many. */
  async ask(rows: readonly ItemRow[]): Promise<number> {
    const { ask, inflight, keys, writer } = this.#parts;
    const free = MOST_AT_ONCE - this.#sent().filter(({ id }) => inflight.has(nameOf(id))).length;
    let started = 0;
    for (const row of rows.slice(0, Math.max(0, free))) {
      const waiting = openItem(keys, row);
      if (!waiting) {
        await this.#answers.dropForgotten(row.id);
        continue;
      }
      const taken = await writer.submit((transaction) =>
        transaction.run("UPDATE batch_items SET state = 'sent', batch = NULL WHERE id = ? AND state = 'waiting'", [
          row.id,
        ]),
      );
      if (taken === 0) continue;
      started += 1;
      inflight.start<Reply<string>>(
        nameOf(row.id),
        () => ask({ ...waiting, cache: false }),
        async (answer) => {
          const later = await this.#answers.takeAlone(row, answer.ok ? answer.value : null);
          if (later !== null) this.notBefore = Math.max(this.notBefore, later);
        },
      );
    }
    return started;
  }

  /** What a dead process was asking counts as its try: it may have been paid for. */
  async takeBack(): Promise<void> {
    for (const row of this.#sent())
      if (!this.#parts.inflight.has(nameOf(row.id))) await this.#answers.takeAlone(row, null);
  }

  #sent(): ItemRow[] {
    return this.#parts.database.all<ItemRow>(
      `SELECT ${ITEM_COLUMNS} FROM batch_items WHERE state = 'sent' AND batch IS NULL`,
    );
  }
}

function nameOf(item: string): string {
  return `question:${item}`;
}
