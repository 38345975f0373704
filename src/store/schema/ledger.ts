/**
 * The ledger and the bytes beside it: the truth.
 * `npm run migration` compares all tables in this folder with the migrations.
 */
import { blob, index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The ledger. `previousHash` is the row before's `hash`; a hash covers every other column. */
export const events = sqliteTable(
  "events",
  {
    seq: integer().primaryKey(),
    id: text().notNull(),
    at: integer().notNull(),
    type: text().notNull(),
    version: integer().notNull(),
    actor: text().notNull(),
    scope: text().notNull(),
    subject: text().notNull(),
    subjectVersion: integer("subject_version").notNull(),
    causation: text(),
    workflow: text().notNull(),
    label: text().notNull(),
    data: text().notNull(),
    hash: text().notNull(),
  },
  (table) => [index("events_workflow").on(table.workflow)],
);

/** Kept bytes, sealed, addressed by the sha256 of what is stored. */
export const blobs = sqliteTable("blobs", {
  hash: text().primaryKey(),
  scope: text().notNull(),
  key: text().notNull(),
  bytes: blob().notNull(),
});
