/**
 * A contract as it is made, changed and shown: its terms, whom invoices are made out to, and the rows of its card. Shared by
 * contract-record.ts, contract-change.ts and company-import.ts.
 */

import type { CardRow } from "../kernel/card.ts";
import type { Plain } from "../kernel/event.ts";
import { money } from "../lib/money.ts";
import { dayWords } from "../lib/workdays.ts";
import type { Contract, ContractWords } from "../records/contract.ts";
import { type Tax, taxWords } from "./agreed.ts";

/** Everything that was agreed. */
export interface Terms {
  readonly title: string;
  readonly priceCents: number;
  readonly currency: string;
  readonly per: Contract["per"];
  readonly tax: Tax;
  readonly termsDays: number;
  readonly noticeDays: number;
  readonly renews: Contract["renews"];
  readonly startsOn: string;
  readonly endsOn: string | null;
  /** Address of the signed paper among the kept bytes. */
  readonly document: string | null;
  readonly buyer: ContractWords["buyer"];
}

export function termsOf(contract: Contract, { title, buyer }: ContractWords): Terms {
  return {
    title,
    priceCents: contract.price_cents,
    currency: contract.currency,
    per: contract.per,
    tax: { kind: contract.tax_kind, rateBp: contract.tax_rate_bp },
    termsDays: contract.terms_days,
    noticeDays: contract.notice_days,
    renews: contract.renews,
    startsOn: contract.starts_on,
    endsOn: contract.ends_on,
    document: contract.document,
    buyer,
  };
}

/** What `contract.agreed` and `contract.changed` carry, and what they keep sealed. */
export function contractEvent(id: string, offer: string | null, { tax, title, buyer, ...terms }: Terms) {
  const data: Plain = { contract: id, offer, ...terms, taxKind: tax.kind, taxRateBp: tax.rateBp };
  const words: Plain = { title, buyer: { ...buyer } };
  return { subject: `contract:${id}`, data, private: words, key: "books" as const };
}

/** The contract line by line. */
export function contractRows(terms: Terms, today: string): CardRow[] {
  return Object.entries(partsOf(terms, today)).map(([label, after]) => ({ label, after }));
}

/** Only what differs, before and after. */
export function changedRows(before: Terms, after: Terms, today: string): CardRow[] {
  const was = partsOf(before, today);
  return Object.entries(partsOf(after, today)).flatMap(([label, words]) =>
    was[label] === words ? [] : [{ label, before: was[label] ?? "–", after: words }],
  );
}

/** `2,400.00 EUR net a month`. */
export function priceWords({ priceCents, currency, per }: Pick<Terms, "priceCents" | "currency" | "per">): string {
  return `${money(priceCents, currency)} net${per === "month" ? " a month" : ""}`;
}

function partsOf(terms: Terms, today: string): Record<string, string> {
  const { buyer } = terms;
  const address = [...buyer.address, buyer.country].join(", ");
  const end = terms.endsOn ? `, until ${dayWords(terms.endsOn, today)}` : "";
  return {
    For: terms.title,
    Price: priceWords(terms),
    VAT: taxWords(terms.tax),
    "To be paid": terms.termsDays === 0 ? "at once" : `within ${terms.termsDays} days`,
    Runs: `from ${dayWords(terms.startsOn, today)}${end}${terms.renews === "monthly" ? ", renews every month" : ""}`,
    Notice: terms.noticeDays === 0 ? "none" : `${terms.noticeDays} days`,
    "Invoices to": `${buyer.name}, ${buyer.address.length > 0 ? address : `address not known yet (${buyer.country})`}`,
    ...(buyer.vatId ? { "Their VAT number": buyer.vatId } : {}),
    ...(terms.document ? { Document: "the signed paper is kept" } : {}),
  };
}

/** Lines of an address that was typed on one. */
export function addressLines(text: string): string[] {
  return text
    .split(/[,;\n]/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
