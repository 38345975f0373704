/**
 * What is put to Stripe is put there once: over the very sum, with our number, whatever happens to the request or its answer,
 * and however long ago the first try was.
 */
import { describe, expect, test } from "vitest";
import { START } from "../../support/office.ts";
import {
  correctionOrder,
  delivery,
  invoiceOrder,
  type StripeHarness,
  withStripe,
} from "../../support/stripe/harness.ts";

const DAY_MS = 86_400_000;
const invoices = ({ platform }: StripeHarness) => [...platform.world.invoices.values()];
const notes = ({ platform }: StripeHarness) => [...platform.world.creditNotes.values()];
const refunds = ({ platform }: StripeHarness) => [...platform.world.refunds.values()];
const put = (harness: StripeHarness, more = {}) =>
  harness.perform(delivery("invoice", invoiceOrder("2026-0001", more)));

describe("an invoice", () => {
  test("is made over its gross sum, with our number and day, and nothing that mails or charges", () =>
    withStripe(async (harness) => {
      expect(await put(harness)).toMatchObject({ kind: "done" });
      expect(invoices(harness)).toMatchObject([
        {
          ...{ status: "open", number: "2026-0001", currency: "eur", total: 119_000 },
          ...{ collection_method: "send_invoice", auto_advance: false },
          due_date: Date.UTC(2026, 11, 8, 23, 59, 59) / 1000,
          custom_fields: [{ name: "Invoice", value: "2026-0001" }],
          metadata: { atelier_invoice: "v_2026-0001", atelier_number: "2026-0001" },
        },
      ]);
      expect(harness.platform.world.events.map(({ type }) => type)).not.toContain("invoice.sent");
    }));

  test("of a client who is there already is theirs; of another with the same address it isn't", () =>
    withStripe(async (harness) => {
      await put(harness);
      await harness.perform(delivery("invoice", invoiceOrder("2026-0002"), "e_2"));
      await harness.perform(delivery("invoice", invoiceOrder("2026-0003", { client: "c_other" }), "e_3"));
      const [one, two, three] = invoices(harness).map(({ customer }) => customer);
      expect(two).toBe(one);
      expect(three).not.toBe(one);
    }));

  test.each([
    ["that is due at once", { dueOn: "2026-11-24" }, 0, 24],
    ["whose day is long over", { dueOn: "2026-11-01" }, 0, 24],
    ["that is due at once, late in the evening,", { dueOn: "2026-11-24" }, 13, 25],
  ])("%s is due on a day that Stripe takes", (_, more, hours, day) =>
    withStripe(async (harness) => {
      harness.clock.moveTo(START + hours * 3_600_000);
      expect(await put(harness, more)).toMatchObject({ kind: "done" });
      expect(invoices(harness)[0]?.due_date).toBe(Date.UTC(2026, 10, day, 23, 59, 59) / 1000);
    }),
  );

  test("whose number is written with signs carries it in words, and in its marks", () =>
    withStripe(async (harness) => {
      expect(await put(harness, { number: "RE/2026/1" })).toMatchObject({ kind: "done" });
      expect(invoices(harness)).toMatchObject([
        { custom_fields: [{ value: "RE/2026/1" }], metadata: { atelier_number: "RE/2026/1" } },
      ]);
    }));

  test("in a currency without cents is over the same sum; a fraction of it is refused", () =>
    withStripe(async (harness) => {
      expect(await put(harness, { currency: "JPY", grossCents: 500_000 })).toMatchObject({ kind: "done" });
      expect(invoices(harness)[0]?.total).toBe(5000);
      const other = await harness.perform(
        delivery("invoice", invoiceOrder("2026-0002", { currency: "JPY", grossCents: 500_050 }), "e_2"),
      );
      expect(other).toMatchObject({ kind: "hard", why: expect.stringMatching(/JPY has no cents/) });
    }));

  test("is made once, however often it is asked for, days later too, and by another process", () =>
    withStripe(async (harness) => {
      await put(harness);
      for (const days of [0, 2, 40]) {
        harness.clock.advance(days * DAY_MS);
        harness.restart();
        expect(await put(harness)).toMatchObject({ kind: "done" });
      }
      expect(invoices(harness)).toHaveLength(1);
      expect(harness.platform.world.customers.size).toBe(1);
    }));

  test("is found among many, however many were made since", () =>
    withStripe(async (harness) => {
      await put(harness);
      const [ours] = invoices(harness);
      if (!ours) throw new Error("it isn't there");
      for (let count = 0; count < 250; count++) {
        const id = `in_other${count}`;
        harness.platform.world.invoices.set(id, { ...ours, id, number: id, metadata: {} });
      }
      harness.restart();
      harness.clock.advance(2 * DAY_MS);
      expect(await put(harness)).toMatchObject({ kind: "done" });
      expect(invoices(harness)).toHaveLength(251);
    }));

  const STEPS = ["POST /customers", "POST /invoices$", "POST /invoiceitems", "POST /invoices/:id/finalize"];
  const FAULTS = ["cut-before", "cut-after", "500", "429"] as const;
  test.each(STEPS.flatMap((step) => FAULTS.map((fault) => [fault, step] as const)))(
    "is made once where “%s” happens to %s",
    (fault, step) =>
      withStripe(async (harness) => {
        harness.platform.faults.plan(fault, new RegExp(step));
        const first = await put(harness);
        expect(first).toMatchObject({ kind: "soft" });
        expect(await harness.connector.lookup(delivery("invoice", invoiceOrder()))).toMatchObject({
          kind: /finalize/.test(step) && fault === "cut-after" ? "found" : "absent",
        });
        // So late that Stripe has forgotten the key.
        harness.clock.advance(2 * DAY_MS);
        harness.restart();
        expect(await put(harness)).toMatchObject({ kind: "done" });
        expect(invoices(harness)).toMatchObject([{ status: "open", total: 119_000 }]);
        expect([...harness.platform.world.items.values()]).toHaveLength(1);
      }),
  );

  test("whose answer never comes was made all the same, and is found", () =>
    withStripe(async (harness) => {
      await put(harness, { invoice: "v_before", number: "2026-0000" });
      harness.timeoutMs = 500;
      harness.restart();
      harness.platform.faults.plan("hangs", /finalize/);
      const other = delivery("invoice", invoiceOrder("2026-0002"), "e_2");
      expect(await harness.perform(other)).toMatchObject({ kind: "soft", failure: "timeout" });
      expect(await harness.connector.lookup(other)).toMatchObject({ kind: "found" });
      expect(await harness.perform(other)).toMatchObject({ kind: "done" });
      expect(invoices(harness)).toHaveLength(2);
    }));

  test("where something else was added to the draft is not put to the client", () =>
    withStripe(async (harness) => {
      harness.platform.faults.plan("cut-before", /finalize/);
      await put(harness);
      const [draft] = invoices(harness);
      if (draft) draft.total += 500;
      expect(await put(harness)).toMatchObject({ kind: "hard", why: expect.stringMatching(/stands in Stripe with /) });
      expect(invoices(harness)[0]?.status).toBe("draft");
    }));
});

