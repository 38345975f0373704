/** A company that was run another way comes in as one proposal, and nothing leaves. */
import { describe, expect, test } from "vitest";
import { clientRow } from "../../src/actions/company-rows.ts";
import { badWords, readCompanyFile } from "../../src/import-file.ts";
import { CSV_TEMPLATE, YAML_TEMPLATE } from "../../src/import-template.ts";
import type { Json } from "../../src/lib/canonical.ts";
import { clients } from "../../src/records/client.ts";
import { contacts } from "../../src/records/contact.ts";
import { contracts } from "../../src/records/contract.ts";
import { deliverables } from "../../src/records/deliverable.ts";
import { invoices, nextOrdinal } from "../../src/records/invoice.ts";
import { milestones } from "../../src/records/milestone.ts";
import { obligations } from "../../src/records/obligation.ts";
import { engagements, tasks } from "../../src/records/plan.ts";
import { outreachs } from "../../src/records/standing.ts";
import { deskOf, NORA, openClient } from "../kernel/company.ts";
import { inKnownOffice } from "../support/known-company.ts";
import type { Office } from "../support/office.ts";

const ACME = {
  client: "Acme Ltd",
  contact: "Anna Berg",
  emails: ["anna@acme.example", "office@acme.example"],
  price: "2400",
  country: "DE",
  address: ["Hafenstrasse 1", "20457 Hamburg"],
  playbook: "monthly-package",
  anchor: "2026-11-02",
  invoices: [
    {
      number: "2026-0041",
      net: "2400",
      tax: "456",
      gross: "2856",
      issued: "2026-11-02",
      due: "2026-11-16",
      paid: "1000",
    },
  ],
};
const row = (given: Record<string, Json> = {}) => clientRow.parse({ ...ACME, ...given });

function bringIn(office: Office, given: readonly Record<string, Json>[], nextNumber: number | null = 42) {
  const params = { file: "company.yaml", clients: given.map((one) => row(one)) as unknown as Json, nextNumber };
  return deskOf(office).order({ action: "company.import", params, apart: true, now: false });
}

async function broughtIn(office: Office, given: readonly Record<string, Json>[], nextNumber: number | null = 42) {
  const ordered = await bringIn(office, given, nextNumber);
  if (ordered.kind !== "asked") throw new Error(JSON.stringify(ordered));
  expect(await office.approve(ordered.code)).toMatchObject({ kind: "approved" });
  await office.rest();
  return ordered;
}

describe("the file", () => {
  test("both templates are good files, and say the same", () => {
    const yaml = readCompanyFile("a.yaml", YAML_TEMPLATE);
    const csv = readCompanyFile("a.csv", CSV_TEMPLATE);
    expect(yaml?.bad).toEqual([]);
    expect(csv?.bad).toEqual([]);
    expect(csv?.rows.map((one) => one.row)).toEqual(yaml?.rows.map((one) => one.row));
    expect([csv?.nextNumber, yaml?.nextNumber]).toEqual([43, 43]);
    // A spreadsheet with decimal commas saves it with semicolons.
    const semicolons = CSV_TEMPLATE.replaceAll(";", "|")
      .replaceAll(",", ";")
      .replaceAll("|", ",")
      .replaceAll("2400.00", "2.400,00");
    expect(readCompanyFile("a.csv", semicolons)?.rows[0]?.row.price).toBe("2400.00");
    expect(readCompanyFile("a.txt", "")).toBeNull();
  });

  test("bad rows are named by line and field, with what was expected", () => {
    const yaml = [
      "nextNumber: soon",
      "clients:",
      "  - client: Acme Ltd",
      "    emails: anna@acme",
      "    stage: gone",
      "  - client: Bell & Co",
      "    emails: [b@bell.example]",
      "    prise: 100",
      "    invoices:",
      "      - { number: 7, net: 100, tax: 19, gross: 120, issued: 2026-11-02, due: 2026-11-16 }",
      "colour: red",
    ].join("\n");
    expect(readCompanyFile("a.yaml", yaml)?.bad.map(badWords)).toEqual([
      "line 1, nextNumber: expected the next invoice number, such as 43",
      "line 4 (Acme Ltd), emails: expected an e-mail address such as anna@example.com, not “anna@acme”",
      "line 5 (Acme Ltd), stage: expected one of: lead, onboarding, active, paused, left, not “gone”",
      'line 8 (Bell & Co), prise: there is no such field. Did you mean "price"?',
      "line 10 (Bell & Co), invoices.gross: expected net and tax together, not “120”",
      "line 11: no “colour” here. Known are nextNumber and clients.",
    ]);
    const csv =
      "kind,client,emails,number,net\nclient,Acme,anna@acme.example\n,Bell,nobody\ninvoice,Cole,,1,2\nbill,Acme\nnext,,,x\n";
    const lines = readCompanyFile(
      "a.csv",
      csv.replace(/^(client|,Bell|bill|next).*$/gm, (line) => line + ",".repeat(4 - line.split(",").length + 1)),
    );
    expect(lines?.bad.map(badWords)).toEqual([
      "line 3 (Bell), emails: expected an e-mail address such as anna@example.com, not “nobody”",
      "line 4 (Cole), client: expected a client of this name in a line above",
      "line 5 (Acme), kind: expected one of: client, invoice, next",
      "line 6, number: expected the next invoice number, such as 43",
    ]);
    expect(lines?.rows).toHaveLength(1);
    expect(readCompanyFile("a.csv", "client,emial\nA,b\n")?.bad.map(badWords)[0]).toMatch(
      /^line 1: no column “emial”\. Did you mean/,
    );
  });
});

