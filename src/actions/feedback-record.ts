/**
 * feedback.record: what a client says to something that was made for them: right, or to be changed. Where it isn't clear which
 * one they mean, the card asks, with a tap for each.
 * Before: agents/deliverable, or the owner who was told. After: milestone-close.ts.
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import type { CardChoice } from "../kernel/card.ts";
import { money } from "../lib/money.ts";
import { localDate } from "../lib/zone.ts";
import { type Client, clients, clientTitle, mergedScope } from "../records/client.ts";
import type { Deliverable } from "../records/deliverable.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { quoteOf } from "./letter.ts";
import { meantBy, type Spoken, spokenIn } from "./spoken.ts";
import { completedBy, deliverablesOf, listed, milestoneOf, named } from "./work.ts";

const MOST_CHOICES = 5;

const params = z.strictObject({
  /** The title of what it is about, or its id; left out, the only one that waits for an answer, or the owner says. */
  deliverable: z.string().trim().default(""),
  verdict: z.enum(["accepted", "changes"], "expected one of: accepted, changes"),
  /** The mail that says so; left out, the owner says it. */
  mail: z.string().default(""),
  /** What is to be changed, in words. */
  words: z.string().trim().default(""),
});
type Wish = z.infer<typeof params>;

export function feedbackRecord(house: House): ActionContract {
  return defineAction({
    name: "feedback.record",
    group: "internal",
    resource: "Client",
    sentence: "note what a client says to what was made for them",
    context: { verdict: "String", confirmed: "Boolean", clear: "Boolean", meant: "Boolean" },
    produces: ["feedback.recorded@1", "feedback.withdrawn@1"],
    endorses: true,
    editable: ["deliverable", "verdict", "words"],
    form: [
      { name: "deliverable", label: "About", kind: "line", optional: true },
      { name: "verdict", label: "What they say", kind: "choice", choices: ["accepted", "changes"] },
      { name: "words", label: "What is to be changed", kind: "text", optional: true },
    ],
    params,
    key: ({ deliverable, verdict, mail }) => `feedback.record:${mail}:${deliverable}:${verdict}`,
    about: ({ mail }) => mail || null,
    prepare(wish, scope, view) {
      const found = about(view, scope, wish, house.zone);
      if (typeof found === "string") return refused(found);
      const { own, client, spoken, row, candidates } = found;
      const accepted = wish.verdict === "accepted";
      const who = spoken ? quoteOf(spoken.words).from : clientTitle(client);
      return {
        kind: "prepared",
        resource: { type: "Client", id: own },
        attributes: { stage: client.stage, language: client.language },
        context: { verdict: wish.verdict, ...proofOf(found, wish.verdict) },
        title: row
          ? `Note that ${who} ${accepted ? "accepts" : "wants changes to"} ${versionWords(row)}`
          : `Which one does ${who} ${accepted ? "accept" : "want changed"}?`,
        client: clientTitle(client),
        rows: row ? resultRows(view, row, wish) : [],
        ...(spoken ? { quote: quoteOf(spoken.words) } : {}),
        ...choicesOf(found, wish.verdict),
        undo: row ? "It can be taken back until the invoice is out." : "Say which one; without that nothing is noted.",
        reversible: true,
        leaves: [],
        addressesKnown: true,
        versions: row
          ? { [`deliverable.${row.id}`]: `${row.state} ${row.versions}` }
          : { "deliverables.waiting": candidates.map((one) => one.id).join(" ") },
      };
    },
    decide(wish, scope, view) {
      const found = about(view, scope, wish, house.zone);
      if (typeof found === "string" || !found.row) return [];
      const { own, row } = found;
      return [
        {
          type: "feedback.recorded",
          scope: own,
          subject: `deliverable:${row.id}`,
          data: {
            deliverable: row.id,
            version: row.versions,
            verdict: wish.verdict,
            mail: wish.mail || null,
            saidBy: Object.values(proofOf(found, wish.verdict)).every(Boolean) ? "client" : "owner",
            on: localDate(view.now, house.zone),
          },
          ...(wish.words ? { private: { words: wish.words } } : {}),
        },
      ];
    },
    undo(wish, scope, view) {
      const own = mergedScope(view.records, scope);
      const all = deliverablesOf(view.records, own);
      // Noted of the only one that waited, it is the only one that stands so, or the owner has to say which.
      const found = wish.deliverable ? named(all, wish.deliverable) : all.filter((one) => one.state === wish.verdict);
      const [row] = found;
      if (row?.state !== wish.verdict || found.length > 1) return refused("That feedback does not stand any more.");
      if (milestoneOf(view.records, row)?.state === "invoiced")
        return refused("The invoice for it is out already. A credit note takes it back, and this can't.");
      const data = { deliverable: row.id };
      return [{ type: "feedback.withdrawn", scope: row.client, subject: `deliverable:${row.id}`, data }];
    },
  });
}

