/**
 * What the calendar is asked about, and what its news mean: a meeting of ours that the owner has moved there is booked for the
 * new time, and one that they deleted is called off.
 * Before: connectors/calendar-folder. After: whoever wakes on `meeting.booked` and `meeting.cancelled`.
 */
import type { Decided } from "../kernel/action.ts";
import { effects } from "../kernel/effect.ts";
import type { Records } from "../kernel/fold.ts";
import { ownerLabel } from "../kernel/label.ts";
import type { Transaction } from "../kernel/writer.ts";
import { meetingUid } from "../lib/calendar-event.ts";
import { meetings } from "../records/meeting.ts";

/** A meeting that stands in the calendar as we have put it there. */
export interface InCalendar {
  readonly meeting: string;
  readonly uid: string;
  readonly startsAt: number;
  readonly minutes: number;
}

/** Meetings still to come that are in the calendar, and of which nothing newer is on its way there. */
export function inCalendar(records: Records, now: number, ownerAddress: string): InCalendar[] {
  return records.find(meetings, "state = 'booked' AND starts_at > ? ORDER BY starts_at, id", [now]).flatMap((one) => {
    const uid = meetingUid(one.id, ownerAddress);
    const [last] = records.find(effects, "reference = ? AND connector = 'calendar' ORDER BY seq DESC LIMIT 1", [uid]);
    const isThere = last?.state === "performed" && last.operation === "put" && last.seq > one.seq;
    return isThere ? [{ meeting: one.id, uid, startsAt: Number(one.starts_at), minutes: one.minutes }] : [];
  });
}

/** How it stands in the calendar now; `null`: it doesn't any more. */
type Found = { readonly startsAt: number; readonly minutes: number } | null;

/** The owner's own deed, seen in the calendar, as it changes the records; nothing where it was changed here meanwhile. */
export function calendarNews(
  records: Records,
  before: Pick<InCalendar, "meeting" | "startsAt">,
  found: Found,
): readonly Decided[] {
  const meeting = records.get(meetings, before.meeting);
  if (meeting?.state !== "booked" || meeting.starts_at !== before.startsAt) return [];
  const { id, client } = meeting;
  return [
    {
      type: found ? "meeting.booked" : "meeting.cancelled",
      scope: client,
      subject: `meeting:${id}`,
      data: found ? { meeting: id, ...found, by: "calendar" } : { meeting: id, by: "calendar" },
    },
  ];
}

/** Records that deed. */
export function noteCalendar(transaction: Transaction, before: InCalendar, found: Found): void {
  for (const news of calendarNews(transaction.records, before, found))
    transaction.append({ ...news, actor: "connector:calendar", label: ownerLabel(news.scope) });
}
