/**
 * The chart: a PNG that is the same everywhere, with words really drawn in it.
 */
import { expect, test } from "vitest";
import type { CardChart } from "../../../src/kernel/card.ts";
import { drawChart } from "../../../src/surfaces/chat/chart.ts";

const DAYS = Array.from({ length: 14 }, (_, day) => `2026-11-${11 + day}`);
const CHART: CardChart = {
  title: "The last 14 days",
  days: DAYS,
  series: [
    { name: "Messages in", counts: [3, 0, 5, 2, 8, 1, 0, 0, 12, 4, 3, 6, 2, 1] },
    { name: "Mails sent", counts: [1, 0, 2, 1, 3, 0, 0, 0, 4, 2, 1, 3, 1, 0] },
    { name: "Decided by you", counts: [2, 0, 3, 1, 4, 1, 0, 0, 5, 2, 2, 3, 1, 1] },
  ],
};

/** Width and height as a PNG's own header says. */
function sizeOf(png: Uint8Array): [number, number] {
  const bytes = Buffer.from(png);
  expect(bytes.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

async function same(one: CardChart, other: CardChart): Promise<boolean> {
  return Buffer.from(await drawChart(one)).equals(Buffer.from(await drawChart(other)));
}

test("it is a small PNG of a fixed size", async () => {
  const png = await drawChart(CHART);
  expect(sizeOf(png)).toEqual([1280, 560]);
  expect(png.length).toBeLessThan(100_000);
});

test("the same chart gives the same bytes", async () => {
  expect(await same(CHART, structuredClone(CHART))).toBe(true);
});

test("title, names, days and numbers are really drawn", async () => {
  const [first, ...rest] = CHART.series;
  if (!first) throw new Error("a series was expected");
  expect(await same(CHART, { ...CHART, title: "The last 14 nights" })).toBe(false);
  expect(await same(CHART, { ...CHART, series: [{ ...first, name: "Messages" }, ...rest] })).toBe(false);
  expect(await same(CHART, { ...CHART, days: DAYS.map((day) => day.replace("-11-", "-10-")) })).toBe(false);
  // The bars would be as high: only their numbers differ.
  const twice = CHART.series.map((one) => ({ ...one, counts: one.counts.map((count) => count * 2) }));
  expect(await same(CHART, { ...CHART, series: twice })).toBe(false);
});

test("no series, no days, only zeros, and numbers that are missing are pictures too", async () => {
  for (const chart of [
    { title: "", days: [], series: [] },
    { title: "Quiet", days: DAYS, series: [{ name: "Messages in", counts: DAYS.map(() => 0) }] },
    { title: "Short", days: DAYS, series: [{ name: "Messages in", counts: [1] }] },
    { title: "No days", days: [], series: [{ name: "Messages in", counts: [] }] },
  ])
    expect(sizeOf(await drawChart(chart))).toEqual([1280, 560]);
});

test("names with the drawing's own signs, very long ones, more series and days than have room", async () => {
  const days = Array.from({ length: 60 }, (_, day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10));
  const series = Array.from({ length: 9 }, (_, at) => ({
    name: `<b>&"${"long ".repeat(at * 20)}`,
    counts: days.map((_, day) => day * 1000),
  }));
  expect(sizeOf(await drawChart({ title: "]]> ".repeat(100), days, series }))).toEqual([1280, 560]);
});
