/**
 * What unknown senders write, as data, both languages: what shows that somebody wants the owner's work, and what shows the opposite.
 * Also the marks of text that is aimed at a machine or at money; such a message is never read for anyone.
 * Before: phrase-book.ts. After: inquiry.ts, sender-kind.ts, classify.ts.
 */
import { words } from "./phrase-book.ts";

const WORKER =
  "(?:someone|somebody|sb|a person|an? (?:\\w+ ){0,3}(?:freelancer|freelance|consultant|moderator|mediator|designer|developer|coach|trainer|facilitator|moderator|photographer|copywriter|writer|translator|expert|agency|partner|speaker|advisor|specialist|illustrator|architect|editor|strategist|programmer|engineer|bookkeeper)|support|help|assistance)";
const ARBEITER =
  "(?:jemand|jemanden|eine?n? (?:\\w+ ){0,3}(?:freelancer|freelancerin|berater|beraterin|designer|designerin|entwickler|entwicklerin|coach|trainer|trainerin|moderator|moderatorin|fotografin|fotografen|texter|texterin|uebersetzer|uebersetzerin|agentur|expertin|experten|dozent|dozentin|referentin|referenten|partner|programmierer|grafikerin|grafiker|illustratorin|dienstleister|webdesigner|webdesignerin)|unterstuetzung|hilfe|verstaerkung)";
const SERVICE =
  "(?:projects?|workshops?|trainings?|coaching|consulting|seminars?|websites?|web ?sites?|logo|logos|app|shop|online ?shop|brochures?|catalogues?|rebranding|branding|redesign|campaigns?|strategy|audit|keynote|talk|talks|session|sessions|course|translations?|photos|copy|newsletter|concept)";
const LEISTUNG =
  "(?:projekte?|workshops?|schulung|schulungen|training|coaching|beratung|seminar|seminare|website|webseite|internetseite|homepage|logos?|app|shop|onlineshop|broschuere|katalog|kataloge|produktkataloge|relaunch|kampagne|strategie|vortrag|kurs|uebersetzung|fotos|texte|konzept|klausurtagung|klausur|moderation)";

