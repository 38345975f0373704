/**
 * engagement.start: work for a client begins: a playbook becomes a dated plan, or the owner's own lines do. Whoever is new is
 * onboarded with their first playbook that says so, as work of its own.
 */
import { z } from "zod";
import type { ActionContract, Decided, Prepared, Refused, View } from "../kernel/action.ts";
import type { CardRow } from "../kernel/card.ts";
import { dayWords } from "../lib/workdays.ts";
import { type Client, clientTitle } from "../records/client.ts";
import { addressesOf } from "../records/contact.ts";
import { offers, standingContracts } from "../records/contract.ts";
import { engagements, tasks } from "../records/plan.ts";
import { clientOf, day, idFrom } from "./agreed.ts";
import { defineAction, refused } from "./define.ts";
import type { House, PlanAnswer } from "./house.ts";
import { endedNow, moved, planMade } from "./plan-events.ts";
import { BY_HAND, LINES, milestonesOf, readPlanLines, tasksOf } from "./plan-lines.ts";
import { aboutWork, type Plan, planRows, today } from "./plan-words.ts";

const params = z.strictObject({
  /** Left out: that of the offer, or none, and the plan is in `tasks`. */
  playbook: z.string().trim().default(""),
  /** Lines, one a step; they go before a playbook. */
  tasks: z.string().trim().default(""),
  title: z.string().trim().max(120, "a title of at most 120 letters").default(""),
  /** Left out: the client's newest one that fits and has no work yet. */
  contract: z.string().trim().default(""),
  /** The offer that is accepted with it: the contract made of it will be this work's. */
  offer: z.string().trim().default(""),
  /** The first day; left out, today. */
  anchorOn: day,
  /** What whoever drafted it was not sure of, for the card. */
  unsure: z.string().trim().default(""),
});
type Params = z.output<typeof params>;

interface Work extends Plan {
  readonly title: string;
  readonly playbook: string;
  readonly anchorOn: string;
  readonly contract: string | null;
  /** A contract stands behind it, or will. */
  readonly priced: boolean;
  readonly first: { readonly name: string; readonly title: string; readonly plan: Plan } | null;
}

export function engagementStart(house: House): ActionContract {
  return defineAction({
    name: "engagement.start",
    group: "internal",
    resource: "Client",
    sentence: "begin work for a client",
    context: { playbook: "String" },
    produces: ["plan.made@1", "client.opened@1", "client.moved@1"],
    editable: ["title", "playbook", "anchorOn", "tasks"],
    form: [
      { name: "playbook", label: "Playbook", kind: "line", optional: true },
      { name: "anchorOn", label: "First day (YYYY-MM-DD)", kind: "line", optional: true },
      { name: "tasks", label: "Or your own steps, one a line", kind: "text", optional: true },
      { name: "title", label: "Title", kind: "line", optional: true },
    ],
    params,
    key: ({ playbook, tasks: own, offer, anchorOn }, scope) =>
      `engagement.start:${scope}:${offer}:${playbook}:${own}:${anchorOn}`,
    prepare(wish, scope, view): Prepared | Refused {
      const about = clientOf(view, scope);
      if (typeof about === "string") return refused(about);
      const { client } = about;
      if (client.stage === "lead" && !wish.offer)
        return refused(`${about.title} is no client yet: open them as one first.`);
      const work = workOf(house, view, client, wish);
      if (typeof work === "string") return refused(work);
      const on = today(view, house);
      const same = view.records.find(engagements, "client = ? AND state = 'active' AND playbook = ?", [
        client.id,
        work.playbook,
      ]);
      if (same.length > 0 && work.playbook !== BY_HAND)
        return refused(`“${same[0]?.title}” is under way for ${about.title} already.`);
      return {
        ...aboutWork(client, null),
        context: { playbook: work.playbook },
        title: `Begin “${work.title}” for ${about.title} on ${dayWords(work.anchorOn, on)}`,
        rows: [
          ...(client.stage === "lead" ? [{ label: "Stage", before: "lead", after: "onboarding" }] : []),
          ...(wish.unsure ? [{ label: "Please check", after: wish.unsure }] : []),
          ...planRows(work, on),
          ...(work.priced ? [] : [{ label: "Invoices", after: "none: no contract stands behind it" }]),
          ...firstRows(work, on),
        ],
        undo: "Until something of it is done it can be taken back; later it can be ended.",
        reversible: true,
        versions: { "client.id": client.id, "client.stage": client.stage, "client.work": same.length },
      };
    },
    decide(wish, scope, view, key) {
      const about = clientOf(view, scope);
      const work = typeof about === "string" ? about : workOf(house, view, about.client, wish);
      if (typeof about === "string" || typeof work === "string") return [];
      const { client } = about;
      const { first } = work;
      const id = idFrom("g", key);
      const events: Decided[] = [];
      if (client.stage === "lead") events.push(opened(view, client));
      // Whoever had paused or left is back.
      if (client.stage === "paused" || client.stage === "left") events.push(moved(client.id, "active"));
      if (first)
        events.push(
          planMade(client.id, firstId(id), {
            ...first.plan,
            title: first.title,
            playbook: first.name,
            anchorOn: work.anchorOn,
            contract: null,
          }),
        );
      events.push(planMade(client.id, id, work));
      return events;
    },
    undo(_wish, _scope, view, key) {
      const begun = [firstId(idFrom("g", key)), idFrom("g", key)].flatMap(
        (id) => view.records.get(engagements, id) ?? [],
      );
      const done = begun.flatMap(({ id }) => view.records.find(tasks, "engagement = ? AND state = 'done'", [id]));
      if (begun.length === 0 || begun.some((one) => one.state === "ended"))
        return refused("That work has ended already.");
      if (done.length > 0) return refused("Some of it is done already: end the work instead.");
      return begun.flatMap((one) => endedNow(view, one, today(view, house), "undone"));
    },
  });
}

