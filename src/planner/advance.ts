/**
 * What a day brings: of each row of the records, whether it falls due on it and as which event. Pure: the same rows and the
 * same day give the same answer.
 * Before: sources.ts, which reads the rows. After: advancing.ts, which appends the events.
 */
import type { DunningStep } from "../actions/house.ts";
import { addDays, addWorkdays, type Workdays } from "../lib/workdays.ts";
import type { Offer } from "../records/contract.ts";
import type { Deliverable } from "../records/deliverable.ts";
import { type Invoice, openCents } from "../records/invoice.ts";
import type { Meeting } from "../records/meeting.ts";
import type { Milestone } from "../records/milestone.ts";
import type { Obligation } from "../records/obligation.ts";
import type { Payment } from "../records/payment.ts";
import type { Engagement, Task } from "../records/plan.ts";
import type { Due } from "./due.ts";
import type { Playbook } from "./playbook.ts";

/** Whose work letters, meetings and deliverables are, and whose the money is. */
const KEEPER = "deliverable";
const PURSE = "billing";

type Patience = Pick<Playbook, "nudgeAfter" | "closesByPlanAfter">;
/** Of work without a playbook. */
export const PATIENCE: Patience = { nudgeAfter: 3, closesByPlanAfter: 8 };

/** A step of an agent's falls due once its day has come and all that comes first is through. */
export function taskDue(task: Task, open: (key: string) => boolean, today: string): Due | null {
  if (task.state !== "open" || task.agent === "owner" || task.told_on !== null || task.due_on > today) return null;
  if (keysOf(task.after_keys).some(open)) return null;
  const { engagement, kind, agent } = task;
  return due("task.due", task, "task", today, agent, { engagement, kind });
}

/**
 * The plan may close a milestone on its day once all it holds has been sent and was accepted, or has stayed unanswered for
 * long enough though they were asked once more.
 */
export function milestoneDue(
  milestone: Milestone,
  holds: readonly Deliverable[],
  by: { readonly today: string; readonly workdays: Workdays; readonly patience: Patience },
): Due | null {
  const { state, closes_by, told_on, due_on } = milestone;
  if (state !== "open" || told_on !== null || due_on > by.today || !closes_by.split(" ").includes("plan")) return null;
  const settled = (one: Deliverable) =>
    one.state === "accepted" ||
    one.state === "dropped" ||
    (one.state === "sent" &&
      one.nudged_on !== null &&
      one.sent_on !== null &&
      addWorkdays(one.sent_on, by.patience.closesByPlanAfter, by.workdays) <= by.today);
  if (!holds.every(settled)) return null;
  return due("milestone.due", milestone, "milestone", by.today, KEEPER, { engagement: milestone.engagement });
}

/** What was sent and got no answer for some business days is told of once. */
export function deliverableUnanswered(
  one: Deliverable,
  by: { readonly today: string; readonly workdays: Workdays; readonly patience: Patience },
): Due | null {
  if (one.state !== "sent" || one.sent_on === null || one.told_on !== null || one.nudged_on !== null) return null;
  if (addWorkdays(one.sent_on, by.patience.nudgeAfter, by.workdays) > by.today) return null;
  return due("deliverable.unanswered", one, "deliverable", by.today, KEEPER);
}

/** A meeting none of whose offered times was taken, and all of which have passed. */
export function meetingUnanswered(meeting: Meeting, now: number, today: string): Due | null {
  if (meeting.state !== "offered" || meeting.told_on !== null) return null;
  if (keysOf(meeting.slots).some((slot) => Number(slot) > now)) return null;
  return due("meeting.unanswered", meeting, "meeting", today, KEEPER);
}

/** A promise is told of on its day; the day after, it was missed. */
export function obligationDue(obligation: Obligation, today: string): Due | null {
  if (obligation.state !== "open") return null;
  if (obligation.until_on < today) return due("obligation.missed", obligation, "obligation", today, null);
  if (obligation.until_on > today || obligation.told_on !== null) return null;
  return due("obligation.due", obligation, "obligation", today, KEEPER);
}

/** An offer is followed up once, and is over when its last day has passed. */
export function offerDue(
  offer: Offer,
  by: { readonly today: string; readonly workdays: Workdays; readonly followUpAfter: number },
): Due | null {
  if (offer.state !== "sent") return null;
  const step = (name: "follow-up" | "expire") =>
    offer.told === name ? null : due("offer.fell-due", offer, "offer", by.today, PURSE, { step: name });
  if (offer.valid_until < by.today) return step("expire");
  if (offer.followed_up > 0 || addWorkdays(offer.sent_on, by.followUpAfter, by.workdays) > by.today) return null;
  return step("follow-up");
}

/**
 * The next reminder of an unpaid invoice falls due on its day, or as long after the one before as the two lie apart; never
 * before the bank's data covers that day, nor while money has come in that may be theirs and isn't said whose it is.
 */
export function invoiceDue(
  invoice: Invoice,
  by: {
    readonly today: string;
    readonly coveredUntil: string | null;
    readonly dunning: readonly DunningStep[];
    readonly seen: readonly Pick<Payment, "client" | "amount_cents" | "currency">[];
  },
): Due | null {
  if (invoice.kind !== "invoice" || invoice.state !== "open" || openCents(invoice) <= 0) return null;
  const step = by.dunning[invoice.fell_due];
  // The one before has to have been sent: what the owner held back is not made up for.
  if (!step || invoice.reminded < invoice.fell_due) return null;
  const before = by.dunning[invoice.fell_due - 1];
  const own = addDays(invoice.due_on, step.afterDays);
  const apart = before && invoice.reminded_on ? addDays(invoice.reminded_on, step.afterDays - before.afterDays) : own;
  const { coveredUntil } = by;
  if ([own, apart].some((day) => day > by.today || coveredUntil === null || coveredUntil < day)) return null;
  const maybeTheirs = by.seen.some(
    ({ client, amount_cents, currency }) =>
      client === invoice.client ||
      (client === "" && amount_cents === openCents(invoice) && currency === invoice.currency),
  );
  if (maybeTheirs) return null;
  return due("invoice.fell-due", invoice, "invoice", by.today, PURSE, { level: step.level });
}

/** Work of which nothing is left to do has ended. */
export function engagementThrough(
  engagement: Engagement,
  left: { readonly tasks: number; readonly milestones: number; readonly deliverables: number },
  today: string,
): Due | null {
  if (engagement.state !== "active" || left.tasks + left.milestones + left.deliverables > 0) return null;
  return due("engagement.ended", engagement, "engagement", today, null, { why: "through" });
}

function due(
  type: string,
  row: { readonly id: string; readonly client: string },
  what: string,
  on: string,
  to: string | null,
  more: Due["data"] = {},
): Due {
  const data = { [what]: row.id, ...more, on, ...(to === null ? {} : { for: to }) };
  return { type, scope: row.client, subject: `${what}:${row.id}`, data };
}

function keysOf(list: string): string[] {
  return list.split(" ").filter((key) => key !== "");
}
