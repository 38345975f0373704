/**
 * What comes back of batch work: each answer is paid for, then marked and handed on in one transaction. A question that came
 * back without an answer waits once more, then it is told that there is none.
 * Before: batch.ts. A crash anywhere here reads the same answers again: a hold settled twice costs once.
 */
import type { Transaction } from "../kernel/writer.ts";
import type { BatchesParts } from "./batch.ts";
import { ITEM_COLUMNS, type ItemRow, openItem } from "./batch-rows.ts";
import type { Reply, Unanswered } from "./model.ts";
import { labelOf } from "./prompt.ts";
import type { CallFailed, ChatReply } from "./provider.ts";
import { unansweredFrom } from "./try-model.ts";

/** A question asked by itself that money or a pause stopped: asked again so soon, at the latest. */
const STOPPED_MS = 15 * 60_000;
const MISSING: CallFailed = {
  kind: "failed",
  why: "cut",
  detail: "The batch came back without it.",
  spent: true,
  usage: null,
};

export class BatchAnswers {
  readonly #parts: BatchesParts;

  constructor(parts: BatchesParts) {
    this.#parts = parts;
  }

  /** The questions of a batch that are not through. */
  itemsOf(batch: string): ItemRow[] {
    return this.#parts.database.all<ItemRow>(
      `SELECT ${ITEM_COLUMNS} FROM batch_items WHERE batch = ? AND (state = 'sent' OR hold IS NOT NULL) ORDER BY at, id`,
      [batch],
    );
  }

  /** Takes all answers of a batch that has ended. One that can't be taken leaves the batch open, and throws in the end. */
  async take(batch: string, answers: ReadonlyMap<string, ChatReply | CallFailed>): Promise<void> {
    const taken = await Promise.allSettled(
      this.itemsOf(batch).map((row) => this.#takeOne(row, answers.get(row.id) ?? MISSING)),
    );
    const failed = taken.find((one) => one.status === "rejected");
    if (failed) throw failed.reason;
    await this.#end(batch);
  }

  /** All of a batch goes back. `counts`: it was their try. */
  async giveBack(batch: string, { spent, counts }: { spent: boolean; counts: boolean }): Promise<void> {
    for (const row of this.itemsOf(batch)) {
      await this.#pay(row, { ...MISSING, spent });
      await this.#parts.writer.submit((transaction) => {
        if (counts) this.#without(transaction, row, unansweredFrom("failed", "The batch with it was lost."));
        else if (!this.#isSent(transaction, row)) this.#forget(transaction, row.id);
        else this.#wait(transaction, row, row.tries);
      });
    }
    await this.#end(batch);
  }

  /** Money or a pause stopped it for too long. */
  async giveUp(row: ItemRow, reserved: { readonly kind: string; readonly detail: string }): Promise<void> {
    const why = reserved.kind === "short" ? "no-budget" : "paused";
    await this.#parts.writer.submit((transaction) =>
      this.#fail(transaction, row, unansweredFrom(why, reserved.detail)),
    );
  }

  /** Its words are gone: nobody waits for the answer. */
  async dropForgotten(id: string): Promise<void> {
    await this.#parts.writer.submit((transaction) => this.#forget(transaction, id));
  }

  /** The reply to a question asked by itself; null: none came. Answers before when no other is to be asked, if so. */
  async takeAlone(row: ItemRow, reply: Reply<string> | null): Promise<number | null> {
    const { writer, clock } = this.#parts;
    return writer.submit((transaction) => {
      if (!this.#isSent(transaction, row)) return null;
      if (reply?.kind === "answered") {
        this.#answer(transaction, row, reply);
        return null;
      }
      if (reply?.why === "no-budget" || reply?.why === "paused") {
        this.#wait(transaction, row, row.tries);
        return Math.min(reply.retryAt ?? Number.POSITIVE_INFINITY, clock.now() + STOPPED_MS);
      }
      if (reply?.why === "cancelled") this.#wait(transaction, row, row.tries);
      else if (reply?.why === "refused") this.#fail(transaction, row, reply);
      else this.#without(transaction, row, reply ?? unansweredFrom("failed"));
      return null;
    });
  }

  async #takeOne(row: ItemRow, answer: ChatReply | CallFailed): Promise<void> {
    const micros = await this.#pay(row, answer);
    const waiting = openItem(this.#parts.keys, row);
    await this.#parts.writer.submit((transaction) => {
      if (!waiting || !this.#isSent(transaction, row)) return this.#forget(transaction, row.id);
      const text = answer.kind === "reply" ? answer.text.trim() : "";
      if (answer.kind === "reply" && answer.finish === "stop" && text !== "")
        return this.#answer(transaction, row, {
          kind: "answered",
          value: text,
          model: row.model,
          micros,
          cached: false,
          label: labelOf(waiting.parts),
        });
      if (answer.kind === "reply" ? answer.finish === "filtered" : answer.why === "refused")
        return this.#fail(transaction, row, unansweredFrom("refused"));
      this.#without(
        transaction,
        row,
        answer.kind === "reply" ? unansweredFrom("unusable") : unansweredFrom("failed", answer.detail),
      );
    });
  }

  async #pay(row: ItemRow, answer: ChatReply | CallFailed): Promise<number> {
    const { purse } = this.#parts;
    if (row.hold === null) return 0;
    if (answer.kind === "failed" && !answer.spent && answer.usage === null) {
      await purse.release(row.hold);
      return 0;
    }
    return (await purse.settle(row.hold, { usage: answer.usage, ok: answer.kind === "reply" })).micros;
  }

  #isSent(transaction: Transaction, { id, batch }: ItemRow): boolean {
    const now = transaction.get<{ state: string; batch: string | null }>(
      "SELECT state, batch FROM batch_items WHERE id = ?",
      [id],
    );
    return now?.state === "sent" && now.batch === batch;
  }

  #answer(transaction: Transaction, row: ItemRow, reply: Reply<string>): void {
    transaction.run("UPDATE batch_items SET state = 'answered', request = '', hold = NULL WHERE id = ?", [row.id]);
    this.#parts.onAnswer(transaction, { id: row.id, purpose: row.purpose, scope: row.scope }, reply);
  }

  #fail(transaction: Transaction, row: ItemRow, unanswered: Unanswered): void {
    transaction.run("UPDATE batch_items SET state = 'failed', request = '', hold = NULL WHERE id = ?", [row.id]);
    this.#parts.onAnswer(transaction, { id: row.id, purpose: row.purpose, scope: row.scope }, unanswered);
  }

  /** Once more, then never. */
  #without(transaction: Transaction, row: ItemRow, unanswered: Unanswered): void {
    if (row.request === "" || !this.#isSent(transaction, row)) this.#forget(transaction, row.id);
    else if (row.tries === 0) this.#wait(transaction, row, 1);
    else this.#fail(transaction, row, unanswered);
  }

  #wait(transaction: Transaction, row: ItemRow, tries: number): void {
    transaction.run(
      "UPDATE batch_items SET state = 'waiting', batch = NULL, hold = NULL, tries = ? WHERE id = ? AND state = 'sent'",
      [tries, row.id],
    );
  }

  /** Its words are gone; what it cost was settled. */
  #forget(transaction: Transaction, id: string): void {
    transaction.run("DELETE FROM batch_items WHERE id = ? AND state <> 'answered'", [id]);
  }

  async #end(batch: string): Promise<void> {
    await this.#parts.writer.submit((transaction) =>
      transaction.run("UPDATE batches SET state = 'ended' WHERE id = ?", [batch]),
    );
  }
}
