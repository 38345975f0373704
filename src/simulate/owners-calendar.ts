/**
 * The owner's own calendar, as an `.ics` file in the home: two standing appointments a week, at which nobody may be offered a
 * time.
 * Before: opening.ts puts it there. After: judge-mail.ts.
 */
import { DateTime } from "luxon";
import { ZONE } from "./time.ts";

const STANDING = [
  { name: "Cello", weekday: 2, from: "10:00", to: "12:00" },
  { name: "Physio", weekday: 4, from: "14:00", to: "15:30" },
] as const;
const DAYS = ["", "MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** The file, for appointments that began before `day` (`YYYY-MM-DD`). */
export function calendarFile(day: string): Buffer {
  const first = DateTime.fromISO(day, { zone: ZONE }).minus({ weeks: 2 }).startOf("week");
  const events = STANDING.flatMap(({ name, weekday, from, to }) => {
    const date = first.plus({ days: weekday - 1 }).toFormat("yyyyMMdd");
    const at = (time: string) => `${date}T${time.replace(":", "")}00`;
    return [
      "BEGIN:VEVENT",
      `UID:${name.toLowerCase()}@vale.example`,
      `DTSTAMP:${date}T080000Z`,
      `DTSTART;TZID=${ZONE}:${at(from)}`,
      `DTEND;TZID=${ZONE}:${at(to)}`,
      `RRULE:FREQ=WEEKLY;BYDAY=${DAYS[weekday]}`,
      `SUMMARY:${name}`,
      "END:VEVENT",
    ];
  });
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//vale//calendar//EN", ...events, "END:VCALENDAR", ""];
  return Buffer.from(lines.join("\r\n"));
}

/** Whether a meeting that begins then would lie in one of them; `at`: ms UTC. */
export function isBusy(at: number): boolean {
  const when = DateTime.fromMillis(at, { zone: ZONE });
  const time = when.toFormat("HH:mm");
  return STANDING.some(({ weekday, from, to }) => when.weekday === weekday && time >= from && time < to);
}
