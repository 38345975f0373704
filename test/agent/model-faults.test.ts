/**
 * The whole way of a message past a provider that fails, over the wire: the seam retries, repairs or falls back, and what
 * still comes to nothing is a question to the owner. Nothing leaves, and no money stays reserved.
 */
import { expect, test } from "vitest";
import { Journal } from "../../src/agent/journal.ts";
import { ModelLoop } from "../../src/agent/model-loop.ts";
import type { RunLife } from "../../src/agent/run-life.ts";
import { runs } from "../../src/kernel/run-record.ts";
import { cards, INQUIRY, letter, receive, withClient } from "../journeys/letters.ts";
import { hire, inHome, inOffice, rulesOnlyFor } from "../kernel/company.ts";
import type { Asked, Scripted } from "../support/model/script.ts";
import { IMPATIENCE, withSeam } from "../support/model/seam.ts";
import type { Office } from "../support/office.ts";
import { calls, ScriptedModels } from "../support/scripted-models.ts";

const LEA = "Lea Brandt <lea@brandt-optik.example>";
const MESSAGE = "Hello Robin,\n\nplease tell me what the second draft needs from us.";
const ANSWER = "Hello Lea, two pictures and the opening hours.";

/** A good turn: the answer, and the end. */
function good(asked: Asked): Scripted {
  const mail = /"mail":"([^"]+)"/.exec(asked.text)?.[1] ?? "";
  const params = { mail, to: ["lea@brandt-optik.example"], text: ANSWER };
  return {
    calls: [
      { name: "mail_answer", arguments: JSON.stringify({ params, reason: "She asks for it." }) },
      { name: "finish", arguments: "{}" },
    ],
  };
}

/** Near enough for money that nobody pays; the real counter takes a second to load. */
const countTokens = async () => (text: string) => Math.ceil(text.length / 2);

interface Fault {
  readonly name: string;
  /** `n`: which request about this message it is, from 0. */
  readonly answers: (n: number, asked: Asked) => Scripted;
  /** A card with the letter; or a question, with this as its reason. */
  readonly ends: "letter" | RegExp;
}

const once = (fault: Scripted) => (n: number, asked: Asked) => (n === 0 ? fault : good(asked));
const always = (fault: Scripted) => () => fault;
const broken = { calls: [{ name: "mail_answer", arguments: '{"params": {"mail": ' }] };

const FAULTS: readonly Fault[] = [
  { name: "429, and it says when", answers: once({ status: 429, headers: { "retry-after": "2" } }), ends: "letter" },
  { name: "429 for a long time", answers: once({ status: 429, headers: { "retry-after": "900" } }), ends: "letter" },
  { name: "429 for good", answers: always({ status: 429 }), ends: /./ },
  { name: "500 once", answers: once({ status: 500 }), ends: "letter" },
  { name: "500 for good", answers: always({ status: 500 }), ends: /./ },
  { name: "silence once", answers: once({ hangAfter: 0 }), ends: "letter" },
  { name: "a cut stream", answers: once({ text: "I will ".repeat(20), cutAfter: 2 }), ends: "letter" },
  { name: "a page instead of an answer", answers: always({ garbage: { body: "<html>Hello</html>" } }), ends: /./ },
  { name: "arguments that are no JSON, once", answers: once(broken), ends: "letter" },
  { name: "arguments that are no JSON, for good", answers: always(broken), ends: /./ },
  {
    name: "arguments of another form, once",
    answers: once({ calls: [{ name: "mail_answer", arguments: '{"to":7}' }] }),
    ends: "letter",
  },
  { name: "nothing at all", answers: always({ text: "" }), ends: /./ },
  { name: "a refusal", answers: always({ refusal: "I won't." }), ends: /./ },
  { name: "far too much", answers: always({ text: "and so on ".repeat(3_000), ignoresMax: true }), ends: /./ },
];

