/**
 * What models have cost, summed: every settled call counts under the keys it was reserved for (its day, month, agent, client,
 * matter, run), and under those the costs view is read from. Folded from the ledger, so it can be made anew from there.
 */
import type { Folded, RecordKind, RecordRow, Records } from "../kernel/fold.ts";
import { clients, clientTitle, mergedScope } from "./client.ts";

export interface Spend extends RecordRow {
  /** `day:2026-11-24`, `agent:intake:2026-11-24`, `model:gpt-5:2026-11`, `client:c_…` for ever, `all` … */
  readonly id: string;
  /** Micro-dollars, settled. */
  readonly micros: number;
  readonly calls: number;
  readonly tokens_in: number;
  readonly tokens_out: number;
  /** Micro-dollars that the provider's cache, and the batch, took off the price. */
  readonly saved_cache: number;
  readonly saved_batch: number;
  /** What the owner was told of this quota: 0 nothing, 1 that it nears its end, 2 that it is reached. */
  readonly told: number;
}

export const spends: RecordKind<Spend> = {
  table: "spends",
  id: "id",
  columns: ["id", "version", "micros", "calls", "tokens_in", "tokens_out", "saved_cache", "saved_batch", "told"],
  on: {
    "model.called": {
      rows: (event) => keysOf(event),
      evolve: (row, { data }, id) => {
        const before = row ?? empty(id);
        return {
          ...before,
          micros: before.micros + Number(data.micros),
          calls: before.calls + 1,
          tokens_in: before.tokens_in + Number(data.tokensIn ?? 0),
          tokens_out: before.tokens_out + Number(data.tokensOut ?? 0),
          saved_cache: before.saved_cache + Number(data.savedCache ?? 0),
          saved_batch: before.saved_batch + Number(data.savedBatch ?? 0),
        };
      },
    },
    "quota.neared": tells(1),
    "quota.reached": tells(2),
  },
};

/** The client for whom a call inside `scope` is made, after merges; `null` where it is for nobody's (the house, say). */
export function clientBehind(records: Records, scope: string): { readonly id: string; readonly title: string } | null {
  const id = mergedScope(records, scope);
  const client = records.get(clients, id);
  return client ? { id, title: clientTitle(client) } : null;
}

function tells(told: number): (typeof spends.on)[string] {
  return {
    rows: (event) => [String(event.data.key)],
    evolve: (row, _, id) => ({ ...(row ?? empty(id)), told: Math.max(row?.told ?? 0, told) }),
  };
}

/** The keys the call was reserved for, and what follows from them. */
function keysOf({ data }: Pick<Folded, "data">): string[] {
  const keys = (data.keys ?? []) as readonly string[];
  const month = keys.find((key) => key.startsWith("month:"))?.slice("month:".length) ?? "";
  const ever = keys.filter((key) => key.startsWith("client:")).map((key) => key.slice(0, -(month.length + 1)));
  const agent = typeof data.agent === "string" ? [`agent:${data.agent}:${month}`] : [];
  return [...keys, "all", `model:${data.model}:${month}`, `purpose:${data.purpose}:${month}`, ...agent, ...ever];
}

function empty(id: string): Spend {
  return { id, version: 0, micros: 0, calls: 0, tokens_in: 0, tokens_out: 0, saved_cache: 0, saved_batch: 0, told: 0 };
}
