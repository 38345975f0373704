/**
 * Health: it tells the owner when a client fares worse, and at once when somebody complains or wants to leave. Such a message
 * is one card, whatever else stands in it, and what would leave by itself to them waits meanwhile.
 * What is said stands in words.ts.
 */
import type { Handlers } from "../../src/agent/guest.ts";
import { type MailOnRecord, raised, type Standing } from "./words.ts";

const BANDS = ["well", "watch", "at-risk"];

const handlers = {
  async "health.changed@1"(event, context) {
    const { score, band, bandBefore } = event.data;
    if (BANDS.indexOf(String(band)) <= BANDS.indexOf(String(bandBefore))) return;
    const { health } = (await context.read("standing")) as unknown as Standing;
    await context.intend({
      steps: [
        {
          action: "health.alert",
          params: { score: score ?? 0, band: band ?? "", reasons: health?.reasons ?? [], event: event.id },
        },
      ],
      reason: "They fare worse than before.",
      evidence: [],
    });
  },

  async "message.classified@1"(event, context) {
    const classes = event.data.classes as string[];
    const kind = classes.includes("leaving") ? "leaving" : "complaint";
    const mail = (await context.read("mail", { id: event.data.mail ?? "" })) as unknown as MailOnRecord | null;
    if (!mail || !classes.includes(kind)) return;
    const standing = (await context.read("standing")) as unknown as Standing;
    const said = (event.private?.evidence ?? []) as unknown as { class: string; sentence: string }[];
    const { question, reason } = raised(mail, kind, said.find((one) => one.class === kind)?.sentence, standing);
    if (!standing.held)
      await context.intend({
        steps: [{ action: "mail.hold", params: { why: kind, mail: mail.id } }],
        reason: kind === "leaving" ? "They want to stop." : "They are unhappy.",
        evidence: [],
      });
    await context.intend({
      steps: [{ action: "complaint.raise", params: { mail: mail.id, kind, question } }],
      reason,
      evidence: [],
    });
    // Whoever complains is written to unasked no more, whatever else becomes of it.
    const { state } = (await context.read("outreach")) as unknown as { state: string };
    const stops = classes.includes("stop");
    if (stops ? state !== "stopped" : state === "standing")
      await context.intend({
        steps: [{ action: "outreach.end", params: { why: stops ? "stop" : "answered", mail: mail.id } }],
        reason: stops ? "They want no such mail." : "They have answered.",
        evidence: [],
      });
  },

  async "notice.accepted@1"(event, context) {
    const { work } = (await context.read("standing")) as unknown as Standing;
    for (const [index, { engagement }] of work.entries())
      await context.intend({
        steps: [
          {
            action: "engagement.end",
            params: { engagement, on: event.data.endsOn ?? "", offboard: index === 0 ? "yes" : "no" },
          },
        ],
        reason: "You accepted their notice.",
        evidence: [],
      });
  },
} satisfies Handlers;

export default handlers;
