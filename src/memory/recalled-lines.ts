/**
 * What was recalled, line by line, as a recall is counted: the words, with when and by whom.
 * Before: recall.ts.
 */
import type { Recalled } from "./memory.ts";
import { dayWords, periodWords } from "./periods.ts";

export const HEADINGS = {
  instructions: "Standing instructions, always to be followed:",
  facts: "What is known:",
  summaries: "The past in short:",
  episodes: "Single messages, decisions and payments:",
} as const;

export function factLine({ text }: { readonly text: string }): string {
  return `- ${text}`;
}

export function summaryLine({ period, text, partial }: Recalled["summaries"][number]): string {
  return `- ${periodWords(period)}${partial ? " (more has happened since)" : ""}: ${text}`;
}

/** `zone`: the owner's. */
export function episodeLine(
  { at, who, text }: Pick<Recalled["episodes"][number], "at" | "who" | "text">,
  zone: string,
): string {
  return `- ${dayWords(at, zone)}, ${who}: ${text}`;
}
