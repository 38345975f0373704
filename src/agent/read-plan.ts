/**
 * What agents read of the plans with a client, and of what they get by them: never more than of the client at hand.
 * Before: read-work.ts. After: records/plan.ts.
 */
import { answersLetter, meantBy, spokenIn } from "../actions/spoken.ts";
import { completedBy, deliverablesOf, milestoneOf } from "../actions/work.ts";
import { houseLabel, joinLabels } from "../kernel/label.ts";
import type { Json } from "../lib/canonical.ts";
import { milestones } from "../records/milestone.ts";
import { engagements, tasks } from "../records/plan.ts";
import type { Read, ReadableKind, ReadingDesk } from "./readable.ts";

export const PLAN: ReadableKind = {
  resource: "Client",
  sentence: "read the plans with the client",
  read: (desk) => ({ value: plansOf(desk) }),
};

export const DELIVERABLES: ReadableKind = {
  resource: "Client",
  sentence: "read what the client gets and got",
  read: (desk, query) => deliverablesRead(desk, typeof query.mail === "string" ? query.mail : null),
};

/** Engagements that run or rest, with what is still to be done; milestones also where they are closed. */
function plansOf({ records, scope }: ReadingDesk): Json {
  const running = records.find(engagements, "client = ? AND state <> 'ended' ORDER BY since, id", [scope]);
  return running.map((engagement) => ({
    id: engagement.id,
    title: engagement.title,
    state: engagement.state,
    playbook: engagement.playbook,
    anchorOn: engagement.anchor_on,
    round: engagement.round,
    tasks: records
      .find(tasks, "engagement = ? AND state = 'open' ORDER BY due_on, id", [engagement.id])
      .map(({ id, key, kind, agent, title, due_on, milestone, promised }) => {
        return { id, key, kind, agent, title, dueOn: due_on, milestone, promised: promised === 1 };
      }),
    milestones: records
      .find(milestones, "engagement = ? AND state <> 'dropped' ORDER BY due_on, id", [engagement.id])
      .map(({ id, key, title, state, due_on, closes_by, agreed_cents, currency }) => {
        const closesBy = closes_by.split(" ");
        return { id, key, title, state, dueOn: due_on, closesBy, agreedCents: agreed_cents, currency };
      }),
  }));
}

/**
 * Everything the client gets and got. With a `mail` of theirs also what it proves: `mail.meant` are the deliverables that
 * wait for an answer and that it may be about.
 */
function deliverablesRead({ records, scope, house, wordsAt }: ReadingDesk, mailId: string | null): Read {
  const all = deliverablesOf(records, scope);
  const waiting = all.filter((one) => one.state === "sent");
  const spoken = mailId ? spokenIn(records, (seq) => wordsAt(seq)?.words ?? null, mailId, scope) : null;
  const meant = spoken ? meantBy(records, spoken, waiting, house.zone) : [];
  const value: Json = {
    all: all.map((row) => ({
      id: row.id,
      engagement: row.engagement,
      title: row.title,
      state: row.state,
      version: row.versions,
      sentOn: row.sent_on,
      awaits: row.state === "sent",
      // No answer came for some days, and nobody has asked again: mail to them was held.
      unasked: row.state === "sent" && row.told_on !== null && row.nudged_on === null,
      milestone: milestoneOf(records, row)?.id ?? null,
      // What its acceptance would close, or has made ready to be closed.
      completes: completedBy(records, row)?.id ?? null,
    })),
    mail: spoken
      ? {
          id: spoken.mail.id,
          confirmed: spoken.confirmed,
          approves: spoken.approves,
          wantsChange: spoken.wantsChange,
          meant: meant.map((row) => row.id),
          answers: answersLetter(spoken, meant),
        }
      : null,
  };
  const label = spoken ? wordsAt(spoken.mail.seq)?.label : undefined;
  return label ? { value, label: joinLabels(houseLabel(scope), label) } : { value };
}
