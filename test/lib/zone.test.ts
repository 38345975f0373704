/**
 * The owner's day in an IANA zone, on the days on which the clocks change, too.
 */

import fc from "fast-check";
import { DateTime } from "luxon";
import { expect, test } from "vitest";
import { localDate, minuteOfDay, nextHour, readableDay, startOfDay, weekday } from "../../src/lib/zone.ts";

const BERLIN = "Europe/Berlin";
const berlin = (text: string) => DateTime.fromISO(text, { zone: BERLIN }).toMillis();

test("the next eight o'clock is today or tomorrow, and 23 or 25 hours away when the clocks change", () => {
  expect(nextHour(berlin("2026-11-24T07:59"), 8, BERLIN)).toBe(berlin("2026-11-24T08:00"));
  expect(nextHour(berlin("2026-11-24T08:00"), 8, BERLIN)).toBe(berlin("2026-11-25T08:00"));
  const spring = berlin("2026-03-28T08:00");
  expect(nextHour(spring, 8, BERLIN) - spring).toBe(23 * 3_600_000);
  const autumn = berlin("2026-10-24T08:00");
  expect(nextHour(autumn, 8, BERLIN) - autumn).toBe(25 * 3_600_000);
});

test("an hour that the spring day doesn't have comes an hour later that day, and at its own hour the day after", () => {
  const fired = nextHour(berlin("2026-03-28T12:00"), 2, BERLIN);
  expect(fired).toBe(berlin("2026-03-29T03:00"));
  expect(nextHour(fired, 2, BERLIN)).toBe(berlin("2026-03-30T02:00"));
});

test("an hour that the autumn day has twice comes once", () => {
  const first = nextHour(berlin("2026-10-24T12:00"), 2, BERLIN);
  expect(first).toBe(Date.UTC(2026, 9, 25, 0));
  expect(nextHour(first, 2, BERLIN)).toBe(berlin("2026-10-26T02:00"));
  expect(nextHour(first + 30 * 60_000, 2, BERLIN)).toBe(berlin("2026-10-26T02:00"));
  expect(nextHour(first + 90 * 60_000, 2, BERLIN)).toBe(berlin("2026-10-26T02:00"));
});

test("whatever the zone, the next hour lies ahead, at most a long day, and a chain of them visits every date once", () => {
  const zones = [
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Pacific/Apia",
    "UTC",
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) }),
      (zone, hour, start) => {
        let at = start;
        const dates = new Set<string>();
        for (let day = 0; day < 10; day++) {
          const next = nextHour(at, hour, zone);
          expect(next).toBeGreaterThan(at);
          expect(next - at).toBeLessThanOrEqual(26 * 3_600_000);
          dates.add(localDate(next, zone));
          at = next;
        }
        expect(dates.size).toBe(10);
      },
    ),
    { numRuns: 200 },
  );
});

test("minutes and dates are the zone's own", () => {
  const at = Date.UTC(2026, 6, 1, 22, 30);
  expect(minuteOfDay(at, BERLIN)).toBe(30);
  expect(localDate(at, BERLIN)).toBe("2026-07-02");
  expect(localDate(at, "America/New_York")).toBe("2026-07-01");
});

test("days begin at the owner's midnight, the days of the clock change included", () => {
  const day = (text: string) => Date.parse(text);
  expect(startOfDay(day("2026-11-24T09:00Z"), "Europe/Berlin")).toBe(day("2026-11-23T23:00Z"));
  expect(startOfDay(day("2026-10-26T09:00Z"), "Europe/Berlin", 1)).toBe(day("2026-10-24T22:00Z"));
  expect(startOfDay(day("2026-03-30T09:00Z"), "Europe/Berlin", 1)).toBe(day("2026-03-28T23:00Z"));
  expect(weekday(day("2026-11-29T22:59Z"), "Europe/Berlin")).toBe(7);
  expect(weekday(day("2026-11-29T23:00Z"), "Europe/Berlin")).toBe(1);
  expect(readableDay(day("2026-11-29T23:00Z"), "Europe/Berlin")).toBe("Mon 30 Nov");
});
