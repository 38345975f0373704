/**
 * The calendar folder as a connector: our meetings are written there as files, one each; the owner's own files say when they
 * are busy; and a meeting of ours that the owner moves or deletes there has been moved, or called off. The same contract
 * holds for calendar-server/.
 */
import { accessSync, constants, existsSync } from "node:fs";
import { join } from "node:path";
import type { Delivery, Found, Receipt } from "../../kernel/delivery.ts";
import type { Transaction } from "../../kernel/writer.ts";
import { type BusyTimes, mergedSpans } from "../../lib/busy.ts";
import { calendarText } from "../../lib/calendar-event.ts";
import type { Clock } from "../../lib/clock.ts";
import { messageOf } from "../../lib/errors.ts";
import { type Compared, differencesAmong } from "../calendar/difference.ts";
import { type CalendarFile, type OneEvent, readCalendar } from "../calendar/read.ts";
import {
  AHEAD_MS,
  EXPAND_AGAIN_MS,
  type Expected,
  isOwn,
  type Moved,
  movedTo,
  newsOf,
  ownName,
  type Put,
  stands,
} from "../calendar/standing.ts";
import type { Connector, Difference, Health, Report } from "../connector.ts";
import { watchFolders } from "../mail-folder/watch.ts";
import { CalendarFolder } from "./folder.ts";

export interface CalendarParts {
  readonly root: string;
  readonly clock: Clock;
  readonly zone: string;
  readonly ownAddress: string;
  readonly busy: BusyTimes;
  /** Meetings still to come that were written here, and of which nothing newer is under way. */
  readonly expected: () => readonly Expected[];
  /** Every meeting that is compared with the folder at night. */
  readonly compared: () => readonly Compared[];
  /** Records what the owner did to one of them, unless it isn't so any more. */
  readonly changed: (transaction: Transaction, meeting: Expected, found: Moved) => void;
}

/** What is written over in place is noticed this late where nobody watches and nothing else has changed. */
const LOOK_AGAIN_MS = 15 * 60_000;
/** Where watching is impossible, it is looked at this often by the machine's clock. */
const WATCH_MS = 60_000;
const MOST_KEPT = 2000;

type Read = { readonly state: string; readonly at: number; readonly file: CalendarFile };

export class CalendarFolderConnector implements Connector {
  readonly name = "calendar";
  readonly version = 1;
  readonly operations: readonly string[] = ["put", "remove"];
  readonly #parts: CalendarParts;
  readonly #folder: CalendarFolder;
  /** The owner's files as they were last read, by name. */
  #known = new Map<string, Read>();
  #broken = new Map<string, string>();
  /** Our files as they were last read, by uid. */
  readonly #ours = new Map<string, { readonly state: string; readonly event: OneEvent }>();
  readonly #told = new Map<string, string>();
  #lookedAt = Number.NEGATIVE_INFINITY;
  #folderAt = Number.NaN;
  #isStale = true;

  constructor(parts: CalendarParts) {
    this.#parts = parts;
    this.#folder = new CalendarFolder(parts.root);
  }

