/**
 * Does a stranger want what the owner sells? Only then is there an inquiry; pitches, applications, notices and traps are none.
 * Before: sentences.ts, phrases-pitch.ts, company.ts. After: read-message.ts, sender-kind.ts.
 */
import { companyOf, nameOf, type WrittenBy } from "./company.ts";
import { ABOUT_SAFETY, NOT_A_CLIENT, TO_A_MACHINE, WANTS_CLEARLY, WANTS_LIKELY } from "./phrases-pitch.ts";
import { NEEDS } from "./phrases-sure.ts";
import { plainOf, type Sentence, shown } from "./sentences.ts";

export interface Inquiry {
  name: string;
  company: string | null;
  /** What they want, in their own words, short. */
  need: string;
  /** The sentence that says so, as written. */
  sentence: string;
  confidence: "clear" | "likely";
}

export type Approach =
  | { kind: "inquiry"; inquiry: Inquiry }
  /** `because` completes "not an inquiry: …". */
  | { kind: "not-a-client"; what: (typeof NOT_A_CLIENT)[number]["kind"] | "machine"; because: string }
  /** Sounds like a buyer and like a seller. */
  | { kind: "mixed"; because: string; sentence: string }
  | { kind: "nothing" };

const MACHINE_SENDER =
  /^(?:no-?reply|do-?not-?reply|donotreply|notifications?|notify|mailer-daemon|postmaster|backups?|monitoring|status|cron|newsletter|news|updates?|alerts?|bounces?|noreply\S*|billing|invoices?|receipts?|rechnung(?:en)?|bestellung|order|orders|versand)(?:[+._-]\S*)?$/iu;
const COUNTERPART =
  /\b(?:previous|former|old|last|current|alten?|bisherigen?|vorherigen?) (?:agency|designer|developer|agentur|dienstleister)/u;
/** "Are you looking for …?", "Do you need a quote?": the wish is put into the owner's mouth. */
const OFFERED =
  /(?:are|were|if|do|would|can|may|could|should|shall) (?:you|i|we) (?:\w+ ){0,3}(?:looking for|need|want|send you|offer you|give you|show you|get you|make you|prepare you)|(?:shall|should|may|can|could) (?:we|i) (?:send|make|prepare|give|show|offer)|send you (?:a|our|my)|ihnen (?:\S+ ){0,6}(?:angebot|unser)|suchen sie |brauchen sie |benoetigen sie |suchst du|brauchst du/u;
/** "Looking for a designer?": an offer, not a search. */
const OFFERED_AS_QUESTION =
  /^(?:still )?(?:looking|searching|in need|need|suchen|suchst|brauchen|brauchst|benoetigen)(?: |$)/u;
const NEED =
  /(?:looking for|search(?:ing)? for|help with|support with|quote for|quotation for|proposal for|estimate for|offer for|interested in|need|hire you for|suche[nt]?|brauchen?|bräuchten?|benötigen?|angebot für|angebot über|unterstützung bei|hilfe bei|interessiere mich für|interesse an)\s+(?:noch |auch |dringend |also |urgently |hierfür |someone who can |someone to )?([^.!?\n]{4,90})/iu;

/** "ein Angebot für zwei Tage machen": the verb belongs to the offer, not to what is needed. */
const DONE_WITH_AN_OFFER =
  /(?<=\S) (?:bitte )?(?:machen|erstellen|schicken|zuschicken|senden|zusenden|übersenden|geben|abgeben|unterbreiten|zukommen lassen)$/iu;

/** How a message of an unknown sender is meant. */
export function approachOf(sentences: readonly Sentence[], from: WrittenBy & { subject: string }): Approach {
  const subject = plainOf(from.subject);
  const whole = `${subject} ${sentences.map(({ plain }) => plain).join(" ")}`.slice(0, 8000);
  if (TO_A_MACHINE.test(whole) || sentences.some(({ plain }) => ABOUT_SAFETY.test(plain))) {
    return {
      kind: "not-a-client",
      what: "scam",
      because: "it gives orders that look meant for a machine or about access and accounts",
    };
  }
  if (fromMachine(from.fromAddress)) {
    return { kind: "not-a-client", what: "machine", because: "it comes from an automatic address" };
  }
  const clear = sentences.find(({ plain, asks }) => WANTS_CLEARLY.test(plain) && !offered(plain, asks));
  const likely =
    clear ??
    sentences.find(({ plain, asks }) => (WANTS_LIKELY.test(plain) || NEEDS.test(plain)) && !offered(plain, asks));
  const against = NOT_A_CLIENT.find(({ pattern }) =>
    pattern.test(COUNTERPART.test(whole) ? whole.replace(COUNTERPART, " ") : whole),
  );
  if (against && clear) return { kind: "mixed", because: against.because, sentence: clear.text };
  if (against) return { kind: "not-a-client", what: against.kind, because: against.because };
  if (!likely) return { kind: "nothing" };
  const inquiry: Inquiry = {
    name: nameOf(from),
    company: companyOf(from),
    need: needOf(likely),
    sentence: likely.text,
    confidence: clear ? "clear" : "likely",
  };
  return { kind: "inquiry", inquiry };
}

/** Whether nobody reads what is sent to this address. */
export function fromMachine(address: string): boolean {
  return MACHINE_SENDER.test(address.split("@")[0] ?? "");
}

/** Whether any of it sounds as if somebody wanted the owner's work. */
export function wantsWork(sentences: readonly Sentence[]): boolean {
  return sentences.some(
    ({ plain, asks }) => (WANTS_CLEARLY.test(plain) || WANTS_LIKELY.test(plain)) && !offered(plain, asks),
  );
}

function offered(plain: string, asks: boolean): boolean {
  return OFFERED.test(plain) || (asks && OFFERED_AS_QUESTION.test(plain));
}

function needOf(sentence: Sentence): string {
  const line = shown(sentence.text, 400);
  const wanted = NEED.exec(line)?.[1]?.trim().replace(DONE_WITH_AN_OFFER, "");
  return shown(wanted && wanted.split(" ").length > 1 ? wanted : line, 120);
}
