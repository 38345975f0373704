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
import { facts } from "./fact.ts";
import { files } from "./file.ts";
import { forgettings } from "./forgetting.ts";
import { mails } from "./mail.ts";
import { payments } from "./payment.ts";
import { spends } from "./spend.ts";
import { summaries } from "./summary.ts";

export const recordKinds: readonly AnyRecordKind[] = [
  clients,
  contacts,
  mails,
  payments,
  files,
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