/** Says plainly that the sender wants to buy. */
export const WANTS_CLEARLY = words(
  "(?:send|give|make|get|provide|prepare) (?:me |us |you )?(?:\\w+ )?(?:a |an |your )(?:\\w+ ){0,2}(?:quote|quotation|offer|estimate|proposal|price (?:for|quote))",
  "(?:quote|quotation|estimate|offer|proposal) (?:for|on) (?:a|an|the|our|my|this|\\w+ing)",
  `(?:looking|searching|search|look)(?: for)? ${WORKER}`,
  `(?:we|i) (?:urgently |would |also )?(?:need|seek|are seeking|am seeking|require) ${WORKER} (?:who|to|for|with|in)`,
  "(?:^|(?:i|we|team|company|business|association|and|but|also|really|urgently) )(?:need|needs|could use|would need|am looking for|are looking for|looking for|would like|would love|would appreciate) (?:your |some |a little |professional |more |a bit of )?(?:help|support|assistance) (?:with|on|for|in)(?! any(?:thing| way))",
  "what (?:is|are|would be) your (?:\\w+ )?(?:rates?|prices?|day rate|hourly rate|fees?|pricing)(?! for (?:a )?(?:guest|sponsored|link|ad|advert))",
  "what do you charge|how much (?:do|would|will|does) (?:you (?:charge|cost)|it cost|a |an |that cost|this cost|something like|sth like|such)",
  `(?:are|would|will) you (?:\\w+ ){0,2}(?:available|free) (?:\\w+ ){0,4}(?:for|to) (?:\\w+ ){0,4}(?:${SERVICE.slice(3, -1)}|facilitate|moderate|design|build|develop|consult|coach|train|write|translate|help us|help me|work with us)`,
  "(?:are you|you) (?:currently )?(?:taking on|accepting|taking) (?:new )?(?:clients|projects|work|commissions)",
  "(?:would|should) (?:like|love) to (?:hire|commission|engage|book) (?:you|your)",
  `(?:would like|would love|want|wish|looking|planning) to (?:hire|commission|engage|book) (?:an? )(?:\\w+ ){0,2}(?:${SERVICE.slice(3, -1)}|designer|developer|consultant|freelancer|trainer|coach|speaker|facilitator|photographer)`,
  "(?:want|wish|would like|looking|plan|planning|hoping) to (?:hire|commission|engage|book) (?:you|your)",
  `(?:company|we|i|our team) (?:would like|want|wish|plan|are planning|am planning|need|would need|needs) (?:to (?:make|have|do|book|organi[sz]e|build|create|get|start|redesign|relaunch|commission|hold|run) )?(?:a|an|our|some|new) (?:\\w+ ){0,3}${SERVICE}`,
  "(?:tell|let) (?:me|us) (?:know )?what (?:\\w+ ){0,6}costs?|what (?:\\w+ ){0,6}(?:would|might|could) cost|what (?:would|will|does|might) (?:\\w+ ){1,4}cost|your (?:conditions|terms|rate card)",
  "was (?:\\w+ ){1,6}(?:kostet|kosten wuerde|kosten)",
  "do you (?:have|still have) (?:\\w+ )?(?:capacity|availability|free capacity)",
  "you (?:make|send|give) us an offer",
  "(?:angebots?|kostenvoranschlags?) (?:\\S+ ){0,6}(?:machen|erstellen|zusenden|schicken|zukommen lassen|unterbreiten|senden|erbeten|einholen)",
  "(?:ihr|dein|euer|ein) (?:\\w+ )?(?:angebot|kostenvoranschlag) (?:fuer|ueber|zu)(?! (?:sie|dich|euch|ihr|dein|euer))",
  "(?:erwarten|erbitten|bitten|bitte|haette|haetten|braeuchte|braeuchten) (?:\\S+ ){0,5}(?:ihr|dein|ein|einen|eines|um ein) (?:angebots?|kostenvoranschlag)",
  "wie hoch (?:waere|ist|sind|waeren) (?:ihr|dein|euer|ihre|deine|eure) (?:honorar|tagessatz|preis|preise|kosten|stundensatz)",
  `(?:suche|suchen|sucht) (?:ich |wir )?(?:\\S+ ){0,6}${ARBEITER}`,
  "(?:brauche|brauchen|benoetige|benoetigen|braeuchte|braeuchten) (?:ich |wir )?(?:\\S+ ){0,4}(?:unterstuetzung|hilfe|beratung) ?(?:bei|fuer|beim|zu|mit)?",
  `(?:brauche|brauchen|benoetigen|braeuchte|braeuchten) (?:ich |wir )?(?:\\S+ ){0,3}(?:ein|eine|einen|eins|neue|neues|neuen) (?:\\S+ ){0,2}(?:${LEISTUNG.slice(3, -1)}|fuer)`,
  "was (?:kostet|kosten|wuerde|nehmen sie|nimmst du|verlangen) (?:\\S+ ){0,6}(?:bei ihnen|bei dir|bei euch|stunde|tag|workshop|website|webseite|logo|beratung|coaching|kosten|seminar|schulung)",
  "(?:ihr|dein|euer|ihre|deine|eure|ihren|deinen) (?:tagessatz|stundensatz|tagessaetze|stundensaetze|preise|honorar|konditionen)",
  "(?:haben sie|hast du|habt ihr|haetten sie|haettest du|haettet ihr) (?:\\S+ ){0,8}(?:kapazitaet|kapazitaeten|kapa|luft fuer)",
  `(?:moechten|moechte|wuerden|wuerde|wollen) (?:\\S+ ){0,12}(?:sie|dich|euch|ihnen|bei ihnen|bei dir) (?:\\S+ ){0,4}(?:buchen|beauftragen|engagieren)`,
  `(?:moechten|moechte|wuerden|wuerde|wollen) (?:\\S+ ){0,10}${LEISTUNG} (?:\\S+ ){0,6}(?:buchen|beauftragen|machen lassen|erstellen lassen|ueberarbeiten lassen)`,
  "(?:moechten|moechte|wollen|wuerden) (?:\\S+ ){0,8}(?:ueberarbeiten|erstellen|gestalten|entwickeln|programmieren|uebersetzen|bauen|schreiben) lassen",
  "(?:interessiere mich|interessieren uns|interesse an|bin interessiert|sind interessiert) (?:\\S+ ){0,3}(?:ihr|ihre|ihrem|ihrer|ihren|dein|deinem|deine|deiner|euer|eurem|eurer) (?:\\w+ ){0,2}(?:coaching|beratung|workshop|workshops|angebot|leistungen|seminar|arbeit|dienste|training|schulung)",
);

