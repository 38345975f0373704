/**
 * Times to offer: in working hours, on working days, where nothing else is.
 */
import { DateTime } from "luxon";
import { expect, test } from "vitest";
import { freeSlots, isFree, type SlotWish } from "../../src/planner/slots.ts";

const ZONE = "Europe/Berlin";
const at = (text: string, zone = ZONE) => DateTime.fromISO(text, { zone }).toMillis();
const shown = (slots: readonly number[], zone = ZONE) =>
  slots.map((slot) => DateTime.fromMillis(slot, { zone }).toFormat("ccc d LLL HH:mm"));

const WISH: SlotWish = {
  count: 3,
  minutes: 30,
  /** A Tuesday. */
  from: at("2026-11-24T09:00"),
  zone: ZONE,
  workdays: { weekdays: [1, 2, 3, 4, 5], isHoliday: () => false, isAway: () => false },
  hours: { fromMinute: 9 * 60, toMinute: 17 * 60 },
  taken: [],
};
const wholeDay = (day: string) => ({ from: at(`${day}T00:00`), to: at(`${day}T23:59`) });

test("three times on different days, morning and afternoon in turn, not already tomorrow", () => {
  expect(shown(freeSlots(WISH))).toEqual(["Thu 26 Nov 10:00", "Fri 27 Nov 14:00", "Mon 30 Nov 10:00"]);
});

test("busy times, booked meetings and what others were offered are left out", () => {
  const taken = [
    { from: at("2026-11-26T08:00"), to: at("2026-11-26T12:00") },
    { from: at("2026-11-27T14:00"), to: at("2026-11-27T14:30") },
    wholeDay("2026-11-30"),
  ];
  expect(shown(freeSlots({ ...WISH, taken }))).toEqual(["Thu 26 Nov 12:00", "Fri 27 Nov 14:30", "Tue 1 Dec 10:00"]);
});

test("no time lies on a holiday, a weekend or a day away", () => {
  const workdays = {
    weekdays: [1, 2, 3, 4],
    isHoliday: (day: string) => day === "2026-11-26",
    isAway: (day: string) => day >= "2026-11-30" && day <= "2026-12-01",
  };
  expect(shown(freeSlots({ ...WISH, workdays }))).toEqual(["Wed 2 Dec 10:00", "Thu 3 Dec 14:00", "Mon 7 Dec 10:00"]);
});

test("a meeting ends within working hours", () => {
  const slots = freeSlots({ ...WISH, minutes: 7 * 60 });
  expect(shown(slots)).toEqual(["Thu 26 Nov 10:00", "Fri 27 Nov 09:00", "Mon 30 Nov 10:00"]);
  expect(freeSlots({ ...WISH, minutes: 9 * 60 })).toEqual([]);
});

test("where the next days are full, tomorrow is offered, and then what comes later", () => {
  const full = ["2026-11-26", "2026-11-27", "2026-11-30", "2026-12-01"].map(wholeDay);
  expect(shown(freeSlots({ ...WISH, taken: full }))).toEqual(["Wed 25 Nov 10:00"]);
  const fuller = [...full, wholeDay("2026-11-25")];
  expect(shown(freeSlots({ ...WISH, taken: fuller }))).toEqual([
    "Wed 2 Dec 10:00",
    "Thu 3 Dec 14:00",
    "Fri 4 Dec 10:00",
  ]);
});

test("a day that they asked for is the first that is looked at", () => {
  expect(shown(freeSlots({ ...WISH, day: "2026-12-09" }))).toEqual([
    "Wed 9 Dec 10:00",
    "Thu 10 Dec 14:00",
    "Fri 11 Dec 10:00",
  ]);
});

test("the same hour is offered before and after the clocks change", () => {
  const slots = freeSlots({ ...WISH, from: at("2027-03-24T09:00") });
  expect(shown(slots)).toEqual(["Fri 26 Mar 10:00", "Mon 29 Mar 14:00", "Tue 30 Mar 10:00"]);
  expect(slots.map((slot) => new Date(slot).getUTCHours())).toEqual([9, 12, 8]);
});

test("days are those of the owner's zone", () => {
  const zone = "America/Los_Angeles";
  const slots = freeSlots({ ...WISH, zone, from: at("2026-11-24T23:30", zone) });
  expect(shown(slots, zone)).toEqual(["Thu 26 Nov 10:00", "Fri 27 Nov 14:00", "Mon 30 Nov 10:00"]);
});

test("meetings may touch, and may not overlap", () => {
  const taken = [{ from: at("2026-11-26T10:00"), to: at("2026-11-26T10:30") }];
  expect(isFree(at("2026-11-26T10:30"), 30, taken)).toBe(true);
  expect(isFree(at("2026-11-26T09:30"), 30, taken)).toBe(true);
  expect(isFree(at("2026-11-26T09:31"), 30, taken)).toBe(false);
});
