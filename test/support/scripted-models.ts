/**
 * Models that say what a test wrote for them: each question is kept as it was asked, and answered by a function of it.
 */
import type {
  Answered,
  Judgement,
  Models,
  Question,
  Reply,
  Spoken,
  ToolCall,
  ToolForm,
  Turn,
  Unanswered,
} from "../../src/model/model.ts";
import { labelOf } from "../../src/model/prompt.ts";

export interface TurnAsked extends Question {
  readonly said: readonly Spoken[];
  readonly tools: readonly ToolForm[];
}

type May<T> = Reply<T> | T | Promise<Reply<T> | T>;

/** What is left out is a use that no model is set for. `turn`: `nth` counts from 0 over all runs. */
export interface Script {
  readonly turn?: (asked: TurnAsked, nth: number) => May<Turn>;
  readonly judge?: (asked: Question & { readonly options: readonly string[] }) => May<Judgement>;
  readonly draft?: (asked: Question) => May<string>;
  readonly extract?: (asked: Question) => May<unknown>;
}

export class ScriptedModels implements Models {
  readonly turns: TurnAsked[] = [];
  readonly judged: Array<Question & { readonly options: readonly string[] }> = [];
  readonly drafted: Question[] = [];
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  /** Times that any model was asked. */
  get asked(): number {
    return this.turns.length + this.judged.length + this.drafted.length;
  }

  has(use: "draft" | "judge" | "embed"): boolean {
    const { turn, draft, extract, judge } = this.#script;
    return use === "judge" ? judge !== undefined : use === "draft" && (turn ?? draft ?? extract) !== undefined;
  }

  async extract<T>(question: Question): Promise<Reply<T>> {
    return reply((await this.#script.extract?.(question)) as Reply<T> | T | undefined, question);
  }

  async judge(question: Question & { readonly options: readonly string[] }): Promise<Reply<Judgement>> {
    this.judged.push(question);
    return reply(await this.#script.judge?.(question), question);
  }

  async draft(question: Question): Promise<Reply<string>> {
    this.drafted.push(question);
    return reply(await this.#script.draft?.(question), question);
  }

  async turn(question: TurnAsked): Promise<Reply<Turn>> {
    // What was said is the loop's own list: it goes on.
    this.turns.push({ ...question, said: [...question.said], parts: [...question.parts] });
    return reply(await this.#script.turn?.(question, this.turns.length - 1), question);
  }

  async embed(): Promise<Unanswered> {
    return not("no-model");
  }
}

/** A turn that calls tools, by name and arguments. */
export function calls(...wanted: ReadonlyArray<readonly [name: string, args: ToolCall["args"]]>): Turn {
  return { text: "", calls: wanted.map(([name, args], index) => ({ id: `call-${index}`, name, args })) };
}

export function not(why: Unanswered["why"], detail = `It was ${why}.`): Unanswered {
  return { kind: "unanswered", why, detail };
}

/** Everything a model was shown in one question. */
export function shownIn(asked: Question & { readonly said?: readonly Spoken[] }): string {
  return [...asked.parts.map((part) => part.text), ...(asked.said ?? []).map((one) => one.text)].join("\n");
}

function reply<T>(
  value: Reply<T> | T | undefined,
  question: Question & { readonly said?: readonly Spoken[] },
): Reply<T> {
  if (value === undefined) return not("no-model");
  if (isReply<T>(value)) return value;
  const label = labelOf(question.parts, question.said);
  return { kind: "answered", value, model: "scripted", micros: 1, cached: false, label } satisfies Answered<T>;
}

function isReply<T>(value: Reply<T> | T): value is Reply<T> {
  return typeof value === "object" && value !== null && "kind" in value;
}
