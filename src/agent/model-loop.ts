/**
 * A run of an agent that has no script: a model is shown what happened and what it may do, and works through tools until it
 * says that it is done. Each of its turns is a numbered step of the journal and durable before the loop goes on, so that a run
 * that was cut off goes on without asking, or paying, twice. Turns, time and money are bounded; the money by the meter.
 * Before: run.ts. After: the seam (model/model.ts), and run-end.ts, where a run that came to nothing becomes a question.
 */
import { houseLabel, joinLabels } from "../kernel/label.ts";
import type { Writer } from "../kernel/writer.ts";
import type { Json } from "../lib/canonical.ts";
import type { Recalled } from "../memory/memory.ts";
import type { Models, Part, Spoken, ToolCall, Turn, Unanswered } from "../model/model.ts";
import { asRecalled, briefPart, eventParts, givenBy, memoryParts, notesPart, shortened } from "./prompt-parts.ts";
import type { Answering, LoopFailure, RunLife, RunOutcome } from "./run-life.ts";
import { Steps } from "./steps.ts";
import { type DeskParts, ToolDesk } from "./tool-desk.ts";

export interface LoopLimits {
  /** Times the model is asked. */
  readonly turns: number;
  /** The kill switch, by the machine's own clock. */
  readonly wallMs: number;
  /** Wishes of one run: more would be no help, but a flood of cards. */
  readonly wishes: number;
  /** Tools called in one turn. */
  readonly calls: number;
}

export const defaultLoopLimits: LoopLimits = { turns: 16, wallMs: 5 * 60_000, wishes: 6, calls: 12 };

export interface LoopParts extends DeskParts {
  readonly writer: Writer;
  readonly answer: Answering;
  /** Left out, none is set. */
  readonly models?: Models;
  readonly loopLimits?: Partial<LoopLimits>;
}

const NO_MODEL =
  "This agent thinks with a model, and none is set, so nothing it is woken by is dealt with. Set OPENAI_API_KEY, or OPENAI_BASE_URL and MODEL_DRAFT, or take the agent away. I say this once a day.";
const CAME_TO_NOTHING = "What a model wanted to do could not be done as it stands, and it gave up.";
const SAID_NOTHING = "Use your tools. If there is nothing more to do, call finish.";
const LONGEST_QUESTION = 2000;
const LONGEST_TEXT = 4000;
const LONGEST_ARGS = 20_000;
/** Stands for arguments that were cut: no tool takes it, so it is refused in words. */
const TOO_LONG = "(far too long)";

type Ended = { readonly ended: RunOutcome };

export class ModelLoop {
  readonly #parts: LoopParts;
  readonly #life: RunLife;
  readonly #limits: LoopLimits;
  readonly #steps: Steps;
  readonly #desk: ToolDesk;
  readonly #said: Spoken[] = [];
  #refused = false;

  constructor(parts: LoopParts, life: RunLife) {
    this.#parts = parts;
    this.#life = life;
    this.#limits = { ...defaultLoopLimits, ...parts.loopLimits };
    this.#steps = new Steps(life, parts.answer);
    this.#desk = new ToolDesk(parts, life, this.#steps, this.#limits.wishes);
  }

