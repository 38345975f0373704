/**
 * Addresses, in the one form in which they can be compared.
 * Before: header fields. After: scope.ts asks who that is; compose.ts writes to them.
 */
import { domainToASCII } from "node:url";
import { cleanLine } from "./clean.ts";
import type { MailAddress } from "./mail.ts";

const MAX_ADDRESSES = 1000;

/** An address in its comparable form, or null where it is none: lower-cased, the domain in ASCII. */
export function normaliseAddress(text: string): string | null {
  const address = text.trim().replace(/^<|>$/g, "").toLowerCase();
  const at = address.lastIndexOf("@");
  if (at < 1 || address.length > 320 || !address.isWellFormed()) return null;
  const local = address.slice(0, at);
  const domain = address.slice(at + 1).replace(/\.$/, "");
  if (/[\s\p{Cc}<>(),;:"\\]/u.test(local) || domain === "") return null;
  const ascii = /\P{ASCII}/u.test(domain) ? domainToASCII(domain) : domain;
  return /^(\[[\da-f.:]+\]|[a-z\d_-]+(\.[a-z\d_-]+)*)$/.test(ascii) ? `${local}@${ascii}` : null;
}

/** The domain of a normalised address. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}

/** What the parser library gives for an address header, groups included. */
export interface RawAddress {
  readonly name: string;
  readonly address?: string;
  readonly group?: readonly RawAddress[];
}

/** Addresses of a header in comparable form; what is no address is left out, doubles too. */
export function mailAddresses(raw: readonly RawAddress[]): MailAddress[] {
  const found = new Map<string, MailAddress>();
  for (const entry of raw.flatMap((one) => one.group ?? [one]).slice(0, MAX_ADDRESSES)) {
    const address = normaliseAddress(entry.address ?? "");
    if (address && !found.has(address)) found.set(address, { name: cleanLine(entry.name, 200), address });
  }
  return [...found.values()];
}

/** Every address that a text names, in comparable form: at most 200. */
export function addressesIn(text: string): string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(
    /(?<![\p{L}\p{N}._%+'-])[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu,
  )) {
    const address = normaliseAddress(match[0].replace(/^'+/, ""));
    if (address) found.add(address);
    if (found.size >= 200) break;
  }
  return [...found];
}
