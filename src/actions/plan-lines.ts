/**
 * A plan as lines that a person writes: `2026-05-04 Send the agenda (owner)`. What stands in the brackets at the end says what
 * kind of step it is; nothing there: the owner's own work.
 * Before: engagement-start.ts and plan-revise.ts. After: records/plan.ts.
 */
import { shareOut } from "../lib/shares.ts";
import { addWorkdays, type Workdays } from "../lib/workdays.ts";
import type { PlannedMilestone, PlannedTask, TaskKind } from "../records/plan.ts";

/** Who offers times and writes letters. */
const KEEPER = "deliverable";
/** The playbook of what was planned without one. */
export const BY_HAND = "by-hand";

export interface PlanLine {
  readonly dueOn: string;
  readonly title: string;
  readonly kind: TaskKind;
  readonly promised: boolean;
  readonly text: string | null;
  readonly minutes: number | null;
  /** Basis points of the price; null: it is a step, no milestone. */
  readonly billsBp: number | null;
}

export const LINES = "lines such as “2026-05-04 Send the agenda (owner)” or “+3 Write the report (deliver, promised)”";

const LINE = /^(\d{4}-\d\d-\d\d|\+\d{1,3})\s+(.+?)(?:\s*\(([^()]*)\))?$/;

/** Reads the lines, or says which can't be read. `+3`: three business days after `today`. */
export function readPlanLines(text: string, today: string, workdays: Workdays): PlanLine[] | { readonly why: string } {
  const lines: PlanLine[] = [];
  for (const line of text.split(/[\n;]/).map((one) => one.trim())) {
    if (line === "") continue;
    const [, day = "", title = "", brackets = ""] = LINE.exec(line) ?? [];
    const dueOn = day.startsWith("+") ? addWorkdays(today, Number(day.slice(1)), workdays) : day;
    if (title === "" || Number.isNaN(Date.parse(dueOn))) return { why: `I can't read “${line}”. Write ${LINES}.` };
    const marks = brackets.split(",").map((mark) => mark.trim().toLowerCase());
    const known = marks.every((mark) => mark === "" || isMark(mark));
    const plain = { kind: "owner" as const, promised: false, text: null, minutes: null, billsBp: null };
    // Brackets that say something else belong to the title.
    lines.push({ dueOn, ...plain, ...(known ? { title, ...meaning(marks) } : { title: `${title} (${brackets})` }) });
  }
  return lines;
}

const CHECK_IN = /^check-in(?: (\d{1,3}) min)?$/;
const LETTER = /^letter ([a-z0-9-]+)$/;
const BILLS = /^bills (\d{1,3}(?:\.\d{1,2})?) ?%$/;

function isMark(mark: string): boolean {
  return ["owner", "deliver", "promised"].includes(mark) || [CHECK_IN, LETTER, BILLS].some((form) => form.test(mark));
}

function meaning(marks: readonly string[]): Partial<PlanLine> {
  const found = (form: RegExp) => marks.map((mark) => form.exec(mark)).find((match) => match !== null);
  const [checkIn, letter, bills] = [found(CHECK_IN), found(LETTER), found(BILLS)];
  const kind = checkIn ? "check-in" : letter ? "letter" : marks.includes("deliver") ? "deliver" : "owner";
  return {
    kind,
    promised: marks.includes("promised"),
    text: letter?.[1] ?? null,
    minutes: checkIn?.[1] ? Number(checkIn[1]) : null,
    billsBp: bills ? Math.round(Number(bills[1]) * 100) : null,
  };
}

/** The steps of lines; `keyed` gives each its key. */
export function tasksOf(lines: readonly PlanLine[], keyed: (at: number) => string) {
  const steps = lines.filter((line) => line.billsBp === null);
  const titles = Object.fromEntries(steps.map(({ title }, at) => [keyed(at), title]));
  const tasks = steps.map(
    ({ kind, dueOn, promised, text, minutes }, at): PlannedTask => ({
      key: keyed(at),
      kind,
      agent: kind === "owner" || kind === "deliver" ? "owner" : KEEPER,
      dueOn,
      after: [],
      milestone: null,
      minutes,
      text,
      promised,
      compensation: null,
    }),
  );
  return { tasks, titles };
}

/** The milestones of lines, each with its part of the price; the owner closes them. */
export function milestonesOf(lines: readonly PlanLine[], priceCents: number, currency: string) {
  const billed = lines.flatMap(({ billsBp, ...line }) => (billsBp === null ? [] : [{ ...line, billsBp }]));
  const shares = billed.map((line) => line.billsBp);
  if (shares.reduce((sum, share) => sum + share, 0) > 10_000)
    return { why: "The milestones bill more than 100 % together." };
  const parts = shareOut(priceCents, currency, shares);
  const keyed = (at: number) => `milestone-${at + 1}`;
  return {
    titles: Object.fromEntries(billed.map(({ title }, at) => [keyed(at), title])),
    milestones: billed.map(
      ({ dueOn }, at): PlannedMilestone => ({
        key: keyed(at),
        dueOn,
        agreedCents: parts[at] ?? 0,
        currency,
        closesBy: ["owner"],
      }),
    ),
  };
}
