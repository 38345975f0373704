/**
 * What stands at a calendar server: read once, then only what has changed; when the owner is busy; and what they did to our
 * meetings, told once each.
 */
import { afterEach, expect, test } from "vitest";
import { Calendar } from "../../support/caldav/calendar.ts";
import { AT, CaldavHarness, delivery, PUT, UID } from "../../support/caldav/harness.ts";
import { eventOf } from "../../support/caldav/owner.ts";
import { HOME } from "../../support/caldav/places.ts";
import type { CaldavOptions } from "../../support/caldav/server.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let harness: CaldavHarness;

async function started(options: CaldavOptions = {}): Promise<CaldavHarness> {
  harness = await CaldavHarness.start(options);
  return harness;
}

afterEach(async () => {
  await harness.stop();
  expect(harness.server.faults).toEqual([]);
});

const DENTIST = ["DTSTART:20261125T090000Z", "DURATION:PT1H"];
const LUNCH = ["DTSTART:20261126T120000Z", "DURATION:PT1H"];

/** Both ways of noticing: by token, and by etags where a server has none. */
test.each([
  ["by what has changed since the token", true],
  ["by etags", false],
])("only what has changed is fetched, %s", async (_, syncs) => {
  const { server, owner } = await started({ syncs });
  const calendar = harness.connector();
  for (let day = 25; day < 30; day++) owner.adds(`e${day}`, `DTSTART:202611${day}T090000Z`, "DURATION:PT1H");
  expect(await harness.busyTimes(calendar)).toHaveLength(5);
  server.requests.length = 0;
  expect(await harness.busyTimes(calendar)).toHaveLength(5);
  expect(server.requests).toHaveLength(1);
  owner.adds("lunch", ...LUNCH);
  owner.moves("e25", Date.UTC(2026, 10, 25, 15));
  owner.deletes("e27");
  expect(await harness.busyTimes(calendar)).toEqual([
    "2026-11-25T15:00–16:00",
    "2026-11-26T09:00–10:00",
    "2026-11-26T12:00–13:00",
    "2026-11-28T09:00–10:00",
    "2026-11-29T09:00–10:00",
  ]);
  expect(server.requests).toHaveLength(3);
});

test("changes that are told in parts are all taken", async () => {
  const { owner } = await started({ changesAtOnce: 2 });
  const calendar = harness.connector();
  await harness.poll(calendar);
  for (let day = 25; day < 30; day++) owner.adds(`e${day}`, `DTSTART:202611${day}T090000Z`, "DURATION:PT1H");
  owner.deletes("e26");
  expect(await harness.busyTimes(calendar)).toHaveLength(4);
});

test("what changes while everything is read is told with the next look", async () => {
  const { server, owner } = await started();
  owner.adds("lunch", ...LUNCH);
  const calendar = harness.connector();
  server.stumble("REPORT", { kind: "meanwhile", run: () => undefined });
  server.stumble("REPORT", { kind: "meanwhile", run: () => owner.adds("dentist", ...DENTIST) });
  expect(await harness.busyTimes(calendar)).toHaveLength(1);
  expect(await harness.busyTimes(calendar)).toHaveLength(2);
});

test("the records are asked before the server: what we put there meanwhile is not taken for the owner's change", async () => {
  const { server } = await started();
  const calendar = harness.connector();
  await harness.poll(calendar);
  server.requests.length = 0;
  await harness.poll(calendar);
  expect(server.requests).not.toHaveLength(0);
  expect(harness.askedAfter).toBe(0);
});

test("a token that is not known any more is replaced by looking anew, and nothing is missed", async () => {
  const { server, owner } = await started();
  const calendar = harness.connector();
  owner.adds("dentist", ...DENTIST);
  await calendar.perform(delivery("put"));
  harness.expects();
  await harness.poll(calendar);
  server.calendar.forgetTokens();
  owner.deletes("dentist");
  owner.moves(UID, AT + HOUR);
  expect(await harness.poll(calendar)).toEqual([{ startsAt: AT + HOUR, minutes: 30 }]);
  expect(harness.busy.spans).toEqual([]);
});

test.each([400, 403, 405, 409, 410, 412, 501, 507])(
  "a server that refuses its token with %i is read anew",
  async (status) => {
    const { server, owner } = await started();
    const calendar = harness.connector();
    await harness.poll(calendar);
    owner.adds("dentist", ...DENTIST);
    server.stumble("REPORT", { kind: "status", status });
    // 501 means a server that promises what it can't do; all of them leave the calendar readable.
    expect(await harness.busyTimes(calendar)).toHaveLength(1);
  },
);

