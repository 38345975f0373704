/**
 * Outreach: it suggests letters to leads who went silent and to past clients, and ends it as soon as they answer. A stop needs
 * nobody; what else they want is one question to the owner.
 */
import type { Handlers } from "../../src/agent/guest.ts";

interface MailOnRecord {
  id: string;
  from: { name: string; address: string }[];
  written: string;
}

/** What needs no answer of the owner's; of an inquiry and of what could not be read intake has told already. */
const NEEDS_NOBODY = ["stop", "thanks", "out-of-office", "inquiry", "unsure", "automatic"];

const handlers = {
  async "outreach.due@1"(event, context) {
    await context.intend({
      steps: [{ action: "outreach.send", params: { on: event.data.on ?? "" } }],
      reason: "They have not been heard of for a while, and there is a ground to write to them.",
      evidence: [],
    });
  },

  async "message.classified@1"(event, context) {
    const classes = event.data.classes as string[];
    const mail = (await context.read("mail", { id: event.data.mail ?? "" })) as unknown as MailOnRecord | null;
    if (!mail) return;
    const { state } = (await context.read("outreach")) as unknown as { state: string };
    const stops = classes.includes("stop");
    if (stops ? state !== "stopped" : state === "standing" && !classes.every((name) => name === "out-of-office"))
      await context.intend({
        steps: [{ action: "outreach.end", params: { why: stops ? "stop" : "answered", mail: mail.id } }],
        reason: stops ? "They want no such mail." : "They have answered.",
        evidence: [],
      });
    const wanted = classes.filter((name) => !NEEDS_NOBODY.includes(name));
    if (wanted.length === 0) return;
    const [sender] = mail.from;
    const who = sender?.name || sender?.address || "Somebody";
    const evidence = (event.private?.evidence ?? []) as unknown as { class: string; sentence: string }[];
    const said = evidence.find((one) => wanted.includes(one.class))?.sentence ?? mail.written;
    const words = said.replace(/\s+/g, " ").trim().slice(0, 160);
    await context.intend({
      steps: [
        {
          action: "owner.ask",
          params: { mail: mail.id, question: `${who} has answered: “${words}” What shall I answer?` },
        },
      ],
      reason: stops
        ? "They want no more letters by themselves, and there is something else in it."
        : "You wrote to them, and it is your conversation now: no more letters leave by themselves.",
      evidence: [],
    });
  },
} satisfies Handlers;

export default handlers;
