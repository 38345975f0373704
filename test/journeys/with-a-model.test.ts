/**
 * A company with a model at the end of a wire: the whole way from a mail in the folder to the server and back, with nothing in
 * between replaced. What the server was sent, what was paid for it, and what becomes of the mail where there is no money or no
 * server. They run side by side: one waits for the seam's pauses between its tries.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LedgerEvent } from "../../src/kernel/event.ts";
import { clients } from "../../src/records/client.ts";
import { spends } from "../../src/records/spend.ts";
import { summaries } from "../../src/records/summary.ts";
import { hear } from "../../src/surfaces/console/reception.ts";
import { inHome, rewrite } from "../kernel/company.ts";
import type { ChatBody } from "../support/model/check.ts";
import { contentText } from "../support/model/count.ts";
import type { Asked, Script } from "../support/model/script.ts";
import { type ModelServer, startModelServer } from "../support/model/server.ts";
import { Office } from "../support/office.ts";
import { allIsWell, cards, INQUIRY, lastCard, receive, withClient } from "./letters.ts";

const MODEL = "gpt-4.1-mini";
/** Micro-dollars a million tokens, as policies/prices.yaml has it in dollars. */
const PRICES = { [MODEL]: { in: 400_000, out: 1_600_000 } };
/** After the hour in which summaries are made. */
const NEXT_MONTH = Date.UTC(2026, 11, 1, 2, 5);
const QUESTION = "Hi Robin,\n\nwhen will the first draft of the shop be ready?";
const FRENCH = "Bonjour Robin,\n\npouvez-vous me dire où nous en sommes avec le projet, merci.";
const DRAFT = "Dear Ms Whitfield,\n\nI am working on it and will tell you as soon as it is done.";

async function withServer(
  script: Script,
  work: (office: Office, server: ModelServer, scope: string) => Promise<void>,
  home?: string,
): Promise<void> {
  const server = await startModelServer({ models: [MODEL], prices: PRICES });
  server.script(script);
  const environment = { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: server.key, MODEL_DRAFT: MODEL };
  const office = await Office.open({ environment, ...(home ? { home } : {}) });
  try {
    await work(office, server, await withClient(office));
    expect(server.refused).toBe(0);
  } finally {
    await office.close();
    await server.stop();
  }
}

/** A sure judgement of a question, a draft, a summary. */
const helpful: Script = ({ body, text }) => {
  if ((body as ChatBody).response_format)
    return { text: JSON.stringify({ why: "It asks where the work is.", choice: "question", sure: true }) };
  return { text: text.includes("The summary of") ? "They asked for a shop, and it was begun." : DRAFT };
};

let mail = 0;
const writes = (office: Office, text: string, from = INQUIRY.from) =>
  receive(office, { from, text, id: `q${++mail}@w.example` });

async function say(office: Office, line: string): Promise<string> {
  const look = { width: 200, colour: false, zone: "Europe/Berlin" };
  const heard = await hear({ ...office.workspace.door.reception(), look: () => look }, line);
  await office.rest();
  return heard.text;
}

/** What one role was sent. */
function sent({ body }: Asked, role: "system" | "user"): string {
  const found = (body as ChatBody).messages.filter((message) => message.role === role);
  return found.map((message) => contentText(message.content)).join("\n");
}

/** What was paid for in the matter that the newest mail began. */
function callsOfLastMail(office: Office): LedgerEvent[] {
  const { workflow } = office.events("mail.received").at(-1) ?? {};
  return office.events("model.called").filter((event) => event.workflow === workflow);
}

