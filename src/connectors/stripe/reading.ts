/**
 * Stripe's list of events, read from where the last look ended: a page at a time, each page one report, whose transaction
 * also sets the mark. It begins with the newest event at the moment of connecting. Stripe keeps events for thirty days; where
 * the one that was read last is gone, what stands there is read instead.
 * Before: connector.ts. After: happenings.ts.
 */
import { z } from "zod";
import { type MarkReader, markOf } from "../marks.ts";
import type { StripeApi } from "./api.ts";
import type { Happening } from "./happening.ts";
import { Happenings, type Hint, TYPES } from "./happenings.ts";
import { isMissing } from "./trouble.ts";

export const CONNECTOR = "stripe";
/** How far was read. */
export const EVENTS_MARK = "events";
/** When it began, ms UTC: what is older is none of ours. */
export const BEGUN_MARK = "begun";
/** The last thing that was not understood, for `doctor`. */
export const DRIFT_MARK = "drift";

const PAGE = 100;
const KEPT_MS = 29 * 86_400_000;
/** An invoice may be paid long after it was made. */
const OLDEST_PAID_MS = 400 * 86_400_000;

const place = z.strictObject({ id: z.string().nullable(), at: z.number() });
/** `id`: the last event that was read; null: there was none. `at`: when that was, ms UTC. */
export type Place = z.output<typeof place>;

const shape = z.object({
  id: z.string().regex(/^evt_/),
  object: z.literal("event"),
  type: z.string().min(1),
  created: z.number(),
  data: z.object({ object: z.object({ id: z.string().min(1) }) }),
});

/** What one look brought. */
export interface Look {
  /** Happenings by event, in the order in which they happened; null: of none. */
  readonly seen: ReadonlyArray<{ readonly event: string | null; readonly happenings: readonly Happening[] }>;
  /** Where the next look begins. */
  readonly place: Place;
  /** Since when Stripe's events could not be read any more; null: nothing is missing. */
  readonly gapSince: number | null;
  readonly drift: string | null;
}

export class Reading {
  readonly #parts: { readonly api: StripeApi; readonly zone: string; readonly now: () => number };

  constructor(parts: { api: StripeApi; zone: string; now: () => number }) {
    this.#parts = parts;
  }

  /** Where it begins: at the newest event there is. */
  async begin(): Promise<Place> {
    const [newest] = await this.#parts.api.events(TYPES, null, 1);
    return { id: newest?.id ?? null, at: newest ? newest.created * 1000 : this.#parts.now() };
  }

  /** What happened after `from`, a page of it; null: nothing. */
  async look(from: Place): Promise<Look | null> {
    const { api, now } = this.#parts;
    const after = from.id === null && now() - from.at > KEPT_MS ? "gone" : await this.#after(from.id);
    if (after === "gone") return this.#catchUp(from);
    const [newest] = after;
    if (!newest) return null;
    const read = readHints(after.reverse());
    const happenings = new Happenings({ api, zone: this.#parts.zone });
    const seen: Array<Look["seen"][number]> = [];
    let { drift } = read;
    for (const hint of read.hints) {
      const found = await happeningsOf(happenings, hint);
      if (found) seen.push({ event: hint.event, happenings: found });
      else drift = `an event “${hint.type}” about something that isn't there`;
    }
    return { seen, place: { id: newest.id, at: newest.created * 1000 }, gapSince: null, drift };
  }

  /** The newest first. */
  async #after(id: string | null): Promise<Awaited<ReturnType<StripeApi["events"]>> | "gone"> {
    const { api } = this.#parts;
    if (id !== null)
      return api.events(TYPES, id, PAGE).catch((error: unknown) => {
        if (isMissing(error)) return "gone";
        throw error;
      });
    // There was none when it began: all that there are now are new.
    const all = [];
    for await (const event of api.allEvents(TYPES)) all.push(event);
    return all.slice(-PAGE);
  }

  /** Read from what stands there, in place of events that are not kept any more. */
  async #catchUp(from: Place): Promise<Look> {
    const { api, zone } = this.#parts;
    const place = await this.begin();
    const reader = new Happenings({ api, zone });
    const happenings: Happening[] = [];
    for await (const one of api.payments({})) {
      if (one.created * 1000 < from.at - OLDEST_PAID_MS) break;
      if ((one.status_transitions.paid_at ?? 0) * 1000 >= from.at)
        happenings.push(...(await reader.ofInvoicePayment(one)));
    }
    for await (const charge of api.charges(from.at)) happenings.push(...(await reader.ofCharge(charge)));
    for await (const refund of api.refunds({ since: from.at })) happenings.push(...(await reader.ofRefund(refund)));
    for await (const dispute of api.disputes(from.at)) happenings.push(...(await reader.ofDispute(dispute)));
    return { seen: [{ event: null, happenings }], place, gapSince: from.at, drift: null };
  }
}

/** Where the last look ended; null: it has not begun. */
export function placeIn(reader: MarkReader): Place | null {
  const text = markOf(reader, CONNECTOR, EVENTS_MARK);
  return text === null ? null : place.parse(JSON.parse(text));
}

/** What a hint means; null: what it is about isn't there, so it means nothing. */
export async function happeningsOf(happenings: Happenings, hint: Hint): Promise<readonly Happening[] | null> {
  try {
    return await happenings.of(hint);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** What can be understood of these events; `drift`: the last that can't be. */
export function readHints(events: readonly unknown[]): {
  readonly hints: readonly Hint[];
  readonly drift: string | null;
} {
  const hints: Hint[] = [];
  let drift: string | null = null;
  for (const event of events) {
    const read = shape.safeParse(event);
    if (!read.success) {
      drift = "an event of an unknown shape";
      continue;
    }
    const type = TYPES.find((one) => one === read.data.type);
    const { id, created, data } = read.data;
    if (type) hints.push({ event: id, type, id: data.object.id, at: created * 1000 });
  }
  return { hints, drift };
}
