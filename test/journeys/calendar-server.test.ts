/**
 * A call with a client, from the times that are offered to the letter that calls it off, where the calendar is a server that the
 * owner's own programs write to as well. The process may end between any two steps.
 */
import { afterEach, beforeEach, expect, test } from "vitest";
import { meetingUid } from "../../src/lib/calendar-event.ts";
import { VirtualClock } from "../../src/lib/clock.ts";
import { type Meeting, meetings } from "../../src/records/meeting.ts";
import { inHome, inOffice } from "../kernel/company.ts";
import { OwnersHand } from "../support/caldav/owner.ts";
import { CaldavServer } from "../support/caldav/server.ts";
import { type Office, type OfficeOptions, START } from "../support/office.ts";
import { fallsDue, part, planFor, sentWith } from "../support/planned.ts";
import { clientOf, does } from "../support/work.ts";
import { allIsWell, cards, lastCard, receive } from "./letters.ts";

const ANNA = "Anna Berg <anna@acme.example>";
const HOUR = 3_600_000;
const FRIDAY_14 = Date.UTC(2026, 10, 27, 13);

let server: CaldavServer;
let owner: OwnersHand;

beforeEach(async () => {
  server = await new CaldavServer({ schedules: true }).start();
  owner = new OwnersHand(server.calendar);
});

afterEach(async () => {
  await server.stop();
  expect(server.faults).toEqual([]);
  expect(server.mailed).toEqual([]);
});

function withServer(work: (office: Office) => Promise<void>, options: OfficeOptions = {}): Promise<void> {
  return inOffice(work, { ...options, environment: { CALDAV_URL: server.url("/"), ...options.environment } });
}

/** Comes to rest although the calendar can't be asked: that is told elsewhere, and stops nothing. */
async function restAnyway(office: Office): Promise<void> {
  await office.workspace.untilIdle();
  const others = office.errors.filter((error) => !/calendar/.test(String(error)));
  office.errors.length = 0;
  if (others.length > 0) throw others[0];
}

async function offered(office: Office): Promise<void> {
  const scope = await clientOf(office);
  const engagement = `g_${scope}`;
  await planFor(office, scope, [{ key: "call", title: "Weekly check-in", kind: "check-in" }], [], engagement);
  const task = part("call", engagement);
  await fallsDue(office, "task.due", scope, `task:${task}`, { task, engagement, kind: "check-in" });
}

async function replies(office: Office, text: string): Promise<void> {
  const answers = /^Message-ID: <(.+)>$/m.exec(sentWith(office, /which time suits you/))?.[1] ?? "";
  await receive(office, { from: ANNA, subject: "Re: Weekly check-in", text, answers });
}

function meetingOf(office: Office): Meeting {
  const [meeting] = office.workspace.records.find(meetings, "client = 'c_acme'");
  if (!meeting) throw new Error("no meeting is on record");
  return meeting;
}

const uidOf = (office: Office) => meetingUid(meetingOf(office).id, "robin@vale.example");
const inCalendar = (office: Office) => owner.sees().get(uidOf(office))?.startsAt;

/** The calendar file that goes with a letter, decoded. */
function invitationIn(raw: string): string {
  const [, encoded = ""] = /text\/calendar[\s\S]*?base64[\s\S]*?\r\n\r\n([\w+/=\r\n]+)/.exec(raw) ?? [];
  return Buffer.from(encoded, "base64").toString("utf8");
}

/** The steps of the whole story; each leaves the office at rest. */
const STORY: ReadonlyArray<readonly [string, (office: Office) => Promise<void>]> = [
  [
    "times are offered at which the owner is free",
    async (office) => {
      owner.adds("trip", "DTSTART;VALUE=DATE:20261126", "DTEND;VALUE=DATE:20261127");
      await office.rest();
      await offered(office);
      const days = meetingOf(office)
        .slots.split(" ")
        .map((at) => new Date(Number(at)).toISOString().slice(0, 10));
      expect(days).toEqual(["2026-11-27", "2026-11-30", "2026-12-01"]);
    },
  ],
  [
    "one is taken, and both calendars know it",
    async (office) => {
      await replies(office, "Hi Robin,\n\nMonday 30 November works for me.\n\nAnna");
      const at = meetingOf(office).starts_at;
      expect(meetingOf(office)).toMatchObject({ state: "booked", starts_at: Date.UTC(2026, 10, 30, 13) });
      expect(inCalendar(office)).toBe(at);
      expect(invitationIn(sentWith(office, /^Confirmed: Weekly check-in, Monday 30/))).toMatch(/METHOD:REQUEST/);
    },
  ],
  [
    "the owner moves it in their calendar, and the client is told",
    async (office) => {
      owner.moves(uidOf(office), Date.UTC(2026, 11, 1, 9));
      office.clock.advance(120_000);
      await office.rest();
      expect(meetingOf(office)).toMatchObject({ state: "booked", starts_at: Date.UTC(2026, 11, 1, 9) });
      expect(invitationIn(sentWith(office, /^Confirmed: Weekly check-in, Tuesday 1 December, 10:00/))).toMatch(
        /DTSTART:20261201T090000Z/,
      );
      expect(inCalendar(office)).toBe(Date.UTC(2026, 11, 1, 9));
    },
  ],
  [
    "the owner deletes it there, and is asked whether the client shall be told",
    async (office) => {
      owner.deletes(uidOf(office));
      office.clock.advance(120_000);
      await office.rest();
      expect(meetingOf(office).state).toBe("cancelled");
      expect(lastCard(office).card.title).toBe("Tell Acme that “Weekly check-in” does not take place.");
    },
  ],
  [
    "it is called off by letter",
    async (office) => {
      expect((await office.approve(lastCard(office).code)).kind).toBe("approved");
      await office.rest();
      expect(invitationIn(sentWith(office, /does not take place/))).toContain("METHOD:CANCEL");
      expect(owner.sees().has(uidOf(office))).toBe(false);
    },
  ],
];

