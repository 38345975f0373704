/**
 * The money of a month: milestones become invoices, invoices are paid or brought to mind, and what isn't plain is put to the owner.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeBooks } from "../../src/books.ts";
import { offers } from "../../src/records/contract.ts";
import { readQuestion } from "../../src/surfaces/words/question-words.ts";
import { answerQuestion } from "../../src/surfaces/words/questions.ts";
import { DAY_MS, deskOf, hire, inHome, inOffice, letter } from "../kernel/company.ts";
import { inKnownOffice, knowCompany } from "../support/known-company.ts";
import type { Office } from "../support/office.ts";
import { allInvoices, append, closeMilestone, dropBank, type Ground, servedClient } from "../support/owing.ts";
import { knownIn, lookupsIn } from "../support/paid.ts";

const ACME = { company: "Acme GmbH", email: "anna@acme.example" };
const cards = (office: Office) => office.shown.filter((one) => one.code).map((one) => one.card.title);
const mails = (office: Office, subject: RegExp) => office.sent().filter((raw) => subject.test(raw));

async function invoiced(office: Office, more: Partial<Parameters<typeof servedClient>[2]> = {}): Promise<Ground> {
  const ground = await servedClient(office, "acme", { ...ACME, ...more });
  await closeMilestone(office, ground.client, ground.milestones[0]);
  return ground;
}

/** Lets days pass, each with its morning. */
async function days(office: Office, count: number): Promise<void> {
  for (let day = 0; day < count; day++) {
    office.clock.advance(DAY_MS);
    await office.rest();
  }
}

describe("a closed milestone", () => {
  test("is invoiced the same day for what was agreed, and nobody is asked", () =>
    inKnownOffice(async (office) => {
      await invoiced(office);
      expect(allInvoices(office)).toMatchObject([{ number: "2026-0001", net_cents: 100_000, issued_on: "2026-11-24" }]);
      expect(mails(office, /^Subject: Invoice 2026-0001/m)).toHaveLength(1);
      expect(existsSync(join(office.home, "invoices", "2026-0001.pdf"))).toBe(true);
      expect(cards(office)).toEqual([]);
    }));

  test.each<[string, Parameters<typeof invoiced>[1], RegExp]>([
    ["VAT that can't be right", { country: "FR", vatId: "FR12345678901" }, /VAT of DE for a client in FR/],
    ["a small business's contract", { taxKind: "small-business" }, /your company charges VAT/],
  ])("with %s is asked", (_, more, why) =>
    inKnownOffice(async (office) => {
      await invoiced(office, more);
      expect(cards(office)).toEqual([expect.stringMatching(/^Invoice Acme GmbH/)]);
      expect(office.shown.at(-1)?.card.rows).toContainEqual({ label: "Look twice", after: expect.stringMatching(why) });
      expect(allInvoices(office)).toEqual([]);
      await office.approve(office.code(/^Invoice Acme/));
      expect(allInvoices(office)).toHaveLength(1);
    }),
  );

  test("of a client whose mail is held waits, asks nobody, and is invoiced once mail goes on", () =>
    inKnownOffice(async (office) => {
      const { client, milestones } = await servedClient(office, "acme", ACME);
      await append(office, client, [
        { type: "mail.held", subject: `client:${client}`, data: { why: "complaint", mail: null } },
      ]);
      await closeMilestone(office, client, milestones[0]);
      expect(allInvoices(office)).toEqual([]);
      await append(office, client, [{ type: "mail.released", subject: `client:${client}`, data: {} }]);
      office.clock.advance(120_000);
      await office.rest();
      expect(allInvoices(office)).toMatchObject([{ number: "2026-0001" }]);
      expect(cards(office)).toEqual([]);
    }));

  test("waits for what is missing of the company, and is invoiced the day after that is known", () =>
    inHome([], (home) =>
      inOffice(
        async (office) => {
          const { client, milestones } = await servedClient(office, "acme", ACME);
          await closeMilestone(office, client, milestones[0]);
          expect(allInvoices(office)).toEqual([]);
          knowCompany(home);
          expect(office.workspace.charter.reload().ok).toBe(true);
          await days(office, 1);
          expect(allInvoices(office)).toMatchObject([{ number: "2026-0001", issued_on: "2026-11-25" }]);
          await days(office, 1);
          expect(office.events("milestone.uninvoiced")).toHaveLength(1);
        },
        { home },
      ),
    ));
});

