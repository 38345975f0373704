/**
 * Words that tell what a text is about, for choosing among few texts: which facts fit a question, which letters of a month
 * matter most. Searching among many is the index's business (episode-index.ts).
 */

import { termsAsked, termsOf } from "./terms.ts";

/** The distinct words of a text, as the index has them: folded, stemmed, without small words. */
export function keywords(text: string): Set<string> {
  return new Set(termsOf({ at: 0, who: "", text, beside: "" }).own.keys());
}

/** The words of a question, which may be in either language. */
export function keywordsAsked(question: string): Set<string> {
  return new Set(termsAsked(question).flat());
}

/** How many words two sets have in common. */
export function common(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let count = 0;
  for (const word of a) if (b.has(word)) count++;
  return count;
}

/** The sentence of a text that weighs most, at most `longest` characters; empty where there is none. */
export function heaviestSentence(text: string, weigh: (sentence: string) => number, longest: number): string {
  let best = "";
  let most = -1;
  for (const sentence of sentencesOf(text)) {
    const weight = weigh(sentence);
    if (weight <= most) continue;
    most = weight;
    best = sentence;
  }
  return best.length > longest
    ? `${best
        .slice(0, longest - 1)
        .toWellFormed()
        .trimEnd()}…`
    : best;
}

/** Sentences and lines, tidied. A single line break is mostly a wrapped line. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/\n\s*\n|(?<=[.!?…])\s+/u)
    .map((one) => one.replace(/\s+/g, " ").trim())
    .filter((one) => /\p{L}{2}/u.test(one));
}
