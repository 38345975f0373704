/**
 * Who takes a message: one agent, for the whole of it. Decided by what the message is and by what stands with its sender, never
 * by what an agent claims.
 * Before: actions/message-classify.ts and owner-ask.ts, which address the event. After: kernel/dispatcher.ts.
 */
import type { Records } from "../kernel/fold.ts";
import { clients, isServed, mergedScope } from "./client.ts";
import { offers } from "./contract.ts";
import { deliverables } from "./deliverable.ts";
import { scopesOfClient } from "./fact.ts";
import { meetings } from "./meeting.ts";
import { outreachOf } from "./standing.ts";

export type Taker = "health" | "outreach" | "deliverable" | "billing" | "intake";

/** How it stands with the sender of a message. */
export interface Standing {
  /** The owner has made a client of them. */
  readonly served: boolean;
  /** They were written to unasked, and have not answered yet. */
  readonly reached: boolean;
  readonly offerOpen: boolean;
  readonly awaitsFeedback: boolean;
  readonly meetingOffered: boolean;
}

const WORK: readonly string[] = ["approval", "change", "scheduling"];

/** The agent that a message of these classes goes to. Intake has read it already: what goes there wakes nobody. */
export function takerOf(classes: readonly string[], standing: Standing): Taker {
  const is = (...wanted: readonly string[]) => classes.some((name) => wanted.includes(name));
  const { served, reached, offerOpen, awaitsFeedback, meetingOffered } = standing;
  if (served && is("leaving", "complaint")) return "health";
  if (reached || is("stop")) return "outreach";
  if (!served && !offerOpen) return "intake";
  if (is(...WORK)) {
    const aboutWork = awaitsFeedback || (meetingOffered && is("scheduling"));
    return aboutWork || (!offerOpen && !is("payment")) ? "deliverable" : "billing";
  }
  return is("payment") ? "billing" : "intake";
}

/** What is on record of whoever writes in this scope. */
export function standingOf(records: Records, scope: string): Standing {
  const own = mergedScope(records, scope);
  if (!records.get(clients, own))
    return { served: false, reached: false, offerOpen: false, awaitsFeedback: false, meetingOffered: false };
  const scopes = scopesOfClient(records, own);
  const places = scopes.map(() => "?").join(",");
  const outreach = outreachOf(records, own);
  return {
    served: isServed(records, own),
    reached: outreach?.state === "standing" && outreach.sent > 0,
    offerOpen: records.find(offers, `client IN (${places}) AND state = 'sent' LIMIT 1`, scopes).length > 0,
    awaitsFeedback: records.find(deliverables, `client IN (${places}) AND state = 'sent' LIMIT 1`, scopes).length > 0,
    meetingOffered: records.find(meetings, `client IN (${places}) AND state = 'offered' LIMIT 1`, scopes).length > 0,
  };
}
