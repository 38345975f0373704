import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { GuestEvent } from "../../src/agent/guest.ts";
import { Sandbox } from "../../src/agent/sandbox.ts";
import { attacks, guest } from "../support/guests/hostile.ts";

const event: GuestEvent = { id: "e1", type: "test.asked", version: 1, at: 1000, scope: "c_1", data: {} };
const wallMs = 1500;
let sandbox: Sandbox;
let asked = 0;

beforeAll(() => {
  sandbox = new Sandbox({ workers: 1, limits: { wallMs, interrupts: 1000 } });
});
afterAll(() => sandbox.close());

function run(body: string, before = "") {
  const code = guest(body, before);
  return sandbox.run({
    code,
    digest: code,
    handler: "test.asked@1",
    event,
    onCall: async (call) => {
      asked++;
      const { what } = call.args as { what?: string };
      if (what === "refused") throw new Error("not yours");
      return what === "huge" ? "x".repeat(300 * 1024) : { seen: call.step };
    },
  });
}

describe("an attack ends its own run with a clear failure, and the next run on the same thread is well", () => {
  test.each(attacks)("$name", async ({ body, before, ends, says }) => {
    asked = 0;
    const outcome = await run(body, before);
    expect(outcome.kind, JSON.stringify(outcome)).toBe("failed");
    if (outcome.kind !== "failed") return;
    expect(ends, outcome.detail).toContain(outcome.why);
    expect(outcome.detail.length).toBeGreaterThan(10);
    expect(outcome.detail.length).toBeLessThanOrEqual(1100);
    if (says) expect(outcome.detail).toMatch(says);
    expect(asked).toBeLessThanOrEqual(200);

    const next = await run(
      "const a = await context.read('x'); if (a.seen !== 0 || 'kept' in globalThis) throw new Error('not clean');",
    );
    expect(next).toEqual({ kind: "done", calls: 1 });
  });
});

test("there are many attacks, and each has a name of its own", () => {
  expect(new Set(attacks.map((attack) => attack.name)).size).toBe(attacks.length);
  expect(attacks.length).toBeGreaterThan(50);
});
