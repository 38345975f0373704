/**
 * mail.answer: a letter to somebody who wrote. It leaves through the mail connector and can't be taken back.
 */
import { z } from "zod";
import type { ActionContract } from "../kernel/action.ts";
import { replySubject } from "../lib/subject.ts";
import { clientTitle } from "../records/client.ts";
import { defineAction, listOf, optionalList, refused } from "./define.ts";
import { answeredMail, attachedFiles, attachedRows, letterFor, type MessageIdFor, quoteOf } from "./letter.ts";

const address = z.email("expected an e-mail address such as anna@example.com");

const params = z.strictObject({
  mail: z.string().min(1),
  to: listOf(address, "an answer needs an address to go to"),
  cc: optionalList(address),
  /** Left out: "Re: …" of what is answered. */
  subject: z
    .string()
    .regex(/^[^\r\n]*$/, "a subject is one line")
    .default(""),
  text: z.string().trim().min(1, "an answer needs a text"),
});

export function mailAnswer({ messageIdFor }: { messageIdFor: MessageIdFor }): ActionContract {
  return defineAction({
    name: "mail.answer",
    group: "outward",
    resource: "Client",
    sentence: "answer a client's mail",
    context: { recipients: "Long", stage: "String" },
    produces: [],
    connector: "mail",
    editable: ["text", "subject", "to", "cc"],
    form: [
      { name: "text", label: "Your answer", kind: "text" },
      { name: "subject", label: "Subject", kind: "line", optional: true },
      { name: "cc", label: "Copy to", kind: "line", optional: true },
    ],
    params,
    key: ({ mail }) => `mail.answer:${mail}`,
    about: ({ mail }) => mail,
    prepare(letter, scope, view, key) {
      const answered = answeredMail(view, letter.mail, scope);
      if (typeof answered === "string") return refused(answered);
      const subject = letter.subject || replySubject(answered.words.subject);
      const ready = letterFor(view, answered, { ...letter, subject }, key, messageIdFor);
      if (typeof ready === "string") return refused(ready);
      const quote = quoteOf(answered.words);
      return {
        kind: "prepared",
        resource: { type: "Client", id: answered.scope },
        attributes: { stage: answered.client?.stage ?? "none", language: answered.client?.language ?? "unclear" },
        context: { recipients: letter.to.length + letter.cc.length, stage: answered.client?.stage ?? "none" },
        title: `Answer ${quote.from}`,
        ...(answered.client ? { client: clientTitle(answered.client) } : {}),
        merged: answered.merged,
        rows: attachedRows(answered.words),
        quote,
        letter: ready.shown,
        ...attachedFiles(answered.words),
        undo: "A mail that has left can't be taken back.",
        reversible: false,
        leaves: [ready.leaving],
        addressesKnown: ready.addressesKnown,
        versions: { [`mail.${answered.mail.id}`]: answered.mail.seq },
      };
    },
    decide: () => [],
  });
}
