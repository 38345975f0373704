/**
 * plan.renew: the next month of work that repeats: the playbook once more, at the contract's price as it is now. Where the
 * contract has ended, the work is let end instead.
 */
import { z } from "zod";
import type { ActionContract, Decided, Refused, View } from "../kernel/action.ts";
import { addMonths, dayWords } from "../lib/workdays.ts";
import { type Client, clientTitle } from "../records/client.ts";
import { contracts } from "../records/contract.ts";
import { type Engagement, type Task, tasks } from "../records/plan.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { revised } from "./plan-events.ts";
import { renewalTask, roundFrom } from "./plan-rounds.ts";
import { aboutWork, engagementOf, type Plan, planOf, planRows, today } from "./plan-words.ts";

const MOST_MONTHS = 240;

const params = z.strictObject({
  /** By id or title; left out, the task's, or the client's only one. */
  engagement: z.string().trim().default(""),
  /** The task that fell due. An agent names it: the same month is renewed once. */
  task: z.string().trim().default(""),
});

interface Renewal {
  readonly client: Client;
  readonly engagement: Engagement;
  /** The step that asks for it, if it is still open. */
  readonly task: Task | undefined;
  readonly anchorOn: string;
  /** The new month alone; null: there is none, and why. */
  readonly next: Plan | null;
  readonly why: string;
}

export function planRenew(house: House): ActionContract {
  return defineAction({
    name: "plan.renew",
    group: "internal",
    resource: "Client",
    sentence: "plan the next month of work that repeats",
    context: { ends: "Boolean" },
    produces: ["plan.revised@1", "task.done@1", "task.skipped@1"],
    endorses: true,
    editable: [],
    form: [{ name: "engagement", label: "Which work", kind: "line", optional: true }],
    params,
    key: ({ engagement, task }, scope) => `plan.renew:${engagement || scope}:${task}`,
    prepare(wish, scope, view) {
      const renewal = renewalOf(house, view, scope, wish);
      if ("kind" in renewal) return renewal;
      const { client, engagement, next, anchorOn, why } = renewal;
      const on = today(view, house);
      return {
        ...aboutWork(client, engagement),
        context: { ends: next === null },
        title: next
          ? `Plan the next month of “${engagement.title}” for ${clientTitle(client)}, from ${dayWords(anchorOn, on)}`
          : `Let “${engagement.title}” for ${clientTitle(client)} end`,
        rows: next ? planRows(next, on) : [{ label: "Why", after: why }],
        undo: "The plan can be changed at any time.",
        reversible: true,
      };
    },
    decide(wish, scope, view) {
      const renewal = renewalOf(house, view, scope, wish);
      if ("kind" in renewal) return [];
      const { client, engagement, task, next, anchorOn } = renewal;
      const on = today(view, house);
      const asked: Decided[] = task
        ? [
            {
              type: next ? "task.done" : "task.skipped",
              scope: client.id,
              subject: `task:${task.id}`,
              data: { task: task.id, engagement: engagement.id, on },
            },
          ]
        : [];
      if (!next) return asked;
      // What is still open of the months before goes on beside the new one.
      const { rows, ...before } = planOf(view, engagement);
      const open = new Set(rows.filter((row) => row.state === "open" && row.id !== task?.id).map((row) => row.key));
      const carried = before.tasks.filter(({ key }) => open.has(key));
      const plan: Plan = {
        tasks: [...carried, ...next.tasks],
        milestones: [...before.milestones, ...next.milestones],
        titles: { ...before.titles, ...next.titles },
      };
      const changed = [{ label: "New", after: `another month, from ${dayWords(anchorOn, on)}` }];
      return [...asked, revised(view, engagement, plan, { anchorOn, round: engagement.round + 1, changed })];
    },
  });
}

function renewalOf(
  house: House,
  view: View,
  scope: string,
  { engagement: named, task: asked }: z.output<typeof params>,
): Renewal | Refused {
  const known = asked ? view.records.get(tasks, asked) : undefined;
  const found = engagementOf(view, scope, named || (known?.engagement ?? ""), ["active"]);
  if ("kind" in found) return found;
  const { engagement, client } = found;
  const task = renewalTask(view, engagement);
  if (asked && task?.id !== asked) return refused("That month is planned already.");
  const anchorOn = nextMonth(engagement.anchor_on, today(view, house));
  const contract = engagement.contract ? view.records.get(contracts, engagement.contract) : undefined;
  const plan = roundFrom(house, view, engagement, { anchorOn, round: engagement.round + 1 });
  if (!plan.ok) return refused(plan.why);
  if (!plan.monthly) return refused(`“${engagement.title}” does not repeat.`);
  const over = contract ? endsBefore(contract, anchorOn) : null;
  return { client, engagement, task, anchorOn, next: over ? null : plan, why: over ?? "" };
}

/** Why there is no next month under this contract, if so. */
function endsBefore(
  { state, per, ends_on, renews }: { state: string; per: string; ends_on: string | null; renews: string },
  anchorOn: string,
): string | null {
  if (state === "ended" || (ends_on !== null && ends_on < anchorOn))
    return `The contract ${ends_on ? `ends on ${dayWords(ends_on, anchorOn)}` : "has ended"}.`;
  if (per !== "month") return "The contract has one price for all of it.";
  return renews === "no" && ends_on === null ? "The contract does not renew." : null;
}

/** The same day of the month that follows, or of the one that runs now where work had rested. */
function nextMonth(anchorOn: string, on: string): string {
  let months = 1;
  while (months < MOST_MONTHS && addMonths(anchorOn, months + 1) <= on) months += 1;
  return addMonths(anchorOn, months);
}
