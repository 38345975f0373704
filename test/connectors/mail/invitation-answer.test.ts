/**
 * Answers of calendar programs to an invitation, as the usual ones write them; and what is none.
 */
import { expect, test } from "vitest";
import { type InvitationAnswer, invitationAnswer } from "../../../src/connectors/mail/invitation-answer.ts";
import { parseMail } from "../../../src/connectors/mail/parse.ts";
import { answerMail, type CalendarAnswer } from "../../support/invitations.ts";

const UID = "g_1@vale.example";
const AT = Date.UTC(2026, 10, 27, 13);

async function read(given: Partial<CalendarAnswer>): Promise<InvitationAnswer | null> {
  const raw = answerMail({ from: "Anna Berg <anna@acme.example>", uid: UID, method: "REPLY", ...given });
  const reading = await parseMail(Buffer.from(raw));
  if (reading.kind !== "mail") throw new Error(reading.why);
  return invitationAnswer(reading.mail);
}

const TIME = ["DTSTART:20261127T130000Z", "DTEND:20261127T133000Z"];

test.each([
  ["ACCEPTED", "accepted"],
  ["DECLINED", "declined"],
  ["TENTATIVE", "tentative"],
])("%s", async (partstat, answer) => {
  expect(await read({ partstat, lines: TIME })).toEqual({
    uid: UID,
    answer,
    startsAt: AT,
    minutes: 30,
    wordless: true,
  });
});

test("an answer without a time, and one that delegates or says nothing", async () => {
  expect(await read({ partstat: "ACCEPTED" })).toMatchObject({ answer: "accepted", startsAt: null });
  expect(await read({ partstat: "DELEGATED" })).toBeNull();
  expect(await read({ partstat: "NEEDS-ACTION" })).toBeNull();
});

test("another time is suggested, in the zone that it names", async () => {
  const lines = ["DTSTART;TZID=America/New_York:20261127T100000", "DTEND;TZID=America/New_York:20261127T104500"];
  expect(await read({ method: "COUNTER", partstat: "TENTATIVE", lines })).toMatchObject({
    answer: "counter",
    startsAt: Date.UTC(2026, 10, 27, 15),
    minutes: 45,
  });
  expect(await read({ method: "COUNTER", partstat: "TENTATIVE" })).toBeNull();
});

test.each([
  ["", true],
  ["Anna Berg has accepted this invitation.", true],
  ["Anna Berg hat diese Einladung angenommen.", true],
  ["Accepted", true],
  ["I have accepted. Can you send me the contract before?", false],
  ["Anna Berg has accepted this invitation.\n\nCould we talk about the price as well?", false],
  ["Looking forward to it!", false],
])("written beside it: “%s”", async (text, wordless) => {
  expect(await read({ partstat: "ACCEPTED", text })).toMatchObject({ wordless });
});

test("a comment in the calendar's own field is a word, too; a calendar service's page is none", async () => {
  expect(await read({ partstat: "ACCEPTED", lines: [...TIME, "COMMENT:Ten minutes late"] })).toMatchObject({
    wordless: false,
  });
  const text =
    "Anna Berg has accepted this invitation.\n\nWeekly check-in\nFriday 27 Nov, 14:00\n\nInvitation from Google Calendar";
  const headers = ["Sender: Google Calendar <calendar-notification@google.com>"];
  expect(await read({ partstat: "ACCEPTED", lines: TIME, text, headers })).toMatchObject({ wordless: true });
});

test("an invitation of theirs, a publication, and what can't be read are no answer", async () => {
  expect(await read({ method: "REQUEST", partstat: "NEEDS-ACTION", lines: TIME })).toBeNull();
  expect(await read({ method: "PUBLISH", partstat: "ACCEPTED", lines: TIME })).toBeNull();
  expect(await read({ partstat: "ACCEPTED", lines: ["DTSTART:2026"] })).toBeNull();
});
