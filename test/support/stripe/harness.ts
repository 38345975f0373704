/**
 * The connector alone before a Stripe of our own: what it performs, what it reports and to whom it tells it, without a house
 * around. Marks and what was taken stand in a database in memory; `restart` makes the connector anew on it.
 */
import { join } from "node:path";
import type { HookAnswer, HookRequest, Report } from "../../../src/connectors/connector.ts";
import type { Books } from "../../../src/connectors/stripe/books.ts";
import { StripeConnector } from "../../../src/connectors/stripe/connector.ts";
import type { Card } from "../../../src/kernel/card.ts";
import type { Delivery, Receipt } from "../../../src/kernel/delivery.ts";
import type { Transaction } from "../../../src/kernel/writer.ts";
import { VirtualClock } from "../../../src/lib/clock.ts";
import type { StripeCorrectionOrder, StripeInvoiceOrder, StripePayment } from "../../../src/lib/stripe-orders.ts";
import { Database } from "../../../src/store/database.ts";
import { migrate } from "../../../src/store/migrate.ts";
import { PACKAGE_ROOT, START } from "../office.ts";
import { KEY, SECRET, StripePlatform } from "./platform.ts";

/** Much longer than an answer takes on a busy machine. */
const TIMEOUT_MS = 5000;

export class StripeHarness {
  readonly clock = new VirtualClock(START);
  readonly payments: StripePayment[] = [];
  /** Invoices that nobody can pay there any more. */
  readonly closed: string[] = [];
  readonly told: Array<{ readonly type: string; readonly card: Card; readonly scope: string }> = [];
  readonly platform: StripePlatform;
  connector: StripeConnector;
  secretKey = KEY;
  webhookSecret: string | null = SECRET;
  timeoutMs = TIMEOUT_MS;
  books: Books = { invoices: [], payments: [] };
  readonly #database = new Database({ path: ":memory:" });

  private constructor(platform: (clock: VirtualClock) => StripePlatform) {
    migrate(this.#database, join(PACKAGE_ROOT, "migrations"));
    this.platform = platform(this.clock);
    this.connector = this.#make();
  }

  /** `skewMs`: how far our clock is ahead of Stripe's. */
  static async start({ skewMs = 0 }: { skewMs?: number } = {}): Promise<StripeHarness> {
    let now = () => START;
    const platform = await StripePlatform.start({ now: () => now() });
    return new StripeHarness((clock) => {
      now = () => clock.now() - skewMs;
      return platform;
    });
  }

  async stop(): Promise<void> {
    await this.platform.down();
    this.#database.close();
  }

  /** The process ends, and another begins where it was. */
  restart(): void {
    this.connector = this.#make();
  }

  perform(delivery: Delivery): Promise<Receipt> {
    return this.connector.perform(delivery);
  }

  /** Looks until there is nothing new; answers how many reports there were. */
  async look(): Promise<number> {
    for (let count = 0; ; count++) {
      const reports = await this.connector.poll();
      if (reports.length === 0) return count;
      this.record(reports);
    }
  }

  record(reports: readonly Report[]): void {
    for (const report of reports) report.record(this.#transaction());
  }

  /** Stripe calls; what it is told is recorded. */
  async call(request: HookRequest): Promise<HookAnswer> {
    const { hook } = this.connector;
    if (!hook) throw new Error("nobody listens");
    const answer = await hook.take(request);
    if (answer.kind === "taken") this.record(answer.reports);
    return answer;
  }

  #make(): StripeConnector {
    return new StripeConnector({
      config: { secretKey: this.secretKey, webhookSecret: this.webhookSecret, apiUrl: this.platform.url },
      clock: this.clock,
      zone: "Europe/Berlin",
      marks: this.#database,
      timeoutMs: this.timeoutMs,
      books: () => this.books,
      directory: {
        whose: (_, invoice) => ({
          scope: "c_acme",
          number: invoice.replace("v_", ""),
          client: "Acme GmbH",
          open: true,
        }),
        seen: (_, payment) => {
          if (!this.payments.some((one) => one.payment === payment.payment)) this.payments.push(payment);
        },
        closed: (_, invoice) => void this.closed.push(invoice),
        tell: (_, type, card, scope) => void this.told.push({ type, card, scope }),
      },
    });
  }

  /** As much of a transaction as the connector needs. */
  #transaction(): Transaction {
    const database = this.#database;
    const partly: Pick<Transaction, "now" | "run" | "get"> = {
      now: this.clock.now(),
      run: (sql, values) => database.run(sql, values),
      get: (sql, values) => database.get(sql, values),
    };
    return partly as Transaction;
  }
}

/** Opens a harness, hands it over, and closes it whatever happens. */
export async function withStripe(
  work: (harness: StripeHarness) => Promise<void>,
  options?: { skewMs?: number },
): Promise<void> {
  const harness = await StripeHarness.start(options);
  try {
    await work(harness);
  } finally {
    await harness.stop();
  }
}

/** An invoice to be put to Stripe. */
export function invoiceOrder(number = "2026-0001", more: Partial<StripeInvoiceOrder> = {}): StripeInvoiceOrder {
  return {
    ...{ invoice: `v_${number}`, number, client: "c_acme", name: "Acme GmbH", email: "anna@acme.example" },
    ...{ language: "en", text: "Monthly package: November", grossCents: 119_000, currency: "EUR" },
    ...{ issuedOn: "2026-11-24", dueOn: "2026-12-08" },
    ...more,
  };
}

/** A credit note or a refund on it. */
export function correctionOrder(amountCents: number, more: Partial<StripeCorrectionOrder> = {}): StripeCorrectionOrder {
  return {
    ...{ creditNote: "v_note", number: "2026-0002", invoice: "v_2026-0001", invoiceNumber: "2026-0001" },
    ...{ issuedOn: "2026-11-24", amountCents, currency: "EUR" },
    ...more,
  };
}

/** What the outbox would hand over. */
export function delivery(operation: string, payload: Delivery["payload"], key = `e_${operation}`): Delivery {
  return { key, operation, payload, reference: null, at: START };
}
