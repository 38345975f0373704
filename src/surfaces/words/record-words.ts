/**
 * Sentences that put records right: who is a client, what an address is, whose it is, how somebody is called.
 * Before: order-words.ts. After: actions/client-open.ts, contact-sort.ts, scope-merge.ts, record-correct.ts.
 */
import { ADDRESS, type Known, whom } from "./known.ts";
import type { Order } from "./order-words.ts";

/** Reads such an order; `null` where it is none. */
export function readRecordOrder(text: string, known: Known): Order | null {
  return readClient(text, known) ?? readSort(text, known) ?? readMerge(text, known) ?? readCorrection(text, known);
}

const CLIENT = [
  /^make\s+(.+?)\s+(?:into\s+)?(?:an?|my|our)\s+(?:new\s+)?client$/iu,
  /^make\s+an?\s+(?:new\s+)?client\s+(?:out\s+)?of\s+(.+)$/iu,
  /^(?:open|add|take)\s+(.+?)\s+as\s+(?:an?\s+|my\s+|our\s+)?(?:new\s+)?client$/iu,
  /^(.+?)\s+is\s+(?:now\s+(?:an?|my|our)\s+client|(?:an?|my|our)\s+client\s+now)$/iu,
  /^mache?\s+(.+?)\s+zu(?:m|r)\s+kund(?:en|in)$/iu,
  /^(.+?)\s+ist\s+(?:jetzt|nun)\s+(?:eine?\s+|unsere?\s+|meine?\s+)?kund(?:e|in)$/iu,
];

function readClient(text: string, known: Known): Order | null {
  const name = firstOf(CLIENT, text);
  if (name === null) return null;
  const found = whom(name, known);
  if (found.kind === "one") return { kind: "order", action: "client.open", client: found.id, params: {}, missing: [] };
  if (ADDRESS.test(name)) return sort(name, "client");
  return { kind: "unable", why: found.why };
}

const AS = [
  /^(?:sort|file|mark|list)\s+(\S+)\s+as\s+(?:an?\s+|my\s+|our\s+|the\s+)?(.+)$/iu,
  /^(?:sortiere?|ordne|markiere?)\s+(\S+)\s+als\s+(?:eine?n?\s+)?(.+?)(?:\s+ein)?$/iu,
];
const IS = [
  /^(\S+@\S+)\s+is\s+(?:an?\s+|my\s+|our\s+|the\s+)?(.+)$/iu,
  /^(\S+@\S+)\s+ist\s+(?:eine?\s+|meine?\s+|unsere?\s+|die\s+|das\s+)?(.+)$/iu,
];
const IGNORE = /^(?:ignore|ignoriere?)\s+(\S+@\S+)$/iu;
const KINDS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^(?:client|customer|kund(?:e|in))$/iu, "client"],
  [/^(?:supplier|vendor|lieferant(?:in)?)$/iu, "supplier"],
  [/^(?:accountant|bookkeeper|tax adviser|tax advisor|steuerberater(?:in)?|buchhalter(?:in)?)$/iu, "accountant"],
  [/^(?:authority|tax office|an authority|behörde|finanzamt|amt)$/iu, "authority"],
  [/^(?:private|friend|family|privat|freund(?:in)?|familie)$/iu, "private"],
  [/^(?:ignored?|spam|junk|advertising|werbung|ignorieren)$/iu, "ignore"],
];

function readSort(text: string, known: Known): Order | null {
  const ignored = IGNORE.exec(text)?.[1];
  if (ignored !== undefined) return sort(ignored, "ignore");
  const asked = pairOf(AS, text);
  const [address, words] = asked ?? pairOf(IS, text) ?? [];
  if (address === undefined || words === undefined) return null;
  const kind = KINDS.find(([pattern]) => pattern.test(words))?.[1];
  if (!ADDRESS.test(address))
    return kind !== undefined && whom(address, known).kind !== "nobody"
      ? { kind: "unable", why: `Say the mail address: “sort anna@example.com as ${kind}”.` }
      : null;
  if (kind !== undefined) return sort(address, kind);
  // “anna@x.de is on holiday” says nothing about what the address is.
  if (!asked) return null;
  const kinds = KINDS.map(([, name]) => name).join(", ");
  return { kind: "unable", why: `I can't sort an address as “${words}”. There are: ${kinds}.` };
}

function sort(address: string, kind: string): Order {
  return { kind: "order", action: "contact.sort", params: { address: address.toLowerCase(), kind }, missing: [] };
}

const BELONGS = [
  /^(.+?)\s+belongs?\s+to\s+(.+)$/iu,
  /^(\S+@\S+)\s+(?:is\s+part\s+of|works\s+for|works\s+at|is\s+from|is\s+with)\s+(.+)$/iu,
  /^(?:merge|file|put)\s+(\S+@\S+)\s+(?:into|with|to)\s+(.+)$/iu,
  /^(.+?)\s+gehört\s+(?:zu[mr]?\s+)?(.+)$/iu,
];