interface About {
  readonly own: string;
  readonly client: Client;
  readonly spoken: Spoken | null;
  /** What it is about; null: the owner has to say. */
  readonly row: Deliverable | null;
  /** What waits for an answer and may be meant. */
  readonly candidates: readonly Deliverable[];
}

/** What makes a message clear by itself; where any of it is wanting, only the owner can have said so. */
function proofOf({ spoken, row, candidates }: About, verdict: Wish["verdict"]) {
  return {
    confirmed: spoken?.confirmed ?? false,
    clear: spoken !== null && (verdict === "accepted" ? spoken.approves : spoken.wantsChange),
    meant: spoken !== null && row !== null && candidates.length === 1 && candidates[0]?.id === row.id,
  };
}

function about(view: View, scope: string, wish: Wish, zone: string): About | string {
  const own = mergedScope(view.records, scope);
  const client = view.records.get(clients, own);
  if (!client) return "Say whose feedback it is: there is no such client on record.";
  const spoken = wish.mail ? spokenIn(view.records, view.privateAt, wish.mail, own) : null;
  if (wish.mail && !spoken) return `That mail is none of ${clientTitle(client)}'s.`;
  const all = deliverablesOf(view.records, own);
  const waiting = all.filter((one) => one.state === "sent");
  const meant = spoken ? meantBy(view.records, spoken, waiting, zone) : waiting;
  // Where the mail itself points nowhere, the owner still has all of them to choose from.
  const offered = { own, client, spoken, candidates: meant };
  if (wish.deliverable === "") {
    if (waiting.length === 0) return `Nothing that ${clientTitle(client)} got waits for an answer.`;
    const only = spoken ? undefined : waiting.length === 1 ? waiting[0] : undefined;
    return { ...offered, row: only ?? null, candidates: meant.length > 0 ? meant : waiting };
  }
  const found = named(all, wish.deliverable);
  const [row, ...others] = found;
  if (!row) return `${clientTitle(client)} got nothing that is called “${wish.deliverable}”.`;
  if (others.length > 0) return `“${wish.deliverable}” could be ${listed(found.map((one) => one.title))}. Say which.`;
  if (row.state === "planned") return `“${row.title}” has not been sent yet.`;
  if (row.state === wish.verdict) return `“${row.title}” is noted as ${STATE[row.state]} already.`;
  return { ...offered, row };
}

const STATE: Readonly<Record<string, string>> = {
  sent: "waits for their answer",
  accepted: "accepted",
  changes: "to be changed",
};

function versionWords({ title, versions }: Deliverable): string {
  return `“${title}”, version ${versions}`;
}

/** A tap for each thing that may be meant; or for each thing that may be said, where it isn't clear. */
function choicesOf(found: About, verdict: Wish["verdict"]): { choices?: readonly CardChoice[] } {
  const { row, spoken, candidates } = found;
  if (!row) {
    const choices = candidates.slice(0, MOST_CHOICES).map((one) => {
      return { label: `${one.title}, version ${one.versions}`, set: { deliverable: one.id } };
    });
    return { choices };
  }
  if (!spoken || proofOf(found, verdict).clear) return {};
  return {
    choices: [
      { label: "Accepted", set: { verdict: "accepted" } },
      { label: "To be changed", set: { verdict: "changes" } },
    ],
  };
}

function resultRows(view: View, row: Deliverable, { verdict, words }: Wish) {
  const milestone = verdict === "accepted" ? completedBy(view.records, row) : undefined;
  const sum =
    milestone && milestone.agreed_cents > 0 ? `, ${money(milestone.agreed_cents, milestone.currency)} net` : "";
  return [
    { label: "Feedback", before: STATE[row.state] ?? row.state, after: STATE[verdict] ?? verdict },
    ...(words ? [{ label: "To change", after: words }] : []),
    ...(milestone ? [{ label: "Then", after: `“${milestone.title}”${sum}, is complete.` }] : []),
  ];
}
