/**
 * Where a folder was left off: a mark that moves on in the very transaction that records what was seen up to there.
 * Before: reading.ts says how far it came. After: connectors/marks.ts.
 */
import type { Transaction } from "../../kernel/writer.ts";
import { type MarkReader, markOf, setMark } from "../marks.ts";

export interface Place {
  /** The server's word that its numbers still mean the same; another one means they don't. */
  readonly validity: string;
  /** The lowest number that was not looked at. */
  readonly next: number;
  /** When the newest mail came in that lay there at the moment of connecting, by the server's clock; null: there was none. */
  readonly past: number | null;
  /** When the newest mail came in that was seen since. */
  readonly newest: number | null;
  /** Up to this number mail may have been taken under another one: it is recognised, or taken; null: nothing is looked at again. */
  readonly again: number | null;
}

const PREFIX = "place:";

export function placeIn(reader: MarkReader, connector: string, folder: string): Place | null {
  const text = markOf(reader, connector, PREFIX + folder);
  return text === null ? null : (JSON.parse(text) as Place);
}

/** Moves on from `from`, unless it isn't there (any more): then what came before was not recorded, and this must wait for it. */
export function moveOn(
  transaction: Transaction,
  connector: string,
  folder: string,
  { from, to }: { readonly from: Place | null; readonly to: Place },
): boolean {
  const stands = markOf(transaction, connector, PREFIX + folder);
  if (stands !== (from && JSON.stringify(from))) return false;
  setMark(transaction, connector, PREFIX + folder, JSON.stringify(to));
  return true;
}
