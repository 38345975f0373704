/**
 * What models may cost. policies/budgets.yaml becomes Budgets, in the workspace's currency.
 * Before: the owner's editor. After: quotas.ts, which makes limits of it, and model/batch.ts, which waits for cheap hours.
 */
import { DateTime } from "luxon";
import { z } from "zod";
import { didYouMean } from "../lib/nearest.ts";
import { minuteOfDay } from "../lib/zone.ts";
import { PolicyError } from "./problem.ts";
import { type DaySpan, isWithin, span } from "./settings.ts";
import { readYaml, type YamlAnswer, type YamlFile } from "./yaml.ts";

/** Sums in the workspace's currency. */
export interface Budgets {
  readonly day: number;
  readonly month: number;
  /** For one client in a month. */
  readonly clientMonth: number;
  /** For all that one message led to. */
  readonly workflow: number;
  /** By agent, for a day. */
  readonly agent: Readonly<Record<string, number>>;
  /** The part of a budget at which the owner is told. */
  readonly alertAt: number;
  readonly cheapHours: DaySpan;
}

const SUM = "a sum such as 2.50";
const sum = () => z.number(SUM).min(0, SUM).max(1_000_000, SUM);
const PART = "a part such as 0.8";

const budgetsSchema = (agents?: readonly string[]) =>
  z.strictObject(
    {
      day: sum().default(2),
      month: sum().default(30),
      clientMonth: sum().default(5),
      workflow: sum().default(0.5),
      agent: byAgent(agents).default({}),
      alertAt: z.number(PART).min(0.01, PART).max(1, PART).default(0.8),
      cheapHours: span().default({ fromMinute: 22 * 60, toMinute: 6 * 60 }),
    },
    "budgets, one a line: day: 2",
  );

/** Where the file is. `agents`: all there are, so that a misspelt one is refused; unchecked when absent. */
export type BudgetsPlace = Omit<YamlFile, "name"> & { readonly agents?: readonly string[] };

/** Reads policies/budgets.yaml; what is left out has its default. Throws a PolicyError naming file, line and key. */
export function loadBudgets(place: BudgetsPlace): Budgets {
  const read = readBudgets(place);
  if (!read.ok) throw new PolicyError(read.problems);
  return read.value;
}

/** The same as a value. */
export function readBudgets(place: BudgetsPlace): YamlAnswer<Budgets> {
  const schema = budgetsSchema(place.agents);
  return readYaml({ ...place, name: "budgets.yaml" }, schema, (path) =>
    path === "cheapHours" ? ["from", "to"] : Object.keys(schema.shape),
  );
}

/** When what isn't urgent may go, ms UTC: `now` in the cheap hours, else when they begin. */
export function cheapFrom({ cheapHours }: Budgets, now: number, zone: string): number {
  if (isWithin(cheapHours, minuteOfDay(now, zone))) return now;
  const { fromMinute } = cheapHours;
  const today = DateTime.fromMillis(now, { zone }).startOf("day");
  const at = (day: DateTime) => day.set({ hour: Math.floor(fromMinute / 60), minute: fromMinute % 60 }).toMillis();
  return at(today) > now ? at(today) : at(today.plus({ days: 1 }));
}

function byAgent(agents: readonly string[] | undefined) {
  return z.record(z.string(), sum(), "sums by agent: { intake: 0.50 }").superRefine((map, context) => {
    for (const name of Object.keys(map)) {
      if (!agents || agents.includes(name)) continue;
      const advice = didYouMean(name, agents) || ` There are ${agents.join(", ")}.`;
      context.addIssue({
        code: "custom",
        path: [name],
        message: `an agent before the colon, not "${name}".${advice}`,
      });
    }
  });
}
