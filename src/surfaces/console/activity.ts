/**
 * What happens while the console looks on, one short line each. Cards are shown by themselves; this is the rest.
 */
import type { LedgerEvent, Plain } from "../../kernel/event.ts";
import { doneWords } from "../../projections/timeline.ts";
import { clean } from "./columns.ts";

/** What a line is made of besides the event. */
export interface Activity {
  /** The event's private part; null where it was forgotten. */
  readonly words: Plain | null;
  /** The letter that it is about, if it is about one. */
  readonly letter: { readonly to: readonly string[]; readonly subject: string } | null;
}

/** The line for an event, or `null` where nobody needs one. */
export function activityLine(event: LedgerEvent, activity: Activity): string | null {
  const line = lineOf(event, activity);
  return line && clean(line).replaceAll("\n", " ");
}

function lineOf(event: LedgerEvent, { words, letter }: Activity): string | null {
  switch (event.type) {
    case "mail.received":
      return event.data.automatic
        ? `·  Filed silently: ${sender(words)}, “${words?.subject ?? ""}”`
        : `✉  ${sender(words)}: “${words?.subject || "no subject"}”`;
    case "mail.unreadable":
      return "✉  A message could not be read; its bytes are kept.";
    case "mail.sent":
      return "✉  You sent a mail yourself; it is filed.";
    case "effect.performed":
      return letter ? `✅ Sent to ${letter.to.join(", ")}: “${letter.subject}”` : `✅ ${doneWords(event.actor)}`;
    case "payment.matched":
      return "·  A payment was matched with its invoice.";
    case "proposal.withdrawn":
      return event.data.why === "answered-by-hand"
        ? "·  You have answered that yourself, so I withdrew my draft."
        : null;
    case "proposal.expired":
      return "·  A request expired without an answer.";
    default:
      return null;
  }
}

function sender(words: Plain | null): string {
  const [first] = (words?.from ?? []) as ReadonlyArray<{ name: string; address: string }>;
  return first?.name || first?.address || "somebody";
}
