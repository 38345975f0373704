/**
 * One message, one taker: who that is follows from what the message is and what stands with its sender.
 */
import { describe, expect, test } from "vitest";
import { type Standing, takerOf } from "../../src/records/taker.ts";

const SERVED: Standing = {
  served: true,
  reached: false,
  offerOpen: false,
  awaitsFeedback: false,
  meetingOffered: false,
};
const LEAD: Standing = { ...SERVED, served: false };

describe("a message of a client", () => {
  test.each([
    [["complaint"], "health"],
    [["leaving"], "health"],
    [["approval", "complaint"], "health"],
    [["stop", "leaving"], "health"],
    [["approval"], "deliverable"],
    [["change", "question"], "deliverable"],
    [["scheduling"], "deliverable"],
    [["payment"], "billing"],
    [["payment", "question"], "billing"],
    [["question"], "intake"],
    [["request", "thanks"], "intake"],
    [["standing-wish"], "intake"],
    [["standing-wish", "approval"], "deliverable"],
    [["unsure"], "intake"],
    [["thanks"], "intake"],
    [["out-of-office"], "intake"],
    [["stop"], "outreach"],
  ])("%j goes to %s", (classes, taker) => {
    expect(takerOf(classes, SERVED)).toBe(taker);
  });

  test.each([
    ["a yes to an open offer", ["approval"], { offerOpen: true }, "billing"],
    [
      "a yes while a deliverable waits, offer or not",
      ["approval"],
      { offerOpen: true, awaitsFeedback: true },
      "deliverable",
    ],
    [
      "a date that was asked for, offer or not",
      ["scheduling"],
      { offerOpen: true, meetingOffered: true },
      "deliverable",
    ],
    ["a yes and a payment", ["approval", "payment"], {}, "billing"],
    ["a yes and a payment while a deliverable waits", ["approval", "payment"], { awaitsFeedback: true }, "deliverable"],
    ["an answer to a letter nobody asked for", ["question"], { reached: true }, "outreach"],
    ["a complaint about such a letter", ["complaint"], { reached: true }, "health"],
  ] as const)("%s", (_, classes, more, taker) => {
    expect(takerOf(classes, { ...SERVED, ...more })).toBe(taker);
  });
});

describe("a message of somebody who is no client", () => {
  test.each([
    ["whatever it says", ["complaint"], {}, "intake"],
    ["a yes to an offer", ["approval"], { offerOpen: true }, "billing"],
    ["any answer to outreach", ["complaint"], { reached: true }, "outreach"],
    ["a stop", ["stop"], {}, "outreach"],
  ] as const)("%s", (_, classes, more, taker) => {
    expect(takerOf(classes, { ...LEAD, ...more })).toBe(taker);
  });
});
