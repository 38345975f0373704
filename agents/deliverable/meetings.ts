/**
 * A time in a client's message: one that was offered to them is booked; any other is suggested to the owner, or other times are.
 */
import type { GuestContext, GuestEvent, Step } from "../../src/agent/guest.ts";

/** What the message means for the meeting that is offered or booked. */
interface Slot {
  kind: "one" | "other" | "none" | "unsure";
  meeting: string | null;
  title?: string;
  state?: "offered" | "booked";
  startsAt?: number | null;
  /** The day they would like, where they name no time. */
  on?: string | null;
  /** Nothing else is at that time. */
  free?: boolean;
  sentence?: string;
}

interface Meeting {
  id: string;
  startsAt: number | null;
}

export interface TimeRead {
  /** Which sentence takes one of the offered times; null: none does. */
  readonly takes: string | null;
  /** It needs nobody. */
  readonly settled: boolean;
  /** What can be done about it: without asking where it is settled, else put to the owner. */
  readonly step: Step | null;
  readonly reason: string;
}

/** Their calendar program says no, or another time: that is put to the owner, or other times are. */
export async function invitationAnswered(event: GuestEvent, context: GuestContext): Promise<void> {
  const { meeting, mail, answer } = event.data as Record<string, string>;
  if (answer === "counter") {
    const { step } = await timeIn(String(mail), context);
    const reason = "Their calendar suggests this time instead of the one that was booked.";
    if (step?.action === "meeting.book") return context.intend({ steps: [step], reason, evidence: [] });
  }
  const reason =
    answer === "counter"
      ? "Their calendar suggests a time at which you are not free."
      : "They declined the invitation, so they can't come at that time.";
  const params = { meeting: String(meeting), mail: String(mail) };
  await context.intend({ steps: [{ action: "meeting.offer", params }], reason, evidence: [] });
}

/** What a message says about a time. */
export async function timeIn(mail: string, context: GuestContext): Promise<TimeRead> {
  const slot = (await context.ask("slot", { mail })) as unknown as Slot;
  const { kind, meeting, startsAt = null, on = null, free = false, title = "the meeting" } = slot;
  const nothing = { takes: null, settled: false, step: null, reason: "" };
  if (meeting === null || kind === "none" || kind === "unsure") return nothing;
  const takes = kind === "one" ? (slot.sentence ?? "") : null;
  if (kind === "one" && slot.state === "booked") {
    const open = (await context.read("meeting")) as unknown as Meeting[];
    const known = open.some((one) => one.id === meeting && one.startsAt === startsAt);
    if (known) return { takes, settled: true, step: null, reason: "" };
  }
  if (startsAt !== null && free) {
    const step = { action: "meeting.book", params: { meeting, startsAt, mail } };
    const settled = kind === "one" && (slot.state === "offered" || slot.state === "booked");
    const reason = settled
      ? "They take one of the times that were offered."
      : `They would like “${title}” at that time.`;
    return { takes, settled, step, reason };
  }
  const step = { action: "meeting.offer", params: { meeting, mail, ...(on === null ? {} : { from: on }) } };
  return { takes, settled: false, step, reason: "None of the times that they can is free." };
}