test("one card shows who comes in; approved, they are on record with contract, work, invoices and the next number", () =>
  inKnownOffice(async (office) => {
    const before = office.sent().length;
    const { card } = await broughtIn(office, [{}]);
    expect(card.title).toBe("Bring in a client from company.yaml.");
    expect(card.rows).toEqual([
      {
        label: "Acme Ltd",
        after:
          "active; anna@acme.example and office@acme.example; 2,400.00 EUR net a month, 19 % VAT; Monthly package since Mon 2 Nov, 5 of 7 steps done; next 2,400.00 EUR to invoice, Mon 30 Nov; 1 open invoice: 1,856.00 EUR to come",
      },
      { label: "In all", after: "1 active" },
      { label: "Contracts", after: "1, together 2,400.00 EUR net a month" },
      { label: "VAT", after: "1: 19 % VAT" },
      { label: "Still to invoice", after: "1 milestone, together 2,400.00 EUR net, as its plan says" },
      { label: "Open invoices", after: "1, together 1,856.00 EUR to come" },
      { label: "Next invoice", after: "no. 42" },
    ]);
    expect(card.light).toBeUndefined();
    const { records } = office.workspace;
    const [acme] = records.find(clients, "1");
    expect(acme).toMatchObject({ name: "Anna Berg", company: "Acme Ltd", stage: "active", language: "en" });
    const client = acme?.id ?? "";
    expect(records.get(contacts, "office@acme.example")).toMatchObject({
      kind: "client",
      state: "confirmed",
      scopes: client,
    });
    expect(records.find(contracts, "client = ?", [client])).toMatchObject([
      { price_cents: 240_000, tax_kind: "domestic", tax_rate_bp: 1900, terms_days: 14, starts_on: "2026-11-02" },
    ]);
    expect(records.find(invoices, "client = ?", [client])).toMatchObject([
      {
        number: "2026-0041",
        gross_cents: 285_600,
        paid_cents: 100_000,
        state: "open",
        due_on: "2026-11-16",
        tax_rate_bp: 1900,
      },
    ]);
    expect(nextOrdinal(records)).toBe(42);
    expect(records.get(outreachs, client)).toMatchObject({ basis: "existing-customer", state: "standing" });
    expect(records.find(engagements, "client = ?", [client])).toMatchObject([
      { state: "active", anchor_on: "2026-11-02" },
    ]);
    // Nothing left, nobody was greeted, and nothing was asked.
    expect(office.sent()).toHaveLength(before);
    expect(office.events("proposal.opened")).toHaveLength(1);
  }));

test("what lies before the place is done and not invoiced again; what lies after it goes on", () =>
  inKnownOffice(async (office) => {
    const one = (name: string, more: Record<string, Json>) => ({
      client: name,
      contact: "",
      emails: [`${name.toLowerCase()}@x.example`],
      invoices: [],
      ...more,
    });
    await broughtIn(
      office,
      [
        one("Placed", { doneUpTo: "mid-month" }),
        one("Paid", { doneUpTo: "month-end", invoiced: ["month"] }),
        one("Old", { anchor: "2025-01-01" }),
        one("Next", { anchor: "2026-12-01" }),
        one("Resting", { stage: "paused" }),
      ],
      null,
    );
    const { records } = office.workspace;
    const of = (name: string) => records.find(clients, "name = ?", [name])[0]?.id ?? "";
    const keys = (name: string, state: string) =>
      records.find(tasks, "client = ? AND state = ? ORDER BY due_on, id", [of(name), state]).map((task) => task.key);
    // Times for a check-in whose day is over are not offered any more.
    expect(keys("Placed", "done").sort()).toEqual([
      "check-in-1",
      "check-in-2",
      "check-in-3",
      "check-in-4",
      "mid-month",
    ]);
    expect(office.sent()).toEqual([]);
    expect(records.find(tasks, "client = ? AND key = 'check-in-1'", [of("Placed")])).toMatchObject([
      { done_on: "2026-11-03" },
    ]);
    expect(records.find(milestones, "client = ? AND state = 'open'", [of("Placed")])).toHaveLength(1);
    expect(records.find(milestones, "client = ?", [of("Paid")])).toEqual([]);
    // What was delivered before is nothing that is still to be sent, kept or answered.
    expect(records.find(deliverables, "client = ?", [of("Placed")]).map((row) => row.id)).toEqual([
      expect.stringMatching(/month-end$/),
    ]);
    expect(records.find(obligations, "client = ? AND state = 'open'", [of("Placed")])).toHaveLength(1);
    // A monthly one goes on with its present month, whatever the year it began in.
    expect(records.find(engagements, "client = ?", [of("Old")])).toMatchObject([{ anchor_on: "2026-11-01", round: 1 }]);
    expect(keys("Old", "done")).not.toContain("next-month");
    expect(keys("Next", "done")).toEqual([]);
    // With whoever is paused the work rests, and with whoever is gone there is none.
    expect(records.find(engagements, "client = ?", [of("Resting")])).toMatchObject([{ state: "paused" }]);
    expect(() => row({ stage: "left" })).toThrow(/no work goes on/);
  }));

