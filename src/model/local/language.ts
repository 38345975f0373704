/**
 * Which language a message is written in, told from its small words. English and German are read; others are only named.
 * Short mails decide this: trigram detectors need more text than "passt so" has, and the one that copes (eld) costs 150 MB.
 * Before: read-message.ts. After: classify.ts, money.ts and dates.ts, which read numbers by the language's habit.
 */

export interface LanguageReading {
  language: "en" | "de" | "other" | "unclear";
  /** What to call another language ("French"), or null when only its strangeness is known. */
  name: string | null;
}

const LEXICON: Readonly<Record<string, string>> = {
  en: `the and you your we our is are was were be been have has had do does did will would could should can may not don't this that
    these those it its of to for from with without at by on in as if but or so just please thanks thank hi hello hey dear regards best cheers i i'm me my us
    what when where which who why how there here any some all more about after before until if yes no ok okay good great looks look fine
    sounds go ahead need want like send get make let know could call meeting invoice tomorrow today week next approved proceed quote accepted
    much appreciated sorry change works work new am pm call offer website project workshop rates available thx pls u`,
  de: `der die das den dem des ein eine einen einem einer und oder aber ist sind war waren sein bin bist haben habe hast hat hatte wird werden
    wurde würde würden können kann kannst könnte könnten koennen möchte möchten soll sollte muss müssen nicht kein keine mit ohne für von vom zu zum zur
    bei auf aus nach im am an in als wenn dass weil noch schon auch nur sehr so wie was wann wo wer warum welche welcher ich du er sie es wir
    ihr ihnen ihre ihren uns unser unsere euch mir mich dir dich man bitte danke dank vielen hallo liebe lieber sehr geehrte geehrter guten tag moin servus
    gruß grüße grüßen freundlichen lg mfg vg ja nein gut gerne leider passt freigegeben termin rechnung angebot morgen heute woche
    alles klar mal dann jetzt hier da bis über unter zwischen einverstanden super toll fuer ueber waere hätte hätten vielmals tiptop nix ned euch kündigen kündige`,
  French: `le la les un une des du de et est sont nous vous je il elle ne pas pour avec sur dans que qui merci bonjour bonsoir cordialement votre notre
    voudrais pouvez à bientôt oui ça c'est d'accord on être avoir fait projet devis`,
  Spanish: `el la los las un una unos de del y es son está están nosotros usted yo no para con por que qué hola gracias buenos días saludos su
    nuestro puede quiero cuando cómo sí aprobado vale pero muy más`,
  Italian: `il lo la gli le un una di del della e è sono noi voi io non per con che chi ciao grazie buongiorno saluti vostro nostro può vorrei quando
    come sì va bene così mille possiamo ho abbiamo`,
  Portuguese: `o os as um uma do da dos das e é são nós você eu não para com por que olá obrigado obrigada bom dia cumprimentos seu nosso pode quero quando
    como sim mas muito mais está`,
  Dutch: `de het een en is zijn wij we jij je jullie ik niet geen voor met van naar dat die dit hallo dag bedankt dank groet groeten uw ons onze kunt
    kan kunnen graag wanneer hoe ja nee goed maar ook nog heel ontwerp goedgekeurd beginnen wat er bij`,
  Swedish: `och att det som är en ett jag du vi ni inte för med på av hej tack hälsningar vill kan när hur ja nej men också har`,
  "Danish or Norwegian": `og at det som er en et jeg du vi ikke for med på av til hej hei tak takk hilsen vil kan når hvordan ja nei nej men også har`,
  Polish: `i w na nie jest są to że się z do dla jak czy dzień dobry dziękuję pozdrawiam proszę my wy ja ale oraz o po tak cześć`,
  Czech: `a v na je to že se z do pro jak dobrý den děkuji děkujeme pozdravem prosím my ale ano ne jsem jsou`,
  Turkish: `ve bir bu için ile merhaba teşekkürler teşekkür ederim lütfen selam değil evet hayır mi nasıl çok ama var`,
  Finnish: `ja on ei se että hei kiitos terveisin me te minä kun voi voitteko hyvä kyllä mutta`,
  Hungarian: `a az és egy nem is hogy köszönöm szia üdvözlettel kérem igen de van mi ön`,
  Romanian: `și si este sunt nu pentru cu în la bună ziua mulțumesc multumesc vă va rog noi dar da`,
};

