/**
 * Many rows by few statements.
 */
import { expect, test } from "vitest";
import { Database } from "../../src/store/database.ts";
import { insertRows } from "../../src/store/insert.ts";

function withTable(work: (database: Database, statements: string[]) => void): void {
  const statements: string[] = [];
  const database = new Database({ path: ":memory:", probe: (point) => void statements.push(point) });
  try {
    database.script("CREATE TABLE things (id INTEGER PRIMARY KEY, words TEXT)");
    work(database, statements);
  } finally {
    database.close();
  }
}

const rows = (many: number) => Array.from({ length: many }, (_, id) => [id, `row ${id}`]);

test("however many rows there are, each is written once and in order", () =>
  withTable((database) => {
    for (const many of [0, 1, 2, 3, 5, 15, 16, 17, 63, 64, 65, 129, 300]) {
      database.run("DELETE FROM things");
      insertRows(database, "things", ["id", "words"], rows(many));
      expect(database.tuples("SELECT id, words FROM things ORDER BY rowid")).toEqual(rows(many));
    }
  }));

test("three hundred rows take a handful of statements", () =>
  withTable((database, statements) => {
    insertRows(database, "things", ["id", "words"], rows(300));
    expect(statements.length).toBeLessThan(12);
  }));

test("a row that is there already is changed, where the suffix says so", () =>
  withTable((database) => {
    insertRows(database, "things", ["id", "words"], rows(20));
    const suffix = "ON CONFLICT(id) DO UPDATE SET words = excluded.words";
    insertRows(
      database,
      "things",
      ["id", "words"],
      [
        [7, "new"],
        [21, "more"],
      ],
      suffix,
    );
    expect(database.tuples("SELECT words FROM things WHERE id IN (6, 7, 21) ORDER BY id")).toEqual([
      ["row 6"],
      ["new"],
      ["more"],
    ]);
    expect(() => insertRows(database, "things", ["id", "words"], [[7, "again"]])).toThrow();
  }));
