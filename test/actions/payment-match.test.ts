/**
 * Payments and what they are for: exact ones match by themselves, others are one card, and nothing is counted twice.
 */
import { describe, expect, test } from "vitest";
import { openCents } from "../../src/records/invoice.ts";
import { deskOf } from "../kernel/company.ts";
import { inKnownOffice } from "../support/known-company.ts";
import type { Office } from "../support/office.ts";
import { allInvoices, allPayments, closeMilestone, dropBank, servedClient } from "../support/owing.ts";

const DAY = "23.11.2026";

/** Acme and Beta owe 1,190.00 EUR each, by 2026-0001 and 2026-0002. */
async function twoOwe(office: Office): Promise<{ acme: string; beta: string }> {
  const acme = await servedClient(office, "acme", { company: "Acme GmbH", email: "anna@acme.example" });
  const beta = await servedClient(office, "beta", { company: "Beta Ltd", email: "ben@beta.example" });
  await closeMilestone(office, acme.client, acme.milestones[0]);
  await closeMilestone(office, beta.client, beta.milestones[0]);
  return { acme: acme.client, beta: beta.client };
}

const asked = (office: Office) => office.shown.filter((one) => one.code && /Match|Leave/.test(one.card.title));
const standOf = (office: Office) => allInvoices(office).map((row) => [row.state, openCents(row)]);

describe("what the bank shows", () => {
  test("a payment with the number and the very sum settles its invoice, and nobody is asked", () =>
    inKnownOffice(async (office) => {
      const { acme } = await twoOwe(office);
      await dropBank(office, "a.csv", [`${DAY};Somebody Else;RE 2026 0001 thank you;1.190,00`]);
      expect(standOf(office)).toEqual([
        ["paid", 0],
        ["open", 119_000],
      ]);
      expect(allPayments(office)).toMatchObject([{ state: "standing", client: acme, source: "bank" }]);
      expect(asked(office)).toEqual([]);
      // The rule vouches for it: what follows is the house's word, not the payer's.
      expect(office.events("payment.seen")[0]?.label.trust).toBe("outside");
      expect(office.events("payment.matched")[0]?.label.trust).toBe("house");
    }));

  test.each<[string, string, string, RegExp]>([
    ["no number, a sum that two owe, a payer who is one of them", "ACME GMBH;thanks;1.190,00", "2026-0001", /settled$/],
    ["a number, and less than is open", "Acme;2026-0001;500,00", "2026-0001", /690\.00 EUR stays open/],
    ["a number, and more than is open", "Acme;2026-0001;1.200,00", "2026-0001", /10\.00 EUR too much/],
    ["two numbers", "Acme;2026-0001 and 2026-0002;1.190,00", "2026-0001", /settled$/],
  ])("%s: one card, and nothing before the owner's tap", (_, line, first, what) =>
    inKnownOffice(async (office) => {
      await twoOwe(office);
      await dropBank(office, "a.csv", [`${DAY};${line}`]);
      const [card, ...more] = asked(office);
      expect(more).toEqual([]);
      expect(card?.card.title).toContain(first);
      expect(card?.card.rows.find((row) => row.label.startsWith("Invoice"))?.after).toMatch(what);
      expect(card?.card.choices?.at(-1)?.label).toBe("No client's");
      expect(standOf(office)).toEqual([
        ["open", 119_000],
        ["open", 119_000],
      ]);
    }),
  );

  test("a candidate is a tap away, and the match can be taken apart again", () =>
    inKnownOffice(async (office) => {
      const { beta } = await twoOwe(office);
      await dropBank(office, "a.csv", [`${DAY};Holding;for November;1.190,00`]);
      const [card] = asked(office);
      const choice = card?.card.choices?.find((one) => one.label.includes("Beta Ltd"));
      expect((await deskOf(office).settle(card?.code ?? "", choice?.set ?? {})).kind).toBe("approved");
      await office.rest();
      expect(standOf(office)).toEqual([
        ["open", 119_000],
        ["paid", 0],
      ]);
      expect(allPayments(office)[0]?.client).toBe(beta);
      expect((await deskOf(office).undo(card?.code ?? "")).kind).toBe("undone");
      expect(standOf(office)[1]).toEqual(["open", 119_000]);
      expect(allPayments(office)[0]?.state).toBe("seen");
    }));

  test("what came with it in the same file may have settled the likeliest invoice: then the next one is asked about", () =>
    inKnownOffice(async (office) => {
      await twoOwe(office);
      await dropBank(office, "a.csv", [`${DAY};Acme;2026-0001;1.190,00`, `${DAY};Holding;for November;1.190,00`]);
      expect(standOf(office)).toEqual([
        ["paid", 0],
        ["open", 119_000],
      ]);
      const [card, ...more] = asked(office);
      expect(more).toEqual([]);
      expect(card?.card.title).toMatch(/^Match 1,190\.00 EUR from Holding with invoice 2026-0002 of Beta Ltd/);
    }));

  test("an invoice that is paid twice settles once, and the second sum is asked about", () =>
    inKnownOffice(async (office) => {
      await twoOwe(office);
      await dropBank(office, "a.csv", [`${DAY};Acme;2026-0001;1.190,00`, `${DAY};Acme;2026-0001 again;1.190,00`]);
      expect(standOf(office)[0]).toEqual(["paid", 0]);
      expect(asked(office)).toHaveLength(1);
      const card = asked(office)[0]?.card;
      expect(card?.title).toBe("Leave 1,190.00 EUR from Acme aside: invoice 2026-0001 is settled already.");
      // Money that may have to go back doesn't wait until somebody has time.
      expect(card?.quiet).toBeUndefined();
      expect(card?.rows.at(-1)?.after).toMatch(/a second payment of it: give it back by a transfer$/);
    }));

  test("money that fits nothing is put aside quietly, and only with the owner", () =>
    inKnownOffice(async (office) => {
      await twoOwe(office);
      await dropBank(office, "a.csv", [`${DAY};Tax office;refund 2025;42,00`]);
      const [card, ...more] = asked(office);
      expect(more).toEqual([]);
      expect(card?.card).toMatchObject({
        title: expect.stringMatching(/^Leave 42\.00 EUR from Tax office aside/),
        quiet: true,
      });
      expect(allPayments(office)[0]?.state).toBe("seen");
      expect((await deskOf(office).approve(card?.code ?? "")).kind).toBe("approved");
      expect(allPayments(office)[0]?.state).toBe("ignored");
    }));

  test("a sum in another currency is never taken for the invoice's", () =>
    inKnownOffice(async (office) => {
      const { acme } = await twoOwe(office);
      await dropBank(office, "a.csv", []);
      const desk = deskOf(office);
      const paid = await desk.order({
        action: "payment.record",
        client: acme,
        params: { amount: "1190", currency: "USD", receivedOn: "2026-11-23", invoice: "2026-0001" },
        now: false,
      });
      expect(paid).toMatchObject({ kind: "refused", why: expect.stringMatching(/is in EUR/) });
    }));
});

