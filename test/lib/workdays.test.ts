/**
 * Days are counted by plain arithmetic; luxon, which is slower by far, is the judge of it.
 */
import fc from "fast-check";
import { DateTime } from "luxon";
import { expect, test } from "vitest";
import { addDays, addMonths, addWorkdays, daysBetween, isWorkday } from "../../src/lib/workdays.ts";

const utc = (day: string) => DateTime.fromISO(day, { zone: "utc" });
const day = fc
  .integer({ min: -20_000, max: 40_000 })
  .map((count) => utc("1990-01-01").plus({ days: count }).toISODate() ?? "");
const PLAIN = { weekdays: [1, 2, 3, 4, 5], isHoliday: () => false, isAway: () => false };

test("days, months and what lies between are as the calendar has them", () => {
  fc.assert(
    fc.property(day, fc.integer({ min: -500, max: 500 }), (from, count) => {
      expect(addDays(from, count)).toBe(utc(from).plus({ days: count }).toISODate() ?? "");
      expect(addMonths(from, count)).toBe(utc(from).plus({ months: count }).toISODate() ?? "");
      expect(daysBetween(from, addDays(from, count))).toBe(count);
      expect(isWorkday(from, PLAIN)).toBe(utc(from).weekday <= 5);
    }),
    { numRuns: 200 },
  );
});

test("business days are counted forwards and backwards, and none is the next one", () => {
  expect(addWorkdays("2026-11-28", 0, PLAIN)).toBe("2026-11-30");
  expect(addWorkdays("2026-11-27", 1, PLAIN)).toBe("2026-11-30");
  expect(addWorkdays("2026-11-30", -1, PLAIN)).toBe("2026-11-27");
  expect(addMonths("2026-01-31", 1)).toBe("2026-02-28");
  expect(() => addWorkdays("2026-11-30", 1, { ...PLAIN, isAway: () => true })).toThrow(/which weekdays are worked/);
});
