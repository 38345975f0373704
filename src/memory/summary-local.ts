/**
 * The summary of a month made without a model: counted, named and quoted, nothing in it that doesn't stand in the ledger.
 * Pure and deterministic: the same episodes give the same words.
 * Before: summary.ts. After: keywords.ts.
 */
import { heaviestSentence, keywords } from "./keywords.ts";
import type { Episode } from "./memory.ts";
import { dayWords, periodWords } from "./periods.ts";

const MOST_NAMED = 6;
const MOST_QUOTED = 8;
/** Characters. */
const LONGEST_QUOTE = 200;

export interface LocalSummary {
  /** `2026-10` */
  readonly period: string;
  readonly zone: string;
  /** Oldest first. */
  readonly episodes: readonly Episode[];
  /** Words, at most. */
  readonly words: number;
  /** Standing instructions: no summary repeats or replaces one. */
  readonly except: readonly string[];
}

/** The month in few words. */
export function summariseLocally(about: LocalSummary): string {
  const { episodes } = about;
  const of = (...kinds: readonly Episode["kind"][]) => episodes.filter((one) => kinds.includes(one.kind));
  const letters = of("mail-in", "mail-out");
  const lines = [
    `${periodWords(about.period)}: ${countedWords(of("mail-in").length, "message")} came in, ${of("mail-out").length} went out.`,
    ...named("About", letters.map(subjectOf), (subject) => `“${subject}”`),
    ...named("Decided", of("decision").map(firstLine)),
    ...named("Invoiced", of("invoice").map(firstLine)),
    ...named("Paid", of("payment").map(firstLine)),
    ...named("Files", of("file").map(firstLine)),
  ];
  const kept = withoutInstructions(lines, about.except);
  return [...kept, ...quotes(about, about.words - countWords(kept.join(" ")))].join("\n");
}

/** What was said, by the letters that have most in common with the others; in the order of time, as far as there is room. */
function quotes({ episodes, zone, except }: LocalSummary, room: number): string[] {
  const spoken = episodes.filter((one) => one.kind === "mail-in" || one.kind === "mail-out" || one.kind === "note");
  const weigh = weights(spoken);
  const heaviest = spoken
    .map((episode) => ({ episode, weight: weigh(episode.text) }))
    .sort((a, b) => b.weight - a.weight || a.episode.seq - b.episode.seq);
  const chosen: Array<{ readonly seq: number; readonly line: string }> = [];
  let left = room;
  for (const { episode } of heaviest) {
    if (chosen.length === MOST_QUOTED) break;
    const sentence = heaviestSentence(episode.text, weigh, LONGEST_QUOTE);
    const line = `${dayWords(episode.at, zone)}, ${episode.who}: “${sentence}”`;
    if (sentence === "" || withoutInstructions([line], except).length === 0 || countWords(line) > left) continue;
    left -= countWords(line);
    chosen.push({ seq: episode.seq, line });
  }
  return chosen.sort((a, b) => a.seq - b.seq).map((one) => one.line);
}

/** What a text weighs among these: words that come back in some of them count, words in all or in one alone count less. */
function weights(among: readonly Episode[]): (text: string) => number {
  const known = new Map<string, Set<string>>();
  const wordsOf = (text: string): Set<string> => {
    const words = known.get(text) ?? keywords(text);
    known.set(text, words);
    return words;
  };
  const counts = new Map<string, number>();
  for (const { text } of among) for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return (text) => {
    const words = wordsOf(text);
    let weight = 0;
    for (const word of words) {
      const count = counts.get(word) ?? 1;
      weight += Math.log(1 + among.length / count) * Math.log(1 + count);
    }
    return words.size === 0 ? 0 : weight / Math.sqrt(words.size);
  };
}

function named(label: string, things: readonly string[], say = (thing: string) => thing): string[] {
  const distinct = [...new Set(things.filter((thing) => thing !== ""))];
  if (distinct.length === 0) return [];
  const shown = distinct.slice(0, MOST_NAMED).map(say);
  const more = distinct.length > shown.length ? [`and ${distinct.length - shown.length} more`] : [];
  return [`${label}: ${[...shown, ...more].join("; ")}`];
}

function withoutInstructions(lines: readonly string[], instructions: readonly string[]): string[] {
  return lines.filter((line) => !repeatsAny(line, instructions));
}

/** Whether a text holds one of these instructions, word for word. */
export function repeatsAny(text: string, instructions: readonly string[]): boolean {
  const said = plain(text);
  return instructions.map(plain).some((instruction) => instruction !== "" && said.includes(instruction));
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/\s+/g, " ")
    .replace(/[.!\s]+$/, "")
    .trim();
}

/** What a mail is about, whichever answer in its thread it is. */
function subjectOf(letter: Episode): string {
  return firstLine({ text: letter.beside }).replace(/^(?:(?:re|aw|fwd?|wg)\s*:\s*)+/i, "");
}

function firstLine({ text }: Pick<Episode, "text">): string {
  return (text.split("\n")[0] ?? "").trim();
}

function countWords(text: string): number {
  return text.split(/\s+/).length;
}

function countedWords(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}