/** The plan as it would be made now, or why there is none. */
function workOf(house: House, view: View, client: Client, wish: Params): Work | string {
  const workdays = house.workdays(view.records);
  const on = today(view, house);
  const anchorOn = wish.anchorOn || on;
  const offer = wish.offer ? view.records.get(offers, wish.offer) : undefined;
  if (wish.offer && offer?.client !== client.id) return `${clientTitle(client)} has no such offer.`;
  const playbook = wish.playbook || (wish.tasks ? "" : (offer?.playbook ?? ""));
  if (!playbook && !wish.tasks) return `Say by which playbook (${house.playbooks().join(", ")}), or write ${LINES}.`;
  const plan = (name: string, price: { cents: number; currency: string } | null) =>
    house.plan({
      playbook: name,
      anchorOn,
      round: 1,
      priceCents: price?.cents ?? null,
      currency: price?.currency ?? house.currency,
      workdays,
    });
  const outline = playbook && !wish.tasks ? plan(playbook, null) : null;
  if (outline && !outline.ok) return outline.why;
  const monthly = outline?.monthly ?? false;
  const agreed = agreedFor(view, client, wish, monthly);
  if (typeof agreed === "string") return agreed;
  const price = agreed ?? (offer ? { id: null, cents: offer.amount_cents, currency: offer.currency } : null);
  const priced = { contract: price?.id ?? null, priced: price !== null, anchorOn };
  if (!outline) {
    const read = readPlanLines(wish.tasks, on, workdays);
    if ("why" in read) return read.why;
    const steps = tasksOf(read, (at) => `step-${at + 1}`);
    const billed = milestonesOf(read, price?.cents ?? 0, price?.currency ?? house.currency);
    if ("why" in billed) return billed.why ?? "";
    if (steps.tasks.length === 0) return `There is no step in it. Write ${LINES}.`;
    const title = wish.title || read[0]?.title || "Work";
    const titles = { ...steps.titles, ...billed.titles };
    return {
      ...priced,
      title,
      playbook: BY_HAND,
      tasks: steps.tasks,
      milestones: billed.milestones,
      titles,
      first: null,
    };
  }
  const made = plan(playbook, price);
  if (!made.ok) return made.why;
  return {
    ...priced,
    ...made,
    title: wish.title || made.title,
    playbook,
    first: firstOf(view, client, made, (name) => plan(name, null)),
  };
}

/** What a new client's first work begins with. */
function firstOf(
  view: View,
  client: Client,
  made: Extract<PlanAnswer, { ok: true }>,
  plan: (name: string) => PlanAnswer,
): Work["first"] {
  const isNew = client.stage === "onboarding" || client.stage === "lead";
  if (!made.startsWith || !isNew || view.records.find(engagements, "client = ? LIMIT 1", [client.id]).length > 0)
    return null;
  const first = plan(made.startsWith);
  return first.ok ? { name: made.startsWith, title: first.title, plan: first } : null;
}

/** The contract that pays for it: the one named, or one at such a price for which no work is under way; null: none. */
function agreedFor(
  view: View,
  client: Client,
  { contract: named, offer }: Params,
  monthly: boolean,
): { readonly id: string; readonly cents: number; readonly currency: string } | null | string {
  const per = monthly ? "month" : "once";
  const standing = standingContracts(view.records, client.id);
  const taken = (id: string) =>
    view.records.find(engagements, "client = ? AND contract = ? AND state <> 'ended'", [client.id, id]).length > 0;
  const found = named
    ? standing.find((one) => one.id === named)
    : standing.find((one) => (offer ? one.offer === offer : one.per === per && !taken(one.id)));
  if (named && !found) return `${clientTitle(client)} has no such contract that stands.`;
  if (!found) return null;
  // What was offered as a whole is agreed as a whole; a contract that isn't the month's is not renewed (plan-renew.ts).
  if (found.per !== per && !offer)
    return monthly
      ? "It comes back every month, and the contract has a price for all of it: it would be billed again and again."
      : "It is done once, and the contract has a price for each month: it would be billed beside the month.";
  return { id: found.id, cents: found.price_cents, currency: found.currency };
}

function firstRows({ first }: Work, on: string): CardRow[] {
  if (!first) return [];
  const steps = planRows(first.plan, on).map((row) => `${row.label}: ${row.after}`);
  return [{ label: `With “${first.title}”`, after: steps.join("\n") }];
}

/** Who accepted an offer is no lead any more, and the addresses they wrote from are theirs. */
function opened(view: View, { id, name, company, need, language }: Client): Decided {
  const addresses = addressesOf(view.records, id).map((contact) => contact.address);
  return {
    type: "client.opened",
    scope: id,
    subject: `client:${id}`,
    data: { client: id, language: language === "de" ? "de" : "en" },
    private: { name, company, need: need ?? "", addresses },
  };
}

function firstId(id: string): string {
  return `${id}-first`;
}
