import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import { describe, expect, test } from "vitest";
import { companyOf, nameOf } from "../../../src/model/local/company.ts";
import { suggestKind } from "../../../src/model/local/sender-kind.ts";
import { mailOf, voicesOf } from "../../support/voices/read.ts";
import { FIRST } from "../corpus-first.ts";
import { FRESH } from "../corpus-fresh.ts";
import { HELD_OUT } from "../corpus-held-out.ts";
import { LAST } from "../corpus-last.ts";
import { inputOf, SENT_AT } from "../corpus-shape.ts";

const REAL = join(import.meta.dirname, "../../../../shared/mail");

function kind(from: string, written: string, subject = ""): string {
  const [, fromName = "", fromAddress = ""] = /^(.*?) <(.*)>$/.exec(from) ?? [];
  return suggestKind({
    subject,
    written,
    signature: "",
    fromName,
    fromAddress,
    sentAt: SENT_AT,
    timezone: "Europe/Berlin",
    known: false,
    attachments: [],
  }).kind;
}

describe("the kind of a new sender", () => {
  test.each<[string, string, string]>([
    ["client", "Jo <jo@gmail.com>", "Could you send me a quote for a website?"],
    ["supplier", "Hosting <hello@hosting.example>", "Your invoice 12 is attached."],
    ["supplier", "Billing <billing@host.example>", "Invoice 8812"],
    ["accountant", "Kanzlei Moll <moll@kanzlei-moll.example>", "Anbei der Jahresabschluss. Bitte um Durchsicht."],
    ["authority", "Finanzamt Mitte <poststelle@fa-mitte.berlin.de>", "Ihr Steuerbescheid"],
    ["authority", "HMRC <noreply@hmrc.gov.uk>", "Your tax return is due."],
    ["ignore", "HMRC Refunds <refund@tax-back.example>", "You are due a tax refund, click here."],
    ["ignore", "Rita <rita@talent.example>", "I'm a recruiter and have an exciting role for you."],
    ["ignore", "News <newsletter@shop.example>", "Autumn sale"],
    ["private", "Mia <mia@gmx.de>", "Kommst du am Samstag zu meiner Geburtstagsfeier?"],
  ])("%s: %s “%s”", (wanted, from, written) => {
    expect(kind(from, written)).toBe(wanted);
  });
});

describe("name and company", () => {
  const from = (written: string, signature = "", fromAddress = "jane@gmail.com", fromName = "Jane Miller") => ({
    written,
    signature,
    fromAddress,
    fromName,
  });

  test.each<[string, ReturnType<typeof from>, string | null]>([
    ["the signature's firm", from("Hello", "Jane Miller\nAcme Tools Ltd\nLondon"), "Acme Tools Ltd"],
    ["a firm in the text", from("Mein Name ist Jonas Frey von der Frey Maschinenbau GmbH."), "Frey Maschinenbau GmbH"],
    ["a firm one works at", from("Hi, I'm Jane from Brightwater and we need help."), "Brightwater"],
    [
      "a domain the signature repeats",
      from("Hello", "Jane Miller\nBerg Werke", "jane@berg-werke.example"),
      "Berg Werke",
    ],
    ["a domain alone is no firm", from("Hello", "Jane", "jane@berg-werke.example"), null],
    ["a town is no firm", from("I am writing from Lisbon."), null],
    ["free mail is no firm", from("I use Gmail", "", "jane@gmail.com"), null],
  ])("%s", (_, message, wanted) => {
    expect(companyOf(message)).toBe(wanted);
  });

  test("a name is turned round, introduced, or made of the address", () => {
    expect(nameOf(from("", "", "x@y.example", "Berg, Anna"))).toBe("Anna Berg");
    expect(nameOf(from("My name is Tom Kern.", "", "info@y.example", ""))).toBe("Tom Kern");
    expect(nameOf(from("", "", "anna.berg@y.example", ""))).toBe("Anna Berg");
    expect(nameOf(from("", "", "info@y.example", "info"))).toBe("info@y.example");
  });
});

describe("beyond doubt", () => {
  const mails = (meaning: string) =>
    (["tuning", "held-out"] as const).flatMap((half) =>
      (voicesOf(half)[meaning] ?? []).map((text) => mailOf(text, false)),
    );

  test("no inquiry, and nothing a client writes, is sorted away", () => {
    const meanings = Object.keys(voicesOf("tuning")).filter((meaning) => meaning !== "pitch");
    for (const mail of meanings.flatMap(mails)) expect(suggestKind(mail).sure, mail.written).toBe(false);
    for (const one of [...FIRST, ...HELD_OUT, ...FRESH, ...LAST])
      if (one.known || one.inquiry) expect(suggestKind(inputOf(one)).sure, one.text).toBe(false);
  });

  test("plain offers, machines and traps are", () => {
    const pitches = mails("pitch");
    expect(pitches.filter((mail) => suggestKind(mail).sure).length / pitches.length).toBeGreaterThan(0.8);
    const machine = { ...mailOf("Your receipt for order 7012: 12.00 EUR.", false), fromAddress: "orders@shop.example" };
    expect(suggestKind(machine)).toMatchObject({ kind: "supplier", sure: true });
    expect(suggestKind(mailOf("Dear winner, claim 2.500.000 USD.", false))).toMatchObject({
      kind: "ignore",
      sure: true,
    });
  });

  test.skipIf(!existsSync(REAL))(
    "of the collected mails only machines' are (skipped where they are absent)",
    async () => {
      const files = readdirSync(REAL, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".eml"));
      expect(files.length).toBeGreaterThan(60);
      for (const file of files) {
        const parsed = await simpleParser(readFileSync(join(REAL, file))).catch(() => null);
        const address = parsed?.from?.value[0]?.address ?? "";
        const mail = { ...mailOf(parsed?.text ?? "", false), subject: parsed?.subject ?? "", fromAddress: address };
        if (suggestKind(mail).sure) expect(address, file).toMatch(/^(?:mailer-daemon|postmaster|no-?reply)@/iu);
      }
    },
  );

  test("a machine's address that asks something, an authority's, and one who needs something are not", () => {
    const from = (fromAddress: string, text: string) => suggestKind({ ...mailOf(text, false), fromAddress }).sure;
    expect(from("billing@shop.example", "Could you tell us which address we should use?")).toBe(false);
    expect(from("noreply@hmrc.gov.uk", "Your tax return is due.")).toBe(false);
    expect(from("jo@x.example", "We help businesses like yours. But first we need a workshop from you.")).toBe(false);
  });
});
