/**
 * The one seam to the database: what can't be stored as it is, is refused; the write lock is taken first and always freed.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Database, type Value } from "../../src/store/database.ts";

function withFile(work: (path: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "atelier-store-"));
  try {
    work(join(folder, "test.db"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function withTable(work: (database: Database) => void): void {
  withFile((path) => {
    const database = new Database({ path });
    try {
      database.script("CREATE TABLE things (id INTEGER PRIMARY KEY, whole INTEGER, some REAL, words TEXT, bytes BLOB)");
      work(database);
    } finally {
      database.close();
    }
  });
}

test("what the driver would change or crash on is refused, and nothing is written", () =>
  withTable((database) => {
    const traps: Record<string, unknown> = {
      true: true,
      false: false,
      undefined: undefined,
      "a Date": new Date(0),
      "2^53": 2 ** 53,
      "-2^53": -(2 ** 53),
      "a number beyond": 1e300,
      NaN: Number.NaN,
      Infinity: Number.POSITIVE_INFINITY,
      "a bigint": 5n,
      "a symbol": Symbol("s"),
      "an object": { a: 1 },
      "a list": [1],
      "a function": () => 1,
      "an ArrayBuffer": new ArrayBuffer(4),
    };
    for (const [name, value] of Object.entries(traps)) {
      expect(() => database.run("INSERT INTO things (words) VALUES (?)", [value as Value]), name).toThrow(/value 1 is/);
      expect(() => database.get("SELECT ?", [value as Value]), name).toThrow(/value 1 is/);
      expect(() => database.all("SELECT ?", ["", value as Value].slice(1)), name).toThrow(/value 1 is/);
      expect(() => database.tuples("SELECT ?", [value as Value]), name).toThrow(/value 1 is/);
    }
    expect(database.all("SELECT id FROM things")).toEqual([]);
  }));

test("a refused value is named by its place", () =>
  withTable((database) => {
    const insert = () => database.run("INSERT INTO things (whole, words) VALUES (?, ?)", [1, true as unknown as Value]);
    expect(insert).toThrow("value 2 is a boolean: give a string, a number, null or bytes");
  }));

test("a lone buffer is stored as its bytes", () =>
  withTable((database) => {
    const bytes = Buffer.from([0, 1, 2, 255]);
    database.run("INSERT INTO things (bytes) VALUES (?)", [bytes]);
    database.run("INSERT INTO things (bytes) VALUES (?)", [new Uint8Array(0)]);
    const rows = database.all<{ bytes: Uint8Array }>("SELECT bytes FROM things ORDER BY id");
    expect(rows.map((row) => Buffer.from(row.bytes))).toEqual([bytes, Buffer.alloc(0)]);
  }));

test("whatever is accepted is read back as it was, by every way of reading", () =>
  withTable((database) => {
    // A text ends at its first NUL for SQLite's own functions, but not here.
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc
          .double({ noNaN: true, noDefaultInfinity: true })
          .filter((n) => !Number.isInteger(n) || Number.isSafeInteger(n)),
        fc.string({ unit: "grapheme" }),
        fc.uint8Array(),
        (whole, some, words, bytes) => {
          database.run("DELETE FROM things");
          database.run("INSERT INTO things (id, whole, some, words, bytes) VALUES (1, ?, ?, ?, ?)", [
            whole,
            some,
            words,
            bytes,
          ]);
          const sql = "SELECT whole, some, words, bytes FROM things WHERE id = ?";
          const rows = [database.get(sql, [1]), database.all(sql, [1])[0]];
          for (const row of rows) {
            expect(Object.keys(row ?? {})).toEqual(["whole", "some", "words", "bytes"]);
            expect(row?.whole).toBe(whole);
            expect(Number(row?.some)).toEqual(some === 0 ? 0 : some);
            expect(row?.words).toBe(words);
            expect(Buffer.from(row?.bytes as Uint8Array)).toEqual(Buffer.from(bytes));
          }
          expect(database.tuples(sql, [1])[0]?.slice(0, 3)).toEqual([whole, some === 0 ? 0 : some, words]);
        },
      ),
      { numRuns: 200 },
    );
  }));

test("what a transaction throws rolls back all of it and is thrown on", () =>
  withTable((database) => {
    const error = new Error("mine");
    const work = () => {
      database.run("INSERT INTO things (words) VALUES ('a')");
      throw error;
    };
    expect(() => database.transact(work)).toThrow(error);
    expect(database.inTransaction).toBe(false);
    expect(database.all("SELECT id FROM things")).toEqual([]);
    expect(database.transact(() => database.run("INSERT INTO things (words) VALUES ('b')"))).toBe(1);
  }));

test("two connections: the second sees nothing before the commit, and waits for the write lock before it reads", () =>
  withFile((path) => {
    const [one, two] = [new Database({ path }), new Database({ path })];
    try {
      one.script("CREATE TABLE things (id INTEGER PRIMARY KEY, n INTEGER)");
      one.run("INSERT INTO things (id, n) VALUES (1, 0)");
      two.script("PRAGMA busy_timeout = 50");
      one.transact(() => {
        one.run("UPDATE things SET n = 1");
        expect(two.get("SELECT n FROM things")).toEqual({ n: 0 });
        let began = false;
        const second = () =>
          two.transact(() => {
            began = true;
          });
        expect(second).toThrow(/locked|busy/i);
        expect(began).toBe(false);
        expect(two.inTransaction).toBe(false);
      });
      // Read, then write: begun as a reader, the second write would fail whatever the timeout.
      for (const database of [one, two])
        database.transact(() => {
          const { n } = database.get<{ n: number }>("SELECT n FROM things") ?? { n: -1 };
          database.run("UPDATE things SET n = ?", [n + 1]);
        });
      expect(one.get("SELECT n FROM things")).toEqual({ n: 3 });
    } finally {
      one.close();
      two.close();
    }
  }));

test("closing with a transaction open frees the lock and keeps nothing of it", () =>
  withFile((path) => {
    const one = new Database({ path });
    one.script("CREATE TABLE things (id INTEGER PRIMARY KEY)");
    one.run("BEGIN IMMEDIATE");
    one.run("INSERT INTO things (id) VALUES (1)");
    one.close();
    one.close();
    const two = new Database({ path });
    try {
      two.script("PRAGMA busy_timeout = 0");
      two.transact(() => two.run("INSERT INTO things (id) VALUES (2)"));
      expect(two.all("SELECT id FROM things")).toEqual([{ id: 2 }]);
    } finally {
      two.close();
    }
  }));

test("a closed connection says so, instead of taking the process down", () =>
  withFile((path) => {
    const database = new Database({ path });
    database.close();
    expect(database.inTransaction).toBe(false);
    for (const use of [
      () => database.run("CREATE TABLE things (id INTEGER)"),
      () => database.all("SELECT 1"),
      () => database.transact(() => 1),
    ])
      expect(use).toThrow("not open");
  }));

test("another process's commit shows in the data version, one's own does not", () =>
  withFile((path) => {
    const [one, two] = [new Database({ path }), new Database({ path })];
    try {
      one.script("CREATE TABLE things (id INTEGER PRIMARY KEY)");
      const before = two.dataVersion();
      expect(two.dataVersion()).toBe(before);
      one.run("INSERT INTO things (id) VALUES (1)");
      const after = two.dataVersion();
      expect(after).not.toBe(before);
      two.run("INSERT INTO things (id) VALUES (2)");
      expect(two.dataVersion()).toBe(after);
    } finally {
      one.close();
      two.close();
    }
  }));

test("what protects the owner's data is switched on", () =>
  withTable((database) => {
    const pragma = (name: string) => Object.values(database.get(`PRAGMA ${name}`) ?? {})[0];
    expect(pragma("journal_mode")).toBe("wal");
    expect(pragma("synchronous")).toBe(2);
    expect(pragma("foreign_keys")).toBe(1);
    expect(pragma("secure_delete")).toBe(1);
    expect(pragma("trusted_schema")).toBe(0);
  }));

test("a connection for reading writes nothing", () =>
  withFile((path) => {
    new Database({ path }).close();
    const reader = new Database({ path, readonly: true });
    try {
      expect(() => reader.run("CREATE TABLE things (id INTEGER)")).toThrow();
    } finally {
      reader.close();
    }
  }));
