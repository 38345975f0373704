/**
 * Clients that were brought in together from one file. What the file said of all of them stands in a scope of its own, the
 * import's, and is forgotten with the first of them: so it has to be known from a client which import that was.
 */
import { hash } from "node:crypto";
import type { Records } from "../kernel/fold.ts";
import { intents } from "../kernel/intent.ts";

export const IMPORT = "company.import";
/** Of 32 hexadecimal digits the first name the import, the last the place in it. */
const OWN_DIGITS = 20;

/** The id, and the scope, of the client at this place of an import. `key`: the wish's own. */
export function importedClient(key: string, place: number): string {
  return `c_${beginning(key)}${place.toString(16).padStart(32 - OWN_DIGITS, "0")}`;
}

/** The scopes of the imports that brought these clients. */
export function importScopesOf(records: Records, clients: readonly string[]): string[] {
  return records
    .find(intents, "action = ? AND state = 'executed' ORDER BY seq", [IMPORT])
    .filter(({ id }) => clients.some((client) => client.startsWith(`c_${beginning(`${id}.0`)}`)))
    .map(({ scope }) => scope);
}

function beginning(key: string): string {
  return hash("sha256", key, "hex").slice(0, OWN_DIGITS);
}
