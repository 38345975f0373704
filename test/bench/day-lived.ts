/**
 * A company that lives through the day of mail: its clients are opened in the morning, the mails come one after the other, the
 * owner lets every drafted answer go in the evening, and the night makes the summaries.
 */
import type { LedgerEvent } from "../../src/kernel/event.ts";
import { systemClock, VirtualClock } from "../../src/lib/clock.ts";
import { Summaries, type WaitingQuestion } from "../../src/memory/summary.ts";
import { AnswerCache } from "../../src/model/answer-cache.ts";
import { createModels } from "../../src/model/ask.ts";
import type { Models, Question, Reply } from "../../src/model/model.ts";
import { createOpenAi } from "../../src/model/openai.ts";
import { loadCounter } from "../../src/model/tokens.ts";
import { isServed } from "../../src/records/client.ts";
import { Office, type OfficeOptions } from "../support/office.ts";
import type { Day } from "./day-of-mail.ts";
import { inFolder, PACKAGE_ROOT, withoutBrake } from "./ground.ts";
import { written } from "./letters.ts";
import { MODEL, type PricedServer } from "./priced-server.ts";

/** The last day of a month: the night after it makes its summaries, by the rules as they are shipped. */
const MORNING = Date.UTC(2026, 10, 30, 6, 30);
export const FIRST_MAIL = Date.UTC(2026, 10, 30, 8);
const EVENING = Date.UTC(2026, 10, 30, 17);
const MIDNIGHT = Date.UTC(2026, 10, 30, 23, 5);
/** After 3 in Berlin, where the company is. */
const SUMMARIES_DUE = Date.UTC(2026, 11, 1, 2, 5);
/** What a file in the inbox becomes. */
export const MAILS = ["mail.received", "mail.duplicate", "mail.unreadable"] as const;
const PATIENCE = { timeoutMs: 30_000, idleMs: 30_000, maxAnswerBytes: 1_000_000 } as const;

export interface LivedDay {
  readonly office: Office;
  /** The last event before the first mail. */
  readonly since: number;
  /** Every draft that was asked for. */
  readonly drafted: readonly Question[];
}

/**
 * Opens the company, lives through the day up to the night, and hands it over. `server`: whom intake asks, by calls alone,
 * with the cache or without; `null`: as the environment in `options` sets it up.
 */
export function liveDay<T>(
  day: Day,
  asking: { readonly server: PricedServer; readonly cache: boolean } | null,
  options: OfficeOptions,
  work: (lived: LivedDay) => Promise<T>,
): Promise<T> {
  return inFolder(async (home) => {
    withoutBrake(home);
    const drafted: Question[] = [];
    let office: Office | null = null;
    const here = (): Office => {
      if (!office) throw new Error("a model was asked before there was a company");
      return office;
    };
    const models = asking ? recorded(() => modelsFor(here(), asking.server, asking.cache), drafted) : null;
    office = await Office.open({
      home,
      packageRoot: PACKAGE_ROOT,
      clock: new VirtualClock(MORNING),
      ...(models ? { models } : {}),
      ...options,
    });
    try {
      await openClients(office, day);
      const since = office.workspace.ledger.head()?.seq ?? 0;
      await takeMails(office, day);
      return await work({ office, since, drafted });
    } finally {
      await office.close();
    }
  });
}

/** The seam over this company's money. */
export function modelsFor(office: Office, server: PricedServer, cache: boolean): Models {
  const { writer, keys, mind } = office.workspace;
  return createModels({
    provider: createOpenAi({ apiKey: server.key, baseUrl: server.url, ...PATIENCE }),
    purse: mind.meter,
    names: { draft: [MODEL], judge: [MODEL], embed: [] },
    clock: systemClock,
    sleep: () => Promise.resolve(),
    cache: cache ? new AnswerCache({ writer, keys }) : null,
    countTokens: loadCounter,
  });
}

/** The night's summaries by ordinary calls. Answers the questions, for whoever wants to ask them again. */
export async function summariseByCalls(office: Office, models: Models): Promise<readonly WaitingQuestion[]> {
  const { database, writer, charter, config } = office.workspace;
  const questions: WaitingQuestion[] = [];
  const summaries = new Summaries({
    database,
    writer,
    records: () => office.workspace.records,
    rules: () => charter.rulebook().memory,
    clock: office.clock,
    zone: config.timezone,
    // Of whom a summary is asked for is decided as in src/mind.ts.
    later: ({ records }, { asker, ...question }) =>
      isServed(records, asker.scope) && questions.push({ asker, ...question }) > 0,
  });
  office.clock.moveTo(SUMMARIES_DUE);
  await summaries.step();
  for (const question of questions) {
    const reply = answered(await models.draft(question));
    await writer.submit((transaction) => summaries.answered(transaction, question, reply));
  }
  await office.rest();
  return questions;
}

/** The night's summaries as the workspace makes them, by batch. */
export async function summariseByBatch(office: Office): Promise<void> {
  office.clock.moveTo(SUMMARIES_DUE);
  const open = () =>
    office.workspace.database.get<{ n: number }>(
      "SELECT COUNT(*) AS n FROM batch_items WHERE state IN ('waiting', 'sent')",
    )?.n ?? 0;
  await office.rest();
  for (let hour = 0; open() > 0; hour++) {
    if (hour === 24) throw new Error(`${open()} questions still wait for the batch after a day`);
    office.clock.advance(3_600_000);
    await office.rest();
  }
}

/** The answer; there is no way on without one here. */
export function answered<T>(reply: Reply<T>): Extract<Reply<T>, { kind: "answered" }> {
  if (reply.kind === "unanswered") throw new Error(`The model was not asked: ${reply.why}, ${reply.detail}`);
  return reply;
}

export function eventsSince(office: Office, since: number, types: readonly string[]): LedgerEvent[] {
  return office.workspace.ledger.after(since, 1_000_000).filter((event) => types.includes(event.type));
}

/** Everybody who will write asks for an offer first, and the owner opens them as clients. */
async function openClients(office: Office, day: Day): Promise<void> {
  for (const [index, letter] of day.inquiries.entries()) office.drop(`morning-${index}.eml`, written(letter));
  await office.rest();
  await approveAll(office, /as a client/);
}

async function takeMails(office: Office, day: Day): Promise<void> {
  office.clock.moveTo(FIRST_MAIL);
  for (const { name, raw } of day.mails) {
    office.drop(name, raw);
    await office.rest();
  }
  office.clock.moveTo(EVENING);
  await approveAll(office, /^Answer /);
  office.clock.moveTo(MIDNIGHT);
  await office.rest();
}

async function approveAll(office: Office, titled: RegExp): Promise<void> {
  for (const { code, card } of office.shown.splice(0)) if (code && titled.test(card.title)) await office.approve(code);
  await office.rest();
}

/** Made when it is first asked: it needs the company, and the company is opened with it. */
function recorded(make: () => Models, drafted: Question[]): Models {
  let made: Models | null = null;
  const models = (): Models => {
    made ??= make();
    return made;
  };
  return {
    has: (use) => use !== "embed",
    extract: (question) => models().extract(question),
    judge: (question) => models().judge(question),
    draft: (question) => {
      drafted.push(question);
      return models().draft(question);
    },
    turn: (question) => models().turn(question),
    embed: (texts, asker) => models().embed(texts, asker),
  };
}
