/**
 * Records of what is known and what was forgotten, and the index over it, which can be made anew.
 * `npm run migration` compares all tables in this folder with the migrations.
 */
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** What is known, with the events that taught it and the time in which it holds; its words stand sealed in the event. */
export const facts = sqliteTable(
  "facts",
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    seq: integer().notNull(),
    /** A client's id, or `house`. */
    scope: text().notNull(),
    kind: text().notNull(),
    state: text().notNull(),
    learnedAt: integer("learned_at").notNull(),
    validFrom: integer("valid_from").notNull(),
    validUntil: integer("valid_until"),
    endedAt: integer("ended_at"),
    /** Space-separated seqs of the events that taught it. */
    sources: text().notNull(),
    /** The lowest trust among its sources. */
    trust: text().notNull(),
    /** The fact that took its place. */
    replacedBy: text("replaced_by"),
  },
  (table) => [index("facts_scope").on(table.scope, table.state)],
);

/** What a period with a client was about, in few words, and which events it covers; its words stand sealed in the event. */
export const summaries = sqliteTable(
  "summaries",
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    seq: integer().notNull(),
    scope: text().notNull(),
    /** `2026-11` */
    period: text().notNull(),
    coversFrom: integer("covers_from").notNull(),
    coversTo: integer("covers_to").notNull(),
    covers: integer().notNull(),
    /** Space-separated ids of the facts taught by what it covers. */
    facts: text().notNull(),
    /** `local`, or the model's name. */
    madeBy: text("made_by").notNull(),
  },
  (table) => [index("summaries_scope").on(table.scope)],
);

/** Who was forgotten, and how far that has come. */
export const forgettings = sqliteTable("forgettings", {
  scope: text().primaryKey(),
  version: integer().notNull(),
  seq: integer().notNull(),
  at: integer().notNull(),
  /** `decided`, then `done` once keys, index and caches are gone. */
  state: text().notNull(),
  /** When the books of this client may go, ms UTC; null: there are none. */
  booksUntil: integer("books_until"),
});

/** One scope's statistics in the index of episodes. Nothing is shared between scopes. */
export const memoryScopes = sqliteTable("memory_scopes", {
  /** A short name of the scope for the tables below; never given twice. */
  place: integer().primaryKey({ autoIncrement: true }),
  scope: text().notNull().unique(),
  rows: integer().notNull(),
  /** All rows' lengths in words, for the average. */
  words: integer().notNull(),
});

/** An indexed episode: its place in the ledger; the words stand there, sealed. */
export const memoryRows = sqliteTable(
  "memory_rows",
  {
    place: integer().notNull(),
    /** In the order of arrival, from 0. */
    row: integer().notNull(),
    /** The event. */
    seq: integer().notNull(),
    at: integer().notNull(),
    thread: text(),
    kind: text().notNull(),
    /** The blinded words of a thread's last row, which are the context of its next. */
    tail: blob(),
  },
  (table) => [
    primaryKey({ columns: [table.place, table.row] }),
    uniqueIndex("memory_rows_seq").on(table.place, table.seq),
    index("memory_rows_thread").on(table.place, table.thread, table.row),
  ],
);

/** Where a term stands, in blocks; the term is blinded under the scope's key, so that it means nothing once that is gone. */
export const memoryPostings = sqliteTable(
  "memory_postings",
  {
    place: integer().notNull(),
    term: integer().notNull(),
    block: integer().notNull(),
    data: blob().notNull(),
  },
  (table) => [primaryKey({ columns: [table.place, table.term, table.block] })],
);

/** Sealed vectors of episodes, in blocks of rows; only where an embedder is set. */
export const memoryVectors = sqliteTable(
  "memory_vectors",
  {
    place: integer().notNull(),
    model: text().notNull(),
    block: integer().notNull(),
    data: blob().notNull(),
  },
  (table) => [primaryKey({ columns: [table.place, table.model, table.block] })],
);

/** What recall gave to whom: which events and facts, never words. */
export const recalls = sqliteTable(
  "recalls",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    at: integer().notNull(),
    scope: text().notNull(),
    run: text(),
    fidelity: text().notNull(),
    tokens: integer().notNull(),
    /** JSON: seqs of facts, summaries and episodes. */
    gave: text().notNull(),
  },
  (table) => [index("recalls_scope").on(table.scope, table.at)],
);

/** Working notes of a run or a thread, sealed; they expire. */
export const notes = sqliteTable(
  "notes",
  {
    scope: text().notNull(),
    name: text().notNull(),
    words: text().notNull(),
    at: integer().notNull(),
    expiresAt: integer("expires_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.scope, table.name] }), index("notes_expires").on(table.expiresAt)],
);
