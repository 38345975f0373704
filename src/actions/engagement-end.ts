/**
 * engagement.end: work for a client ends, now or on a day to come. What was planned for later is dropped, and the card says
 * what is lost with it and what has to be taken back. If wanted, offboarding begins.
 */
import { z } from "zod";
import type { ActionContract, Decided, View } from "../kernel/action.ts";
import type { CardRow } from "../kernel/card.ts";
import { money } from "../lib/money.ts";
import { dayWords } from "../lib/workdays.ts";
import { clientTitle } from "../records/client.ts";
import { type Engagement, tasks } from "../records/plan.ts";
import { day, idFrom } from "./agreed.ts";
import { defineAction, refused } from "./define.ts";
import type { House, PlanAnswer } from "./house.ts";
import { endedNow, planMade, revised } from "./plan-events.ts";
import { monthsUntil } from "./plan-rounds.ts";
import { aboutWork, capped, differences, engagementOf, type Plan, planOf, planRows, today } from "./plan-words.ts";

const OFFBOARDING = "offboarding";
const MOST_DROPPED = 12;

const params = z.strictObject({
  /** By id or title; left out, the client's only one. */
  engagement: z.string().trim().default(""),
  /** The last day of it; left out, today. */
  on: day,
  offboard: z.enum(["yes", "no"], "expected yes or no").default("no"),
});

export function engagementEnd(house: House): ActionContract {
  return defineAction({
    name: "engagement.end",
    group: "internal",
    resource: "Client",
    sentence: "end work for a client",
    context: { offboard: "Boolean" },
    produces: ["engagement.ended@1", "plan.revised@1", "plan.made@1"],
    editable: ["on", "offboard"],
    form: [
      { name: "engagement", label: "Which work", kind: "line", optional: true },
      { name: "on", label: "Last day (YYYY-MM-DD)", kind: "line", optional: true },
      { name: "offboard", label: "Begin offboarding", kind: "choice", choices: ["no", "yes"] },
    ],
    params,
    key: ({ engagement, on }, scope) => `engagement.end:${engagement || scope}:${on}`,
    prepare({ engagement: named, on: last, offboard }, scope, view) {
      const found = engagementOf(view, scope, named);
      if ("kind" in found) return found;
      const { engagement, client } = found;
      const on = today(view, house);
      const until = last || on;
      if (until < on) return refused(`${dayWords(until, on)} has passed.`);
      const { before, after } = cut(house, view, engagement, { until, on });
      const then = offboard === "yes" ? offboarding(house, view, until) : null;
      if (then && !then.ok) return refused(then.why);
      return {
        ...aboutWork(client, engagement),
        context: { offboard: offboard === "yes" },
        title: `End “${engagement.title}” for ${clientTitle(client)}${until === on ? "" : ` on ${dayWords(until, on)}`}`,
        rows: [
          ...lost(before, after),
          ...capped(differences(before, after, on), MOST_DROPPED),
          ...takenBack(view, engagement),
          ...(then ? [{ label: `Then “${then.title}”`, after: stepsOf(then, on) }] : []),
        ],
        undo: "It can't be taken up again; new work can be begun.",
        reversible: false,
      };
    },
    decide({ engagement: named, on: last, offboard }, scope, view, key) {
      const found = engagementOf(view, scope, named);
      if ("kind" in found) return [];
      const { engagement, client } = found;
      const on = today(view, house);
      const until = last || on;
      const { before, after, dropped, anchorOn, round } = cut(house, view, engagement, { until, on });
      const { rows } = planOf(view, engagement);
      const more = after.tasks.some(({ key }) => !before.tasks.some((task) => task.key === key));
      const goesOn = more || after.milestones.length > 0 || rows.some(isOpenIn(after));
      const changed = differences(before, after, on);
      const events: Decided[] = goesOn
        ? [revised(view, engagement, after, { dropped, changed, anchorOn, round })]
        : endedNow(view, engagement, on, "owner");
      const then = offboard === "yes" ? offboarding(house, view, until) : null;
      if (then?.ok)
        events.push(
          planMade(client.id, idFrom("g", key), { ...then, playbook: OFFBOARDING, anchorOn: until, contract: null }),
        );
      return events;
    },
  });
}

/**
 * The plan with the months that still begin, and without what lies behind its last day; on the last day itself nothing open is
 * left.
 */
function cut(
  house: House,
  view: View,
  engagement: Engagement,
  { until, on }: { readonly until: string; readonly on: string },
) {
  const { rows, ...before } = planOf(view, engagement);
  const { tasks: all, milestones: closing, titles, anchorOn, round } = monthsUntil(house, view, engagement, until);
  const stays = (dueOn: string) => until > on && dueOn <= until;
  const done = new Set(rows.filter((row) => row.state !== "open").map((row) => row.key));
  const kept = all.filter(({ key, kind, dueOn }) => done.has(key) || (kind !== "renew" && stays(dueOn)));
  const milestones = closing.filter(({ dueOn }) => stays(dueOn));
  const keys = new Set([...kept, ...milestones].map(({ key }) => key));
  const after: Plan = { titles, tasks: kept, milestones };
  const dropped = [...before.tasks, ...before.milestones].map(({ key }) => key).filter((key) => !keys.has(key));
  return { before, after, dropped, anchorOn, round };
}

function isOpenIn({ tasks: kept }: Plan) {
  return ({ key, state }: { readonly key: string; readonly state: string }) =>
    state === "open" && kept.some((task) => task.key === key);
}

/** What it costs: promises and parts of the price that will not be. */
function lost(before: Plan, after: Plan): CardRow[] {
  const kept = new Set([...after.tasks, ...after.milestones].map(({ key }) => key));
  const titleOf = (key: string) => before.titles[key] ?? key;
  const promised = before.tasks.filter(({ key, promised }) => promised && !kept.has(key));
  const unbilled = before.milestones.filter(({ key, agreedCents }) => agreedCents > 0 && !kept.has(key));
  return [
    ...unbilled.map(({ key, agreedCents, currency }) => ({
      label: "Not invoiced",
      after: `${titleOf(key)}, ${money(agreedCents, currency)} net. Close the milestone first if it is owed.`,
    })),
    ...(promised.length > 0
      ? [{ label: "Promised", after: `${promised.map(({ key }) => titleOf(key)).join("; ")}: they should know` }]
      : []),
  ];
}

/** What the playbook says has to be taken back of what was done. */
function takenBack(view: View, { id }: Engagement): CardRow[] {
  const rows = view.records.find(
    tasks,
    "engagement = ? AND state = 'done' AND compensation IS NOT NULL ORDER BY due_on, id",
    [id],
  );
  return [...new Set(rows.map((row) => row.compensation ?? ""))].map((words) => ({
    label: "To take back",
    after: words,
  }));
}

function offboarding(house: House, view: View, anchorOn: string): PlanAnswer {
  const { currency } = house;
  const workdays = house.workdays(view.records);
  return house.plan({ playbook: OFFBOARDING, anchorOn, round: 1, priceCents: null, currency, workdays });
}

function stepsOf(plan: Plan, on: string): string {
  return planRows(plan, on)
    .map((row) => `${row.label}: ${row.after}`)
    .join("\n");
}