describe("an unpaid invoice", () => {
  test("is reminded of once the bank's data covers the day, twice by itself, the last time with the owner", () =>
    inKnownOffice(async (office) => {
      await invoiced(office, { termsDays: 0 });
      await days(office, 8);
      // It is overdue for a week, and nobody knows whether it was paid.
      expect(office.events("invoice.reminded")).toEqual([]);
      const [invoice] = allInvoices(office);
      const byHand = {
        action: "invoice.remind",
        client: invoice?.client ?? "",
        params: { invoice: "2026-0001" },
        now: false,
      };
      expect(await deskOf(office).order(byHand)).toMatchObject({
        kind: "refused",
        why: expect.stringMatching(/no bank data/),
      });
      await dropBank(office, "a.csv", ["30.11.2026;Bank;fee;-1,00"]);
      expect(await deskOf(office).order(byHand)).toMatchObject({
        kind: "refused",
        why: expect.stringMatching(/ends on Mon 30 Nov/),
      });
      await dropBank(office, "b.csv", ["01.12.2026;Bank;fee;-1,00"]);
      await days(office, 1);
      expect(office.events("invoice.reminded").map((event) => event.data.level)).toEqual([1]);
      const [first] = mails(office, /^Subject: Invoice 2026-0001: a short reminder/m);
      expect(first).toMatch(/2026-0001\.pdf/);
      await days(office, 30);
      expect(office.events("invoice.reminded")).toHaveLength(1);
      await dropBank(office, "c.csv", ["31.12.2026;Bank;fee;-1,00"]);
      await days(office, 2);
      expect(office.events("invoice.reminded").map((event) => event.data.level)).toEqual([1, 2]);
      await days(office, 14);
      await dropBank(office, "d.csv", ["18.01.2027;Bank;fee;-1,00"]);
      await days(office, 1);
      expect(cards(office).filter((title) => /reminder 3/.test(title))).toHaveLength(1);
      expect(mails(office, /last reminder/)).toEqual([]);
      await office.approve(office.code(/reminder 3/));
      await office.rest();
      expect(mails(office, /^Subject: Invoice 2026-0001: last reminder/m)).toHaveLength(1);
    }));

  test("is not reminded of while money lies there that may be meant for it", () =>
    inKnownOffice(async (office) => {
      await invoiced(office, { termsDays: 0 });
      await days(office, 9);
      await dropBank(office, "a.csv", ["02.12.2026;Holding;no number;1.190,00"]);
      await days(office, 1);
      expect(office.events("invoice.reminded")).toEqual([]);
      const [invoice] = allInvoices(office);
      const byHand = {
        action: "invoice.remind",
        client: invoice?.client ?? "",
        params: { invoice: "2026-0001" },
        now: false,
      };
      expect(await deskOf(office).order(byHand)).toMatchObject({
        kind: "refused",
        why: expect.stringMatching(/may be meant/),
      });
    }));
});

describe("what clients write about money", () => {
  const write = async (office: Office, text: string, id: string) => {
    const before = cards(office).length;
    office.drop(`${id}.eml`, letter({ from: `Anna <${ACME.email}>`, id, text, subject: "Your invoice" }));
    await office.rest();
    return cards(office).slice(before);
  };

  test("who says to have paid needs no answer; a dispute is one question", () =>
    inKnownOffice(async (office) => {
      await invoiced(office);
      expect(
        await write(office, "Hello Robin,\n\nwe have transferred the amount today.\n\nBest\nAnna", "p1@acme"),
      ).toEqual([]);
      expect(
        await write(office, "Hallo Robin,\n\nwir haben die Rechnung gestern überwiesen.\n\nGruß\nAnna", "p2@acme"),
      ).toEqual([]);
      const asked = await write(
        office,
        "Hello Robin,\n\nwe received invoice 2026-0001, but the amount is wrong: we agreed on 800 EUR.\n\nAnna",
        "p3@acme",
      );
      expect(asked).toHaveLength(1);
    }));
});