test("the whole story, in one go", () =>
  withServer(async (office) => {
    for (const [, step] of STORY) await step(office);
    expect(office.events("meeting.booked")).toHaveLength(2);
    expect(office.events("meeting.cancelled")).toHaveLength(1);
    expect(cards(office)).toHaveLength(1);
    allIsWell(office);
  }));

test("the whole story, with a new process between any two steps", () =>
  withServer(async (office) => {
    for (const [, step] of STORY) {
      await step(office);
      await office.restart();
      await office.rest();
    }
    expect(office.events("meeting.booked")).toHaveLength(2);
    expect(office.events("meeting.cancelled")).toHaveLength(1);
    expect(office.sent()).toHaveLength(4);
    allIsWell(office);
  }));

test("what the owner did while the process was stopped is noticed with the next start, once", () =>
  withServer(async (office) => {
    await office.rest();
    await offered(office);
    await replies(office, "Friday afternoon works for me.");
    const uid = uidOf(office);
    owner.moves(uid, FRIDAY_14 + HOUR);
    await office.restart();
    await office.rest();
    await office.restart();
    await office.rest();
    expect(meetingOf(office).starts_at).toBe(FRIDAY_14 + HOUR);
    expect(office.events("meeting.booked")).toHaveLength(2);
    allIsWell(office);
  }));

test("compared at night, a meeting that differs is told with both ways to settle it", () =>
  withServer(async (office) => {
    await office.rest();
    await clientOf(office);
    await does(office, "meeting.book", { startsAt: "2026-12-03 11:00", title: "Kick-off" }, "Acme");
    await office.rest();
    const compare = async () => (await office.workspace.connectors.get("calendar")?.reconcile?.()) ?? [];
    expect(await compare()).toEqual([]);
    const { id } = meetingOf(office);
    const text = owner.text(uidOf(office));
    owner.deletes(uidOf(office));
    const [gone, ...others] = await compare();
    expect(others).toEqual([]);
    expect(gone).toMatchObject({
      kind: "meeting",
      key: `meeting:${id}`,
      scope: "c_acme",
      about: "Your meeting with Acme on Thu 3 Dec",
      ours: "It is booked for Thu 3 Dec, 11:00, 30 minutes",
      theirs: "It isn't in your calendar",
      restore: { connector: "calendar", operation: "put", payload: { title: "Kick-off: Acme", insists: true } },
      found: { meeting: id, was: Date.UTC(2026, 11, 3, 10), startsAt: null },
    });
    await office.rest();
    expect(meetingOf(office).state).toBe("cancelled"); // it was the owner's deed, and is told by itself
    expect((await office.approve(lastCard(office).code)).kind).toBe("approved");
    await office.rest();
    // An old copy of it comes back, as from another device that was offline.
    server.calendar.put("5F1C.ics", text);
    expect(await compare()).toMatchObject([
      { ours: "It was called off", restore: { operation: "remove" }, found: null },
    ]);
  }));

test("client and owner move it at the same time: the owner's time stands, and the client gets it in writing", () =>
  withServer(async (office) => {
    await office.rest();
    await offered(office);
    await replies(office, "Friday afternoon works for me.");
    server.stumble("PUT", { kind: "meanwhile", run: () => owner.moves(uidOf(office), FRIDAY_14 + 2 * HOUR) });
    await does(office, "meeting.book", { startsAt: "2026-11-27 15:00" }, "Acme");
    await office.rest();
    expect(meetingOf(office)).toMatchObject({ state: "booked", starts_at: FRIDAY_14 + 2 * HOUR });
    expect(inCalendar(office)).toBe(FRIDAY_14 + 2 * HOUR);
    expect(sentWith(office, /^Confirmed: Weekly check-in, Friday 27 November, 16:00/)).toContain("text/calendar");
    allIsWell(office);
  }));

