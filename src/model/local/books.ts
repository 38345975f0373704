/**
 * Both phrase books and what is asked of them: has a sentence a phrase of this sort, and what is left without it.
 * Before: phrases-en.ts, phrases-de.ts, senses.ts. After: sentence-reading.ts, classify.ts.
 */
import type { PhraseBook, Sayable } from "./phrase-book.ts";
import { GERMAN } from "./phrases-de.ts";
import { ENGLISH } from "./phrases-en.ts";
import { coreOf, type Senses, sensed } from "./senses.ts";

type Sort = Exclude<keyof PhraseBook, "says">;

const BOOKS: readonly PhraseBook[] = [ENGLISH, GERMAN];
/** The patterns that are struck out wherever they stand, compiled once. */
const EVERYWHERE: ReadonlyMap<RegExp, RegExp> = new Map(
  BOOKS.flatMap((book) => [book.weakYes, book.filler, book.harmlessNegation]).map((one) => [
    one,
    new RegExp(one, "gu"),
  ]),
);
/** Where the words of one sense alone say a class. */
const BY_SENSE: Readonly<Partial<Record<Sayable, readonly (keyof Senses)[]>>> = {
  stop: ["stops"],
  leaving: ["parts"],
  complaint: ["complains"],
  approval: ["accepts", "proceeds"],
  change: ["alters", "faults"],
  scheduling: ["meets"],
  payment: ["pays"],
  "out-of-office": ["away"],
};

/** Whether either language's book has a phrase of this sort in `plain`. */
export function says(what: Sort, plain: string): boolean {
  return BOOKS.some((book) => book[what].test(plain));
}

/** A sentence in the forms that are searched, each once. */
export interface Forms {
  readonly plain: string;
  /** The whole and its clauses. */
  readonly parts: readonly string[];
  /** The same, and each without what only leads up to it. */
  readonly cores: readonly string[];
}

export function formsOf(plain: string, clauses: readonly string[]): Forms {
  const parts = [...new Set([plain, ...clauses.slice(0, 12)])];
  return { plain, parts, cores: [...new Set([...parts, ...parts.map(coreOf)])] };
}

/** The words that say a class: a phrase of the whole or of one clause, else a sense. */
export function matchOf(one: Sayable, { plain, parts, cores }: Forms): string | null {
  for (const book of BOOKS) {
    for (const text of parts) {
      const match = book.says[one].exec(text)?.[0].trim();
      if (match && plain.includes(match)) return match;
    }
  }
  for (const sense of BY_SENSE[one] ?? []) {
    for (const text of cores) {
      const match = sensed(sense, text);
      if (match && plain.includes(match)) return match;
    }
  }
  return null;
}

/** `plain` without the phrases of this sort. */
export function strike(what: Sort, plain: string): string {
  return BOOKS.reduce((rest, book) => strikePattern(book[what], rest), plain);
}

/** What is left of a sentence once "ok", thanks and the like are taken out. */
export function residueOf(plain: string): { filled: boolean; yes: boolean } {
  const rest = strike("weakYes", plain);
  return { filled: strike("filler", rest) === "", yes: rest !== plain };
}

/** `plain` without the greeting it begins with. */
export function ungreeted(plain: string): string {
  return BOOKS.reduce((rest, book) => rest.replace(book.greeting, "").trim(), plain);
}

function strikePattern(pattern: RegExp, plain: string): string {
  const rest = plain.replace(EVERYWHERE.get(pattern) ?? pattern, " ");
  return rest === plain ? plain : rest.replace(/ +/gu, " ").trim();
}
