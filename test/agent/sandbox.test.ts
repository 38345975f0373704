import { afterEach, expect, test } from "vitest";
import type { GuestEvent } from "../../src/agent/guest.ts";
import { type GuestCall, Sandbox, type SandboxOptions } from "../../src/agent/sandbox.ts";
import type { Json } from "../../src/lib/canonical.ts";
import { guest } from "../support/guests/hostile.ts";

const event: GuestEvent = { id: "e1", type: "test.asked", version: 1, at: 1000, scope: "c_1", data: { from: "anna" } };
const open: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close();
});

function sandboxed(options: SandboxOptions = {}): Sandbox {
  const sandbox = new Sandbox(options);
  open.push(sandbox);
  return sandbox;
}

/** Runs one body; answers what came out, and every call as the host saw it. */
async function run(
  sandbox: Sandbox,
  body: string,
  answer: (call: GuestCall) => Json | Promise<Json> = () => null,
  before = "",
) {
  const calls: GuestCall[] = [];
  const code = guest(body, before);
  const onCall = async (call: GuestCall) => {
    calls.push(call);
    return answer(call);
  };
  const outcome = await sandbox.run({ code, digest: code, handler: "test.asked@1", event, onCall });
  return { outcome, calls };
}

/** What the guest tells of itself with `ask("tell", …)`. */
async function told(body: string, answer?: (call: GuestCall) => Json | Promise<Json>): Promise<Json | undefined> {
  const { outcome, calls } = await run(sandboxed({ workers: 1 }), body, answer);
  expect(outcome).toMatchObject({ kind: "done" });
  const last = calls.at(-1)?.args as { input?: Json } | undefined;
  return last?.input;
}

test("a handler gets its event, asks its questions in order and gets its answers", async () => {
  const { outcome, calls } = await run(
    sandboxed(),
    `const client = await context.read("client", { from: event.data.from });
     const memory = await context.recall("who is " + client.name);
     await context.intend({ steps: [{ action: "client.open", params: { memory } }], reason: "new", evidence: ["a sentence"] });
     await context.timer({ name: "later", at: event.at + 5 });
     await context.template("hello", "de", { name: "Anna" });`,
    (call) => (call.name === "read" ? { name: "Anna" } : call.name === "recall" ? ["a friend"] : null),
  );
  expect(outcome).toEqual({ kind: "done", calls: 5 });
  expect(calls).toEqual([
    { step: 0, name: "read", args: { what: "client", query: { from: "anna" } } },
    { step: 1, name: "recall", args: { question: "who is Anna" } },
    {
      step: 2,
      name: "intend",
      args: {
        steps: [{ action: "client.open", params: { memory: ["a friend"] } }],
        reason: "new",
        evidence: ["a sentence"],
      },
    },
    { step: 3, name: "timer", args: { name: "later", at: 1005 } },
    { step: 4, name: "template", args: { name: "hello", language: "de", values: { name: "Anna" } } },
  ]);
});

test("a refused call is an Error the guest may catch, with the host's words and none of its stack", async () => {
  const seen = await told(
    `try { await context.read("client"); } catch (error) {
       await context.ask("tell", [error instanceof Error, error.message, /sandbox|src|node/.test(error.stack)]);
     }`,
    (call) => {
      if (call.name === "read") throw new Error("not for you");
      return null;
    },
  );
  expect(seen).toEqual([true, "not for you", false]);
});

test("a call that was not awaited still counts, and the run waits for its answer", async () => {
  const { outcome, calls } = await run(
    sandboxed(),
    'context.read("a").then(() => context.read("b"));',
    () => new Promise((resolve) => setTimeout(() => resolve(null), 20)),
  );
  expect(outcome).toEqual({ kind: "done", calls: 2 });
  expect(calls.map((call) => call.args)).toEqual([{ what: "a" }, { what: "b" }]);
});

test("answers arrive in the order of asking, however the host is delayed: the same answers lead to the same calls", async () => {
  const body = `
    const order = [];
    await Promise.all(["a", "b", "c", "d"].map(async (what) => { order.push((await context.read(what)).n); await context.read(what + "2"); }));
    await context.ask("tell", order);`;
  const sandbox = sandboxed();
  const delayed = (delays: readonly number[]) =>
    run(sandbox, body, async (call) => {
      await new Promise((resolve) => setTimeout(resolve, delays[call.step] ?? 0));
      return { n: call.step };
    });
  const slowFirst = await delayed([60, 30, 10, 0]);
  const slowLast = await delayed([0, 10, 30, 60, 0, 20, 0]);
  expect(slowFirst.calls).toEqual(slowLast.calls);
  expect(slowFirst.calls.at(-1)?.args).toEqual({ what: "tell", input: [0, 1, 2, 3] });
});

