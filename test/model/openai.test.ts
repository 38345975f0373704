/**
 * The provider over the wire, against a strict server: what is sent, what comes back, and what each fault becomes.
 */
import { expect, test } from "vitest";
import { createOpenAi, type OpenAiSettings } from "../../src/model/openai.ts";
import { ofStatus, retryAfter } from "../../src/model/openai-failure.ts";
import { keepsStrict } from "../../src/model/openai-wire.ts";
import type { ChatRequest, Provider } from "../../src/model/provider.ts";
import type { Scripted } from "../support/model/script.ts";
import { IMPATIENCE, PATIENCE } from "../support/model/seam.ts";
import { type ModelServer, type ServerSettings, startModelServer } from "../support/model/server.ts";

const quiet = new AbortController().signal;
const REQUEST: ChatRequest = { model: "small", messages: [{ role: "user", text: "Hello" }], maxTokens: 200 };
const LONG = "word ".repeat(60);

async function withServer(
  work: (server: ModelServer, provider: Provider) => Promise<void>,
  settings: ServerSettings = {},
  openai: Partial<OpenAiSettings> = {},
): Promise<void> {
  const server = await startModelServer(settings);
  try {
    await work(server, createOpenAi({ apiKey: server.key, baseUrl: server.url, ...PATIENCE, ...openai }));
  } finally {
    await server.stop();
  }
}

test("a text, a tool's call by our own name, and the usage come out of a stream", () =>
  withServer(async (server, provider) => {
    server.script(() => ({ text: "I issue it. 🦊", calls: [{ name: "invoice_issue", arguments: '{"cents":100}' }] }));
    const tools = [
      { name: "invoice.issue", description: "Issues it.", parameters: { type: "object", properties: {} } },
    ];
    const reply = await provider.chat({ ...REQUEST, tools }, quiet);
    const [spent] = server.spent();
    expect(reply).toMatchObject({
      kind: "reply",
      text: "I issue it. 🦊",
      calls: [{ name: "invoice.issue", args: { cents: 100 } }],
      finish: "tools",
      usage: { tokensIn: spent?.tokensIn, tokensOut: spent?.tokensOut, tokensCached: 0 },
    });
    // Said back to it, the call and its answer are a request the server takes.
    if (reply.kind !== "reply") return;
    const answered: ChatRequest = {
      ...REQUEST,
      tools,
      messages: [
        ...REQUEST.messages,
        { role: "assistant", text: "", calls: reply.calls },
        { role: "tool", call: reply.calls[0]?.id ?? "", text: "done" },
      ],
    };
    server.script(() => ({ text: "Fine." }));
    expect(await provider.chat(answered, quiet)).toMatchObject({ kind: "reply", text: "Fine.", finish: "stop" });
  }));

const faults: ReadonlyArray<readonly [name: string, scripted: Scripted, expected: Record<string, unknown>]> = [
  ["429", { status: 429, headers: { "retry-after": "2" } }, { why: "rate", spent: false, retryAfterMs: 2000 }],
  ["500", { status: 500 }, { why: "server", spent: false }],
  ["502 of a gateway", { status: 502 }, { why: "server", spent: true }],
  ["401", { status: 401 }, { why: "key", spent: false }],
  ["403", { status: 403 }, { why: "key", spent: false }],
  ["400", { status: 400, message: "No such thing." }, { why: "rejected", spent: false }],
  ["404", { status: 404 }, { why: "rejected", spent: false }],
  [
    "a context that is too long",
    { status: 400, code: "context_length_exceeded", message: "maximum context length" },
    { why: "too-large", spent: false },
  ],
  ["silence from the start", { hangAfter: 0 }, { why: "timeout", spent: true, usage: null }],
  ["silence in between", { text: LONG, hangAfter: 3 }, { why: "timeout", spent: true, usage: null }],
  ["a cut stream", { text: LONG, cutAfter: 3 }, { why: "cut", spent: true, usage: null }],
  ["an answer without an end", { text: "Yes.", finish: "none" }, { why: "cut", spent: true, usage: { tokensOut: 2 } }],
  ["a page of HTML", { garbage: { body: "<html>no</html>", type: "text/html" } }, { why: "cut", spent: true }],
  [
    "an event that is no JSON",
    { garbage: { body: "data: {no\n\n", type: "text/event-stream" } },
    { why: "server", spent: true },
  ],
  [
    "an error in the stream",
    { garbage: { body: 'data: {"error":{"message":"overloaded"}}\n\n', type: "text/event-stream" } },
    { why: "server", spent: true },
  ],
  [
    "events of other shapes",
    { garbage: { body: 'data: [1]\n\ndata: {"choices":"no"}\n\ndata: null\n\n', type: "text/event-stream" } },
    { why: "cut", spent: true },
  ],
  ["a refusal", { refusal: "I can't help with that." }, { why: "refused", spent: true, usage: { tokensCached: 0 } }],
  ["a huge answer", { text: "x".repeat(50_000), ignoresMax: true }, { why: "too-large", spent: true }],
];

