/**
 * Intake: the front desk. It reads every message that comes in and decides what to wish for; policy and the owner decide
 * what becomes of it. All reading is local (`ask("message")`); what isn't certain becomes a short question.
 */
import type { GuestContext, GuestEvent, Handlers } from "../../src/agent/guest.ts";

interface Sender {
  name: string;
  address: string;
}

interface MailOnRecord {
  id: string;
  /** `automatic`, classes it was given, or empty. */
  classes: string;
  from: Sender[];
  subject: string;
  written: string;
  attachments: string[];
  messageId: string | null;
}

interface ClientOnRecord {
  stage: string;
  name: string;
  title: string;
}

interface Reading {
  language: "en" | "de" | "other" | "unclear";
  classes: string[];
  evidence: { class: string; sentence: string }[];
  unsureBecause?: string;
  inquiry: { name: string; company: string | null; need: string; sentence: string; confidence: string } | null;
  dates: { text: string; certain: boolean }[];
  amounts: { text: string; certain: boolean }[];
  question: string | null;
}

/** Classes that only the owner can do something about today; the others are filed and handed on. */
const FOR_THE_OWNER: Record<string, string> = {
  complaint: "is unhappy about something",
  leaving: "seems to want to end the work together",
  change: "asks for a change",
  question: "asks something",
  request: "asks for something",
  scheduling: "writes about an appointment",
  approval: "approves something",
  payment: "writes about a payment",
};

const handlers = {
  async "mail.received@1"(event, context) {
    if (event.data.automatic) return;
    if (event.scope === "workspace") return askAboutUnsorted(event, context);
    await readMail(
      String(event.data.mail),
      event.scope,
      context,
      event.data.suggests ? String(event.data.suggests) : null,
    );
  },

  async "scope.merged@1"(event, context) {
    const unread = (await context.read("mail", { unread: true })) as unknown as MailOnRecord[];
    for (const mail of unread) await readMail(mail.id, event.scope, context, null);
  },

  async "day.started@1"(_event, context) {
    const senders = (await context.read("senders")) as unknown as {
      address: string;
      name: string;
      subject: string;
      kind: string;
    }[];
    if (senders.length === 0) return;
    await context.intend({
      steps: senders.map((sender) => ({
        action: "contact.sort",
        params: { address: sender.address, kind: sender.kind },
      })),
      reason: `${senders.length === 1 ? "One new sender has" : `${senders.length} new senders have`} written. Who are they? What I guess stands beside each.`,
      evidence: [],
    });
  },
} satisfies Handlers;

export default handlers;

async function readMail(id: string, scope: string, context: GuestContext, suggests: string | null): Promise<void> {
  const mail = (await context.read("mail", { id })) as unknown as MailOnRecord | null;
  const sender = mail?.from[0];
  if (!mail || !sender || mail.classes) return;
  const client = (await context.read("client")) as unknown as ClientOnRecord | null;
  const known = client !== null && client.stage !== "lead";
  const reading = (await context.ask("message", { mail: id, known })) as unknown as Reading;
  if (suggests && !known) return suggestClient(mail, sender, scope, suggests, context);
  if (known) return clientWrote(mail, client, reading, context);
  if (reading.inquiry) return inquiryCame(mail, sender, reading, reading.inquiry, context);
  if (reading.classes.includes("unsure") && mail.written.trim() !== "" && reading.language === "other")
    return askUnsure(mail, sender.name || sender.address, reading, context);
  // Neither client nor inquiry: the sender joins the daily list; the message is filed for what it is.
  await classify(mail, reading, context);
}

