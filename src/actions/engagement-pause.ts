/**
 * engagement.pause and engagement.resume: work rests, and nothing of it falls due meanwhile. When it goes on, what is left is
 * moved by as many business days as it is late.
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import { addWorkdays, isWorkday, type Workdays } from "../lib/workdays.ts";
import { clientTitle, mergedScope } from "../records/client.ts";
import type { Engagement } from "../records/plan.ts";
import { defineAction } from "./define.ts";
import type { House } from "./house.ts";
import { revised } from "./plan-events.ts";
import { aboutWork, capped, differences, engagementOf, type Plan, planOf, today } from "./plan-words.ts";

/** By id or title; left out, the client's only one. */
const params = z.strictObject({ engagement: z.string().trim().default("") });
const form = [{ name: "engagement", label: "Which work", kind: "line", optional: true }] as const;

export function engagementPause(): ActionContract {
  return defineAction({
    name: "engagement.pause",
    group: "internal",
    resource: "Client",
    sentence: "let work for a client rest",
    context: {},
    produces: ["engagement.paused@1", "engagement.resumed@1"],
    editable: [],
    form,
    params,
    key: ({ engagement }, scope) => `engagement.pause:${engagement || scope}`,
    prepare({ engagement: named }, scope, view) {
      const found = engagementOf(view, scope, named, ["active"]);
      if ("kind" in found) return found;
      const { engagement, client } = found;
      return {
        ...aboutWork(client, engagement),
        context: {},
        title: `Let “${engagement.title}” for ${clientTitle(client)} rest`,
        rows: [{ label: "Meanwhile", after: "nothing of it falls due; what is invoiced stays invoiced" }],
        undo: "It can go on at any time.",
        reversible: true,
      };
    },
    decide({ engagement: named }, scope, view) {
      const found = engagementOf(view, scope, named, ["active"]);
      return "kind" in found ? [] : [turned(view, found.engagement, "engagement.paused")];
    },
    undo({ engagement: named }, scope, view) {
      const found = engagementOf(view, scope, named, ["paused"]);
      return "kind" in found ? found : [turned(view, found.engagement, "engagement.resumed")];
    },
  });
}

export function engagementResume(house: House): ActionContract {
  return defineAction({
    name: "engagement.resume",
    group: "internal",
    resource: "Client",
    sentence: "let work for a client go on",
    context: {},
    produces: ["engagement.resumed@1", "plan.revised@1"],
    editable: [],
    form,
    params,
    key: ({ engagement }, scope) => `engagement.resume:${engagement || scope}`,
    prepare({ engagement: named }, scope, view) {
      const found = engagementOf(view, scope, named, ["paused"]);
      if ("kind" in found) return found;
      const { engagement, client } = found;
      const { before, after } = late(house, view, engagement);
      const rows = capped(differences(before, after, today(view, house)));
      return {
        ...aboutWork(client, engagement),
        context: {},
        title: `Go on with “${engagement.title}” for ${clientTitle(client)}`,
        rows: rows.length > 0 ? rows : [{ label: "Plan", after: "stays as it is" }],
        undo: "It can rest again at any time; what was moved stays where it is.",
        reversible: true,
      };
    },
    decide({ engagement: named }, scope, view) {
      const found = engagementOf(view, scope, named, ["paused"]);
      if ("kind" in found) return [];
      const { engagement } = found;
      const { before, after } = late(house, view, engagement);
      const changed = differences(before, after, today(view, house));
      const goesOn = turned(view, engagement, "engagement.resumed");
      return changed.length > 0 ? [revised(view, engagement, after, { changed }), goesOn] : [goesOn];
    },
  });
}

function turned(view: View, { id, client }: Engagement, type: string) {
  return { type, scope: mergedScope(view.records, client), subject: `engagement:${id}`, data: { engagement: id } };
}

/** The plan as it is, and moved by as many business days as its first open step is late. */
function late(house: House, view: View, engagement: Engagement): { before: Plan; after: Plan } {
  const { rows, ...before } = planOf(view, engagement);
  const workdays = house.workdays(view.records);
  const on = today(view, house);
  const open = new Set(rows.filter((row) => row.state === "open").map((row) => row.key));
  const first = before.tasks
    .filter(({ key, dueOn }) => open.has(key) && dueOn < on)
    .map(({ dueOn }) => dueOn)
    .sort()[0];
  if (first === undefined) return { before, after: before };
  const by = workdaysFrom(first, on, workdays);
  const moved = <T extends { readonly dueOn: string }>(part: T): T => ({
    ...part,
    dueOn: addWorkdays(part.dueOn, by, workdays),
  });
  const tasks = before.tasks.map((task) => (open.has(task.key) ? moved(task) : task));
  return { before, after: { ...before, tasks, milestones: before.milestones.map(moved) } };
}

function workdaysFrom(from: string, to: string, workdays: Workdays): number {
  let count = 0;
  for (let day = from; day < to; count++) day = addWorkdays(day, 1, workdays);
  return isWorkday(to, workdays) ? count : Math.max(0, count - 1);
}
