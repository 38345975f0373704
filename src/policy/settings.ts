/**
 * What the owner tunes without programming: hours, limits, the company's name. policies/settings.yaml becomes Settings.
 * Before: the owner's editor. After: schedule, proposals, caps, answers and the digest, which are handed these values.
 */
import { z } from "zod";
import { didYouMean } from "../lib/nearest.ts";
import { PolicyError } from "./problem.ts";
import { readYaml, type YamlAnswer, type YamlFile } from "./yaml.ts";

/** Minutes after midnight, owner's time; `to` may be earlier than `from`: then the span runs over midnight. */
export interface DaySpan {
  readonly fromMinute: number;
  readonly toMinute: number;
}

export type Language = "en" | "de";

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

const settingsSchema = (actions?: readonly string[]) =>
  z.strictObject(
    {
      digestHour: whole(0, 23).default(8),
      /** ISO weekday on which the care report comes, with the digest's hour. */
      careDay: z
        .enum(WEEKDAYS, `a day such as ${WEEKDAYS[6]}`)
        .transform((day) => WEEKDAYS.indexOf(day) + 1)
        .default(7),
      quietHours: span().default({ fromMinute: 22 * 60, toMinute: 7 * 60 }),
      /** What may make a sound in quiet hours all the same. */
      wakeFor: z
        .array(
          z.enum(["approvals", "failures", "complaints"], "approvals, failures or complaints"),
          "a list such as [failures]",
        )
        .transform((kinds) => [...new Set(kinds)])
        .default([]),
      /** ISO weekdays, Monday is 1. */
      workingDays: z
        .array(z.enum(WEEKDAYS, `days such as ${WEEKDAYS.slice(0, 3).join(", ")}`), "a list of days: [monday, tuesday]")
        .min(1, "at least one day")
        .transform((days) => [...new Set(days.map((day) => WEEKDAYS.indexOf(day) + 1))].sort((a, b) => a - b))
        .default([1, 2, 3, 4, 5]),
      workingHours: span().default({ fromMinute: 9 * 60, toMinute: 17 * 60 }),
      proposalExpiryDays: whole(1, 365).default(14),
      /** How long a chain of events may be that agents cause each other; longer pauses the workspace. */
      runawayDepth: whole(2, 100).default(12),
      /** Of one agent; more pauses it. */
      runsPerHour: whole(1, 1_000_000).default(1000),
      runsKeepJournalDays: whole(1, 3650).default(30),
      /** Full years after the last entry; the books of somebody who was forgotten are destroyed then. */
      booksKeptYears: whole(0, 100).default(10),
      /** What a first answer says about when the owner will be back; 0 says nothing. */
      replyWithinWorkingDays: whole(0, 60).default(2),
      /** Nobody is written to unasked more often; and leads only once they have been silent for so long. */
      outreachEveryDays: whole(1, 3650).default(60),
      outreachSilentDays: whole(1, 3650).default(30),
      /** So many of them a day are put to the owner. */
      outreachMostADay: whole(0, 100).default(3),
      /** The first is used where a message's language isn't known. */
      languages: z
        .array(z.enum(["en", "de"], "en or de"), "a list such as [en, de]")
        .min(1, "at least one language, en or de")
        .transform((languages) => [...new Set(languages)])
        .default(["en", "de"]),
      company: z
        .strictObject({ name: words().default(""), signature: words().default("") }, "name and signature")
        .default({ name: "", signature: "" }),
      /** Action → sum in the workspace's currency; above it one tap is not enough. */
      confirmAbove: sums(actions).default({ "payment.record": 10_000 }),
    },
    "settings, one a line: digestHour: 8",
  );

export type Settings = z.output<ReturnType<typeof settingsSchema>>;

/** Where the file is. `actions`: the shelf, so that a misspelt action is refused; unchecked when absent. */
type Place = Omit<YamlFile, "name"> & { readonly actions?: ReadonlyArray<{ readonly name: string }> };

/** Reads policies/settings.yaml; what is left out has its default. Throws a PolicyError naming file, line and key. */
export function loadSettings(place: Place): Settings {
  const read = readSettings(place);
  if (!read.ok) throw new PolicyError(read.problems);
  return read.value;
}

/** The same as a value, with the line of each key. */
export function readSettings(place: Place): YamlAnswer<Settings> {
  const schema = settingsSchema(place.actions?.map(({ name }) => name));
  return readYaml({ ...place, name: "settings.yaml" }, schema, (path) => {
    if (path === "") return Object.keys(schema.shape);
    return path === "company" ? ["name", "signature"] : ["from", "to"];
  });
}

/** Whether a minute of the day (0–1439, owner's time) lies in the span; its end is outside. */
export function isWithin({ fromMinute, toMinute }: DaySpan, minuteOfDay: number): boolean {
  if (fromMinute <= toMinute) return minuteOfDay >= fromMinute && minuteOfDay < toMinute;
  return minuteOfDay >= fromMinute || minuteOfDay < toMinute;
}

function whole(least: number, most: number) {
  const expected = `a whole number from ${least} to ${most}`;
  return z.int(expected).min(least, expected).max(most, expected);
}

function sums(actions: readonly string[] | undefined) {
  const expected = "a sum such as 10000";
  return z
    .record(
      z.string(),
      z.number(expected).min(0, expected).max(1_000_000_000, expected),
      "sums by action: payment.record: 10000",
    )
    .superRefine((map, context) => {
      for (const name of Object.keys(map)) {
        if (!actions || actions.includes(name)) continue;
        const message = `an action of the shelf before the colon, not "${name}".${didYouMean(name, actions)}`;
        context.addIssue({ code: "custom", path: [name], message });
      }
    });
}

function words() {
  return z.string("a text").transform((text) => text.trim());
}

/** Two times of day. */
export function span() {
  const expected = `a time such as "22:00"`;
  const time = z
    .string(expected)
    .regex(/^([01]?\d|2[0-3]):[0-5]\d$/, expected)
    .transform((text) => {
      const [hours = "0", minutes = "0"] = text.split(":");
      return Number(hours) * 60 + Number(minutes);
    });
  return z
    .strictObject({ from: time, to: time }, `two times: { from: "22:00", to: "07:00" }`)
    .transform(({ from, to }): DaySpan => ({ fromMinute: from, toMinute: to }));
}
