/**
 * effect.retry: what failed, came back, or may or may not have left, becomes one question to the owner: send it again?
 * No is an answer too: then it is settled as it is.
 */
import { z } from "zod";
import type { ActionContract, Leaving, View } from "../kernel/action.ts";
import type { CardLetter } from "../kernel/card.ts";
import { type EffectRow, effects } from "../kernel/effect.ts";
import type { Plain } from "../kernel/event.ts";
import { clients, clientTitle } from "../records/client.ts";
import { defineAction, refused } from "./define.ts";
import type { MessageIdFor } from "./letter.ts";

export const EFFECT_RETRY = "effect.retry";

const params = z.strictObject({
  effect: z.string().min(1),
  trouble: z.enum(["failed", "uncertain", "bounced"]),
  why: z.string(),
  to: z.string().default(""),
});

const TITLES = {
  failed: "Send the mail again that could not be sent",
  uncertain: "Send the mail again that may have left already",
  bounced: "Send the mail again that came back",
} as const;

export function effectRetry({ messageIdFor }: { messageIdFor: MessageIdFor }): ActionContract {
  return defineAction({
    name: EFFECT_RETRY,
    group: "outward",
    resource: "Client",
    sentence: "send again what failed or may not have left",
    context: { trouble: "String" },
    produces: [],
    editable: [],
    params,
    key: ({ effect, trouble }) => retryKey(effect, trouble),
    prepare({ effect: id, trouble, why, to }, _scope, view, key) {
      const effect = view.records.get(effects, id);
      if (!effect) return refused("That mail is not on record.");
      if (effect.state !== trouble)
        return refused(effect.state === "performed" ? "It has left meanwhile." : "That was settled already.");
      const client = view.records.get(clients, effect.scope);
      const letter = letterOf(view, effect);
      // What came back had left: sent again it is a new mail, with a name of its own, and shown whole.
      const again = trouble === "bounced" && letter ? [leavingAgain(effect, letter, messageIdFor(key))] : [];
      return {
        kind: "prepared",
        resource: { type: "Client", id: effect.scope },
        attributes: { stage: client?.stage ?? "none", language: client?.language ?? "unclear" },
        context: { trouble },
        title: to ? `${TITLES[trouble]}, to ${to}` : TITLES[trouble],
        client: clientTitle(client),
        rows: [{ label: "What happened", after: why }],
        ...(letter ? { letter: shownLetter(letter) } : {}),
        undo:
          trouble === "uncertain" ? "If it had left, they get it twice." : "A mail that has left can't be taken back.",
        reversible: false,
        leaves: again,
        addressesKnown: true,
        versions: { "effect.state": effect.state },
      };
    },
    decide: ({ effect, trouble }, scope) => [
      {
        type: trouble === "bounced" ? "effect.settled" : "effect.retried",
        scope,
        subject: `effect:${effect}`,
        data: { effect },
      },
    ],
    declined: ({ effect }, scope) => [{ type: "effect.settled", scope, subject: `effect:${effect}`, data: { effect } }],
  });
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
