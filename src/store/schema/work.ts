/**
 * Records of work: what was agreed, planned, delivered, promised, and how the company stands with somebody.
 * `npm run migration` compares all tables in this folder with the migrations.
 */
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What the owner has offered to somebody, at a price. */
export const offers = sqliteTable(
  "offers",
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    seq: integer().notNull(),
    client: text().notNull(),
    /** `sent`, `accepted`, `declined`, `expired`. */
    state: text().notNull(),
    amountCents: integer("amount_cents").notNull(),
    currency: text().notNull(),
    taxKind: text("tax_kind").notNull(),
    playbook: text().notNull(),
    sentOn: text("sent_on").notNull(),
    validUntil: text("valid_until").notNull(),
    followedUp: integer("followed_up").notNull(),
    followedUpOn: text("followed_up_on"),
    /** Which step fell due last: `follow-up`, `expire`; null: none. */
    told: text(),
    closedOn: text("closed_on"),
  },
  (table) => [index("offers_client").on(table.client), index("offers_state").on(table.state)],
);

/** What was agreed with a client; its words stand sealed in the event. */
export const contracts = sqliteTable(
  "contracts",
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    seq: integer().notNull(),
    client: text().notNull(),
    offer: text(),
    /** `standing`, `ended`. */
    state: text().notNull(),
    /** Net. */
    priceCents: integer("price_cents").notNull(),
    currency: text().notNull(),
    /** What the price is for: `month`, `once`. */
    per: text().notNull(),
    taxKind: text("tax_kind").notNull(),
    /** Basis points: 1900 is 19 %. */
    taxRateBp: integer("tax_rate_bp").notNull(),
    termsDays: integer("terms_days").notNull(),
    noticeDays: integer("notice_days").notNull(),
    /** `monthly`, `no`. */
    renews: text().notNull(),
    startsOn: text("starts_on").notNull(),
    endsOn: text("ends_on"),
    /** sha256 of the signed document; null: none is kept. */
    document: text(),
  },
  (table) => [index("contracts_client").on(table.client, table.state)],
);

/** A piece of work for a client: one playbook, one contract, one plan that changes by versions. */
export const engagements = sqliteTable(
  "engagements",
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    /** The event that holds the plan as it is now. */
    seq: integer().notNull(),
    client: text().notNull(),
    contract: text(),
    playbook: text().notNull(),
    title: text().notNull(),
    /** `active`, `paused`, `ended`. */
    state: text().notNull(),
    anchorOn: text("anchor_on").notNull(),
    /** The plan's version, from 1. */
    plan: integer().notNull(),
    /** How often it was renewed, from 1. */
    round: integer().notNull(),
    since: integer().notNull(),
  },
  (table) => [index("engagements_client").on(table.client, table.state), index("engagements_state").on(table.state)],
);

/** One step of a plan, as the newest version has it. */
export const tasks = sqliteTable(
  "tasks",
  {
    /** `engagement/key`. */
    id: text().primaryKey(),
    version: integer().notNull(),
    seq: integer().notNull(),
    client: text().notNull(),
    engagement: text().notNull(),
    key: text().notNull(),
    kind: text().notNull(),
    /** Whose work it is: an agent's name, or `owner`. */
    agent: text().notNull(),
    title: text().notNull(),
    milestone: text(),
    /** Space-separated keys that come first. */
    after: text("after_keys").notNull(),
    dueOn: text("due_on").notNull(),
    minutes: integer(),
    /** The name of a house text, where it is a letter. */
    text: text(),
    /** 1: the client was promised it. */
    promised: integer().notNull(),
    /** What takes it back when the work ends early; null: nothing has to be. */
    compensation: text(),
    /** `open`, `done`, `skipped`, `dropped`. */
    state: text().notNull(),
    /** When its agent was told that it is due; null: not yet. */
    toldOn: text("told_on"),
    doneOn: text("done_on"),
  },
  (table) => [
    index("tasks_due").on(table.state, table.dueOn),
    index("tasks_engagement").on(table.engagement),
    index("tasks_client").on(table.client, table.state),
  ],
);

/** A step of a plan that is worth money, or an end. */
export const milestones = sqliteTable(
  "milestones",
  {
    /** `engagement/key`. */
    id: text().primaryKey(),
    version: integer().notNull(),
    seq: integer().notNull(),
    client: text().notNull(),
    engagement: text().notNull(),
    key: text().notNull(),
    title: text().notNull(),
    /** Net; what the contract's price comes to for it. 0: it is not invoiced. */
    agreedCents: integer("agreed_cents").notNull(),
    currency: text().notNull(),
    dueOn: text("due_on").notNull(),
    /** Space-separated: `owner`, `acceptance`, `plan`. */
    closesBy: text("closes_by").notNull(),
    /** `open`, `closed`, `invoiced`, `dropped`. */
    state: text().notNull(),
    closedOn: text("closed_on"),
    closedBy: text("closed_by"),
    invoice: text(),
    toldOn: text("told_on"),
  },
  (table) => [
    index("milestones_client").on(table.client, table.state),
    index("milestones_engagement").on(table.engagement),
    index("milestones_state").on(table.state, table.dueOn),
  ],
);

