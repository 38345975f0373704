/**
 * An objective in the owner's words (“run a workshop for Acme in May”) becomes the draft of a plan, which the owner sees as a
 * proposal. What could be read in two ways is taken the likelier way and named.
 * Before: the verb `plan`. After: actions/engagement-start.ts, which plans it.
 */
import { z } from "zod";
import type { Records } from "../kernel/fold.ts";
import { ownerLabel } from "../kernel/label.ts";
import { addWorkdays, dayWords, type Workdays } from "../lib/workdays.ts";
import { localDate } from "../lib/zone.ts";
import { datesIn } from "../model/local/dates.ts";
import type { Models } from "../model/model.ts";
import { type Client, clients, clientTitle, findClients } from "../records/client.ts";
import type { Playbooks } from "./playbook.ts";

export interface DraftWish {
  readonly objective: string;
  /** Whom it is for, as the owner calls them; absent: it stands in the objective. */
  readonly client?: string;
}

export interface DraftParts {
  readonly records: Records;
  readonly playbooks: Playbooks;
  readonly workdays: Workdays;
  readonly zone: string;
  /** Milliseconds UTC. */
  readonly now: number;
  readonly models?: Models;
}

export type Drafted =
  | {
      readonly ok: true;
      /** A client's id, and parameters of engagement.start. */
      readonly client: string;
      readonly params: Readonly<Record<string, string>>;
    }
  | { readonly ok: false; readonly why: string };

const MONTHS =
  /\b(?:in|im|during|until|by|bis|next|nächsten)\s+(january|januar|february|februar|march|märz|april|may|mai|june|juni|july|juli|august|september|october|oktober|november|december|dezember)\b/iu;
const MONTH_STEMS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** German names whose beginnings differ. */
const GERMAN: Readonly<Record<string, string>> = { mär: "mar", mai: "may", okt: "oct", dez: "dec" };
/** Business days that a plan of the model's may reach. */
const FURTHEST = 250;

/** How long a single step may take whose day nobody named. */
const UNNAMED_DAYS = 5;

const planSchema = z.object({
  steps: z
    .array(
      z.object({
        title: z.string().max(120),
        businessDaysFromStart: z.number().int().min(0).max(FURTHEST),
        goesToClient: z.boolean(),
      }),
    )
    .min(1)
    .max(12),
});

export async function draftPlan(wish: DraftWish, parts: DraftParts): Promise<Drafted> {
  const objective = wish.objective.trim().replace(/[.!]+$/, "");
  if (objective === "") return { ok: false, why: "Say what is to be done, such as “run a workshop for Acme in May”." };
  const client = clientIn(objective, wish.client, parts.records);
  if (typeof client === "string") return { ok: false, why: client };
  const unsure: string[] = [];
  const { day: anchorOn, named } = firstDay(objective, parts, unsure);
  const playbook = playbookIn(objective, parts.playbooks, unsure);
  if (playbook) return drafted(client, { playbook, anchorOn }, unsure);
  const steps = await modelSteps(objective, anchorOn, client, parts);
  const dueOn = named ? anchorOn : addWorkdays(anchorOn, UNNAMED_DAYS, parts.workdays);
  const tasks = steps ?? [`${dueOn} ${capital(objective)} (deliver)`];
  unsure.push(
    steps
      ? "A model has drafted the steps and their days."
      : "No playbook fits, so it is one step. Write more if you like.",
  );
  return drafted(client, { title: capital(objective), tasks: tasks.join("\n"), anchorOn }, unsure);
}

function drafted(client: Client, params: Readonly<Record<string, string>>, unsure: readonly string[]): Drafted {
  return {
    ok: true,
    client: client.id,
    params: { ...params, ...(unsure.length > 0 ? { unsure: unsure.join(" ") } : {}) },
  };
}

