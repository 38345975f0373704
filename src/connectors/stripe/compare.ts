/**
 * What stands differently in Stripe than on record: what was put there and isn't, what can still be paid there and is
 * settled, money that came in or went back and isn't entered, and money on record that Stripe knows nothing of.
 * Before: connector.ts, at night. After: one question a difference.
 */
import type { Stripe } from "stripe";
import type { Leaving } from "../../kernel/action.ts";
import { money } from "../../lib/money.ts";
import type { StripePayment } from "../../lib/stripe-orders.ts";
import type { Difference } from "../connector.ts";
import { fromStripe } from "./amount.ts";
import { idOf, type StripeApi } from "./api.ts";
import type { BookedInvoice, BookedPayment, Books } from "./books.ts";
import { Happenings } from "./happenings.ts";
import { MARK } from "./ours.ts";
import { openThere, standingWords } from "./standing.ts";

/** What is much older is settled: both sides keep it, and nobody looks at it every night. */
const WINDOW_MS = 180 * 86_400_000;
const DAY_MS = 86_400_000;

/** `begun`: when it was connected, ms UTC; what is older is none of ours. */
export async function differences(
  { api, zone }: { readonly api: StripeApi; readonly zone: string },
  books: Books,
  { begun, now }: { readonly begun: number; readonly now: number },
): Promise<Difference[]> {
  const since = Math.max(begun, now - WINDOW_MS);
  const there = await invoicesThere(api, books.invoices);
  const reader = new Happenings({ api, zone });
  const paid = await paidThere({ api, reader }, since);
  const known = new Map(books.invoices.map((one) => [one.invoice, one]));
  const back = await wentBack({ api, reader }, since);
  const differing: Difference[] = [];
  for (const booked of books.invoices) {
    const found = there.get(booked.invoice) ?? null;
    const payments = paid.filter(({ invoice }) => invoice === booked.invoice);
    const own = found === null ? [] : await correctionsMissing(api, found, booked);
    differing.push(...own, ...invoiceDiffers(booked, found, payments, own.length > 0));
    const refunds = back.filter(({ invoice }) => invoice === booked.invoice);
    differing.push(...refundDiffers(booked, refunds, own.length > 0));
  }
  const onRecord = new Set(books.payments.map(({ payment }) => payment));
  for (const one of paid)
    if (!onRecord.has(one.payment)) differing.push(missingHere(one, known.get(one.invoice ?? "")));
  const theirs = new Set(paid.map(({ payment }) => payment));
  for (const one of books.payments) {
    const received = Date.parse(one.receivedOn);
    const isRecent = received > since + 2 * DAY_MS && received < now;
    if (isRecent && !theirs.has(one.payment)) differing.push(missingThere(one));
  }
  return differing;
}

async function invoicesThere(api: StripeApi, booked: readonly BookedInvoice[]): Promise<Map<string, Stripe.Invoice>> {
  const found = new Map<string, Stripe.Invoice>();
  const [oldest] = booked.map(({ issuedOn }) => issuedOn).sort();
  if (oldest === undefined) return found;
  for await (const one of api.invoicesSince(Date.parse(oldest) - 2 * DAY_MS)) {
    const ours = one.metadata?.[MARK.invoice];
    if (ours !== undefined && (!found.has(ours) || one.status !== "void")) found.set(ours, one);
  }
  return found;
}

async function paidThere(parts: { api: StripeApi; reader: Happenings }, since: number): Promise<StripePayment[]> {
  const seen: StripePayment[] = [];
  const keep = async (found: Awaited<ReturnType<Happenings["ofCharge"]>>) => {
    for (const one of found) if (one.kind === "payment") seen.push(one.payment);
  };
  for await (const one of parts.api.payments({})) {
    if (one.created * 1000 < since - WINDOW_MS) break;
    if ((one.status_transitions.paid_at ?? 0) * 1000 >= since) await keep(await parts.reader.ofInvoicePayment(one));
  }
  for await (const charge of parts.api.charges(since)) await keep(await parts.reader.ofCharge(charge));
  return seen;
}

interface WentBack {
  readonly refund: string;
  readonly invoice: string;
  readonly cents: number;
  readonly on: string;
  readonly ours: boolean;
}

async function wentBack(parts: { api: StripeApi; reader: Happenings }, since: number): Promise<WentBack[]> {
  const all: WentBack[] = [];
  for await (const refund of parts.api.refunds({ since })) {
    if (refund.status === "failed" || refund.status === "canceled") continue;
    const of = await parts.reader.invoiceOfIntent(idOf(refund.payment_intent));
    const invoice = of?.metadata?.[MARK.invoice];
    if (invoice === undefined) continue;
    all.push({
      refund: refund.id,
      invoice,
      cents: fromStripe(refund.amount, refund.currency),
      on: new Date(refund.created * 1000).toISOString().slice(0, 10),
      ours: await parts.reader.isOurs(refund, of),
    });
  }
  return all;
}

