/**
 * complaint.raise: they are unhappy, or want to stop. The owner is told at once: what they say, and what stands with them. One
 * tap says whether held mail goes on, or that the work is to end with the contract; a reply typed here leaves as the answer.
 * Before: the health agent, which has held their mail. After: mail-hold.ts; engagement.end, for a notice.
 */
import { z } from "zod";
import type { Decided, Prepared, View } from "../kernel/action.ts";
import type { CardChoice } from "../kernel/card.ts";
import { replySubject } from "../lib/subject.ts";
import { dayWords } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { clients, clientTitle, mergedScope } from "../records/client.ts";
import { standingContracts } from "../records/contract.ts";
import { mails } from "../records/mail.ts";
import { engagements } from "../records/plan.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { type Answered, answeredMail, attachedFiles, attachedRows, letterFor, quoteOf } from "./letter.ts";
import { releases } from "./mail-hold.ts";
import { endsAfterNotice } from "./notice-period.ts";

const OUTCOMES = ["hold", "release", "end"] as const;

const params = z.strictObject({
  mail: z.string().min(1),
  kind: z.enum(["complaint", "leaving"]),
  /** Two sentences: what they say, and what stands with them now. */
  question: z.string().min(1),
  /** What is to become of their held mail; `end`: and the work ends with the contract. */
  outcome: z.enum(OUTCOMES, `expected one of: ${OUTCOMES.join(", ")}`).default("hold"),
  reply: z.string().default(""),
  subject: z
    .string()
    .regex(/^[^\r\n]*$/, "a subject is one line")
    .default(""),
});

export function complaintRaise({ zone, messageIdFor }: Pick<House, "zone" | "messageIdFor">) {
  return defineAction({
    name: "complaint.raise",
    group: "question",
    resource: "Client",
    sentence: "tell you at once of a complaint or a notice",
    context: { kind: "String" },
    produces: ["mail.released@1", "notice.accepted@1"],
    connector: "mail",
    editable: ["reply", "outcome", "subject"],
    params,
    key: ({ mail }) => `complaint.raise:${mail}`,
    about: ({ mail }) => mail,
    prepare({ mail, kind, question, outcome, reply, subject }, scope, view, key) {
      const answered = answeredMail(view, mail, scope);
      if (typeof answered === "string") return refused(answered);
      const to = answered.words.from.slice(0, 1).map((sender) => sender.address);
      const about = subject || replySubject(answered.words.subject);
      const letter =
        reply === "" ? null : letterFor(view, answered, { to, cc: [], subject: about, text: reply }, key, messageIdFor);
      if (typeof letter === "string") return refused(letter);
      const notice = kind === "leaving" ? noticeOf(view, answered, zone) : null;
      if (outcome === "end" && !notice?.endsOn) return refused("Nothing is under way with them that could end.");
      return {
        kind: "prepared",
        resource: { type: "Client", id: answered.scope },
        attributes: { stage: answered.client?.stage ?? "none", language: answered.client?.language ?? "unclear" },
        context: { kind },
        title: question,
        ...(answered.client ? { client: clientTitle(answered.client) } : {}),
        merged: answered.merged,
        rows: [
          { label: "Subject", after: answered.words.subject || "(none)" },
          ...attachedRows(answered.words),
          ...(notice ? notice.rows : []),
          { label: "Their mail", after: FATE[outcome] },
        ],
        quote: quoteOf(answered.words),
        ...(letter ? { letter: letter.shown } : {}),
        ...attachedFiles(answered.words),
        choices: choices(letter !== null, notice?.endsOn ?? null),
        urgent: true,
        undo: letter ? "A mail that has left can't be taken back." : "Mail can be held and let go on at any time.",
        reversible: letter === null,
        leaves: letter ? [letter.leaving] : [],
        addressesKnown: letter?.addressesKnown ?? true,
        versions: { [`mail.${mail}`]: answered.mail.seq, ...notice?.versions },
      };
    },
    decide({ mail, kind, outcome }, scope, view): readonly Decided[] {
      const { records } = view;
      const client = mergedScope(records, scope);
      const seen: Decided = {
        type: "question.answered",
        scope: client,
        subject: `mail:${mail}`,
        data: { mail, classes: [kind] },
      };
      if (outcome === "hold") return [seen];
      const go = releases(client, records.get(clients, client)?.held);
      const record = records.get(mails, mail);
      const endsOn = outcome === "end" && record ? endOf(view, client, localDate(record.at, zone)) : null;
      if (endsOn === null) return [seen, ...go];
      // The offboarding letters are part of what was said yes to.
      const [, last = endsOn] = [endsOn, localDate(view.now, zone)].sort();
      const data = { client, endsOn: last, for: "health" };
      return [seen, ...go, { type: "notice.accepted", scope: client, subject: `client:${client}`, data }];
    },
  });
}

const FATE: Readonly<Record<(typeof OUTCOMES)[number], string>> = {
  hold: "held: what would leave by itself waits until you release it",
  release: "goes on by the rules",
  end: "goes on by the rules, and the work ends with the contract",
};

function choices(letter: boolean, endsOn: string | null): readonly CardChoice[] {
  const first = letter ? "Answer" : "Seen";
  return [
    { label: `${first}, hold their mail`, set: { outcome: "hold" } },
    { label: `${first}, let mail go on`, set: { outcome: "release" } },
    ...(endsOn === null ? [] : [{ label: `Start offboarding, end ${dayWords(endsOn)}`, set: { outcome: "end" } }]),
  ];
}

/** What the contract says about a notice of that day, as rows of the card. */
function noticeOf(
  view: View,
  { mail, scope }: Answered,
  zone: string,
): Pick<Prepared, "rows" | "versions"> & { readonly endsOn: string | null } {
  const [contract] = standingContracts(view.records, scope);
  const day = localDate(mail.at, zone);
  const endsOn = endOf(view, scope, day);
  if (!contract)
    return { endsOn, rows: [{ label: "Contract", after: "none is on record" }], versions: { "contract.seq": null } };
  const notice = contract.notice_days === 1 ? "1 day" : `${contract.notice_days} days`;
  return {
    endsOn,
    rows: [
      { label: "Notice", after: `${notice}, given on ${dayWords(day)}` },
      { label: "It would end", after: dayWords(endsAfterNotice(contract, day), day) },
    ],
    versions: { "contract.seq": contract.seq },
  };
}

/** The day on which the work would end; null: nothing is under way. */
function endOf({ records }: View, client: string, noticeOn: string): string | null {
  const under = records.find(engagements, "client = ? AND state IN ('active','paused') LIMIT 1", [client]);
  if (under.length === 0) return null;
  const [contract] = standingContracts(records, client);
  return contract ? endsAfterNotice(contract, noticeOn) : noticeOn;
}
