import { expect, test } from "vitest";
import { calendarText } from "../../src/lib/calendar-event.ts";
import { meetings } from "../../src/records/meeting.ts";
import { obligations } from "../../src/records/obligation.ts";
import { tasks } from "../../src/records/plan.ts";
import { inOffice } from "../kernel/company.ts";
import { type Office, START } from "../support/office.ts";
import { fallsDue, part, planFor, sentWith } from "../support/planned.ts";
import { clientOf, does, refusal } from "../support/work.ts";
import { allIsWell, cards, lastCard, letter, receive } from "./letters.ts";

const ANNA = "Anna Berg <anna@acme.example>";
const THURSDAY_10 = Date.UTC(2026, 10, 26, 9);
const FRIDAY_14 = Date.UTC(2026, 10, 27, 13);

/** A client whose check-in has fallen due. */
async function offered(office: Office, given: Parameters<typeof clientOf>[1] = {}): Promise<string> {
  const scope = await clientOf(office, given);
  const engagement = `g_${scope}`;
  await planFor(office, scope, [{ key: "call", title: "Weekly check-in", kind: "check-in" }], [], engagement);
  await fallsDue(office, "task.due", scope, `task:${part("call", engagement)}`, {
    task: part("call", engagement),
    engagement,
    kind: "check-in",
  });
  return scope;
}

function meetingOf(office: Office, scope = "c_acme") {
  const [meeting] = office.workspace.records.find(meetings, "client = ?", [scope]);
  if (!meeting) throw new Error("no meeting is on record");
  return meeting;
}

/** What the client writes back. */
async function replies(office: Office, text: string): Promise<void> {
  const sent = sentWith(office, /which time suits you/);
  const answers = /^Message-ID: <(.+)>$/m.exec(sent)?.[1] ?? "";
  await receive(office, { from: ANNA, subject: "Re: Weekly check-in", text, answers });
}

function calendarFiles(office: Office): string[] {
  return office.outside.calendar().map(({ text }) => text);
}

/** The calendar file that goes with a letter, decoded. */
function invitationIn(raw: string): string {
  const [, encoded = ""] = /text\/calendar[\s\S]*?base64[\s\S]*?\r\n\r\n([\w+/=\r\n]+)/.exec(raw) ?? [];
  return Buffer.from(encoded, "base64").toString("utf8");
}

function dropInCalendar(office: Office, name: string, ...lines: string[]): void {
  const event = ["BEGIN:VEVENT", `UID:${name}`, "DTSTAMP:20261101T000000Z", ...lines, "END:VEVENT"];
  const text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", ...event, "END:VCALENDAR", ""].join("\r\n");
  office.outside.putInCalendar(`${name}.ics`, text);
}

test("times are offered, one is taken, and both calendars know it, without a card", () =>
  inOffice(async (office) => {
    await office.rest();
    await offered(office);
    const offer = sentWith(office, /^Weekly check-in: which time suits you\?$/);
    expect(offer).toContain("Hello Anna Berg,");
    expect(offer).toContain("- Thursday 26 November, 10:00");
    expect(offer).toContain("- Friday 27 November, 14:00");
    expect(offer).toContain("Berlin time (UTC+1)");
    await replies(office, "Hi Robin,\n\nFriday afternoon works for me.\n\nAnna");
    expect(meetingOf(office)).toMatchObject({ state: "booked", starts_at: FRIDAY_14 });
    const confirmed = sentWith(office, /^Confirmed: Weekly check-in, Friday 27/);
    expect(invitationIn(confirmed)).toMatch(/METHOD:REQUEST[\s\S]*DTSTART:20261127T130000Z/);
    expect(calendarFiles(office)[0]).toContain("DTSTART:20261127T130000Z");
    expect(calendarFiles(office)[0]).toContain("SUMMARY:Weekly check-in: Acme");
    expect(cards(office)).toEqual([]);
    // Booked on the client's own words, the confirmation follows from the house's.
    expect(office.events("meeting.booked")[0]?.label.trust).toBe("house");
    allIsWell(office);
  }));

