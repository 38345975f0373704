/**
 * Invitations as calendars speak of them: a meeting is proposed, moved and called off by mail that the client's own calendar
 * program takes up; and what that program answers is noted, or put to the owner.
 */
import { expect, test } from "vitest";
import { meetingUid } from "../../src/lib/calendar-event.ts";
import { type Meeting, meetings } from "../../src/records/meeting.ts";
import { inOffice } from "../kernel/company.ts";
import { answerMail, type CalendarAnswer, invitationIn } from "../support/invitations.ts";
import type { Office } from "../support/office.ts";
import { sentWith } from "../support/planned.ts";
import { clientOf, does } from "../support/work.ts";
import { allIsWell, cards, lastCard, receive } from "./letters.ts";

const ANNA = "Anna Berg <anna@acme.example>";
const THURSDAY_11 = Date.UTC(2026, 11, 3, 10);

/** A meeting that was booked, and to which the client was invited. */
async function invited(office: Office): Promise<void> {
  await office.rest();
  await clientOf(office);
  await does(office, "meeting.book", { startsAt: "2026-12-03 11:00", title: "Kick-off" }, "Acme");
  await office.rest();
}

function meetingOf(office: Office): Meeting {
  const [meeting] = office.workspace.records.find(meetings, "client = 'c_acme'");
  if (!meeting) throw new Error("no meeting is on record");
  return meeting;
}

async function answers(office: Office, partstat: string, given: Partial<CalendarAnswer> = {}): Promise<void> {
  const uid = meetingUid(meetingOf(office).id, "robin@vale.example");
  await receive(office, answerMail({ from: ANNA, uid, partstat, ...given }));
}

const at = (time: string) => [`DTSTART:${time}`, "DURATION:PT30M"];
const AS_BOOKED = at("20261203T100000Z");

test("an invitation, its move and its end have one uid, growing numbers, and stand where programs look for them", () =>
  inOffice(async (office) => {
    await invited(office);
    await does(office, "meeting.book", { startsAt: "2026-12-03 12:00" }, "Acme");
    await office.rest();
    await does(office, "meeting.cancel", {}, "Acme");
    await office.rest();
    const letters = [
      /^Confirmed: Kick-off, Thursday 3 December, 11:00/,
      /^Confirmed.*12:00/,
      /does not take place/,
    ].map((subject) => sentWith(office, subject));
    expect(letters.map((raw) => /^Content-Type: text\/calendar; charset=utf-8; method=(\w+)/m.exec(raw)?.[1])).toEqual([
      "REQUEST",
      "REQUEST",
      "CANCEL",
    ]);
    const files = letters.map(invitationIn);
    expect(new Set(files.map((text) => /^UID:(.*)$/m.exec(text)?.[1])).size).toBe(1);
    const numbers = files.map((text) => Number(/^SEQUENCE:(\d+)/m.exec(text)?.[1]));
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    for (const text of files) {
      expect(text).toContain("ORGANIZER:mailto:robin@vale.example");
      expect(text).toMatch(/ATTENDEE.*:mailto:anna@acme\.example/);
    }
    expect(files.at(-1)).toMatch(/STATUS:CANCELLED/);
    allIsWell(office);
  }));

test("times that are offered anew take the booked one out of both calendars", () =>
  inOffice(async (office) => {
    await invited(office);
    await does(office, "meeting.offer", { meeting: meetingOf(office).id }, "Acme");
    await office.rest();
    const file = invitationIn(sentWith(office, /which time suits you/));
    expect(file).toMatch(/METHOD:CANCEL/);
    expect(file).toContain("DTSTART:20261203T100000Z");
    allIsWell(office);
  }));

test("a yes is noted on the meeting, and told where it is asked for; nobody is asked", () =>
  inOffice(async (office) => {
    await invited(office);
    await answers(office, "ACCEPTED", { lines: AS_BOOKED, text: "Anna Berg has accepted this invitation." });
    expect(meetingOf(office)).toMatchObject({ state: "booked", answer: "accepted", starts_at: THURSDAY_11 });
    expect(cards(office).filter((card) => !/Book/.test(card.card.title))).toEqual([]);
    expect(office.events("run.opened").filter((run) => run.data.event === "meeting.answered@1")).toEqual([]);
    // Another time has no answer yet.
    await does(office, "meeting.book", { startsAt: "2026-12-03 12:00" }, "Acme");
    await office.rest();
    expect(meetingOf(office).answer).toBeNull();
    // Who accepts the time of before has not accepted this one.
    await answers(office, "ACCEPTED", { lines: AS_BOOKED, id: "late@acme.example" });
    expect(meetingOf(office).answer).toBeNull();
    allIsWell(office);
  }));