const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/[\u0400-\u04FF]/u, "Cyrillic letters"],
  [/[\u0370-\u03FF]/u, "Greek"],
  [/[\u0590-\u05FF]/u, "Hebrew"],
  [/[\u0600-\u06FF]/u, "Arabic letters"],
  [/[\u3040-\u30FF]/u, "Japanese"],
  [/[\uAC00-\uD7AF]/u, "Korean"],
  [/[\u4E00-\u9FFF]/u, "Chinese characters"],
  [/[\u0E00-\u0E7F]/u, "Thai"],
  [/[\u0900-\u097F]/u, "Hindi"],
];

/** Words that give a language away alone, in a greeting or a thank-you. */
const TELLTALE = new Set(
  `bonjour bonsoir merci cordialement hola gracias saludos ciao grazie buongiorno olá obrigado obrigada bedankt groeten hej tack takk tak
  cześć dziękuję děkuji merhaba teşekkürler kiitos köszönöm mulțumesc multumesc goedgekeurd d'accord aprobado hálás`.split(
    /\s+/u,
  ),
);

/** Who uses a word. */
const SPEAKERS: ReadonlyMap<string, readonly string[]> = speakersOf(LEXICON);

/** Which language `text` is in; looks at its first 400 words. */
export function languageOf(text: string): LanguageReading {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return { language: "unclear", name: null };
  for (const [script, name] of SCRIPTS) {
    if (!script.test(text)) continue;
    const found = text.match(new RegExp(script, "gu"))?.length ?? 0;
    if (found > 2 && found * 4 > letters) return { language: "other", name };
  }
  const words = (
    text
      .toLowerCase()
      .replace(/[’‘`´]/gu, "'")
      .match(/[\p{L}\p{M}']+/gu) ?? []
  ).slice(0, 400);
  const scores = scoresOf(words);
  const english = scores.get("en") ?? 0;
  const german = (scores.get("de") ?? 0) + (/[äöüß]/iu.test(text) ? 0.5 : 0);
  const read = Math.max(english, german);
  const [stranger, strange] = strangestOf(scores);
  const telltale = words.some((word) => TELLTALE.has(word));
  if (strange > read && (strange >= 2 || telltale) && strange - read >= (telltale ? 0.5 : 1)) {
    return { language: "other", name: stranger };
  }
  if (read < 1 || english === german) return { language: "unclear", name: null };
  return { language: english > german ? "en" : "de", name: null };
}

function scoresOf(words: readonly string[]): Map<string, number> {
  const scores = new Map<string, number>();
  for (const word of words) {
    const speakers = SPEAKERS.get(word);
    if (speakers === undefined) continue;
    // A word that many languages share ("la", "in", "de") says little about any of them.
    const weight = speakers.length > 2 ? 0.34 : 1;
    for (const name of speakers) scores.set(name, (scores.get(name) ?? 0) + weight);
  }
  return scores;
}

function strangestOf(scores: ReadonlyMap<string, number>): [string | null, number] {
  let best: [string | null, number] = [null, 0];
  for (const [name, score] of scores) if (name !== "en" && name !== "de" && score > best[1]) best = [name, score];
  return best;
}

function speakersOf(lexicon: Readonly<Record<string, string>>): Map<string, readonly string[]> {
  const speakers = new Map<string, readonly string[]>();
  for (const [name, words] of Object.entries(lexicon)) {
    for (const word of new Set(words.split(/\s+/u))) speakers.set(word, [...(speakers.get(word) ?? []), name]);
  }
  return speakers;
}
