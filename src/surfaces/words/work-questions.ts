/**
 * Questions about the work: what is due, what was promised, how a client fares, when one meets, and how things stand with one.
 * Before: questions.ts. After: records of plans, promises, meetings, invoices.
 */
import type { Card, CardRow } from "../../kernel/card.ts";
import { money } from "../../lib/money.ts";
import { addDays, dayWords } from "../../lib/workdays.ts";
import { localDate, readable } from "../../lib/zone.ts";
import { agenda } from "../../projections/agenda.ts";
import { healthLines } from "../../projections/health-words.ts";
import { clients, mergedScope } from "../../records/client.ts";
import { deliverables } from "../../records/deliverable.ts";
import { invoices, openCents } from "../../records/invoice.ts";
import { type Meeting, meetings } from "../../records/meeting.ts";
import { milestones } from "../../records/milestone.ts";
import { obligations } from "../../records/obligation.ts";
import { engagements, tasks } from "../../records/plan.ts";
import { healths } from "../../records/standing.ts";
import { countWords, type Lookups, places, scopesFor, source, titleOf } from "./lookups.ts";

const MOST_ROWS = 12;
const SOON_DAYS = 7;

/** The owner's own work, promises and meetings that are due within a week, or were due. */
export function whatIsDue(scope: string | null, lookups: Lookups): Card {
  const { records, ledger, now, zone } = lookups;
  const today = localDate(now, zone);
  const items = agenda({
    records,
    wordsAt(seq) {
      const event = ledger.at(seq);
      return event ? ledger.open(event) : null;
    },
    today,
    until: addDays(today, SOON_DAYS),
    zone,
    client: scope === null ? null : mergedScope(records, scope),
  });
  const late = items.filter((item) => item.overdue).length;
  const name = scope === null ? undefined : titleOf(scope, lookups);
  const whose = name ? ` for ${name}` : "";
  const counted = `${countWords(items.length, "thing")} ${items.length === 1 ? "is" : "are"} due from you${whose} within a week`;
  return card(
    items.length === 0
      ? `Nothing is due from you${whose} within a week.`
      : `${counted}${late > 0 ? `, ${late} of them late` : ""}.`,
    name,
    [
      ...shortened(
        items.map((item) => ({
          label: item.startsAt === null ? whenLabel(item.dueOn, today) : readable(item.startsAt, zone),
          after: `${item.title}${name ? "" : ` for ${item.client}`}${item.promised ? " (promised)" : ""}`,
        })),
      ),
      source("plans, promises and meetings on record", []),
    ],
  );
}

/** What was promised and is not kept yet. */
export function whatWasPromised(scope: string | null, lookups: Lookups): Card {
  const { records, now, zone } = lookups;
  const today = localDate(now, zone);
  const [where, values] = within(scope, lookups);
  const open = records.find(obligations, `state = 'open'${where} ORDER BY until_on, id`, values);
  const name = scope === null ? undefined : titleOf(scope, lookups);
  const rows = open.map((one) => ({
    label: whenLabel(one.until_on, today),
    after: `${one.who === "client" ? "they: " : ""}${promiseWords(one.seq, one.client, scope, lookups, one.task)}`,
  }));
  return card(
    open.length === 0
      ? `No promise${name ? ` to ${name}` : ""} is open.`
      : `${countWords(open.length, "promise")}${name ? ` to ${name}` : ""} ${open.length === 1 ? "is" : "are"} open.`,
    name,
    [
      ...shortened(rows),
      source(
        "promises on record",
        open.map((one) => one.seq),
      ),
    ],
  );
}

/** How a client fares, and why. */
export function howTheyFare(scope: string, lookups: Lookups): Card {
  const { records } = lookups;
  const name = titleOf(scope, lookups);
  const row = records.get(healths, mergedScope(records, scope));
  const held = records.get(clients, mergedScope(records, scope))?.held ?? 0;
  const rows: CardRow[] = [
    ...(held > 0 ? [{ label: "Held", after: `mail to ${name} waits for you; “release ${name}” lets it go on` }] : []),
    ...standing(scope, lookups),
  ];
  if (!row)
    return card(`Nothing speaks against ${name} so far.`, name, [
      ...rows,
      source("their mail, work and invoices on record", []),
    ]);
  const why = healthLines(row).map((after, at) => ({ label: at === 0 ? "Because" : "", after }));
  return card(`${name} is at ${row.score} of 100.`, name, [...why, ...rows, source("the score", [row.seq])]);
}

