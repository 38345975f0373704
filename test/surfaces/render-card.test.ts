/**
 * The card in the terminal: nothing lost, nothing too wide, and nothing in it that isn't text.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Card } from "../../src/kernel/card.ts";
import { activityLine } from "../../src/surfaces/console/activity.ts";
import { clean, columns } from "../../src/surfaces/console/columns.ts";
import { renderCard, wrap } from "../../src/surfaces/console/render-card.ts";

const CARD: Card = {
  kind: "proposal",
  title: "Open Whitfield Ceramics Ltd as a client and answer Nora Whitfield.",
  client: "Whitfield Ceramics Ltd",
  rows: [
    { label: "Name", after: "Nora Whitfield" },
    { label: "Stage", before: "lead", after: "onboarding" },
  ],
  quote: { from: "Nora Whitfield", text: "Hello,\n\nwe need a website." },
  letter: {
    to: "Nora Whitfield <nora@whitfield-ceramics.example>",
    cc: "Tom <tom@whitfield-ceramics.example>",
    subject: "Re: A website",
    text: "Hello Nora,\n\n  - one\n  - two\n",
    attachments: ["offer.pdf (12 KB)"],
  },
  why: ["only you make a client of somebody who writes", "an answer goes out in your name"],
  undo: "A mail that has left can't be taken back.",
  buttons: ["approve", "edit", "reject", "later", "why", "self"],
};
const HOSTILE =
  "\u001b[2J\u001b]0;owned\u0007\u009b31m\u001b[1;1Hpaid\rPAID\u202egnihton\u2066\u200b\ttab\u0000\u0008\u007f";

test("a card says one sentence first, then what changes, what was written, what leaves, why, undo, and what to type", () => {
  expect(renderCard(CARD, "K7QM", { width: 80, colour: false })).toBe(
    [
      `── K7QM · Whitfield Ceramics Ltd ${"─".repeat(47)}`,
      "Open Whitfield Ceramics Ltd as a client and answer Nora Whitfield.",
      "",
      "  Name   Nora Whitfield",
      "  Stage  lead → onboarding",
      "",
      "  Nora Whitfield wrote",
      "  │ Hello,",
      "  │",
      "  │ we need a website.",
      "",
      "  This would leave",
      "  To        Nora Whitfield <nora@whitfield-ceramics.example>",
      "  Cc        Tom <tom@whitfield-ceramics.example>",
      "  Subject   Re: A website",
      "  Attached  offer.pdf (12 KB)",
      "  ┃ Hello Nora,",
      "  ┃",
      "  ┃   - one",
      "  ┃   - two",
      "",
      "  Why I ask  only you make a client of somebody who writes",
      "             an answer goes out in your name",
      "  Undo       A mail that has left can't be taken back.",
      "",
      '  approve K7QM · edit K7QM --set text="…" · reject K7QM --reason "…" ·',
      "  later K7QM · why K7QM · self K7QM",
    ].join("\n"),
  );
});

test("a notice without a code offers nothing to type", () => {
  const lines = renderCard({ ...CARD, kind: "notice", buttons: [] }, null, { width: 80, colour: false });
  expect(lines).not.toMatch(/approve/);
  expect(lines.split("\n")[0]).toMatch(/^── Whitfield Ceramics Ltd ─+$/);
});

test("the text of an answer stands under its title, line by line", () => {
  const answer: Card = {
    kind: "answer",
    title: "I can't answer that.",
    body: "You can ask:\nwhat's open?",
    rows: [],
    why: [],
    buttons: [],
  };
  expect(renderCard(answer, null, { width: 40, colour: false }).split("\n").slice(1)).toEqual([
    "I can't answer that.",
    "",
    "  You can ask:",
    "  what's open?",
  ]);
});

test("a change that is too long for one line stands on two, the old before the new", () => {
  const row = {
    label: "Need",
    before: "a website with a shop and a blog",
    after: "a website with a shop, and no blog",
  };
  const lines = renderCard({ ...CARD, rows: [row] }, "K7QM", { width: 60, colour: false });
  expect(lines).toContain("  Need  − a website with a shop and a blog\n        + a website with a shop, and no blog");
});

test("colours are the only escapes, and only where they are wanted", () => {
  const sign = String.fromCharCode(27);
  expect(renderCard(CARD, "K7QM", { width: 80, colour: false })).not.toContain(sign);
  expect(clean(renderCard(CARD, "K7QM", { width: 80, colour: true }))).toBe(
    renderCard(CARD, "K7QM", { width: 80, colour: false }),
  );
});

describe("what others wrote never reaches the terminal raw", () => {
  test("not in any part of a card", () => {
    const hostile: Card = {
      ...CARD,
      title: `Answer ${HOSTILE}.`,
      client: HOSTILE,
      rows: [
        { label: HOSTILE, after: HOSTILE },
        { label: "Name", before: HOSTILE, after: HOSTILE },
      ],
      quote: { from: HOSTILE, text: HOSTILE },
      letter: { to: HOSTILE, cc: HOSTILE, subject: HOSTILE, text: HOSTILE, attachments: [HOSTILE] },
      why: [HOSTILE],
      undo: HOSTILE,
      changed: [{ label: HOSTILE, after: HOSTILE }],
    };
    expectPlain(renderCard(hostile, "K7QM", { width: 80, colour: false }));
    expect(renderCard(hostile, "K7QM", { width: 80, colour: false })).toContain("paid");
  });

  test("not in the lines about what arrives", () => {
    const event = { type: "mail.received", data: { automatic: null } } as unknown as Parameters<typeof activityLine>[0];
    const words = { subject: `${HOSTILE}\nnext`, from: [{ name: HOSTILE, address: "a@b.example" }] };
    const line = activityLine(event, { words, letter: null });
    expectPlain(line ?? "");
    expect(line).not.toContain("\n");
    expect(line).toContain("paid");
  });

  test("whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expectPlain(renderCard({ ...CARD, title: text, client: text, quote: { from: text, text } }, "K7QM"));
      }),
      { numRuns: 300 },
    );
  });
});

test("no line is wider than asked for, from 40 to 100 columns, whatever the words", () => {
  const word = fc.oneof(
    fc.stringMatching(/^[a-zäöü,.]{1,12}$/),
    fc.constantFrom(
      "Donaudampfschifffahrtsgesellschaftskapitänsmützenbandfabrik".repeat(3),
      "東京都千代田区丸の内一丁目".repeat(5),
    ),
    fc.constantFrom("👩‍👩‍👧‍👦", "🇩🇪", "e\u0301".repeat(60), "한국어", "https://example.org/".padEnd(130, "x")),
  );
  const text = fc.array(word, { maxLength: 30 }).map((words) => words.join(" "));
  fc.assert(
    fc.property(text, fc.integer({ min: 40, max: 100 }), (some, width) => {
      const card: Card = {
        ...CARD,
        title: some,
        client: some,
        rows: [{ label: "Need", before: some, after: some }],
        quote: { from: some, text: some },
        letter: { to: some, subject: some, text: some, attachments: [] },
      };
      for (const line of renderCard(card, "K7QM", { width, colour: false }).split("\n"))
        expect(columns(line), line).toBeLessThanOrEqual(width);
    }),
    { numRuns: 200 },
  );
});

test("wrapping loses no word and no sign, and keeps their order", () => {
  const signs = fc.oneof(fc.constantFrom(" ", " ", "\n"), fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }));
  fc.assert(
    fc.property(fc.array(signs, { maxLength: 60 }), fc.integer({ min: 2, max: 60 }), (parts, width) => {
      const text = clean(parts.join(""));
      const squeezed = (some: string) => some.replace(/\s/gu, "");
      expect(squeezed(wrap(text, width).join(""))).toBe(squeezed(text));
    }),
    { numRuns: 1000 },
  );
});

test("words that fit are never broken, and a word on its own line fills it", () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,10}$/), { minLength: 1, maxLength: 40 }), (words) => {
      const lines = wrap(words.join(" "), 20);
      expect(lines.join(" ").split(" ")).toEqual(words);
      for (let at = 1; at < lines.length; at++)
        expect(`${lines[at - 1]} ${lines[at]?.split(" ")[0]}`.length).toBeGreaterThan(20);
    }),
  );
});

test("wide signs take two columns, marks none, emoji two", () => {
  expect(["a", "ä", "e\u0301", "東", "Ａ", "👍", "👩‍👩‍👧‍👦", "🇩🇪", "한"].map(columns)).toEqual([
    1, 1, 1, 2, 2, 2, 2, 2, 2,
  ]);
});

test("a word is broken between signs, never inside one", () => {
  expect(wrap("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 4)).toEqual(["👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"]);
  expect(wrap("東京都千代田区", 5)).toEqual(["東京", "都千", "代田", "区"]);
});

/** Printable text and line ends, nothing else. */
function expectPlain(text: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\u200b]/u);
}
