/**
 * Where the rows come from of which something may fall due: one query a chunk, each by an index, never one for each client.
 * Before: sources.ts, the list. After: advance.ts, which says what falls due.
 */
import { clients, mergedScope } from "../records/client.ts";
import type { Offer } from "../records/contract.ts";
import type { Deliverable } from "../records/deliverable.ts";
import { coveredUntil, type Invoice } from "../records/invoice.ts";
import type { Meeting } from "../records/meeting.ts";
import type { Milestone } from "../records/milestone.ts";
import type { Obligation } from "../records/obligation.ts";
import { payments } from "../records/payment.ts";
import { type Engagement, partId, type Task, tasks } from "../records/plan.ts";
import { unmatchedFor } from "../records/receivable.ts";
import type { Absence } from "../records/standing.ts";
import {
  deliverableUnanswered,
  engagementThrough,
  invoiceDue,
  meetingUnanswered,
  milestoneDue,
  obligationDue,
  offerDue,
  PATIENCE,
  taskDue,
} from "./advance.ts";
import type { Due, DueSource, DueView } from "./due.ts";

type Owned = { readonly id: string; readonly client: string };
type OfPlaybook = { readonly playbook: string };

/** Rows of one table, in the order of their ids. */
interface RowSource<R extends Owned> {
  readonly name: string;
  readonly follows?: readonly string[];
  readonly table: string;
  /** What is read beside the row, from `also`. */
  readonly columns?: string;
  readonly also?: string;
  /** `?2` is today. */
  readonly where: string;
  /** Made once a chunk. */
  decider(view: DueView): (row: R) => Due | readonly Due[] | null;
}

const ENGAGEMENT = "JOIN engagements AS e ON e.id = t.engagement AND e.state = 'active'";
/** Some are of no engagement. */
const MAYBE_ENGAGEMENT = "LEFT JOIN engagements AS e ON e.id = t.engagement";
const GOES_ON = "(e.id IS NULL OR e.state = 'active')";

function rowSource<R extends Owned>(source: RowSource<R>): DueSource {
  const { table, columns = "", also = "", where } = source;
  // The plus keeps the order of ids from choosing the index: the condition does.
  const sql = (from: string) =>
    `SELECT t.*${columns} FROM ${from} ${also} WHERE ${where} AND +t.id > ?3 ORDER BY +t.id LIMIT ?4`;
  const everybody = sql(`${table} AS t`);
  // The list of clients leads: each one's rows are found by the index on the client.
  const some = sql(
    `json_each(?1) AS only CROSS JOIN ${table} AS t INDEXED BY ${table}_client ON t.client = only.value`,
  );
  return {
    name: source.name,
    ...(source.follows ? { follows: source.follows } : {}),
    due(view, { from, most, clients: only }) {
      const values = [only ? JSON.stringify(only) : null, view.today, from ?? "", most];
      const rows = view.all<R>(only ? some : everybody, values);
      if (rows.length === 0) return { events: [], next: null };
      const decide = source.decider(view);
      const events = rows
        .filter((row) => isThere(view, row.client))
        .flatMap((row) => decide(row) ?? [])
        .map((event) => ({ ...event, scope: mergedScope(view.records, event.scope) }));
      return { events, next: rows.length === most ? (rows.at(-1)?.id ?? null) : null };
    },
  };
}

/** Of whoever was forgotten nothing falls due any more. */
function isThere({ records }: DueView, scope: string): boolean {
  return records.get(clients, mergedScope(records, scope))?.stage !== "forgotten";
}

const patienceOf = ({ playbooks }: DueView, { playbook }: OfPlaybook) => playbooks.work.get(playbook) ?? PATIENCE;

const STEPS_DONE = ["task.done", "task.skipped", "deliverable.sent", "meeting.offered"];

