/**
 * milestone.close: a part of the work is done, and may be invoiced. By the owner, by the plan once its day has come, or by the
 * client's clear acceptance of all that belongs to it.
 * Before: agents/deliverable, or the owner. After: the billing agent.
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import type { CardRow } from "../kernel/card.ts";
import { money } from "../lib/money.ts";
import { dayWords } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { type Client, clients, clientTitle, mergedScope } from "../records/client.ts";
import type { Deliverable } from "../records/deliverable.ts";
import { type Milestone, milestones } from "../records/milestone.ts";
import { CLOSERS, type Closer } from "../records/plan.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { quoteOf } from "./letter.ts";
import { type Spoken, spokenIn } from "./spoken.ts";
import { listed, named, openMilestones, partsOf } from "./work.ts";

const params = z.strictObject({
  /** Its title, or its id; left out, the only one that is open. */
  milestone: z.string().trim().default(""),
  by: z.enum(CLOSERS, `expected one of: ${CLOSERS.join(", ")}`).default("owner"),
  /** The mail in which the last of it was accepted. */
  mail: z.string().default(""),
});
type Wish = z.infer<typeof params>;

const BY: Readonly<Record<Closer, string>> = { owner: "your word", acceptance: "their acceptance", plan: "its plan" };

export function milestoneClose(house: House): ActionContract {
  return defineAction({
    name: "milestone.close",
    group: "internal",
    resource: "Client",
    sentence: "close a milestone, so that it is invoiced",
    context: {
      by: "String",
      confirmed: "Boolean",
      clear: "Boolean",
      allAccepted: "Boolean",
      yours: "Boolean",
      allSent: "Boolean",
      due: "Boolean",
    },
    produces: ["milestone.closed@1", "milestone.reopened@1"],
    endorses: true,
    editable: [],
    form: [{ name: "milestone", label: "Milestone", kind: "line", optional: true }],
    params,
    key: ({ milestone, by, mail }) => `milestone.close:${milestone}:${by}:${mail}`,
    about: ({ mail }) => mail || null,
    prepare(wish, scope, view) {
      const found = ready(view, scope, wish);
      if (typeof found === "string") return refused(found);
      const { own, client, milestone, spoken } = found;
      const today = localDate(view.now, house.zone);
      const parts = partsOf(view.records, milestone);
      const inState = (...states: Deliverable["state"][]) => parts.every((part) => states.includes(part.state));
      return {
        kind: "prepared",
        resource: { type: "Client", id: own },
        attributes: { stage: client.stage, language: client.language },
        context: {
          by: wish.by,
          confirmed: spoken?.confirmed ?? false,
          clear: spoken?.approves ?? false,
          allAccepted: parts.length > 0 && inState("accepted"),
          // Not only mails have said so, but the owner, too.
          yours: parts.some((part) => part.said_by === "owner"),
          allSent: inState("sent", "accepted"),
          due: milestone.due_on <= today,
        },
        title: `Close “${milestone.title}” of ${clientTitle(client)}`,
        client: clientTitle(client),
        rows: rowsOf(milestone, parts, wish.by, today),
        ...(spoken ? { quote: quoteOf(spoken.words) } : {}),
        undo: "It can be opened again until its invoice is out.",
        reversible: true,
        leaves: [],
        addressesKnown: true,
        versions: {
          [`milestone.${milestone.id}`]: `${milestone.state} ${milestone.agreed_cents} ${milestone.currency}`,
          [`milestone.${milestone.id}.parts`]: parts.map((part) => `${part.id} ${part.state}`).join(", "),
        },
      };
    },
    decide(wish, scope, view) {
      const found = ready(view, scope, wish);
      if (typeof found === "string") return [];
      const { own, milestone } = found;
      return [
        {
          type: "milestone.closed",
          scope: own,
          subject: `milestone:${milestone.id}`,
          data: {
            milestone: milestone.id,
            engagement: milestone.engagement,
            by: wish.by,
            mail: wish.mail || null,
            on: localDate(view.now, house.zone),
          },
        },
      ];
    },
    undo(wish, scope, view) {
      const own = mergedScope(view.records, scope);
      const past = view.records.find(
        milestones,
        "client = ? AND state IN ('closed','invoiced') ORDER BY closed_on DESC",
        [own],
      );
      // Closed as the only one that was open, it is the one that was closed last.
      const [row] = wish.milestone ? named(past, wish.milestone) : past;
      if (!row) return refused("That milestone is not closed any more.");
      if (row.state === "invoiced")
        return refused(`The invoice for “${row.title}” is out. What is wrong with it is put right by a credit note.`);
      const data = { milestone: row.id, engagement: row.engagement };
      return [{ type: "milestone.reopened", scope: row.client, subject: `milestone:${row.id}`, data }];
    },
  });
}

interface Ready {
  readonly own: string;
  readonly client: Client;
  readonly milestone: Milestone;
  readonly spoken: Spoken | null;
}

function ready(view: View, scope: string, { milestone: wanted, by, mail }: Wish): Ready | string {
  const own = mergedScope(view.records, scope);
  const client = view.records.get(clients, own);
  if (!client) return "Say whose milestone: there is no such client on record.";
  const open = openMilestones(view.records, own);
  const found = wanted === "" ? open : named(open, wanted);
  const [milestone, ...others] = found;
  if (!milestone)
    return wanted === "" || open.length === 0
      ? `${clientTitle(client)} has no open milestone.`
      : `${clientTitle(client)} has no open milestone “${wanted}”. Open: ${listed(open.map((one) => one.title))}.`;
  if (others.length > 0)
    return `Which one? Open are ${listed(found.map((one) => one.title))}: say it with milestone=TITLE.`;
  if (by !== "owner" && !milestone.closes_by.split(" ").includes(by))
    return `By its plan “${milestone.title}” is not closed by ${BY[by]}.`;
  const spoken = mail ? spokenIn(view.records, view.privateAt, mail, own) : null;
  if (mail && !spoken) return `That mail is none of ${clientTitle(client)}'s.`;
  return { own, client, milestone, spoken };
}

function rowsOf(milestone: Milestone, parts: readonly Deliverable[], by: Closer, today: string): CardRow[] {
  const unsent = parts.filter((part) => part.state === "planned").map((part) => part.title);
  const unsettled = parts.filter((part) => part.state === "changes").map((part) => part.title);
  return [
    { label: "Closed by", after: by === "plan" ? `its plan, due ${dayWords(milestone.due_on, today)}` : BY[by] },
    ...(milestone.agreed_cents > 0
      ? [{ label: "To invoice", after: `${money(milestone.agreed_cents, milestone.currency)} net, as agreed` }]
      : []),
    ...(unsent.length > 0 ? [{ label: "Look twice", after: `Not sent yet: ${unsent.join(", ")}` }] : []),
    ...(unsettled.length > 0 ? [{ label: "Look twice", after: `To be changed: ${unsettled.join(", ")}` }] : []),
  ];
}
