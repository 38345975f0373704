/**
 * The one writer: commands are decided one after the other and committed together; what throws is undone alone, and what
 * can't be committed never happened.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { activePauses, liftPause, type PauseRow, pauses, setPause } from "../../src/kernel/pause.ts";
import { dumpRecords, rebuildRecords } from "../../src/kernel/rebuild.ts";
import { verifyLedger } from "../../src/kernel/verify.ts";
import type { Transaction } from "../../src/kernel/writer.ts";
import { recordKinds } from "../../src/records/kinds.ts";
import { Database } from "../../src/store/database.ts";
import { type BenchTop, note, onBenchTop, pauseSet } from "./bench-top.ts";

const settle = (work: Promise<unknown>[]) => Promise.allSettled(work).then((all) => all.map((one) => one.status));
const counts = ({ database }: Pick<BenchTop, "database">) => ({
  events: database.get<{ n: number }>("SELECT COUNT(*) AS n FROM events")?.n,
  pauses: database.get<{ n: number }>("SELECT COUNT(*) AS n FROM pauses")?.n,
  timers: database.get<{ n: number }>("SELECT COUNT(*) AS n FROM timers")?.n,
});
const timer = (transaction: Transaction, id: string) =>
  transaction.run("INSERT INTO timers (id, at, event, scope, data) VALUES (?, 1, 'x', 'workspace', '{}')", [id]);

test("a command that throws is undone alone: its events, records and rows; the others of its batch are committed", () =>
  onBenchTop(async (top) => {
    const { writer, ledger, database } = top;
    const outcome = await settle([
      writer.submit((transaction) => {
        transaction.append(pauseSet("a"));
        timer(transaction, "first");
      }),
      writer.submit((transaction) => {
        transaction.append(pauseSet("a", "overwritten"));
        transaction.append(pauseSet("b"));
        timer(transaction, "second");
        transaction.append(pauseSet("c"));
        throw new Error("on purpose");
      }),
      writer.submit((transaction) => {
        transaction.append(pauseSet("d"));
        timer(transaction, "third");
      }),
    ]);
    expect(outcome).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(ledger.after(0, 10).map((event) => event.data.what)).toEqual(["a", "d"]);
    expect(database.all("SELECT id, reason, version FROM pauses ORDER BY id")).toEqual([
      { id: "a", reason: "a test", version: 1 },
      { id: "d", reason: "a test", version: 1 },
    ]);
    expect(database.all("SELECT id FROM timers ORDER BY id")).toEqual([{ id: "first" }, { id: "third" }]);
    expect(verifyLedger(database)).toMatchObject({ ok: true, events: 2 });
    expect(top.commits()).toBe(1);
  }));

test("a command that throws without having written rows of its own is undone, too, although it was looked up in SQL", () =>
  onBenchTop(async (top) => {
    const outcome = await settle([
      top.writer.submit((transaction) => transaction.append(pauseSet("a"))),
      top.writer.submit((transaction) => {
        transaction.append(pauseSet("a", "overwritten"));
        transaction.append(pauseSet("b"));
        expect(activePauses(transaction.records).map((row) => row.id)).toEqual(["a", "b"]);
        throw new Error("on purpose");
      }),
      top.writer.submit((transaction) => {
        expect(activePauses(transaction.records).map((row) => row.reason)).toEqual(["a test"]);
        expect(transaction.records.get(pauses, "b")).toBeUndefined();
      }),
    ]);
    expect(outcome).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(counts(top)).toEqual({ events: 1, pauses: 1, timers: 0 });
  }));

test("the error that a command threw is its caller's, untouched", () =>
  onBenchTop(async ({ writer }) => {
    const error = new RangeError("mine");
    await expect(
      writer.submit(() => {
        throw error;
      }),
    ).rejects.toBe(error);
  }));

test("a commit that fails fails every caller, and nothing remains: not in the tables, not in memory", async () => {
  let fail = false;
  const probe = (point: string) => {
    if (fail && point === "before commit") throw new Error("the disk is full");
  };
  await onBenchTop(
    async (top) => {
      const { writer, ledger, database } = top;
      await writer.submit((transaction) => transaction.append(pauseSet("before")));
      fail = true;
      const outcome = await settle([
        writer.submit((transaction) => transaction.append(pauseSet("a"))),
        writer.submit((transaction) => timer(transaction, "t")),
        writer.submit(() => {
          throw new Error("mine");
        }),
      ]);
      expect(outcome).toEqual(["rejected", "rejected", "rejected"]);
      fail = false;
      expect(counts(top)).toEqual({ events: 1, pauses: 1, timers: 0 });
      expect(ledger.at(2)).toBeUndefined();
      expect(ledger.head()?.seq).toBe(1);
      const seen = await writer.submit((transaction) => [
        transaction.eventAt(2),
        transaction.records.get(pauses, "a"),
        transaction.append(pauseSet("after")).seq,
      ]);
      expect(seen).toEqual([undefined, undefined, 2]);
      expect(verifyLedger(database)).toMatchObject({ ok: true, events: 2 });
      expect(top.commits()).toBe(2);
    },
    { probe },
  );
});

test("a failure while the batch is being written leaves nothing in memory either", async () => {
  let fail = false;
  const probe = (point: string) => {
    if (fail && point.startsWith("INSERT INTO pauses")) throw new Error("the disk is full");
  };
  await onBenchTop(
    async ({ writer, ledger, records }) => {
      fail = true;
      await expect(writer.submit((transaction) => transaction.append(pauseSet("a")))).rejects.toThrow(
        "the disk is full",
      );
      fail = false;
      expect(ledger.at(1)).toBeUndefined();
      expect(records.get(pauses, "a")).toBeUndefined();
    },
    { probe },
  );
});

test("what one turn brings is committed together, 256 commands at most, in the order of asking", () =>
  onBenchTop(async (top) => {
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 600 }, (_, n) =>
        top.writer.submit((transaction) => transaction.append(note(String(n)))).then(() => void order.push(n)),
      ),
    );
    expect(top.commits()).toBe(3);
    expect(order).toEqual(Array.from({ length: 600 }, (_, n) => n));
    expect(top.ledger.after(0, 1000).map((event) => event.data.text)).toEqual(order.map(String));
    expect(verifyLedger(top.database)).toMatchObject({ ok: true, events: 600 });
  }));

test("callers hear of it only after it is durable: another connection sees it when they do", () =>
  onBenchTop(async ({ writer, folder }) => {
    const other = new Database({ path: `${folder}/atelier.db`, readonly: true });
    try {
      let during: unknown;
      await writer.submit((transaction) => {
        transaction.append(note("x"));
        during = other.get("SELECT seq FROM events");
      });
      expect(during).toBeUndefined();
      expect(other.get("SELECT seq FROM events")).toEqual({ seq: 1 });
    } finally {
      other.close();
    }
  }));

test("a command sees what it and the commands before it have written: events, records and rows, by key and by SQL", () =>
  onBenchTop(async ({ writer }) => {
    await Promise.all([
      writer.submit((transaction) => {
        const event = transaction.append(pauseSet("a"));
        expect(transaction.eventAt(event.seq)).toMatchObject({ id: event.id, data: { what: "a" } });
        expect(transaction.records.get(pauses, "a")?.active).toBe(1);
        expect(activePauses(transaction.records)).toHaveLength(1);
        timer(transaction, "t");
        expect(transaction.get("SELECT id FROM timers")).toEqual({ id: "t" });
      }),
      writer.submit((transaction) => {
        expect(transaction.eventAt(1)?.data.what).toBe("a");
        expect(activePauses(transaction.records)).toHaveLength(1);
        expect(liftPause(transaction, "a", "owner:console:local")).toBe(true);
        expect(activePauses(transaction.records)).toHaveLength(0);
        expect(transaction.records.get(pauses, "a")).toMatchObject({ active: 0, version: 2 });
      }),
      writer.submit((transaction) => {
        expect(liftPause(transaction, "a", "owner:console:local")).toBe(false);
        expect(transaction.all("SELECT id FROM timers")).toHaveLength(1);
      }),
    ]);
  }));

test("a sealed event of the same batch can be opened", () =>
  onBenchTop(async ({ writer }) => {
    await writer.submit((transaction) => {
      const event = transaction.append(note("x", { private: { word: "hush" } }));
      const read = transaction.eventAt(event.seq);
      expect(read && transaction.open(read)).toEqual({ word: "hush" });
    });
  }));

test("whatever commands do, throw or look up, live records equal the rebuilt ones and the chain holds", () =>
  onBenchTop(async ({ writer, database, keys }) => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("set" as const), what: fc.constantFrom("a", "b", "c", "d") }),
      fc.record({ kind: fc.constant("lift" as const), what: fc.constantFrom("a", "b", "c", "d") }),
      fc.constant({ kind: "row" as const, what: "" }),
      fc.constant({ kind: "look" as const, what: "" }),
      fc.constant({ kind: "throw" as const, what: "" }),
    );
    let rows = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 8 }), async (commands) => {
        const model = new Map(database.all<PauseRow>("SELECT * FROM pauses").map((row) => [row.id, row.active === 1]));
        const expected: boolean[] = [];
        const outcomes = await settle(
          commands.map((steps) => {
            const throws = steps.some((one) => one.kind === "throw");
            expected.push(!throws);
            if (!throws)
              for (const one of steps)
                if (one.kind === "set") model.set(one.what, true);
                else if (one.kind === "lift" && model.has(one.what)) model.set(one.what, false);
            return writer.submit((transaction) => {
              for (const { kind, what } of steps) {
                if (kind === "set") setPause(transaction, what, "r", "kernel");
                if (kind === "lift") liftPause(transaction, what, "owner:x");
                if (kind === "row") timer(transaction, `t${rows++}`);
                if (kind === "look") activePauses(transaction.records);
                if (kind === "throw") throw new Error("on purpose");
              }
            });
          }),
        );
        expect(outcomes.map((status) => status === "fulfilled")).toEqual(expected);
        const live = new Map(database.all<PauseRow>("SELECT * FROM pauses").map((row) => [row.id, row.active === 1]));
        expect(live).toEqual(model);
        const dump = dumpRecords(database, recordKinds);
        rebuildRecords({ database, keys, kinds: recordKinds });
        expect(dumpRecords(database, recordKinds)).toEqual(dump);
      }),
      { numRuns: 60 },
    );
    expect(verifyLedger(database).ok).toBe(true);
  }));

test("after it was closed nothing more is taken, but what was queued is still written", () =>
  onBenchTop(async (top) => {
    const queued = top.writer.submit((transaction) => transaction.append(note("last")).seq);
    const closing = top.writer.close();
    await expect(top.writer.submit(() => 1)).rejects.toThrow("closed");
    await closing;
    expect(await queued).toBe(1);
    expect(counts(top).events).toBe(1);
  }));

test("two processes that append share one chain: each reads the head under the lock", () =>
  onBenchTop(async (top) => {
    await onBenchTop(
      async (other) => {
        const writers = [top.writer, other.writer];
        for (let n = 0; n < 10; n++)
          await Promise.all(writers.map((writer) => writer.submit((transaction) => transaction.append(note(`${n}`)))));
      },
      { folder: top.folder },
    );
    expect(verifyLedger(top.database)).toMatchObject({ ok: true, events: 20 });
  }));

test("a record that many thousand events touch is rebuilt as it was, however the reading is cut into pieces", () =>
  onBenchTop(async ({ writer, database, keys }) => {
    for (let round = 0; round < 3; round++)
      await writer.submit((transaction) => {
        for (let count = 0; count < 1500; count++) transaction.append(pauseSet("again and again"));
      });
    const before = dumpRecords(database, recordKinds);
    rebuildRecords({ database, keys, kinds: recordKinds });
    expect(dumpRecords(database, recordKinds)).toEqual(before);
    expect(database.get("SELECT version FROM pauses")).toEqual({ version: 4500 });
  }));
