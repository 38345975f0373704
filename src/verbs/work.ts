/**
 * The verbs of work that is planned: what is due, a plan for an objective, days away, and what waits afterwards.
 */
import { addDays, dayWords } from "../lib/workdays.ts";
import { localDate, readableTime } from "../lib/zone.ts";
import { datesIn } from "../model/local/dates.ts";
import { type AgendaItem, agenda } from "../projections/agenda.ts";
import type { Waiting } from "../projections/queue.ts";
import { clients, clientTitle, findClients, mergedScope } from "../records/client.ts";
import { phraseQueue } from "../surfaces/phrase.ts";
import { carriedOut } from "./decide.ts";
import { type Opened, type Said, type Verbs, wholeNumber, withHome } from "./verb.ts";

interface Json {
  readonly json?: boolean;
}

const WEEK_DAYS = 7;

export function addWorkVerbs(verbs: Verbs): void {
  const verb = (name: string, description: string) =>
    verbs.program.command(name).description(description).option("--json", "one JSON document");

  verb("tasks", "what is due from you: tasks, promises, meetings")
    .option("--client <name>", "only for this client")
    .option("--days <number>", "so many days ahead", wholeNumber, WEEK_DAYS)
    .action((options: Json & { client?: string; days: number }) =>
      withHome(verbs, options, async (opened) => tasksSaid(opened, options)),
    );

  verb("plan <objective>", "draft a plan for what you want to do, such as “run a workshop for Acme in May”")
    .option("--client <name>", "whom it is for")
    .action((objective: string, options: Json & { client?: string }) =>
      withHome(verbs, options, async (opened) => planned(opened, objective, options.client)),
    );

  verb("away <from> <to>", "see what falls due while you are away, and move your own tasks; days such as 2026-12-21")
    .option("--yes", "do it at once, without looking at the card")
    .action((from: string, to: string, options: Json & { yes?: boolean }) =>
      withHome(verbs, options, async (opened) => {
        const params = { from: dayOf(opened, from), to: dayOf(opened, to) };
        const order = { action: "owner.away", params, now: options.yes ?? false };
        return carriedOut(opened, await opened.door.desk.order(order));
      }),
    );

  verb("back", "you are back: what waits for you, the most urgent first").action((options: Json) =>
    withHome(verbs, options, backSaid),
  );
}

/** Days in words are read where they are clear; anything else is left for the action to refuse. */
function dayOf({ workspace }: Opened, words: string): string {
  const { clock, config } = workspace;
  const { dates } = datesIn([words], { sentAt: clock.now(), timezone: config.timezone, language: "en" });
  const [day, ...others] = dates;
  return day?.certain && others.length === 0 ? day.date : words;
}

function tasksSaid(opened: Opened, { client: words, days }: { client?: string; days: number }): Said {
  const { records } = opened.workspace;
  const found = words === undefined ? [] : findClients(records, words);
  if (words !== undefined && found.length !== 1) {
    const why =
      found.length === 0
        ? `Nobody here is called “${words}”.`
        : `That could be ${found.map(clientTitle).join(" or ")}.`;
    return { ok: false, text: why, json: { ok: false, why } };
  }
  const items = itemsUntil(opened, days, found[0]?.id ?? null);
  const text = items.length > 0 ? itemLines(opened, items).join("\n") : `Nothing is due within ${days} days.`;
  return { ok: true, text, json: { ok: true, tasks: items } };
}

async function planned(opened: Opened, objective: string, client: string | undefined): Promise<Said> {
  // Most verbs draft nothing: what reads sentences is loaded when one is to be read.
  const { draftPlan } = await import("../planner/draft.ts");
  const { charter, clock, config, mind, records } = opened.workspace;
  const draft = await draftPlan(
    { objective, ...(client === undefined ? {} : { client }) },
    {
      records,
      playbooks: charter.playbooks(),
      workdays: charter.house.workdays(records),
      zone: config.timezone,
      now: clock.now(),
      ...(mind.models ? { models: mind.models } : {}),
    },
  );
  if (!draft.ok) return { ok: false, text: draft.why, json: draft };
  const { client: id, params } = draft;
  return carriedOut(
    opened,
    await opened.door.desk.order({ action: "engagement.start", client: id, params, now: false }),
  );
}

async function backSaid(opened: Opened): Promise<Said> {
  const { door, terminal } = opened;
  const ended = await door.desk.order({ action: "owner.back", params: {}, now: true });
  const waiting = byUrgency(opened, door.answers.queue());
  await door.desk.shown(waiting);
  const items = itemsUntil(opened, 0, null);
  const text = [
    ended.kind === "approved" ? "Welcome back." : "",
    items.length > 0 ? ["Due from you:", ...itemLines(opened, items)].join("\n") : "Nothing of yours is due today.",
    phraseQueue(waiting, terminal.look()),
  ];
  const cards = waiting.map(({ code, client, title, openedAt }) => ({ code, client, title, openedAt }));
  return {
    ok: true,
    text: text.filter((part) => part !== "").join("\n\n"),
    json: { ok: true, back: ended.kind === "approved", due: items, waiting: cards },
  };
}

/** First whoever complains or leaves, then questions, for somebody waits for the answer; last what can wait for ever. */
function byUrgency({ workspace }: Opened, waiting: readonly Waiting[]): Waiting[] {
  const { records } = workspace;
  const rank = ({ card, proposal }: Waiting): number => {
    if ((records.get(clients, mergedScope(records, proposal.scope))?.held ?? 0) > 0) return 0;
    if (card.quiet) return 3;
    return card.kind === "question" ? 1 : 2;
  };
  return [...waiting].sort((a, b) => rank(a) - rank(b) || a.openedAt - b.openedAt);
}

function itemsUntil({ workspace }: Opened, days: number, client: string | null): AgendaItem[] {
  const { clock, config, ledger, records } = workspace;
  const today = localDate(clock.now(), config.timezone);
  const wordsAt = (seq: number) => {
    const event = ledger.at(seq);
    return event ? ledger.open(event) : null;
  };
  return agenda({ records, wordsAt, today, until: addDays(today, days), zone: config.timezone, client });
}

function itemLines({ workspace }: Opened, items: readonly AgendaItem[]): string[] {
  const { clock, config } = workspace;
  const today = localDate(clock.now(), config.timezone);
  return items.map(({ title, client, dueOn, startsAt, promised, overdue }) => {
    const time = startsAt === null ? "" : `, ${readableTime(startsAt, config.timezone)}`;
    const marks = [...(promised ? ["promised"] : []), ...(overdue ? ["overdue"] : [])];
    return `${dayWords(dueOn, today)}${time}: ${title} (${client})${marks.length > 0 ? `, ${marks.join(", ")}` : ""}`;
  });
}
