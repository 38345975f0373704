/**
 * What the owner reads when something happens in Stripe that nobody here has done: one notice each, with what follows.
 * Before: connector.ts. After: the main room, or the client's thread.
 */
import type { Card, CardRow } from "../../kernel/card.ts";
import { money } from "../../lib/money.ts";
import { dayWords } from "../../lib/workdays.ts";
import type { News } from "./happening.ts";

/** The invoice that it is about, as it stands on record. */
export interface About {
  readonly number: string;
  readonly client: string;
}

const AT_NIGHT = "I compare with Stripe every night, and will ask you how to enter it";
const ENDINGS: Readonly<Record<string, string>> = {
  won: "won: the money is yours again",
  lost: "lost: the money is gone, and Stripe's fee with it",
  prevented: "prevented, before it counted",
  warning_closed: "closed, without becoming one",
};

/** The event's type, and its card. */
export function tidings(
  news: News,
  about: About | null,
  today: string,
): { readonly type: string; readonly card: Card } {
  const sum = money(news.amountCents, news.currency);
  const of = about ? `invoice ${about.number}` : "a payment";
  const says: CardRow[] = news.says ? [{ label: "Stripe says", after: news.says }] : [];
  switch (news.kind) {
    case "refunded":
      return notice("stripe.refunded", about, `${sum} of ${of} was given back in Stripe.`, [
        { label: "On record", after: "nothing has changed yet: it was not done from here" },
        { label: "What follows", after: about ? `${AT_NIGHT}: a credit note is owed` : "enter it where it belongs" },
      ]);
    case "refund-failed":
      return notice(
        "stripe.refund-failed",
        about,
        `${sum} that was to go back for ${of} did not reach them.`,
        [...says, { label: "What follows", after: "the money stays with Stripe: transfer it to them another way" }],
        true,
      );
    case "disputed":
      return notice(
        "stripe.disputed",
        about,
        `${sum} of ${of} is disputed at their bank.`,
        [
          { label: "Their reason", after: news.says || "none was given" },
          ...(news.until ? [{ label: "Answer until", after: dayWords(news.until, today) }] : []),
          { label: "You do", after: "answer in Stripe, under “Disputes”: the money is held there until it is decided" },
        ],
        true,
      );
    case "dispute-ended":
      return notice("stripe.dispute-ended", about, `The dispute about ${sum} of ${of} is over.`, [
        { label: "It was", after: ENDINGS[news.says] ?? news.says },
        ...(news.says === "lost"
          ? [{ label: "On record", after: "the payment still stands: give me the word to change it" }]
          : []),
      ]);
    case "payment-failed":
      return notice("stripe.payment-failed", about, `A payment of ${sum} for ${of} did not work.`, [
        ...says,
        { label: "What follows", after: "they can try again; nothing was taken, and the invoice stays open" },
      ]);
    case "voided":
      return notice("stripe.voided", about, `${capital(of)} was voided in Stripe.`, [
        {
          label: "On record",
          after: `${sum} is still owed, and can be paid by transfer. Reminders no longer name its page`,
        },
        { label: "You do", after: "if it was a mistake, credit the invoice and issue another" },
      ]);
    default:
      return notice("stripe.settled", about, `${capital(of)} was marked as paid in Stripe.`, [
        {
          label: "On record",
          after: `${sum} still counts as open, until the money shows in the bank's data or you tell me of it`,
        },
      ]);
  }
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Stripe keeps its events for thirty days: what happened before is read from what stands there. */
export function gapNotice(since: string): Card {
  return {
    kind: "notice",
    title: "Stripe no longer tells what happened while I was away.",
    rows: [
      { label: "Last read", after: since },
      {
        label: "What I did",
        after: "read the payments, refunds and disputes that stand there, and entered what was new",
      },
      { label: "What is missing", after: "tries to pay that failed in that time" },
    ],
    why: [],
    buttons: [],
  };
}

function notice(
  type: string,
  about: About | null,
  title: string,
  rows: readonly CardRow[],
  urgent = false,
): { readonly type: string; readonly card: Card } {
  const card: Card = {
    kind: "notice",
    title,
    ...(about ? { client: about.client } : {}),
    rows,
    why: [],
    buttons: [],
    ...(urgent ? { urgent: true } : {}),
  };
  return { type, card };
}
