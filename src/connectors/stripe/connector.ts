/**
 * Stripe: issued invoices become payable there, credit notes and refunds follow them, and what is paid is reported, from
 * Stripe's list of events and, where it can call us, by signed webhooks. Both ways record the same happening once.
 * Before: the outbox and the loop. After: `payment.seen`, which wakes the billing agent, and notices to the owner.
 */
import type { Stripe } from "stripe";
import type { Card } from "../../kernel/card.ts";
import type { Delivery, Found, Receipt } from "../../kernel/delivery.ts";
import type { Transaction } from "../../kernel/writer.ts";
import type { Clock } from "../../lib/clock.ts";
import { messageOf } from "../../lib/errors.ts";
import type { StripeConfig } from "../../lib/service-address.ts";
import type {
  StripeCorrectionOrder,
  StripeInvoiceAnswer,
  StripeInvoiceOrder,
  StripePayment,
  StripeSettleOrder,
} from "../../lib/stripe-orders.ts";
import { localDate, readable } from "../../lib/zone.ts";
import type { Connector, Difference, Health, Hook, HookAnswer, HookRequest, Report } from "../connector.ts";
import { isPast, notePast } from "../mail/arrival.ts";
import { type MarkReader, markOf, setMark } from "../marks.ts";
import { StripeApi } from "./api.ts";
import type { Books } from "./books.ts";
import { differences } from "./compare.ts";
import { isCorrected, NotYet, putCredit, putRefund, putSettled } from "./correcting.ts";
import type { Happening } from "./happening.ts";
import { Happenings } from "./happenings.ts";
import { healthOf } from "./health.ts";
import { checked } from "./hook.ts";
import { putInvoice } from "./invoicing.ts";
import { OurInvoices } from "./ours.ts";
import {
  BEGUN_MARK,
  CONNECTOR,
  DRIFT_MARK,
  EVENTS_MARK,
  happeningsOf,
  type Look,
  type Place,
  placeIn,
  Reading,
  readHints,
} from "./reading.ts";
import { pageOf } from "./standing.ts";
import { type About, gapNotice, tidings } from "./telling.ts";
import { receiptFor, serviceError } from "./trouble.ts";

/** What the connector asks of the records and tells; handed in by outside.ts. */
export interface StripeDirectory {
  /** An invoice of ours by its id, and whether it is still to be paid; null: it isn't on record. */
  whose(transaction: Transaction, invoice: string): (About & { readonly scope: string; readonly open: boolean }) | null;
  /** Records money that came in, unless it is on record already. */
  seen(transaction: Transaction, payment: StripePayment): void;
  /** Nobody can pay an invoice of ours there any more, and nobody here has closed it. */
  closed(transaction: Transaction, invoice: string): void;
  /** Shows the owner a notice; the event that carries it is of this type. */
  tell(transaction: Transaction, type: string, card: Card, scope: string): void;
}

export interface StripeParts {
  readonly config: StripeConfig;
  readonly clock: Clock;
  readonly zone: string;
  readonly marks: MarkReader;
  readonly directory: StripeDirectory;
  /** What was put there, and what came through it, as it stands on record. */
  readonly books: () => Books;
  /** How long an answer may take; left out, what is usual. */
  readonly timeoutMs?: number;
}

/** How often Stripe is asked what is new. */
const LOOK_MS = 60_000;
const ABSENT: Found = { kind: "absent" };

function answerOf(invoice: Stripe.Invoice): { readonly answer: StripeInvoiceAnswer } {
  return { answer: pageOf(invoice) };
}

export class StripeConnector implements Connector {
  readonly name = CONNECTOR;
  readonly version = 1;
  readonly operations: readonly string[] = ["invoice", "credit", "refund", "settle"];
  readonly hook?: Hook;
  readonly #parts: StripeParts;
  readonly #api: StripeApi;
  readonly #ours: OurInvoices;
  readonly #reading: Reading;

