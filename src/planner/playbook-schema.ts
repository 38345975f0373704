/**
 * What may stand in a playbook, and in dunning.yaml; each message says what was expected.
 * Before: playbook.ts.
 */
import { z } from "zod";
import { CLOSERS, TASK_KINDS } from "../records/plan.ts";
import type { DuePoint } from "./playbook.ts";

const FOLLOW_UP_AFTER = 5;
const KEY = /^[a-z][a-z0-9-]*$/;
const POINT = /^(\d{1,3})(?: after ([a-z][a-z0-9-]*))?$/;

const key = z
  .string("a short name such as kick-off")
  .regex(KEY, "a short name such as kick-off: letters, digits, dashes");
const words = z.string("a text").trim().min(1, "a text");
const DUE = "business days, such as 5, or 2 after kick-off";

const due = z
  .union([z.int(DUE).min(0, DUE).max(999, DUE), z.string(DUE).trim().regex(POINT, DUE)], DUE)
  .transform((point): DuePoint => {
    const [, days = "0", after = null] = POINT.exec(String(point)) ?? [];
    return { days: Number(days), after };
  });

const SHARE = "a share such as 50%";
const share = z
  .string(SHARE)
  .trim()
  .regex(/^\d{1,3}(\.\d{1,2})?%$/, SHARE)
  .transform((text) => Math.round(Number.parseFloat(text) * 100))
  .default(0);

const businessDays = (days: number) =>
  z.int("business days, such as 3").min(1, "business days from 1").max(250, "business days up to 250").default(days);

const list = <T extends z.ZodType>(item: T, expected: string) =>
  z.union([z.array(item, expected), item.transform((one) => [one])], expected);

const milestoneSchema = z.strictObject(
  {
    key,
    title: words,
    bills: share,
    closesBy: list(z.enum(CLOSERS, CLOSERS.join(", ")), `one or several of ${CLOSERS.join(", ")}`).default(["owner"]),
    due,
  },
  "a milestone with key, title, bills, closesBy and due",
);

const taskSchema = z.strictObject(
  {
    key,
    title: words,
    kind: z.enum(TASK_KINDS, `one of ${TASK_KINDS.join(", ")}`),
    who: key,
    due,
    after: list(key, "the key of a task, or a list of them").default([]),
    milestone: key.nullable().default(null),
    minutes: z
      .int("minutes, such as 30")
      .min(5, "minutes, such as 30")
      .max(600, "at most 600 minutes")
      .nullable()
      .default(null),
    text: key.nullable().default(null),
    promised: z.boolean("true or false").default(false),
    compensation: words.nullable().default(null),
  },
  "a task with key, title, kind, who and due",
);

export const playbookSchema = z
  .strictObject(
    {
      title: words,
      repeats: z
        .union([z.literal("monthly"), z.literal("no"), z.literal(false)], "monthly or no")
        .transform((repeats) => (repeats === "monthly" ? repeats : ("no" as const)))
        .default("no"),
      startsWith: key.nullable().default(null),
      // biome-ignore lint/suspicious/noThenProperty: it is the owner's word, and nobody awaits a playbook
      then: z.enum(["active", "left"], "active or left").nullable().default(null),
      nudgeAfter: businessDays(3),
      closesByPlanAfter: businessDays(8),
      milestones: z.array(milestoneSchema, "a list of milestones").default([]),
      tasks: z.array(taskSchema, "a list of tasks").min(1, "at least one task"),
    },
    "a playbook with title and tasks",
  )
  .transform(({ milestones, ...playbook }) => ({
    ...playbook,
    milestones: milestones.map(({ bills, ...milestone }) => ({ ...milestone, billsBp: bills })),
  }));

const DAYS = "days, such as 7 days";
const days = z
  .string(DAYS)
  .trim()
  .regex(/^\d{1,3} days?$/, DAYS)
  .transform((text) => Number.parseInt(text, 10));

export const dunningSchema = z.strictObject(
  {
    reminders: z
      .array(z.strictObject({ after: days, text: key }, "after and text"), "a list of reminders")
      .min(1, "at least one reminder")
      .refine((steps) => steps.every((step, at) => at === 0 || step.after > (steps[at - 1]?.after ?? 0)), {
        message: "each reminder later than the one before",
      }),
    offers: z
      .strictObject({ followUpAfter: businessDays(FOLLOW_UP_AFTER) }, "followUpAfter")
      .default({ followUpAfter: FOLLOW_UP_AFTER }),
  },
  "reminders, and offers",
);

/** What may stand where, for suggestions. */
export const PLAYBOOK_KEYS = {
  "": ["title", "repeats", "startsWith", "then", "nudgeAfter", "closesByPlanAfter", "milestones", "tasks"],
  milestones: Object.keys(milestoneSchema.shape),
  tasks: Object.keys(taskSchema.shape),
};
export const DUNNING_KEYS = { "": ["reminders", "offers"], reminders: ["after", "text"], offers: ["followUpAfter"] };

export function keysAt(known: Readonly<Record<string, readonly string[]>>, path: string): readonly string[] {
  return known[path.split(".")[0] ?? ""] ?? [];
}
