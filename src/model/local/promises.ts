/**
 * What a letter of the owner's promises, and until when; and whether a later one keeps it. A condition, a question, a no or a
 * maybe is no promise. Days are the owner's, counted from the day it was sent.
 * Before: agent/read-promises.ts, with what was newly written. After: promise-days.ts, promise-words.ts.
 */

import { type DaysFrom, untilIn } from "./promise-days.ts";
import {
  CONDITION,
  DONE_HERE,
  NO_PROMISE,
  NOTE,
  PROMISE_ALL_THE_SAME,
  type PromiseKind,
  promiseIn,
} from "./promise-words.ts";
import { plainOf, type Sentence, sentencesOf } from "./sentences.ts";

export interface PromiseFound {
  /** Word for word. */
  readonly sentence: string;
  /** `YYYY-MM-DD`; null where no day is said. */
  readonly untilOn: string | null;
  readonly kind: PromiseKind;
}

export interface Keeping {
  /** What was promised to be sent or made comes with it. */
  readonly brings: boolean;
  /** It says something of its own, so that whoever waited for an answer has one. */
  readonly answers: boolean;
  readonly sentence: string | null;
}

const MOST = 10;

/** The promises in what was newly written. Pure; never throws. */
export function readPromises(text: string, from: DaysFrom): PromiseFound[] {
  return sentencesOf(text)
    .flatMap((sentence) => promisesIn(sentence, from))
    .slice(0, MOST);
}

/** "I'll send it by Friday, and I'll call you on Monday" promises two things. */
const AND_I = /,?\s+(?:and|und|but|aber)\s+(?=(?:i|we|you|the|ich|wir|sie|du|der|die|das|den)\b)/iu;

function promisesIn(sentence: Sentence, from: DaysFrom): PromiseFound[] {
  if (sentence.asks || CONDITION.test(settled(sentence.plain))) return [];
  const whole = untilIn(sentence.text, from);
  return sentence.text.split(AND_I).flatMap((part) => promised(part, whole.untilOn, from) ?? []);
}

/** `otherwise`: the day that the sentence around it names. */
function promised(text: string, otherwise: string | null, from: DaysFrom): PromiseFound | null {
  const plain = settled(plainOf(text));
  const { untilOn: own, past } = untilIn(text, from);
  const untilOn = own ?? otherwise;
  if (past || NO_PROMISE.test(plain) || DONE_HERE.test(plain)) return null;
  const sentence = text.trim();
  const kind = promiseIn(plain);
  // Many things are looked into without anybody waiting for them: those count only with a day.
  if (kind !== null) return kind === "other" && untilOn === null ? null : { sentence, untilOn, kind };
  const isNote = untilOn !== null && plain.split(" ").length <= 7 && NOTE.test(plain) && !HAS_VERB.test(plain);
  return isNote ? { sentence, untilOn, kind: "send" } : null;
}

const HAS_VERB = /(?:^| )(?:is|are|was|were|has|have|ist|sind|war|hat|haben|due|faellig)(?: |$)/u;

/** Without the words that deny or condition nothing. */
function settled(plain: string): string {
  return plain.replace(PROMISE_ALL_THE_SAME, " ").replace(/ +/gu, " ").trim();
}

/** What a letter keeps of what was promised before. `attachments`: how many files go with it. */
export function readKeeping(text: string, attachments: number, from: DaysFrom): Keeping {
  const sentences = sentencesOf(text);
  const done = sentences.find((sentence) => !sentence.asks && DONE_HERE.test(sentence.plain) && !isNegated(sentence));
  const puts = sentences.some((sentence) => promisesIn(sentence, from).some(({ kind }) => kind === "answer"));
  return {
    brings: attachments > 0 || done !== undefined,
    // "I'll get back to you next week" puts somebody off once more.
    answers: !puts && sentences.length > 0,
    sentence: done?.text ?? null,
  };
}

function isNegated({ plain }: Sentence): boolean {
  return /(?:^| )(?:not|nicht|noch nicht|will|werde|folgt)(?: |$)/u.test(plain);
}
