/**
 * A question of the owner's, read into what has to be looked up: whose, what, and in which days. English and German, by rule.
 * Before: reception.ts, after words.ts could not read it. After: questions.ts, which answers it.
 */
import { languageOf } from "../../model/local/language.ts";
import { type Known, whom } from "./known.ts";
import { type Period, periodIn } from "./past-days.ts";
import { readSought } from "./search-words.ts";

/** Whose, and in which days. */
export interface Spanned {
  readonly scope: string | null;
  readonly period: Period | null;
}

/** `scope`: the one client it is about; `null`: it goes across clients, and is answered in the owner's own room only. */
export type Question = { readonly scope: string | null } & (
  | { readonly kind: "open" | "heard" | "who" | "fares" | "due" | "promised" | "meets" }
  | { readonly kind: "sent" | "wrote" | "paid" | "invoiced" | "happened"; readonly period: Period | null }
  /** What is open on invoices, or only what is overdue. */
  | { readonly kind: "owed"; readonly onlyOverdue: boolean }
  /** `surface`: where it was decided; `null`: anywhere. */
  | { readonly kind: "decided"; readonly period: Period | null; readonly surface: string | null }
  /** What was said about something, by the client or by anybody; or what a time was about. */
  | { readonly kind: "search"; readonly words: string; readonly by: "them" | "anybody"; readonly period: Period | null }
  | { readonly kind: "about"; readonly period: Period | null }
  /** It can't be answered, and why, in a sentence for the owner. */
  | { readonly kind: "unable"; readonly why: string }
);

type Kind = Exclude<Question["kind"], "unable" | "search" | "about">;

type Undated = "open" | "heard" | "who" | "fares" | "due" | "promised" | "meets";

/** What is asked of one client, and of nobody else. */
const OF_ONE: readonly Kind[] = ["open", "who", "heard", "wrote", "fares"];
/** What is told as it is now. */
const UNDATED: readonly Kind[] = ["open", "heard", "who", "fares", "due", "promised", "meets"];

const LONGEST = 400;
const LEAD_IN =
  /^(?:(?:hi|hey|hello|hallo|ok(?:ay)?|please|bitte|and|und|so)[,!.]?\s+|(?:can|could)\s+you\s+(?:please\s+)?(?:tell|show)\s+me\s+)+/iu;
