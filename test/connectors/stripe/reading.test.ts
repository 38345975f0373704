/**
 * What has happened in Stripe is read from its list: from the moment of connecting, everything after it, once; and each thing
 * means what it is.
 */
import { describe, expect, test } from "vitest";
import { delivery, invoiceOrder, type StripeHarness, withStripe } from "../../support/stripe/harness.ts";

const DAY_MS = 86_400_000;
const titles = ({ told }: StripeHarness) => told.map(({ card }) => card.title);
const rows = ({ told }: StripeHarness) => told.at(-1)?.card.rows.map(({ label, after }) => `${label}: ${after}`);

/** Connected, with an invoice that can be paid. */
async function ready(harness: StripeHarness): Promise<void> {
  await harness.look();
  await harness.perform(delivery("invoice", invoiceOrder()));
  await harness.look();
}

describe("the list", () => {
  test("begins with the newest event, and reads nothing older", () =>
    withStripe(async (harness) => {
      harness.platform.people.paysWithout(5000);
      harness.clock.advance(1000);
      await harness.look();
      expect(harness.payments).toEqual([]);
      harness.platform.people.paysWithout(7000);
      expect(await harness.look()).toBe(1);
      expect(harness.payments.map(({ amountCents }) => amountCents)).toEqual([7000]);
    }));

  test("of an account where nothing has happened yet begins with the first", () =>
    withStripe(async (harness) => {
      await harness.look();
      harness.platform.people.paysWithout(7000);
      await harness.look();
      harness.restart();
      await harness.look();
      expect(harness.payments).toHaveLength(1);
    }));

  test("is read to its end, in the order in which things happened, however long we were away", () =>
    withStripe(async (harness) => {
      harness.platform.people.paysWithout(1);
      await harness.look();
      for (let cents = 2; cents <= 121; cents++) harness.platform.people.paysWithout(cents);
      harness.clock.advance(20 * DAY_MS);
      harness.restart();
      expect(await harness.look()).toBe(2);
      expect(harness.payments.map(({ amountCents }) => amountCents)).toEqual(
        Array.from({ length: 120 }, (_, n) => n + 2),
      );
    }));

  test("that isn't recorded is read again: the mark is set with what it brought", () =>
    withStripe(async (harness) => {
      await harness.look();
      harness.platform.people.paysWithout(7000);
      expect(await harness.connector.poll()).toHaveLength(1); // and the process dies
      harness.restart();
      await harness.look();
      expect(harness.payments).toHaveLength(1);
    }));

  test("read twice at once is recorded once", () =>
    withStripe(async (harness) => {
      await ready(harness);
      harness.platform.people.pays("2026-0001");
      const refund = harness.platform.people.refundsByHand("2026-0001", 500);
      expect(refund.id).toMatch(/^re_/);
      const both = [...(await harness.connector.poll()), ...(await harness.connector.poll())];
      harness.record(both);
      expect(harness.payments).toHaveLength(1);
      expect(harness.told).toHaveLength(1);
    }));

  test("whose events are gone is made up for from what stands there, and that is said", () =>
    withStripe(async (harness) => {
      await ready(harness);
      harness.platform.people.paysWithout(100);
      await harness.look();
      harness.payments.length = 0;
      harness.platform.people.pays("2026-0001");
      harness.platform.people.refundsByHand("2026-0001", 2000);
      harness.platform.people.disputes("2026-0001");
      harness.platform.people.paysWithout(4200);
      harness.clock.advance(45 * DAY_MS);
      harness.restart();
      // Two looks at once find the same gap.
      harness.record([...(await harness.connector.poll()), ...(await harness.connector.poll())]);
      await harness.look();
      expect(harness.payments.map(({ amountCents }) => amountCents).sort()).toEqual(
        expect.arrayContaining([119_000, 4200]),
      );
      expect(titles(harness)).toEqual([
        "20.00 EUR of invoice 2026-0001 was given back in Stripe.",
        "1,190.00 EUR of invoice 2026-0001 is disputed at their bank.",
        "Stripe no longer tells what happened while I was away.",
      ]);
      harness.platform.people.paysWithout(4300);
      await harness.look();
      expect(harness.payments.at(-1)?.amountCents).toBe(4300);
      expect(harness.told).toHaveLength(3);
    }));

  test("of a Stripe that can't be asked is a trouble of its kind, and loses nothing", () =>
    withStripe(async (harness) => {
      await ready(harness);
      harness.platform.people.pays("2026-0001");
      const { faults } = harness.platform;
      for (const [fault, trouble] of [
        ["500", "unreachable"],
        ["502", "unreachable"],
        ["429", "limited"],
        ["404-without-error", "changed"],
      ] as const) {
        faults.plan(fault, /GET/);
        await expect(harness.connector.poll()).rejects.toMatchObject({ trouble });
      }
      faults.plan("429", /GET/);
      await expect(harness.connector.poll()).rejects.toMatchObject({ retryAfterMs: 30_000 });
      harness.platform.keys.clear();
      await expect(harness.connector.poll()).rejects.toMatchObject({
        trouble: "refused",
        message: expect.stringMatching(/STRIPE_SECRET_KEY/),
      });
      await harness.platform.down();
      await expect(harness.connector.poll()).rejects.toMatchObject({ trouble: "unreachable" });
      await harness.platform.up();
      harness.platform.keys.set(harness.secretKey, null);
      await harness.look();
      expect(harness.payments).toHaveLength(1);
    }));

  test("with a thing in it that changed its shape stops, rather than enter half of it", () =>
    withStripe(async (harness) => {
      await ready(harness);
      harness.platform.people.pays("2026-0001");
      harness.platform.faults.plan(
        { kind: "altered", alter: (body) => body.replace('"id":"inpay_', '"id":"x_') },
        /invoice_payments\/:id/,
      );
      await expect(harness.connector.poll()).rejects.toMatchObject({ trouble: "changed" });
      await harness.look();
      expect(harness.payments).toHaveLength(1);
    }));

  test("of an account with an older version is understood all the same", () =>
    withStripe(async (harness) => {
      harness.platform.world.apiVersion = "2019-12-03";
      await ready(harness);
      harness.platform.people.pays("2026-0001");
      // As it was written then: without all that is newer.
      for (const event of harness.platform.world.events) {
        event.api_version = "2019-12-03";
        event.data.object = { id: event.data.object.id } as typeof event.data.object;
      }
      await harness.look();
      expect(harness.payments).toMatchObject([{ amountCents: 119_000, invoice: "v_2026-0001" }]);
    }));

  test("asks for nothing that doesn't matter here", () =>
    withStripe(async (harness) => {
      await ready(harness);
      expect(harness.payments).toEqual([]);
      expect(harness.told).toEqual([]);
      const asked = harness.platform.heard.find(({ call }) => call === "GET /events");
      expect(Object.values(asked?.given.types ?? {})).not.toContain("payout.paid");
    }));
});

