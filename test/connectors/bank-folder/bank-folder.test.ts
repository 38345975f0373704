/**
 * The bank's folder: each line is taken once, however often it is exported, and what can't be read is told of once.
 */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { coverage } from "../../../src/records/invoice.ts";
import { allIsWell } from "../../journeys/letters.ts";
import { inKnownOffice } from "../../support/known-company.ts";
import type { Office } from "../../support/office.ts";
import { allPayments, closeMilestone, dropBank, servedClient } from "../../support/owing.ts";

const seen = (office: Office) => office.events("payment.seen");
const covered = (office: Office) => office.workspace.records.find(coverage, "1").map((row) => [row.from_on, row.to_on]);

test("a line twice in a file is two payments; the same file, or one that overlaps, brings nothing twice", () =>
  inKnownOffice(async (office) => {
    const [a, b, c] = ["02.11.2026;A;x;5,00", "03.11.2026;B;y;7,00", "04.11.2026;C;z;9,00"];
    await dropBank(office, "one.csv", [a, a, b]);
    expect(seen(office)).toHaveLength(3);
    await dropBank(office, "again.csv", [a, a, b]);
    expect(seen(office)).toHaveLength(3);
    await dropBank(office, "more.csv", [b, c, a]);
    expect(seen(office)).toHaveLength(4);
    await dropBank(office, "most.csv", [a, a, a]);
    expect(seen(office)).toHaveLength(5);
    expect(covered(office)).toEqual([["2026-11-02", "2026-11-04"]]);
    expect(readdirSync(join(office.home, "payments", "read")).sort()).toEqual([
      "again.csv",
      "more.csv",
      "most.csv",
      "one.csv",
    ]);
    expect(readdirSync(join(office.home, "payments"))).toEqual(["read"]);
    await office.restart();
    await dropBank(office, "one.csv", [a, a, b]);
    expect(seen(office)).toHaveLength(5);
    expect(readdirSync(join(office.home, "payments", "read"))).toContain("one 2.csv");
  }));

test("what went out is no payment, and tells how far the data goes", () =>
  inKnownOffice(async (office) => {
    await dropBank(office, "a.csv", ["02.11.2026;Landlord;rent;-900,00", "20.11.2026;Bank;fee;-5,00"]);
    expect(seen(office)).toEqual([]);
    expect(covered(office)).toEqual([["2026-11-02", "2026-11-20"]]);
    await dropBank(office, "b.csv", ["10.11.2026;Bank;fee;-5,00"]);
    expect(office.events("bank.covered")).toHaveLength(1);
  }));

test("a payment belongs to the client whose one invoice it names; words stay sealed with the books", () =>
  inKnownOffice(async (office) => {
    const { client, milestones } = await servedClient(office, "acme", {
      company: "Acme GmbH",
      email: "anna@acme.example",
    });
    await closeMilestone(office, client, milestones[0]);
    await dropBank(office, "a.csv", [
      "23.11.2026;Acme GmbH;Rechnung 2026-0001;1,00",
      "23.11.2026;Acme GmbH;thanks;2,00",
    ]);
    expect(seen(office).map((event) => event.scope)).toEqual([client, "workspace"]);
    expect(allPayments(office).map((row) => row.client)).toEqual([client, ""]);
    expect(String(seen(office)[0]?.data.private)).toMatch(/^books[:@]/);
    expect(JSON.stringify(seen(office).map((event) => event.data))).not.toMatch(/Acme|thanks/);
    expect(office.words(seen(office)[0])).toEqual({ payer: "Acme GmbH", reference: "Rechnung 2026-0001" });
  }));

