/**
 * Questions in sentences: read by rule, answered from records and the ledger with the source of each figure, and never from
 * another client's.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Card } from "../../../src/kernel/card.ts";
import { type Question, readQuestion } from "../../../src/surfaces/words/question-words.ts";
import { answerQuestion } from "../../../src/surfaces/words/questions.ts";
import { clientAsks, deskOf, JURGEN, letter, NORA, openClient } from "../../kernel/company.ts";
import { keepFiles } from "../../support/drop-file.ts";
import { Office, OWNER } from "../../support/office.ts";
import { knownIn, lookupsIn, pay } from "../../support/paid.ts";

/** What only the other client's answers may hold. */
const SECRET = /Kr[äa]e?mer|Orgelbau|J[üu]rgen|geheim|7,777|organ/i;

let office: Office;
let nora: string;
let jurgen: string;

beforeAll(async () => {
  office = await Office.open();
  nora = (await openClient(office, 0)).id;
  jurgen = (await openClient(office, 1)).id;
  const question = await clientAsks(office);
  await office.edit(question, { reply: "On Friday, I think." });
  await office.rest();
  await office.approve(question);
  await office.rest();
  await pay(office, nora, { amount: "2,400", receivedOn: "2026-10-05" });
  await pay(office, nora, { amount: "600", receivedOn: "2026-10-31", method: "transfer" });
  await pay(office, nora, { amount: "50", receivedOn: "2026-11-02", currency: "USD" });
  const wrong = await pay(office, nora, { amount: "999", receivedOn: "2026-10-10" });
  await deskOf(office).undo(wrong);
  await plantOther();
  await clientAsks(office, NORA, "open.1@test");
});

/** Everything a client can have, of another one, beside what is asked about. */
async function plantOther(): Promise<void> {
  await pay(office, jurgen, { amount: "7,777", receivedOn: "2026-10-06", note: "geheim" });
  const asked = await clientAsks(office, JURGEN, "secret.1@test");
  await office.edit(asked, { reply: "Das ist geheim." });
  await office.rest();
  await office.approve(asked);
  await office.rest();
  const text = "Hello Robin,\n\ncould you tell me about the geheim organ?";
  office.drop("secret.eml", letter({ from: `Jürgen <${JURGEN}>`, id: "secret.2@test", text, subject: "geheim" }));
  const plan = { name: "geheim.pdf", type: "application/pdf", size: 4, bytes: async () => Buffer.from("x") };
  const { writer, blobs } = office.workspace;
  await keepFiles({ writer, blobs, actor: OWNER, scope: jurgen, files: [plan] });
  const own = `From: robin@vale.example\r\nTo: ${JURGEN}\r\nSubject: geheim\r\nMessage-ID: <own@vale.example>\r\n\r\ngeheim\r\n`;
  writeFileSync(join(office.home, "mail", "sent", "own.eml"), own);
  await office.rest();
  await deskOf(office).pause("client:Orgelbau", "geheim");
}

afterAll(() => office.close());

const read = (line: string, here: string | null = null): Question | null => readQuestion(line, knownIn(office, here));

function ask(line: string, here: string | null = null): Card {
  const question = read(line, here);
  if (!question) throw new Error(`“${line}” was not read as a question`);
  return answerQuestion(question, lookupsIn(office));
}

/** A card as one text. */
function text(card: Card): string {
  const rows = card.rows.map((row) => `${row.label}: ${row.after}`);
  return [card.title, card.body ?? "", card.quote?.text ?? "", ...rows].join("\n");
}