test("what can't be is refused by name, and nothing of it is on record", () =>
  inKnownOffice(async (office) => {
    await openClient(office, 0);
    const why = async (given: readonly Record<string, Json>[], next: number | null = 42) => {
      const ordered = await bringIn(office, given, next);
      return ordered.kind === "refused" ? ordered.why : ordered.kind;
    };
    expect(await why([{ emails: [NORA] }])).toBe(`Acme Ltd: ${NORA} is on record for Whitfield Ceramics Ltd.`);
    expect(await why([{}, { client: "Bell" }])).toMatch(/Bell: anna@acme\.example is on record for Acme Ltd/);
    expect(await why([{ playbook: "magic" }])).toMatch(/Acme Ltd: There is no playbook “magic”/);
    expect(await why([{ doneUpTo: "magic" }])).toMatch(/Acme Ltd: no task “magic”\. There are: check-in-1/);
    expect(await why([{}], null)).toMatch(/say which number the next one takes/);
    expect(await why([{}], 41)).toBe("The next number has to be above 41, which an invoice of the file has.");
    expect(office.workspace.records.find(clients, "1")).toHaveLength(1);
    await broughtIn(office, [{}]);
    expect(await why([{}])).toMatch(/anna@acme\.example is on record for Acme Ltd/);
    const other = { client: "Cole", emails: ["c@cole.example"], invoices: [] };
    expect(await why([other], 50)).toMatch(/the next is 42\. Leave the next number out/);
    expect(await why([other], null)).toBe("asked");
  }));

test("whoever is forgotten takes the words of the file with them; the others stay known", () =>
  inKnownOffice(async (office) => {
    const bell = { client: "Bell", contact: "Bert Bell", emails: ["bert@bell.example"], invoices: [] };
    await broughtIn(office, [{}, bell]);
    const desk = deskOf(office);
    const ordered = await desk.order({ action: "client.forget", client: "Acme Ltd", params: {}, now: false });
    if (ordered.kind !== "asked") throw new Error(JSON.stringify(ordered));
    await office.approve(ordered.code);
    office.clock.advance(5000);
    expect(await office.approve(ordered.code)).toMatchObject({ kind: "approved" });
    await office.rest();
    const { ledger, records } = office.workspace;
    const readable = office
      .events()
      .flatMap((event) => JSON.stringify(ledger.open(event)) ?? "")
      .join("\n");
    expect(readable).not.toMatch(/anna@acme|Anna Berg/);
    expect(readable).toMatch(/bert@bell\.example/);
    expect(records.find(clients, "name = 'Bert Bell'")).toMatchObject([{ company: "Bell" }]);
  }));

test("a thousand clients come in within seconds", { timeout: 60_000 }, () =>
  inKnownOffice(async (office) => {
    const many = Array.from({ length: 1000 }, (_, n) => ({
      client: `Client ${n}`,
      contact: `Person ${n}`,
      emails: [`p${n}@c${n}.example`],
      invoices: [],
    }));
    const ordered = await bringIn(office, many, null);
    if (ordered.kind !== "asked") throw new Error(JSON.stringify(ordered));
    expect(ordered.card.rows[20]).toEqual({ label: "And", after: "980 more" });
    expect(await office.approve(ordered.code)).toMatchObject({ kind: "approved" });
    expect(office.workspace.records.find(clients, "1")).toHaveLength(1000);
    expect(office.workspace.records.find(tasks, "state = 'done'").length).toBe(5000);
  }),
);
