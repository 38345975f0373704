/**
 * The shelf: everything that can be done, one file an action. Nothing else exists for agents, policies or the owner.
 */
import type { ActionContract } from "../kernel/action.ts";
import { clientForget } from "./client-forget.ts";
import { clientOpen } from "./client-open.ts";
import { contactSort } from "./contact-sort.ts";
import { effectRetry } from "./effect-retry.ts";
import { factChange } from "./fact-change.ts";
import { factEnd } from "./fact-end.ts";
import { factLearn } from "./fact-learn.ts";
import { fileSort } from "./file-sort.ts";
import { lessonLearn } from "./lesson-learn.ts";
import type { MessageIdFor } from "./letter.ts";
import { mailAnswer } from "./mail-answer.ts";
import { messageClassify } from "./message-classify.ts";
import { ownerAsk } from "./owner-ask.ts";
import { paymentRecord } from "./payment-record.ts";
import { recordCorrect } from "./record-correct.ts";
import { scopeMerge } from "./scope-merge.ts";

/** All actions by name. */
export function shelf(parts: {
  messageIdFor: MessageIdFor;
  /** How many years the books of a client are kept who was forgotten. */
  booksKeptYears: () => number;
}): ReadonlyMap<string, ActionContract> {
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
    factLearn,
    factChange,
    factEnd,
    lessonLearn,
    clientForget(parts),
  ];
  return new Map(all.map((action) => [action.name, action]));
}
