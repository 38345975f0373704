/**
 * The timeline: events told as sentences, for "why?". One line an event that matters to a person; the rest is left to
 * `trace`.
 */
import type { LedgerEvent, Plain } from "../kernel/event.ts";
import { money } from "../lib/money.ts";
import { PURPOSES } from "./cost-card.ts";

export interface Step {
  readonly event: LedgerEvent;
  /** The private part; `null` where it was forgotten. */
  readonly words: Plain | null;
}

export interface Told {
  readonly at: number;
  readonly seq: number;
  readonly text: string;
}

/** What the words need that the ledger doesn't hold: where a rule stands, and what an action is called. */
export interface Telling {
  readonly ruleAt: (id: string) => string | undefined;
  readonly sentenceOf: (action: string) => string | undefined;
}

type Teller = (event: LedgerEvent, words: Plain, telling: Telling) => string;

const TELLERS: Readonly<Record<string, Teller>> = {
  "mail.received": (_, words) => `${sender(words)} wrote: “${words.subject || "no subject"}”.`,
  "mail.sent": (_, words) => `You wrote to ${list(words.to)} yourself: “${words.subject || "no subject"}”.`,
  "mail.remembered": (event, words) =>
    event.data.direction === "in"
      ? `An older mail of ${sender(words)} was remembered: “${words.subject || "no subject"}”.`
      : `An older mail of yours to ${list(words.to)} was remembered: “${words.subject || "no subject"}”.`,
  "older-mail.read": (event) => `It was read. Remembered: ${event.data.remembered}; left out: ${event.data.leftOut}.`,
  "older-mail.stopped": () => "You ended the reading of older mail.",
  "mail.unreadable": (_, words) => `A message could not be read (${words.why}). Its bytes are kept.`,
  "run.ended": (event) =>
    event.data.outcome === "done"
      ? `${agent(event)} read it.`
      : `${agent(event)} could not finish (${event.data.why}).`,
  "message.classified": (event) => `It was filed as ${list(event.data.classes)}.`,
  "intent.submitted": (event, words, telling) => `${agent(event)} wanted to ${wanted(event, telling)}. ${words.reason}`,
  "verdict.given": (event, words, { ruleAt }) => `${verdict(event)} ${reasons(event, words, ruleAt)}`,
  "proposal.opened": (event) => `You were asked (${event.data.code}).`,
  "proposal.revised": (event) =>
    event.data.why === "edited" ? "You changed it." : "Something had changed, so you were asked again.",
  "proposal.reopened": () => "You asked for it again.",
  "proposal.approved": () => "You approved it.",
  "proposal.rejected": (_, words) => `You rejected it: ${words.reason}`,
  "proposal.withdrawn": (event) => WITHDRAWN[String(event.data.why)] ?? "It was withdrawn.",
  "proposal.expired": () => "It expired without an answer.",
  "proposal.postponed": () => "You put it away until later.",
  "client.opened": (_, words) => `${words.company ?? words.name} became a client.`,
  "client.imported": (_, words) => `${words.company ?? words.name} was brought in from a file.`,
  "client.moved": (event) => `They are ${event.data.stage} now.`,
  "offer.sent": (event, words) => `“${words.title}” was offered for ${sum(event, "amountCents")}.`,
  "offer.followed-up": () => "They were asked about the offer.",
  "offer.accepted": () => "The offer was accepted.",
  "offer.declined": () => "The offer was declined.",
  "offer.expired": () => "The offer's time was over.",
  "contract.agreed": (event, words) => `“${words.title}” was agreed for ${sum(event, "priceCents")}.`,
  "contract.changed": (event, words) => `The contract “${words.title}” was changed: ${sum(event, "priceCents")}.`,
  "contract.ended": (event) => `The contract ended on ${event.data.on}.`,
  "client.unopened": () => "They became a lead again.",
  "client.corrected": (event, words) => `The ${event.data.field} was corrected: ${words.reason}`,
  "scope.merged": () => "It was filed with a client you have.",
  "scope.kept": () => "You said that they are somebody else.",
  "contact.passed": () => "You left them unsorted.",
  "contact.sorted": (event, words) => `${list(words.addresses)} was sorted as ${event.data.kind}.`,
  "effect.performed": ({ actor }) => doneWords(actor),
  "effect.failed": ({ actor }, words) => `${workOf(actor).failed}: ${words.why}`,
  "effect.uncertain": ({ actor }, words) => `It is not known whether ${workOf(actor).unknown}: ${words.why}`,
  "effect.bounced": (_, words) => `The mail came back: ${words.why}`,
  "effect.retried": () => "It is being sent again.",
  "effect.settled": () => "It was left as it is.",
  "effect.cancelled": () => "It was taken back before it left.",
  "intent.undone": () => "You took it back.",
  "payment.received": (event) =>
    `A payment of ${money(Number(event.data.amountCents), String(event.data.currency))} was entered.`,
  "payment.struck": () => "The payment was struck from the books.",
  "payment.seen": (event, words) =>
    `${sumOf(event, "amountCents")} came in${words.payer ? ` from ${words.payer}` : ""}, says ${event.data.through === "stripe" ? "Stripe" : "the bank"}.`,
  "payment.matched": () => "The payment was matched with an invoice.",
  "payment.unmatched": () => "The payment was taken from what it was said to be for.",
  "payment.ignored": () => "The payment was left aside.",
  "payment.refunded": (event) => `${sumOf(event, "amountCents")} goes back to them.`,
  "invoice.issued": (event) => `Invoice ${event.data.number} was issued over ${sumOf(event, "grossCents")}.`,
  "invoice.imported": (event) => `Invoice ${event.data.number} was brought in.`,
  "credit-note.issued": (event) => `Credit note ${event.data.number} was issued over ${sumOf(event, "grossCents")}.`,
  "invoice.fell-due": (event) => `Reminder ${event.data.level} of an invoice fell due.`,
  "invoice.reminded": (event) => `They were reminded of an invoice (reminder ${event.data.level}).`,
  "period.closed": (event) => `The books of ${event.data.month} were closed.`,
  "bank.covered": (event) => `The bank's data is known from ${event.data.fromOn} to ${event.data.toOn}.`,
  "bank.unreadable": () => "A file of the bank could not be read.",
  "stripe.refunded": () => "Money was given back in Stripe.",
  "stripe.refund-failed": () => "Money that was to go back by Stripe did not reach them.",
  "stripe.disputed": () => "A payment by card was disputed.",
  "stripe.dispute-ended": () => "The dispute about a payment ended.",
  "stripe.payment-failed": () => "A payment by card did not work.",
  "stripe.settled": () => "The invoice was marked as paid in Stripe.",
  "stripe.voided": () => "The invoice was voided in Stripe.",
  "stripe.gap": () => "Stripe could not tell what had happened for some time.",
  "file.received": (_, words) => `You put “${words.name}” here.`,
  "file.sorted": (event) => SORTED[String(event.data.kind)] ?? "The file was sorted.",
  "question.answered": () => "You have seen it.",
  "deliverable.sent": (event) => `It went to the client, version ${event.data.version}.`,
  "deliverable.recalled": () => "It did not leave, and is still to be sent.",
  "deliverable.nudged": () => "They were asked once more.",
  "feedback.recorded": (event, words) =>
    event.data.verdict === "accepted" ? "They accepted it." : `They want it changed. ${words.words ?? ""}`,
  "feedback.withdrawn": () => "What they said to it was taken back: it waits for an answer.",
  "milestone.closed": (event) => `The milestone was closed by ${CLOSED_BY[String(event.data.by)] ?? event.data.by}.`,
  "milestone.reopened": () => "The milestone is open again.",
  "plan.made": (_, words) => `Work was planned: “${words.title}”.`,
  "plan.revised": (_, words) => `The plan of “${words.title}” was changed: ${changedIn(words)}.`,
  "engagement.paused": () => "The work rests.",
  "engagement.resumed": () => "The work goes on.",
  "engagement.ended": () => "The work ended.",
  "task.due": () => "A step of the plan fell due.",
  "task.done": () => "A step of the plan was done.",
  "task.skipped": () => "A step of the plan was left out.",
  "task.reopened": () => "A step of the plan is open again.",
  "milestone.due": () => "The day of a milestone had come.",
  "deliverable.unanswered": () => "No answer to it had come for some days.",
  "meeting.offered": (event, words) =>
    `${(event.data.slots as readonly number[]).length} times were offered for “${words.title}”.`,
  "meeting.booked": (event) =>
    event.data.by === "calendar" ? "You moved the meeting in your calendar." : "A time was booked.",
  "meeting.cancelled": (event) =>
    event.data.by === "calendar" ? "You deleted the meeting in your calendar." : "The meeting was called off.",
  "meeting.answered": (event) => ANSWERED[String(event.data.answer)] ?? "They answered the invitation.",
  "meeting.lapsed": () => "Nobody took one of the times, so they were let go.",
  "meeting.missed": () => "They did not come to the meeting.",
  "obligation.made": (event, words) =>
    `${event.data.who === "client" ? "They promised something" : "You promised something"} until ${event.data.untilOn}: “${words.what}”.`,
  "obligation.due": () => "The day of a promise had come.",
  "obligation.kept": () => "The promise was kept.",
  "obligation.missed": () => "The day of a promise passed without it.",
  "obligation.released": () => "The promise was taken off the list.",
  "meeting.unanswered": () => "None of the times that were offered was taken.",
  "offer.fell-due": (event) =>
    event.data.step === "expire" ? "The time of an offer was over." : "An offer had no answer for some days.",
  "absence.planned": (event) => `You are away from ${event.data.fromOn} to ${event.data.toOn}.`,
  "absence.ended": () => "You are back.",
  "model.called": (event) =>
    `${event.data.model} was asked for help (${PURPOSES[String(event.data.purpose)] ?? event.data.purpose})${event.data.ok ? "" : ", without an answer"}.`,
  "fact.learned": (event, words) =>
    `It was remembered${event.scope === "house" ? " for everybody" : ""}: “${words.text}”`,
  "fact.ended": () => "It is not gone by any more.",
  "fact.restored": () => "It is gone by again.",
  "lesson.passed": () => "You said that it was just this time.",
  "mail.held": () => "Mail that would leave by itself was held back.",
  "mail.released": () => "Held mail goes on.",
  "notice.accepted": (event) => `You accepted their notice: the work ends on ${event.data.endsOn}.`,
  "health.changed": (event) => `They fare at ${event.data.score} of 100 now.`,
  "outreach.due": () => "They may be written to again.",
  "outreach.sent": () => "They were written to unasked.",
  "outreach.ended": (event) =>
    event.data.why === "stop" ? "They want no more such mail." : "They answered, so nobody writes unasked any more.",
  "basis.recorded": () => "A ground to write to them was recorded.",
  "consent.given": () => "They may be named in public.",
  "consent.withdrawn": () => "They may not be named in public any more.",
  "content.drafted": (_, words) => `A text was drafted: “${words.title}”.`,
  "content.used": () => "The draft was used.",
  "content.dropped": () => "The draft was dropped.",
};

