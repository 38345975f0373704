/**
 * What isn't urgent goes to the provider in batches, at half the price. A batch is on disk before it is handed over, under a key
 * the provider keeps with it: after a crash it is looked up and never handed over twice. Answers come back as they would
 * from any call, and each is recorded with what it leads to.
 * Before: whoever has a question that can wait. After: batch-rows.ts, batch-answers.ts, batch-alone.ts, provider.ts and the meter.
 */
import type { Inflight } from "../kernel/inflight.ts";
import type { Keys } from "../kernel/keys.ts";
import type { Transaction, Writer } from "../kernel/writer.ts";
import type { Clock } from "../lib/clock.ts";
import { opaqueId } from "../lib/id.ts";
import type { Database } from "../store/database.ts";
import { AskedAlone } from "./batch-alone.ts";
import { BatchAnswers } from "./batch-answers.ts";
import {
  type BatchItem,
  type BatchRow,
  ITEM_COLUMNS,
  type ItemRow,
  insertItem,
  openItem,
  requestOf,
} from "./batch-rows.ts";
import type { Question, Reply } from "./model.ts";
import type { Purse } from "./money.ts";
import type { BatchRequest, BatchState, CallFailed, Provider } from "./provider.ts";
import { type CountTokens, mostTokensOf } from "./tokens.ts";

export interface BatchesParts {
  readonly database: Database;
  readonly writer: Writer;
  readonly keys: Keys;
  readonly inflight: Inflight;
  readonly clock: Clock;
  readonly provider: Provider;
  readonly purse: Purse;
  /** The model that answers batches. */
  readonly model: string;
  readonly countTokens: () => Promise<CountTokens>;
  /** An ordinary call, where the provider has no batches. */
  readonly ask: (question: Question) => Promise<Reply<string>>;
  /** Whether waiting work may go now, however little of it there is. */
  readonly isCheap: (now: number) => boolean;
  /** Takes an answer, in the transaction that marks it answered; what it throws keeps the answer for another look. */
  readonly onAnswer: (
    transaction: Transaction,
    item: { readonly id: string; readonly purpose: string; readonly scope: string },
    reply: Reply<string>,
  ) => void;
  readonly limits?: Partial<BatchLimits>;
}

export interface BatchLimits {
  /** So many waiting questions go at once. */
  readonly enough: number;
  /** The oldest waits so long, at most, for others to come. */
  readonly gatherMs: number;
  readonly mostInBatch: number;
  /** A question that could not be asked for so long is given up. */
  readonly giveUpMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const LIMITS: BatchLimits = { enough: 50, gatherMs: 60 * MINUTE_MS, mostInBatch: 500, giveUpMs: 7 * DAY_MS };

/** A dead process may have handed a batch over just before: the provider's list may lag so far behind. */
const LOOK_AGAIN_MS = MINUTE_MS;
const SHORTEST_POLL_MS = MINUTE_MS;
const LONGEST_POLL_MS = 30 * MINUTE_MS;
/** Polls grow apart with a batch's age. */
const POLL_SHARE = 10;
/** A day is what a batch may take; then it is missing. */
const MISSING_MS = 3 * DAY_MS;
/** Where money is short or a model paused, it is asked again so soon, at the latest. */
const SHORT_MS = 15 * MINUTE_MS;
/** A provider without batches is tried again after so long. */
const WITHOUT_BATCHES_MS = DAY_MS;
const KEPT_MS = 30 * DAY_MS;

/** Each reservation is a commit, and commits at once are one. */
const RESERVED_AT_ONCE = 64;

interface Held {
  readonly row: ItemRow;
  readonly hold: string;
}

type Sent = { readonly kind: "sent"; readonly id: string } | { readonly kind: "nothing" } | CallFailed;

export class Batches {
  readonly #parts: BatchesParts;
  readonly #limits: BatchLimits;
  readonly #answers: BatchAnswers;
  readonly #alone: AskedAlone;
  readonly #signal = new AbortController().signal;
  #stepping = false;
  #notBefore = 0;
  #withoutUntil = 0;
  #sweptAt = 0;

  constructor(parts: BatchesParts) {
    this.#parts = parts;
    this.#limits = { ...LIMITS, ...parts.limits };
    this.#answers = new BatchAnswers(parts);
    this.#alone = new AskedAlone(parts, this.#answers);
  }

