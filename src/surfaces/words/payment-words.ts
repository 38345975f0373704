/**
 * Sentences that tell of money that came in: “Acme paid 2,400 in cash yesterday”, “Zahlung von 2.400 € von Acme buchen”.
 * What could be read in two ways goes along as written, so that the card shows it; what isn't understood is no order.
 * Before: order-words.ts. After: actions/payment-record.ts.
 */
import { DateTime } from "luxon";
import { amountsIn } from "../../model/local/money.ts";
import { NUMBER, readNumber } from "../../model/local/numbers.ts";
import { type Known, whom } from "./known.ts";
import type { Order } from "./order-words.ts";
import { pastDaysIn } from "./past-days.ts";

type Language = "en" | "de";

/** `who`: the words for who paid, where the sentence has a place for them. `certain`: it can be nothing but an order. */
interface Sentence {
  readonly who: string | null;
  readonly rest: string;
  readonly language: Language;
  readonly certain: boolean;
}

const ACTION = "payment.record";
const ENTER = "record|note|enter|book|log|add|register";

const SHAPES: ReadonlyArray<(text: string) => Sentence | null> = [
  (text) => {
    const [match, rest = ""] =
      new RegExp(`^(?:${ENTER})\\s+(?:an?\\s+|the\\s+)?((?:cash\\s+)?payment\\b.*)$`, "iu").exec(text) ?? [];
    return match === undefined ? null : about(null, rest.replace(/\bpayment\b/i, " "), "en", true);
  },
  (text) => {
    const [match, rest = ""] = /^(?:(?:an?|new)\s+)?payment\s+((?:of|from|by)\s.+)$/iu.exec(text) ?? [];
    return match === undefined ? null : about(null, rest, "en", false);
  },
  (text) => {
    const [match, rest = ""] =
      /^(?:verbuche|buche|erfasse|notiere|trage)\s+(?:eine\s+|die\s+)?((?:bar)?zahlung\b.*?)(?:\s+ein)?$/iu.exec(
        text,
      ) ??
      /^(?:eine\s+)?((?:bar)?zahlung\b.*?)\s+(?:verbuchen|buchen|erfassen|eintragen|notieren)$/iu.exec(text) ??
      [];
    return match === undefined ? null : about(null, rest.replace(/zahlung(?!\p{L})/iu, " "), "de", true);
  },
  (text) => {
    const [match, rest = ""] =
      /^(?:(?:i|we)(?:['’]ve|\s+have)?\s+)?(?:just\s+)?(?:got|received)\s+(.+)$/iu.exec(text) ?? [];
    return match === undefined ? null : about(null, rest, "en", false);
  },
  (text) => {
    const [match, sum = "", from = ""] =
      /^(.+?)\s+(?:has\s+|have\s+)?(?:came in|come in|arrived)\s+from\s+(.+)$/iu.exec(text) ?? [];
    return match === undefined ? null : about(null, `${sum} from ${from}`, "en", false);
  },
  (text) => {
    const [match, rest = ""] =
      /^(?:ich\s+habe|wir\s+haben|habe|haben)\s+(.+?)\s+(?:bekommen|erhalten)$/iu.exec(text) ?? [];
    return match === undefined ? null : about(null, rest, "de", false);
  },
  (text) => {
    const [match, who = "", verb = "", rest = ""] =
      /^(.+?)(?:\s+(?:has|have|just|already|now))*\s+(paid|wired|transferred|gave)(?:\s+(?:us|me))?(?:\s+(.*))?$/iu.exec(
        text,
      ) ?? [];
    return match === undefined
      ? null
      : about(who, `${rest}${/wired|transferred/i.test(verb) ? " by transfer" : ""}`, "en", false);
  },
  (text) => {
    const [match, who = "", rest = "", verb = "", after = ""] =
      /^(.+?)\s+(?:hat|haben)\s+(.*?)\s*(bezahlt|gezahlt|überwiesen|ueberwiesen|beglichen)(.*)$/iu.exec(text) ??
      /^(.+?)\s+()(bezahlte|zahlte|überwies)\s+(.*)$/iu.exec(text) ??
      [];
    if (match === undefined) return null;
    return about(who, `${rest} ${after}${/wies/i.test(verb) ? " per Überweisung" : ""}`, "de", false);
  },
];

/** Reads a sentence that tells of a payment; `null` where it is none, or where a word too many makes it doubtful. */
export function readPayment(text: string, known: Known): Order | null {
  const [bare, left = ""] = known.here === null ? [] : (/^(?:just\s+)?paid\s+(.+)$/iu.exec(text) ?? []);
  if (bare !== undefined) return paymentIn(about("they", left, "en", false), known);
  for (const shape of SHAPES) {
    const sentence = shape(text);
    if (sentence) return paymentIn(sentence, known);
  }
  return null;
}

function paymentIn(sentence: Sentence, known: Known): Order | null {
  const { who, certain } = sentence;
  // What the owner paid is another book, and there is none yet.
  if (who !== null && /^(i|we|ich|wir)$/iu.test(who))
    return { kind: "unable", why: "What you pay yourself isn't kept here yet, only what comes in." };
  const parts = partsOf(sentence, known);
  if (parts.amounts.length > 1)
    return certain || clientOf(who ?? parts.from, known)
      ? {
          kind: "unable",
          why: `I did nothing, because there is more than one sum: ${parts.amounts.map((one) => one.text).join(" and ")}. Say one payment at a time.`,
        }
      : null;
  const [amount] = parts.amounts;
  if (!certain && who === null && !amount) return null;
  const named = who ?? parts.from;
  const found = named === null ? null : whom(named, known);
  const plain = parts.left === "" || (!amount && BILL.test(parts.left));
  if (!plain && (!amount || found?.kind !== "one")) return null;
  if (!plain)
    return { kind: "unable", why: `I did nothing, because of “${parts.left}”. Say it like “${example(known)}”.` };
  if (found?.kind === "several") return { kind: "unable", why: found.why };
  if (found?.kind === "nobody") return amount || certain ? { kind: "unable", why: found.why } : null;
  if (parts.days.length > 1)
    return {
      kind: "unable",
      why: `I did nothing, because there is more than one day: ${parts.days.map((day) => day.text).join(" and ")}.`,
    };
  if (amount && amount.cents <= 0) return { kind: "unable", why: `“${amount.text}” is no sum that I can read.` };
  const client = found?.id ?? known.here ?? undefined;
  const [day] = parts.days;
  const note = [parts.left, parts.note].filter((part) => part !== "").join(", ");
  const written = [amount && !amount.certain ? `“${amount.text}”` : "", day?.doubt ?? ""].filter((part) => part !== "");
  return {
    kind: "order",
    action: ACTION,
    ...(client === undefined ? {} : { client }),
    params: {
      ...(amount ? { amount: decimal(amount.cents) } : {}),
      ...paymentDefaults(known),
      ...(amount?.currency ? { currency: amount.currency } : {}),
      ...(day ? { receivedOn: day.date } : {}),
      method: parts.method,
      ...(note ? { note } : {}),
      ...(written.length > 0 ? { written: written.join("; ") } : {}),
    },
    missing: [...(client === undefined ? ["client"] : []), ...(amount ? [] : ["amount"])],
  };
}

/** What goes without saying: the workspace's currency, and today. */
export function paymentDefaults(known: Pick<Known, "now" | "zone" | "currency">): {
  currency: string;
  receivedOn: string;
} {
  const receivedOn = DateTime.fromMillis(known.now, { zone: known.zone }).toISODate() ?? "";
  return { currency: known.currency, receivedOn };
}

interface Sum {
  readonly text: string;
  readonly cents: number;
  readonly currency: string | null;
  readonly certain: boolean;
}

const GROUPED = /(?<![\p{L}\p{N}.,])\d{1,3}(?:[.,'’]\d{3})+(?:[.,]\d{1,2})?(?![\p{L}\p{N}])/gu;
const BARE = new RegExp(`(?<![\\p{L}\\p{N}.,])(${NUMBER})(?:\\s?(k|tsd\\.?))?(?![\\p{L}\\p{N}])`, "giu");
const METHODS: ReadonlyArray<readonly [RegExp, string]> = [
  [/(?<!\p{L})(?:in cash|in bar|cash|bar)(?!\p{L})/giu, "cash"],
  [
    /(?<!\p{L})(?:(?:by|via|per|with)\s+)?(?:bank\s+transfer|wire transfer|transfer|wire|überweisung|ueberweisung|banküberweisung)(?!\p{L})/giu,
    "transfer",
  ],
  [
    /(?<!\p{L})(?:(?:by|with|per|mit)\s+)?(?:(?:credit|debit|ec-?|kredit)\s?)?(?:card|karte|kreditkarte|girocard)(?!\p{L})/giu,
    "card",
  ],
  [
    /(?<!\p{L})(?:by|via|with|per|mit|über)\s+(paypal|stripe|cheque|check|scheck|wise|crypto|venmo)(?!\p{L})/giu,
    "other",
  ],
];
const TODAY =
  /(?<!\p{L})(?:this (?:morning|afternoon|evening)|just now|right now|heute (?:morgen|früh|mittag|abend))(?!\p{L})/giu;
/** What was paid, where the sum is left out: to be asked for. */
const BILL =
  /^(?:the|their|its|his|her|our|an?|die|ihre|seine|eine)?\s*(?:\p{L}+\s+)?(?:invoice|bill|deposit|rechnung|anzahlung)$/iu;
const NOTE = /(?:^|[\s,;])(?:for|für|fuer|re:?|wegen|as)\s+(.+)$/iu;
const FROM = /(?<=^|\s)(?:from|by|von|durch)\s+/giu;
const TAIL = /(?:\s+(?:of|over|about|über|ueber|in höhe von))?[\s,;:.]*$/iu;
const FILLERS =
  /(?<!\p{L})(?:the|a|an|sum|amount|total|of|about|over|just|already|now|us|me|today|einen?|den|die|das|betrag|über|ueber|in höhe von|uns|mir|schon|jetzt|von)(?!\p{L})|[,;.:!\s]+/giu;

/** Takes the sentence apart: what is left over at the end has not been understood. */
function partsOf({ who, rest, language }: Sentence, known: Known) {
  let text = ` ${rest.replace(TODAY, language === "de" ? "heute" : "today")} `;
  const take = (part: string) => {
    text = text.replace(part, " ".repeat(part.length));
  };
  // Sums that can be nothing else go first, so that no day is read out of them.
  const amounts: Sum[] = amountsIn(text, language).filter((one) => one.currency !== null);
  for (const one of amounts) take(one.text);
  for (const [match] of [...text.matchAll(GROUPED)]) {
    amounts.push({ ...numberOf(match, undefined, language), text: match });
    take(match);
  }
  const days = pastDaysIn(text, known, language);
  for (const day of days) take(day.text);
  let method = "other";
  let by = "";
  for (const [pattern, name] of METHODS)
    text = text.replace(pattern, (whole: string, means: unknown) => {
      method = name;
      by = name === "other" && typeof means === "string" ? `by ${means}` : by;
      return " ".repeat(whole.length);
    });
  let note = "";
  text = text.replace(NOTE, (_, words: string) => {
    note = words.replace(/\s+/g, " ").trim();
    return " ";
  });
  for (const match of [...text.matchAll(BARE)]) {
    amounts.push({ ...numberOf(match[1] ?? "", match[2], language), text: match[0] });
    take(match[0]);
  }
  let from: string | null = null;
  if (who === null) {
    // “von 2.400 € von Acme”, “from Anna von Berg”: the first that somebody is called by, else the last.
    const names = [...text.matchAll(FROM)].map(({ 0: lead, index }) => ({
      index,
      name: text
        .slice(index + lead.length)
        .replace(TAIL, "")
        .replace(/\s+/g, " ")
        .trim(),
    }));
    const place = names.find(({ name }) => clientOf(name, known)) ?? names.findLast(({ name }) => name !== "");
    if (place) [from, text] = [place.name, text.slice(0, place.index)];
    const noted = note.replace(TAIL, "");
    if (from === null && noted !== "" && clientOf(noted, known)) [from, note] = [noted, ""];
    const bare = text.replace(FILLERS, " ").trim();
    if (from === null && bare !== "" && clientOf(bare, known)) [from, text] = [bare, ""];
  }
  const left = text.replace(/\s+/g, " ").trim();
  return {
    amounts,
    days,
    method,
    note: [note, by].filter((part) => part !== "").join(", "),
    from: from as string | null,
    left: left.replace(FILLERS, "") === "" ? "" : left,
  };
}

function numberOf(digits: string, short: string | undefined, language: Language): Omit<Sum, "text"> {
  const read = readNumber(digits, language);
  return { cents: (read?.hundredths ?? 0) * (short ? 1000 : 1), currency: null, certain: read?.certain ?? false };
}

function clientOf(name: string | null, known: Known): boolean {
  return name !== null && whom(name, known).kind === "one";
}

function decimal(cents: number): string {
  return cents % 100 === 0 ? String(cents / 100) : (cents / 100).toFixed(2);
}

function example({ clients }: Known): string {
  return `${clients[0]?.company ?? clients[0]?.name ?? "Acme"} paid 2,400 in cash yesterday`;
}

function about(who: string | null, rest: string, language: Language, certain: boolean): Sentence {
  return { who: who?.trim() ?? null, rest, language, certain };
}