/** The one client that is named; or why it isn't clear who is meant. */
function clientIn(objective: string, named: string | undefined, records: Records): Client | string {
  const known =
    named !== undefined
      ? findClients(records, named)
      : records
          .find(clients, "merged_into IS NULL AND stage NOT IN ('forgotten', 'lead') ORDER BY since, id")
          .filter((one) => [one.company, one.name].some((name) => name !== null && says(objective, name)));
  const [only, ...others] = known;
  if (!only) return named === undefined ? "Say for which client, with --client." : `Nobody here is called “${named}”.`;
  return others.length === 0
    ? only
    : `That could be for ${known.map(clientTitle).join(" or ")}. Say which, with --client.`;
}

/** Whether the words stand in the text as words. */
function says(text: string, words: string): boolean {
  const plain = (of: string) =>
    ` ${of
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim()} `;
  return plain(words).trim() !== "" && plain(text).includes(plain(words));
}

/** The playbook whose name or title stands in the text; null: none does, or several do. */
function playbookIn(objective: string, { work }: Playbooks, unsure: string[]): string | null {
  const found = [...work.values()].filter(
    ({ name, title }) => says(objective, title) || says(objective, name.replaceAll("-", " ")),
  );
  if (found.length > 1) unsure.push(`It could be ${found.map(({ title }) => `“${title}”`).join(" or ")}.`);
  return found[0]?.name ?? null;
}

/** The day it begins: the one that is named, the first business day of a month that is, else the next business day. */
function firstDay(
  objective: string,
  { now, zone, workdays }: DraftParts,
  unsure: string[],
): { readonly day: string; readonly named: boolean } {
  const today = localDate(now, zone);
  const { dates, problems } = datesIn([objective], { sentAt: now, timezone: zone, language: "en" });
  const [first, ...others] = dates.filter((one) => one.date >= today);
  if (first) {
    if (others.length > 0 || !first.certain || problems.length > 0)
      unsure.push(`I have taken “${first.text}” for ${dayWords(first.date, today)}, as the first day.`);
    return { day: first.date, named: true };
  }
  const month = monthIn(objective, today);
  const day = addWorkdays(month ?? today, month ? 0 : 1, workdays);
  unsure.push(
    month
      ? `You named a month, so it begins on its first business day, ${dayWords(day, today)}.`
      : "You named no day, so it begins on the next business day.",
  );
  return { day, named: month !== null };
}

/** The first of the next month of that name; today, where it is this one. */
function monthIn(objective: string, today: string): string | null {
  const word = MONTHS.exec(objective)?.[1]?.slice(0, 3).toLowerCase();
  if (word === undefined) return null;
  const month = MONTH_STEMS.indexOf(GERMAN[word] ?? word) + 1;
  const year = Number(today.slice(0, 4)) + (month < Number(today.slice(5, 7)) ? 1 : 0);
  const first = `${year}-${String(month).padStart(2, "0")}-01`;
  return first < today ? today : first;
}

/** Steps by a model, as lines; null: there is none, or it has no answer. */
async function modelSteps(
  objective: string,
  anchorOn: string,
  client: Client,
  { models, workdays }: DraftParts,
): Promise<string[] | null> {
  if (!models?.has("draft")) return null;
  const label = ownerLabel(client.id);
  const reply = await models.extract({
    name: "plan",
    schema: planSchema,
    parts: [
      {
        kind: "instructions",
        name: "what to do",
        text: "Break the consultant's objective down into two to eight steps, in order, each with the business day after the first day on which it is due, and whether it is something that goes to the client. Short titles, in the objective's language. Invent nothing that the objective doesn't imply.",
        label,
      },
      { kind: "request", name: "the objective", text: objective, label },
    ],
    asker: { scope: client.id, agent: null, run: null, workflow: null, causation: null },
  });
  if (reply.kind !== "answered") return null;
  return reply.value.steps.map(({ title, businessDaysFromStart, goesToClient }) => {
    const day = addWorkdays(addWorkdays(anchorOn, 0, workdays), businessDaysFromStart, workdays);
    return `${day} ${title.replace(/\s+/g, " ").trim()} (${goesToClient ? "deliver" : "owner"})`;
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