export const planSources: readonly DueSource[] = [
  rowSource<Task>({
    name: "tasks",
    follows: ["plan.made", "plan.revised", "task.reopened", "engagement.resumed", ...STEPS_DONE],
    table: "tasks",
    also: ENGAGEMENT,
    where: "t.state = 'open' AND t.due_on <= ?2 AND t.told_on IS NULL AND t.agent <> 'owner'",
    decider: (view) => (task) =>
      taskDue(task, (key) => view.records.get(tasks, partId(task.engagement, key))?.state === "open", view.today),
  }),
  rowSource<Deliverable & OfPlaybook>({
    name: "deliverables",
    table: "deliverables",
    columns: ", COALESCE(e.playbook, '') AS playbook",
    also: MAYBE_ENGAGEMENT,
    where: `t.state = 'sent' AND t.sent_on <= ?2 AND t.told_on IS NULL AND t.nudged_on IS NULL AND ${GOES_ON}`,
    decider(view) {
      const workdays = view.house.workdays(view.records);
      return (row) => deliverableUnanswered(row, { today: view.today, workdays, patience: patienceOf(view, row) });
    },
  }),
  rowSource<Milestone & OfPlaybook>({
    name: "milestones",
    follows: ["plan.revised", "engagement.resumed", "deliverable.nudged", "feedback.recorded"],
    table: "milestones",
    columns: ", e.playbook AS playbook",
    also: ENGAGEMENT,
    where: "t.state = 'open' AND t.due_on <= ?2 AND t.told_on IS NULL AND t.closes_by LIKE '%plan%'",
    decider(view) {
      const workdays = view.house.workdays(view.records);
      return (row) => {
        const holds = view.all<Deliverable>("SELECT * FROM deliverables WHERE engagement = ? AND milestone = ?", [
          row.engagement,
          row.key,
        ]);
        return milestoneDue(row, holds, { today: view.today, workdays, patience: patienceOf(view, row) });
      };
    },
  }),
  rowSource<Meeting>({
    name: "meetings",
    table: "meetings",
    also: MAYBE_ENGAGEMENT,
    where: `t.state = 'offered' AND t.offered_on <= ?2 AND t.told_on IS NULL AND ${GOES_ON}`,
    decider: (view) => (row) => meetingUnanswered(row, view.now, view.today),
  }),
  rowSource<Obligation>({
    name: "obligations",
    table: "obligations",
    // Of work that pauses no promise is missed.
    also: "LEFT JOIN tasks AS k ON k.id = t.task LEFT JOIN engagements AS e ON e.id = k.engagement",
    where: `t.state = 'open' AND t.until_on <= ?2 AND (t.told_on IS NULL OR t.until_on < ?2) AND ${GOES_ON}`,
    decider: (view) => (row) => obligationDue(row, view.today),
  }),
  rowSource<Offer>({
    name: "offers",
    table: "offers",
    where: "t.state = 'sent' AND t.sent_on <= ?2",
    decider(view) {
      const workdays = view.house.workdays(view.records);
      const { followUpAfter } = view.playbooks;
      return (row) => offerDue(row, { today: view.today, workdays, followUpAfter });
    },
  }),
  rowSource<Invoice>({
    name: "invoices",
    table: "invoices",
    where: "t.state = 'open' AND t.due_on < ?2",
    decider(view) {
      const by = {
        today: view.today,
        coveredUntil: coveredUntil(view.records),
        dunning: view.house.dunning(),
        seen: view.records.find(payments, "state = 'seen'"),
      };
      // Money that is said to be for nothing yet may be for this: then the reminder waits, too.
      return (row) => (unmatchedFor(view.records, row) ? null : invoiceDue(row, by));
    },
  }),
  rowSource<Engagement>({
    name: "engagements",
    follows: [...STEPS_DONE, "plan.revised", "milestone.closed", "deliverable.nudged", "feedback.recorded"],
    table: "engagements",
    where: `t.state = 'active'
      AND NOT EXISTS (SELECT 1 FROM tasks WHERE tasks.engagement = t.id AND tasks.state = 'open')`,
    decider: (view) => (row) => ended(view, row),
  }),
  {
    name: "absences",
    due({ all, today }) {
      const over = all<Absence>("SELECT * FROM absences WHERE state = 'planned' AND to_on < ?", [today]);
      const events = over.map(({ id }): Due => {
        return {
          type: "absence.ended",
          scope: "workspace",
          subject: `absence:${id}`,
          data: { absence: id, on: today },
        };
      });
      return { events, next: null };
    },
  },
];

/** The end of work that is through, and what becomes of the client by it, as its playbook says. */
function ended(view: DueView, engagement: Engagement): Due[] {
  const { id, client, playbook } = engagement;
  const count = (table: string, where: string) =>
    view.all<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table} WHERE engagement = ? AND ${where}`, [id])[0]?.n ?? 0;
  const left = {
    tasks: count("tasks", "state = 'open'"),
    milestones: count("milestones", "state = 'open'"),
    deliverables: count("deliverables", "(state IN ('planned','changes') OR (state = 'sent' AND nudged_on IS NULL))"),
  };
  const through = engagementThrough(engagement, left, view.today);
  if (!through) return [];
  const then = view.playbooks.work.get(playbook)?.then;
  const stage = view.records.get(clients, mergedScope(view.records, client))?.stage;
  const others = view.all("SELECT id FROM engagements WHERE client = ? AND state = 'active' AND id <> ?", [client, id]);
  const moves = then === "active" ? stage === "onboarding" : then === "left" && stage !== "left" && others.length === 0;
  if (!moves || !then) return [through];
  const data = { client, stage: then };
  return [through, { type: "client.moved", scope: client, subject: `client:${client}`, data }];
}