function changedIn({ changed }: Plain): string {
  return ((changed ?? []) as readonly string[]).join("; ");
}

const CLOSED_BY: Readonly<Record<string, string>> = {
  owner: "your word",
  acceptance: "the client's acceptance",
  plan: "its plan",
};

/** What was done outside, in a sentence; `actor`: who did it. */
export function doneWords(actor: string): string {
  return workOf(actor).done;
}

interface Work {
  readonly done: string;
  readonly failed: string;
  readonly unknown: string;
}

function workOf(actor: string): Work {
  return WORK[actor] ?? MAIL_WORK;
}

const MAIL_WORK: Work = {
  done: "The mail was sent.",
  failed: "The mail could not be sent",
  unknown: "the mail was sent",
};
const WORK: Readonly<Record<string, Work>> = {
  "connector:calendar": {
    done: "Your calendar was brought up to date.",
    failed: "Your calendar could not be brought up to date",
    unknown: "your calendar was brought up to date",
  },
  "connector:invoices": {
    done: "The document was filed.",
    failed: "The document could not be filed",
    unknown: "the document was filed",
  },
  "connector:stripe": {
    done: "Stripe was told of it.",
    failed: "Stripe could not be told of it",
    unknown: "Stripe was told of it",
  },
};

const ANSWERED: Readonly<Record<string, string>> = {
  accepted: "They accepted the invitation.",
  tentative: "They accepted the invitation, with reservations.",
  declined: "They declined the invitation.",
  counter: "Their calendar suggests another time.",
};

