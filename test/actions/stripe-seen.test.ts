/**
 * A payment of Stripe's as it is entered, whether it was told live or found at night.
 */
import { expect, test } from "vitest";
import { stripePaymentIn, stripeSeen } from "../../src/actions/stripe-seen.ts";
import { ownerLabel } from "../../src/kernel/label.ts";
import type { StripePayment } from "../../src/lib/stripe-orders.ts";
import { inKnownOffice } from "../support/known-company.ts";
import { type Office, OWNER } from "../support/office.ts";
import { allInvoices, allPayments, closeMilestone, servedClient } from "../support/owing.ts";

const SEEN: StripePayment = {
  payment: "y_0123456789abcdef0123456789abcdef",
  object: "inpay_1",
  amountCents: 119_000,
  currency: "EUR",
  receivedOn: "2026-11-24",
  invoice: null,
  payer: "Acme GmbH",
  reference: "",
};

const ENTERED = { type: "payment.seen", key: "books" };

async function enter(office: Office, seen: StripePayment): Promise<void> {
  await office.workspace.writer.submit((transaction) => {
    for (const { scope = "workspace", ...event } of stripeSeen(transaction.records, seen))
      transaction.append({ ...event, scope, actor: OWNER, label: ownerLabel(scope) });
  });
}

test("it goes to the client whose invoice is marked on it, else named in its words, and is entered once", () =>
  inKnownOffice(async (office) => {
    const { client, milestones } = await servedClient(office, "acme", {
      company: "Acme GmbH",
      email: "a@acme.example",
    });
    await closeMilestone(office, client, milestones[0]);
    const [invoice] = allInvoices(office);
    const { records } = office.workspace;
    const marked = stripeSeen(records, { ...SEEN, invoice: invoice?.id ?? "" });
    expect(marked).toMatchObject([{ ...ENTERED, scope: client, data: { names: invoice?.id, through: "stripe" } }]);
    expect(marked[0]?.private).toEqual({ payer: "Acme GmbH", reference: "2026-0001" });
    expect(stripeSeen(records, { ...SEEN, reference: "Invoice 2026-0001, thanks" })).toMatchObject([{ scope: client }]);
    expect(stripeSeen(records, { ...SEEN, invoice: "v_nowhere" })).toMatchObject([
      { scope: "workspace", data: { names: null } },
    ]);
    await enter(office, { ...SEEN, invoice: invoice?.id ?? "" });
    await enter(office, SEEN);
    await office.rest();
    expect(allPayments(office)).toMatchObject([{ source: "stripe", method: "card", state: "standing" }]);
  }));

test("what a difference found is read back as it was, and anything else is none of Stripe's", () => {
  expect(stripePaymentIn(SEEN)).toEqual(SEEN);
  for (const wrong of [{}, { ...SEEN, amountCents: -1 }, { ...SEEN, currency: "eur" }, { ...SEEN, receivedOn: "soon" }])
    expect(stripePaymentIn(wrong)).toBeNull();
});
