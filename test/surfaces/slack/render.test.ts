/** What a card looks like in Slack, and that it stays within Slack's limits whatever is on it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Card, CardRow } from "../../../src/kernel/card.ts";
import { renderPlain } from "../../../src/surfaces/slack/plain.ts";
import { render } from "../../../src/surfaces/slack/render.ts";
import type { Key, Posting } from "../../../src/surfaces/surface.ts";
import { messageProblems, tooLong } from "../../support/slack/blocks.ts";
import type { Json } from "../../support/slack/world.ts";
import { ANSWER, postingOf } from "./postings.ts";

describe("an approval card", () => {
  test("says what, to whom, what changes, what leaves, why, and offers the buttons", () => {
    expect(drawn(postingOf())).toMatchInlineSnapshot(`
      "Answer Anna Berg about the March invoice
      Acme · Code K7QM
      Invoice 2024-031: open → paid
      Client: Acme GmbH
      Anna Berg wrote
      > Did you get our payment?
      > *urgent* <!channel> :smile:

      This would leave
      To: Anna Berg <anna@acme.test>
      Cc: books@acme.test
      Subject: Re: Invoice & payment
      Attached: receipt.pdf (12 KB)
      Hi Anna,

      yes, 2,400 EUR arrived on Monday. Thank you!

      *Best*
      Olga

      Why I ask: Whatever goes to a client is shown to you first.
      Undo: A sent mail can't be taken back.
      [+Approve] [Edit] [!Reject] [Later] [Why?]
      [I'll do it myself]"
    `);
  });

  test("has a short fallback with the words to say", () => {
    expect(render(postingOf()).text).toBe("K7QM · Acme: Answer Anna Berg about the March invoice. Say “approve K7QM”.");
  });

  test("keeps its text and says what became of it when it is decided", () => {
    const { text } = render(postingOf({}, { keys: [], outcome: "✅ Approved on Telegram, Tue 24 Nov, 14:03. Sent." }));
    expect(text).toContain("✅ Approved on Telegram");
    const shown = drawn(postingOf({}, { keys: [], outcome: "✅ Approved on Telegram, Tue 24 Nov, 14:03. Sent." }));
    expect(shown).toContain("2,400 EUR arrived on Monday");
    expect(shown).toContain("✅ Approved on Telegram");
    expect(shown).not.toContain("[");
  });

  test("shows what changed before anything else", () => {
    const shown = drawn(postingOf({ changed: [{ label: "Text", before: "Dear", after: "" }] }, { revision: 2 }));
    expect(shown).toContain("Changed since you saw it\nText: Dear → (nothing)");
    expect(shown).toContain("version 2");
  });

  test("shows others' words literally: nothing in them formats, links, mentions or turns into an emoji", () => {
    const hostile = "*bold* _i_ `c` <!channel> @here <@U1> :smile: <https://evil.test|bank.test> & co";
    const posting = postingOf({
      title: hostile,
      client: hostile,
      rows: [{ label: hostile, before: hostile, after: hostile }],
      quote: { from: hostile, text: hostile },
      letter: { to: hostile, subject: hostile, text: hostile, attachments: [hostile] },
      why: [hostile],
      undo: hostile,
    });
    const { text, blocks } = render(posting);
    expect(text).not.toMatch(/[<>]/);
    for (const element of elements(blocks)) {
      expect(["text", "link", "plain_text"]).toContain(element.type);
      if (element.type === "plain_text" && !element.button) expect(element.emoji).toBe(false);
    }
    expect(drawn(posting)).toContain(`Subject: ${hostile}`);
  });

  test("has no lone surrogates, control characters or turned directions", () => {
    const { text, blocks } = render(
      postingOf({ title: "a\ud800b\u202egnp.exe\u0007", quote: { from: "\udc00", text: "x" } }),
    );
    expect(`${text}${JSON.stringify(blocks)}`.isWellFormed()).toBe(true);
    expect(`${text}${JSON.stringify(blocks)}`).not.toMatch(/\u202e|\\u0007/);
  });

  test("links a row that leads to another card, and leaves what isn't an address alone", () => {
    const rows = [
      { label: "1", after: "Acme", link: "https://acme.slack.com/archives/C1/p1" },
      { label: "2", after: "Beta", link: "javascript:alert(1)" },
    ];
    const links = elements(render(postingOf({ rows })).blocks).filter((one) => one.type === "link");
    expect(links).toEqual([{ type: "link", url: "https://acme.slack.com/archives/C1/p1", text: "Acme" }]);
  });
});

describe("a letter that is too long", () => {
  const long = postingOf({
    letter: { ...letter(), text: "A line of forty-two characters, all of it.\n".repeat(2_000) },
  });

  test("shows its beginning, says how much follows, and has to be read before it is approved", () => {
    const { complete, text } = render(long);
    const shown = drawn(long);
    expect(complete).toBe(false);
    expect(shown).toMatch(/… [\d,]+ more characters follow\./);
    expect(shown).toContain("[+Read it all] [Edit]");
    expect(shown).not.toContain("Approve");
    expect(text).toContain("Open K7QM to read it all first.");
  });

  test("may be approved once it has been opened", () => {
    const opened = { ...long, opened: true };
    expect(render(opened).complete).toBe(false);
    expect(drawn(opened)).toContain("[+Approve]");
  });

  test("counts the characters that are not shown", () => {
    const shown = drawn(long);
    const follow = Number(/… ([\d,]+) more/.exec(shown)?.[1]?.replaceAll(",", ""));
    const there = shown.split("A line of forty-two characters, all of it.").length - 1;
    expect(there * 43 + follow).toBe(2_000 * 43 - 1);
  });

  test("one tap that would answer and approve waits for the reading too", () => {
    const keys = [
      [
        { label: "Yes", verb: "choose:0" },
        { label: "No", verb: "choose:1" },
        { label: "Why?", verb: "why" },
      ],
    ];
    expect(drawn({ ...long, keys })).toContain("[+Read it all] [Why?]");
  });

  test("recipients and attachments that don't fit count as not shown", () => {
    const to = Array.from({ length: 80 }, (_, index) => `person${index}@acme.test`).join(", ");
    expect(render(postingOf({ letter: { ...letter(), to } })).complete).toBe(false);
    const attachments = Array.from({ length: 80 }, (_, index) => `file-${index}.pdf (1 KB)`);
    expect(render(postingOf({ letter: { ...letter(), attachments } })).complete).toBe(false);
  });

  test("rows that don't fit count as not shown", () => {
    const rows = Array.from({ length: 200 }, (_, index) => ({ label: `Row ${index}`, before: "old", after: "new" }));
    expect(render(postingOf({ rows })).complete).toBe(false);
    expect(drawn(postingOf({ rows }))).toMatch(/… and \d+ more/);
  });

  test("a long quote is shortened, says so, and hides nothing that leaves", () => {
    const posting = postingOf({ quote: { from: "Anna", text: "word ".repeat(5_000) } });
    expect(render(posting).complete).toBe(true);
    expect(drawn(posting)).toMatch(/Anna wrote \(the beginning; [\d,]+ more\)/);
  });
});

describe("other kinds of card", () => {
  test("an answer stands line by line, without a code", () => {
    const posting = postingOf(
      { kind: "answer", title: "What's open with Acme?", rows: [], body: "1 invoice\n2 requests", why: [] },
      { code: null, revision: null, keys: [] },
    );
    const { letter: _, quote: __, undo: ___, client: ____, ...card } = posting.card;
    expect(drawn({ ...posting, card })).toBe("What's open with Acme?\n1 invoice\n2 requests");
    expect(render({ ...posting, card }).text).toBe("What's open with Acme? 1 invoice 2 requests");
  });

  test("a request for words carries the text to start from", () => {
    const posting = postingOf({}, { reply: { copy: "Hi Anna" }, keys: [] });
    expect(drawn(posting)).toContain("Answer here with the new text. To start from:\nHi Anna");
  });
});

const words = fc.oneof(
  fc.string({ maxLength: 60, unit: "binary" }),
  fc.string({ maxLength: 200, unit: "grapheme" }),
  fc.constantFrom("", " ", "\n", "&", "<!channel>", "👩‍👩‍👧‍👦", "\ud83d", "a\u0000b", "\u2028", "‮"),
);
/** Texts of every size up to far beyond what any message holds, of the signs that are hardest on limits. */
const anyText = fc.oneof(
  words,
  fc
    .tuple(fc.constantFrom("&", "a", "😀", "\n", " ", "<", "line of text\n", "é", "word ", "\n\n\n\t"), fc.nat(15_000))
    .map(([sign, times]) => sign.repeat(times)),
);
const row: fc.Arbitrary<CardRow> = fc.record(
  { label: anyText, before: anyText, after: anyText, link: fc.constantFrom("https://a.test/x", "nonsense") },
  { requiredKeys: ["label", "after"] },
);
const rows = fc.oneof(fc.array(row, { maxLength: 4 }), fc.array(row, { minLength: 30, maxLength: 60 }));
const card = fc.record(
  {
    kind: fc.constantFrom<Card["kind"]>("proposal", "question", "notice", "digest", "answer", "board", "head"),
    title: anyText,
    client: anyText,
    rows,
    body: anyText,
    quote: fc.record({ from: anyText, text: anyText }),
    letter: fc.record(
      { to: anyText, cc: anyText, subject: anyText, text: anyText, attachments: fc.array(anyText, { maxLength: 5 }) },
      { requiredKeys: ["to", "subject", "text", "attachments"] },
    ),
    why: fc.array(anyText, { maxLength: 5 }),
    undo: anyText,
    changed: rows,
    buttons: fc.constant([]),
    files: fc.array(
      fc.record({ name: anyText, type: fc.constant("text/plain"), size: fc.nat(), blob: fc.constant("b") }),
      { maxLength: 12 },
    ),
  },
  { requiredKeys: ["kind", "title", "rows", "why", "buttons"] },
);
const key: fc.Arbitrary<Key> = fc.record(
  { label: anyText, verb: fc.stringMatching(/^[a-z0-9:._-]{1,40}$/), look: fc.constantFrom("primary", "danger") },
  { requiredKeys: ["label", "verb"] },
);
const posting: fc.Arbitrary<Posting> = fc.record({
  card,
  code: fc.constantFrom(null, "K7QM"),
  revision: fc.constantFrom(null, 1, 12),
  token: fc.stringMatching(/^[a-z0-9]{1,16}$/),
  keys: fc.array(fc.array(key, { maxLength: 30 }), { maxLength: 12 }),
  outcome: fc.oneof(fc.constant(null), anyText),
  opened: fc.boolean(),
  reply: fc.oneof(fc.constant(null), fc.record({ copy: fc.oneof(fc.constant(null), anyText) })),
});

