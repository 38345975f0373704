/**
 * A meeting that stands otherwise in the calendar than on record becomes a difference for the owner to settle.
 * Before: the connectors' `reconcile`. After: actions/difference-kinds.ts.
 */
import type { Plain } from "../../kernel/event.ts";
import type { Difference } from "../connector.ts";
import type { OneEvent } from "./read.ts";
import { type Moved, movedTo, type Put } from "./standing.ts";

/** A meeting as the records know it. */
export interface Compared {
  readonly meeting: string;
  readonly uid: string;
  readonly scope: string;
  /** `Your meeting with Nora Whitfield on Thu 3 Dec`. */
  readonly about: string;
  /** What belongs into the calendar; null: it was called off, and nothing does. */
  readonly stands: Put | null;
  /** A time in the owner's words. */
  readonly when: (at: number, minutes: number) => string;
}

/** What differs among these; of what can't be read nothing is known. */
export async function differencesAmong(
  meetings: readonly Compared[],
  find: (meeting: Compared) => Promise<OneEvent | null | "unreadable">,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const meeting of meetings) {
    const found = await find(meeting);
    const difference = found === "unreadable" ? null : differenceOf(meeting, movedTo(found));
    if (difference) differences.push(difference);
  }
  return differences;
}

function differenceOf(meeting: Compared, found: Moved): Difference | null {
  const { uid, scope, about, stands, when } = meeting;
  if (stands === null && found === null) return null;
  if (stands && found && stands.startsAt === found.startsAt && stands.minutes === found.minutes) return null;
  const words = (at: Moved) => (at ? when(at.startsAt, at.minutes) : "");
  const base = {
    kind: "meeting" as const,
    key: `meeting:${meeting.meeting}`,
    scope,
    about,
    theirs: found ? `In your calendar it stands on ${words(found)}` : "It isn't in your calendar",
  };
  const leaving = { connector: "calendar", reference: uid };
  if (stands === null)
    return {
      ...base,
      ours: "It was called off",
      restore: {
        ...leaving,
        operation: "remove",
        payload: { uid, title: about, startsAt: 0, minutes: 0, sequence: 0 },
      },
      found: null, // what was called off is offered anew, not taken back by an old event
    };
  return {
    ...base,
    ours: `It is booked for ${words(stands)}`,
    restore: { ...leaving, operation: "put", payload: { ...stands, insists: true } as unknown as Plain },
    // As it stood, so that it is taken over only while it does; a meeting that is gone has no time any more.
    found: {
      meeting: meeting.meeting,
      was: stands.startsAt,
      startsAt: found?.startsAt ?? null,
      minutes: found?.minutes ?? null,
    },
  };
}