test("from a folder to a server: nothing is called off, and what moves is put there", () =>
  inHome([], async (home) => {
    await inOffice(
      async (office) => {
        await office.rest();
        await clientOf(office);
        await does(office, "meeting.book", { startsAt: "2026-12-03 11:00", title: "Kick-off" }, "Acme");
        await office.rest();
      },
      { home },
    );
    await withServer(
      async (office) => {
        await office.rest();
        expect(meetingOf(office).state).toBe("booked");
        expect(cards(office)).toEqual([]);
        await does(office, "meeting.book", { startsAt: "2026-12-03 12:00" }, "Acme");
        await office.rest();
        expect(inCalendar(office)).toBe(Date.UTC(2026, 11, 3, 11));
        owner.deletes(uidOf(office));
        await office.rest();
        expect(meetingOf(office).state).toBe("cancelled");
      },
      { home, clock: new VirtualClock(START + HOUR), seed: "another process" },
    );
  }));

test("moved and called off here, the calendar follows", () =>
  withServer(async (office) => {
    await office.rest();
    await clientOf(office);
    await does(office, "meeting.book", { startsAt: "2026-12-03 11:00", title: "Kick-off" }, "Acme");
    await office.rest();
    await does(office, "meeting.book", { startsAt: "2026-12-03 12:00" }, "Acme");
    await office.rest();
    expect(inCalendar(office)).toBe(Date.UTC(2026, 11, 3, 11));
    await does(office, "meeting.cancel", {}, "Acme");
    await office.rest();
    expect(owner.sees().size).toBe(0);
    expect(office.events("meeting.cancelled")).toHaveLength(1);
    allIsWell(office);
  }));

test("down at the start, and while a meeting is put there: work goes on, and the calendar catches up", async () => {
  await server.stop();
  await withServer(async (office) => {
    await restAnyway(office);
    await server.start();
    await office.rest();
    await offered(office);
    await server.stop();
    const answers = /^Message-ID: <(.+)>$/m.exec(sentWith(office, /which time suits you/))?.[1] ?? "";
    office.drop("reply.eml", replyOf(answers));
    await restAnyway(office);
    expect(meetingOf(office)).toMatchObject({ state: "booked", starts_at: FRIDAY_14 });
    await server.start();
    office.clock.advance(20 * 60_000);
    await office.rest();
    expect(inCalendar(office)).toBe(FRIDAY_14);
    expect(office.events("meeting.booked")).toHaveLength(1);
  });
});

test("an answer that was cut off is looked up: nothing is there twice, and nobody is asked", () =>
  withServer(async (office) => {
    await office.rest();
    await offered(office);
    server.stumble("PUT", { kind: "cut" });
    await replies(office, "Friday afternoon works for me.");
    expect(inCalendar(office)).toBe(FRIDAY_14);
    expect(server.requests.filter((one) => one.startsWith("PUT"))).toHaveLength(1);
    expect(cards(office)).toEqual([]);
    allIsWell(office);
  }));

test.each([
  // The owner is in Berlin; its clocks change on 28 March 2027, New York's on 14 March.
  ["Europe/Berlin", "2027-03-26 10:00", "2027-03-26T09:00:00.000Z", "Friday 26 March, 10:00", "UTC+1"],
  ["Europe/Berlin", "2027-03-29 10:00", "2027-03-29T08:00:00.000Z", "Monday 29 March, 10:00", "UTC+2"],
  ["Europe/Berlin", "2027-10-29 10:00", "2027-10-29T08:00:00.000Z", "Friday 29 October, 10:00", "UTC+2"],
  ["Europe/Berlin", "2027-11-01 10:00", "2027-11-01T09:00:00.000Z", "Monday 1 November, 10:00", "UTC+1"],
  ["America/New_York", "2027-03-12 10:00", "2027-03-12T15:00:00.000Z", "Friday 12 March, 10:00", "UTC-5"],
  ["America/New_York", "2027-03-15 10:00", "2027-03-15T14:00:00.000Z", "Monday 15 March, 10:00", "UTC-4"],
])("in %s a meeting at %s is at %s, in the calendar and in the letter", (zone, startsAt, utc, words, offset) =>
  withServer(
    async (office) => {
      await office.rest();
      await clientOf(office);
      await does(office, "meeting.book", { startsAt, title: "Kick-off" }, "Acme");
      await office.rest();
      expect(inCalendar(office)).toBe(Date.parse(utc));
      const letter = sentWith(office, /^Confirmed: Kick-off/);
      expect(letter).toContain(words);
      expect(letter).toContain(offset);
      expect(invitationIn(letter)).toContain(`DTSTART:${utc.replace(/[-:]|\.000/g, "")}`);
    },
    // At noon in New York: letters don't leave at night.
    { environment: { ATELIER_TIMEZONE: zone }, clock: new VirtualClock(START + 8 * HOUR) },
  ),
);

function replyOf(answers: string): string {
  return [
    `From: ${ANNA}`,
    "To: Robin Vale <robin@vale.example>",
    "Subject: Re: Weekly check-in",
    "Date: Tue, 24 Nov 2026 10:00:00 +0000",
    "Message-ID: <reply@acme.example>",
    `In-Reply-To: <${answers}>`,
    `References: <${answers}>`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "",
    "Friday afternoon works for me.",
    "",
  ].join("\r\n");
}