  /** Lives the run to its end; what it wishes, and the label of what it read, is left in `life`. */
  async run(): Promise<RunOutcome> {
    const { models } = this.#parts;
    if (!models?.has("draft")) return failed("no-model", NO_MODEL);
    const parts = await this.#beginning();
    const signal = AbortSignal.timeout(this.#limits.wallMs);
    const time = { signal, late: givenUp(signal) };
    let reminded = false;
    for (let turn = 0; turn < this.#limits.turns; turn++) {
      const heard = await this.#turn(models, parts, time);
      if ("ended" in heard) return heard.ended;
      if (heard.calls.length === 0) {
        if (reminded) return failed("words", "A model talked about it twice and did nothing.");
        reminded = true;
        const { scope } = this.#life.run;
        parts.push({ kind: "request", name: "a reminder", text: SAID_NOTHING, label: houseLabel(scope) });
        continue;
      }
      this.#said.push({ by: "model", text: heard.text, calls: heard.calls });
      const end = await this.#callAll(heard.calls);
      if (end) return end;
    }
    return failed("steps", `A model was asked ${this.#limits.turns} times and came to no end.`);
  }

  /** The parts that every turn is asked with. */
  async #beginning(): Promise<Part[]> {
    const { agent, run } = this.#life;
    const remembers = agent.reads.includes("memory");
    const recalled = remembers ? await this.#recalled() : null;
    const notes = remembers ? await this.#notes() : [];
    const parts = [
      briefPart(agent, run.scope),
      ...(recalled ? memoryParts(recalled) : []),
      ...notes,
      ...eventParts(this.#life),
    ];
    const read = parts.filter((part) => part.kind === "untrusted").map((part) => part.text);
    this.#desk.begin(read, givenBy(recalled));
    return parts;
  }

  /** One turn, from the journal where an earlier life has had it. */
  async #turn(
    models: Models,
    parts: readonly Part[],
    { signal, late }: { readonly signal: AbortSignal; readonly late: Promise<Unanswered> },
  ): Promise<Turn | Ended> {
    const { run, agent, event, journal } = this.#life;
    const step = this.#steps.take();
    const args: Json = { said: JSON.parse(JSON.stringify(this.#said)) as Json };
    let answer = journal.answered(step, "turn", args);
    if (!answer) {
      // What led to the question is kept first, so that a run that is cut off here asks the very same again.
      await this.#keep();
      const asker = { scope: run.scope, agent: agent.name, run: run.id, workflow: event.workflow, causation: event.id };
      const asked = models.turn({ parts, said: this.#said, tools: this.#desk.forms, asker, signal });
      const reply = await Promise.race([asked, late]);
      if (reply.kind === "unanswered") return { ended: failed(reply.why, asSentence(reply.detail)) };
      const turn = bounded(reply.value, this.#limits.calls);
      answer = { value: JSON.parse(JSON.stringify(turn)) as Json, label: reply.label };
      journal.note(step, "turn", args, answer);
      await this.#keep();
    }
    this.#life.label = joinLabels(this.#life.label, answer.label);
    return answer.value as unknown as Turn;
  }

  /** Answers the calls of a turn in order. The run is done once the model says so and nothing was refused beside it. */
  async #callAll(calls: readonly ToolCall[]): Promise<RunOutcome | null> {
    let refused = false;
    let finished = false;
    for (const call of calls) {
      const answer = await this.#desk.answer(call, refused);
      if (answer.over !== undefined) return failed("unusable", answer.over);
      refused ||= answer.refused;
      finished ||= answer.finished ?? false;
      this.#life.label = joinLabels(this.#life.label, answer.label);
      this.#said.push({ by: "tool", call: call.id, text: answer.text, label: answer.label });
    }
    this.#refused ||= refused;
    if (!finished || refused) return null;
    if (this.#refused && this.#life.wishes.length === 0) return failed("unusable", CAME_TO_NOTHING);
    return { kind: "done", calls: this.#steps.count };
  }

  /** What the memory of this scope gives for what has happened. */
  async #recalled(): Promise<Recalled | null> {
    const { event, words } = this.#life;
    const about = typeof words?.written === "string" ? `${String(words.subject ?? "")}\n${words.written}` : "";
    const question = about.trim().slice(0, LONGEST_QUESTION) || event.type;
    const { said, label } = await this.#steps.ask("recall", { question });
    this.#life.label = joinLabels(this.#life.label, label);
    return asRecalled(said, label);
  }

  /** What this agent has noted before, for the same client. */
  async #notes(): Promise<Part[]> {
    const { said, label } = await this.#steps.ask("notes", {});
    const part = notesPart(said, label);
    if (part) this.#life.label = joinLabels(this.#life.label, label);
    return part ? [part] : [];
  }

  async #keep(): Promise<void> {
    await this.#parts.writer.submit((transaction) => this.#life.journal.keep(transaction));
  }
}

/** What a turn is when the time is over: whatever is asked, a run comes to an end. */
function givenUp(signal: AbortSignal): Promise<Unanswered> {
  const late: Unanswered = { kind: "unanswered", why: "cancelled", detail: "It took too long and was given up." };
  return new Promise((resolve) => {
    if (signal.aborted) resolve(late);
    signal.addEventListener("abort", () => resolve(late), { once: true });
  });
}

/** A turn as it is kept and shown again: what no form could hold is cut here, before it is paid for with every later turn. */
function bounded({ text, calls }: Turn, most: number): Turn {
  return {
    text: shortened(text, LONGEST_TEXT),
    calls: calls.slice(0, most).map((call) => {
      const args = JSON.stringify(call.args ?? null);
      return args.length > LONGEST_ARGS ? { ...call, args: TOO_LONG } : call;
    }),
  };
}

function failed(why: LoopFailure, detail: string): RunOutcome {
  return { kind: "failed", why, detail };
}

function asSentence(text: string): string {
  const said = text.trim() || "No answer came from the model.";
  return /[.!?…]$/.test(said) ? said : `${said}.`;
}
