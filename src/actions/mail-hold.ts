/**
 * mail.hold and mail.release: after a complaint or a notice, mail that would leave by itself waits for the owner, until the
 * owner lets it go on. What is held is asked, never lost (policies/safety.cedar).
 */
import { z } from "zod";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { mails } from "../records/mail.ts";
import { defineAction, refused } from "./define.ts";

const WHYS = ["complaint", "leaving", "asked"] as const;
const SAID = { complaint: "they are unhappy", leaving: "they want to stop", asked: "you asked for it" } as const;

const holds = z.strictObject({
  why: z.enum(WHYS, `expected one of: ${WHYS.join(", ")}`).default("asked"),
  /** The message that is the reason, if one is. */
  mail: z.string().default(""),
});

export const mailHold = defineAction({
  name: "mail.hold",
  group: "internal",
  resource: "Client",
  sentence: "hold back mail that would leave by itself",
  context: { why: "String" },
  produces: ["mail.held@1"],
  endorses: true,
  editable: [],
  params: holds,
  key: ({ mail, why }, scope) => `mail.hold:${scope}:${mail || why}`,
  about: ({ mail }) => mail || null,
  prepare({ why, mail }, scope, view) {
    const id = mergedScope(view.records, scope);
    const client = view.records.get(clients, id);
    if (!client) return refused("Say whose mail is to be held.");
    const theirs = mail === "" ? undefined : view.records.get(mails, mail);
    if (mail !== "" && (!theirs || mergedScope(view.records, theirs.scope) !== id))
      return refused("That mail belongs to another client.");
    if (client.held > 0) return refused(`Mail to ${clientTitle(client)} is held already.`);
    return {
      kind: "prepared",
      resource: { type: "Client", id },
      attributes: { stage: client.stage, language: client.language },
      context: { why },
      title: `Hold mail to ${clientTitle(client)}`,
      client: clientTitle(client),
      rows: [
        { label: "Why", after: SAID[why] },
        { label: "Then", after: "What would leave by itself waits until you release it." },
      ],
      undo: "It can be let go on at any time.",
      reversible: true,
      leaves: [],
      addressesKnown: true,
      versions: { "client.held": client.held },
    };
  },
  decide({ why, mail }, scope, { records }) {
    const id = mergedScope(records, scope);
    return [{ type: "mail.held", scope: id, subject: `client:${id}`, data: { why, mail: mail || null } }];
  },
  undo(_params, scope, { records }) {
    const id = mergedScope(records, scope);
    return releases(id, records.get(clients, id)?.held);
  },
});

export const mailRelease = defineAction({
  name: "mail.release",
  group: "internal",
  resource: "Client",
  sentence: "let held mail go on",
  context: {},
  produces: ["mail.released@1"],
  editable: [],
  params: z.strictObject({}),
  key: (_params, scope) => `mail.release:${scope}`,
  prepare(_params, scope, { records }) {
    const id = mergedScope(records, scope);
    const client = records.get(clients, id);
    if (!client) return refused("Say whose mail is to go on.");
    if (client.held === 0) return refused(`Mail to ${clientTitle(client)} is not held.`);
    return {
      kind: "prepared",
      resource: { type: "Client", id },
      attributes: { stage: client.stage, language: client.language },
      context: {},
      title: `Let mail to ${clientTitle(client)} go on`,
      client: clientTitle(client),
      rows: [{ label: "Then", after: "Check-ins, invoices and reminders leave by the rules again." }],
      undo: "It can be held again at any time.",
      reversible: true,
      leaves: [],
      addressesKnown: true,
      versions: { "client.held": client.held },
    };
  },
  decide: (_params, scope, { records }) => releases(mergedScope(records, scope)),
  undo(_params, scope, { records }) {
    const id = mergedScope(records, scope);
    return [{ type: "mail.held", scope: id, subject: `client:${id}`, data: { why: "asked", mail: null } }];
  },
});

/** The event that lets mail to this client go on; nothing where none is held. */
export function releases(client: string, held = 1) {
  return held > 0 ? [{ type: "mail.released", scope: client, subject: `client:${client}`, data: {} }] : [];
}