const SORTED: Readonly<Record<string, string>> = {
  deliverable: "You said that the file is a deliverable.",
  memory: "You said that the file is to be remembered.",
  stored: "You said that the file is only to be stored.",
  unsorted: "The file is unsorted again.",
};

const WITHDRAWN: Readonly<Record<string, string>> = {
  "answered-by-hand": "You answered by hand, so the request was withdrawn.",
  "found-sent": "It was found among the sent mail, so there was nothing left to ask.",
  "owner-does-it": "You do it yourself, so the request was withdrawn.",
  "no-longer-possible": "It was no longer possible, so the request was withdrawn.",
  "let-go": "You did not answer, so it was let go.",
  "asked-together": "You were asked about it together with others.",
};

/** The event as a sentence; `undefined` where it says nothing to a person. What was forgotten says so. */
export function tell(step: Step, telling: Telling): Told | undefined {
  const { event, words } = step;
  const teller = TELLERS[event.type];
  if (!teller) return undefined;
  const text =
    words === null ? `${event.type.replace(".", " was ")}; the words were forgotten.` : teller(event, words, telling);
  return { at: event.at, seq: event.seq, text: text.trim() };
}

function sum(event: LedgerEvent, key: string): string {
  const per = event.data.per === "month" ? " a month" : "";
  return `${money(Number(event.data[key]), String(event.data.currency))} net${per}`;
}

