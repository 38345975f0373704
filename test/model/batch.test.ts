/**
 * Batch work: durable before it is handed over, never handed over twice, paid for once, and answered in one transaction with
 * what the answer leads to; whatever becomes of the batch.
 */
import { expect, test } from "vitest";
import { Inflight } from "../../src/kernel/inflight.ts";
import { Batches, type BatchesParts } from "../../src/model/batch.ts";
import { forgetItems } from "../../src/model/batch-rows.ts";
import type { Reply } from "../../src/model/model.ts";
import { createOpenAi } from "../../src/model/openai.ts";
import type { Provider } from "../../src/model/provider.ts";
import { loadCounter } from "../../src/model/tokens.ts";
import { type BenchTop, onBenchTop } from "../kernel/bench-top.ts";
import { TestPurse } from "../support/model/purse.ts";
import { ASKER, PATIENCE, partsOf } from "../support/model/seam.ts";
import { type ModelServer, type ServerSettings, startModelServer } from "../support/model/server.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

interface Work {
  readonly top: BenchTop;
  readonly server: ModelServer;
  readonly purse: TestPurse;
  readonly answers: Map<string, Reply<string>>;
  readonly errors: unknown[];
  batches: Batches;
  /** One tick: a step, and all that it started. */
  tick(): Promise<number>;
  /** Goes on for some hours, half an hour at a time. */
  pass(hours: number): Promise<void>;
  /** The process is killed and another one starts on the same database. */
  restart(changes?: Partial<BatchesParts>): void;
}

async function withBatches(
  work: (work: Work) => Promise<void>,
  changes: Partial<BatchesParts> = {},
  settings: ServerSettings = {},
): Promise<void> {
  const server = await startModelServer(settings);
  server.script(({ batch }) => ({ text: `answer to ${batch}` }));
  try {
    await onBenchTop(async (top) => {
      const purse = new TestPurse();
      const answers = new Map<string, Reply<string>>();
      const errors: unknown[] = [];
      const start = (more: Partial<BatchesParts>) => {
        const inflight = new Inflight({
          ordered: true,
          onAnswer: () => {},
          onError: (_, error) => void errors.push(error),
        });
        const batches = new Batches({
          ...top,
          inflight,
          provider: createOpenAi({ apiKey: server.key, baseUrl: server.url, ...PATIENCE }),
          purse,
          model: "small",
          countTokens: loadCounter,
          ask: async () => ({ kind: "unanswered", why: "failed", detail: "nobody asks" }),
          isCheap: () => false,
          onAnswer: (_, { id }, reply) => {
            if (answers.has(id)) throw new Error(`${id} was answered twice`);
            answers.set(id, reply);
          },
          limits: { enough: 3 },
          ...changes,
          ...more,
        });
        return { batches, inflight };
      };
      let running = start({});
      const self: Work = {
        top,
        server,
        purse,
        answers,
        errors,
        batches: running.batches,
        async tick() {
          const started = await running.batches.step();
          await running.inflight.barrier();
          return started;
        },
        async pass(hours) {
          for (let n = 0; n < 2 * hours; n++) {
            top.clock.advance(30 * MINUTE_MS);
            await self.tick();
          }
        },
        restart(more = {}) {
          running = start(more);
          self.batches = running.batches;
        },
      };
      await work(self);
    });
  } finally {
    await server.stop();
  }
}

async function enqueue({ top, batches }: Work, ...ids: string[]): Promise<void> {
  for (const id of ids)
    await top.writer.submit((transaction) =>
      batches.enqueue(transaction, {
        id,
        purpose: "summary",
        asker: ASKER,
        parts: partsOf(`mail ${id}`),
        maxTokens: 50,
      }),
    );
}

const statesIn = ({ top }: Work) =>
  top.database
    .all<{ id: string; state: string }>("SELECT id, state FROM batch_items ORDER BY id")
    .map((one) => one.state);

test("questions wait for others or for an hour, go together at half the price, and come back", () =>
  withBatches(async (work) => {
    await enqueue(work, "a", "b");
    expect(await work.tick()).toBe(0);
    expect(work.batches.nextAt()).toBe(work.top.clock.now() + HOUR_MS);
    await enqueue(work, "c");
    expect(await work.tick()).toBe(1);
    expect(work.server.batches.made).toBe(1);
    await work.pass(1);
    expect([...work.answers.keys()].sort()).toEqual(["a", "b", "c"]);
    expect(work.answers.get("a")).toMatchObject({
      kind: "answered",
      value: "answer to a",
      model: "small",
      label: { scopes: ["c_1", "house"], trust: "outside" },
    });
    expect(statesIn(work)).toEqual(["answered", "answered", "answered"]);
    expect(work.purse.open).toBe(0);
    expect(work.purse.ends).toHaveLength(3);
    const [spent] = work.server.spent();
    expect(work.purse.spentMicros).toBeCloseTo(((spent?.tokensIn ?? 0) + 4 * (spent?.tokensOut ?? 0)) / 2, -1);
    expect(work.batches.nextAt()).toBeNull();
    await enqueue(work, "d");
    await work.pass(2);
    expect(work.answers.has("d")).toBe(true);
    expect(work.errors).toEqual([]);
  }));

