/**
 * What actions need of the house beside the records: the company, its days, its texts, its playbooks. Handed to the shelf by
 * charter.ts, because actions know no policies and no planner; always what holds now.
 */
import type { Records } from "../kernel/fold.ts";
import type { Company, CompanyField } from "../lib/company.ts";
import type { Workdays } from "../lib/workdays.ts";
import type { MailWords } from "../records/mail.ts";
import type { PlannedMilestone, PlannedTask } from "../records/plan.ts";
import type { MessageIdFor } from "./letter.ts";

/** What a plan is made for. */
export interface PlanWish {
  readonly playbook: string;
  readonly anchorOn: string;
  /** From 1; a later one's keys carry its number. */
  readonly round: number;
  /** The contract's net price, of which milestones take their parts; null: nothing is invoiced. */
  readonly priceCents: number | null;
  readonly currency: string;
  readonly workdays: Workdays;
}

export type PlanAnswer =
  | {
      readonly ok: true;
      /** Of the playbook, for an engagement that is given none. */
      readonly title: string;
      /** Every month anew, at the same price. */
      readonly monthly: boolean;
      /** The playbook that a client's first work begins with, beside this one. */
      readonly startsWith: string | null;
      readonly tasks: readonly PlannedTask[];
      readonly milestones: readonly PlannedMilestone[];
      /** Of tasks and milestones, by key. */
      readonly titles: Readonly<Record<string, string>>;
    }
  | { readonly ok: false; readonly why: string };

/** One reminder of an unpaid invoice. */
export interface DunningStep {
  /** From 1. */
  readonly level: number;
  /** Days after the invoice's due day. */
  readonly afterDays: number;
  /** The name of the house text. */
  readonly text: string;
}

/** Times for a meeting. */
export interface SlotsWish {
  readonly count: number;
  readonly minutes: number;
  readonly from: number;
  /** Not before this day, `YYYY-MM-DD`. */
  readonly day?: string;
  /** The meeting that they are for: it doesn't stand in its own way. */
  readonly except?: string;
}

/** What a sender is, beyond doubt. */
export interface SureSender {
  readonly kind: "supplier" | "ignore";
  /** Their domain is a firm's own: somebody else of the same firm may be a client. */
  readonly business: boolean;
}

export interface House {
  readonly zone: string;
  readonly currency: string;
  readonly ownerEmail: string;
  readonly messageIdFor: MessageIdFor;
  /** Whether invoices can be paid through Stripe, too. */
  collects(): boolean;
  company(): Company;
  /** Business days, with the holidays of the company's country and the owner's absences on record. */
  workdays(records: Records): Workdays;
  /** Names of the playbooks that work with a client. */
  playbooks(): readonly string[];
  plan(wish: PlanWish): PlanAnswer;
  /** Free times on different days, the earliest first; fewer than wished for where there are no more. `from`: ms UTC. */
  slots(records: Records, wish: SlotsWish): readonly number[];
  /** Whether the owner has nothing else at that time, and nobody else was offered it. */
  isFree(records: Records, at: Omit<SlotsWish, "count">): boolean;
  /** Whether it lies within the owner's working hours, on a working day. */
  isWorkTime(records: Records, at: { readonly from: number; readonly minutes: number }): boolean;
  /** In order of level. */
  dunning(): readonly DunningStep[];
  /** What a stranger's mail shows its sender to be where there is no doubt; null: the owner says it. */
  sureSender(mail: MailWords): SureSender | null;
  /** A house text; fails as a value. */
  fill(
    name: string,
    language: string,
    values: Readonly<Record<string, string>>,
  ): { ok: boolean; text?: string; why?: string };
}

const CALLED: Readonly<Record<CompanyField, string>> = {
  legalName: "your company's legal name",
  address: "your company's address",
  country: "your company's country",
  region: "your company's region",
  taxNumber: "your tax number",
  vatId: "your VAT number",
  vatStatus: "whether you charge VAT",
  vatRateBp: "your VAT rate",
  iban: "your IBAN",
  bic: "your BIC",
  termsDays: "your payment terms",
  invoiceNumber: "how your invoice numbers are written",
  signature: "your signature",
};

/** Why something can't be done for want of a company field; null: nothing is wanting. */
export function wanting(company: Company, fields: readonly CompanyField[]): string | null {
  const missing = fields.filter((field) => {
    const value = company[field];
    return value === null || (Array.isArray(value) && value.length === 0);
  });
  if (missing.length === 0) return null;
  const last = CALLED[missing[missing.length - 1] as CompanyField];
  const others = missing.slice(0, -1).map((field) => CALLED[field]);
  const named = others.length > 0 ? `${others.join(", ")} and ${last}` : last;
  return `I don't know ${named} yet. “setup” asks for it.`;
}