describe("an open offer", () => {
  const offered = async (office: Office) => {
    const { client } = await servedClient(office, "acme", ACME);
    await append(office, client, [
      {
        type: "offer.sent",
        subject: "offer:o_1",
        data: {
          ...{ offer: "o_1", amountCents: 150_000, currency: "EUR", taxKind: "domestic", playbook: "monthly-package" },
          ...{ on: "2026-11-24", validUntil: "2026-12-24" },
        },
        private: { title: "Workshop", text: "A workshop." },
        key: "books",
      },
    ]);
    return client;
  };
  const answer = async (office: Office, text: string) => {
    office.drop("o.eml", letter({ from: `Anna <${ACME.email}>`, id: "o@acme", text, subject: "Re: Workshop" }));
    await office.rest();
    return office.shown.filter((one) => one.code).map((one) => one.card);
  };

  test("that is accepted is one wish: the contract, the work, and the offer closed", () =>
    inKnownOffice(async (office) => {
      await offered(office);
      const [card, ...more] = await answer(office, "Hello Robin,\n\nwe accept your offer. Please go ahead.\n\nAnna");
      expect(more).toEqual([]);
      expect(card?.title).toMatch(/^Enter the contract .*begin .*note that .* accepted/);
      expect(office.workspace.records.get(offers, "o_1")?.state).toBe("sent");
      const outcome = await office.approve(office.code(/^Enter the contract/));
      expect(outcome.kind, JSON.stringify(outcome)).toBe("approved");
      expect(office.workspace.records.get(offers, "o_1")?.state).toBe("accepted");
      expect(office.events("contract.agreed")).toHaveLength(2);
    }));

  test("that is declined is one card, which closes it, once it is known what the message is about", () =>
    inKnownOffice(async (office) => {
      await offered(office);
      await answer(office, "Hello Robin,\n\nthank you, but we have decided against your offer.\n\nAnna");
      await deskOf(office).settle(office.code(/What does Anna want/), { classes: "change" });
      await office.rest();
      expect((await office.approve(office.code(/has declined “Workshop”/))).kind).toBe("approved");
      expect(office.workspace.records.get(offers, "o_1")?.state).toBe("declined");
    }));
});

test("a refund that an agent wishes for is always asked, whoever it is", () =>
  inHome(["policies", "agents"], async (home) => {
    knowCompany(home);
    hire(home, {
      name: "generous",
      wakes: ["payment.matched@1"],
      may: ["invoice.refund"],
      reads: ["invoices"],
      script: `async "payment.matched@1"(event, context) {
        await context.intend({
          steps: [{ action: "invoice.refund", params: { invoice: String(event.data.invoice), amount: "10", reason: "Kindness" } }],
          reason: "Because.", evidence: [] });
      },`,
    });
    await inOffice(
      async (office) => {
        await invoiced(office);
        await dropBank(office, "a.csv", ["23.11.2026;Acme;2026-0001;1.190,00"]);
        expect(cards(office)).toEqual([expect.stringMatching(/^Refund 10\.00 EUR to Acme GmbH/)]);
        expect(office.events("credit-note.issued")).toEqual([]);
        await office.approve(office.code(/^Refund/));
        expect(office.events("payment.refunded")).toHaveLength(1);
      },
      { home },
    );
  }));

