/**
 * The card in Telegram: readable, whole where it leaves, never more than Telegram takes, and nobody's words but text.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Card } from "../../../src/kernel/card.ts";
import type { Posting } from "../../../src/surfaces/surface.ts";
import { answerField, keyboardOf, readData } from "../../../src/surfaces/telegram/keyboard.ts";
import { type Rendered, render, renderPlain } from "../../../src/surfaces/telegram/render.ts";
import { pieces, type Rich } from "../../../src/surfaces/telegram/text.ts";
import { CARD, posting } from "./support.ts";

const PLAIN = { topic: false };

test("an approval card says one sentence first, then what changes, what was written, what leaves, why, and undo", () => {
  const shown = render(posting(), PLAIN);
  expect(shown.complete).toBe(true);
  expect(seen(shown)).toBe(
    [
      "<bold>Open Whitfield Ceramics Ltd as a client and answer Nora Whitfield.</bold>",
      "Whitfield Ceramics Ltd · Code <code>K7QM</code>",
      "",
      "<bold>Name:</bold> Nora Whitfield",
      "<bold>Stage:</bold> lead → onboarding",
      "",
      "<italic>Nora Whitfield wrote</italic>",
      "<blockquote>Hello,",
      "",
      "we need a website.</blockquote>",
      "",
      "<bold>This would leave</bold>",
      "<bold>To:</bold> Nora Whitfield <nora@whitfield-ceramics.example>",
      "<bold>Cc:</bold> Tom <tom@whitfield-ceramics.example>",
      "<bold>Subject:</bold> Re: A website",
      "<bold>Attached:</bold> offer.pdf (12 KB)",
      "<blockquote>Hello Nora,",
      "",
      "  - one",
      "  - two</blockquote>",
      "",
      "<bold>Why I ask:</bold>",
      "· only you make a client of somebody who writes",
      "· an answer goes out in your name",
      "<bold>Undo:</bold> A mail that has left can't be taken back.",
      "",
      "[Approve] [Edit] [Reject]",
      "[Later] [Why?] [I'll do it myself]",
    ].join("\n"),
  );
});

test("in the client's own topic the client needs no naming; the outcome stands at the end, without buttons", () => {
  const shown = render(
    posting({ client: "Acme", title: "Done." }, { keys: [], outcome: "✅ Approved on Telegram, 14:03. Sent." }),
    {
      topic: true,
    },
  );
  expect(seen(shown)).toMatch(/^<bold>Done\.<\/bold>\nCode <code>K7QM<\/code>\n/);
  expect(seen(shown)).toMatch(/\n\n<bold>✅ Approved on Telegram, 14:03\. Sent\.<\/bold>$/);
  expect(shown.keyboard).toBeNull();
});

test("what changed since the card was seen stands before everything else, the old struck out", () => {
  const changed = [{ label: "Amount", before: "€ 100", after: "€ 120" }];
  expect(seen(render(posting({ changed }), PLAIN))).toContain(
    "K7QM</code>\n\n<bold>Changed since you saw it</bold>\n<bold>Amount:</bold> <strikethrough>€ 100</strikethrough> → € 120\n\n<bold>Name:",
  );
});

test("lines that lead to other cards are links, and only to the web", () => {
  const rows = [
    { label: "1", after: "Acme: an answer", link: "https://t.me/c/1/2" },
    { label: "2", after: "run", link: "javascript:alert(1)" },
    { label: "3", after: "nowhere", link: "http://" },
  ];
  const { entities, text } = render(posting({ rows }), PLAIN);
  const links = entities.filter((one) => one.type === "text_link");
  expect(links.map((one) => text.slice(one.offset, one.offset + one.length))).toEqual(["Acme: an answer"]);
});

test("a long quote is folded, what would leave never is", () => {
  const long = "line\n".repeat(20);
  const shown = render(posting({ quote: { from: "N", text: long }, letter: { ...letter(), text: long } }), PLAIN);
  expect(shown.entities.filter((one) => /quote/.test(one.type)).map((one) => one.type)).toEqual([
    "expandable_blockquote",
    "blockquote",
  ]);
});

describe("what doesn't fit", () => {
  test("the quote gives way first, so that the letter is whole", () => {
    const shown = render(
      posting({ quote: { from: "N", text: "q".repeat(3000) }, letter: { ...letter(), text: "x".repeat(2900) } }),
      PLAIN,
    );
    expect(shown.complete).toBe(true);
    expect(shown.text).toContain("x".repeat(2900));
    expect(shown.text).toContain("q…");
    expect(labels(shown)).toContain("Approve");
  });

  test("a letter that is too long shows its beginning, says how much follows, and must be read before it is approved", () => {
    const long = posting({ letter: { ...letter(), text: "word ".repeat(3000) } });
    const shown = render(long, PLAIN);
    expect(shown.complete).toBe(false);
    expect(shown.text.length).toBeGreaterThan(3900);
    const [, count = ""] = /… ([\d,]+) more characters follow/.exec(shown.text) ?? [];
    const begun = shown.text.match(/word/g)?.length ?? 0;
    expect(Number(count.replace(",", ""))).toBeGreaterThan(15_000 - 1 - (begun + 1) * 5);
    expect(Number(count.replace(",", ""))).toBeLessThanOrEqual(15_000 - begun * 5 + 5);
    expect(labels(shown)).toEqual(["Read it all", "Edit", "Reject", "Later", "Why?", "I'll do it myself"]);
    expect(datas(shown)[0]).toBe("open:t0ken4K7QM");
    const opened = render({ ...long, opened: true }, PLAIN);
    expect(opened.complete).toBe(false);
    expect(labels(opened)[0]).toBe("Approve");
  });

  test("a thousand rows leave room for the letter, and the card is not whole", () => {
    const rows = Array.from({ length: 1000 }, (_, at) => ({ label: `Row ${at}`, before: "a".repeat(50), after: "b" }));
    const shown = render(posting({ rows }), PLAIN);
    expect(shown.complete).toBe(false);
    expect(shown.text).toContain("… and 988 more");
    expect(shown.text).toContain("  - two");
  });

  test("a long answer has a button that shows it all; with no token there is none", () => {
    const answer: Card = {
      kind: "answer",
      title: "Ledger",
      rows: [],
      why: [],
      buttons: [],
      body: "fact\n".repeat(2000),
    };
    const shown = render({ ...posting(), card: answer, code: null, keys: [] }, PLAIN);
    expect(shown.text).toMatch(/more characters follow$/);
    expect(labels(shown)).toEqual(["Read it all"]);
    expect(render({ ...posting(), card: answer, code: null, keys: [], token: "" }, PLAIN).keyboard).toBeNull();
  });
});

describe("a request for words", () => {
  const asked = (copy: string | null) => ({
    ...posting({}, { code: null, keys: [], reply: { copy } }),
    card: bare("Send me the new text."),
  });

  test("opens the answer field, with what is asked as its hint", () => {
    expect(answerField(asked(null))).toEqual({ force_reply: true, input_field_placeholder: "Send me the new text." });
  });

  test("shows the text to start from so that a tap copies it", () => {
    const shown = render(asked("Hello Nora,\n\n/approve this"), PLAIN);
    expect(seen(shown)).toBe("<bold>Send me the new text.</bold>\n\n<pre>Hello Nora,\n\n/approve this</pre>");
  });

  test("sends what doesn't fit before it, in messages of its own, and nothing is lost", () => {
    const copy = "Some words of the draft.\n".repeat(600).trim();
    const shown = render(asked(copy), PLAIN);
    expect(shown.text).toBe("Send me the new text.");
    expect(shown.before.length).toBeGreaterThan(3);
    for (const part of shown.before) expectFit(part);
    expect(shown.before.map((part) => part.text).join("\n")).toBe(copy);
  });

  test("with buttons, a short text can be copied by a button too, a long one not", () => {
    const keys = [[{ label: "Never mind", verb: "cancel" }]];
    expect(keyboardOf({ ...asked("short"), keys }, true)?.inline_keyboard[0]).toEqual([
      { text: "Copy the text", copy_text: { text: "short" } },
    ]);
    expect(keyboardOf({ ...asked("x".repeat(257)), keys }, true)?.inline_keyboard).toHaveLength(1);
  });
});

describe("buttons", () => {
  test("carry verb and token, and are told apart at the last colon", () => {
    expect(readData("set:amount:120:t0ken")).toEqual({ verb: "set:amount:120", token: "t0ken" });
    for (const foreign of [undefined, "", ":", "approve", "approve:", ":t0ken"]) expect(readData(foreign)).toBeNull();
  });

  test("are at most eight in a row and 64 bytes long, with the longest verb and token there may be", () => {
    const verb = "v".repeat(40);
    const keys = [Array.from({ length: 20 }, (_, at) => ({ label: `${at}`, verb }))];
    const keyboard = keyboardOf(posting({}, { keys, token: "t".repeat(16) }), true);
    expect(keyboard?.inline_keyboard.map((row) => row.length)).toEqual([8, 8, 4]);
    for (const button of keyboard?.inline_keyboard.flat() ?? [])
      expect(Buffer.byteLength("callback_data" in button ? button.callback_data : "x".repeat(65))).toBeLessThanOrEqual(
        64,
      );
  });
});

describe("others' words", () => {
  test("never make a button of Telegram's: a command in a mail is no command", () => {
    const evil = "/approve (/yes) see https://example.org/approve a/b\n/pause now";
    const shown = render(
      posting({ quote: { from: "/status", text: evil }, title: "/resume", letter: { ...letter(), text: evil } }),
      PLAIN,
    );
    expect(shown.text).not.toMatch(/(?<![\w/])\/[a-z]/);
    expect(shown.text).toContain("https://example.org/approve a/b");
  });

  test("stay literal: signs that other formats give a meaning to, and none that can't be seen", () => {
    const text = "<b>*_`[x](y)</b> \u202egnp.exe\u200b \ud800 \u0007";
    const shown = render(posting({ quote: { from: "N", text } }), PLAIN);
    expect(shown.text).toContain("<b>*_`[x](y)</b> gnp.exe \ufffd");
  });
});

test("plain words name the code and what to say, and ask to open what isn't whole", () => {
  expect(renderPlain(posting(), PLAIN).text.split("\n").at(-1)).toBe(
    'Say “approve K7QM” · “edit K7QM text="…"” · “reject K7QM because …” · “later K7QM” · “why K7QM” · “self K7QM”',
  );
  const long = renderPlain(posting({ letter: { ...letter(), text: "x".repeat(9000) } }), PLAIN);
  expect(long).toMatchObject({ entities: [], keyboard: null, complete: false });
  expect(long.text.split("\n").at(-1)).toMatch(/^Say “open K7QM” · “edit/);
  expect(renderPlain(posting({}, { keys: [], code: null }), PLAIN).text).not.toContain("Say");
});

test("whatever it says, a message is within Telegram's limits, and whole when it says so", () => {
  const word = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 30 }),
    fc.constantFrom("👩‍👩‍👧‍👦", "🇩🇪", "\ud83d", "\ude00", "e\u0301", "\u202e", "/approve", "@all", "\n", "\t", "   "),
    fc
      .constantFrom("x", "wörd ", "😀")
      .chain((one) => fc.integer({ min: 1, max: 1500 }).map((times) => one.repeat(times))),
  );
  const text = fc.array(word, { maxLength: 6 }).map((words) => words.join(" "));
  const row = fc.record(
    { label: text, after: text, before: text, link: fc.webUrl() },
    { requiredKeys: ["label", "after"] },
  );
  const card: fc.Arbitrary<Card> = fc.record(
    {
      kind: fc.constantFrom("proposal", "notice", "digest"),
      title: text,
      client: text,
      rows: fc.array(row, { maxLength: 12 }),
      body: text,
      quote: fc.record({ from: text, text }),
      letter: fc.record({ to: text, cc: text, subject: text, text, attachments: fc.array(text, { maxLength: 3 }) }),
      why: fc.array(text, { maxLength: 4 }),
      undo: text,
      changed: fc.array(row, { maxLength: 4 }),
      buttons: fc.constant(CARD.buttons),
      files: fc.constant([{ name: "a.pdf", type: "application/pdf", size: 12_000, blob: "b" }]),
    },
    { requiredKeys: ["kind", "title", "rows", "why", "buttons"] },
  ) as fc.Arbitrary<Card>;
  const some: fc.Arbitrary<Posting> = fc
    .record({
      card,
      outcome: fc.option(text),
      reply: fc.option(fc.record({ copy: fc.option(text) })),
      opened: fc.boolean(),
    })
    .map(({ card: one, ...rest }) => ({ ...posting({}, rest), card: one }));
  fc.assert(
    fc.property(some, fc.boolean(), (one, topic) => {
      const shown = render(one, { topic });
      for (const part of [shown, ...shown.before, renderPlain(one, { topic })]) expectFit(part);
      if (shown.complete && one.card.letter)
        expect(squeezed(shown.text)).toContain(squeezed(one.card.letter.text.toWellFormed()));
      const approvable = labels(shown).includes("Approve");
      expect(approvable).toBe(shown.complete || one.opened);
      const field = answerField(one).input_field_placeholder;
      if (field !== undefined) expect(field.length).toBeLessThanOrEqual(64);
    }),
    { numRuns: 150 },
  );
});

test("pieces lose nothing and are never too long", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), fc.integer({ min: 4, max: 50 }), (text, units) => {
      const all = pieces(text, units);
      expect(all.join("").trimEnd()).toBe(text.trimEnd());
      for (const piece of all) {
        expect(piece.length).toBeLessThanOrEqual(units);
        expect(piece.isWellFormed()).toBe(true);
      }
    }),
  );
});

function letter() {
  return { to: "n@example.org", subject: "Re: A website", text: "Hello\n  - two", attachments: [] };
}

function bare(title: string): Card {
  return { kind: "question", title, rows: [], why: [], buttons: [] };
}

function labels(shown: Rendered): string[] {
  return shown.keyboard?.inline_keyboard.flat().map((one) => one.text) ?? [];
}

function datas(shown: Rendered): string[] {
  return shown.keyboard?.inline_keyboard.flat().map((one) => ("callback_data" in one ? one.callback_data : "")) ?? [];
}

/** Without what is taken out, and without space. */
function squeezed(text: string): string {
  return text.replace(/[\s\p{Cf}\p{Cc}]/gu, "");
}

function expectFit({ text, entities }: Rich): void {
  expect(text.trim().length).toBeGreaterThan(0);
  expect(text.length).toBeLessThanOrEqual(4096);
  expect(text.isWellFormed()).toBe(true);
  expect(entities.length).toBeLessThanOrEqual(100);
  for (const { offset, length } of entities) {
    expect(length).toBeGreaterThan(0);
    expect(offset + length).toBeLessThanOrEqual(text.length);
    expect(text.slice(offset, offset + length).isWellFormed()).toBe(true);
  }
}

/** The message as one reads it, its looks in angle brackets. */
function seen({ text, entities, keyboard }: Rendered): string {
  const marks = entities.flatMap((one, order) => [
    { at: one.offset, order, put: `<${one.type}>` },
    { at: one.offset + one.length, order: -1 - order, put: `</${one.type}>` },
  ]);
  const marked = marks
    .sort((a, b) => b.at - a.at || b.order - a.order)
    .reduce((left, { at, put }) => left.slice(0, at) + put + left.slice(at), text);
  const rows = keyboard?.inline_keyboard.map((row) => row.map((one) => `[${one.text}]`).join(" ")) ?? [];
  return rows.length > 0 ? [marked, "", ...rows].join("\n") : marked;
}
