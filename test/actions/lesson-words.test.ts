/** What an edit or a reason says about the next time, in words; and what says nothing about it. */
import { expect, test } from "vitest";
import { lessonFromEdit, lessonFromReason } from "../../src/actions/lesson-words.ts";

const LETTER = [
  "Hi Anna,",
  "",
  "thank you for your message. The draft will be ready on Friday, 27 November, and costs 2,400 EUR.",
  "",
  "Please write to studio@vale.example if anything is unclear.",
  "",
  "Cheers",
  "Robin",
].join("\n");
const edited = (before: string, after: string) => LETTER.replace(before, after);

test.each([
  ["another greeting", edited("Hi Anna,", "Dear Ms Berg,"), "In answers: “Dear Ms Berg” instead of “Hi Anna”"],
  ["another close", edited("Cheers", "Kind regards"), "In answers: “Kind regards” instead of “Cheers”"],
  [
    "both",
    edited("Hi Anna,", "Dear Ms Berg,").replace("Cheers", "Kind regards"),
    "In answers: “Dear Ms Berg” instead of “Hi Anna”; “Kind regards” instead of “Cheers”",
  ],
  [
    "a line left out",
    edited("Please write to studio@vale.example if anything is unclear.\n\n", ""),
    "In answers: leave out “Please write to studio@vale.example if anything is unclear”",
  ],
  [
    "a line more",
    edited("Cheers", "Let me know what you think.\n\nCheers"),
    "In answers: add “Let me know what you think”",
  ],
  [
    "words inside a long line",
    edited("thank you for your message.", "many thanks for your letter."),
    "In answers: “many thanks for your letter” instead of “thank you for your message”",
  ],
])("%s is said in the words that changed", (_, after, lesson) => {
  expect(lessonFromEdit("text", LETTER, after)).toBe(lesson);
});

test.each([
  ["nothing", LETTER],
  ["blanks", LETTER.replaceAll("\n\n", "\n").replace("Hi Anna,", "Hi  Anna , ")],
  ["stops", edited("message. The", "message! The")],
  ["an amount", edited("2,400 EUR", "€ 2,600.00")],
  ["a date", edited("Friday, 27 November", "Monday, 30 November")],
  ["a number", edited("27 November", "28 November")],
  ["an address", edited("studio@vale.example", "robin@vale.example")],
  ["all of these", edited("Friday, 27 November", "Mon, 30 Nov.").replace("2,400 EUR", "2.600 €")],
  ["a slip of the pen", edited("unclear", "unclaer")],
])("%s teaches nothing", (_, after) => {
  expect(lessonFromEdit("text", LETTER, after)).toBeNull();
});

test("what was written anew is a sample, cut where it is long", () => {
  expect(lessonFromEdit("text", LETTER, "Hello Anna, on Friday. Robin")).toBe(
    "In answers, write like this: “Hello Anna, on Friday. Robin”",
  );
  const long = lessonFromEdit("reply", LETTER, "Something else entirely, and much of it. ".repeat(60)) ?? "";
  expect(long).toMatch(/^In answers, write like this: “Something else entirely.*…”$/);
  expect(long.length).toBeLessThan(300);
});

test("of a letter written anew, the way it greets is what lasts", () => {
  const before = "Thank you for your message.\nThe workshop can take place on Tuesday at ten, as usual.";
  expect(lessonFromEdit("text", before, "Dear Nora,\nYes, we do the photographs as well.\n\nKind regards")).toBe(
    "In answers, begin with “Dear Nora”",
  );
});

test("only wording teaches: a subject does, a name or a sum doesn't", () => {
  expect(lessonFromEdit("subject", "Re: Our project", "The draft for you")).toBe(
    "In subject lines: “The draft for you” instead of “Re: Our project”",
  );
  for (const field of ["name", "amount", "kind", "to"])
    expect(lessonFromEdit(field, "one", "another thing")).toBeNull();
});

test("a reason is kept word for word, unless it is of the moment or was one tap", () => {
  const taps = ["Not now", "I'd say it differently"];
  const of = (reason: string) => lessonFromReason(reason, taps);
  expect(of("We never work for free")).toBe("We never work for free");
  expect(of("zu förmlich für diesen Kunden")).toBe("zu förmlich für diesen Kunden");
  expect(of("I'd say it differently: less formal, please")).toBe("less formal, please");
  expect(of("Never answer the same day; tomorrow is early enough")).not.toBeNull();
  for (const reason of ["Not now", "I'd say it differently", "no", "no time", "I will call", "keine Zeit heute", ""])
    expect(of(reason)).toBeNull();
});