const SHAPED =
  /^(?:did|does|do|has|have|had|is|are|was|were|what|what['’]s|who|whose|which|when|where|why|how|any|hat|haben|hast|habe|ist|sind|wer|wen|wem|was|wann|wie|wieviel|wo|warum|welche[rsnm]?)(?!\p{L})/iu;
/** What words.ts reads by itself. */
const QUEUE = /^(?:what\s+(?:waits|is\s+waiting)|what['’]s\s+waiting|was\s+wartet)(?:\s+(?:for\s+me|auf\s+mich))?$/iu;
const SURFACE = /\s+(?:on|in|via|at|auf|über|in)\s+(?:the\s+|der\s+)?(telegram|slack|console|konsole)(?!\p{L})/iu;
const EVERYBODY =
  /^(?:all|all\s+(?:of\s+them|clients)|everybody|everyone|people|clients|anybody|anyone|alle[nr]?|alle\s+kunden|jemand)$/iu;
const TAIL =
  /\s+(?:so\s+far|yet|already|recently|lately|last|now|in\s+total|altogether|right\s+now|at\s+the\s+moment|zuletzt|bisher|schon|gerade|insgesamt|noch)$/iu;
/** Whoever these are, they are no client. */
const US = /^(?:i|me|you|we|us|ich|mir|mich|du|dir|wir|uns)$/iu;

/** Each kind with its sentences; the group is whose it is, where the sentence has a place for that. */
const SENTENCES: ReadonlyArray<readonly [Kind, RegExp]> = [
  ["due", /^what(?:['’]?s|\s+is|\s+are)?\s+(?:still\s+)?(?:due|to\s+do|on\s+my\s+plate)(?:\s+(?:for|with)\s+(.+))?$/iu],
  ["due", /^what\s+(?:do|must|should|shall)\s+i\s+(?:have\s+to\s+|need\s+to\s+)?do(?:\s+(?:for|with)\s+(.+))?$/iu],
  ["due", /^was\s+(?:ist|steht)\s+(?:(?:bei|für)\s+(.+?)\s+)?(?:fällig|zu\s+tun|an)$/iu],
  ["due", /^was\s+muss\s+ich\s+(?:(?:für|bei)\s+(.+?)\s+)?(?:tun|machen|erledigen)$/iu],
  ["promised", /^what\s+(?:did|have)\s+(?:i|we)\s+promised?(?:\s+(?:to\s+)?(.+))?$/iu],
  ["promised", /^(?:which|what)\s+promises\s+(?:are\s+open|are\s+there)(?:\s+(?:to|with|for)\s+(.+))?$/iu],
  ["promised", /^was\s+(?:habe\s+ich|haben\s+wir)\s+(?:(.+?)\s+)?(?:versprochen|zugesagt)$/iu],
  ["fares", /^how\s+(?:is|are|does)\s+(.+?)\s+(?:doing|faring|getting\s+on|feel(?:ing)?)$/iu],
  ["fares", /^(?:is|are)\s+(.+?)\s+(?:happy|unhappy|at\s+risk|all\s+right|ok(?:ay)?)$/iu],
  ["fares", /^wie\s+(?:geht\s+es|geht['’]?s|läuft\s+es)\s+(?:mit\s+|bei\s+)?(.+)$/iu],
  ["meets", /^when\s+(?:do|will|shall)\s+(?:i|we)\s+(?:meet|see|talk\s+to|speak\s+(?:to|with))\s+(.+)$/iu],
  ["meets", /^(?:what|which)\s+meetings?\s+(?:do\s+i\s+have|are\s+(?:there|booked)|have\s+i)(?:\s+with\s+(.+))?$/iu],
  ["meets", /^when\s+is\s+(?:the|my)\s+(?:next\s+)?(?:meeting|call|check-?in)(?:\s+with\s+(.+))?$/iu],
  ["meets", /^wann\s+(?:treffe|treffen|sehe|sehen|spreche|sprechen)\s+(?:ich|wir)\s+(?:uns\s+)?(?:mit\s+)?(.+)$/iu],
  [
    "open",
    /^what(?:['’]?s|\s+is|\s+are)?\s+(?:still\s+)?(?:open|outstanding|pending|waiting)\s+(?:with|for|at|from|on)\s+(.+)$/iu,
  ],
  ["open", /^what\s+(?:still\s+)?waits\s+(?:for|with|from|at)\s+(.+)$/iu],
  ["open", /^(?:is\s+there\s+)?any(?:thing)?\s+(?:still\s+)?(?:open|waiting|pending)\s+(?:with|from|for|at)\s+(.+)$/iu],
  [
    "open",
    /^(?:where\s+are\s+we|where\s+do\s+we\s+stand|how\s+(?:do\s+things\s+stand|are\s+things|is\s+it\s+going))\s+with\s+(.+)$/iu,
  ],
  ["open", /^was\s+ist\s+(?:denn\s+)?(?:noch\s+)?(?:bei|mit|von)\s+(.+?)\s+(?:noch\s+)?offen$/iu],
  ["open", /^was\s+ist\s+(?:noch\s+)?offen\s+(?:bei|mit|von)\s+(.+)$/iu],
  ["open", /^(?:was\s+wartet\s+(?:bei|von)|wie\s+steht\s*(?:['’]s|\s+es)\s+(?:mit|um|bei))\s+(.+)$/iu],
  [
    "sent",
    /^what\s+(?:mails?\s+|letters?\s+)?(?:did|have)\s+(?:you|we|i)\s+(?:send|sent|write|written|answer(?:ed)?|say|said|tell|told)(?:\s+out)?(?:\s+to)?(?:\s+(.+))?$/iu,
  ],
  ["sent", /^what\s+(?:was|has\s+been|went)\s+(?:sent|out)(?:\s+to\s+(.+))?$/iu],
  [
    "sent",
    /^(?:did|have)\s+(?:you|we|i)\s+(?:already\s+)?(?:answer(?:ed)?|repl(?:y|ied)\s+to|wr(?:ite|itten)\s+to)\s+(.+)$/iu,
  ],
  [
    "sent",
    /^was\s+(?:hast\s+du|haben\s+wir|habe\s+ich)\s+(?:an\s+)?(.+?)\s+(?:geschickt|gesendet|geschrieben|geantwortet)$/iu,
  ],
  ["sent", /^was\s+(?:hast\s+du|haben\s+wir|habe\s+ich)\s+(?:geschickt|gesendet|verschickt|geschrieben)$/iu],
  [
    "heard",
    /^when\s+(?:did|have)\s+(?:i|we|you)\s+(?:last\s+)?(?:hear|heard|get\s+(?:a\s+)?(?:mail|word|message))\s+(?:from|of)\s+(.+)$/iu,
  ],
  ["heard", /^when\s+did\s+(.+?)\s+(?:last\s+)?(?:write|reply|answer|get\s+in\s+touch)$/iu],
  ["heard", /^wann\s+(?:habe\s+ich|haben\s+wir)\s+(?:zuletzt\s+)?(?:etwas\s+)?von\s+(.+?)\s+(?:etwas\s+)?gehört$/iu],
  ["heard", /^wann\s+hat\s+(.+?)\s+(?:sich\s+)?(?:geschrieben|geantwortet|gemeldet)$/iu],
  [
    "invoiced",
    /^(?:how\s+much|what)\s+(?:did|have)\s+(?:we|i|you)\s+(?:invoiced?|bill(?:ed)?|charged?)(?:\s+(?:to\s+)?(.+))?$/iu,
  ],
  ["owed", /^(?:how\s+much|what)\s+(?:does|do)\s+(.+?)\s+(?:still\s+)?owe(?:\s+(?:us|me))?$/iu],
  ["owed", /^who\s+(?:still\s+)?owes(?:\s+(?:us|me))?(?:\s+(?:any\s+)?money)?$/iu],
  [
    "owed",
    /^(?:what|who|which\s+invoices?)(?:['’]s|\s+is|\s+are)?\s+(?:still\s+)?(?:overdue|unpaid)(?:\s+(?:from|for|with|at|by)\s+(.+))?$/iu,
  ],
  [
    "owed",
    /^(?:what|which)\s+invoices?\s+(?:is|are)\s+(?:still\s+)?(?:open|outstanding)(?:\s+(?:from|for|with|at|by)\s+(.+))?$/iu,
  ],
  [
    "owed",
    /^(?:what\s+(?:is|are)\s+)?(?:the\s+)?(?:open|unpaid|overdue|outstanding)\s+invoices?(?:\s+(?:of|from|for|with)\s+(.+))?$/iu,
  ],
  [
    "invoiced",
    /^wie\s*viel\s+(?:haben\s+wir|habe\s+ich)\s+(?:(.+?)\s+)?(?:in\s+rechnung\s+gestellt|berechnet|abgerechnet|fakturiert)$/iu,
  ],
  ["owed", /^(?:wie\s*viel|was)\s+schuldet\s+(?:uns\s+|mir\s+)?(.+?)(?:\s+(?:uns|mir))?$/iu],
  ["owed", /^wer\s+schuldet\s+(?:uns|mir)(?:\s+(?:noch\s+)?geld)?(?:\s+noch)?$/iu],
  [
    "owed",
    /^(?:was|welche\s+rechnung(?:en)?)\s+(?:ist|sind)\s+(?:noch\s+)?(?:überfällig|unbezahlt|offen)(?:\s+(?:bei|von)\s+(.+))?$/iu,
  ],
  ["paid", /^(?:how\s+much|what)\s+(?:did|has|have)\s+(.+?)\s+(?:already\s+)?pa(?:y|id)(?:\s+(?:us|me))?$/iu],
  ["paid", /^(?:did|has|have)\s+(.+?)\s+(?:already\s+)?pa(?:y|id)(?:\s+.*)?$/iu],
  [
    "paid",
    /^how\s+much\s+(?:money\s+)?(?:(?:did|have)\s+(?:we|i|you)\s+(?:earn(?:ed)?|receive[d]?|get|got|take\s+in|taken\s+in|make|made)|came\s+in|has\s+come\s+in|was\s+paid)(?:\s+(?:from|by)\s+(.+))?$/iu,
  ],
  [
    "paid",
    /^(?:what|which)\s+payments?\s+(?:came\s+in|are\s+there|are\s+on\s+record|did\s+(?:we|i)\s+(?:get|receive))(?:\s+from\s+(.+))?$/iu,
  ],
  [
    "paid",
    /^(?:wie\s*viel|was)\s+hat\s+(.+?)\s+(?:(?:uns|mir|schon|insgesamt|bisher)\s+)*(?:bezahlt|gezahlt|überwiesen)$/iu,
  ],
  ["paid", /^hat\s+(.+?)\s+(?:(?:uns|mir|schon|bereits)\s+)*(?:bezahlt|gezahlt|überwiesen)$/iu],
  [
    "paid",
    /^wie\s*viel\s+(?:haben\s+wir|habe\s+ich)\s+(?:(?:von|bei)\s+(.+?)\s+)?(?:eingenommen|bekommen|erhalten|verdient)$/iu,
  ],
  [
    "paid",
    /^wie\s*viel\s+(?:geld\s+)?(?:ist|kam)\s+(?:von\s+(.+?)\s+)?(?:eingegangen|rein|reingekommen|herein|hereingekommen)$/iu,
  ],
  [
    "decided",
    /^what\s+(?:did|have)\s+(?:i|we)\s+(?:decided?|approved?|rejected?)(?:\s+(?:for|with|about|on)\s+(.+))?$/iu,
  ],
  [
    "decided",
    /^was\s+(?:habe\s+ich|haben\s+wir)\s+(?:(?:bei|für|zu)\s+(.+?)\s+)?(?:entschieden|genehmigt|freigegeben|abgelehnt)$/iu,
  ],
  [
    "happened",
    /^what(?:['’]?s|\s+has|\s+is)?\s+(?:happened|happening|been\s+going\s+on|going\s+on|new)(?:\s+(?:with|at|for)\s+(.+))?$/iu,
  ],
  [
    "happened",
    /^what\s+(?:did|have)\s+you\s+(?:do|done|get\s+done|been\s+doing|been\s+up\s+to)(?:\s+(?:with|at|for)\s+(.+))?$/iu,
  ],
  ["happened", /^was\s+hast\s+du\s+(?:(?:bei|mit|für)\s+(.+?)\s+)?(?:gemacht|getan|erledigt)$/iu],
  ["happened", /^was\s+(?:ist|war)\s+(?:(?:bei|mit)\s+(.+?)\s+)?(?:passiert|geschehen|los)$/iu],
  [
    "happened",
    /^how\s+many\s+(?:mails?|messages?)\s+(?:came\s+in|arrived|did\s+(?:we|i|you)\s+(?:get|send))(?:\s+from\s+(.+))?$/iu,
  ],
  ["happened", /^was\s+gibt\s*(?:['’]s|\s+es)\s+neues(?:\s+(?:bei|von)\s+(.+))?$/iu],
  [
    "wrote",
    /^what\s+(?:did|has|have)\s+(.+?)\s+(?:last\s+|just\s+)?(?:write|written|say|said|send|sent|ask|asked|want|wanted)(?:\s+(?:to\s+|for\s+)?(?:me|us|you))?$/iu,
  ],
  [
    "wrote",
    /^(?:what\s+(?:was|is)|show(?:\s+me)?)\s+(?:the\s+)?(?:last|latest|newest)\s+(?:mail|message|word|letter)\s+(?:from|of|by)\s+(.+)$/iu,
  ],
  [
    "wrote",
    /^(?:did|has)\s+(.+?)\s+(?:write|written|answer|answered|reply|replied|respond|responded)(?:\s+(?:to\s+)?(?:me|us))?(?:\s+back)?$/iu,
  ],
  ["wrote", /^was\s+hat\s+(.+?)\s+(?:zuletzt\s+|als\s+letztes\s+)?(?:geschrieben|gesagt|geschickt|gefragt|gewollt)$/iu],
  ["wrote", /^hat\s+(.+?)\s+(?:schon\s+)?(?:geschrieben|geantwortet)$/iu],
  ["who", /^(?:who(?:['’]?s|\s+is|\s+are)|tell\s+me\s+about|what\s+do\s+(?:you|we|i)\s+know\s+(?:about|of))\s+(.+)$/iu],
  ["who", /^(?:wer\s+ist|was\s+(?:wissen\s+wir|weißt\s+du)\s+über)\s+(.+)$/iu],
];
const OVERDUE = /(?<!\p{L})(?:overdue|late|überfällig\w*)(?!\p{L})/iu;
const OWED = /(?<!\p{L})(?:unpaid|overdue|owes?|owed|schuldet|schulden|offene\s+(?:posten|rechnung(?:en)?))(?!\p{L})/iu;
const INVOICED = /(?<!\p{L})(?:invoiced|billed|gestellt|abgerechnet)(?!\p{L})/iu;
/** Money that stands on invoices, asked for in other words. */
const INVOICES =
  /(?<!\p{L})(?:invoices?|invoiced|unpaid|overdue|owes?|owed|schuldet|schulden|rechnung(?:en)?|mahnung(?:en)?|offene\s+posten)(?!\p{L})/iu;

const SAY_WHOSE = "Say with whom: “find the budget in Acme's messages”, “what was it about with Acme?”.";

/** What can be asked, by example. */
export const CAN_ASK =
  "What you can ask: what's open with Acme? · what is due? · what did I promise Acme? · how is Acme doing? · when do I meet Acme? · how much did we invoice in October? · what did you send Acme this week? · what did Acme write last? · how much did Acme pay in October? · who owes us money? · who is Acme? · when did I last hear from Acme? · what happened yesterday? · what did I decide on Telegram this week? · what did Acme say about the budget? · find the contract in Acme's messages · what was it about with Acme in October?";

/** Reads a question; `null` where it is none, or one of the plain words. */
export function readQuestion(line: string, known: Known): Question | null {
  const text = line
    .trim()
    .replace(LEAD_IN, "")
    .replace(/[?!.\s]+$/u, "")
    .replace(/[()]/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  if (text.length > LONGEST || QUEUE.test(text)) return null;
  const language = languageOf(text).language === "de" ? "de" : "en";
  const spanned = periodIn(text, known, language);
  // A name may hold the name of a day or month: then the whole sentence is read without it.
  return (
    (spanned && matched(spanned.rest, spanned.period, known)) ??
    matched(text, null, known) ??
    unread(text, spanned?.period ?? null, known)
  );
}

function matched(said: string, period: Period | null, known: Known): Question | null {
  const sought = readSought(withoutTail(said));
  if (sought) {
    const isNamed = sought.name !== "" && !US.test(sought.name);
    const about = isNamed ? scopeOf(sought.name, known) : { scope: known.here, why: null };
    if (about.why !== null) return { kind: "unable", scope: about.scope, why: about.why };
    if (about.scope === null) return { kind: "unable", scope: null, why: SAY_WHOSE };
    const { scope } = about;
    if (sought.kind === "about") return { kind: "about", scope, period };
    return { kind: "search", scope, words: sought.words, by: sought.by, period };
  }
  const surface = SURFACE.exec(said)?.[1]?.toLowerCase().replace("konsole", "console") ?? null;
  for (const [kind, pattern] of SENTENCES) {
    const text = kind === "decided" ? said.replace(SURFACE, "") : said;
    const match = pattern.exec(withoutTail(text));
    if (!match) continue;
    const name = withoutTail(match[1] ?? "");
    // “what did you write”: whoever is spoken to is no client.
    if (US.test(name)) {
      if (kind === "open" || kind === "who") return null;
      continue;
    }
    const about = name === "" ? { scope: known.here, why: null } : scopeOf(name, known);
    if (about.why !== null) return { kind: "unable", scope: about.scope, why: about.why };
    if (about.scope === null && OF_ONE.includes(kind))
      return { kind: "unable", scope: null, why: "Say of whom: “what's open with Acme?”." };
    if (kind === "decided") return { kind, scope: about.scope, period, surface };
    if (kind === "owed") return { kind, scope: about.scope, onlyOverdue: OVERDUE.test(text) };
    if (UNDATED.includes(kind)) return { kind: kind as Undated, scope: about.scope };
    return { kind: kind as Exclude<Kind, Undated | "decided" | "owed">, scope: about.scope, period };
  }
  return null;
}

/** What looks like a question and can't be read is told so, with what can be asked. */
function unread(text: string, period: Period | null, known: Known): Question | null {
  if (!SHAPED.test(text) || text.split(" ").length < 3) return null;
  if (OWED.test(text) && !INVOICED.test(text))
    return { kind: "owed", scope: mentioned(text, known), onlyOverdue: OVERDUE.test(text) };
  if (INVOICES.test(text)) return { kind: "invoiced", scope: mentioned(text, known), period };
  return { kind: "unable", scope: known.here, why: `I can't answer that. ${CAN_ASK}` };
}

function scopeOf(name: string, known: Known): { readonly scope: string | null; readonly why: string | null } {
  if (EVERYBODY.test(name)) return { scope: null, why: null };
  const found = whom(name, known);
  if (found.kind === "one") return { scope: found.id, why: null };
  return { scope: found.kind === "several" && known.here === null ? null : known.here, why: found.why };
}

/** The only client of whom some word of the text is the name; else the thread's own. */
function mentioned(text: string, known: Known): string | null {
  const words = text.split(" ");
  const found = new Set<string>();
  for (let at = 0; at < words.length; at++)
    for (let count = 1; count <= 3; count++) {
      const one = /^\p{Lu}/u.test(words[at] ?? "") ? whom(words.slice(at, at + count).join(" "), known) : null;
      if (one?.kind === "one") found.add(one.id);
    }
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : known.here;
}

function withoutTail(text: string): string {
  let rest = text.trim();
  while (TAIL.test(rest)) rest = rest.replace(TAIL, "");
  return rest;
}
