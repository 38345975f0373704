/**
 * A meeting with a client: times are offered, one is booked, and it takes place unless somebody says otherwise.
 */
import type { Folded, RecordKind, RecordRow } from "../kernel/fold.ts";
import { FORGOTTEN } from "./client.ts";

export interface Meeting extends RecordRow {
  readonly id: string;
  readonly seq: number;
  readonly client: string;
  readonly engagement: string | null;
  /** The check-in it is for. */
  readonly task: string | null;
  readonly title: string;
  /** `lapsed`: none of the offered times was taken. `missed`: they did not come. */
  readonly state: "offered" | "booked" | "cancelled" | "lapsed" | "missed";
  readonly minutes: number;
  /** Space-separated, ms UTC. */
  readonly slots: string;
  readonly offered_on: string | null;
  readonly starts_at: number | null;
  readonly told_on: string | null;
  /** What their calendar program has answered to the invitation; null: nothing, or the time is another since. */
  readonly answer: "accepted" | "declined" | "tentative" | "counter" | null;
}

const meetingOf = { rows: (event: Folded) => [String(event.data.meeting)] };

function becomes(state: Meeting["state"]): (typeof meetings.on)[string] {
  return { ...meetingOf, evolve: (row) => row && { ...row, state } };
}

export const meetings: RecordKind<Meeting> = {
  table: "meetings",
  id: "id",
  columns: [
    "id",
    "version",
    "seq",
    "client",
    "engagement",
    "task",
    "title",
    "state",
    "minutes",
    "slots",
    "offered_on",
    "starts_at",
    "told_on",
    "answer",
  ],
  on: {
    // `data`: meeting, engagement, task, minutes, slots (list of ms UTC), on. Private: title.
    "meeting.offered": {
      ...meetingOf,
      evolve: (_, event, id) => ({
        id,
        seq: event.seq,
        client: event.scope,
        engagement: typeof event.data.engagement === "string" ? event.data.engagement : null,
        task: typeof event.data.task === "string" ? event.data.task : null,
        title: titleOf(event),
        state: "offered",
        minutes: Number(event.data.minutes),
        slots: (event.data.slots as readonly number[]).join(" "),
        offered_on: String(event.data.on),
        starts_at: null,
        told_on: null,
        answer: null,
      }),
    },
    // `data`: meeting, on, for. All offered times have passed: the agent is woken.
    "meeting.unanswered": { ...meetingOf, evolve: (row, event) => row && { ...row, told_on: String(event.data.on) } },
    // `data`: meeting, startsAt, minutes; a meeting that was never offered also has engagement, task. Private: title.
    "meeting.booked": {
      ...meetingOf,
      evolve: (row, event, id) => ({
        id,
        seq: event.seq,
        client: event.scope,
        engagement: row?.engagement ?? (typeof event.data.engagement === "string" ? event.data.engagement : null),
        task: row?.task ?? null,
        title: row?.title ?? titleOf(event),
        state: "booked",
        minutes: Number(event.data.minutes),
        slots: row?.slots ?? "",
        offered_on: row?.offered_on ?? null,
        starts_at: Number(event.data.startsAt),
        told_on: row?.told_on ?? null,
        answer: row?.starts_at === Number(event.data.startsAt) ? row.answer : null,
      }),
    },
    // `data`: meeting, mail, answer; of a counter also startsAt, minutes; for.
    "meeting.answered": {
      ...meetingOf,
      evolve: (row, event) => row && { ...row, answer: String(event.data.answer) as Meeting["answer"] },
    },
    "meeting.cancelled": becomes("cancelled"),
    "meeting.lapsed": becomes("lapsed"),
    "meeting.missed": becomes("missed"),
  },
};

/** The times a client may choose from, ms UTC. */
export function slotsOf(meeting: Pick<Meeting, "slots">): number[] {
  return meeting.slots.split(" ").filter(Boolean).map(Number);
}

function titleOf(event: Folded): string {
  const title = event.open()?.title;
  return typeof title === "string" ? title : FORGOTTEN;
}