/** The next meetings. */
export function whenWeMeet(scope: string | null, lookups: Lookups): Card {
  const { records, now, zone } = lookups;
  const [where, values] = within(scope, lookups);
  const next = records.find(
    meetings,
    `state IN ('booked','offered') AND (starts_at IS NULL OR starts_at >= ?)${where} ORDER BY starts_at IS NULL, starts_at, id LIMIT ${MOST_ROWS}`,
    [now, ...values],
  );
  const name = scope === null ? undefined : titleOf(scope, lookups);
  const [first] = next;
  const title =
    first?.starts_at == null
      ? `No meeting${name ? ` with ${name}` : ""} is booked.`
      : `The next meeting is ${readable(first.starts_at, zone)}${name ? "" : ` with ${titleOf(first.client, lookups)}`}.`;
  return card(title, name, [
    ...next.map((one) => ({
      label: meetingLabel(one, zone),
      after: `${one.title}${name ? "" : ` with ${titleOf(one.client, lookups)}`}${answerWords(one)}`,
    })),
    source(
      "meetings on record",
      next.map((one) => one.seq),
    ),
  ]);
}

/** How the work with a client stands, in a few rows. */
export function standing(scope: string, lookups: Lookups): CardRow[] {
  const { records, now, zone } = lookups;
  const today = localDate(now, zone);
  const [where, values] = within(scope, lookups);
  const running = records.find(engagements, `state <> 'ended'${where} ORDER BY since, id`, values);
  const next = records.find(tasks, `state = 'open'${where} ORDER BY due_on, id LIMIT 3`, values);
  const sent = records.find(deliverables, `state = 'sent'${where} ORDER BY sent_on, id LIMIT 3`, values);
  const [milestone] = records.find(milestones, `state = 'open'${where} ORDER BY due_on, id LIMIT 1`, values);
  const [meeting] = records.find(
    meetings,
    `state = 'booked' AND starts_at >= ?${where} ORDER BY starts_at, id LIMIT 1`,
    [now, ...values],
  );
  const unpaid = records.find(
    invoices,
    `state = 'open' AND kind = 'invoice'${where} ORDER BY due_on, id LIMIT 5`,
    values,
  );
  return [
    ...running.map((one) => ({ label: "Work", after: `${one.title}${one.state === "paused" ? ", paused" : ""}` })),
    ...next.map((task, at) => ({
      label: at === 0 ? "Next" : "",
      after: `${task.title}, ${whenLabel(task.due_on, today)}${task.agent === "owner" || task.kind === "deliver" ? " (yours)" : ""}`,
    })),
    ...sent.map((one) => ({
      label: "Awaits feedback",
      after: `${one.title}, sent ${dayWords(one.sent_on ?? today, today)}`,
    })),
    ...(milestone ? [{ label: "Milestone", after: `${milestone.title}, ${whenLabel(milestone.due_on, today)}` }] : []),
    ...(meeting?.starts_at
      ? [{ label: "Meeting", after: `${readable(meeting.starts_at, zone)}, ${meeting.title}${answerWords(meeting)}` }]
      : []),
    ...unpaid.map((one, at) => ({
      label: at === 0 ? "Unpaid" : "",
      after: `${one.number}: ${money(openCents(one), one.currency)}, due ${dayWords(one.due_on, today)}`,
    })),
  ];
}

function within(scope: string | null, lookups: Lookups): [where: string, values: string[]] {
  const scopes = scopesFor(scope, lookups);
  return scopes === null ? ["", []] : [` AND client IN (${places(scopes)})`, scopes];
}

/** What was promised, in the words it was promised in. */
function promiseWords(
  seq: number,
  client: string,
  scope: string | null,
  lookups: Lookups,
  task: string | null = null,
): string {
  const whose = scope === null ? `${titleOf(client, lookups)}: ` : "";
  if (task !== null) return `${whose}${lookups.records.get(tasks, task)?.title ?? "a task"}`;
  const event = lookups.ledger.at(seq);
  const what = event && lookups.ledger.open(event)?.what;
  return `${whose}${typeof what === "string" ? `“${what}”` : "forgotten"}`;
}

function meetingLabel(meeting: Meeting, zone: string): string {
  return meeting.starts_at === null ? "Not yet chosen" : readable(meeting.starts_at, zone);
}

/** What their calendar program says to the invitation. */
function answerWords({ answer, state }: Pick<Meeting, "answer" | "state">): string {
  if (answer === null || state !== "booked") return "";
  return ` (${{ accepted: "accepted", tentative: "accepted with reservations", declined: "declined", counter: "they would like another time" }[answer]})`;
}

function whenLabel(day: string, today: string): string {
  return day === today ? "today" : dayWords(day, today);
}

function shortened(rows: readonly CardRow[]): CardRow[] {
  if (rows.length <= MOST_ROWS) return [...rows];
  return [...rows.slice(0, MOST_ROWS), { label: "", after: `and ${rows.length - MOST_ROWS} more` }];
}

function card(title: string, name: string | undefined, rows: readonly CardRow[]): Card {
  return { kind: "answer", title, ...(name === undefined ? {} : { client: name }), rows, why: [], buttons: [] };
}
