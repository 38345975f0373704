/**
 * Many rows by few statements: prepared multi-row inserts, cached by size, for the writer's hot path.
 */
import type { Database, Value } from "./database.ts";

/** The most rows one statement takes; up to here there is one prepared statement for each number of rows. */
const MOST_ROWS = 64;

/** Inserts `rows` (each in the order of `columns`) into `table`, with `suffix` (an ON CONFLICT clause) if given. */
export function insertRows(
  database: Database,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
  suffix = "",
): void {
  for (let at = 0; at < rows.length; at += MOST_ROWS) {
    const size = Math.min(MOST_ROWS, rows.length - at);
    const values: Value[] = [];
    for (let row = at; row < at + size; row++) for (const value of rows[row] ?? []) values.push(value);
    database.run(statement(table, columns, size, suffix), values);
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
