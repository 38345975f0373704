/**
 * What the reception answered, as a card for the chats: short, without codes to type where a button or a link will do.
 * Before: turns.ts. After: the lane, which shows it where it was asked.
 */
import type { Card, CardRow } from "../kernel/card.ts";
import { money } from "../lib/money.ts";
import { readable } from "../lib/zone.ts";
import { withClient } from "./chat/posting.ts";
import type { Ordered } from "./desk.ts";
import {
  phraseOutcome,
  phrasePaused,
  phraseResumed,
  phraseRules,
  phraseStatus,
  phraseTrace,
  phraseUndone,
  phraseWho,
} from "./phrase.ts";
import type { Heard } from "./words/reception.ts";

export interface ChatLook {
  readonly zone: string;
  /** The address of a request's card on this chat. */
  readonly link: (proposal: string) => string | null;
}

/** As wide as it gets: a chat breaks lines itself. */
const WIDE = 10_000;

/** The card that answers; `null` where the rewritten card itself is the answer. */
export function answerCard(heard: Heard, look: ChatLook): Card | null {
  const wide = { width: WIDE, colour: false, zone: look.zone };
  switch (heard.kind) {
    case "card":
      return heard.card;
    case "text":
      return said(heard.text, heard.title);
    case "queue":
      return queueCard(heard, look);
    case "status":
      return said(phraseStatus(heard.status, wide), "How things stand");
    case "who":
      return said(phraseWho(heard.who, wide), "Who does what");
    case "rules":
      return said(phraseRules(heard.shown, wide), "What happens with and without you");
    case "outcome":
      return outcomeCard(heard.outcome, look);
    case "outcomes":
      return {
        ...said("", "What you approved together"),
        rows: heard.outcomes.map(({ code, outcome }) => ({ label: code, after: outcomeLine(outcome, look) })),
      };
    case "undone":
      return said(phraseUndone(heard.undone));
    case "why":
      return {
        ...said("", heard.why.title),
        rows: heard.why.steps.map((step) => ({ label: readable(step.at, look.zone), after: step.text })),
      };
    case "trace":
      return said(phraseTrace(heard.steps, wide), "Every event of it");
    case "paused":
      return said(phrasePaused(heard.paused));
    case "resumed":
      return said(phraseResumed(heard.resumed));
    case "quit":
      return said("I go on working. Say “pause” to hold what would leave.");
  }
}

/** A text as a card: its first line is the sentence, unless there is a title. */
export function said(text: string, title?: string): Card {
  const [first = "", ...rest] = text.trim().split("\n");
  const body = (title === undefined ? rest.join("\n") : text).trim();
  return { kind: "answer", title: title ?? first, ...(body ? { body } : {}), rows: [], why: [], buttons: [] };
}

function queueCard({ waiting }: Extract<Heard, { kind: "queue" }>, look: ChatLook): Card {
  const now = waiting.filter((one) => one.laterUntil === null);
  const away = waiting.length - now.length;
  const rows = now.map((one): CardRow => {
    const link = look.link(one.proposal.id);
    return { label: one.code, after: withClient(one), ...(link ? { link } : {}) };
  });
  const put = away > 0 ? ` ${away} put away until later.` : "";
  return {
    ...said(""),
    title: now.length === 0 ? `Nothing waits for you now.${put}` : `${now.length} waiting for you.${put}`,
    rows,
  };
}

/** A decision shows on its card; what is said besides is only what the card can't say. */
function outcomeCard(outcome: Ordered, look: ChatLook): Card | null {
  if (outcome.kind === "asked") return null; // its card comes by itself
  return said(outcomeLine(outcome, look));
}

function outcomeLine(outcome: Ordered, look: ChatLook): string {
  if (outcome.kind === "shown")
    return {
      edited: "Changed. Nothing leaves before you approve the card as it is now.",
      overtaken: "Something has changed since you saw this card, so I did nothing. Please look at it again.",
      unseen: "You have not seen this card here as it is now, so I did nothing. Please look at it first.",
      "asked-again": "I have asked you again.",
    }[outcome.why];
  if (outcome.kind === "asked") return outcome.card.title;
  if (outcome.kind === "confirm")
    return `This is about ${money(outcome.cents, outcome.currency)}: one yes is not enough. Say “approve ${outcome.code}” with the amount behind it, or approve it on another surface.`;
  return phraseOutcome(outcome, { width: WIDE, colour: false, zone: look.zone });
}
