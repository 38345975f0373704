/**
 * What was agreed with each client, as it stands in the contract and in the playbook that both have read: what comes when, and
 * what it costs. Dates are counted here anew, because the workspace's own are what is to be judged.
 * Before: policies/playbooks and people.ts. After: judge.ts.
 */
import { readFileSync } from "node:fs";
import { DateTime } from "luxon";
import { parse } from "yaml";
import { addMonths, addWorkdays, type Workdays } from "../lib/workdays.ts";

export interface AgreedPart {
  readonly key: string;
  /** How its title begins; what follows is the month. */
  readonly begins: string;
  readonly kind: "deliver" | "check-in";
  /** Business days after the first day. */
  readonly due: number;
  readonly promised: boolean;
  readonly milestone: string | null;
}

export interface AgreedBill {
  readonly key: string;
  readonly begins: string;
  /** Of the month's price, in basis points. */
  readonly shareBp: number;
  /** Business days after the first day. */
  readonly due: number;
}

export interface Agreement {
  readonly parts: readonly AgreedPart[];
  readonly bills: readonly AgreedBill[];
  /** Business days of silence after which a month closes by the plan. */
  readonly silence: number;
}

/** A part of the work with its day. */
export interface Dated extends AgreedPart {
  readonly dueOn: string;
}

interface Written {
  readonly tasks: readonly {
    readonly key: string;
    readonly title: string;
    readonly kind: string;
    readonly due: number | string;
    readonly promised?: boolean;
    readonly milestone?: string;
  }[];
  readonly closesByPlanAfter: number;
  readonly milestones: readonly {
    readonly key: string;
    readonly title: string;
    readonly bills: string;
    readonly due: number;
  }[];
}

export function readAgreement(file: string): Agreement {
  const { tasks, milestones, closesByPlanAfter } = parse(readFileSync(file, "utf8")) as Written;
  return {
    parts: tasks.flatMap(({ key, title, kind, due, promised = false, milestone = null }) =>
      (kind === "deliver" || kind === "check-in") && typeof due === "number"
        ? [{ key, begins: beginning(title), kind, due, promised, milestone }]
        : [],
    ),
    bills: milestones.map(({ key, title, bills, due }) => ({
      key,
      begins: beginning(title),
      shareBp: Math.round(Number.parseFloat(bills) * 100),
      due,
    })),
    silence: closesByPlanAfter,
  };
}

/** A month of the work, from the day on which it began. */
export interface Month {
  /** By name: the one in which it began. */
  readonly name: string;
  readonly parts: readonly Dated[];
  /** When the last of it is billed by the plan. */
  readonly billedOn: string;
}

/** The months of work since `anchorOn` that begin by `until`. */
export function monthsOf(agreement: Agreement, anchorOn: string, until: string, workdays: Workdays): Month[] {
  const months: Month[] = [];
  for (let round = 0; round < 36; round++) {
    const began = addMonths(anchorOn, round);
    const first = addWorkdays(began, 0, workdays);
    if (first > until) break;
    // A month's work is done within the month.
    const last = addWorkdays(addMonths(anchorOn, round + 1), -1, workdays);
    const dayOf = (due: number) => [addWorkdays(first, due, workdays), last].sort()[0] ?? last;
    months.push({
      name: DateTime.fromISO(began).setLocale("en-GB").toFormat("LLLL"),
      parts: agreement.parts.map((part) => ({ ...part, dueOn: dayOf(part.due) })),
      billedOn: dayOf(Math.max(0, ...agreement.bills.map((bill) => bill.due))),
    });
  }
  return months;
}

/** The net sum of a part of the price, to the cent; half a cent goes up. */
export function shareOf(priceCents: number, shareBp: number): number {
  return Math.floor((priceCents * shareBp + 5_000) / 10_000);
}

/** What is to be paid: VAT once on the whole, half a cent goes up. */
export function grossOf(netCents: number, rateBp: number): { readonly taxCents: number; readonly grossCents: number } {
  const taxCents = Math.floor((netCents * rateBp + 5_000) / 10_000);
  return { taxCents, grossCents: netCents + taxCents };
}

function beginning(title: string): string {
  return title.replace(/\{.*$/, "").trim();
}
