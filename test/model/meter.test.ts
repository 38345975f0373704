/**
 * Invariant 9: money is set aside before a model is asked, and settled after at the smaller of reported and reserved; whatever
 * happens in between, no quota is overshot. Every sum can be made anew from the ledger.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { activePauses, liftPause, setPause } from "../../src/kernel/pause.ts";
import { dumpRecords, rebuildRecords } from "../../src/kernel/rebuild.ts";
import { verifyLedger } from "../../src/kernel/verify.ts";
import type { Reserved } from "../../src/model/money.ts";
import { recordKinds } from "../../src/records/kinds.ts";
import { onBenchTop } from "../kernel/bench-top.ts";
import { budgets, call, cardsIn, heldIn, meterOn, PRICE, PRICES, spentUnder } from "./purse.ts";

const DAY = "day:2026-11-24";
const usage = (tokensIn: number, tokensOut: number, tokensCached = 0) => ({ tokensIn, tokensCached, tokensOut });
const idOf = (reserved: Reserved) => {
  if (reserved.kind !== "held") throw new Error(JSON.stringify(reserved));
  return reserved.id;
};

describe("a call", () => {
  test("is settled at what was reported, under every key it counts for", () =>
    onBenchTop(async (top) => {
      const meter = meterOn(top, budgets());
      const reserved = await meter.reserve(call({ asker: { workflow: "w_1" } }));
      expect(reserved).toMatchObject({ kind: "held", micros: 200 });
      expect(await meter.settle(idOf(reserved), { usage: usage(80, 10), ok: true })).toEqual({
        micros: 120,
        disputed: false,
      });
      const keys = [
        DAY,
        "month:2026-11",
        "client:c_acme:2026-11",
        "client:c_acme",
        "agent:intake:2026-11-24",
        "agent:intake:2026-11",
        "workflow:w_1",
        "run:r_1",
        "model:small:2026-11",
        "purpose:extract:2026-11",
        "all",
      ];
      expect(keys.map((key) => spentUnder(top, key))).toEqual(keys.map(() => 120));
      expect(heldIn(top)).toEqual({ holds: 0, micros: 0, sums: 0 });
      const [event] = top.ledger.after(0, 10);
      expect(event).toMatchObject({ type: "model.called", scope: "c_acme", workflow: "w_1" });
      expect(event?.data).toMatchObject({ reserved: 200, tokensIn: 80, tokensOut: 10, ok: true, disputed: false });
    }));

  test("is settled at all that was reserved where nothing was reported, or no number", () =>
    onBenchTop(async (top) => {
      const meter = meterOn(top, budgets());
      for (const reported of [null, usage(Number.NaN, 1), usage(-1, 5), usage(1, 5, Number.NaN)]) {
        const id = idOf(await meter.reserve(call()));
        expect(await meter.settle(id, { usage: reported, ok: false })).toEqual({ micros: 200, disputed: false });
      }
      expect(spentUnder(top, DAY)).toBe(800);
    }));

  test("costs less by what was cached, and by the batch; both savings are known", () =>
    onBenchTop(async (top) => {
      const meter = meterOn(top, budgets());
      const cached = idOf(await meter.reserve(call()));
      expect((await meter.settle(cached, { usage: usage(100, 10, 60), ok: true })).micros).toBe(110);
      const batch = await meter.reserve(call({ batch: true }));
      expect(batch).toMatchObject({ micros: 100 });
      expect((await meter.settle(idOf(batch), { usage: usage(100, 10), ok: true })).micros).toBe(70);
      expect(top.database.get("SELECT saved_cache, saved_batch FROM spends WHERE id = 'all'")).toEqual({
        saved_cache: 30,
        saved_batch: 70,
      });
    }));

  test("that never reached anybody is released, and leaves nothing behind", () =>
    onBenchTop(async (top) => {
      const meter = meterOn(top, budgets());
      await meter.release(idOf(await meter.reserve(call())));
      expect(heldIn(top)).toEqual({ holds: 0, micros: 0, sums: 0 });
      expect(top.ledger.head()).toBeNull();
    }));

  test("settled twice is spent once", () =>
    onBenchTop(async (top) => {
      const meter = meterOn(top, budgets());
      const id = idOf(await meter.reserve(call()));
      const both = await Promise.all([1, 2].map(() => meter.settle(id, { usage: null, ok: true })));
      expect(both.map((one) => one.micros)).toEqual([200, 0]);
      expect(spentUnder(top, DAY)).toBe(200);
    }));

  test("keeps the price it was reserved at, whatever the price list says meanwhile", () =>
    onBenchTop(async (top) => {
      let prices = PRICES;
      const meter = meterOn(top, budgets(), { prices: () => prices });
      const id = idOf(await meter.reserve(call()));
      prices = { ...PRICES, models: new Map([["small", { ...PRICE, input: 9_000_000 }]]) };
      expect(await meter.settle(id, { usage: usage(100, 25), ok: true })).toEqual({ micros: 200, disputed: false });
    }));

  test("of a model without a price is not made, and the line to add is said; a free one costs nothing", () =>
    onBenchTop(async (top) => {
      const meter = meterOn(top, budgets({ day: 0 }));
      expect(await meter.reserve(call({ model: "nobody-knows-1" }))).toMatchObject({
        kind: "unpriced",
        detail: expect.stringContaining("policies/prices.yaml"),
      });
      const id = idOf(await meter.reserve(call({ model: "own-llama" })));
      expect((await meter.settle(id, { usage: usage(100, 25), ok: true })).micros).toBe(0);
      expect(top.database.get("SELECT calls, tokens_in FROM spends WHERE id = 'all'")).toEqual({
        calls: 1,
        tokens_in: 100,
      });
    }));
});

describe("a quota", () => {
  const micros = (count: number) => count / 1_000_000;
  test.each([
    ["day", budgets({ day: micros(500) }), /^Today's budget for models has .* left.* Wed 25 Nov, 00:00/],
    ["month", budgets({ month: micros(500) }), /^This month's budget .* Tue 1 Dec, 00:00/],
    ["client", budgets({ clientMonth: micros(500) }), /^This month's budget for models for Acme has/],
    ["agent", budgets({ agent: { intake: micros(500) } }), /^Today's budget for models of intake has/],
    ["workflow", budgets({ workflow: micros(500) }), /^The budget for models in this matter .* not filled again/],
  ])("of the %s stops the call that would pass it, and says which it is", (_, allowed, words) =>
    onBenchTop(async (top) => {
      const meter = meterOn(top, allowed);
      const asked = () => meter.reserve(call({ asker: { workflow: "w_1" } }));
      for (let count = 0; count < 2; count++) await meter.settle(idOf(await asked()), { usage: null, ok: true });
      expect(await asked()).toMatchObject({ kind: "short", detail: expect.stringMatching(words) });
      expect(spentUnder(top, DAY)).toBe(400);
    }),
  );

  test("of a run comes from the agent's own spec, and the smaller of two counts for its day", () =>
    onBenchTop(async (top) => {
      const meter = meterOn(top, budgets({ agent: { intake: micros(1000) } }), {
        agentBudget: () => ({ run: micros(250), day: micros(450) }),
      });
      await meter.settle(idOf(await meter.reserve(call())), { usage: null, ok: true });
      expect(await meter.reserve(call())).toMatchObject({
        kind: "short",
        detail: expect.stringMatching(/in this run/),
      });
      const other = await meter.reserve(call({ asker: { run: "r_2" } }));
      await meter.settle(idOf(other), { usage: null, ok: true });
      expect(await meter.reserve(call({ asker: { run: "r_3" } }))).toMatchObject({
        kind: "short",
        detail: expect.stringMatching(/models of intake/),
      });
    }));

  test("that is only set aside for calls under way will do in a moment, and no card is written", () =>
    onBenchTop(async (top) => {
      const meter = meterOn(top, budgets({ day: micros(300), alertAt: 1 }));
      const first = idOf(await meter.reserve(call()));
      const second = await meter.reserve(call());
      expect(second).toMatchObject({ kind: "short", until: top.clock.now() + 5000 });
      await meter.settle(first, { usage: usage(10, 0), ok: true });
      expect((await meter.reserve(call())).kind).toBe("held");
      expect(cardsIn(top)).toEqual([]);
    }));

  test("is told of once when it nears its end and once when it is reached; the next day begins anew", () =>
    onBenchTop(async (top) => {
      const meter = meterOn(top, budgets({ day: micros(1000) }));
      const spend = async () => {
        const reserved = await meter.reserve(call());
        if (reserved.kind === "held") await meter.settle(reserved.id, { usage: null, ok: true });
        return reserved.kind;
      };
      for (let count = 0; count < 8; count++) await spend();
      expect(cardsIn(top, "quota.neared").map((card) => card.title)).toEqual([
        "Today's budget for models is used to 100 percent: 0.1 ct of 0.1 ct.",
      ]);
      const [reached, ...others] = cardsIn(top, "quota.reached");
      expect(others).toEqual([]);
      expect(reached?.title).toBe("Today's budget for models is used up: it has nothing left of 0.1 ct.");
      expect(reached?.rows.map((row) => row.label)).toEqual([
        "What stops",
        "What goes on",
        "Filled again",
        "To raise it",
      ]);
      expect(reached?.rows.at(-1)?.after).toBe("Change “day” in policies/budgets.yaml; it applies at once.");
      top.clock.advance(86_400_000);
      expect(await spend()).toBe("held");
    }));

  test("that many calls pass in one moment is told of once", () =>
    onBenchTop(async (top) => {
      const meter = meterOn(top, budgets({ day: micros(1000), alertAt: 0.3 }));
      const asked = await Promise.all(Array.from({ length: 20 }, () => meter.reserve(call())));
      const held = asked.flatMap((one) => (one.kind === "held" ? [one.id] : []));
      expect(held).toHaveLength(5);
      await Promise.all(held.map((id) => meter.settle(id, { usage: null, ok: true })));
      await Promise.all(Array.from({ length: 20 }, () => meter.reserve(call())));
      expect(cardsIn(top, "quota.neared")).toHaveLength(1);
      expect(cardsIn(top, "quota.reached")).toHaveLength(1);
    }));

  test("raised by the owner applies to the next call", () =>
    onBenchTop(async (top) => {
      let allowed = budgets({ day: micros(100) });
      const meter = meterOn(top, allowed, { budgets: () => allowed });
      expect(await meter.reserve(call())).toMatchObject({
        kind: "short",
        detail: expect.stringMatching(/alone\. Raise/),
      });
      allowed = budgets({ day: micros(200) });
      expect((await meter.reserve(call())).kind).toBe("held");
    }));

  test("leaves its last part to what can't wait", () =>
    onBenchTop(async (top) => {
      const meter = meterOn(top, budgets({ day: micros(500) }));
      await meter.settle(idOf(await meter.reserve(call({ tokensIn: 350, tokensOut: 0 }))), { usage: null, ok: true });
      expect(await meter.reserve(call({ batch: true }))).toMatchObject({
        kind: "short",
        detail: expect.stringMatching(/kept for what can't wait/),
        until: Date.UTC(2026, 10, 24, 23),
      });
      expect((await meter.reserve(call({ tokensOut: 10 }))).kind).toBe("held");
    }));
});

describe("a report above its reservation", () => {
  test("is booked at the reservation, disputed, and pauses that model alone, with one card", () =>
    onBenchTop(async (top) => {
      const prices = { ...PRICES, models: new Map([...PRICES.models, ["large", PRICE]]) };
      const meter = meterOn(top, budgets(), { prices: () => prices });
      const ids = await Promise.all([1, 2, 3].map(async () => idOf(await meter.reserve(call()))));
      const settled = await Promise.all(ids.map((id) => meter.settle(id, { usage: usage(5000, 90_000), ok: true })));
      expect(settled).toEqual(ids.map(() => ({ micros: 200, disputed: true })));
      expect(activePauses(top.records).map((row) => row.id)).toEqual(["model:small"]);
      const [card, ...others] = cardsIn(top, "notice.posted");
      expect(others).toEqual([]);
      expect(card?.title).toBe("small reported more than was reserved for it, so I have paused it.");
      expect(card?.rows.map((row) => row.after).slice(0, 3)).toEqual([
        "0.02 ct, for at most 100 tokens in and 25 out",
        "37 ct, for 5,000 tokens in and 90,000 out",
        "0.02 ct: never more than was reserved",
      ]);
      expect(card?.rows.at(-1)?.after).toContain("“resume model:small”");
      expect(await meter.reserve(call())).toMatchObject({ kind: "paused", detail: expect.stringContaining("resume") });
      expect((await meter.reserve(call({ model: "large" }))).kind).toBe("held");
      await top.writer.submit((transaction) => liftPause(transaction, "model:small", "owner:console:local"));
      expect((await meter.reserve(call())).kind).toBe("held");
    }));

  test("however absurd, spoils no sum", () =>
    onBenchTop(async (top) => {
      const meter = meterOn(top, budgets());
      for (const absurd of [Number.POSITIVE_INFINITY, Number.MAX_VALUE, 1e15]) {
        await top.writer.submit((transaction) => liftPause(transaction, "model:small", "owner:console:local"));
        const id = idOf(await meter.reserve(call()));
        expect(await meter.settle(id, { usage: usage(absurd, absurd), ok: true })).toEqual({
          micros: 200,
          disputed: true,
        });
      }
    }));

  test("“models” pauses all of them; a pause of the workspace none, for agents go on asking", () =>
    onBenchTop(async (top) => {
      const meter = meterOn(top, budgets());
      await top.writer.submit((transaction) => setPause(transaction, "workspace", "you asked for it", "owner:x"));
      expect((await meter.reserve(call())).kind).toBe("held");
      await top.writer.submit((transaction) => setPause(transaction, "models", "you asked for it", "owner:x"));
      expect((await meter.reserve(call())).kind).toBe("paused");
    }));
});

describe("after a crash", () => {
  test("what a dead process had set aside is spent; a batch under way goes on, one that never left is released", () =>
    onBenchTop(async (top) => {
      const allowed = budgets();
      const dead = meterOn(top, allowed);
      await dead.reserve(call({ asker: { workflow: "w_1", causation: "e_1" } }));
      const [sent = "", lost = "", answered = ""] = await Promise.all(
        [1, 2, 3].map(async () => idOf(await dead.reserve(call({ batch: true })))),
      );
      await top.writer.submit((transaction) => {
        for (const [id, hold, state] of [
          ["b_1", sent, "sent"],
          ["b_2", answered, "answered"],
        ] as const)
          transaction.run(
            "INSERT INTO batch_items (id, scope, purpose, model, request, hold, state, tries, at) VALUES (?, 'house', 'extract', 'small', '', ?, ?, 0, 0)",
            [id, hold, state],
          );
      });
      const meter = meterOn(top, allowed);
      const own = idOf(await meter.reserve(call()));
      expect(await meter.recover()).toBe(3);
      expect(
        top.database
          .all<{ id: string }>("SELECT id FROM holds")
          .map((row) => row.id)
          .sort(),
      ).toEqual([own, sent].sort());
      expect(spentUnder(top, DAY)).toBe(300);
      expect(top.ledger.after(0, 1)[0]).toMatchObject({ workflow: "w_1", causation: "e_1", data: { ok: false } });
      expect(lost).not.toBe("");
      expect(await meter.settle(sent, { usage: usage(100, 25), ok: true })).toEqual({ micros: 100, disputed: false });
    }));
});

test("whatever is reserved, settled, released or cut off by a crash, in any order: no quota is overshot, and the ledger says the same", async () => {
  const report = fc.oneof(
    fc.constant(null),
    fc.record({ tokensIn: fc.nat(400), tokensCached: fc.nat(400), tokensOut: fc.nat(100) }),
  );
  const step = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant("reserve" as const),
        who: fc.nat(5),
        size: fc.nat(150),
        batch: fc.boolean(),
      }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("settle" as const), which: fc.nat(9), report }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("release" as const), which: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("crash" as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("resume" as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("wait" as const) }) },
  );
  const LIMITS = { day: 0.0015, clientMonth: 0.0009, workflow: 0.0007, agent: { intake: 0.0011 }, month: 0.002 };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60, size: "max" }), (steps) =>
      onBenchTop(async (top) => {
        const allowed = budgets(LIMITS);
        let meter = meterOn(top, allowed);
        const open: string[] = [];
        // Everything of one turn is under way at once; a crash or a new day waits for what is.
        let under: Promise<unknown>[] = [];
        const rest = async () => {
          await Promise.all(under);
          under = [];
        };
        for (const one of steps) {
          if (one.do === "reserve") {
            const asker = {
              scope: one.who < 3 ? "c_acme" : `c_${one.who}`,
              agent: one.who % 2 === 0 ? "intake" : null,
              workflow: `w_${one.who % 3}`,
            };
            const wanted = call({ tokensIn: one.size * 2, tokensOut: one.size, batch: one.batch, asker });
            under.push(meter.reserve(wanted).then((got) => got.kind === "held" && open.push(got.id)));
          } else if (one.do === "settle" || one.do === "release") {
            const [id] = open.splice(one.which % Math.max(1, open.length), 1);
            if (id === undefined) await rest();
            else if (one.do === "release") under.push(meter.release(id));
            else under.push(meter.settle(id, { usage: one.report, ok: true }));
          } else if (one.do === "resume") {
            under.push(top.writer.submit((pen) => liftPause(pen, "model:small", "owner:console:local")));
          } else {
            await rest();
            if (one.do === "wait") top.clock.advance(36_000_000);
            else {
              meter = meterOn(top, allowed);
              open.length = 0;
              await meter.recover();
            }
          }
        }
        await rest();
        for (const { id, micros } of top.database.all<{ id: string; micros: number }>(
          "SELECT id, micros FROM spends",
        )) {
          const kind = id.split(":")[0] ?? "";
          const isDay = /\d{4}-\d\d-\d\d$/.test(id);
          const limit = { day: 1500, month: 2000, workflow: 700, agent: isDay ? 1100 : 1e9 }[kind] ?? 1e9;
          expect(micros, id).toBeLessThanOrEqual(kind === "client" && /\d{4}-\d\d$/.test(id) ? 900 : limit);
        }
        const held = top.database.get<{ n: number | null }>("SELECT SUM(micros) AS n FROM holds")?.n ?? 0;
        const months = "SELECT SUM(micros) AS n FROM held_sums WHERE key LIKE 'month:%'";
        expect(top.database.get<{ n: number | null }>(months)?.n ?? 0).toBe(held);
        const before = dumpRecords(top.database, recordKinds);
        rebuildRecords({ database: top.database, keys: top.keys, kinds: recordKinds });
        expect(dumpRecords(top.database, recordKinds)).toEqual(before);
        expect(verifyLedger(top.database).ok).toBe(true);
      }),
    ),
    { numRuns: 15, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: true },
  );
});
