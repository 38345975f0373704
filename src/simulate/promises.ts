/**
 * What the owner promises by hand: one sentence, with its day written in one of the ways in which people write days.
 * Before: owner.ts. After: a mail in `mail/sent`.
 */
import { DateTime } from "luxon";
import type { Dice } from "./random.ts";
import type { Language } from "./voices.ts";

export function promiseIn(language: Language, untilOn: string, dice: Dice): string {
  const day = DateTime.fromISO(untilOn).setLocale(language === "de" ? "de" : "en-GB");
  return dice.pick(SENTENCES[language]).replace("{day}", day.toFormat(dice.pick(DAYS[language])));
}

const DAYS: Readonly<Record<Language, readonly string[]>> = {
  en: ["d LLLL", "cccc", "cccc, d LLLL", "LLLL d"],
  de: ["'zum' d. LLLL", "cccc", "'zum' dd.LL.yyyy", "cccc, d. LLLL"],
};

const SENTENCES: Readonly<Record<Language, readonly string[]>> = {
  en: [
    "I will send you the list of suppliers by {day}.",
    "You will get the revised offer for the training by {day}.",
    "I'll get back to you with the numbers from the survey by {day}.",
    "I promise to have the draft agenda in your inbox by {day}.",
    "I'll mail you the contact details of the photographer by {day}.",
    "You'll have my comments on your brochure by {day}.",
  ],
  de: [
    "Die Liste der Lieferanten schicke ich Ihnen bis {day}.",
    "Das überarbeitete Schulungsangebot bekommen Sie bis {day} von mir.",
    "Mit den Zahlen aus der Umfrage melde ich mich bis {day} bei Ihnen.",
    "Bis {day} haben Sie den Entwurf der Tagesordnung in Ihrem Postfach.",
    "Die Kontaktdaten der Fotografin sende ich Ihnen bis {day} zu.",
    "Meine Anmerkungen zu Ihrer Broschüre erhalten Sie bis {day}.",
  ],
};
