/**
 * Sentences about what is remembered: “remember that Acme pays in 14 days”, “always answer Acme formally”, “what do you know about
 * Acme?”, “forget fact BCDFG”. What is kept are the owner's words as they stand; whom they are about is read only where it is
 * certain, and asked otherwise.
 * Before: sentences.ts. After: memory-answers.ts, which carries it out.
 */
import { clientTitle } from "../../records/client.ts";
import type { FactKind } from "../../records/fact.ts";
import { type Known, MAIN_ROOM, whom, wordsOf } from "./known.ts";
import { ASKED, LEAD_IN, LEAD_OUT } from "./order-words.ts";

/** A client's id, or the house: everybody. */
type Keeper = string | "house";

export type Memory =
  | { readonly kind: "remember"; readonly keeper: Keeper; readonly text: string; readonly as: FactKind }
  /** It isn't certain whom it is about. */
  | {
      readonly kind: "which";
      readonly why: string;
      readonly text: string;
      readonly clients: ReadonlyArray<{ readonly id: string; readonly title: string }>;
    }
  | { readonly kind: "know"; readonly keeper: Keeper; readonly from: number }
  | { readonly kind: "instructions" }
  | { readonly kind: "forget"; readonly reference: string }
  | { readonly kind: "forget-words"; readonly text: string }
  | { readonly kind: "change"; readonly reference: string; readonly text: string }
  | { readonly kind: "unable"; readonly why: string };

const LONGEST = 700;
const KNOW =
  /^(?:what\s+(?:do|did|have)\s+(?:you|we|i)\s+(?:know|remember|learn(?:ed|t)?|kept?|noted?)\s+(?:about|of|for|on)|was\s+(?:wei(?:ß|ss)t\s+du|wissen\s+wir|wei(?:ß|ss)\s+ich|hast\s+du\s+dir)\s+(?:über|von|zu)|know)\s+(.+?)(?:\s+gemerkt)?(?:\s+from\s+(\d{1,4}))?$/iu;
const EVERYBODY =
  /^(?:me|myself|us|you|yourself|my\s+style|(?:the\s+)?house|every(?:body|one)|all(?:\s+(?:clients|work))?|mich|mir|uns|dich|dir|(?:das|dem|dies(?:es|em))\s+haus|alle[nr]?|alle\s+kunden)$/iu;
const INSTRUCTIONS =
  /^(?:(?:what\s+are|which\s+are|show(?:\s+me)?|list|was\s+sind|welche\s+sind|zeige?(?:\s+mir)?|nenne?(?:\s+mir)?)\s+)?(?:(?:your|my|our|the|all|deine|meine|unsere|die|alle)\s+)*(?:standing\s+instructions?|(?:stehende[nr]?\s+|dauer)anweisungen)$/iu;
const FORGET = /^(?:forget|vergiss|vergesse)\s+(?:the\s+|den\s+)?fa(?:ct|kt)\s+(\S+)$/iu;
const FORGET_WORDS = /^(?:forget|vergiss|vergesse)(?:\s+that|,?\s+dass|\s*:)\s+([\s\S]+)$/iu;
const CHANGE =
  /^(?:change|ändere?|aendere?)\s+(?:the\s+|den\s+)?fa(?:ct|kt)\s+(\S+)(?:\s+(?:to|in|zu|auf)(?:\s*:)?(?:\s+([\s\S]+))?)?$/iu;

