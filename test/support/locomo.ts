/**
 * LoCoMo, long talks of two people with questions about them (Maharana et al. 2024, CC BY-NC: its files stay where they are),
 * read as a company would meet it: each talk is a client with a scope of its own, each turn an episode, each session a thread.
 * Here are its reading and its measures; bench/locomo.ts prints them, and a test holds that nothing crosses.
 */
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { EpisodeIndex } from "../../src/memory/episode-index.ts";
import type { Episode } from "../../src/memory/memory.ts";

export interface Talk {
  readonly scope: string;
  readonly episodes: readonly Episode[];
  /** Those with evidence that exists; `evidence` are seqs. */
  readonly questions: ReadonlyArray<{ readonly text: string; readonly evidence: readonly number[] }>;
}

export interface Recall {
  readonly turn: { readonly recall5: number; readonly recall10: number; readonly recall20: number };
  readonly session: { readonly recall5: number; readonly recall10: number };
  /** How long each question took. */
  readonly tookMs: readonly number[];
}

export interface Crossing {
  readonly crossed: number;
  readonly rows: number;
}

const TURN = z.object({
  speaker: z.string(),
  dia_id: z.string(),
  text: z.string().default(""),
  blip_caption: z.string().optional(),
  query: z.string().optional(),
});
const FILE = z.array(
  z.object({
    sample_id: z.string().optional(),
    conversation: z.record(z.string(), z.unknown()),
    qa: z.array(z.object({ question: z.coerce.string(), evidence: z.array(z.coerce.string()).default([]) })),
  }),
);

/** Rows looked at when sessions are ranked; the k-th best row of a session counts 0.7^k. */
const SESSION_ROWS = 256;
const SESSION_DECAY = 0.7;
/** Rows of one answer when it is counted what crosses. */
const CROSSING_ROWS = 10;

/** Reads a file of that form. Seqs are given through all talks, so that a row tells by its seq whose it is. */
export function readTalks(path: string): Talk[] {
  let seq = 0;
  return FILE.parse(JSON.parse(readFileSync(path, "utf8"))).map(({ sample_id, conversation, qa }, at) => {
    const scope = `${at + 1} ${sample_id ?? "talk"}`;
    const seqs = new Map<string, number>();
    const episodes = sessionsOf(conversation).flatMap(({ name, at: began, turns }) =>
      turns.map((turn, place): Episode => {
        seq += 1;
        seqs.set(turn.dia_id, seq);
        return {
          scope,
          seq,
          at: began + place * 1000,
          thread: `${scope}/${name}`,
          kind: "note",
          who: turn.speaker,
          text: turn.text,
          beside: [turn.blip_caption, turn.query].filter((part) => part !== undefined).join("\n"),
        };
      }),
    );
    const questions = qa.map(({ question, evidence }) => ({
      text: question,
      evidence: [...new Set(evidence.flatMap((text) => turnsIn(text)))].flatMap((id) => seqs.get(id) ?? []),
    }));
    return { scope, episodes, questions: questions.filter(({ evidence }) => evidence.length > 0) };
  });
}

/**
 * What share of a question's evidence is found, averaged over the questions. Sessions are ranked by their best rows. `vectors`:
 * the questions as an embedder sees them, in order of talks and questions.
 */
export function recallOf(index: EpisodeIndex, talks: readonly Talk[], vectors?: readonly Float32Array[]): Recall {
  const [turn5, turn10, turn20, session5, session10, tookMs]: number[][] = [[], [], [], [], [], []];
  let asked = 0;
  for (const { scope, episodes, questions } of talks) {
    const threads = new Map(episodes.map(({ seq, thread }) => [seq, thread]));
    for (const { text, evidence } of questions) {
      const vector = vectors?.[asked++];
      const began = performance.now();
      const hits = index.search([scope], text, { limit: SESSION_ROWS, ...(vector ? { vector } : {}) });
      tookMs?.push(performance.now() - began);
      const seqs = hits.map((hit) => hit.seq);
      for (const [sum, most] of [[turn5, 5] as const, [turn10, 10] as const, [turn20, 20] as const])
        sum?.push(share(evidence, seqs.slice(0, most)));
      const wanted = [...new Set(evidence.map((seq) => threads.get(seq)))];
      const sessions = rankedThreads(hits);
      session5?.push(share(wanted, sessions.slice(0, 5)));
      session10?.push(share(wanted, sessions.slice(0, 10)));
    }
  }
  return {
    turn: { recall5: mean(turn5), recall10: mean(turn10), recall20: mean(turn20) },
    session: { recall5: mean(session5), recall10: mean(session10) },
    tookMs: tookMs ?? [],
  };
}