test("whatever is on a card, Slack takes it", () => {
  fc.assert(
    fc.property(posting, (one) => {
      const { text, blocks } = render(one);
      expect(messageProblems(blocks, new Map())).toEqual([]);
      expect(tooLong(blocks as unknown as Json[])).toBe(false);
      expect(blocks.length).toBeLessThanOrEqual(50);
      expect(letters(blocks)).toBeLessThanOrEqual(12_000);
      expect(JSON.stringify(blocks).isWellFormed()).toBe(true);
      expect(text.trim()).not.toBe("");
      expect(text.length).toBeLessThan(1_500);
      expect(text).not.toMatch(/[<>]/);
    }),
    { numRuns: 100 },
  );
});

test("whatever is on a card, it fits as plain text too", () => {
  fc.assert(
    fc.property(posting, (one) => {
      const { text } = renderPlain(one);
      expect(text.trim()).not.toBe("");
      expect(text.length).toBeLessThanOrEqual(4_000);
      expect(text).not.toMatch(/[<>]/);
      expect(text.isWellFormed()).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test("a card is called complete only when every word that leaves is on it", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 30_000, unit: "grapheme-ascii" }), (text) => {
      const { blocks, complete } = render(postingOf({ letter: { ...letter(), text } }));
      const shown = letters(blocks, true).replaceAll(/\s+/g, "");
      expect(complete).toBe(shown.includes(text.replaceAll(/\s+/g, "")));
    }),
    { numRuns: 100 },
  );
});

