/**
 * What each call may be given, and how it must look: everything else is refused, as Stripe refuses it.
 */
import { leaves, type Tree } from "./form.ts";
import { Refusal } from "./refusal.ts";

type Rule = RegExp;

const WHOLE = /^-?\d+$/;
const POSITIVE = /^[1-9]\d*$/;
const BOOLEAN = /^(true|false)$/;
const CURRENCY = /^[a-z]{3}$/;
const TEXT = /^[\s\S]{0,500}$/;
const PAGE: Readonly<Record<string, Rule>> = {
  limit: /^([1-9]\d?|100)$/,
  starting_after: /^\w+$/,
  ending_before: /^\w+$/,
};
const CREATED: Readonly<Record<string, Rule>> = { "created.gte": WHOLE, "created.gt": WHOLE, "created.lte": WHOLE };
const METADATA: Readonly<Record<string, Rule>> = { "metadata.*": TEXT };

/** By method and path; `*` in a name stands for any key or place in a list. Names with `!` must be there. */
export const RULES: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  "GET /account": {},
  "GET /events": { ...PAGE, ...CREATED, "types.*": /^[a-z_.]+$/ },
  "GET /customers": { ...PAGE, ...CREATED, email: /^[^@\s]+@[^@\s]+$/ },
  "POST /customers": {
    ...METADATA,
    name: /^.{1,256}$/,
    email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
    "preferred_locales.*": /^[a-z]{2}(-[A-Z]{2})?$/,
  },
  "GET /invoices": { ...PAGE, ...CREATED, customer: /^cus_/, status: /^(draft|open|paid|void|uncollectible)$/ },
  "POST /invoices": {
    ...METADATA,
    "customer!": /^cus_/,
    currency: CURRENCY,
    collection_method: /^(send_invoice|charge_automatically)$/,
    auto_advance: BOOLEAN,
    "automatic_tax.enabled": BOOLEAN,
    pending_invoice_items_behavior: /^(exclude|include)$/,
    due_date: WHOLE,
    number: /^[A-Za-z0-9-]{1,26}$/,
    "custom_fields.*.name": /^.{1,40}$/,
    "custom_fields.*.value": /^.{1,140}$/,
  },
  "GET /invoices/:id": {},
  "POST /invoices/:id/finalize": { auto_advance: BOOLEAN },
  "POST /invoices/:id/pay": { paid_out_of_band: BOOLEAN },
  "POST /invoiceitems": {
    ...METADATA,
    "customer!": /^cus_/,
    invoice: /^in_/,
    "amount!": WHOLE,
    "currency!": CURRENCY,
    description: TEXT,
  },
  "GET /invoice_payments": {
    ...PAGE,
    ...CREATED,
    invoice: /^in_/,
    status: /^(open|paid|canceled)$/,
    "payment.type": /^(payment_intent|payment_record)$/,
    "payment.payment_intent": /^pi_/,
  },
  "GET /invoice_payments/:id": {},
  "GET /payment_intents/:id": {},
  "GET /charges": { ...PAGE, ...CREATED, customer: /^cus_/, payment_intent: /^pi_/ },
  "GET /charges/:id": {},
  "GET /refunds": { ...PAGE, ...CREATED, charge: /^ch_/, payment_intent: /^pi_/ },
  "GET /refunds/:id": {},
  "POST /refunds": { ...METADATA, payment_intent: /^pi_/, charge: /^ch_/, amount: POSITIVE },
  "GET /disputes": { ...PAGE, ...CREATED },
  "GET /disputes/:id": {},
  "GET /credit_notes": { ...PAGE, ...CREATED, invoice: /^in_/, customer: /^cus_/ },
  "POST /credit_notes": {
    ...METADATA,
    "invoice!": /^in_/,
    "amount!": POSITIVE,
    refund_amount: POSITIVE,
    credit_amount: POSITIVE,
    out_of_band_amount: POSITIVE,
    email_type: /^(credit_note|none)$/,
    memo: TEXT,
  },
};

/** Refuses what this call doesn't know, or what looks wrong. */
export function check(call: string, given: Tree): void {
  const rules = RULES[call] ?? {};
  const known = new Map(Object.entries(rules).map(([name, rule]) => [name.replace("!", ""), rule]));
  for (const [path, value] of leaves(given)) {
    const rule =
      known.get(path) ?? known.get(path.replace(/\.[^.]+$/, ".*")) ?? known.get(path.replace(/\.\d+\./, ".*."));
    const param = path.replace(/\.([^.]+)/g, "[$1]");
    if (!rule) throw new Refusal(400, `Received unknown parameter: ${param}`, { code: "parameter_unknown", param });
    if (!rule.test(value)) throw new Refusal(400, `Invalid ${param}: ${value}`, { code: "parameter_invalid", param });
  }
  for (const name of Object.keys(rules).filter((one) => one.endsWith("!"))) {
    const param = name.replace("!", "");
    if (!(param in given))
      throw new Refusal(400, `Missing required param: ${param}.`, { code: "parameter_missing", param });
  }
}