describe("the page of an invoice", () => {
  const PAGE = {
    kind: "done",
    answer: { payableAt: expect.stringMatching(/^https:\/\/invoice\.stripe\.example\//), until: "2027-01-07" },
  };

  test("is what Stripe answers, at the first try, at any later one, and where it is looked up", () =>
    withStripe(async (harness) => {
      expect(await put(harness)).toEqual(PAGE);
      harness.restart();
      expect(await put(harness)).toEqual(PAGE);
      expect(await harness.connector.lookup(delivery("invoice", invoiceOrder()))).toEqual({ ...PAGE, kind: "found" });
    }));

  test.each([
    ["over a line that others can read", "http://invoice.stripe.example/in_1"],
    ["that is a script", "javascript:alert(1)"],
    ["with a name in it that looks like a host", "https://invoice.stripe.com@evil.example/in_1"],
    ["that is no address", "soon"],
  ])("%s is none", (_, page) =>
    withStripe(async (harness) => {
      const alter = (body: string) => body.replace(/"hosted_invoice_url":"[^"]*"/, `"hosted_invoice_url":"${page}"`);
      harness.platform.faults.plan({ kind: "altered", alter }, /finalize/);
      expect(await put(harness)).toEqual({ kind: "done", answer: { payableAt: null, until: null } });
    }),
  );

  test("ends a hundred and twenty days after it was made, however late the invoice is due", () =>
    withStripe(async (harness) => {
      expect(await put(harness, { dueOn: "2027-06-30" })).toMatchObject({ answer: { until: "2027-03-24" } });
    }));

  test("that nobody can pay any more is none", () =>
    withStripe(async (harness) => {
      await put(harness);
      harness.platform.people.voids("2026-0001");
      expect(await harness.connector.lookup(delivery("invoice", invoiceOrder()))).toEqual({
        kind: "found",
        answer: { payableAt: null, until: null },
      });
    }));
});

describe("an answer that is none", () => {
  test.each([
    ["a 404 without an error", "404-without-error" as const],
    [
      "another kind of thing",
      { kind: "altered" as const, alter: (body: string) => body.replace('"object":"customer"', '"object":"cat"') },
    ],
    ["a thing without an id", { kind: "altered" as const, alter: () => "{}" }],
  ])("%s is not taken for a customer", (_, fault) =>
    withStripe(async (harness) => {
      harness.platform.faults.plan(fault, /POST \/customers/);
      expect(await put(harness)).toMatchObject({ kind: "hard", why: expect.stringMatching(/without a customer/) });
      expect(invoices(harness)).toEqual([]);
      expect(await put(harness)).toMatchObject({ kind: "done" });
    }),
  );

  test("a list that is none stops everything, and is no “nothing there”", () =>
    withStripe(async (harness) => {
      await put(harness);
      harness.restart();
      harness.platform.faults.plan("404-without-error", /GET \/invoices$/, 2);
      expect(await put(harness)).toMatchObject({ kind: "hard" });
      expect(await harness.connector.lookup(delivery("invoice", invoiceOrder()))).toMatchObject({ kind: "unknown" });
      expect(invoices(harness)).toHaveLength(1);
    }));
});

describe("what goes wrong is said as it is", () => {
  test.each([
    ["500", "soft", "busy", /fault of its own/],
    ["502", "soft", "unreachable", /can't be reached/],
    ["429", "soft", "rate-limited", /patience/],
  ] as const)("%s is %s", (fault, kind, failure, why) =>
    withStripe(async (harness) => {
      harness.platform.faults.plan(fault, /GET/);
      expect(await put(harness)).toEqual({ kind, failure, why: expect.stringMatching(why) });
    }),
  );

  test("a Stripe that is down can be tried again, and comes back", () =>
    withStripe(async (harness) => {
      await harness.platform.down();
      expect(await put(harness)).toMatchObject({ kind: "soft", failure: "unreachable" });
      await harness.platform.up();
      expect(await put(harness)).toMatchObject({ kind: "done" });
    }));

  test("a wrong key, and one that may not do it, are for the owner, without the key in the words", () =>
    withStripe(async (harness) => {
      harness.secretKey = "sk_test_wrong_and_secret";
      harness.restart();
      const wrong = await put(harness);
      expect(wrong).toMatchObject({
        kind: "soft",
        failure: "refused",
        why: expect.stringMatching(/STRIPE_SECRET_KEY/),
      });
      expect(JSON.stringify(wrong)).not.toMatch(/wrong_and/);
      harness.secretKey = "rk_test_reads_only";
      harness.platform.keys.set(harness.secretKey, /^GET/);
      harness.restart();
      expect(await put(harness)).toMatchObject({
        kind: "soft",
        failure: "refused",
        why: expect.stringMatching(/may not do that.*API keys/),
      });
    }));

  test("what Stripe refuses is told in its own words", () =>
    withStripe(async (harness) => {
      expect(await put(harness, { email: "no address" })).toMatchObject({
        kind: "hard",
        why: expect.stringMatching(/Stripe refused it: Invalid email/),
      });
    }));
});

describe("a credit note", () => {
  const credit = (harness: StripeHarness, cents: number, more = {}) =>
    harness.perform(delivery("credit", correctionOrder(cents, more)));

  test("lowers what can be paid there, names both numbers, and mails nothing", () =>
    withStripe(async (harness) => {
      await put(harness);
      expect(await credit(harness, 19_000)).toMatchObject({ kind: "done" });
      expect(invoices(harness)[0]?.amount_remaining).toBe(100_000);
      expect(notes(harness)).toMatchObject([
        { memo: "2026-0002 / 2026-0001", metadata: { atelier_credit_note: "v_note" } },
      ]);
      expect(harness.platform.posts(/credit_notes/)[0]?.given.email_type).toBe("none");
    }));

  test.each(["cut-before", "cut-after", "500"] as const)("is made once where “%s” happens to it", (fault) =>
    withStripe(async (harness) => {
      await put(harness);
      harness.platform.faults.plan(fault, /POST \/credit_notes/);
      expect(await credit(harness, 19_000)).toMatchObject({ kind: "soft" });
      harness.clock.advance(3 * DAY_MS);
      harness.restart();
      expect(await credit(harness, 19_000)).toMatchObject({ kind: "done" });
      expect(notes(harness)).toHaveLength(1);
    }),
  );

  test("on an invoice that is still on its way waits for it", () =>
    withStripe(async (harness) => {
      expect(await credit(harness, 100)).toMatchObject({ kind: "soft", failure: "busy" });
    }));

  test("on one that was paid there meanwhile is for the owner; on one paid elsewhere it is outside of Stripe", () =>
    withStripe(async (harness) => {
      await put(harness);
      harness.platform.people.pays("2026-0001");
      expect(await credit(harness, 19_000)).toMatchObject({
        kind: "hard",
        why: expect.stringMatching(/paid in Stripe meanwhile/),
      });
      await harness.perform(delivery("invoice", invoiceOrder("2026-0003"), "e_3"));
      harness.platform.people.marksPaid("2026-0003");
      const other = { invoice: "v_2026-0003", creditNote: "v_other" };
      expect(await harness.perform(delivery("credit", correctionOrder(500, other), "e_4"))).toMatchObject({
        kind: "done",
      });
      expect(notes(harness)).toMatchObject([{ out_of_band_amount: 500 }]);
    }));
});

describe("a refund", () => {
  const refund = (harness: StripeHarness, cents: number) => harness.perform(delivery("refund", correctionOrder(cents)));

  test("is a credit note with the money, once", () =>
    withStripe(async (harness) => {
      await put(harness);
      harness.platform.people.pays("2026-0001");
      harness.platform.faults.plan("cut-after", /POST \/credit_notes/);
      expect(await refund(harness, 20_000)).toMatchObject({ kind: "soft" });
      expect(await harness.connector.lookup(delivery("refund", correctionOrder(20_000)))).toMatchObject({
        kind: "found",
      });
      harness.clock.advance(3 * DAY_MS);
      harness.restart();
      expect(await refund(harness, 20_000)).toMatchObject({ kind: "done" });
      expect(notes(harness)).toMatchObject([{ amount: 20_000, metadata: { atelier_credit_note: "v_note" } }]);
      expect(refunds(harness)).toMatchObject([{ amount: 20_000 }]);
    }));

  test("of what was paid in part goes back by itself, and leaves what is open as it is", () =>
    withStripe(async (harness) => {
      await put(harness);
      harness.platform.people.pays("2026-0001", 50_000);
      harness.platform.faults.plan("cut-after", /POST \/refunds/);
      expect(await refund(harness, 20_000)).toMatchObject({ kind: "soft" });
      harness.clock.advance(3 * DAY_MS);
      expect(await refund(harness, 20_000)).toMatchObject({ kind: "done" });
      expect(refunds(harness)).toMatchObject([{ amount: 20_000, metadata: { atelier_credit_note: "v_note" } }]);
      expect(invoices(harness)).toMatchObject([{ status: "open", amount_remaining: 69_000 }]);
    }));

  test("of more than was paid there is refused in words", () =>
    withStripe(async (harness) => {
      await put(harness);
      harness.platform.people.pays("2026-0001", 500);
      expect(await refund(harness, 20_000)).toMatchObject({
        kind: "hard",
        why: expect.stringMatching(/has 200.00 EUR to give back/),
      });
    }));
});

test("an invoice that was paid another way can't be paid there any more", () =>
  withStripe(async (harness) => {
    await put(harness);
    const order = { invoice: "v_2026-0001", invoiceNumber: "2026-0001", issuedOn: "2026-11-24" };
    expect(await harness.connector.lookup(delivery("settle", order))).toEqual({ kind: "absent" });
    expect(await harness.perform(delivery("settle", order))).toMatchObject({ kind: "done" });
    expect(await harness.perform(delivery("settle", order))).toMatchObject({ kind: "done" });
    expect(await harness.connector.lookup(delivery("settle", order))).toMatchObject({ kind: "found" });
    expect(invoices(harness)).toMatchObject([{ status: "paid", amount_paid: 119_000 }]);
  }));
