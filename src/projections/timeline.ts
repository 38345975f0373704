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
  "client.unopened": () => "They became a lead again.",
  "client.corrected": (event, words) => `The ${event.data.field} was corrected: ${words.reason}`,
  "scope.merged": () => "It was filed with a client you have.",
  "scope.kept": () => "You said that they are somebody else.",
  "contact.passed": () => "You left them unsorted.",
  "contact.sorted": (event, words) => `${list(words.addresses)} was sorted as ${event.data.kind}.`,
  "effect.performed": () => "The mail was sent.",
  "effect.failed": (_, words) => `The mail could not be sent: ${words.why}`,
  "effect.uncertain": (_, words) => `It is not known whether the mail was sent: ${words.why}`,
  "effect.bounced": (_, words) => `The mail came back: ${words.why}`,
  "effect.retried": () => "It is being sent again.",
  "effect.settled": () => "It was left as it is.",
  "effect.cancelled": () => "It was taken back before it left.",
  "intent.undone": () => "You took it back.",
  "payment.received": (event) =>
    `A payment of ${money(Number(event.data.amountCents), String(event.data.currency))} was entered.`,
  "payment.struck": () => "The payment was struck from the books.",
  "file.received": (_, words) => `You put “${words.name}” here.`,
  "file.sorted": (event) => SORTED[String(event.data.kind)] ?? "The file was sorted.",
  "question.answered": () => "You have seen it.",
  "model.called": (event) =>
    `${event.data.model} was asked for help (${PURPOSES[String(event.data.purpose)] ?? event.data.purpose})${event.data.ok ? "" : ", without an answer"}.`,
  "fact.learned": (event, words) =>
    `It was remembered${event.scope === "house" ? " for everybody" : ""}: “${words.text}”`,
  "fact.ended": () => "It is not gone by any more.",
  "fact.restored": () => "It is gone by again.",
  "lesson.passed": () => "You said that it was just this time.",
};

const SORTED: Readonly<Record<string, string>> = {
  deliverable: "You said that the file is a deliverable.",
  memory: "You said that the file is to be remembered.",
  stored: "You said that the file is only to be stored.",
  unsorted: "The file is unsorted again.",
};

const WITHDRAWN: Readonly<Record<string, string>> = {
  "answered-by-hand": "You answered by hand, so the request was withdrawn.",
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
