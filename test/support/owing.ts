/**
 * Clients with a contract and milestones, and bank files, for tests of the money: put on record directly, as an import would.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NewEvent, Plain } from "../../src/kernel/event.ts";
import { ownerLabel } from "../../src/kernel/label.ts";
import type { TaxKind } from "../../src/lib/tax.ts";
import { type Invoice, invoices } from "../../src/records/invoice.ts";
import { type Payment, payments } from "../../src/records/payment.ts";
import { type Office, OWNER } from "./office.ts";

export interface Agreed {
  readonly company: string;
  readonly email: string;
  readonly language?: "en" | "de";
  readonly priceCents?: number;
  readonly taxKind?: TaxKind;
  readonly taxRateBp?: number;
  readonly country?: string;
  readonly vatId?: string | null;
  readonly address?: readonly string[];
  readonly termsDays?: number;
}

export interface Ground {
  readonly client: string;
  readonly contract: string;
  readonly engagement: string;
  /** Ids of milestones `m1` and `m2`. */
  readonly milestones: readonly [string, string];
}

/** A client of the owner's, with a contract at a monthly price and two milestones of half of it each. */
export async function servedClient(office: Office, name: string, agreed: Agreed): Promise<Ground> {
  const { language = "en", priceCents = 200_000, taxKind = "domestic", taxRateBp = 1900 } = agreed;
  const [client, contract, engagement] = [`c_${name}`, `k_${name}`, `g_${name}`];
  const address = agreed.address ?? ["Am Markt 1", "50667 Köln"];
  const buyer = { name: agreed.company, address, country: agreed.country ?? "DE", vatId: agreed.vatId ?? null };
  const milestone = (key: string) => ({
    key,
    dueOn: "2026-11-30",
    agreedCents: priceCents / 2,
    currency: "EUR",
    closesBy: ["owner"],
  });
  await append(office, client, [
    {
      type: "client.imported",
      subject: `client:${client}`,
      data: { client, language, stage: "active" },
      private: { name: `Anna of ${agreed.company}`, company: agreed.company, need: null, addresses: [agreed.email] },
    },
    {
      type: "contract.agreed",
      subject: `contract:${contract}`,
      data: {
        ...{ contract, offer: null, priceCents, currency: "EUR", per: "month", taxKind, taxRateBp },
        ...{ termsDays: agreed.termsDays ?? 14, noticeDays: 30, renews: "monthly", startsOn: "2026-11-01" },
        ...{ endsOn: null, document: null },
      },
      private: { title: "Monthly package", buyer },
      key: "books",
    },
    {
      type: "plan.made",
      subject: `engagement:${engagement}`,
      data: {
        ...{ engagement, contract, playbook: "test", plan: 1, round: 1, anchorOn: "2026-11-02", tasks: [] },
        milestones: [milestone("m1"), milestone("m2")],
      },
      private: { title: "Monthly package", titles: { m1: "Strategy", m2: "Report" } },
    },
  ]);
  return { client, contract, engagement, milestones: [`${engagement}/m1`, `${engagement}/m2`] };
}

/** Appends events as the owner's own word, and lets nothing follow from them yet. */
export async function append(
  office: Office,
  scope: string,
  events: readonly Pick<NewEvent, "type" | "subject" | "data" | "private" | "key">[],
): Promise<void> {
  await office.workspace.writer.submit((transaction) => {
    for (const event of events) transaction.append({ actor: OWNER, scope, label: ownerLabel(scope), ...event });
  });
}

/** A milestone is closed, and whatever follows from it happens. */
export async function closeMilestone(office: Office, client: string, milestone: string): Promise<void> {
  const [engagement] = milestone.split("/");
  const data: Plain = { milestone, engagement, by: "owner", mail: null, on: "2026-11-24" };
  await append(office, client, [{ type: "milestone.closed", subject: `milestone:${milestone}`, data }]);
  await office.rest();
}

/** Drops an export of the account: `on;payer;reference;amount` a line. */
export async function dropBank(office: Office, name: string, lines: readonly string[]): Promise<void> {
  mkdirSync(join(office.home, "payments"), { recursive: true });
  const text = ["Buchungstag;Auftraggeber;Verwendungszweck;Betrag;Währung", ...lines.map((line) => `${line};EUR`), ""];
  writeFileSync(join(office.home, "payments", name), text.join("\n"));
  await office.rest();
}

export const allInvoices = (office: Office): Invoice[] => office.workspace.records.find(invoices, "1 ORDER BY seq");
export const allPayments = (office: Office): Payment[] => office.workspace.records.find(payments, "1 ORDER BY seq");
