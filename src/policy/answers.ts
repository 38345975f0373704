/**
 * The owner's own words for routine answers: policies/answers/<name>.<language>.md, with {{placeholders}}.
 * Before: the owner's editor. After: agents, whose filled answers are put to the owner as proposals.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Company } from "../lib/company.ts";
import { didYouMean } from "../lib/nearest.ts";
import { PolicyError, type PolicyProblem } from "./problem.ts";
import type { Language, Settings } from "./settings.ts";

/** By name, then by language: the text as the owner wrote it, without the note on top. */
export type Answers = ReadonlyMap<string, ReadonlyMap<string, string>>;

export type FilledAnswer =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: string; readonly missing: readonly string[] };

/** What a template may ask for. The last three come from houseWords, the others from the message. */
const PLACEHOLDERS = [
  "minutes",
  "slots",
  "when",
  "zone",
  "who",
  "work",
  "delivered",
  "duration",
  "text",
  "title",
  "version",
  "price",
  "validUntil",
  "number",
  "what",
  "amount",
  "days",
  "dueOn",
  "payAt",
  "corrects",
  "back",
  "name",
  "need",
  "company",
  "signature",
  "replyTime",
] as const;

export interface AnswerSource {
  /** The policies folder; the answers are in `answers/` under it. */
  readonly folder: string;
  /** The folder that came with the package: whatever text the other doesn't have is read from there. */
  readonly shipped?: string;
  readonly label: string;
  /** Every answer has to be there in each of them. */
  readonly languages: readonly Language[];
}

const NOTE = /^\uFEFF?\s*<!--[\s\S]*?-->\s*/;
const PIECE = /\{\{\s*([^{}]*?)\s*\}\}/g;
const OPTIONAL = /\[\[([\s\S]*?)\]\]/g;

/** Reads every answer. Throws one PolicyError with everything that is wrong. */
export function loadAnswers(source: AnswerSource): Answers {
  const problems: PolicyProblem[] = [];
  const answers = readAnswers(source, problems);
  if (problems.length > 0) throw new PolicyError(problems);
  return answers;
}

/** The same, adding to `problems` instead of throwing. */
export function readAnswers(source: AnswerSource, problems: PolicyProblem[]): Answers {
  const { label, languages } = source;
  const answers = new Map<string, Map<string, string>>();
  const place = `${label}/answers`;
  for (const [fileName, path] of listAnswers(source, place, problems)) {
    const file = `${place}/${fileName}`;
    const [, name, language] = /^([a-z0-9-]+)\.([a-z]{2})\.md$/.exec(fileName) ?? [];
    if (name === undefined || language === undefined) {
      problems.push({ file, line: 1, message: "expected a name such as inquiry.en.md: name, language, md" });
      continue;
    }
    const content = readText(path, file, problems);
    if (content === undefined) continue;
    problems.push(...templateProblems(file, content));
    const texts = answers.get(name) ?? new Map<string, string>();
    texts.set(language, content.replace(NOTE, "").replaceAll("\r\n", "\n").trim());
    answers.set(name, texts);
  }
  for (const [name, texts] of answers) {
    for (const language of languages) {
      if (texts.has(language)) continue;
      const file = `${place}/${name}.${language}.md`;
      const message = `the answer "${name}" is missing in "${language}"; write it, or take "${language}" out of languages in settings.yaml`;
      problems.push({ file, line: 1, message });
    }
  }
  return answers;
}

/**
 * The finished text. A part in [[double brackets]] is left out when a placeholder in it has no value; a placeholder
 * elsewhere without one makes the answer fail, as a value. An empty value counts as none. What is filled in is never
 * read for placeholders again.
 */
export function fillAnswer(
  answers: Answers,
  name: string,
  language: string,
  values: Readonly<Record<string, string | undefined>>,
): FilledAnswer {
  const texts = answers.get(name);
  if (!texts)
    return { ok: false, why: `there is no answer "${name}".${didYouMean(name, answers.keys())}`, missing: [] };
  const template = texts.get(language);
  if (template === undefined) {
    return { ok: false, why: `the answer "${name}" is not written in "${language}"`, missing: [] };
  }
  const filled = (key: string) => (Object.hasOwn(values, key) ? values[key]?.trim() || undefined : undefined);
  const settled = template.replace(OPTIONAL, (_, part: string) =>
    keysOf(part).every((key) => filled(key) !== undefined) ? part : "",
  );
  const missing = [...new Set(keysOf(settled).filter((key) => filled(key) === undefined))];
  if (missing.length > 0) {
    return { ok: false, why: `the answer "${name}" needs ${missing.join(" and ")}, which isn't known`, missing };
  }
  const text = settled.replace(/\n{3,}/g, "\n\n").trim();
  return { ok: true, text: `${text.replace(PIECE, (_, key: string) => filled(key) ?? "")}\n` };
}

