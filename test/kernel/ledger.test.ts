/**
 * The ledger's bytes: what a hash covers, how ids ascend, how an event is found again, what is sealed.
 */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { verifyLedger } from "../../src/kernel/verify.ts";
import { canonical, type Json } from "../../src/lib/canonical.ts";
import { note, onBenchTop, pauseSet } from "./bench-top.ts";

test("an event's hash is sha256 of the previous hash and the canonical JSON of every other field", () =>
  onBenchTop(async ({ writer, ledger }) => {
    await writer.submit((transaction) => {
      const first = transaction.append(note('plain ü \u2028 " \\ \n'));
      transaction.append(note("sealed", { private: { name: "Ada" }, causation: first.id, workflow: first.workflow }));
    });
    let previous = "0".repeat(64);
    for (const event of ledger.after(0, 10)) {
      const { hash, previousHash, ...rest } = event;
      expect(previousHash).toBe(previous);
      expect(hash).toBe(
        createHash("sha256")
          .update(previous + canonical(rest as unknown as Json))
          .digest("hex"),
      );
      previous = hash;
    }
  }));

test("whatever an event holds, it is read back as it was and the chain verifies", () =>
  onBenchTop(async ({ writer, ledger, database }) => {
    const text = fc.string({ unit: "grapheme", maxLength: 20 });
    const plain = fc.dictionary(
      text.filter((key) => key !== "private" && key !== "__proto__"),
      fc.oneof(
        text,
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
        fc.boolean(),
        fc.constant(null),
        fc.array(text),
      ),
    );
    await fc.assert(
      fc.asyncProperty(plain, plain, text, async (data, secret, subject) => {
        const event = await writer.submit((transaction) =>
          transaction.append(note("", { data, private: secret, subject: `note:${subject}` })),
        );
        const read = ledger.at(event.seq);
        const { private: sealed, ...open } = read?.data ?? {};
        expect(open).toEqual(data);
        expect(sealed).toMatch(/^personal:/);
        expect(read && ledger.open(read)).toEqual(secret);
        expect(read?.subject).toBe(`note:${subject}`);
      }),
      { numRuns: 100 },
    );
    expect(verifyLedger(database)).toMatchObject({ ok: true, events: 100 });
  }));

test("personal words are nowhere in the stored bytes", () =>
  onBenchTop(async ({ writer, database }) => {
    await writer.submit((transaction) =>
      transaction.append(note("", { scope: "c_1", private: { name: "Ada Lovelace" } })),
    );
    const row = JSON.stringify(database.tuples("SELECT * FROM events")[0]);
    expect(row).not.toContain("Lovelace");
    expect(row).not.toContain(Buffer.from("Ada Lovelace").toString("base64").slice(0, 12));
  }));

test("ids ascend with the ledger: within a millisecond, across them, and after the clock went back", () =>
  onBenchTop(async ({ writer, ledger, clock }) => {
    const append = (many: number) =>
      writer.submit((transaction) => {
        for (let n = 0; n < many; n++) transaction.append(note("x"));
      });
    await append(50);
    clock.advance(7);
    await append(10);
    clock.advance(-3_600_000);
    await append(10);
    clock.advance(7_200_000);
    await append(10);
    const events = ledger.after(0, 1000);
    for (const [index, event] of events.entries()) {
      const before = events[index - 1];
      if (!before) continue;
      expect(event.id > before.id).toBe(true);
      expect(event.at).toBeGreaterThanOrEqual(before.at);
    }
    expect(new Set(events.map((event) => event.id)).size).toBe(80);
  }));

test("every event is found by its id, and an id that nobody has is not", () =>
  onBenchTop(async ({ writer, ledger, clock }) => {
    for (let batch = 0; batch < 6; batch++) {
      await writer.submit((transaction) => {
        for (let n = 0; n < 7; n++) transaction.append(note("x"));
      });
      clock.advance(batch % 2);
    }
    const events = ledger.after(0, 1000);
    for (const event of events) expect(ledger.byId(event.id)?.seq).toBe(event.seq);
    const [first, second] = events;
    for (const id of [
      "",
      "00000000-0000-7000-8000-000000000000",
      "ffffffff-ffff-7fff-bfff-ffffffffffff",
      `${first?.id.slice(0, -1)}g`,
      `${second?.id}0`,
    ])
      expect(ledger.byId(id)).toBeUndefined();
  }));

test("an event without a cause is its own workflow's root; one with a cause belongs to its cause's", () =>
  onBenchTop(async ({ writer, ledger }) => {
    await writer.submit((transaction) => {
      const root = transaction.append(note("root"));
      transaction.append(note("child", { causation: root.id, workflow: root.workflow }));
    });
    const [root, child] = ledger.after(0, 10);
    expect(root?.workflow).toBe(root?.id);
    expect(child).toMatchObject({ workflow: root?.id, causation: root?.id });
    expect(ledger.workflow(root?.id ?? "").map((event) => event.seq)).toEqual([1, 2]);
  }));

test("an event tells the version of the record it is about", () =>
  onBenchTop(async ({ writer }) => {
    const versions = await writer.submit((transaction) =>
      ["workspace", "workspace", "agent:a", "workspace"].map(
        (what) => transaction.append(pauseSet(what)).subjectVersion,
      ),
    );
    expect(versions).toEqual([1, 2, 1, 3]);
  }));

test("an event that can't be written down leaves no trace, even when its command goes on", () =>
  onBenchTop(async ({ writer, ledger, database }) => {
    await writer.submit((transaction) => {
      const bad = [pauseSet("a", "lone \ud800"), { ...pauseSet("b"), data: { what: "b", reason: "r", n: Number.NaN } }];
      for (const event of bad) expect(() => transaction.append(event)).toThrow(/canonical/);
      transaction.append(note("after"));
    });
    expect(ledger.after(0, 10).map((event) => event.type)).toEqual(["note.taken"]);
    expect(database.all("SELECT id FROM pauses")).toEqual([]);
    expect(verifyLedger(database)).toMatchObject({ ok: true, events: 1 });
  }));
