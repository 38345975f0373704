/**
 * Invoices, credit notes and refunds: the number is the next one, what was issued is never changed, and what is missing is named.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/lib/canonical.ts";
import { nextOrdinal } from "../../src/records/invoice.ts";
import { deskOf, inOffice } from "../kernel/company.ts";
import { inKnownOffice } from "../support/known-company.ts";
import type { Office } from "../support/office.ts";
import { allInvoices, append, closeMilestone, type Ground, servedClient } from "../support/owing.ts";

const ACME = { company: "Acme GmbH", email: "anna@acme.example" };

async function order(office: Office, client: string, action: string, params: Record<string, Json>) {
  return deskOf(office).order({ action, client, params, now: false });
}

async function done(office: Office, client: string, action: string, params: Record<string, Json>) {
  const ordered = await order(office, client, action, params);
  if (ordered.kind !== "asked") throw new Error(JSON.stringify(ordered));
  const outcome = await deskOf(office).approve(ordered.code);
  expect(outcome.kind, JSON.stringify(outcome)).toBe("approved");
  await office.rest();
  return ordered;
}

async function invoiced(office: Office): Promise<Ground> {
  const ground = await servedClient(office, "acme", ACME);
  await closeMilestone(office, ground.client, ground.milestones[0]);
  return ground;
}

describe("an invoice", () => {
  test("by hand shows what it says and not the number, which is the next one when it is issued", () =>
    inKnownOffice(async (office) => {
      const { client } = await servedClient(office, "acme", ACME);
      const ordered = await order(office, client, "invoice.issue", { text: "Workshop", net: "1.000,00" });
      expect(ordered).toMatchObject({
        kind: "asked",
        card: { title: "Invoice Acme GmbH 1,190.00 EUR.", letter: { attachments: ["the invoice (PDF)"] } },
      });
      expect(JSON.stringify(ordered)).not.toContain("2026-0001");
      if (ordered.kind !== "asked") return;
      // Another takes the number meanwhile: the card stays what it was, and the next number is another.
      await done(office, client, "invoice.issue", { text: "Coaching", net: "10" });
      expect((await deskOf(office).approve(ordered.code)).kind).toBe("approved");
      await office.rest();
      expect(allInvoices(office).map((row) => [row.number, row.gross_cents])).toEqual([
        ["2026-0001", 1_190],
        ["2026-0002", 119_000],
      ]);
      expect(readdirSync(join(office.home, "invoices")).sort()).toEqual(["2026-0001.pdf", "2026-0002.pdf"]);
    }));

  test("keeps its document with the books, and mails it", () =>
    inKnownOffice(async (office) => {
      await invoiced(office);
      const [event] = office.events("invoice.issued");
      expect(event?.data).toMatchObject({ number: "2026-0001", ordinal: 1, netCents: 100_000, taxCents: 19_000 });
      expect(event?.data).toMatchObject({ issuedOn: "2026-11-24", dueOn: "2026-12-08", milestone: "g_acme/m1" });
      expect(String(event?.data.private)).toMatch(/^books[:@]/);
      expect(office.words(event).document).toMatchObject({
        number: "2026-0001",
        servicePeriod: "November 2026",
        lines: [{ text: "Monthly package: Strategy", netCents: 100_000 }],
        buyer: { name: "Acme GmbH" },
      });
      const [mail] = office.sent();
      expect(mail).toMatch(/^To: .*anna@acme\.example/m);
      expect(mail).toMatch(/^Subject: Invoice 2026-0001/m);
      expect(mail).toMatch(/filename="?2026-0001\.pdf/);
    }));

  test("is refused where something of the company's is missing, and names it", () =>
    inOffice(async (office) => {
      const { client } = await servedClient(office, "acme", ACME);
      const ordered = await order(office, client, "invoice.issue", { text: "Workshop", net: "1000" });
      expect(ordered).toMatchObject({ kind: "refused", why: expect.stringMatching(/your IBAN.*setup/) });
    }));

  test.each<[string, Partial<typeof ACME> & Record<string, unknown>, RegExp]>([
    ["no address", { address: [] }, /doesn't say the address/],
    ["no VAT number for reverse charge", { taxKind: "reverse-charge", country: "FR" }, /needs the client's VAT number/],
  ])("is refused for a buyer with %s", (_, more, why) =>
    inKnownOffice(async (office) => {
      const { client } = await servedClient(office, "acme", { ...ACME, ...more });
      const ordered = await order(office, client, "invoice.issue", { text: "Workshop", net: "1000" });
      expect(ordered).toMatchObject({ kind: "refused", why: expect.stringMatching(why) });
    }),
  );

  test("is issued once for a milestone, and not before that is closed", () =>
    inKnownOffice(async (office) => {
      const { client, milestones } = await invoiced(office);
      const again = await order(office, client, "invoice.issue", { milestone: milestones[0] });
      expect(again).toMatchObject({ kind: "refused", why: expect.stringMatching(/invoiced already/) });
      const early = await order(office, client, "invoice.issue", { milestone: milestones[1] });
      expect(early).toMatchObject({ kind: "refused", why: expect.stringMatching(/is not closed/) });
    }));

  test("can't be taken back: a credit note does that", () =>
    inKnownOffice(async (office) => {
      const { client } = await servedClient(office, "acme", ACME);
      const { code } = await done(office, client, "invoice.issue", { text: "Workshop", net: "1000" });
      const undone = await deskOf(office).undo(code);
      expect(undone).toMatchObject({ kind: "refused" });
      expect(undone.lines.join(" ")).toMatch(/credit note/);
      expect(allInvoices(office)).toHaveLength(1);
    }));
});

test("numbers have no gaps, also when an issuing command fails after it has taken one", () =>
  inKnownOffice(async (office) => {
    const { client } = await servedClient(office, "acme", ACME);
    const { writer, charter } = office.workspace;
    const issue = charter.actions.get("invoice.issue");
    const stumbles = writer.submit((transaction) => {
      const view = {
        now: transaction.now,
        records: transaction.records,
        privateAt: (seq: number) => {
          const event = transaction.eventAt(seq);
          return event ? transaction.open(event) : null;
        },
        answerTo: () => null,
      };
      const [decided] = issue?.decide({ text: "Lost", net: "5", milestone: "" }, client, view, "i_lost.0") ?? [];
      if (!decided) throw new Error("nothing was decided");
      expect(decided.data.number).toBe("2026-0001");
      transaction.append({ ...decided, actor: "kernel", label: { scopes: [client], trust: "owner" } });
      expect(nextOrdinal(transaction.records)).toBe(2);
      throw new Error("the disk is full");
    });
    const issued = done(office, client, "invoice.issue", { text: "Workshop", net: "1000" });
    await expect(stumbles).rejects.toThrow("the disk is full");
    await issued;
    expect(allInvoices(office).map((row) => row.number)).toEqual(["2026-0001"]);
    await done(office, client, "invoice.issue", { text: "Coaching", net: "10" });
    expect(allInvoices(office).map((row) => row.ordinal)).toEqual([1, 2]);
  }));

describe("a credit note", () => {
  test("takes the next number, names the invoice, and leaves the invoice as it was issued", () =>
    inKnownOffice(async (office) => {
      const { client } = await invoiced(office);
      const before = office.words(office.events("invoice.issued")[0]).document;
      const { card } = await done(office, client, "invoice.credit", {
        invoice: "2026-0001",
        reason: "Agreed discount",
        amount: "119",
      });
      expect(card.rows).toContainEqual({ label: "Invoice 2026-0001", before: "1,190.00 EUR", after: "1,071.00 EUR" });
      expect(card.rows).toContainEqual({ label: "Credit", after: "119.00 EUR (100.00 EUR net, 19.00 EUR VAT)" });
      const [invoice, note] = allInvoices(office);
      expect(note).toMatchObject({
        kind: "credit-note",
        number: "2026-0002",
        corrects: invoice?.id,
        net_cents: 10_000,
      });
      expect(invoice).toMatchObject({ state: "open", credited_cents: 11_900, gross_cents: 119_000 });
      expect(office.words(office.events("invoice.issued")[0]).document).toEqual(before);
      expect(office.words(office.events("credit-note.issued")[0]).document).toMatchObject({
        corrects: "2026-0001",
        notes: [expect.stringContaining("corrects invoice 2026-0001")],
      });
      // The rest, to the cent.
      await done(office, client, "invoice.credit", { invoice: "2026-0001", reason: "The rest" });
      expect(allInvoices(office).map((row) => [row.net_cents, row.tax_cents, row.state])).toEqual([
        [100_000, 19_000, "credited"],
        [10_000, 1_900, "credited"],
        [90_000, 17_100, "credited"],
      ]);
    }));

  test("is refused above what is open, and for what was paid: that is a refund", () =>
    inKnownOffice(async (office) => {
      const { client } = await invoiced(office);
      const over = await order(office, client, "invoice.credit", {
        invoice: "2026-0001",
        reason: "x",
        amount: "1190.01",
      });
      expect(over).toMatchObject({ kind: "refused", why: expect.stringMatching(/Only 1,190.00 EUR .* is open/) });
      await done(office, client, "payment.record", { amount: "1190", currency: "EUR", receivedOn: "2026-11-24" });
      const paid = await order(office, client, "invoice.credit", { invoice: "2026-0001", reason: "x" });
      expect(paid).toMatchObject({ kind: "refused", why: expect.stringMatching(/refund/) });
    }));
});

describe("a refund", () => {
  test("is a credit note and money back, and never more than was paid", () =>
    inKnownOffice(async (office) => {
      const { client } = await invoiced(office);
      await done(office, client, "payment.record", { amount: "1190", currency: "EUR", receivedOn: "2026-11-24" });
      const { card } = await done(office, client, "invoice.refund", {
        invoice: "2026-0001",
        amount: "119",
        reason: "Late",
      });
      expect(card.title).toBe("Refund 119.00 EUR to Acme GmbH.");
      expect(card.rows).toContainEqual({ label: "You do", after: "transfer 119.00 EUR back to them" });
      expect(allInvoices(office)).toMatchObject([
        { state: "paid", paid_cents: 107_100, credited_cents: 11_900 },
        { kind: "credit-note", number: "2026-0002", gross_cents: 11_900 },
      ]);
      expect(office.sent().at(-1)).toMatch(/119\.00 EUR back/);
      const over = await order(office, client, "invoice.refund", {
        invoice: "2026-0001",
        amount: "1071.01",
        reason: "x",
      });
      expect(over).toMatchObject({ kind: "refused", why: expect.stringMatching(/1,071.00 EUR .* no more/) });
    }));
});

describe("a closed month", () => {
  test("takes no invoice, no payment and no match dated within it", () =>
    inKnownOffice(async (office) => {
      const { client } = await invoiced(office);
      expect(await order(office, "", "period.close", { month: "2026-11" })).toMatchObject({
        kind: "refused",
        why: expect.stringMatching(/isn't over yet/),
      });
      await append(office, "workspace", [
        { type: "period.closed", subject: "period:2026-11", data: { month: "2026-11" } },
      ]);
      const why = expect.stringMatching(/books of November 2026 are closed/);
      expect(await order(office, client, "invoice.issue", { text: "x", net: "5" })).toMatchObject({
        kind: "refused",
        why,
      });
      const paid = { amount: "5", currency: "EUR", receivedOn: "2026-11-20" };
      expect(await order(office, client, "payment.record", paid)).toMatchObject({ kind: "refused", why });
      expect(await order(office, client, "invoice.credit", { invoice: "2026-0001", reason: "x" })).toMatchObject({
        kind: "refused",
        why,
      });
    }));

  test("is closed by the owner once it is over, with what was invoiced and what came in", () =>
    inKnownOffice(async (office) => {
      const { client } = await invoiced(office);
      await done(office, client, "payment.record", {
        amount: "190",
        currency: "EUR",
        receivedOn: "2026-11-24",
        invoice: "2026-0001",
      });
      office.clock.advance(10 * 86_400_000);
      await office.rest();
      const { card } = await done(office, "", "period.close", { month: "2026-11" });
      expect(card.rows).toEqual([
        { label: "Invoiced", after: "1,190.00 EUR" },
        { label: "Credited", after: "nothing" },
        { label: "Came in", after: "190.00 EUR" },
      ]);
      const again = await order(office, "", "period.close", { month: "2026-11" });
      expect(again).toMatchObject({ kind: "refused", why: expect.stringMatching(/closed already/) });
    }));
});
