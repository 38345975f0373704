/**
 * owner.away: the owner is away for some days. The card shows first what falls due in that time; approved, the owner's own
 * tasks move to the days after. What a client was promised is never moved by this: that the owner decides.
 */
import { z } from "zod";
import type { ActionContract, Decided, View } from "../kernel/action.ts";
import type { CardRow } from "../kernel/card.ts";
import { money } from "../lib/money.ts";
import { addDays, addWorkdays, dayWords, type Workdays } from "../lib/workdays.ts";
import { momentOn, readable } from "../lib/zone.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { offers } from "../records/contract.ts";
import { invoices, openCents } from "../records/invoice.ts";
import { meetings } from "../records/meeting.ts";
import { engagements, type Task, tasks } from "../records/plan.ts";
import { absences } from "../records/standing.ts";
import { idFrom } from "./agreed.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { revised } from "./plan-events.ts";
import { capped, differences, moveRow, planOf, today } from "./plan-words.ts";

/** So many of what was put off wait on each of the first days back. */
const MOST_A_DAY = 3;
const MOST_OF_A_KIND = 10;
const MOST_DAYS = 366;

const date = z.iso.date("expected a day such as 2026-12-21");
const params = z.strictObject({
  from: date,
  /** The last day away. */
  to: date,
});

export function ownerAway(house: House): ActionContract {
  return defineAction({
    name: "owner.away",
    group: "internal",
    resource: "Workspace",
    sentence: "plan around your days away",
    context: {},
    produces: ["absence.planned@1", "plan.revised@1", "absence.ended@1"],
    editable: ["from", "to"],
    form: [
      { name: "from", label: "First day away (YYYY-MM-DD)", kind: "line" },
      { name: "to", label: "Last day away", kind: "line" },
    ],
    params,
    key: ({ from, to }) => `owner.away:${from}:${to}`,
    prepare({ from, to }, _scope, view) {
      const on = today(view, house);
      if (to < from) return refused("The last day is before the first.");
      if (to < on) return refused(`${dayWords(to, on)} has passed.`);
      if (addDays(from, MOST_DAYS) < to) return refused("That is longer than a year.");
      const moved = putOff(house, view, from, to);
      const versions = moved.map(({ task, dueOn }) => `${task.id} ${dueOn}`);
      return {
        kind: "prepared",
        resource: { type: "Workspace", id: "workspace" },
        attributes: {},
        context: {},
        title: `Plan around your days away, ${dayWords(from, on)} to ${dayWords(to, on)}`,
        rows: [
          ...fallsDue(house, view, from, to),
          ...capped(
            moved.map(({ task, dueOn }) =>
              moveRow(`${task.title} (${nameOf(view, task.client)})`, task.due_on, dueOn, on),
            ),
          ),
        ],
        undo: "“back” ends it; your tasks stay where they were moved to.",
        reversible: true,
        leaves: [],
        addressesKnown: true,
        versions: { "tasks.moved": versions.join(" "), "tasks.count": moved.length },
      };
    },
    decide({ from, to }, _scope, view, key) {
      const absence = idFrom("v", key);
      const events: Decided[] = [
        {
          type: "absence.planned",
          scope: "workspace",
          subject: `absence:${absence}`,
          data: { absence, fromOn: from, toOn: to },
        },
      ];
      const days = new Map(putOff(house, view, from, to).map(({ task, dueOn }) => [task.id, dueOn]));
      const touched = new Set([...days.keys()].map((id) => view.records.get(tasks, id)?.engagement ?? ""));
      for (const id of touched) {
        const engagement = view.records.get(engagements, id);
        if (!engagement) continue;
        const { rows, ...before } = planOf(view, engagement);
        const idOf = new Map(rows.map((row) => [row.key, row.id]));
        const dayOf = (taskKey: string) => days.get(idOf.get(taskKey) ?? "");
        const moved = before.tasks.map((task) => ({ ...task, dueOn: dayOf(task.key) ?? task.dueOn }));
        const after = { ...before, tasks: moved };
        events.push(revised(view, engagement, after, { changed: differences(before, after, today(view, house)) }));
      }
      return events;
    },
    undo(_wish, _scope, view, key) {
      const absence = view.records.get(absences, idFrom("v", key));
      if (absence?.state !== "planned") return refused("You are back already.");
      return [absenceEnded(absence.id, today(view, house))];
    },
  });
}