test.concurrent("a question is answered by a draft that leans on what is remembered, and what can't be read here is judged", () =>
  withServer(helpful, async (office, server, scope) => {
    await say(office, "always answer Whitfield Ceramics formally");
    await say(office, "remember that Whitfield Ceramics pays in 14 days");
    const since = office.shown.length;
    await writes(office, QUESTION);
    const [shown, ...more] = cards(office, since);
    expect(more).toEqual([]);
    expect(shown?.card.title).toBe("Answer Nora Whitfield.");
    expect(shown?.card.letter?.text).toContain(DRAFT);
    expect(shown?.card.why[0]).toMatch(/A model drafted the answer\. It had .*instruction/);

    const [asked, ...others] = server.asked;
    if (!asked) throw new Error("the server was not asked");
    expect(others).toEqual([]);
    const [system, user] = [sent(asked, "system"), sent(asked, "user")];
    expect(system).toMatch(/standing instructions:\n- always answer Whitfield Ceramics formally\n/);
    expect(user).toMatch(/## Remembered: what is known of this client\n\n- Whitfield Ceramics pays in 14 days\n/);
    // The message stands between two lines with one code, and nowhere else.
    const words = "when will the first draft of the shop be ready?";
    expect(outsideQuotes(user)).not.toContain(words);
    expect(user).toContain(words);
    expect(system).not.toContain(words);

    const [called] = callsOfLastMail(office);
    expect(called).toMatchObject({ scope, data: { purpose: "draft", agent: "intake", model: MODEL, ok: true } });
    expect(called?.data.micros).toBe(Math.ceil(server.micros()));

    await writes(office, FRENCH);
    expect(office.events("message.classified").at(-1)?.data.classes).toEqual(["question"]);
    expect(lastCard(office).card.title).toBe("Answer Nora Whitfield.");
    expect(callsOfLastMail(office).map((event) => event.data.purpose)).toEqual(["judge", "draft"]);
    expect(server.asked).toHaveLength(3);
    for (const one of server.asked.slice(1)) {
      expect(sent(one, "user")).toContain("pouvez-vous me dire");
      expect(outsideQuotes(sent(one, "user"))).not.toContain("pouvez-vous me dire");
    }
    const spent = office.workspace.records.get(spends, "all");
    const [counted] = server.spent();
    expect(spent).toMatchObject({ calls: 3, tokens_in: counted?.tokensIn, tokens_out: counted?.tokensOut });
    expect(await say(office, "cost")).toMatch(
      /In all +0\.\d+ ct, 3 calls\n[\s\S]*Whitfield Ceramics Ltd: 0\.\d+ ct this month/,
    );
    allIsWell(office);
  }));

test.concurrent("where no money is left for models the owner is told once, and asked as without one", () =>
  inHome(["policies"], async (home) => {
    rewrite(join(home, "policies", "budgets.yaml"), (text) => text.replace(/^day: .*$/m, "day: 0.0001"));
    await withServer(
      helpful,
      async (office, server) => {
        for (const text of [QUESTION, FRENCH, QUESTION]) await writes(office, text);
        expect(server.asked).toEqual([]);
        expect(office.shown.filter(({ card }) => /budget for models is used up/.test(card.title))).toHaveLength(1);
        const asked = cards(office)
          .slice(-3)
          .map(({ card }) => card.title);
        expect(asked).toEqual([
          expect.stringMatching(/What shall I answer\?$/),
          expect.stringMatching(/^What does Nora Whitfield want\?/),
          expect.stringMatching(/What shall I answer\?$/),
        ]);
        allIsWell(office);
      },
      home,
    );
  }));

test.concurrent("with the server down a mail still ends in a question to the owner, and costs nothing", () =>
  withServer(helpful, async (office, server) => {
    await server.stop();
    await writes(office, QUESTION);
    const { card } = lastCard(office);
    expect(card.title).toMatch(/What shall I answer\?$/);
    expect(card.why.join(" ")).toMatch(/A model could not draft an answer: /);
    expect(office.events("model.called")).toEqual([]);
    expect(office.workspace.database.all("SELECT id FROM holds")).toEqual([]);
    allIsWell(office);
  }));

test.concurrent("a month's summaries go to the batch; of whoever only writes none is asked for", () =>
  withServer(helpful, async (office, server, scope) => {
    for (let nth = 0; nth < 3; nth++)
      await writes(office, "Do you know a good printer?", "Pia <pia@somewhere.example>");
    const stranger = office.workspace.records.find(clients, "stage = 'lead'")[0]?.id;
    office.clock.moveTo(NEXT_MONTH);
    await office.rest();
    office.clock.advance(120_000);
    await office.rest();
    const madeBy = (of: string | undefined) => office.workspace.records.get(summaries, `${of}:2026-11`)?.made_by;
    expect([madeBy(scope), madeBy(stranger)]).toEqual([MODEL, "local"]);
    expect(server.batches.made).toBe(1);
    expect(server.asked.map((asked) => asked.batch !== null)).toEqual([true]);
    const [called] = office.events("model.called");
    expect(called?.data).toMatchObject({ batch: true, micros: Math.ceil(server.micros()) });
    allIsWell(office);
  }));

function outsideQuotes(text: string): string {
  return text.replace(/BEGIN QUOTE ([0-9a-f]+)\n[\s\S]*?\nEND QUOTE \1/g, "");
}
