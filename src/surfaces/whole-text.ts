/**
 * What a card says, whole, as one text: for reading what does not fit on it.
 */
import type { Card } from "../kernel/card.ts";

/** Everything that would leave; else all that the card tells. */
export function wholeText(card: Card): string {
  const { letter } = card;
  const lines = letter
    ? [
        `To: ${letter.to}`,
        ...(letter.cc ? [`Cc: ${letter.cc}`] : []),
        `Subject: ${letter.subject}`,
        ...(letter.attachments.length > 0 ? [`Attached: ${letter.attachments.join(", ")}`] : []),
        "",
        letter.text,
      ]
    : [
        card.title,
        ...(card.body ? [card.body] : []),
        ...card.rows.map((row) => `${row.label}: ${row.before === undefined ? "" : `${row.before} → `}${row.after}`),
      ];
  return lines.join("\n");
}
