/**
 * How people promise something in a letter, in English and German; and how they say that it is done. Compared with the plain
 * form of a sentence (sentences.ts).
 * Before: promises.ts. After: nothing.
 */
import { words } from "./phrase-book.ts";

export type PromiseKind = "send" | "answer" | "deliver" | "other";

/** I, we, or the thing itself will. */
const I_WILL =
  "(?:i|we) (?:will|shall|can|am going to|are going to|intend to|promise to|aim to)(?: (?:then|also|certainly|definitely|of course|gladly|try to|make sure to|be sure to|personally|happily|just|of course))*|(?:i|we) (?:am|are) (?:\\w+ ){0,2}?(?=sending|getting|writing|preparing|finishing|uploading|working)|let me|(?:i|we) promise (?:you )?";
const ICH_WERDE = "(?:ich|wir)(?: \\w+){0,6}?|werde|werden";

/** What is done, by kind. A verb alone is no promise: it takes a day, or a plain "I will". */
const SEND =
  "send|sending|share|forward|mail|email|e mail|pass (?:it |that |this |them )?on|supply|drop (?:it |that |them )?(?:over|in)|ping (?:it )?over|pop (?:it )?over|submit|upload|uploading|get (?:it|that|this|them|the \\w+|you the \\w+|\\w+ \\w+) (?:to|over|across)(?: to)? you|let you have|hand over|attach|follow with";
const DELIVER =
  "deliver|finish|finishing|complete|finalis\\w+|finaliz\\w+|have (?:\\w+ ){0,6}(?:ready|done|finished|fixed|sorted|updated|with you|in your (?:inbox|hands|mailbox))|be done|prepare|preparing|have (?:it|that|this) with you|put together|set up|fix|update|revise|rework|redo|correct|change|adapt|amend|add|build|create|draft|write up|publish|launch|implement|produce|turn (?:it|this|that) around|sort (?:it|this|that)(?: out)?|make (?:the|those|these) \\w+";
const ANSWER =
  "get back to|getting back|come back to|revert|reply|respond|answer|let you know|be in touch|get in touch|call|phone|ring|give you (?:a call|a ring|an answer|feedback|an update)|confirm|report back|tell you|update you|write to you|send you (?:my|an) (?:answer|reply|feedback)|keep you posted";
const OTHER =
  "look into|look at|take a look|revert|check|clarify|ask|talk to|speak to|speak with|book|arrange|organis\\w+|organiz\\w+|review|go through|take care of|see to|deal with|do (?:it|that|this)|discuss|find out|reserve|order|invite|register|test|read|work on";

const SENDEN =
  "schick\\w*|send\\w*|sende|maile?n?|leite\\w* \\w*weiter|weiterleit\\w*|zuschick\\w*|zusend\\w*|zukommen|reiche\\w*|nachreich\\w*|einreich\\w*|uebermittel\\w*|stelle\\w* \\w*zur verfuegung|hochlad\\w*|lade\\w* hoch|liefere nach|nachliefer\\w*|uebersend\\w*|zumail\\w*|rueberschick\\w*|raus";
const LIEFERN =
  "liefer\\w*|abliefer\\w*|fertig\\w*|stelle\\w* (?:\\w+ ){0,8}fertig|schaff\\w*|fertigstell\\w*|erledig\\w*|mache\\w*|ueberarbeit\\w*|aender\\w*|anpass\\w*|passe\\w* (?:\\w+ ){0,8}an|korrigier\\w*|erstell\\w*|baue?n?|setze\\w* (?:\\w+ ){0,8}um|umsetz\\w*|ergaenz\\w*|bereite\\w* (?:\\w+ ){0,8}vor|vorbereit\\w*|schreib\\w*|aktualisier\\w*|vorleg\\w*|lege\\w* (?:\\w+ ){0,8}vor";
const ANTWORTEN =
  "meld\\w*|gebe\\w* (?:\\w+ ){0,4}(?:bescheid|rueckmeldung)|bescheid|rueckmeldung|antwort\\w*|beantwort\\w*|rufe?n? (?:\\w+ ){0,5}an|anruf\\w*|hoeren sie|hoerst du|hoert ihr|hoeren (?:\\w+ ){0,3}von|komme\\w* (?:\\w+ ){0,4}(?:auf (?:sie|dich|euch) zu|darauf zurueck)|sage\\w* (?:\\w+ ){0,3}bescheid|sag\\w* (?:\\w+ ){0,3}bescheid|bestaetig\\w*|berichte\\w*|informier\\w*|lasse\\w* (?:\\w+ ){0,4}wissen";
const ANDERES =
  "kuemmer\\w*|klaer\\w*|pruef\\w*|schaue?\\w*|frage\\w*|spreche\\w*|besprech\\w*|organisier\\w*|buche\\w*|reservier\\w*|bestell\\w*|sehe?n? (?:\\w+ ){0,4}(?:durch|an)|gehe?n? (?:\\w+ ){0,5}durch|teste\\w*|lese\\w*|ansehen|anschauen|durchsehen|nachsehen|arbeite\\w*|trage\\w* (?:\\w+ ){0,4}(?:ein|nach)|veranlass\\w*";

