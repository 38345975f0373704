/**
 * A client's message about the work. What it clearly says is noted, what it doesn't is put to the owner; however many things it
 * says, it leads to one card at most.
 */
import type { GuestContext, GuestEvent, Step } from "../../src/agent/guest.ts";
import { type TimeRead, timeIn } from "./meetings.ts";
import type { Evidence, MailOnRecord, Proof, Work } from "./shapes.ts";
import { questionOf } from "./words.ts";

/** What always needs an answer of the owner's. */
const NEEDS_YOU: readonly string[] = ["question", "request", "standing-wish", "payment"];

/** A message, with all that was read of it. */
interface Heard {
  readonly mail: MailOnRecord;
  readonly classes: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly work: Work;
  readonly proof: Proof;
}

export async function messageCame(event: GuestEvent, context: GuestContext): Promise<void> {
  const id = String(event.data.mail);
  const mail = (await context.read("mail", { id })) as unknown as MailOnRecord | null;
  const work = (await context.read("deliverables", { mail: id })) as unknown as Work;
  if (!mail || !work.mail) return;
  const evidence = (event.private?.evidence ?? []) as unknown as Evidence[];
  const heard: Heard = { mail, classes: event.data.classes as string[], evidence, work, proof: work.mail };
  const mayBeTime = heard.classes.includes("scheduling") || (says(heard, "approval") && heard.proof.meant.length !== 1);
  const time = mayBeTime ? await timeIn(id, context) : null;
  const toTime = time !== null && isYesToTime(heard, time);

  const feedback = feedbackOf(heard, toTime);
  const sure = feedback !== null && isSure(heard.proof, feedback);
  if (feedback && sure) await context.intend({ steps: [feedback], reason: reasonOf(work, feedback), evidence: [] });
  if (time?.settled && time.step) await context.intend({ steps: [time.step], reason: time.reason, evidence: [] });

  const left = leftOver(heard, { feedback: feedback !== null, toTime, timeSettled: time?.settled ?? false });
  if (!feedback || sure) return askFor(heard, left, time, context);
  const question = questionOf(mail, left, evidence, true);
  const answer: Step[] = question ? [{ action: "owner.ask", params: { mail: id, question } }] : [];
  await context.intend({ steps: [feedback, ...answer], reason: doubtOf(heard), evidence: [] });
}

/** Puts what is left to the owner; a time that can be suggested is suggested. */
async function askFor(
  heard: Heard,
  left: readonly string[],
  time: TimeRead | null,
  context: GuestContext,
): Promise<void> {
  const onlyTime = left.length > 0 && left.every((name) => name === "scheduling" || name === "approval");
  if (onlyTime && time?.step && !time.settled)
    return context.intend({ steps: [time.step], reason: time.reason, evidence: [] });
  const question = questionOf(heard.mail, left, heard.evidence, false);
  if (!question) return;
  const steps = [{ action: "owner.ask", params: { mail: heard.mail.id, question } }];
  await context.intend({ steps, reason: "Only you can answer that.", evidence: [] });
}

/** Whether the yes is to a time, and not to something they got: no other sentence says it, or nothing they got is answered. */
function isYesToTime({ evidence, proof }: Heard, { takes }: TimeRead): boolean {
  if (takes === null) return false;
  const yes = evidence.filter((one) => one.class === "approval");
  return !proof.answers || (yes.length > 0 && yes.every((one) => takes.includes(one.sentence)));
}

/** What the message says to something that waits for an answer; null: nothing does, or it says nothing to it. */
function feedbackOf(heard: Heard, toTime: boolean): Step | null {
  const { mail, evidence, work, proof } = heard;
  if (!work.all.some((one) => one.awaits)) return null;
  const verdict = says(heard, "change") ? "changes" : says(heard, "approval") && !toTime ? "accepted" : null;
  if (verdict === null) return null;
  const [only, ...others] = proof.meant;
  const deliverable = only !== undefined && others.length === 0 ? only : "";
  const change = evidence.filter((one) => one.class === "change").map((one) => one.sentence);
  const words = verdict === "changes" ? change.join(" ") : "";
  return { action: "feedback.record", params: { deliverable, verdict, mail: mail.id, words } };
}

/** Whether the rules will let it be noted without the owner. */
function isSure(proof: Proof, { params }: Step): boolean {
  const clear = params.verdict === "accepted" ? proof.approves : proof.wantsChange;
  return proof.confirmed && clear && params.deliverable !== "";
}

/** What is in the message beside what was taken care of. */
function leftOver(
  { classes }: Heard,
  done: { readonly feedback: boolean; readonly toTime: boolean; readonly timeSettled: boolean },
): string[] {
  return classes.filter((name) => {
    if (name === "change") return !done.feedback;
    if (name === "approval") return !done.feedback && !done.toTime;
    return name === "scheduling" ? !done.timeSettled : NEEDS_YOU.includes(name);
  });
}

function says({ classes }: Heard, name: string): boolean {
  return classes.includes(name);
}

function reasonOf(work: Work, { params }: Step): string {
  const about = work.all.find((one) => one.id === params.deliverable);
  return `It can only be about “${about?.title}”, version ${about?.version}.`;
}

function doubtOf(heard: Heard): string {
  const { confirmed, meant } = heard.proof;
  if (!confirmed) return "It comes from an address that nobody has confirmed.";
  if (meant.length > 1) return "More than one thing waits for their answer.";
  if (meant.length === 0) return "They answer another letter, or a date, so it may be about something else.";
  if (says(heard, "approval") && says(heard, "change")) return "There is a yes in it, and a wish for a change.";
  return "There is more in it than that.";
}