test("a German client gets German letters", () =>
  inOffice(async (office) => {
    await office.rest();
    await offered(office, { language: "de" });
    const offer = office.sent()[0] ?? "";
    expect(offer).toContain("- Donnerstag, 26. November, 10:00 Uhr");
    expect(offer).toContain("Ortszeit Berlin (UTC+1)");
    const answers = /^Message-ID: <(.+)>$/m.exec(offer)?.[1] ?? "";
    await receive(office, { from: ANNA, subject: "Re: Termin", text: "Der erste Termin passt.", answers });
    expect(meetingOf(office)).toMatchObject({ state: "booked", starts_at: THURSDAY_10 });
    expect(cards(office)).toEqual([]);
  }));

test("no time is offered that the owner's calendar is busy at, nor one that another client was offered", () =>
  inOffice(async (office) => {
    dropInCalendar(office, "trip", "DTSTART;VALUE=DATE:20261126", "DTEND;VALUE=DATE:20261127");
    await office.rest();
    await offered(office);
    await offered(office, { id: "c_beta", company: "Beta" });
    const [first, second] = [meetingOf(office), meetingOf(office, "c_beta")].map((one) =>
      one.slots.split(" ").map(Number),
    );
    expect(first?.map((at) => new Date(at).toISOString().slice(0, 10))).toEqual([
      "2026-11-27",
      "2026-11-30",
      "2026-12-01",
    ]);
    expect(second?.filter((at) => first?.includes(at))).toEqual([]);
  }));

test("another free time in working hours is booked, without a card", () =>
  inOffice(async (office) => {
    await office.rest();
    await offered(office);
    await replies(office, "Could we do Wednesday, 2 December at 3pm instead?");
    expect(cards(office)).toEqual([]);
    expect(meetingOf(office)).toMatchObject({ state: "booked", starts_at: Date.UTC(2026, 11, 2, 14) });
    expect(sentWith(office, /^Confirmed: Weekly check-in, Wednesday 2/)).toContain("text/calendar");
    allIsWell(office);
  }));

test("who has taken one of the times may take another of them, as long as it is free", () =>
  inOffice(async (office) => {
    await office.rest();
    await offered(office);
    await replies(office, "Thursday 10 works");
    expect(meetingOf(office)).toMatchObject({ state: "booked", starts_at: THURSDAY_10 });
    await replies(office, "Sorry, the second one please. The others don't work after all.");
    expect(cards(office)).toEqual([]);
    expect(meetingOf(office)).toMatchObject({ state: "booked", starts_at: FRIDAY_14 });
    allIsWell(office);
  }));

test("a free time outside working hours is one card; a busy one is refused", () =>
  inOffice(async (office) => {
    dropInCalendar(office, "lunch", "DTSTART:20261201T130000Z", "DURATION:PT1H");
    await office.rest();
    await offered(office);
    await replies(office, "Could we do Wednesday, 2 December at 6:30pm instead?");
    expect(cards(office)).toHaveLength(1);
    expect(lastCard(office).card.title).toBe("Book “Weekly check-in” with Acme for Wed 2 Dec, 18:30.");
    expect(lastCard(office).card.quote?.text).toContain("2 December");
    expect((await office.approve(lastCard(office).code)).kind).toBe("approved");
    await office.rest();
    expect(meetingOf(office)).toMatchObject({ state: "booked", starts_at: Date.UTC(2026, 11, 2, 17, 30) });
    expect(sentWith(office, /^Confirmed: Weekly check-in, Wednesday 2/)).toContain("text/calendar");
    expect(await refusal(office, "meeting.book", { startsAt: "2026-12-01 14:00" }, "Acme")).toMatch(
      /You are not free then/,
    );
    expect(await refusal(office, "meeting.book", { startsAt: "2026-11-01 14:00" }, "Acme")).toMatch(/has passed/);
    expect(await refusal(office, "meeting.book", { startsAt: "tomorrow" }, "Acme")).toMatch(/such as 2026-11-26 14:00/);
    allIsWell(office);
  }));

test("what can't be read for certain is one question, and books nothing", () =>
  inOffice(async (office) => {
    await office.rest();
    await offered(office);
    await replies(office, "Thursday or Friday, I'm not sure yet.");
    expect(cards(office)).toHaveLength(1);
    expect(meetingOf(office).state).toBe("offered");
  }));

