/**
 * Our meetings as they stand in a calendar, whichever it is: what is put there, what is expected to be there, and what the owner
 * made of it. Shared by calendar-folder/ and calendar-server/.
 */
import { createHash } from "node:crypto";
import type { OneEvent } from "./read.ts";

/** A meeting that stands in the calendar, as we have put it there. */
export interface Expected {
  readonly meeting: string;
  readonly uid: string;
  readonly startsAt: number;
  readonly minutes: number;
}

/** What the owner did to a meeting of ours; `null`: it is gone, or called off there. */
export type Moved = { readonly startsAt: number; readonly minutes: number } | null;

/** What “put” and “remove” are handed. */
export interface Put {
  readonly uid: string;
  readonly title: string;
  readonly startsAt: number;
  readonly minutes: number;
  readonly attendees?: readonly string[];
  readonly sequence: number;
  /** The owner has said that ours is right: whatever stands there is written over. */
  readonly insists?: boolean;
}

/** How far ahead busy times are looked for. */
export const AHEAD_MS = 60 * 86_400_000;
/** The time looked at moves on: by then recurring events are expanded anew, and until then this much further ahead. */
export const EXPAND_AGAIN_MS = 86_400_000;

/** Whether it stands there as it should. */
export function stands(
  found: OneEvent | null,
  at: { readonly startsAt: number; readonly minutes: number },
): found is OneEvent {
  return found !== null && !found.cancelled && found.startsAt === at.startsAt && minutesOf(found) === at.minutes;
}

/** What stands there, as news; called off is gone. */
export function movedTo(found: OneEvent | null): Moved {
  return found && !found.cancelled ? { startsAt: found.startsAt, minutes: minutesOf(found) } : null;
}

export function minutesOf({ startsAt, endsAt }: OneEvent): number {
  return Math.round((endsAt - startsAt) / 60_000);
}

/** What tells one piece of news of a meeting from another: the same is told once. */
export function newsOf(meeting: Expected, found: Moved): string {
  return `${meeting.startsAt} ${meeting.minutes} ${found?.startsAt} ${found?.minutes}`;
}

/** The name of our file or object for a meeting: the same each time, so that a second try meets the first. */
export function ownName(uid: string): string {
  return `atelier-${createHash("sha256").update(uid).digest("hex").slice(0, 40)}.ics`;
}

export function isOwn(name: string): boolean {
  return /^atelier-[\da-f]{40}\.ics$/.test(name);
}
