/**
 * The rows of batch work: questions that wait, sealed, and the batches they went into. Operational, and no events: what an
 * answer leads to is one.
 * Before: batch.ts.
 */
import type { Keys } from "../kernel/keys.ts";
import { lockFor } from "../kernel/lock.ts";
import type { Transaction } from "../kernel/writer.ts";
import type { Asker, Part } from "./model.ts";
import { compose, labelOf } from "./prompt.ts";
import type { ChatRequest } from "./provider.ts";

/** A question that can wait. The same id asked again while it is under way is the same question. */
export interface BatchItem {
  readonly id: string;
  /** Who takes the answer: `summary`. */
  readonly purpose: string;
  readonly asker: Asker;
  readonly parts: readonly Part[];
  /** Tokens of the answer, at most. */
  readonly maxTokens: number;
}

export interface ItemRow {
  readonly id: string;
  readonly scope: string;
  readonly purpose: string;
  readonly model: string;
  readonly request: string;
  readonly hold: string | null;
  readonly state: "waiting" | "sent" | "answered" | "failed";
  readonly batch: string | null;
  readonly tries: number;
  readonly at: number;
}

export interface BatchRow {
  readonly id: string;
  readonly remote: string | null;
  readonly state: "sending" | "running" | "ended";
  readonly at: number;
}

export const ITEM_COLUMNS = "id, scope, purpose, model, request, hold, state, batch, tries, at";

/** What a row holds once it is opened. */
export type Waiting = Pick<BatchItem, "asker" | "parts" | "maxTokens">;

/** Puts a question among those that wait. */
export function insertItem(transaction: Transaction, keys: Keys, item: BatchItem, model: string): void {
  const { id, purpose, asker, parts, maxTokens } = item;
  const lock = lockFor(asker.scope, labelOf(parts).scopes);
  const waiting: Waiting = { asker, parts, maxTokens };
  const request = keys.seal(asker.scope, lock, JSON.stringify(waiting), id);
  transaction.run(
    `INSERT INTO batch_items (${ITEM_COLUMNS}) VALUES (?, ?, ?, ?, ?, NULL, 'waiting', NULL, 0, ?)
     ON CONFLICT(id) DO UPDATE SET scope = excluded.scope, purpose = excluded.purpose, model = excluded.model,
       request = excluded.request, state = 'waiting', batch = NULL, tries = 0, at = excluded.at
     WHERE batch_items.state IN ('answered', 'failed') AND batch_items.hold IS NULL`,
    [id, asker.scope, purpose, model, request, transaction.now],
  );
}

/** Null where its words were forgotten. */
export function openItem(keys: Keys, row: ItemRow): Waiting | null {
  if (row.request === "") return null;
  const opened = keys.open(row.scope, row.request, row.id);
  return opened.kind === "opened" ? (JSON.parse(opened.text) as Waiting) : null;
}

export function requestOf(model: string, { parts, maxTokens }: Waiting): ChatRequest {
  return { model, messages: compose({ parts }).messages, maxTokens };
}

/**
 * Takes the questions of a scope away, as forgetting does. What has been handed over already can't be called back: its words
 * go, its answer will be dropped, and what it costs is still settled.
 */
export function forgetItems(transaction: Transaction, scope: string): number {
  const gone = transaction.run("DELETE FROM batch_items WHERE scope = ? AND hold IS NULL AND state <> 'sent'", [scope]);
  return gone + transaction.run("UPDATE batch_items SET request = '', state = 'failed' WHERE scope = ?", [scope]);
}
