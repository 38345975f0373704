/**
 * Our meetings at a calendar server: put there once, moved and taken out onto the very state that was seen, and never written over
 * what the owner has changed meanwhile.
 */
import ICAL from "ical.js";
import { afterEach, expect, test } from "vitest";
import { AT, CaldavHarness, delivery, NOW, PUT, UID } from "../../support/caldav/harness.ts";
import type { CaldavOptions } from "../../support/caldav/server.ts";

const HOUR = 3_600_000;
let harness: CaldavHarness;

async function started(options: CaldavOptions = {}): Promise<CaldavHarness> {
  harness = await CaldavHarness.start(options);
  return harness;
}

afterEach(async () => {
  await harness.stop();
  expect(harness.server.faults).toEqual([]);
});

const moved = (hours: number, sequence = 3) => ({ ...PUT, startsAt: AT + hours * HOUR, sequence });
const standsAt = () => harness.owner.sees().get(UID)?.startsAt;

test("a meeting is put there once, is found again, and names nobody who could be written to", async () => {
  const { server, owner } = await started({ schedules: true });
  const calendar = harness.connector();
  const put = delivery("put", { ...PUT, attendees: ["anna@acme.example"] });
  expect(await calendar.lookup(put)).toEqual({ kind: "absent" });
  expect(await calendar.perform(put)).toEqual({ kind: "done" });
  expect(await calendar.lookup(put)).toEqual({ kind: "found" });
  const text = owner.text(UID);
  expect(text).toContain("DTSTART:20261126T090000Z");
  expect(text).not.toMatch(/ATTENDEE|ORGANIZER|METHOD/);
  expect(await harness.connector().perform(put)).toEqual({ kind: "done" });
  expect(server.requests.filter((one) => one.startsWith("PUT"))).toHaveLength(1);
  expect(server.mailed).toEqual([]);
});

test("a new time is written over the old one, and the owner's notes stay", async () => {
  const { owner } = await started();
  const calendar = harness.connector();
  await calendar.perform(delivery("put"));
  owner.changes(UID, (event) => event.updatePropertyWithValue("description", "Bring the logo"));
  expect(await calendar.perform(delivery("put", moved(2)))).toEqual({ kind: "done" });
  expect(standsAt()).toBe(AT + 2 * HOUR);
  expect(owner.text(UID)).toContain("Bring the logo");
  expect(await calendar.lookup(delivery("put"))).toEqual({ kind: "absent" });
});

test("its number grows beyond the one that the owner's program has given it", async () => {
  const { owner } = await started();
  const calendar = harness.connector();
  await calendar.perform(delivery("put"));
  owner.changes(UID, (event) => event.updatePropertyWithValue("sequence", 9));
  await calendar.perform(delivery("put", moved(1)));
  expect(owner.sees().get(UID)?.sequence).toBe(10);
});

test("what the owner has moved since is not written over; the next look tells it", async () => {
  const { owner } = await started();
  const calendar = harness.connector();
  await calendar.perform(delivery("put"));
  owner.moves(UID, AT + 5 * HOUR);
  expect(await calendar.perform(delivery("put", moved(2)))).toEqual({ kind: "done" });
  expect(await calendar.lookup(delivery("put", moved(2)))).toEqual({ kind: "found" });
  expect(standsAt()).toBe(AT + 5 * HOUR);
  harness.expects(AT + 2 * HOUR);
  expect(await harness.poll(calendar)).toEqual([{ startsAt: AT + 5 * HOUR, minutes: 30 }]);
});

test("that holds after a restart, too, by what the records say", async () => {
  const { owner } = await started();
  await harness.connector().perform(delivery("put"));
  harness.expects();
  owner.moves(UID, AT + 5 * HOUR);
  expect(await harness.connector().perform(delivery("put", moved(2)))).toEqual({ kind: "done" });
  expect(standsAt()).toBe(AT + 5 * HOUR);
  // Once that is on record and confirmed, a later move of the client's is written.
  harness.expects(AT + 5 * HOUR);
  await harness.connector().perform(delivery("put", moved(5, 4)));
  await harness.connector().perform(delivery("put", moved(3, 5)));
  expect(standsAt()).toBe(AT + 3 * HOUR);
});

test("what the owner has deleted since is not put there again, unless they say so", async () => {
  const { owner } = await started();
  const calendar = harness.connector();
  await calendar.perform(delivery("put"));
  owner.deletes(UID);
  expect(await calendar.perform(delivery("put", moved(2)))).toEqual({ kind: "done" });
  expect(owner.sees().size).toBe(0);
  expect(await calendar.perform(delivery("put", { ...moved(2), insists: true }))).toEqual({ kind: "done" });
  expect(standsAt()).toBe(AT + 2 * HOUR);
});

test("a change between our look and our writing is seen: the server takes it only onto what was seen", async () => {
  const { server, owner } = await started();
  const calendar = harness.connector();
  await calendar.perform(delivery("put"));
  server.stumble("PUT", { kind: "meanwhile", run: () => owner.moves(UID, AT + 5 * HOUR) });
  expect(await calendar.perform(delivery("put", moved(2)))).toEqual({ kind: "done" });
  expect(standsAt()).toBe(AT + 5 * HOUR);
  // A note that comes in between changes no time: the new time is written beside it.
  server.stumble("PUT", {
    kind: "meanwhile",
    run: () => owner.changes(UID, (event) => event.updatePropertyWithValue("description", "Bring the logo")),
  });
  await calendar.perform(delivery("put", { ...moved(3, 5), insists: true }));
  expect(standsAt()).toBe(AT + 3 * HOUR);
  expect(owner.text(UID)).toContain("Bring the logo");
});