/** A new inquiry: opening the client and answering are one question to the owner. */
async function inquiryCame(
  mail: MailOnRecord,
  sender: Sender,
  reading: Reading,
  inquiry: NonNullable<Reading["inquiry"]>,
  context: GuestContext,
): Promise<void> {
  const language = reading.language === "de" ? "de" : "en";
  const name = inquiry.name || sender.name || sender.address;
  const filled = (await context.template("inquiry", language, {
    name: greeting(name, sender),
    need: inquiry.need,
  })) as unknown as {
    ok: boolean;
    text: string;
  };
  const open = {
    action: "client.open",
    params: { name, company: inquiry.company, need: inquiry.need, language, addresses: [sender.address] },
  };
  const answer = {
    action: "mail.answer",
    params: { mail: mail.id, to: [sender.address], text: filled.text },
  };
  await classifyAs(mail, ["inquiry"], reading, context);
  await context.intend({
    steps: filled.ok ? [open, answer] : [open],
    reason:
      inquiry.confidence === "clear"
        ? `${name} asks whether you can help.`
        : `I think ${name} asks whether you can help, but I am not sure.`,
    evidence: [inquiry.sentence],
  });
}

/** A client's message: filed and handed on; what needs the owner is put to the owner. */
async function clientWrote(
  mail: MailOnRecord,
  client: ClientOnRecord,
  reading: Reading,
  context: GuestContext,
): Promise<void> {
  if (reading.classes.includes("unsure")) return askUnsure(mail, client.title, reading, context);
  await classify(mail, reading, context);
  const asked = reading.classes.find((name) => FOR_THE_OWNER[name]);
  if (!asked) return;
  const sentence = reading.evidence.find((one) => one.class === asked)?.sentence;
  await context.intend({
    steps: [
      {
        action: "owner.ask",
        params: {
          mail: mail.id,
          question: reading.question ?? `${client.title} ${FOR_THE_OWNER[asked]}. Do you want to answer?`,
        },
      },
    ],
    reason: `${client.title} ${reading.classes
      .map((name) => FOR_THE_OWNER[name])
      .filter(Boolean)
      .join(", and ")}.`,
    evidence: sentence ? [sentence] : [],
  });
}

async function askUnsure(mail: MailOnRecord, who: string, reading: Reading, context: GuestContext): Promise<void> {
  await context.intend({
    steps: [{ action: "owner.ask", params: { mail: mail.id, question: reading.question ?? `What does ${who} want?` } }],
    reason: reading.unsureBecause
      ? `I am not sure about it: ${reading.unsureBecause}`
      : "I am not sure what this message is.",
    evidence: [],
  });
}

/** A message that could not be put with anybody: sender not proven, or more than one client named. */
async function askAboutUnsorted(event: GuestEvent, context: GuestContext): Promise<void> {
  const mail = String(event.data.mail);
  const reasons: Record<string, string> = {
    unauthenticated: "The sender could not be proven to be who they say they are, so I filed it with nobody.",
    "several-clients": "It names more than one of your clients, so I filed it with nobody.",
  };
  const marks = (event.data.marks as string[] | undefined) ?? [];
  await context.intend({
    steps: [
      {
        action: "owner.ask",
        params: { mail, question: "Whose message is this? Please look before anything is done with it." },
      },
    ],
    reason: marks.map((mark) => reasons[mark] ?? "").join(" ") || "I could not tell where it belongs.",
    evidence: [],
  });
}

async function suggestClient(
  mail: MailOnRecord,
  sender: Sender,
  scope: string,
  into: string,
  context: GuestContext,
): Promise<void> {
  await context.intend({
    steps: [{ action: "scope.merge", params: { from: scope, into } }],
    reason: `${sender.name || sender.address} wrote for the first time (“${mail.subject || "no subject"}”) and seems to belong to a client of yours.`,
    evidence: [],
  });
}

async function classify(mail: MailOnRecord, reading: Reading, context: GuestContext): Promise<void> {
  await classifyAs(mail, reading.classes, reading, context);
}

async function classifyAs(
  mail: MailOnRecord,
  classes: string[],
  reading: Reading,
  context: GuestContext,
): Promise<void> {
  await context.intend({
    steps: [
      {
        action: "message.classify",
        params: { mail: mail.id, classes, language: reading.language, evidence: reading.evidence },
      },
    ],
    reason: `It reads like ${classes.join(", ")}.`,
    evidence: [],
  });
}

/** An address is no name to greet somebody by. */
function greeting(name: string, sender: Sender): string {
  return name === sender.address ? "" : name;
}
