/**
 * What is said when the owner asks for a comparison of the outside with the records.
 */
import { calledConnector } from "../../lib/called.ts";

export function comparingWords(connectors: readonly string[]): string {
  if (connectors.length === 0) return "There is nothing outside to compare with.";
  return `I'm comparing ${listed(connectors.map(calledConnector))} with what is on record. Whatever differs comes as a card.`;
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
