/**
 * What a model wrote as a letter, made fit for the card: the house signs by itself.
 */
import { expect, test } from "vitest";
import { withoutClosing } from "../../src/agent/draft-check.ts";

const BODY = "Dear Nora,\n\nYes, Tuesday suits me.";

test.each([
  "Kind regards",
  "Best wishes,\nRobin",
  "Sincerely yours,\nRobin Vale\nVale Consulting",
  "Mit freundlichen Grüßen\n\nRobin Vale",
  "Viele Grüße aus Bristol",
  "Thanks!\nRobin",
])("“%s” at the end is taken away", (closing) => {
  expect(withoutClosing(`${BODY}\n\n${closing}\n`)).toBe(BODY);
});

test.each([
  `${BODY}`,
  `${BODY}\n\nThanks\nfor asking. I will come by at ten, and bring the drawings.`,
  "Best regards are sent to your mother.\nYes, Tuesday suits me.",
])("what only looks like a closing stays", (letter) => {
  expect(withoutClosing(letter)).toBe(letter);
});

test("of a letter that is nothing but its closing, nothing is left", () => {
  expect(withoutClosing("\nKind regards\nRobin").trim()).toBe("");
});
