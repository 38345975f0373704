/**
 * Content: when a client accepts a piece of work, a case study of it is drafted for the owner. The house's text says what the
 * records know; where a model is set, it may say it better, if it names nobody.
 */
import type { GuestContext, Handlers } from "../../src/agent/guest.ts";

/** The work, without names unless they have agreed to be named. */
interface Story {
  engagement: string;
  month: string;
  language: "en" | "de";
  made: boolean;
  who: string;
  work: string;
  delivered: string[];
  duration: string;
}

const handlers = {
  async "feedback.recorded@1"(event, context) {
    if (event.data.verdict !== "accepted") return;
    const story = (await context.read("drafts", {
      deliverable: event.data.deliverable ?? "",
    })) as unknown as Story | null;
    if (!story || story.made) return;
    const { engagement, month, language, who, work, duration } = story;
    const delivered = story.delivered.map((title) => `- ${title}`).join("\n");
    const filled = (await context.template("case-study", language, { who, work, delivered, duration })) as unknown as {
      ok: boolean;
      text: string;
    };
    if (!filled.ok) return;
    const [, title = work, told = filled.text] =
      /^(?:Subject|Betreff):[ \t]*([^\n]+)\n+([\s\S]*)$/.exec(filled.text) ?? [];
    const text = (await better(told, language, event.data.mail, context)) ?? told;
    await context.intend({
      steps: [{ action: "content.draft", params: { kind: "case-study", title, text, engagement, month } }],
      reason: "They have accepted a piece of work, and it can be told of.",
      evidence: [],
    });
  },
} satisfies Handlers;

export default handlers;

/** What a model makes of it; null where none is set, or where it names somebody. */
async function better(told: string, language: string, mail: unknown, context: GuestContext): Promise<string | null> {
  if (typeof mail !== "string") return null;
  const draft = (await context.ask("draft", {
    about: mail,
    as: "article",
    instruction:
      `Write a case study of at most 200 words for the website of a one-person company, from these notes alone:\n${told}`.slice(
        0,
        4000,
      ),
    language: language === "de" ? "German" : "English",
  })) as unknown as { ok: boolean; value?: string };
  if (!draft.ok || !draft.value) return null;
  const names = (await context.ask("names", { text: draft.value })) as unknown as string[];
  return names.length === 0 ? draft.value : null;
}
