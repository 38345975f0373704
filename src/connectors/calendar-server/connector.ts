/**
 * A calendar server (CalDAV) as a connector, with the same contract as calendar-folder/: our meetings stand there as events, the
 * owner's own events say when they are busy, and a meeting of ours that they move or delete there has been moved, or called off.
 * Before: outside.ts, where CALDAV_URL is set. After: find-calendar.ts, mirror.ts, writing.ts.
 */
import type { Delivery, Found, Receipt } from "../../kernel/delivery.ts";
import type { Transaction } from "../../kernel/writer.ts";
import type { BusyTimes } from "../../lib/busy.ts";
import type { Clock } from "../../lib/clock.ts";
import { messageOf } from "../../lib/errors.ts";
import type { CaldavConfig } from "../../lib/service-address.ts";
import { type Compared, differencesAmong } from "../calendar/difference.ts";
import type { OneEvent } from "../calendar/read.ts";
import { type Expected, type Moved, movedTo, newsOf, type Put, stands } from "../calendar/standing.ts";
import type { Connector, Difference, Health, Report } from "../connector.ts";
import type { MarkReader } from "../marks.ts";
import type { Access } from "../oauth/access.ts";
import { ServiceError } from "../service-error.ts";
import { Beginning } from "./begun.ts";
import { BusyKept } from "./busy-kept.ts";
import { Dav, pathOf } from "./dav.ts";
import { findCalendar } from "./find-calendar.ts";
import { meetingIn, meetingText, ownUrl } from "./find-meeting.ts";
import { healthOf } from "./health.ts";
import { Mirror } from "./mirror.ts";
import { CallError, Wire } from "./wire.ts";
import { type Agreed, isSettled, putMeeting, removeMeeting, type WritingParts } from "./writing.ts";

export interface CalendarServerParts {
  readonly access: CaldavConfig;
  /** What is signed in with where the address has no password. */
  readonly signIn?: Access | null;
  readonly clock: Clock;
  readonly zone: string;
  readonly ownAddress: string;
  readonly busy: BusyTimes;
  /** How far we have come: read from the database itself. */
  readonly marks: MarkReader;
  /** Meetings still to come that were put there since (ms UTC), and of which nothing newer is under way. */
  readonly expected: (since: number) => readonly Expected[];
  /** Records what the owner did to one of them, unless it isn't so any more. */
  readonly changed: (transaction: Transaction, meeting: Expected, found: Moved) => void;
  /** What the records say of a meeting in the calendar, of what was decided on since (ms UTC). */
  readonly agreed: (uid: string, since: number) => Agreed;
  readonly isOurs: (uid: string) => boolean;
  /** Every meeting that is compared with the calendar at night. */
  readonly compared: () => readonly Compared[];
  readonly timeoutMs?: number;
}

/** How often the server is asked: it can't call. */
const ASK_EVERY_MS = 90_000;
const TIMEOUT_MS = 20_000;
const MOST_REMEMBERED = 2000;

export class CalendarServerConnector implements Connector {
  readonly name = "calendar";
  readonly version = 1;
  readonly operations: readonly string[] = ["put", "remove"];
  readonly #parts: CalendarServerParts;
  readonly #wire: Wire;
  readonly #dav: Dav;
  readonly #beginning: Beginning;
  readonly #busy: BusyKept;
  #mirror: Mirror | null = null;
  /** One after the other: two changes of one meeting must not cross. */
  #turn: Promise<unknown> = Promise.resolve();
  /** What this process has put there or taken out: the records learn it a moment later. */
  readonly #agreed = new Map<string, Agreed>();
  readonly #told = new Map<string, string>();

  constructor(parts: CalendarServerParts) {
    this.#parts = parts;
    const { access, signIn = null, timeoutMs = TIMEOUT_MS } = parts;
    this.#wire = new Wire({ access, signIn, timeoutMs });
    this.#dav = new Dav(this.#wire);
    this.#beginning = new Beginning(parts.marks, parts.clock.now());
    this.#busy = new BusyKept(parts.marks, parts.busy);
  }

  async open(): Promise<readonly Report[]> {
    this.#busy.recall();
    return [];
  }

