/**
 * What words mean, beside what phrases say: small vocabularies that are put together by composed.ts, so that a wish is
 * understood that nobody has written in just these words before. Plain form, like the phrase books (phrase-book.ts).
 * Before: senses-en.ts, senses-de.ts. After: composed.ts, classify.ts.
 */
import { SENSES_DE } from "./senses-de.ts";
import { SENSES_EN } from "./senses-en.ts";

export interface Senses {
  /** Words before what is said: "just a quick note to say that". */
  readonly preamble: RegExp;
  /** Takes what was delivered, in so many words. */
  readonly accepts: RegExp;
  /** Tells the owner to go on with it. */
  readonly proceeds: RegExp;
  /** Praises the whole of it. */
  readonly praises: RegExp;
  /** A part of a piece of work: praise of a part is no yes. */
  readonly part: RegExp;
  /** Has doubts, wants to think or to ask somebody, or has not read all of it. */
  readonly wavers: RegExp;
  /** Wants it otherwise without saying how: "make it pop". */
  readonly vague: RegExp;
  /** Tells what to alter. */
  readonly alters: RegExp;
  /** Names what is wrong with the work. */
  readonly faults: RegExp;
  /** A wish that leaves the choice to the owner: "maybe … or leave it". */
  readonly optional: RegExp;
  /** A day, a time, or one of those offered. */
  readonly when: RegExp;
  /** What one says of a day or a time. */
  readonly suits: RegExp;
  /** About a meeting, whatever the day. */
  readonly meets: RegExp;
  /** About money between client and owner. */
  readonly pays: RegExp;
  /** Ends the work together. */
  readonly parts: RegExp;
  /** Might be about an end: never passed over. */
  readonly parting: RegExp;
  /** Is displeased. */
  readonly complains: RegExp;
  /** Might be displeased: never passed over. */
  readonly displeased: RegExp;
  /** Is away. */
  readonly away: RegExp;
  /** Holds for everything that comes. */
  readonly everAfter: RegExp;
  /** A wish, of whatever. */
  readonly wishes: RegExp;
  /** Wants no more letters. */
  readonly stops: RegExp;
  /** Says that something has arrived, and nothing of it. */
  readonly received: RegExp;
  /** Is grateful. */
  readonly grateful: RegExp;
  /** How they came to read it: "I finally sat down with it last night". */
  readonly narrates: RegExp;
  /** Small talk. */
  readonly chats: RegExp;
  /** Takes back, in part, what stands before it. */
  readonly contrast: RegExp;
}

const BOOKS: readonly Senses[] = [SENSES_EN, SENSES_DE];

/** Whether either language has this sense in `plain`. */
export function means(sense: keyof Senses, plain: string): boolean {
  return BOOKS.some((book) => book[sense].test(plain));
}

/** The words that have this sense. */
export function sensed(sense: keyof Senses, plain: string): string | null {
  for (const book of BOOKS) {
    const found = book[sense].exec(plain)?.[0].trim();
    if (found) return found;
  }
  return null;
}

/** A sentence without what only leads up to it. */
export function coreOf(plain: string): string {
  let core = plain;
  for (const book of BOOKS) core = core.replace(book.preamble, "").trim();
  return core;
}
