/**
 * payment.ignore: money on the account that settles no invoice is left aside. By itself only where the owner has told of that
 * very payment already, so that it isn't counted twice.
 * Before: agents/billing, or the owner. After: records/payment.ts.
 */
import { z } from "zod";
import type { ActionContract } from "../kernel/action.ts";
import { money } from "../lib/money.ts";
import { dayWords } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { payments } from "../records/payment.ts";
import { toldBefore } from "../records/receivable.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { FITS_NOTHING, secondPayment, seenRows, seenWords, takenApart } from "./payment-match.ts";

const params = z.strictObject({ payment: z.string().trim().min(1) });

export function paymentIgnore(house: House): ActionContract {
  return defineAction({
    name: "payment.ignore",
    group: "internal",
    resource: "Client",
    sentence: "leave a payment aside that settles no invoice",
    context: { told: "Boolean", amountCents: "Long" },
    produces: ["payment.ignored@1", "payment.unmatched@1"],
    endorses: true,
    editable: [],
    params,
    key: ({ payment }) => `payment.ignore:${payment}`,
    prepare({ payment: id }, scope, view) {
      const payment = view.records.get(payments, id);
      if (payment?.state !== "seen") return refused("That payment doesn't wait to be matched.");
      const here = mergedScope(view.records, scope);
      if (here !== "workspace" && mergedScope(view.records, payment.client) !== here)
        return refused("That payment belongs to another client.");
      const words = seenWords(view, payment);
      const told = toldBefore(view.records, payment, words.reference);
      const twice = told ? null : secondPayment(view, payment, words);
      const why = twice?.why ?? FITS_NOTHING;
      const today = localDate(view.now, house.zone);
      const client = view.records.get(clients, here);
      const from = words.payer ? ` from ${words.payer}` : "";
      return {
        kind: "prepared",
        resource: { type: "Client", id: here },
        attributes: { stage: client?.stage ?? "none", language: client?.language ?? "unclear" },
        context: { told: told !== undefined, amountCents: payment.amount_cents },
        title: `Leave ${money(payment.amount_cents, payment.currency)}${from} aside: ${why}`,
        ...(client ? { client: clientTitle(client) } : {}),
        rows: [
          ...seenRows(payment, words, today),
          ...(told ? [{ label: "On record", after: `you told of it, for ${dayWords(told.received_on, today)}` }] : []),
          ...(twice ? [twice.row] : []),
        ],
        // Nothing comes of it: it may wait for the day on which the month is closed. Money to be given back may not.
        ...(told || twice ? {} : { quiet: true as const }),
        undo: "It can be matched at any time.",
        reversible: true,
        leaves: [],
        addressesKnown: true,
        versions: { [`payment.${id}`]: payment.state },
      };
    },
    decide({ payment: id }, _scope, view) {
      const client = view.records.get(payments, id)?.client;
      return [
        { type: "payment.ignored", scope: client || "workspace", subject: `payment:${id}`, data: { payment: id } },
      ];
    },
    undo({ payment: id }, _scope, view) {
      const payment = view.records.get(payments, id);
      const undone = payment?.state === "ignored" ? takenApart(payment) : null;
      return undone ?? refused("That payment isn't left aside any more.");
    },
  });
}