  async open(): Promise<readonly Report[]> {
    await this.#folder.ensure().catch((error: unknown) => {
      throw new Error(
        `The calendar folder ${this.#folder.root} can't be made (${messageOf(error)}). Move away what stands there.`,
      );
    });
    await this.#look();
    this.#isStale = true; // what became of our meetings meanwhile is compared with the first poll
    return [];
  }

  async check(): Promise<Health> {
    const { root } = this.#folder;
    if (!existsSync(root))
      return { ok: true, says: `The calendar will be a folder, ${root}: it is made at the first start.` };
    try {
      accessSync(root, constants.R_OK | constants.W_OK);
    } catch (error) {
      return {
        ok: false,
        says: `The calendar folder ${root} can't be used: ${messageOf(error)}. Make it readable and writable.`,
      };
    }
    await this.#look();
    const [broken, ...others] = this.#broken;
    if (broken) {
      const more = others.length > 0 ? ` So are ${others.map(([name]) => name).join(", ")}.` : "";
      return {
        ok: false,
        says: `${join(root, broken[0])} is left out of your busy times: ${broken[1]}. Save it again from your calendar, or take it away.${more}`,
      };
    }
    return {
      ok: true,
      says: `The calendar is a folder: meetings are put into ${root}; drop your own .ics files there.`,
    };
  }

  /** Looks only when something may have changed: one question to the disk where nothing has. */
  async poll(): Promise<readonly Report[]> {
    if (!existsSync(this.#folder.root))
      throw new Error(`the folder ${this.#folder.root} is missing. Put it back, or start again to have it made`);
    const now = this.#parts.clock.now();
    const isFresh = !this.#isStale && now - this.#lookedAt < LOOK_AGAIN_MS;
    if (isFresh && (await this.#folder.changedAt()) === this.#folderAt) return [];
    await this.#look();
    const reports: Report[] = [];
    for (const meeting of this.#parts.expected()) {
      const found = await this.#find(meeting);
      if (found === "unreadable" || stands(found, meeting)) continue;
      const changed = movedTo(found);
      // Told once: whatever becomes of it, the same finding is no news.
      const news = newsOf(meeting, changed);
      if (this.#told.get(meeting.uid) === news) continue;
      this.#told.set(meeting.uid, news);
      reports.push({ record: (transaction) => this.#parts.changed(transaction, meeting, changed) });
    }
    return reports;
  }

  watch(onChange: () => void): { close(): void } {
    const noticed = () => {
      this.#isStale = true;
      onChange();
    };
    return watchFolders([this.#folder.root], noticed, { pollMs: WATCH_MS, againMs: 1000 });
  }

  async perform({ operation, payload, at }: Delivery): Promise<Receipt> {
    const event = payload as unknown as Put;
    try {
      const there = await this.#own(event.uid);
      const done = operation === "remove" ? !there || there.cancelled : stands(there, event);
      // What stands there already is left as it is: the owner may have added a note to it.
      if (!done) {
        await this.#folder.write(
          ownName(event.uid),
          calendarText({ ...event, stampedAt: at, cancelled: operation === "remove" }),
        );
        // Our own writing is no news; whatever else has happened meanwhile is seen within the minute.
        this.#folderAt = await this.#folder.changedAt();
      }
      return { kind: "done" };
    } catch (error) {
      return {
        kind: "soft",
        failure: "unreachable",
        why: `The meeting could not be put into ${this.#folder.root}: ${messageOf(error)}`,
      };
    }
  }

  async lookup({ operation, payload }: Delivery): Promise<Found> {
    const event = payload as unknown as Put;
    try {
      const there = await this.#own(event.uid);
      if (operation === "remove") return there && !there.cancelled ? { kind: "absent" } : { kind: "found" };
      return stands(there, event) ? { kind: "found" } : { kind: "absent" };
    } catch (error) {
      return { kind: "unknown", why: messageOf(error) };
    }
  }

  async reconcile(): Promise<readonly Difference[]> {
    const meetings = this.#parts.compared();
    await this.#look();
    return differencesAmong(meetings, (meeting) => this.#find(meeting));
  }

  /** Reads what is new among the owner's files, and says anew when they are busy. */
  async #look(): Promise<void> {
    const { clock, zone, ownAddress, busy } = this.#parts;
    const now = clock.now();
    const folderAt = await this.#folder.changedAt();
    const known = new Map<string, Read>();
    const broken = new Map<string, string>();
    for (const name of await this.#folder.names()) {
      // Ours are in the records, and looked at one by one where they are still to come.
      if (isOwn(name)) continue;
      const state = (await this.#folder.stateOf(name)) ?? "";
      const before = this.#known.get(name);
      if (before?.state === state && now - before.at < EXPAND_AGAIN_MS) {
        known.set(name, before);
        continue;
      }
      try {
        const text = await this.#folder.read(name);
        const window = { from: now, to: now + AHEAD_MS + EXPAND_AGAIN_MS, zone, ownAddress };
        if (text !== null) known.set(name, { state, at: now, file: readCalendar(text, window) });
      } catch (error) {
        broken.set(name, messageOf(error));
      }
    }
    this.#known = known;
    if (this.#ours.size > MOST_KEPT) this.#ours.clear();
    this.#broken = broken;
    this.#lookedAt = now;
    this.#folderAt = folderAt;
    this.#isStale = false;
    const spans = [...known.values()].flatMap(({ file }) => file.busy);
    busy.replace(mergedSpans(spans.filter(({ from }) => from < now + AHEAD_MS)));
  }

  /** The meeting in the folder, in our file or in one that a calendar program has renamed; `null`: it is gone. */
  async #find({ uid }: Pick<Expected, "uid">): Promise<OneEvent | null | "unreadable"> {
    try {
      const own = await this.#own(uid);
      if (own) return own;
    } catch {
      return "unreadable"; // half written, or broken: that says nothing about the meeting
    }
    for (const { file } of this.#known.values()) {
      const moved = file.events.get(uid);
      if (moved) return moved;
    }
    // Whether it stands in a file that can't be read is not known.
    return this.#broken.size > 0 ? "unreadable" : null;
  }

  /** Our own file of a meeting. Throws where it can't be read. */
  async #own(uid: string): Promise<OneEvent | null> {
    const state = await this.#folder.stateOf(ownName(uid));
    const before = this.#ours.get(uid);
    if (before && before.state === state) return before.event;
    const text = await this.#folder.read(ownName(uid));
    if (state === null || text === null) return null;
    const { zone, ownAddress } = this.#parts;
    const event = readCalendar(text, { from: 0, to: 0, zone, ownAddress }).events.get(uid);
    if (!event) throw new Error("the meeting is not in it");
    this.#ours.set(uid, { state, event });
    return event;
  }
}
