/**
 * How this agent talks to the owner: one short sentence, with the words that matter quoted.
 */
import type { Evidence, MailOnRecord } from "./shapes.ts";

interface Asks {
  /** Follows the name, and is followed by the quoted sentence. */
  readonly says: string;
  /** Follows the quote. */
  readonly ask: string;
  /** What the owner does about it, where it stands beside something else. */
  readonly deed: string;
}

/** What of a message needs an answer of the owner's, the weightiest first. */
const ASKS: Readonly<Record<string, Asks>> = {
  change: { says: "asks for a change", ask: "What shall I answer?", deed: "Answer" },
  question: { says: "asks", ask: "What shall I answer?", deed: "Answer" },
  request: { says: "asks for something", ask: "What shall I answer?", deed: "Answer" },
  "standing-wish": { says: "wants this from now on", ask: "", deed: "Look at" },
  scheduling: { says: "writes about a date", ask: "Does that suit you?", deed: "Answer" },
  payment: { says: "writes about a payment", ask: "", deed: "Look at" },
  approval: { says: "says yes, and I don't know to what", ask: "", deed: "Look at" },
};

/**
 * The question about what needs an answer, or null where nothing of `classes` does. `beside`: it stands on a card that says who
 * writes already.
 */
export function questionOf(
  mail: MailOnRecord,
  classes: readonly string[],
  evidence: readonly Evidence[],
  beside: boolean,
): string | null {
  const first = Object.keys(ASKS).find((name) => classes.includes(name));
  const asks = first === undefined ? undefined : ASKS[first];
  if (!asks) return null;
  const sentence = evidence.find((one) => one.class === first)?.sentence ?? "";
  const quoted = sentence ? `“${shortened(sentence)}”` : "";
  if (beside) return `${asks.deed} ${quoted || "the rest of it"}`;
  return `${nameOf(mail)} ${asks.says}${quoted ? `: ${quoted}` : "."} ${asks.ask}`.trim();
}

export function nameOf(mail: MailOnRecord): string {
  const [sender] = mail.from;
  return sender?.name || sender?.address || "Somebody";
}

export function shortened(text: string, length = 160): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= length) return line;
  return `${Array.from(line.slice(0, length - 1))
    .join("")
    .trim()}…`;
}
