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

/** What models have cost, summed under each key it counts for: `day:2026-11-24`, `client:c_…:2026-11`, `run:…`. */
export const spends = sqliteTable("spends", {
  id: text().primaryKey(),
  version: integer().notNull(),
  /** Micro-dollars, settled. */
  micros: integer().notNull(),
  calls: integer().notNull(),
  tokensIn: integer("tokens_in").notNull(),
  tokensOut: integer("tokens_out").notNull(),
  /** Micro-dollars that the provider's cache, and the batch, took off the price. */
  savedCache: integer("saved_cache").notNull(),
  savedBatch: integer("saved_batch").notNull(),
  /** What the owner was told of this quota: 0 nothing, 1 that it nears its end, 2 that it is reached. */
  told: integer().notNull(),
});

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

// ── Memory: an index that can be made anew ─────────────────────────────────────────────────────────────────────────

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

// ── Models ─────────────────────────────────────────────────────────────────────────────────────────────────────────

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