test("of thousands of events only those of the next two months are fetched", async () => {
  const { server, owner } = await started();
  for (let nth = 0; nth < 3000; nth++) {
    const day = new Date(Date.UTC(2016, 0, 1) + nth * DAY).toISOString().slice(0, 10).replaceAll("-", "");
    owner.adds(`past${nth}`, `DTSTART:${day}T090000Z`, "DURATION:PT1H");
  }
  owner.adds("dentist", ...DENTIST);
  owner.adds("next-year", "DTSTART:20271125T090000Z", "DURATION:PT1H");
  expect(await harness.busyTimes(harness.connector())).toEqual(["2026-11-25T09:00–10:00"]);
  expect(server.requests.filter((one) => one.startsWith("REPORT"))).toHaveLength(2);
});

test("as the days go by, what was far away comes near, also with a server that says nothing has changed", async () => {
  const { owner } = await started();
  owner.adds("far", "DTSTART:20270301T090000Z", "DURATION:PT1H");
  owner.adds("weekly", "DTSTART;TZID=Europe/Berlin:20261123T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY");
  const calendar = harness.connector();
  expect(await harness.busyTimes(calendar)).toHaveLength(8);
  harness.clock.moveTo(Date.UTC(2027, 1, 1));
  const times = await harness.busyTimes(calendar);
  expect(times).toContain("2027-03-01T08:00–10:00"); // it meets the weekly one
  expect(times).toContain("2027-03-29T07:00–08:00"); // nine o'clock stays nine o'clock
});

test("our own meetings keep nobody busy twice, in the place where a program has put them either", async () => {
  const { owner } = await started();
  const calendar = harness.connector();
  await calendar.perform(delivery("put"));
  expect(await harness.busyTimes(calendar)).toEqual([]);
  owner.renames(UID, "5F1C.ics");
  expect(await harness.busyTimes(calendar)).toEqual([]);
});

test("a meeting that the owner moves, renames and deletes is told once each", async () => {
  const { owner } = await started();
  const calendar = harness.connector();
  await calendar.perform(delivery("put"));
  harness.expects();
  expect(await harness.poll(calendar)).toEqual([]);
  owner.moves(UID, AT + HOUR, 45);
  expect(await harness.poll(calendar)).toEqual([{ startsAt: AT + HOUR, minutes: 45 }]);
  expect(await harness.poll(calendar)).toEqual([]);
  harness.expects(AT + HOUR, 45);
  owner.renames(UID, "5F1C.ics");
  expect(await harness.poll(calendar)).toEqual([]);
  // Called off in the owner's own program, or deleted: both are the end of it.
  owner.changes(UID, (event) => event.updatePropertyWithValue("status", "CANCELLED"));
  expect(await harness.poll(calendar)).toEqual([null]);
  owner.deletes(UID);
  expect(await harness.poll(calendar)).toEqual([]);
});

test("what was not recorded is told again", async () => {
  const { owner } = await started();
  const calendar = harness.connector();
  await calendar.perform(delivery("put"));
  harness.expects();
  await harness.poll(calendar);
  owner.moves(UID, AT + HOUR);
  expect(await calendar.poll()).toHaveLength(1); // recording failed: nothing was settled
  expect(await harness.poll(calendar)).toHaveLength(1);
});

test("a meeting beyond the two months that are looked at is found, and missed where it is gone", async () => {
  const { owner, server } = await started();
  const far = AT + 200 * DAY;
  const calendar = harness.connector();
  await calendar.perform(delivery("put", { ...PUT, startsAt: far }));
  harness.expects(far);
  const fresh = harness.connector();
  expect(await harness.poll(fresh)).toEqual([]);
  server.requests.length = 0;
  expect(await harness.poll(fresh)).toEqual([]);
  expect(server.requests).toHaveLength(1);
  owner.moves(UID, far + HOUR);
  expect(await harness.poll(fresh)).toEqual([{ startsAt: far + HOUR, minutes: 30 }]);
  harness.expects(far + HOUR);
  owner.renames(UID, "5F1C.ics");
  expect(await harness.poll(harness.connector())).toEqual([]);
  owner.deletes(UID);
  expect(await harness.poll(harness.connector())).toEqual([null]);
});

