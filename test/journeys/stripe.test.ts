/**
 * Money through Stripe, in whole: from a closed milestone to a matched payment and back again, with a restart between any two
 * steps, and with a Stripe that is down, slow or strange on the way.
 */
import { describe, expect, test } from "vitest";
import { effects } from "../../src/kernel/effect.ts";
import { dumpRecords, rebuildRecords } from "../../src/kernel/rebuild.ts";
import { recordKinds } from "../../src/records/kinds.ts";
import { DAY_MS, deskOf } from "../kernel/company.ts";
import { inKnownOffice } from "../support/known-company.ts";
import type { Office } from "../support/office.ts";
import { allInvoices, allPayments, closeMilestone, dropBank, servedClient } from "../support/owing.ts";
import { inStripeOffice } from "../support/stripe/office.ts";
import { KEY, SECRET, type StripePlatform } from "../support/stripe/platform.ts";

const ACME = { company: "Acme GmbH", email: "anna@acme.example" };
const cards = (office: Office) => office.shown.filter((one) => one.code).map((one) => one.card.title);
const notices = (office: Office) =>
  office.shown.filter((one) => one.card.kind === "notice").map((one) => one.card.title);

async function invoiced(office: Office) {
  await office.rest();
  const ground = await servedClient(office, "acme", ACME);
  await closeMilestone(office, ground.client, ground.milestones[0]);
  return ground;
}

/** Asks Stripe again what is new, a little later. */
async function later(office: Office, ms = 60_000): Promise<void> {
  office.clock.advance(ms);
  await office.rest();
}

async function order(office: Office, action: string, client: string, params: Record<string, string>) {
  const ordered = await deskOf(office).order({ action, client, params, now: false });
  if (ordered.kind !== "asked") throw new Error(JSON.stringify(ordered));
  const outcome = await office.approve(ordered.code);
  expect(outcome.kind, JSON.stringify(outcome)).toBe("approved");
  await office.rest();
  return { ...ordered.card, code: ordered.code };
}

const inStripe = (stripe: StripePlatform) => [...stripe.world.invoices.values()];

describe("an invoice", () => {
  test("becomes payable in Stripe over its very sum, is paid there, and matched by itself", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await invoiced(office);
      expect(inStripe(stripe)).toMatchObject([
        {
          ...{ number: "2026-0001", status: "open", currency: "eur", total: 119_000, amount_remaining: 119_000 },
          ...{ collection_method: "send_invoice", auto_advance: false, customer_email: ACME.email },
          metadata: { atelier_invoice: allInvoices(office)[0]?.id, atelier_number: "2026-0001" },
        },
      ]);
      stripe.people.pays("2026-0001");
      await later(office);
      expect(allInvoices(office)).toMatchObject([{ state: "paid", paid_cents: 119_000 }]);
      expect(allPayments(office)).toMatchObject([{ source: "stripe", method: "card", state: "standing" }]);
      // Stripe knows: nothing is to be told there.
      expect(office.workspace.records.find(effects, "operation = 'settle'")).toEqual([]);
      expect(cards(office)).toEqual([]);
      expect(notices(office)).toEqual([]);
    }));

  test("goes on after a restart between any two steps, and nothing is made or entered twice", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await invoiced(office);
      await office.restart();
      await office.rest();
      stripe.people.pays("2026-0001");
      await office.restart();
      await later(office);
      await office.restart();
      await later(office);
      expect(inStripe(stripe)).toHaveLength(1);
      expect(stripe.world.customers.size).toBe(1);
      expect(allPayments(office)).toMatchObject([{ state: "standing" }]);
      expect(allInvoices(office)).toMatchObject([{ state: "paid" }]);
    }));
});

