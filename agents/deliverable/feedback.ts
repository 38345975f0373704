/**
 * A client has said what they think of something: accepted, its milestone may be complete; to be changed, the change becomes a
 * task of the owner's.
 */
import type { GuestContext, GuestEvent } from "../../src/agent/guest.ts";
import type { Deliverable, Work } from "./shapes.ts";

export async function feedbackCame(event: GuestEvent, context: GuestContext): Promise<void> {
  const { all } = (await context.read("deliverables")) as unknown as Work;
  const about = all.find((one) => one.id === event.data.deliverable);
  const mail = typeof event.data.mail === "string" ? event.data.mail : "";
  if (event.data.verdict === "accepted" && about?.state === "accepted") await accepted(about, mail, context);
  if (event.data.verdict === "changes" && about?.state === "changes") await toBeChanged(about, mail, context);
}

async function accepted(about: Deliverable, mail: string, context: GuestContext): Promise<void> {
  if (!about.completes) return;
  await context.intend({
    steps: [{ action: "milestone.close", params: { milestone: about.completes, by: "acceptance", mail } }],
    reason: `“${about.title}” was accepted, and with it everything that belongs to the milestone.`,
    evidence: [],
  });
}

async function toBeChanged(about: Deliverable, mail: string, context: GuestContext): Promise<void> {
  const { id, title, version, engagement } = about;
  if (engagement !== "")
    return context.intend({
      steps: [{ action: "plan.revise", params: { revise: id, version } }],
      reason: `They want “${title}”, version ${version}, to be changed.`,
      evidence: [],
    });
  // No plan knows of it, so that there is none to put the change into.
  if (mail === "") return;
  await context.intend({
    steps: [
      { action: "owner.ask", params: { mail, question: `They want “${title}” to be changed. What shall I answer?` } },
    ],
    reason: "It belongs to no plan, so I can't put the change on your list.",
    evidence: [],
  });
}
