/**
 * What a client's message says is decided here: a list of classes, or a doubt that somebody has to look at.
 * Sentences are weighed against each other, and what is not understood counts too:
 * an approval stands only if every other sentence is understood. A wrong guess costs more than a question.
 * Before: sentence-reading.ts. After: read-message.ts.
 */
import { formsOf, matchOf, says } from "./books.ts";
import type { Sayable } from "./phrase-book.ts";
import { ABOUT_SAFETY, TO_A_MACHINE } from "./phrases-pitch.ts";
import { means } from "./senses.ts";
import { ORDER, type Read, type Reader } from "./sentence-read.ts";
import { readSentence } from "./sentence-reading.ts";
import { plainOf, type Sentence, shown } from "./sentences.ts";

interface Evidence {
  class: Sayable;
  sentence: string;
}

export type Classified =
  | { kind: "clear"; evidence: Evidence[] }
  /** `because` continues "I'm not sure, …"; `sentence` is the one that causes the doubt, "" when there is none. */
  | { kind: "unsure"; because: string; sentence: string };

const SCEPTICAL = /[🙄😒😡🤬👎❌💩🤦😠😤🤨🙃😑]|🤷/u;
const AUTO_REPLY_SUBJECT =
  /^(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of office|ooo\b|automatische antwort|abwesenheit|abwesend|autoreply)/iu;
const HEAVY_SUBJECT = /\b(?:k[uü]ndigung|beschwerde|reklamation|complaint|cancellation|termination|mahnung|widerruf)/iu;
const HEAVY = ["leaving", "complaint"] as const;
const GRAVE = ["parting", "displeased"] as const;
const REPLY_PREFIX = /^\s*(?:re|aw|antw|fwd?|wg)\s*:/iu;
/** May say yes, and may only say that it has arrived. */
const ACKNOWLEDGES =
  /^(?:(?:ok|okay|okey|k|alright|all right|alles klar|fine|sure|yes|yep|yeah|ja|jo|thanks|thank you|danke|vielen dank|dir|ihnen|euch|so much|very much|great|super|perfect|perfekt|prima|then|dann|for the \w+|fuer die \w+|well) ?)+$/u;
/** These are said to somebody one works with; from a stranger they are a question to the owner. */
const ONLY_FROM_CLIENTS: ReadonlySet<Sayable> = new Set(["approval", "complaint", "leaving", "standing-wish"]);
/** Decides the classes of a message from its sentences. */
export function classify(
  sentences: readonly Sentence[],
  from: Reader & { known: boolean; subject: string },
): Classified {
  const whole = sentences.map(({ plain }) => plain).join(" ");
  for (const sentence of sentences) {
    if (TO_A_MACHINE.test(sentence.plain))
      return unsure("it gives instructions that look meant for a machine", sentence);
    if (ABOUT_SAFETY.test(sentence.plain))
      return unsure("it is about access, bank details or bookings, which you should see yourself", sentence);
  }
  const reads = readAll(sentences, from);
  const grave = reads.some((read) => read.hits.has("leaving") || read.hits.has("complaint"));
  const doubtful = reads.find((read) => read.doubt !== null && !(grave && read.heavy));
  if (doubtful?.doubt) return unsure(doubtful.doubt, doubtful.sentence);

  const said = new Set(reads.flatMap((read) => [...read.hits]));
  const mocking = SCEPTICAL.test(sentences.map(({ text }) => text).join(" ")) || says("sarcasm", whole);
  const yes = reads.find((read) => read.weakYes || read.hits.has("approval"));
  const grateful = reads.find((read) => read.thanks || read.hits.has("thanks"));
  if (mocking && (yes ?? grateful) && !said.has("complaint") && !said.has("leaving")) {
    return unsure("it may be meant ironically", (yes ?? grateful)?.sentence);
  }
  if (
    !REPLY_PREFIX.test(from.subject) &&
    HEAVY_SUBJECT.test(from.subject) &&
    !said.has("leaving") &&
    !said.has("complaint")
  ) {
    return unsure(`its subject is “${shown(from.subject, 80)}”`, undefined);
  }
  if (AUTO_REPLY_SUBJECT.test(from.subject) && !said.has("out-of-office")) {
    return unsure("it looks like an automatic reply, but doesn't say what about", sentences[0]);
  }
  const heavy = reads.find((read) => read.loaded && read.hits.size === 0 && !read.weakYes);
  if (heavy) return unsure("this sentence could matter and I can't place it", heavy.sentence);
  const wavering = reads.find((read) => read.wavers);
  if (wavering && (yes ?? reads.find((read) => read.hits.has("change") && read.wavers)))
    return unsure("it isn't sure of what it says, or not yet", wavering.sentence);
  const classes = settle(reads, said, from);
  if (classes.kind === "unsure") return classes;
  if (!from.known) {
    const strange = classes.evidence.find((one) => ONLY_FROM_CLIENTS.has(one.class));
    if (strange)
      return {
        kind: "unsure",
        because: "it reads like a client's message, but comes from somebody I don't know",
        sentence: strange.sentence,
      };
  }
  return classes;
}