test("what is changed there without end is tried again later", async () => {
  const { server, owner } = await started();
  const calendar = harness.connector();
  await calendar.perform(delivery("put"));
  for (let times = 0; times < 4; times++)
    server.stumble("PUT", {
      kind: "meanwhile",
      run: () => owner.changes(UID, (event) => event.updatePropertyWithValue("description", `Note ${times}`)),
    });
  expect(await calendar.perform(delivery("put", moved(1)))).toMatchObject({ kind: "soft", failure: "busy" });
});

test("taken out is deleted, also where the owner has moved it or given it another name; twice does no harm", async () => {
  const { owner } = await started();
  const calendar = harness.connector();
  await calendar.perform(delivery("put"));
  owner.moves(UID, AT + HOUR);
  owner.renames(UID, "5F1C.ics");
  expect(await calendar.lookup(delivery("remove"))).toEqual({ kind: "absent" });
  expect(await calendar.perform(delivery("remove"))).toEqual({ kind: "done" });
  expect(owner.sees().size).toBe(0);
  expect(await calendar.lookup(delivery("remove"))).toEqual({ kind: "found" });
  expect(await calendar.perform(delivery("remove"))).toEqual({ kind: "done" });
  expect(await calendar.perform(delivery("put", moved(1)))).toEqual({ kind: "done" });
  expect(standsAt()).toBe(AT + HOUR);
});

test("an answer that is cut off is unknown, and looked up; nothing is there twice", async () => {
  const { server, owner } = await started();
  const calendar = harness.connector();
  server.stumble("PUT", { kind: "cut" });
  expect(await calendar.perform(delivery("put"))).toMatchObject({ kind: "unknown" });
  expect(await harness.connector().lookup(delivery("put"))).toEqual({ kind: "found" });
  server.stumble("PUT", { kind: "drop" });
  expect(await calendar.perform(delivery("put", { ...moved(1), insists: true }))).toMatchObject({ kind: "unknown" });
  expect(await calendar.lookup(delivery("put", { ...moved(1), insists: true }))).toEqual({ kind: "absent" });
  server.stumble("DELETE", { kind: "cut" });
  expect(await calendar.perform(delivery("remove"))).toMatchObject({ kind: "unknown" });
  expect(await calendar.lookup(delivery("remove"))).toEqual({ kind: "found" });
  expect(owner.sees().size).toBe(0);
});

test("cut off, then moved by the owner: theirs stands", async () => {
  const { server, owner } = await started();
  server.stumble("PUT", { kind: "cut" });
  await harness.connector().perform(delivery("put"));
  owner.moves(UID, AT + HOUR);
  expect(await harness.connector().perform(delivery("put"))).toEqual({ kind: "done" });
  expect(standsAt()).toBe(AT + HOUR);
});

test("a series that the owner made of it, and guests that their server would write to, are theirs to change", async () => {
  const { owner, server } = await started({ schedules: true });
  const calendar = harness.connector();
  await calendar.perform(delivery("put"));
  owner.changes(UID, (event) => event.addPropertyWithValue("attendee", "mailto:friend@home.example"));
  expect(await calendar.perform(delivery("put", moved(1)))).toMatchObject({
    kind: "hard",
    why: "You invited people to this meeting in the calendar “Work”, and your calendar server would write to them unseen. Change it there yourself.",
  });
  expect(await calendar.perform(delivery("remove"))).toMatchObject({ kind: "hard" });
  owner.changes(UID, (event) => event.removeAllProperties("attendee"));
  owner.changes(UID, (event) => event.addPropertyWithValue("rrule", ICAL.Recur.fromString("FREQ=WEEKLY;COUNT=3")));
  expect(await calendar.perform(delivery("put", moved(1)))).toMatchObject({
    kind: "hard",
    why: expect.stringMatching(/^You made a series/),
  });
  expect(server.mailed).toEqual([]);
});

test.each([
  ["may only be read", 403, { kind: "hard", why: expect.stringMatching(/may only be read/) }],
  ["is full", 507, { kind: "hard", why: expect.stringMatching(/is full/) }],
  ["takes nothing like it", 415, { kind: "hard", why: expect.stringMatching(/answers 415/) }],
  ["has a trouble of its own", 500, { kind: "unknown", why: expect.stringMatching(/\(500\)/) }],
  ["asks for patience", 429, { kind: "soft", failure: "rate-limited", why: expect.stringMatching(/patience/) }],
])("a calendar that %s", async (_, status, receipt) => {
  const { server } = await started();
  server.stumble("PUT", { kind: "status", status });
  expect(await harness.connector().perform(delivery("put"))).toMatchObject(receipt);
});

test("while it is down nothing is claimed to be done, and afterwards it is done", async () => {
  const { server } = await started();
  const calendar = harness.connector();
  await server.stop();
  expect(await calendar.perform(delivery("put"))).toMatchObject({ kind: "soft", failure: "unreachable" });
  expect(await calendar.lookup(delivery("put"))).toMatchObject({ kind: "unknown" });
  await server.start();
  expect(await calendar.perform(delivery("put"))).toEqual({ kind: "done" });
  expect(standsAt()).toBe(AT);
});

test("the same delivery makes the same bytes", async () => {
  const { owner } = await started();
  await harness.connector().perform(delivery("put"));
  const text = owner.text(UID);
  owner.deletes(UID);
  harness.agreed.clear(); // as if it had never been put there
  await harness.connector().perform(delivery("put"));
  expect(owner.text(UID)).toBe(text);
  expect(text).toContain(`DTSTAMP:${new Date(NOW).toISOString().replace(/[-:]|\.\d+/g, "")}`);
});