test("questions about money are answered from the invoices", () =>
  inKnownOffice(async (office) => {
    await invoiced(office);
    const ask = (line: string) => {
      const question = readQuestion(line, knownIn(office));
      if (!question) throw new Error(`“${line}” was not read as a question`);
      return answerQuestion(question, lookupsIn(office));
    };
    const card = ask("how much did we invoice to Acme in November?");
    expect(card.title).toBe("You invoiced 1,190.00 EUR to Acme GmbH in November 2026.");
    expect(card.rows[0]).toEqual({ label: "2026-0001", after: "24 Nov 2026, 1,190.00 EUR, open" });
    expect(card.rows.at(-1)?.after).toMatch(/^1 invoice on record: ledger no\. \d+$/);
    expect(ask("who owes us money?").title).toBe("You are owed 1,190.00 EUR, in 1 invoice.");
    expect(ask("what is overdue?").title).toBe("Nobody owes you anything that is overdue.");
    office.clock.advance(20 * DAY_MS);
    expect(ask("what is overdue?").title).toBe("1,190.00 EUR is overdue, in 1 invoice.");
    expect(ask("what does Acme owe us?").rows[0]).toEqual({
      label: "2026-0001",
      after: "1,190.00 EUR, due 8 Dec 2026",
    });
  }));

test("the invoices of a client who is forgotten stay, as long as the books must be kept", () =>
  inKnownOffice(async (office) => {
    const { client } = await invoiced(office);
    const desk = deskOf(office);
    const ordered = await desk.order({ action: "client.forget", client, params: {}, now: false });
    if (ordered.kind !== "asked") throw new Error(JSON.stringify(ordered));
    expect(ordered.card.rows.find((row) => row.label === "This stays")?.after).toBe(
      "1 invoice as issued, until the end of 2036: the books must be kept that long.",
    );
    await desk.approve(ordered.code);
    office.clock.advance(2000);
    expect((await desk.approve(ordered.code)).kind).toBe("approved");
    await office.rest();
    const { records, ledger } = office.workspace;
    expect(await writeBooks({ home: office.home, records, ledger }, "2026-11")).toMatchObject({
      invoices: 1,
      missing: [],
    });
  }));

test("the books of a month are a folder: documents, lists, and sums by kind of VAT", () =>
  inKnownOffice(async (office) => {
    const { client } = await invoiced(office);
    const desk = deskOf(office);
    const params = { invoice: "2026-0001", reason: "=Discount, agreed", amount: "119" };
    await desk.order({ action: "invoice.credit", client, params, now: true });
    await office.rest();
    await dropBank(office, "a.csv", ["23.11.2026;Acme;2026-0001;100,00"]);
    const { records, ledger } = office.workspace;
    const books = await writeBooks({ home: office.home, records, ledger }, "2026-11");
    expect(books).toMatchObject({ invoices: 1, creditNotes: 1, payments: 1, openItems: 1, missing: [] });
    const folder = join(office.home, "books", "2026-11");
    expect(readdirSync(folder).sort()).toEqual(
      ["2026-0001.pdf", "2026-0002.pdf", "README.txt", "invoices.csv", "open-items.csv", "payments.csv"].sort(),
    );
    const filed = (name: string) => readFileSync(join(folder, name), "utf8");
    expect(filed("invoices.csv")).toContain("2026-0002,credit-note,2026-0001,2026-11-24");
    expect(filed("invoices.csv")).toContain("-100.00,-19.00,-119.00,EUR,domestic,19");
    expect(filed("payments.csv")).toContain("2026-11-23,100.00,EUR,transfer,bank");
    expect(filed("open-items.csv")).toContain("2026-0001,2026-11-24,2026-12-08,Acme GmbH,1190.00,1071.00,EUR,0");
    expect(filed("README.txt")).toContain("domestic 19 %, EUR: net 900.00 EUR, VAT 171.00 EUR, gross 1,071.00 EUR");
    // The PDF is the one that was filed.
    const [one, other] = ["books/2026-11", "invoices"].map((at) =>
      readFileSync(join(office.home, at, "2026-0001.pdf")),
    );
    expect(one?.equals(other ?? Buffer.alloc(0))).toBe(true);
  }));
