/**
 * The calendar folder: our meetings lie there as files, the owner's own files say when they are busy, and what the owner does to
 * a meeting of ours is noticed.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ICAL from "ical.js";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Compared } from "../../../src/connectors/calendar/difference.ts";
import type { Expected, Moved } from "../../../src/connectors/calendar/standing.ts";
import { CalendarFolderConnector } from "../../../src/connectors/calendar-folder/connector.ts";
import type { Delivery } from "../../../src/kernel/delivery.ts";
import { BusyTimes } from "../../../src/lib/busy.ts";
import { calendarText } from "../../../src/lib/calendar-event.ts";
import { VirtualClock } from "../../../src/lib/clock.ts";
import { describedZone } from "../../support/described-zone.ts";

const NOW = Date.UTC(2026, 10, 24, 9);
const AT = Date.UTC(2026, 10, 26, 9);
const PUT = { uid: "g_1@vale.example", title: "Check-in: Acme", startsAt: AT, minutes: 30, sequence: 2 };

let root: string;
let clock: VirtualClock;
let busy: BusyTimes;
let expected: Expected[];
let compared: Compared[];
let changes: Moved[];
let calendar: CalendarFolderConnector;

beforeEach(async () => {
  root = join(mkdtempSync(join(tmpdir(), "atelier-calendar-")), "calendar");
  clock = new VirtualClock(NOW);
  busy = new BusyTimes();
  expected = [];
  compared = [];
  changes = [];
  calendar = new CalendarFolderConnector({
    root,
    clock,
    zone: "Europe/Berlin",
    ownAddress: "robin@vale.example",
    busy,
    expected: () => expected,
    compared: () => compared,
    changed: (_, __, found) => void changes.push(found),
  });
  await calendar.open();
});

afterEach(() => rmSync(join(root, ".."), { recursive: true, force: true }));

function delivery(operation: string, payload: Record<string, unknown> = PUT): Delivery {
  return { key: "i_1.0.1", operation, payload: payload as Delivery["payload"], reference: PUT.uid, at: NOW };
}

/** A calendar with one event of these lines. */
function drop(name: string, ...lines: string[]): void {
  const text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", ...lines, "END:VCALENDAR", ""].join("\r\n");
  writeFileSync(join(root, name), text);
}

function event(...lines: string[]): string[] {
  return ["BEGIN:VEVENT", "UID:own-1", "DTSTAMP:20261101T000000Z", ...lines, "END:VEVENT"];
}

async function poll(): Promise<number> {
  const reports = await calendar.poll();
  for (const report of reports) report.record({} as never);
  return reports.length;
}

async function busyTimes(): Promise<string[]> {
  await poll();
  return busy.spans.map(({ from, to }) => `${iso(from)}–${iso(to).slice(11)}`);
}

function iso(at: number): string {
  return new Date(at).toISOString().slice(0, 16);
}

const ours = () => readdirSync(root).filter((name) => name.endsWith(".ics"));

