/**
 * Whether what a model wrote is fit to be shown as an answer: no gap left to fill in, no refusal, no address, link or
 * account that the house didn't give it, and no word of another client. The owner reads it all the same.
 * Before: model-answers.ts and model-loop.ts. After: the owner's card, or a question in its place.
 */
import type { Records } from "../kernel/fold.ts";
import { clients, FORGOTTEN, mergedScope } from "../records/client.ts";
import { addressesOf } from "../records/contact.ts";

export interface Trouble {
  readonly kind: "empty" | "refusal" | "gap" | "link" | "other-client";
  /** A sentence for the owner, or for the model that wrote it. */
  readonly says: string;
}

const LONGEST = 6000;
const GAP =
  /\[[^\]\n]*\p{L}[^\]\n]*\]|\{\{|\}\}|<\p{L}[^<>\n]{0,40}>|\b(?:X{3,}|TODO|TBD)\b|_{3,}|\((?:your|ihr|dein|the) name\)/iu;
const REFUSAL =
  /^\W*(?:i['’]m sorry|i am sorry|sorry)[,.]? (?:but )?i (?:can['’]?t|cannot|am unable to|won['’]t) (?:help|assist|comply|do that|provide|fulfil)|^\W*i (?:can['’]?t|cannot|am unable to) (?:help|assist|comply)|\b(?:as an ai|ai language model|als ki-|sprachmodell)\b|^\W*(?:tut mir leid, )?(?:ich kann|dabei kann ich)[^.\n]{0,30} nicht (?:weiter)?helfen/iu;
/** A scheme, a mail address, something with a well-known ending, an account number. */
const REACHES_OUT =
  /\bhttps?:\/\/[^\s<>"]+|\bwww\.[^\s<>"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b(?:[a-z0-9-]+\.)+(?:com|net|org|info|biz|io|co|app|dev|xyz|eu|de|at|ch|uk|fr|ru|cn|example)\b(?:\/\S*)?|\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}\b/giu;

/** How a letter ends; the house signs by itself. */
const CLOSING =
  /^(?:(?:kind|best|warm|many|with kind|with best|with warm)(?:est)? (?:regards|wishes|thanks)|regards|best|cheers|thanks|(?:yours )?sincerely(?: yours)?|yours (?:truly|faithfully)|(?:mit )?(?:freundlichen?|besten?|herzlichen?|vielen?|lieben?|schönen?) gr(?:ü|ue)(?:ß|ss)en?|gruß|lg|mfg|vg)(?: (?:aus|from) [\p{L} ]{2,30})?[,.!]?$/iu;
/** Lines below the closing words: a name, a company. */
const LONGEST_SIGNATURE = 3;

/** The letter without the closing words and the name that a model put below it all the same. */
export function withoutClosing(text: string): string {
  const lines = text.trimEnd().split("\n");
  const at = lines.findLastIndex((line) => CLOSING.test(line.trim()));
  const below = lines.slice(at + 1).filter((line) => line.trim() !== "");
  const isSignature = below.length <= LONGEST_SIGNATURE && below.every((line) => /^[^.?!]{1,60}$/.test(line.trim()));
  return at > 0 && isSignature ? lines.slice(0, at).join("\n").trimEnd() : text.trim();
}

/** What is wrong with a text, or `null`. `given`: all that the house itself said; what stands there may be repeated. */
export function troubleIn(text: string, about: { others: readonly string[]; given: string }): Trouble | null {
  const said = text.trim();
  if (said === "") return { kind: "empty", says: "There was no text in it." };
  if (said.length > LONGEST) return { kind: "gap", says: "It was far too long for a letter." };
  if (REFUSAL.test(said)) return { kind: "refusal", says: "It was no letter, but an excuse." };
  const gap = GAP.exec(said)?.[0];
  if (gap !== undefined) return { kind: "gap", says: `It left a gap to fill in: ${gap.slice(0, 40)}` };
  const given = about.given.toLowerCase();
  const strange = [...said.matchAll(REACHES_OUT)].map(([found]) => found.replace(/[.,;:!?)]+$/, ""));
  const unknown = strange.find((found) => !given.includes(found.toLowerCase()));
  if (unknown !== undefined)
    return { kind: "link", says: `It named an address or account that nobody gave it: ${unknown.slice(0, 60)}` };
  if (about.others.some((name) => names(said, name)))
    return { kind: "other-client", says: "It named another of your clients." };
  return null;
}

/**
 * The names of everybody else who is served, for `troubleIn`. Whoever has only written is left out: a stranger chooses
 * their own name, and could make every answer unusable by it.
 */
export function otherNames(records: Records, scope: string): string[] {
  const own = mergedScope(records, scope);
  const client = records.get(clients, own);
  const ours = [client?.name, client?.company, ...addressesOf(records, own).map((contact) => contact.name)]
    .filter((name) => typeof name === "string")
    .join("\n")
    .toLowerCase();
  return records
    .find(clients, "stage <> 'lead' AND merged_into IS NULL AND id <> ? ORDER BY id", [own])
    .flatMap((other) => [other.name, other.company ?? ""])
    .filter((name) => name.length >= 3 && name !== FORGOTTEN && !ours.includes(name.toLowerCase()));
}

/** A name of one word may be a word too, so its capitals count. */
function names(text: string, name: string): boolean {
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, /\s/.test(name) ? "iu" : "u").test(text);
}
