/**
 * owner.ask: a short question to the owner about a message. Approving says "I have seen it"; with `classes` set the owner
 * says what it is, which hands it on to whoever takes such a message, and with `reply` set that text leaves as the answer.
 * `offers` are answers of one tap each.
 */
import { z } from "zod";
import type { ActionContract, Leaving } from "../kernel/action.ts";
import type { CardChoice, CardLetter } from "../kernel/card.ts";
import { replySubject } from "../lib/subject.ts";
import { clientTitle } from "../records/client.ts";
import { standingOf, takerOf } from "../records/taker.ts";
import { defineAction, optionalList, refused } from "./define.ts";
import {
  answeredMail,
  attachedFiles,
  attachedRows,
  letterFor,
  type MessageIdFor,
  quoteOf,
  senderOf,
} from "./letter.ts";
import { MESSAGE_CLASSES } from "./message-classify.ts";

const messageClass = z.enum(MESSAGE_CLASSES, `expected some of: ${MESSAGE_CLASSES.join(", ")}`);

/** What the owner taps, in the owner's words. */
const CALLED: Readonly<Record<z.infer<typeof messageClass>, string>> = {
  approval: "A yes",
  change: "Wants changes",
  question: "A question",
  scheduling: "About a date",
  payment: "About money",
  complaint: "Unhappy",
  leaving: "Wants to stop",
  stop: "Wants no mail",
  "out-of-office": "Only away",
  thanks: "Just thanks",
  "standing-wish": "A wish for always",
  request: "Asks for something",
  unsure: "Can't say",
};

const params = z.strictObject({
  question: z.string().min(1),
  mail: z.string().min(1),
  classes: optionalList(messageClass),
  /** What the owner may say it is with one tap. */
  offers: optionalList(messageClass),
  reply: z.string().default(""),
  subject: z
    .string()
    .regex(/^[^\r\n]*$/, "a subject is one line")
    .default(""),
});

export function ownerAsk({ messageIdFor }: { messageIdFor: MessageIdFor }): ActionContract {
  return defineAction({
    name: "owner.ask",
    group: "question",
    resource: "Client",
    sentence: "ask you about a message",
    context: {},
    produces: ["message.classified@1"],
    connector: "mail",
    editable: ["reply", "classes", "subject"],
    params,
    key: ({ mail, question }) => `owner.ask:${mail}:${question}`,
    about: ({ mail }) => mail,
    prepare({ question, mail, classes, offers, reply, subject }, scope, view, key) {
      const answered = answeredMail(view, mail, scope);
      if (typeof answered === "string") return refused(answered);
      const leaves: Leaving[] = [];
      let letter: CardLetter | undefined;
      let addressesKnown = true;
      if (reply !== "") {
        const to = answered.words.from.slice(0, 1).map((sender) => sender.address);
        const about = subject || replySubject(answered.words.subject);
        const ready = letterFor(view, answered, { to, cc: [], subject: about, text: reply }, key, messageIdFor);
        if (typeof ready === "string") return refused(ready);
        leaves.push(ready.leaving);
        letter = ready.shown;
        addressesKnown = ready.addressesKnown;
      }
      return {
        kind: "prepared",
        resource: { type: "Client", id: answered.scope },
        attributes: { stage: answered.client?.stage ?? "none", language: answered.client?.language ?? "unclear" },
        context: {},
        title: question,
        ...(answered.client ? { client: clientTitle(answered.client) } : {}),
        merged: answered.merged,
        rows: [
          ...(answered.client ? [] : [{ label: "From", after: senderOf(answered.words) }]),
          { label: "Subject", after: answered.words.subject || "(none)" },
          ...attachedRows(answered.words),
          ...(classes.length > 0 ? [{ label: "You say it is", after: classes.join(", ") }] : []),
        ],
        quote: quoteOf(answered.words),
        ...(letter ? { letter } : {}),
        ...(offers.length > 0 && classes.length === 0 && !letter ? { choices: offers.map(choiceOf) } : {}),
        ...attachedFiles(answered.words),
        // It may be a complaint or a notice, and meanwhile nothing leaves to them by itself.
        ...(offers.includes("complaint") || offers.includes("leaving") ? { urgent: true as const } : {}),
        undo: letter
          ? "A mail that has left can't be taken back."
          : "Nothing leaves; approving only says that you have seen it.",
        reversible: letter === undefined,
        leaves,
        addressesKnown,
        versions: { [`mail.${mail}`]: answered.mail.seq },
      };
    },
    decide: ({ mail, classes }, scope, view) => [
      { type: "question.answered", scope, subject: `mail:${mail}`, data: { mail, classes } },
      ...(classes.length > 0
        ? [
            {
              type: "message.classified",
              scope,
              subject: `mail:${mail}`,
              data: { mail, classes, language: "unclear", for: takerOf(classes, standingOf(view.records, scope)) },
            },
          ]
        : []),
    ],
  });
}

function choiceOf(name: z.infer<typeof messageClass>): CardChoice {
  return { label: CALLED[name], set: { classes: name } };
}
