/**
 * The stem of a German word by CISTEM (Weißweiler and Fraser, 2017): a handful of endings, taken off while the word stays
 * longer than three letters. No package in use has German; English is `stemmer`'s.
 * Used by terms.ts.
 */

/** `word` in small letters, umlauts and ß already folded (`haus`, `strasse`). Names and nouns are treated alike. */
export function germanStem(word: string): string {
  let stem = joined(word.length >= 6 ? word.replace(/^ge(?=.{4})/, "") : word);
  while (stem.length > 3) {
    if (stem.length > 5 && /(?:e[mr]|nd)$/.test(stem)) stem = stem.slice(0, -2);
    else if (/[tesn]$/.test(stem)) stem = stem.slice(0, -1);
    else break;
  }
  return parted(stem);
}

/** Sounds that count as one letter become one, so that no ending is cut out of them. */
function joined(word: string): string {
  return word.replaceAll("sch", "$").replaceAll("ei", "%").replaceAll("ie", "&").replace(/(.)\1/g, "$1*");
}

function parted(stem: string): string {
  return stem.replace(/(.)\*/g, "$1$1").replaceAll("%", "ei").replaceAll("&", "ie").replaceAll("$", "sch");
}
