/**
 * Guests that mean harm, or might as well: each is the body of a handler, and what must become of its run.
 * `before` stands outside the handler and runs when the script is loaded.
 */
import type { GuestOutcome } from "../../../src/agent/sandbox.ts";

type Why = Extract<GuestOutcome, { kind: "failed" }>["why"];

export interface Attack {
  readonly name: string;
  readonly before?: string;
  readonly body: string;
  /** Any of these ends is a clear failure; more than one where the engine may notice either first. */
  readonly ends: readonly Why[];
  readonly says?: RegExp;
}

export const attacks: readonly Attack[] = [
  { name: "an endless loop", body: "for (;;) {}", ends: ["time"], says: /computed for too long/ },
  {
    name: "an endless loop while loading",
    before: "for (;;) {}",
    body: "",
    ends: ["time"],
    says: /could not be loaded/,
  },
  {
    name: "an endless loop that catches everything",
    body: "for (;;) { try { for (;;) {} } catch {} finally { continue; } }",
    ends: ["time"],
  },
  {
    name: "promise jobs without end",
    body: "const again = () => Promise.resolve().then(again); await again();",
    ends: ["time", "memory"],
  },
  {
    name: "async functions awaiting each other without end",
    body: "const a = async () => { for (;;) await null; }; await a();",
    ends: ["time"],
  },
  { name: "a catastrophic regular expression", body: "/^(a+)+$/.test('a'.repeat(60) + 'b');", ends: ["time"] },
  {
    name: "a getter that never ends, read while serialising",
    body: "await context.ask('x', { get input() { for (;;) {} } });",
    ends: ["time"],
  },
  { name: "a toJSON that never ends", body: "await context.ask('x', { toJSON() { for (;;) {} } });", ends: ["time"] },
  {
    name: "a proxy that never ends",
    body: "await context.ask('x', new Proxy({}, { ownKeys() { for (;;) {} } }));",
    ends: ["time"],
  },
  {
    name: "an iterator that never ends",
    body: "[...{ *[Symbol.iterator]() { for (;;) yield 1; } }];",
    ends: ["time", "memory"],
  },
  {
    name: "a native loop that counts no interrupts",
    body: "[].flat.call({ length: 2 ** 40 });",
    ends: ["time"],
    says: /and was stopped/,
  },
  {
    name: "a native search through nothing",
    body: "Array.prototype.indexOf.call({ length: 2 ** 40 }, 1);",
    ends: ["time"],
  },
  { name: "an error whose message never ends", body: "throw { get message() { for (;;) {} } };", ends: ["time"] },
  { name: "arrays without end", body: "const a = []; for (;;) a.push(new Array(1000).fill(a));", ends: ["memory"] },
  {
    name: "strings without end",
    body: "const a = []; for (let i = 0; ; i++) a.push(String(i).repeat(100000));",
    ends: ["memory"],
  },
  { name: "array buffers without end", body: "const a = []; for (;;) a.push(new Uint8Array(1e6));", ends: ["memory"] },
  { name: "one buffer larger than the world", body: "new ArrayBuffer(2 ** 31);", ends: ["memory", "error"] },
  {
    name: "a resizable buffer",
    body: "const b = new ArrayBuffer(1, { maxByteLength: 2 ** 30 }); b.resize(2 ** 30); throw new Error('kept ' + b.byteLength);",
    ends: ["memory", "error"],
  },
  {
    name: "memory taken while loading",
    before: "globalThis.kept = []; for (;;) kept.push(new Uint8Array(1e6));",
    body: "",
    ends: ["memory"],
  },
  { name: "deep recursion", body: "const down = () => down() + 1; down();", ends: ["memory"], says: /call stack/ },
  { name: "recursion through native code", body: "const down = () => [1].map(down); down();", ends: ["memory"] },
  {
    name: "recursion in a getter chain",
    body: "const o = { get a() { return JSON.stringify(o); } }; o.a;",
    ends: ["memory"],
  },
  {
    name: "a very deep object",
    body: "let o = {}; const top = o; for (let i = 0; i < 200000; i++) { o.a = {}; o = o.a; } await context.ask('x', top);",
    ends: ["memory", "size"],
  },
  { name: "JSON nested a hundred thousand levels", body: "JSON.parse('['.repeat(100000));", ends: ["memory", "error"] },
  {
    name: "an answer to nesting: arguments deeper than the house bears",
    body: "let o = 1; for (let i = 0; i < 100; i++) o = [o]; await context.ask('x', o);",
    ends: ["size"],
    says: /nested/,
  },
  { name: "source text nested without end", body: "eval('('.repeat(100000));", ends: ["memory", "error"] },
  {
    name: "huge arguments",
    body: "await context.ask('x', 'y'.repeat(300 * 1024));",
    ends: ["size"],
    says: /larger than 262144 bytes/,
  },
  {
    name: "arguments that are huge only in UTF-8",
    body: "await context.ask('x', '\\u20ac'.repeat(100 * 1024));",
    ends: ["size"],
  },
  { name: "an answer that is too large", body: "await context.read('huge');", ends: ["size"], says: /answer to read/ },
  {
    name: "a flood of calls, one after the other",
    body: "for (;;) await context.read('x');",
    ends: ["calls"],
    says: /more than 200 times/,
  },
  { name: "a flood of calls at once", body: "for (;;) context.read('x');", ends: ["calls"] },
  {
    name: "a flood of calls that catches every refusal",
    body: "for (;;) { try { await context.read('x'); } catch {} }",
    ends: ["calls"],
  },
  {
    name: "a flood of calls out of toJSON",
    body: "const bomb = { toJSON() { context.ask('x', bomb); return 1; } }; await context.ask('x', bomb);",
    ends: ["calls", "memory"],
  },
  { name: "a promise that never settles", body: "await new Promise(() => {});", ends: ["unsettled"] },
  { name: "a thenable that never calls back", body: "return { then() {} };", ends: ["unsettled"] },
  {
    name: "waiting forever after an answered call",
    body: "await context.read('x'); await new Promise(() => {});",
    ends: ["unsettled"],
  },
  { name: "throwing null", body: "throw null;", ends: ["error"], says: /it threw null/ },
  { name: "throwing undefined", body: "throw undefined;", ends: ["error"] },
  { name: "throwing a symbol", body: "throw Symbol('x');", ends: ["error"] },
  {
    name: "throwing a proxy that refuses everything",
    body: "throw new Proxy({}, { get() { throw 1; }, has() { throw 2; }, getPrototypeOf() { throw 3; } });",
    ends: ["error"],
    says: /can't be put into words/,
  },
  { name: "throwing a function", body: "throw () => 1;", ends: ["error"] },
  { name: "throwing an error with a huge message", body: "throw new Error('x'.repeat(1e6));", ends: ["error"] },
  {
    name: "throwing while loading",
    before: "throw new Error('no');",
    body: "",
    ends: ["error"],
    says: /could not be loaded: Error: no/,
  },
  {
    name: "throwing nonsense while loading",
    before: "throw { get message() { throw { toString: null }; } };",
    body: "",
    ends: ["error"],
  },
  {
    name: "a script that is no JavaScript",
    before: "this is not a script",
    body: "",
    ends: ["error"],
    says: /SyntaxError/,
  },
  {
    name: "a failure that nobody awaits",
    body: "context.read('refused'); await context.read('x');",
    ends: ["error"],
    says: /nobody awaited it/,
  },
  {
    name: "a rejection of its own that nobody awaits",
    body: "Promise.reject(new Error('lost'));",
    ends: ["error"],
    says: /lost/,
  },
  { name: "importing a module of Node", body: "await import('node:fs');", ends: ["error"] },
  {
    name: "reading a file through require",
    body: "require('fs').readFileSync('/etc/passwd');",
    ends: ["error"],
    says: /require/,
  },
  { name: "fetching from the network", body: "await fetch('http://localhost');", ends: ["error"], says: /fetch/ },
  { name: "asking the process", body: "process.exit(1);", ends: ["error"], says: /process/ },
  {
    name: "reaching the process through a constructor",
    body: "context.read.constructor('return process')().exit(1);",
    ends: ["error"],
    says: /process/,
  },
  { name: "waiting for a timer", body: "setTimeout(() => {}, 1);", ends: ["error"], says: /setTimeout/ },
  { name: "asking for the time", body: "new Date();", ends: ["error"], says: /no clock/ },
  { name: "asking for the time without new", body: "Date.now();", ends: ["error"], says: /no clock/ },
  { name: "asking for randomness", body: "Math.random();", ends: ["error"], says: /no randomness/ },
  {
    name: "redefining the clock it was refused",
    body: "'use strict'; Object.defineProperty(globalThis, 'Date', { value: 1 });",
    ends: ["error"],
  },
  { name: "changing the context", body: "'use strict'; context.read = () => 1;", ends: ["error"] },
  {
    name: "calling with a shape nobody expects",
    body: "await context.timer({ name: 7, at: 'soon' });",
    ends: ["error"],
    says: /context\.timer: name: expected a text/,
  },
  { name: "intending nothing", body: "await context.intend({});", ends: ["error"], says: /context\.intend: steps/ },
  { name: "intending null", body: "await context.intend(null);", ends: ["error"] },
  {
    name: "a circle as an argument",
    body: "const o = {}; o.o = o; await context.ask('x', o);",
    ends: ["error"],
    says: /circular/i,
  },
  { name: "a BigInt as an argument", body: "await context.ask('x', 1n);", ends: ["error"] },
  { name: "no handler for the event", before: "agentWithout = true;", body: "", ends: ["error"], says: /no handler/ },
];

/** A script as the bundler leaves it, whose one handler has this body. */
export function guest(body: string, before = ""): string {
  const wake = before.includes("agentWithout") ? "something.else@1" : "test.asked@1";
  const declared = before.includes("agentWithout") ? "" : before;
  return `${declared}\nvar agent = { default: { ${JSON.stringify(wake)}: async (event, context) => {\n${body}\n} } };`;
}