/** The thing that comes: "you will have it", "the draft follows", "Sie bekommen den Entwurf". */
const COMES: ReadonlyArray<readonly [PromiseKind, RegExp]> = [
  [
    "answer",
    words(
      "(?:you will|you ll|expect to|you can expect to) hear (?:back )?from (?:me|us)|(?:my|our|an) (?:answer|reply|feedback) (?:will )?(?:follows?|comes?|reach\\w*|be with you)|(?:you will|you ll|you shall) (?:have|get|receive) (?:my|our|an) (?:answer|reply|feedback)",
      "(?:hoeren|hoerst|hoert) (?:sie|du|ihr)?(?: \\w+){0,6} von (?:mir|uns)|(?:sie|du|ihr) (?:hoeren|hoerst|hoert)(?: \\w+){0,6} von (?:mir|uns)|(?:meine|unsere|eine) (?:antwort|rueckmeldung)(?: \\w+){0,4} (?:folgt|kommt)|(?:bekommen|erhalten|bekommst|erhaeltst) (?:sie|du)?(?: \\w+){0,4} (?:antwort|rueckmeldung)",
    ),
  ],
  [
    "send",
    words(
      "(?:you will|you ll|you shall|you can expect to|expect to) (?:have|get|receive|find)(?: (?!to )\\w+){1,6}|expect (?:it|the|my|our|a|an|your)(?: \\w+){0,5}|(?:will|shall) (?:be with you|be in your (?:inbox|hands)|reach you|follow|arrive|be on its way|be sent|be delivered|land|come over|be there|come)|(?:follows|comes|arrives|coming|on its way)(?: \\w+){0,3}|is (?:yours|with you)",
      "(?:bekommen|erhalten|haben|kriegen) sie(?: \\w+){0,6}|(?:bekommst|erhaeltst|hast|kriegst) du(?: \\w+){0,6}|(?:bekommt|erhaltet|habt|kriegt) ihr(?: \\w+){0,6}|sie (?:bekommen|erhalten|haben|kriegen)(?: \\w+){0,6}|du (?:bekommst|erhaeltst|hast|kriegst)(?: \\w+){0,6}|ihr (?:bekommt|erhaltet|habt|kriegt)(?: \\w+){0,6}",
      "(?:folgt|folgen|kommt|kommen|geht (?:\\w+ ){0,4}raus|geht (?:\\w+ ){0,4}zu|ist (?:\\w+ ){0,4}bei (?:ihnen|dir|euch)|sind (?:\\w+ ){0,4}bei (?:ihnen|dir|euch)|wird (?:\\w+ ){0,5}(?:geschickt|gesendet|zugeschickt|nachgereicht|verschickt)|werden (?:\\w+ ){0,5}(?:geschickt|gesendet|zugeschickt|nachgereicht|verschickt))",
    ),
  ],
  [
    "deliver",
    words(
      "(?:will|shall) (?:\\w+ ){0,2}?(?:be (?:\\w+ )?(?:ready|done|finished|complete\\w*|live|online|fixed|updated|delivered|up)|go (?:live|online))|is (?:going to be )?(?:ready|done|finished)|done by|ready by|finished by",
      "(?:ist|sind|wird|werden|waere) (?:\\w+ ){0,6}(?:fertig|erledigt|geliefert|online|live|bereit|umgesetzt|ueberarbeitet|fertiggestellt)|liegt (?:\\w+ ){0,5}vor|steht (?:\\w+ ){0,5}(?:bereit|zur verfuegung)",
    ),
  ],
];

const DOES: ReadonlyArray<readonly [PromiseKind, RegExp, RegExp]> = [
  ["answer", doing(ANSWER), tun(ANTWORTEN)],
  ["send", doing(SEND), tun(SENDEN)],
  ["deliver", doing(DELIVER), tun(LIEFERN)],
  ["other", doing(OTHER), tun(ANDERES)],
];

function doing(verbs: string): RegExp {
  return words(`(?:${I_WILL}) ?(?:be )?(?:${verbs})`, `(?:will|shall|gonna) (?:\\w+ ){0,1}?(?:${verbs})`);
}

function tun(verbs: string): RegExp {
  return words(
    `(?:${ICH_WERDE}) (?:\\w+ ){0,8}?(?:${verbs})`,
    `(?:${verbs}) (?:\\w+ ){0,3}?(?:ich|wir|mich|uns|ihnen|dir|euch)`,
  );
}

/** What a plain sentence promises; null where it promises nothing. Whether it has a day is not asked here. */
export function promiseIn(plain: string): PromiseKind | null {
  for (const [kind, pattern] of COMES) if (kind === "answer" && pattern.test(plain)) return kind;
  for (const [kind, english, german] of DOES) if (english.test(plain) || german.test(plain)) return kind;
  for (const [kind, pattern] of COMES) if (pattern.test(plain)) return kind;
  return PROMISES.test(plain) ? "deliver" : null;
}