const REMEMBER = /^(?:remember|keep\s+in\s+mind|bear\s+in\s+mind|merke?\s+dir|merk['’]\s*dir)(?!\p{L})\s*([\s\S]*)$/iu;
/** Words that mean other things, too, unless “that” or a colon follows. */
const NOTE =
  /^(?:note|make\s+a\s+note|notiere?(?:\s+dir)?|denke?\s+(?:bitte\s+)?daran|behalte?(?:\s+im\s+kopf)?)(?=\s*:|\s+that\s|,?\s+dass\s)\s*([\s\S]*)$/iu;
const FOR = /^(?:for|about|für|über|zu)\s+([^:\n]{1,80}?)\s*(?::|,?\s+(?:that|dass)\s)\s*([\s\S]+)$/iu;
const THAT = /^(?::|please\b|bitte\b|,?\s*(?:that|dass)(?=\s)|,)\s*/iu;
const STANDING =
  /^(?:always|never|from\s+now\s+on|in\s+(?:the\s+)?future|going\s+forward|do(?:n['’]?t|\s+not)\s+ever|immer|nie(?:mals)?|ab\s+(?:jetzt|sofort|heute|nun)|von\s+(?:jetzt|nun)\s+an|künftig|zukünftig|in\s+zukunft)(?!\p{L})[,:]?\s+\S/iu;
const STANDING_FOR =
  /^(?:(?:always|immer)\s+)?(?:for|with|für|bei|mit)\s+([^:,\n]{1,60}?)[,:]?\s+((?:always|never|from\s+now\s+on|immer|nie(?:mals)?)(?!\p{L})[\s\S]+)$/iu;
const ALWAYS_FOR = /^(?:always|immer)\s+(?:for|für)\s+([^:\n]{1,60}?)\s*:\s*([\s\S]+)$/iu;
const NEVER_MIND = /^never\s*mind/iu;
const ASKING = /^(?:me|when|how|what|who|why|wie|was|wer|wann|warum|mich)(?!\p{L})/iu;

/** Reads such a sentence; `null` where it is none. */
export function readMemory(line: string, known: Known): Memory | null {
  const begun = line.trim().replace(LEAD_IN, "");
  const text = begun.replace(ASKED, "").trim();
  if (text === "" || text.length > LONGEST) return null;
  return readQuestion(text, known) ?? readChange(text) ?? (/\?\s*$/u.test(text) ? null : readRemember(text, known));
}

function readQuestion(text: string, known: Known): Memory | null {
  const asked = text.replace(/[?!.\s]+$/u, "").replace(/\s+/g, " ");
  if (INSTRUCTIONS.test(asked)) return { kind: "instructions" };
  const [match, name = "", from] = KNOW.exec(asked) ?? [];
  if (match === undefined) return null;
  const keeper = keeperNamed(name, known);
  if ("why" in keeper) return { kind: "unable", why: keeper.why };
  return { kind: "know", keeper: keeper.id, from: Math.max(1, Number(from ?? 1)) };
}

function readChange(text: string): Memory | null {
  const bare = text.replace(/[!.\s]+$/u, "");
  const forget = FORGET.exec(bare)?.[1];
  if (forget !== undefined) return { kind: "forget", reference: forget };
  const words = FORGET_WORDS.exec(text)?.[1];
  if (words !== undefined) return { kind: "forget-words", text: unquoted(words) };
  const [match, reference = "", to = ""] = CHANGE.exec(text) ?? [];
  return match === undefined ? null : { kind: "change", reference, text: unquoted(to) };
}

function readRemember(line: string, known: Known): Memory | null {
  const text = line.replace(LEAD_OUT, "").trim();
  if (NEVER_MIND.test(text)) return null;
  const [forWhom, named = "", rule = ""] = ALWAYS_FOR.exec(text) ?? STANDING_FOR.exec(text) ?? [];
  if (forWhom !== undefined) return keptFor(named, rule, known);
  if (STANDING.test(text)) return kept(text, known);
  const told = REMEMBER.exec(text)?.[1] ?? NOTE.exec(text)?.[1];
  if (told === undefined) return null;
  return readTold(told.trim(), known);
}

/** What stands behind “remember”. */
function readTold(told: string, known: Known): Memory | null {
  const [match, named = "", words = ""] = FOR.exec(told) ?? [];
  if (match !== undefined) return keptFor(named, words, known);
  const duty = /^to\s+(?:(always|never)\s+)?/iu.exec(told);
  if (duty && duty[1] === undefined)
    return {
      kind: "unable",
      why: "I can't remind you of things to do yet. What I can keep are facts and rules: “remember that Acme pays in 14 days”, “always answer Acme formally”.",
    };
  const marked = THAT.test(told);
  const text = unquoted(duty ? told.replace(/^to\s+/iu, "") : told.replace(THAT, ""));
  // “remember me”, “remember when …” are no facts; “remember: …” is, whatever follows.
  if (!marked && ASKING.test(text)) return null;
  if (text.split(/\s+/u).length < 2)
    return { kind: "unable", why: "Say what I am to remember: “remember that Acme pays in 14 days”." };
  return kept(text, known);
}

/** Whom it is for was said by name. */
function keptFor(name: string, words: string, known: Known): Memory {
  const text = unquoted(words);
  const keeper = keeperNamed(name, known);
  if ("why" in keeper) return { kind: "unable", why: keeper.why };
  return { kind: "remember", keeper: keeper.id, text, as: kindOf(text) };
}

function kept(text: string, known: Known): Memory {
  const as = kindOf(text);
  const { certain, possible } = named(text, known);
  if (known.here !== null) {
    const other = certain.find((id) => id !== known.here);
    if (other !== undefined) return { kind: "unable", why: `That is about another client. ${MAIN_ROOM}` };
    return { kind: "remember", keeper: known.here, text, as };
  }
  const [only, second] = certain;
  if (only !== undefined && second === undefined) return { kind: "remember", keeper: only, text, as };
  const candidates = certain.length > 0 ? certain : possible;
  const options = candidates.map((id) => ({ id, title: titleOf(id, known) }));
  if (options.length > 0) {
    const titles = options.map((one) => one.title).join(", of ");
    return { kind: "which", why: `Is that only of ${titles}, or for everybody?`, text, clients: options };
  }
  const stranger = STRANGER.exec(text)?.[1];
  if (stranger !== undefined && !NO_NAME.test(stranger))
    return {
      kind: "which",
      why: `Nobody here is called “${stranger}”, so I don't know whom that is about.`,
      text,
      clients: [],
    };
  return { kind: "remember", keeper: "house", text, as };
}

function keeperNamed(name: string, known: Known): { readonly id: Keeper } | { readonly why: string } {
  const words = name.trim();
  if (EVERYBODY.test(words)) return { id: "house" };
  // What a button of ours says.
  if (known.clients.some((client) => client.id === words)) return { id: words };
  const found = whom(words, known);
  return found.kind === "one" ? { id: found.id } : { why: found.why };
}

const RULE = /(?<!\p{L})(?:always|never|must|from\s+now\s+on|immer|nie|niemals|muss|müssen)(?!\p{L})/iu;
const TASTE =
  /(?<!\p{L})(?:likes?|loves?|prefers?|hates?|dislikes?|wants?|would\s+rather|favou?rs?|mag|mögen|bevorzugt|bevorzugen|möchten?|lieber|ungern|gerne?|wünscht)(?!\p{L})/iu;

function kindOf(text: string): FactKind {
  if (STANDING.test(text) || RULE.test(text)) return "instruction";
  return TASTE.test(text) ? "preference" : "fact";
}

/** A name that nobody has, at the head of what only somebody does. */
const STRANGER =
  /^(\p{Lu}[\p{L}&.'-]*(?:\s+(?:&\s+)?\p{Lu}[\p{L}&.'-]*){0,3})\s+(?:pays|likes|loves|prefers|hates|dislikes|wants|needs|has|is|uses|expects|does|always|never|zahlt|mag|will|möchte|bevorzugt|hat|ist|braucht|nutzt|hasst|erwartet)(?!\p{L})/u;
const NO_NAME =
  /^(?:the|a|an|we|i|my|our|your|you|they|he|she|it|this|that|these|those|every(?:body|one|thing)?|nobody|each|no|all|there|what|who|der|die|das|den|dem|ein|eine|einen|wir|ich|unser\p{L}*|mein\p{L}*|es|er|sie|jede\p{L}*|alle\p{L}*|niemand|kein\p{L}*|dies\p{L}*)(?!\p{L})/iu;

/** After these a single name is whom it is about: “answer Nora formally”. */
const TOWARDS =
  /(?:^|[\s,:])(?:answer|write(?:\s+to)?|call|tell|address|treat|greet|send|invoice|bill|remind|ask|for|to|from|antworte|schreibe?|rufe?|sage?|behandle|grüße|sende|schicke?|sieze?|duze?|für|an|bei|von)\s+(?:herrn?\s+|frau\s+|mr\.?\s+|mrs\.?\s+|ms\.?\s+)?$/iu;
/** A name that is signed with is nobody's one writes to. */
const SIGNING = /(?:sign|signature|regards|unterschr|unterzeichn|signier|gru(?:ß|ss)|grüß)/iu;
const MOST_WORDS = 4;

/**
 * Who is named. Certain: by a whole name or two words of one, or by one word where only whom it is about can stand. Possible: by
 * a word that may be a name.
 */
function named(text: string, known: Known): { readonly certain: string[]; readonly possible: string[] } {
  const certain = new Set<string>();
  const possible = new Set<string>();
  const words = [...text.matchAll(/\S+/gu)];
  for (let at = 0; at < words.length; at++)
    for (let count = Math.min(MOST_WORDS, words.length - at); count > 0; count--) {
      const first = words[at];
      const part = words.slice(at, at + count).map(([word]) => word);
      const found = first ? whoseName(part.join(" "), known) : null;
      if (!first || !found) continue;
      const before = text.slice(0, first.index);
      const stands = at === 0 || TOWARDS.test(before);
      const sure = found.clients.length === 1 && (found.whole || stands) && !SIGNING.test(before);
      for (const id of found.clients) (sure || (found.whole && !SIGNING.test(before)) ? certain : possible).add(id);
      at += count - 1;
      break;
    }
  return { certain: [...certain], possible: [...possible].filter((id) => !certain.has(id)) };
}

/** Clients whose name it is. `whole`: it can mean nobody else. A part of a name must be written as a name. */
function whoseName(
  phrase: string,
  known: Known,
): { readonly clients: readonly string[]; readonly whole: boolean } | null {
  const text = phrase.replace(/[,.;:!?"”)]+$/u, "").replace(/^["“(]+/u, "");
  const bare = text.replace(/['’]s?$/u, "");
  for (const name of [text, bare, ...(/\p{L}{4}s$/u.test(bare) ? [bare.slice(0, -1)] : [])]) {
    const wanted = wordsOf(name).join(" ");
    if (wanted.length < 2) continue;
    const having = (fits: (words: string) => boolean) =>
      known.clients
        .filter((client) => [client.name, client.company].some((own) => own !== null && fits(wordsOf(own).join(" "))))
        .map((client) => client.id);
    const whole = having((own) => own === wanted && (wanted.length > 3 || /^\p{Lu}/u.test(name)));
    if (whole.length > 0) return { clients: whole, whole: wanted.includes(" ") || isCompany(whole, wanted, known) };
    const part = having((own) => ` ${own} `.includes(` ${wanted} `));
    if (part.length > 0 && /^\p{Lu}/u.test(name)) return { clients: part, whole: wanted.includes(" ") };
  }
  return null;
}

const OF_THE_CALENDAR =
  /^(?:january|february|march|april|may|june|july|august|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day)$/u;

/** One word that is all of a company's name means it anywhere; that of a person may be another's, or a month's. */
function isCompany(ids: readonly string[], wanted: string, known: Known): boolean {
  const named = known.clients.filter(({ id, company }) => ids.includes(id) && company !== null);
  return !OF_THE_CALENDAR.test(wanted) && named.some(({ company }) => wordsOf(company ?? "").join(" ") === wanted);
}

function titleOf(id: string, known: Known): string {
  return clientTitle(known.clients.find((client) => client.id === id));
}

function unquoted(text: string): string {
  const [, inner] = /^["“„«]([^"“”„«»]*)["”“»]\.?$/u.exec(text.trim()) ?? [];
  return (inner ?? text).trim();
}
