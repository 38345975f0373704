/**
 * A message that belongs to no client: the owner has sorted its sender, or the door could not be sure whose it is.
 */
import type { GuestContext, GuestEvent } from "../../src/agent/guest.ts";
import type { MailOnRecord, Reading } from "./shapes.ts";
import { classify } from "./wishes.ts";
import { nameOf, shortened } from "./words.ts";

const DOUBTS: Readonly<Record<string, string>> = {
  "failed-authentication": "Their mail system says it did not send this, so it may be forged. I filed it with nobody.",
  "several-clients": "It names more than one of your clients, so I filed it with nobody.",
  "several-senders": "It comes from more than one sender, and not all of them are known, so I filed it with nobody.",
  "no-sender": "A message without a sender belongs to nobody I know.",
};

/** Who is read by the owner alone. */
const UNREAD: readonly string[] = ["private", "ignore", "machine"];
/** Whose mail the owner always wants to see. */
const WEIGHTY: Readonly<Record<string, string>> = { accountant: "your accountant", authority: "an authority" };

export async function unsortedCame(event: GuestEvent, context: GuestContext): Promise<void> {
  const mail = (await context.read("mail", { id: String(event.data.mail) })) as unknown as MailOnRecord | null;
  if (!mail || mail.classes) return;
  if (event.data.why === "not-a-client") return sortedSenderWrote(mail, context);
  const [sender] = mail.from;
  await ask(
    mail,
    sender
      ? `Whose message is this? It says it is from ${nameOf(sender)}.`
      : "Whose message is this? It names no sender.",
    DOUBTS[String(event.data.why)] ?? "I could not tell where it belongs.",
    context,
  );
}

/** The owner has said what this sender is: filed, unless somebody no client is writes what needs the owner. */
async function sortedSenderWrote(mail: MailOnRecord, context: GuestContext): Promise<void> {
  const [sender] = mail.from;
  if (!sender) return;
  const [contact] = (await context.read("contact", { address: sender.address })) as unknown as { kind: string }[];
  if (!contact || UNREAD.includes(contact.kind)) return;
  const reading = (await context.ask("message", { mail: mail.id, known: false })) as unknown as Reading;
  await classify(mail, reading.inquiry ? ["inquiry"] : reading.classes, reading, context);
  const weight = WEIGHTY[contact.kind];
  const about = `“${shortened(mail.subject || mail.written || "no subject", 80)}”`;
  if (weight)
    return ask(
      mail,
      `${nameOf(sender)} (${weight}) has written: ${about}`,
      "Their letters often have a date by which something must be done.",
      context,
    );
  if (!reading.inquiry) return;
  await ask(
    mail,
    `${nameOf(sender)} seems to ask whether you can help: “${shortened(reading.inquiry.sentence)}”`,
    `You sorted them as ${contact.kind}, so I did not make a client of them.`,
    context,
  );
}

async function ask(mail: MailOnRecord, question: string, reason: string, context: GuestContext): Promise<void> {
  await context.intend({
    steps: [{ action: "owner.ask", params: { mail: mail.id, question } }],
    reason,
    evidence: [],
  });
}