/** It calls itself a promise, whatever is promised. */
const PROMISES = words(
  "(?:i|we) (?:do |hereby |solemnly )?promise|you have (?:my|our) word|that is a promise",
  "(?:ich|wir) versprech\\w*|versprech\\w* (?:ich|wir)|versprochen ist versprochen|(?:ich|wir) sagen? (?:\\w+ ){0,4}zu",
);

/** Short notes without a verb, which promise something only with a day: "Draft tomorrow.", "Entwurf bis Freitag." */
export const NOTE = words(
  "more on (?:this|that)|back to you|changes|corrections|mehr dazu|aenderungen|korrekturen|draft|proposal|offer|quote|report|version|slides?|deck|logo|files?|document|answer|feedback|numbers|update|rest|entwurf|angebot|bericht|version|folien|praesentation|dateien|unterlagen|antwort|rueckmeldung|konzept|zahlen|rest",
);

/** Nothing is promised by it: a no, a condition, a maybe, the past, somebody else's deed, a pleasantry. */
export const NO_PROMISE = words(
  "not|never|no longer|unable|depends|would|could|might|(?<!\\d )may(?! \\d)|maybe|perhaps|hope\\w*|try|trying|should be able|want to|wanted|wish|like to|plan to|have to|need to|need|must|can you|could you|will you|do you|please|let us|shall we|whether",
  "(?:he|she|they|anna|tom|our accountant|my colleague|somebody|someone) will|you will (?:need|have to|see|like|love|notice|find (?:that|it (?:easy|useful)))|will (?:help|need|be (?:away|out|on holiday|on leave|in \\w+ (?:until|from)|closed|happy|glad|pleased|great|fun|able|there|late))|see you|talk to you|speak to you|speak then|looking forward|we will see|i will be back|had|was|were|did|(?<!be )sent|yesterday|last (?:week|month|year)|ago",
  "nicht|nie|kein\\w*|ob|wuerde\\w*|koennte\\w*|moechte\\w*|ich will|will ich|wollen wir|wir wollen|vielleicht|eventuell|hoffe\\w*|hoffentlich|versuch\\w*|muss|muessen|soll\\w*|brauche\\w*|bitte|koennen sie|kannst du|koennt ihr|haben sie (?:noch|schon|eine)|hast du|wird er|wird sie|(?:er|frau|herr) \\w+ (?:wird|schickt|meldet)|freue\\w*|freuen|bis dann|war|waren|hatte\\w*|habe|haben wir|geschickt habe|gestern|letzte\\w? (?:woche|monat|mal|jahr|montag|dienstag|mittwoch|donnerstag|freitag)|vergangene\\w*|bin (?:\\w+ ){0,3}(?:weg|unterwegs|im urlaub|abwesend)",
);

/** Somebody else has to do something first: that holds for all of the sentence. */
export const CONDITION = words(
  "if|unless|once (?:you|we have|i have)|as soon as (?:you|we have|i have)|when you|after you|until you|provided|assuming",
  "wenn|falls|sofern|sobald|vorausgesetzt",
);

/** Words in `NO_PROMISE` that are none where they stand like this. */
export const PROMISE_ALL_THE_SAME = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${[
    "no later than|not later than|no problem|if that is (?:ok|okay|fine|alright|all right)(?: (?:with|for) you)?|if that works(?: for you)?|as soon as possible|at the latest|please (?:expect|find)|i need (?:until|till)|whether",
    "wie (?:besprochen|versprochen|vereinbart|gewuenscht)|wenn (?:es |das )?(?:ihnen |dir |euch )?(?:recht ist|passt)|kein problem|bitte (?:sehr|schoen)",
  ].join("|")})(?![\\p{L}\\p{N}])`,
  "gu",
);

/** It is done with this very letter. */
export const DONE_HERE = words(
  "attached|enclosed|please find|here is|here are|here you go|here it is|here they are|herewith|as promised|as discussed here|as agreed|you will find (?:it|the \\w+|them) (?:attached|below|here)|i have (?:now |just )?(?:sent|uploaded|attached|updated|finished|fixed)|is (?:now )?(?:done|ready|online|live|fixed)|are (?:now )?(?:done|ready|online|live|fixed)|below (?:is|are)|link below",
  "anbei|im anhang|angehaengt|beigefuegt|beiliegend|hier (?:ist|sind|kommt|kommen|der|die|das)|hiermit|wie (?:versprochen|besprochen|vereinbart|angekuendigt)|finden sie (?:\\w+ ){0,4}(?:anbei|im anhang)|ist (?:jetzt |nun )?(?:fertig|erledigt|online)|sind (?:jetzt |nun )?(?:fertig|erledigt|online)|habe (?:\\w+ ){0,6}(?:geschickt|hochgeladen|angehaengt|fertiggestellt|erledigt|korrigiert)",
);