test("whatever a provider does, a message ends on a card, and nothing leaves", () =>
  withSeam(
    async ({ server, models, purse }) => {
      await inHome(["policies"], async (home) => {
        rulesOnlyFor(home, "intake");
        hire(home, { name: "intake", wakes: ["mail.received@1"], may: ["mail.answer", "owner.ask"] });
        await inOffice(
          async (office) => {
            for (const [index, { name, answers, ends }] of FAULTS.entries()) {
              let n = 0;
              server.script((asked) => answers(n++, asked));
              const since = office.shown.length;
              office.drop(`m${index}.eml`, letter({ from: LEA, id: `m${index}@b.example`, text: MESSAGE }));
              await office.rest();
              const [shown, ...more] = cards(office, since);
              expect.soft(more, name).toEqual([]);
              if (ends === "letter") expect.soft(shown?.card.letter?.text, name).toBe(ANSWER);
              else {
                expect.soft(shown?.card.title, name).toMatch(/^I could not deal with this message by myself/);
                expect.soft(shown?.card.why[0], name).toMatch(ends);
              }
              expect.soft(purse.open, name).toBe(0);
            }
            expect(office.sent()).toEqual([]);
            expect(office.events("effect.performed")).toEqual([]);
            expect(server.refused).toBe(0);
          },
          { home, models },
        );
      });
    },
    { openai: IMPATIENCE, parts: { countTokens } },
  ));

test("intake goes on as without a model where its questions fail, and uses what was repaired", () =>
  withSeam(
    async ({ server, models, purse }) => {
      await inOffice(
        async (office) => {
          await withClient(office);
          const judged = (asked: Asked) => asked.text.includes("One word for it");
          const fail: readonly Scripted[] = [
            { status: 500 },
            { hangAfter: 0 },
            { text: "{" },
            { text: "" },
            { refusal: "No." },
          ];
          for (const [index, fault] of fail.entries()) {
            server.script(() => fault);
            const since = office.shown.length;
            await receive(office, {
              from: INQUIRY.from,
              id: `f${index}@w.example`,
              text: "Bonjour Robin, où est le projet, merci.",
            });
            expect
              .soft(cards(office, since).map((one) => one.card.title))
              .toEqual([expect.stringMatching(/^What does Nora/)]);
          }
          let n = 0;
          server.script((asked) => {
            if (!judged(asked)) return { text: "Bonjour Nora, bientôt." };
            return {
              text: n++ === 0 ? '{"choice":"all of it"}' : '{"choice":"question","sure":true,"why":"It asks."}',
            };
          });
          await receive(office, {
            from: INQUIRY.from,
            id: "g@w.example",
            text: "Bonjour Robin, où est le projet, merci.",
          });
          expect(cards(office).at(-1)?.card.letter?.text).toBe("Bonjour Nora, bientôt.");
          expect(purse.open).toBe(0);
          expect(office.sent()).toHaveLength(1);
        },
        { models },
      );
    },
    { openai: IMPATIENCE, parts: { countTokens } },
  ));

/** A run that begins here and now, for a mail that was just read. */
async function withLife(work: (office: Office, life: RunLife) => Promise<void>): Promise<void> {
  await inHome(["policies"], async (home) => {
    rulesOnlyFor(home, "intake");
    hire(home, { name: "intake", wakes: ["mail.received@1"], may: ["mail.answer"] });
    await inOffice(
      async (office) => {
        office.drop("m.eml", letter({ from: LEA, id: "m@b.example", text: MESSAGE }));
        await office.rest();
        const { keys, database, ledger, charter, records } = office.workspace;
        const [run] = records.find(runs, "1 = 1");
        const event = run && ledger.at(run.event);
        const [agent] = charter.staff;
        if (!run || !event || !agent) throw new Error("nobody was woken");
        const journal = new Journal({ run: "r_late", scope: run.scope, keys, database });
        const words = ledger.open(event);
        await work(office, { run, agent, event, words, journal, wishes: [], timers: [], label: event.label });
      },
      { home, models: new ScriptedModels({ turn: () => calls(["finish", {}]) }) },
    );
  });
}

const never = () => new Promise<never>(() => {});

test("a model that never answers is given up when the run's time is over", () =>
  withLife(async ({ workspace: { writer, charter } }, life) => {
    const models = new ScriptedModels({ turn: never });
    const parts = { writer, actions: charter.actions, answer: never, models, loopLimits: { wallMs: 20 } };
    expect(await new ModelLoop(parts, life).run()).toMatchObject({ kind: "failed", why: "cancelled" });
  }));

test("a turn that was paid for is durable before anything is made of it", () =>
  withLife(async ({ workspace: { writer, charter, database } }, life) => {
    const models = new ScriptedModels({ turn: () => calls(["read_mail", {}]) });
    const kept = new Promise<number | undefined>((resolve) => {
      const answer = () => {
        resolve(database.get<{ n: number }>("SELECT COUNT(*) AS n FROM journal WHERE run = 'r_late'")?.n);
        return never();
      };
      void new ModelLoop({ writer, actions: charter.actions, answer, models }, life).run();
    });
    expect(await kept).toBe(1);
  }));