test("in cheap hours whatever waits goes at once", () =>
  withBatches(
    async (work) => {
      await enqueue(work, "a");
      expect(await work.tick()).toBe(1);
    },
    { isCheap: () => true },
  ));

test("its words stand sealed while they wait, and are gone once they are answered", () =>
  withBatches(async (work) => {
    await enqueue(work, "a", "b", "c");
    const requests = () => work.top.database.all<{ request: string }>("SELECT request FROM batch_items");
    for (const { request } of requests()) expect(request).toMatch(/^personal:/);
    await work.tick();
    await work.pass(1);
    expect(requests().map((one) => one.request)).toEqual(["", "", ""]);
  }));

test("the same question asked again while it waits is one; afterwards it is a new one", () =>
  withBatches(async (work) => {
    await enqueue(work, "a", "a", "b", "c");
    expect(statesIn(work)).toHaveLength(3);
    await work.tick();
    await enqueue(work, "a");
    await work.pass(1);
    expect(work.server.asked).toHaveLength(3);
    work.answers.clear();
    await enqueue(work, "a");
    await work.pass(2);
    expect([...work.answers.keys()]).toEqual(["a"]);
  }));

test("killed between the row and the hand-over: it is looked up, not found, and handed over once", () =>
  withBatches(async (work) => {
    work.restart({ provider: dying(work, { submits: false }) });
    await enqueue(work, "a", "b", "c");
    void work.batches.step();
    await expect.poll(() => statesIn(work)).toEqual(["sent", "sent", "sent"]);
    expect(work.server.batches.made).toBe(0);
    work.restart();
    await work.pass(2);
    expect(work.server.batches.made).toBe(1);
    expect(work.answers.size).toBe(3);
    expect(work.purse.open).toBe(0);
  }));

test("killed between the hand-over and its record: it is looked up, found, and not handed over again", () =>
  withBatches(async (work) => {
    work.restart({ provider: dying(work, { submits: true }) });
    await enqueue(work, "a", "b", "c");
    void work.batches.step();
    await expect.poll(() => work.server.batches.made).toBe(1);
    work.restart();
    await work.pass(2);
    expect(work.server.batches.made).toBe(1);
    expect(work.answers.size).toBe(3);
    expect(work.server.asked).toHaveLength(3);
  }));

test("a hand-over whose answer was lost is looked up before anything else", () =>
  withBatches(async (work) => {
    work.server.planBatches({ cutCreate: true });
    await enqueue(work, "a", "b", "c");
    await work.tick();
    expect(work.server.batches.made).toBe(1);
    work.server.planBatches({});
    await work.pass(2);
    expect(work.server.batches.made).toBe(1);
    expect(work.answers.size).toBe(3);
  }));

test("killed while answers are taken: each is taken once, and costs once", () =>
  withBatches(async (work) => {
    await enqueue(work, "a", "b", "c");
    await work.tick();
    const before = work.purse.spentMicros;
    let left = 2;
    work.restart({
      onAnswer: (_, { id }, reply) => {
        if (left-- === 0) throw new Error("killed here");
        work.answers.set(id, reply);
      },
    });
    await work.pass(1);
    const spent = work.purse.spentMicros - before;
    expect(work.errors.map(String)).toContain("Error: killed here");
    work.restart();
    await work.pass(1);
    expect(work.answers.size).toBe(3);
    expect(work.purse.spentMicros - before).toBe(spent);
  }));

test("what a batch leaves out or fails goes into another one, once; then there is no answer", () =>
  withBatches(async (work) => {
    work.server.script(({ batch, n }) =>
      batch === "a" ? { text: "" } : batch === "b" && n < 4 ? { status: 500 } : { text: "yes" },
    );
    await enqueue(work, "a", "b", "c");
    await work.tick();
    await work.pass(4);
    expect(work.answers.get("a")).toMatchObject({ kind: "unanswered", why: "unusable" });
    expect(work.answers.get("b")).toMatchObject({ kind: "answered", value: "yes" });
    expect(work.server.batches.made).toBe(2);
    expect(work.purse.open).toBe(0);
  }));

test("a refusal is final", () =>
  withBatches(async (work) => {
    work.server.script(() => ({ refusal: "I won't." }));
    await enqueue(work, "a", "b", "c");
    await work.tick();
    await work.pass(1);
    expect(work.answers.get("a")).toMatchObject({ kind: "unanswered", why: "refused" });
    expect(work.server.batches.made).toBe(1);
  }));

