/**
 * What is owed, and which money may be meant for it: the invoices that a reference names, those that a payment may settle, and
 * money that came in and is not said to be for anything yet.
 * Before: actions and the bank connector's door, which ask. After: invoice.ts, payment.ts.
 */
import type { Records } from "../kernel/fold.ts";
import { daysBetween } from "../lib/workdays.ts";
import { clients, mergedScope } from "./client.ts";
import { scopesOfClient } from "./fact.ts";
import { type Invoice, invoices, numberKey, openCents } from "./invoice.ts";
import { type Payment, payments } from "./payment.ts";

/** What a payment says of itself. */
export interface Paying {
  readonly amountCents: number;
  readonly currency: string;
  readonly payer: string;
  readonly reference: string;
}

export interface Candidate {
  readonly invoice: Invoice;
  readonly sameAmount: boolean;
  readonly sameName: boolean;
  readonly named: boolean;
}

const MOST_TOKENS = 60;
const LONGEST_NUMBER = 6;
/** A short number says nothing by itself: something before it has to say that it is an invoice's. */
const SHORT = 4;
const SAYS_NUMBER = /^(?:RE|RG|RNR|RGNR|RECHNUNG|RECHNUNGSNUMMER|RECHNUNGSNR|NR|NO|NUMMER|NUMBER|INV|INVOICE|BILL)$/;
const LEGAL = new Set(
  "gmbh mbh ag ug kg ohg gbr ek ev se ltd limited inc llc llp plc co company bv und and the".split(" "),
);
/** A payment told by the owner and its line in the bank's data may lie so many days apart. */
const TOLD_DAYS = 10;

/** The invoice with this id or number. */
export function findInvoice(records: Records, words: string): Invoice | undefined {
  const wanted = words.trim();
  const found = records.find(invoices, "number_key = ? AND kind = 'invoice' LIMIT 2", [numberKey(wanted)]);
  return records.get(invoices, wanted) ?? (found.length === 1 ? found[0] : undefined);
}

/** The invoices on record whose number stands in the text, however its parts are separated there. */
export function invoicesNamed(records: Records, text: string): Invoice[] {
  const tokens = (text.toUpperCase().match(/\p{L}+|\p{N}+/gu) ?? []).slice(0, MOST_TOKENS);
  const keys = new Set<string>();
  for (const at of tokens.keys())
    for (let count = 1; count <= LONGEST_NUMBER && at + count <= tokens.length; count++) {
      const key = tokens.slice(at, at + count).join("");
      const isSaid = key.length >= SHORT || SAYS_NUMBER.test(tokens[at - 1] ?? "");
      if (/\p{N}/u.test(key) && isSaid) keys.add(key);
    }
  if (keys.size === 0) return [];
  const places = [...keys].map(() => "?").join(",");
  return records.find(invoices, `number_key IN (${places}) AND kind = 'invoice' ORDER BY seq`, [...keys]);
}

/**
 * Open invoices that a payment may be meant for, the likeliest first: of one client, where the scope is known, else of all whose
 * sum, name or number fits.
 */
export function candidatesFor(records: Records, paying: Paying, client: string | null): Candidate[] {
  const scopes = client === null ? null : scopesOfClient(records, client);
  const whose = scopes === null ? "" : `AND client IN (${scopes.map(() => "?").join(",")})`;
  const open = records.find(
    invoices,
    `state = 'open' AND kind = 'invoice' AND currency = ? ${whose} ORDER BY due_on, seq`,
    [paying.currency, ...(scopes ?? [])],
  );
  const named = new Set(invoicesNamed(records, paying.reference).map((invoice) => invoice.id));
  const payer = new Set(wordsIn(paying.payer));
  return open
    .map((invoice) => ({
      invoice,
      sameAmount: openCents(invoice) === paying.amountCents,
      sameName: isCalled(records, invoice.client, payer),
      named: named.has(invoice.id),
    }))
    .filter((one) => client !== null || one.sameAmount || one.sameName || one.named)
    .sort((a, b) => rank(b) - rank(a));
}

function rank({ sameAmount, sameName, named }: Candidate): number {
  return (sameAmount ? 4 : 0) + (sameName ? 2 : 0) + (named ? 1 : 0);
}