/** Sounds like a buyer, but could be something else. */
export const WANTS_LIKELY = words(
  "(?:interested in|like|love|enquire about|inquire about|more about|information (?:about|on)) (?:working with you|your (?:\\w+ ){0,2}(?:services?|workshops?|coaching|trainings?|consulting|offering|courses?|rates))",
  "(?:you|your team) (?:helping|supporting|advising) (?:us|me)",
  "(?:work|working) (?:together |with you )(?:on|for) (?:a|our|the|my)",
  `(?:we|i) (?:are|am) (?:planning|looking to|about to|hoping to) (?:\\w+ ){0,5}${SERVICE}`,
  `(?:have|got) (?:a|an|this) (?:\\w+ ){0,4}(?:project|assignment)`,
  `(?:can|could|would) you (?:please |also |possibly )?(?:do|give|hold|run|organi[sz]e|design|build|make|write|create|develop|teach) (?:us |me )?(?:a|an|our|some|my) (?:\\w+ ){0,3}${SERVICE}`,
  "auf der suche nach (?:\\S+ ){0,3}\\w+(?:in|er|erin|ung|ur)",
  `(?:club|choir|company|association|school|team|firm|we|i|startup|practice|shop) (?:needs?|is looking for|are looking for) (?:a|an|some|new) (?:\\w+ ){0,3}(?:poster|flyer|${SERVICE.slice(3, -1)})`,
  "(?:^|(?:hi|hello|hey|and|also|or|so) )do you (?:also )?(?:do|make|build|design|offer|give|write|translate)",
  "(?:can|could|would) you (?:help|support|assist|advise) (?:us|me)",
  `(?:macht|machen|machst|bieten|bietet|bietest) (?:ihr|sie|du) (?:\\S+ ){0,4}(?:auch|${LEISTUNG.slice(3, -1)})`,
  "(?:koennen|koennten|kannst|koenntest|koennt) (?:sie|du|ihr) (?:uns|mir) (?:\\S+ ){0,6}(?:helfen|unterstuetzen|beraten)",
  `(?:planen|plane|planst) (?:wir |ich )?(?:\\S+ ){0,6}${LEISTUNG}`,
  "(?:zusammenarbeit|zusammenzuarbeiten|zusammenarbeiten) (?:\\S+ ){0,3}(?:projekt|vorstellen|interessiert)",
  "(?:ihren|deinen|euren|ihre|deine|eure) (?:workshop|workshops|leistungen|beratung|seminare|kurse) (?:\\S+ ){0,4}(?:interessiert|erfahren|informieren)",
);

