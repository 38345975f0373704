/**
 * The events by which plans begin, change and end. Shared by engagement-start.ts and its neighbours.
 */
import type { Decided, View } from "../kernel/action.ts";
import type { CardRow } from "../kernel/card.ts";
import type { Json } from "../lib/canonical.ts";
import { mergedScope, type Stage } from "../records/client.ts";
import { milestones } from "../records/milestone.ts";
import { type Engagement, tasks } from "../records/plan.ts";
import type { Plan } from "./plan-words.ts";

/** What puts a new plan on record. */
export function planMade(
  client: string,
  id: string,
  plan: Plan & {
    readonly title: string;
    readonly playbook: string;
    readonly anchorOn: string;
    readonly contract: string | null;
  },
): Decided {
  return {
    type: "plan.made",
    scope: client,
    subject: `engagement:${id}`,
    data: {
      engagement: id,
      plan: 1,
      round: 1,
      playbook: plan.playbook,
      anchorOn: plan.anchorOn,
      contract: plan.contract,
      tasks: plan.tasks as unknown as Json,
      milestones: plan.milestones as unknown as Json,
    },
    private: { title: plan.title, titles: plan.titles },
  };
}

/** A new version of a plan, whole. `dropped`: keys of the version before that it leaves out. */
export function revised(
  view: View,
  engagement: Engagement,
  plan: Plan,
  more: {
    readonly dropped?: readonly string[];
    /** As the card showed it. */
    readonly changed: readonly CardRow[];
    readonly anchorOn?: string;
    readonly round?: number;
  },
): Decided {
  const { id, title, playbook } = engagement;
  return {
    type: "plan.revised",
    scope: mergedScope(view.records, engagement.client),
    subject: `engagement:${id}`,
    data: {
      engagement: id,
      plan: engagement.plan + 1,
      round: more.round ?? engagement.round,
      playbook,
      anchorOn: more.anchorOn ?? engagement.anchor_on,
      tasks: plan.tasks as unknown as Json,
      milestones: plan.milestones as unknown as Json,
      dropped: [...(more.dropped ?? [])],
    },
    private: { title, titles: plan.titles, changed: lines(more.changed) },
  };
}

/** Ends work now: what is still open of it is dropped. */
export function endedNow(view: View, engagement: Engagement, on: string, why: "owner" | "undone"): Decided[] {
  const open = [
    ...view.records.find(tasks, "engagement = ? AND state = 'open' ORDER BY id", [engagement.id]),
    ...view.records.find(milestones, "engagement = ? AND state = 'open' ORDER BY id", [engagement.id]),
  ];
  const changed = open.map(({ title }) => ({ label: "Left out", after: title }));
  const nothing = { tasks: [], milestones: [], titles: {} };
  const ended: Decided = {
    type: "engagement.ended",
    scope: mergedScope(view.records, engagement.client),
    subject: `engagement:${engagement.id}`,
    data: { engagement: engagement.id, why, on },
  };
  if (open.length === 0) return [ended];
  return [revised(view, engagement, nothing, { dropped: open.map(({ key }) => key), changed }), ended];
}

export function moved(client: string, stage: Stage): Decided {
  return { type: "client.moved", scope: client, subject: `client:${client}`, data: { client, stage } };
}

/** The differences as lines. */
function lines(rows: readonly CardRow[]): string[] {
  return rows.map(({ label, after }) => `${label}: ${after}`);
}