describe("numbers", () => {
  test("are taken by the issuing, without gaps and never twice, whatever Stripe says", () =>
    inStripeOffice(async ({ office, stripe }) => {
      const { client, milestones } = await invoiced(office);
      // Refused for good, then not reached at all: both invoices are issued all the same.
      stripe.keys.set(KEY, /^GET/);
      await order(office, "invoice.issue", client, { text: "Workshop", net: "500" });
      await stripe.down();
      office.errors.length = 0;
      await closeMilestone(office, client, milestones[1]).catch(() => undefined);
      expect(allInvoices(office).map(({ number, ordinal }) => [number, ordinal])).toEqual([
        ["2026-0001", 1],
        ["2026-0002", 2],
        ["2026-0003", 3],
      ]);
    }));

  test("of invoices stand in Stripe as they are; its own series is never used, and an issued one is corrected by a note", () =>
    inStripeOffice(async ({ office, stripe }) => {
      const { client } = await invoiced(office);
      const card = await order(office, "invoice.credit", client, {
        invoice: "2026-0001",
        amount: "190",
        reason: "Agreed",
      });
      expect(card.rows).toContainEqual({ label: "In Stripe", after: "190.00 EUR less can be paid there, too" });
      expect(inStripe(stripe).map(({ number, amount_remaining }) => [number, amount_remaining])).toEqual([
        ["2026-0001", 100_000],
      ]);
      expect([...stripe.world.creditNotes.values()]).toMatchObject([
        { memo: "2026-0002 / 2026-0001", metadata: { atelier_number: "2026-0002" } },
      ]);
      stripe.people.pays("2026-0001");
      await later(office);
      expect(allInvoices(office)[0]).toMatchObject({ state: "paid", credited_cents: 19_000, paid_cents: 100_000 });
      expect(notices(office)).toEqual([]);
    }));
});

describe("the card", () => {
  test("of an invoice says that it can be paid through Stripe", () =>
    inStripeOffice(async ({ office }) => {
      await office.rest();
      const { client } = await servedClient(office, "acme", ACME);
      const card = await order(office, "invoice.issue", client, { text: "Workshop", net: "500" });
      expect(card.rows).toContainEqual({ label: "By card", after: "payable, too, through Stripe" });
    }));

  test("of a refund says who gives it back: Stripe what came through it, the owner the rest", () =>
    inStripeOffice(async ({ office, stripe }) => {
      const { client } = await invoiced(office);
      stripe.people.pays("2026-0001", 100_000);
      await later(office);
      await office.approve(office.code(/^Match 1,000.00 EUR/));
      await dropBank(office, "a.csv", ["23.11.2026;Acme;2026-0001;190,00"]);
      const ways = (card: { rows: readonly { label: string; after: string }[] }) =>
        card.rows.filter(({ label }) => / do(es)?$/.test(label)).map(({ label, after }) => `${label}: ${after}`);
      const first = await order(office, "invoice.refund", client, { invoice: "2026-0001", amount: "600", reason: "A" });
      expect(ways(first)).toEqual(["Stripe does: give 600.00 EUR back, the way it was paid"]);
      const second = await order(office, "invoice.refund", client, {
        invoice: "2026-0001",
        amount: "500",
        reason: "B",
      });
      expect(ways(second)).toEqual([
        "Stripe does: give 400.00 EUR back, the way it was paid",
        "You do: transfer 100.00 EUR back to them",
      ]);
      await later(office);
      expect([...stripe.world.refunds.values()].map(({ amount }) => amount)).toEqual([60_000, 40_000]);
      expect(notices(office)).toEqual([]);
    }));

  test("of money that came by the bank is as ever", () =>
    inStripeOffice(async ({ office, stripe }) => {
      const { client } = await invoiced(office);
      await dropBank(office, "a.csv", ["23.11.2026;Acme;2026-0001;1.190,00"]);
      const card = await order(office, "invoice.refund", client, { invoice: "2026-0001", amount: "90", reason: "A" });
      expect(card.rows).toContainEqual({ label: "You do", after: "transfer 90.00 EUR back to them" });
      expect(stripe.world.refunds.size).toBe(0);
    }));
});

