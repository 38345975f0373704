/**
 * The work with a client as actions see it: which of their deliverables and milestones are meant, and by what a house text
 * calls them. Shared by deliverable-send.ts and its neighbours, and by agent/read-work.ts.
 */
import { effects } from "../kernel/effect.ts";
import type { Records } from "../kernel/fold.ts";
import { type Client, clients, mergedScope } from "../records/client.ts";
import { addressesOf } from "../records/contact.ts";
import { type Deliverable, deliverables } from "../records/deliverable.ts";
import { type Milestone, milestones } from "../records/milestone.ts";
import { type Task, tasks } from "../records/plan.ts";

/** Everything the client gets or got, the earliest due first; what no plan knows of comes last. */
export function deliverablesOf(records: Records, client: string): Deliverable[] {
  const due = new Map(
    records
      .find(tasks, "client = ? AND kind = 'deliver' AND state <> 'dropped'", [client])
      .map((task) => [task.id, task.due_on]),
  );
  const dueOf = ({ id }: Deliverable) => due.get(id) ?? "9999";
  return records
    .find(deliverables, "client = ? AND state <> 'dropped'", [client])
    .sort((a, b) => (dueOf(a) === dueOf(b) ? a.seq - b.seq || (a.id < b.id ? -1 : 1) : dueOf(a) < dueOf(b) ? -1 : 1));
}

/** The milestone a deliverable counts for, if any. */
export function milestoneOf(records: Records, { engagement, milestone }: Deliverable): Milestone | undefined {
  return milestone === null ? undefined : records.get(milestones, `${engagement}/${milestone}`);
}

/** What has to be delivered for a milestone. */
export function partsOf(records: Records, { engagement, key }: Milestone): Deliverable[] {
  return records.find(deliverables, "engagement = ? AND milestone = ? AND state <> 'dropped'", [engagement, key]);
}

/** The client's milestones that can be closed, the earliest first. */
export function openMilestones(records: Records, client: string): Milestone[] {
  return records.find(milestones, "client = ? AND state = 'open' ORDER BY due_on, id", [client]);
}

/** Milestones that this one acceptance would make complete, where they close by acceptance. */
export function completedBy(records: Records, deliverable: Deliverable): Milestone | undefined {
  const milestone = milestoneOf(records, deliverable);
  if (milestone?.state !== "open" || !milestone.closes_by.split(" ").includes("acceptance")) return undefined;
  const others = partsOf(records, milestone).filter((part) => part.id !== deliverable.id);
  return others.every((part) => part.state === "accepted") ? milestone : undefined;
}

/** The owner's tasks to change this deliverable, which are done once its next version leaves. */
export function revisionsOf(records: Records, deliverable: Deliverable): Task[] {
  const key = deliverable.id.slice(deliverable.engagement.length + 1);
  if (deliverable.engagement === "") return [];
  return records
    .find(tasks, "engagement = ? AND state = 'open' AND kind = 'owner'", [deliverable.engagement])
    .filter((task) => task.key.startsWith(`revise-${key}-`));
}

/** The one of `items` that words name: by id, by its whole title, or by a part of it; several where that isn't clear. */
export function named<T extends { readonly id: string; readonly title: string }>(
  items: readonly T[],
  words: string,
): T[] {
  const wanted = words.trim().toLowerCase();
  const exact = items.filter((one) => one.id === words || one.title.toLowerCase() === wanted);
  return exact.length > 0 ? exact : items.filter((one) => one.title.toLowerCase().includes(wanted));
}

/** “Logo”, “Report” or “Website”. */
export function listed(titles: readonly string[]): string {
  const quoted = titles.map((title) => `“${title}”`);
  const last = quoted.pop() ?? "";
  return quoted.length > 0 ? `${quoted.join(", ")} or ${last}` : last;
}

/** What a house text to this client is written in, and whom it greets; nobody where only the company is known. */
export function addressee(records: Records, scope: string): { readonly language: "en" | "de"; readonly name: string } {
  const client = records.get(clients, mergedScope(records, scope));
  const contact = addressesOf(records, mergedScope(records, scope)).find((one) => one.state === "confirmed");
  return { language: client?.language === "de" ? "de" : "en", name: contact?.name || personOf(client) };
}

function personOf(client: Client | undefined): string {
  if (!client || client.name === client.company || client.name.includes("@")) return "";
  return client.name;
}

/** A house text may begin with its subject: `Subject: Welcome`. */
export function subjectAndText(filled: string): { readonly subject: string; readonly text: string } {
  const [, subject, text] = /^(?:Subject|Betreff):[ \t]*([^\n]+)\n+([\s\S]*)$/.exec(filled) ?? [];
  return subject === undefined || text === undefined
    ? { subject: "", text: filled }
    : { subject: subject.trim(), text };
}

/** Whether what this step released is on its way, so that it can't be held back any more. `key`: the step's own. */
export function hasLeft(records: Records, key: string): boolean {
  return records.find(effects, "key = ? AND state <> 'queued'", [`${key}.0`]).length > 0;
}
