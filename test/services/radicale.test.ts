/**
 * The connector at a real calendar server, Radicale: what the strict one of our own may have been taught wrongly shows here.
 * Only with ATELIER_SERVICES=1, and where it is installed.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ownName } from "../../src/connectors/calendar/standing.ts";
import { ServiceError } from "../../src/connectors/service-error.ts";
import { AT, CaldavHarness, delivery, PUT, UID } from "../support/caldav/harness.ts";
import { eventOf } from "../support/caldav/owner.ts";
import { Radicale, radicaleCommand } from "../support/debian/radicale.ts";

const wanted = process.env.ATELIER_SERVICES === "1";
const command = wanted ? radicaleCommand() : null;
const HOUR = 3_600_000;
const FILE = ownName(UID);

test.skipIf(wanted)("Radicale is asked only with ATELIER_SERVICES=1", () => undefined);

test.runIf(wanted)("Radicale is installed (Debian: radicale)", () => {
  expect(command).not.toBeNull();
});

describe.runIf(command !== null)("Radicale", () => {
  let radicale: Radicale;
  let harness: CaldavHarness;

  beforeAll(async () => {
    if (command) radicale = await Radicale.start(command);
    harness = await CaldavHarness.start();
  }, 30_000);

  afterAll(async () => {
    await harness.stop();
    await radicale.stop();
  });

  const connector = (path = "/robin/work/") => harness.connector({ url: radicale.url(path), timeoutMs: 10_000 });

  test("the calendar is found from the server, the principal and its own address", async () => {
    for (const path of ["/", "/robin/", "/robin/work/", "/robin/work"])
      expect(await connector(path).check(), path).toMatchObject({ ok: true, says: /The calendar is “Work”/ });
  });

  test("a meeting is put there, moved and taken out, and a cut-off try is found", async () => {
    const calendar = connector();
    expect(await calendar.lookup(delivery("put"))).toEqual({ kind: "absent" });
    expect(await calendar.perform(delivery("put"))).toEqual({ kind: "done" });
    expect(await calendar.lookup(delivery("put"))).toEqual({ kind: "found" });
    expect(await calendar.perform(delivery("put", { ...PUT, startsAt: AT + HOUR, sequence: 3 }))).toEqual({
      kind: "done",
    });
    expect(await radicale.reads(FILE)).toContain("DTSTART:20261126T100000Z");
    expect(await calendar.perform(delivery("remove"))).toEqual({ kind: "done" });
    expect(await radicale.reads(FILE)).toBeNull();
    expect(await calendar.lookup(delivery("remove"))).toEqual({ kind: "found" });
  });

  test("the owner's busy times, and what has changed since", async () => {
    const calendar = connector();
    await radicale.puts("dentist.ics", eventOf("dentist", "DTSTART:20261125T090000Z", "DTEND:20261125T100000Z"));
    await radicale.puts(
      "weekly.ics",
      eventOf("weekly", "DTSTART:20261123T120000Z", "DURATION:PT15M", "RRULE:FREQ=WEEKLY;COUNT=2"),
    );
    await radicale.puts("past.ics", eventOf("past", "DTSTART:20250101T090000Z", "DURATION:PT1H"));
    expect(await harness.busyTimes(calendar)).toEqual(["2026-11-25T09:00–10:00", "2026-11-30T12:00–12:15"]);
    await radicale.deletes("dentist.ics");
    await radicale.puts("trip.ics", eventOf("trip", "DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261202"));
    expect(await harness.busyTimes(calendar)).toEqual(["2026-11-30T12:00–12:15", "2026-11-30T23:00–23:00"]);
    for (const file of ["weekly.ics", "past.ics", "trip.ics"]) await radicale.deletes(file);
  });

  test("what the owner moves, renames and deletes is told once each, and never written over", async () => {
    const calendar = connector();
    await calendar.perform(delivery("put"));
    harness.expects();
    expect(await harness.poll(calendar)).toEqual([]);
    const text = (await radicale.reads(FILE)) ?? "";
    await radicale.puts(FILE, text.replaceAll("20261126T09", "20261126T11"));
    expect(await calendar.perform(delivery("put", { ...PUT, startsAt: AT + HOUR, sequence: 3 }))).toEqual({
      kind: "done",
    });
    expect(await radicale.reads(FILE)).toContain("DTSTART:20261126T110000Z");
    harness.expects(AT + HOUR);
    expect(await harness.poll(calendar)).toEqual([{ startsAt: AT + 2 * HOUR, minutes: 30 }]);
    harness.expects(AT + 2 * HOUR);
    const moved = (await radicale.reads(FILE)) ?? "";
    await radicale.deletes(FILE);
    await radicale.puts("5F1C.ics", moved);
    expect(await harness.poll(calendar)).toEqual([]);
    // A program that knows nothing yet asks for the uid.
    expect(await harness.poll(connector())).toEqual([]);
    await radicale.deletes("5F1C.ics");
    expect(await harness.poll(calendar)).toEqual([null]);
    harness.expected = [];
  });

  test("it is down, and up again where it was; a wrong password is refused", async () => {
    const calendar = connector();
    await harness.poll(calendar);
    await radicale.down();
    await expect(calendar.poll()).rejects.toMatchObject({ trouble: "unreachable" });
    expect(await calendar.perform(delivery("put"))).toMatchObject({ kind: "soft" });
    await radicale.up();
    expect(await harness.poll(calendar)).toEqual([]);
    const wrong = harness.connector({ url: radicale.url("/robin/work/", "wrong") });
    const error = await wrong.poll().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({ trouble: "refused" });
  }, 30_000);
});