/** What was credited or given back from here, and isn't there. */
async function correctionsMissing(api: StripeApi, found: Stripe.Invoice, booked: BookedInvoice): Promise<Difference[]> {
  if (booked.corrections.length === 0) return [];
  const there = new Set<string | undefined>();
  for await (const note of api.creditNotes(found.id))
    if (note.status !== "void") there.add(note.metadata?.[MARK.creditNote]);
  for await (const { payment } of api.payments({ invoice: found.id })) {
    const intent = idOf(payment.payment_intent);
    if (intent !== null) for await (const one of api.refunds({ intent })) there.add(one.metadata?.[MARK.creditNote]);
  }
  return booked.corrections
    .filter(({ order }) => !there.has(order.creditNote))
    .map(({ leaving, order }) => ({
      kind: leaving.operation === "refund" ? "refund" : "service-invoice",
      key: `stripe:${order.creditNote}`,
      scope: booked.scope,
      about: `Credit note ${order.number} for invoice ${booked.number} of ${booked.client}`,
      ours: `${money(order.amountCents, order.currency)} ${leaving.operation === "refund" ? "given back" : "credited"}`,
      theirs: "nothing of it is there",
      restore: leaving,
      found: null,
    }));
}

function invoiceDiffers(
  booked: BookedInvoice,
  found: Stripe.Invoice | null,
  paid: readonly StripePayment[],
  correctionMissing: boolean,
): Difference[] {
  const { openCents, currency } = booked;
  const ours = openCents > 0 ? `open, ${money(openCents, currency)} to be paid` : "settled";
  const differs = (theirs: string, restore: Leaving | null): Difference[] => [
    {
      kind: "service-invoice",
      key: `stripe:${booked.invoice}`,
      scope: booked.scope,
      about: `Invoice ${booked.number} of ${booked.client}`,
      ours,
      theirs,
      restore,
      found: null,
    },
  ];
  if (found === null) return openCents > 0 ? differs("it is not there", booked.again) : [];
  if (found.status === "draft") return openCents > 0 ? differs(standingWords(found), booked.again) : [];
  const total = fromStripe(found.total, found.currency);
  if (total !== booked.grossCents) return differs(`over ${money(total, currency)}`, null);
  if (correctionMissing) return []; // once that is there, the two agree
  if (found.status === "void" || found.status === "uncollectible")
    return openCents > 0 ? differs(standingWords(found), null) : [];
  const left = openThere(found);
  const came = paid.reduce((sum, one) => sum + one.amountCents, 0);
  if (left > 0 && openCents <= 0) return differs(standingWords(found), booked.settle);
  if (left > openCents) return differs(standingWords(found), null);
  const credited = booked.corrections
    .filter(({ leaving }) => leaving.operation === "credit")
    .reduce((sum, { order }) => sum + order.amountCents, 0);
  // What came in there is compared by itself: on record or not, it explains what is no longer open.
  const unexplained = booked.grossCents - left - came - credited;
  return openCents > left && unexplained > 0 ? differs(standingWords(found), null) : [];
}

function refundDiffers(booked: BookedInvoice, back: readonly WentBack[], correctionMissing: boolean): Difference[] {
  const theirs = back.reduce((sum, one) => sum + one.cents, 0);
  const amountCents = theirs - booked.refundedCents;
  const byHand = back.filter(({ ours }) => !ours);
  const last = byHand
    .map(({ on }) => on)
    .sort()
    .at(-1);
  if (correctionMissing || amountCents <= 0 || last === undefined) return [];
  const { currency } = booked;
  return [
    {
      kind: "refund",
      key: `stripe:refund:${booked.invoice}`,
      scope: booked.scope,
      about: `What ${booked.client} got back of invoice ${booked.number}`,
      ours: booked.refundedCents > 0 ? `${money(booked.refundedCents, currency)} given back` : "nothing was given back",
      theirs: `${money(theirs, currency)} given back`,
      restore: null,
      found: { invoice: booked.invoice, amountCents, currency, on: last, refunds: byHand.map(({ refund }) => refund) },
    },
  ];
}

function missingHere(one: StripePayment, booked: BookedInvoice | undefined): Difference {
  const from = booked?.client ?? (one.payer || "somebody");
  return {
    kind: "payment",
    key: `stripe:${one.payment}`,
    scope: booked?.scope ?? "workspace",
    about: `${money(one.amountCents, one.currency)} from ${from}`,
    ours: "not on record",
    theirs: `came in on ${one.receivedOn}${booked ? `, for invoice ${booked.number}` : ""}`,
    restore: null,
    found: one,
  };
}

function missingThere(one: BookedPayment): Difference {
  return {
    kind: "payment",
    key: `stripe:${one.payment}`,
    scope: one.scope,
    about: `${money(one.amountCents, one.currency)} from ${one.client}`,
    ours: `came in on ${one.receivedOn}, through Stripe`,
    theirs: "no such payment",
    restore: null,
    found: null,
  };
}
