/**
 * What a client writes about an offer or about money. A yes or a no to an open offer is one wish that the owner decides; somebody
 * who has paid needs no answer; everything else that asks or disputes is one question. One card at most, however much it says.
 */
import type { GuestContext, GuestEvent, Step } from "../../src/agent/guest.ts";
import { type Evidence, isSettled, type MailOnRecord, questionOf } from "./words.ts";

interface Offers {
  readonly open: readonly { readonly offer: string; readonly validUntil: string }[];
  readonly answer: "declines" | "unclear";
}

/** What a message may say beside a yes without making it doubtful. */
const BESIDE_A_YES: readonly string[] = ["approval", "thanks", "out-of-office", "payment"];
/** What needs an answer of the owner's. */
const ASKS: readonly string[] = [
  "question",
  "request",
  "change",
  "scheduling",
  "complaint",
  "leaving",
  "standing-wish",
  "unsure",
];

export async function messageCame(event: GuestEvent, context: GuestContext): Promise<void> {
  const id = String(event.data.mail);
  const classes = event.data.classes as string[];
  const mail = (await context.read("mail", { id })) as unknown as MailOnRecord | null;
  if (!mail) return;
  const { open, answer } = (await context.read("offers", { mail: id })) as unknown as Offers;
  const asks = classes.filter((name) => ASKS.includes(name));
  const evidence = (event.private?.evidence ?? []) as unknown as Evidence[];
  const [only, ...others] = open;
  if (only && others.length === 0 && answer === "declines" && !classes.includes("approval")) {
    const close = step("offer.close", { offer: only.offer, outcome: "declined" });
    return intend(context, [close], "They say no to the offer.", evidence);
  }
  if (only && others.length === 0 && classes.includes("approval") && answer !== "declines") {
    const question = asks.length > 0 ? [ask(mail, classes, evidence)] : [];
    const isPlain = classes.every((name) => BESIDE_A_YES.includes(name));
    const reason = isPlain ? "They say yes to the offer." : "They say yes to the offer, and something else.";
    return intend(context, [...accepted(only.offer), ...question], reason, evidence);
  }
  const isPayment = classes.includes("payment") && asks.length === 0 && !classes.includes("approval");
  if (isPayment && isSettled(mail.written)) return;
  if (!isPayment && asks.length === 0 && !classes.includes("approval")) return;
  await intend(context, [ask(mail, classes, evidence)], "Only you can answer that.", []);
}

/** What follows from a yes: the contract, the work, and the offer that is closed; they stand or fall together. */
function accepted(offer: string): Step[] {
  return [
    step("contract.record", { offer }),
    step("engagement.start", { offer }),
    step("offer.close", { offer, outcome: "accepted" }),
  ];
}

function ask(mail: MailOnRecord, classes: readonly string[], evidence: readonly Evidence[]): Step {
  return step("owner.ask", { mail: mail.id, question: questionOf(mail, classes, evidence) });
}

function step(action: string, params: Step["params"]): Step {
  return { action, params };
}

async function intend(
  context: GuestContext,
  steps: readonly Step[],
  reason: string,
  evidence: readonly Evidence[],
): Promise<void> {
  await context.intend({ steps, reason, evidence: evidence.map((one) => one.sentence).slice(0, 2) });
}
