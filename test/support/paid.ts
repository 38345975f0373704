/**
 * Payments and clients for tests of orders and questions, entered the way the owner does it.
 */
import { expect } from "vitest";
import { type Known, knownFrom } from "../../src/surfaces/words/known.ts";
import type { Lookups } from "../../src/surfaces/words/lookups.ts";
import { deskOf } from "../kernel/company.ts";
import type { Office } from "./office.ts";

export const ZONE = "Europe/Berlin";

/** Orders a payment and approves its card; answers the code. */
export async function pay(
  office: Office,
  client: string,
  params: { readonly amount: string; readonly receivedOn: string; readonly [name: string]: string },
): Promise<string> {
  const desk = deskOf(office);
  const full = { currency: "EUR", method: "cash", ...params };
  const ordered = await desk.order({ action: "payment.record", client, params: full, now: false });
  if (ordered.kind !== "asked") throw new Error(`the payment was not asked about: ${JSON.stringify(ordered)}`);
  expect((await desk.approve(ordered.code)).kind).toBe("approved");
  return ordered.code;
}

/** What sentences are read against in this office. */
export function knownIn(office: Office, here: string | null = null): Known {
  const { records, charter, clock } = office.workspace;
  return knownFrom(records, {
    here,
    now: clock.now(),
    zone: ZONE,
    currency: "EUR",
    actions: [...charter.actions.keys()],
  });
}

export function lookupsIn(office: Office): Lookups {
  const { records, ledger, database, clock } = office.workspace;
  return { records, ledger, database, now: clock.now(), zone: ZONE };
}