test("a file that can't be read stays, and the owner is told once which columns it has", () =>
  inKnownOffice(async (office) => {
    drop(office, "odd.csv", "Booking date;Payer;Reference;Amount\n2026-11-03;Acme;thanks;much\n");
    await office.rest();
    await office.rest();
    const notices = office.shown.filter((one) => /can't read the bank file/.test(one.card.title));
    expect(notices).toHaveLength(1);
    expect(notices[0]?.card.rows[0]).toEqual({ label: "Columns", after: "Booking date, Payer, Reference, Amount" });
    expect(readdirSync(join(office.home, "payments"))).toEqual(["odd.csv"]);
    await office.restart();
    await office.rest();
    expect(office.events("bank.unreadable")).toHaveLength(1);
    const health = await office.workspace.connectors.get("bank")?.check();
    expect(health).toMatchObject({ ok: false, says: expect.stringContaining("odd.csv") });
  }));

/** Columns that no list of names holds, in a language that isn't read, with sums as they are written there. */
const POLISH = [
  "Data operacji;Opis operacji;Nadawca;Kwota;Saldo po operacji",
  "03-11-2026;Faktura 2026-0001;Acme Sp. z o.o.;1 190,00;5 000,00",
  "04-11-2026;Oplata;Bank;-12,50;4 987,50",
  "",
].join("\n");

test("unknown columns are asked about once, with what the cells show filled in; told, every such file is read", () =>
  inKnownOffice(async (office) => {
    drop(office, "wyciag.csv", POLISH);
    await office.rest();
    expect(seen(office)).toEqual([]);
    const cards = () => office.shown.filter((one) => /How do I read your bank's file/.test(one.card.title));
    expect(cards()).toHaveLength(1);
    const said = Object.fromEntries((cards()[0]?.card.rows ?? []).map(({ label, after }) => [label, after]));
    expect(said).toMatchObject({
      "The day": "Data operacji",
      "The sum": "Kwota",
      "Who paid": "Opis operacji",
      "What for": "Nadawca",
    });
    expect(said["Its first lines"]).toContain("Acme Sp. z o.o.");
    const { desk } = office.workspace.door;
    // The guess took the two the wrong way round, which only a person can see.
    const outcome = await desk.settle(office.code(/How do I read/), { payer: "Nadawca", reference: "Opis operacji" });
    expect(outcome.kind).toBe("approved");
    await office.rest();
    expect(seen(office).map((event) => [event.data.amountCents, office.words(event).payer])).toEqual([
      [119_000, "Acme Sp. z o.o."],
    ]);
    expect(readdirSync(join(office.home, "payments"))).toEqual(["read"]);
    await office.restart();
    drop(office, "next.csv", POLISH.replace("03-11", "05-11").replace("1 190,00", "2 000,00"));
    await office.rest();
    expect(seen(office).map((event) => event.data.amountCents)).toEqual([119_000, 200_000]);
    expect(cards()).toHaveLength(1);
    allIsWell(office);
  }));

test("a column that isn't there is refused by name, and a mapping that says too little enters nothing", () =>
  inKnownOffice(async (office) => {
    drop(office, "odd.csv", "a;b\n1;2\n");
    await office.rest();
    const { desk } = office.workspace.door;
    const code = office.code(/How do I read/);
    expect(JSON.stringify(await desk.settle(code, { date: "Tag" }))).toContain(
      "There is no column “Tag”. The file has: a, b.",
    );
    expect((await office.approve(code)).kind).toBe("approved");
    await office.rest();
    expect(office.events("bank.layout-learned")).toEqual([]);
    expect(readdirSync(join(office.home, "payments"))).toEqual(["odd.csv"]);
  }));

test("dates that can be read in two ways are asked about, and read as the owner says", () =>
  inKnownOffice(async (office) => {
    drop(office, "us.csv", "Date,Name,Reference,Amount\n03/04/2026,Acme,Thanks,100.00\n");
    await office.rest();
    await office.workspace.door.desk.settle(office.code(/How do I read/), { order: "month" });
    await office.rest();
    expect(seen(office).map((event) => event.data.receivedOn)).toEqual(["2026-03-04"]);
  }));

function drop(office: Office, name: string, text: string): void {
  mkdirSync(join(office.home, "payments"), { recursive: true });
  writeFileSync(join(office.home, "payments", name), text);
  office.clock.advance(5000);
}