function isCalled(records: Records, scope: string, payer: ReadonlySet<string>): boolean {
  const client = records.get(clients, mergedScope(records, scope));
  return [client?.company, client?.name].some((name) => {
    const words = wordsIn(name ?? "");
    return words.length > 0 && words.every((word) => payer.has(word));
  });
}

function wordsIn(name: string): string[] {
  const plain = name.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ß", "ss");
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => word.length > 1 && !LEGAL.has(word));
}

/** The last day with an entry in the books of these scopes: an invoice, a credit note or a payment; null: there is none. */
export function lastBooked(records: Records, scopes: readonly string[]): string | null {
  const whose = scopes.map(() => "?").join(",");
  const [paid] = records.find(payments, `client IN (${whose}) ORDER BY received_on DESC LIMIT 1`, scopes);
  const [issued] = records.find(invoices, `client IN (${whose}) ORDER BY issued_on DESC LIMIT 1`, scopes);
  const days = [paid?.received_on, issued?.issued_on].filter((day) => day !== undefined);
  return days.sort().at(-1) ?? null;
}

/** The open invoices of a client, the oldest first. */
export function openInvoices(records: Records, client: string): Invoice[] {
  const scopes = scopesOfClient(records, client);
  const whose = scopes.map(() => "?").join(",");
  return records.find(
    invoices,
    `client IN (${whose}) AND state = 'open' AND kind = 'invoice' ORDER BY due_on, seq`,
    scopes,
  );
}

/** The one open invoice of a client's that a sum settles; undefined where there is none, or more than one. */
export function settledBy(records: Records, client: string, cents: number, currency: string): Invoice | undefined {
  const fitting = openInvoices(records, client).filter(
    (invoice) => invoice.currency === currency && openCents(invoice) === cents,
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

/**
 * Money that may be meant for this invoice and is matched with nothing: theirs since it was issued, or anybody's of the very sum
 * that is open. Nobody is reminded while there is any.
 */
export function unmatchedFor(records: Records, invoice: Invoice): Payment | undefined {
  const scopes = scopesOfClient(records, invoice.client);
  const whose = scopes.map(() => "?").join(",");
  const [theirs] = records.find(
    payments,
    `client IN (${whose}) AND invoice IS NULL AND state IN ('seen','standing') AND received_on >= ? LIMIT 1`,
    [...scopes, invoice.issued_on],
  );
  if (theirs) return theirs;
  const sum = [openCents(invoice), invoice.currency];
  return records.find(payments, "state = 'seen' AND amount_cents = ? AND currency = ? LIMIT 1", sum)[0];
}

/** What the owner told of before the bank or Stripe showed it: the same money, for the invoice that the reference names. */
export function toldBefore(records: Records, payment: Payment, reference: string): Payment | undefined {
  const [named, ...more] = invoicesNamed(records, reference);
  if (!named || more.length > 0 || payment.client === "") return undefined;
  const alike = "client = ? AND amount_cents = ? AND currency = ?";
  const values = [named.client, payment.amount_cents, payment.currency];
  const told = records
    .find(payments, `${alike} AND state = 'standing' AND source = 'owner' AND invoice = ?`, [...values, named.id])
    .filter((one) => Math.abs(daysBetween(one.received_on, payment.received_on)) <= TOLD_DAYS)
    .filter((one) => mayBe(one, payment));
  // One line for each: a second transfer is other money.
  const passed = records
    .find(payments, `${alike} AND state = 'ignored' AND source <> 'owner'`, values)
    .filter((one) => Math.abs(daysBetween(one.received_on, payment.received_on)) <= 2 * TOLD_DAYS)
    .filter((one) => told.some((each) => mayBe(each, one)));
  return told[passed.length];
}

/** Whether what the owner told of can have come by that way: cash and transfers don't come through Stripe. */
function mayBe(told: Payment, shown: Payment): boolean {
  return shown.source !== "stripe" || (told.method !== "cash" && told.method !== "transfer");
}

/** The invoice that a reference names and that is settled already: the money may be a second payment of it. */
export function settledBefore(records: Records, payment: Payment, reference: string): Invoice | undefined {
  const [named, ...more] = invoicesNamed(records, reference);
  return named && more.length === 0 && named.state !== "open" && named.currency === payment.currency
    ? named
    : undefined;
}
