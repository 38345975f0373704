/**
 * Offers and contracts: what was offered to somebody at a price, and what was agreed. Price, terms and bank details are
 * changed by the owner alone. Titles, buyers and wordings stand in the ledger, sealed with the books.
 */
import type { Plain } from "../kernel/event.ts";
import type { Folded, RecordKind, RecordRow, Records } from "../kernel/fold.ts";
import type { TaxKind } from "../lib/tax.ts";

export interface Offer extends RecordRow {
  readonly id: string;
  readonly seq: number;
  readonly client: string;
  readonly state: "sent" | "accepted" | "declined" | "expired";
  /** Net. */
  readonly amount_cents: number;
  readonly currency: string;
  readonly tax_kind: TaxKind;
  readonly playbook: string;
  readonly sent_on: string;
  readonly valid_until: string;
  readonly followed_up: number;
  readonly followed_up_on: string | null;
  readonly told: "follow-up" | "expire" | null;
  readonly closed_on: string | null;
}

/** What `offer.sent` keeps sealed. */
export type OfferWords = { readonly title: string; readonly text: string };

export interface Contract extends RecordRow {
  readonly id: string;
  readonly seq: number;
  readonly client: string;
  readonly offer: string | null;
  readonly state: "standing" | "ended";
  readonly price_cents: number;
  readonly currency: string;
  readonly per: "month" | "once";
  readonly tax_kind: TaxKind;
  readonly tax_rate_bp: number;
  readonly terms_days: number;
  readonly notice_days: number;
  readonly renews: "monthly" | "no";
  readonly starts_on: string;
  readonly ends_on: string | null;
  readonly document: string | null;
}

/** What `contract.agreed` and `contract.changed` keep sealed, with the books: whom invoices are made out to. */
export type ContractWords = {
  readonly title: string;
  readonly buyer: {
    readonly name: string;
    /** Lines of the postal address, the country not among them. */
    readonly address: readonly string[];
    /** ISO 3166-1 alpha-2. */
    readonly country: string;
    readonly vatId: string | null;
  };
};

const offerOf = { rows: (event: Folded) => [String(event.data.offer)] };

function offerBecomes(state: Offer["state"]): (typeof offers.on)[string] {
  return { ...offerOf, evolve: (row, event) => row && { ...row, state, closed_on: String(event.data.on) } };
}

export const offers: RecordKind<Offer> = {
  table: "offers",
  id: "id",
  columns: [
    "id",
    "version",
    "seq",
    "client",
    "state",
    "amount_cents",
    "currency",
    "tax_kind",
    "playbook",
    "sent_on",
    "valid_until",
    "followed_up",
    "followed_up_on",
    "told",
    "closed_on",
  ],
  on: {
    "offer.sent": {
      ...offerOf,
      evolve: (_, event, id) => ({
        id,
        seq: event.seq,
        client: event.scope,
        state: "sent",
        amount_cents: Number(event.data.amountCents),
        currency: String(event.data.currency),
        tax_kind: event.data.taxKind as TaxKind,
        playbook: String(event.data.playbook),
        sent_on: String(event.data.on),
        valid_until: String(event.data.validUntil),
        followed_up: 0,
        followed_up_on: null,
        told: null,
        closed_on: null,
      }),
    },
    // `data`: offer, step (`follow-up`, `expire`), on, for. It is the agent's turn.
    "offer.fell-due": { ...offerOf, evolve: (row, event) => row && { ...row, told: event.data.step as Offer["told"] } },
    // `data`: offer, on.
    "offer.followed-up": {
      ...offerOf,
      evolve: (row, event) =>
        row && { ...row, followed_up: row.followed_up + 1, followed_up_on: String(event.data.on) },
    },
    "offer.accepted": offerBecomes("accepted"),
    "offer.declined": offerBecomes("declined"),
    "offer.expired": offerBecomes("expired"),
  },
};

const contractOf = { rows: (event: Folded) => [String(event.data.contract)] };

function agreed(event: Folded, id: string): Omit<Contract, "version"> {
  const { data } = event;
  return {
    id,
    seq: event.seq,
    client: event.scope,
    offer: typeof data.offer === "string" ? data.offer : null,
    state: "standing",
    price_cents: Number(data.priceCents),
    currency: String(data.currency),
    per: data.per as Contract["per"],
    tax_kind: data.taxKind as TaxKind,
    tax_rate_bp: Number(data.taxRateBp),
    terms_days: Number(data.termsDays),
    notice_days: Number(data.noticeDays),
    renews: data.renews as Contract["renews"],
    starts_on: String(data.startsOn),
    ends_on: typeof data.endsOn === "string" ? data.endsOn : null,
    document: typeof data.document === "string" ? data.document : null,
  };
}

export const contracts: RecordKind<Contract> = {
  table: "contracts",
  id: "id",
  columns: [
    "id",
    "version",
    "seq",
    "client",
    "offer",
    "state",
    "price_cents",
    "currency",
    "per",
    "tax_kind",
    "tax_rate_bp",
    "terms_days",
    "notice_days",
    "renews",
    "starts_on",
    "ends_on",
    "document",
  ],
  on: {
    // Both carry the whole contract: contract, offer, priceCents, currency, per, taxKind, taxRateBp, termsDays, noticeDays,
    // renews, startsOn, endsOn, document.
    "contract.agreed": { ...contractOf, evolve: (_, event, id) => agreed(event, id) },
    "contract.changed": { ...contractOf, evolve: (row, event, id) => row && agreed(event, id) },
    "contract.ended": {
      ...contractOf,
      evolve: (row, event) => row && { ...row, state: "ended", ends_on: String(event.data.on) },
    },
  },
};

/** What was agreed with a client and still holds, newest first. */
export function standingContracts(records: Records, client: string): Contract[] {
  return records.find(contracts, "client = ? AND state = 'standing' ORDER BY seq DESC", [client]);
}

/** The sealed words of a contract, as `privateAt(contract.seq)` gives them. */
export function contractWords(words: Plain | null): ContractWords | null {
  return words?.buyer ? (words as unknown as ContractWords) : null;
}