test("a meeting that can't be read is not taken for deleted; an event of the owner's that can't is named", async () => {
  const { server } = await started();
  const calendar = harness.connector();
  await calendar.perform(delivery("put"));
  harness.expects();
  const [file = ""] = server.calendar.objects.keys();
  server.calendar.put(file, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:2026");
  expect(await harness.poll(calendar)).toEqual([]);
  server.calendar.put("nowhere.ics", eventOf("x", "DTSTART;TZID=Middle/Earth:20261125T090000", "DURATION:PT1H"));
  server.calendar.put("dentist.ics", eventOf("dentist", ...DENTIST));
  expect(await harness.busyTimes(calendar)).toEqual(["2026-11-25T09:00–10:00"]);
  expect(await calendar.check()).toMatchObject({
    ok: false,
    says: expect.stringMatching(/2 events in the calendar “Work” can't be read/),
  });
});

test("a series that the owner made of a meeting still is the meeting", async () => {
  const { owner, server } = await started();
  const calendar = harness.connector();
  await calendar.perform(delivery("put"));
  harness.expects();
  const [file = ""] = server.calendar.objects.keys();
  server.calendar.put(file, owner.text(UID).replace("SUMMARY:", "RRULE:FREQ=WEEKLY;COUNT=3\r\nSUMMARY:"));
  expect(await harness.poll(calendar)).toEqual([]);
  owner.moves(UID, AT + HOUR);
  expect(await harness.poll(calendar)).toEqual([{ startsAt: AT + HOUR, minutes: 30 }]);
});

test("another calendar of the owner's says nothing of our meetings, and its events keep nobody busy here", async () => {
  const work = new Calendar({ name: "work", displayName: "Work" });
  const own = new Calendar({ name: "own", displayName: "Private" });
  own.put("dentist.ics", eventOf("dentist", ...DENTIST));
  const { server } = await started({ calendars: [work, own] });
  expect(await harness.busyTimes(harness.connector())).toEqual([]);
  const other = harness.connector({ url: server.url(`${HOME}own/`) });
  expect(await harness.busyTimes(other)).toHaveLength(1);
});

test("what was put into another calendar before is not missed in this one, and is put there anew where it moves", async () => {
  const { owner } = await started();
  harness.expects();
  harness.putAt = harness.clock.now() - DAY; // into a folder, say
  const calendar = harness.connector();
  expect(await harness.poll(calendar)).toEqual([]);
  expect(await harness.poll(harness.connector())).toEqual([]);
  expect(await calendar.perform(delivery("put", { ...PUT, startsAt: AT + HOUR, sequence: 3 }))).toEqual({
    kind: "done",
  });
  harness.putAt = harness.clock.now();
  harness.expects(AT + HOUR);
  expect(await harness.poll(calendar)).toEqual([]);
  owner.deletes(UID);
  expect(await harness.poll(calendar)).toEqual([null]);
});

test("a calendar that is exchanged for another calls nothing off, and the one that was chosen is stayed with", async () => {
  const [work, own] = [new Calendar({ name: "work" }), new Calendar({ name: "own" })];
  const { server } = await started({ calendars: [work] });
  const calendar = harness.connector({ url: server.url("/") });
  await calendar.perform(delivery("put"));
  harness.expects();
  await harness.poll(calendar);
  // A new one before it in the list is not ours.
  server.calendars.unshift(own);
  expect(await harness.poll(harness.connector({ url: server.url("/") }))).toEqual([]);
  server.calendars.pop();
  harness.clock.advance(HOUR);
  await expect(calendar.poll()).rejects.toMatchObject({ trouble: "changed" });
  expect(await harness.poll(calendar)).toEqual([]);
  expect(await calendar.perform(delivery("put", { ...PUT, startsAt: AT + HOUR, sequence: 3 }))).toEqual({
    kind: "done",
  });
  expect(own.objects.size).toBe(1);
});

test("what differs at night is told with both ways to settle it", async () => {
  const { owner } = await started();
  const calendar = harness.connector();
  await calendar.perform(delivery("put"));
  const about = "Your meeting with Acme on Thu 26 Nov";
  const when = (at: number, minutes: number) => `${new Date(at).toISOString().slice(0, 16)}, ${minutes} minutes`;
  const meeting = { meeting: "g_1", uid: UID, scope: "c_acme", about, when };
  harness.compared = [{ ...meeting, stands: PUT }];
  expect(await calendar.reconcile()).toEqual([]);
  owner.moves(UID, AT + HOUR);
  const [difference] = await calendar.reconcile();
  expect(difference).toMatchObject({
    kind: "meeting",
    key: "meeting:g_1",
    scope: "c_acme",
    about,
    ours: "It is booked for 2026-11-26T09:00, 30 minutes",
    theirs: "In your calendar it stands on 2026-11-26T10:00, 30 minutes",
    found: { meeting: "g_1", was: AT, startsAt: AT + HOUR, minutes: 30 },
  });
  const restore = difference?.restore;
  if (!restore) throw new Error("nothing restores it");
  await calendar.perform({ ...delivery("put"), operation: restore.operation, payload: restore.payload });
  expect(await calendar.reconcile()).toEqual([]);
  owner.deletes(UID);
  const [gone] = await calendar.reconcile();
  expect(gone).toMatchObject({ theirs: "It isn't in your calendar", found: { was: AT, startsAt: null } });
  await calendar.perform({ ...delivery("put"), payload: gone?.restore?.payload ?? {} });
  harness.compared = [{ ...meeting, stands: null }];
  const [back] = await calendar.reconcile();
  expect(back).toMatchObject({ ours: "It was called off", restore: { operation: "remove" }, found: null });
  await calendar.perform({ ...delivery("remove"), payload: back?.restore?.payload ?? {} });
  expect(await calendar.reconcile()).toEqual([]);
});