for (const end of ["failed", "gone", "expired", "cancelled"] as const)
  test(`a batch that ended as ${end} is tried once more, and then there is no answer`, () =>
    withBatches(async (work) => {
      work.server.planBatches({ end, answered: 0 });
      await enqueue(work, "a", "b", "c");
      await work.tick();
      await work.pass(4);
      expect(work.server.batches.made).toBe(2);
      expect(work.answers.get("b")).toMatchObject({ kind: "unanswered", why: "failed" });
      expect(work.answers.size).toBe(3);
      expect(work.purse.open).toBe(0);
      // What was never begun costs nothing; what vanished may have been.
      expect(work.purse.spentMicros > 0).toBe(end === "gone");
    }));

test("polls grow apart while a batch takes its time", () =>
  withBatches(async (work) => {
    work.server.planBatches({ polls: 1000 });
    await enqueue(work, "a", "b", "c");
    await work.tick();
    const at = (): number => (work.batches.nextAt() ?? 0) - work.top.clock.now();
    expect(at()).toBe(MINUTE_MS);
    work.top.clock.advance(10 * HOUR_MS);
    await work.tick();
    expect(at()).toBe(30 * MINUTE_MS);
  }));

test("where money is short, the questions that fit go and the others wait", () =>
  withBatches(
    async (work) => {
      await enqueue(work, "a", "b", "c");
      work.purse.quotaMicros = 450; // enough for one of them, and not for two
      await work.tick();
      expect(statesIn(work)).toEqual(["sent", "waiting", "waiting"]);
      work.purse.quotaMicros = 300; // what its hold gives back is not enough for another
      await work.pass(2);
      expect([...work.answers.keys()]).toEqual(["a"]);
      await work.pass(5);
      expect(work.answers.get("b")).toMatchObject({ kind: "unanswered", why: "no-budget" });
    },
    { limits: { enough: 3, giveUpMs: 6 * HOUR_MS } },
  ));

test("a provider without batches is asked one by one, in cheap hours only", () => {
  let cheap = false;
  const asked: string[] = [];
  return withBatches(
    async (work) => {
      await enqueue(work, "a", "b", "c");
      await work.tick();
      expect(statesIn(work)).toEqual(["waiting", "waiting", "waiting"]);
      expect(work.purse.spentMicros).toBe(0);
      await work.pass(1);
      expect(asked).toEqual([]);
      cheap = true;
      await work.pass(1);
      expect([...work.answers.values()].map((one) => one.kind)).toEqual(["answered", "answered", "answered"]);
      expect(asked).toHaveLength(3);
    },
    {
      isCheap: () => cheap,
      ask: async ({ parts }) => {
        asked.push(parts[1]?.text ?? "");
        const label = { scopes: ["c_1"], trust: "outside" } as const;
        return { kind: "answered", value: "yes", model: "small", micros: 1, cached: false, label };
      },
    },
    { lacks: ["batches"] },
  );
});

test("killed while one is asked by itself: it is asked once more", () =>
  withBatches(
    async (work) => {
      await enqueue(work, "a");
      await work.tick();
      work.restart({ ask: () => new Promise(() => {}) });
      await work.tick(); // finds out again that there are no batches
      work.top.clock.advance(MINUTE_MS);
      await work.batches.step();
      expect(statesIn(work)).toEqual(["sent"]);
      work.restart();
      await work.pass(1);
      expect(work.answers.get("a")).toMatchObject({ kind: "unanswered", why: "failed" });
    },
    { isCheap: () => true },
    { lacks: ["batches"] },
  ));

test("what was forgotten is not asked, its answer is dropped, and what it cost is still settled", () =>
  withBatches(async (work) => {
    await enqueue(work, "a", "b", "c");
    await work.tick();
    await enqueue(work, "d");
    await work.top.writer.submit((transaction) => forgetItems(transaction, ASKER.scope));
    work.top.keys.destroy([{ scope: ASKER.scope, kind: "personal" }], work.top.clock.now());
    await work.pass(2);
    expect(work.answers.size).toBe(0);
    expect(work.purse.open).toBe(0);
    expect(work.purse.spentMicros).toBeGreaterThan(0);
    expect(statesIn(work)).toEqual([]);
    expect(work.errors).toEqual([]);
  }));

test("forgotten in the very moment in which its answer is paid for: nobody gets it", () =>
  withBatches(async (work) => {
    await enqueue(work, "a", "b", "c");
    await work.tick();
    const { purse, top } = work;
    const settle = purse.settle.bind(purse);
    purse.settle = async (id, outcome) => {
      await top.writer.submit((transaction) => forgetItems(transaction, ASKER.scope));
      return settle(id, outcome);
    };
    await work.pass(1);
    expect(work.answers.size).toBe(0);
    expect(purse.open).toBe(0);
    expect(statesIn(work)).toEqual([]);
  }));

/** A provider whose process dies at the hand-over: it may have come through, and nothing is ever heard of it. */
function dying({ server }: Work, { submits }: { submits: boolean }): Provider {
  const real = createOpenAi({ apiKey: server.key, baseUrl: server.url, ...PATIENCE });
  return {
    ...real,
    submitBatch: async (key, requests, signal) => {
      if (submits) await real.submitBatch(key, requests, signal);
      return new Promise(() => {});
    },
  };
}
