/**
 * Every kind of record, in the order their tables are written.
 */
import { effects } from "../kernel/effect.ts";
import type { AnyRecordKind } from "../kernel/fold.ts";
import { intents } from "../kernel/intent.ts";
import { pairings } from "../kernel/pairing.ts";
import { pauses } from "../kernel/pause.ts";
import { proposals } from "../kernel/proposal.ts";
import { runs } from "../kernel/run-record.ts";
import { clients } from "./client.ts";
import { contacts } from "./contact.ts";
import { contracts, offers } from "./contract.ts";
import { deliverables } from "./deliverable.ts";
import { facts } from "./fact.ts";
import { files } from "./file.ts";
import { forgettings } from "./forgetting.ts";
import { coverage, invoices, periods, series } from "./invoice.ts";
import { layouts } from "./layout.ts";
import { mails } from "./mail.ts";
import { meetings } from "./meeting.ts";
import { milestones } from "./milestone.ts";
import { obligations } from "./obligation.ts";
import { olderMails, rememberedMails } from "./older-mail.ts";
import { payments } from "./payment.ts";
import { engagements, tasks } from "./plan.ts";
import { spends } from "./spend.ts";
import { absences, consents, drafts, healths, outreachs } from "./standing.ts";
import { summaries } from "./summary.ts";

export const recordKinds: readonly AnyRecordKind[] = [
  clients,
  contacts,
  mails,
  rememberedMails,
  olderMails,
  payments,
  files,
  offers,
  contracts,
  engagements,
  tasks,
  milestones,
  deliverables,
  meetings,
  invoices,
  series,
  periods,
  coverage,
  layouts,
  obligations,
  outreachs,
  consents,
  drafts,
  healths,
  absences,
  forgettings,
  facts,
  summaries,
  runs,
  intents,
  proposals,
  effects,
  pauses,
  pairings,
  spends,
];
