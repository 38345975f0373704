/**
 * Whether mail that would leave by itself waits: since a complaint or a notice until the owner lets it go on, and as long as the
 * owner has not said what a message is that may be one.
 * Before: charter.ts. After: kernel/assess.ts, which hands it to the rules as `held`.
 */
import type { Records } from "../kernel/fold.ts";
import { intents } from "../kernel/intent.ts";
import { clients, mergedScope } from "./client.ts";
import { scopesOfClient } from "./fact.ts";

export function isHeld(records: Records, scope: string): boolean {
  const client = records.get(clients, mergedScope(records, scope));
  if (!client) return false;
  if (client.held > 0) return true;
  const scopes = scopesOfClient(records, client.id);
  const places = scopes.map(() => "?").join(",");
  return (
    records.find(
      intents,
      `scope IN (${places}) AND state IN ('submitted','asked') AND action = 'owner.ask'
       AND about IN (SELECT id FROM mails WHERE scope IN (${places}) AND instr(classes, 'grave') > 0) LIMIT 1`,
      [...scopes, ...scopes],
    ).length > 0
  );
}
