/**
 * The unmodified `openai` package through our seam, against @copilotkit/aimock: chat, tools, usage in the stream, vectors,
 * and the faults it injects.
 */
import { type ChaosConfig, LLMock } from "@copilotkit/aimock";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { createModels } from "../../src/model/ask.ts";
import type { Models } from "../../src/model/model.ts";
import { createOpenAi } from "../../src/model/openai.ts";
import type { Provider } from "../../src/model/provider.ts";
import { loadCounter } from "../../src/model/tokens.ts";
import { TestPurse } from "../support/model/purse.ts";
import { ASKER, PATIENCE, partsOf } from "../support/model/seam.ts";

const mock = new LLMock({ port: 0 });
const quiet = new AbortController().signal;
let provider: Provider;
let purse: TestPurse;
let models: Models;

beforeAll(() => mock.start());
afterAll(() => mock.stop());
beforeEach(() => {
  mock.reset();
  provider = createOpenAi({ apiKey: "mock", baseUrl: `${mock.url}/v1`, ...PATIENCE });
  purse = new TestPurse();
  models = createModels({
    provider,
    purse,
    names: { draft: ["gpt-4o-mini"], judge: ["gpt-4o-mini", "gpt-4o"], embed: ["text-embedding-3-small"] },
    clock: { now: () => 0 },
    sleep: async () => {},
    cache: null,
    countTokens: loadCounter,
  });
});

test("a draft comes with the usage of its stream", async () => {
  const usage = { prompt_tokens: 21, completion_tokens: 5, total_tokens: 26 };
  mock.onMessage(/draft/, { content: "Dear Anna, it is ready.", usage });
  const reply = await models.draft({ parts: partsOf("Is the draft ready?"), asker: ASKER });
  expect(reply).toMatchObject({ kind: "answered", value: "Dear Anna, it is ready.", micros: 21 + 4 * 5 });
});

test("structured output is read by its schema", async () => {
  mock.onMessage(/invoice/, { content: { number: "17" } });
  const schema = z.strictObject({ number: z.string() });
  const reply = await models.extract({ parts: partsOf("The invoice 17."), schema, name: "invoice", asker: ASKER });
  expect(reply).toMatchObject({ kind: "answered", value: { number: "17" } });
});

test("a tool is called, answered, and the loop goes on", async () => {
  const tools = [{ name: "mail.answer", description: "Answers.", parameters: { type: "object", properties: {} } }];
  mock.onToolResult("call_1", { content: "It was sent." });
  mock.onMessage(/ready/, { toolCalls: [{ id: "call_1", name: "mail_answer", arguments: { text: "Yes" } }] });
  const parts = partsOf("Is it ready?");
  const first = await models.turn({ parts, asker: ASKER, said: [], tools });
  if (first.kind !== "answered") throw new Error(first.detail);
  expect(first.value.calls).toEqual([{ id: "call_1", name: "mail.answer", args: { text: "Yes" } }]);
  const said = [
    { by: "model", text: first.value.text, calls: first.value.calls },
    { by: "tool", call: "call_1", text: "done", label: { scopes: ["c_1"], trust: "house" } },
  ] as const;
  const second = await models.turn({ parts, asker: ASKER, said, tools });
  expect(second).toMatchObject({ kind: "answered", value: { text: "It was sent.", calls: [] } });
});

test("vectors come back at length one", async () => {
  mock.onEmbedding(/hello/, { embedding: [3, 4] });
  const reply = await models.embed(["hello"], ASKER);
  if (reply.kind !== "answered") throw new Error(reply.detail);
  expect([...(reply.value[0] ?? [])].map((one) => Math.round(one * 10) / 10)).toEqual([0.6, 0.8]);
});

test("a batch goes up and comes back", async () => {
  const request = { model: "gpt-4o-mini", messages: [{ role: "user", text: "a summary" }], maxTokens: 50 } as const;
  const sent = await provider.submitBatch("key-1", [{ id: "one", request }], quiet);
  if (sent.kind !== "sent") throw new Error(JSON.stringify(sent));
  expect(await provider.findBatch("key-1", quiet)).toEqual({ kind: "found", id: sent.id });
  let state = await provider.batch(sent.id, quiet);
  for (let n = 0; state.kind === "running" && n < 10; n++) state = await provider.batch(sent.id, quiet);
  if (state.kind !== "ended") throw new Error(JSON.stringify(state));
  expect(state.answers.get("one")).toMatchObject({ kind: "reply", finish: "stop", text: expect.stringMatching(/./) });
});

const chaos: ReadonlyArray<readonly [name: string, config: ChaosConfig]> = [
  ["500", { dropRate: 1 }],
  ["malformed JSON", { malformedRate: 1 }],
  ["429", { rateLimitRate: 1 }],
  ["a connection cut", { disconnectRate: 1 }],
];

for (const [name, config] of chaos)
  test(`${name} from it is a reason, and every reservation is ended`, async () => {
    mock.onMessage(/.*/, { content: "never seen" });
    mock.setChaos(config);
    const judge = { parts: partsOf("Hello"), options: ["a", "b"], asker: ASKER };
    expect(await models.judge(judge)).toMatchObject({ kind: "unanswered", why: "failed" });
    expect(await models.embed(["hello"], ASKER)).toMatchObject({ kind: "unanswered" });
    expect(purse.holdings.length).toBeGreaterThan(2);
    expect(purse.open).toBe(0);
    mock.setChaos({});
  });

test("one failure is followed by an answer", async () => {
  mock.onMessage(/Hello/, { content: "Hello, Anna." });
  mock.nextRequestError(500, { message: "on purpose" });
  expect(await models.draft({ parts: partsOf("Hello"), asker: ASKER })).toMatchObject({ value: "Hello, Anna." });
  expect(purse.ends.map((one) => one.end)).toEqual(["released", "settled"]);
});

test("a stream cut in the middle is no answer, and costs what was reserved", async () => {
  mock.onMessage(/Hello/, { content: "Hello, Anna. ".repeat(20) }, { chunkSize: 5, truncateAfterChunks: 3 });
  expect(await models.draft({ parts: partsOf("Hello"), asker: ASKER })).toMatchObject({ why: "failed" });
  expect(purse.ends.map((one) => one.micros)).toEqual(purse.ends.map((one) => one.reserved));
});
