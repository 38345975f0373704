/**
 * Records of money: what came in, what was invoiced, which days are known.
 * `npm run migration` compares all tables in this folder with the migrations.
 */
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

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
    /** `seen` on the account and not yet matched, `standing`, `struck` once it was taken back, `ignored`: no client's. */
    state: text().notNull(),
    /** The invoice it pays; null: none is known. */
    invoice: text(),
    /** `owner`: told by the owner; `bank`: read from bank data. */
    source: text().notNull().default("owner"),
  },
  (table) => [
    index("payments_client").on(table.client),
    index("payments_received").on(table.receivedOn),
    index("payments_state").on(table.state),
  ],
);

/** Invoices and credit notes: issued once, never changed; what became of them stands beside. */
export const invoices = sqliteTable(
  "invoices",
  {
    id: text().primaryKey(),
    version: integer().notNull(),
    seq: integer().notNull(),
    client: text().notNull(),
    engagement: text(),
    milestone: text(),
    /** `invoice`, `credit-note`. */
    kind: text().notNull(),
    number: text().notNull(),
    /** The number without what stands between its letters and digits: how a payment's reference is searched for it. */
    numberKey: text("number_key").notNull(),
    /** The number's place in its series; null for one from before the workspace. */
    ordinal: integer(),
    /** The invoice that a credit note corrects. */
    corrects: text(),
    netCents: integer("net_cents").notNull(),
    taxCents: integer("tax_cents").notNull(),
    grossCents: integer("gross_cents").notNull(),
    currency: text().notNull(),
    taxKind: text("tax_kind").notNull(),
    taxRateBp: integer("tax_rate_bp").notNull(),
    issuedOn: text("issued_on").notNull(),
    dueOn: text("due_on").notNull(),
    /** `open`, `paid`, `credited`. */
    state: text().notNull(),
    paidCents: integer("paid_cents").notNull(),
    creditedCents: integer("credited_cents").notNull(),
    /** How many reminders went out. */
    reminded: integer().notNull(),
    remindedOn: text("reminded_on"),
    /** How many reminders have fallen due. */
    fellDue: integer("fell_due").notNull(),
  },
  (table) => [
    uniqueIndex("invoices_number").on(table.number),
    index("invoices_number_key").on(table.numberKey),
    index("invoices_corrects").on(table.corrects),
    index("invoices_client").on(table.client, table.state),
    index("invoices_state").on(table.state, table.dueOn),
    index("invoices_issued").on(table.issuedOn),
  ],
);

/** How the files of a bank are read whose columns nobody knew; the names of the columns stand sealed in the event. */
export const layouts = sqliteTable("layouts", {
  id: text().primaryKey(),
  version: integer().notNull(),
  seq: integer().notNull(),
});

/** The next number of a series: taken in the transaction that issues. */
export const series = sqliteTable("series", {
  id: text().primaryKey(),
  version: integer().notNull(),
  next: integer().notNull(),
});

/** A month whose books are closed. */
export const periods = sqliteTable("periods", {
  /** `2026-11` */
  id: text().primaryKey(),
  version: integer().notNull(),
  seq: integer().notNull(),
  closedAt: integer("closed_at").notNull(),
});

/** Which days the bank data covers. */
export const coverage = sqliteTable("coverage", {
  /** The account, as its source calls it. */
  id: text().primaryKey(),
  version: integer().notNull(),
  fromOn: text("from_on").notNull(),
  toOn: text("to_on").notNull(),
});

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
