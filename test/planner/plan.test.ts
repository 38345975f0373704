/**
 * A playbook becomes a plan: days, keys and sums.
 */
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { PlanAnswer, PlanWish } from "../../src/actions/house.ts";
import { addDays, addMonths, addWorkdays, isWorkday, type Workdays } from "../../src/lib/workdays.ts";
import { planFrom } from "../../src/planner/plan.ts";
import { loadPlaybooks, type Playbook, playbookFiles } from "../../src/planner/playbook.ts";
import { holidaysOf } from "../../src/policy/holidays.ts";
import { shippedFolder } from "../policy/shelf.ts";

const BOOKS = loadPlaybooks(
  {
    files: playbookFiles(join(shippedFolder, "playbooks")),
    label: "policies/playbooks",
    agents: ["deliverable"],
    texts: [],
  },
  [],
).work;
const book = (name: string): Playbook => {
  const found = BOOKS.get(name);
  if (!found) throw new Error(`no playbook ${name}`);
  return found;
};
const PLAIN: Workdays = { weekdays: [1, 2, 3, 4, 5], isHoliday: () => false, isAway: () => false };
const wish = (more: Partial<PlanWish> = {}): PlanWish => ({
  playbook: "monthly-package",
  anchorOn: "2026-12-01",
  round: 1,
  priceCents: 240_000,
  currency: "EUR",
  workdays: PLAIN,
  ...more,
});
function made(answer: PlanAnswer): Extract<PlanAnswer, { ok: true }> {
  if (!answer.ok) throw new Error(answer.why);
  return answer;
}

const day = fc.integer({ min: 0, max: 3000 }).map((count) => addDays("2024-01-01", count));

test("every step has its day, and what follows from another waits for it", () => {
  const { tasks, titles, milestones } = made(planFrom(book("monthly-package"), wish()));
  const due = Object.fromEntries(tasks.map(({ key, dueOn }) => [key, dueOn]));
  expect(due).toMatchObject({ "check-in-1": "2026-12-02", "mid-month": "2026-12-14", "month-end": "2026-12-24" });
  expect(titles["month-end"]).toBe("Month-end report for December");
  expect(milestones).toEqual([
    {
      key: "month",
      dueOn: "2026-12-29",
      agreedCents: 240_000,
      currency: "EUR",
      closesBy: ["acceptance", "plan", "owner"],
    },
  ]);
  const workshop = made(planFrom(book("workshop"), wish({ playbook: "workshop", anchorOn: "2026-05-04" })));
  expect(workshop.tasks.find(({ key }) => key === "follow-up")).toMatchObject({ after: ["hold"], dueOn: "2026-05-20" });
});

test("a later round carries its number in every key", () => {
  const { tasks, milestones, titles } = made(planFrom(book("monthly-package"), wish({ round: 3 })));
  expect([...tasks, ...milestones].every(({ key }) => key.endsWith("-3"))).toBe(true);
  expect(tasks.find(({ key }) => key === "mid-month-3")?.milestone).toBe("month-3");
  expect(Object.keys(titles)).toHaveLength(tasks.length + milestones.length);
});

test("the parts of a price add up to the cent, whatever the price", () => {
  const thirds: Playbook = {
    ...book("workshop"),
    milestones: [3333, 3333, 3334].map((billsBp, at) => ({
      key: `m${at}`,
      title: "Part",
      billsBp,
      closesBy: ["owner"],
      due: { days: at, after: null },
    })),
  };
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000_000 }), (priceCents) => {
      for (const playbook of [thirds, book("workshop")]) {
        const parts = made(planFrom(playbook, wish({ priceCents }))).milestones.map((one) => one.agreedCents);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(priceCents);
        expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1 + Math.ceil(priceCents / 10_000));
      }
    }),
    { numRuns: 200 },
  );
});

test("without a price nothing is billed", () => {
  const { milestones } = made(planFrom(book("workshop"), wish({ priceCents: null })));
  expect(milestones.map((one) => one.agreedCents)).toEqual([0, 0]);
});

test("every step lies on a business day, and in a month that repeats never behind its end", () => {
  fc.assert(
    fc.property(day, fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 15 }), (anchorOn, away) => {
      const days = new Set(away.map((count) => addDays(anchorOn, count)));
      const workdays: Workdays = { ...PLAIN, isAway: (one) => days.has(one) };
      const { tasks, milestones } = made(planFrom(book("monthly-package"), wish({ anchorOn, workdays })));
      const first = addWorkdays(anchorOn, 0, workdays);
      for (const { dueOn } of [...tasks, ...milestones]) {
        expect(isWorkday(dueOn, workdays)).toBe(true);
        expect(dueOn >= first).toBe(true);
        expect(dueOn < addMonths(anchorOn, 1)).toBe(true);
      }
    }),
    { numRuns: 100 },
  );
});

test("no step is due before one that it waits for", () => {
  fc.assert(
    fc.property(day, fc.constantFrom(...BOOKS.keys()), (anchorOn, name) => {
      const { tasks } = made(planFrom(book(name), wish({ playbook: name, anchorOn })));
      const due = new Map(tasks.map((task) => [task.key, task.dueOn]));
      for (const task of tasks)
        for (const key of task.after) if (name !== "offboarding") expect((due.get(key) ?? "") <= task.dueOn).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test("public holidays of the country are no business days, and its parts have their own", () => {
  const bavaria = holidaysOf("DE", "DE-BY");
  const berlin = holidaysOf("DE", "BE");
  expect(bavaria("2026-12-25")).toBe(true);
  expect(bavaria("2026-12-24")).toBe(false);
  expect([bavaria("2026-01-06"), berlin("2026-01-06")]).toEqual([true, false]);
  expect(holidaysOf(null, null)("2026-12-25")).toBe(false);
  const workdays = { ...PLAIN, isHoliday: bavaria };
  expect(addWorkdays("2026-12-24", 1, workdays)).toBe("2026-12-28");
});

test("a thousand plans are made within a moment", () => {
  const workdays = { ...PLAIN, isHoliday: holidaysOf("DE", null) };
  planFrom(book("monthly-package"), wish({ workdays }));
  const begun = performance.now();
  for (let at = 0; at < 1000; at++) planFrom(book("monthly-package"), wish({ workdays }));
  expect(performance.now() - begun).toBeLessThan(5000);
});
