/**
 * What the owner's sentences are read against: who is known and by which names, the day it is, what is on the shelf.
 * Before: reception.ts. After: order-words.ts and question-words.ts, which read and look nothing up themselves.
 */
import type { Records } from "../../kernel/fold.ts";
import { type Client, clients, clientTitle, mergedScope } from "../../records/client.ts";
import { contacts, scopesOf } from "../../records/contact.ts";

export interface Known {
  /** Who can be meant; who was put together with another stands there no more. */
  readonly clients: ReadonlyArray<Pick<Client, "id" | "name" | "company">>;
  /** In a client's thread, that client: “they” is them. */
  readonly here: string | null;
  readonly now: number;
  /** The owner's zone, IANA. */
  readonly zone: string;
  /** ISO 4217: what a sum is in where nothing else is said. */
  readonly currency: string;
  /** The shelf, by name. */
  readonly actions: readonly string[];
  /** Whose an address is; `null` where it is nobody's or several clients'. */
  readonly scopeOfAddress: (address: string) => string | null;
}

export type Whom =
  | { readonly kind: "one"; readonly id: string; readonly title: string }
  | { readonly kind: "several"; readonly why: string }
  | { readonly kind: "nobody"; readonly why: string };

/** What is known now. `here`: the scope of the thread it is said in. */
export function knownFrom(
  records: Records,
  about: Pick<Known, "now" | "zone" | "currency" | "actions"> & { readonly here: string | null },
): Known {
  return {
    ...about,
    here: about.here === null ? null : mergedScope(records, about.here),
    clients: records.find(clients, "merged_into IS NULL AND stage <> 'forgotten' ORDER BY since, id"),
    scopeOfAddress(address) {
      const contact = records.get(contacts, address.toLowerCase());
      const scopes = contact ? scopesOf(records, contact) : [];
      return scopes.length === 1 ? (scopes[0] ?? null) : null;
    },
  };
}

const THEY = /^(this|that|they|them|he|him|she|her|it|this client|sie|ihnen|er|ihm|ihr|es|dieser kunde|diese kundin)$/i;
export const MAIN_ROOM = "Say it in the main room.";
const HONORIFIC = /^(the|herrn?|frau|mr|mrs|ms|dr)\.?\s+/i;
export const ADDRESS = /^[^\s@<>",;:]+@[^\s@<>",;:]+\.[^\s@<>",;:.]+$/;

/** Who is meant by these words, which are all of a name and nothing else: “Acme”, “Nora’s”, “nora@acme.example”, “they”. */
export function whom(words: string, known: Known): Whom {
  const text = words.trim().replace(/[,.!?]+$/, "");
  if (THEY.test(text))
    return known.here === null ? { kind: "nobody", why: `Say whom you mean by “${text}”.` } : one(known, known.here);
  if (ADDRESS.test(text)) {
    const scope = known.scopeOfAddress(text);
    return scope === null ? nobody(text) : one(known, scope);
  }
  const bare = text.replace(/['’]s?$/, "").replace(HONORIFIC, "");
  // “Noras Firma” is Nora's; but who is called Jonas is meant by Jonas.
  for (const name of [text, bare, ...(/\p{L}{3}s$/u.test(bare) ? [bare.slice(0, -1)] : [])]) {
    const found = called(name, known);
    const [first, ...others] = found;
    if (!first) continue;
    const client = others.length === 0 ? first : found.find((each) => each.id === known.here);
    if (client) return one(known, client.id);
    // In a client's thread nobody else is named.
    if (known.here !== null) return { kind: "several", why: `“${bare}” could be several. ${MAIN_ROOM}` };
    return { kind: "several", why: `“${bare}” could be ${found.map(clientTitle).join(" or ")}. Say which.` };
  }
  return nobody(bare || text);
}

/** Everybody whose whole name it is; failing that, of whose name it is a part, word by word. */
function called(name: string, known: Known): Array<Known["clients"][number]> {
  const wanted = wordsOf(name);
  if (wanted.length === 0) return [];
  const namesOf = (client: Known["clients"][number]) =>
    [client.name, client.company].flatMap((each) => (each ? [wordsOf(each)] : []));
  const same = (a: readonly string[], b: readonly string[]) => a.join(" ") === b.join(" ");
  const exact = known.clients.filter((client) => namesOf(client).some((words) => same(words, wanted)));
  if (exact.length > 0) return exact;
  return known.clients.filter((client) =>
    namesOf(client).some((words) => words.some((_, at) => same(words.slice(at, at + wanted.length), wanted))),
  );
}

/** The words of a name as they are compared: “Krämer” may be typed “Kraemer”, “René” may be typed “Rene”. */
export function wordsOf(name: string): string[] {
  const lower = name.normalize("NFC").toLowerCase();
  const plain = lower.replace(/[äöüß]/gu, (letter) => SPELLED[letter] ?? letter).normalize("NFD");
  return plain.replace(/\p{M}/gu, "").match(/[\p{L}\p{N}&+]+/gu) ?? [];
}

const SPELLED: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };

function one(known: Known, id: string): Whom {
  return { kind: "one", id, title: clientTitle(known.clients.find((client) => client.id === id)) };
}

function nobody(words: string): Whom {
  return { kind: "nobody", why: `Nobody here is called “${words}”. “who” lists who is known.` };
}
