/**
 * What a day of mail costs, four ways: everything asked of a model; local reading first, as the workspace does it; with caching
 * too; with batching too. The house's books stand beside what the server of models itself has counted.
 * Nothing is simulated but the model: mails come through the door, agents run, calls go over HTTP, money through the meter.
 */
import { z } from "zod";
import { mailPart } from "../../src/agent/prompt-parts.ts";
import { houseLabel } from "../../src/kernel/label.ts";
import type { WaitingQuestion } from "../../src/memory/summary.ts";
import type { Asker, Models, Part } from "../../src/model/model.ts";
import { type MailWords, mails } from "../../src/records/mail.ts";
import { findingOf, report, type Way, wayOf } from "./cost-report.ts";
import {
  answered,
  eventsSince,
  FIRST_MAIL,
  type LivedDay,
  liveDay,
  MAILS,
  modelsFor,
  summariseByBatch,
  summariseByCalls,
} from "./day-lived.ts";
import { type Day, dayOfMail } from "./day-of-mail.ts";
import type { Scale } from "./ground.ts";
import { MODEL, PricedServer } from "./priced-server.ts";
import type { Finding } from "./table.ts";

/** All that a message may be, to a model that is asked about everything. */
const CLASSES: Readonly<Record<string, string>> = {
  inquiry: "asks for the first time whether the company can help",
  question: "asks something",
  request: "asks for something to be sent or done",
  change: "wants something changed that was made or agreed",
  scheduling: "is about a date or a meeting",
  complaint: "is a complaint",
  approval: "says yes to something, so that work may begin",
  leaving: "wants to stop working together",
  payment: "is about a payment",
  "standing-wish": "wants something done this way from now on",
  thanks: "only says thanks",
  "out-of-office": "only says that somebody is away",
  automatic: "was written by a machine: a newsletter, a notification, a report of the mail system",
  "none of these": "fits none of the others, or several",
};
const FACTS = z.strictObject({
  facts: z.array(z.strictObject({ kind: z.enum(["contact", "project", "money", "date", "wish"]), text: z.string() })),
});

/** Lives through the day, prints the four ways with what each measures, and answers the figures. */
export async function costOfDay({ quick }: Scale): Promise<Finding[]> {
  const day = await dayOfMail(FIRST_MAIL, { quick });
  const { local, everything, cachedOnly } = await byCallsAlone(day);
  const cached = await withCache(day);
  const batched = await withBatches("with batching too", day);
  const ofStrangers = await withBatches("as 4, and none of them is a client", { ...day, inquiries: [] });
  process.stdout.write(`\n${report({ everything, local, cached, batched, cachedOnly, ofStrangers }, day)}\n`);
  return [everything, local, cached, batched].map((way) => findingOf(way, everything, day));
}

/** Local reading first; then, of the same day, everything asked: the same drafts and summaries, word for word. */
function byCallsAlone(day: Day): Promise<{ local: Way; everything: Way; cachedOnly: Way }> {
  return withServer({ caches: false }, async (server) =>
    liveDay(day, { server, cache: false }, {}, async (lived) => {
      const { office } = lived;
      const summaries = await summariseByCalls(office, modelsFor(office, server, false));
      const local = wayOf("local reading first", office, lived.since, server);
      const all = (name: string, cache: boolean) =>
        withServer({ caches: cache }, async (other) => {
          const since = office.workspace.ledger.head()?.seq ?? 0;
          await askEverything(lived, summaries, modelsFor(office, other, cache), since);
          return wayOf(name, office, since, other);
        });
      const everything = await all("everything asked", false);
      return { local, everything, cachedOnly: await all("everything asked, with caching alone", true) };
    }),
  );
}

function withCache(day: Day): Promise<Way> {
  return withServer({ caches: true }, (server) =>
    liveDay(day, { server, cache: true }, {}, async ({ office, since }) => {
      await summariseByCalls(office, modelsFor(office, server, true));
      return wayOf("with caching too", office, since, server);
    }),
  );
}

/** Nothing put together by hand: the workspace as it is set up by its environment. */
function withBatches(name: string, day: Day): Promise<Way> {
  return withServer({ caches: true }, (server) => {
    const environment = { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: server.key, MODEL_DRAFT: MODEL };
    return liveDay(day, null, { environment }, async ({ office, since }) => {
      await summariseByBatch(office);
      return wayOf(name, office, since, server);
    });
  });
}

/** Each mail's class and facts, the answers that local reading had drafted, and the summaries. */
async function askEverything(
  { office, since, drafted }: LivedDay,
  summaries: readonly WaitingQuestion[],
  models: Models,
  until: number,
): Promise<void> {
  const { ledger, records } = office.workspace;
  for (const event of eventsSince(office, since, MAILS)) {
    if (event.seq > until) break;
    const first = records.get(mails, String(event.data.of ?? event.data.mail));
    const received = first && ledger.at(first.seq);
    if (!received) throw new Error(`nothing is on record of the mail of event ${event.seq}`);
    const asker: Asker = {
      scope: received.scope,
      agent: "intake",
      run: null,
      workflow: event.workflow,
      causation: event.id,
    };
    const message = mailPart(office.words(received) as unknown as MailWords, received.label);
    const kinds = Object.entries(CLASSES).map(([name, is]) => `${name}: it ${is}`);
    const what = `What is this message? One word for it:\n${kinds.join("\n")}\nBe sure only if there is no doubt.`;
    answered(await models.judge({ parts: [wish(what, asker), message], options: Object.keys(CLASSES), asker }));
    const facts = "Read out what is worth remembering of the sender: facts, each in one sentence, at most five.";
    answered(await models.extract({ parts: [wish(facts, asker), message], schema: FACTS, name: "facts", asker }));
    for (const draft of drafted.filter((one) => one.asker.workflow === received.workflow))
      answered(await models.draft({ ...draft, asker }));
  }
  for (const question of summaries) answered(await models.draft(question));
}

function wish(text: string, asker: Asker): Part {
  return { kind: "instructions", name: "what to do", text, label: houseLabel(asker.scope) };
}

async function withServer<T>(how: { caches: boolean }, work: (server: PricedServer) => Promise<T>): Promise<T> {
  const server = await PricedServer.start(how);
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}
