/**
 * Words put together: a wish understood from what its words mean, where no phrase says it, and what must not be passed over
 * whatever a phrase says: displeasure, a goodbye, a doubt.
 * Before: senses.ts, books.ts. After: sentence-reading.ts.
 */
import { says, strike } from "./books.ts";
import type { Sayable } from "./phrase-book.ts";
import { coreOf, means, sensed } from "./senses.ts";
import { type Read, weighHeavily } from "./sentence-read.ts";

/** What outweighs a day or a wish for the future that stands in the same sentence. */
const OUTWEIGHS: readonly Sayable[] = [
  "stop",
  "leaving",
  "complaint",
  "out-of-office",
  "payment",
  "change",
  "approval",
];
const SPEAKS_TOGETHER =
  /(?:^| )(?:meet|meeting|call|talk|speak|chat|appointment|session|slot|catch up|telefon\w+|treffen|termin|gespraech|call)(?: |$)/u;
/** "You always deliver late" is no wish. */
const BLAMES = /(?:^| )(?:you|sie|du|ihr) (?:always|never|immer|nie)(?: |$)/u;
/** Says what the work is like, now. */
const JUDGES =
  /(?:^| )(?:it|this|everything|the \w+|the \w+ \w+|es|die \w+|der \w+) (?:is|looks|seems|reads|feels|sounds|ist|wirkt|sieht|klingt|liest)(?: |$)/u;
/** Begins like a statement about them or the work. */
const STATES =
  /^(?:i|we|it|this|that|everyone|everybody|my|our|you|just|finally|wow|had|was|came|back|the (?:\w+ )?(?:team|board|text|texts|numbers|figures|tone|structure|pages?|pictures|committee)|alle|ich|wir|es|das|mein\w*|unser\w*|sie|du|ihr|habe|haben|war|die (?:zahlen|texte|bilder))(?: |$)/u;
/** A statement that may be a wish: "we have moved", "our new address". */
const TELLS_OF_CHANGE =
  /(?:^| )(?:another|different|changed?|moved?|instead|rather|wait|later|legal|address|asked?|told|iban|pay|paid|send|sent|forward|transfer|anders|geaendert|adresse|warten|spaeter|gesagt)(?: |$)/u;
const THANKS_FOR =
  /(?:^| )(?:thanks|thank you|danke|dank) (?:\w+ ){0,3}(?:for|fuer) (?:\w+ ){0,5}(?:today|yesterday|just now|heute|gestern|eben|vorhin)$/u;
const LONGEST_CHAT = 24;

/** Adds what the words amount to together. */
export function compose(read: Read, plain: string, asks: boolean, asksToDo: boolean): void {
  const { hits } = read;
  if (means("wavers", plain) || means("displeased", plain)) return;
  if (OUTWEIGHS.some((one) => one !== "change" && one !== "payment" && hits.has(one))) return;
  const wishes = means("everAfter", plain) && means("wishes", plain) && !BLAMES.test(plain);
  if (wishes && (!asks || asksToDo || /(?:^| )(?:can|could) (?:we|all|every)(?: |$)/u.test(plain))) {
    hits.add("standing-wish");
    return;
  }
  if (hits.has("change") || hits.has("payment")) return;
  if (hits.has("request") && !SPEAKS_TOGETHER.test(plain)) return;
  if (means("narrates", coreOf(plain)) || means("chats", plain)) return;
  // "Thanks for the good talk today" is about what was.
  if (!asks && THANKS_FOR.test(plain)) return;
  const named = means("when", plain) && (means("suits", plain) || isBare(plain));
  if (named) hits.add("scheduling");
}

function isCourtesy(plain: string, asks: boolean): boolean {
  return means("received", plain) || (!asks && means("grateful", plain) && plain.split(" ").length <= LONGEST_CHAT);
}

/** "Thursday 10:30": a day or a time, and hardly anything beside it. */
function isBare(plain: string): boolean {
  const when = sensed("when", plain) ?? "";
  return plain.split(" ").length - when.split(" ").length <= 2;
}

/** Sees what no phrase explains away, and lets pass what says nothing. */
export function temper(read: Read, plain: string, asks: boolean): void {
  const { hits } = read;
  const harmless = strike("harmlessNegation", plain);
  const settled = hits.has("complaint") || hits.has("leaving") || hits.has("stop");
  if (!settled && means("parting", harmless)) weighHeavily(read, "it may be about an end of the work together");
  if (!settled && means("displeased", harmless)) weighHeavily(read, "it sounds displeased");
  if (hits.has("change") && (means("vague", plain) || means("optional", plain)))
    read.doubt ??= "it wants something otherwise, and doesn't say clearly what";
  read.wavers = means("wavers", plain);
  read.judges = JUDGES.test(plain);
  const mild =
    hits.size === 0 &&
    read.doubt === null &&
    !read.wavers &&
    !says("negation", harmless) &&
    !means("contrast", harmless);
  read.mild = mild && !asks && !read.loaded && !TELLS_OF_CHANGE.test(plain);
  if (!mild || means("part", plain)) return;
  read.calm = !asks && !read.loaded && STATES.test(coreOf(plain)) && !TELLS_OF_CHANGE.test(plain);
  const chats = means("chats", plain) && plain.split(" ").length <= LONGEST_CHAT;
  if (means("praises", coreOf(harmless)) || means("praises", plain)) {
    if (!asks && !says("reported", plain) && !says("otherParty", plain)) read.weakYes = true;
  } else if ((!asks && !read.loaded && means("narrates", coreOf(plain))) || chats || isCourtesy(plain, asks))
    read.neutral = true;
}