  /** Puts a question among those that wait; durable with the transaction. */
  enqueue(transaction: Transaction, item: BatchItem): void {
    insertItem(transaction, this.#parts.keys, item, this.#parts.model);
  }

  /** Starts whatever is due, and never waits for the outside. Answers how much was started. */
  async step(): Promise<number> {
    if (this.#stepping) return 0;
    this.#stepping = true;
    try {
      const now = this.#parts.clock.now();
      await this.#alone.takeBack();
      await this.#sweep(now);
      const due = this.#parts.database.all<BatchRow>(
        "SELECT id, remote, state, at FROM batches WHERE state <> 'ended' AND check_at <= ? ORDER BY at, id",
        [now],
      );
      let started = 0;
      for (const batch of due) started += this.#goOn(batch);
      return started + (await this.#gather(now));
    } finally {
      this.#stepping = false;
    }
  }

  /** When something is due next (ms UTC), cheap hours aside; `null`: nothing waits. */
  nextAt(): number | null {
    const { database } = this.#parts;
    const check = database.get<{ at: number | null }>("SELECT MIN(check_at) AS at FROM batches WHERE state <> 'ended'");
    const oldest = database.get<{ at: number | null }>("SELECT MIN(at) AS at FROM batch_items WHERE state = 'waiting'");
    const gathered = oldest?.at == null ? null : Math.max(oldest.at + this.#limits.gatherMs, this.#notBefore);
    if (check?.at == null) return gathered;
    return gathered === null ? check.at : Math.min(check.at, gathered);
  }

  #goOn(batch: BatchRow): number {
    if (this.#parts.inflight.has(nameOf(batch.id))) return 0;
    if (batch.state === "sending" || batch.remote === null) this.#send(batch, false);
    else this.#poll(batch, batch.remote);
    return 1;
  }

  async #gather(now: number): Promise<number> {
    const { database, isCheap } = this.#parts;
    if (now < Math.max(this.#notBefore, this.#alone.notBefore)) return 0;
    const rows = database.all<ItemRow>(
      `SELECT ${ITEM_COLUMNS} FROM batch_items WHERE state = 'waiting' ORDER BY at, id LIMIT ?`,
      [this.#limits.mostInBatch],
    );
    const [oldest] = rows;
    if (!oldest) return 0;
    const cheap = isCheap(now);
    if (now < this.#withoutUntil) return cheap ? this.#alone.ask(rows) : 0;
    if (!cheap && rows.length < this.#limits.enough && oldest.at > now - this.#limits.gatherMs) return 0;
    const held = await this.#reserve(rows, now);
    if (held.length === 0) return 0;
    const batch = await this.#write(held);
    if (!batch) return 0;
    this.#send(batch, true);
    return 1;
  }

  /** Sets money aside for as many as there is money for, the oldest first. */
  async #reserve(rows: readonly ItemRow[], now: number): Promise<Held[]> {
    const count = await this.#parts.countTokens();
    const held: Held[] = [];
    for (let at = 0; at < rows.length && now >= this.#notBefore; at += RESERVED_AT_ONCE) {
      const some = rows.slice(at, at + RESERVED_AT_ONCE);
      const made = await Promise.all(some.map((row) => this.#reserveOne(row, count, now)));
      held.push(...made.filter((one) => one !== null));
    }
    return held;
  }

  async #reserveOne(row: ItemRow, count: CountTokens, now: number): Promise<Held | null> {
    const { keys, model, purse } = this.#parts;
    const waiting = openItem(keys, row);
    if (!waiting) {
      await this.#answers.dropForgotten(row.id);
      return null;
    }
    const tokensIn = mostTokensOf(requestOf(model, waiting), count);
    const { asker, maxTokens } = waiting;
    const holding = { model, purpose: "draft", asker, tokensIn, tokensOut: maxTokens, batch: true } as const;
    const reserved = await purse.reserve(holding);
    if (reserved.kind === "held") return { row, hold: reserved.id };
    const until = reserved.kind === "short" ? reserved.until : null;
    this.#notBefore = Math.min(until ?? Number.POSITIVE_INFINITY, now + SHORT_MS);
    if (row.at < now - this.#limits.giveUpMs) await this.#answers.giveUp(row, reserved);
    return null;
  }

  /** The batch and its questions, on disk before anybody hears of them. */
  async #write(held: readonly Held[]): Promise<BatchRow | null> {
    const { writer, purse } = this.#parts;
    const unused: string[] = [];
    const batch = await writer.submit((transaction): BatchRow | null => {
      const id = opaqueId("batch", transaction.entropy);
      for (const { row, hold } of held) {
        const taken = transaction.run(
          "UPDATE batch_items SET state = 'sent', batch = ?, hold = ?, model = ? WHERE id = ? AND state = 'waiting'",
          [id, hold, this.#parts.model, row.id],
        );
        if (taken === 0) unused.push(hold); // forgotten meanwhile
      }
      if (unused.length === held.length) return null;
      const { now } = transaction;
      transaction.run("INSERT INTO batches (id, remote, state, at, check_at) VALUES (?, NULL, 'sending', ?, ?)", [
        id,
        now,
        now + LOOK_AGAIN_MS,
      ]);
      return { id, remote: null, state: "sending", at: now };
    });
    for (const hold of unused) await purse.release(hold);
    return batch;
  }

  /** `fresh`: it was written just now, and nobody can have heard of it. */
  #send(batch: BatchRow, fresh: boolean): void {
    const { inflight, provider } = this.#parts;
    inflight.start<Sent>(
      nameOf(batch.id),
      async () => {
        if (!fresh) {
          const found = await provider.findBatch(batch.id, this.#signal);
          if (found.kind === "found") return { kind: "sent", id: found.id };
          if (found.kind === "failed") return found;
        }
        const requests = this.#requests(batch);
        return requests.length === 0 ? { kind: "nothing" } : provider.submitBatch(batch.id, requests, this.#signal);
      },
      (answer) => this.#recordSent(batch, answer.ok ? answer.value : broken(answer.error)),
    );
  }

  #requests(batch: BatchRow): BatchRequest[] {
    return this.#answers.itemsOf(batch.id).flatMap((row) => {
      const waiting = row.state === "sent" ? openItem(this.#parts.keys, row) : null;
      return waiting ? [{ id: row.id, request: requestOf(row.model, waiting) }] : [];
    });
  }

  async #recordSent(batch: BatchRow, sent: Sent): Promise<void> {
    const { clock } = this.#parts;
    const now = clock.now();
    if (sent.kind === "sent") {
      await this.#update(batch.id, "UPDATE batches SET remote = ?, state = 'running', check_at = ? WHERE id = ?", [
        sent.id,
        now + SHORTEST_POLL_MS,
      ]);
      return;
    }
    if (sent.kind === "nothing") return this.#answers.giveBack(batch.id, { spent: false, counts: false });
    if (sent.why === "unsupported") {
      this.#withoutUntil = now + WITHOUT_BATCHES_MS;
      return this.#answers.giveBack(batch.id, { spent: false, counts: false });
    }
    if (sent.why === "rejected" || sent.why === "too-large")
      return this.#answers.giveBack(batch.id, { spent: false, counts: true });
    if (batch.at < now - MISSING_MS) return this.#answers.giveBack(batch.id, { spent: sent.spent, counts: true });
    await this.#later(batch, sent.retryAfterMs);
  }

  #poll(batch: BatchRow, remote: string): void {
    const { inflight, provider } = this.#parts;
    inflight.start<BatchState | CallFailed>(
      nameOf(batch.id),
      () => provider.batch(remote, this.#signal),
      async (answer) => {
        const state = answer.ok ? answer.value : broken(answer.error);
        if (state.kind === "ended") {
          // Whatever goes wrong while answers are taken, the next look is not at once.
          await this.#later(batch);
          await this.#answers.take(batch.id, state.answers);
        } else if (state.kind === "gone") await this.#answers.giveBack(batch.id, { spent: state.spent, counts: true });
        else if (batch.at < this.#parts.clock.now() - MISSING_MS)
          await this.#answers.giveBack(batch.id, { spent: true, counts: true });
        else await this.#later(batch, state.kind === "failed" ? state.retryAfterMs : undefined);
      },
    );
  }

  async #later(batch: BatchRow, askedMs = 0): Promise<void> {
    const now = this.#parts.clock.now();
    const grownMs = Math.min(LONGEST_POLL_MS, Math.max(SHORTEST_POLL_MS, (now - batch.at) / POLL_SHARE));
    const at = Math.round(now + Math.max(grownMs, askedMs));
    await this.#update(batch.id, "UPDATE batches SET check_at = ? WHERE id = ?", [at]);
  }

  async #update(id: string, sql: string, values: readonly (string | number)[]): Promise<void> {
    await this.#parts.writer.submit((transaction) => transaction.run(sql, [...values, id]));
  }

  /** What was answered long ago goes. */
  async #sweep(now: number): Promise<void> {
    if (now < this.#sweptAt + DAY_MS) return;
    this.#sweptAt = now;
    await this.#parts.writer.submit((transaction) => {
      const old = [transaction.now - KEPT_MS];
      transaction.run("DELETE FROM batch_items WHERE state IN ('answered', 'failed') AND hold IS NULL AND at < ?", old);
      transaction.run("DELETE FROM batches WHERE state = 'ended' AND at < ?", old);
    });
  }
}

function nameOf(batch: string): string {
  return `batch:${batch}`;
}

function broken(error: unknown): CallFailed {
  return { kind: "failed", why: "cut", detail: String(error), spent: true, usage: null };
}
