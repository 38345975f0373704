/**
 * Operational rows: how far readers have come, what is under way, and what the chats show.
 * `npm run migration` compares all tables in this folder with the migrations.
 */
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** How far a reader of the ledger has come. */
export const cursors = sqliteTable("cursors", { name: text().primaryKey(), seq: integer().notNull() });

/** A claimed effect: written before the connector is called, so that a crash leaves a trace. */
export const deliveries = sqliteTable("deliveries", {
  effect: text().primaryKey(),
  state: text().notNull(),
  attempt: integer().notNull(),
  nextAt: integer("next_at").notNull(),
});

/** What a surface is to show; at least once after an unknown outcome. */
export const notices = sqliteTable(
  "notices",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    surface: text().notNull(),
    /** The event whose private part holds the card. */
    seq: integer().notNull(),
    proposal: text(),
    revision: integer(),
    state: text().notNull(),
    createdAt: integer("created_at").notNull(),
    sentAt: integer("sent_at"),
  },
  (table) => [index("notices_state").on(table.surface, table.state), index("notices_proposal").on(table.proposal)],
);

/** A message of ours in a chat: where it stands, what it shows, and what its buttons carry. */
export const posts = sqliteTable(
  "posts",
  {
    id: text().primaryKey(),
    surface: text().notNull(),
    kind: text().notNull(),
    /** The event whose private part holds the card; 0 where it is composed anew each time. */
    seq: integer().notNull(),
    notice: integer(),
    scope: text().notNull(),
    proposal: text(),
    revision: integer(),
    token: text().notNull(),
    room: text().notNull(),
    thread: text(),
    ref: text(),
    state: text().notNull(),
    menu: text().notNull(),
    opened: integer().notNull(),
    /** The sha256 of what stands there, to notice what has to be rewritten. */
    shows: text().notNull(),
    /** What a reply to it means, where it asks for words. */
    asks: text(),
    createdAt: integer("created_at").notNull(),
    postedAt: integer("posted_at"),
  },
  (table) => [
    uniqueIndex("posts_token").on(table.token),
    index("posts_state").on(table.surface, table.state),
    index("posts_proposal").on(table.proposal),
    index("posts_ref").on(table.surface, table.ref),
  ],
);

/** What the owner said in a chat and has not been answered; the words stand sealed in the event. */
export const turns = sqliteTable(
  "turns",
  {
    seq: integer().primaryKey(),
    surface: text().notNull(),
    room: text().notNull(),
    thread: text(),
    /** The post that it answers, where that asked for words. */
    answers: text(),
    actor: text().notNull(),
    at: integer().notNull(),
    state: text().notNull(),
  },
  (table) => [index("turns_state").on(table.state)],
);

/** The thread of a client on a surface, renewed each month; `previous` is the month before. */
export const threads = sqliteTable(
  "threads",
  {
    surface: text().notNull(),
    scope: text().notNull(),
    month: text().notNull(),
    room: text().notNull(),
    thread: text(),
    /** The post that is its head. */
    head: text(),
    state: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.surface, table.scope, table.month] })],
);

/** A pairing code that waits for its owner: only its hash is kept. */
export const pairingCodes = sqliteTable("pairing_codes", {
  surface: text().primaryKey(),
  digest: text().notNull(),
  expiresAt: integer("expires_at").notNull(),
  tries: integer().notNull(),
});

/** Small notes of a surface that survive a restart: update offsets, when it was last used. */
export const surfaceNotes = sqliteTable(
  "surface_notes",
  { surface: text().notNull(), name: text().notNull(), value: text().notNull() },
  (table) => [primaryKey({ columns: [table.surface, table.name] })],
);

/** A run's answered calls, sealed; pruned some days after the run ended. */
export const journal = sqliteTable(
  "journal",
  {
    run: text().notNull(),
    step: integer().notNull(),
    request: text().notNull(),
    answer: text().notNull(),
    at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.run, table.step] })],
);

export const timers = sqliteTable(
  "timers",
  {
    id: text().primaryKey(),
    at: integer().notNull(),
    event: text().notNull(),
    scope: text().notNull(),
    data: text().notNull(),
    causation: text(),
  },
  (table) => [index("timers_at").on(table.at)],
);

/** What a connector has already taken over, so that a crash before it was put away takes nothing twice. */
export const taken = sqliteTable(
  "taken",
  { connector: text().notNull(), name: text().notNull(), content: text().notNull() },
  (table) => [primaryKey({ columns: [table.connector, table.name] })],
);

/** How far a connector has come in what it reads, and what it noted of itself. */
export const marks = sqliteTable(
  "marks",
  { connector: text().notNull(), name: text().notNull(), value: text().notNull() },
  (table) => [primaryKey({ columns: [table.connector, table.name] })],
);

/** Which version of an agent had which files. */
export const agentVersions = sqliteTable("agent_versions", {
  name: text().primaryKey(),
  version: integer().notNull(),
  digest: text().notNull(),
});
