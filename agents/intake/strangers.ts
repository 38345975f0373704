/**
 * Somebody writes who is no client: an inquiry is put to the owner with a first answer; nearly everybody else joins the
 * daily list of new senders. Only where an inquiry may hide in what can't be read is there a question.
 */
import type { GuestContext } from "../../src/agent/guest.ts";
import type { ClientOnRecord, MailOnRecord, Reading, Sender } from "./shapes.ts";
import { askUnsure, classify } from "./wishes.ts";
import { nameOf, shortened } from "./words.ts";

/** Somebody who writes every minute fills a folder, not the owner's day. */
const MOST_ABOUT_A_LEAD = 3;

const NOTHING_KNOWN = { waiting: [], offers: [] };

type Inquiry = NonNullable<Reading["inquiry"]>;

export async function strangerWrote(
  mail: MailOnRecord,
  sender: Sender,
  lead: ClientOnRecord,
  reading: Reading,
  context: GuestContext,
): Promise<void> {
  if (lead.open.includes("client.open")) return wroteAgain(mail, sender, reading, lead.open, context);
  if (reading.inquiry) return inquiryCame(mail, sender, reading, reading.inquiry, context);
  await classify(mail, reading.classes, reading, context);
  const mayHide = reading.unsureAbout === "language" || reading.unsureAbout === "inquiry";
  // One question at a time about somebody nobody knows.
  if (mayHide && lead.open.length === 0) await askUnsure(mail, nameOf(sender), reading, NOTHING_KNOWN, context);
  else if (!mayHide && lead.open.length === 0 && reading.sender?.sure)
    await sortSender(sender, reading.sender.kind, context);
}

/** Who is beyond doubt needs no place in the owner's list; the house looks again, and the owner can say otherwise. */
async function sortSender(sender: Sender, kind: string, context: GuestContext): Promise<void> {
  await context.intend({
    steps: [{ action: "contact.sort", params: { address: sender.address, kind, fresh: true, sure: true } }],
    reason: "Nothing they write could be a client's, and it shows plainly what they are.",
    evidence: [],
  });
}

/** A new inquiry: opening the client and answering are one question to the owner. */
async function inquiryCame(
  mail: MailOnRecord,
  sender: Sender,
  reading: Reading,
  inquiry: Inquiry,
  context: GuestContext,
): Promise<void> {
  const language = reading.language === "de" ? "de" : "en";
  const name = inquiry.name || nameOf(sender);
  const filled = (await context.template("inquiry", language, {
    name: greeting(name, inquiry.company, sender),
    need: inquiry.need,
  })) as unknown as { ok: boolean; text: string };
  const open = {
    action: "client.open",
    params: { name, company: inquiry.company, need: inquiry.need, language, addresses: [sender.address] },
  };
  const answer = { action: "mail.answer", params: { mail: mail.id, to: [sender.address], text: filled.text } };
  await classify(mail, ["inquiry"], reading, context);
  const sure = inquiry.confidence === "clear";
  const asks = sure ? `${name} asks whether you can help.` : `I think ${name} asks whether you can help.`;
  const doubt = reading.unsureBecause ? ` One thing to look at: ${reading.unsureBecause}.` : "";
  await context.intend({
    steps: filled.ok ? [open, answer] : [open],
    reason: `${asks}${doubt}`,
    evidence: [inquiry.sentence],
  });
}

/** Another message before the owner has decided on the first: the owner should have seen it before answering. */
async function wroteAgain(
  mail: MailOnRecord,
  sender: Sender,
  reading: Reading,
  open: readonly string[],
  context: GuestContext,
): Promise<void> {
  await classify(mail, reading.inquiry ? ["inquiry"] : reading.classes, reading, context);
  if (reading.classes.every((name) => name === "thanks" || name === "out-of-office")) return;
  if (open.filter((action) => action === "owner.ask").length >= MOST_ABOUT_A_LEAD) return;
  await context.intend({
    steps: [
      {
        action: "owner.ask",
        params: {
          mail: mail.id,
          question: `${nameOf(sender)} has written again, while their first message still waits for you: “${shortened(mail.subject || mail.written, 80)}”`,
        },
      },
    ],
    reason: "My answer to the first message knows nothing of this one.",
    evidence: [],
  });
}

/** Neither an address nor a firm is a name to greet somebody by. */
function greeting(name: string, company: string | null, sender: Sender): string {
  return name === sender.address || name === company ? "" : name;
}
