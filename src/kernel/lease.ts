/**
 * One leader: only who holds the lease ticks. The lease is an exclusive transaction on a sidecar file, which the
 * operating system frees when its holder dies: there is nothing to wait out after `kill -9`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import LibSql from "libsql";

export type Leadership =
  | { readonly kind: "leading"; release(): void }
  | { readonly kind: "taken"; readonly holder: string };

/** Takes the lease at `path` (a `.holder` file beside it names the process), or says who has it. */
export function takeLease(path: string, holder: string): Leadership {
  const connection = new LibSql(path);
  try {
    connection.exec("PRAGMA busy_timeout = 0");
    connection.exec("PRAGMA journal_mode = DELETE");
    connection.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    connection.close();
    if (error instanceof Error && /busy|locked/i.test(error.message))
      return { kind: "taken", holder: readHolder(path) };
    throw error;
  }
  writeFileSync(`${path}.holder`, holder);
  let held = true;
  return {
    kind: "leading",
    release() {
      if (!held) return;
      held = false;
      connection.exec("ROLLBACK"); // closed with an open transaction it would keep the lock
      connection.close();
    },
  };
}

function readHolder(path: string): string {
  try {
    return readFileSync(`${path}.holder`, "utf8").trim() || "another process";
  } catch {
    return "another process";
  }
}
