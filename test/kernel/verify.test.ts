/**
 * Invariant 2: the ledger is append-only, gapless and hash-chained; `verify` names the first event that doesn't fit.
 */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EVENT_COLUMNS } from "../../src/kernel/ledger.ts";
import { verifyLedger } from "../../src/kernel/verify.ts";
import type { Database, Value } from "../../src/store/database.ts";
import { Office } from "../support/office.ts";
import { clientAsks, dropInquiry, openClient } from "./company.ts";

let office: Office;
let database: Database;
let count: number;

beforeAll(async () => {
  office = await Office.open();
  await openClient(office, 0);
  await clientAsks(office);
  dropInquiry(office, 1);
  await office.rest();
  database = office.workspace.database;
  count = office.events().length;
});

afterAll(() => office.close());

/** Does harm to the ledger, looks, and takes it back. */
function harmed<T>(harm: () => void, look: () => T): T {
  let seen: { value: T } | undefined;
  try {
    database.transact(() => {
      harm();
      seen = { value: look() };
      throw new Error("taken back");
    });
  } catch (error) {
    if (!seen) throw error;
  }
  if (!seen) throw new Error("nothing was looked at");
  return seen.value;
}

const verify = () => verifyLedger(database);

test("the ledger of a day verifies, and says how long it is and what its head is", () => {
  const head = office.workspace.ledger.head();
  expect(verify()).toEqual({ ok: true, events: count, head: { seq: count, hash: head?.hash } });
  expect(count).toBeGreaterThan(20);
});

const other = (column: string, was: Value): fc.Arbitrary<Value> => {
  if (typeof was === "number") return fc.integer({ min: 0, max: 2 ** 48 });
  if (was === null) return fc.string({ minLength: 1 });
  const text = String(was);
  const changed = fc
    .nat(Math.max(0, text.length - 1))
    .map((at) => `${text.slice(0, at)}${text[at] === "a" ? "b" : "a"}${text.slice(at + 1)}`);
  const nulls = column === "causation" ? [fc.constant(null)] : [];
  return fc.oneof(changed, fc.constant(""), fc.constant(`${text} `), ...nulls);
};

test("whatever column of whatever event is changed, verification names that event", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: count }), fc.constantFrom(...EVENT_COLUMNS), fc.gen(), (seq, column, gen) => {
      const was = database.tuples(`SELECT ${column} FROM events WHERE seq = ?`, [seq])[0]?.[0] ?? null;
      const value = gen(other, column, was);
      const moved = column === "seq" ? count + 1 + Math.abs(Number(value)) : value;
      fc.pre(moved !== was);
      const verification = harmed(
        () => database.run(`UPDATE events SET ${column} = ? WHERE seq = ?`, [moved, seq]),
        verify,
      );
      expect(verification).toMatchObject({ ok: false, firstBadSeq: seq, events: seq - 1 });
      expect(verification.why).toContain(String(seq));
    }),
    { numRuns: 400 },
  );
  expect(verify().ok).toBe(true);
});

test("a missing event is named, wherever it was, except at the very end", () => {
  for (let seq = 1; seq < count; seq++)
    expect(harmed(() => database.run("DELETE FROM events WHERE seq = ?", [seq]), verify)).toMatchObject({
      ok: false,
      firstBadSeq: seq,
      why: `Event ${seq} is missing: the next one found is ${seq + 1}.`,
    });
});

test("two events that changed places are noticed at the first of them", () => {
  const swap = (a: number, b: number) => () => {
    database.run("UPDATE events SET seq = -1 WHERE seq = ?", [a]);
    database.run("UPDATE events SET seq = ? WHERE seq = ?", [a, b]);
    database.run("UPDATE events SET seq = ? WHERE seq = -1", [b]);
  };
  for (const [a, b] of [
    [1, 2],
    [3, 9],
    [count - 1, count],
  ] as const)
    expect(harmed(swap(a, b), verify)).toMatchObject({ ok: false, firstBadSeq: a });
});

test("an event that was put in between is noticed, even with a hash of its own", () => {
  const insert = (seq: number) => () => {
    database.run("UPDATE events SET seq = -seq - 1 WHERE seq >= ?", [seq]);
    database.run("UPDATE events SET seq = -seq WHERE seq < 0");
    const columns = EVENT_COLUMNS.filter((column) => column !== "seq").join(",");
    database.run(`INSERT INTO events (seq, ${columns}) SELECT ?, ${columns} FROM events WHERE seq = ?`, [seq, seq - 1]);
  };
  expect(harmed(insert(5), verify)).toMatchObject({ ok: false, firstBadSeq: 5 });
});

test("an event put before the first one is noticed", () => {
  const columns = EVENT_COLUMNS.filter((column) => column !== "seq").join(",");
  const before = () =>
    database.run(`INSERT INTO events (seq, ${columns}) SELECT 0, ${columns} FROM events WHERE seq = 1`);
  expect(harmed(before, verify)).toMatchObject({ ok: false, firstBadSeq: 0 });
});

test("a tail that was cut off leaves a sound ledger with an older head: only a witness outside can tell", () => {
  const whole = verify();
  const cut = harmed(() => database.run("DELETE FROM events WHERE seq > ?", [count - 3]), verify);
  expect(cut.ok).toBe(true);
  expect(cut.head.seq).toBe(count - 3);
  expect(cut.head.hash).not.toBe(whole.head.hash);
});

test("an empty ledger verifies", () => {
  expect(harmed(() => database.run("DELETE FROM events"), verify)).toEqual({
    ok: true,
    events: 0,
    head: { seq: 0, hash: "0".repeat(64) },
  });
});
