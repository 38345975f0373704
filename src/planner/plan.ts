/**
 * A playbook becomes a plan: every step has its day, every milestone its part of the price. Pure.
 * Before: playbook.ts. After: actions/engagement-start.ts and its neighbours, which put it on record.
 */
import type { PlanAnswer, PlanWish } from "../actions/house.ts";
import { shareOut } from "../lib/shares.ts";
import { addMonths, addWorkdays, monthName } from "../lib/workdays.ts";
import type { PlannedMilestone, PlannedTask } from "../records/plan.ts";
import type { DuePoint, Playbook } from "./playbook.ts";
import { waitsFor } from "./playbook-check.ts";

/** The plan of a checked playbook, from `anchorOn` on. Its keys carry the round from the second on: `report-2`. */
export function planFrom(playbook: Playbook, wish: PlanWish): PlanAnswer {
  const { anchorOn, round, priceCents, currency } = wish;
  const dayOf = days(playbook, wish);
  const named = (key: string) => (round > 1 ? `${key}-${round}` : key);
  const month = monthName(anchorOn);
  const titleOf = (title: string) => title.replaceAll("{month}", month);
  const shares = playbook.milestones.map((milestone) => milestone.billsBp);
  const parts = shareOut(priceCents ?? 0, currency, shares);
  const tasks = playbook.tasks.map(
    (task): PlannedTask => ({
      key: named(task.key),
      kind: task.kind,
      agent: task.who,
      dueOn: dayOf(task.due),
      after: waitsFor(task).map(named),
      milestone: task.milestone === null ? null : named(task.milestone),
      minutes: task.minutes,
      text: task.text,
      promised: task.promised,
      compensation: task.compensation,
    }),
  );
  const milestones = playbook.milestones.map(
    (milestone, at): PlannedMilestone => ({
      key: named(milestone.key),
      dueOn: dayOf(milestone.due),
      agreedCents: parts[at] ?? 0,
      currency,
      closesBy: milestone.closesBy,
    }),
  );
  const titles = [...playbook.tasks, ...playbook.milestones].map(({ key, title }) => [named(key), titleOf(title)]);
  return {
    ok: true,
    title: playbook.title,
    monthly: playbook.repeats === "monthly",
    startsWith: playbook.startsWith,
    tasks,
    milestones,
    titles: Object.fromEntries(titles),
  };
}

/** The day of a point; in a month that repeats never later than the month's last business day. */
function days(playbook: Playbook, { anchorOn, workdays }: PlanWish): (due: DuePoint) => string {
  const first = addWorkdays(anchorOn, 0, workdays);
  const last = playbook.repeats === "monthly" ? addWorkdays(addMonths(anchorOn, 1), -1, workdays) : null;
  const points = new Map(playbook.tasks.map((task) => [task.key, task.due]));
  // Every point is so many business days after the first: each of those is looked for once.
  const count = ({ days, after }: DuePoint): number => {
    const before = after === null ? undefined : points.get(after);
    return days + (before ? count(before) : 0);
  };
  const calendar = [first];
  return (due) => {
    const at = count(due);
    while (calendar.length <= at) calendar.push(addWorkdays(calendar.at(-1) ?? first, 1, workdays));
    const day = calendar[at] ?? first;
    return last !== null && day > last && last >= first ? last : day;
  };
}