describe("money", () => {
  test("in parts is asked about, and once it is matched the rest is matched by itself", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await invoiced(office);
      stripe.people.pays("2026-0001", 90_000);
      await later(office);
      expect(cards(office)).toEqual([expect.stringMatching(/^Match 900.00 EUR from Acme GmbH with invoice 2026-0001/)]);
      await office.approve(office.code(/^Match 900.00/));
      stripe.people.pays("2026-0001");
      await later(office);
      expect(cards(office)).toHaveLength(1);
      expect(allInvoices(office)).toMatchObject([{ state: "paid", paid_cents: 119_000 }]);
    }));

  test("without any invoice of ours, and in another currency, is put to the owner", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await invoiced(office);
      stripe.people.paysWithout(7700, { currency: "usd", description: "Book" });
      await later(office);
      expect(cards(office)).toEqual([expect.stringMatching(/77.00 USD/)]);
      expect(allInvoices(office)).toMatchObject([{ state: "open" }]);
    }));

  test("that a stranger pays with an invoice's number in its words and its very sum is that invoice's", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await invoiced(office);
      stripe.people.paysWithout(119_000, { description: "RE 2026-0001" });
      await later(office);
      expect(allInvoices(office)).toMatchObject([{ state: "paid" }]);
    }));

  test("that the owner told of before is not counted twice", () =>
    inStripeOffice(async ({ office, stripe }) => {
      const { client } = await invoiced(office);
      const told = { amount: "1190", currency: "EUR", method: "card", receivedOn: "2026-11-24" };
      // They have paid, and nobody has looked yet.
      stripe.people.pays("2026-0001");
      await order(office, "payment.record", client, told);
      await later(office);
      expect(allInvoices(office)).toMatchObject([{ paid_cents: 119_000 }]);
      expect(allPayments(office).map(({ state }) => state)).toEqual(["standing", "ignored"]);
    }));

  test("that goes back in the dashboard is told in the client's thread, and changes nothing by itself", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await invoiced(office);
      stripe.people.pays("2026-0001");
      await later(office);
      stripe.people.refundsByHand("2026-0001", 20_000);
      stripe.people.disputes("2026-0001");
      await later(office);
      expect(notices(office)).toEqual([
        "200.00 EUR of invoice 2026-0001 was given back in Stripe.",
        "1,190.00 EUR of invoice 2026-0001 is disputed at their bank.",
      ]);
      expect(office.shown.at(-1)?.card.client).toBe("Acme GmbH");
      expect(allInvoices(office)).toMatchObject([{ state: "paid", paid_cents: 119_000 }]);
      await office.restart();
      await later(office);
      expect(notices(office)).toHaveLength(2);
    }));
});

describe("a Stripe that isn't there", () => {
  test("at the start keeps nobody from starting; what is issued goes there once it is back", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await stripe.down();
      await office.restart();
      const { client, milestones } = await servedClient(office, "acme", ACME);
      await closeMilestone(office, client, milestones[0]).catch(() => undefined);
      expect(allInvoices(office)).toHaveLength(1);
      expect(office.sent()).toHaveLength(1);
      await stripe.up();
      office.errors.length = 0;
      await later(office, 6 * 3_600_000);
      expect(inStripe(stripe)).toMatchObject([{ status: "open", number: "2026-0001" }]);
      expect(cards(office)).toEqual([]);
    }));

  test("for a night while a client pays loses nothing", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await invoiced(office);
      stripe.people.pays("2026-0001");
      await stripe.down();
      await later(office).catch(() => undefined);
      await office.restart();
      await later(office, 9 * 3_600_000).catch(() => undefined);
      await stripe.up();
      office.errors.length = 0;
      await later(office);
      expect(allInvoices(office)).toMatchObject([{ state: "paid" }]);
    }));

  test("because the key was taken back is told once; what was to go there goes when it is let in again", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await office.rest();
      const rights = [...stripe.keys];
      stripe.keys.clear();
      const { client, milestones } = await servedClient(office, "acme", ACME);
      await closeMilestone(office, client, milestones[0]).catch(() => undefined);
      office.errors.length = 0;
      const told = office.shown.filter(({ card }) => card.kind === "notice").map(({ card }) => card);
      expect(told.map(({ title }) => title)).toEqual(["Stripe doesn't let me in."]);
      expect(told[0]?.rows[0]?.after).toMatch(/STRIPE_SECRET_KEY/);
      expect(office.shown.filter(({ code }) => code)).toEqual([]);
      for (const [key, may] of rights) stripe.keys.set(key, may);
      await later(office);
      expect(inStripe(stripe)).toMatchObject([{ status: "open", total: 119_000 }]);
    }));

  test("just when it answers is asked again after the restart, and makes nothing twice", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await office.rest();
      stripe.faults.plan("cut-after", /finalize/);
      const { client, milestones } = await servedClient(office, "acme", ACME);
      await closeMilestone(office, client, milestones[0]);
      await office.restart();
      await later(office, 3_600_000);
      expect(inStripe(stripe)).toHaveLength(1);
      expect(office.events("effect.performed").filter(({ actor }) => actor === "connector:stripe")).toHaveLength(1);
    }));
});