/** What a client is to get, by the task that makes it. */
export const deliverables = sqliteTable(
  "deliverables",
  {
    /** The task's id. */
    id: text().primaryKey(),
    version: integer().notNull(),
    seq: integer().notNull(),
    client: text().notNull(),
    engagement: text().notNull(),
    title: text().notNull(),
    milestone: text(),
    /** `planned`, `sent`, `changes`, `accepted`, `dropped`. */
    state: text().notNull(),
    /** How many versions were sent. */
    versions: integer().notNull(),
    /** The file of the newest version. */
    file: text(),
    sentOn: text("sent_on"),
    /** When it was noticed that no answer has come; null: not yet. */
    toldOn: text("told_on"),
    nudgedOn: text("nudged_on"),
    /** The Message-ID of the letter it went out with. */
    letter: text(),
    /** Who said what stands in `state`: `client`, by a clear mail, or `owner`. */
    saidBy: text("said_by"),
  },
  (table) => [
    index("deliverables_client").on(table.client, table.state),
    index("deliverables_engagement").on(table.engagement),
    index("deliverables_state").on(table.state, table.sentOn),
  ],
);

export const meetings = sqliteTable(
  "meetings",
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    seq: integer().notNull(),
    client: text().notNull(),
    engagement: text(),
    task: text(),
    title: text().notNull(),
    /** `offered`, `booked`, `cancelled`, `lapsed`, `missed`. */
    state: text().notNull(),
    minutes: integer().notNull(),
    /** Space-separated, ms UTC: what the client may choose from. */
    slots: text().notNull(),
    offeredOn: text("offered_on"),
    startsAt: integer("starts_at"),
    /** When it was noticed that no time was taken; null: not yet. */
    toldOn: text("told_on"),
    /** `accepted`, `declined`, `tentative`, `counter`; null: no answer to the invitation yet. */
    answer: text(),
  },
  (table) => [
    index("meetings_client").on(table.client, table.state),
    index("meetings_state").on(table.state, table.startsAt),
    index("meetings_state").on(table.state, table.offeredOn),
  ],
);

/** A promise: by whom, to which client, until when. Its words stand sealed in the event. */
export const obligations = sqliteTable(
  "obligations",
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    seq: integer().notNull(),
    client: text().notNull(),
    /** `owner`, `client`. */
    who: text().notNull(),
    /** `deliver` (a task's), `send`, `answer`, `other`. */
    kind: text().notNull(),
    task: text(),
    untilOn: text("until_on").notNull(),
    /** `open`, `kept`, `missed`, `released`. */
    state: text().notNull(),
    toldOn: text("told_on"),
    closedOn: text("closed_on"),
  },
  (table) => [
    index("obligations_client").on(table.client, table.state),
    index("obligations_until").on(table.state, table.untilOn),
  ],
);

/** Whom the owner may write to unasked, on which ground, and whether that has ended. */
export const outreach = sqliteTable("outreach", {
  client: text().primaryKey(),
  version: integer().notNull(),
  seq: integer().notNull(),
  /** `existing-customer`, `consent`, `asked-us`. */
  basis: text().notNull(),
  /** `standing`, `answered`, `stopped`. */
  state: text().notNull(),
  sent: integer().notNull(),
  sentOn: text("sent_on"),
  toldOn: text("told_on"),
});

/** What a client has agreed to: `name-in-public`. */
export const consents = sqliteTable("consents", {
  /** `client/kind`. */
  id: text().primaryKey(),
  version: integer().notNull(),
  seq: integer().notNull(),
  client: text().notNull(),
  kind: text().notNull(),
  state: text().notNull(),
});

/** A text that an agent has drafted for the owner; its words stand sealed in the event. */
export const drafts = sqliteTable(
  "drafts",
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    seq: integer().notNull(),
    client: text().notNull(),
    kind: text().notNull(),
    /** `open`, `used`, `dropped`. */
    state: text().notNull(),
    at: integer().notNull(),
  },
  (table) => [index("drafts_state").on(table.state)],
);

/** How a client fares, and why; 100 is well. */
export const health = sqliteTable("health", {
  client: text().primaryKey(),
  version: integer().notNull(),
  seq: integer().notNull(),
  score: integer().notNull(),
  /** `well`, `watch`, `at-risk`. */
  band: text().notNull(),
  /** JSON: what took how much off. */
  reasons: text().notNull(),
  at: integer().notNull(),
});

/** When the owner is away. */
export const absences = sqliteTable("absences", {
  id: text().primaryKey(),
  version: integer().notNull(),
  fromOn: text("from_on").notNull(),
  toOn: text("to_on").notNull(),
  /** `planned`, `over`. */
  state: text().notNull(),
});
