/**
 * company.import: a company that was run another way comes in, whole: clients, contacts, contracts, the place in the work, open
 * invoices, the next number. One proposal; nothing leaves, no onboarding starts.
 * Before: import-file.ts, which reads the file. After: the records, and the planner with the next day.
 */
import { hash } from "node:crypto";
import { z } from "zod";
import type { ActionContract, Decided, View } from "../kernel/action.ts";
import { canonical, type Json } from "../lib/canonical.ts";
import { centsOf } from "../lib/money.ts";
import { sumsOf, type TaxKind } from "../lib/tax.ts";
import { localDate } from "../lib/zone.ts";
import { IMPORT, importedClient } from "../records/imported.ts";
import { SERIES, series } from "../records/invoice.ts";
import { partId } from "../records/plan.ts";
import { type Tax, taxOf } from "./agreed.ts";
import { conflictsOf, wrongNext } from "./company-conflicts.ts";
import { type Placed, planner } from "./company-place.ts";
import { type ClientRow, clientRow, type InvoiceRow } from "./company-rows.ts";
import { importRows } from "./company-table.ts";
import { contractEvent, type Terms } from "./contract-words.ts";
import { defineAction, refused } from "./define.ts";
import { type House, wanting } from "./house.ts";

const params = z.strictObject({
  /** The file's name. */
  file: z.string().trim().min(1),
  clients: z.array(clientRow).min(1, "expected at least one client"),
  /** The number that the next invoice takes. */
  nextNumber: z.int().min(1).max(999_999_999).nullable().default(null),
  /** Who was left out of the file, and why. */
  leftOut: z.array(z.string()).default([]),
});

const MOST_NAMED = 5;

/** A client of the file, with everything that follows from the company and the day. */
export interface Incoming {
  readonly row: ClientRow;
  readonly currency: string;
  readonly terms: Terms | null;
  readonly work: Placed | null;
}

export function companyImport(house: House): ActionContract {
  return defineAction({
    name: IMPORT,
    group: "internal",
    resource: "Workspace",
    sentence: "bring in clients from a file",
    context: { clients: "Long" },
    produces: [
      "client.imported@1",
      "contract.agreed@1",
      "plan.made@1",
      "engagement.paused@1",
      "task.done@1",
      "invoice.imported@1",
      "numbers.begun@1",
      "basis.recorded@1",
    ],
    editable: [],
    params,
    key: (wish) => `${IMPORT}:${hash("sha256", canonical(wish as unknown as Json), "hex")}`,
    prepare(wish, _scope, view) {
      const conflicts = conflictsOf(view.records, wish.clients).map(
        ({ at, why }) => `${wish.clients[at]?.client}: ${why}.`,
      );
      if (conflicts.length > 0) return refused(conflicts.slice(0, MOST_NAMED).join(" "));
      const wrong = wrongNext(house, view, wish);
      if (wrong) return refused(wrong);
      const incoming = resolved(house, view, wish.clients);
      if (typeof incoming === "string") return refused(incoming);
      const count = wish.clients.length;
      return {
        kind: "prepared",
        resource: { type: "Workspace", id: "workspace" },
        attributes: {},
        context: { clients: count },
        title: `Bring in ${count === 1 ? "a client" : `${count.toLocaleString("en-GB")} clients`} from ${wish.file}`,
        rows: importRows(incoming, wish, localDate(view.now, house.zone)),
        undo: "It can't be taken back as a whole; each of them can be changed, or forgotten. Nothing is sent to anybody.",
        reversible: false,
        leaves: [],
        addressesKnown: true,
        versions: { "import.next": view.records.get(series, SERIES)?.next ?? null },
      };
    },
    decide(wish, _scope, view, key) {
      const incoming = resolved(house, view, wish.clients);
      if (typeof incoming === "string") return [];
      const today = localDate(view.now, house.zone);
      const each = incoming.flatMap((one, place) => clientEvents(one, importedClient(key, place), today));
      if (wish.nextNumber === null) return each;
      const data = { next: wish.nextNumber };
      return [...each, { type: "numbers.begun", scope: "workspace", subject: `series:${SERIES}`, data }];
    },
  });
}

