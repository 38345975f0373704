/**
 * The invoice as it would be issued now, made of milestone, contract and company; or what it lacks, in a sentence.
 * Before: invoice-issue.ts. After: invoice-document.ts.
 */
import type { View } from "../kernel/action.ts";
import type { InvoiceDocument } from "../lib/invoice-document.ts";
import { centsOf } from "../lib/money.ts";
import { addDays } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { type Client, clients, clientTitle, mergedScope } from "../records/client.ts";
import { type Contract, type ContractWords, contracts, contractWords, standingContracts } from "../records/contract.ts";
import { invoices, isClosed, nextOrdinal } from "../records/invoice.ts";
import { type Milestone, milestones } from "../records/milestone.ts";
import { engagements } from "../records/plan.ts";
import { type House, wanting } from "./house.ts";
import { invoiceDocument, invoiceFields, numberOf, servicePeriod, taxAnswer } from "./invoice-document.ts";
import { addressee } from "./work.ts";

export interface InvoiceDraft {
  readonly own: string;
  readonly client: Client;
  readonly contract: Contract;
  readonly milestone: Milestone | null;
  readonly engagement: string | null;
  readonly ordinal: number;
  readonly document: InvoiceDocument;
  /** What the owner has to look at, in sentences. */
  readonly doubts: readonly string[];
}

/** The invoice as it would be issued now; or why it can't be, in a sentence. */
export function draftInvoice(
  house: House,
  { milestone: named, text, net }: { readonly milestone: string; readonly text: string; readonly net: string },
  scope: string,
  view: View,
): InvoiceDraft | string {
  const { records } = view;
  const milestone = named ? (records.get(milestones, named) ?? null) : null;
  if (named && !milestone) return "There is no such milestone on record.";
  const own = mergedScope(records, milestone?.client ?? scope);
  const client = records.get(clients, own);
  if (!client || client.stage === "forgotten") return "Say whom to invoice: there is no such client on record.";
  if (scope !== "workspace" && mergedScope(records, scope) !== own) return "That milestone belongs to another client.";
  const title = clientTitle(client);
  if (milestone && milestone.state !== "closed")
    return milestone.state === "invoiced"
      ? `“${milestone.title}” is invoiced already.`
      : `“${milestone.title}” is not closed, so it is not invoiced.`;
  const netCents = net ? (centsOf(net) ?? 0) : (milestone?.agreed_cents ?? 0);
  if (netCents <= 0) return milestone ? `Nothing was agreed for “${milestone.title}”.` : "Say the net sum to invoice.";
  const engagement = milestone ? records.get(engagements, milestone.engagement) : undefined;
  const contract = contractFor(view, own, engagement?.contract ?? null);
  if (!contract)
    return `There is no contract with ${title}, so I don't know whom the invoice is made out to. Enter it first: “do contract.record client="${title}" price=… buyerName=… buyerAddress=… buyerCountry=…”.`;
  const { row, words } = contract;
  const { buyer } = words;
  if (buyer.name === "" || buyer.address.length === 0 || buyer.country === "")
    return `The contract with ${title} doesn't say ${buyer.name === "" ? "the name" : buyer.country === "" ? "the country" : "the address"} that an invoice needs. Add it: “do contract.change client="${title}" ${buyer.name === "" ? "buyerName" : buyer.country === "" ? "buyerCountry" : "buyerAddress"}=…”.`;
  const what = text || (milestone ? lineOf(milestone, engagement?.title) : "");
  if (what === "") return "Say what the invoice is for.";
  const company = house.company();
  const unknown = wanting(company, invoiceFields(company, row.tax_kind));
  if (unknown) return unknown;
  const tax = taxAnswer(company, buyer, row.tax_kind, row.tax_rate_bp);
  if (tax.kind === "refused") return tax.why;
  const today = localDate(view.now, house.zone);
  if (isClosed(records, today)) return `The books of ${servicePeriod(today, today, "en")} are closed.`;
  const ordinal = nextOrdinal(records);
  const number = numberOf(company.invoiceNumber ?? "", ordinal, today);
  if (records.find(invoices, "number = ?", [number]).length > 0)
    return `The next number would be ${number}, and that is taken. Say where your numbers stand, with “import”.`;
  const { language } = addressee(records, own);
  const document = invoiceDocument(company, house.ownerEmail, {
    number,
    language,
    issuedOn: today,
    dueOn: addDays(today, row.terms_days),
    served: milestone ? servedIn(view, milestone, today) : { from: today, to: today },
    buyer,
    text: what,
    netCents,
    taxKind: row.tax_kind,
    taxRateBp: row.tax_rate_bp,
    currency: milestone?.currency ?? row.currency,
  });
  const doubts = [
    ...(tax.kind === "unclear" ? [tax.why] : []),
    ...(document.currency !== row.currency ? [`The contract is in ${row.currency}.`] : []),
    ...(milestone && row.seq > milestone.seq ? ["The contract was changed after this was planned."] : []),
  ];
  return { own, client, contract: row, milestone, engagement: engagement?.id ?? null, ordinal, document, doubts };
}

function contractFor(view: View, client: string, named: string | null): { row: Contract; words: ContractWords } | null {
  const [standing] = standingContracts(view.records, client);
  const row = (named ? view.records.get(contracts, named) : undefined) ?? standing;
  const words = row && contractWords(view.privateAt(row.seq));
  return row && words ? { row, words } : null;
}

/** `Monthly package: November`. */
function lineOf(milestone: Milestone, engagement: string | undefined): string {
  return engagement && !milestone.title.includes(engagement) ? `${engagement}: ${milestone.title}` : milestone.title;
}

/** From the milestone before, or the beginning of the work, to the day on which this one was closed. */
function servedIn(view: View, milestone: Milestone, today: string): { from: string; to: string } {
  const to = milestone.closed_on ?? today;
  const anchor = view.records.get(engagements, milestone.engagement)?.anchor_on ?? to;
  const before = view.records
    .find(milestones, "engagement = ? AND id <> ?", [milestone.engagement, milestone.id])
    .flatMap(({ closed_on }) => (closed_on !== null && closed_on < to ? [addDays(closed_on, 1)] : []));
  const from =
    [anchor, ...before]
      .filter((day) => day <= to)
      .sort()
      .at(-1) ?? to;
  return { from, to };
}