function readMerge(text: string, known: Known): Order | null {
  const [named, to] = pairOf(BELONGS, text) ?? [];
  if (named === undefined || to === undefined) return null;
  const from = whom(named, known);
  const into = whom(to, known);
  const isAddress = ADDRESS.test(named);
  // “the logo belongs to Acme” is about something else.
  if (from.kind === "nobody" && !isAddress) return null;
  if (from.kind === "several") return { kind: "unable", why: from.why };
  if (into.kind !== "one") return { kind: "unable", why: into.why };
  if (from.kind === "nobody")
    return {
      kind: "unable",
      why: `${named} is not on record, or is on record for several, so I can't file it with ${into.title}.`,
    };
  if (from.id === into.id) return { kind: "unable", why: `${named} is on record for ${into.title} already.` };
  return {
    kind: "order",
    action: "scope.merge",
    client: from.id,
    params: { from: from.id, into: into.id },
    missing: [],
  };
}

const FIELD =
  "company name|company|name|need|language|firmenname|firma|bedarf|anliegen|sprache|address|e-?mail(?: address)?|phone(?: number)?|adresse|telefon(?:nummer)?";
const FIELDS: Readonly<Record<string, string>> = {
  "company name": "company",
  company: "company",
  name: "name",
  need: "need",
  language: "language",
  firmenname: "company",
  firma: "company",
  bedarf: "need",
  anliegen: "need",
  sprache: "language",
};
const CHANGE = "correct|change|set|fix|update|korrigiere?|ändere?|aendere?|setze?|berichtige?";
/** In which group stand the client, the field and the right value. */
const CORRECTIONS: ReadonlyArray<readonly [RegExp, who: number, field: number, value: number]> = [
  [
    new RegExp(
      `^(?:${CHANGE})\\s+(?:the\\s+|den\\s+|die\\s+|das\\s+)?(${FIELD})\\s+(?:of|for|von)\\s+(.+?)\\s+(?:to|auf|in|zu)\\s+(.+)$`,
      "iu",
    ),
    2,
    1,
    3,
  ],
  [new RegExp(`^(?:${CHANGE})\\s+(.+?)(?:['’]s?|s)\\s+(${FIELD})\\s+(?:to|auf|in|zu)\\s+(.+)$`, "iu"), 1, 2, 3],
  [
    new RegExp(
      `^(?:the|der|die|das)\\s+(${FIELD})\\s+(?:of|von)\\s+(.+?)\\s+(?:is|should\\s+be|ist|heißt|heisst|lautet)\\s+(.+)$`,
      "iu",
    ),
    2,
    1,
    3,
  ],
  [
    new RegExp(
      `^(.+?)(?:['’]s?|s)\\s+(${FIELD})\\s+(?:is|should\\s+be|ist|heißt|heisst|lautet)\\s+(?:now\\s+|actually\\s+)?(.+)$`,
      "iu",
    ),
    1,
    2,
    3,
  ],
];
const LANGUAGES: ReadonlyArray<readonly [RegExp, string]> = [
  [/^(?:en|english|englisch)$/iu, "en"],
  [/^(?:de|german|deutsch)$/iu, "de"],
];

function readCorrection(text: string, known: Known): Order | null {
  for (const [pattern, who, which, value] of CORRECTIONS) {
    const match = pattern.exec(text);
    if (!match) continue;
    const named = match[who] ?? "";
    const found = whom(named, known);
    if (found.kind === "nobody")
      return /^(?:the|my|der|die|das|mein\p{L}*)(?!\p{L})/iu.test(named) ? null : { kind: "unable", why: found.why };
    if (found.kind === "several") return { kind: "unable", why: found.why };
    const field = FIELDS[(match[which] ?? "").toLowerCase()];
    if (field === undefined)
      return {
        kind: "unable",
        why: "What can be put right is a client's name, company, need and language; addresses come from their mail.",
      };
    return correction(found.id, field, match[value] ?? "", text);
  }
  return null;
}

function correction(client: string, field: string, words: string, text: string): Order {
  const [, value = words, reason = `You said: “${text}”.`] = /^(.+?),?\s+(?:because|weil)\s+(.+)$/iu.exec(words) ?? [];
  const right = value.trim().replace(/^["“„](.*)["”“]$/u, "$1");
  if (field !== "language") return ordered(right);
  const language = LANGUAGES.find(([pattern]) => pattern.test(right))?.[1];
  return language === undefined
    ? { kind: "unable", why: "I write English and German. Say one of the two." }
    : ordered(language);

  function ordered(to: string): Order {
    return { kind: "order", action: "record.correct", client, params: { field, value: to, reason }, missing: [] };
  }
}

function firstOf(patterns: readonly RegExp[], text: string): string | null {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return found.trim();
  }
  return null;
}

function pairOf(patterns: readonly RegExp[], text: string): readonly [string, string] | null {
  for (const pattern of patterns) {
    const [match, first = "", second = ""] = pattern.exec(text) ?? [];
    if (match !== undefined) return [first.trim(), second.trim()];
  }
  return null;
}
