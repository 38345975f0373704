/**
 * What a client's calendar program has answered to an invitation: noted on the meeting. A yes needs nobody; a no, and another
 * time, wake whoever keeps the meetings.
 * Before: connectors/mail/arrival.ts, inside the transaction that records the mail. After: agents/deliverable.
 */
import type { Records } from "../kernel/fold.ts";
import { outsideLabel } from "../kernel/label.ts";
import type { Transaction } from "../kernel/writer.ts";
import { meetingUid } from "../lib/calendar-event.ts";
import { mergedScope } from "../records/client.ts";
import { type Meeting, meetings } from "../records/meeting.ts";

/** What an answer says of a meeting. */
interface Said {
  readonly answer: "accepted" | "declined" | "tentative" | "counter";
  readonly startsAt: number | null;
}

/** The meeting to which a client was invited, and whether the owner is asked about this answer; null: it is none of ours with them. */
export function invitedTo(
  records: Records,
  said: Said & { readonly uid: string },
  scope: string,
  ownerAddress: string,
): { readonly meeting: string; readonly asks: boolean } | null {
  const { uid } = said;
  const id = uid.slice(0, Math.max(0, uid.lastIndexOf("@")));
  const meeting = records.get(meetings, id);
  if (!meeting || uid !== meetingUid(id, ownerAddress)) return null;
  if (mergedScope(records, meeting.client) !== mergedScope(records, scope)) return null;
  return { meeting: id, asks: isCurrent(meeting, said) && isAsked(said) };
}

/** Who answers an invitation that has been replaced meanwhile has not answered the new one. */
function isCurrent({ state, starts_at: booked }: Meeting, { answer, startsAt }: Said): boolean {
  if (state !== "booked") return false;
  return startsAt === null || (startsAt === booked) !== (answer === "counter");
}

function isAsked({ answer }: Said): boolean {
  return answer === "declined" || answer === "counter";
}

/** An answer to an invitation, as it came with a mail. */
export interface Answered extends Said {
  readonly meeting: string;
  readonly mail: string;
  readonly minutes: number | null;
}

/** Notes it, unless the meeting is not booked any more, or for another time than the answer is about. */
export function noteAnswer(
  transaction: Transaction,
  said: Answered,
  cause: { readonly id: string; readonly workflow: string; readonly scope: string },
): void {
  const { meeting: id, mail, answer, startsAt, minutes } = said;
  const meeting = transaction.records.get(meetings, id);
  if (!meeting || !isCurrent(meeting, said)) return;
  transaction.append({
    type: "meeting.answered",
    actor: "connector:mail",
    scope: cause.scope,
    subject: `meeting:${id}`,
    causation: cause.id,
    workflow: cause.workflow,
    label: outsideLabel(cause.scope),
    data: {
      meeting: id,
      mail,
      answer,
      ...(answer === "counter" ? { startsAt, minutes } : {}),
      for: isAsked(said) ? "deliverable" : null,
    },
  });
}
