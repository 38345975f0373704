/**
 * The months of work that repeats: the playbook once more, at the contract's price as it is now.
 * Before: plan-renew.ts, one month at a time; engagement-end.ts, all that are still owed until the last day.
 */
import type { View } from "../kernel/action.ts";
import { addMonths } from "../lib/workdays.ts";
import { contracts } from "../records/contract.ts";
import { type Engagement, tasks } from "../records/plan.ts";
import type { House, PlanAnswer } from "./house.ts";
import { type Plan, planOf } from "./plan-words.ts";

const MOST_ROUNDS = 24;

/** One month, from `anchorOn`. */
export function roundFrom(
  house: House,
  view: View,
  engagement: Engagement,
  { anchorOn, round }: { readonly anchorOn: string; readonly round: number },
): PlanAnswer {
  const contract = engagement.contract ? view.records.get(contracts, engagement.contract) : undefined;
  return house.plan({
    playbook: engagement.playbook,
    anchorOn,
    round,
    priceCents: contract?.price_cents ?? null,
    currency: contract?.currency ?? house.currency,
    workdays: house.workdays(view.records),
  });
}

/** The step that asks for the next month, if it is still open. */
export function renewalTask(view: View, engagement: Engagement) {
  const [task] = view.records.find(tasks, "engagement = ? AND kind = 'renew' AND state = 'open' ORDER BY due_on", [
    engagement.id,
  ]);
  return task;
}

/** The plan with every month that begins by `until`: whoever has given notice is still worked for until their last day. */
export function monthsUntil(
  house: House,
  view: View,
  engagement: Engagement,
  until: string,
): Plan & { readonly rows: ReturnType<typeof planOf>["rows"]; readonly anchorOn: string; readonly round: number } {
  let plan = { ...planOf(view, engagement), anchorOn: engagement.anchor_on, round: engagement.round };
  if (!renewalTask(view, engagement)) return plan;
  for (let months = 1; months <= MOST_ROUNDS; months++) {
    const anchorOn = addMonths(engagement.anchor_on, months);
    if (anchorOn > until) break;
    const round = engagement.round + months;
    const next = roundFrom(house, view, engagement, { anchorOn, round });
    if (!next.ok || !next.monthly) break;
    plan = {
      rows: plan.rows,
      tasks: [...plan.tasks, ...next.tasks],
      milestones: [...plan.milestones, ...next.milestones],
      titles: { ...plan.titles, ...next.titles },
      anchorOn,
      round,
    };
  }
  return plan;
}
