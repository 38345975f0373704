/** Sentences about what is remembered, read: the words as they stand, and nobody guessed at. */
import { describe, expect, test } from "vitest";
import type { Known } from "../../../src/surfaces/words/known.ts";
import { readMemory } from "../../../src/surfaces/words/memory-words.ts";

const CLIENTS = [
  { id: "c_acme", name: "Anna Berg", company: "Acme" },
  { id: "c_nora", name: "Nora Whitfield", company: "Whitfield Ceramics Ltd" },
  { id: "c_sam", name: "Sam Field", company: null },
  { id: "c_may", name: "May", company: null },
];

function known(here: string | null = null): Known {
  return {
    clients: CLIENTS,
    here,
    now: Date.UTC(2026, 10, 24, 9),
    zone: "Europe/Berlin",
    currency: "EUR",
    actions: ["fact.learn"],
    scopeOfAddress: () => null,
  };
}

const read = (line: string, here: string | null = null) => readMemory(line, known(here));

describe("what is to be remembered", () => {
  test.each([
    ["Remember that Acme pays in 14 days", "c_acme", "Acme pays in 14 days", "fact"],
    ["remember: Acme likes PDFs", "c_acme", "Acme likes PDFs", "preference"],
    ["please remember that acme likes PDFs, thanks", "c_acme", "acme likes PDFs", "preference"],
    ["Can you remember that Nora prefers calls", "c_nora", "Nora prefers calls", "preference"],
    ["keep in mind that Whitfield Ceramics closes in August", "c_nora", "Whitfield Ceramics closes in August", "fact"],
    ["note that Acme's invoices go to Anna Berg", "c_acme", "Acme's invoices go to Anna Berg", "fact"],
    ["Merk dir: Acme zahlt in 14 Tagen", "c_acme", "Acme zahlt in 14 Tagen", "fact"],
    ["merk dir, dass Nora Whitfield lieber telefoniert", "c_nora", "Nora Whitfield lieber telefoniert", "preference"],
    ["always answer Acme formally", "c_acme", "always answer Acme formally", "instruction"],
    ["Always answer Nora in English.", "c_nora", "Always answer Nora in English.", "instruction"],
    ["Immer Acme siezen", "c_acme", "Immer Acme siezen", "instruction"],
    ["for Acme: always attach the terms", "c_acme", "always attach the terms", "instruction"],
    ["bei Acme immer per Du", "c_acme", "immer per Du", "instruction"],
    ["remember for Acme: they pay late", "c_acme", "they pay late", "fact"],
    ["remember for c_may: she pays late", "c_may", "she pays late", "fact"],
    ["remember to always send Acme PDFs", "c_acme", "always send Acme PDFs", "instruction"],
  ])("%s", (line, keeper, text, as) => {
    expect(read(line)).toEqual({ kind: "remember", keeper, text, as });
  });

  test.each([
    ["from now on sign with Robin", "from now on sign with Robin", "instruction"],
    ["always attach the terms", "always attach the terms", "instruction"],
    ["never promise a day", "never promise a day", "instruction"],
    ["Nie Preise nennen", "Nie Preise nennen", "instruction"],
    ["ab jetzt mit Robin unterschreiben", "ab jetzt mit Robin unterschreiben", "instruction"],
    ["remember that the office is closed in August", "the office is closed in August", "fact"],
    ["remember for everybody: we prefer short mails", "we prefer short mails", "preference"],
    ["merk dir für alle: wir duzen", "wir duzen", "fact"],
  ])("for all work: %s", (line, text, as) => {
    expect(read(line)).toEqual({ kind: "remember", keeper: "house", text, as });
  });

  test("in a client's thread it is about that client; for everybody is said so, and another client is not spoken of", () => {
    expect(read("always answer formally", "c_acme")).toMatchObject({ keeper: "c_acme" });
    expect(read("remember for everybody: no calls", "c_acme")).toMatchObject({ keeper: "house" });
    expect(read("remember that Nora Whitfield pays late", "c_acme")).toMatchObject({
      kind: "unable",
      why: expect.stringMatching(/another client/),
    });
  });
});

test("whom it is about is asked where it isn't certain", () => {
  expect(read("from now on sign with Sam")).toMatchObject({
    kind: "which",
    text: "from now on sign with Sam",
    clients: [{ id: "c_sam", title: "Sam Field" }],
  });
  expect(read("remember that Acme shares an office with Whitfield Ceramics Ltd")).toMatchObject({
    kind: "which",
    clients: [{ id: "c_acme" }, { id: "c_nora" }],
  });
  expect(read("remember that invoices go out in May")).toMatchObject({ kind: "which", clients: [{ id: "c_may" }] });
  expect(read("remember that May pays late")).toMatchObject({ keeper: "c_may" });
  expect(read("remember that Foobar pays late")).toMatchObject({
    kind: "which",
    why: expect.stringMatching(/Nobody here is called “Foobar”/),
    clients: [],
  });
  expect(read("remember for Foobar: they pay late")).toMatchObject({ kind: "unable" });
});

test.each([
  "remember me?",
  "Do you remember what Acme wanted?",
  "remember when we met Acme",
  "never mind",
  "Nevermind that",
  "note",
  "Acme paid 2,400 in cash",
  "answer Nora: I always knew",
  "who is Acme?",
  "forget it",
  "what do we always say?",
])("nothing is read into “%s”", (line) => {
  expect(read(line)).toBeNull();
});

test("a duty is no fact, and half a sentence is asked about", () => {
  expect(read("remember to call Nora")).toMatchObject({ kind: "unable", why: expect.stringMatching(/can't remind/) });
  expect(read("remember that")).toMatchObject({ kind: "unable" });
});

test.each([
  ["What do you know about Acme?", "c_acme"],
  ["was weißt du über Acme?", "c_acme"],
  ["Was hast du dir über Nora gemerkt?", "c_nora"],
  ["what do you remember about Whitfield Ceramics", "c_nora"],
  ["know Acme", "c_acme"],
  ["what do you know about me?", "house"],
  ["what do you know about the house?", "house"],
  ["was weißt du über mich?", "house"],
])("%s", (line, keeper) => {
  expect(read(line)).toEqual({ kind: "know", keeper, from: 1 });
});

test("facts are named by their letters, and by their words", () => {
  expect(read("forget fact bcdfg")).toEqual({ kind: "forget", reference: "bcdfg" });
  expect(read("vergiss Fakt BCDFG.")).toEqual({ kind: "forget", reference: "BCDFG" });
  expect(read("forget that Acme pays in 14 days")).toEqual({ kind: "forget-words", text: "Acme pays in 14 days" });
  expect(read("change fact BCDFG to Acme pays in 30 days.")).toEqual({
    kind: "change",
    reference: "BCDFG",
    text: "Acme pays in 30 days.",
  });
  expect(read("change fact BCDFG")).toEqual({ kind: "change", reference: "BCDFG", text: "" });
  expect(read("change fact BCDFG to")).toEqual({ kind: "change", reference: "BCDFG", text: "" });
  expect(read("know Acme from 9")).toEqual({ kind: "know", keeper: "c_acme", from: 9 });
  for (const line of [
    "what are your standing instructions?",
    "standing instructions",
    "was sind deine Daueranweisungen?",
  ])
    expect(read(line)).toEqual({ kind: "instructions" });
  expect(read("what do you know about Foobar?")).toMatchObject({ kind: "unable" });
});
