/**
 * The owner's own list: tasks and promises by their days, and meetings that are booked. Read from the records by index.
 * Before: records. After: the verbs `tasks` and `back`.
 */
import type { Plain } from "../kernel/event.ts";
import type { Records } from "../kernel/fold.ts";
import { addDays } from "../lib/workdays.ts";
import { localDate, momentOn } from "../lib/zone.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { meetings } from "../records/meeting.ts";
import { obligations } from "../records/obligation.ts";
import { engagements, tasks } from "../records/plan.ts";

export interface AgendaItem {
  readonly kind: "task" | "deliver" | "promise" | "meeting";
  readonly title: string;
  /** As the owner calls them. */
  readonly client: string;
  /** `YYYY-MM-DD` */
  readonly dueOn: string;
  /** Of a meeting, ms UTC. */
  readonly startsAt: number | null;
  readonly promised: boolean;
  readonly overdue: boolean;
}

export interface AgendaParts {
  readonly records: Records;
  /** The private part of the event at `seq`. */
  readonly wordsAt: (seq: number) => Plain | null;
  readonly today: string;
  /** The last day that is looked at. */
  readonly until: string;
  readonly zone: string;
  /** Only of this client; null: of all. */
  readonly client: string | null;
}

/** What is due from the owner up to `until`: the overdue first, what was promised before the rest of its day. */
export function agenda({ records, wordsAt, today, until, zone, client }: AgendaParts): AgendaItem[] {
  const nameOf = (scope: string) => clientTitle(records.get(clients, mergedScope(records, scope)));
  const ofClient = (scope: string) => client === null || mergedScope(records, scope) === client;
  const goesOn = (engagement: string) => records.get(engagements, engagement)?.state !== "paused";
  const own = records
    .find(tasks, "state = 'open' AND due_on <= ? AND agent = 'owner'", [until])
    .filter((task) => ofClient(task.client) && goesOn(task.engagement))
    .map((task): AgendaItem => {
      const { title, due_on: dueOn, promised } = task;
      const kind = task.kind === "deliver" ? "deliver" : "task";
      return {
        kind,
        title,
        client: nameOf(task.client),
        dueOn,
        startsAt: null,
        promised: promised > 0,
        overdue: dueOn < today,
      };
    });
  // Those of a plan are its tasks.
  const promised = records
    .find(obligations, "state = 'open' AND until_on <= ? AND who = 'owner' AND task IS NULL", [until])
    .filter((one) => ofClient(one.client))
    .map((one): AgendaItem => {
      const what = wordsAt(one.seq)?.what;
      const title = typeof what === "string" ? what : "what you promised";
      return {
        kind: "promise",
        title,
        client: nameOf(one.client),
        dueOn: one.until_on,
        startsAt: null,
        promised: true,
        overdue: one.until_on < today,
      };
    });
  const met = records
    .find(meetings, "state = 'booked' AND starts_at >= ? AND starts_at < ?", [
      momentOn(today, 0, zone),
      momentOn(addDays(until, 1), 0, zone),
    ])
    .filter((one) => ofClient(one.client))
    .map((one): AgendaItem => {
      const startsAt = one.starts_at ?? 0;
      const dueOn = localDate(startsAt, zone);
      return {
        kind: "meeting",
        title: one.title,
        client: nameOf(one.client),
        dueOn,
        startsAt,
        promised: false,
        overdue: false,
      };
    });
  return [...own, ...promised, ...met].sort(
    (a, b) =>
      compare(a.dueOn, b.dueOn) ||
      Number(b.promised) - Number(a.promised) ||
      (a.startsAt ?? 0) - (b.startsAt ?? 0) ||
      compare(a.title, b.title),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
