/**
 * The same card as plain text, for when Slack refuses the blocks: it must still be readable, and its code must still
 * open the door in words.
 */
import type { Posting } from "../surface.ts";
import { doors, type Rendered } from "./render.ts";
import { escaped, literal, oneLine, shortened, split, weight } from "./text.ts";

/** `chat.update` takes at most 4,000 characters. */
const TEXT_ROOM = 3_900;
/** For what stands below: how much is missing, and what became of it or the words to say. */
const END_ROOM = 500;

/** The posting without blocks; `complete` where everything fits. */
export function renderPlain(posting: Posting): Rendered {
  const { card } = posting;
  const title = shortened(oneLine(card.title) || "A card", 300);
  const names = [posting.code, card.client && shortened(oneLine(card.client), 100)].filter(Boolean).join(" · ");
  const lines = [
    ...rowTexts(card.changed ?? [], "Changed since you saw it"),
    ...rowTexts(card.rows),
    ...(card.body ? [literal(card.body)] : []),
    ...letterTexts(posting),
    ...card.why.map((why) => `Why I ask: ${oneLine(why)}`),
    ...(card.undo ? [`Undo: ${oneLine(card.undo)}`] : []),
    ...(posting.reply?.copy ? [literal(posting.reply.copy)] : []),
  ].join("\n");
  const head = names ? `${names}: ${title}` : title;
  const room = TEXT_ROOM - weight(head) - END_ROOM;
  const [shown, rest] = split(lines, Math.max(room, 1));
  const complete = rest === "" && title === (oneLine(card.title) || "A card");
  const cut = rest ? `… ${[...rest].length.toLocaleString("en-US")} more characters follow.` : "";
  const end = posting.outcome ? shortened(oneLine(posting.outcome), 400) : doors(posting, complete);
  const text = [head, shown.trimEnd(), cut, end].filter(Boolean).join("\n");
  return { text: escaped(text), blocks: [], complete };
}

function letterTexts({ card: { letter } }: Posting): string[] {
  if (!letter) return [];
  return [
    "This would leave",
    `To: ${oneLine(letter.to)}`,
    ...(letter.cc ? [`Cc: ${oneLine(letter.cc)}`] : []),
    `Subject: ${oneLine(letter.subject)}`,
    ...(letter.attachments.length > 0 ? [`Attached: ${letter.attachments.map(oneLine).join(", ")}`] : []),
    "",
    literal(letter.text),
    "",
  ];
}

function rowTexts(
  rows: ReadonlyArray<{ readonly label: string; readonly before?: string; readonly after: string }>,
  heading?: string,
): string[] {
  const texts = rows.map(({ label, before, after }) => {
    const value = before === undefined ? literal(after) : `${literal(before)} → ${literal(after)}`;
    return label ? `${oneLine(label)}: ${value}` : value;
  });
  return heading && texts.length > 0 ? [heading, ...texts] : texts;
}
