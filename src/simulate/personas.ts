/**
 * How clients behave, by character: how soon they answer, what they say to what they get, how they pay, what they come up
 * with by themselves. Numbers between 0 and 1 are chances.
 */
import type { Persona } from "./people.ts";

export interface Character {
  /** For the report. */
  readonly says: string;
  /** Office hours until an answer. */
  readonly hours: readonly [number, number];
  /** Answers at all to what they get. */
  readonly answers: number;
  /** Takes an offered time; else names another. */
  readonly takesTime: number;
  /** What they say to a first version, by weight; to later ones they say yes, unless `rounds` are still to come. */
  readonly verdicts: { readonly approve: number; readonly change: number; readonly ambiguous: number };
  /** Versions in all to which they want changes, most of the time. */
  readonly rounds: number;
  /** Days from the day an invoice is due to the day it is paid, least and most. */
  readonly pays: readonly [number, number];
  /** Pays a wrong amount, or leaves the number out. */
  readonly paysOddly: number;
  /** Writes that it was paid. */
  readonly announces: number;
  /** Says thanks for a letter that asks for nothing. */
  readonly thanks: number;
  /** How often in thirty days they ask something, or wish something for good. */
  readonly questions: number;
  readonly wishes: number;
  /** What happens to them once, and between which days from the start. */
  readonly once?: { readonly what: "complaint" | "leaving" | "away"; readonly days: readonly [number, number] };
}

const USUAL: Character = {
  says: "answers within a day, pays on time",
  hours: [1, 7],
  answers: 1,
  takesTime: 0.95,
  verdicts: { approve: 0.8, change: 0.2, ambiguous: 0 },
  rounds: 1,
  pays: [-6, 0],
  paysOddly: 0,
  announces: 0.2,
  thanks: 0.3,
  questions: 0.4,
  wishes: 0.25,
};

export const CHARACTERS: Readonly<Record<Persona, Character>> = {
  prompt: USUAL,
  silent: {
    ...USUAL,
    says: "never writes, and pays on the last day",
    answers: 0,
    pays: [-1, 0],
    announces: 0,
    thanks: 0,
    questions: 0,
    wishes: 0,
  },
  vague: {
    ...USUAL,
    says: "says things that can be taken in two ways, and pays without a number",
    hours: [4, 14],
    answers: 0.9,
    takesTime: 0.85,
    verdicts: { approve: 0.15, change: 0.1, ambiguous: 0.75 },
    paysOddly: 0.5,
    announces: 0,
  },
  "late-paying": {
    ...USUAL,
    says: "pays weeks late, or when reminded, and now and then a wrong sum; not always easy to read",
    verdicts: { approve: 0.6, change: 0.2, ambiguous: 0.2 },
    pays: [8, 26],
    paysOddly: 0.15,
    announces: 0.6,
  },
  "scope-creeping": {
    ...USUAL,
    says: "wants changes to everything, twice, and asks a lot",
    verdicts: { approve: 0.1, change: 0.9, ambiguous: 0 },
    rounds: 2,
    questions: 1.2,
    wishes: 0.6,
  },
  leaving: { ...USUAL, says: "gives notice in the second or third week", once: { what: "leaving", days: [8, 17] } },
  complaining: {
    ...USUAL,
    says: "complains in the second or third week",
    verdicts: { approve: 0.4, change: 0.3, ambiguous: 0.3 },
    once: { what: "complaint", days: [7, 16] },
  },
  "out-of-office": {
    ...USUAL,
    says: "is away for a week, and their mail answers by itself",
    hours: [3, 12],
    once: { what: "away", days: [4, 12] },
  },
};
