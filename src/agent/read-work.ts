/**
 * What agents read of the work with a client: plans, deliverables, meetings, promises.
 * Before: answering.ts. After: records/plan.ts, meeting.ts, obligation.ts.
 */
import { MEETING, SLOT } from "./read-meetings.ts";
import { DELIVERABLES, PLAN } from "./read-plan.ts";
import { LETTER, PROMISED, PROMISES } from "./read-promises.ts";
import { TAKER } from "./read-taker.ts";
import type { LocalReader, ReadableKind } from "./readable.ts";

export const WORK = {
  plan: PLAN,
  deliverables: DELIVERABLES,
  taker: TAKER,
  meeting: MEETING,
  promises: PROMISES,
  letter: LETTER,
} as const satisfies Record<string, ReadableKind>;

/** What is asked about a message of the work: `slot`, `promises`, … */
export const WORK_READERS: Readonly<Record<string, LocalReader>> = { slot: SLOT, promises: PROMISED };