for (const [name, scripted, expected] of faults)
  test(`${name} is a failure that says ${expected.why}`, () =>
    withServer(
      async (server, provider) => {
        server.script(() => scripted);
        expect(await provider.chat(REQUEST, quiet)).toMatchObject({ kind: "failed", ...expected });
        expect(server.asked).toHaveLength(1); // the package itself tries nothing again
      },
      {},
      scripted.hangAfter === undefined ? {} : IMPATIENCE,
    ));

test("one endless line is not read to its end", () =>
  withServer(async (server, provider) => {
    server.script(() => ({ garbage: { body: `data: ${"x".repeat(3_000_000)}`, type: "text/event-stream" } }));
    expect(await provider.chat(REQUEST, quiet)).toMatchObject({ why: "too-large", spent: true });
  }));

test("an answer that drips forever is cut at the end of all patience", () =>
  withServer(
    async (server, provider) => {
      server.script(() => ({ text: LONG, chunkDelayMs: 20 }));
      const answer = await provider.chat(REQUEST, quiet);
      expect(answer).toMatchObject({ kind: "failed", why: "timeout", spent: true });
    },
    {},
    { wholeMs: 200 },
  ));

test("an answer whose end was said counts, although the connection then hangs", () =>
  withServer(
    async (server, provider) => {
      server.script(() => ({ text: "Yes.", hangAfterEnd: true }));
      expect(await provider.chat(REQUEST, quiet)).toMatchObject({ kind: "reply", text: "Yes.", usage: null });
    },
    {},
    IMPATIENCE,
  ));

test("nothing is spent where nobody was reached, and it can be said again", async () => {
  const provider = createOpenAi({ apiKey: "x", baseUrl: "http://127.0.0.1:9/v1", ...PATIENCE });
  expect(await provider.chat(REQUEST, quiet)).toMatchObject({ why: "unreachable", spent: false });
  const server = await startModelServer();
  const { url, key } = server;
  await server.stop();
  const gone = createOpenAi({ apiKey: key, baseUrl: url, ...PATIENCE });
  expect(await gone.chat(REQUEST, quiet)).toMatchObject({ why: "unreachable", spent: false });
  expect(await gone.embed({ model: "vectors", texts: ["a"] }, quiet)).toMatchObject({ why: "unreachable" });
  expect(await gone.findBatch("k", quiet)).toMatchObject({ kind: "failed", why: "unreachable" });
  expect(await gone.submitBatch("k", [{ id: "1", request: REQUEST }], quiet)).toMatchObject({ spent: false });
});

test("a cancelled call stops at once; before it began nothing was spent", () =>
  withServer(async (server, provider) => {
    server.script(() => ({ text: LONG, chunkDelayMs: 20 }));
    const controller = new AbortController();
    const answer = provider.chat(REQUEST, controller.signal);
    await expect.poll(() => server.asked.length).toBe(1);
    controller.abort();
    expect(await answer).toMatchObject({ kind: "failed", why: "cancelled", spent: true });
    expect(await provider.chat(REQUEST, controller.signal)).toMatchObject({ why: "cancelled", spent: false });
    expect(server.asked).toHaveLength(1);
  }));