/** The placeholders that don't come from a message: the company's, and when the owner will be back, in words. */
export function houseWords(
  settings: Settings,
  language: Language,
  ownerName = "",
  known: Partial<Pick<Company, "legalName" | "signature">> = {},
): Record<string, string> {
  const days = settings.replyWithinWorkingDays;
  return {
    company: known.legalName || settings.company.name,
    signature: known.signature || settings.company.signature || ownerName,
    replyTime: days === 0 ? "" : replyTime[language](days),
  };
}

const small = {
  en: ["", "one", "two", "three", "four", "five"],
  de: ["", "eines", "zwei", "drei", "vier", "fünf"],
} as const;

const replyTime: Record<Language, (days: number) => string> = {
  en: (days) => `within ${small.en[days] ?? days} working day${days === 1 ? "" : "s"}`,
  de: (days) => (days === 1 ? "innerhalb eines Werktags" : `innerhalb von ${small.de[days] ?? days} Werktagen`),
};

function readText(path: string, file: string, problems: PolicyProblem[]): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    problems.push({ file, line: 1, message: `the file can't be read (${reasonOf(error)})` });
    return undefined;
  }
}

/** Every text by its file's name, with the path it is read from: the owner's where there is one. */
function listAnswers({ folder, shipped }: AnswerSource, place: string, problems: PolicyProblem[]): [string, string][] {
  const own = join(folder, "answers");
  const folders = shipped === undefined ? [own] : [join(shipped, "answers"), ...(existsSync(own) ? [own] : [])];
  const paths = new Map<string, string>();
  for (const each of folders) {
    try {
      for (const name of readdirSync(each))
        if (name.endsWith(".md") && name !== "README.md") paths.set(name, join(each, name));
    } catch (error) {
      problems.push({ file: place, line: 1, message: `the folder can't be read (${reasonOf(error)})` });
    }
  }
  return [...paths].sort(([a], [b]) => (a < b ? -1 : 1));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function templateProblems(file: string, content: string): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const at = (index: number, message: string) =>
    problems.push({ file, line: content.slice(0, index).split("\n").length, message });
  const noteEnd = NOTE.exec(content)?.[0].length ?? 0;
  const body = content.slice(noteEnd);
  if (body.trim() === "") at(0, "the answer is empty");
  for (const match of body.matchAll(PIECE)) {
    const key = match[1] ?? "";
    if ((PLACEHOLDERS as readonly string[]).includes(key)) continue;
    const advice = didYouMean(key, PLACEHOLDERS) || ` Known are ${PLACEHOLDERS.join(", ")}.`;
    at(noteEnd + match.index, `no placeholder "${key}".${advice}`);
  }
  const blank = (text: string) => " ".repeat(text.length);
  const withoutPieces = body.replace(PIECE, blank);
  const brace = /\{\{|\}\}/.exec(withoutPieces);
  if (brace) at(noteEnd + brace.index, `"${brace[0]}" without its counterpart; a placeholder is written {{name}}`);
  // A part inside a part would end at the first ]], so it is refused rather than guessed at.
  for (const part of withoutPieces.matchAll(OPTIONAL)) {
    const inner = part[1]?.indexOf("[[") ?? -1;
    if (inner >= 0) at(noteEnd + part.index + 2 + inner, `"[[" inside another [[part]]; close the first one before it`);
  }
  const bracket = /\[\[|\]\]/.exec(withoutPieces.replace(OPTIONAL, blank));
  if (bracket)
    at(noteEnd + bracket.index, `"${bracket[0]}" without its counterpart; an optional part is written [[ like this ]]`);
  return problems;
}

function keysOf(text: string): string[] {
  return [...text.matchAll(PIECE)].map((match) => match[1] ?? "");
}
