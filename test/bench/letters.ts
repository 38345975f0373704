/**
 * The mail of a small company, as much of it as is wanted: every inquiry from another person with another need.
 */
export interface Letter {
  readonly from: string;
  readonly subject: string;
  readonly id: string;
  readonly text: string;
  readonly headers?: readonly string[];
}

export interface Person {
  readonly name: string;
  readonly address: string;
}

const FIRST = ["Nora", "Anna", "Tom", "Jonas", "Priya", "Marek", "Lucia", "Henrik", "Amara", "Felix", "Ines"];
const LAST = ["Whitfield", "Berg", "Okafor", "Lindqvist", "Novak", "Hartmann", "Moreau", "Sato", "Keller"];
const TRADES = ["Ceramics", "Bakery", "Bikes", "Books", "Gardens", "Robotics", "Textiles"];
const TOWNS = ["Bristol", "Leeds", "Cork", "Ghent", "Aarhus"];
const NEEDS = [
  "We need a new website with an online shop for about 60 products",
  "We need a booking system for our courses",
  "We need a new catalogue for our shop, in print and online",
  "We need help with moving our order planning to a new software",
];

export function person(at: number): Person {
  const name = `${FIRST[at % FIRST.length]} ${LAST[at % LAST.length]}`;
  const local = name.toLowerCase().replace(" ", ".");
  return { name, address: `${local}@${trade(at).toLowerCase()}-${at}.example` };
}

export function inquiry(at: number): Letter {
  const { name } = person(at);
  const text =
    at % 5 === 4
      ? `Guten Tag,\n\nmein Name ist ${name}, ich leite die Firma ${trade(at)} ${at} GmbH in Würzburg. Wir suchen jemanden, der uns bei einer neuen Website berät.\n\nKönnten Sie uns bitte ein Angebot machen?\n\nMit freundlichen Grüßen\n${name}`
      : `Hello,\n\na friend gave me your name. I run ${trade(at)} ${at} Ltd, a small company in ${TOWNS[at % TOWNS.length]} with four people.\n\n${NEEDS[at % NEEDS.length]}. The old one can't be edited any more and doesn't work on phones. Could you make us an offer? Our budget is around ${2 + (at % 9)},000 EUR.\n\nBest regards,\n${name}`;
  return from(person(at), at, "inquiry", at % 5 === 4 ? "Anfrage" : "A project for you", text);
}

/** What clients write about later: what they ask for, and how it should be taken. */
export const CLIENT_MAILS: ReadonlyArray<readonly [kind: string, text: string]> = [
  ["client says thanks", "Thank you very much, that was quick and helpful!"],
  ["client asks", "One question: how long will the first draft take? Could you tell me?"],
  ["client wants a change", "Please change the colour of the headline on the first page to dark blue."],
  ["client about a date", "Could we meet next Tuesday at 10 am to talk about the draft?"],
];

export function clientMail(at: number, kind: string, text: string): Letter {
  const who = person(at);
  return from(who, at, kind.replaceAll(" ", "-"), "Our project", `Hello,\n\n${text}\n\nBest regards,\n${who.name}`);
}

export function newsletter(at: number): Letter {
  const sender = { name: "The Studio Letter", address: `hello@letter-${at % 12}.example` };
  return {
    ...from(
      sender,
      at,
      "newsletter",
      `Issue ${at}`,
      `THE STUDIO LETTER, No. ${at}\n\nSeven questions to ask before you quote.`,
    ),
    headers: ["List-Id: <weekly.letter.example>", "List-Unsubscribe: <https://letter.example/leave>"],
  };
}

export function outOfOffice(at: number): Letter {
  const text = "I am out of the office until Monday and will answer when I am back.";
  return { ...from(person(at), at, "away", "Automatic reply: hello", text), headers: ["Auto-Submitted: auto-replied"] };
}

export function supplier(at: number): Letter {
  const sender = { name: "Hostworks Billing", address: `billing@hostworks-${at}.example` };
  const text = `Hello,\n\nyour invoice HW-${at} for hosting (monthly, 19.00 EUR) is ready in your account. There is nothing you need to do.\n\nYour Hostworks team`;
  return from(sender, at, "supplier", `Your invoice HW-${at} is ready`, text);
}

/** RFC 3464: a mail of ours (`reference`, its Message-ID) could not be delivered to `to`. */
export function bounce(at: number, reference: string, to: string): string {
  const boundary = `b${at}`;
  return [
    "From: Mail Delivery System <mailer-daemon@mail.example>",
    "To: Robin Vale <robin@vale.example>",
    "Subject: Undelivered Mail Returned to Sender",
    "Date: Mon, 23 Nov 2026 16:00:00 +0000",
    `Message-ID: <bounce-${at}@mail.example>`,
    "Auto-Submitted: auto-replied",
    "MIME-Version: 1.0",
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    "",
    `--${boundary}`,
    "Content-Type: text/plain; charset=utf-8",
    "",
    "Your message could not be delivered.",
    "",
    `--${boundary}`,
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mail.example",
    "",
    `Final-Recipient: rfc822; ${to}`,
    "Action: failed",
    "Status: 5.1.1",
    "Diagnostic-Code: smtp; 550 5.1.1 no such user",
    "",
    `--${boundary}`,
    "Content-Type: text/rfc822-headers",
    "",
    `Message-ID: ${reference}`,
    "",
    `--${boundary}--`,
    "",
  ].join("\r\n");
}

export function written(letter: Letter): string {
  return [
    `From: ${letter.from}`,
    "To: Robin Vale <robin@vale.example>",
    `Subject: ${letter.subject}`,
    "Date: Mon, 23 Nov 2026 15:00:00 +0000",
    `Message-ID: <${letter.id}>`,
    ...(letter.headers ?? []),
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    ...letter.text.split("\n"),
    "",
  ].join("\r\n");
}

function trade(at: number): string {
  return TRADES[at % TRADES.length] ?? "";
}

function from(sender: Person, at: number, kind: string, subject: string, text: string): Letter {
  const id = `${kind}-${at}@${sender.address.split("@")[1]}`;
  return { from: `${sender.name} <${sender.address}>`, subject, id, text };
}
