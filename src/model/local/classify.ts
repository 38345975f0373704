/**
 * What a client's message says is decided here: a list of classes, or a doubt that somebody has to look at.
 * Phrases propose, guards object (negation, condition, question, somebody else's words), and what is not understood counts too:
 * an approval stands only if every other sentence is understood. A wrong guess costs more than a question.
 * Before: sentences.ts, phrases-en.ts, phrases-de.ts. After: read-message.ts.
 */
import type { PhraseBook, Sayable } from "./phrase-book.ts";
import { GERMAN } from "./phrases-de.ts";
import { ENGLISH } from "./phrases-en.ts";
import { ABOUT_SAFETY, TO_A_MACHINE } from "./phrases-pitch.ts";
import { plainOf, type Sentence, shown } from "./sentences.ts";

export interface Evidence {
  class: Sayable;
  sentence: string;
}

export type Classified =
  | { kind: "clear"; evidence: Evidence[] }
  /** `because` continues "I'm not sure, …"; `sentence` is the one that causes the doubt, "" when there is none. */
  | { kind: "unsure"; because: string; sentence: string };

/** What one sentence amounts to on its own. */
interface Read {
  sentence: Sentence;
  hits: Set<Sayable>;
  /** Says "ok" and nothing else. */
  weakYes: boolean;
  /** Says nothing that needs anybody: a greeting, a name, a pleasantry. */
  neutral: boolean;
  kind: boolean;
  thanks: boolean;
  doubt: string | null;
  loaded: boolean;
}

const BOOKS: readonly PhraseBook[] = [ENGLISH, GERMAN];
const SCEPTICAL = /[🙄😒😡🤬👎❌💩🤦😠😤🤨🙃😑]|🤷/u;
const AUTO_REPLY_SUBJECT =
  /^(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of office|ooo\b|automatische antwort|abwesenheit|abwesend|autoreply)/iu;
const HEAVY_SUBJECT = /\b(?:k[uü]ndigung|beschwerde|reklamation|complaint|cancellation|termination|mahnung|widerruf)/iu;
const REPLY_PREFIX = /^\s*(?:re|aw|antw|fwd?|wg)\s*:/iu;
/** A question that asks for a deed. */
const ASKS_TO_DO =
  /(?:^| )(?:(?:can|could|would|will) (?:you|we|someone|somebody)|(?:koennten|koennen|kannst|koenntest|koennt|koenntet|wuerden|wuerdest|wuerdet|magst|kann) (?:sie|du|ihr|man|jemand|mir|uns)|would you mind|please|bitte)(?: |$)/u;
