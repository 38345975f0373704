/**
 * What offers and contracts have in common: how a price is typed, which VAT applies, and how both are said.
 * Shared by offer-send.ts, contract-record.ts and their neighbours.
 */
import { z } from "zod";
import type { View } from "../kernel/action.ts";
import type { Company } from "../lib/company.ts";
import { centsOf, moneyInLetter } from "../lib/money.ts";
import { sumsOf, TAX_KINDS, type TaxKind } from "../lib/tax.ts";
import { type Client, clients, clientTitle, mergedScope } from "../records/client.ts";
import { type Contract, type ContractWords, contractWords, standingContracts } from "../records/contract.ts";
import { wanting } from "./house.ts";

/** A net sum as it is typed: `2400`, `2,400.00`, `2.400,00`. */
export const sum = z
  .string()
  .trim()
  .refine((text) => (centsOf(text) ?? 0) > 0, "expected a sum above zero such as 2400 or 2,400.00");
export const currency = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^([A-Z]{3})?$/, "expected three letters such as EUR")
  .default("");
export const taxKind = z
  .union([z.literal(""), z.enum(TAX_KINDS)], `expected one of: ${TAX_KINDS.join(", ")}`)
  .default("");

/** A whole number that may be typed; `null`: not said. */
export function whole(most: number, expected: string) {
  return z
    .preprocess(
      (value) => (typeof value === "string" ? (value.trim() === "" ? null : Number(value)) : value),
      z.number(expected).int(expected).min(0, expected).max(most, expected).nullable(),
    )
    .default(null);
}

const RATE = "expected a percentage such as 19";

/** A VAT rate in percent as it is typed (`19`, `8,1 %`); `null`: not said. */
export const rate = z
  .preprocess(
    (value) => (typeof value === "string" ? value.replace("%", "").replace(",", ".").trim() : value),
    z
      .union([z.literal(""), z.null(), z.coerce.number(RATE)], RATE)
      .transform((percent) => (percent === "" ? null : percent))
      .refine((percent) => percent === null || (percent >= 0 && percent <= 100), RATE),
  )
  .default(null);

/** A percentage in basis points. */
export function basisPoints(percent: number | null): number | null {
  return percent === null ? null : Math.round(percent * 100);
}

/** A day that may be left out. */
export const day = z.union([z.literal(""), z.iso.date()], "expected a day such as 2026-11-24").default("");

export const TAX_WORDS: Readonly<Record<TaxKind, string>> = {
  domestic: "VAT",
  "small-business": "no VAT: small business",
  "reverse-charge": "no VAT: reverse charge",
  "third-country": "no VAT: outside the EU",
  exempt: "no VAT: exempt",
};

export interface Tax {
  readonly kind: TaxKind;
  /** Basis points; 0 for all but `domestic`. */
  readonly rateBp: number;
}

/**
 * The VAT of a sale: what was said, else what follows from both sides; or which company field that takes. Nobody is taken for a
 * business abroad without a VAT number of their own.
 */
export function taxOf(
  company: Company,
  buyer: { readonly country: string | null; readonly vatId: string | null },
  said: { readonly kind: TaxKind | ""; readonly rateBp: number | null },
): Tax | string {
  if (said.kind === "") {
    const unknown = wanting(company, ["vatStatus"]);
    if (unknown) return unknown;
  }
  const kind = said.kind || follows(company, buyer);
  if (kind !== "domestic") return { kind, rateBp: 0 };
  const unknown = said.rateBp === null ? wanting(company, ["vatRateBp"]) : null;
  return unknown ?? { kind, rateBp: said.rateBp ?? company.vatRateBp ?? 0 };
}

function follows(company: Company, { country, vatId }: { country: string | null; vatId: string | null }): TaxKind {
  if (company.vatStatus === "small-business") return "small-business";
  if (country === null || company.country === null || country === company.country) return "domestic";
  if (!EU.has(country)) return "third-country";
  return EU.has(company.country) && vatId !== null ? "reverse-charge" : "domestic";
}

/** ISO 3166; Greece writes EL on VAT numbers only. */
const EU: ReadonlySet<string> = new Set(
  "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split(" "),
);

/** `19 % VAT`, `no VAT: reverse charge`. */
export function taxWords({ kind, rateBp }: Tax): string {
  return kind === "domestic" ? `${rateBp / 100} % VAT` : TAX_WORDS[kind];
}

/** The price as a client reads it: net, and what it comes to. */
export function priceInLetter(
  cents: number,
  currencyCode: string,
  { kind, rateBp }: Tax,
  language: "en" | "de",
): string {
  const net = moneyInLetter(cents, currencyCode, language);
  if (kind !== "domestic") return net;
  const gross = moneyInLetter(sumsOf(cents, kind, rateBp).grossCents, currencyCode, language);
  return language === "de"
    ? `${net} zzgl. ${String(rateBp / 100).replace(".", ",")} % Umsatzsteuer (insgesamt ${gross})`
    : `${net} plus ${rateBp / 100} % VAT (${gross} in all)`;
}

/** The client an order is about, and what policy and cards need of them; or why there is none. */
export function clientOf(
  view: View,
  scope: string,
):
  | { readonly id: string; readonly client: Client; readonly title: string; readonly resource: ClientResource }
  | string {
  const id = mergedScope(view.records, scope);
  const client = view.records.get(clients, id);
  if (!client || client.stage === "forgotten") return "Say which client: there is none of that name on record.";
  const attributes = { stage: client.stage, language: client.language };
  return { id, client, title: clientTitle(client), resource: { resource: { type: "Client", id }, attributes } };
}

type ClientResource = {
  readonly resource: { readonly type: "Client"; readonly id: string };
  readonly attributes: { readonly stage: string; readonly language: string };
};

/** The contract that is meant: named by id or by a part of its title, or the only one that stands; with its words. */
export function contractMeant(
  view: View,
  client: string,
  named: string,
  who: string,
): { readonly contract: Contract; readonly words: ContractWords } | string {
  const wanted = named.trim().toLowerCase();
  const standing = standingContracts(view.records, client).map((contract) => ({
    contract,
    words: contractWords(view.privateAt(contract.seq)),
  }));
  const found = standing.filter(
    ({ contract, words }) => contract.id === named || words?.title.toLowerCase().includes(wanted),
  );
  const [only, ...others] = found;
  if (!only) return `There is no ${named ? "such " : ""}contract with ${who} that stands.`;
  if (others.length > 0) {
    const titles = found.map(({ words }) => `“${words?.title}”`).join(" and ");
    return `${who} has ${found.length} contracts: ${titles}. Say which.`;
  }
  return only.words ? { contract: only.contract, words: only.words } : "The words of that contract were forgotten.";
}

/** An id made of the wish's own key: one wish, one record. */
export function idFrom(prefix: string, key: string): string {
  return `${prefix}_${key.replace(/^i_/, "")}`;
}
