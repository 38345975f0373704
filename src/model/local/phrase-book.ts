/**
 * What a phrase book holds, and how its words become patterns.
 * Phrases are compared with a sentence's plain form (sentences.ts): lower case, ae/oe/ue/ss, words and single spaces only.
 * Before: phrases-en.ts, phrases-de.ts, phrases-pitch.ts. After: classify.ts, inquiry.ts.
 */

/** The classes a phrase can speak for; `unsure` is what is left. */
export type Sayable =
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
  | "request";

export interface PhraseBook {
  /** Phrases that say a class. */
  says: Readonly<Record<Sayable, RegExp>>;
  /** Says yes only if nothing else stands in the message: "ok", "passt". */
  weakYes: RegExp;
  /** Words that may stand beside a weak yes, or in a sentence that says nothing: thanks, names, pleasantries. */
  filler: RegExp;
  /** A sentence that carries no wish of its own. */
  neutral: RegExp;
  /** A kind word: a sentence with one, and without a doubt, is no reason to ask. */
  kind: RegExp;
  greeting: RegExp;
  closing: RegExp;
  /** How a question begins when its mark is missing. */
  interrogative: RegExp;
  /** A clause that makes a question of the statement before it: "right?". */
  tag: RegExp;
  negation: RegExp;
  /** Negations that deny nothing: "no problem", "keine Änderungen". */
  harmlessNegation: RegExp;
  /** Conditions, futures and maybes: what is said is not so yet. */
  hedge: RegExp;
  /** Somebody else's words or decision. */
  reported: RegExp;
  /** It is about another firm, not about the owner. */
  otherParty: RegExp;
  sarcasm: RegExp;
  /** Words too heavy to pass over when no phrase explains them. */
  loaded: RegExp;
  /** Words that need the owner even beside a phrase that explains the sentence. */
  grave: RegExp;
}

/** One pattern out of many fragments, each beginning and ending at a word's edge (a fragment may end in a space). */
export function words(...fragments: readonly string[]): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${fragments.join("|")})(?:(?<= )|(?![\\p{L}\\p{N}]))`, "u");
}

/** Like `words`, but no gap (`\\w+ `) may hold a "not": for what must not be turned into its opposite. */
export function assertions(...fragments: readonly string[]): RegExp {
  const gap = "(?:(?!(?:not|no|never|nobody|hardly|nicht|kein\\w*|nie|niemand|kaum) )";
  return words(
    ...fragments.map((one) => one.replaceAll("(?:\\w+ )", `${gap}\\w+ )`).replaceAll("(?:\\S+ )", `${gap}\\S+ )`)),
  );
}
