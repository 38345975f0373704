/**
 * What simulated clients say: texts under each meaning, the shipped ones or those of a file of yours. The simulator knows what
 * was meant by a message because it chose the text by its meaning; the workspace has only the words.
 * Before: voices-en.ts, voices-de.ts, or `--voices FILE`. After: behaviour.ts, which says them.
 */
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { nearest } from "../lib/nearest.ts";
import type { Dice } from "./random.ts";

export const MEANINGS = [
  "approve",
  "change",
  "ambiguous",
  "question",
  "schedule",
  "payment",
  "complaint",
  "leaving",
  "out-of-office",
  "thanks",
  "standing-wish",
] as const;
export type Meaning = (typeof MEANINGS)[number];

export type Language = "en" | "de";

/** Texts by meaning, each with placeholders or without. */
export type Voices = Readonly<Record<Meaning, readonly string[]>>;

/** What stands for what. A text may use any of them; one that makes no sense in the moment gets the likeliest thing. */
export const PLACEHOLDERS = {
  name: "the client's name, such as Hanna Brandt",
  first: "the client's first name",
  company: "the client's company",
  owner: "your name",
  deliverable: "what was delivered last, such as “Monthly report”",
  slot: "the time the client takes, one of those offered, such as “Tuesday, 3 March, 10:00”",
  day: "the day of that time, such as “Tuesday, 3 March”",
  weekday: "its weekday, such as Tuesday",
  time: "the hour of that time, such as 10:00; beside {date} another hour",
  date: "a day: of a return, of a payment, of the end, or a day that was not offered",
  invoice: "the number of the client's last invoice",
  amount: "what is to be paid on it, such as 1,190.00 EUR",
  month: "the month it is, such as March",
} as const;
export type Placeholder = keyof typeof PLACEHOLDERS;
export type Filling = Readonly<Record<Placeholder, string>>;

/** Everybody's texts, by language; a file of one's own has one list for all. */
export interface Choir {
  readonly en: Voices;
  readonly de: Voices;
}

export type ReadVoices =
  | { readonly ok: true; readonly voices: Partial<Record<Meaning, readonly string[]>> }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads a file of voices: a map of meanings to lists of texts. Problems name file and line. A meaning left out keeps the
 * shipped texts.
 */
export function readVoices(source: string, file: string): ReadVoices {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const at = (node: Node | null | undefined, offset = 0): string =>
    `${file}:${lines.linePos((node?.range?.[0] ?? 0) + offset).line}`;
  const [error] = document.errors;
  if (error)
    return { ok: false, problems: [`${file}:${error.linePos?.[0].line ?? 1}: ${error.message.split("\n")[0]}`] };
  if (!isMap(document.contents))
    return { ok: false, problems: [`${at(document.contents)}: expected meanings, each with a list of texts.`] };
  const problems: string[] = [];
  const voices: Partial<Record<Meaning, readonly string[]>> = {};
  for (const { key, value } of document.contents.items as { key: Node; value: Node | null }[]) {
    const name = isScalar(key) ? String(key.value) : "";
    const meaning = MEANINGS.find((one) => one === name);
    if (!meaning) {
      const guess = nearest(name, MEANINGS);
      problems.push(
        `${at(key)}: no meaning “${name}”${guess ? `; did you mean “${guess}”?` : "."} There are: ${MEANINGS.join(", ")}.`,
      );
      continue;
    }
    if (!isSeq(value) || value.items.length === 0) {
      problems.push(`${at(value ?? key)}: “${name}” needs a list of texts.`);
      continue;
    }
    const texts: string[] = [];
    for (const item of value.items as Node[]) {
      const text = isScalar(item) && typeof item.value === "string" ? item.value.trim() : "";
      if (text === "")
        problems.push(`${at(item)}: expected a text; put it in quotes where it looks like something else.`);
      for (const unknown of unknownPlaceholders(text)) {
        const guess = nearest(unknown, Object.keys(PLACEHOLDERS));
        problems.push(
          `${at(item)}: no placeholder {${unknown}}${guess ? `; did you mean {${guess}}?` : "."} There are: ${Object.keys(
            PLACEHOLDERS,
          )
            .map((one) => `{${one}}`)
            .join(", ")}.`,
        );
      }
      texts.push(text);
    }
    voices[meaning] = texts;
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, voices };
}

/** The choir with what a file brings. Of a list in both languages, each client says those that are in theirs. */
export function replaced(choir: Choir, own: Partial<Record<Meaning, readonly string[]>>): Choir {
  const voicesIn = (language: Language): Voices => {
    const lists = MEANINGS.map((meaning) => {
      const texts = own[meaning];
      if (!texts) return [meaning, choir[language][meaning]] as const;
      const spoken = texts.filter((text) => languageOf(text) === language);
      return [meaning, spoken.length > 0 ? spoken : texts] as const;
    });
    return Object.fromEntries(lists) as unknown as Voices;
  };
  return { en: voicesIn("en"), de: voicesIn("de") };
}

/** One text for a meaning, filled in; one that `fits`, where there is one. */
export function say(
  voices: Voices,
  meaning: Meaning,
  filling: Filling,
  dice: Dice,
  fits: (template: string) => boolean = () => true,
): { readonly text: string; readonly template: string } {
  const all = voices[meaning];
  const fitting = all.filter(fits);
  const template = dice.pick(fitting.length > 0 ? fitting : all);
  return { text: fill(template, filling), template };
}

/** Whether a text takes one of the times that were offered. */
export function takesTime(template: string): boolean {
  return template.includes("{slot}") || (/\{(?:week)?day\}/.test(template) && template.includes("{time}"));
}

export function fill(template: string, filling: Filling): string {
  return template.replace(/\{([a-z-]+)\}/gi, (whole, name: string) => filling[name as Placeholder] ?? whole);
}

function unknownPlaceholders(text: string): string[] {
  const named = [...text.matchAll(/\{([^{}\n]{1,40})\}/g)].map(([, name = ""]) => name.trim());
  return named.filter((name) => !Object.hasOwn(PLACEHOLDERS, name));
}

const GERMAN_WORDS =
  /[äöüß]|\b(?:ich|wir|und|nicht|bitte|das|ist|der|die|ein|eine|für|mit|uns|ihr|ihre|danke|dank|hallo|bis|vom|zum|passt|aber|auch|sehr)\b/gi;
const ENGLISH_WORDS =
  /\b(?:i|we|and|not|please|the|is|are|a|an|for|with|us|our|your|you|thanks|thank|hello|hi|until|to|works|but|also|very|it)\b/gi;

function languageOf(text: string): Language {
  const bare = text.replace(/\{[^}]*\}/g, " ");
  return (bare.match(GERMAN_WORDS)?.length ?? 0) > (bare.match(ENGLISH_WORDS)?.length ?? 0) ? "de" : "en";
}