test("who can't come at any of the times is offered others, once the owner says so; a booked one goes out of the calendar", () =>
  inOffice(async (office) => {
    await office.rest();
    await offered(office);
    await replies(office, "Friday afternoon works.");
    await replies(office, "Sorry, I can't make it after all. Could we find another time?");
    const card = lastCard(office);
    expect(card.card.title).toBe("Offer Acme other times for “Weekly check-in”.");
    expect((await office.approve(card.code)).kind).toBe("approved");
    await office.rest();
    expect(meetingOf(office)).toMatchObject({ state: "offered", starts_at: null });
    expect(meetingOf(office).slots).not.toContain(String(FRIDAY_14));
    // A folder keeps it as called off, a server no more at all.
    expect(calendarFiles(office).filter((text) => !text.includes("STATUS:CANCELLED"))).toEqual([]);
  }));

test("a meeting moved in the calendar is confirmed anew; one deleted there is put to the owner", () =>
  inOffice(async (office) => {
    await office.rest();
    await offered(office);
    await replies(office, "Friday afternoon works.");
    const name = office.outside.calendar()[0]?.name ?? "";
    const uid = `${meetingOf(office).id}@vale.example`;
    const startsAt = FRIDAY_14 + 3_600_000;
    office.outside.putInCalendar(
      name,
      calendarText({ uid, title: "Moved", startsAt, minutes: 30, sequence: 9, stampedAt: START }),
    );
    office.clock.advance(16 * 60_000);
    await office.rest();
    expect(meetingOf(office)).toMatchObject({ state: "booked", starts_at: startsAt });
    expect(sentWith(office, /^Confirmed: Weekly check-in, Friday 27 November, 15:00/)).toContain("text/calendar");
    expect(cards(office)).toEqual([]);
    office.outside.takeFromCalendar(name);
    office.clock.advance(16 * 60_000);
    await office.rest();
    expect(meetingOf(office).state).toBe("cancelled");
    expect(lastCard(office).card.title).toBe("Tell Acme that “Weekly check-in” does not take place.");
    expect((await office.approve(lastCard(office).code)).kind).toBe("approved");
    await office.rest();
    expect(invitationIn(sentWith(office, /does not take place/))).toContain("METHOD:CANCEL");
    expect(office.events("meeting.cancelled")).toHaveLength(1);
    allIsWell(office);
  }));

test("times that nobody took are let go once they have passed, and nobody is written to", () =>
  inOffice(async (office) => {
    await office.rest();
    const scope = await offered(office);
    const { id } = meetingOf(office);
    office.clock.advance(14 * 86_400_000);
    const sent = office.sent().length;
    await fallsDue(office, "meeting.unanswered", scope, `meeting:${id}`, { meeting: id });
    expect(meetingOf(office).state).toBe("lapsed");
    expect(office.sent()).toHaveLength(sent);
  }));

test("the owner arranges, moves, calls off and notes a missed meeting by hand", () =>
  inOffice(async (office) => {
    await office.rest();
    await clientOf(office);
    await does(office, "meeting.book", { startsAt: "2026-12-03 11:00", title: "Kick-off" }, "Acme");
    await office.rest();
    expect(sentWith(office, /^Confirmed: Kick-off, Thursday 3 December, 11:00/)).toContain("invitation.ics");
    await does(office, "meeting.book", { startsAt: "2026-12-03 12:00" }, "Acme");
    await office.rest();
    expect(calendarFiles(office).join("")).toContain("DTSTART:20261203T110000Z");
    expect(await refusal(office, "meeting.missed", {}, "Acme")).toMatch(/has not begun yet/);
    office.clock.moveTo(Date.UTC(2026, 11, 3, 12));
    const missed = await does(office, "meeting.missed", {}, "Acme");
    expect(meetingOf(office).state).toBe("missed");
    await office.workspace.door.desk.undo(missed);
    await office.rest();
    expect(meetingOf(office).state).toBe("booked");
    allIsWell(office);
  }));

