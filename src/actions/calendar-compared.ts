/**
 * What the records say of our meetings in a calendar that others write to as well: what was last put there, and what should
 * stand there, for the comparison at night.
 * Before: connectors/calendar-server. After: difference-kinds.ts, by way of the owner.
 */

import { deliveryOf } from "../kernel/delivery.ts";
import { type EffectRow, effects } from "../kernel/effect.ts";
import type { Records } from "../kernel/fold.ts";
import type { Ledger } from "../kernel/ledger.ts";
import { meetingUid } from "../lib/calendar-event.ts";
import { readableDay } from "../lib/zone.ts";
import { clients, clientTitle } from "../records/client.ts";
import { type Meeting, meetings } from "../records/meeting.ts";
import { type InCalendar, inCalendar } from "./calendar-news.ts";
import { whenOnCard } from "./meeting-words.ts";

/** What was agreed on last: a time, that it was taken out, or that it was never there. */
export type AgreedInCalendar =
  | { readonly kind: "never" }
  | { readonly kind: "put"; readonly startsAt: number; readonly minutes: number }
  | { readonly kind: "removed" };

/** Meetings that are in the calendar and were put there since: those of before stand in another one. */
export function putInCalendar(records: Records, now: number, ownerAddress: string, since: number): InCalendar[] {
  return inCalendar(records, now, ownerAddress).filter(
    ({ uid }) => (lastPerformed(records, uid)?.queued_at ?? 0) >= since,
  );
}

/** What we last put into the calendar under this uid since, or that we took it out. */
export function agreedInCalendar(
  records: Records,
  ledger: Pick<Ledger, "at" | "open">,
  uid: string,
  since: number,
): AgreedInCalendar {
  const last = lastPerformed(records, uid);
  if (!last || last.queued_at < since) return { kind: "never" };
  if (last.operation === "remove") return { kind: "removed" };
  const delivery = deliveryOf({ eventAt: (seq) => ledger.at(seq), open: (event) => ledger.open(event) }, last);
  if (!delivery) return { kind: "never" };
  return { kind: "put", startsAt: Number(delivery.payload.startsAt), minutes: Number(delivery.payload.minutes) };
}

function lastPerformed(records: Records, uid: string): EffectRow | undefined {
  const where = "reference = ? AND connector = 'calendar' AND state = 'performed' ORDER BY seq DESC LIMIT 1";
  return records.find(effects, where, [uid])[0];
}

/** A meeting, and what of it belongs into the calendar; `stands` is null where nothing does. */
export interface ComparedInCalendar {
  readonly meeting: string;
  readonly uid: string;
  readonly scope: string;
  readonly about: string;
  readonly stands: {
    readonly uid: string;
    readonly title: string;
    readonly startsAt: number;
    readonly minutes: number;
    readonly sequence: number;
  } | null;
  readonly when: (at: number, minutes: number) => string;
}

/** Meetings still to come that stand in the calendar, and those that were taken out of it. */
export function comparedWithCalendar(
  records: Records,
  now: number,
  { zone, ownerAddress }: { readonly zone: string; readonly ownerAddress: string },
): ComparedInCalendar[] {
  const there = new Set(inCalendar(records, now, ownerAddress).map((one) => one.meeting));
  return records.find(meetings, "starts_at > ? ORDER BY starts_at, id", [now]).flatMap((one) => {
    const uid = meetingUid(one.id, ownerAddress);
    if (!there.has(one.id) && !isTakenOut(records, one, uid)) return [];
    const who = clientTitle(records.get(clients, one.client));
    const { minutes, version: sequence } = one;
    const startsAt = Number(one.starts_at);
    return [
      {
        meeting: one.id,
        uid,
        scope: one.client,
        about: `Your meeting with ${who} on ${readableDay(startsAt, zone)}`,
        stands: there.has(one.id) ? { uid, title: `${one.title}: ${who}`, startsAt, minutes, sequence } : null,
        when: (at: number, length: number) => whenOnCard(at, length, zone),
      },
    ];
  });
}

function isTakenOut(records: Records, { state }: Meeting, uid: string): boolean {
  if (state !== "cancelled") return false;
  const [last] = records.find(effects, "reference = ? AND connector = 'calendar' ORDER BY seq DESC LIMIT 1", [uid]);
  return last?.state === "performed" && last.operation === "remove";
}
