/**
 * period.close: the books of a month are closed. From then on nothing dated within it is issued or entered: what comes late is
 * entered in an open month. Before: `books MONTH`, or the owner. After: records/invoice.ts.
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import type { CardRow } from "../kernel/card.ts";
import { money } from "../lib/money.ts";
import { addDays, addMonths, dayWords } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { coveredUntil, type Invoice, invoices, isClosed } from "../records/invoice.ts";
import { payments } from "../records/payment.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { servicePeriod } from "./invoice-document.ts";

const params = z.strictObject({
  month: z
    .string()
    .trim()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, "expected a month such as 2026-11"),
});

export function periodClose(house: House): ActionContract {
  return defineAction({
    name: "period.close",
    group: "internal",
    resource: "Workspace",
    sentence: "close the books of a month",
    context: {},
    produces: ["period.closed@1"],
    editable: [],
    form: [{ name: "month", label: "Month (YYYY-MM)", kind: "line" }],
    params,
    key: ({ month }) => `period.close:${month}`,
    prepare({ month }, _scope, view) {
      const [first, last] = daysOf(month);
      const called = servicePeriod(first, first, "en");
      if (isClosed(view.records, first)) return refused(`The books of ${called} are closed already.`);
      if (last >= localDate(view.now, house.zone)) return refused(`${called} isn't over yet.`);
      const waiting = view.records.find(payments, "state = 'seen' AND received_on BETWEEN ? AND ?", [first, last]);
      if (waiting.length > 0)
        return refused(
          `${waiting.length === 1 ? "One payment" : `${waiting.length} payments`} of ${called} ${waiting.length === 1 ? "waits" : "wait"} for your word what it is for. Say that first.`,
        );
      const until = coveredUntil(view.records);
      if (until !== null && until < last)
        return refused(`The bank data on record ends on ${dayWords(until)}. Drop the rest of ${called} first.`);
      const rows = summary(view, first, last);
      return {
        kind: "prepared",
        resource: { type: "Workspace", id: "workspace" },
        attributes: {},
        context: {},
        title: `Close the books of ${called}`,
        rows,
        undo: "A closed month stays closed; what comes late is entered in an open one.",
        reversible: false,
        leaves: [],
        addressesKnown: true,
        versions: { [`period.${month}`]: rows.map((row) => row.after).join("; ") },
      };
    },
    decide: ({ month }) => [{ type: "period.closed", scope: "workspace", subject: `period:${month}`, data: { month } }],
    undo: () => refused("A closed month stays closed."),
  });
}

/** The first and the last day of a month, `YYYY-MM`. */
export function daysOf(month: string): [first: string, last: string] {
  return [`${month}-01`, addDays(addMonths(`${month}-01`, 1), -1)];
}

function summary(view: View, first: string, last: string): CardRow[] {
  const issued = view.records.find(invoices, "ordinal IS NOT NULL AND issued_on BETWEEN ? AND ?", [first, last]);
  const paid = view.records.find(payments, "state = 'standing' AND received_on BETWEEN ? AND ?", [first, last]);
  const sum = (rows: readonly { currency: string; cents: number }[]) => {
    const sums = new Map<string, number>();
    for (const { currency, cents } of rows) sums.set(currency, (sums.get(currency) ?? 0) + cents);
    return [...sums].map(([currency, cents]) => money(cents, currency)).join(" and ") || "nothing";
  };
  const of = (kind: Invoice["kind"]) =>
    sum(issued.filter((row) => row.kind === kind).map((row) => ({ currency: row.currency, cents: row.gross_cents })));
  return [
    { label: "Invoiced", after: of("invoice") },
    { label: "Credited", after: of("credit-note") },
    { label: "Came in", after: sum(paid.map((row) => ({ currency: row.currency, cents: row.amount_cents }))) },
  ];
}
