/**
 * How a client fares: 100 is well, and whatever speaks against it takes points off and says so. Pure: the same rows give the
 * same score, and the reasons add up to it.
 * Before: health-due.ts, which gathers the rows once a day. After: `health.changed`, which wakes the health agent.
 */
import type { Health, HealthReason } from "../records/standing.ts";

/** What is on record of one client, as of the owner's day. Where nothing is to be said, the part is left out. */
export interface ClientRows {
  /** Promised tasks that are open past their day. */
  readonly lateTasks?: number;
  /** The owner's promises that were missed in the last days and are not late tasks any more. */
  readonly missedPromises?: number;
  /** Days since they last wrote, and the days that usually lie between two of their mails. */
  readonly silent?: { readonly days: number; readonly usualDays: number };
  /** Days since something was sent or offered to which nothing has come, and to how many things. */
  readonly unanswered?: { readonly days: number; readonly count: number };
  readonly complaints?: number;
  readonly leaving?: number;
  readonly unsure?: number;
  /** Invoices past their due day, and how long the oldest is. */
  readonly overdue?: { readonly days: number; readonly count: number };
  /** Check-ins of whose times none was taken. */
  readonly lapsedCheckIns?: number;
  /** Check-ins to which they did not come. */
  readonly missedCheckIns?: number;
}

export interface Fares {
  readonly score: number;
  readonly band: Health["band"];
  /** The heaviest first. */
  readonly reasons: readonly HealthReason[];
}

/** How far back messages, promises and check-ins count. */
export const LOOKS_BACK_DAYS = 60;
/** A client of whom nothing is known against them. */
export const WELL: Fares = { score: 100, band: "well", reasons: [] };
/** So far a score may move within its band without anybody being told. */
const TOLD_FROM = 10;
const WATCH_BELOW = 75;
const AT_RISK_BELOW = 50;

/** Silence begins after so many of their usual pauses, and never before a week and a half. */
const USUAL_PAUSES = 3;
const SHORTEST_SILENCE = 10;
const UNANSWERED_FROM = 7;
/** Money is late for everybody a few days, between two banks. */
const OVERDUE_FROM = 3;

export function healthOf(rows: ClientRows): Fares {
  const { silent, unanswered, overdue } = rows;
  const quiet = silent && silent.days >= Math.max(SHORTEST_SILENCE, USUAL_PAUSES * silent.usualDays);
  const waits = unanswered && unanswered.days >= UNANSWERED_FROM;
  const owes = overdue && overdue.days >= OVERDUE_FROM;
  const reasons = [
    each("late-work", rows.lateTasks, 12, 36),
    each("missed-promise", rows.missedPromises, 8, 24),
    // What was sent and not answered is the stronger word for the same silence.
    waits
      ? { code: "unanswered", points: unanswered.days >= 14 ? 20 : 10, count: unanswered.count }
      : quiet && { code: "silent", points: 15, count: silent.days },
    each("complaint", rows.complaints, 25, 50),
    each("leaving", rows.leaving, 50, 50),
    each("unsure", rows.unsure, 3, 9),
    owes && { code: "overdue", points: overdue.days >= 30 ? 30 : overdue.days >= 14 ? 20 : 10, count: overdue.count },
    each("lapsed-check-in", rows.lapsedCheckIns, 10, 20),
    each("missed-check-in", rows.missedCheckIns, 10, 20),
  ].filter((reason): reason is HealthReason => typeof reason === "object");
  reasons.sort((a, b) => b.points - a.points || (a.code < b.code ? -1 : 1));
  const score = Math.max(0, 100 - reasons.reduce((sum, reason) => sum + reason.points, 0));
  return { score, band: bandOf(score), reasons };
}

/** Whether the change is worth an event: another band, or a good step within one. */
export function hasChanged(before: Pick<Fares, "score" | "band">, now: Pick<Fares, "score" | "band">): boolean {
  return before.band !== now.band || Math.abs(before.score - now.score) >= TOLD_FROM;
}

function bandOf(score: number): Health["band"] {
  return score < AT_RISK_BELOW ? "at-risk" : score < WATCH_BELOW ? "watch" : "well";
}

function each(code: string, count = 0, points: number, most: number): HealthReason | undefined {
  return count > 0 ? { code, points: Math.min(count * points, most), count } : undefined;
}
