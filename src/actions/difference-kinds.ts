/**
 * What "theirs is right" means, kind by kind: how something stands outside becomes what is on record. Each kind reads the plain
 * data that its connector found, and answers the events that take it over, or nothing where it isn't so any more.
 * Before: difference-settle.ts. After: the records.
 */
import type { Decided, View } from "../kernel/action.ts";
import type { Plain } from "../kernel/event.ts";
import { calendarNews } from "./calendar-news.ts";
import { stripePaymentIn, stripeSeen } from "./stripe-seen.ts";

export const DIFFERENCE_KINDS = ["meeting", "payment", "refund", "service-invoice", "file", "sent-copy"] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

type Taking = (found: Plain, view: View) => readonly Decided[];

/** A kind that is not here is put right by restoring, or by hand. */
const TAKINGS: Partial<Readonly<Record<DifferenceKind, Taking>>> = {
  meeting: ({ meeting, was, startsAt, minutes }, view) => {
    const found = typeof startsAt === "number" ? { startsAt, minutes: Number(minutes) } : null;
    return calendarNews(view.records, { meeting: String(meeting), startsAt: Number(was) }, found);
  },
  payment(found, view) {
    const payment = stripePaymentIn(found);
    return payment ? stripeSeen(view.records, payment) : [];
  },
};

/** Whether that kind can be taken over at all. */
export function canBeTakenOver(kind: DifferenceKind): boolean {
  return TAKINGS[kind] !== undefined;
}

/** The events that take over what was found; null: this kind can't be taken over by itself. */
export function takenOver(kind: DifferenceKind, found: Plain, view: View): readonly Decided[] | null {
  return TAKINGS[kind]?.(found, view) ?? null;
}
