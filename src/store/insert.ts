/**
 * Many rows by few statements: prepared multi-row inserts, cached by size, for the writer's hot path.
 */
import type { Database, Value } from "./database.ts";

/** Rows go in by chunks of these sizes, so that only a handful of statements is ever prepared. */
const CHUNKS = [64, 32, 16, 8, 4, 2, 1] as const;

/** Inserts `rows` (each in the order of `columns`) into `table`, with `suffix` (an ON CONFLICT clause) if given. */
export function insertRows(
  database: Database,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
  suffix = "",
): void {
  let at = 0;
  for (const size of CHUNKS) {
    while (rows.length - at >= size) {
      const values: Value[] = [];
      for (let row = at; row < at + size; row++) for (const value of rows[row] ?? []) values.push(value);
      database.run(statement(table, columns, size, suffix), values);
      at += size;
    }
  }
}

const texts = new Map<string, string>();

function statement(table: string, columns: readonly string[], size: number, suffix: string): string {
  const name = `${table}/${size}/${suffix}`;
  let text = texts.get(name);
  if (!text) {
    const row = `(${columns.map(() => "?").join(",")})`;
    text = `INSERT INTO ${table} (${columns.join(",")}) VALUES ${Array(size).fill(row).join(",")} ${suffix}`;
    texts.set(name, text);
  }
  return text;
}
