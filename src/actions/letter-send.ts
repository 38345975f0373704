/**
 * letter.send: a letter that a plan foresees goes to the client, in the house's own words. The playbook names the text.
 * Before: agents/deliverable, once the task is due. After: the outbox.
 */
import { z } from "zod";
import type { ActionContract, View } from "../kernel/action.ts";
import { localDate } from "../lib/zone.ts";
import { type Client, clients, clientTitle, mergedScope } from "../records/client.ts";
import { engagements, type Task, tasks } from "../records/plan.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { newLetter } from "./letter.ts";
import { addressee, hasLeft, subjectAndText } from "./work.ts";

const params = z.strictObject({ task: z.string().min(1) });

export function letterSend(house: House): ActionContract {
  return defineAction({
    name: "letter.send",
    group: "outward",
    resource: "Client",
    sentence: "send a client a letter of the plan",
    context: {},
    produces: ["task.done@1", "task.reopened@1"],
    connector: "mail",
    editable: [],
    params,
    key: ({ task }) => `letter.send:${task}`,
    prepare({ task: id }, scope, view, key) {
      const found = ready(view, scope, id);
      if (typeof found === "string") return refused(found);
      const { own, client, task } = found;
      const title = view.records.get(engagements, task.engagement)?.title ?? task.title;
      const { language, name } = addressee(view.records, own);
      const filled = house.fill(task.text ?? "", language, { name, title });
      if (!filled.ok) return refused(`“${task.title}” can't be written: ${filled.why}.`);
      const { subject, text } = subjectAndText(filled.text ?? "");
      const letter = newLetter(view, own, { subject: subject || title, text }, key, house.messageIdFor);
      if (typeof letter === "string") return refused(letter);
      return {
        kind: "prepared",
        resource: { type: "Client", id: own },
        attributes: { stage: client.stage, language: client.language },
        context: {},
        title: `Send ${clientTitle(client)} the letter “${task.title}”`,
        client: clientTitle(client),
        rows: [{ label: "Of the plan", after: title }],
        letter: letter.shown,
        undo: "A mail that has left can't be taken back.",
        reversible: false,
        leaves: [letter.leaving],
        addressesKnown: letter.addressesKnown,
        versions: { [`task.${task.id}`]: `${task.state} ${task.text}` },
      };
    },
    decide({ task }, scope, view) {
      const data = { task, on: localDate(view.now, house.zone) };
      return [{ type: "task.done", scope: mergedScope(view.records, scope), subject: `task:${task}`, data }];
    },
    undo({ task }, scope, view, key) {
      if (hasLeft(view.records, key) || view.records.get(tasks, task)?.state !== "done") return [];
      const own = mergedScope(view.records, scope);
      return [{ type: "task.reopened", scope: own, subject: `task:${task}`, data: { task } }];
    },
  });
}

function ready(view: View, scope: string, id: string): { own: string; client: Client; task: Task } | string {
  const own = mergedScope(view.records, scope);
  const client = view.records.get(clients, own);
  const task = view.records.get(tasks, id);
  if (!client || !task) return "There is no such letter in a plan on record.";
  if (task.client !== own) return "That letter belongs to another client's plan.";
  if (task.kind !== "letter") return `“${task.title}” is no letter.`;
  if (task.state !== "open") return `“${task.title}” is ${task.state === "done" ? "done" : "left out"} already.`;
  return { own, client, task };
}
