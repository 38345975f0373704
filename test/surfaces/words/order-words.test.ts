/**
 * Orders in sentences: what is plain becomes one card, what is a question, a refusal or a maybe becomes nothing, and what
 * can't be done is said.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clients } from "../../../src/records/client.ts";
import { type Order, readOrder } from "../../../src/surfaces/words/order-words.ts";
import { contactOf, deskOf, JURGEN, letter, NORA, openClient } from "../../kernel/company.ts";
import { Office } from "../../support/office.ts";
import { knownIn } from "../../support/paid.ts";

const LEAD = "carla@moss.example";
const PAYMENT = { amount: "2400", currency: "EUR", receivedOn: "2026-11-24", method: "other" };

let office: Office;
let nora: string;
let jurgen: string;
let lead: string;

beforeAll(async () => {
  office = await Office.open();
  nora = (await openClient(office, 0)).id;
  jurgen = (await openClient(office, 1)).id;
  const text = "Hello,\n\ncould you make us an offer for a website?\n\nCarla Moss";
  office.drop("lead.eml", letter({ from: `Carla Moss <${LEAD}>`, id: "lead@test", text, subject: "Website" }));
  await office.rest();
  lead = contactOf(office, LEAD).scopes;
});

afterAll(() => office.close());

const read = (line: string, here: string | null = null): Order | null => readOrder(line, knownIn(office, here));
const client = () => ({ nora, jurgen, lead });

describe("money that came in", () => {
  const sentences: ReadonlyArray<readonly [line: string, params: Readonly<Record<string, string>>]> = [
    ["Whitfield paid 2,400 in cash", { method: "cash" }],
    ["nora paid 2400 cash", { method: "cash" }],
    ["Whitfield Ceramics Ltd has just paid 2,400.50 EUR by bank transfer.", { amount: "2400.50", method: "transfer" }],
    ["Nora paid 2,400 in cash yesterday", { method: "cash", receivedOn: "2026-11-23" }],
    ["Nora paid 2,400 on 3 November", { receivedOn: "2026-11-03" }],
    ["Nora paid 2,400 on 3 October", { receivedOn: "2026-10-03" }],
    ["Nora paid 2,400 on 25 December", { receivedOn: "2025-12-25" }],
    ["Nora paid 2,400 on Monday", { receivedOn: "2026-11-23" }],
    ["Nora paid 2,400 3 days ago", { receivedOn: "2026-11-21" }],
    ["Nora paid $2,400 by card this morning", { currency: "USD", method: "card" }],
    ["Nora paid 2.4k", {}],
    ["Nora paid 2,400 for the March workshop", { note: "the March workshop" }],
    ["Nora paid 2,400 via PayPal", { note: "by PayPal" }],
    ["Nora gave me 2,400 in cash", { method: "cash" }],
    ["Nora wired 2,400", { method: "transfer" }],
    ["please record a payment of 2,400 from Whitfield by transfer", { method: "transfer" }],
    ["can you enter a cash payment of 2,400 from Nora?", { method: "cash" }],
    ["record a payment for Nora of 2,400", {}],
    ["we got 2,400 from Nora by transfer", { method: "transfer" }],
    ["2,400 came in from Nora", {}],
    ["Nora hat 2.400 bar bezahlt", { method: "cash" }],
    ["Nora hat gestern 2.400 € per Überweisung gezahlt", { method: "transfer", receivedOn: "2026-11-23" }],
    ["Nora hat am 3. November 2.400 überwiesen", { method: "transfer", receivedOn: "2026-11-03" }],
    ["Zahlung von 2.400 € von Nora verbuchen", {}],
    ["verbuche eine Zahlung von Whitfield über 2.400 Euro", {}],
    ["ich habe 2.400 von Nora bekommen", {}],
  ];
  test.each(sentences)("“%s”", (line, params) => {
    expect(read(line)).toEqual({
      kind: "order",
      action: "payment.record",
      client: nora,
      params: { ...PAYMENT, ...params },
      missing: [],
    });
  });

  test("what could be read in two ways goes along as it was written", () => {
    expect(read("Nora paid 2.400 on 03/11")).toMatchObject({
      params: { receivedOn: "2026-11-03", written: "“2.400”; “03/11” could be 3 November or March 11" },
    });
  });

  test("the card shows it, and nothing is entered yet", async () => {
    const order = read("Nora paid 2.400 on 03/11 in cash");
    if (order?.kind !== "order") throw new Error("no order");
    const asked = await deskOf(office).order({ ...order, now: false });
    expect(asked).toMatchObject({
      kind: "asked",
      card: {
        title: "Record a payment of 2,400.00 EUR from Whitfield Ceramics Ltd.",
        rows: expect.arrayContaining([
          { label: "Received", after: "Tuesday, 3 November 2026" },
          { label: "You wrote", after: "“2.400”; “03/11” could be 3 November or March 11" },
        ]),
      },
    });
    expect(office.events("payment.received")).toEqual([]);
  });

  test.each([
    ["Nora paid", ["amount"]],
    ["Nora paid her invoice", ["amount"]],
    ["record a payment", ["client", "amount"]],
    ["payment of 2,400", ["client"]],
  ])("what is missing in “%s” is asked for", (line, missing) => {
    expect(read(line)).toMatchObject({ kind: "order", action: "payment.record", missing });
  });

  test.each([
    ["Nora paid 2,400 of 5,000", /more than one sum: 2,400 and 5,000/],
    ["Nora paid 2,400 too late", /because of “too late”/],
    ["Nora paid 12 invoices", /because of “invoices”/],
    ["Zork paid 2,400", /Nobody here is called “Zork”/],
    ["they paid 2,400", /Say whom you mean by “they”/],
    ["I paid 2,400 for hosting", /What you pay yourself isn't kept/],
    ["Nora paid 0", /no sum that I can read/],
  ])("“%s” is not guessed at", (line, why) => {
    expect(read(line)).toEqual({ kind: "unable", why: expect.stringMatching(why) });
  });
});

test.each([
  "did Nora pay 2,400?",
  "Nora paid 2,400?",
  "has Nora paid 2,400",
  "hat Nora 2.400 bezahlt",
  "how much did Nora pay",
  "don't record a payment of 2,400 from Nora",
  "please don't answer Nora",
  "do not make Nora a client",
  "never pay Nora",
  "Nora didn't pay 2,400",
  "Nora hasn’t paid 2,400",
  "Nora hat die 2.400 noch nicht bezahlt",
  "if Nora paid 2,400 we can start",
  "I think Nora paid 2,400",
  "maybe Nora paid 2,400",
  "Nora will pay 2,400",
  "Nora should pay 2,400 in cash",
  "Nora paid attention to detail",
  "Nora gave notice",
  "The paid ad cost 300",
  "tell me what is open",
  "answer the phone",
  "the logo belongs to Nora",
  "carla@moss.example is on holiday",
  "my name is Robin",
  "do you know Nora",
  "what's open with Nora?",
  "queue",
  "hello",
  "",
])("“%s” is no order", (line) => {
  expect(read(line)).toBeNull();
});

describe("other orders", () => {
  const sentences: ReadonlyArray<
    readonly [line: string, action: string, who: "nora" | "jurgen" | "lead" | null, params: Record<string, string>]
  > = [
    ["make Carla Moss a client", "client.open", "lead", {}],
    ["can you make Carla a client?", "client.open", "lead", {}],
    ["mach Carla Moss zur Kundin", "client.open", "lead", {}],
    [
      "answer Nora: We don't start before Monday. Is that fine, thanks?",
      "mail.answer",
      "nora",
      { text: "We don't start before Monday. Is that fine, thanks?" },
    ],
    ["antworte Nora: Danke, bis Montag!", "mail.answer", "nora", { text: "Danke, bis Montag!" }],
    ["tell Whitfield that we start on Monday", "mail.answer", "nora", { text: "We start on Monday." }],
    ["tell Nora we start on Monday", "mail.answer", "nora", { text: "We start on Monday." }],
    ["let Nora know that the draft is ready", "mail.answer", "nora", { text: "The draft is ready." }],
    [
      "Whitfield's name is Nora W.",
      "record.correct",
      "nora",
      { field: "name", value: "Nora W", reason: "You said: “Whitfield's name is Nora W”." },
    ],
    [
      "correct the company of Nora to Whitfield Pottery Ltd because they moved",
      "record.correct",
      "nora",
      { field: "company", value: "Whitfield Pottery Ltd", reason: "they moved" },
    ],
    [
      "Noras Firma heißt Whitfield GmbH",
      "record.correct",
      "nora",
      { field: "company", value: "Whitfield GmbH", reason: "You said: “Noras Firma heißt Whitfield GmbH”." },
    ],
    [
      "change Nora's language to German because she asked",
      "record.correct",
      "nora",
      { field: "language", value: "de", reason: "she asked" },
    ],
    ["sort Anna@X.example as supplier", "contact.sort", null, { address: "anna@x.example", kind: "supplier" }],
    ["anna@x.example is my accountant", "contact.sort", null, { address: "anna@x.example", kind: "accountant" }],
    ["ignore anna@x.example", "contact.sort", null, { address: "anna@x.example", kind: "ignore" }],
    ["sortiere anna@x.example als Lieferantin", "contact.sort", null, { address: "anna@x.example", kind: "supplier" }],
    [
      'do payment.record client=Nora amount=2400 note="first half"',
      "payment.record",
      "nora",
      { amount: "2400", currency: "EUR", receivedOn: "2026-11-24", note: "first half" },
    ],
  ];
  test.each(sentences)("“%s” orders %s", (line, action, who, params) => {
    expect(read(line)).toEqual({
      kind: "order",
      action,
      ...(who === null ? {} : { client: client()[who] }),
      params,
      missing: [],
    });
  });

  test.each([`${LEAD} belongs to Whitfield`, "Carla Moss belongs to Nora", `${LEAD} gehört zu Nora`])(
    "“%s” files one with the other",
    (line) => {
      expect(read(line)).toEqual({
        kind: "order",
        action: "scope.merge",
        client: lead,
        params: { from: lead, into: nora },
        missing: [],
      });
    },
  );

  test("an order that was read makes a card that can be approved", async () => {
    const order = read(`${LEAD} belongs to Whitfield`);
    if (order?.kind !== "order") throw new Error("no order");
    expect(await deskOf(office).order({ ...order, now: false })).toMatchObject({
      kind: "asked",
      card: { title: "File Carla Moss with Whitfield Ceramics Ltd." },
    });
  });

  test("an answer without its words asks for them", () => {
    expect(read("answer Nora")).toEqual({
      kind: "order",
      action: "mail.answer",
      client: nora,
      params: {},
      missing: ["text"],
    });
  });

  test.each([
    ["tell Nora to pay", /as they are to stand in the mail: “answer Nora: …”/],
    ["sag Nora, dass wir am Montag beginnen", /as they are to stand in the mail/],
    ["answer Zork: hello", /Nobody here is called “Zork”/],
    ["Nora's phone is 12345", /name, company, need and language/],
    ["Nora's language is French", /English and German/],
    ["sort anna@x.example as banana", /There are: client, supplier/],
    ["sort Nora as supplier", /Say the mail address/],
    [`${NORA} belongs to Nora`, /on record for Whitfield Ceramics Ltd already/],
    ["nobody@x.example belongs to Nora", /not on record/],
    ["do payment.recrod client=Nora", /did you mean “payment.record”/],
    ["do payment.record client=Nora 2400", /because of “2400”/],
  ])("“%s” can't be done, and says why", (line, why) => {
    expect(read(line)).toEqual({ kind: "unable", why: expect.stringMatching(why) });
  });
});

describe("work and money", () => {
  test.each<[line: string, action: string, params: Record<string, string>, missing?: string[]]>([
    ["release Nora", "mail.release", {}],
    ["let the mail to Whitfield go on", "mail.release", {}],
    ["close the March milestone for Nora", "milestone.close", { milestone: "March" }],
    ["close Nora's milestone", "milestone.close", {}],
    ["finish Whitfield's March milestone", "milestone.close", { milestone: "March" }],
    ["done: the agenda for Nora", "task.done", { task: "the agenda" }],
    ["invoice Nora for the March milestone", "invoice.issue", { milestone: "March" }],
    ["invoice Nora 1,200 for the workshop", "invoice.issue", { net: "1200", text: "the workshop" }],
    ["send Nora an invoice", "invoice.issue", {}, ["text", "net"]],
    ["stelle Nora eine Rechnung", "invoice.issue", {}, ["text", "net"]],
    ["refund Nora 200", "invoice.refund", { amount: "200" }, ["invoice", "reason"]],
    [
      "refund Nora 200 of invoice 2026-0003 because it was late",
      "invoice.refund",
      { amount: "200", invoice: "2026-0003", reason: "it was late" },
    ],
    ["remind Nora", "invoice.remind", {}, ["invoice"]],
    ["remind Nora about invoice 2026-0003", "invoice.remind", { invoice: "2026-0003" }],
    [
      "send Nora an offer of 2,400 for the audit",
      "offer.send",
      { amount: "2400", currency: "EUR", title: "the audit" },
    ],
    ["set up a call with Nora", "meeting.offer", { title: "Call" }],
    ["vereinbare einen Termin mit Nora", "meeting.offer", { title: "Termin" }],
    ["cancel the meeting with Nora", "meeting.cancel", {}],
    ["Nora agreed to be named", "consent.record", { evidence: "You said so." }],
  ])("“%s” is an order", (line, action, params, missing = []) => {
    expect(read(line)).toEqual({ kind: "order", action, client: nora, params, missing });
  });

  test.each([
    ["I'm away from 12 to 20 December", "2026-12-12", "2026-12-20"],
    ["away 2026-12-12 to 2026-12-20", "2026-12-12", "2026-12-20"],
    ["on holiday from 28 December until 3 January", "2026-12-28", "2027-01-03"],
    ["ich bin vom 12. bis 20. Dezember im Urlaub", "2026-12-12", "2026-12-20"],
  ])("“%s” names the days", (line, from, to) => {
    expect(read(line)).toEqual({ kind: "order", action: "owner.away", params: { from, to }, missing: [] });
  });

  test.each(["I'm back", "back", "ich bin wieder da"])("“%s” ends it", (line) => {
    expect(read(line)).toMatchObject({ kind: "order", action: "owner.back" });
  });

  test.each([
    "don't invoice Nora 200",
    "should I remind Nora?",
    "close the shop",
    "done with all that",
    "Nora released the album",
  ])("“%s” is no order", (line) => {
    expect(read(line)?.kind ?? null).not.toBe("order");
  });

  test("whose milestone it is, is asked for", () => {
    expect(read("close the March milestone")).toEqual({
      kind: "order",
      action: "milestone.close",
      params: { milestone: "March" },
      missing: ["client"],
    });
  });
});

describe("in a client's thread", () => {
  test.each(["they paid 2,400", "paid 2,400", "record a payment of 2,400", "Nora paid 2,400"])(
    "“%s” is about that client",
    (line) => {
      expect(read(line, nora)).toMatchObject({ kind: "order", client: nora, params: PAYMENT });
    },
  );

  test("“answer: …” answers them", () => {
    expect(read("answer: On Friday.", nora)).toMatchObject({ client: nora, params: { text: "On Friday." } });
  });

  test("an order for another client is not taken there, by name, address or form", () => {
    for (const line of ["Kraemer paid 300", `make ${JURGEN} a client`, "do payment.record client=Kraemer amount=3"])
      expect(read(line, nora)).toEqual({ kind: "unable", why: expect.stringMatching(/Say it in the main room/) });
  });
});

test("a long text is read quickly, and is no order; a long answer is taken whole", () => {
  const long = "Nora paid 2,400 and she said that ".repeat(3000);
  const before = performance.now();
  expect(read(long)).toBeNull();
  expect(read(`answer Nora: ${long}`)).toMatchObject({ action: "mail.answer", params: { text: long.trim() } });
  expect(performance.now() - before).toBeLessThan(2000);
});

test("where several are called so, nobody is guessed, and a thread names no others", async () => {
  const known = knownIn(office);
  const twins = { ...known, clients: [...known.clients, { id: "c_other", name: "Nora Stein", company: null }] };
  expect(readOrder("Nora paid 300", twins)).toEqual({
    kind: "unable",
    why: "“Nora” could be Whitfield Ceramics Ltd or Nora Stein. Say which.",
  });
  expect(readOrder("Nora Stein paid 300", twins)).toMatchObject({ client: "c_other" });
  const there = readOrder("Nora paid 300", { ...twins, here: jurgen });
  expect(there).toEqual({ kind: "unable", why: expect.not.stringMatching(/Stein|Whitfield/) });
  expect(office.workspace.records.find(clients, "merged_into IS NULL").length).toBe(known.clients.length);
});

describe("forgetting somebody", () => {
  test.each([
    "forget Whitfield Ceramics",
    "Please forget Nora.",
    "forget everything about Nora Whitfield",
    "forget nora@whitfield-ceramics.example",
    "vergiss Nora",
    "Bitte lösche alles über Whitfield Ceramics",
  ])("“%s” is asked about, on one card", (line) => {
    expect(read(line)).toEqual({ kind: "order", action: "client.forget", client: nora, params: {}, missing: [] });
  });

  test.each([
    "forget it",
    "forget that",
    "vergiss es",
    "don't forget Nora",
    "did you forget Nora?",
    "forget Nora's invoice",
    "forget the last card",
    "forget to call Nora",
    "forget Somebody Else",
  ])("“%s” is no such order", (line) => {
    const order = read(line);
    expect(order?.kind === "order" && order.action === "client.forget").toBe(false);
  });
});
