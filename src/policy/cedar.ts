/**
 * Cedar itself: four megabytes of WebAssembly, read and compiled when it is first asked something, because most verbs ask nothing.
 * Before: load.ts, access.ts, residual.ts. After: nothing.
 */
import { createRequire } from "node:module";
import type * as Cedar from "@cedar-policy/cedar-wasm/nodejs";

// Node remembers what it has loaded: asking again costs a look into a table.
const load = createRequire(import.meta.url);

export function cedar(): typeof Cedar {
  return load("@cedar-policy/cedar-wasm/nodejs");
}
