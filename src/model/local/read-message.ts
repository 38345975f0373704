/**
 * One message is read here, without a model: what it says, in which language, with which dates and sums, and the sentence that says so.
 * Text is only ever described: nothing in it can do more than be classified. What isn't clear is `unsure`, with a question for the owner.
 * Before: the intake agent, with the newly written text. After: its intents and cards.
 */
import { DateTime } from "luxon";
import { formsOf, matchOf, residueOf } from "./books.ts";
import { classify, isGuarded, isTrap, nameWords, saysNothing } from "./classify.ts";
import { nameOf } from "./company.ts";
import { type DateFound, datesIn } from "./dates.ts";
import { approachOf, type Inquiry } from "./inquiry.ts";
import { type LanguageReading, languageOf } from "./language.ts";
import { type Amount, amountsIn } from "./money.ts";
import { type KindSuggestion, suggestKind } from "./sender-kind.ts";
import { means } from "./senses.ts";
import { type Sentence, sentencesOf, shown } from "./sentences.ts";

export type MessageClass =
  | "stop"
  | "approval"
  | "change"
  | "question"
  | "scheduling"
  | "payment"
  | "complaint"
  | "leaving"
  | "out-of-office"
  | "thanks"
  | "standing-wish"
  | "request"
  | "unsure";

export interface MessageInput {
  subject: string;
  /** What was newly written: quotes and signature already cut. */
  written: string;
  signature: string;
  fromName: string;
  fromAddress: string;
  /** Milliseconds since the epoch. */
  sentAt: number;
  /** IANA, the owner's. */
  timezone: string;
  /** Whether the sender is a known client. */
  known: boolean;
  /** It answers the letter with which a piece of work went out that waits for an answer. */
  answersWork?: boolean;
  /** File names. */
  attachments: string[];
}

export interface MessageReading {
  language: LanguageReading["language"];
  /** May be several; ["unsure"] alone when unsure. */
  classes: MessageClass[];
  /** The sentence that says so, word for word. */
  evidence: { class: MessageClass; sentence: string }[];
  /** Readable: "it is written in French, which I don't read". */
  unsureBecause?: string;
  /** What the doubt is about: `language` and `inquiry` may hide an inquiry; `words`: the sentence in `evidence`. */
  unsureAbout?: "language" | "inquiry" | "words" | "rest";
  /** It wants to be obeyed, or is about access and money: a doubt about it is for the owner alone. */
  guarded?: true;
  /** There is no new text in it, or none but greetings and names. */
  empty?: true;
  /** What it may be where it is unsure: what is asked of the owner, the likeliest first. None where it may be a trap. */
  mayBe?: MessageClass[];
  /** What an unknown sender may be. */
  sender?: KindSuggestion;
  /** A new business inquiry; only from unknown senders. */
  inquiry: Inquiry | null;
  dates: DateFound[];
  amounts: Amount[];
  /** What to ask the owner when unsure, or when the message asks what only the owner can answer. */
  question: string | null;
}

/** `because` continues "I'm not sure what to make of it: …". */
interface Doubt {
  because: string;
  about?: MessageReading["unsureAbout"];
}

/** Beyond this a mail is read in part, and said to be too long to be sure of. */
const LONGEST = 8000;
const MOST_SAID = 10;
const LATEST = Date.UTC(2200, 0, 1);

/** Reads one message. Pure, synchronous; never throws; the time is bounded whatever the text. */
export function readMessage(whole: MessageInput): MessageReading {
  const input = capped(whole);
  const written = input.written.slice(0, LONGEST);
  const sentences = sentencesOf(written);
  const reading = languageOf(written);
  const amounts = amountsIn(written, reading.language);
  const { dates, problems } = datesIn(
    sentences.map(({ text }) => text),
    { sentAt: input.sentAt, timezone: input.timezone, language: reading.language },
  );
  const approach = input.known ? null : approachOf(sentences, { ...input, written });
  const doubt = doubtOf(input, sentences, reading, amounts, problems);
  const inquiry = approach?.kind === "inquiry" && reading.language !== "other" ? approach.inquiry : null;
  const result: MessageReading = {
    language: reading.language,
    classes: ["unsure"],
    evidence: [],
    inquiry,
    ...(input.known ? {} : { sender: suggestKind(input) }),
    dates,
    amounts,
    question: null,
  };
  if (doubt !== null) return unsure(result, input, sentences, { ...doubt, sentence: sentences[0]?.text ?? "" });
  if (approach?.kind === "mixed") {
    return unsure(result, input, sentences, {
      because: `it could be an inquiry, but ${approach.because}`,
      about: "inquiry",
      sentence: approach.sentence,
    });
  }
  if (approach?.kind === "not-a-client")
    return unsure(result, input, sentences, { because: approach.because, sentence: sentences[0]?.text ?? "" });

  const classified = classify(sentences, {
    known: input.known,
    subject: input.subject,
    names: nameWords(input.fromName),
    answersWork: input.answersWork ?? false,
  });
  if (classified.kind === "unsure" && inquiry === null)
    return unsure(result, input, sentences, { ...classified, about: "words" });
  const evidence: MessageReading["evidence"] =
    classified.kind === "clear" ? classified.evidence.slice(0, MOST_SAID) : [];
  if (inquiry !== null && !evidence.some((one) => one.class === "request")) {
    evidence.unshift({ class: "request", sentence: inquiry.sentence });
  }
  const classes = [...new Set(evidence.map((one) => one.class))];
  return { ...result, classes, evidence, question: ownersQuestion(input, classes, evidence, dates) };
}

