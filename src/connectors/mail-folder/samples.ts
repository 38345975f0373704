/**
 * Mail for the first minute: what a consultant may find in the morning, from people who don't exist.
 * Before: a newcomer starts on an empty home. After: the files are dropped into `new/` and go the way of all mail.
 */

export interface SampleMail {
  /** A file name. */
  readonly name: string;
  /** RFC 5322, to be written as UTF-8. */
  readonly raw: string;
}

const HOUR_MS = 3_600_000;

/** Five mails, dated within the hours before `now` (ms UTC). */
export function sampleMails(now: number): SampleMail[] {
  return [
    inquiry(now - 2 * HOUR_MS),
    germanInquiry(now - 1.5 * HOUR_MS),
    newsletter(now - 5 * HOUR_MS),
    outOfOffice(now - HOUR_MS),
    supplier(now - 4 * HOUR_MS),
  ];
}

function inquiry(at: number): SampleMail {
  return letter("1-inquiry.eml", at, {
    from: "Nora Whitfield <nora@whitfield-ceramics.example>",
    subject: "A new website for our studio shop",
    id: "c81f0a52.nora@whitfield-ceramics.example",
    text: `Hello,

Tom from the print shop gave me your name. I run Whitfield Ceramics, a small
pottery studio in Bristol with four people.

We need a new website with an online shop for about 60 products. The old one
can't be edited any more and doesn't work on phones. Could you make us an
offer? We would like to be live before the end of September, and our budget
is around 8,000 EUR.

I'm free for a call on Tuesday or Thursday afternoon.

Best regards,
Nora Whitfield
Whitfield Ceramics Ltd
+44 117 496 0123`,
  });
}

function germanInquiry(at: number): SampleMail {
  return letter("2-anfrage.eml", at, {
    from: "=?utf-8?Q?J=C3=BCrgen_Kr=C3=A4mer?= <kraemer@kraemer-orgelbau.example>",
    subject: "=?utf-8?Q?Anfrage:_Beratung_f=C3=BCr_unsere_Werkstatt?=",
    id: "20f3b7d1$kraemer@kraemer-orgelbau.example",
    text: `Guten Tag,

mein Name ist Jürgen Krämer, ich leite die Firma Krämer Orgelbau GmbH in
Würzburg. Wir suchen jemanden, der uns bei der Umstellung unserer
Auftragsplanung auf eine Software berät.

Könnten Sie uns bitte ein Angebot für zwei Workshop-Tage machen? Am liebsten
im Oktober.

Mit freundlichen Grüßen
Jürgen Krämer

-- 
Krämer Orgelbau GmbH
Telefon: +49 931 5550 142`,
  });
}

function newsletter(at: number): SampleMail {
  return letter("3-newsletter.eml", at, {
    from: "The Studio Letter <hello@studio-letter.example>",
    subject: "Seven questions to ask before you quote a price",
    id: "issue-114.5e1b@studio-letter.example",
    headers: [
      "List-Id: The Studio Letter <weekly.studio-letter.example>",
      "List-Unsubscribe: <https://studio-letter.example/leave>",
      "Precedence: bulk",
    ],
    text: `THE STUDIO LETTER, No. 114

This week: seven questions to ask before you quote a price, and why the
fourth one saves most of the trouble.

You get this letter because you signed up. Leave any time:
https://studio-letter.example/leave`,
  });
}

function outOfOffice(at: number): SampleMail {
  return letter("4-out-of-office.eml", at, {
    from: "Marta Lindqvist <marta.lindqvist@fjordhus.example>",
    subject: "Automatic reply: Dates for the kick-off",
    id: "a77e.oof@fjordhus.example",
    headers: ["Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All"],
    text: `Thank you for your message. I am out of the office until Monday and will
answer when I am back. In urgent cases please call our front desk.

Marta Lindqvist`,
  });
}

function supplier(at: number): SampleMail {
  return letter("5-supplier-invoice.eml", at, {
    from: "Hostworks Billing <billing@hostworks.example>",
    subject: "Your invoice HW-20418 is ready",
    id: "hw-20418.billing@hostworks.example",
    text: `Hello,

your invoice HW-20418 for hosting (monthly, 19.00 EUR) is ready in your
account. It will be collected by direct debit within the next five days.
There is nothing you need to do.

Your Hostworks team`,
  });
}

function letter(
  name: string,
  at: number,
  mail: {
    readonly from: string;
    readonly subject: string;
    readonly id: string;
    readonly text: string;
    readonly headers?: readonly string[];
  },
): SampleMail {
  const lines = [
    `From: ${mail.from}`,
    "To: Studio <studio@atelier.example>",
    `Subject: ${mail.subject}`,
    `Date: ${new Date(at).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${mail.id}>`,
    ...(mail.headers ?? []),
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    ...mail.text.split("\n"),
    "",
  ];
  return { name, raw: lines.join("\r\n") };
}
