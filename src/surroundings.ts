/**
 * What the program uses of the process it runs in, handed in by name: so a verb can run anywhere, and tests run it beside them.
 * Before: cli.ts, which hands in the real process. After: command-line.ts, main.ts, verbs/.
 */
import type { Readable, Writable } from "node:stream";
import type { Guests } from "./agent/sandbox.ts";

export type Output = Writable & { readonly columns?: number; readonly isTTY?: boolean };

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Asked for only by who reads it: a process opens its input by that. */
  readonly input: () => Readable & { readonly isTTY?: boolean };
  readonly out: Output;
  readonly err: Output;
  /** Where package.json, agents/, policies/ and migrations/ lie. */
  readonly packageRoot: string;
  /** Where agents' scripts run; left out, in threads that each verb starts when it needs them, and ends. */
  readonly guests?: () => Guests;
  /** Ends the process, whatever it still waits for. */
  readonly leave: () => void;
}