test("a yes with words of their own is noted, and read like any message", () =>
  inOffice(async (office) => {
    await invited(office);
    const since = office.shown.length;
    await answers(office, "ACCEPTED", { lines: AS_BOOKED, text: "Could you send me the contract before?" });
    expect(meetingOf(office).answer).toBe("accepted");
    expect(cards(office, since)).toHaveLength(1);
    expect(lastCard(office).card.title).toMatch(/contract/);
    allIsWell(office);
  }));

test("a no is put to the owner: other times, with one tap", () =>
  inOffice(async (office) => {
    await invited(office);
    const since = office.shown.length;
    await answers(office, "DECLINED", { lines: AS_BOOKED });
    expect(meetingOf(office)).toMatchObject({ state: "booked", answer: "declined" });
    expect(cards(office, since)).toHaveLength(1);
    expect(lastCard(office).card.title).toBe("Offer Acme other times for “Kick-off”.");
    expect((await office.approve(lastCard(office).code)).kind).toBe("approved");
    await office.rest();
    expect(meetingOf(office)).toMatchObject({ state: "offered", answer: null });
    allIsWell(office);
  }));

test("a no with words of their own is one card, with the words on it", () =>
  inOffice(async (office) => {
    await invited(office);
    const since = office.shown.length;
    await answers(office, "DECLINED", {
      lines: AS_BOOKED,
      text: "Sorry, I am travelling that week. Could you do the week after?",
    });
    expect(meetingOf(office).answer).toBe("declined");
    expect(cards(office, since)).toHaveLength(1);
    expect(lastCard(office).card.title).toBe("Offer Acme other times for “Kick-off”.");
    expect(lastCard(office).card.quote?.text).toContain("travelling that week");
    allIsWell(office);
  }));

test("another time that is free is put to the owner, and booked with one tap; one that is not is answered with others", () =>
  inOffice(async (office) => {
    await invited(office);
    const since = office.shown.length;
    await answers(office, "TENTATIVE", { method: "COUNTER", lines: at("20261203T140000Z") });
    expect(cards(office, since)).toHaveLength(1);
    expect(lastCard(office).card.title).toBe("Book “Kick-off” with Acme for Thu 3 Dec, 15:00.");
    expect((await office.approve(lastCard(office).code)).kind).toBe("approved");
    await office.rest();
    expect(meetingOf(office)).toMatchObject({ state: "booked", starts_at: Date.UTC(2026, 11, 3, 14), answer: null });
    expect(invitationIn(sentWith(office, /^Confirmed.*15:00/))).toContain("DTSTART:20261203T140000Z");
    await clientOf(office, { id: "c_beta", company: "Beta" });
    await does(office, "meeting.book", { startsAt: "2026-12-04 10:00", title: "Talk" }, "Beta");
    await office.rest();
    await answers(office, "TENTATIVE", { method: "COUNTER", lines: at("20261204T090000Z"), id: "busy@acme.example" });
    expect(lastCard(office).card.title).toBe("Offer Acme other times for “Kick-off”.");
    expect(meetingOf(office).starts_at).toBe(Date.UTC(2026, 11, 3, 14));
    allIsWell(office);
  }));

test("what somebody else answers in their name, or to another's meeting, is not noted", () =>
  inOffice(async (office) => {
    await invited(office);
    await clientOf(office, { id: "c_beta", company: "Beta" });
    await answers(office, "DECLINED", { from: "Anna Berg <anna@beta.example>", lines: AS_BOOKED });
    await answers(office, "DECLINED", {
      from: "Mallory <mallory@elsewhere.example>",
      lines: AS_BOOKED,
      id: "m@x.example",
    });
    await answers(office, "DECLINED", { uid: "g_unknown@vale.example", lines: AS_BOOKED, id: "u@x.example" });
    expect(meetingOf(office).answer).toBeNull();
    expect(office.events("meeting.answered")).toEqual([]);
  }));
