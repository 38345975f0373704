/**
 * How a client fares: a score that its own reasons add up to, told only when it has moved enough.
 */
import { expect, test } from "vitest";
import { hasChanged, healthOf, WELL } from "../../src/planner/health.ts";
import { healthLines } from "../../src/projections/health-words.ts";

test("of whom nothing is known they fare well", () => {
  expect(healthOf({})).toEqual(WELL);
});

test("the reasons add up to what is missing from 100, the heaviest first", () => {
  const fares = healthOf({ lateTasks: 1, complaints: 1, overdue: { days: 20, count: 2 }, lapsedCheckIns: 2 });
  expect(fares.reasons.map(({ code, points, count }) => [code, points, count])).toEqual([
    ["complaint", 25, 1],
    ["lapsed-check-in", 20, 2],
    ["overdue", 20, 2],
    ["late-work", 12, 1],
  ]);
  expect(fares.score).toBe(100 - 77);
  expect(fares.band).toBe("at-risk");
  expect(healthLines({ reasons: JSON.stringify(fares.reasons) })).toEqual([
    "They have complained (−25)",
    "2 check-ins without an answer (−20)",
    "2 invoices are overdue (−20)",
    "A promised task is late (−12)",
  ]);
});

test.each([
  ["one complaint is worth a look, no more", { complaints: 1 }, 75, "well"],
  ["a complaint and a late task", { complaints: 1, lateTasks: 1 }, 63, "watch"],
  ["they want to stop", { leaving: 1 }, 50, "watch"],
  ["they want to stop and complain", { leaving: 1, complaints: 1 }, 25, "at-risk"],
  ["no single kind of trouble takes everything", { lateTasks: 40 }, 64, "watch"],
  [
    "everything at once is nothing below 0",
    { lateTasks: 9, missedPromises: 9, complaints: 9, leaving: 9, missedCheckIns: 9 },
    0,
    "at-risk",
  ],
])("%s", (_, rows, score, band) => {
  expect(healthOf(rows)).toMatchObject({ score, band });
});

test.each([
  ["a few days after the due day are between the banks", { overdue: { days: 2, count: 1 } }, 100],
  ["an invoice that is a week late", { overdue: { days: 7, count: 1 } }, 90],
  ["an invoice that is a month late", { overdue: { days: 31, count: 1 } }, 70],
  ["who writes every other day and is silent for nine days is only busy", { silent: { days: 9, usualDays: 2 } }, 100],
  ["who writes every other day and is silent for eleven days", { silent: { days: 11, usualDays: 2 } }, 85],
  ["who writes once a month may be silent for two", { silent: { days: 60, usualDays: 30 } }, 100],
  ["something sent six days ago", { unanswered: { days: 6, count: 1 } }, 100],
  ["something sent a week ago", { unanswered: { days: 7, count: 1 } }, 90],
  [
    "the same silence is not counted twice",
    { unanswered: { days: 14, count: 1 }, silent: { days: 20, usualDays: 1 } },
    80,
  ],
])("%s", (_, rows, score) => {
  expect(healthOf(rows).score).toBe(score);
});

test("another band is told, and a step of ten; less is not", () => {
  expect(hasChanged({ score: 76, band: "well" }, { score: 74, band: "watch" })).toBe(true);
  expect(hasChanged({ score: 100, band: "well" }, { score: 91, band: "well" })).toBe(false);
  expect(hasChanged({ score: 100, band: "well" }, { score: 90, band: "well" })).toBe(true);
});
