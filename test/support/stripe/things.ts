/**
 * Stripe's objects, as far as this server knows them: field for field as the pinned version of its interface writes them.
 */
export type Metadata = Record<string, string>;

export interface Customer {
  id: string;
  object: "customer";
  created: number;
  name: string | null;
  email: string | null;
  preferred_locales: string[];
  metadata: Metadata;
}

export interface Invoice {
  id: string;
  object: "invoice";
  created: number;
  status: "draft" | "open" | "paid" | "void" | "uncollectible";
  number: string | null;
  currency: string;
  customer: string;
  customer_name: string | null;
  customer_email: string | null;
  collection_method: string;
  auto_advance: boolean;
  due_date: number | null;
  custom_fields: Array<{ name: string; value: string }> | null;
  total: number;
  subtotal: number;
  amount_due: number;
  amount_paid: number;
  amount_overpaid: number;
  amount_remaining: number;
  pre_payment_credit_notes_amount: number;
  post_payment_credit_notes_amount: number;
  hosted_invoice_url: string | null;
  metadata: Metadata;
}

export interface InvoiceItem {
  id: string;
  object: "invoiceitem";
  created: number;
  amount: number;
  currency: string;
  customer: string;
  invoice: string;
  description: string | null;
  metadata: Metadata;
}

export interface InvoicePayment {
  id: string;
  object: "invoice_payment";
  created: number;
  status: "open" | "paid" | "canceled";
  amount_paid: number | null;
  amount_requested: number;
  currency: string;
  invoice: string;
  is_default: boolean;
  payment: { type: string; payment_intent?: string; payment_record?: string };
  status_transitions: { canceled_at: number | null; paid_at: number | null };
}

export interface PaymentIntent {
  id: string;
  object: "payment_intent";
  created: number;
  amount: number;
  amount_received: number;
  currency: string;
  customer: string | null;
  status: string;
  latest_charge: string | null;
  last_payment_error: { code: string; message: string; type: string } | null;
  metadata: Metadata;
}

export interface Charge {
  id: string;
  object: "charge";
  created: number;
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  billing_details: { name: string | null; email: string | null };
  captured: boolean;
  currency: string;
  description: string | null;
  paid: boolean;
  payment_intent: string | null;
  refunded: boolean;
  disputed: boolean;
  status: "succeeded" | "pending" | "failed";
  metadata: Metadata;
}

export interface Refund {
  id: string;
  object: "refund";
  created: number;
  amount: number;
  charge: string;
  currency: string;
  payment_intent: string | null;
  status: string;
  reason: string | null;
  failure_reason?: string;
  metadata: Metadata;
}

export interface CreditNote {
  id: string;
  object: "credit_note";
  created: number;
  amount: number;
  currency: string;
  customer: string;
  invoice: string;
  memo: string | null;
  number: string;
  out_of_band_amount: number | null;
  post_payment_amount: number;
  pre_payment_amount: number;
  refunds: Array<{ amount_refunded: number; refund: string; type: string; payment_record_refund: null }>;
  status: "issued" | "void";
  total: number;
  metadata: Metadata;
}

export interface Dispute {
  id: string;
  object: "dispute";
  created: number;
  amount: number;
  charge: string;
  currency: string;
  payment_intent: string | null;
  reason: string;
  status: string;
  evidence_details: { due_by: number | null; has_evidence: boolean; past_due: boolean; submission_count: number };
  metadata: Metadata;
}

export interface Event {
  id: string;
  object: "event";
  api_version: string;
  created: number;
  data: { object: Thing };
  livemode: boolean;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
}

export type Thing =
  | Customer
  | Invoice
  | InvoiceItem
  | InvoicePayment
  | PaymentIntent
  | Charge
  | Refund
  | CreditNote
  | Dispute;