describe("what is asked", () => {
  const sentences: ReadonlyArray<
    readonly [line: string, kind: Question["kind"], who: "nora" | null, period: string | null]
  > = [
    ["what's open with Whitfield?", "open", "nora", null],
    ["what is still open with Nora", "open", "nora", null],
    ["what waits for Nora?", "open", "nora", null],
    ["was ist bei Nora offen?", "open", "nora", null],
    ["was ist noch offen bei Nora?", "open", "nora", null],
    ["what did you send Nora this week?", "sent", "nora", "this week"],
    ["what did we write to Nora last month", "sent", "nora", "last month"],
    ["did you answer Nora?", "sent", "nora", null],
    ["what did you send yesterday?", "sent", null, "yesterday"],
    ["what did you do yesterday?", "happened", null, "yesterday"],
    ["what have you done for Nora?", "happened", "nora", null],
    ["was hast du gestern gemacht?", "happened", null, "yesterday"],
    ["was hast du Nora diese Woche geschickt?", "sent", "nora", "this week"],
    ["what did Nora write?", "wrote", "nora", null],
    ["what did Nora write last?", "wrote", "nora", null],
    ["what did Nora write last week?", "wrote", "nora", "last week"],
    ["did Nora reply yet?", "wrote", "nora", null],
    ["was hat Nora zuletzt geschrieben?", "wrote", "nora", null],
    ["how much did Nora pay in October?", "paid", "nora", "in October 2026"],
    ["how much did Nora pay in December?", "paid", "nora", "in December 2025"],
    ["how much did Nora pay this year?", "paid", "nora", "this year"],
    ["how much did Nora pay since 1 October?", "paid", "nora", "since 1 October 2026"],
    ["how much has Nora paid so far?", "paid", "nora", null],
    ["did Nora pay 2,400?", "paid", "nora", null],
    ["how much came in this month?", "paid", null, "this month"],
    ["how much did everybody pay in 2026?", "paid", null, "in 2026"],
    ["wie viel hat Nora im Oktober bezahlt?", "paid", "nora", "in October 2026"],
    ["hat Nora bezahlt?", "paid", "nora", null],
    ["how much did we invoice in October?", "invoiced", null, "in October 2026"],
    ["what does Nora owe us?", "owed", "nora", null],
    ["which invoices are unpaid?", "owed", null, null],
    ["wie viel haben wir im Oktober in Rechnung gestellt?", "invoiced", null, "in October 2026"],
    ["who is Whitfield?", "who", "nora", null],
    ["wer ist Nora?", "who", "nora", null],
    ["when did I last hear from Nora?", "heard", "nora", null],
    ["wann habe ich zuletzt von Nora gehört?", "heard", "nora", null],
    ["what happened today?", "happened", null, "today"],
    ["what happened with Nora this week?", "happened", "nora", "this week"],
    ["was ist gestern passiert?", "happened", null, "yesterday"],
    ["what did I decide this week?", "decided", null, "this week"],
    ["was habe ich diese Woche entschieden?", "decided", null, "this week"],
  ];
  test.each(sentences)("“%s”: %s", (line, kind, who, period) => {
    const question = read(line);
    expect(question).toMatchObject({ kind, scope: who === null ? null : nora });
    expect(question && "period" in question ? (question.period?.words ?? null) : null).toBe(period);
  });

  test("the surface of a decision is read, and weeks begin on Monday in the owner's zone", () => {
    expect(read("what did I decide (on Telegram) this week?")).toMatchObject({
      kind: "decided",
      surface: "telegram",
      period: { fromDay: "2026-11-23", toDay: "2026-11-29", from: Date.UTC(2026, 10, 22, 23) },
    });
  });

  test.each([
    "what waits for me?",
    "what is waiting?",
    "was wartet auf mich?",
    "why K7QM",
    "Nora paid 2,400 in cash",
    "answer Nora: what's open with us?",
    "make Nora a client",
    "hello",
    "",
  ])("“%s” is left to others", (line) => {
    expect(read(line)).toBeNull();
  });

  test.each([
    ["what is the weather like?", /I can't answer that/],
    ["who is Zork?", /Nobody here is called “Zork”/],
    ["what did they write?", /Say whom you mean by “they”/],
  ])("“%s” can't be answered, and says what can", (line, why) => {
    expect(ask(line).title).toMatch(why);
  });

  test("in a client's thread it is about that client, and others are told apart by their scope", () => {
    for (const line of [
      "what did they write last?",
      "how much did they pay?",
      "what happened this week?",
      "what did you send?",
    ])
      expect(read(line, nora)?.scope).toBe(nora);
    expect(read("who is Kraemer?", nora)?.scope).toBe(jurgen);
    expect(read("how much did everybody pay?", nora)?.scope).toBeNull();
  });
});

describe("what is answered", () => {
  test("payments are summed by currency, struck ones left out, each with its place in the ledger", () => {
    const seqs = office.events("payment.received").map((event) => event.seq);
    expect(ask("how much did Nora pay in October?")).toMatchObject({
      title: "Whitfield Ceramics Ltd paid 3,000.00 EUR in October 2026, in 2 payments.",
      client: "Whitfield Ceramics Ltd",
      rows: [
        { label: "5 Oct 2026", after: "2,400.00 EUR, in cash" },
        { label: "31 Oct 2026", after: "600.00 EUR, by transfer" },
        { label: "Not counted", after: "1 payment that was struck" },
        { label: "Source", after: `2 payments on record: ledger no. ${seqs[0]} and ${seqs[1]}` },
      ],
    });
    expect(ask("how much did Nora pay this year?").title).toBe(
      "Whitfield Ceramics Ltd paid 3,000.00 EUR and 50.00 USD this year, in 3 payments.",
    );
    expect(ask("how much did Nora pay in 2025?").title).toBe(
      "No payment from Whitfield Ceramics Ltd is on record in 2025.",
    );
  });

  test("across clients each has a row", () => {
    const card = ask("how much came in in October?");
    expect(card.title).toBe("10,777.00 EUR came in in October 2026, in 3 payments.");
    expect(card.rows).toContainEqual({ label: "Whitfield Ceramics Ltd", after: "3,000.00 EUR" });
    expect(card.client).toBeUndefined();
  });

  test("what was invoiced is told from the invoices, and where there are none that is said", () => {
    const card = ask("how much did we invoice Nora in October?");
    expect(card.title).toBe("No invoice to Whitfield Ceramics Ltd is on record in October 2026.");
    expect(ask("who owes us money?").title).toBe("Nobody owes you anything.");
  });

  test("what is open lists the cards by their codes, with the ledger's numbers", () => {
    const card = ask("what's open with Nora?");
    expect(card.title).toBe("1 request waits for you with Whitfield Ceramics Ltd.");
    expect(card.rows[0]?.label).toBe(office.code(/What shall I answer/));
    // The mail that the request is about is not told twice.
    expect(text(card)).not.toContain("No answer yet");
    expect(text(card)).toMatch(/ledger no\. \d+/);
  });

  test("what was sent names subject, address and the first words", () => {
    const card = ask("what did you send Nora this week?");
    expect(card.title).toBe("I sent 2 mails to Whitfield Ceramics Ltd this week.");
    expect(text(card)).toContain(`“Re: The first draft” to ${NORA}: On Friday, I think.`);
    expect(ask("what did you send Nora last week?").title).toBe(
      "Nothing was sent to Whitfield Ceramics Ltd last week.",
    );
    expect(ask("what did you send this week?").title).toMatch(/^I sent 4 mails, and you sent 1 yourself this week\.$/);
  });

  test("what they wrote is quoted, the newest first", () => {
    const card = ask("what did Nora write last?");
    expect(card.title).toMatch(/^Whitfield Ceramics Ltd wrote on Tue 24 Nov, \d\d:\d\d: “The first draft”\.$/);
    expect(card.quote?.text).toContain("could you tell me when the first draft will be ready?");
    expect(ask("what did Nora write this week?").title).toMatch(/wrote 3 times this week, last on/);
  });

  test("who somebody is, and when they were last heard", () => {
    expect(text(ask("who is Nora?"))).toMatch(
      /is a new client[\s\S]*Name: Nora Whitfield[\s\S]*Language: English[\s\S]*Address: nora@/,
    );
    expect(ask("when did I last hear from Nora?").title).toMatch(
      /^You last heard from Whitfield Ceramics Ltd on Tue 24/,
    );
  });

  test("what happened is counted across clients, told of one, and gives its span of the ledger", () => {
    expect(text(ask("what happened today?"))).toMatch(/messages came in[\s\S]*Source: events \d+–\d+/);
    const told = text(ask("what happened with Nora today?"));
    expect(told).toContain("A payment of 50.00 USD was entered.");
    expect(told).toContain("Approved: Record a payment of 50.00 USD from Whitfield Ceramics Ltd.");
    expect(told).toMatch(/Source: the ledger: ledger no\. \d+ to \d+, \d+ entries/);
    expect(ask("what happened yesterday?").title).toBe("Nothing happened yesterday.");
  });

  test("decisions are told with time and surface", () => {
    const card = ask("what did I decide this week?");
    expect(card.title).toMatch(/^You decided \d+ times this week\.$/);
    expect(text(card)).toMatch(/Approved on Console: Record a payment of 50\.00 USD/);
    expect(ask("what did I decide on Telegram this week?").title).toBe("You decided nothing on Telegram this week.");
  });

  test("no answer shows ids", () => {
    for (const line of [
      "what's open with Nora?",
      "how much came in?",
      "what happened this week with Nora?",
      "who is Nora?",
    ])
      expect(text(ask(line))).not.toMatch(/\b[a-z]_[0-9a-f]{8}|[0-9a-f]{8}-/);
  });
});

describe("one client's answers", () => {
  const ABOUT = [
    "what's open with Nora?",
    "what did you send Nora?",
    "what did you send Nora this week?",
    "what did Nora write?",
    "what did Nora write this week?",
    "how much did Nora pay?",
    "how much did Nora pay in October?",
    "how much did we invoice Nora?",
    "who is Nora?",
    "when did I last hear from Nora?",
    "what happened with Nora this week?",
    "what did I decide for Nora this week?",
  ];

  test.each(ABOUT)("“%s” holds nothing of another client", (line) => {
    expect(JSON.stringify(ask(line))).not.toMatch(SECRET);
    // And the other's own answer does, so that the test could fail.
    if (!/who is|last hear/.test(line)) expect(JSON.stringify(ask(line.replace("Nora", "Kraemer")))).toMatch(SECRET);
  });

  test("and nothing of another client is even opened", () => {
    const lookups = lookupsIn(office);
    const opened: string[] = [];
    const { ledger } = lookups;
    const watched = new Proxy(ledger, {
      get(target, name) {
        if (name !== "open") {
          const value = Reflect.get(target, name) as unknown;
          return typeof value === "function" ? value.bind(target) : value;
        }
        return (event: Parameters<typeof ledger.open>[0]) => {
          opened.push(event.scope);
          return target.open(event);
        };
      },
    });
    for (const line of ABOUT) {
      const one = read(line);
      if (one) answerQuestion(one, { ...lookups, ledger: watched });
    }
    expect([...new Set(opened)]).toEqual([nora]);
  });
});