test("two runs of the same code, event and answers are alike to the last call, whatever else ran between", async () => {
  const body = `
    const keys = Reflect.ownKeys(globalThis).map(String);
    const order = Object.keys({ z: 1, a: 2, 5: 3 });
    let depth = 0; try { (function down() { depth++; down(); })(); } catch {}
    await context.ask("tell", { keys, order, depth, stack: new Error("x").stack, big: String(2n ** 200n) });`;
  const sandbox = sandboxed({ workers: 2 });
  const first = await run(sandbox, body);
  await Promise.all([
    run(sandbox, "for (;;) {}"),
    run(sandbox, "globalThis.left = 1; Array.prototype.map = null; Object.prototype.x = 1;"),
  ]);
  const again = await Promise.all([run(sandbox, body), run(sandbox, body), run(sandbox, body)]);
  for (const other of again) expect(other).toEqual(first);
});

test("nothing stands on the guest's global object but what was let in by name", async () => {
  const names = await told('await context.ask("tell", Reflect.ownKeys(globalThis).map(String).sort());');
  expect(names).toEqual(
    `AggregateError Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError Float32Array
     Float64Array Function Infinity Int16Array Int32Array Int8Array InternalError Iterator JSON Map Math NaN Number Object Promise
     Proxy RangeError ReferenceError Reflect RegExp Set String Symbol SyntaxError TypeError URIError Uint16Array Uint32Array
     Uint8Array Uint8ClampedArray WeakMap WeakSet agent decodeURI decodeURIComponent encodeURI encodeURIComponent eval globalThis
     isFinite isNaN parseFloat parseInt undefined`
      .split(/\s+/)
      .sort(),
  );
});

test("no door leads to the clock, to randomness or to shared memory", async () => {
  const found = await told(`
    const reach = (path) => { try { return typeof (0, eval)(path); } catch (error) { return error.message; } };
    const doors = ["SharedArrayBuffer", "Atomics", "WebAssembly", "performance", "process", "require", "module", "Buffer", "console",
      "setTimeout", "queueMicrotask", "WeakRef", "FinalizationRegistry", "Intl", "Temporal", "std", "os", "bjson", "gc", "navigator"];
    const clocks = ["Date()", "new Date", "new Date(0)", "Date.now()", "Date.UTC(1)", "Date.parse('')", "Math.random()",
      "Reflect.construct(Date, [])", "new (class extends Date {})", "new Date.prototype.constructor"];
    await context.ask("tell", { doors: doors.map(reach), clocks: clocks.map(reach), instance: ({}) instanceof Date });`);
  const { doors, clocks, instance } = found as { doors: string[]; clocks: string[]; instance: boolean };
  for (const said of doors) expect(said).toMatch(/is not defined$/);
  for (const said of clocks) expect(said).toMatch(/no clock|no randomness/);
  expect(instance).toBe(false);
});

test("prototype tricks in arguments do not reach the host", async () => {
  const { outcome, calls } = await run(
    sandboxed(),
    `const own = (o, k, v) => Object.defineProperty(o, k, { value: v, enumerable: true });
     const trick = own({ a: 1, constructor: { prototype: { polluted: 1 } } }, "__proto__", { polluted: 1 });
     await context.ask("x", trick);
     await context.ask("x", [trick, { deep: trick }]);
     await context.ask("x", JSON.parse('{"\\\\u005f_proto__": {"polluted": 1}, "b": 2}'));
     await context.read("x", trick);`,
  );
  expect(outcome).toEqual({ kind: "done", calls: 4 });
  const clean = { a: 1, constructor: { prototype: { polluted: 1 } } };
  expect(calls.map((call) => call.args)).toEqual([
    { what: "x", input: clean },
    { what: "x", input: [clean, { deep: clean }] },
    { what: "x", input: { b: 2 } },
    { what: "x", query: clean },
  ]);
  for (const call of calls) expect(JSON.stringify(call.args)).not.toContain("__proto__");
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
  for (const call of calls) {
    expect(Object.getPrototypeOf(call.args)).toBe(Object.prototype);
    const { input } = call.args as { input?: { polluted?: unknown } };
    expect(input?.polluted).toBeUndefined();
  }
});