/** Who writes that is not a client, and how it shows. The reason is read by the owner. */
export const NOT_A_CLIENT: readonly {
  kind: "seller" | "job" | "recruiter" | "notice" | "invoice" | "press" | "scam" | "guest-post" | "friend";
  because: string;
  pattern: RegExp;
}[] = [
  {
    kind: "guest-post",
    because: "it asks for a guest post, a link or a sponsorship",
    pattern: words(
      "guest (?:post|posts|article|articles|blog|author)|sponsored (?:post|content|article|link)|backlinks?|do ?follow|link (?:insertion|exchange|building|placement)|sponsorship|sponsor our|sponsoring|gastbeitrag|gastartikel|linktausch|sponsern|affiliate|influencer|advertis\\w+ on your|contribute (?:an? )?(?:\\w+ )?(?:article|post)|domain authority|werbepartner",
    ),
  },
  {
    kind: "job",
    because: "it is a job application",
    pattern: words(
      "(?:i am|i would like to|wish to|want to) (?:\\w+ )?(?:apply|applying)|(?:my|attached|enclosed) (?:\\w+ )?(?:cv|resume|curriculum)|(?:my cv|resume|curriculum vitae)|job application|(?:open|vacant) (?:positions?|roles?)|internship|are you hiring|looking for (?:a|an|new) (?:\\w+ )?(?:job|internship|apprenticeship|position|challenge)|bewerbe|bewerbung|bewerben|lebenslauf|praktikum|praktikumsplatz|ausbildungsplatz|offene stellen?|initiativbewerbung|werkstudent\\w*|ferienjob|bachelorarbeit|masterarbeit|thesis",
    ),
  },
  {
    kind: "recruiter",
    because: "it comes from a recruiter",
    pattern: words(
      "recruit\\w*|talent (?:partner|acquisition|manager|scout)|headhunt\\w*|permanent (?:position|role)|my client is (?:looking|searching|seeking)|for (?:a|our|my) client in|updated cv|your (?:cv|resume|profile|linkedin)|salary|months contract|job opportunity|(?:exciting|new) (?:role|opportunity)|personalberat\\w*|personalvermittl\\w*|festanstellung|ihr profil|dein profil|spannende (?:position|stelle|herausforderung)|vakanz",
    ),
  },
  {
    kind: "press",
    because: "it is about an interview or an article",
    pattern: words(
      "journalist\\w*|reporter|press (?:inquiry|enquiry|request)|(?:interview|quote) (?:you )?for (?:an|a|our|my) (?:article|story|podcast|magazine|piece|research)|podcast|redakteur\\w*|redaktion|interviewen|interview|artikel ueber|an einem artikel|presseanfrage|zeitung|survey|umfrage|(?:our|this|a|your) (?:\\w+ ){0,2}(?:study|opinion)|(?:ten|few|some|\\d+) questions|questionnaire|fragebogen|award|nominated|nominiert",
    ),
  },
  {
    kind: "scam",
    because: "it looks like phishing or a scam",
    pattern: words(
      "million (?:dollars|euros|usd|pounds)|inheritance|next of kin|lottery|you (?:have )?won|beneficiary|bitcoin|crypto|cryptocurrency|forex|verify your (?:account|identity|data|email)|account (?:has been|was|is) (?:suspended|locked|limited|blocked)|konto (?:\\w+ )?(?:gesperrt|eingeschraenkt|blockiert)|bestaetigen sie ihre (?:daten|identitaet|zugangsdaten|angaben)|click (?:here|the link|below|on the link)|klicken sie (?:hier|auf)|folgenden link|password (?:expires|expired|reset)|passwort (?:laeuft|zuruecksetzen)|gift cards?|dear friend|honest person|honest partner|god bless|erbschaft|gewonnen|gewinnspiel|viagra|casino|loan offer|kreditangebot",
    ),
  },
  {
    kind: "invoice",
    because: "it is an invoice, a receipt or a delivery notice",
    pattern: words(
      "(?:your|our) (?:\\w+ )?(?:invoice|receipt|order|subscription|bill|payment|purchase|statement|booking|parcel)(?: \\w+){0,4} (?:is|has|was|are|attached|enclosed|due|number|no|of|for)|payment is due|please (?:pay|remit|transfer)|(?:your|ihre|deine) (?:bestellung|lieferung|sendung|buchung|zahlung|quittung)|(?:unsere|ihre|deine) (?:\\w+ )?rechnung|rechnung nr|rechnungsnummer|bitte ueberweisen|sendungsverfolgung|versandt|tracking number|zahlungserinnerung|mahnung|offene forderung|invoice (?:attached|number|no|\\d+)",
    ),
  },
  {
    kind: "notice",
    because: "it is a newsletter or a notification",
    pattern: words(
      "unsubscribe|newsletter (?:im|vom|januar|\\d+|abmelden|no)|unser(?:en|em)? newsletter|our newsletter|abmelden|abbestellen|view (?:it |this |the )?(?:\\w+ )?in (?:your )?browser|im browser (?:ansehen|oeffnen|anzeigen)|you (?:have )?received (?:a|this)|you are receiving|sie erhalten diese|diese e ?mail wurde automatisch|do not reply|nicht auf diese|this is an automated|verification code|security (?:code|alert)|new login|bestaetigungscode|webinar|early bird|save the date|sale ends|black friday|rabatt|gutschein|discount code|privacy policy|terms of service|datenschutzerklaerung|agb",
    ),
  },
  {
    kind: "seller",
    because: "it offers something rather than asking for it",
    pattern: words(
      "seo|search engine|rank(?:ing|ings)?(?: \\w+){0,3} (?:google|higher|better)|(?:your|the) (?:site|website) (?:\\w+ ){0,3}(?:rank|traffic|visitors|conversion|losing|slow|errors|outdated|could)|question about your (?:website|site)|(?:looking|looked|visited|visiting|came across|browsing|checked|found|saw|stumbled \\w+) (?:\\w+ )?your (?:website|site|profile)(?= (?:\\w+ ){0,8}(?:notice\\w*|and (?:i )?(?:think|believe|wanted|saw)|could|we (?:can|could|offer|help)))|(?:we|i|our (?:company|agency|team)) (?:can |could |also )?(?:offer|offers|provide|provides|sell|sells|speciali[sz]e|manufacture)(?! (?:a|an)? ?(?:workshops?|courses?) to our)|(?:we are|i am|we re) (?:a |an |the )?(?:\\w+ ){0,3}(?:manufacturers?|suppliers?|agency|provider|outsourcing|offshore|vendor|distributor|wholesaler)(?! (?:and|looking|that|who|in|from|based)? ?(?:\\w+ ){0,4}(?:need|looking for|want))|(?:help|helping|helped|work with) (?:\\w+ ){0,3}(?:businesses|companies|consultants|freelancers|agencies|founders|brands|coaches|entrepreneurs|firms) (?:like|get|book|grow|increase|to|save|scale|generate|find|win)|more (?:leads|clients|customers|traffic|sales)|lead generation|qualified (?:calls|leads|appointments)|grow your|boost your|increase your|scale your|skyrocket|free (?:audit|consultation|demo|trial|quote|sample)|(?:book|schedule|see|show you|have) a (?:\\w+ )?demo|our (?:services|solution|platform|software|product|products|tool|price list|catalogue)(?! (?:page|team))|your (?:competitors|business needs)|best price|affordable|outsourc\\w+|web development (?:services|company)|app development|(?:let me know|tell me) if you need|do you need (?:a|an|any|help|more)|(?:build|make|design|develop) (?:websites|apps|shops|software) for|(?:yours|your (?:site|website|business|brand)) could (?:use|be)|sell your business|buyers|virtuelle? assistent\\w*|looking for (?:work|projects|clients|assignments)|my portfolio|(?:have|has|of them|experts|designers|developers) (?:\\w+ )?available|need more|are you looking for|interested in (?:a|our) (?:quick|short|partnership|cooperation|collaboration|product|service|free)|would you be interested|(?:do|got|have) (?:you )?(?:have )?(?:\\d+|ten|fifteen) minutes|wir bieten|bieten wir|unser angebot|unsere (?:leistungen|loesung|software|plattform|produkte|agentur bietet|dienstleistungen)|ihnen (?:unser|unsere|unseren) (?:\\S+ ){0,6}(?:vorstellen|praesentieren|zeigen|anbieten)|(?:moechten|wuerden|moechte|wuerde) (?:\\S+ ){0,4}ihnen (?:\\S+ ){0,6}(?:vorstellen|anbieten|praesentieren)|haben sie (?:\\w+ )?bedarf|wir (?:unterstuetzen|helfen) (?:\\w+ )?(?:unternehmen|selbststaendigen?|freelancern?|firmen|ihnen|kmu|beratern?)|mehr (?:kunden|umsatz|reichweite|sichtbarkeit|leads|anfragen)|neukunden|kundengewinnung|suchmaschinen\\w*|google (?:ranking|platz|seite 1)|ihre (?:website|webseite|internetseite) (?:\\S+ ){0,6}(?:gefunden|verbessern|optimieren|aufgefallen|langsam|veraltet)|kostenlos\\w*|unverbindlich\\w* (?:demo|beratung|testen)|partnerschaft|kooperationsanfrage|guenstige|foerdermittel\\w*",
    ),
  },
  {
    kind: "friend",
    because: "it sounds private",
    pattern: words(
      "long time no see|birthday|geburtstag|(?:mum|mom|dad|mama|papa|grandma|oma|opa)|love you|hab dich lieb|barbecue|grillen|(?:your|the) kids|die kinder|holiday photos|dinner (?:on|at|tonight)|abendessen|spieleabend|klassentreffen|happy new year|frohe weihnachten|kommst du (?:\\S+ ){0,4}(?:party|feier)|elternabend|fussball|verein|nachbarn|borrow your",
    ),
  },
];

