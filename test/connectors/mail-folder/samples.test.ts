import { expect, test } from "vitest";
import { sampleMails } from "../../../src/connectors/mail-folder/samples.ts";
import { readable } from "../../support/mail/real.ts";

const NOW = Date.UTC(2026, 4, 5, 8, 0);

test("the sample mails are read as what they are", async () => {
  const mails = await Promise.all(
    sampleMails(NOW).map(async ({ name, raw }) => ({ name, mail: await readable(Buffer.from(raw)) })),
  );
  expect(mails.map(({ name, mail }) => [name, mail.from[0]?.name, mail.subject, mail.automatic?.kind ?? null])).toEqual(
    [
      ["1-inquiry.eml", "Nora Whitfield", "A new website for our studio shop", null],
      ["2-anfrage.eml", "Jürgen Krämer", "Anfrage: Beratung für unsere Werkstatt", null],
      ["3-newsletter.eml", "The Studio Letter", "Seven questions to ask before you quote a price", "list"],
      ["4-out-of-office.eml", "Marta Lindqvist", "Automatic reply: Dates for the kick-off", "auto-reply"],
      ["5-supplier-invoice.eml", "Hostworks Billing", "Your invoice HW-20418 is ready", null],
    ],
  );
  for (const { mail } of mails) {
    expect(mail.sentAt).toBeLessThan(NOW);
    expect(mail.messageId).toContain("@");
  }
  expect(mails[0]?.mail.written).toContain("We need a new website");
  expect(mails[0]?.mail.signature).toContain("Whitfield Ceramics Ltd");
  expect(mails[1]?.mail.signature).toContain("Telefon");
});

test("the same moment gives the same samples", () => {
  expect(sampleMails(NOW)).toEqual(sampleMails(NOW));
});
