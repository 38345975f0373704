/**
 * The shelf: everything that can be done, one file an action. Nothing else exists for agents, policies or the owner.
 */
import type { ActionContract } from "../kernel/action.ts";
import { clientOpen } from "./client-open.ts";
import { contactSort } from "./contact-sort.ts";
import { effectRetry } from "./effect-retry.ts";
import { fileSort } from "./file-sort.ts";
import type { MessageIdFor } from "./letter.ts";
import { mailAnswer } from "./mail-answer.ts";
import { messageClassify } from "./message-classify.ts";
import { ownerAsk } from "./owner-ask.ts";
import { paymentRecord } from "./payment-record.ts";
import { recordCorrect } from "./record-correct.ts";
import { scopeMerge } from "./scope-merge.ts";

/** All actions by name. */
export function shelf(parts: { messageIdFor: MessageIdFor }): ReadonlyMap<string, ActionContract> {
  const all = [
    clientOpen,
    mailAnswer(parts),
    messageClassify,
    ownerAsk(parts),
    contactSort,
    scopeMerge,
    effectRetry(parts),
    recordCorrect,
    paymentRecord,
    fileSort,
  ];
  return new Map(all.map((action) => [action.name, action]));
}
