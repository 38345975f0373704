/**
 * What clients of a file can't be beside what is on record: an address or an invoice that is somebody's already, a next number
 * that was taken. Before: company-import.ts, and verbs/import.ts, which names the lines.
 */
import type { View } from "../kernel/action.ts";
import { clients, clientTitle } from "../records/client.ts";
import { contacts, scopesOf } from "../records/contact.ts";
import { invoices, SERIES, series } from "../records/invoice.ts";
import type { ClientRow } from "./company-rows.ts";
import type { House } from "./house.ts";

/** What of these clients can't be beside what is on record, or beside each other; `at`: the client's place among them. */
export function conflictsOf(
  records: View["records"],
  rows: readonly ClientRow[],
): Array<{ readonly at: number; readonly field: string; readonly why: string }> {
  const addresses = new Map<string, string>();
  const numbers = new Map<string, string>();
  return rows.flatMap((row, at) => {
    const found: Array<{ at: number; field: string; why: string }> = [];
    for (const address of row.emails) {
      const other = addresses.get(address) ?? whoseAddress(records, address);
      if (other !== null) found.push({ at, field: "emails", why: `${address} is on record for ${other}` });
      addresses.set(address, row.client);
    }
    for (const { number } of row.invoices) {
      const other = numbers.get(number) ?? whoseInvoice(records, number);
      if (other !== null) found.push({ at, field: "invoices", why: `the invoice ${number} is on record for ${other}` });
      numbers.set(number, row.client);
    }
    return found;
  });
}

function whoseAddress(records: View["records"], address: string): string | null {
  const contact = records.get(contacts, address);
  if (!contact) return null;
  const [scope] = scopesOf(records, contact);
  const client = scope === undefined ? undefined : records.get(clients, scope);
  return client ? clientTitle(client) : contact.name || `a contact (${contact.kind})`;
}

function whoseInvoice(records: View["records"], number: string): string | null {
  const [known] = records.find(invoices, "number = ?", [number]);
  return known ? clientTitle(records.get(clients, known.client)) : null;
}

/** Why the next number can't be this one; `null`: it can. */
export function wrongNext(
  house: House,
  view: View,
  { nextNumber, clients: rows }: { readonly nextNumber: number | null; readonly clients: readonly ClientRow[] },
): string | null {
  const known = view.records.get(series, SERIES);
  if (known && nextNumber !== null && nextNumber !== known.next)
    return `Your invoice numbers have begun: the next is ${known.next}. Leave the next number out.`;
  const numbers = rows.flatMap((row) => row.invoices.map((one) => one.number));
  if (!known && nextNumber === null && numbers.length > 0)
    return "The file has invoices, so say which number the next one takes (nextNumber, or --next-number).";
  const pattern = house.company().invoiceNumber;
  if (nextNumber === null || pattern === null) return null;
  const taken = Math.max(0, ...numbers.map((number) => ordinalIn(pattern, number)));
  return nextNumber > taken ? null : `The next number has to be above ${taken}, which an invoice of the file has.`;
}

/** The counting part of a number that was written by the pattern; 0 where it wasn't. */
function ordinalIn(pattern: string, number: string): number {
  const parts = pattern.split(/(\{number(?::\d)?\}|\{year\})/);
  const source = parts.map((part) =>
    part.startsWith("{number") ? "(\\d+)" : part === "{year}" ? "\\d{4}" : part.replace(/[^\p{L}\p{N}]/gu, "\\$&"),
  );
  return Number(new RegExp(`^${source.join("")}$`).exec(number)?.[1] ?? 0);
}
