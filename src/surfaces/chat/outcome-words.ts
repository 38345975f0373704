/**
 * What became of a request, in the words that stand on its card once the buttons have gone: the same on every surface, with
 * where and when, because the first decision wins and the others want to know.
 */
import type { EffectRow } from "../../kernel/effect.ts";
import type { LedgerEvent, Plain } from "../../kernel/event.ts";
import type { IntentRow } from "../../kernel/intent.ts";
import type { ProposalRow } from "../../kernel/proposal.ts";
import { readable } from "../../lib/zone.ts";

export interface Decided {
  readonly row: ProposalRow;
  readonly intent: IntentRow | undefined;
  /** The event that decided it, with its private words. */
  readonly event: LedgerEvent | undefined;
  readonly words: Plain | null;
  readonly effects: readonly EffectRow[];
  /** Whether something holds what is to leave. */
  readonly held: boolean;
}

/** The line, and whether it is the last that will be said. */
export function outcomeWords(decided: Decided, zone: string): { readonly text: string; readonly final: boolean } {
  const { row, event, words } = decided;
  const on = event?.data.surface === undefined ? "" : ` ${surfaceWords(String(event.data.surface))}`;
  const when = readable(row.decided_at ?? row.opened_at, zone);
  switch (row.state) {
    case "approved": {
      if (decided.intent?.state === "undone")
        return { text: `↩ Approved${on}, ${when}. Taken back since.`, final: true };
      const left = effectWords(decided);
      return { text: `✅ Approved${on}, ${when}.${left.text ? ` ${left.text}` : ""}`, final: left.final };
    }
    case "rejected":
      return { text: `✖ Rejected${on}, ${when}: ${String(words?.reason ?? "")}`.trimEnd(), final: true };
    case "withdrawn":
      return { text: `${WITHDRAWN[String(event?.data.why)] ?? "Withdrawn"}, ${when}.`, final: true };
    case "expired":
      return { text: `Expired without an answer, ${when}. Nothing was done.`, final: true };
    case "open":
      return { text: `🕗 ${postponedWords(row, zone)}`, final: false };
  }
}

/** Until when it was put away. */
export function postponedWords(row: Pick<ProposalRow, "later_until" | "later_on">, zone: string): string {
  if (row.later_on === "mail") return "Put away until they write again.";
  return `Put away until ${readable(row.later_until ?? 0, zone)}.`;
}

const WITHDRAWN: Readonly<Record<string, string>> = {
  "owner-does-it": "✋ Left to you",
  "answered-by-hand": "✋ You answered by hand, so I withdrew this",
  "found-sent": "✅ Found among the sent mail: it had left",
  "no-longer-possible": "No longer possible, so I withdrew this",
  "let-go": "Let go without an answer",
  "asked-together": "It stands on a newer card",
};

function effectWords({ effects, held }: Decided): { text: string; final: boolean } {
  if (effects.length === 0) return { text: "", final: true };
  const some = (state: EffectRow["state"]) => effects.some((effect) => effect.state === state);
  if (some("queued"))
    return { text: held ? "⏸ Held by a pause; it leaves when you say “resume”." : "⏳ On its way out.", final: false };
  if (some("failed")) return { text: "⚠ It could not be sent; a new card asks what to do.", final: true };
  if (some("uncertain")) return { text: "⚠ I can't tell whether it was sent; a new card asks you.", final: true };
  if (some("bounced")) return { text: "⚠ It came back; a new card asks what to do.", final: true };
  if (effects.every((effect) => effect.state === "cancelled")) return { text: "It stayed here.", final: true };
  return { text: "Sent.", final: true };
}

const SURFACES: Readonly<Record<string, string>> = {
  console: "at the console",
  slack: "on Slack",
  telegram: "on Telegram",
};

/** “on Slack”, “at the console”. */
export function surfaceWords(surface: string): string {
  return SURFACES[surface] ?? `on ${surface}`;
}
