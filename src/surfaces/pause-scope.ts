/**
 * What can be paused, by the names the owner uses: everything, a client, an agent, a connector, an action, a model.
 * Before: desk.ts (what was said) and answers.ts (what is paused). After: kernel/pause.ts.
 */
import type { Records } from "../kernel/fold.ts";
import type { PauseScope } from "../kernel/pause.ts";
import { nearest } from "../lib/nearest.ts";
import { type Client, clients, clientTitle } from "../records/client.ts";

/** Names that exist besides those of clients; where a list is missing, any name is taken. */
export interface Pausable {
  readonly agent: readonly string[] | undefined;
  readonly connector: readonly string[] | undefined;
  readonly action: readonly string[];
  readonly model?: readonly string[];
}

/** The scope that the owner's words name, or why there is none. `client` finds one, or says why not. */
export function pauseScope(
  words: string,
  names: Pausable,
  client: (name: string) => Client | string,
): { readonly scope: PauseScope } | { readonly why: string } {
  const said = words.trim();
  if (/^(|workspace|everything|all|alles)$/i.test(said)) return { scope: "workspace" };
  if (/^(all )?models$/i.test(said)) return { scope: "models" };
  const [, kind = "", name = ""] = /^(client|agent|connector|action|model)\s*:\s*(.*)$/is.exec(said) ?? [];
  const type = kind.toLowerCase();
  if (type === "client") {
    const found = client(name);
    return typeof found === "string" ? { why: found } : { scope: `client:${found.id}` };
  }
  if (type === "agent" || type === "connector" || type === "action" || type === "model") {
    const candidates = names[type] ?? [name];
    const known = candidates.find((one) => one.toLowerCase() === name.toLowerCase());
    const guess = nearest(name, candidates);
    if (known) return { scope: `${type}:${known}` };
    return { why: `There is no ${type} “${name}”${guess ? `; did you mean “${guess}”?` : "."}` };
  }
  return {
    why: `I can't tell what to pause by “${said}”. Say nothing more for everything, or client:NAME, agent:NAME, connector:NAME, action:NAME or model:NAME.`,
  };
}

/** A scope as the owner calls it. */
export function pauseWords(scope: PauseScope, records: Records): string {
  const colon = scope.indexOf(":");
  const name = scope.slice(colon + 1);
  if (scope === "agents") return "the work of all agents";
  if (scope === "models") return "all models";
  if (colon < 0) return "everything";
  return scope.startsWith("client:")
    ? clientTitle(records.get(clients, name))
    : `the ${scope.slice(0, colon)} “${name}”`;
}