const NAMES_A_DAY =
  /(?:^| )(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|tomorrow|tonight|(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|uebermorgen|\d{1,2} uhr|\d{1,2} ?[ap]m)(?: |$)/u;
const PART_OF_WORK =
  /(?:^| )(?:on|in|into|onto|from|off|under|above|below|next to|of|auf|in|im|unter|ueber|neben|aus|von) (?:the |our |my |your |der |die |das |den |dem |unserer |unserem |meiner )?(?:\S+ )?(?:page|homepage|site|website|header|footer|headline|hero|image|logo|menu|slides?|layout|flyer|brochure|cover|banner|sidebar|paragraph|intro|startseite|seite|webseite|fusszeile|kopfzeile|ueberschrift|bild|menue|folie|broschuere|titel|absatz|einleitung)(?: |$)/u;
const HANDS_OVER =
  /(?:^| )(?:send|share|forward|give|show|explain|tell|check|look|confirm|upload|walk|copy|access|schick\w*|send\w*|weiterleiten|erklaer\w*|zeig\w*|pruef\w*|anschauen|ansehen|zugang|hochladen)(?: |$)/u;
const LEADS_WITH_W =
  /^(?:and |und |so |also |aber |but )?(?:how|when|why|what|which|who|where|wann|wie|warum|wieso|weshalb|was|welche\w?|wer|wo|bis wann|ab wann)(?: |$)/u;
/** These are said to somebody one works with; from a stranger they are a question to the owner. */
const ONLY_FROM_CLIENTS: ReadonlySet<Sayable> = new Set(["approval", "complaint", "leaving", "standing-wish"]);
const ORDER: readonly Sayable[] = [
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

/** Decides the classes of a message from its sentences. */
export function classify(
  sentences: readonly Sentence[],
  from: { known: boolean; subject: string; names: readonly string[] },
): Classified {
  const whole = sentences.map(({ plain }) => plain).join(" ");
  for (const sentence of sentences) {
    if (TO_A_MACHINE.test(sentence.plain)) return unsure("it gives instructions that look meant for a machine", sentence);
    if (ABOUT_SAFETY.test(sentence.plain)) return unsure("it is about access, bank details or bookings, which you should see yourself", sentence);
  }
  const reads = readAll(sentences, from.names);
  const doubtful = reads.find((read) => read.doubt !== null);
  if (doubtful?.doubt) return unsure(doubtful.doubt, doubtful.sentence);

  const said = new Set(reads.flatMap((read) => [...read.hits]));
  const mocking = SCEPTICAL.test(sentences.map(({ text }) => text).join(" ")) || says("sarcasm", whole);
  const yes = reads.find((read) => read.weakYes || read.hits.has("approval"));
  const grateful = reads.find((read) => read.thanks || read.hits.has("thanks"));
  if (mocking && (yes ?? grateful) && !said.has("complaint") && !said.has("leaving")) {
    return unsure("it may be meant ironically", (yes ?? grateful)?.sentence);
  }
  if (!REPLY_PREFIX.test(from.subject) && HEAVY_SUBJECT.test(from.subject) && !said.has("leaving") && !said.has("complaint")) {
    return unsure(`its subject is “${shown(from.subject, 80)}”`, undefined);
  }
  if (AUTO_REPLY_SUBJECT.test(from.subject) && !said.has("out-of-office")) {
    return unsure("it looks like an automatic reply, but doesn't say what about", sentences[0]);
  }
  const heavy = reads.find((read) => read.loaded && read.hits.size === 0 && !read.weakYes);
  if (heavy) return unsure("this sentence could matter and I can't place it", heavy.sentence);
  const classes = settle(reads, said);
  if (classes.kind === "unsure") return classes;
  if (!from.known) {
    const strange = classes.evidence.find((one) => ONLY_FROM_CLIENTS.has(one.class));
    if (strange) return { kind: "unsure", because: "it reads like a client's message, but comes from somebody I don't know", sentence: strange.sentence };
  }
  return classes;
}

/** Weighs what the sentences say against each other and against what stayed unexplained. */
function settle(reads: readonly Read[], said: ReadonlySet<Sayable>): Classified {
  const unexplained = reads.find((read) => read.hits.size === 0 && !read.weakYes && !read.neutral && !read.kind);
  const dropped = new Set<Sayable>();
  const weak = reads.find((read) => read.weakYes);
  const approval = reads.find((read) => read.hits.has("approval")) ?? weak;
  const evidence: Evidence[] = [];
  const substantive = [...said].filter((one) => one !== "thanks" && one !== "approval");

  if (said.has("approval") && approval) {
    const against = substantive.find((one) => one === "change" || one === "complaint" || one === "leaving");
    if (against) return unsure(`it says yes, but there is also a ${against === "leaving" ? "goodbye" : against} in it`, approval.sentence);
    if (unexplained) return unsure("it says yes, but I don't understand all of the rest", unexplained.sentence);
  } else if (weak) {
    if (substantive.length === 0) {
      if (unexplained) return unsure("it says yes, but I don't understand all of the rest", unexplained.sentence);
      evidence.push({ class: "approval", sentence: weak.sentence.text });
    } else if (!substantive.every((one) => one === "scheduling" || one === "change" || one === "complaint")) {
      return unsure("it may say yes to something, and asks for more", weak.sentence);
    }
  }
  if (said.has("out-of-office")) for (const one of ["request", "standing-wish", "thanks", "question"] as const) dropped.add(one);
  if (said.has("complaint") || said.has("leaving")) dropped.add("thanks");
  for (const read of reads) {
    for (const one of ORDER) {
      if (read.hits.has(one) && !dropped.has(one)) evidence.push({ class: one, sentence: read.sentence.text });
    }
  }
  if (evidence.length === 0 && unexplained === undefined) {
    const grateful = reads.find((read) => read.thanks);
    if (grateful) evidence.push({ class: "thanks", sentence: grateful.sentence.text });
  }
  if (evidence.length === 0) return unsure("I can't tell what is wanted", (unexplained ?? reads[0])?.sentence);
  if (unexplained && evidence.every((one) => one.class === "thanks")) {
    return unsure("it says thanks, but I don't understand the rest", unexplained.sentence);
  }
  return { kind: "clear", evidence };
}

function readAll(sentences: readonly Sentence[], names: readonly string[]): Read[] {
  const reads: Read[] = [];
  let closed = false;
  for (const sentence of sentences) {
    const read = readSentence(sentence, names);
    const closing = says("closing", sentence.plain);
    if (closing) closed = true;
    const signed = closed && sentence.plain.split(" ").length <= 5 && read.hits.size === 0;
    if (signed || (closing && read.hits.size === 0 && sentence.plain.split(" ").length <= 9)) {
      read.neutral = true;
      read.loaded = false;
    }
    reads.push(read);
  }
  return reads;
}

function readSentence(sentence: Sentence, names: readonly string[]): Read {
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
    neutral: residue.filled || (greeted && open.length <= 3) || open.every((word) => names.includes(word)) || says("neutral", plain),
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
    if (read.hits.delete("request")) read.hits.add("question");
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
  return says("interrogative", first) || (first.split(" ").length <= 3 && !says("hedge", first) && says("interrogative", second));
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
        null;
      if (objection === null) read.hits.add("approval");
      // "Almost approved, only the footer is missing" is a change; nothing is approved by it.
      else if (!read.hits.has("change") && matchOf("change", plain, read.sentence.clauses) === null) read.doubt ??= objection;
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
      if (!read.sentence.asks && !/(?:^| )(?:if|falls|wenn)(?: |$)/u.test(plain.slice(0, plain.indexOf(match)))) read.hits.add(one);
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
      if (/(?:^| )(?:do not|not|never|no need to|need not|nicht|kein\w*|nichts) (?:\S+ ){0,3}\S*$/u.test(before) && one === "change") {
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
    ["request", ["question"]],
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

function says(what: Exclude<keyof PhraseBook, "says">, plain: string): boolean {
  return BOOKS.some((book) => book[what].test(plain));
}

function strike(what: Exclude<keyof PhraseBook, "says">, plain: string): string {
  return BOOKS.reduce((rest, book) => strikePattern(book[what], rest), plain);
}

function strikePattern(pattern: RegExp, plain: string): string {
  return plain.replace(new RegExp(pattern, "gu"), " ").replace(/ +/gu, " ").trim();
}

function unsure(because: string, sentence: Sentence | undefined): Classified {
  return { kind: "unsure", because, sentence: sentence?.text ?? "" };
}

/** The words of a person's name, plain: their name under a mail says nothing. */
export function nameWords(name: string): string[] {
  return plainOf(name).split(" ").filter((word) => word !== "");
}
