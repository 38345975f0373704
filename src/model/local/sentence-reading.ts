/**
 * One sentence is read on its own: phrases propose a class, guards object to it, words are put together where no phrase says it.
 * An objection to something dangerous is a doubt about the whole mail.
 * Before: sentences.ts, books.ts, senses.ts. After: classify.ts.
 */
import { formsOf, matchOf, residueOf, says, strike, ungreeted } from "./books.ts";
import { compose, temper } from "./compose.ts";
import { ASKS_TO_DO, LEADS_WITH_W, PERMITS, weigh } from "./guards.ts";
import type { Sayable } from "./phrase-book.ts";
import { means } from "./senses.ts";
import { ORDER, type Read, type Reader, weighHeavily } from "./sentence-read.ts";
import type { Sentence } from "./sentences.ts";

const NAMES_A_DAY =
  /(?:^| )(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|tomorrow|tonight|(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|uebermorgen|(?:um|at) \d{1,2}|\d{1,2} uhr|\d{1,2} ?[ap]m)(?: |$)/u;
const PART_OF_WORK =
  /(?:^| )(?:on|in|into|onto|from|off|under|above|below|next to|of|auf|in|im|unter|ueber|neben|aus|von) (?:the |our |my |your |der |die |das |den |dem |unserer |unserem |meiner )?(?:\S+ )?(?:page|homepage|site|website|header|footer|headline|hero|image|logo|menu|slides?|layout|flyer|brochure|cover|banner|sidebar|paragraph|intro|startseite|seite|webseite|fusszeile|kopfzeile|ueberschrift|bild|menue|folie|broschuere|titel|absatz|einleitung)(?: |$)/u;
const HANDS_OVER =
  /(?:^| )(?:send|share|forward|give|show|explain|tell|check|look|confirm|upload|walk|copy|access|schick\w*|send\w*|weiterleiten|erklaer\w*|zeig\w*|pruef\w*|anschauen|ansehen|zugang|hochladen)(?: |$)/u;
/** What one does to something else than the work. */
const ABOUT_TALK =
  /(?:^| )(?:call|phone|ring|meet|speak|talk|come|visit|invite|book|help|anruf\w*|telefon\w*|rueckruf|treffen|sprechen|kommen|besuch\w*|helfen|melden|einladen|invoice|rechnung|contract|vertrag|man|one could)(?: |$)/u;

/** Reads one sentence. */
export function readSentence(sentence: Sentence, { names, answersWork }: Reader): Read {
  const greeted = says("greeting", sentence.plain);
  const plain = greeted ? withoutGreeting(sentence) : withoutVocative(sentence);
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
    thanks: means("grateful", plain),
    doubt: null,
    heavy: false,
    loaded: false,
    wavers: false,
    calm: false,
    mild: false,
    judges: false,
  };
  if (plain === "") return read;
  const forms = formsOf(plain, sentence.clauses);
  for (const one of ORDER) {
    const match = matchOf(one, forms);
    if (match !== null) weigh(read, one, { match, forms, asks, answersWork });
  }
  compose(read, plain, asks, ASKS_TO_DO.test(plain));
  // "When can you start?" wants an answer, "Can you start?" wants somebody to start.
  if (asks && (!ASKS_TO_DO.test(plain) || LEADS_WITH_W.test(plain))) {
    const both = /(?: und | and )(?:can|could|would|will|please|bitte|koenn\w+|kannst|wuerd\w+)(?: |$)/u.test(plain);
    if (both ? read.hits.has("request") : read.hits.delete("request")) read.hits.add("question");
  }
  if (asks && read.hits.has("approval") && !(PERMITS.test(plain) && !sentence.asks)) read.hits.add("question");
  if (asks && read.hits.size === 0 && !says("neutral", plain) && open.length > 1) {
    if (NAMES_A_DAY.test(plain)) read.doubt = "it asks about a day, and I can't tell what is to happen then";
    else read.hits.add("question");
  }
  // "The VAT has to be shown separately": of what they have before them.
  if (answersWork && read.hits.has("change")) read.hits.delete("payment");
  suppress(read.hits);
  // "Squeeze in a quote under the photo": asked to do something to the work itself, whatever the verb.
  const ofWork = answersWork ? !ABOUT_TALK.test(plain) : PART_OF_WORK.test(plain);
  if (read.hits.has("request") && ofWork && !residue.yes && !HANDS_OVER.test(plain)) {
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
    weighHeavily(read, "it touches something serious");
  }
  if (read.hits.size > 0) read.neutral = false;
  temper(read, plain, asks);
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

/** One wish, one class: the more particular one wins within a sentence. */
function suppress(hits: Set<Sayable>): void {
  const rules: readonly (readonly [Sayable, readonly Sayable[]])[] = [
    ["stop", ["change", "request", "question", "payment", "scheduling", "standing-wish", "thanks"]],
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

/** "Ms Lorenz, read it on the train": a name before the comma says nothing, unless it is no name. */
function withoutVocative(sentence: Sentence): string {
  const [first = "", ...others] = sentence.clauses;
  const named = /^(?:\p{Lu}[\p{L}.'-]* ?){1,3},/u.test(sentence.text) && others.length > 0;
  if (!named || residueOf(first).filled || says("kind", first) || says("negation", first)) return sentence.plain;
  const forms = formsOf(first, []);
  return ORDER.some((one) => matchOf(one, forms) !== null) ? sentence.plain : others.join(" ");
}

function withoutGreeting(sentence: Sentence): string {
  // With a comma or a line's end the greeting takes the name with it; without, only the greeting itself goes.
  const [first = "", ...others] = sentence.clauses;
  if (says("greeting", first) && others.length > 0 && first.split(" ").length <= 5) return others.join(" ");
  return ungreeted(sentence.plain);
}
