/**
 * A calendar server that is down, slow, refuses, asks for patience or speaks otherwise than expected: each is told in words that
 * say what to do, nothing is made of it, and the password goes nowhere else.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { mayTakePassword } from "../../../src/connectors/calendar-server/wire.ts";
import type { Connector } from "../../../src/connectors/connector.ts";
import { ServiceError } from "../../../src/connectors/service-error.ts";
import { Calendar } from "../../support/caldav/calendar.ts";
import { AT, CaldavHarness, delivery, UID } from "../../support/caldav/harness.ts";
import { HOME } from "../../support/caldav/places.ts";
import type { CaldavOptions } from "../../support/caldav/server.ts";

let harness: CaldavHarness;

async function started(options: CaldavOptions = {}): Promise<CaldavHarness> {
  harness = await CaldavHarness.start(options);
  return harness;
}

afterEach(async () => {
  await harness.stop();
  expect(harness.server.faults).toEqual([]);
});

async function troubleOf(calendar: Connector): Promise<ServiceError> {
  const error = await calendar.poll().then(
    () => null,
    (caught: unknown) => caught,
  );
  if (!(error instanceof ServiceError)) throw new Error(`no trouble, but ${String(error)}`);
  return error;
}

test("it opens while the server is down, and begins with the first look that reaches it", async () => {
  const { server } = await started();
  await server.stop();
  const calendar = harness.connector();
  expect(await calendar.open()).toEqual([]);
  expect(await troubleOf(calendar)).toMatchObject({ trouble: "unreachable", message: /can't be reached/ });
  expect((await calendar.check()).ok).toBe(false);
  await server.start();
  expect(await harness.poll(calendar)).toEqual([]);
  expect((await calendar.check()).ok).toBe(true);
});

test("down midway: our meetings are not taken for deleted, and busy times stay", async () => {
  const { server, owner } = await started();
  const calendar = harness.connector();
  owner.adds("dentist", "DTSTART:20261125T090000Z", "DURATION:PT1H");
  await calendar.perform(delivery("put"));
  harness.expects();
  await harness.poll(calendar);
  await server.stop();
  expect((await troubleOf(calendar)).trouble).toBe("unreachable");
  expect(harness.busy.spans).toHaveLength(1);
  await server.start();
  expect(await harness.poll(calendar)).toEqual([]);
  expect(harness.changes).toEqual([]);
});

test("a new process knows the busy times of the last look, before it asks and while nobody answers; an emptied calendar is empty", async () => {
  const { server, owner } = await started();
  owner.adds("dentist", "DTSTART:20261125T090000Z", "DURATION:PT1H");
  await harness.poll(harness.connector());
  const inNewProcess = async () => {
    harness.busy.replace([]);
    const calendar = harness.connector();
    await calendar.open();
    return calendar;
  };
  await server.stop();
  await troubleOf(await inNewProcess());
  expect(harness.busy.spans).toEqual([{ from: Date.UTC(2026, 10, 25, 9), to: Date.UTC(2026, 10, 25, 10) }]);
  await server.start();
  owner.deletes("dentist");
  await harness.poll(await inNewProcess());
  await inNewProcess();
  expect(harness.busy.spans).toEqual([]);
});

test("it goes down while one meeting after the other is looked for: none is taken for deleted", async () => {
  const { server } = await started();
  const calendar = harness.connector();
  await harness.poll(calendar);
  harness.expects();
  server.stumble("GET", { kind: "drop" });
  server.stumble("GET", { kind: "drop" });
  expect((await troubleOf(calendar)).trouble).toBe("unreachable");
  expect(harness.changes).toEqual([]);
});

test("a connection that was closed meanwhile is no trouble: what changes nothing is asked once more", async () => {
  const { server } = await started();
  const calendar = harness.connector();
  server.stumble("PROPFIND", { kind: "drop" });
  server.stumble("REPORT", { kind: "cut" });
  expect(await harness.poll(calendar)).toEqual([]);
});

test("a server that never answers is given up on", async () => {
  const { server } = await started();
  const calendar = harness.connector({ timeoutMs: 1500 });
  server.stumble("PROPFIND", { kind: "slow", ms: 20_000 });
  expect(await troubleOf(calendar)).toMatchObject({ trouble: "unreachable", message: /has not answered/ });
  server.stumble("PUT", { kind: "slow", ms: 20_000 });
  expect(await calendar.perform(delivery("put"))).toMatchObject({ kind: "unknown" });
});

test("a wrong password, and one that is revoked later", async () => {
  const { server } = await started();
  const url = server.url();
  const calendar = harness.connector({ url });
  server.password = "another";
  const wrong = await troubleOf(calendar);
  expect(wrong).toMatchObject({ trouble: "refused", message: /CALDAV_URL.*app password/ });
  expect(wrong.message).not.toContain("p@ss");
  expect(await calendar.perform(delivery("put"))).toMatchObject({
    kind: "soft",
    failure: "refused",
    why: /app password/,
  });
  server.password = "app:p@ss";
  await harness.poll(calendar);
  harness.expects();
  server.password = "revoked";
  expect((await troubleOf(calendar)).trouble).toBe("refused");
  expect(harness.changes).toEqual([]);
});

test("a server that takes no passwords is named", async () => {
  const { server } = await started();
  const headers = { "www-authenticate": 'Bearer realm="x"' };
  server.stumble("PROPFIND", { kind: "status", status: 401, headers });
  expect(await troubleOf(harness.connector())).toMatchObject({ trouble: "refused", message: /it wants Bearer/ });
});

test.each([
  ["seconds", { "retry-after": "120" }, 120_000],
  ["a date by the server's own clock, an hour ahead of ours", { "retry-after": "DATE" }, 60_000],
  ["nothing", {}, null],
])("patience that is asked for in %s", async (_, given, expected) => {
  const { server } = await started({ skewMs: 3_600_000 });
  const date = new Date(Math.floor(Date.now() / 1000) * 1000 + 3_600_000);
  const headers = Object.fromEntries(
    Object.entries({ date: date.toUTCString(), ...given }).map(([name, value]) => [
      name,
      value === "DATE" ? new Date(date.getTime() + 60_000).toUTCString() : value,
    ]),
  );
  server.stumble("PROPFIND", { kind: "status", status: 429, headers });
  const trouble = await troubleOf(harness.connector());
  expect(trouble).toMatchObject({ trouble: "limited", retryAfterMs: expected });
});

test("503 with a time to wait is patience; without one it is a trouble that passes", async () => {
  const { server } = await started();
  server.stumble("PROPFIND", { kind: "status", status: 503, headers: { "retry-after": "5" } });
  expect(await troubleOf(harness.connector())).toMatchObject({ trouble: "limited", retryAfterMs: 5000 });
  server.stumble("PROPFIND", { kind: "status", status: 503 });
  expect((await troubleOf(harness.connector())).trouble).toBe("unreachable");
});

test("a clock an hour wrong on the other side changes nothing", async () => {
  const { owner } = await started({ skewMs: -3_600_000 });
  const calendar = harness.connector();
  await calendar.perform(delivery("put"));
  harness.expects();
  expect(await harness.poll(calendar)).toEqual([]);
  expect(owner.sees().get(UID)?.startsAt).toBe(AT);
});

test("a page to log in at instead of a calendar is no calendar, at the start and midway", async () => {
  const { server } = await started();
  for (let times = 0; times < 3; times++) server.stumble("PROPFIND", { kind: "html" });
  expect(await troubleOf(harness.connector())).toMatchObject({ trouble: "changed", message: /CALDAV_URL/ });
  const calendar = harness.connector();
  await calendar.perform(delivery("put"));
  await harness.poll(calendar);
  harness.expects();
  server.stumble("REPORT", { kind: "html" });
  expect((await troubleOf(calendar)).trouble).toBe("changed");
  server.stumble("GET", { kind: "html" });
  expect(await calendar.perform(delivery("put"))).toMatchObject({ kind: "hard", why: /does not answer like/ });
  expect(harness.changes).toEqual([]);
  expect(await harness.poll(calendar)).toEqual([]);
});

test("XML that breaks off is no answer", async () => {
  const { server } = await started();
  const calendar = harness.connector();
  await harness.poll(calendar);
  const body = '<?xml version="1.0"?><D:multistatus xmlns:D="DAV:"><D:response><D:hr';
  server.stumble("REPORT", { kind: "status", status: 207, headers: { "content-type": "application/xml" }, body });
  expect((await troubleOf(calendar)).trouble).toBe("changed");
});

test("a calendar that is not there any more is found where it is now, or missed in words", async () => {
  const work = new Calendar({ name: "work", displayName: "Work" });
  const { server } = await started({ calendars: [work] });
  const calendar = harness.connector({ url: server.url("/") });
  await harness.poll(calendar);
  server.calendars.splice(0, 1, new Calendar({ name: "office", displayName: "Office" }));
  expect((await troubleOf(calendar)).trouble).toBe("changed");
  expect(await harness.poll(calendar)).toEqual([]);
  server.calendars.splice(0, 1);
  await troubleOf(calendar);
  expect(await troubleOf(calendar)).toMatchObject({ trouble: "changed", message: /no calendar for appointments/ });
});

test("the password is never taken to another host", async () => {
  const { server } = await started();
  const seen: string[] = [];
  const thief = createServer((request, response) => {
    seen.push(String(request.headers.authorization));
    response.end();
  });
  await new Promise<void>((resolve) => thief.listen(0, "127.0.0.1", resolve));
  const elsewhere = `http://127.0.0.1:${(thief.address() as AddressInfo).port}/dav/`;
  const headers = { location: elsewhere };
  for (let times = 0; times < 3; times++) server.stumble("PROPFIND", { kind: "status", status: 302, headers });
  const trouble = await troubleOf(harness.connector());
  expect(trouble).toMatchObject({
    trouble: "changed",
    message: new RegExp(`sends us on to ${new URL(elsewhere).origin}`),
  });
  await new Promise((resolve) => thief.close(resolve));
  expect(seen).toEqual([]);
});

test.each([
  ["https://dav.example.com/", "https://dav.example.com/calendars/", true],
  ["http://dav.example.com/", "https://dav.example.com/", true],
  ["https://dav.example.com/", "http://dav.example.com/", false],
  ["https://dav.example.com/", "https://dav.example.com:8443/", false],
  ["https://dav.example.com/", "https://example.com/", false],
  ["https://dav.example.com/", "https://dav.example.com.evil.example/", false],
  ["https://caldav.icloud.com/", "https://p42-caldav.icloud.com:443/123/calendars/", true],
  ["https://caldav.icloud.com/", "https://icloud.com.evil.example/", false],
  ["https://caldav.icloud.com/", "http://p42-caldav.icloud.com/", false],
])("the password for %s may be taken to %s: %s", (own, url, may) => {
  expect(mayTakePassword(new URL(own), new URL(url))).toBe(may);
});

test("nor unencrypted over the open internet", async () => {
  await started();
  const calendar = harness.connector({ url: "http://robin:secret@dav.example.com/" });
  expect(await troubleOf(calendar)).toMatchObject({ trouble: "refused", message: /https:/ });
});

test.each([
  ["the server", "/"],
  ["the service", "/dav/"],
  ["the principal", "/dav/principals/robin/"],
  ["the calendar home", HOME],
])("given %s, the first calendar that takes appointments is found, and doctor names the others", async (_, path) => {
  const calendars = [
    new Calendar({ name: "tasks", displayName: "Tasks", components: ["VTODO"] }),
    new Calendar({ name: "holidays", displayName: "Holidays", writable: false }),
    new Calendar({ name: "work", displayName: "Work & more" }),
    new Calendar({ name: "own", displayName: "Private" }),
  ];
  const { server } = await started({ calendars });
  const calendar = harness.connector({ url: server.url(path) });
  expect(await calendar.check()).toEqual({
    ok: true,
    says: `The calendar is “Work & more” on 127.0.0.1:${new URL(server.origin).port}: meetings are put there, and what stands there keeps you busy. There are also “Holidays”, “Private”: to take one of them, put its address into CALDAV_URL.`,
  });
  await calendar.perform(delivery("put"));
  expect(calendars[2]?.objects.size).toBe(1);
});

test("the server's own choice comes first, and the owner's before it", async () => {
  const calendars = ["one", "two", "three"].map((name) => new Calendar({ name }));
  const { server } = await started({ calendars, schedules: true, defaultCalendar: "two" });
  expect((await harness.connector({ url: server.url("/") }).check()).says).toMatch(/calendar is “two”/);
  expect((await harness.connector({ url: server.url(`${HOME}three`) }).check()).says).toMatch(/calendar is “three”/);
});

test("a calendar that may only be read is said to be no use", async () => {
  const { server } = await started({ calendars: [new Calendar({ name: "shared", writable: false })] });
  const health = await harness.connector().check();
  expect(health).toMatchObject({ ok: false, says: /“shared”.* may only be read/ });
  expect(server.calendar.objects.size).toBe(0);
});
