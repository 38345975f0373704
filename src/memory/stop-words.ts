/**
 * The words that say nothing about what a text is about, in the two languages of the house.
 * Which of the two lists applies is decided for each text as a whole: "war" and "die" are something to talk about in English.
 * Used by terms.ts.
 */
export type Language = "en" | "de";

/** Folded as terms.ts folds: no umlauts, no apostrophes. */
const ENGLISH = `a about above after again against all also am an and any are as at be because been before being below
between both but by can could did do does doing down during each few for from further had has have having he her here hers
herself him himself his how i if in into is it its itself just me more most my myself no nor not now of off on once only or
other ought our ours ourselves out over own same shall she should so some such than that the their theirs them themselves
then there these they this those through to too under until up upon us very was we were what when where which while who whom
whose why will with would you your yours yourself yourselves
dont doesnt didnt isnt arent wasnt werent hasnt havent hadnt wont wouldnt cant couldnt shouldnt`;

const GERMAN = `aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus bei
beim bin bis bist da dabei dadurch dafur damit dann daran darauf darum das dass dazu dein deine deinem deinen deiner dem den
denn der deren des dessen dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer
eines er es etwa euch euer eure fur gegen gewesen hab habe haben hat hatte hatten hier hin ich ihm ihn ihnen ihr ihre ihrem
ihren ihrer im in indem ins ist ja jede jedem jeden jeder jedes jene jenem jenen jener jenes kann kein keine keinem keinen
keiner konnen konnte machen man mein meine meinem meinen meiner mich mir mit muss nach nicht noch nun nur ob oder ohne schon
sehr sein seine seinem seinen seiner seit sich sie sind so soll sollte sondern uber um und uns unser unsere unserem unseren
unserer unter vom von vor wann war waren warst warum was weil welche welchem welchen welcher welches wem wen wenn wer werde
werden wessen weswegen wie wieder will wir wird wirst wo wofur wohin womit worden wurde wurden zu zum zur zwar zwischen`;

const LISTS: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: new Set(ENGLISH.split(/\s+/)),
  de: new Set(GERMAN.split(/\s+/)),
};

/** The language whose small words are more of `words` (folded); `undefined` where neither leads. */
export function languageOf(words: readonly string[]): Language | undefined {
  let lead = 0;
  for (const word of words) lead += (LISTS.en.has(word) ? 1 : 0) - (LISTS.de.has(word) ? 1 : 0);
  return lead === 0 ? undefined : lead > 0 ? "en" : "de";
}

/** Whether `word` says nothing in a text of that language; where the language is unknown, only what says nothing in both. */
export function isStopWord(word: string, language: Language | undefined): boolean {
  return language === undefined ? LISTS.en.has(word) && LISTS.de.has(word) : LISTS[language].has(word);
}