/** No header or signature is longer than this for a good reason; one character beyond `LONGEST` tells that there was more. */
function capped(input: MessageInput): MessageInput {
  return {
    ...input,
    written: input.written.slice(0, LONGEST + 1),
    subject: input.subject.slice(0, 500),
    signature: input.signature.slice(0, 2000),
    fromName: input.fromName.slice(0, 200),
    fromAddress: input.fromAddress.slice(0, 320),
    // A header may claim any day; what stands near the end of time would be counted beyond it.
    sentAt: Math.min(Math.max(input.sentAt, 0), LATEST),
  };
}

/** Why nothing more should be made of a message, whatever it says; null when there is no such reason. */
function doubtOf(
  input: MessageInput,
  sentences: readonly Sentence[],
  reading: LanguageReading,
  amounts: readonly Amount[],
  problems: readonly string[],
): Doubt | null {
  if (sentences.length === 0) {
    const only = input.attachments.length > 0 ? ", only attachments" : "";
    return { because: `there is no new text in it${only}` };
  }
  if (!sentences.some(({ text }) => /[\p{L}\p{N}]/u.test(text))) return { because: "there are no words in it" };
  // "Merci!" is understood anywhere.
  if (sentences.every(({ plain }) => residueOf(plain).filled)) return null;
  if (reading.language === "other") {
    const because =
      reading.name === null
        ? "it is in a language I don't read"
        : `it is written in ${reading.name}, which I don't read`;
    return { because, about: "language" };
  }
  const foreign = sentences.find(
    ({ text, plain }) => plain.split(" ").length >= 4 && languageOf(text).language === "other",
  );
  if (foreign)
    return { because: `part of it is in another language (“${shown(foreign.text, 80)}”)`, about: "language" };
  if (input.written.length > LONGEST) return { because: "it is very long, and I read only the beginning" };
  if (problems[0] !== undefined) return { because: problems[0] };
  const amount = amounts.find((one) => !one.certain);
  if (amount) return { because: `I can't read the amount “${amount.text}” for certain` };
  return null;
}

function unsure(
  result: MessageReading,
  input: MessageInput,
  sentences: readonly Sentence[],
  why: Doubt & { sentence: string },
): MessageReading {
  const quoted = why.sentence === "" ? "" : ` “${shown(why.sentence)}”`;
  return {
    ...result,
    classes: ["unsure"],
    evidence: why.sentence === "" ? [] : [{ class: "unsure", sentence: why.sentence }],
    unsureBecause: why.because,
    unsureAbout: why.about ?? "rest",
    ...(isGuarded(sentences) ? { guarded: true } : {}),
    ...(saysNothing(sentences, nameWords(input.fromName)) ? { empty: true } : {}),
    mayBe: candidates(sentences),
    question: `I'm not sure what to make of this mail from ${nameOf(input)}: ${why.because}.${quoted} What is it?`,
  };
}

/** What the owner will most likely call it. */
function candidates(sentences: readonly Sentence[]): MessageClass[] {
  if (isTrap(sentences)) return [];
  const weighs = (sense: "parting" | "displeased", name: "leaving" | "complaint") =>
    sentences.some(({ plain, clauses }) => means(sense, plain) || matchOf(name, formsOf(plain, clauses)) !== null);
  const heavy: MessageClass[] = [
    ...(weighs("parting", "leaving") ? (["leaving"] as const) : []),
    ...(weighs("displeased", "complaint") ? (["complaint"] as const) : []),
  ];
  return [...heavy, ...(["approval", "change", "question", "thanks"] as const)].slice(0, 4);
}

/** A question of the client's that only the owner can answer, put to the owner. */
function ownersQuestion(
  input: MessageInput,
  classes: readonly MessageClass[],
  evidence: MessageReading["evidence"],
  dates: readonly DateFound[],
): string | null {
  const said = (one: MessageClass): string => shown(evidence.find((piece) => piece.class === one)?.sentence ?? "");
  const name = nameOf(input);
  if (classes.includes("leaving")) return `${name} writes “${said("leaving")}”. How do you want to answer?`;
  if (classes.includes("complaint")) return `${name} is not happy: “${said("complaint")}”. How do you want to answer?`;
  if (classes.includes("question")) return `${name} asks: “${said("question")}” What shall I answer?`;
  if (classes.includes("scheduling")) {
    const day = dates[0];
    const when = day
      ? ` (${spoken(day.date)}${day.time === undefined ? "" : `, ${day.time}`}${day.certain ? "" : ", if I read it right"})`
      : "";
    return `${name} writes about a date${when}: “${said("scheduling")}” ${day ? "Does that suit you?" : "What shall I answer?"}`;
  }
  return null;
}

/** `Tuesday 24 November 2026`: a misread date shows in its weekday. */
function spoken(date: string): string {
  return DateTime.fromISO(date, { zone: "utc" }).setLocale("en-GB").toFormat("cccc d MMMM yyyy");
}