/** A mail of the owner's own hand. */
async function writesByHand(office: Office, name: string, text: string): Promise<void> {
  const raw = letter({
    from: "Robin Vale <robin@vale.example>",
    to: ANNA,
    subject: name,
    text,
    id: `${name}@vale.example`,
    date: "Tue, 24 Nov 2026 09:00:00 +0000",
  });
  office.outside.byHand(`${name}.eml`, raw);
  office.clock.advance(5000);
  await office.rest();
}

test("a promise in the owner's own mail is noted with its day, and kept by the letter that brings it", () =>
  inOffice(async (office) => {
    await office.rest();
    await clientOf(office);
    await writesByHand(
      office,
      "first",
      "Hi Anna,\n\nI'll send you the draft by Friday. If you like it, I'll print it on Monday.\n\nRobin",
    );
    const open = office.workspace.records.find(obligations, "state = 'open'");
    expect(open.map(({ kind, until_on, who }) => [kind, until_on, who])).toEqual([["send", "2026-11-27", "owner"]]);
    await writesByHand(office, "second", "Hi Anna,\n\nhere is the draft.\n\nRobin");
    expect(office.workspace.records.get(obligations, open[0]?.id ?? "")?.state).toBe("kept");
    expect(cards(office)).toEqual([]);
    allIsWell(office);
  }));

test("of several promises a letter keeps the one it speaks of, and a letter about something else none", () =>
  inOffice(async (office) => {
    await office.rest();
    await clientOf(office);
    await writesByHand(
      office,
      "first",
      "Hi Anna,\n\nI'll get back to you with the figures of the survey by Friday.\n\nRobin",
    );
    await writesByHand(office, "second", "Hi Anna,\n\nI'll send you the list of suppliers by Thursday.\n\nRobin");
    const state = () =>
      office.workspace.records.find(obligations, "task IS NULL ORDER BY until_on").map((one) => one.state);
    expect(state()).toEqual(["open", "open"]);
    await writesByHand(office, "third", "Hi Anna,\n\nyes, you may bring your colleague along.\n\nRobin");
    expect(state()).toEqual(["open", "open"]);
    await writesByHand(office, "fourth", "Hi Anna,\n\nhere is the list of the suppliers, as promised.\n\nRobin");
    expect(state()).toEqual(["kept", "open"]);
    await writesByHand(office, "fifth", "Hi Anna,\n\nthe survey is in: 80 % would come again.\n\nRobin");
    expect(state()).toEqual(["kept", "kept"]);
  }));

test("a promise is closed by hand, by some of its words", () =>
  inOffice(async (office) => {
    await office.rest();
    await clientOf(office);
    await does(office, "obligation.record", { what: "Send the logo", untilOn: "2026-12-01" }, "Acme");
    await does(office, "obligation.record", { what: "Ask the printer", untilOn: "2026-12-02" }, "Acme");
    expect(await refusal(office, "obligation.record", { what: "Late", untilOn: "2026-11-01" }, "Acme")).toMatch(
      /has passed/,
    );
    expect(await refusal(office, "obligation.close", {}, "Acme")).toMatch(
      /several promises.*“Send the logo”, “Ask the printer”/,
    );
    await does(office, "obligation.close", { obligation: "logo", outcome: "released" }, "Acme");
    const states = office.workspace.records.find(obligations, "1 = 1 ORDER BY until_on").map(({ state }) => state);
    expect(states).toEqual(["released", "open"]);
  }));

test("where the owner's weeks are full, a check-in of the plan takes place in writing", () =>
  inOffice(async (office) => {
    await office.rest();
    dropInCalendar(office, "full", "SUMMARY:Full", "DTSTART;VALUE=DATE:20261120", "DTEND;VALUE=DATE:20270301");
    await office.rest();
    await offered(office);
    const written = sentWith(office, /^Weekly check-in: how are things going\?$/);
    expect(written).toContain("in writing this time");
    expect(office.workspace.records.find(meetings, "1")).toEqual([]);
    expect(office.workspace.records.find(tasks, "key = 'call'")).toMatchObject([{ state: "done" }]);
    expect(cards(office)).toEqual([]);
  }));
