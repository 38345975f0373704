/**
 * effect.retry: what failed, came back, or may or may not have left, becomes one question to the owner: send it again?
 * No is an answer too: then it is settled as it is. Who knows that it left can say so, and everything goes on from there.
 */
import { z } from "zod";
import type { ActionContract, Leaving, View } from "../kernel/action.ts";
import type { CardChoice, CardLetter } from "../kernel/card.ts";
import { type EffectRow, effects } from "../kernel/effect.ts";
import type { Plain } from "../kernel/event.ts";
import { clients, clientTitle } from "../records/client.ts";
import { defineAction, refused } from "./define.ts";
import { leavingWords } from "./leaving-words.ts";
import type { MessageIdFor } from "./letter.ts";
import { isNeedless } from "./stripe-leaving.ts";

export const EFFECT_RETRY = "effect.retry";

const params = z.strictObject({
  effect: z.string().min(1),
  trouble: z.enum(["failed", "uncertain", "bounced"]),
  why: z.string(),
  to: z.string().default(""),
  /** Where nobody can tell: what the owner knows. */
  answer: z.enum(["again", "sent"]).default("again"),
});

const ANSWERS: readonly CardChoice[] = [
  { label: "It was sent", set: { answer: "sent" } },
  { label: "Send again", set: { answer: "again" } },
];

const TITLES = {
  failed: "Send the mail again that could not be sent",
  uncertain: "Send the mail again that may have left already",
  bounced: "Send the mail again that came back",
} as const;

/** How the title of what is no letter ends. */
const ENDS = { failed: ", which failed", uncertain: "; it may be there already", bounced: ", which failed" } as const;

const UNDO = {
  failed: "A mail that has left can't be taken back.",
  uncertain: "If it had left, they get it twice.",
  bounced: "A mail that has left can't be taken back.",
  sent: "Nothing leaves. It is on record as sent.",
} as const;

export function effectRetry({ messageIdFor }: { messageIdFor: MessageIdFor }): ActionContract {
  return defineAction({
    name: EFFECT_RETRY,
    group: "outward",
    resource: "Client",
    sentence: "send again what failed or may not have left",
    context: { trouble: "String" },
    produces: [],
    editable: ["answer"],
    params,
    key: ({ effect, trouble }) => retryKey(effect, trouble),
    prepare({ effect: id, trouble, why, to, answer }, _scope, view, key) {
      const effect = view.records.get(effects, id);
      if (!effect) return refused("That mail is not on record.");
      if (answer === "sent" && trouble !== "uncertain") return refused("It is known that it wasn't delivered.");
      if (effect.state !== trouble)
        return refused(effect.state === "performed" ? "It has left meanwhile." : "That was settled already.");
      if (isNeedless(view.records, effect)) return refused("The invoice is settled, so nobody has to pay it there.");
      const client = view.records.get(clients, effect.scope);
      const letter = letterOf(view, effect);
      const elsewhere = leavingWords(view.records, effect);
      // What came back had left: sent again it is a new mail, with a name of its own, and shown whole.
      const again = trouble === "bounced" && letter ? [leavingAgain(effect, letter, messageIdFor(key))] : [];
      return {
        kind: "prepared",
        resource: { type: "Client", id: effect.scope },
        attributes: { stage: client?.stage ?? "none", language: client?.language ?? "unclear" },
        context: { trouble },
        title: elsewhere ? `${elsewhere.again}${ENDS[trouble]}` : titleOf({ trouble, answer, to }),
        client: clientTitle(client),
        rows: [{ label: "What happened", after: why }],
        ...(letter ? { letter: shownLetter(letter) } : {}),
        ...(trouble === "uncertain" && effect.connector === "mail" ? { choices: ANSWERS } : { fixed: true as const }),
        undo: elsewhere?.once ?? UNDO[answer === "sent" ? "sent" : trouble],
        reversible: false,
        leaves: again,
        addressesKnown: true,
        versions: { "effect.state": effect.state },
      };
    },
    decide({ effect: id, trouble, answer }, scope, view) {
      const subject = `effect:${id}`;
      const effect = view.records.get(effects, id);
      if (answer === "sent" && effect)
        return [{ type: "effect.performed", scope, subject, data: leftData(effect, true) }];
      const type = trouble === "bounced" ? "effect.settled" : "effect.retried";
      return [{ type, scope, subject, data: { effect: id } }];
    },
    declined: ({ effect }, scope) => [{ type: "effect.settled", scope, subject: `effect:${effect}`, data: { effect } }],
  });
}

function titleOf({
  trouble,
  answer,
  to,
}: {
  readonly trouble: keyof typeof TITLES;
  readonly answer: "again" | "sent";
  readonly to: string;
}): string {
  const title = answer === "sent" ? "Take the mail as sent" : TITLES[trouble];
  return to ? `${title}, to ${to}` : title;
}

/** What `effect.performed` says, as the outbox writes it, where it was found out later that something left. */
export function leftData(effect: EffectRow, isReviewed: boolean): Plain {
  const { id, intent, key, reference } = effect;
  return { effect: id, intent, key, reference, attempt: 0, ...(isReviewed ? {} : { for: null }) };
}

/** One question for each way an effect can go wrong. */
export function retryKey(effect: string, trouble: string): string {
  return `${EFFECT_RETRY}:${effect}:${trouble}`;
}

type SentLetter = Plain & {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
  readonly text: string;
};

/** What the effect carried, from the verdict that released it; `null` where it was forgotten or is no letter. */
function letterOf(view: View, effect: EffectRow): SentLetter | null {
  const payloads = (view.privateAt(effect.seq)?.payloads ?? []) as readonly Plain[];
  const found = payloads.find((payload) => payload.messageId === effect.reference);
  return found && Array.isArray(found.to) ? (found as SentLetter) : null;
}

function leavingAgain(effect: EffectRow, letter: SentLetter, messageId: string): Leaving {
  const { connector, operation } = effect;
  return { connector, operation, reference: messageId, payload: { ...letter, messageId } };
}

function shownLetter({ to, cc, subject, text }: SentLetter): CardLetter {
  return { to: to.join(", "), ...(cc.length > 0 ? { cc: cc.join(", ") } : {}), subject, text, attachments: [] };
}
