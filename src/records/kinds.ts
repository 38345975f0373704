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
import { files } from "./file.ts";
import { mails } from "./mail.ts";
import { payments } from "./payment.ts";

export const recordKinds: readonly AnyRecordKind[] = [
  clients,
  contacts,
  mails,
  payments,
  files,
  runs,
  intents,
  proposals,
  effects,
  pauses,
  pairings,
];
