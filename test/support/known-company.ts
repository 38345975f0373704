/**
 * A company whose details are known, and its home: nothing of the house's is denied for want of a field.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inHome, inOffice } from "../kernel/company.ts";
import type { Office, OfficeOptions } from "./office.ts";

export const COMPANY = `legalName: Robin Vale Consulting
address: [Seestrasse 4, 20095 Hamburg]
country: DE
taxNumber: 12/345/67890
vatId: DE123456789
vatStatus: registered
vatRate: 19
iban: DE89 3704 0044 0532 0130 00
bic: COBADEFFXXX
termsDays: 14
invoiceNumber: "{year}-{number:4}"
`;

/** Writes the company's details into a home. */
export function knowCompany(home: string, text = COMPANY): void {
  mkdirSync(join(home, "policies"), { recursive: true });
  writeFileSync(join(home, "policies", "company.yaml"), text);
}

/** An office of a known company. */
export function inKnownOffice(
  work: (office: Office) => Promise<void>,
  options: Omit<OfficeOptions, "home"> = {},
): Promise<void> {
  return inHome([], async (home) => {
    knowCompany(home);
    await inOffice(work, { ...options, home });
  });
}
