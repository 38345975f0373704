/**
 * A meeting is put into the calendar, moved there or taken out of it, and the owner's hand is never written over: what they have
 * changed since we last agreed stays as it is, and is told as their news with the next look. Each try begins with a look, and
 * the server takes it only onto the very state that was seen, so trying again does nothing twice.
 * Before: connector.ts, called by the outbox. After: dav.ts.
 */
import type { Receipt } from "../../kernel/delivery.ts";
import type { OneEvent } from "../calendar/read.ts";
import { type Put, stands } from "../calendar/standing.ts";
import type { Dav, StoredText, Written } from "./dav.ts";
import { eventText } from "./event-text.ts";
import type { FoundCalendar } from "./find-calendar.ts";
import { CallError } from "./wire.ts";

/** What the records say of a meeting in the calendar: what was last put there, or that it was taken out. */
export type Agreed =
  | { readonly kind: "never" }
  | { readonly kind: "put"; readonly startsAt: number; readonly minutes: number }
  | { readonly kind: "removed" };

/** An event of the server's: as it was stored, and as it reads. */
export interface There extends StoredText {
  readonly event: OneEvent;
}

export interface WritingParts {
  readonly dav: Dav;
  readonly calendar: FoundCalendar;
  /** Where a new one is written. */
  readonly url: string;
  /** What stands there now, wherever a calendar program has put it. */
  readonly look: () => Promise<There | null>;
  readonly agreed: Agreed;
}

/** Somebody at the other end of the same calendar is quicker than we are. */
const MOST_TRIES = 4;

/** Puts it there, at its time. */
export async function putMeeting(parts: WritingParts, want: Put, at: number): Promise<Receipt> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const there = await parts.look();
    if (isSettled(there, want, parts.agreed)) return { kind: "done" };
    if (there) {
      const kept = keptByOwner(there.event, parts.calendar);
      if (kept) return { kind: "hard", why: kept };
    }
    const written = await write(() =>
      there
        ? parts.dav.replace(there, eventText(there.text, want, at))
        : parts.dav.create(parts.url, eventText(null, want, at)),
    );
    const receipt = receiptOf(written, parts.calendar);
    if (receipt) return receipt;
  }
  return { kind: "soft", failure: "busy", why: "The meeting is being changed in your calendar at this moment." };
}

/** Takes it out. Called off is called off: a meeting that the owner moved before is no reason to keep it. */
export async function removeMeeting(parts: WritingParts): Promise<Receipt> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const there = await parts.look();
    if (!there || there.event.cancelled) return { kind: "done" };
    const kept = keptByOwner(there.event, parts.calendar);
    if (kept) return { kind: "hard", why: kept };
    const receipt = receiptOf(await write(() => parts.dav.delete(there)), parts.calendar);
    if (receipt) return receipt;
  }
  return { kind: "soft", failure: "busy", why: "The meeting is being changed in your calendar at this moment." };
}

/**
 * Whether nothing is left to write: it stands there as wanted, or the owner has moved or deleted it since we last agreed. Theirs
 * is newer then; the next look reports it, and what is recorded of the meeting follows.
 */
export function isSettled(there: There | null, want: Put, agreed: Agreed): boolean {
  const event = there?.event ?? null;
  if (stands(event, want)) return true;
  if (want.insists) return false;
  if (agreed.kind === "put") return !stands(event, agreed);
  // What nobody has put there on record stands there all the same: a try that was cut off did it, and then the owner moved it.
  return event !== null && agreed.kind === "never";
}

/** What only the owner should change, in words: they made it their own, and a change of ours would reach other people. */
function keptByOwner({ series, invites }: OneEvent, { name, schedules }: FoundCalendar): string | null {
  if (series) return `You made a series of this meeting in the calendar ${name}. Change it there yourself.`;
  if (invites && schedules)
    return `You invited people to this meeting in the calendar ${name}, and your calendar server would write to them unseen. Change it there yourself.`;
  return null;
}

/** What may have reached the server before it fell silent is looked up, not written off. */
async function write(call: () => Promise<Written>): Promise<Written | Receipt> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof CallError) || error.trouble !== "unreachable" || !error.arrived) throw error;
    return { kind: "unknown", why: error.message };
  }
}

/** Null: look again. */
function receiptOf(written: Written | Receipt, { name }: FoundCalendar): Receipt | null {
  if (written.kind === "again") return null;
  if (written.kind !== "no") return written;
  const { status } = written;
  const why =
    status === 403
      ? `The calendar ${name} may only be read, as your calendar server says. Give the app password in CALDAV_URL the right to write, or name another calendar there.`
      : status === 507
        ? `The calendar ${name} is full, as your calendar server says.`
        : `The calendar ${name} does not take the meeting: its server answers ${status}.`;
  return { kind: "hard", why };
}