  constructor(parts: StripeParts) {
    const { config, clock, zone, timeoutMs } = parts;
    const now = () => clock.now();
    this.#parts = parts;
    this.#api = new StripeApi({ config, now, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
    this.#ours = new OurInvoices(this.#api);
    this.#reading = new Reading({ api: this.#api, zone, now });
    const secret = config.webhookSecret;
    if (secret !== null) this.hook = { path: "/stripe", take: (request) => this.#take(request, secret) };
  }

  async open(): Promise<readonly Report[]> {
    return [];
  }

  check(): Promise<Health> {
    const { config, marks } = this.#parts;
    return healthOf(this.#api, { config, drift: markOf(marks, CONNECTOR, DRIFT_MARK) });
  }

  async poll(): Promise<readonly Report[]> {
    try {
      const from = placeIn(this.#parts.marks);
      if (from === null) {
        const place = await this.#reading.begin();
        return [{ record: (transaction) => this.#begin(transaction, place) }];
      }
      const look = await this.#reading.look(from);
      return look === null ? [] : [{ record: (transaction) => this.#record(transaction, look, from) }];
    } catch (error) {
      throw serviceError(error);
    }
  }

  watch(onChange: () => void): { close(): void } {
    const timer = setInterval(onChange, LOOK_MS);
    timer.unref();
    return { close: () => clearInterval(timer) };
  }

  async perform(delivery: Delivery): Promise<Receipt> {
    try {
      return await this.#carryOut(delivery);
    } catch (error) {
      if (error instanceof NotYet) return { kind: "soft", failure: "busy", why: error.message };
      return receiptFor(error);
    }
  }

  async lookup({ operation, payload, at }: Delivery): Promise<Found> {
    try {
      const parts = { api: this.#api, ours: this.#ours };
      if (operation === "credit" || operation === "refund")
        return (await isCorrected(parts, payload as StripeCorrectionOrder)) ? { kind: "found" } : ABSENT;
      const { invoice } = payload as StripeInvoiceOrder | StripeSettleOrder;
      const since = operation === "settle" ? Date.parse((payload as StripeSettleOrder).issuedOn) : at;
      const there = await this.#ours.find(invoice, since);
      if (there === null || there.status === "draft") return ABSENT; // a draft is gone on with
      if (operation === "settle") return there.status === "open" ? ABSENT : { kind: "found" };
      return { kind: "found", ...answerOf(there) };
    } catch (error) {
      return { kind: "unknown", why: messageOf(serviceError(error)) };
    }
  }

  async reconcile(): Promise<readonly Difference[]> {
    const { marks, clock, zone, books } = this.#parts;
    const begun = Number(markOf(marks, CONNECTOR, BEGUN_MARK) ?? Number.NaN);
    if (Number.isNaN(begun)) return [];
    try {
      return await differences({ api: this.#api, zone }, books(), { begun, now: clock.now() });
    } catch (error) {
      throw serviceError(error);
    }
  }

  /** Every request carries a key made of the effect's, so that Stripe answers a second one with what the first one made. */
  async #carryOut({ key, operation, payload, at }: Delivery): Promise<Receipt> {
    const parts = { api: this.#api, ours: this.#ours };
    const idempotencyKey = `atelier-${key}`;
    switch (operation) {
      case "invoice": {
        const now = this.#parts.clock.now();
        const put = await putInvoice(parts, payload as StripeInvoiceOrder, { key: idempotencyKey, at, now });
        return { kind: "done", ...answerOf(put) };
      }
      case "credit":
        await putCredit(parts, payload as StripeCorrectionOrder, idempotencyKey);
        break;
      case "refund":
        await putRefund(parts, payload as StripeCorrectionOrder, idempotencyKey);
        break;
      default:
        await putSettled(parts, payload as StripeSettleOrder, idempotencyKey);
    }
    return { kind: "done" };
  }

  async #take(request: HookRequest, secret: string): Promise<HookAnswer> {
    const { clock, zone } = this.#parts;
    const found = await checked(this.#api, request, { secret, now: clock.now() });
    if (found.kind === "refused") return found;
    const { hints, drift } = readHints([found.event]);
    const [hint] = hints;
    if (!hint) return { kind: "taken", reports: drift === null ? [] : [{ record: (one) => this.#drift(one, drift) }] };
    try {
      const happenings = await happeningsOf(new Happenings({ api: this.#api, zone }), hint);
      if (!happenings) return { kind: "taken", reports: [] };
      return { kind: "taken", reports: [{ record: (one) => this.#happened(one, hint.event, happenings) }] };
    } catch (error) {
      throw serviceError(error);
    }
  }

  #begin(transaction: Transaction, place: Place): void {
    if (placeIn(transaction) !== null) return;
    this.#setPlace(transaction, place);
    if (markOf(transaction, CONNECTOR, BEGUN_MARK) === null)
      setMark(transaction, CONNECTOR, BEGUN_MARK, String(transaction.now));
  }

  /** `from`: where the look began; where another has gone on from there meanwhile, this one has nothing to add. */
  #record(transaction: Transaction, look: Look, from: Place): void {
    const now = placeIn(transaction);
    if (now?.id !== from.id || now.at !== from.at) return;
    for (const { event, happenings } of look.seen) this.#happened(transaction, event, happenings);
    if (look.gapSince !== null) {
      const since = readable(look.gapSince, this.#parts.zone);
      this.#parts.directory.tell(transaction, "stripe.gap", gapNotice(since), "workspace");
    }
    if (look.drift !== null) this.#drift(transaction, look.drift);
    this.#setPlace(transaction, look.place);
  }

  #happened(transaction: Transaction, event: string | null, happenings: readonly Happening[]): void {
    if (event !== null) {
      if (isPast(transaction, CONNECTOR, event)) return;
      notePast(transaction, CONNECTOR, event);
    }
    for (const one of happenings) {
      if (one.kind === "payment") this.#parts.directory.seen(transaction, one.payment);
      else this.#tell(transaction, one.news);
    }
  }

  #tell(transaction: Transaction, news: Extract<Happening, { kind: "news" }>["news"]): void {
    if (isPast(transaction, CONNECTOR, news.key)) return;
    notePast(transaction, CONNECTOR, news.key);
    const { directory, zone } = this.#parts;
    const about = news.invoice === null ? null : directory.whose(transaction, news.invoice);
    // Where it is settled on record as well, both sides agree: it was closed there from here.
    if ((news.kind === "settled-by-hand" || news.kind === "voided") && about?.open === false) return;
    if (news.closed && news.invoice !== null && about) directory.closed(transaction, news.invoice);
    const { type, card } = tidings(news, about, localDate(transaction.now, zone));
    directory.tell(transaction, type, card, about?.scope ?? "workspace");
  }

  #drift(transaction: Transaction, what: string): void {
    setMark(transaction, CONNECTOR, DRIFT_MARK, what);
  }

  #setPlace(transaction: Transaction, place: Place): void {
    setMark(transaction, CONNECTOR, EVENTS_MARK, JSON.stringify(place));
  }
}