for (const lack of ["stream_options", "json_schema", "max_tokens"] as const)
  test(`a server that doesn't know ${lack} is asked again without it, once, and not with it from then on`, () =>
    withServer(
      async (server, provider) => {
        server.script(({ text }) => ({ text: text.includes("schema") ? '{"a":"by prompt"}' : '{"a":"by format"}' }));
        const schema = {
          type: "object",
          properties: { a: { type: "string" } },
          required: ["a"],
          additionalProperties: false,
        };
        const request: ChatRequest = { ...REQUEST, schema: { name: "thing", schema } };
        const reply = await provider.chat(request, quiet);
        expect(reply).toMatchObject({
          kind: "reply",
          text: lack === "json_schema" ? '{"a":"by prompt"}' : '{"a":"by format"}',
        });
        if (lack === "stream_options") expect(reply).toMatchObject({ usage: null });
        await provider.chat(request, quiet);
        expect(server.refused).toBe(1);
        expect(server.asked).toHaveLength(2);
      },
      { lacks: [lack] },
    ));

test("vectors come as base64 or as numbers, in the order of their texts", async () => {
  const read = async (settings: ServerSettings) => {
    let vectors: readonly Float32Array[] = [];
    await withServer(async (_server, provider) => {
      const reply = await provider.embed({ model: "vectors", texts: ["a", "b"] }, quiet);
      expect(reply).toMatchObject({ kind: "reply", usage: { tokensIn: 2, tokensOut: 0 } });
      if (reply.kind === "reply") vectors = reply.vectors;
    }, settings);
    return vectors;
  };
  const [binary, numbers] = [await read({}), await read({ lacks: ["base64"] })];
  expect(binary).toHaveLength(2);
  expect(binary[0]).not.toEqual(binary[1]);
  expect(binary).toEqual(numbers);
});

test("a batch is found by its key, and its answers come back by their ids", () =>
  withServer(async (server, provider) => {
    expect(await provider.findBatch("key-1", quiet)).toEqual({ kind: "absent" });
    server.planBatches({ polls: 2 });
    server.script(({ batch }) => (batch === "b" ? { status: 500 } : { text: `for ${batch}` }));
    const requests = ["a", "b", "c"].map((id) => ({ id, request: REQUEST }));
    const sent = await provider.submitBatch("key-1", requests, quiet);
    if (sent.kind !== "sent") throw new Error(JSON.stringify(sent));
    const later = Array.from({ length: 101 }, (_, n) =>
      provider.submitBatch(`later-${n}`, [{ id: "x", request: REQUEST }], quiet),
    );
    await Promise.all(later);
    expect(await provider.findBatch("key-1", quiet)).toEqual({ kind: "found", id: sent.id });
    expect(await provider.batch(sent.id, quiet)).toEqual({ kind: "running" });
    const ended = await provider.batch(sent.id, quiet);
    if (ended.kind !== "ended") throw new Error(JSON.stringify(ended));
    expect(ended.answers.get("a")).toMatchObject({ kind: "reply", text: "for a", usage: { tokensCached: 0 } });
    expect(ended.answers.get("b")).toMatchObject({ kind: "failed", why: "server" });
    expect(await provider.batch("batch_none", quiet)).toMatchObject({ kind: "gone", spent: true });
  }));

test("a server without batches says so", () =>
  withServer(
    async (_server, provider) => {
      const sent = await provider.submitBatch("k", [{ id: "1", request: REQUEST }], quiet);
      expect(sent).toMatchObject({ kind: "failed", why: "unsupported", spent: false });
    },
    { lacks: ["batches"] },
  ));

test("when to ask again is read from seconds, milliseconds and dates", () => {
  const at = (headers: Record<string, string>) => retryAfter(new Headers(headers), Date.UTC(2026, 0, 1));
  expect(at({ "retry-after": "1.5" })).toBe(1500);
  expect(at({ "retry-after-ms": "250", "retry-after": "9" })).toBe(250);
  expect(at({ "retry-after": "Thu, 01 Jan 2026 00:00:30 GMT" })).toBe(30_000);
  expect(at({ "retry-after": "soon" })).toBeUndefined();
  expect(ofStatus(429, "insufficient_quota", new Headers({ "retry-after": "1" })).retryAfterMs).toBeUndefined();
});

test("what a strict server would refuse is not called strict", () => {
  const open = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };
  expect(keepsStrict({ ...open, additionalProperties: false })).toBe(true);
  expect(keepsStrict(open)).toBe(false);
  expect(keepsStrict({ ...open, additionalProperties: false, required: [] })).toBe(false);
  expect(keepsStrict({ type: "object", properties: { a: open }, required: ["a"], additionalProperties: false })).toBe(
    false,
  );
  expect(keepsStrict({ type: "string", minLength: 2 })).toBe(false);
});
