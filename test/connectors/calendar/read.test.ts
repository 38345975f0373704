/**
 * What a calendar's text says about time, where clocks change: days of 23 and 25 hours, rules that follow the wall clock, changed
 * occurrences, times in other zones, in none, and in zones that only the text describes.
 */
import { expect, test } from "vitest";
import { readCalendar } from "../../../src/connectors/calendar/read.ts";
import { calendarOf } from "../../support/caldav/owner.ts";
import { describedZone } from "../../support/described-zone.ts";

/** Busy times in a window, in UTC: `2027-03-27T23:00–2027-03-28T22:00`. */
function busy(from: string, to: string, zone: string, ...events: ReadonlyArray<readonly string[]>): string[] {
  const window = { from: Date.parse(from), to: Date.parse(to), zone, ownAddress: "robin@vale.example" };
  const { busy: spans } = readCalendar(calendarOf(...events), window);
  return spans.map((span) => `${iso(span.from)}–${iso(span.to)}`).sort();
}

const iso = (at: number) => new Date(at).toISOString().slice(0, 16);

const event = (...lines: readonly string[]) => [
  "BEGIN:VEVENT",
  "UID:own-1",
  "DTSTAMP:20261101T000000Z",
  ...lines,
  "END:VEVENT",
];

const MARCH = ["2027-03-20T00:00Z", "2027-04-10T00:00Z"] as const;
const OCTOBER = ["2027-10-20T00:00Z", "2027-11-12T00:00Z"] as const;
const day = (date: string, until: string) => event(`DTSTART;VALUE=DATE:${date}`, `DTEND;VALUE=DATE:${until}`);

test.each([
  // The last Sundays of March and October in Berlin; in New York the second of March and the first of November.
  ["23 hours in Berlin", MARCH, "Europe/Berlin", day("20270328", "20270329"), "2027-03-27T23:00–2027-03-28T22:00"],
  ["25 hours in Berlin", OCTOBER, "Europe/Berlin", day("20271031", "20271101"), "2027-10-30T22:00–2027-10-31T23:00"],
  [
    "24 hours in New York, on Berlin's day",
    MARCH,
    "America/New_York",
    day("20270328", "20270329"),
    "2027-03-28T04:00–2027-03-29T04:00",
  ],
  [
    "25 hours in New York",
    OCTOBER,
    "America/New_York",
    day("20271107", "20271108"),
    "2027-11-07T04:00–2027-11-08T05:00",
  ],
  [
    "three days with a change in between",
    MARCH,
    "Europe/Berlin",
    day("20270327", "20270330"),
    "2027-03-26T23:00–2027-03-29T22:00",
  ],
])("a whole day has %s", (_, [from, to], zone, one, span) => {
  expect(busy(from, to, zone, one)).toEqual([span]);
});

test.each([
  [
    "hours are hours",
    "DTSTART;TZID=Europe/Berlin:20270328T010000",
    "DURATION:PT3H",
    "2027-03-28T00:00–2027-03-28T03:00",
  ],
  [
    "a day is until the same time of the next",
    "DTSTART;TZID=Europe/Berlin:20270327T120000",
    "DURATION:P1D",
    "2027-03-27T11:00–2027-03-28T10:00",
  ],
  [
    "24 hours are not",
    "DTSTART;TZID=Europe/Berlin:20270327T120000",
    "DURATION:PT24H",
    "2027-03-27T11:00–2027-03-28T11:00",
  ],
  [
    "through the night",
    "DTSTART;TZID=Europe/Berlin:20270327T220000",
    "DTEND;TZID=Europe/Berlin:20270328T060000",
    "2027-03-27T21:00–2027-03-28T04:00",
  ],
  [
    "a time that doesn't exist is the one it would have been",
    "DTSTART;TZID=Europe/Berlin:20270328T023000",
    "DURATION:PT30M",
    "2027-03-28T01:30–2027-03-28T02:00",
  ],
])("when an hour is left out, %s", (_, start, length, span) => {
  expect(busy(...MARCH, "Europe/Berlin", event(start, length))).toEqual([span]);
});

test("when an hour comes twice, the first is meant", () => {
  const twice = event("DTSTART;TZID=Europe/Berlin:20271031T023000", "DURATION:PT15M");
  expect(busy(...OCTOBER, "Europe/Berlin", twice)).toEqual(["2027-10-31T00:30–2027-10-31T00:45"]);
});

test("a weekly rule keeps its wall clock over both changes, in the zone it names and not in the owner's", () => {
  const rule = ["DURATION:PT30M", "RRULE:FREQ=WEEKLY"];
  const berlin = event("DTSTART;TZID=Europe/Berlin:20270104T090000", ...rule);
  const newYork = event("DTSTART;TZID=America/New_York:20270104T090000", ...rule);
  expect(busy("2027-03-08T00:00Z", "2027-04-06T00:00Z", "Europe/Berlin", berlin)).toEqual([
    "2027-03-08T08:00–2027-03-08T08:30",
    "2027-03-15T08:00–2027-03-15T08:30",
    "2027-03-22T08:00–2027-03-22T08:30",
    "2027-03-29T07:00–2027-03-29T07:30",
    "2027-04-05T07:00–2027-04-05T07:30",
  ]);
  // New York changes two weeks earlier: for the owner in Berlin the call is an hour earlier in between.
  expect(busy("2027-03-08T00:00Z", "2027-04-06T00:00Z", "Europe/Berlin", newYork)).toEqual([
    "2027-03-08T14:00–2027-03-08T14:30",
    "2027-03-15T13:00–2027-03-15T13:30",
    "2027-03-22T13:00–2027-03-22T13:30",
    "2027-03-29T13:00–2027-03-29T13:30",
    "2027-04-05T13:00–2027-04-05T13:30",
  ]);
});

