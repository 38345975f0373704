/**
 * What one sentence amounts to on its own is decided here: phrases propose a class, and guards object to it
 * (a negation, a condition, a question, somebody else's words). An objection to something dangerous is a doubt about the whole mail.
 * Before: sentences.ts, phrases-en.ts, phrases-de.ts. After: classify.ts.
 */
import type { PhraseBook, Sayable } from "./phrase-book.ts";
import { GERMAN } from "./phrases-de.ts";
import { ENGLISH } from "./phrases-en.ts";
import type { Sentence } from "./sentences.ts";

/** What one sentence amounts to on its own. */
export interface Read {
  sentence: Sentence;
  hits: Set<Sayable>;
  /** Says "ok" and nothing else. */
  weakYes: boolean;
  /** Says nothing that needs anybody: a greeting, a name, a pleasantry. */
  neutral: boolean;
  /** Friendly, and without a doubt in it. */
  kind: boolean;
  thanks: boolean;
  /** Why the owner should look at the mail, whatever else it says. */
  doubt: string | null;
  /** Holds a word too heavy to pass over. */
  loaded: boolean;
}

/** The classes in the order they are tried and named. */
export const ORDER: readonly Sayable[] = [
  "leaving",
  "complaint",
  "approval",
  "change",
  "scheduling",
  "payment",
  "question",
  "request",
  "standing-wish",
  "out-of-office",
  "thanks",
];

const BOOKS: readonly PhraseBook[] = [ENGLISH, GERMAN];
/** The patterns that are struck out wherever they stand, compiled once. */
const EVERYWHERE: ReadonlyMap<RegExp, RegExp> = new Map(
  BOOKS.flatMap((book) => [book.weakYes, book.filler, book.harmlessNegation]).map((one) => [
    one,
    new RegExp(one, "gu"),
  ]),
);
/** A question that asks for a deed. */
const ASKS_TO_DO =
  /(?:^| )(?:(?:can|could|would|will) (?:you|we|someone|somebody)|(?:koennten|koennen|kannst|koenntest|koennt|koenntet|wuerden|wuerdest|wuerdet|magst|kann) (?:sie|du|ihr|man|jemand|mir|uns)|would you mind|please|bitte)(?: |$)/u;
