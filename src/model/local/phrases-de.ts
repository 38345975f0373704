/**
 * German: what clients write, as data. One fragment a way of saying it; plain form, so ae/oe/ue/ss (see phrase-book.ts).
 * Before: phrase-book.ts. After: classify.ts.
 */
import { assertions, type PhraseBook, words } from "./phrase-book.ts";

const DAY =
  "(?:montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|sonntags?|mo|di|mi|do|fr|morgen|heute|uebermorgen|naechste woche|naechster woche|kommende woche|diese woche|vormittags?|nachmittags?|\\d{1,2} uhr(?: \\d\\d)?|\\d{1,2} \\d{1,2}|\\d{1,2} (?:januar|februar|maerz|april|mai|juni|juli|august|september|oktober|november|dezember))";
const MEETING =
  "(?:termin|termins|termine|terminen|treffen|besprechung|telefonat|gespraech|call|meeting|workshop|videokonferenz|kick ?off|jour fixe)";
const ALTER =
  "(?:aendern|abaendern|anpassen|austauschen|auswechseln|ersetzen|tauschen|entfernen|loeschen|streichen|ergaenzen|hinzufuegen|einfuegen|einbauen|einsetzen|korrigieren|kuerzen|verkleinern|vergroessern|umformulieren|umbenennen|umstellen|aktualisieren|ueberarbeiten|nachbessern|reinnehmen|rausnehmen|verschoben|geaendert|ersetzt|ausgetauscht|angepasst|korrigiert|ergaenzt|entfernt|aendere|ersetze|streiche|ergaenze|entferne|korrigiere|tausche|aendert|ersetzt|streicht)";
const ASK =
  "(?:koennten|koennen|koennte|kannst|koenntest|koennt|koenntet|wuerden|wuerdest|wuerdet|wollen|moegen|kann|ginge|magst) (?:sie|du|ihr|wir|man|mir|uns|bitte)";
const FILL =
  "(?:(?:ja|ok|okay|super|perfekt|prima|toll|der|die|das|den|dein|ihr|euer|entwurf|angebot|version|\\d+|design|text|texte|logo|layout|konzept|plan|ist|sind|hiermit|wird|werden|von|uns|mir|so|alles|damit|beide|somit|gerne|seite|unserer|meiner|fassung|somit|nun|jetzt) ){0,8}";