test("a rule in UTC moves for the owner; a rule without a zone stays in theirs; a rule of whole days follows the days", () => {
  const [from, to] = ["2027-10-25T00:00Z", "2027-11-03T00:00Z"];
  expect(
    busy(from, to, "Europe/Berlin", event("DTSTART:20271025T080000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY")),
  ).toEqual(["2027-10-25T08:00–2027-10-25T09:00", "2027-11-01T08:00–2027-11-01T09:00"]);
  expect(
    busy(from, to, "Europe/Berlin", event("DTSTART:20271025T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY")),
  ).toEqual(["2027-10-25T07:00–2027-10-25T08:00", "2027-11-01T08:00–2027-11-01T09:00"]);
  expect(busy(from, to, "Europe/Berlin", event("DTSTART;VALUE=DATE:20271031", "RRULE:FREQ=DAILY;COUNT=2"))).toEqual([
    "2027-10-30T22:00–2027-10-31T23:00",
    "2027-10-31T23:00–2027-11-01T23:00",
  ]);
});

test("an occurrence is left out, moved over the change, made longer, freed and called off", () => {
  const at = (time: string) => `TZID=Europe/Berlin:${time}`;
  const series = event(
    `DTSTART;${at("20270315T090000")}`,
    "DURATION:PT1H",
    "RRULE:FREQ=WEEKLY;COUNT=6",
    `EXDATE;${at("20270322T090000")}`,
  );
  const change = (original: string, ...lines: readonly string[]) => event(`RECURRENCE-ID;${at(original)}`, ...lines);
  const moved = change("20270329T090000", `DTSTART;${at("20270327T150000")}`, "DURATION:PT2H");
  const freed = change("20270405T090000", `DTSTART;${at("20270405T090000")}`, "DURATION:PT1H", "TRANSP:TRANSPARENT");
  const off = change("20270412T090000", `DTSTART;${at("20270412T090000")}`, "DURATION:PT1H", "STATUS:CANCELLED");
  expect(busy("2027-03-14T00:00Z", "2027-05-01T00:00Z", "Europe/Berlin", series, moved, freed, off)).toEqual([
    "2027-03-15T08:00–2027-03-15T09:00",
    "2027-03-27T14:00–2027-03-27T16:00",
    "2027-04-19T07:00–2027-04-19T08:00",
  ]);
});

test("an occurrence of next year may be moved into these days, and what is changed from one on stays changed", () => {
  const at = (time: string) => `TZID=Europe/Berlin:${time}`;
  const series = event(`DTSTART;${at("20270304T090000")}`, "DURATION:PT1H", "RRULE:FREQ=MONTHLY");
  const early = event(`RECURRENCE-ID;${at("20280204T090000")}`, `DTSTART;${at("20270326T090000")}`, "DURATION:PT1H");
  expect(busy(...MARCH, "Europe/Berlin", series, early)).toEqual([
    "2027-03-26T08:00–2027-03-26T09:00",
    "2027-04-04T07:00–2027-04-04T08:00",
  ]);
  const weekly = event(`DTSTART;${at("20270301T090000")}`, "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=6");
  const later = event(
    `RECURRENCE-ID;RANGE=THISANDFUTURE;${at("20270322T090000")}`,
    `DTSTART;${at("20270322T100000")}`,
    "DURATION:PT1H",
  );
  expect(busy(...MARCH, "Europe/Berlin", weekly, later)).toEqual([
    "2027-03-22T09:00–2027-03-22T10:00",
    "2027-03-29T08:00–2027-03-29T09:00",
    "2027-04-05T08:00–2027-04-05T09:00",
  ]);
});

test("a zone is known by its name, by a name with a path before it, or by its description alone", () => {
  const described = describedZone("Customized Time Zone");
  for (const zone of ["Europe/Berlin", "/citadel.org/20190914_1/Europe/Berlin", "Customized Time Zone"]) {
    const rule = event(`DTSTART;TZID=${zone}:20270322T090000`, "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2");
    expect(busy(...MARCH, "America/New_York", described, rule), zone).toEqual([
      "2027-03-22T08:00–2027-03-22T09:00",
      "2027-03-29T07:00–2027-03-29T08:00",
    ]);
  }
  const unknown = event("DTSTART;TZID=Middle/Earth:20270322T090000", "DURATION:PT1H");
  expect(() => busy(...MARCH, "Europe/Berlin", unknown)).toThrow(/“Middle\/Earth”, which nobody knows/);
});

test("a year of a daily rule that began decades ago costs little", () => {
  const rule = event("DTSTART;TZID=Europe/Berlin:20010101T090000", "DURATION:PT5M", "RRULE:FREQ=DAILY");
  const began = performance.now();
  expect(busy("2027-01-01T00:00Z", "2027-03-01T00:00Z", "Europe/Berlin", rule)).toHaveLength(59);
  expect(performance.now() - began).toBeLessThan(2000);
});
