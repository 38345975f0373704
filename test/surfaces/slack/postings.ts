/** Cards as the core would hand them to Slack, for tests. */
import type { Card } from "../../../src/kernel/card.ts";
import type { Message, Posting } from "../../../src/surfaces/surface.ts";

export const ANSWER: Card = {
  kind: "proposal",
  title: "Answer Anna Berg about the March invoice",
  client: "Acme",
  rows: [
    { label: "Invoice 2024-031", before: "open", after: "paid" },
    { label: "Client", after: "Acme GmbH" },
  ],
  quote: { from: "Anna Berg", text: "Did you get our payment?\n*urgent* <!channel> :smile:" },
  letter: {
    to: "Anna Berg <anna@acme.test>",
    cc: "books@acme.test",
    subject: "Re: Invoice & payment",
    text: "Hi Anna,\n\nyes, 2,400 EUR arrived on Monday. Thank you!\n\n*Best*\nOlga",
    attachments: ["receipt.pdf (12 KB)"],
  },
  why: ["Whatever goes to a client is shown to you first."],
  undo: "A sent mail can't be taken back.",
  buttons: ["approve", "edit", "reject", "later", "why"],
};

export function postingOf(card: Partial<Card> = {}, rest: Partial<Posting> = {}): Posting {
  return {
    card: { ...ANSWER, ...card },
    code: "K7QM",
    revision: 1,
    token: "tok-1",
    keys: [
      [
        { label: "Approve", verb: "approve", look: "primary" },
        { label: "Edit", verb: "edit" },
        { label: "Reject", verb: "reject", look: "danger" },
        { label: "Later", verb: "later" },
        { label: "Why?", verb: "why" },
      ],
      [{ label: "I'll do it myself", verb: "self" }],
    ],
    outcome: null,
    opened: false,
    reply: null,
    ...rest,
  };
}

export function messageOf(room: string, rest: Partial<Message> = {}): Message {
  return {
    key: "m-1",
    place: { room, thread: null },
    posting: postingOf(),
    ring: false,
    picture: null,
    ...rest,
  };
}
