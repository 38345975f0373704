/**
 * What kind of contact an unknown sender may be: a guess for the daily list of new senders, or, where nothing speaks against
 * it, beyond doubt. Only then a rule may sort them without the owner.
 * Before: inquiry.ts. After: read by whoever builds the list.
 */
import { domainName } from "./company.ts";
import { approachOf, fromMachine, wantsWork } from "./inquiry.ts";
import { words } from "./phrase-book.ts";
import { NEEDS, SELLS_PLAINLY, TRAPS } from "./phrases-sure.ts";
import type { MessageInput } from "./read-message.ts";
import { plainOf, sentencesOf } from "./sentences.ts";

export interface KindSuggestion {
  kind: "client" | "supplier" | "accountant" | "authority" | "private" | "ignore";
  /** Readable: "it comes from a recruiter". */
  because: string;
  /** Nothing in it could be a client's, and it shows plainly what it is. */
  sure: boolean;
}

const LONGEST = 6000;
const AUTHORITY_WORDS = words(
  "finanzamt|steuernummer ihr finanzamt|hmrc|hm revenue|internal revenue service|irs|bundeszentralamt|bundesagentur|krankenkasse|rentenversicherung|berufsgenossenschaft|gewerbeamt|ordnungsamt|amtsgericht|ihk|handwerkskammer|kuenstlersozialkasse|companies house|steuerbescheid|umsatzsteuervoranmeldung des finanzamts|bescheid ueber|beitragsbescheid|zollamt|stadtverwaltung|land registry",
);
const AUTHORITY_DOMAIN =
  /(?:\.gov(?:\.[a-z]{2})?|\.bund\.de|\.gv\.at|\.admin\.ch|(?:^|[.@])hmrc\.|(?:^|[.@-])finanzamt[.-]|\.bayern\.de|\.nrw\.de|elster\.de|\.europa\.eu)$|@(?:fa|finanzamt)-/u;
const ACCOUNTANT_WORDS = words(
  "steuerberater\\w*|steuerberatung\\w*|steuerkanzlei|buchhaltung(?:sbuero)?|jahresabschluss|buchhalter\\w*|umsatzsteuervoranmeldung|your accountant|accountants?|accountancy|bookkeep\\w*|tax advis\\w*|tax return|annual accounts|vat return|datev|belege|chartered accountants",
);

const PAPERWORK = /(?:invoice|rechnung|receipt|order|bestellung|payment|zahlung)/u;

/** Suggests a kind and says why. Pure; never throws. */
export function suggestKind(input: MessageInput): KindSuggestion {
  const sure = surelyIs(input);
  return sure ? { ...sure, sure: true } : { ...guessed(input), sure: false };
}

/** What it is beyond doubt; null where there is one. Private people are never sorted by a rule. */
function surelyIs(input: MessageInput): Omit<KindSuggestion, "sure"> | null {
  const sentences = sentencesOf(input.written.slice(0, LONGEST));
  const plains = [plainOf(input.subject), ...sentences.map(({ plain }) => plain)];
  // Whoever may be an authority or the accountant is for the owner to look at.
  const named = plainOf(`${input.fromName} ${input.subject}`);
  if (AUTHORITY_DOMAIN.test(input.fromAddress.toLowerCase().trim()) || AUTHORITY_WORDS.test(named)) return null;
  if ([named, ...plains].some((plain) => ACCOUNTANT_WORDS.test(plain))) return null;
  if (input.attachments.some((name) => !/\.(?:pdf|png|jpe?g|gif|ics)$/iu.test(name))) return null;
  if (plains.some((plain) => NEEDS.test(plain)) || wantsWork(sentences)) return null;
  if (plains.some((plain) => TRAPS.test(plain))) return { kind: "ignore", because: "it is a trap that many get" };
  if (fromMachine(input.fromAddress)) {
    if (sentences.some(({ asks }) => asks)) return null;
    const kind = plains.some((plain) => PAPERWORK.test(plain)) ? "supplier" : "ignore";
    return { kind, because: "a machine wrote it" };
  }
  if (plains.some((plain) => SELLS_PLAINLY.test(plain)))
    return { kind: "ignore", because: "it offers something to whoever reads it" };
  return null;
}

function guessed(input: MessageInput): Omit<KindSuggestion, "sure"> {
  const text = `${input.written}`.slice(0, LONGEST);
  const address = input.fromAddress.toLowerCase().trim();
  const about = plainAll(`${input.fromName}\n${input.subject}\n${text}\n${input.signature.slice(0, 1000)}`);
  const business = domainName(address) !== null;
  // A tax office writes from its own domain; its name in a mail from elsewhere is what phishing looks like.
  if (AUTHORITY_DOMAIN.test(address)) return { kind: "authority", because: "it comes from an authority's address" };
  if (AUTHORITY_WORDS.test(plainOf(`${input.fromName} ${input.subject}`))) {
    return { kind: "ignore", because: "it names an authority, but doesn't come from one's address; look closely" };
  }
  const approach = approachOf(sentencesOf(text), { ...input, written: text });
  if (approach.kind === "inquiry")
    return { kind: "client", because: `it asks for your work: “${approach.inquiry.need}”` };
  if (approach.kind === "not-a-client") {
    if (approach.what === "invoice") return { kind: "supplier", because: approach.because };
    if (approach.what === "friend" && !business) return { kind: "private", because: approach.because };
    if (approach.what !== "machine" && approach.what !== "friend") return { kind: "ignore", because: approach.because };
    if (approach.what === "machine" && /(?:invoice|rechnung|receipt|order|bestellung)/u.test(about)) {
      return { kind: "supplier", because: "it is an automatic mail about an invoice or an order" };
    }
    if (approach.what === "machine") return { kind: "ignore", because: approach.because };
  }
  if (ACCOUNTANT_WORDS.test(about)) return { kind: "accountant", because: "it is about bookkeeping or taxes" };
  if (
    /(?:invoice|rechnung|delivery|lieferung|order|bestellung|subscription|price list|preisliste)/u.test(about) &&
    business
  ) {
    return { kind: "supplier", because: "it is about an order or an invoice" };
  }
  if (!business) return { kind: "private", because: "it comes from a personal address and isn't about work" };
  return { kind: "ignore", because: "I can't see what it is about" };
}

function plainAll(text: string): string {
  const parts: string[] = [];
  for (let at = 0; at < Math.min(text.length, 8000); at += 380) parts.push(plainOf(text.slice(at, at + 380)));
  return parts.join(" ");
}
