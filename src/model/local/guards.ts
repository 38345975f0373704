/**
 * A phrase was found; what stands around it lets it count, turns it down, or makes it a doubt about the whole mail: a negation, a
 * condition, a question, somebody else's words.
 * Before: books.ts. After: sentence-reading.ts.
 */
import { type Forms, matchOf, says, strike } from "./books.ts";
import type { Sayable } from "./phrase-book.ts";
import { coreOf, means } from "./senses.ts";
import type { Read } from "./sentence-read.ts";
import type { Sentence } from "./sentences.ts";

/** Where they go instead: not somebody whom the sentence is about. */
const ELSEWHERE =
  /(?:zu )?(?:einem|einer|einen|eine) (?:anderen?|neuen?) \S+|(?:another|a different|a new|a cheaper) \S+|competitors?/gu;
/** A question that asks for a deed. */
export const ASKS_TO_DO =
  /(?:^| )(?:(?:can|could|would|will) (?:you|we|someone|somebody)|(?:koennten|koennen|kannst|koenntest|koennt|koenntet|wuerden|wuerdest|wuerdet|magst|kann) (?:sie|du|ihr|man|jemand|mir|uns)|would you mind|please|bitte)(?: |$)/u;
/** "Do we have to change it?" asks what is so. */
const ASKS_WHETHER =
  /(?:^| )(?:do|should|must|shall|are|is|muessen|sollen|duerfen|sollten) (?:we|i|wir|ich|it|there)(?: |$)/u;
/** "This is our formal OK": whoever else is named, the yes is theirs. */
const OWN_YES = /(?:^| )(?:our|my|we|i|unser|unsere|mein|meine|wir|ich)(?: |$)/u;
const TELLS =
  /(?:^| )(?:said|says|say|told|tells?|wrote|writes?|thinks?|thought|claims?|according to|asked|asks?|heard|sagte?|sagen|meinte?|schrieb|schreibt|glaubt|laut|gesagt|gemeint|angeblich|zitat)(?: |$)/u;
/** "You can tick it off": leave is given, and nothing is asked. */
export const PERMITS = /^(?:\w+ )?(?:kannst du|koennen sie|koennt ihr|du kannst|sie koennen|you can)(?: |$)/u;
const ALLOWS = /(?:^| )(?:duerfen sie|darfst du|duerft ihr|sie duerfen|du darfst|you may)(?= |$)/u;
/** "Or would you say that something is missing?" */
const ASKS_FOR_OPINION =
  /(?:^| )(?:do you (?:think|feel|find)|would you say|what do you|finden sie|findest du|meinen sie|meinst du|denken sie|denkst du|wuerden sie sagen)(?: |$)/u;
export const LEADS_WITH_W =
  /^(?:and |und |so |also |aber |but )?(?:how|when|why|what|which|who|where|wann|wie|warum|wieso|weshalb|was|welche\w?|wer|wo|bis wann|ab wann)(?: |$)/u;

/** Accepts a phrase, turns it down, or lets it cast doubt, by what stands around it. */
export function weigh(
  read: Read,
  one: Sayable,
  found: { match: string; forms: Forms; asks: boolean; answersWork: boolean },
): void {
  const { match, forms } = found;
  const { plain } = forms;
  const outside = strike("harmlessNegation", coreOf(plain.replace(match, " ").replace(/ +/gu, " ").trim()));
  switch (one) {
    case "approval": {
      const permits = PERMITS.test(plain) && !read.sentence.asks;
      if (found.asks && !permits && !asksSeparately(read.sentence, match)) return;
      // "The payment is released" is a word about money.
      if (means("pays", plain)) return;
      // Whoever else is named beside it.
      const theirs = found.answersWork || OWN_YES.test(match);
      const objection =
        (says("negation", outside) && "it is a yes with a no in it") ||
        (says("reported", outside) && !(theirs && !TELLS.test(outside)) && "the yes may be somebody else's") ||
        (says("hedge", outside.replace(ALLOWS, " ")) && "the yes has a condition") ||
        (says("otherParty", outside) && !found.answersWork && "the yes may be meant for somebody else") ||
        // The gaps inside a phrase may hold such words as well; "you may start" is no maybe.
        (swallows(match.replace(/(?:^| )(?:you may|consider (?:it|this|that))(?: |$)/u, " ")) &&
          "the yes has something between its words") ||
        null;
      if (objection === null) read.hits.add("approval");
      // "Almost approved, only the footer is missing" is a change; nothing is approved by it.
      else if (!read.hits.has("change") && matchOf("change", forms) === null) read.doubt ??= objection;
      return;
    }
    case "complaint":
    case "leaving": {
      if (found.asks && read.sentence.asks && !asksSeparately(read.sentence, match)) return;
      const before = plain.slice(0, plain.indexOf(match));
      const objection =
        (says("negation", strike("harmlessNegation", before)) && one === "leaving" && "it says this is not so") ||
        (unreal(outside, match) && "it says what could be, not what is") ||
        (says("otherParty", outside.replace(ELSEWHERE, " ")) && "it may be about somebody else") ||
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
      if (found.asks && one === "change") {
        if (ASKS_WHETHER.test(plain) || (LEADS_WITH_W.test(plain) && !ASKS_TO_DO.test(plain))) return;
        if (ASKS_FOR_OPINION.test(plain)) {
          read.doubt ??= "it asks what you think of it";
          return;
        }
      }
      // "please don't change it", "no need to send it": the opposite is meant.
      // "These colours are not ours" finds fault with its own "not".
      const until = plain.indexOf(match) + (means("faults", match) ? 0 : match.length);
      const before = plain.slice(0, until);
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
  return (
    pattern.test(outside) ||
    /(?:^| )(?:would|wuerden?|waeren?|thinking|consider\w*|might|could|if|whether|ob|wenn|falls|vielleicht|ueberleg\w*|denken)(?: |$)/u.test(
      match.replace(/would like to/u, " "),
    )
  );
}

/** "We accept. When can you start?" written with a comma: the yes is not part of the question. */
function asksSeparately(sentence: Sentence, match: string): boolean {
  const at = sentence.clauses.findIndex((clause) => clause.includes(match));
  if (at < 0 || at === sentence.clauses.length - 1) return false;
  const own = sentence.clauses[at] ?? "";
  const last = sentence.clauses.at(-1) ?? "";
  return !says("interrogative", own) && !says("tag", last) && says("interrogative", last);
}