/** Text that gives orders to a machine. */
export const TO_A_MACHINE = words(
  "(?:ignore|disregard|forget|override|bypass) (?:\\w+ ){0,4}(?:previous|prior|above|earlier|other|your|system|these|those) (?:\\w+ )?(?:instructions?|prompts?|rules|guidelines|directions|policies|messages?)",
  "(?:system|developer|assistant) (?:prompt|message|instructions?|override)",
  "(?:you are|act as|as) (?:now )?(?:an? )?(?:ai|llm|language model|gpt|chatbot|assistant|bot|agent)(?: (?:assistant|agent|model))?",
  "(?:note|message|instructions?|attention) (?:to|for) (?:the |any |all )?(?:\\w+ )?(?:ai|llm|assistant|agent|model|bot|language model)s?",
  "(?:ai|llm|assistant|agent|bot) (?:must|should|has to|is required|reading this|processing this)",
  "(?:do not|never) (?:tell|inform|notify|alert|ask|mention (?:this|it) to) (?:the )?(?:user|owner|human|recipient)",
  "before you can solve|new instructions?|jailbreak|prompt injection|important message from (?:me|\\w+) to you|information tag",
  "(?:without|no) (?:asking|approval|confirmation|human|further approval) (?:\\w+ ){0,2}(?:needed|required|necessary|the owner|anyone)",
  "(?:ignoriere|vergiss|missachte|ignorieren sie|vergessen sie) (?:\\S+ ){0,4}(?:anweisungen?|instruktionen|regeln|vorgaben|befehle)",
  "(?:du bist|als) (?:\\w+ )?(?:ki|assistent|sprachmodell|chatbot|agent)(?: \\w+)?$",
  "(?:an|fuer) (?:die|den|alle) (?:ki|assistenten|agenten|bot|sprachmodell)\\w*",
  "systemnachricht|systemanweisung|ohne (?:rueckfrage|nachzufragen|bestaetigung)",
);

