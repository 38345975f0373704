import { describe, expect, test } from "vitest";
import { companyOf, nameOf } from "../../../src/model/local/company.ts";
import { suggestKind } from "../../../src/model/local/sender-kind.ts";
import { SENT_AT } from "../corpus-shape.ts";

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
