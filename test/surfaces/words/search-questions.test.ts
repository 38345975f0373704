/**
 * “Find … in Acme's messages”, “what did Anna say about the budget?”, “what was it about?”: read by rule, answered by quotes with
 * days and sources, inside the one client they are about.
 */
import { describe, expect, test } from "vitest";
import { knownFrom } from "../../../src/surfaces/words/known.ts";
import { type Question, readQuestion } from "../../../src/surfaces/words/question-words.ts";
import { answerQuestion } from "../../../src/surfaces/words/questions.ts";
import { readSought } from "../../../src/surfaces/words/search-words.ts";
import { type Ground, inMemory, ZONE } from "../../memory/ground.ts";

function read(ground: Ground, line: string, here: string | null = null): Question | null {
  const { records, clock } = ground;
  return readQuestion(line, knownFrom(records, { here, now: clock.now(), zone: ZONE, currency: "EUR", actions: [] }));
}

function answer(ground: Ground, line: string, here: string | null = null) {
  const question = read(ground, line, here);
  if (!question) throw new Error(`“${line}” was not read as a question`);
  const { records, ledger, database, clock, recall } = ground;
  return answerQuestion(question, { records, ledger, database, now: clock.now(), zone: ZONE, memory: recall });
}

describe("what is searched for, and whose, is read from", () => {
  test.each([
    ["find the roof in Acme's messages", "Acme", "the roof", "anybody"],
    ["search Acme's mails for “slate tiles”", "Acme", "slate tiles", "anybody"],
    ["look for the contract with Anna Berg", "Anna Berg", "the contract", "anybody"],
    ["what did Anna say about the budget", "Anna", "the budget", "them"],
    ["when did Anna write about the budget", "Anna", "the budget", "them"],
    ["has Anna ever mentioned a deadline", "Anna", "a deadline", "them"],
    ["did Anna tell me anything about the deadline", "Anna", "the deadline", "them"],
    ["what did we agree with Acme about the price", "Acme", "the price", "anybody"],
    ["was hat Anna über das Budget geschrieben", "Anna", "das Budget", "them"],
    ["suche nach Schiefer bei Acme", "Acme", "Schiefer", "anybody"],
    ["find the roof", "", "the roof", "anybody"],
  ])("“%s”", (line, name, words, by) => {
    expect(readSought(line)).toEqual({ kind: "search", name, words, by });
  });

  test.each([
    ["what was it about with Acme", "Acme"],
    ["what was it about", ""],
    ["summarize Acme", "Acme"],
    ["worum ging es bei Acme", "Acme"],
    ["fasse Acme zusammen", "Acme"],
  ])("“%s”", (line, name) => {
    expect(readSought(line)).toEqual({ kind: "about", name });
  });

  test.each([
    "what did Acme write last",
    "what's open with Acme",
    "did Acme write back",
    "who is Acme",
    "approve Acme",
  ])("but not from “%s”", (line) => expect(readSought(line)).toBeNull());
});

test("what somebody said is quoted, with its day, its subject and its place in the ledger", () =>
  inMemory(async (ground) => {
    const anna = await ground.client("Anna Berg");
    const text = "Hello Robin,\n\nthank you. The budget for the roof is 12,000 at most. The slate can wait.";
    const mail = await ground.mail(anna, { text, subject: "Roof" });
    await ground.ownMail(anna, { text: "The budget is noted.", subject: "Re: Roof" });
    await ground.follow();
    const card = answer(ground, "What did Anna say about the budget?");
    expect(card).toMatchObject({ title: "I found one place about “the budget” with Anna Berg.", client: "Anna Berg" });
    expect(card.rows).toEqual([
      { label: "Thu 1 Oct, 10:02", after: "Anna Berg: “The budget for the roof is 12,000 at most.” (“Roof”)" },
      { label: "Source", after: `what was written, sent and decided: ledger no. ${mail.seq}` },
    ]);
    expect(answer(ground, "find the budget in Anna's messages").title).toContain("2 places");
  }));

test("only the days asked about are told, and that nothing was found is said", () =>
  inMemory(async (ground) => {
    const anna = await ground.client("Anna Berg");
    await ground.mail(anna, { text: "The budget is 12,000." });
    ground.clock.moveTo(Date.UTC(2026, 10, 24, 9));
    await ground.follow();
    expect(answer(ground, "what did Anna say about the budget in October?").title).toContain("one place");
    expect(answer(ground, "what did Anna say about the budget this week?").title).toBe(
      "I found nothing about “the budget” with Anna Berg this week.",
    );
  }));

test("nothing of another client is found, and whose messages are meant has to be clear", () =>
  inMemory(async (ground) => {
    const anna = await ground.client("Anna Berg");
    const otto = await ground.client("Otto Kern");
    await ground.mail(otto, { text: "The budget is a secret." });
    await ground.follow();
    expect(answer(ground, "find the secret in Anna's messages").title).toContain("nothing");
    expect(answer(ground, "find the secret", anna).title).toContain("nothing");
    expect(read(ground, "find the secret")).toMatchObject({
      kind: "unable",
      why: expect.stringContaining("Say with whom"),
    });
    expect(read(ground, "find the secret in Nobody's messages")).toMatchObject({ kind: "unable" });
  }));

test("what a month was about is its summary, and without one what happened", () =>
  inMemory(async (ground) => {
    const anna = await ground.client("Anna Berg");
    for (const text of ["The roof leaks.", "The roof is slate."]) await ground.mail(anna, { text });
    const before = answer(ground, "what was it about with Anna in October?");
    expect(before.title).toBe("What happened with Anna Berg in October 2026.");
    ground.clock.moveTo(Date.UTC(2026, 10, 3, 9));
    await ground.nextDay();
    const card = answer(ground, "what was it about with Anna in October?");
    expect(card.title).toBe("What it was about with Anna Berg in October 2026.");
    expect(card.rows[0]).toMatchObject({ label: "October 2026", after: expect.stringContaining("The roof is slate.") });
    expect(answer(ground, "what was it about?", anna).rows[0]?.label).toBe("October 2026");
  }));