export function absenceEnded(absence: string, on: string): Decided {
  return { type: "absence.ended", scope: "workspace", subject: `absence:${absence}`, data: { absence, on } };
}

/** The owner's own open tasks of those days that nobody was promised, and the days that they move to. */
function putOff(house: House, view: View, from: string, to: string): { readonly task: Task; readonly dueOn: string }[] {
  const usual = house.workdays(view.records);
  const workdays: Workdays = { ...usual, isAway: (day) => usual.isAway(day) || (from <= day && day <= to) };
  const back = addWorkdays(addDays(to, 1), 0, workdays);
  return ofTheDays(view, from, to)
    .filter((task) => task.promised === 0)
    .map((task, at) => ({ task, dueOn: addWorkdays(back, Math.floor(at / MOST_A_DAY), workdays) }));
}

/** The owner's open tasks of those days, of work that goes on. */
function ofTheDays(view: View, from: string, to: string): Task[] {
  return view.records
    .find(tasks, "state = 'open' AND due_on >= ? AND due_on <= ? AND agent = 'owner' ORDER BY due_on, id", [from, to])
    .filter((task) => view.records.get(engagements, task.engagement)?.state === "active");
}

/** What happens in that time and is not moved. */
function fallsDue(house: House, view: View, from: string, to: string): CardRow[] {
  const on = today(view, house);
  const { zone } = house;
  const booked = view.records.find(
    meetings,
    "state = 'booked' AND starts_at >= ? AND starts_at < ? ORDER BY starts_at",
    [momentOn(from, 0, zone), momentOn(addDays(to, 1), 0, zone)],
  );
  const promised = ofTheDays(view, from, to).filter((task) => task.promised > 0);
  const owed = view.records.find(invoices, "state = 'open' AND due_on >= ? AND due_on <= ? ORDER BY due_on", [
    from,
    to,
  ]);
  const ending = view.records.find(offers, "state = 'sent' AND valid_until >= ? AND valid_until <= ?", [from, to]);
  const lines = (label: string, words: readonly string[]) =>
    capped(
      words.map((after) => ({ label, after })),
      MOST_OF_A_KIND,
    );
  return [
    ...lines(
      "Meeting",
      booked.map(
        (one) => `${one.title} with ${nameOf(view, one.client)}, ${readable(one.starts_at ?? 0, zone)}: you decide`,
      ),
    ),
    ...lines(
      "Promised",
      promised.map((task) => `${task.title} to ${nameOf(view, task.client)}, ${dayWords(task.due_on, on)}: you decide`),
    ),
    ...(owed.length > 0
      ? [{ label: "Invoices due", after: owedWords(owed.map((one) => [openCents(one), one.currency])) }]
      : []),
    ...lines(
      "Offer ends",
      ending.map((offer) => `${nameOf(view, offer.client)}, ${dayWords(offer.valid_until, on)}`),
    ),
  ];
}

function owedWords(sums: readonly (readonly [cents: number, currency: string])[]): string {
  const totals = new Map<string, number>();
  for (const [cents, currency] of sums) totals.set(currency, (totals.get(currency) ?? 0) + cents);
  return `${sums.length}, ${[...totals].map(([currency, cents]) => money(cents, currency)).join(" and ")} in all`;
}

function nameOf(view: View, client: string): string {
  return clientTitle(view.records.get(clients, mergedScope(view.records, client)));
}
