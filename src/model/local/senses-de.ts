/**
 * German: what words mean, as data (see senses.ts). Plain form, so ae/oe/ue/ss.
 * Before: phrase-book.ts. After: senses.ts.
 */
import { assertions, words } from "./phrase-book.ts";
import type { Senses } from "./senses.ts";

const DAYS =
  "(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?|morgen|heute|uebermorgen|(?:naechste|kommende|diese|naechster|dieser) woche|vormittags?|nachmittags?|abends?|mittags?";
const MONTHS = "(?:januar|februar|maerz|april|mai|juni|juli|august|september|oktober|november|dezember)";
const DATE = `\\d{1,2} ${MONTHS}|(?:am|ab|bis|zum|vom|den) \\d{1,2}(?: \\d{1,2})?|\\d{1,2} uhr(?: \\d\\d)?|(?:um|gegen|ab) \\d{1,2}(?: \\d\\d)?|\\d{1,2} \\d\\d uhr`;
const CHOICE =
  "(?:erste|zweite|dritte|letzte|fruehere|spaetere|andere)\\w* (?:termin|vorschlag|option|slot|variante|zeit)";
const RELATION =
  "(?:\\w*vertrag\\w*|zusammenarbeit|paket\\w*|auftrag|vereinbarung|mandat|abo|abonnement|mitgliedschaft|kooperation|geschaeftsbeziehung|betreuung|partnerschaft)";
const END =
  "(?:kuendigen|kuendige|beenden|beende|aufloesen|loesen|einstellen|stoppen|abbrechen|auslaufen lassen|nicht (?:mehr )?(?:weiter)?(?:verlaengern|fortsetzen|fortfuehren|weiterfuehren|weitermachen)|zu beenden|zu kuendigen)";
const ALTERING =
  "(?:\\w*aendern|\\w*anpassen|austauschen|auswechseln|ersetzen|tauschen|entfernen|loeschen|streichen|ergaenzen|hinzufuegen|\\w*fuegen|einbauen|einsetzen|korrigieren|kuerzen|verkleinern|vergroessern|umformulieren|umbenennen|umstellen|aktualisieren|ueberarbeiten|nachbessern|reinnehmen|rausnehmen|weglassen|umschreiben|neu schreiben|(?:groesser|kleiner|kuerzer|laenger|heller|dunkler|einfacher|freundlicher) (?:machen|gestalten|setzen|schreiben)|anders formulieren|tausch\\w*|aendere|ersetze|streiche|ergaenze|entferne|korrigiere|kuerze|baut|bau|herausnehmen|heraus nehmen|berichtigen|beheben|richtigstellen|nachtragen|aufteilen|aufschluesseln|umbauen|voranstellen|ausschreiben|wegnehmen|durchstreichen|neu (?:schreiben|machen|fassen|aufsetzen)|(?:weniger|mehr) \\w+ (?:schreiben|formulieren|gestalten|machen|fassen|darstellen)|(?:kuerzer|laenger|einfacher|klarer|verstaendlicher|freundlicher|foermlicher|lockerer|sachlicher|knapper|deutlicher|ausfuehrlicher) (?:schreiben|formulieren|gestalten|machen|fassen|darstellen|halten)|nimm|nehmt|schreib|schreibt|mach s|macht s|mach es|macht es|gendern)";

