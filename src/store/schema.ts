/**
 * Every table, for drizzle-kit, which writes the migrations from it (`npm run migration`).
 * Records are folded from events and can be rebuilt; operational rows are not history and may be lost with their process.
 */
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

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

// ── Records ────────────────────────────────────────────────────────────────────────────────────────────────────────

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
  (table) => [index("contacts_domain").on(table.domain), index("contacts_kind").on(table.kind)],
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
  ],
);

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

/** Money that came in, as the owner told it or a connector reported it. */
export const payments = sqliteTable(
  "payments",
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    seq: integer().notNull(),
    client: text().notNull(),
    amountCents: integer("amount_cents").notNull(),
    currency: text().notNull(),
    method: text().notNull(),
    /** `YYYY-MM-DD`, the owner's day. */
    receivedOn: text("received_on").notNull(),
    /** `standing`, or `struck` once it was taken back. */
    state: text().notNull(),
  },
  (table) => [index("payments_client").on(table.client), index("payments_received").on(table.receivedOn)],
);

// ── Operational rows ───────────────────────────────────────────────────────────────────────────────────────────────

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

/** Which version of an agent had which files. */
export const agentVersions = sqliteTable("agent_versions", {
  name: text().primaryKey(),
  version: integer().notNull(),
  digest: text().notNull(),
});
