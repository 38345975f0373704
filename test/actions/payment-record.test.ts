/**
 * payment.record: the owner says that money came in; the card says how it was read, the books hold it, undo strikes it.
 */
import { expect, test } from "vitest";
import { mails } from "../../src/records/mail.ts";
import { payments } from "../../src/records/payment.ts";
import { deskOf, inOffice, openClient } from "../kernel/company.ts";
import { pay } from "../support/paid.ts";

const PAID = { amount: "2,400", currency: "eur", method: "transfer", receivedOn: "2026-11-03" };

test("the card says in words what was read, and nothing is entered before it is approved", () =>
  inOffice(async (office) => {
    const { id } = await openClient(office, 0);
    const written = "“03/11” could be 3 November or March 11";
    const params = { ...PAID, note: "March workshop", written };
    const ordered = await deskOf(office).order({ action: "payment.record", client: id, params, now: false });
    expect(ordered).toMatchObject({
      kind: "asked",
      card: {
        kind: "proposal",
        title: "Record a payment of 2,400.00 EUR from Whitfield Ceramics Ltd.",
        client: "Whitfield Ceramics Ltd",
        rows: [
          { label: "Amount", after: "2,400.00 EUR, by transfer" },
          { label: "Received", after: "Tuesday, 3 November 2026" },
          { label: "Note", after: "March workshop" },
          { label: "You wrote", after: written },
        ],
        light: true,
      },
    });
    expect(office.events("payment.received")).toEqual([]);
  }));

test.each([
  ["2400", 240_000],
  ["2,400.00", 240_000],
  ["2.400,50", 240_050],
  ["2'400", 240_000],
  ["0.5", 50],
])("%s is %i cents", (amount, cents) =>
  inOffice(async (office) => {
    const { id } = await openClient(office, 0);
    await pay(office, id, { ...PAID, amount });
    expect(office.workspace.records.find(payments, "1")).toMatchObject([{ amount_cents: cents }]);
  }),
);

test.each([
  ["no sum at all", { amount: "lots" }, /“amount”: expected a sum above zero/],
  ["nothing", { amount: "0" }, /above zero/],
  ["less than nothing", { amount: "-5" }, /above zero/],
  ["a mix of separators", { amount: "1,2.3,4" }, /above zero/],
  ["a currency nobody knows", { currency: "euros" }, /three letters such as EUR/],
  ["a day that isn't one", { receivedOn: "2026-02-30" }, /a day such as/],
  ["a day to come", { receivedOn: "2026-12-24" }, /Thursday, 24 December 2026 is still to come/],
  ["a way of paying that isn't one", { method: "barter" }, /cash, transfer, card, other/],
])("%s is refused in words", (_, wrong, words) =>
  inOffice(async (office) => {
    const { id } = await openClient(office, 0);
    const ordered = await deskOf(office).order({
      action: "payment.record",
      client: id,
      params: { ...PAID, ...wrong },
      now: false,
    });
    expect(ordered).toEqual({ kind: "refused", why: expect.stringMatching(words) });
  }),
);

test("it needs somebody who paid", () =>
  inOffice(async (office) => {
    const ordered = await deskOf(office).order({ action: "payment.record", params: PAID, now: false });
    expect(ordered).toMatchObject({ kind: "refused", why: expect.stringMatching(/who paid/) });
  }));

test("the same payment twice is pointed out, entered when approved, and each undo strikes its own", () =>
  inOffice(async (office) => {
    const { id } = await openClient(office, 0);
    const first = await pay(office, id, PAID);
    const again = await deskOf(office).order({ action: "payment.record", client: id, params: PAID, now: false });
    if (again.kind !== "asked") throw new Error("not asked");
    expect(again.card.rows.map((row) => row.label)).toContain("Look twice");
    expect((await deskOf(office).approve(again.code)).kind).toBe("approved");
    const standing = () => office.workspace.records.find(payments, "state = 'standing'");
    expect(standing()).toHaveLength(2);
    const [older] = office.events("payment.received");
    await deskOf(office).undo(first);
    expect(office.events("payment.struck").map((event) => event.data.payment)).toEqual([older?.data.payment]);
    expect(standing()).toHaveLength(1);
    expect((await deskOf(office).undo(first)).kind).toBe("refused");
  }));

test("above the sum that policy names one tap is not enough; the typed amount is", () =>
  inOffice(async (office) => {
    const { id } = await openClient(office, 0);
    const params = { ...PAID, amount: "10,000.01" };
    const desk = deskOf(office);
    const ordered = await desk.order({ action: "payment.record", client: id, params, now: false });
    if (ordered.kind !== "asked") throw new Error("not asked");
    expect(await desk.approve(ordered.code)).toMatchObject({ kind: "confirm", cents: 1_000_001, currency: "EUR" });
    expect(await desk.approve(ordered.code, undefined, 1_000_000)).toMatchObject({ kind: "confirm" });
    expect(office.events("payment.received")).toEqual([]);
    expect((await desk.approve(ordered.code, undefined, 1_000_001)).kind).toBe("approved");
    // At the sum itself a tap will do.
    await pay(office, id, { ...PAID, amount: "10000" });
  }));

test("an edit is read like an order, and what it makes is shown", () =>
  inOffice(async (office) => {
    const { id } = await openClient(office, 0);
    const desk = deskOf(office);
    const ordered = await desk.order({ action: "payment.record", client: id, params: PAID, now: false });
    if (ordered.kind !== "asked") throw new Error("not asked");
    expect(await desk.edit(ordered.code, { amount: "2.500,00" })).toMatchObject({
      kind: "shown",
      card: { title: "Record a payment of 2,500.00 EUR from Whitfield Ceramics Ltd." },
    });
    expect(await desk.edit(ordered.code, { amount: "plenty" })).toMatchObject({ kind: "refused" });
    expect((await desk.approve(ordered.code)).kind).toBe("approved");
    expect(office.workspace.records.find(payments, "1")).toMatchObject([{ amount_cents: 250_000 }]);
  }));

test("why tells of the payment in sentences", () =>
  inOffice(async (office) => {
    const { id } = await openClient(office, 0);
    const code = await pay(office, id, PAID);
    await deskOf(office).undo(code);
    const told = office.workspace.door.answers.why(code)?.steps.map((step) => step.text);
    expect(told).toContain("A payment of 2,400.00 EUR was entered.");
    expect(told).toContain("The payment was struck from the books.");
    expect(office.workspace.records.find(mails, "1").length).toBeGreaterThan(0);
  }));
