/**
 * What models are asked: money that is reserved, answers that may come again, questions that can wait.
 * `npm run migration` compares all tables in this folder with the migrations.
 */
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Money reserved for a call that is under way; gone once it is settled. */
export const holds = sqliteTable("holds", {
  id: text().primaryKey(),
  at: integer().notNull(),
  model: text().notNull(),
  purpose: text().notNull(),
  scope: text().notNull(),
  agent: text(),
  run: text(),
  workflow: text(),
  causation: text(),
  /** 1: at batch prices; such a call outlives a restart. */
  batch: integer().notNull(),
  /** JSON: the keys it counts for. */
  keys: text().notNull(),
  /** JSON: the price as it was then, and the most it can use; a new price list changes nothing for it. */
  terms: text().notNull(),
  /** Micro-dollars. */
  micros: integer().notNull(),
});

/** The sum of open holds under each key. */
export const heldSums = sqliteTable("held_sums", { key: text().primaryKey(), micros: integer().notNull() });

/** Answers of models to questions that may come again, sealed; the key is blinded under the scope's key. */
export const modelAnswers = sqliteTable(
  "model_answers",
  {
    key: text().primaryKey(),
    scope: text().notNull(),
    answer: text().notNull(),
    at: integer().notNull(),
    usedAt: integer("used_at").notNull(),
  },
  (table) => [index("model_answers_scope").on(table.scope), index("model_answers_used").on(table.usedAt)],
);

/** A question that can wait for the batch, sealed; its words go once it is answered. */
export const batchItems = sqliteTable(
  "batch_items",
  {
    id: text().primaryKey(),
    scope: text().notNull(),
    purpose: text().notNull(),
    model: text().notNull(),
    request: text().notNull(),
    hold: text(),
    /** `waiting`, `sent`, `answered`, `failed`. */
    state: text().notNull(),
    /** Null in `sent`: it is asked by itself. */
    batch: text(),
    /** How often it came back without an answer. */
    tries: integer().notNull(),
    at: integer().notNull(),
  },
  (table) => [index("batch_items_state").on(table.state), index("batch_items_batch").on(table.batch)],
);

/** A batch at the provider. */
export const batches = sqliteTable("batches", {
  id: text().primaryKey(),
  /** The provider's id, once it is known. */
  remote: text(),
  /** `sending`, `running`, `ended`. */
  state: text().notNull(),
  at: integer().notNull(),
  checkAt: integer("check_at").notNull(),
});
