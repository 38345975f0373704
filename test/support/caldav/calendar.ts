/**
 * One calendar of the strict server: its objects with their etags, and what has changed since which token.
 */
import { createHash } from "node:crypto";
import ICAL from "ical.js";
import { readCalendar } from "../../../src/connectors/calendar/read.ts";

const TWO_DAYS_MS = 2 * 86_400_000;

export interface Stored {
  readonly etag: string;
  readonly text: string;
  readonly uid: string;
}

export class Calendar {
  readonly name: string;
  readonly displayName: string;
  readonly components: readonly string[];
  readonly writable: boolean;
  readonly objects = new Map<string, Stored>();
  /** Tokens up to here are not known any more. */
  #forgotten = 0;
  #version = 1;
  readonly #changes: string[] = [];

  constructor(given: { name: string; displayName?: string; components?: readonly string[]; writable?: boolean }) {
    this.name = given.name;
    this.displayName = given.displayName ?? given.name;
    this.components = given.components ?? ["VEVENT"];
    this.writable = given.writable ?? true;
  }

  get token(): string {
    return this.#tokenOf(this.#version);
  }

  #tokenOf(version: number): string {
    return `https://caldav.test/sync/${this.name}/${version}`;
  }

  put(file: string, text: string): Stored {
    const uid = uidOf(text);
    this.#version += 1;
    this.#changes.push(file);
    const etag = `"${createHash("sha256").update(`${this.#version} ${text}`).digest("hex").slice(0, 16)}"`;
    const stored = { etag, text, uid };
    this.objects.set(file, stored);
    return stored;
  }

  delete(file: string): void {
    if (!this.objects.delete(file)) return;
    this.#version += 1;
    this.#changes.push(file);
  }

  /** What changed since a token, at most so many at once; null: it is not known any more. */
  changedSince(token: string, atOnce: number): { files: string[]; token: string; isPart: boolean } | null {
    const [, version] = /^https:\/\/caldav\.test\/sync\/[^/]+\/(\d+)$/.exec(token) ?? [];
    if (!token.startsWith(`https://caldav.test/sync/${this.name}/`) || version === undefined) return null;
    const from = Number(version);
    if (from < this.#forgotten || from > this.#version) return null;
    const to = Math.min(this.#version, from + atOnce);
    const files = [...new Set(this.#changes.slice(from - 1, to - 1))].filter(Boolean);
    return { files, token: this.#tokenOf(to), isPart: to < this.#version };
  }

  /** All tokens given so far are not known any more. */
  forgetTokens(): void {
    this.#version += 1;
    this.#changes.push("");
    this.#forgotten = this.#version;
  }

  /** Whether something of the object lies within the stretch (RFC 4791, 9.9), free time included. */
  isWithin({ text }: Stored, from: number, to: number): boolean {
    // Thousands that lie far off need not be read for it.
    const day = /^DTSTART[^:]*:(\d{4})(\d\d)(\d\d)/m.exec(text);
    const startsAt = day ? Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3])) : Number.NaN;
    const isShort = !/^(RRULE|RDATE|DTEND)[:;]/m.test(text) && !/^DURATION:P\d/m.test(text);
    if (isShort && (startsAt < from - TWO_DAYS_MS || startsAt > to + TWO_DAYS_MS)) return false;
    const plain = text.replace(/^(TRANSP|STATUS|ATTENDEE)[:;].*\r?\n(?:[ \t].*\r?\n)*/gm, "");
    try {
      return readCalendar(plain, { from, to, zone: "UTC", ownAddress: "" }).busy.length > 0;
    } catch {
      return true; // what can't be read is for whoever asks
    }
  }

  fileWithUid(uid: string): string | undefined {
    return [...this.objects].find(([, stored]) => stored.uid === uid)?.[0];
  }
}

/** What is wrong with an object as a calendar takes it (RFC 4791, 4.1 and 5.3.2); null: nothing. */
export function objectFault(text: string): string | null {
  try {
    const calendar = new ICAL.Component(ICAL.parse(text) as string[]);
    if (calendar.name !== "vcalendar") return "it is no calendar";
    if (calendar.hasProperty("method")) return "METHOD must not be stored";
    for (const name of ["version", "prodid"]) if (!calendar.hasProperty(name)) return `${name} is missing`;
    const events = calendar.getAllSubcomponents("vevent");
    if (events.length === 0) return "there is no VEVENT in it";
    if (new Set(events.map((one) => String(one.getFirstPropertyValue("uid")))).size > 1) return "it has several UIDs";
    for (const name of ["uid", "dtstamp", "dtstart"])
      if (events.some((one) => one.getAllProperties(name).length !== 1)) return `${name} must stand there once`;
    if (events.some((one) => one.hasProperty("dtend") && one.hasProperty("duration"))) return "DTEND beside DURATION";
    return /(?<!\r)\n/.test(text) ? "lines must end with CR LF" : null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function uidOf(text: string): string {
  return (
    /^UID:(.*(?:\r?\n[ \t].*)*)/m
      .exec(text)?.[1]
      ?.replace(/\r?\n[ \t]/g, "")
      .trim() ?? ""
  );
}
