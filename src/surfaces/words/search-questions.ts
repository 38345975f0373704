/**
 * What was said about something, and what a month was about: answered from the client's memory, quoted, with days and sources.
 * Found are words, not meanings: the answer shows what stands there and draws no conclusion.
 * Before: questions.ts. After: memory/recall.ts, handed in as a look-up.
 */
import type { Card, CardRow } from "../../kernel/card.ts";
import { readable } from "../../lib/zone.ts";
import type { Remembered } from "../../memory/episodes.ts";
import { common, heaviestSentence, keywords, keywordsAsked } from "../../memory/keywords.ts";
import { periodWords } from "../../memory/periods.ts";
import { type Lookups, source, titleOf } from "./lookups.ts";
import type { Period } from "./past-days.ts";

const MOST_FOUND = 40;
const MOST_ROWS = 6;
/** Characters. */
const LONGEST_QUOTE = 240;

export interface SearchQuestion {
  readonly scope: string;
  readonly words: string;
  /** Whether it was asked what the client said. */
  readonly by: "them" | "anybody";
  readonly period: Period | null;
}

/** The places that fit the words best, in the order of time. */
export function whatWasSaid(question: SearchQuestion, lookups: Lookups): Card {
  const { scope, words, by, period } = question;
  const { zone, memory, now } = lookups;
  const name = titleOf(scope, lookups);
  const when = period ? ` ${period.words}` : "";
  const found = (memory?.find(scope, words, MOST_FOUND) ?? []).filter(({ episode }) => isWithin(episode.at, period));
  const theirs = found.filter(({ episode }) => episode.kind === "mail-in");
  const best = (by === "them" && theirs.length > 0 ? theirs : found).slice(0, MOST_ROWS);
  if (best.length === 0)
    return card(`I found nothing about “${words}” with ${name}${when}.`, name, [source("the client's memory", [])]);
  const asked = keywordsAsked(words);
  const rows = [...best]
    .sort((a, b) => a.episode.at - b.episode.at || a.episode.seq - b.episode.seq)
    .map(({ episode }) => ({
      label: readable(episode.at, zone, now),
      after: `${episode.who}: “${quoted(episode, asked)}”${subjectWords(episode)}`,
    }));
  const places = best.length === 1 ? "one place" : `${best.length} places`;
  return card(`I found ${places} about “${words}” with ${name}${when}.`, name, [
    ...rows,
    source(
      "what was written, sent and decided",
      best.map(({ episode }) => episode.seq),
    ),
  ]);
}

/** The summaries of the months asked about; `null` where there is none. */
export function whatItWasAbout(scope: string, period: Period | null, lookups: Lookups): Card | null {
  const summaries = (lookups.memory?.summaries(scope) ?? []).filter(
    (one) => !period || (one.period >= period.fromDay.slice(0, 7) && one.period <= period.toDay.slice(0, 7)),
  );
  if (summaries.length === 0) return null;
  const name = titleOf(scope, lookups);
  const shown = summaries.slice(0, MOST_ROWS);
  return card(`What it was about with ${name}${period ? ` ${period.words}` : ""}.`, name, [
    ...shown.map((one) => ({
      label: periodWords(one.period),
      after: `${one.text}${one.partial ? "\n(More has happened since.)" : ""}`,
    })),
    source(
      "the summaries on record",
      shown.map((one) => one.seq),
    ),
  ]);
}

/** The sentence that has most in common with the question. */
function quoted({ text, beside }: Remembered["episode"], asked: ReadonlySet<string>): string {
  const sentence = heaviestSentence(text, (one) => common(keywords(one), asked), LONGEST_QUOTE);
  return sentence || beside.split("\n")[0] || "(no text)";
}

function subjectWords({ kind, beside }: Remembered["episode"]): string {
  const subject = kind === "mail-in" || kind === "mail-out" ? (beside.split("\n")[0] ?? "") : "";
  return subject === "" ? "" : ` (“${subject}”)`;
}

function isWithin(at: number, period: Period | null): boolean {
  return !period || (at >= period.from && at < period.to);
}

function card(title: string, name: string, rows: readonly CardRow[]): Card {
  return { kind: "answer", title, client: name, rows, why: [], buttons: [] };
}
