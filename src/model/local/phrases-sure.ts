/**
 * What leaves no doubt about who writes, as data, both languages: plain offers and plain traps. And what always leaves one:
 * somebody who needs something. Narrower than phrases-pitch.ts, whose guesses are put to the owner.
 * Before: phrase-book.ts. After: sender-kind.ts.
 */
import { words } from "./phrase-book.ts";

/** Sells to whoever reads it. */
export const SELLS_PLAINLY = words(
  "(?:we|i|our (?:company|agency|team|firm|platform|software)) (?:can |also |have |has )?(?:help|helps|helped|offer|offers|provide|provides|outsource|sell|manufacture|rent|build|design|develop|supply) (?:\\S+ ){0,6}(?:businesses|companies|consultants|consultancies|consulting firms|freelancers|coaches|agencies|brands|founders|like yours|in your area|at \\d+|services|developers|solutions|leads|websites|rates|prices)",
  "(?:services|help|helps|helped|helping|for|with) (?:\\S+ ){0,3}(?:businesses|companies|consultants|consultancies|consulting firms|firms|freelancers|agencies|coaches) (?:like (?:yours|you)|get|grow|hire|win|book|save|scale)",
  "(?:rank|ranking|ranks?|page one|first page|seite 1|google ranking) (?:\\S+ ){0,6}(?:google|keywords|page one|higher|optimier\\w*)|\\w+ google ranking|seo (?:package|packages|services|audit|offer)",
  "(?:\\d+x|3x|10x|more|mehr|\\d+ bis \\d+|\\d+) (?:\\S+ )?(?:traffic|leads|anfragen|neukunden|neue kunden)|planbar (?:\\S+ ){0,4}(?:kunden|neukunden|anfragen)|lead generation (?:at|for) your",
  "(?:our|unsere) (?:\\S+ )?(?:assistants?|developers?|designers?|experts|services|packages|software|crm|platform|recruiting platform|catalogue|price list|preisliste|produkte|loesung)(?: \\S+){0,3} (?:start|starts|cost|from|that has|has helped|attached|ab|hilft)",
  "(?:dollars?|usd|euros?|eur) (?:an|per|a) hour|an hour and would love|(?:first|erste[rn]?) (?:month|monat) (?:free|gratis|kostenlos)|free (?:audit|website audit|seo audit|sample|demo)|(?:\\d+) (?:percent |prozent |% ?)?(?:discount|rabatt)|sichern sie sich|find our catalogue|drop by with a catalogue|send you (?:our|my) (?:price list|catalogue)",
  "(?:guest|sponsored) (?:posts?|articles?)|gast(?:beitrag|artikel)|backlinks?|link (?:insertion|exchange)|linktausch",
  "following up on my (?:last|previous|earlier) (?:mail|email|e mail|message|note)|did you see my previous|(?:introduce|present) (?:\\S+ ){0,2}our (?:\\S+ )?(?:platform|product|software|company|agency|services)",
  "wir (?:optimieren|gewinnen|bieten|helfen|unterstuetzen) (?:\\S+ ){0,6}(?:google|website|neukunden|kunden|beratern?|unternehmen|selbststaendigen?|firmen)",
);

/** Sets a trap, or wants what no client wants. */
export const TRAPS = words(
  "dear (?:winner|beneficiary|friend in god)|your (?:e ?mail|address) was (?:drawn|selected)|(?:have|has) been selected|claim (?:your )?(?:\\d|prize|winnings)|(?:million|[\\d ]{7,}) (?:usd|dollars|euros?|pounds)|next of kin|late client|left a fortune|inheritance|reply in confidence|beloved (?:i|one|friend)?",
  "(?:mailbox|account) (?:is full|will be (?:closed|deleted|suspended))|confirm your (?:password|mailbox)|bitcoin|crypto(?:currency)?|invest \\d+ and|limited places act|know you better|hello handsome|write to me kiss",
);

/** Needs something of the reader: then nothing else about the mail is beyond doubt. */
export const NEEDS = words(
  "(?:we|i|our (?:company|team|firm|club|school|practice)|my (?:company|shop|firm|studio)) (?:\\w+ ){0,2}(?:(?:need|needs)(?! (?:an? )?(?:\\w+ )?favou?r| you to)|require|search|seek|are looking|am looking|is looking|looking for|want to (?:hire|book|commission|engage)|struggle|are struggling|could use|have outgrown|run a|run an|plan to|are planning|am planning|would like to (?:hire|book|commission|engage|work with you on|invite you|discuss our))",
  "(?:and|but) need (?:somebody|someone|help|a|an)|braeuchten? (?:wen|jemand\\w*|eine?n?)|(?:wir|ich) (?:\\w+ ){0,2}(?:suchen|suche|brauchen|brauche|benoetigen|benoetige|haetten gern|planen|plane|moechten (?:sie|gern|gerne) (?:buchen|beauftragen)|stehen vor|kommen (?:\\S+ ){0,4}nicht klar)",
  "(?:can|could|would|might) you (?:\\w+ )?(?:help|support|advise|moderate|facilitate|quote|do the same|run|train|coach)|(?:koennen|koennten|kannst|koenntest|wuerden) (?:sie|du|ihr) (?:\\S+ ){0,4}(?:helfen|unterstuetzen|beraten|moderieren|begleiten)",
  "your (?:rates?|fees?|monthly fee|availability|day rate|workshop|coaching|talk|keynote|consulting|advice|proposal for)|was (?:kostet|kosten|wuerden sie|verlangen sie)|what (?:would|do|does) (?:you|that|it|this) (?:charge|cost)|ihre (?:beratung|honorare?|tagessaetze?)|recommended (?:you|your)|hat (?:sie|dich) empfohlen|hire you|book you",
);