export const SENSES_DE: Senses = {
  preamble:
    /^(?:(?:und|aber|also|so|ja|jo|jep|nein|sorry|ehrlich gesagt|offen gesagt|leider|bei aller liebe|uebrigens|nun|ach|kurze info|zur info|nur kurz|(?:ich|wir) (?:wollte|wollten|moechte|moechten) (?:nur |ihnen |dir |euch |kurz )*(?:bescheid geben|mitteilen|sagen|bestaetigen)(?: dass)?|hiermit (?:teile ich|teilen wir) (?:ihnen |dir )?mit(?: dass)?|nach reiflicher ueberlegung|fuer die zukunft)(?: |$))+/u,
  accepts: assertions(
    "(?:ich|wir|leitung|geschaeftsleitung|geschaeftsfuehrung|vorstand|team) (?:\\S+ ){0,6}(?:zugestimmt|abgenommen|freigegeben|genehmigt|akzeptiert|angenommen|abgesegnet)$",
    "geben (?:es|das|sie|dies|diese|den|die|ihn) (?:\\S+ ){0,3}frei",
    "(?:^|jo |ja |das |so |gerne |gern )(?:nehmen|nehme) (?:wir|ich) (?:so|gern|gerne|genau so)",
    "(?:ist|sind|wird|wurde|hiermit|damit) (?:\\S+ ){0,3}(?:abgenommen|freigegeben|genehmigt|akzeptiert|angenommen)$|(?:bestaetige|bestaetigen|erklaere|erklaeren) (?:\\S+ ){0,3}(?:abnahme|freigabe)|freigabe (?:von|aus|seitens) (?:meiner|unserer|uns|mir)|nehmen (?:es|das|sie|die \\w+|den \\w+) (?:\\S+ ){0,2}ab$|(?:^|genau so |top |super )(?:abgenommen|freigegeben|genehmigt|angenommen|freigabe erteilt)$",
    "gruenes licht|(?:mein|unser|meine|unsere) (?:ok|okay|segen|zustimmung|freigabe|einverstaendnis)",
    "(?:ich bin|wir sind|bin|sind) (?:\\S+ ){0,3}einverstanden",
    "(?:wir|ich) (?:\\S+ ){0,5}einverstanden (?:sind|bin)|(?:uebernehmen|uebernehme) (?:\\S+ )?(?:es|das|sie|alles) (?:\\S+ ){0,2}so|^gruenes licht$|(?:meine|unsere) (?:zustimmung|freigabe) (?:haben|hast|habt)|(?:erteile|erteilen|gebe|geben) (?:\\S+ ){0,4}(?:abnahme|freigabe|genehmigung|zustimmung)|(?:es|das|ihn|sie|alles) (?:\\S+ ){0,2}als (?:abgenommen|angenommen|freigegeben|genehmigt) betrachten|kurz und schmerzlos (?:angenommen|freigegeben|abgenommen|genehmigt)|das ist (?:unser|mein) (?:\\w+ )?(?:ok|okay|ja)|als (?:abgenommen|angenommen|freigegeben|erledigt|genehmigt) (?:\\w+ )?(?:verbuchen|betrachten|ansehen|vermerken|eintragen)|(?:nehmen|nehme) (?:wir|ich) (?:\\S+ ){0,4}ab$|(?:meine|unsere) (?:zustimmung|freigabe|einwilligung) (?:haben|hast|habt) (?:sie|du|ihr)|(?:ist|sind) (?:\\S+ ){0,4}(?:akzeptiert|abgesegnet)",
    "so soll es (?:bleiben|sein)|so kann es (?:bleiben|raus|rausgehen)",
  ),
  proceeds: assertions(
    "bitte (?:weitermachen|fortfahren|veroeffentlichen|einreichen|freigeben|umsetzen)$|(?:koennen|kannst|koennt) (?:sie |du |ihr |wir )?(?:es |das |ihn |sie )?(?:gerne )?so (?:verwenden|freigeben|nehmen|nutzen|veroeffentlichen|lassen|einreichen|verschicken|rausschicken|drucken)|bitte (?:machen sie |mach |macht )?(?:genau )?so (?:einreichen|abgeben|umsetzen|weitermachen|weiter|machen|drucken|veroeffentlichen|lassen|uebernehmen|rausschicken|verwenden)",
    "(?:^|sie |du |ihr |bitte |dann |gerne |so |damit )(?:kannst|koennt|koennen)(?: sie| du| ihr)? (?:es |das |so |damit |gerne |jetzt )*(?:loslegen|anfangen|starten|beginnen|umsetzen|drucken|veroeffentlichen|weitermachen|live gehen|rausschicken|raussenden|abschicken|fortfahren|finalisieren)",
    "(?:kannst|koennen|koennt) (?:sie |du |ihr )?(?:es |das |den punkt )?abhaken|(?:nehm|nehme|nehmen) (?:ich|wir) (?:genau )?so$",
    "(?:machen|lassen|nehmen) (?:wir|sie) (?:\\w+ )?(?:es |das )?(?:genau )?so|kann (?:\\w+ )?so (?:raus|online|bleiben|in druck|verschickt werden)",
  ),
  praises: words(
    "gefaellt (?:mir|uns) (?:\\w+ )?(?:super|sehr|richtig gut|ausgezeichnet|sehr gut|ausgesprochen gut|prima|hervorragend)|(?:^|das |es |und |mir |uns )gefaellt (?:mir|uns) sehr",
    "(?:rundum|voll|vollauf|sehr|absolut|voellig|total) (?:zufrieden|gluecklich|begeistert)",
    "genau (?:so|das|richtig|wie) (?:\\S+ ){0,4}(?:wollten|vorgestellt|gewuenscht|gedacht|haben|gebraucht)|genau richtig",
    "alles (?:bestens|perfekt|prima|super|in ordnung|wunderbar|wie besprochen)",
    "(?:das|es) ist (?:\\w+ )?(?:perfekt|hervorragend|ausgezeichnet|grossartig|super geworden|toll geworden)|genau so$",
    "auf den punkt(?: gebracht| getroffen)?|(?:und )?(?:ich|wir) (?:auch|ebenso|ebenfalls)$|(?:bin|sind) (?:\\w+ )?dafuer",
    "keine (?:weiteren )?(?:aenderungswuensche|aenderungen|einwaende|anmerkungen|korrekturen)|kein aenderungsbedarf|einwaende (?:bestehen|haben|habe) (?:\\w+ )?(?:nicht|keine)|(?:es |da )?gibt es nichts (?:mehr )?zu (?:verbessern|aendern|meckern|beanstanden)|stimmt alles|alles stimmt|nichts (?:zu beanstanden|zu aendern|auszusetzen|hinzuzufuegen)",
  ),
  part: words(
    "(?:erste|zweite|dritte|letzte|ersten|zweiten)\\w* (?:teil|haelfte|seite|kapitel|abschnitt)|anfang|einleitung|ueberschrift|titel|farben|ton|struktur|idee|konzept|bilder|fotos|richtung|ansatz|grundlage|teile|teil|rest|optik",
  ),
  wavers: words(
    "nicht (?:\\w+ )?(?:ganz |so )?(?:sicher|ueberzeugt|schluessig)|unsicher|unschluessig|irgendwie|eigentlich|schon irgendwie|so halb|teils teils|jein|vielleicht|eventuell|evtl|womoeglich|vermutlich|wahrscheinlich|koennte passen|koennte gehen|waere (?:\\w+ )?(?:ok|okay|in ordnung|denkbar)|weiss (?:\\w+ )?(?:nicht|noch nicht)|muss (?:\\w+ ){0,4}(?:ueberlegen|nachdenken|drueber schlafen|besprechen|lesen|fragen|sacken lassen|klaeren)|ueberlegen|ueberlege|nachdenken|mal sehen|mal schauen|schauen wir|schau ich|sehen wir mal|warten wir|geht so|wird schon (?:passen|gehen|stimmen|reichen|werden)|na ja|naja|na gut|na schoen|meinetwegen|kann man (?:so )?machen|bauchschmerzen|bauchweh|bauchgefuehl|auf den ersten blick|noch (?:nicht )?(?:genauer|genau|fertig|zu ende)|ueberflogen|nicht schlecht|im grossen und ganzen|soweit|grundsaetzlich (?:ok|gut|okay|in ordnung|einverstanden|ja|schon)|im prinzip|prinzipiell|glaube|denke|schaetze|wobei|hm+|fehlt (?:mir|uns) (?:\\w+ )?(?:was|etwas)|melde(?:n)? (?:mich|uns)|schau\\w? (?:\\S+ ){0,3}(?:noch ?mal|morgen|genauer)|zwiegespalten|hin und hergerissen|skeptisch|(?:sollten|muessen|wollen) (?:\\S+ ){0,2}(?:noch )?besprechen|von der richtung|erster entwurf|von mir aus(?! kann)|vorbehaltlich|je nachdem|kommt drauf an",
  ),
  vague: words(
    "irgendwie|irgendwas|etwas (?:anderes|mehr|frischer|moderner)|(?:\\w+ )?(?:schoener|besser|anders|moderner|frischer|pfiffiger|peppiger|cooler)(?: (?:machen|sein|werden))?$|mehr (?:pep|pfiff|schwung|leben|wow)|wow|pfiff",
  ),
  alters: words(
    `(?:bitte|kannst|koennen|koennten|koenntest|koennt|koenntet|wuerden|noch|uns) (?:\\S+ ){0,14}?${ALTERING}`,
    `^(?:\\S+ ){0,6}(?:bitte )?${ALTERING}$`,
    "(?:soll|sollte|sollen|sollten|muss|muesste|muessen|muessten) (?:\\S+ ){0,6}(?:raus|rein|weg|kuerzer|laenger|groesser|kleiner|heissen|lauten|stehen|anders|werden|ersetzt|geaendert)",
    "(?:mach|macht|machen sie) (?:s|es|das|ihn|sie|den|die) (?:\\S+ ){0,4}(?!super|immer|wieder|weiter|hier|aber|sicher|lieber)(?:\\w+er)$|haette\\w* (?:\\S+ ){0,2}gerne? (?:\\S+ ){0,3}(?:noch|anders|kuerzer|statt) |hier (?:muss|soll) |(?:gerne?|lieber) anders haetten|anders (?:haben|haetten)",
    "bitte (?:\\S+ ){1,6}(?:nochmal |noch mal |noch einmal |komplett |ganz )?neu$|bitte (?:das|den|die|ein\\w*|unser\\w*|lieber) (?:\\S+ ){1,8}(?:nehmen|verwenden|benutzen)$|(?:wuensch\\w*|haetten|haette|moechten|moechte|wollen) (?:\\S+ ){0,4}(?:kuerzer|laenger|knapper|einfacher|klarer|ausfuehrlicher|verstaendlicher)$|(?:hoechstens|maximal|max) (?:\\w+ ){1,2}(?:seiten?|saetze|woerter|zeilen|folien|stichpunkte)|mach\\w* (?:\\S+ ){1,10}anders$|(?:neue|ueberarbeitete|korrigierte|aktualisierte|geaenderte|angepasste) (?:fassung|version|datei)",
    "folgende (?:korrekturen|aenderungen|anpassungen)|(?:zwei|drei|ein paar|einige|kleine) (?:\\w+ )?(?:korrekturen|aenderungen|anpassungen|aenderungswuensche|punkte)",
  ),
  faults: words(
    "fehlt|fehlen|(?:stimmt|stimmen|passt|passen) (?:\\S+ ){0,4}nicht(?: ganz| mehr)?$|(?:ist|sind) (?:\\S+ ){0,2}nicht (?:unser\\w*|mein\\w*)|(?:so|in dieser form) (?:koennen|kann|koennten) (?:wir|ich) (?:\\S+ ){0,4}nicht (?:\\w*nehmen|\\w*brauchen|\\w*nutzen|verwenden|freigeben|einreichen)|(?:ist|sind|klingt|wirkt|war|waren|liest sich) (?:\\S+ ){0,4}(?:falsch|veraltet|zu (?!mir|uns|ihnen|dir|euch|haben|sein)\\w+|unklar|nicht (?:mehr )?(?:aktuell|richtig|korrekt))|noch (?:der|die|das|unser\\w*) alte\\w*|falsche[nrs]? (?:name|datum|zahl|zahlen|bild|logo|adresse|preis)|tippfehler|schreibfehler|statt",
  ),
  optional: words(
    "oder (?:doch |auch )?(?:nicht|so lassen)|wie sie (?:meinen|moechten|denken)|wie du (?:meinst|magst|denkst)",
  ),
  when: words(DAYS, DATE, CHOICE, "halbe stunde|\\d{1,2} \\d\\d"),
  suits: words(
    "passt|passen|klappt|geht|ginge|gehen|gut|prima|super|perfekt|am besten|recht|zeit|frei|telefonieren|treffen|sprechen|sehen|verschieben|absagen|verlegen|moeglich|lieber|besser|nehmen|nehme|waehle|termin|call|telefonat|meeting|gespraech|wie sieht s|wie saeh|link|einladung|bis dann|bestaetig\\w*|einrichten|schaffen|schaffe",
  ),
  meets: words(
    "(?:termin|call|meeting|telefonat|gespraech|besprechung) (?:\\S+ ){0,8}(?:verschieben|absagen|verlegen|schieben|umlegen|vorziehen|nicht)|keiner der (?:termine|vorschlaege)|(?:anderer|anderen|neuen|neuer) termin|(?:fuer|zu) (?:ein|einem) (?:\\w+ )?(?:telefonat|gespraech|treffen|call)",
  ),
  pays: words(
    "ueberwiesen|ueberweisung|zahllauf|geld (?:\\S+ ){0,5}(?:losgeschickt|abgeschickt|raus|unterwegs)|beglichen|angewiesen|weist (?:\\S+ ){0,4}an|bezahlt|gezahlt|zahlung\\w*|die kohle|geld (?:ist|geht|kommt|muesste)|betrag|\\w*rechnung(?:en)?(?! (?:traegt|tragen))|buchhaltung (?:weist|zahlt|hat)|skonto|ratenzahlung|quittung",
  ),
  parts: assertions(
    `(?:wir|ich|uns|mich) (?:\\S+ ){0,10}${RELATION} (?:\\S+ ){0,6}${END}`,
    `${RELATION} (?:\\S+ ){0,8}(?:kuendigen|zu kuendigen|beenden|zu beenden|nicht (?:mehr )?(?:zu )?verlaengern|nicht (?:mehr )?fortsetzen|nicht (?:mehr )?weiterfuehren|auslaufen lassen|aufloesen)$`,
    "(?:kuendige|kuendigen|beende|beenden) (?:ich|wir|hiermit) (?:\\S+ ){0,8}(?:\\w*vertrag|zusammenarbeit|paket|auftrag|abo|mandat|vereinbarung)",
    "(?:unsere|meine|die|als|diese) (?:\\w+ )?kuendigung(?: des vertrags)?$|(?:unsere|meine) kuendigung",
    "(?:entschieden|beschlossen) (?:\\S+ ){0,3}zu gehen$|(?:verlassen|verlasse) (?:wir |ich )?(?:sie|euch|dich)$",
    "(?:wir|ich) steigen? (?:\\S+ ){0,3}aus|(?:aus|aus dem|aus unserem) vertrag (?:\\S+ )?(?:raus|aussteigen|heraus)|(?:muessen|moechten|wollen|werden) (?:uns|wir uns) (?:\\S+ ){0,4}(?:von (?:ihnen|dir|euch) )?trennen",
    "(?:ab|zum) (?:\\S+ ){1,3}(?:machen|uebernehmen) wir (?:das |es |alles )*(?:wieder )?(?:selbst|selber|intern)",
    "(?:wir|ich) (?:wechseln|wechsle) (?:\\S+ ){0,4}zu (?:einem|einer) (?:anderen?|neuen)",
    "hoere?n? (?:wir |ich )?(?:damit )?auf|hoer auf damit",
  ),
  parting: words(
    "\\w*kuendig\\w*|kuendigung|beenden|beende|aufhoeren|ich hoer auf|hoeren auf|aussteigen|steigen aus|steige aus|trennen|trennung|auseinandergehen|nicht (?:\\S+ ){0,3}(?:verlaengern|fortsetzen|weitermachen|fortfuehren|weiterfuehren)|auslaufen|auslaeuft|absehen|anderen? (?:anbieter|agentur|dienstleister|berater)|aus dem vertrag|aus der nummer|abschied|verabschieden|letzte[rn]? (?:monat|auftrag|rechnung)|nichts mehr fuer uns|machen wir (?:das |es )?(?:selbst|selber)|geschaeftsaufgabe|insolven\\w*|schliessen (?:unser|die) (?:firma|geschaeft|laden)|kein bock mehr|vertragsende|vertrag (?:\\S+ )?(?:laeuft|endet)|entschieden (?:\\S+ ){0,3}zu gehen|verlassen|ohne (?:sie|dich|euch)(?: weiter|$)|brauchen (?:wir )?(?:sie|dich|euch|ihre|deine) (?:\\S+ ){0,4}nicht mehr|budget (?:\\S+ )?(?:gestrichen|gekuerzt)|verzichten|reissleine|das war s|bringt uns nichts|widerruf\\w*",
  ),
  complains: assertions(
    "(?:bin|sind|fuehle|fuehlen|macht|war|waren) (?:\\S+ ){0,6}(?:enttaeuscht|unzufrieden|veraergert|sauer|wuetend|entsetzt|frustriert|empoert|genervt|fassungslos|vernachlaessigt|im stich gelassen|schlecht betreut|nicht ernst genommen|hingehalten)",
    "(?:bin|sind) (?:\\S+ ){0,8}nicht (?:\\w+ )?zufrieden|nicht zufriedenstellend|nicht zufrieden",
    "(?:ist|war|echt|eine|ne) (?:\\S+ ){0,3}(?:frechheit|zumutung|unverschaemt\\w*|unmoeglich|unprofessionell|schlampig|inakzeptabel|peinlich|katastrophe|schlecht vorbereitet|unter aller kanone)",
    "(?:war|ist|waren|sind) (?:\\S+ ){0,4}(?:unbrauchbar|nutzlos|wertlos|ein chaos|ein durcheinander)|nur aerger|dafuer (?:bezahlen|zahlen|bezahle|zahle) (?:wir|ich) (?:sie|dich|euch) nicht|frustriert (?:mich|uns)|(?:mich|uns) (?:\\S+ ){0,5}frustriert|finde ich (?:\\w+ )?(?:schwach|unmoeglich)",
    "(?:geht|kann) (?:\\w+ )?(?:so nicht|doch nicht|nicht) (?:weiter|sein)|(?:das|es) geht so nicht|es kann (?:\\w+ )?nicht sein",
    "(?:verliere|verlieren|reisst) (?:\\S+ ){0,3}(?:die |mir )?(?:geduld|der geduldsfaden)|reicht (?:s|es) (?:mir|uns)|(?:muss|muessen|moechte|moechten) (?:\\S+ ){0,3}beschweren|(?:das|schon das) (?:dritte|vierte|fuenfte|zweite) mal|so (?:hatten|war|haben) (?:\\S+ ){0,3}nicht (?:vereinbart|abgemacht|besprochen)|erwarten (?:eine|ihre) (?:stellungnahme|erklaerung)",
  ),
  displeased: words(
    "enttaeusch\\w*|unzufrieden|nicht (?:\\w+ )?zufrieden\\w*|veraerger\\w*|aergerlich|sauer|wuetend|frustrier\\w*|genervt|frechheit|zumutung|unverschaemt\\w*|inakzeptabel|unakzeptabel|(?:aergern|aergere|aergert) (?:uns|mich)|beschwer\\w*|reklam\\w*|schlampig\\w*|mangelhaft\\w*|peinlich|katastroph\\w*|(?<!(?:ihre|deine|eure) )geduld|reicht (?:s|es) mir|langsam reicht|schon wieder|immer noch (?:nicht|nichts|kein\\w*)|seit (?:\\w+ )?(?:wochen|monaten|tagen) (?:\\w+ )?(?:nichts|nicht|keine?)|niemand (?:meldet|antwortet|ruft|hat)|(?:dritte|vierte|fuenfte|zigste) mal|vergessen (?:worden|habt|haben sie)|uns (?:\\w+ ){0,2}vergessen|versprochen|nachfragen muss|im stich|anwalt|rechtsanwalt|geld zurueck|stellungnahme|so nicht|kann (?:\\w+ )?nicht sein|schlecht betreut|schlecht vorbereitet|unprofessionell|vertrauen|ausreden?|hingehalten|was soll das|wofuer (?:bezahlen|zahlen)|fuer das geld|entspricht (?:\\S+ )?nicht|hatten (?:\\S+ ){0,2}mehr erwartet|mehr erwartet|verpennt|verschlafen|unbrauchbar\\w*|nutzlos\\w*|nur aerger|vernachlaessigt\\w*|durcheinander|chaos|chaotisch|finde ich (?:\\w+ )?(?:schwach|traurig|schade|unmoeglich)|laesst (?:\\S+ ){0,4}nach$|gekostet|kostet uns|meldet sich (?:keiner|niemand)|warum meldet|warte\\w? seit|warten seit|nicht (?:mehr )?gluecklich",
  ),
  away: words(
    "urlaub(?! genehmigt)|elternzeit|mutterschutz|krankgeschrieben|bin (?:\\w+ )?krank|dienstreise|geschaeftsreise|auf (?:einer )?(?:messe|tagung|fortbildung|reise)|abwesend|abwesenheit\\w*|nicht (?:\\w+ )?(?:im buero|am platz|im haus|erreichbar|zu erreichen|besetzt|am arbeitsplatz)|eingeschraenkt erreichbar|nicht erreichbar|betriebsferien|(?:buero|praxis|kanzlei|laden) (?:ist|bleibt) (?:\\S+ ){0,10}(?:geschlossen|zu)|wieder (?:erreichbar|im buero|fuer sie da|im haus|zurueck|da)|zurueck (?:am|ab|im)|automatische antwort|(?:meine|ihre) vertretung|vertretung|nach meiner rueckkehr|ferien|antworte (?:\\S+ ){0,4}(?:nach|ab|erst)|(?:erst|wieder) (?:\\S+ ){0,5}(?:am schreibtisch|an meinem platz|am rechner)|nicht an (?:meine|die) (?:mails|e mails|post)|(?:mit )?(?:grippe|fieber) (?:\\w+ )?(?:flach|im bett)|die woche raus|kaum (?:netz|empfang|erreichbar)|ohne netz|sabbatical",
  ),
  everAfter: words(
    "in zukunft|kuenftig|zukuenftig|ab sofort|ab jetzt|ab heute|von nun an|grundsaetzlich|generell|immer|niemals|nie|jedes mal|jedesmal|stets|bei allen? (?:weiteren|kuenftigen)|fuer alle (?:weiteren|kuenftigen|texte|rechnungen|berichte)|nur noch|standardmaessig|in der regel",
  ),
  wishes: words(
    "bitte|koennten|koennen sie|kannst|koennt|koenntet|moechten|moechte|haetten|haette|wollen|wuenschen|wuensche|bevorzugen|bevorzuge|lieber|gilt|soll|sollen|sollten|schick\\w*|schreib\\w*|keine (?:termine|anrufe|anglizismen|mails|post)",
  ),
  stops: words(
    "abmelden|abbestellen|austragen|newsletter (?:kuendigen|abbestellen)|^stopp?$",
    "(?:nehmen|nimm|streichen|streich|loeschen|loesch|entfernen|tragen) (?:sie |du )?(?:bitte )?(?:mich|uns|meine?|unsere?) (?:\\S+ ){0,4}?(?:verteiler|liste|datenbank|adresse|daten|mailadresse|e mail|email|kontaktdaten|kontakt|raus|aus)",
    "(?:verteiler|liste|datenbank) (?:\\S+ ){0,3}(?:streichen|loeschen|nehmen|entfernen)|(?:meine|unsere) (?:adresse|daten|mailadresse|kontaktdaten) (?:\\S+ ){0,4}(?:loeschen|entfernen)",
    "(?<!lese |lesen |empfange |checke )keine (?:weiteren |mehr )?(?:e mails?|emails?|mails?|werbung|nachrichten|newsletter|werbemails|anfragen|zuschriften)(?: mehr)?(?: von (?:ihnen|euch|dir))?(?: (?:bekommen|erhalten|schicken|senden))?$|(?:keine|nicht) (?:\\S+ ){0,3}(?:mails?|werbung|post|nachrichten) mehr|will keine mails|moechte keine werbung",
    "nicht mehr (?:anschreiben|kontaktieren|melden|schreiben|anrufen|belaestigen|zusenden)|nicht (?:weiter|wieder|erneut) (?:anschreiben|kontaktieren|melden|schreiben)|(?:hoeren|hoer) (?:sie )?auf (?:mir|uns|mich|damit)|in ruhe(?! (?:lesen|durch\\w*|an\\w*|\\w*gelesen|ueberlegen|pruefen))|lass\\w* (?:mich|uns) (?:\\S+ ){0,2}in (?:ruhe|frieden)",
    "(?:widerspreche|widersprechen) (?:\\S+ ){0,3}(?:nutzung|verarbeitung|verwendung)|werbezwecken",
  ),
  received: words(
    "^(?:ist |alles |gut )*(?:angekommen|erhalten|notiert|verstanden|zur kenntnis genommen)$|^alles klar|^ist angekommen|hat sich erledigt|fuer die info|fuer die rueckmeldung|fuer die information",
  ),
  grateful: words("danke\\w*|dank|dankbar|merci|bedanken|bedanke|verbunden|muehe"),
  narrates: words(
    "^(?:ich|wir|mein\\w* \\w+ und ich|das team|unser team|die geschaeftsleitung|der vorstand|habe|haben|bin|sind) (?:\\S+ ){0,12}(?:gelesen|durchgelesen|angeschaut|angesehen|geprueft|durchgesehen|durchgegangen|besprochen|gezeigt|diskutiert|vorgestellt|abgestimmt|durchgearbeitet)$|^(?:bin|sind|ich bin|wir sind) (?:\\w+ )?zurueck|^(?:ich |wir )?habe(?:n)? (?:s |es |das )?(?:mir |uns )?(?:\\S+ ){0,4}angeschaut",
  ),
  chats: words(
    "wochenende|wetter|urlaub gehabt|kinder|familie|hund|katze|garten|weihnachten|ostern|feiertage|geburtstag|feierabend|hoffe (?:es|sie|du|ihr|dir|ihnen)|hoffentlich geht|schoene[ns]?|gruess\\w*|gruss|abig|alles gute|frohe|zusammenarbeit war|tolle zusammenarbeit|gute zusammenarbeit|gute betreuung|betreuung|gute arbeit|tolle arbeit",
  ),
  contrast: words(
    "aber|jedoch|allerdings|nur|wobei|ausser|bis auf|obwohl|trotzdem|noch|fast|beinahe|wenn|falls|sofern|problem\\w*|falsch|fehlt|schade|sorge\\w*|zu",
  ),
};
