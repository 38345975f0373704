/**
 * Bank exports as banks write them: each is read for what it says, or refused with the columns that were found.
 */
import { describe, expect, test } from "vitest";
import { readStatement, type Statement } from "../../../src/connectors/bank-folder/statement.ts";

const TODAY = "2026-11-24";

function read(text: string | Buffer): Statement {
  return readStatement(typeof text === "string" ? Buffer.from(text) : text, TODAY);
}

function rowsOf(text: string | Buffer) {
  const statement = read(text);
  if (statement.kind === "unknown") throw new Error(`${statement.why} ${statement.columns}`);
  return statement.rows;
}

const ACME = {
  on: "2026-11-03",
  amountCents: 119_000,
  currency: "EUR",
  payer: "Acme GmbH",
  reference: "Rechnung 2026-0042",
};

describe("what is read", () => {
  test.each<[string, string | Buffer]>([
    [
      "a German bank: semicolons, a preamble, decimal commas",
      'Umsätze Girokonto;DE89370400440532013000\nZeitraum:;01.11.2026 - 20.11.2026\n\n"Buchungstag";"Valuta";"Auftraggeber/Empfänger";"Verwendungszweck";"Betrag (€)"\n"03.11.2026";"04.11.2026";"Acme GmbH";"Rechnung 2026-0042";"1.190,00"\n',
    ],
    [
      "an English bank: commas, ISO dates, a currency column",
      "Booking date,Payer,Reference,Amount,Currency\n2026-11-03,Acme GmbH,Rechnung 2026-0042,1190.00,EUR\n",
    ],
    [
      "tabs, a currency behind the sum, years of two digits",
      "Date\tName\tPurpose\tAmount\n03.11.26\tAcme GmbH\tRechnung 2026-0042\t1,190.00 EUR\n",
    ],
    [
      "what came in and what went out in columns of their own",
      "Date,Description,From,Money in,Money out,Currency\n2026-11-03,Rechnung 2026-0042,Acme GmbH,1190.00,,EUR\n",
    ],
    [
      "a sign in a column of its own",
      "Buchungstag;Name;Verwendungszweck;Betrag;S/H;Währung\n03.11.2026;Acme GmbH;Rechnung 2026-0042;1190,00;H;EUR\n",
    ],
    [
      "slashes, where no month has so many days",
      "Date,Name,Reference,Amount,Currency\n03/11/2026,Acme GmbH,Rechnung 2026-0042,1190.00,EUR\n23/11/2026,B,x,1.00,EUR\n",
    ],
  ])("%s", (_, text) => {
    expect(rowsOf(text)[0]).toEqual(ACME);
  });

  test("Windows-1252, as older exports are", () => {
    const text =
      "Buchungstag;Begünstigter/Zahlungspflichtiger;Verwendungszweck;Betrag;Währung\n03.11.2026;Müller & Söhne;Für März;5,00;EUR\n";
    expect(rowsOf(Buffer.from(text, "latin1"))[0]).toMatchObject({ payer: "Müller & Söhne", reference: "Für März" });
    expect(rowsOf(`\uFEFF${text}`)[0]).toMatchObject({ payer: "Müller & Söhne" });
  });

  test.each([
    ["-1.190,00", -119_000],
    ["1190,00-", -119_000],
    ["+ 5,5", 550],
    ["1.190", 119_000],
    ["0,07", 7],
  ])("%s is %i cents, where the comma is the decimal sign", (amount, cents) => {
    const text = `Buchungstag;Name;Verwendungszweck;Betrag\n03.11.2026;A;x;"${amount}"\n04.11.2026;B;y;1,00\n`;
    expect(rowsOf(text)[0]?.amountCents).toBe(cents);
  });

  test("what went out is read as such, and what is only announced is passed over", () => {
    const text =
      "Buchungsdatum;Status;Zahlungspflichtige*r;Name;Verwendungszweck;Betrag (€)\n03.11.2026;Gebucht;x;A;a;-5,00\n04.11.2026;Vorgemerkt;x;B;b;7,00\n";
    expect(rowsOf(text).map((row) => row.amountCents)).toEqual([-500]);
  });

  test("the days come from the rows, or from what is written above them", () => {
    const rows = "Date;Name;Reference;Amount\n2026-11-03;A;x;1.00\n2026-11-05;B;y;-2.00\n";
    expect(read(rows)).toMatchObject({ days: { from: "2026-11-03", to: "2026-11-05" } });
    expect(read(`Period;2026-11-01;2026-11-20\n${rows}`)).toMatchObject({
      days: { from: "2026-11-01", to: "2026-11-20" },
    });
    expect(read("Date;Name;Reference;Amount\n")).toMatchObject({ rows: [], days: null });
  });
});

describe("what is not guessed", () => {
  test("columns that nobody knows are named", () => {
    expect(read("foo;bar\n1;2\n")).toMatchObject({ kind: "unknown", columns: ["foo", "bar"] });
    expect(read("Date;Betreff\n2026-11-03;x\n")).toMatchObject({ kind: "unknown" });
  });

  test("a date that can be read in two ways", () => {
    const text = "Date,Name,Reference,Amount\n03/04/2026,A,x,1.00\n";
    expect(read(text)).toMatchObject({ kind: "unknown", why: expect.stringContaining("two ways") });
  });

  test("a line with a sum and no day", () => {
    const text = "Date;Name;Reference;Amount\n2026-11-03;A;x;1.00\nsoon;B;y;2.00\n";
    expect(read(text)).toMatchObject({ kind: "unknown", why: expect.stringContaining("soon") });
  });

  test("a footer without either is passed over", () => {
    expect(rowsOf("Date;Name;Reference;Amount\n2026-11-03;A;x;1.00\nEnd of file;;;\n")).toHaveLength(1);
  });
});
