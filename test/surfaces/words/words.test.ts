/**
 * The owner's words: what is plain enough is understood, in any case and with courtesy marks; the rest is not guessed at.
 */
import { describe, expect, test } from "vitest";
import { readWords, type Words } from "../../../src/surfaces/words/words.ts";

const understood: ReadonlyArray<readonly [string, Words]> = [
  ["queue", { verb: "queue" }],
  ["What is waiting?", { verb: "queue" }],
  ["what's open", { verb: "queue" }],
  ["Was wartet?", { verb: "queue" }],
  ["status", { verb: "status" }],
  ["How are things?", { verb: "status" }],
  ["WHO", { verb: "who" }],
  ["rules.", { verb: "rules", about: "" }],
  ["Regeln", { verb: "rules", about: "" }],
  ["rules for billing", { verb: "rules", about: "billing" }],
  ["verify", { verb: "verify" }],
  ["help", { verb: "help" }],
  ["?", { verb: "help" }],
  ["quit", { verb: "quit" }],
  ["approve K7QM", { verb: "approve", code: "K7QM", more: "" }],
  ["  Approve  k7qm! ", { verb: "approve", code: "k7qm", more: "" }],
  ["approve K7QM, please", { verb: "approve", code: "K7QM", more: "" }],
  ["later K7QM", { verb: "later", code: "K7QM", more: "" }],
  ["self K7QM", { verb: "self", code: "K7QM", more: "" }],
  ["again K7QM", { verb: "again", code: "K7QM", more: "" }],
  ["undo K7QM", { verb: "undo", code: "K7QM", more: "" }],
  ["why K7QM?", { verb: "why", code: "K7QM", more: "" }],
  ["trace 12", { verb: "trace", code: "12", more: "" }],
  ["approve K7QM tomorrow", { verb: "approve", code: "K7QM", more: "tomorrow" }],
  ["later K7QM tonight", { verb: "later", code: "K7QM", more: "tonight" }],
  ["approve Whitfield Ceramics", { verb: "approve", code: "Whitfield", more: "Ceramics" }],
  ["why", { verb: "why", code: "", more: "" }],
  [
    "approve these K7QM:1 w3xy:2",
    {
      verb: "approve-these",
      cards: [
        { code: "K7QM", revision: 1 },
        { code: "W3XY", revision: 2 },
      ],
    },
  ],
  ["unpair telegram", { verb: "unpair", surface: "telegram" }],
  ["lock", { verb: "lock" }],
  ["reject K7QM because no time", { verb: "reject", code: "K7QM", reason: "no time" }],
  ['reject K7QM --reason "no time"', { verb: "reject", code: "K7QM", reason: "no time" }],
  ["reject K7QM weil keine Zeit", { verb: "reject", code: "K7QM", reason: "keine Zeit" }],
  ["edit K7QM text=Hello", { verb: "edit", code: "K7QM", changes: { text: "Hello" } }],
  ['edit K7QM --set text="Hello Nora, yes"', { verb: "edit", code: "K7QM", changes: { text: "Hello Nora, yes" } }],
  [
    'edit K7QM subject="Re: \\"you\\"" text=ok',
    { verb: "edit", code: "K7QM", changes: { subject: 'Re: "you"', text: "ok" } },
  ],
  ["pause", { verb: "pause", what: "workspace" }],
  ["pause client:Nora Whitfield", { verb: "pause", what: "client:Nora Whitfield" }],
  ["resume", { verb: "resume", what: undefined }],
  ["continue client:Nora", { verb: "resume", what: "client:Nora" }],
];
test.each(["doctor", "backup ~/copy.atelier", "import company.csv", "simulate --clients 3", "deliver draft.pdf --yes"])(
  "“%s” is for a shell, and that is said",
  (line) => {
    expect(readWords(line)).toMatchObject({ verb: "unclear", why: expect.stringContaining(`atelier ${line}”`) });
  },
);

test("what only begins like a verb of the shell is left to who reads sentences", () => {
  expect(readWords("import duties are due on Friday, aren't they")).toMatchObject({
    verb: "unclear",
    why: expect.stringContaining("What I know"),
  });
});

test.each(understood)("“%s” is understood", (line, words) => {
  expect(readWords(line)).toEqual(words);
});

describe("what could be meant in two ways does nothing", () => {
  const unclear = [
    "",
    "unpair",
    "pair my phone",
    "reject K7QM",
    "reject",
    "edit K7QM",
    "edit K7QM make it shorter",
    "yes",
    "ok do it",
    "approved K7QM",
    "don't approve K7QM",
    "sing a song",
    "__proto__",
  ];
  test.each(unclear)("“%s” is answered with what can be said", (line) => {
    expect(readWords(line)).toMatchObject({ verb: "unclear", why: expect.stringMatching(/\w/) });
  });
});
