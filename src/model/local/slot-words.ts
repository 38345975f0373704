/**
 * The words that tell what is meant with a time: yes, no, maybe, any of them. Compared with the plain form of a clause
 * (sentences.ts): lower case, ae/oe/ue/ss, contractions spelt out.
 * Before: slot.ts. After: nothing.
 */
import { words } from "./phrase-book.ts";

/** Says no to what stands beside it, or that nothing is possible. */
export const NO = words(
  "not|nt|no|never|nor|neither|none|nicht|nich|kein\\w*|nie|weder|nein|nope",
  "unable|unavailable|unfortunately|busy|taken|impossible|bad|tricky|difficult|clash\\w*|conflict\\w*|tied up|in meetings|already have|out of (?:office|town|the office)|i am (?:out|off|away|in)|we are (?:out|off|away)|fully booked|booked (?:out|up|solid)|is booked|away|abroad|travell?ing|holiday|vacation|on leave|day off|except|rather not|anything but|cancel\\w*|reschedul\\w*|postpone\\w*|call off|drop out",
  "leider|verhindert|unmoeglich|schlecht|schwierig|ausser|bis auf|verreist|unterwegs|urlaub|belegt|ausgebucht|verplant|besetzt|voll|unpassend|absagen|absage|verschieben|verlegen|faellt aus|ausfallen|ungern|weg",
);

