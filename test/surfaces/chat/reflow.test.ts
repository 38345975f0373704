import { describe, expect, test } from "vitest";
import { reflowed } from "../../../src/surfaces/chat/reflow.ts";

describe("others' words, for a screen of another width", () => {
  test("lines that a mail program broke are one paragraph again, and paragraphs stay", () => {
    const mail = `Hello,

We need a new website with an online shop for about 60 products. The old one
can't be edited any more and doesn't work on phones. Could you make us an
offer?

Best regards,
Nora Whitfield`;
    expect(reflowed(mail)).toBe(
      "Hello,\n\nWe need a new website with an online shop for about 60 products. The old one can't be edited any more and doesn't work on phones. Could you make us an offer?\n\nBest regards,\nNora Whitfield",
    );
  });

  test("a line that was ended by hand stays one, and so do lists, quotes and what is set in", () => {
    const mail = `These are the three things that we would like to have from you soon:
- the offer, with a price for each of the pages that we talked about
- a date
1. first of all the long thing which takes nearly the whole of the line
2. second
> what you wrote to us last week, on one long line that nearly fills it
    set in
Short.
Then more, because somebody pressed Enter there of their own free will.`;
    expect(reflowed(mail)).toBe(mail);
  });

  test("text without breaks, and short lines, are left as they are", () => {
    const long = `One paragraph on one line. ${"It goes on and on. ".repeat(20)}\nAnd a second.`;
    expect(reflowed(long)).toBe(long);
    expect(reflowed("a poem\nof short\nlines")).toBe("a poem\nof short\nlines");
    expect(reflowed("")).toBe("");
    const address = `See:\n\nhttps://acme.example/${"a".repeat(50)}`;
    expect(reflowed(address)).toBe(address);
  });
});
