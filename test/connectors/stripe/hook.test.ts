/**
 * Stripe calls us: only what it signed a short while ago is taken, and whatever comes by both ways, twice or out of order is
 * recorded once.
 */
import { describe, expect, test } from "vitest";
import { delivery, invoiceOrder, type StripeHarness, withStripe } from "../../support/stripe/harness.ts";

const MINUTE_MS = 60_000;

async function paid(harness: StripeHarness) {
  await harness.look();
  await harness.perform(delivery("invoice", invoiceOrder()));
  harness.platform.people.pays("2026-0001");
  return harness.platform.event("invoice_payment.paid");
}

describe("what is refused", () => {
  test.each<[string, (harness: StripeHarness, event: unknown) => Parameters<StripeHarness["call"]>[0], RegExp]>([
    ["not signed", ({ platform }, event) => ({ ...platform.signed(event), headers: {} }), /not signed/],
    [
      "signed by somebody else",
      ({ platform }, event) => platform.signed(event, { secret: "whsec_other" }),
      /No signatures found/,
    ],
    [
      "signed long ago",
      ({ platform, clock }, event) => platform.signed(event, { at: clock.now() - 6 * MINUTE_MS }),
      /tolerance/,
    ],
    [
      "changed after it was signed",
      ({ platform }, event) => ({ ...platform.signed(event), body: Buffer.from(JSON.stringify(event)) }),
      /No signatures found/,
    ],
    ["no JSON", ({ platform }) => platform.signed("{"), /JSON|Expected/],
    ["empty", ({ platform }) => ({ ...platform.signed("x"), body: Buffer.alloc(0) }), /payload/],
    ["oversized", ({ platform }) => platform.signed(`{"a":"${"x".repeat(600_000)}"}`), /larger/],
    [
      "of the other kind of events",
      ({ platform }) => platform.signed({ id: "evt_1", object: "v2.core.event" }),
      /thin event/,
    ],
    [
      "signed with a header that is none",
      ({ platform }, event) => ({ ...platform.signed(event), headers: { "stripe-signature": "t=,v1=" } }),
      /./,
    ],
  ])("is what is %s", (_, request, why) =>
    withStripe(async (harness) => {
      const event = await paid(harness);
      expect(await harness.call(request(harness, event))).toEqual({ kind: "refused", why: expect.stringMatching(why) });
      expect(harness.payments).toEqual([]);
      // Nothing is lost: the list brings it.
      await harness.look();
      expect(harness.payments).toHaveLength(1);
    }),
  );
});

describe("what is signed", () => {
  test("is recorded; again, and by the list, once", () =>
    withStripe(async (harness) => {
      const event = await paid(harness);
      const request = harness.platform.signed(event);
      expect(await harness.call(request)).toMatchObject({ kind: "taken" });
      expect(harness.payments).toMatchObject([{ amountCents: 119_000, invoice: "v_2026-0001" }]);
      await harness.call(request);
      await harness.look();
      harness.restart();
      await harness.call(request);
      await harness.look();
      expect(harness.payments).toHaveLength(1);
    }));

  test("in any order is the same", () =>
    withStripe(async (harness) => {
      await paid(harness);
      harness.platform.people.refundsByHand("2026-0001", 500);
      const events = [...harness.platform.world.events]; // the newest first
      for (const event of events) await harness.call(harness.platform.signed(event));
      for (const event of events.reverse()) await harness.call(harness.platform.signed(event));
      await harness.look();
      expect(harness.payments).toHaveLength(1);
      expect(harness.told.map(({ type }) => type)).toEqual(["stripe.refunded"]);
    }));

  test("of what we have just done, and that comes before its answer, is no news", () =>
    withStripe(async (harness) => {
      await paid(harness);
      await harness.look();
      const calls: Array<Promise<unknown>> = [];
      harness.platform.world.onEvent = (event) => calls.push(harness.call(harness.platform.signed(event)));
      const order = {
        creditNote: "v_note",
        number: "2026-0002",
        invoice: "v_2026-0001",
        invoiceNumber: "2026-0001",
        issuedOn: "2026-11-24",
        amountCents: 500,
        currency: "EUR",
      };
      expect(await harness.perform(delivery("refund", order))).toMatchObject({ kind: "done" });
      await Promise.all(calls);
      expect(calls.length).toBeGreaterThan(1);
      expect(harness.told).toEqual([]);
    }));

  test("of a kind we don't know, or about nothing of ours, is taken and means nothing", () =>
    withStripe(async (harness) => {
      const event = await paid(harness);
      await harness.look();
      const { platform } = harness;
      expect(await harness.call(platform.signed({ ...event, id: "evt_x", type: "payout.paid" }))).toEqual({
        kind: "taken",
        reports: [],
      });
      expect(
        await harness.call(platform.signed({ ...event, id: "evt_y", data: { object: { id: "inpay_nowhere" } } })),
      ).toEqual({ kind: "taken", reports: [] });
      expect(harness.payments).toHaveLength(1);
    }));

  test("of a shape we don't know is left out, and doctor says so", () =>
    withStripe(async (harness) => {
      await paid(harness);
      expect(await harness.call(harness.platform.signed({ hello: "there" }))).toMatchObject({ kind: "taken" });
      expect(harness.payments).toEqual([]);
      expect((await harness.connector.check()).says).toMatch(
        /Left out, because I don't know it: an event of an unknown shape/,
      );
    }));

  test("while Stripe can't be asked about it is not taken: it is sent again, and the list has it", () =>
    withStripe(async (harness) => {
      const event = await paid(harness);
      const request = harness.platform.signed(event);
      await harness.platform.down();
      await expect(harness.call(request)).rejects.toMatchObject({ trouble: "unreachable" });
      await harness.platform.up();
      await harness.call(request);
      expect(harness.payments).toHaveLength(1);
    }));
});

describe("a clock that is wrong", () => {
  test("by ten minutes ahead refuses what Stripe calls about, reads it from the list, and doctor says why", () =>
    withStripe(
      async (harness) => {
        const event = await paid(harness);
        const request = harness.platform.signed(event);
        expect(await harness.call(request)).toMatchObject({ kind: "refused", why: expect.stringMatching(/tolerance/) });
        await harness.look();
        expect(harness.payments).toHaveLength(1);
        expect((await harness.connector.check()).says).toMatch(/clock is 10 minutes ahead: set it right/);
      },
      { skewMs: 10 * MINUTE_MS },
    ));

  test("by ten minutes behind makes and reads everything once, too", () =>
    withStripe(
      async (harness) => {
        const event = await paid(harness);
        expect(await harness.call(harness.platform.signed(event))).toMatchObject({ kind: "taken" });
        await harness.look();
        harness.restart();
        expect(await harness.perform(delivery("invoice", invoiceOrder()))).toMatchObject({ kind: "done" });
        expect(harness.platform.world.invoices.size).toBe(1);
        expect(harness.payments).toHaveLength(1);
        expect((await harness.connector.check()).says).toMatch(/clock is 10 minutes behind/);
      },
      { skewMs: -10 * MINUTE_MS },
    ));
});

test("without a secret nobody listens", () =>
  withStripe(async (harness) => {
    harness.webhookSecret = null;
    harness.restart();
    expect(harness.connector.hook).toBeUndefined();
    expect((await harness.connector.check()).says).toMatch(/STRIPE_WEBHOOK_SECRET is not set, so Stripe doesn't call/);
  }));