  async check(): Promise<Health> {
    try {
      const mirror = await this.#connected("anew");
      await mirror.refresh(this.#parts.clock.now());
      return healthOf(mirror, this.#wire.host);
    } catch (error) {
      return { ok: false, says: messageOf(error) };
    }
  }

  async poll(): Promise<readonly Report[]> {
    const { clock, expected } = this.#parts;
    const now = clock.now();
    const { calendar } = await this.#connected();
    // Before it is read what stands there: what is put there meanwhile would else look like the owner's change.
    const meetings = expected(this.#beginning.since(calendar.url, now));
    const mirror = await this.#refreshed(now);
    const reports: Report[] = [...this.#beginning.reports(), ...this.#busy.replace(mirror.busy(now))];
    for (const meeting of meetings) {
      const found = await this.#find(mirror, meeting.uid);
      if (found === "unreadable" || stands(found, meeting)) continue;
      const changed = movedTo(found);
      const news = newsOf(meeting, changed);
      if (this.#told.get(meeting.uid) === news) continue;
      reports.push({
        record: (transaction) => this.#parts.changed(transaction, meeting, changed),
        // Told once: whatever became of it, the same finding is no news.
        settle: async () => remember(this.#told, meeting.uid, news),
      });
    }
    return reports;
  }

  watch(onChange: () => void): { close(): void } {
    const timer = setInterval(onChange, ASK_EVERY_MS);
    timer.unref();
    return { close: () => clearInterval(timer) };
  }

  perform({ operation, payload, at }: Delivery): Promise<Receipt> {
    const want = payload as unknown as Put;
    return this.#inTurn(async () => {
      try {
        const parts = await this.#writing(want);
        const receipt = operation === "remove" ? await removeMeeting(parts) : await putMeeting(parts, want, at);
        if (receipt.kind === "done")
          remember(this.#agreed, want.uid, operation === "remove" ? { kind: "removed" } : agreedOn(want));
        return receipt;
      } catch (error) {
        return this.#receiptFor(error);
      }
    });
  }

  lookup({ operation, payload }: Delivery): Promise<Found> {
    const want = payload as unknown as Put;
    return this.#inTurn(async () => {
      try {
        const parts = await this.#writing(want);
        const there = await parts.look();
        const isDone = operation === "remove" ? !there || there.event.cancelled : isSettled(there, want, parts.agreed);
        return { kind: isDone ? "found" : "absent" };
      } catch (error) {
        return { kind: "unknown", why: messageOf(error) };
      }
    });
  }

  async reconcile(): Promise<readonly Difference[]> {
    const { clock, compared } = this.#parts;
    const meetings = compared();
    const mirror = await this.#refreshed(clock.now());
    return differencesAmong(meetings, ({ uid }) => this.#find(mirror, uid));
  }

  async close(): Promise<void> {
    this.#wire.close();
    await this.#turn;
  }

  async #connected(how: "as-known" | "anew" = "as-known"): Promise<Mirror> {
    if (this.#mirror && how === "as-known") return this.#mirror;
    const { access, zone, ownAddress, isOurs } = this.#parts;
    const before = this.#beginning.calendar;
    const calendar = await findCalendar(this.#dav, access, before);
    // What we put into another one is not agreed on here.
    if (before !== null && before !== pathOf(calendar.url)) this.#agreed.clear();
    const mirror = new Mirror({ dav: this.#dav, calendar, zone, ownAddress, isOurs });
    this.#mirror = mirror;
    return mirror;
  }

  async #refreshed(now: number): Promise<Mirror> {
    const mirror = await this.#connected();
    try {
      await mirror.refresh(now);
    } catch (error) {
      // It may have been moved, or given another name: the next look finds out.
      if (error instanceof ServiceError && error.trouble === "changed") this.#mirror = null;
      throw error;
    }
    return mirror;
  }

  /** A meeting as it stands there. That it is gone is asked once more before it is said: nothing else is as hard to take back. */
  async #find(mirror: Mirror, uid: string): Promise<OneEvent | null | "unreadable"> {
    const kept = mirror.event(uid, pathOf(ownUrl(mirror.calendar, uid)));
    if (kept !== null) return kept;
    const text = await meetingText(this.#dav, mirror, uid, true);
    if (!text) return null;
    mirror.keep(text);
    return mirror.event(uid, text.path);
  }

  async #writing({ uid }: Put): Promise<WritingParts> {
    const mirror = await this.#connected();
    const since = this.#beginning.since(mirror.calendar.url, this.#parts.clock.now());
    const agreed = this.#agreed.get(uid) ?? this.#parts.agreed(uid, since);
    return {
      dav: this.#dav,
      calendar: mirror.calendar,
      url: ownUrl(mirror.calendar, uid),
      agreed,
      look: async () => {
        const text = await meetingText(this.#dav, mirror, uid, agreed.kind === "put");
        return text && meetingIn(text, uid, this.#parts);
      },
    };
  }

  #receiptFor(error: unknown): Receipt {
    const why = messageOf(error);
    if (!(error instanceof CallError)) return { kind: "hard", why };
    if (error.trouble === "limited") return { kind: "soft", failure: "rate-limited", why };
    if (error.trouble === "unreachable" || error.trouble === "refused")
      return { kind: "soft", failure: error.trouble, why };
    if (error.trouble === "changed") this.#mirror = null;
    return { kind: "hard", why };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

function agreedOn({ startsAt, minutes }: Put): Agreed {
  return { kind: "put", startsAt, minutes };
}

/** The oldest makes room. */
function remember<T>(memory: Map<string, T>, key: string, value: T): void {
  memory.delete(key);
  memory.set(key, value);
  const [oldest] = memory.keys();
  if (memory.size > MOST_REMEMBERED && oldest !== undefined) memory.delete(oldest);
}