describe("what the owner tells", () => {
  const tell = (office: Office, client: string, amount: string, more: Record<string, string> = {}) =>
    deskOf(office).order({
      action: "payment.record",
      client,
      params: { amount, currency: "EUR", receivedOn: "2026-11-23", ...more },
      now: false,
    });

  test("settles the one open invoice of that sum on the same card, and undo opens it again", () =>
    inKnownOffice(async (office) => {
      const { acme } = await twoOwe(office);
      const told = await tell(office, acme, "1190");
      if (told.kind !== "asked") throw new Error(JSON.stringify(told));
      expect(told.card.rows).toContainEqual({
        label: "Invoice 2026-0001",
        before: "1,190.00 EUR open",
        after: "settled",
      });
      expect((await deskOf(office).approve(told.code)).kind).toBe("approved");
      expect(standOf(office)[0]).toEqual(["paid", 0]);
      expect((await deskOf(office).undo(told.code)).kind).toBe("undone");
      expect(standOf(office)[0]).toEqual(["open", 119_000]);
      expect(allPayments(office)[0]).toMatchObject({ state: "struck", invoice: null });
    }));

  test("another sum settles none, and each open invoice is a tap away", () =>
    inKnownOffice(async (office) => {
      const { acme } = await twoOwe(office);
      const told = await tell(office, acme, "500");
      if (told.kind !== "asked") throw new Error(JSON.stringify(told));
      expect(told.card.rows.map((row) => row.label)).not.toContain("Invoice 2026-0001");
      const [choice] = told.card.choices ?? [];
      expect(choice?.label).toBe("For 2026-0001 (1,190.00 EUR)");
      expect((await deskOf(office).settle(told.code, choice?.set ?? {})).kind).toBe("approved");
      expect(standOf(office)[0]).toEqual(["open", 69_000]);
    }));

  test("is not counted again when the bank shows it; a second transfer is", () =>
    inKnownOffice(async (office) => {
      const { acme } = await twoOwe(office);
      const told = await tell(office, acme, "1190");
      if (told.kind !== "asked") throw new Error(JSON.stringify(told));
      await deskOf(office).approve(told.code);
      await dropBank(office, "a.csv", [`${DAY};Acme;2026-0001;1.190,00`]);
      expect(asked(office)).toEqual([]);
      expect(allPayments(office).map((row) => row.state)).toEqual(["standing", "ignored"]);
      expect(allInvoices(office)[0]?.paid_cents).toBe(119_000);
      await dropBank(office, "b.csv", [`24.11.2026;Acme;2026-0001;1.190,00`]);
      expect(asked(office)).toHaveLength(1);
      expect(allPayments(office).map((row) => row.state)).toEqual(["standing", "ignored", "seen"]);
    }));
});
