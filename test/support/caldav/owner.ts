/**
 * The owner at their own calendar program, beside us: what they put there, move and delete, and what stands there.
 */
import ICAL from "ical.js";
import { type OneEvent, readCalendar } from "../../../src/connectors/calendar/read.ts";
import type { Calendar } from "./calendar.ts";

/** An event as calendar programs write it, of these lines. */
export function eventOf(uid: string, ...lines: readonly string[]): string {
  const event = ["BEGIN:VEVENT", `UID:${uid}`, "DTSTAMP:20261101T000000Z", ...lines, "END:VEVENT"];
  return calendarOf(event);
}

export function calendarOf(...parts: ReadonlyArray<readonly string[]>): string {
  return ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", ...parts.flat(), "END:VCALENDAR", ""].join("\r\n");
}

export class OwnersHand {
  readonly #calendar: Calendar;

  constructor(calendar: Calendar) {
    this.#calendar = calendar;
  }

  /** Puts an event of their own there. */
  adds(uid: string, ...lines: readonly string[]): void {
    this.#calendar.put(`${uid}.ics`, eventOf(uid, ...lines));
  }

  /** Moves an event, as a program does by dragging: new times, a higher number, everything else as it was. */
  moves(uid: string, startsAt: number, minutes?: number): void {
    this.changes(uid, (event) => {
      const before = new ICAL.Event(event);
      const length = minutes === undefined ? before.duration.toSeconds() * 1000 : minutes * 60_000;
      event.updatePropertyWithValue("dtstart", utc(startsAt));
      event.removeAllProperties("duration");
      event.updatePropertyWithValue("dtend", utc(startsAt + length));
      event.updatePropertyWithValue("sequence", Number(event.getFirstPropertyValue("sequence") ?? 0) + 1);
    });
  }

  changes(uid: string, change: (event: ICAL.Component) => void): void {
    const file = this.#fileOf(uid);
    const calendar = new ICAL.Component(ICAL.parse(this.#calendar.objects.get(file)?.text ?? "") as string[]);
    const event = calendar.getFirstSubcomponent("vevent");
    if (!event) throw new Error(`${uid} is no event`);
    change(event);
    this.#calendar.put(file, `${calendar.toString()}\r\n`);
  }

  deletes(uid: string): void {
    this.#calendar.delete(this.#fileOf(uid));
  }

  /** Some programs give an event another name when they touch it. */
  renames(uid: string, file: string): void {
    const text = this.text(uid);
    this.deletes(uid);
    this.#calendar.put(file, text);
  }

  /** What stands there, by uid. */
  sees(): ReadonlyMap<string, OneEvent> {
    const window = { from: 0, to: 0, zone: "UTC", ownAddress: "" };
    return new Map([...this.#calendar.objects.values()].flatMap(({ text }) => [...readCalendar(text, window).events]));
  }

  text(uid: string): string {
    return this.#calendar.objects.get(this.#fileOf(uid))?.text ?? "";
  }

  #fileOf(uid: string): string {
    const file = this.#calendar.fileWithUid(uid);
    if (file === undefined) throw new Error(`${uid} is not in the calendar ${this.#calendar.name}`);
    return file;
  }
}

function utc(at: number): ICAL.Time {
  return ICAL.Time.fromJSDate(new Date(at), true);
}
