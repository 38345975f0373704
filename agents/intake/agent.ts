/**
 * Intake: the front desk. It reads every message that comes in and decides what to wish for; policy and the owner decide
 * what becomes of it. Reading is local (`ask("message")`); what isn't certain becomes a short question. Where a model is set,
 * it is asked about a client's message only (models.ts), and what it says ends on a card. What another agent takes (the house
 * says which) is only named here, and asked about there.
 * Strangers are read in strangers.ts, what belongs to nobody in unsorted.ts; how it is said stands in words.ts.
 */
import type { GuestContext, Handlers } from "../../src/agent/guest.ts";
import { confirmGuess, guess, suggestAnswer } from "./models.ts";
import type { ClientOnRecord, MailOnRecord, NewSender, Reading, Sender, TimeNamed, Work } from "./shapes.ts";
import { strangerWrote } from "./strangers.ts";
import { unsortedCame } from "./unsorted.ts";
import { askUnsure, classify, learnWish } from "./wishes.ts";
import { nameOf, notReadHere, ownersQuestion } from "./words.ts";

/** What the door found out about a message. */
interface Arrival {
  /** The client it seems to belong to. */
  readonly suggests: string | null;
  /** Whether it answers a mail of ours, or of the owner's. */
  readonly inThread: string | null;
}

const NOTHING_KNOWN: Arrival = { suggests: null, inThread: null };

const handlers = {
  async "mail.received@1"(event, context) {
    if (event.data.automatic) return;
    if (event.scope === "workspace") return unsortedCame(event, context);
    const { mail, suggests, thread } = event.data as Record<string, string | null>;
    await readMail(String(mail), event.scope, context, { suggests: suggests ?? null, inThread: thread ?? null });
  },

  async "scope.merged@1"(event, context) {
    await readUnread(event.scope, context);
  },

  async "scope.kept@1"(event, context) {
    await readUnread(event.scope, context);
  },

  async "day.started@1"(_event, context) {
    const senders = (await context.read("senders")) as unknown as NewSender[];
    if (senders.length === 0) return;
    await context.intend({
      steps: senders.map(({ address, kind }) => ({ action: "contact.sort", params: { address, kind, fresh: true } })),
      reason:
        senders.length === 1
          ? "They wrote for the first time, and it is no inquiry that I can see. The kind is my guess."
          : "They wrote for the first time, and none is an inquiry that I can see. The kinds are my guesses.",
      evidence: [],
    });
  },
} satisfies Handlers;

export default handlers;

/** What waited for the owner's word about who it is from. */
async function readUnread(scope: string, context: GuestContext): Promise<void> {
  const unread = (await context.read("mail", { unread: true })) as unknown as MailOnRecord[];
  for (const mail of unread) await readMail(mail.id, scope, context, NOTHING_KNOWN);
}

async function readMail(id: string, scope: string, context: GuestContext, arrival: Arrival): Promise<void> {
  const mail = (await context.read("mail", { id })) as unknown as MailOnRecord | null;
  const sender = mail?.from[0];
  const client = (await context.read("client")) as unknown as ClientOnRecord | null;
  if (!mail || !sender || mail.classes || !client) return;
  // Who answers a mail of ours is in a conversation with the owner, client or not yet.
  const talking = client.stage !== "lead" || arrival.inThread === scope;
  const reading = (await context.ask("message", { mail: id, known: talking })) as unknown as Reading;
  if (talking) return clientWrote(mail, sender, await withTheTime(mail, reading, context), context);
  if (client.open.includes("scope.merge")) return;
  if (arrival.suggests && !client.suggested)
    return suggestClient(mail, nameOf(sender), scope, arrival.suggests, arrival.inThread !== null, context);
  await strangerWrote(mail, sender, client, reading, context);
}

/**
 * Where they take one of the times that were offered to them, or name another, those sentences are about the date, however they
 * are worded; what the message is beside that is read without them. The rest keeps its doubts.
 */
async function withTheTime(mail: MailOnRecord, reading: Reading, context: GuestContext): Promise<Reading> {
  const slot = (await context.ask("slot", { mail: mail.id })) as unknown as TimeNamed;
  const named = slot.kind === "one" || (slot.kind === "other" && typeof slot.startsAt === "number");
  const stands = slot.state === "offered" || (slot.state === "booked" && slot.kind === "one");
  if (!named || !stands || !slot.sentence || reading.guarded) return reading;
  const without = [...new Set([slot.sentence, ...(slot.about ?? [])])];
  const rest = (await context.ask("message", { mail: mail.id, known: true, without })) as unknown as Reading;
  const beside = rest.empty ? [] : rest.classes.filter((name) => name !== "scheduling");
  if (beside.includes("unsure")) return reading;
  const evidence = rest.empty ? [] : rest.evidence.filter((one) => one.class !== "scheduling");
  return {
    ...rest,
    language: reading.language,
    classes: ["scheduling", ...beside],
    evidence: [{ class: "scheduling", sentence: slot.sentence }, ...evidence],
    question: null,
  };
}

/** A client's message: filed and handed on; what nobody else takes and needs the owner is put to the owner. */
async function clientWrote(mail: MailOnRecord, sender: Sender, local: Reading, context: GuestContext): Promise<void> {
  const who = nameOf(sender);
  const unsure = local.classes.includes("unsure");
  const guessed = unsure ? await guess(mail, local, context) : null;
  const reading =
    guessed && !guessed.confirm ? { ...local, classes: [guessed.class], evidence: [], question: null } : local;
  const weighs = local.guarded && (local.mayBe ?? []).length > 0;
  // Nothing cheerful leaves to them by itself until the owner has said what it is.
  await classify(mail, weighs ? [...reading.classes, "grave"] : reading.classes, reading, context);
  if (guessed?.confirm) return confirmGuess(mail, who, local, guessed.class, context);
  if (reading.classes.includes("unsure")) {
    const { all } = (await context.read("deliverables")) as unknown as Work;
    const waiting = all.filter((one) => one.awaits).map((one) => one.title);
    return askUnsure(mail, who, reading, { waiting, offers: reading.mayBe ?? [] }, context);
  }
  if ((await context.read("taker", { classes: reading.classes })) !== "intake") return;
  const asked = ownersQuestion(who, reading);
  if (!asked) return;
  if (reading.classes.includes("standing-wish")) return learnWish(mail, who, reading, asked, context);
  const doubt = guessed ? `${notReadHere(local)} A model says what it is. ` : "";
  const answer = await suggestAnswer(mail, sender, reading, asked, doubt, context);
  if (answer.suggested) return;
  await context.intend({
    steps: [{ action: "owner.ask", params: { mail: mail.id, question: asked.question } }],
    reason: [doubt.trim() || asked.reason, answer.why ?? ""].join(" ").trim(),
    evidence: [],
  });
}

async function suggestClient(
  mail: MailOnRecord,
  who: string,
  from: string,
  into: string,
  answersUs: boolean,
  context: GuestContext,
): Promise<void> {
  await context.intend({
    steps: [{ action: "scope.merge", params: { from, into, mail: mail.id } }],
    reason: answersUs
      ? `${who} writes from an address I don't know, in answer to a mail that went to this client.`
      : `${who} writes for the first time, from the same domain as this client.`,
    evidence: [],
  });
}
