/**
 * Promises in letters that have left: the owner's own mails, and what they approved. What is promised with a day is noted;
 * what the letter keeps is taken off the list. Call `letterLeft` from `mail.sent@1` and `effect.performed@1`.
 */
import type { GuestContext, GuestEvent, Step } from "../../src/agent/guest.ts";

interface Promised {
  made: { sentence: string; untilOn: string | null; kind: string }[];
  /** Open promises that the letter keeps. */
  kept: string[];
}

export async function letterLeft(event: GuestEvent, context: GuestContext): Promise<void> {
  if (event.scope === "workspace") return;
  const about: Record<string, string> = event.data.mail
    ? { mail: String(event.data.mail) }
    : { effect: String(event.data.effect) };
  const { made, kept } = (await context.ask("promises", about)) as unknown as Promised;
  for (const obligation of kept)
    await wish(
      context,
      { action: "obligation.close", params: { obligation, outcome: "kept" } },
      "The letter keeps it.",
    );
  for (const { sentence, untilOn, kind } of made)
    if (untilOn !== null) {
      const params = { what: sentence, untilOn, kind, who: "owner", ...about };
      await wish(context, { action: "obligation.record", params }, "The letter says so, and names a day.");
    }
}

async function wish(context: GuestContext, step: Step, reason: string): Promise<void> {
  await context.intend({ steps: [step], reason, evidence: [] });
}