/** Noes that deny nothing. */
export const HARMLESS = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${[
    "(?:no|not a) (?:problem|worries|trouble|issue|objections?)|no need|why not|(?:do|would) not mind|can not wait|nothing against|not bad|not at all|if not please|if not let me know",
    "(?:sorry|apologies|excuse me) (?:\\w+ ){0,3}(?:not|no) \\w+(?: (?:back|to|you|sooner|earlier|before|yet|in time|right away)){0,4}|for not \\w+ing(?: \\w+){0,2}",
    "the other (?:two|2|ones?|slots?|dates?|times?)|die (?:anderen|beiden anderen)",
    "kein (?:problem|thema|ding|stress)|keine (?:sorge|frage|einwaende)|warum nicht|wieso nicht|nichts dagegen|nicht schlecht|nicht wahr",
    "if (?:that|this|it|you|the slot|the time)?(?: |is|are|s|works?|suits?|still|that|possible|free|available|ok|okay|fine|good|alright|all right|like|for|with|you|convenient)+",
    "(?:wenn|falls|sofern|insofern) (?:\\w+ )?(?:es|das|dies|der|ihnen|dir|euch|noch|termin|zeit|fuer|sie|dich|fuer sie|ok|okay|recht|frei|moeglich|passt|passen|geht|ginge|klappt|ist|sei|waere)(?: (?:es|das|ihnen|dir|euch|noch|fuer|sie|dich|ok|okay|recht|frei|moeglich|passt|passen|geht|ginge|klappt|ist|waere))*",
  ].join("|")})(?![\\p{L}\\p{N}])`,
  "gu",
);

/** What may be so, and isn't said to be. */
export const MAYBE = words(
  "maybe|perhaps|might|possibly|probably|presumably|tentative\\w*|provisional\\w*|unsure|pencil\\w*|depend\\w*|if|unless|provided|assuming|subject to|at a push|worst case|fall ?back|back ?up|in theory|half an eye",
  "(?:let me|need to|have to|must|will|would|ll|going to|should) (?:\\w+ )?(?:check|ask|see|confirm|look|get back|come back|clarify|coordinate)|check with|waiting for|get back to you|let you know",
  "vielleicht|eventuell|evtl|ggf|vermutlich|voraussichtlich|wahrscheinlich|moeglicherweise|vorbehalt|muesste\\w*|zur not|notfalls|theoretisch|unter umstaenden|wenn|falls|sofern|ob|je nachdem|haengt",
  "koennte (?:\\w+ ){0,4}(?:klappen|passen|gehen)|(?:muss|muessen|werde|werden|wuerde) (?:\\w+ ){0,5}(?:schauen|gucken|klaeren|pruefen|fragen|abstimmen|abklaeren|nachsehen|nachfragen|melden)|pruefe|klaere|melde mich|melden uns|gebe (?:\\w+ ){0,2}bescheid|geben (?:\\w+ ){0,2}bescheid",
);

/** Moves the time, or leaves it to what was before. */
export const SHIFTS = words(
  "later|earlier|sooner|instead of|in (?:a|one|two|three|four|\\d) weeks?|\\w+day week|week (?:from|on|after)|(?:same|usual) time|as (?:always|usual)|a bit (?:before|after)|move it|push it|bring (?:\\w+ ){0,3}forward",
  "in (?:einer|zwei|drei|vier|\\d) wochen?|spaeter|frueher|eher|statt|anstatt|wie (?:immer|gewohnt|sonst|ueblich)|gleiche zeit|selbe zeit|vorziehen|nach hinten|nach vorne",
);

/** Says yes. */
export const YES = words(
  "yes|yep|yeah|sure|works?|work for|suits?|fits?|fine|good|great|perfect|ideal|lovely|brilliant|ok|okay|okey|k|best|prefer\\w*|take|go for|go with|let us|book\\w*|confirm\\w*|see you|speak|talk|happy|possible|available|free|can do|could do|can make|i can|we can|would be|would work|count me in|deal|agreed|done|sounds|accept\\w*|in for|looking forward|please|choose|pick|nice|cool|super|thumbs up|vote|make it|manage|be there|call you|convenient|calendar|meet",
  "ja|jo|jep|passt|passen|passe|passend|geht|gehen|ginge|nehm\\w*|gerne?|gut|prima|perfekt|klappt|klappen|bestaetig\\w*|lieber|liebsten|wuerde|waere|waer|zusagen|sage zu|kann ich|koennen wir|ich kann|wir koennen|bitte|buch\\w*|einverstanden|freu\\w*|top|ideal|optimal|wunderbar|bestens|recht|frei|moeglich|notier\\w*|eingetragen|festhalten|bis dann|dabei|entscheid\\w*|waehl\\w*|machen wir|haette zeit|habe zeit|haben zeit|spricht nichts dagegen|abgemacht|in ordnung|tendiere|super|klasse|schon|bin (?:ich |wir )?da|ich bin da|sind wir da|wir sind da|kalender|haut hin|fix|steht|reserv\\w*",
);

/** Of several that would do, the one they would like. */
export const RATHER = words(
  "prefer\\w*|best|rather|ideal\\w*|favou?rite|first choice|better|most convenient|optimal\\w*|lieber|liebsten|bevorzug\\w*|am besten|besser",
);

/** In a question: a time is suggested, and not asked about. */
export const SUGGESTS = words(
  "how about|what about|how does|how is|how would|shall we|should we|can we|could we|may we|let us|would (?:\\S+ ){1,8}(?:work|suit|do|be|fit)|does (?:\\S+ ){1,8}(?:work|suit|fit)|is (?:\\S+ ){1,8}(?:ok|okay|fine|free|available|possible|good|alright|all right)|still (?:free|available|open)|works?|fine|ok|okay|right",
  "wie (?:waere?|waers|ists|sieht|siehts)|passt|passen|ginge|geht|koennen wir|koennten wir|sollen wir|wollen wir|waere|noch (?:frei|zu haben)|moeglich|machen wir|nehmen wir|sagen wir|klappt",
);

/** They leave it to us which. */
export const ANY = words(
  "(?:any|all|each|every one) of (?:them|those|these|the (?:three|3|times|options|slots|dates))|all (?:three|3|times|options|slots|dates|work|fine|good)|any (?:works|is fine|time is|slot is|one works)|whichever|you (?:choose|pick|decide)|up to you|(?:no|not have (?:a|any)) (?:strong )?preference|not mind which|(?:i am|we are) flexible|your (?:choice|pick)",
  "egal|alle (?:drei|3|termine|zeiten|passen|gehen|vorschlaege)|jeder (?:der|termin|von)|passen (?:mir |uns )?alle|freie wahl|(?:sie|du) (?:entscheiden|entscheidest|waehlen|waehlst)|such(?:en sie|e?) (?:dir |sich )?(?:einen|eins|einfach)|keine praeferenz|(?:bin|sind) flexibel",
);

/** None of them, or another one. */
export const ANOTHER = words(
  "none of|not any of|another|other|different|alternative\\w*|elsewhere|new (?:time|date|slot|suggestion)\\w*|some other|reschedul\\w*|postpone\\w*",
  "keiner|keinen|keine der|keines|keins|ander\\w*|alternativ\\w*|neue (?:termine|zeiten|vorschlaege)|neuen termin|verschieb\\w*|verlegen",
);

/** About something else that has a day as well. */
export const OFF_TOPIC = words(
  "send\\w*|sent|deliver\\w*|invoice\\w*|deadline|launch\\w*|publish\\w*|back on|back in|since|yesterday|ago|paid|pay|finish\\w*|release\\w*|last (?:mon|tues|wednes|thurs|fri|satur|sun)day|last week|met on",
  "schick\\w*|gesendet|sende\\w*|liefer\\w*|rechnung\\w*|frist|abgabe|wieder (?:da|im|zurueck)|zurueck|seit|gestern|ueberw\\w*|bezahl\\w*|fertig|letzte[nr]? (?:woche|montag|dienstag|mittwoch|donnerstag|freitag)|vergangene[nr]?",
);

/** Words around a time that add nothing to it. */
const SMALL = new Set(
  `a an and the at on in of to for with from by then it is s its be i we me us my our you your hi hello hey thanks thank thx pls this next coming
  one ones slot slots time date option number no nr choice suggestion proposal appointment meeting chat first second third last earliest
  latest middle 1st 2nd 3rd pm am a m p h o clock oclock oh half quarter past noon midday lunch lunchtime morning mornings afternoon afternoons arvo evening day tomorrow today
  also so week between after before until till o' would will about around only just definitely cheers regards cet cest mez mesz
  der die das den dem des ein eine einen und um am an im in ins fuer mit von zu zum bei ist es ich wir mir uns mich sie dir du dann also naechste naechsten
  kommenden kommende diesen diese dieser woche termin termine vorschlag nummer variante moeglichkeit zeit uhr halb viertel nach vor zwischen ab
  bis erste ersten erster erstes zweite zweiten zweiter dritte dritten dritter letzte letzten letzter mittlere mittleren vormittag nachmittag
  vormittags nachmittags mittag mittags morgen morgens frueh abend uebermorgen heute nur gegen hallo danke moin tag gespraech`.split(
    /\s+/u,
  ),
);

/** Whether a clause says anything beside the time it names. */
export function saysMore(plain: string, isTime: (word: string) => boolean): boolean {
  return plain.split(" ").some((word) => !SMALL.has(word) && !/^\d/u.test(word) && !isTime(word));
}