/** What follows for each client from the company, the playbooks and the day; or what is missing, with whose. */
function resolved(house: House, view: View, rows: readonly ClientRow[]): Incoming[] | string {
  const today = localDate(view.now, house.zone);
  const place = planner(house, house.workdays(view.records));
  const all: Incoming[] = [];
  for (const row of rows) {
    const company = house.company();
    const country = row.country || company.country;
    const currency = row.currency || house.currency;
    const priceCents = row.price ? centsOf(row.price) : null;
    const { playbook, anchor, doneUpTo, invoiced } = row;
    const wish = { playbook, anchor, doneUpTo, invoiced, priceCents, currency, today };
    const work = playbook ? place(wish) : null;
    if (typeof work === "string") return `${row.client}: ${work}`;
    if (priceCents === null) {
      all.push({ row, currency, work, terms: null });
      continue;
    }
    if (!country) return `${row.client}: ${wanting(company, ["country"])}`;
    const termsDays = row.termsDays ? Number(row.termsDays) : company.termsDays;
    if (termsDays === null) return `${row.client}: ${wanting(company, ["termsDays"])}`;
    const buyer = {
      name: row.buyer || row.company || row.client,
      address: row.address,
      country,
      vatId: row.vatId || null,
    };
    const said = { kind: row.vat as TaxKind | "", rateBp: row.vatRate ? Math.round(Number(row.vatRate) * 100) : null };
    const tax = taxOf(company, buyer, said);
    if (typeof tax === "string") return `${row.client}: ${tax}`;
    const terms: Terms = {
      title: row.title || work?.title || "Agreed work",
      priceCents,
      currency,
      per: row.per,
      tax,
      termsDays,
      noticeDays: Number(row.noticeDays || (row.per === "month" ? 30 : 0)),
      renews: row.renews || (row.per === "month" && !row.ends ? "monthly" : "no"),
      startsOn: row.starts || row.anchor || today,
      endsOn: row.ends || null,
      document: null,
      buyer,
    };
    all.push({ row, currency, work, terms });
  }
  return all;
}

function clientEvents(incoming: Incoming, client: string, today: string): Decided[] {
  const { row, terms, work } = incoming;
  const scope = client;
  const contract = terms && client.replace(/^c_/, "k_");
  const engagement = work && client.replace(/^c_/, "g_");
  const events: Decided[] = [
    {
      type: "client.imported",
      scope,
      subject: `client:${client}`,
      data: { client, language: row.language, stage: row.stage },
      private: {
        name: row.contact || row.client,
        company: row.company || (row.contact ? row.client : null),
        need: null,
        addresses: row.emails,
      },
    },
  ];
  if (row.stage !== "lead") {
    const data = { basis: "existing-customer", on: today };
    events.push({ type: "basis.recorded", scope, subject: `outreach:${client}`, data });
  }
  if (contract && terms) events.push({ type: "contract.agreed", scope, ...contractEvent(contract, null, terms) });
  if (engagement && work) {
    const { title, titles, tasks, milestones, anchorOn } = work;
    const plan = { engagement, contract, plan: 1, round: 1, playbook: row.playbook, anchorOn, tasks, milestones };
    events.push({
      type: "plan.made",
      scope,
      subject: `engagement:${engagement}`,
      data: JSON.parse(JSON.stringify(plan)) as Decided["data"],
      private: { title, titles },
    });
    if (row.stage === "paused")
      events.push({ type: "engagement.paused", scope, subject: `engagement:${engagement}`, data: { engagement } });
    for (const task of tasks.filter(({ key }) => work.done.includes(key))) {
      const on = task.dueOn < today ? task.dueOn : today;
      const data = { task: partId(engagement, task.key), engagement, on };
      events.push({ type: "task.done", scope, subject: `task:${data.task}`, data });
    }
  }
  return [...events, ...row.invoices.map((one, nth) => invoiceEvent(one, nth, incoming, { client, engagement }))];
}

function invoiceEvent(
  one: InvoiceRow,
  nth: number,
  { currency, terms }: Incoming,
  { client, engagement }: { readonly client: string; readonly engagement: string | null },
): Decided {
  const invoice = `${client.replace(/^c_/, "n_")}.${nth}`;
  const cents = (text: string) => centsOf(text) ?? 0;
  const sums = { netCents: cents(one.net), taxCents: cents(one.tax), grossCents: cents(one.gross) };
  const tax = taxOfInvoice(sums.netCents, sums.taxCents, terms?.tax ?? null);
  return {
    type: "invoice.imported",
    scope: client,
    subject: `invoice:${invoice}`,
    data: {
      invoice,
      engagement,
      milestone: null,
      number: one.number,
      ...sums,
      currency,
      taxKind: tax.kind,
      taxRateBp: tax.rateBp,
      issuedOn: one.issued,
      dueOn: one.due,
      paidCents: cents(one.paid),
    },
  };
}

/** The VAT on an invoice from before: the contract's where that gives the same sum, else what the sums say. */
function taxOfInvoice(netCents: number, taxCents: number, agreed: Tax | null): Tax {
  if (agreed && sumsOf(netCents, agreed.kind, agreed.rateBp).taxCents === taxCents) return agreed;
  if (taxCents === 0) return { kind: "exempt", rateBp: 0 };
  return { kind: "domestic", rateBp: Math.round((taxCents / netCents) * 10_000) };
}
