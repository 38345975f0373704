/**
 * Records of people, their mail and what was decided about it.
 * `npm run migration` compares all tables in this folder with the migrations.
 */
import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

export const clients = sqliteTable(
  "clients",
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    stage: text().notNull(),
    name: text().notNull(),
    company: text(),
    need: text(),
    language: text().notNull(),
    mergedInto: text("merged_into"),
    since: integer().notNull(),
    /** The event since which mail that leaves by itself is held back; 0: none. */
    held: integer().notNull().default(0),
  },
  (table) => [index("clients_merged").on(table.mergedInto)],
);

export const contacts = sqliteTable(
  "contacts",
  {
    address: text().primaryKey(),
    version: integer().notNull(),
    name: text().notNull(),
    domain: text().notNull(),
    kind: text().notNull(),
    state: text().notNull(),
    scopes: text().notNull(),
    firstSeenAt: integer("first_seen_at").notNull(),
    listed: integer().notNull(),
  },
  (table) => [
    index("contacts_domain").on(table.domain),
    index("contacts_kind").on(table.kind),
    index("contacts_scopes").on(table.scopes),
    index("contacts_shared").on(table.address).where(sql`scopes LIKE '% %'`),
  ],
);

export const mails = sqliteTable(
  "mails",
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    seq: integer().notNull(),
    scope: text().notNull(),
    direction: text().notNull(),
    messageId: text("message_id"),
    content: text().notNull(),
    raw: text(),
    at: integer().notNull(),
    classes: text().notNull(),
    thread: text(),
    effect: text(),
  },
  (table) => [
    index("mails_message_id").on(table.messageId),
    index("mails_content").on(table.content),
    index("mails_scope").on(table.scope),
    index("mails_at").on(table.direction, table.at, table.scope, table.classes),
  ],
);

/** Older mail that was read on request, as memory. */
export const rememberedMails = sqliteTable(
  "remembered_mails",
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    seq: integer().notNull(),
    scope: text().notNull(),
    messageId: text("message_id"),
    content: text().notNull(),
  },
  (table) => [
    index("remembered_mails_message_id").on(table.messageId),
    index("remembered_mails_content").on(table.content),
    index("remembered_mails_scope").on(table.scope),
    index("remembered_mails_seq").on(table.seq),
  ],
);

/** Since when older mail was asked for, and how far that has come: one row. */
export const olderMail = sqliteTable("older_mail", {
  id: text().primaryKey(),
  version: integer().notNull(),
  seq: integer().notNull(),
  since: text(),
  readsFrom: text("reads_from").notNull(),
  readsTo: text("reads_to"),
  countsFrom: integer("counts_from").notNull(),
  state: text().notNull(),
});

export const runs = sqliteTable(
  "runs",
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    agent: text().notNull(),
    stamp: text().notNull(),
    digest: text().notNull(),
    event: integer().notNull(),
    scope: text().notNull(),
    depth: integer().notNull(),
    state: text().notNull(),
    startedAt: integer("started_at").notNull(),
    endedAt: integer("ended_at"),
  },
  (table) => [index("runs_state").on(table.state), index("runs_agent").on(table.agent, table.startedAt)],
);

export const intents = sqliteTable(
  "intents",
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    seq: integer().notNull(),
    scope: text().notNull(),
    principal: text().notNull(),
    run: text(),
    action: text().notNull(),
    key: text().notNull(),
    state: text().notNull(),
    workflow: text().notNull(),
    /** The mail it answers or is about, so that the owner's own answer can withdraw it. */
    about: text(),
  },
  (table) => [
    index("intents_state").on(table.state),
    index("intents_key").on(table.key),
    index("intents_about").on(table.about),
    index("intents_scope").on(table.scope),
  ],
);

export const proposals = sqliteTable(
  "proposals",
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    code: text().notNull(),
    intent: text().notNull(),
    scope: text().notNull(),
    state: text().notNull(),
    revision: integer().notNull(),
    /** The event that carries the card and the parameters of this revision. */
    seq: integer().notNull(),
    binding: text().notNull(),
    openedAt: integer("opened_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
    laterUntil: integer("later_until"),
    /** `mail`: it comes back when they write again, before `later_until` even. */
    laterOn: text("later_on"),
    laterSeq: integer("later_seq"),
    decidedAt: integer("decided_at"),
    /** The event that decided it. */
    decidedSeq: integer("decided_seq"),
    /** The surface on which it was agreed to first, where policy wants two. */
    agreedOn: text("agreed_on"),
  },
  (table) => [
    uniqueIndex("proposals_code").on(table.code),
    index("proposals_state").on(table.state),
    index("proposals_intent").on(table.intent),
  ],
);

export const effects = sqliteTable(
  "effects",
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    intent: text().notNull(),
    scope: text().notNull(),
    connector: text().notNull(),
    operation: text().notNull(),
    key: text().notNull(),
    /** The event whose private part holds the payload. */
    seq: integer().notNull(),
    state: text().notNull(),
    queuedAt: integer("queued_at").notNull(),
    reference: text(),
  },
  (table) => [
    uniqueIndex("effects_key").on(table.key),
    index("effects_state").on(table.state),
    index("effects_reference").on(table.reference),
    index("effects_intent").on(table.intent),
  ],
);

export const pauses = sqliteTable("pauses", {
  id: text().primaryKey(),
  version: integer().notNull(),
  active: integer().notNull(),
  reason: text().notNull(),
  since: integer().notNull(),
});

/** Who is the owner on a chat surface; what stands here outranks the environment. */
export const pairings = sqliteTable("pairings", {
  surface: text().primaryKey(),
  version: integer().notNull(),
  state: text().notNull(),
  user: text().notNull(),
  team: text(),
  since: integer().notNull(),
});

/** A file that the owner dropped into a chat. Its name stands in the event, its bytes among the kept ones. */
export const files = sqliteTable("files", {
  id: text().primaryKey(),
  version: integer().notNull(),
  seq: integer().notNull(),
  scope: text().notNull(),
  kind: text().notNull(),
  blob: text().notNull(),
  size: integer().notNull(),
  at: integer().notNull(),
});
