/**
 * The shelf: everything that can be done, one file an action. Nothing else exists for agents, policies or the owner.
 */
import type { ActionContract } from "../kernel/action.ts";
import { bankLayout } from "./bank-layout.ts";
import { basisRecord } from "./basis-record.ts";
import { clientForget } from "./client-forget.ts";
import { clientMove } from "./client-move.ts";
import { clientOpen } from "./client-open.ts";
import { companyImport } from "./company-import.ts";
import { complaintRaise } from "./complaint-raise.ts";
import { consentRecord, consentWithdraw } from "./consent.ts";
import { contactSort } from "./contact-sort.ts";
import { contentClose } from "./content-close.ts";
import { contentDraft } from "./content-draft.ts";
import { contractChange } from "./contract-change.ts";
import { contractEnd } from "./contract-end.ts";
import { contractRecord } from "./contract-record.ts";
import { deliverableNudge } from "./deliverable-nudge.ts";
import { deliverableSend } from "./deliverable-send.ts";
import { differenceSettle } from "./difference-settle.ts";
import { effectRetry } from "./effect-retry.ts";
import { engagementEnd } from "./engagement-end.ts";
import { engagementPause, engagementResume } from "./engagement-pause.ts";
import { engagementStart } from "./engagement-start.ts";
import { factChange } from "./fact-change.ts";
import { factEnd } from "./fact-end.ts";
import { factLearn } from "./fact-learn.ts";
import { feedbackRecord } from "./feedback-record.ts";
import { fileSort } from "./file-sort.ts";
import { healthAlert } from "./health-alert.ts";
import type { House } from "./house.ts";
import { invoiceCredit } from "./invoice-credit.ts";
import { invoiceIssue } from "./invoice-issue.ts";
import { invoiceRefund } from "./invoice-refund.ts";
import { invoiceRemind } from "./invoice-remind.ts";
import { lessonLearn } from "./lesson-learn.ts";
import { letterSend } from "./letter-send.ts";
import { mailAnswer } from "./mail-answer.ts";
import { mailHold, mailRelease } from "./mail-hold.ts";
import { mailRemember } from "./mail-remember.ts";
import { meetingBook } from "./meeting-book.ts";
import { meetingCancel } from "./meeting-cancel.ts";
import { meetingInvite } from "./meeting-invite.ts";
import { meetingLapse } from "./meeting-lapse.ts";
import { meetingMissed } from "./meeting-missed.ts";
import { meetingOffer } from "./meeting-offer.ts";
import { messageClassify } from "./message-classify.ts";
import { milestoneClose } from "./milestone-close.ts";
import { obligationClose } from "./obligation-close.ts";
import { obligationRecord } from "./obligation-record.ts";
import { offerClose } from "./offer-close.ts";
import { offerFollowUp } from "./offer-follow-up.ts";
import { offerSend } from "./offer-send.ts";
import { outreachEnd } from "./outreach-end.ts";
import { outreachSend } from "./outreach-send.ts";
import { ownerAsk } from "./owner-ask.ts";
import { ownerAway } from "./owner-away.ts";
import { ownerBack } from "./owner-back.ts";
import { paymentIgnore } from "./payment-ignore.ts";
import { paymentMatch } from "./payment-match.ts";
import { paymentRecord } from "./payment-record.ts";
import { periodClose } from "./period-close.ts";
import { planRenew } from "./plan-renew.ts";
import { planRevise } from "./plan-revise.ts";
import { recordCorrect } from "./record-correct.ts";
import { scopeMerge } from "./scope-merge.ts";
import { taskDone, taskSkip } from "./task-done.ts";

/** All actions by name. */
export function shelf(parts: {
  house: House;
  /** How many years the books of a client are kept who was forgotten. */
  booksKeptYears: () => number;
  /** How many days lie between two letters to somebody who did not ask for them. */
  outreachEveryDays: () => number;
}): ReadonlyMap<string, ActionContract> {
  const { house } = parts;
  const all = [
    clientOpen,
    mailAnswer(house),
    meetingOffer(house),
    meetingBook(house),
    meetingInvite(house),
    meetingCancel(house),
    meetingLapse(house),
    meetingMissed(house),
    obligationRecord(house),
    obligationClose(house),
    messageClassify,
    ownerAsk(house),
    contactSort(house),
    scopeMerge,
    effectRetry(house),
    differenceSettle,
    recordCorrect,
    paymentRecord(house),
    paymentMatch(house),
    paymentIgnore(house),
    invoiceIssue(house),
    invoiceRemind(house),
    invoiceCredit(house),
    invoiceRefund(house),
    periodClose(house),
    bankLayout,
    clientMove,
    companyImport(house),
    offerSend(house),
    offerFollowUp(house),
    offerClose(house),
    contractRecord(house),
    contractChange(house),
    contractEnd(house),
    engagementStart(house),
    engagementPause(),
    engagementResume(house),
    engagementEnd(house),
    planRevise(house),
    planRenew(house),
    taskDone(house),
    taskSkip(house),
    ownerAway(house),
    ownerBack(house),
    fileSort,
    deliverableSend(house),
    deliverableNudge(house),
    feedbackRecord(house),
    milestoneClose(house),
    letterSend(house),
    factLearn,
    factChange,
    factEnd,
    lessonLearn,
    mailHold,
    mailRelease,
    mailRemember(house),
    complaintRaise(house),
    healthAlert,
    basisRecord(house),
    outreachSend(parts),
    outreachEnd(house),
    consentRecord,
    consentWithdraw,
    contentDraft,
    contentClose,
    clientForget(parts),
  ];
  return new Map(all.map((action) => [action.name, action]));
}
