/**
 * A plan as the owner would have begun it, put on record directly: for tests that need the work and not its planning.
 */

import type { Plain } from "../../src/kernel/event.ts";
import { ownerLabel } from "../../src/kernel/label.ts";
import { type Closer, type PlannedTask, partId } from "../../src/records/plan.ts";
import { keepFile } from "../../src/surfaces/chat/dropped-files.ts";
import { type Office, OWNER } from "./office.ts";

export interface PlannedPart {
  readonly key: string;
  readonly title: string;
  readonly kind?: PlannedTask["kind"];
  readonly dueOn?: string;
  readonly milestone?: string | null;
  readonly text?: string;
}

export interface PlannedClose {
  readonly key: string;
  readonly title: string;
  readonly dueOn?: string;
  readonly agreedCents?: number;
  readonly closesBy?: readonly Closer[];
}

export const ENGAGEMENT = "g_test";

/** The id of a task, deliverable or milestone of the plan. */
export const part = (key: string, engagement = ENGAGEMENT): string => partId(engagement, key);

/** Records a plan with these steps; `deliver` unless told. */
export async function planFor(
  office: Office,
  scope: string,
  steps: readonly PlannedPart[],
  milestones: readonly PlannedClose[] = [],
  engagement = ENGAGEMENT,
): Promise<void> {
  const tasks = steps.map(({ key, kind = "deliver", dueOn = "2026-12-01", milestone = null, text = null }) => ({
    key,
    kind,
    agent: kind === "deliver" || kind === "owner" ? "owner" : "deliverable",
    dueOn,
    after: [],
    milestone,
    minutes: 30,
    text,
    promised: kind === "deliver",
    compensation: null,
  }));
  const closes = milestones.map(
    ({ key, dueOn = "2026-12-15", agreedCents = 120_000, closesBy = ["acceptance", "plan", "owner"] }) => {
      return { key, dueOn, agreedCents, currency: "EUR", closesBy };
    },
  );
  const data: Plain = {
    engagement,
    contract: null,
    playbook: "test",
    plan: 1,
    round: 1,
    anchorOn: "2026-11-24",
    tasks,
    milestones: closes,
  };
  const titles = Object.fromEntries([...steps, ...milestones].map(({ key, title }) => [key, title]));
  await office.workspace.writer.submit((transaction) =>
    transaction.append({
      type: "plan.made",
      actor: OWNER,
      scope,
      subject: `engagement:${engagement}`,
      label: ownerLabel(scope),
      data,
      private: { title: "Monthly package", titles },
    }),
  );
}

/** Something falls due, as the planner would say it. */
export async function fallsDue(
  office: Office,
  type: string,
  scope: string,
  subject: string,
  data: Plain,
): Promise<void> {
  await office.workspace.writer.submit((transaction) =>
    transaction.append({
      type,
      actor: "kernel",
      scope,
      subject,
      label: { scopes: [scope], trust: "house" },
      data: { on: "2026-11-24", for: "deliverable", ...data },
    }),
  );
  await office.rest();
}

/** Drops a file into the client's thread, says that it is a deliverable, and lets the company come to rest. */
export async function dropDeliverable(office: Office, scope: string, name: string): Promise<void> {
  const { writer, blobs } = office.workspace;
  const file = { name, type: "application/pdf", bytes: Buffer.from(`%PDF ${name}`) };
  await writer.submit((transaction) => keepFile(transaction, blobs, { file, actor: OWNER, scope }));
  await office.rest();
  const code = office.code(new RegExp(`What is “${name.replace(".", "\\.")}”`));
  const outcome = await office.workspace.door.desk.settle(code, { kind: "deliverable" });
  if (outcome.kind !== "approved") throw new Error(`the file was not sorted: ${JSON.stringify(outcome)}`);
  await office.rest();
}

/** The letter to a client with this subject, as it lies in `sent/`; fails where there is none. */
export function sentWith(office: Office, subject: RegExp): string {
  const found = office.sent().find((raw) => subject.test(/^Subject: (.*)$/m.exec(raw)?.[1] ?? ""));
  if (!found) throw new Error(`no letter like ${subject} was sent`);
  return found;
}

/** Drops it, and approves the letter with which it goes; answers the letter's Message-ID. */
export async function deliver(office: Office, scope: string, name: string): Promise<string> {
  await dropDeliverable(office, scope, name);
  const outcome = await office.approve(office.code(/^Send “/));
  if (outcome.kind !== "approved") throw new Error(`it was not sent: ${JSON.stringify(outcome)}`);
  await office.rest();
  return String(office.events("deliverable.sent").at(-1)?.data.letter);
}
