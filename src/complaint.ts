/**
 * What went wrong, in words a person can act on: no stack, no driver's jargon.
 * Before: command-line.ts and main.ts, which catch what nobody expected. After: nothing.
 */
import { AgentError } from "./agent/load.ts";
import { ConfigError } from "./config.ts";
import { messageOf } from "./lib/errors.ts";
import { PolicyError, problemLine } from "./policy/problem.ts";

const DAMAGED = "“verify” names the first event that doesn't fit; put your newest backup in its place.";

/** What the database and the disk say, and what it means here. */
const MEANINGS: ReadonlyArray<readonly [RegExp, string]> = [
  [
    /file is not a database/,
    "The database, or leader.lock beside it, is no database file. Put your newest backup in its place.",
  ],
  [/database disk image is malformed/, "The database is damaged. Put your newest backup in its place."],
  [
    /database or disk is full|ENOSPC/,
    "The disk is full. Make room; nothing was lost, and what was asked can be asked again.",
  ],
  [/attempt to write a readonly database|EROFS/, "The home can't be written: its disk or its database is read-only."],
  [/database is locked/, "Another program holds the database. Close it and try again."],
  [
    /unable to authenticate data/,
    `Something sealed can't be opened: it is damaged, or keys.jsonl is not this home's. ${DAMAGED}`,
  ],
  [/in JSON at position|Unexpected end of JSON/, `The ledger holds something unreadable. ${DAMAGED}`],
];

/** The lines to tell. */
export function complaint(error: unknown): string {
  if (error instanceof ConfigError) return error.lines.join("\n");
  if (error instanceof PolicyError) return error.problems.map(problemLine).join("\n");
  if (error instanceof AgentError) return error.problems.join("\n");
  const said = messageOf(error);
  return MEANINGS.find(([pattern]) => pattern.test(said))?.[1] ?? said;
}