test("functions, getters, proxies and odd numbers arrive as plain JSON or not at all", async () => {
  const { calls } = await run(
    sandboxed(),
    `await context.ask("x", { f() {}, get g() { return 1; }, u: undefined, n: NaN, i: -Infinity, z: -0, s: Symbol("s"), m: new Map([[1, 2]]),
       p: new Proxy({ inside: 1 }, {}), t: { toJSON: () => "told" }, l: "cut \\ud83d", b: new Uint8Array(2) });`,
  );
  expect(calls[0]?.args).toEqual({
    what: "x",
    input: { g: 1, n: null, i: null, z: 0, m: {}, p: { inside: 1 }, t: "told", l: "cut \ufffd", b: { 0: 0, 1: 0 } },
  });
});

test("a guest that rewrites the built-ins fools only itself: its calls are numbered and named as before", async () => {
  const { outcome, calls } = await run(
    sandboxed(),
    `JSON.stringify = () => '"forged"'; JSON.parse = () => "forged"; Promise.prototype.then = null; globalThis.Promise = class {};
     Reflect.apply = null; Function.prototype.call = Function.prototype.apply = null; Array.prototype.push = null; globalThis.Error = null;
     Object.defineProperty(Object.prototype, "toJSON", { value: () => ({ forged: true }) });
     Object.defineProperty(Object.prototype, "step", { set() {}, get: () => 99 });
     Object.defineProperty(Object.prototype, "0", { set() { throw 1; } });
     const answer = await context.read("client", { a: 1 });
     if (answer.name !== "Anna") throw "no answer";
     await context.read("again");`,
    () => ({ name: "Anna" }),
  );
  expect(outcome).toEqual({ kind: "done", calls: 2 });
  expect(calls.map((call) => [call.step, call.name])).toEqual([
    [0, "read"],
    [1, "read"],
  ]);
});

test("a stack hook, a getter on answers and raw JSON give a guest no hold of the bridge", async () => {
  const seen = await told(
    `const held = [];
     try { Error.prepareStackTrace = (_, frames) => { for (const frame of frames) held.push(frame.getFunction?.()); return ""; }; } catch {}
     Object.defineProperty(Object.prototype, "then", { configurable: true, get() { new Error("x").stack; return undefined; } });
     await context.read("x");
     delete Object.prototype.then;
     try { await context.ask("x", { toJSON() { new Error("y").stack; return 1; } }); } catch {}
     await context.ask("tell", [held.length, typeof JSON.rawJSON, typeof Error.prepareStackTrace]);`,
    () => ({ a: 1 }),
  );
  expect(seen).toEqual([0, "undefined", "undefined"]);
});

test("a run that waits for a slow answer keeps nobody else waiting", async () => {
  const sandbox = sandboxed({ workers: 1 });
  let release = (_: Json) => {};
  const slow = run(sandbox, 'await context.read("slow");', () => new Promise((resolve) => (release = resolve)));
  for (let i = 0; i < 5; i++) expect((await run(sandbox, 'await context.read("x");')).outcome.kind).toBe("done");
  release(null);
  expect((await slow).outcome).toEqual({ kind: "done", calls: 1 });
});

test("when a thread is killed under one guest, the others on it go on as if nothing had been, and ask nothing twice", async () => {
  const sandbox = sandboxed({ workers: 1, limits: { wallMs: 400 } });
  let release = (_: Json) => {};
  let reached = () => {};
  const waiting = new Promise<void>((resolve) => (reached = resolve));
  const patient = run(
    sandbox,
    `const a = await context.read("first"); const b = await context.read("second"); await context.ask("tell", [a, b]);`,
    (call) => {
      if (call.step !== 1) return `answer ${call.step}`;
      reached();
      return new Promise((resolve) => (release = resolve));
    },
  );
  await waiting;
  const killed = await run(sandbox, "[].flat.call({ length: 2 ** 40 });");
  expect(killed.outcome).toMatchObject({ kind: "failed", why: "time", detail: expect.stringContaining("400 ms") });
  release("late answer");
  const { outcome, calls } = await patient;
  expect(outcome).toEqual({ kind: "done", calls: 3 });
  expect(calls.map((call) => call.step)).toEqual([0, 1, 2]);
  expect(calls[2]?.args).toEqual({ what: "tell", input: ["answer 0", "late answer"] });
});

