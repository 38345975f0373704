/**
 * The two wishes that every kind of message may lead to: naming what it is, and asking the owner.
 */
import type { GuestContext } from "../../src/agent/guest.ts";
import type { MailOnRecord, Reading } from "./shapes.ts";
import { unsureQuestion } from "./words.ts";

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

/** Asks what a message is that could not be understood. */
export async function askUnsure(
  mail: MailOnRecord,
  who: string,
  reading: Reading,
  context: GuestContext,
): Promise<void> {
  const { question, reason } = unsureQuestion(who, mail, reading);
  await context.intend({
    steps: [{ action: "owner.ask", params: { mail: mail.id, question } }],
    reason,
    evidence: [],
  });
}