const NAMES_A_DAY =
  /(?:^| )(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|tomorrow|tonight|(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|uebermorgen|(?:um|at) \d{1,2}|\d{1,2} uhr|\d{1,2} ?[ap]m)(?: |$)/u;
const PART_OF_WORK =
  /(?:^| )(?:on|in|into|onto|from|off|under|above|below|next to|of|auf|in|im|unter|ueber|neben|aus|von) (?:the |our |my |your |der |die |das |den |dem |unserer |unserem |meiner )?(?:\S+ )?(?:page|homepage|site|website|header|footer|headline|hero|image|logo|menu|slides?|layout|flyer|brochure|cover|banner|sidebar|paragraph|intro|startseite|seite|webseite|fusszeile|kopfzeile|ueberschrift|bild|menue|folie|broschuere|titel|absatz|einleitung)(?: |$)/u;
const HANDS_OVER =
  /(?:^| )(?:send|share|forward|give|show|explain|tell|check|look|confirm|upload|walk|copy|access|schick\w*|send\w*|weiterleiten|erklaer\w*|zeig\w*|pruef\w*|anschauen|ansehen|zugang|hochladen)(?: |$)/u;
const LEADS_WITH_W =
  /^(?:and |und |so |also |aber |but )?(?:how|when|why|what|which|who|where|wann|wie|warum|wieso|weshalb|was|welche\w?|wer|wo|bis wann|ab wann)(?: |$)/u;
/** Reads one sentence; `names` are the sender's, which say nothing. */
export function readSentence(sentence: Sentence, names: readonly string[]): Read {
  const greeted = says("greeting", sentence.plain);
  const plain = greeted ? withoutGreeting(sentence) : sentence.plain;
  const open = plain === "" ? [] : plain.split(" ");
  const residue = residueOf(plain);
  const trailing = /(?:\.\.|…)\s*$/u.test(sentence.text);
  const asks = sentence.asks || says("interrogative", plain) || asksAfterOpening(sentence);
  const read: Read = {
    sentence,
    hits: new Set(),
    weakYes: false,
    neutral:
      residue.filled ||
      (greeted && open.length <= 3) ||
      open.every((word) => names.includes(word)) ||
      says("neutral", plain),
    kind: false,
    thanks: /(?:^| )(?:thanks|thank you|danke|dank|dankeschoen|merci|cheers|bedankt)(?: |$)/u.test(plain),
    doubt: null,
    loaded: false,
  };
  if (plain === "") return read;
  for (const one of ORDER) {
    const match = matchOf(one, plain, sentence.clauses);
    if (match !== null) weigh(read, one, { match, plain, asks });
  }
  // "When can you start?" wants an answer, "Can you start?" wants somebody to start.
  if (asks && (!ASKS_TO_DO.test(plain) || LEADS_WITH_W.test(plain))) {
    const both = /(?: und | and )(?:can|could|would|will|please|bitte|koenn\w+|kannst|wuerd\w+)(?: |$)/u.test(plain);
    if (both ? read.hits.has("request") : read.hits.delete("request")) read.hits.add("question");
  }
  if (asks && read.hits.has("approval")) read.hits.add("question");
  if (asks && read.hits.size === 0 && !says("neutral", plain) && open.length > 1) {
    if (NAMES_A_DAY.test(plain)) read.doubt = "it asks about a day, and I can't tell what is to happen then";
    else read.hits.add("question");
  }
  suppress(read.hits);
  // "Squeeze in a quote under the photo": asked to do something to the work itself, whatever the verb.
  if (read.hits.has("request") && PART_OF_WORK.test(plain) && !HANDS_OVER.test(plain)) {
    read.hits.delete("request");
    read.hits.add("change");
  }
  if (residue.yes && residue.filled && read.hits.size === 0) {
    if (sentence.asks || trailing) read.doubt = "it may or may not be a yes";
    else read.weakYes = true;
  }
  if (read.hits.has("approval") && trailing) read.doubt = "it trails off after a yes";
  const harmless = strike("harmlessNegation", plain);
  const settled = read.hits.has("complaint") || read.hits.has("leaving") || read.hits.has("approval");
  read.loaded = !settled && !read.neutral && says("loaded", harmless);
  if (!settled && says("grave", harmless) && !(asks && read.hits.has("question"))) {
    read.doubt ??= "it touches something serious";
  }
  if (read.hits.size > 0) read.neutral = false;
  read.kind = says("kind", plain) && !says("negation", harmless) && !says("hedge", plain) && !asks;
  return read;
}

/** "Quick one, does …": a question after a short opening. German turns statements round after longer ones ("Wenn …, müssen wir"). */
function asksAfterOpening(sentence: Sentence): boolean {
  const [first = "", second = ""] = sentence.clauses;
  return (
    says("interrogative", first) ||
    (first.split(" ").length <= 3 && !says("hedge", first) && says("interrogative", second))
  );
}

/** Accepts a phrase, turns it down, or lets it cast doubt, by what stands around it. */
function weigh(read: Read, one: Sayable, found: { match: string; plain: string; asks: boolean }): void {
  const { match, plain } = found;
  const outside = strike("harmlessNegation", plain.replace(match, " ").replace(/ +/gu, " ").trim());
  switch (one) {
    case "approval": {
      if (found.asks && !asksSeparately(read.sentence, match)) return;
      const objection =
        (says("negation", outside) && "it is a yes with a no in it") ||
        (says("reported", outside) && "the yes may be somebody else's") ||
        (says("hedge", outside) && "the yes has a condition") ||
        (says("otherParty", outside) && "the yes may be meant for somebody else") ||
        // The gaps inside a phrase may hold such words as well; "you may start" is no maybe.
        (swallows(match.replace(/(?:^| )you may(?: |$)/u, " ")) && "the yes has something between its words") ||
        null;
      if (objection === null) read.hits.add("approval");
      // "Almost approved, only the footer is missing" is a change; nothing is approved by it.
      else if (!read.hits.has("change") && matchOf("change", plain, read.sentence.clauses) === null)
        read.doubt ??= objection;
      return;
    }
    case "complaint":
    case "leaving": {
      if (found.asks && read.sentence.asks && !asksSeparately(read.sentence, match)) return;
      const before = plain.slice(0, plain.indexOf(match));
      const objection =
        (says("negation", strike("harmlessNegation", before)) && one === "leaving" && "it says this is not so") ||
        (unreal(outside, match) && "it says what could be, not what is") ||
        (says("otherParty", outside) && "it may be about somebody else") ||
        (says("otherParty", match) && one === "complaint" && "it may be about somebody else") ||
        (/(?:^| )an$/u.test(plain) && one === "leaving" && "it announces something") ||
        null;
      if (objection === null) read.hits.add(one);
      else read.doubt ??= objection;
      return;
    }
    case "thanks": {
      if (says("negation", outside) || found.asks) return;
      read.hits.add("thanks");
      return;
    }
    case "out-of-office": {
      if (!read.sentence.asks && !/(?:^| )(?:if|falls|wenn)(?: |$)/u.test(plain.slice(0, plain.indexOf(match))))
        read.hits.add(one);
      return;
    }
    case "standing-wish": {
      if (!(found.asks && (!ASKS_TO_DO.test(plain) || LEADS_WITH_W.test(plain)))) read.hits.add(one);
      return;
    }
    case "change":
    case "request": {
      // "please don't change it", "no need to send it": the opposite is meant.
      const before = plain.slice(0, plain.indexOf(match) + match.length);
      if (
        /(?:^| )(?:do not|not|never|no need to|need not|nicht|kein\w*|nichts) (?:\S+ ){0,3}\S*$/u.test(before) &&
        one === "change"
      ) {
        if (!says("harmlessNegation", plain)) read.doubt ??= "it may say what not to do";
        return;
      }
      read.hits.add(one);
      return;
    }
    default:
      read.hits.add(one);
  }
}

function swallows(match: string): boolean {
  return says("negation", match) || says("reported", match) || says("hedge", match) || says("otherParty", match);
}

/** If, would, might, thinking about: nothing has happened yet. Plain futures ("will end") count as said. */
function unreal(outside: string, match: string): boolean {
  const pattern =
    /(?:^| )(?:if|unless|would|could|might|maybe|perhaps|thinking|thought about|considering|consider|almost|nearly|pretend|imagine|wenn|falls|wuerden?|koennten?|waeren?|haetten?|vielleicht|eventuell|ueberlegen?|nachdenken|denken|beinahe|fast|ob|sonst|otherwise|afraid|fear|worried|before|bevor)(?: |$)/u;
  return pattern.test(outside) || /(?:^| )(?:would|wuerden?|waeren?)(?: |$)/u.test(match);
}

/** "We accept. When can you start?" written with a comma: the yes is not part of the question. */
function asksSeparately(sentence: Sentence, match: string): boolean {
  const at = sentence.clauses.findIndex((clause) => clause.includes(match));
  if (at < 0 || at === sentence.clauses.length - 1) return false;
  const own = sentence.clauses[at] ?? "";
  const last = sentence.clauses.at(-1) ?? "";
  return !says("interrogative", own) && !says("tag", last) && says("interrogative", last);
}

/** One wish, one class: the more particular one wins within a sentence. */
function suppress(hits: Set<Sayable>): void {
  const rules: readonly (readonly [Sayable, readonly Sayable[]])[] = [
    ["standing-wish", ["change", "request", "payment", "scheduling", "question"]],
    ["leaving", ["change", "request", "scheduling", "question", "payment"]],
    ["complaint", ["question", "request", "change"]],
    ["out-of-office", ["request", "scheduling"]],
    ["scheduling", ["change", "request", "question"]],
    ["payment", ["change", "request", "question"]],
    ["change", ["request", "question"]],
    ["approval", ["change", "request"]],
  ];
  for (const [winner, losers] of rules) if (hits.has(winner)) for (const loser of losers) hits.delete(loser);
}

function matchOf(one: Sayable, plain: string, clauses: readonly string[]): string | null {
  for (const book of BOOKS) {
    const pattern = book.says[one];
    for (const text of [plain, ...clauses.slice(0, 12)]) {
      const match = pattern.exec(text)?.[0].trim();
      if (match && plain.includes(match)) return match;
    }
  }
  return null;
}

/** What is left of a sentence once "ok", thanks and the like are taken out. */
function residueOf(plain: string): { filled: boolean; yes: boolean } {
  let rest = plain;
  let yes = false;
  for (const book of BOOKS) {
    const without = strikePattern(book.weakYes, rest);
    yes ||= without !== rest;
    rest = without;
  }
  for (const book of BOOKS) rest = strikePattern(book.filler, rest);
  return { filled: rest === "", yes };
}

function withoutGreeting(sentence: Sentence): string {
  // With a comma or a line's end the greeting takes the name with it; without, only the greeting itself goes.
  const [first = "", ...others] = sentence.clauses;
  if (says("greeting", first) && others.length > 0 && first.split(" ").length <= 5) return others.join(" ");
  let plain = sentence.plain;
  for (const book of BOOKS) plain = plain.replace(book.greeting, "").trim();
  return plain;
}

/** Whether either language's book has a phrase of this sort in `plain`. */
export function says(what: Exclude<keyof PhraseBook, "says">, plain: string): boolean {
  return BOOKS.some((book) => book[what].test(plain));
}

function strike(what: Exclude<keyof PhraseBook, "says">, plain: string): string {
  return BOOKS.reduce((rest, book) => strikePattern(book[what], rest), plain);
}

function strikePattern(pattern: RegExp, plain: string): string {
  const rest = plain.replace(EVERYWHERE.get(pattern) ?? pattern, " ");
  return rest === plain ? plain : rest.replace(/ +/gu, " ").trim();
}