test("many good runs among bad ones all end well, also more of them than there are places", async () => {
  const sandbox = sandboxed({ workers: 2, limits: { wallMs: 600, interrupts: 500 } });
  const bad = [
    "for (;;) {}",
    "[].flat.call({ length: 2 ** 40 });",
    "throw 1;",
    "const a = []; for (;;) a.push(a.slice());",
  ];
  const runs = Array.from({ length: 40 }, async (_, at) => {
    const body =
      at % 10 === 9 ? (bad[(at - 9) / 10] ?? "") : `for (let i = 0; i < 5; i++) await context.read("x", { i });`;
    return (await run(sandbox, body, async () => null)).outcome.kind;
  });
  const kinds = await Promise.all(runs);
  expect(kinds.filter((kind) => kind === "done")).toHaveLength(36);
  expect(kinds.filter((kind) => kind === "failed")).toHaveLength(4);
});

test("time spent waiting for answers is not the guest's", async () => {
  const sandbox = sandboxed({ workers: 1, limits: { wallMs: 200 } });
  const { outcome } = await run(
    sandbox,
    'await context.read("x"); await context.read("y");',
    () => new Promise((resolve) => setTimeout(() => resolve(null), 300)),
  );
  expect(outcome).toEqual({ kind: "done", calls: 2 });
});

test("what loading agent.ts left behind is there in every run, and nothing a run leaves is", async () => {
  const sandbox = sandboxed({ workers: 1 });
  const before = "let woken = 0; const seen = new Map();";
  const body = 'woken++; seen.set(seen.size, 1); await context.ask("tell", [woken, seen.size]);';
  for (let i = 0; i < 3; i++) {
    expect((await run(sandbox, body, undefined, before)).calls[0]?.args).toEqual({ what: "tell", input: [1, 1] });
  }
});

test("an event that is too large is refused before anything runs", async () => {
  const sandbox = sandboxed({ limits: { bytes: 1000 } });
  const code = guest("");
  const outcome = await sandbox.run({
    code,
    digest: code,
    handler: "test.asked@1",
    event: { ...event, data: { text: "x".repeat(1001) } },
    onCall: async () => null,
  });
  expect(outcome).toEqual({ kind: "failed", why: "size", detail: "The event is larger than 1000 bytes." });
});

test("a run that is given up rejects with the reason, and its place is free again", async () => {
  const sandbox = sandboxed({ workers: 1 });
  const abort = new AbortController();
  const code = guest('await context.read("x");');
  const given = sandbox.run({
    code,
    digest: code,
    handler: "test.asked@1",
    event,
    onCall: () => {
      abort.abort(new Error("the owner paused it"));
      return new Promise(() => {});
    },
    signal: abort.signal,
  });
  await expect(given).rejects.toThrow("the owner paused it");
  for (let i = 0; i < 10; i++) expect((await run(sandbox, "")).outcome.kind).toBe("done");
});

test("closing ends what still runs, and refuses what comes later", async () => {
  const sandbox = sandboxed();
  const running = run(sandbox, 'await context.read("x");', () => new Promise(() => {}));
  const refused = expect(running).rejects.toThrow("closed");
  await new Promise((resolve) => setTimeout(resolve, 50));
  await sandbox.close();
  await refused;
  await expect(run(sandbox, "")).rejects.toThrow("closed");
});

test("the handlers of a script are listed without waking any; a script that can't be loaded says why", async () => {
  const sandbox = sandboxed();
  const code = guest("for (;;) {}");
  expect(await sandbox.handlers({ code, digest: "good" })).toEqual({ kind: "handlers", names: ["test.asked@1"] });
  const broken = await sandbox.handlers({ code: "var agent = 1; missing();", digest: "broken" });
  expect(broken).toMatchObject({ kind: "failed", why: "error", detail: expect.stringContaining("missing") });
});

test("of two houses on the same threads the one that closes gives up its own runs, and no others", async () => {
  const sandbox = sandboxed({ workers: 1 });
  const [leaving, staying] = [sandbox.lease(), sandbox.lease()];
  const code = guest(`await context.ask("tell", "x");`);
  let goOn: (answer: Json) => void = () => undefined;
  const later = new Promise<Json>((resolve) => {
    goOn = resolve;
  });
  const request = { code, digest: code, handler: "test.asked@1", event };
  const given = leaving.run({ ...request, onCall: () => new Promise<Json>(() => undefined) });
  const kept = staying.run({ ...request, onCall: () => later });
  const refused = expect(given).rejects.toThrow("The sandbox was closed.");
  await leaving.close();
  await refused;
  goOn(null);
  expect(await kept).toMatchObject({ kind: "done" });
});
