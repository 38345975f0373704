/**
 * Where the work with an imported client stands: which steps of its plan lie behind it, and what is still to be invoiced. Pure.
 * Before: company-import.ts.
 */
import { addMonths } from "../lib/workdays.ts";
import type { PlannedMilestone, PlannedTask } from "../records/plan.ts";
import type { House, PlanAnswer } from "./house.ts";

type Plan = Extract<PlanAnswer, { ok: true }>;

/** A plan of which part is done. */
export interface Placed {
  readonly title: string;
  readonly anchorOn: string;
  readonly tasks: readonly PlannedTask[];
  readonly milestones: readonly PlannedMilestone[];
  readonly titles: Readonly<Record<string, string>>;
  /** Keys of the tasks that are done. */
  readonly done: readonly string[];
}

export interface PlaceWish {
  readonly playbook: string;
  readonly anchor: string;
  readonly doneUpTo: string;
  readonly invoiced: readonly string[];
  readonly priceCents: number | null;
  readonly currency: string;
  readonly today: string;
}

/** Plans for `house` that are made once for many clients alike. */
export function planner(house: House, workdays: ReturnType<House["workdays"]>): (wish: PlaceWish) => Placed | string {
  const made = new Map<string, PlanAnswer>();
  const planOf = ({ playbook, priceCents, currency }: PlaceWish, anchorOn: string): PlanAnswer => {
    const key = `${playbook} ${anchorOn} ${priceCents} ${currency}`;
    const plan = made.get(key) ?? house.plan({ playbook, anchorOn, round: 1, priceCents, currency, workdays });
    made.set(key, plan);
    return plan;
  };
  return (wish) => {
    const first = planOf(wish, wish.anchor);
    if (!first.ok) return first.why;
    const anchorOn = first.monthly ? presentMonth(wish.anchor, wish.today) : wish.anchor;
    const plan = anchorOn === wish.anchor ? first : planOf(wish, anchorOn);
    return plan.ok ? placed(plan, anchorOn, wish) : plan.why;
  };
}

/** The month of the work that `today` lies in, by the day on which it began. */
function presentMonth(anchor: string, today: string): string {
  let at = anchor;
  for (let months = 1; months <= 1200; months++) {
    const next = addMonths(anchor, months);
    if (next > today) return at;
    at = next;
  }
  return at;
}

function placed(plan: Plan, anchorOn: string, { doneUpTo, invoiced, today }: PlaceWish): Placed | string {
  const at = plan.tasks.findIndex(({ key }) => key === doneUpTo);
  if (doneUpTo && at < 0) return `no task “${doneUpTo}”. There are: ${plan.tasks.map(({ key }) => key).join(", ")}`;
  const unknown = invoiced.find((key) => !plan.milestones.some((milestone) => milestone.key === key));
  if (unknown !== undefined)
    return `no milestone “${unknown}”. There are: ${plan.milestones.map(({ key }) => key).join(", ") || "none"}`;
  const behind = (task: PlannedTask, index: number) => {
    // The step to the next month is never behind: without it the work would stop.
    if (task.kind === "renew") return false;
    // What an agent would have sent by now is not sent on the day of the import: nothing leaves.
    if (task.agent !== "owner" && task.dueOn <= today) return true;
    return doneUpTo ? index <= at : task.dueOn < today;
  };
  const isDone = new Set(plan.tasks.filter(behind).map(({ key }) => key));
  // What lay before the place was invoiced then, and so was what is over with nothing left to do for it.
  const cut = plan.tasks[at]?.dueOn ?? "";
  const isPast = ({ key, dueOn }: PlannedMilestone) =>
    invoiced.includes(key) ||
    dueOn <= cut ||
    (dueOn <= today && plan.tasks.every((task) => task.milestone !== key || isDone.has(task.key)));
  const milestones = plan.milestones.filter((milestone) => !isPast(milestone));
  const standing = new Set(milestones.map(({ key }) => key));
  return {
    title: plan.title,
    anchorOn,
    milestones,
    titles: plan.titles,
    done: [...isDone],
    tasks: plan.tasks.map((task) => {
      const milestone = task.milestone !== null && standing.has(task.milestone) ? task.milestone : null;
      // What was delivered before is not here: the milestone must not wait for it, nor anybody be asked about it.
      return isDone.has(task.key)
        ? { ...task, milestone: null, kind: "owner", agent: "owner", promised: false }
        : { ...task, milestone };
    }),
  };
}
