/**
 * At night both sides are compared: each difference is named once, with what puts it right where that can be done from here.
 */
import { describe, expect, test } from "vitest";
import type { Difference } from "../../../src/connectors/connector.ts";
import type { BookedInvoice, BookedPayment } from "../../../src/connectors/stripe/books.ts";
import {
  correctionOrder,
  delivery,
  invoiceOrder,
  type StripeHarness,
  withStripe,
} from "../../support/stripe/harness.ts";

const DAY_MS = 86_400_000;

/** The invoice as it stands on record: open, unless told. */
function booked(more: Partial<BookedInvoice> = {}): BookedInvoice {
  const again = { connector: "stripe", operation: "invoice", reference: "v_2026-0001", payload: invoiceOrder() };
  return {
    ...{ invoice: "v_2026-0001", number: "2026-0001", scope: "c_acme", client: "Acme GmbH", issuedOn: "2026-11-24" },
    ...{ grossCents: 119_000, currency: "EUR", openCents: 119_000, refundedCents: 0, corrections: [], again },
    settle: {
      ...again,
      operation: "settle",
      payload: { invoice: "v_2026-0001", invoiceNumber: "2026-0001", issuedOn: "2026-11-24" },
    },
    ...more,
  };
}

/** Connected, an invoice put there and on record, and what was paid taken over. */
async function ready(harness: StripeHarness, more: Partial<BookedInvoice> = {}): Promise<void> {
  await harness.look();
  await harness.perform(delivery("invoice", invoiceOrder()));
  harness.books = { invoices: [booked(more)], payments: [] };
}

function onRecord(harness: StripeHarness): BookedPayment[] {
  return harness.payments.map((one) => ({ ...one, scope: "c_acme", client: "Acme GmbH" }));
}

const short = (all: readonly Difference[]) => all.map(({ kind, ours, theirs }) => `${kind}: ${ours} | ${theirs}`);

test("where both sides agree there is nothing to say: open, paid in part, paid, credited, given back", () =>
  withStripe(async (harness) => {
    await ready(harness);
    expect(await harness.connector.reconcile()).toEqual([]);
    const { people } = harness.platform;
    people.pays("2026-0001", 19_000);
    await harness.look();
    harness.books = { invoices: [booked({ openCents: 100_000 })], payments: onRecord(harness) };
    expect(await harness.connector.reconcile()).toEqual([]);
    // It is on record, and nobody has said yet what it is for.
    harness.books = { invoices: [booked()], payments: onRecord(harness) };
    expect(await harness.connector.reconcile()).toEqual([]);
    const credit = correctionOrder(10_000);
    await harness.perform(delivery("credit", credit));
    const leaving = { connector: "stripe", operation: "credit", reference: credit.invoice, payload: credit };
    people.pays("2026-0001");
    await harness.look();
    const corrections = [{ leaving, order: credit }];
    harness.books = { invoices: [booked({ openCents: 0, corrections })], payments: onRecord(harness) };
    expect(await harness.connector.reconcile()).toEqual([]);
  }));

test("before it was connected there is nothing to compare", () =>
  withStripe(async (harness) => {
    harness.platform.people.paysWithout(5000);
    expect(await harness.connector.reconcile()).toEqual([]);
    harness.clock.advance(1000);
    await harness.look();
    expect(await harness.connector.reconcile()).toEqual([]);
  }));

