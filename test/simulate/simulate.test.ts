/**
 * A simulated company runs on the real workspace: the same seed lives the same month, and a small one is judged.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Report, reportJson, reportText } from "../../src/simulate/report.ts";
import { simulate } from "../../src/simulate/simulate.ts";
import { GERMAN } from "../../src/simulate/voices-de.ts";
import { ENGLISH } from "../../src/simulate/voices-en.ts";
import { PACKAGE_ROOT } from "../support/office.ts";

const SMALL = {
  clients: 3,
  seed: 1,
  from: "2026-03-02",
  choir: { en: ENGLISH, de: GERMAN },
  packageRoot: PACKAGE_ROOT,
  environment: {},
};
const folder = mkdtempSync(join(tmpdir(), "atelier-kept-"));
let week: Report;

beforeAll(async () => {
  week = reportJson(await simulate({ ...SMALL, days: 7 }));
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a week of three clients goes by, and nothing in it is wrong", () => {
  expect(week.wrong).toEqual([]);
  expect(week.ownerRefused).toEqual({});
  expect(week.events).toBeGreaterThan(100);
  expect(week.mails.sent).toBeGreaterThan(2);
  expect(week.mails.noise).toBeGreaterThanOrEqual(2 * week.mails.fromClients);
  expect(week.setupDecisions).toBe(1);
});

test("the report has what programs rely on, and can be read", () => {
  expect(Object.keys(week)).toEqual(
    expect.arrayContaining(
      "seed clients days ledgerHash events decisionsPerClientWeek invoicesWrong obligationsMissed wrongSends ambiguousMissed refundsUnasked cardsByKind".split(
        " ",
      ),
    ),
  );
  const text = reportText(week);
  expect(text).toContain("3 clients, 7 days from 2026-03-02, seed 1");
  expect(text).toContain("decisions:");
  expect(text).not.toMatch(/undefined|NaN|\[object/);
});

test("the same seed gives the same ledger", async () => {
  const two = { ...SMALL, days: 2 };
  const [first, second] = [await simulate(two), await simulate(two)];
  expect(second.books.hash).toBe(first.books.hash);
  expect(first.books.events).toBeGreaterThan(50);
}, 60_000);

test("a company is never put where something lies already", async () => {
  writeFileSync(join(folder, "atelier.db"), "");
  await expect(simulate({ ...SMALL, days: 1, keep: folder })).rejects.toThrow("is not empty");
});