/** Answers seqs. */
type Ask = (scope: string, question: string, limit: number) => readonly number[];

/**
 * Every question asked from every other talk's scope: how many rows came back, and how many of them belong to another talk
 * than the one asked from.
 */
export function crossing(talks: readonly Talk[], ask: Ask): Crossing {
  const elsewhere = talks.map((from) => ({
    from,
    questions: talks.flatMap((one) => (one === from ? [] : one.questions)),
  }));
  return strangersAmong(talks, elsewhere, ask);
}

/** Every question asked from its own talk's scope: how many rows belong to another. */
export function strangers(talks: readonly Talk[], ask: Ask): Crossing {
  const own = talks.map((from) => ({ from, questions: from.questions }));
  return strangersAmong(talks, own, ask);
}

/** All talks in one scope: an index without walls. */
export function withoutWalls(talks: readonly Talk[], scope: string): Episode[] {
  return talks.flatMap(({ episodes }) => episodes.map((episode) => ({ ...episode, scope })));
}

function strangersAmong(
  talks: readonly Talk[],
  asked: ReadonlyArray<{ readonly from: Talk; readonly questions: Talk["questions"] }>,
  ask: Ask,
): Crossing {
  const owners = new Map(talks.flatMap(({ scope, episodes }) => episodes.map(({ seq }) => [seq, scope] as const)));
  let [crossed, rows] = [0, 0];
  for (const { from, questions } of asked)
    for (const { text } of questions)
      for (const seq of ask(from.scope, text, CROSSING_ROWS)) {
        rows += 1;
        if (owners.get(seq) !== from.scope) crossed += 1;
      }
  return { crossed, rows };
}

function sessionsOf(conversation: Readonly<Record<string, unknown>>) {
  return Object.entries(conversation)
    .flatMap(([name, turns]) => {
      const number = /^session_(\d+)$/.exec(name)?.[1];
      if (number === undefined || !Array.isArray(turns)) return [];
      const at = timeOf(z.string().parse(conversation[`${name}_date_time`]));
      return [{ number: Number(number), name, at, turns: turns.map((turn) => TURN.parse(turn)) }];
    })
    .sort((one, other) => one.number - other.number);
}

/** `1:56 pm on 8 May, 2023`, in UTC. */
function timeOf(text: string): number {
  const [, time, date] = /^(.+?) on (.+)$/.exec(text) ?? [];
  const at = Date.parse(`${date?.replace(",", "")} ${time} UTC`);
  if (Number.isNaN(at)) throw new Error(`"${text}" is no time of a session; expected "1:56 pm on 8 May, 2023"`);
  return at;
}

/** Also of `D8:6; D9:17`, `D9:1 D4:4` and `D:11:26`. What names no turn is found by no method, and left out for all. */
function turnsIn(evidence: string): string[] {
  return [...evidence.matchAll(/D:?(\d+):(\d+)/g)].map(([, session, turn]) => `D${Number(session)}:${Number(turn)}`);
}

function rankedThreads(hits: ReadonlyArray<{ readonly thread: string | null; readonly score: number }>) {
  const threads = new Map<string | null, { score: number; weight: number }>();
  for (const { thread, score } of hits) {
    const { score: sum, weight } = threads.get(thread) ?? { score: 0, weight: 1 };
    threads.set(thread, { score: sum + weight * score, weight: weight * SESSION_DECAY });
  }
  return [...threads].sort(([, one], [, other]) => other.score - one.score).map(([thread]) => thread);
}

function share<T>(wanted: readonly T[], found: readonly T[]): number {
  const there = new Set(found);
  return wanted.filter((one) => there.has(one)).length / wanted.length;
}

function mean(values: readonly number[] | undefined): number {
  return values?.length ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
}