test("a meeting is written whole, the same bytes for the same delivery, and is found again", async () => {
  expect(await calendar.lookup(delivery("put"))).toEqual({ kind: "absent" });
  expect(await calendar.perform(delivery("put"))).toEqual({ kind: "done" });
  expect(await calendar.lookup(delivery("put"))).toEqual({ kind: "found" });
  const [name = ""] = ours();
  const text = readFileSync(join(root, name), "utf8");
  expect(await calendar.perform(delivery("put"))).toEqual({ kind: "done" });
  expect(readFileSync(join(root, name), "utf8")).toBe(text);
  expect(ours()).toHaveLength(1);
  const [entry] = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent");
  const read = new ICAL.Event(entry);
  expect([read.uid, read.summary, read.startDate.toJSDate().toISOString()]).toEqual([
    PUT.uid,
    PUT.title,
    "2026-11-26T09:00:00.000Z",
  ]);
  expect(text).toContain("DTSTAMP:20261124T090000Z");
  expect(text.split("\r\n").every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
});

test("a new time is written over the old one; a meeting that is removed is cancelled there", async () => {
  await calendar.perform(delivery("put"));
  const moved = { ...PUT, startsAt: AT + 3_600_000, sequence: 3 };
  await calendar.perform(delivery("put", moved));
  expect(ours()).toHaveLength(1);
  expect(readFileSync(join(root, ours()[0] ?? ""), "utf8")).toContain("DTSTART:20261126T100000Z");
  expect(await calendar.lookup(delivery("put"))).toEqual({ kind: "absent" });
  await calendar.perform(delivery("remove", moved));
  expect(readFileSync(join(root, ours()[0] ?? ""), "utf8")).toContain("STATUS:CANCELLED");
  expect(await calendar.lookup(delivery("remove", moved))).toEqual({ kind: "found" });
});

test("a note that the owner added to a meeting stays when it is put there once more", async () => {
  await calendar.perform(delivery("put"));
  const path = join(root, ours()[0] ?? "");
  writeFileSync(path, readFileSync(path, "utf8").replace("SUMMARY:", "DESCRIPTION:Bring the logo\r\nSUMMARY:"));
  await calendar.perform(delivery("put"));
  expect(readFileSync(path, "utf8")).toContain("Bring the logo");
});

test("nine o'clock stays nine o'clock when the clocks change", async () => {
  clock.moveTo(Date.UTC(2027, 2, 20));
  drop(
    "weekly.ics",
    ...event("DTSTART;TZID=Europe/Berlin:20270315T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=4"),
  );
  expect(await busyTimes()).toEqual(["2027-03-22T08:00–09:00", "2027-03-29T07:00–08:00", "2027-04-05T07:00–08:00"]);
});

test("exceptions of a series are followed: one left out, one moved, one called off", async () => {
  drop(
    "series.ics",
    ...event(
      "DTSTART;TZID=Europe/Berlin:20261123T090000",
      "DTEND;TZID=Europe/Berlin:20261123T093000",
      "RRULE:FREQ=WEEKLY;UNTIL=20261222T000000Z",
      "EXDATE;TZID=Europe/Berlin:20261130T090000",
    ),
    ...event(
      "RECURRENCE-ID;TZID=Europe/Berlin:20261207T090000",
      "DTSTART;TZID=Europe/Berlin:20261208T110000",
      "DTEND;TZID=Europe/Berlin:20261208T113000",
    ),
    ...event(
      "RECURRENCE-ID;TZID=Europe/Berlin:20261214T090000",
      "DTSTART;TZID=Europe/Berlin:20261214T090000",
      "DTEND;TZID=Europe/Berlin:20261214T093000",
      "STATUS:CANCELLED",
    ),
  );
  expect(await busyTimes()).toEqual(["2026-12-08T10:00–10:30", "2026-12-21T08:00–08:30"]);
});

test.each([
  [
    "a time in another zone",
    ["DTSTART;TZID=America/New_York:20261125T090000", "DTEND;TZID=America/New_York:20261125T100000"],
    ["2026-11-25T14:00–15:00"],
  ],
  [
    "a time that names no zone is the owner's",
    ["DTSTART:20261125T090000", "DTEND:20261125T100000"],
    ["2026-11-25T08:00–09:00"],
  ],
  ["a whole day", ["DTSTART;VALUE=DATE:20261125"], ["2026-11-24T23:00–23:00"]],
  ["time that is marked as free", ["DTSTART:20261125T090000Z", "DTEND:20261125T100000Z", "TRANSP:TRANSPARENT"], []],
  ["what was called off", ["DTSTART:20261125T090000Z", "DTEND:20261125T100000Z", "STATUS:CANCELLED"], []],
  [
    "what the owner declined",
    ["DTSTART:20261125T090000Z", "DTEND:20261125T100000Z", "ATTENDEE;PARTSTAT=DECLINED:mailto:Robin@vale.example"],
    [],
  ],
  ["what is long past", ["DTSTART:20261025T090000Z", "DTEND:20261025T100000Z"], []],
  [
    "a rule, as far as sixty days reach",
    ["DTSTART:20261123T120000Z", "DURATION:PT15M", "RRULE:FREQ=MONTHLY;COUNT=3"],
    ["2026-12-23T12:00–12:15"],
  ],
])("%s", async (_, lines, times) => {
  drop("one.ics", ...event(...lines));
  expect(await busyTimes()).toEqual(times);
});

test("a zone that only the file describes is followed", async () => {
  const zone = describedZone("W. Europe Standard Time");
  drop("outlook.ics", ...zone, ...event("DTSTART;TZID=W. Europe Standard Time:20261125T090000", "DURATION:PT1H"));
  expect(await busyTimes()).toEqual(["2026-11-25T08:00–09:00"]);
});

test("a broken file is named, and the others count", async () => {
  drop("good.ics", ...event("DTSTART:20261125T090000Z", "DURATION:PT1H"));
  writeFileSync(join(root, "broken.ics"), "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:2026");
  writeFileSync(join(root, "empty.ics"), "");
  drop("nowhere.ics", ...event("DTSTART;TZID=Middle/Earth:20261125T090000", "DURATION:PT1H"));
  expect(await busyTimes()).toEqual(["2026-11-25T09:00–10:00"]);
  const health = await calendar.check();
  expect(health.ok).toBe(false);
  expect(health.says).toMatch(/broken\.ics is left out of your busy times: .*empty\.ics, nowhere\.ics/);
  for (const name of ["broken.ics", "empty.ics", "nowhere.ics"]) unlinkSync(join(root, name));
  expect((await calendar.check()).ok).toBe(true);
});

test("a file that goes takes its busy times with it", async () => {
  drop("dentist.ics", ...event("DTSTART:20261125T090000Z", "DURATION:PT1H"));
  expect(await busyTimes()).toHaveLength(1);
  unlinkSync(join(root, "dentist.ics"));
  expect(await busyTimes()).toEqual([]);
});

test("what is taken out in the very moment in which something was put there is noticed, though the disk shows one time for both", async () => {
  await calendar.perform(delivery("put"));
  expected = [{ meeting: "g_1", uid: PUT.uid, startsAt: AT, minutes: 30 }];
  // Ahead of the clock, so that it is "a moment ago" on the slowest machine.
  const moment = Date.now() / 1000 + 60;
  utimesSync(root, moment, moment);
  expect(await poll()).toBe(0);
  unlinkSync(join(root, ours()[0] ?? ""));
  utimesSync(root, moment, moment);
  expect(await poll()).toBe(1);
});

test("a meeting that the owner moves, renames and deletes is told once each", async () => {
  await calendar.perform(delivery("put"));
  expected = [{ meeting: "g_1", uid: PUT.uid, startsAt: AT, minutes: 30 }];
  expect(await poll()).toBe(0);
  const path = join(root, ours()[0] ?? "");
  writeFileSync(path, calendarText({ ...PUT, startsAt: AT + 3_600_000, minutes: 45, stampedAt: NOW }));
  clock.advance(16 * 60_000);
  expect(await poll()).toBe(1);
  expect(changes).toEqual([{ startsAt: AT + 3_600_000, minutes: 45 }]);
  clock.advance(16 * 60_000);
  expect(await poll()).toBe(0);
  // A calendar program gives the file a name of its own: it is the same meeting.
  expected = [{ meeting: "g_1", uid: PUT.uid, startsAt: AT + 3_600_000, minutes: 45 }];
  unlinkSync(path);
  writeFileSync(
    join(root, "renamed.ics"),
    calendarText({ ...PUT, startsAt: AT + 3_600_000, minutes: 45, stampedAt: NOW }),
  );
  expect(await poll()).toBe(0);
  unlinkSync(join(root, "renamed.ics"));
  expect(await poll()).toBe(1);
  expect(changes.at(-1)).toBeNull();
});

test("compared at night, what was moved, deleted or brought back is told, and put right on request", async () => {
  await calendar.perform(delivery("put"));
  const when = (at: number) => iso(at);
  const meeting = { meeting: "g_1", uid: PUT.uid, scope: "c_acme", about: "Your meeting with Acme", when };
  compared = [{ ...meeting, stands: PUT }];
  expect(await calendar.reconcile()).toEqual([]);
  const path = join(root, ours()[0] ?? "");
  writeFileSync(path, calendarText({ ...PUT, startsAt: AT + 3_600_000, stampedAt: NOW }));
  const [moved] = await calendar.reconcile();
  expect(moved).toMatchObject({ theirs: "In your calendar it stands on 2026-11-26T10:00" });
  await calendar.perform({ ...delivery("put"), payload: moved?.restore?.payload ?? {} });
  expect(await calendar.reconcile()).toEqual([]);
  unlinkSync(path);
  expect(await calendar.reconcile()).toMatchObject([{ theirs: "It isn't in your calendar" }]);
  compared = [{ ...meeting, stands: null }];
  expect(await calendar.reconcile()).toEqual([]);
  await calendar.perform(delivery("put"));
  const [back] = await calendar.reconcile();
  await calendar.perform({ ...delivery("remove"), payload: back?.restore?.payload ?? {} });
  expect(await calendar.reconcile()).toEqual([]);
  writeFileSync(path, "BEGIN:VCALENDAR\r\n");
  expect(await calendar.reconcile()).toEqual([]);
});

test("a meeting whose file is being written, or can't be read, is not taken for deleted", async () => {
  await calendar.perform(delivery("put"));
  expected = [{ meeting: "g_1", uid: PUT.uid, startsAt: AT, minutes: 30 }];
  writeFileSync(join(root, ours()[0] ?? ""), "BEGIN:VCALENDAR\r\n");
  clock.advance(16 * 60_000);
  expect(await poll()).toBe(0);
  rmSync(root, { recursive: true });
  await expect(calendar.poll()).rejects.toThrow(/is missing/);
  expect(changes).toEqual([]);
});