describe("an invoice", () => {
  test("that isn't there is put there again", () =>
    withStripe(async (harness) => {
      await ready(harness);
      harness.platform.world.invoices.clear();
      const [found] = (await harness.connector.reconcile()) as [Difference];
      expect(short([found])).toEqual(["service-invoice: open, 1,190.00 EUR to be paid | it is not there"]);
      expect(found.restore?.operation).toBe("invoice");
    }));

  test("that was paid by transfer and is open there can be closed there; then both agree", () =>
    withStripe(async (harness) => {
      await ready(harness, { openCents: 0 });
      const [found] = (await harness.connector.reconcile()) as [Difference];
      expect(short([found])).toEqual(["service-invoice: settled | open, 1,190.00 EUR to be paid"]);
      const { restore } = found;
      expect(await harness.perform(delivery("settle", restore?.payload ?? {}))).toEqual({ kind: "done" });
      expect(await harness.connector.reconcile()).toEqual([]);
    }));

  test.each<[string, (harness: StripeHarness) => void, string]>([
    ["voided", ({ platform }) => platform.people.voids("2026-0001"), "voided: nobody can pay it"],
    ["marked as paid", ({ platform }) => platform.people.marksPaid("2026-0001"), "paid"],
    ["credited", ({ platform }) => platform.people.creditsByHand("2026-0001", 20_000), "open, 990.00 EUR to be paid"],
  ])("that was %s there by hand is named", (_, work, theirs) =>
    withStripe(async (harness) => {
      await ready(harness);
      work(harness);
      const found = await harness.connector.reconcile();
      expect(short(found)).toEqual([`service-invoice: open, 1,190.00 EUR to be paid | ${theirs}`]);
      expect(found[0]).toMatchObject({ restore: null, key: "stripe:v_2026-0001", scope: "c_acme" });
      expect((await harness.connector.reconcile())[0]?.key).toBe(found[0]?.key);
    }),
  );

  test("with more to be paid there than on record is named", () =>
    withStripe(async (harness) => {
      await ready(harness, { openCents: 69_000 });
      expect(short(await harness.connector.reconcile())).toEqual([
        "service-invoice: open, 690.00 EUR to be paid | open, 1,190.00 EUR to be paid",
      ]);
    }));

  test("whose credit note or refund isn't there is corrected again, and nothing else is said of it", () =>
    withStripe(async (harness) => {
      const order = correctionOrder(19_000);
      const leaving = { connector: "stripe", operation: "credit", reference: order.invoice, payload: order };
      await ready(harness, { openCents: 100_000, corrections: [{ leaving, order }] });
      const found = await harness.connector.reconcile();
      expect(short(found)).toEqual(["service-invoice: 190.00 EUR credited | nothing of it is there"]);
      expect(found[0]?.restore).toEqual(leaving);
      await harness.perform(delivery("credit", order));
      expect(await harness.connector.reconcile()).toEqual([]);
    }));
});

describe("money", () => {
  test("that came in there and isn't on record is found whole, and from the moment of connecting only", () =>
    withStripe(async (harness) => {
      harness.platform.people.paysWithout(100);
      harness.clock.advance(DAY_MS);
      await ready(harness);
      harness.platform.people.pays("2026-0001");
      harness.platform.people.paysWithout(4200, { name: "Jo Miles" });
      const found = await harness.connector.reconcile();
      expect(found).toMatchObject([
        { kind: "payment", scope: "c_acme", about: "1,190.00 EUR from Acme GmbH", restore: null },
        { kind: "payment", scope: "workspace", about: "42.00 EUR from Jo Miles" },
      ]);
      await harness.look();
      expect(found.map((one) => one.found)).toEqual(harness.payments);
    }));

  test("that is on record and isn't there is named, once it isn't quite new", () =>
    withStripe(async (harness) => {
      await ready(harness, { openCents: 0 });
      harness.platform.people.pays("2026-0001");
      await harness.look();
      const [known] = onRecord(harness);
      harness.clock.advance(10 * DAY_MS);
      const lost = { ...(known as BookedPayment), payment: "y_lost", receivedOn: "2026-11-30" };
      harness.books = { invoices: harness.books.invoices, payments: [...onRecord(harness), lost] };
      expect(short(await harness.connector.reconcile())).toEqual([
        "payment: came in on 2026-11-30, through Stripe | no such payment",
      ]);
    }));

  test("that was given back there by hand is found with its sum; what went back from here isn't", () =>
    withStripe(async (harness) => {
      await ready(harness, { openCents: 0 });
      harness.platform.people.pays("2026-0001");
      await harness.look();
      const order = correctionOrder(5000);
      await harness.perform(delivery("refund", order));
      const leaving = { connector: "stripe", operation: "refund", reference: order.invoice, payload: order };
      const corrections = [{ leaving, order }];
      harness.books = {
        invoices: [booked({ openCents: 0, refundedCents: 5000, corrections })],
        payments: onRecord(harness),
      };
      expect(await harness.connector.reconcile()).toEqual([]);
      const refund = harness.platform.people.refundsByHand("2026-0001", 20_000);
      const found = await harness.connector.reconcile();
      expect(short(found)).toEqual(["refund: 50.00 EUR given back | 250.00 EUR given back"]);
      expect(found[0]?.found).toEqual({
        invoice: "v_2026-0001",
        amountCents: 20_000,
        currency: "EUR",
        on: "2026-11-24",
        refunds: [refund.id],
      });
      harness.platform.people.refundFails(refund.id);
      expect(await harness.connector.reconcile()).toEqual([]);
    }));
});

test("a Stripe that can't be asked is a trouble, and no difference", () =>
  withStripe(async (harness) => {
    await ready(harness);
    harness.platform.faults.plan("404-without-error", /GET \/invoices$/);
    await expect(harness.connector.reconcile()).rejects.toMatchObject({ trouble: "changed" });
    await harness.platform.down();
    await expect(harness.connector.reconcile()).rejects.toMatchObject({ trouble: "unreachable" });
  }));
