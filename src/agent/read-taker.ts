/**
 * What intake asks before it asks the owner: which agent takes a message of these classes.
 * Before: read-work.ts. After: records/taker.ts.
 */
import { standingOf, takerOf } from "../records/taker.ts";
import type { ReadableKind } from "./readable.ts";

export const TAKER: ReadableKind = {
  resource: "Client",
  sentence: "read who takes a message of the client",
  read({ records, scope }, { classes }) {
    const named = Array.isArray(classes) ? classes.map(String) : [];
    return { value: takerOf(named, standingOf(records, scope)) };
  },
};