describe("money that comes in", () => {
  test("for an invoice of ours carries its number, and who paid", () =>
    withStripe(async (harness) => {
      await ready(harness);
      harness.platform.people.pays("2026-0001");
      await harness.look();
      expect(harness.payments).toEqual([
        {
          payment: expect.stringMatching(/^y_[0-9a-f]{32}$/),
          object: expect.stringMatching(/^inpay_/),
          amountCents: 119_000,
          currency: "EUR",
          receivedOn: "2026-11-24",
          invoice: "v_2026-0001",
          payer: "Acme GmbH",
          reference: "2026-0001",
        },
      ]);
    }));

  test("in parts is as many payments; too much is what it is", () =>
    withStripe(async (harness) => {
      await ready(harness);
      harness.platform.people.pays("2026-0001", 40_000);
      await harness.look();
      harness.platform.people.pays("2026-0001", 80_000);
      await harness.look();
      expect(harness.payments.map(({ amountCents }) => amountCents)).toEqual([40_000, 80_000]);
      expect(harness.told).toEqual([]);
    }));

  test("without any invoice carries their own words, in its own currency", () =>
    withStripe(async (harness) => {
      await harness.look();
      harness.platform.people.paysWithout(5000, {
        currency: "usd",
        name: "Somebody Else",
        description: "Invoice 2026-0001",
      });
      harness.platform.people.paysWithout(5000, { currency: "jpy" });
      await harness.look();
      expect(harness.payments).toMatchObject([
        { amountCents: 5000, currency: "USD", invoice: null, payer: "Somebody Else", reference: "Invoice 2026-0001" },
        { amountCents: 500_000, currency: "JPY" },
      ]);
    }));

  test("late in the evening came in on the owner's day", () =>
    withStripe(async (harness) => {
      await harness.look();
      harness.clock.moveTo(Date.UTC(2026, 10, 24, 23, 30));
      harness.platform.people.paysWithout(5000);
      await harness.look();
      expect(harness.payments[0]?.receivedOn).toBe("2026-11-25");
    }));
});