function sumOf(event: LedgerEvent, field: "amountCents" | "grossCents"): string {
  return money(Number(event.data[field]), String(event.data.currency));
}

function wanted(event: LedgerEvent, { sentenceOf }: Telling): string {
  const actions = (event.data.actions ?? []) as readonly string[];
  return [...new Set(actions.map((name) => sentenceOf(name) ?? name))].join(", and ");
}

function verdict(event: LedgerEvent): string {
  if (event.data.kind === "execute")
    return event.data.reviewed
      ? "The rules let it happen, because you approved it."
      : "The rules let it happen by itself:";
  return event.data.kind === "ask" ? "The rules say: ask you, because" : "The rules say no, because";
}

function reasons(event: LedgerEvent, words: Plain, ruleAt: (id: string) => string | undefined): string {
  if (event.data.reviewed && event.data.kind === "execute") return "";
  const because = (words.because ?? []) as readonly string[];
  const ids = (event.data.rules ?? []) as readonly string[];
  return `${ids.map((id, index) => `${because[index] ?? id}${ruleAt(id) ? ` (${ruleAt(id)})` : ""}`).join("; ")}.`;
}

function agent(event: LedgerEvent): string {
  const name = event.actor.replace(/^agent:/, "").replace(/@.*$/, "");
  if (event.actor.startsWith("owner")) return "You";
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function sender(words: Plain): string {
  const [first] = (words.from ?? []) as ReadonlyArray<{ name: string; address: string }>;
  return first ? (first.name ? `${first.name} <${first.address}>` : first.address) : "Somebody";
}

function list(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") : String(value ?? "");
}
