/**
 * The guest's side of the wall: the first text every sandbox runs, before any of the agent's own.
 * It takes away what could tell one run from another (clock, randomness, shared memory), keeps its own hold of the few
 * built-ins it needs, so that an agent that rewrites them only fools itself, and offers `context`.
 * Before: sandbox-worker.ts, which evaluates it. After: the agent's bundle.
 */
import { guestCalls } from "./guest.ts";

/** What may stand on the guest's global object; everything else is removed. A new engine brings nothing in unseen. */
const globals = [
  ..."Object Function Error EvalError RangeError ReferenceError SyntaxError TypeError URIError InternalError".split(
    " ",
  ),
  ..."AggregateError Iterator Array parseInt parseFloat isNaN isFinite decodeURI decodeURIComponent encodeURI".split(
    " ",
  ),
  ..."encodeURIComponent Infinity NaN undefined eval Number Boolean String Math Reflect Symbol globalThis".split(" "),
  ..."BigInt RegExp JSON Proxy Map Set WeakMap WeakSet ArrayBuffer Uint8ClampedArray Int8Array Uint8Array".split(" "),
  ..."Int16Array Uint16Array Int32Array Uint32Array BigInt64Array BigUint64Array Float32Array Float64Array".split(" "),
  ..."DataView Promise".split(" "),
];

/**
 * A function of the host's three: `send(name, json)` answers the call's number, or -1 when the run is to end;
 * `report(kind, detail)` says how the handler ended. It returns what the host may call: `start(wake, eventJson)`,
 * `settle(step, ok, text)`, `describe(reason)` and `wakes()`, a JSON list of the handlers there are.
 */
export const bridge = `"use strict";
(send, report) => {
  const { parse, stringify } = JSON;
  const { apply, ownKeys } = Reflect;
  const { create, freeze, defineProperty } = Object;
  const { hasOwnProperty } = Object.prototype;
  const { slice } = String.prototype;
  const { push } = Array.prototype;
  const P = Promise, E = Error, S = String;

  const allowed = ${JSON.stringify(globals)};
  for (const key of ownKeys(globalThis)) {
    if (typeof key !== "string" || !allowed.includes(key)) delete globalThis[key];
  }
  const never = (what) => () => { throw new E(what); };
  const noClock = never("An agent has no clock: take the time from event.at.");
  // A function, because libraries ask \`value instanceof Date\`; nothing is ever an instance of it.
  const noDate = function Date() { noClock(); };
  for (const name of ["now", "parse", "UTC"]) defineProperty(noDate, name, { value: noClock });
  freeze(noDate.prototype);
  defineProperty(globalThis, "Date", { value: freeze(noDate) });
  defineProperty(Math, "random", { value: never("An agent has no randomness: the same event must lead to the same calls.") });
  // Raw JSON texts would let a guest write what stringify never does; a stack hook would hand it the functions of this file.
  delete JSON.rawJSON;
  delete JSON.isRawJSON;
  defineProperty(E, "prepareStackTrace", { value: undefined });

  const waiting = create(null);
  const call = (name, args) => new P((resolve, reject) => {
    const step = send(name, stringify(args));
    if (step < 0) for (;;); // the run is over; the next interrupt ends it
    waiting[step] = { __proto__: null, resolve, reject };
  });
  const context = freeze({
    read: (what, query) => call("read", { __proto__: null, what, query }),
    recall: (question, how) => call("recall", { __proto__: null, question, fidelity: how?.fidelity }),
    note: (name, text, how) => call("note", { __proto__: null, name, text, days: how?.days }),
    notes: () => call("notes", { __proto__: null }),
    ask: (what, input) => call("ask", { __proto__: null, what, input }),
    template: (name, language, values) => call("template", { __proto__: null, name, language, values }),
    intend: ({ steps, reason, evidence }) => call("intend", { __proto__: null, steps, reason, evidence }),
    timer: ({ name, at, data }) => call("timer", { __proto__: null, name, at, data }),
  });
  const names = ${JSON.stringify(guestCalls)};
  for (let at = 0; at < names.length; at++) freeze(context[names[at]]);

  const describe = (reason) => {
    try {
      const text = typeof reason === "object" && reason !== null && "message" in reason
        ? S(reason.name) + ": " + S(reason.message) : "it threw " + S(reason);
      const frames = typeof reason === "object" && reason !== null && typeof reason.stack === "string" ? reason.stack : "";
      return apply(slice, text + "\\n" + frames, [0, 1000]);
    } catch {
      return "it threw something that can't be put into words";
    }
  };
  const handlers = () => (typeof agent === "object" && agent !== null ? agent.default : undefined);
  const isOwn = (object, key) => object !== null && typeof object === "object" && apply(hasOwnProperty, object, [key]);

  return freeze({
    start: async (wake, eventJson) => {
      try {
        const all = handlers();
        if (!isOwn(all, wake) || typeof all[wake] !== "function") {
          report("failed", "agent.ts has no handler for " + wake);
          return;
        }
        const handler = all[wake];
        await handler(parse(eventJson), context);
        report("done", "");
      } catch (reason) {
        report("failed", describe(reason));
      }
    },
    settle: (step, ok, text) => {
      const { resolve, reject } = waiting[step];
      delete waiting[step];
      if (ok) resolve(parse(text));
      else reject(new E(text));
    },
    describe,
    wakes: () => {
      const all = handlers();
      const found = create(null);
      let count = 0;
      if (typeof all === "object" && all !== null) {
        const keys = ownKeys(all);
        for (let at = 0; at < keys.length; at++) if (typeof keys[at] === "string") found[count++] = keys[at];
      }
      return stringify(found);
    },
  });
}`;
