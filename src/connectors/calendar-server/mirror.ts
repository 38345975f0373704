/**
 * What stands in the calendar, as far as it matters here: the next two months, and our own meetings wherever they lie. A cache
 * in memory: after a restart it is read anew, and so the server's token, which says how far it has come, lives and dies with it.
 * Before: connector.ts, with every poll. After: dav.ts.
 */
import { mergedSpans, type Span } from "../../lib/busy.ts";
import { messageOf } from "../../lib/errors.ts";
import { type CalendarFile, type OneEvent, readCalendar } from "../calendar/read.ts";
import { AHEAD_MS, EXPAND_AGAIN_MS, isOwn } from "../calendar/standing.ts";
import { type Dav, type Stored, type StoredText, textIn } from "./dav.ts";
import type { FoundCalendar } from "./find-calendar.ts";

interface Kept {
  readonly stored: Stored;
  readonly file: CalendarFile | null;
  /** Why it can't be read; null: it can. */
  readonly why: string | null;
}

export interface MirrorParts {
  readonly dav: Dav;
  readonly calendar: FoundCalendar;
  readonly zone: string;
  readonly ownAddress: string;
  /** Whether a uid is of one of our meetings: those don't keep the owner busy here, because they stand in the records. */
  readonly isOurs: (uid: string) => boolean;
}

const TEXTS_AT_ONCE = 50;
/** Where so many have changed, the stretch that matters is read whole instead. */
const MOST_CHANGES = 500;
const DAY_MS = 86_400_000;

