/**
 * The wishes that every kind of message may lead to: naming what it is, asking the owner, remembering what is to hold.
 */
import type { GuestContext } from "../../src/agent/guest.ts";
import type { MailOnRecord, Reading } from "./shapes.ts";
import { type Asking, aboutWork, shortened, unsureQuestion } from "./words.ts";

/** What a fact may hold. */
const LONGEST_FACT = 500;

/** Names the message for what it is; whoever works on that kind is woken by it. */
export async function classify(
  mail: MailOnRecord,
  classes: string[],
  reading: Reading,
  context: GuestContext,
): Promise<void> {
  const { language, evidence } = reading;
  await context.intend({
    steps: [{ action: "message.classify", params: { mail: mail.id, classes, language, evidence } }],
    reason: `It reads like ${classes.join(", ")}.`,
    evidence: [],
  });
}

/**
 * Asks what a message is that could not be understood; one tap answers it. `waiting`: what they got and have not answered yet,
 * `offers`: what the owner will most likely call it.
 */
export async function askUnsure(
  mail: MailOnRecord,
  who: string,
  reading: Reading,
  known: { readonly waiting: readonly string[]; readonly offers: readonly string[] },
  context: GuestContext,
): Promise<void> {
  const { waiting, offers } = known;
  const answers = waiting.length > 0 && reading.unsureAbout === "words" && offers[0] === "approval";
  const { question, reason } = answers ? aboutWork(who, mail, reading, waiting) : unsureQuestion(who, mail, reading);
  await context.intend({
    steps: [{ action: "owner.ask", params: { mail: mail.id, question, offers: [...offers] } }],
    reason,
    evidence: [],
  });
}

/** Suggests to remember what they want from now on, in their own words; what they ask beside it stands on the same card. */
export async function learnWish(
  mail: MailOnRecord,
  who: string,
  reading: Reading,
  asked: Asking,
  context: GuestContext,
): Promise<void> {
  const said = reading.evidence.filter((one) => one.class === "standing-wish").map((one) => one.sentence);
  const text = shortened(said.length > 0 ? said.join(" ") : mail.written, LONGEST_FACT);
  const asksMore = reading.classes.some((name) => name === "question" || name === "request");
  const learn = { action: "fact.learn", params: { text, kind: "instruction", scope: "client" } };
  const ask = { action: "owner.ask", params: { mail: mail.id, question: asked.question } };
  await context.intend({
    steps: asksMore ? [learn, ask] : [learn],
    reason: `${who} wants this from now on. The words are theirs; change them as you like.`,
    evidence: said,
  });
}
