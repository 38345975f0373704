/**
 * What the judge goes by: the world's truth, the workspace's books, and every mail that left.
 * Before: simulate.ts. After: judge.ts.
 */
import type { Workdays } from "../lib/workdays.ts";
import type { Agreement } from "./agreed.ts";
import type { Books } from "./books.ts";
import type { Letter } from "./letters.ts";
import type { Party } from "./people.ts";
import type { World } from "./world.ts";

/** One thing that went wrong, in a sentence. */
export type Wrong = string;

/** A letter with the moment at which it was there. */
export interface Sent {
  readonly letter: Letter;
  readonly at: number;
}

export interface Evidence {
  readonly world: World;
  readonly books: Books;
  readonly sent: readonly Sent[];
  readonly agreement: Agreement;
  readonly workdays: Workdays;
  /** When the simulation ended, ms UTC. */
  readonly endsAt: number;
  /** The first number that the company had to give. */
  readonly firstNumber: number;
  /** When the owner let held mail go on, by client. */
  readonly releases: readonly { readonly client: number; readonly at: number }[];
  /** Letters the owner approved: `CLIENT SUBJECT`, how many. */
  readonly approved: ReadonlyMap<string, number>;
  /** Due days of invoices that clients have on paper, by number. */
  readonly dueOn: ReadonlyMap<string, string>;
}

export function partiesByScope(world: World, books: Books): Map<string, Party> {
  const found = new Map<string, Party>();
  for (const [scope, addresses] of books.addresses)
    for (const address of addresses) {
      const party = world.partyAt(address);
      if (party) found.set(scope, party);
    }
  return found;
}