test("the plain text says all of a short card, and the words to say", () => {
  expect(renderPlain(postingOf())).toMatchInlineSnapshot(`
    {
      "blocks": [],
      "complete": true,
      "text": "K7QM · Acme: Answer Anna Berg about the March invoice
    Invoice 2024-031: open → paid
    Client: Acme GmbH
    This would leave
    To: Anna Berg &lt;anna@acme.test&gt;
    Cc: books@acme.test
    Subject: Re: Invoice &amp; payment
    Attached: receipt.pdf (12 KB)

    Hi Anna,

    yes, 2,400 EUR arrived on Monday. Thank you!

    *Best*
    Olga

    Why I ask: Whatever goes to a client is shown to you first.
    Undo: A sent mail can't be taken back.
    Say “approve K7QM”.",
    }
  `);
});

function letter() {
  if (!ANSWER.letter) throw new Error("The card has a letter.");
  return ANSWER.letter;
}

interface Element {
  readonly type: string;
  readonly emoji?: boolean;
  readonly button?: boolean;
  readonly text?: string;
  readonly url?: string;
}

/** The elements that hold text, wherever they stand. */
function elements(value: unknown, inButton = false): Element[] {
  if (Array.isArray(value)) return value.flatMap((one) => elements(one, inButton));
  if (typeof value !== "object" || value === null) return [];
  const one = value as Element & Record<string, unknown>;
  const own = typeof one.text === "string" ? [{ ...one, ...(inButton ? { button: true } : {}) }] : [];
  return [...own, ...Object.values(one).flatMap((inner) => elements(inner, inButton || one.type === "button"))];
}

function letters(value: unknown): number;
function letters(value: unknown, joined: true): string;
function letters(value: unknown, joined?: true): number | string {
  const all = elements(value).map((one) => one.text ?? "");
  return joined ? all.join("") : all.join("").length;
}

/** The blocks as lines, roughly as they are read. */
function drawn(posting: Posting): string {
  return (render(posting).blocks as unknown as Json[])
    .map((block) => {
      const inside = (block.elements ?? []) as Array<{
        type: string;
        style?: string;
        text?: { text: string };
        elements?: Element[];
      }>;
      if (block.type === "section") return (block.text as Element).text;
      if (block.type === "context") return inside.map((one) => String(one.text)).join(" · ");
      if (block.type === "actions")
        return inside
          .map(({ text, style }) => `[${style === "primary" ? "+" : style === "danger" ? "!" : ""}${text?.text}]`)
          .join(" ");
      return inside
        .map(({ type, elements: parts = [] }) => {
          const line = parts
            .map((one) => one.text)
            .join("")
            .trimEnd();
          return type === "rich_text_quote" ? line.replace(/^/gm, "> ") : line;
        })
        .join("\n");
    })
    .join("\n");
}