describe("an invoice that is paid another way", () => {
  const LINE = "23.11.2026;Acme;2026-0001;1.190,00";
  const closings = (stripe: StripePlatform) => stripe.posts(/\/pay$/);
  const compared = async (office: Office) => (await office.workspace.connectors.get("stripe")?.reconcile?.()) ?? [];

  test("by transfer, is closed in Stripe the same minute, once, whatever restarts in between", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await invoiced(office);
      await office.restart();
      await dropBank(office, "a.csv", [LINE]);
      expect(inStripe(stripe)).toMatchObject([{ status: "paid", amount_remaining: 0 }]);
      await office.restart();
      await later(office);
      expect(closings(stripe)).toHaveLength(1);
      // What was done from here is no news, and nothing is left to ask at night.
      expect(await compared(office)).toEqual([]);
      expect(cards(office)).toEqual([]);
      expect(notices(office)).toEqual([]);
    }));

  test("and told by the owner, is closed too, and the card says so", () =>
    inStripeOffice(async ({ office, stripe }) => {
      const { client } = await invoiced(office);
      const told = { amount: "1190", currency: "EUR", method: "cash", receivedOn: "2026-11-24" };
      const card = await order(office, "payment.record", client, told);
      expect(card.rows).toContainEqual({
        label: "In Stripe",
        after: "closed there, too, so that nobody pays it twice",
      });
      expect(card.undo).toMatch(/What was closed in Stripe stays closed there/);
      expect(inStripe(stripe)).toMatchObject([{ status: "paid" }]);
      expect(await compared(office)).toEqual([]);
    }));

  test("while Stripe is down, is closed once it is back, and nobody is asked at night meanwhile", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await invoiced(office);
      await stripe.down();
      await dropBank(office, "a.csv", [LINE]).catch(() => undefined);
      expect(allInvoices(office)).toMatchObject([{ state: "paid" }]);
      await office.restart();
      await stripe.up();
      office.errors.length = 0;
      expect(inStripe(stripe)).toMatchObject([{ status: "open" }]);
      expect(await compared(office)).toEqual([]);
      await later(office, 3_600_000);
      expect(inStripe(stripe)).toMatchObject([{ status: "paid" }]);
      expect(cards(office)).toEqual([]);
    }));

  test.each(["cut-before", "cut-after", "500"] as const)("is closed once where “%s” happens to it", (fault) =>
    inStripeOffice(async ({ office, stripe }) => {
      await invoiced(office);
      stripe.faults.plan(fault, /\/pay$/);
      await dropBank(office, "a.csv", [LINE]).catch(() => undefined);
      await office.restart();
      await later(office, 3_600_000);
      expect(inStripe(stripe)).toMatchObject([{ status: "paid", amount_remaining: 0 }]);
      expect(stripe.world.events.filter(({ type }) => type === "invoice.paid")).toHaveLength(1);
      expect(cards(office)).toEqual([]);
    }),
  );

  test("before it stands in Stripe, is put there and closed", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await office.rest();
      stripe.faults.plan("500", /POST \/invoices$/);
      await invoiced(office);
      await dropBank(office, "a.csv", [LINE]);
      await later(office, 3_600_000);
      await later(office, 3_600_000);
      expect(inStripe(stripe)).toMatchObject([{ status: "paid" }]);
      expect(cards(office)).toEqual([]);
    }));

  test("in part, stays as it is in Stripe, and the rest by transfer closes it", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await invoiced(office);
      await dropBank(office, "a.csv", ["23.11.2026;Acme;2026-0001;500,00"]);
      await office.approve(office.code(/^Match 500.00/));
      await office.rest();
      expect(inStripe(stripe)).toMatchObject([{ status: "open", amount_remaining: 119_000 }]);
      await dropBank(office, "b.csv", ["24.11.2026;Acme;2026-0001;690,00"]);
      expect(inStripe(stripe)).toMatchObject([{ status: "paid" }]);
      expect(await compared(office)).toEqual([]);
    }));

  test("in part, with a credit note over the rest, is credited there and then closed", () =>
    inStripeOffice(async ({ office, stripe }) => {
      const { client } = await invoiced(office);
      await dropBank(office, "a.csv", ["23.11.2026;Acme;2026-0001;1.000,00"]);
      await office.approve(office.code(/^Match 1,000.00/));
      await office.rest();
      const card = await order(office, "invoice.credit", client, { invoice: "2026-0001", reason: "Agreed" });
      expect(card.rows.map(({ label }) => label)).toContain("In Stripe");
      await later(office, 3_600_000);
      expect([...stripe.world.creditNotes.values()]).toMatchObject([{ amount: 19_000, out_of_band_amount: null }]);
      expect(inStripe(stripe)).toMatchObject([{ status: "paid" }]);
      expect(await compared(office)).toEqual([]);
      expect(cards(office).filter((title) => /Stripe/.test(title))).toEqual([]);
    }));

  test("in part, and the rest in Stripe, is closed by the rest", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await invoiced(office);
      await dropBank(office, "a.csv", ["23.11.2026;Acme;2026-0001;190,00"]);
      await office.approve(office.code(/^Match 190.00/));
      stripe.people.pays("2026-0001", 100_000);
      await later(office);
      expect(allInvoices(office)).toMatchObject([{ state: "paid" }]);
      expect(inStripe(stripe)).toMatchObject([{ status: "paid" }]);
      expect(await compared(office)).toEqual([]);
    }));

  test.each([
    ["just before Stripe is asked", /GET \/invoices\/:id$/],
    ["at the very moment", /\/pay$/],
  ])("and in Stripe, too, %s: nothing is lost, and the second payment is one card", (_, call) =>
    inStripeOffice(async ({ office, stripe }) => {
      await invoiced(office);
      stripe.faults.plan({ kind: "meanwhile", happens: () => void stripe.people.pays("2026-0001") }, call);
      await dropBank(office, "a.csv", [LINE]);
      await office.restart();
      await later(office);
      await later(office);
      const theirs = office.shown.filter(({ code }) => code);
      expect(theirs.map(({ card }) => card.title)).toEqual([
        "Leave 1,190.00 EUR from Acme GmbH aside: invoice 2026-0001 is settled already.",
      ]);
      expect(theirs[0]?.card.rows).toContainEqual({
        label: "Look twice",
        after: "it may be a second payment of it: give it back in Stripe, under “Payments”",
      });
      expect(theirs[0]?.card.quiet).toBeUndefined();
      expect(
        allPayments(office)
          .map(({ state }) => state)
          .sort(),
      ).toEqual(["seen", "standing"]);
      expect(await compared(office)).toEqual([]);
    }),
  );

  test("in cash, and in Stripe, too, is no payment that was told of twice", () =>
    inStripeOffice(async ({ office, stripe }) => {
      const { client } = await invoiced(office);
      stripe.people.pays("2026-0001");
      const told = { amount: "1190", currency: "EUR", method: "cash", receivedOn: "2026-11-24" };
      await order(office, "payment.record", client, told);
      await later(office);
      expect(cards(office).at(-1)).toBe(
        "Leave 1,190.00 EUR from Acme GmbH aside: invoice 2026-0001 is settled already.",
      );
    }));

  test("is not open in Stripe again where the payment is taken back: that is said at once, and asked at night", () =>
    inStripeOffice(async ({ office, stripe }) => {
      const { client } = await invoiced(office);
      const told = { amount: "1190", currency: "EUR", method: "cash", receivedOn: "2026-11-24" };
      const { code } = await order(office, "payment.record", client, told);
      const undone = await deskOf(office).undo(code);
      expect(undone.lines).toContain("Invoice 2026-0001 stays closed in Stripe: it can be paid by transfer only.");
      expect(allInvoices(office)).toMatchObject([{ state: "open" }]);
      expect(inStripe(stripe)).toMatchObject([{ status: "paid" }]);
      expect(await compared(office)).toMatchObject([{ ours: "open, 1,190.00 EUR to be paid", theirs: "paid" }]);
    }));

  test("and could not be closed, is asked about, and at night again for as long as it is open there", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await invoiced(office);
      stripe.keys.set(KEY, /^(GET|POST \/(?!invoices\/:id\/pay))/);
      await dropBank(office, "a.csv", [LINE]);
      expect(cards(office)).toEqual(["Close invoice 2026-0001 in Stripe, which failed."]);
      await office.reject(office.code(/^Close invoice/), "Later");
      await later(office, DAY_MS);
      expect(cards(office).at(-1)).toMatch(/^Invoice 2026-0001 of Acme GmbH is not the same on record and in Stripe/);
      const found = await compared(office);
      expect(found).toMatchObject([{ ours: "settled", theirs: "open, 1,190.00 EUR to be paid" }]);
      stripe.keys.set(KEY, null);
      const { operation = "", payload = {} } = found[0]?.restore ?? {};
      await office.workspace.connectors
        .get("stripe")
        ?.perform({ key: "e_night", operation, payload, reference: null, at: office.clock.now() });
      expect(await compared(office)).toEqual([]);
    }));

  test("that was never put there tells Stripe nothing", () =>
    inStripeOffice(async ({ office, stripe }) => {
      await office.rest();
      stripe.keys.set(KEY, /^GET/);
      await invoiced(office);
      await dropBank(office, "a.csv", [LINE]);
      expect(cards(office)).toEqual([expect.stringMatching(/^Put invoice 2026-0001 to Stripe again/)]);
      expect(office.workspace.records.find(effects, "operation = 'settle'")).toEqual([]);
      // And the question whether to put it there is over: its page would ask for what was paid.
      stripe.keys.set(KEY, null);
      expect(await office.approve(office.code(/^Put invoice/))).toMatchObject({
        kind: "refused",
        why: expect.stringMatching(/^The invoice is settled.*I have withdrawn the request/),
      });
      await later(office, 3_600_000);
      expect(inStripe(stripe)).toEqual([]);
    }));
});

