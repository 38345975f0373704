/**
 * How intake talks to the owner about a message: one short sentence, with the words that matter quoted.
 */
import type { Draft, MailOnRecord, Reading, Sender } from "./shapes.ts";

interface Manner {
  /** Follows the name, and is followed by the quoted sentence. */
  readonly says: string;
  /** Follows the quote. */
  readonly ask: string;
  /** Why the owner is asked. */
  readonly why: string;
  /** Stands in "There is also … in it", where something else matters more. */
  readonly also: string;
}

const YOURS = "Only you can answer that.";

/** What needs the owner, the weightiest first; everything else is filed and handed on. */
const MANNERS: Readonly<Record<string, Manner>> = {
  leaving: { says: "seems to want to stop", ask: "How do you want to answer?", why: YOURS, also: "a goodbye" },
  complaint: { says: "is unhappy", ask: "How do you want to answer?", why: YOURS, also: "a complaint" },
  change: { says: "asks for a change", ask: "What shall I answer?", why: YOURS, also: "a wish for a change" },
  question: { says: "asks", ask: "What shall I answer?", why: YOURS, also: "a question" },
  request: { says: "asks for something", ask: "What shall I answer?", why: YOURS, also: "a request" },
  scheduling: { says: "writes about a date", ask: "Does that suit you?", why: YOURS, also: "a date" },
  approval: { says: "says yes", ask: "", why: "Work may begin on the strength of it.", also: "a yes" },
  payment: {
    says: "writes about a payment",
    ask: "",
    why: "You will want to look at your account.",
    also: "a payment",
  },
  "standing-wish": {
    says: "wants this from now on",
    ask: "",
    why: "It is about everything that comes after.",
    also: "a wish for the future",
  },
};

export interface Asking {
  readonly question: string;
  readonly reason: string;
  /** The question's first half: what they wrote, without what is asked of the owner. */
  readonly said?: string;
}

/** The question to the owner about a client's message, or null where there is nothing to ask. */
export function ownersQuestion(who: string, reading: Reading): Asking | null {
  const [first, ...others] = Object.keys(MANNERS).filter((name) => reading.classes.includes(name));
  const manner = first && MANNERS[first];
  if (!manner) return null;
  const sentence = reading.evidence.find((one) => one.class === first)?.sentence;
  const said = `${who} ${manner.says}${sentence ? `: “${shortened(sentence)}”` : "."}`;
  // The reader names the date it understood, so that a misreading is seen.
  const read = first === "scheduling" ? reading.question : null;
  const also = others.map((name) => MANNERS[name]?.also);
  return {
    question: read ?? `${said} ${manner.ask}`.trim(),
    reason: also.length > 0 ? `${manner.why} There is also ${listed(also)} in it.` : manner.why,
    said,
  };
}

/** The question about a message that could not be understood; it names why. */
export function unsureQuestion(who: string, mail: MailOnRecord, reading: Reading): Asking {
  const because = reading.unsureBecause ?? "I can't tell what is wanted";
  const sentence = reading.unsureAbout === "words" ? (reading.evidence[0]?.sentence ?? "") : "";
  // A message of one sentence is quoted whole on the card already.
  const shows = sentence !== "" && !because.includes("“") && mail.written.trim().length > sentence.length + 40;
  return {
    question: `What does ${who} want? ${because.charAt(0).toUpperCase()}${because.slice(1)}.`,
    reason: shows ? `I stumble over “${shortened(sentence)}”` : "A wrong guess would cost more than a question.",
  };
}

/** An answer to what they got that is neither a clear yes nor a clear wish: in short what they say, and one question. */
export function aboutWork(who: string, mail: MailOnRecord, reading: Reading, waiting: readonly string[]): Asking {
  const said = reading.evidence[0]?.sentence || mail.written;
  const [first = "", second, ...more] = waiting;
  const named = second === undefined ? `“${first}”` : `“${first}” or ${more.length > 0 ? "another" : `“${second}”`}`;
  return {
    question: `${who} answers to ${named}: “${shortened(said, 120)}” Is that a yes?`,
    reason: notReadHere(reading),
  };
}

/** The question whether a message is what a model takes it for; one tap says yes. */
export function guessed(who: string, is: string, reading: Reading): Asking {
  return {
    question: `Is it right that this message of ${who} ${is}?`,
    reason: `${notReadHere(reading)} A model takes it for that, and I don't go by a model alone.`,
  };
}

/** Why a model was asked what a message is. */
export function notReadHere(reading: Reading): string {
  return `I could not read it for certain: ${reading.unsureBecause ?? "I can't tell what is wanted"}.`;
}

/** Whose words a draft is, and what was before it. */
export function leaning({ instructions, facts, earlier }: Draft["leantOn"]): string {
  const parts = [
    instructions > 0 ? "your standing instructions" : undefined,
    facts > 0 ? "what is known of them" : undefined,
    earlier > 0 ? "what was written before" : undefined,
  ].filter((part) => part !== undefined);
  return parts.length > 0
    ? `A model drafted the answer. It had ${listed(parts)} to go by.`
    : "A model drafted the answer. It had nothing to go by but this message.";
}

export function nameOf(sender: Sender): string {
  return sender.name || sender.address;
}

export function shortened(text: string, length = 160): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= length
    ? line
    : `${Array.from(line.slice(0, length - 1))
        .join("")
        .trim()}…`;
}

function listed(parts: readonly (string | undefined)[]): string {
  const said = parts.filter((part) => part !== undefined);
  const last = said.pop() ?? "";
  return said.length > 0 ? `${said.join(", ")} and ${last}` : last;
}