describe("the owner is told, once,", () => {
  const told = async (work: (harness: StripeHarness) => void, check: (harness: StripeHarness) => void) =>
    withStripe(async (harness) => {
      await ready(harness);
      harness.platform.people.pays("2026-0001");
      await harness.look();
      work(harness);
      await harness.look();
      harness.restart();
      await harness.look();
      expect(harness.told).toHaveLength(1);
      check(harness);
    });

  test("of money that was given back in the dashboard", () =>
    told(
      ({ platform }) => platform.people.refundsByHand("2026-0001", 20_000),
      (harness) => {
        expect(titles(harness)).toEqual(["200.00 EUR of invoice 2026-0001 was given back in Stripe."]);
        expect(harness.told[0]).toMatchObject({ type: "stripe.refunded", scope: "c_acme" });
      },
    ));

  test("of a refund that didn't reach them", () =>
    told(
      ({ platform }) => {
        const refund = platform.people.refundsByHand("2026-0001", 20_000);
        platform.people.refundFails(refund.id);
      },
      (harness) => {
        expect(titles(harness)).toEqual(["200.00 EUR that was to go back for invoice 2026-0001 did not reach them."]);
        expect(rows(harness)).toContain("Stripe says: expired or canceled card");
      },
    ));

  test("of a dispute, with the day by which to answer, urgently", () =>
    told(
      ({ platform }) => platform.people.disputes("2026-0001"),
      (harness) => {
        expect(titles(harness)).toEqual(["1,190.00 EUR of invoice 2026-0001 is disputed at their bank."]);
        expect(rows(harness)?.slice(0, 2)).toEqual(["Their reason: product not received", "Answer until: Tue 1 Dec"]);
        expect(harness.told[0]?.card.urgent).toBe(true);
      },
    ));

  test("of what came of it", () =>
    told(
      ({ platform }) => {
        const dispute = platform.people.disputes("2026-0001");
        platform.people.decides(dispute.id, "lost");
      },
      (harness) => expect(rows(harness)?.[0]).toBe("It was: lost: the money is gone, and Stripe's fee with it"),
    ));

  test("of a card that was refused, unless another try has worked since", () =>
    withStripe(async (harness) => {
      await ready(harness);
      harness.platform.people.failsToPay("2026-0001");
      harness.platform.people.failsToPay("2026-0001");
      await harness.look();
      expect(titles(harness)).toEqual(["A payment of 1,190.00 EUR for invoice 2026-0001 did not work."]);
      expect(rows(harness)?.[0]).toBe("Stripe says: Your card was declined.");
      harness.clock.advance(DAY_MS);
      harness.platform.people.failsToPay("2026-0001");
      harness.platform.people.pays("2026-0001");
      await harness.look();
      expect(harness.told).toHaveLength(1);
    }));

  test("of an invoice that was marked as paid there", () =>
    withStripe(async (harness) => {
      await ready(harness);
      harness.platform.people.marksPaid("2026-0001");
      await harness.look();
      expect(titles(harness)).toEqual(["Invoice 2026-0001 was marked as paid in Stripe."]);
      expect(harness.payments).toEqual([]);
    }));

  test("and not at all of a refund that was sent from here", () =>
    withStripe(async (harness) => {
      await ready(harness);
      harness.platform.people.pays("2026-0001");
      const order = {
        creditNote: "v_note",
        number: "2026-0002",
        invoice: "v_2026-0001",
        invoiceNumber: "2026-0001",
        issuedOn: "2026-11-24",
        amountCents: 500,
        currency: "EUR",
      };
      await harness.perform(delivery("refund", order));
      await harness.look();
      expect(harness.platform.event("refund.created")).toBeDefined();
      expect(harness.told).toEqual([]);
    }));
});