export const GERMAN: PhraseBook = {
  says: {
    stop: words("(?:newsletter|mails?) abbestellen"),
    approval: assertions(
      `^${FILL}(?:freigegeben|genehmigt|abgenommen|angenommen|akzeptiert|abgesegnet)`,
      "(?:geben|gebe) (?:wir |ich )?(?:hiermit |dir |ihnen |euch |gerne |somit )*(?:das|den|die|es|alles|dein\\w*|ihr\\w*|unser\\w*) ?(?:\\p{L}+ ){0,5}frei",
      "(?:wir|ich) (?:geben|gebe) (?:hiermit |dir |ihnen |euch |gerne |somit )*(?:das|den|die|es|alles|dein\\w*|ihr\\w*|unser\\w*|version) ?(?:\\w+ ){0,5}frei",
      "(?:entwurf|version \\d+|design|texte?|layout|konzept|angebot) (?:\\w+ )?(?:gebe|geben) (?:ich|wir) (?:\\w+ ){0,2}frei",
      "freigabe (?:ist |wird |hiermit )*(?:erteilt|gegeben)",
      "(?:erteile|erteilen|gebe|geben) (?:wir |ich )?(?:ihnen |euch |dir )?(?:hiermit )?(?:gerne )?(?:die |unsere |meine )freigabe",
      "(?:sie haben|du hast|ihr habt|hiermit haben sie) (?:\\w+ )?(?:unser|unsere|mein|meine|unseren|meinen|das|den) (?:ok|okay|segen|zustimmung|freigabe|einverstaendnis|go)",
      "angebot (?:\\w+ ){0,3}(?:nehmen|nehme) (?:wir|ich) (?:\\w+ ){0,4}an",
      "(?:wir|ich) (?:nehmen|nehme) (?:\\w+ ){0,2}(?:angebot|vorschlag) (?:\\w+ ){0,4}an",
      "(?:wir |ich )?(?:hiermit )?(?:beauftragen|beauftrage) (?:wir |ich )?(?:sie|dich|euch)",
      "(?:meinen|unseren) segen (?:hast|habt|haben) (?:du|ihr|sie)|klares ja|(?:entwurf|angebot|kostenvoranschlag|plan|konzept|budgetplan) (?:ist|wurde) (?:\\w+ ){0,5}(?:abgesegnet|genehmigt|freigegeben|angenommen)",
      "^(?:das |die |den |gerne |gern |super |ok )*nehmen wir(?: so| gern| gerne)?$",
      "auftrag (?:ist |hiermit |gilt als )*erteilt",
      "(?:erteilen|erteile) (?:\\w+ ){0,4}(?:auftrag)",
      "(?:^|du |ihr |sie |ok |dann |gerne |super |bestens )(?:kannst|koennt|koennen)(?: sie| du| ihr)? (?:\\w+ ){0,3}(?:loslegen|anfangen|starten|beginnen|umsetzen|drucken|veroeffentlichen|weitermachen|live gehen|in druck geben)",
      "gruenes licht (?:von|fuer|gegeben|erteilt)|(?:bekommen|haben|hast|kriegst) (?:\\w+ ){0,3}gruenes licht",
      "bitte (?:\\w+ )?(?:genau )?so (?:umsetzen|machen|drucken|veroeffentlichen|lassen|uebernehmen)",
      "(?:^|okay |ok |klar |gut |gerne |dann |super |perfekt )(?:das )?(?:so machen wir (?:s|es|das)|machen wir (?:es |das )?(?:genau )?so)",
      "(?:ich bin|wir sind|sind wir|bin ich) (?:\\w+ ){0,6}einverstanden",
      "(?:stimme|stimmen) (?:ich |wir )?(?:\\w+ ){0,5}zu",
    ),
    change: words(
      `${ASK} (?:\\S+ ){0,14}${ALTER}`,
      `bitte (?:\\S+ ){0,16}${ALTER}`,
      `(?:moechten|moechte|wollen|will|wuerden|wuerde|sollten|sollte|muesste|muessten|muss|muessen|soll|sollen|haetten|haette) (?:\\S+ ){0,12}${ALTER}`,
      `^(?:die|das|den|der) (?:\\S+ ){0,5}bitte (?:\\S+ ){0,5}${ALTER}`,
      `^(?:\\S+ ){1,8}bitte (?:\\S+ ){0,3}${ALTER}`,
      "statt \\w+ (?:bitte |lieber |doch )",
      "(?:bitte|lieber|besser) (?:\\w+ ){1,4}(?:statt|anstatt|anstelle)",
      "(?:fehlt|fehlen) (?:noch|leider|auf|in|im|der|die|das)",
      "(?:ist|sind|wirkt|wirken|scheint|finde ich|finden wir) (?:\\w+ ){0,4}zu (?:klein|gross|grell|lang|kurz|dunkel|hell|bunt|duenn|dick|breit|schmal|technisch|foermlich|leise|laut|blass)",
      "(?:haetten|haette|wuenschen|moechten|brauchen) (?:\\w+ ){0,4}(?:noch|zusaetzlich|weitere|andere) (?:\\w+ ){0,2}(?:unterseite|seite|version|farbe|schrift|bild|foto|ueberschrift|logo|variante|folie|kapitel|abschnitt|button)",
      "aenderungswuensche?|korrekturwuensche?",
      "(?:sollte|muss|muesste|soll) (?:\\w+ ){0,5}(?:heissen|groesser|kleiner|kuerzer|laenger|dunkler|heller|lauten)",
    ),
    question: words(
      "(?:ich|wir) (?:wollte|wollten|wuerde|wuerden|moechte|moechten|haette|haetten) (?:\\w+ ){0,4}(?:fragen|wissen|eine frage)",
      "(?:mich|uns) wuerde (?:\\w+ )?interessieren",
      "(?:ich|wir) (?:frage|fragen) (?:mich|uns)",
      "(?:ich habe|wir haben|haette|haetten|habe|kurze|eine|noch eine) (?:\\w+ ){0,2}frage",
      "(?:ich|wir) (?:verstehe|verstehen) (?:\\w+ ){0,2}nicht (?:ganz|genau|wie|was|warum)",
    ),
    scheduling: words(
      `${ASK}? ?(?:\\S+ ){0,8}${MEETING} (?:\\S+ ){0,8}(?:verschieben|verlegen|vorziehen|absagen|vereinbaren|ausmachen|machen|finden|abmachen|bestaetigen|ansetzen|umlegen)`,
      `(?:koennen|koennten|wollen|sollen|kannst|koenntest|koennt|lassen|lass|lasst) (?:wir|uns|sie|du|ihr)(?: \\S+){0,6} (?:telefonieren|treffen|sprechen|zusammensetzen|sehen|reden|skypen|verschieben|quatschen)`,
      `passt (?:es |das |dir |ihnen |euch |der )*(?:\\w+ ){0,2}${DAY}`,
      `(?:wuerde|wuerden|ginge|geht|klappt|passt|haette|waere) (?:\\S+ ){0,4}(?:${DAY.slice(3, -1)})(?: \\S+){0,6} ?(?:passen|gehen|klappen|bei (?:ihnen|dir|euch)|zeit|recht|moeglich)?`,
      `${DAY} (?:\\S+ ){0,4}(?:passt|geht|klappt|ginge|waere (?:gut|super|prima|perfekt)|passen|zeit)(?! nichts)`,
      `(?:hast|haben|haettest|haetten|habt) (?:du|sie|ihr) (?:\\S+ ){0,6}(?:zeit|kurz zeit)`,
      `(?:am|um|fuer) (?:\\S+ ){0,3}(?:zeit|telefonieren|treffen)`,
      `${MEETING} (?:\\S+ ){0,6}(?:absagen|verschieben|bestaetige|bestaetigen|verlegen|platzt|platzen|faellt aus|verschoben|nicht wahrnehmen)`,
      `(?:bestaetige|bestaetigen|sage|sagen|verschieben|verschiebe) (?:\\S+ ){0,5}${MEETING}`,
      `(?:andere[nrs]?|neuen?|anderer|spaeteren?|frueheren?) (?:termin|uhrzeit|zeitpunkt)`,
      `wann (?:haben|hast|haetten|haettest|koennen|koennten|passt|waere|waeren|sind) (?:sie|du|ihr|wir|es|ein)(?: \\S+){0,4} (?:zeit|treffen|telefonieren|sprechen|dir|ihnen|euch|termin|da)`,
      `(?:bis|sehen uns|sehen wir uns|bis dann|wir sehen uns) (?:\\w+ )?(?:am )?(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|morgen|dann)$`,
      `^(?:(?:ok|okay|passt|super|gerne|gern|dann|also|am|um|lieber|besser|oder|und|vielleicht|ja|nein|klar|alles) ){0,3}${DAY}(?: ${DAY}){0,2}(?: vielleicht| evtl)?$`,
      `(?:treffen|sehen|sprechen|hoeren) wir uns`,
      `${MEETING} (?:\\S+ ){0,6}(?:schieben|umlegen|abblasen|canceln)`,
      `(?:komme|kommen|bin|verspaete|verspaeten) (?:\\S+ ){0,5}(?:spaeter|zu spaet|verspaetet) (?:\\S+ ){0,3}${MEETING}`,
    ),
    payment: words(
      "(?:\\w*rechnung|\\w*rechnungen|zahlungserinnerung|mahnung|gutschrift)(?! (?:tragen|traegt|zu tragen))",
      "(?:ueberwiesen|ueberweisen|ueberweise|ueberweisung|angewiesen|bezahlt|beglichen|begleichen|ueberwiesene)",
      "(?:zahlung|anzahlung|zahlungseingang|betrag|geld) (?:\\w+ ){0,3}(?:ist|geht|wurde|kommt|raus|unterwegs|erfolgt|veranlasst|erhalten|faellig)",
      "(?:mwst|mehrwertsteuer|umsatzsteuer|ust id|skonto|bestellnummer|bankverbindung|iban|zahlungsziel|ratenzahlung)",
      "(?:wir zahlen|ich zahle|zahlen wir|zahle ich|(?:kann|koennen|darf|duerfen) (?:ich|wir) (?:\\S+ ){0,6}zahlen|in raten)",
    ),
    complaint: assertions(
      "(?:ich bin|wir sind|bin ich|sind wir|bin|sind) (?:\\w+ ){0,5}(?:enttaeuscht|unzufrieden|veraergert|sauer|wuetend|entsetzt|frustriert|stinksauer|empoert|genervt)",
      "(?:ich bin|wir sind|bin ich|sind wir|sind|bin) (?:\\w+ ){0,6}(?:nicht|alles andere als|ueberhaupt nicht|gar nicht) (?:\\w+ ){0,2}(?:zufrieden|gluecklich|happy|einverstanden mit der qualitaet)",
      "(?:das|so|es) (?:\\w+ ){0,2}(?:geht (?:\\w+ )?gar nicht|geht so nicht|ist (?:\\w+ ){0,2}(?:inakzeptabel|nicht akzeptabel|unakzeptabel|eine frechheit|eine zumutung|unverschaemt|nicht hinnehmbar|ein witz|unmoeglich))",
      "(?:ist|sind) (?:\\w+ ){0,5}(?:nicht akzeptabel|inakzeptabel|nicht hinnehmbar)",
      "so (?:haben wir|war) (?:das|es) nicht (?:vereinbart|abgemacht|besprochen|ausgemacht)",
      "(?:moechte|moechten|will|wollen|muss|muessen) (?:\\w+ ){0,4}(?:beschweren|reklamieren|beanstanden)",
      "(?:hiermit )?(?:reklamiere|reklamieren|beanstande|beanstanden) (?:ich|wir)",
      "(?:ich|wir) (?:reklamiere|reklamieren|beanstande|beanstanden|beschwere|beschweren)",
      "(?:schlechte|miserable|mangelhafte|schlampige) (?:\\w+ )?(?:qualitaet|arbeit|leistung|kommunikation)",
      "so geht das nicht|unter aller sau|ein unding",
    ),
    leaving: assertions(
      "(?:hiermit )?(?:kuendige|kuendigen) (?:ich|wir) (?:\\S+ ){0,4}(?:vertrag|\\w+vertrag|zusammenarbeit|auftrag|vereinbarung|mandat|abo)",
      "(?:ich|wir) (?:kuendige|kuendigen) (?:hiermit )?(?:\\S+ ){0,4}(?:vertrag|\\w+vertrag|zusammenarbeit|auftrag|vereinbarung|mandat)",
      "(?:vertrag|\\w+vertrag|zusammenarbeit) (?:\\S+ ){0,5}(?:kuendigen|beenden|nicht (?:zu )?verlaengern|nicht fortsetzen|nicht weiterfuehren|nicht weiter fortfuehren|auslaufen lassen|auslaufen zu lassen)",
      "(?:beenden|beende) (?:wir |ich )?(?:\\S+ ){0,3}(?:zusammenarbeit|vertrag)",
      "(?:fuer|zu) (?:einen|eine|einem|einer|jemand|jemanden) (?:\\w+ )?(?:anderen?|neuen?|anderem|andere) (?:\\w+ ){0,3}(?:entschieden|gewechselt|wechseln)",
      "(?:wir|ich) (?:wechseln|wechsle|wechsel) (?:\\S+ ){0,3}(?:zu|die agentur|den dienstleister|den anbieter)",
      "(?:brauchen|benoetigen|brauche|benoetige) (?:wir |ich )?(?:ihre|deine|eure) (?:\\w+ )?(?:dienste|hilfe|leistungen|unterstuetzung|leistung) (?:\\w+ ){0,2}nicht mehr",
    ),
    "out-of-office": words(
      "(?:ich bin|wir sind|bin ich|sind wir|bin) (?:\\S+ ){0,10}(?:nicht (?:im|am) (?:buero|haus|platz|arbeitsplatz)|ausser haus|im (?:\\w+ )?urlaub|in elternzeit|in mutterschutz|abwesend|unterwegs und|nicht erreichbar|in den ferien|wieder (?:erreichbar|im buero|da|fuer sie da|im haus))",
      "(?:befinde|befinden) (?:mich|uns|ich mich|wir uns) (?:\\S+ ){0,6}(?:urlaub|elternzeit|dienstreise|mutterschutz)",
      "(?:buero|praxis|kanzlei) (?:ist|bleibt) (?:\\S+ ){0,8}(?:geschlossen|nicht besetzt)",
      "(?:ihre|deine) (?:mail|e mail|nachricht) wird nicht (?:weitergeleitet|gelesen)",
      "(?:ab|am) (?:\\S+ ){0,5}wieder (?:fuer sie |fuer euch )?(?:erreichbar|im buero)",
    ),
    thanks: words(
      "(?:vielen|herzlichen|besten|lieben|tausend|schoenen|grossen|ganz lieben|1000) dank (?:\\w+ ){0,2}(?:fuer|an)(?! (?:ihre|deine|die|eure) (?:nachricht|mail|e mail|anfrage|antwort|rueckmeldung|info|verstaendnis|geduld))(?! (?:ihr|dein|euer) (?:verstaendnis|interesse))",
      "(?:danke|danken|bedanke|bedanken|bedankt) (?:\\w+ ){0,4}(?:fuer)(?! (?:ihre|deine|die|eure) (?:nachricht|mail|e mail|antwort|rueckmeldung|info|geduld))",
      "(?:ganz )?lieben dank|vielen lieben dank|tausend dank|herzlichen dank(?! auch)|danke schoen|dankeschoen|merci vielmals|danke (?:dir|euch|ihnen)",
      "(?:hat|habt|haben) (?:\\w+ ){0,2}(?:sehr|wirklich|super|viel) geholfen",
      "(?:sie sind|du bist|ihr seid) (?:\\w+ )?(?:ein schatz|ein engel|eine wucht|die besten?|der beste|spitze|klasse|super|toll|grossartig)$",
      "(?:super|tolle|klasse|grossartige|spitzen) arbeit",
    ),
    "standing-wish": words(
      "(?:bitte|koennten sie|koennt ihr|kannst du|koennen sie|schickt|schicken|schick|sendet|senden) (?:\\S+ ){0,8}(?:immer|nie|niemals|kuenftig|zukuenftig|ab sofort|in zukunft|ab jetzt|generell|jedes mal|grundsaetzlich|von nun an)",
      "(?:in zukunft|kuenftig|zukuenftig|ab sofort|ab jetzt|von nun an|grundsaetzlich|generell|jedes mal) (?:\\S+ ){0,8}bitte",
      "bitte (?:nie|niemals|immer)",
      "(?:ich|wir) (?:bevorzuge|bevorzugen|haette lieber|haetten lieber|bekomme lieber|bekommen lieber|moechte immer|moechten immer|moechte kuenftig|moechten kuenftig)",
    ),
    request: words(
      `${ASK} (?:\\S+ ){0,14}(?:schicken|senden|zusenden|zuschicken|zukommen lassen|weiterleiten|mailen|geben|teilen|pruefen|anschauen|ansehen|hochladen|einrichten|freischalten|kuemmern|helfen|erledigen|vorbereiten|erstellen|machen|weitergeben|bestaetigen|nachsehen|besorgen|nennen|mitteilen)`,
      `${ASK} (?:\\S+ ){0,14}\\p{L}{2,}(?:en|ern|eln)$`,
      "bitte um (?:\\w+ )?(?:rueckruf|rueckmeldung|info|antwort|zusendung|bestaetigung)",
      "bitte (?:\\S+ ){0,12}(?:schicken|senden|zusenden|zuschicken|zukommen lassen|weiterleiten|mailen|pruefen|anschauen|ansehen|hochladen|einrichten|freischalten|erledigen|vorbereiten|erstellen|melden|mitteilen|nennen)",
      "(?:schick|schicke|schickt|schicken|sende|sendet|senden|gib|gebt|leite|leitet|mail|mailt|stell|stellt) (?:mir|uns|sie|bitte|doch|mal|noch|den|die|das)",
      "(?:brauche|brauchen|benoetige|benoetigen|braeuchte|braeuchten) (?:ich |wir )?(?:noch |dringend |bitte |bis |die |den |das |eine |ein |einen |ihre |deine |von )",
      "(?:ich|wir) (?:bitte|bitten) (?:\\w+ )?um",
    ),
  },
  weakYes: words(
    "passt",
    "passt so",
    "(?:das |alles |es )?passt (?:schon |alles |so |prima |super |perfekt |gut )*(?:fuer|von) (?:uns|mich|unserer seite|meiner seite)(?: aus)?",
    "(?:das |alles |es )?passt (?:alles|so|prima|super|perfekt|gut)?",
    "in ordnung",
    "geht klar",
    "geht in ordnung",
    "alles klar",
    "einverstanden",
    "sieht (?:\\w+ )?(?:gut|super|prima|toll|perfekt) aus",
    "(?:das )?(?:ist|waer) (?:fuer uns |fuer mich |so )?(?:ok|okay|in ordnung)",
    "alles (?:bestens|gut so|ok|okay|in ordnung)",
    "gerne so",
    "machen wir so",
    "so machen wir (?:s|es|das)",
    "machen wir",
    "gekauft",
    "abgemacht",
  ),
  filler: words(
    "danke(?: dir| euch| ihnen| schoen| sehr)?",
    "vielen dank|besten dank|herzlichen dank|lieben dank|merci|dankeschoen",
    "top|super|prima|perfekt|toll|klasse|spitze|wunderbar|bestens|sehr gut|tiptop|cool",
    "ja|jo|jawohl|jep|dann|so|und|uns|mir|mich|fuer|von|aus|unserer seite|meiner seite|alles|das|der|die|gern|gerne|sehr|auch|von hier aus",
    "von (?:unserer|meiner) seite(?: aus)?",
    "keine (?:weiteren )?(?:aenderungen|anmerkungen|einwaende|wuensche)(?: mehr)?",
    "der entwurf|das angebot|das design|version \\d+",
    "lg|vg|mfg|gruss|gruesse|liebe gruesse|viele gruesse",
  ),
  neutral: words(
    "^(?:ich |wir )?(?:hoffe|hoffen) (?:es|sie|du|ihr|dass es)",
    "(?:ich |wir )?(?:freue|freuen) (?:mich|uns)",
    "^(?:einen |ein )?(?:schoenen?|schoenes|gute[ns]?) (?:\\w+ ){0,2}(?:tag|woche|wochenende|abend|feierabend|start|zeit|mittag|nachmittag)",
    "(?:melden sie sich|melde dich|meldet euch|melden sie sich) (?:\\w+ ){0,3}(?:gerne|bei|einfach|jederzeit|kurz)",
    "^(?:anbei|im anhang|angehaengt|beigefuegt|siehe anhang)",
    "^(?:wie geht es|wie gehts|wie geht s|alles gut bei)",
    "^(?:bei|fuer) (?:weitere )?(?:fragen|rueckfragen)",
    "^(?:wie|so wie) (?:besprochen|vereinbart|telefonisch|versprochen|angekuendigt)",
    "^sorry fuer|^entschuldigung fuer|^entschuldigen sie die spaete",
    "gesendet von|von meinem iphone",
    "^(?:bis bald|bis dann|bis dahin|bis spaeter|bis die tage|alles gute|gern geschehen|kein problem|keine ursache|tschuess|ciao)",
    "^in dringenden (?:faellen|angelegenheiten)",
    "(?:dank|danke) (?:\\w+ )?(?:im voraus|vorab)|(?:dank|danke) fuer (?:ihre|deine|die|eure|ihr|dein|euer) (?:schnelle |rasche )?(?:nachricht|mail|e mail|antwort|rueckmeldung|info|verstaendnis|geduld|anfrage)",
  ),
  kind: words(
    "gut|perfekt|zufrieden|zugestimmt|einverstanden|stimmt zu|fertig|toll|super|klasse|prima|freut|freuen|freue|begeistert|schoen|wunderbar|grossartig|hilfreich|spitze|gelungen|gefaellt|gerne|angenehm",
  ),
  greeting: words(
    "^(?:hallo|hi|hey|moin(?: moin)?|servus|gruess (?:gott|dich|euch|sie)|guten (?:tag|morgen|abend)|liebe[rs]?|sehr geehrte[rs]?|tach|grueezi|na)(?: (?:zusammen|frau|herr|herrn|damen und herren|dr|alle|ihr lieben|leute|team))?",
  ),
  closing: words(
    "^(?:mit )?(?:freundlichen|freundliche|besten|beste|lieben|liebe|vielen|viele|herzlichen|herzliche|schoene|schoenen|sonnige|kollegiale) (?:gruessen|gruesse|gruss|wuensche)",
    "^(?:lg|vg|mfg|bg|gruss|gruesse|glg)(?: \\p{L}+){0,4}$",
    "^hochachtungsvoll",
  ),
  interrogative: words(
    "^(?:und |aber |also |ach |noch was |kurze frage |sorry |uebrigens |hallo |hi |moin )*(?:wann|wo|wer|wie(?! besprochen| vereinbart| gesagt| gewuenscht| immer)|wieviele?|wie viele|warum|wieso|weshalb|welche[rnms]?|wieviel|wohin|womit|wofuer|bis wann|ab wann|seit wann|was (?:kostet|kosten|ist|sind|macht|brauch|meinst|meinen|soll|haltet|haltst|haltst|heisst|bedeutet))",
    "^(?:und |aber |also |ach |noch was |kurze frage |sorry |uebrigens |hallo |hi |moin )*(?:habe(?= ich| wir)|koennen|kannst|koennt|koennten|koenntest|ist|sind|hast|habt|haben(?! sie (?:vielen|herzlichen|besten|lieben|tausend) dank)|haettest|haetten|gibt|gehoert|braucht|brauchst|brauchen|geht|muss|muessen|soll|sollen|wird|werden|bekommen|bekomme|kommt|kommst|kostet|passt|wuerde|wuerden|wuerdest|darf|duerfen|weisst|wissen|kennst|kennt|seid|bist|macht|machst|arbeitet|arbeiten) (?:sie|du|ihr|wir|ich|es|das|die|der|den|man|denn|dir|ihnen|euch|ein|eine)",
  ),
  tag: words(
    "^(?:oder|oder nicht|ja|nein|richtig|korrekt|stimmt s|stimmts|stimmt das|gell|ne|nicht wahr|nicht|ok|okay|passt das|wa|hm)$",
  ),
  negation: words(
    "nicht|kein|keine|keinen|keinem|keiner|keines|nie|niemals|nichts|niemand|ohne|weder|nix|nein|leider|ablehnen|lehnen|lehne|abgelehnt|unmoeglich|kaum|warten",
  ),
  harmlessNegation: words(
    "keine (?:weiteren |mehr )?(?:aenderungen|aenderungswuensche|anmerkungen|einwaende|wuensche|fragen|bedenken|korrekturen)(?: mehr)?",
    "nichts (?:auszusetzen|zu beanstanden|zu meckern|hinzuzufuegen|mehr zu aendern)",
    "keine(?:rlei)? (?:\\w+ )?(?:fehler|maengel|abweichungen|beanstandungen|probleme|luecken)|(?:beanstandungen|einwaende|fehler|maengel|abweichungen) (?:\\S+ ){0,3}nicht(?: ergeben| gefunden| festgestellt)?|nichts (?:gefunden|mehr (?:\\S+ ){0,2}(?:geaendert|aendern|anfassen))",
    "kein (?:problem|ding|stress|aenderungsbedarf)|einwaende (?:bestehen|habe|haben) (?:\\w+ )?nicht|nichts (?:mehr )?zu (?:verbessern|aendern|meckern|beanstanden)|ni(?:chts|x) mehr (?:dran |daran )?(?:drehen|aendern|machen)",
    "keine sorge",
  ),
  hedge: words(
    "wenn|falls|sofern|sobald|bevor|bis auf|erst|noch|fast|beinahe|vielleicht|eventuell|evtl|wahrscheinlich|vermutlich|grundsaetzlich|prinzipiell|im prinzip|eigentlich|soweit|aber|jedoch|allerdings|ausser|nur|lediglich|bedingung|vorausgesetzt|vorbehaltlich|hoffe|hoffen|warten|warte|wuerde|wuerden|koennte|koennten|waere|waer|waeren|haette|haetten|muesste|muessten|sollte|sollten|duerfte|ueberlegen|ueberlege|denken|denke|glaube|glauben|ob|nachdem|demnaechst|bald|will|wollen|werde|werden wir|muss|muessen|duerfen|meinetwegen|von mir aus|na gut|na schoen|zumindest|halbwegs|zunaechst|vorerst|sonst|ansonsten|drohen|nachdenken|solange|solang|unter umstaenden|jein",
  ),
  reported: words(
    "sagt|sagte|sagen|meint|meinte|schrieb|schreibt|glaubt|laut|gesagt|gemeint|angeblich|mein (?:chef|kollege|mann|partner|kunde|steuerberater)|meine (?:chefin|kollegin|frau|partnerin)|unser (?:chef|anwalt|kunde)|unsere (?:chefin|kunden|rechtsabteilung)|er|zitat|der vorstand|vom vorstand|von der geschaeftsfuehrung|vom chef|budget|urlaub|antrag|mitarbeiter|mitarbeitern|kollegen",
  ),
  otherParty: words(
    "(?:alten?|altem|alter|frueheren?|frueherer|bisherigen?|bisheriger|vorherigen?|vorheriger|ehemaligen?|letzten?|anderen|anderer|anderem|jetzigen|aktuellen|damaligen) (?:\\w+ )?(?:agentur|dienstleister|anbieter|entwickler|designer|berater|lieferanten|lieferant|hoster|freelancer|firma|partner|webseite|website|shop|software|vermieter|bank)",
    "(?:unsere|unseren|unserer|meine|meinen|meiner|unserem|die|der|den|unser|mein) (?:kunden|kundin|kunde|nutzer|vermieter|bank|gaeste|mitarbeiter|hoster|versicherung|wohnung|chef|wetter|arbeitgeber|drucker|internet|mitgliedschaft)|er hat|sie hat",
  ),
  sarcasm: words(
    "na (?:toll|super|prima|bravo|danke|klasse|wunderbar|grossartig|herrlich)",
    "ganz (?:toll|super|grosses kino|grosse klasse)",
    "(?:herzlichen|schoenen|besten) dank auch",
    "danke fuer nichts",
    "wie immer (?:zu spaet|nichts|alles falsch)",
    "(?:super|toll|prima|klasse|perfekt|wunderbar|grossartig|bravo) (?:\\w+ )?(?:schon wieder|wieder mal|wieder einmal|mal wieder|das dritte mal)",
    "ja klar|schon klar|aha|meinetwegen|von mir aus|na gut|na schoen|wenn s denn sein muss|ironie",
  ),
  loaded: words(
    "enttaeuscht|enttaeuschend|enttaeuschung|unzufrieden|veraergert|sauer|wuetend|inakzeptabel|beschwer\\w*|reklam\\w*|frechheit|zumutung|anwalt|rechtsanwalt|klage|mangel|maengel|kuendig\\w*|gekuendigt|stornier\\w*|storno|widerruf\\w*|beenden|beendet|abbrechen|abbruch|stopp\\w*|stop|warten|pausieren|freigabe|freigeben|freigegeben|frei|genehmig\\w*|nicht (?:zufrieden|gut|ok|okay|in ordnung|einverstanden|so|gluecklich|einsehen|bezahlen|zahlen)|zahlen (?:wir|ich) nicht|leider|andere agentur|jemand anderen?|jemand anderem|rueckerstattung|erstattung|geld zurueck|mahnung|insolven\\w*|pleite|schlecht|schrecklich|furchtbar|katastrophe|nein danke|ablehnen|abgelehnt|zusammenarbeit",
  ),
  grave: words(
    "anwalt|rechtsanwalt|klage|kuendig\\w*|gekuendigt|widerruf\\w*|rueckerstattung|erstattung|geld zurueck|insolven\\w*|pleite|zahlen (?:wir|ich) (?:\\w+ )?nicht|nicht (?:be)?zahlen|nein danke|(?:vertrag|\\w+vertrag|zusammenarbeit|mandat) (?:\\S+ ){0,5}(?:enden|endet|beende\\w*|auslaufen|aufloes\\w*|aufheb\\w*|einstellen)|abbrechen|abbruch|stoppen|pausieren",
  ),
};
