/**
 * Where a model helps, if one is set: with a client's message that can't be read here, and with a first draft of an answer.
 * Both end on a card. Nothing is filed away, and nothing counts as a yes, because a model says so.
 */
import type { GuestContext } from "../../src/agent/guest.ts";
import type { Asked, Draft, MailOnRecord, Reading, Sender } from "./shapes.ts";
import { learnWish } from "./wishes.ts";
import { type Asking, guessed, leaning, nameOf } from "./words.ts";

/** What a model may say a message is. What weighs more than a question, or asks for no card, the owner has to confirm. */
const READ_AS: Readonly<Record<string, { is: string; confirm: boolean }>> = {
  question: { is: "asks something", confirm: false },
  request: { is: "asks for something to be sent or done", confirm: false },
  change: { is: "wants something changed that was made or agreed", confirm: false },
  scheduling: { is: "is about a date or a meeting", confirm: false },
  complaint: { is: "is a complaint", confirm: false },
  approval: { is: "says yes to something, so that work may begin", confirm: true },
  leaving: { is: "wants to stop working together", confirm: true },
  payment: { is: "is about a payment", confirm: true },
  "standing-wish": { is: "wants something done this way from now on", confirm: true },
  thanks: { is: "only says thanks", confirm: true },
  "out-of-office": { is: "only says that somebody is away", confirm: true },
};
const NONE_OF_THESE = "none of these, or several";
/** Drafted are answers to what can be answered from what is known. */
const ANSWERABLE: readonly string[] = ["question", "request", "thanks"];

export interface Guess {
  readonly class: string;
  readonly confirm: boolean;
}

/** What a model takes an unclear message for, if it is sure of it; `null`: nobody knows. */
export async function guess(mail: MailOnRecord, reading: Reading, context: GuestContext): Promise<Guess | null> {
  // What wants to be obeyed is not put before a model at all.
  if (reading.guarded) return null;
  const classes = Object.keys(READ_AS);
  const kinds = classes.map((name) => `${name}: it ${READ_AS[name]?.is}`).join("\n");
  const answer = (await context.ask("judge", {
    about: mail.id,
    question: `What is this message of a client? One word for it:\n${kinds}\nIf it is none of these, or more than one, choose “${NONE_OF_THESE}”. Be sure only if there is no doubt.`,
    options: [...classes, NONE_OF_THESE],
  })) as unknown as Asked<{ value: string; sure: boolean }>;
  if (!answer.ok || !answer.sure) return null;
  const read = READ_AS[answer.value];
  return read ? { class: answer.value, confirm: read.confirm } : null;
}

/** Asks the owner to say with one tap that it is what a model takes it for. */
export async function confirmGuess(
  mail: MailOnRecord,
  who: string,
  reading: Reading,
  what: string,
  context: GuestContext,
): Promise<void> {
  const { question, reason } = guessed(who, READ_AS[what]?.is ?? what, reading);
  // A yes to it has to lead to something: what is to be remembered stands on the card.
  if (what === "standing-wish")
    return learnWish(mail, who, { ...reading, classes: [what], evidence: [] }, { question, reason }, context);
  await context.intend({
    steps: [{ action: "owner.ask", params: { mail: mail.id, question, classes: [what] } }],
    reason,
    evidence: [],
  });
}

/**
 * Suggests an answer that a model has drafted; answers whether it did. `doubt`: what the owner should look at; `why`: what
 * became of it, where a model is set and there is no draft to show.
 */
export async function suggestAnswer(
  mail: MailOnRecord,
  sender: Sender,
  reading: Reading,
  asked: Asking,
  doubt: string,
  context: GuestContext,
): Promise<{ suggested: boolean; why?: string }> {
  if (!reading.classes.every((name) => ANSWERABLE.includes(name))) return { suggested: false };
  // Answers go to addresses on record only; anybody else is for the owner to look at.
  const known = (await context.read("contact")) as unknown as Sender[];
  if (!known.some((contact) => contact.address === sender.address.toLowerCase())) return { suggested: false };
  const language = reading.language === "de" || reading.language === "en" ? reading.language : null;
  const draft = (await context.ask("draft", {
    about: mail.id,
    instruction: "You draft the answer to a client's message for the owner of a small company, friendly and short.",
    ...(language ? { language: language === "de" ? "German" : "English" } : {}),
  })) as unknown as Asked<Draft>;
  if (!draft.ok)
    return draft.why === "no-model"
      ? { suggested: false }
      : { suggested: false, why: `A model could not draft an answer: ${draft.says}` };
  const filled = (await context.template("reply", language ?? "en", { text: draft.value })) as unknown as {
    ok: boolean;
    text: string;
  };
  const text = filled.ok && language ? filled.text : draft.value;
  await context.intend({
    steps: [{ action: "mail.answer", params: { mail: mail.id, to: [sender.address], text } }],
    reason: `${asked.said ?? `${nameOf(sender)} has a question.`} ${doubt}${leaning(draft.leantOn)}`,
    evidence: [],
  });
  return { suggested: true };
}