test("at night, both sides agree after everything that was done from here", () =>
  inStripeOffice(async ({ office, stripe }) => {
    const { client, milestones } = await invoiced(office);
    await order(office, "invoice.credit", client, { invoice: "2026-0001", amount: "190", reason: "Agreed" });
    stripe.people.pays("2026-0001");
    await closeMilestone(office, client, milestones[1]);
    stripe.people.pays("2026-0003");
    await later(office);
    await order(office, "invoice.refund", client, { invoice: "2026-0001", amount: "100", reason: "Kindness" });
    await later(office);
    expect(await office.workspace.connectors.get("stripe")?.reconcile?.()).toEqual([]);
    stripe.people.refundsByHand("2026-0003", 300);
    const found = (await office.workspace.connectors.get("stripe")?.reconcile?.()) ?? [];
    expect(found).toMatchObject([{ kind: "refund", found: { amountCents: 300 } }]);
    // All of it stands in the ledger: folded anew it is the same.
    const { database, keys } = office.workspace;
    const live = dumpRecords(database, recordKinds);
    rebuildRecords({ database, keys, kinds: recordKinds });
    expect(dumpRecords(database, recordKinds)).toEqual(live);
  }));

test("a call of Stripe's is recorded before it is answered, and read from the list as well it counts once", () =>
  inStripeOffice(
    async ({ office, stripe }) => {
      await invoiced(office);
      stripe.people.pays("2026-0001");
      const call = stripe.signed(stripe.event("invoice_payment.paid"));
      for (let times = 0; times < 2; times++) {
        const answer = await office.workspace.connectors.get("stripe")?.hook?.take(call);
        if (answer?.kind !== "taken") throw new Error(JSON.stringify(answer));
        for (const report of answer.reports) await office.workspace.writer.submit(report.record);
      }
      expect(allPayments(office)).toHaveLength(1);
      await later(office);
      expect(allPayments(office)).toMatchObject([{ state: "standing" }]);
      expect(allInvoices(office)).toMatchObject([{ paid_cents: 119_000 }]);
    },
    { environment: { STRIPE_WEBHOOK_SECRET: SECRET, PORT: "0" } },
  ));

test("without Stripe there is no trace of it", () =>
  inKnownOffice(async (office) => {
    const { client } = await servedClient(office, "acme", ACME);
    const card = await order(office, "invoice.issue", client, { text: "Workshop", net: "500" });
    expect(JSON.stringify(card)).not.toMatch(/Stripe/);
    expect([...office.workspace.connectors.keys()]).not.toContain("stripe");
  }));