export class Mirror {
  readonly calendar: FoundCalendar;
  readonly #parts: MirrorParts;
  /** By path. */
  readonly #kept = new Map<string, Kept>();
  #token: string | null = null;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(parts: MirrorParts) {
    this.#parts = parts;
    this.calendar = parts.calendar;
  }

  /** Why events are left out, by path. */
  get broken(): ReadonlyMap<string, string> {
    return new Map([...this.#kept].flatMap(([path, { why }]) => (why === null ? [] : [[path, why] as const])));
  }

  /** Brings it up to date, by the cheapest way that the server knows. */
  async refresh(now: number): Promise<void> {
    if (now < this.#readAt || now - this.#readAt >= EXPAND_AGAIN_MS) return this.#readAll(now, true);
    if (this.#token === null || !(await this.#catchUp(this.#token))) await this.#readAll(now, false);
  }

  /** The owner's busy times from `now` on. */
  busy(now: number): Span[] {
    const spans = [...this.#kept.values()].flatMap(({ file }) => {
      const isOurs = [...(file?.events.keys() ?? [])].some(this.#parts.isOurs);
      return isOurs ? [] : (file?.busy ?? []);
    });
    return mergedSpans(spans.filter(({ from, to }) => from < now + AHEAD_MS && to > now));
  }

  /** The event of this uid: null, there is none among what is kept; where it can't be read, that says nothing. */
  event(uid: string, path: string): OneEvent | null | "unreadable" {
    const own = this.#kept.get(path);
    if (own?.why != null) return "unreadable";
    for (const { file } of own ? [own, ...this.#kept.values()] : this.#kept.values()) {
      const found = file?.events.get(uid);
      if (found) return found;
    }
    return null;
  }

  /** Where it lies, if it is kept. */
  where(uid: string): Stored | null {
    for (const { file, stored } of this.#kept.values()) if (file?.events.has(uid)) return stored;
    return null;
  }

  /** Takes in one that lies outside of what is looked at, and stays with it. */
  keep(text: StoredText): void {
    this.#take(text, this.#readAt);
  }

  /** The whole stretch. `anew`: also what is known already, because the stretch has moved on. */
  async #readAll(now: number, anew: boolean): Promise<void> {
    const { dav, calendar } = this.#parts;
    // The token first: what changes while the events are read is told with it once more.
    const token = calendar.syncs ? await this.#tokenNow() : null;
    const listed = await dav.within(calendar.url, now - DAY_MS, now + AHEAD_MS + 2 * EXPAND_AGAIN_MS);
    const paths = new Set(listed.map(({ path }) => path));
    const elsewhere = [...this.#kept.values()].filter(
      ({ stored, file }) => !paths.has(stored.path) && isPinned(stored, file, this.#parts.isOurs),
    );
    const known = anew ? new Map<string, Kept>() : new Map(this.#kept);
    const wanted = listed.filter(({ path, etag }) => known.get(path)?.stored.etag !== etag);
    const readAt = anew ? now : this.#readAt;
    const texts = await this.#textsOf([...wanted, ...elsewhere.map(({ stored }) => stored)]);
    this.#kept.clear();
    for (const { path } of listed) {
      const before = known.get(path);
      if (before) this.#kept.set(path, before);
    }
    for (const text of texts) this.#take(text, readAt);
    this.#readAt = readAt;
    this.#token = token;
  }

  /** What has changed since the token; false: the server doesn't know it any more, or too much has. */
  async #catchUp(from: string): Promise<boolean> {
    const { dav, calendar } = this.#parts;
    let token = from;
    const changed = new Map<string, Stored>();
    const gone = new Set<string>();
    for (;;) {
      const changes = await dav.changesSince(calendar.url, token);
      if (changes === null) return false;
      for (const stored of changes.changed) {
        changed.set(stored.path, stored);
        gone.delete(stored.path);
      }
      for (const path of changes.gone) {
        gone.add(path);
        changed.delete(path);
      }
      if (changed.size > MOST_CHANGES || (changes.isPart && changes.token === token)) return false;
      token = changes.token;
      if (!changes.isPart) break;
    }
    const wanted = [...changed.values()].filter(({ path, etag }) => this.#kept.get(path)?.stored.etag !== etag);
    const texts = await this.#textsOf(wanted);
    for (const { path } of wanted) this.#kept.delete(path); // what is not among the texts has gone meanwhile
    for (const path of gone) this.#kept.delete(path);
    for (const text of texts) this.#take(text, this.#readAt);
    this.#token = token;
    return true;
  }

  async #tokenNow(): Promise<string | null> {
    const { dav, calendar } = this.#parts;
    const [found] = await dav.properties(calendar.url, "0", ["d:sync-token"]);
    const token = found?.props.syncToken;
    return textIn(token) || null;
  }

  async #textsOf(wanted: readonly Stored[]): Promise<StoredText[]> {
    const texts: StoredText[] = [];
    for (let from = 0; from < wanted.length; from += TEXTS_AT_ONCE)
      texts.push(...(await this.#parts.dav.texts(this.calendar.url, wanted.slice(from, from + TEXTS_AT_ONCE))));
    return texts;
  }

  /** Keeps what was made of it, not its text; what neither keeps the owner busy nor is ours is not kept at all. */
  #take({ text, ...stored }: StoredText, readAt: number): void {
    const { zone, ownAddress, isOurs } = this.#parts;
    const to = readAt + AHEAD_MS + 2 * EXPAND_AGAIN_MS;
    try {
      const file = readCalendar(text, { from: readAt - DAY_MS, to, zone, ownAddress });
      this.#kept.set(stored.path, {
        stored,
        why: null,
        file: file.busy.length > 0 || isPinned(stored, file, isOurs) ? file : NOTHING,
      });
    } catch (error) {
      this.#kept.set(stored.path, { stored, file: null, why: messageOf(error) });
    }
  }
}

const NOTHING: CalendarFile = { busy: [], events: new Map() };

/** Our meetings are kept wherever they lie in time. */
function isPinned({ path }: Stored, file: CalendarFile | null, isOurs: (uid: string) => boolean): boolean {
  return isOwn(path.split("/").at(-1) ?? "") || [...(file?.events.keys() ?? [])].some(isOurs);
}