/** Whether there is nothing in it but greetings, names and pleasantries. */
export function saysNothing(sentences: readonly Sentence[], names: readonly string[]): boolean {
  return readAll(sentences, { names, answersWork: false }).every(
    (read) => read.neutral && read.hits.size === 0 && !read.weakYes && !read.thanks && read.doubt === null,
  );
}

/** Whether something in it wants to be obeyed, or is about access and money. */
export function isTrap(sentences: readonly Sentence[]): boolean {
  return sentences.some(({ plain }) => TO_A_MACHINE.test(plain) || ABOUT_SAFETY.test(plain));
}

/** Whether something in it wants to be obeyed, is about access and money, or weighs heavily: then nobody else's reading lifts a doubt. */
export function isGuarded(sentences: readonly Sentence[]): boolean {
  if (isTrap(sentences)) return true;
  return sentences.some(
    ({ plain, clauses }) =>
      GRAVE.some((sense) => means(sense, plain)) ||
      says("grave", plain) ||
      HEAVY.some((one) => matchOf(one, formsOf(plain, clauses)) !== null),
  );
}

/** Weighs what the sentences say against each other and against what stayed unexplained. */
function settle(reads: readonly Read[], said: ReadonlySet<Sayable>, { answersWork }: Reader): Classified {
  const [unexplained] = rest(reads);
  const dropped = new Set<Sayable>();
  const weak = reads.find((read) => read.weakYes);
  const approval = reads.find((read) => read.hits.has("approval")) ?? weak;
  const evidence: Evidence[] = [];
  const substantive = [...said].filter((one) => one !== "thanks" && one !== "approval");

  if (said.has("approval") && approval) {
    const against = substantive.find((one) => one === "change" || one === "complaint" || one === "leaving");
    if (against)
      return unsure(
        `it says yes, but there is also a ${against === "leaving" ? "goodbye" : against} in it`,
        approval.sentence,
      );
    const strange = rest(reads).find((read) => !read.calm && !(answersWork && read.mild));
    if (strange) return unsure("it says yes, but I don't understand all of the rest", strange.sentence);
  } else if (weak) {
    if (substantive.length === 0) {
      if (unexplained) return unsure("it says yes, but I don't understand all of the rest", unexplained.sentence);
      if (reads.every((read) => !read.weakYes || ACKNOWLEDGES.test(read.sentence.plain)))
        return reads.some((read) => read.thanks)
          ? { kind: "clear", evidence: [{ class: "thanks", sentence: weak.sentence.text }] }
          : unsure("it may be a yes, or only say that it has arrived", weak.sentence);
      evidence.push({ class: "approval", sentence: weak.sentence.text });
    } else if (!substantive.every((one) => one === "scheduling" || one === "change" || one === "complaint")) {
      return unsure("it may say yes to something, and asks for more", weak.sentence);
    }
  }
  if (said.has("out-of-office"))
    for (const one of ["request", "standing-wish", "thanks", "question"] as const) dropped.add(one);
  // "Back on 12 March" offers no meeting.
  if (said.has("out-of-office") && !reads.some((read) => read.sentence.asks || means("meets", read.sentence.plain)))
    dropped.add("scheduling");
  if (said.has("complaint") || said.has("leaving")) dropped.add("thanks");
  for (const read of reads) {
    for (const one of ORDER) {
      if (read.hits.has(one) && !dropped.has(one)) evidence.push({ class: one, sentence: read.sentence.text });
    }
  }
  // Thanks for a piece of work may hide what is thought of it.
  if (evidence.length === 0 && rest(reads).every((read) => read.mild && !answersWork)) {
    const grateful = reads.find((read) => read.thanks);
    if (grateful) evidence.push({ class: "thanks", sentence: grateful.sentence.text });
  }
  if (evidence.length === 0) return unsure("I can't tell what is wanted", (unexplained ?? reads[0])?.sentence);
  if (evidence.every((one) => one.class === "thanks")) {
    const more =
      rest(reads).find((read) => answersWork || !read.mild) ??
      reads.find((read) => read.wavers || (read.judges && !read.hits.has("thanks")));
    if (more) return unsure("it says thanks, but I don't understand the rest", more.sentence);
  }
  return { kind: "clear", evidence };
}

/** What no class, yes or courtesy explains. */
function rest(reads: readonly Read[]): Read[] {
  return reads.filter((read) => read.hits.size === 0 && !read.weakYes && !read.neutral && !read.kind);
}

function readAll(sentences: readonly Sentence[], reader: Reader): Read[] {
  const reads: Read[] = [];
  let closed = false;
  for (const sentence of sentences) {
    const read = readSentence(sentence, reader);
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

function unsure(because: string, sentence: Sentence | undefined): Classified {
  return { kind: "unsure", because, sentence: sentence?.text ?? "" };
}

/** The words of a person's name, plain: their name under a mail says nothing. */
export function nameWords(name: string): string[] {
  return plainOf(name)
    .split(" ")
    .filter((word) => word !== "");
}
