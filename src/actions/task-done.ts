/**
 * task.done and task.skip: a step of a plan is through, or is left out.
 */
import { z } from "zod";
import type { ActionContract, Refused, View } from "../kernel/action.ts";
import { dayWords } from "../lib/workdays.ts";
import { clientTitle, mergedScope } from "../records/client.ts";
import { type Engagement, engagements, type Task, tasks } from "../records/plan.ts";
import { clientOf } from "./agreed.ts";
import { defineAction, refused } from "./define.ts";
import type { House } from "./house.ts";
import { aboutWork, today } from "./plan-words.ts";
import { listed, named as meant } from "./work.ts";

const params = z.strictObject({
  /** By id, title or key. */
  task: z.string().trim().min(1, "say which task"),
});
const form = [{ name: "task", label: "Which task", kind: "line" }] as const;

export function taskDone(house: House): ActionContract {
  return stepAction(house, {
    name: "task.done",
    sentence: "say that a task is done",
    produces: ["task.done@1", "task.reopened@1"],
    title: "Done",
    type: "task.done",
    refuses: ({ kind, title }) =>
      kind === "deliver" ? `“${title}” is done once it has been sent: drop the file into their thread.` : null,
  });
}

export function taskSkip(house: House): ActionContract {
  return stepAction(house, {
    name: "task.skip",
    sentence: "leave a task out",
    produces: ["task.skipped@1"],
    title: "Leave out",
    type: "task.skipped",
    refuses: () => null,
  });
}

function stepAction(
  house: House,
  of: {
    readonly name: string;
    readonly sentence: string;
    readonly produces: readonly string[];
    readonly title: string;
    readonly type: "task.done" | "task.skipped";
    refuses(task: Task): string | null;
  },
): ActionContract {
  const undoable = of.type === "task.done";
  return defineAction({
    name: of.name,
    group: "internal",
    resource: "Client",
    sentence: of.sentence,
    context: { kind: "String", promised: "Boolean" },
    produces: of.produces,
    editable: [],
    form,
    params,
    key: ({ task }, scope) => `${of.name}:${scope}:${task}`,
    prepare({ task: words }, scope, view) {
      const found = taskOf(view, scope, words, "open");
      if ("kind" in found) return found;
      const { task, engagement } = found;
      const why = of.refuses(task);
      const about = clientOf(view, task.client);
      if (why || typeof about === "string") return refused(why ?? String(about));
      return {
        ...aboutWork(about.client, engagement),
        context: { kind: task.kind, promised: task.promised > 0 },
        title: `${of.title}: ${task.title} (${about.title})`,
        rows: [
          { label: "Due", after: dayWords(task.due_on, today(view, house)) },
          ...(task.promised && !undoable ? [{ label: "Look twice", after: "They were promised it." }] : []),
        ],
        undo: undoable ? "It can be opened again." : "It can be planned anew.",
        reversible: true,
        versions: { "task.id": task.id, "task.state": task.state },
      };
    },
    decide({ task: words }, scope, view) {
      const found = taskOf(view, scope, words, "open");
      return "kind" in found ? [] : [turned(view, found.task, of.type, today(view, house))];
    },
    ...(undoable
      ? {
          undo({ task: words }: z.output<typeof params>, scope: string, view: View) {
            const found = taskOf(view, scope, words, "done");
            return "kind" in found ? found : [turned(view, found.task, "task.reopened", today(view, house))];
          },
        }
      : {}),
  });
}

function turned(view: View, { id, engagement, client }: Task, type: string, on: string) {
  const data = { task: id, engagement, on };
  return { type, scope: mergedScope(view.records, client), subject: `task:${id}`, data };
}

/** The client's task that is meant; in the owner's room one of the owner's own of any client. */
function taskOf(
  view: View,
  scope: string,
  words: string,
  state: "open" | "done",
): { readonly task: Task; readonly engagement: Engagement } | Refused {
  const known = view.records.get(tasks, words);
  const own = (task: Task) =>
    scope === "workspace" || mergedScope(view.records, task.client) === mergedScope(view.records, scope);
  const all =
    known && own(known)
      ? [known]
      : scope === "workspace"
        ? view.records.find(tasks, "state = ? AND agent = 'owner' ORDER BY due_on, id", [state])
        : view.records.find(tasks, "client = ? AND state = ? ORDER BY due_on, id", [
            mergedScope(view.records, scope),
            state,
          ]);
  const open = all.filter((task) => task.state === state);
  const byKey = open.filter((task) => task.key === words);
  const found = byKey.length > 0 || open.length === 0 ? byKey : meant(open, known ? known.id : words);
  const [task, ...others] = found;
  if (!task) return refused(`There is no ${state === "open" ? "open " : ""}task “${known?.title ?? words}”.`);
  if (others.length > 0) {
    const names = found.map(({ title, client }) => {
      const about = clientOf(view, client);
      return `${title} (${typeof about === "string" ? "" : clientTitle(about.client)})`;
    });
    return refused(`That could be ${listed(names)}. Say which.`);
  }
  const engagement = view.records.get(engagements, task.engagement);
  return engagement ? { task, engagement } : refused("The work it belongs to is not on record.");
}