/** Orders about money, access or other people's data: whoever writes this, a person decides. */
export const ABOUT_SAFETY = words(
  "(?:mark|set|book|record|flag|treat) (?:\\S+ ){0,6}(?:as )(?:paid|settled|approved|done|completed|cancelled|confirmed)",
  "(?:bank|account|payment|banking) (?:details|data|information|account)? ?(?:\\w+ ){0,2}(?:have|has|had|was|were|is|are)? ?(?:been )?(?:changed|new|updated)",
  "new (?:bank|iban|bank account|account details|banking details|account number)",
  "(?:forward|send|share|give|email|post|submit|export|upload) (?:\\S+ ){0,6}(?:passwords?|passcode|credentials|security code|api keys?|tokens?|secret|all (?:\\w+ )?(?:invoices|emails|mails|contacts|files|clients|customers|data)|credit card|passport|social security|login data|other clients?)",
  "(?:delete|remove|erase|destroy|wipe) (?:\\S+ ){0,6}(?:files?|all|account|emails?|mails?|database|backups?|records?|ledger|event|events)(?! (?:on|from) the (?:page|website|homepage))",
  "(?:make|send|transfer|wire|pay|schedule|refund) (?:\\S+ ){0,6}(?:a transaction|to (?:\\w+ )?[a-z]{2}\\d{2}\\w*|to (?:the )?(?:account|iban)|gift cards?|bitcoin)",
  "(?:change|update|reset|set) (?:\\S+ ){0,4}(?:password|iban|bank details|standing order|recurring|account)",
  "(?:add|invite) (?:\\S+ ){0,5}(?:to (?:the )?slack|as (?:an? )?(?:admin|administrator|user|owner))",
  "(?:markier\\w*|buch\\w*|setz\\w*|verbuch\\w*) (?:\\S+ ){0,8}(?:als|auf) (?:bezahlt|freigegeben|genehmigt|erledigt)",
  "(?:bankverbindung|iban|kontodaten|konto|kontoverbindung) (?:\\S+ ){0,5}(?:geaendert|neu|gewechselt|aktualisiert)",
  "neue (?:bankverbindung|iban|kontoverbindung|kontonummer)",
  "(?:leite|leiten|schick\\w*|send\\w*) (?:\\S+ ){0,8}(?:passwort|passwoerter|zugangsdaten|alle (?:rechnungen|mails|e mails|kontakte|daten|kundendaten))",
);
