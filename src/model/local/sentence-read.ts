/**
 * What one sentence amounts to, and who reads it: the shapes that are filled in step by step.
 * Before: sentences.ts. After: sentence-reading.ts, guards.ts, compose.ts.
 */
import type { Sayable } from "./phrase-book.ts";
import type { Sentence } from "./sentences.ts";

/** What one sentence amounts to on its own. */
export interface Read {
  sentence: Sentence;
  hits: Set<Sayable>;
  /** Says "ok" and nothing else. */
  weakYes: boolean;
  /** Says nothing that needs anybody: a greeting, a name, a pleasantry. */
  neutral: boolean;
  /** Friendly, and without a doubt in it. */
  kind: boolean;
  thanks: boolean;
  /** Why the owner should look at the mail, whatever else it says. */
  doubt: string | null;
  /** The doubt is about a complaint or a goodbye: where one is clear beside it, it adds nothing. */
  heavy: boolean;
  /** Holds a word too heavy to pass over. */
  loaded: boolean;
  /** Isn't sure, or not yet. */
  wavers: boolean;
  /** States something about them or the work, and nothing in it speaks against a yes beside it. */
  calm: boolean;
  /** Says nothing for certain and nothing against a yes either: no doubt, no "not", no "but", no question. */
  mild: boolean;
  /** Says what the work is like. */
  judges: boolean;
}

/** The classes in the order they are tried and named. */
export const ORDER: readonly Sayable[] = [
  "stop",
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

export interface Reader {
  /** The sender's, which say nothing. */
  readonly names: readonly string[];
  /** They answer the very letter with which a piece of work was sent to them: what they want is wanted of that. */
  readonly answersWork: boolean;
}

/** A doubt about something serious. */
export function weighHeavily(read: Read, doubt: string): void {
  if (read.doubt === null) read.heavy = true;
  read.doubt ??= doubt;
}
