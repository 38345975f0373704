/**
 * The deliverable agent: it sees to the work with one client, from the letter of the first day to the milestone that is
 * closed. Scripts only; a model is never asked. What a message says is read in messages.ts, what follows from feedback in
 * feedback.ts, dates in meetings.ts, promises in promises.ts.
 */
import type { GuestContext, Handlers, Step } from "../../src/agent/guest.ts";
import { feedbackCame } from "./feedback.ts";
import { invitationAnswered } from "./meetings.ts";
import { messageCame } from "./messages.ts";
import { letterLeft } from "./promises.ts";
import type { Deliverable, Work } from "./shapes.ts";

/** What a step of a plan leads to on its day; the others are the owner's own. */
const DUE: Readonly<Record<string, string>> = {
  letter: "letter.send",
  "check-in": "meeting.offer",
  renew: "plan.renew",
};

const handlers = {
  async "file.sorted@1"(event, context) {
    if (event.data.kind !== "deliverable" || event.scope === "workspace") return;
    await wish(
      context,
      "deliverable.send",
      { file: String(event.data.file) },
      "You said that the file is a deliverable.",
    );
  },

  "message.classified@1": messageCame,
  "feedback.recorded@1": feedbackCame,

  async "task.due@1"(event, context) {
    const action = DUE[String(event.data.kind)];
    if (action) await wish(context, action, { task: String(event.data.task) }, "The plan foresees it for today.");
  },

  async "milestone.due@1"(event, context) {
    const reason = "Its day has come, and nothing that was sent is still to be changed.";
    await wish(context, "milestone.close", { milestone: String(event.data.milestone), by: "plan" }, reason);
  },

  async "deliverable.unanswered@1"(event, context) {
    const { all } = (await context.read("deliverables")) as unknown as Work;
    for (const one of all) if (one.awaits && one.id === event.data.deliverable) await askOnceMore(one, context);
  },

  async "mail.released@1"(_event, context) {
    const { all } = (await context.read("deliverables")) as unknown as Work;
    for (const one of all) if (one.unasked) await askOnceMore(one, context);
  },

  async "meeting.booked@1"(event, context) {
    const reason = "A time was agreed, and they get it in writing.";
    const { meeting, startsAt } = event.data;
    await wish(context, "meeting.invite", { meeting: String(meeting), startsAt: Number(startsAt) }, reason);
  },

  async "meeting.cancelled@1"(event, context) {
    // Called off here, they were told with it; deleted in the calendar, they know nothing yet.
    if (event.data.by !== "calendar") return;
    const reason = "You deleted it in your calendar, and they don't know yet.";
    await wish(context, "meeting.cancel", { meeting: String(event.data.meeting) }, reason);
  },

  "meeting.answered@1": invitationAnswered,

  async "meeting.unanswered@1"(event, context) {
    const reason = "All the times that were offered have passed.";
    await wish(context, "meeting.lapse", { meeting: String(event.data.meeting) }, reason);
  },

  "mail.sent@1": letterLeft,
  "effect.performed@1": letterLeft,
} satisfies Handlers;

export default handlers;

function askOnceMore({ id, version }: Deliverable, context: GuestContext): Promise<void> {
  return wish(context, "deliverable.nudge", { deliverable: id, version }, "No answer has come for some days.");
}

/** A wish of one step. */
async function wish(context: GuestContext, action: string, params: Step["params"], reason: string): Promise<void> {
  await context.intend({ steps: [{ action, params }], reason, evidence: [] });
}
