/**
 * The numbered steps of a run without a script: each question to the house is one, and so is each turn of the model. What an
 * earlier life of the run was answered stands in the journal and isn't asked again.
 * Before: model-loop.ts, tool-desk.ts. After: journal.ts, answering.ts.
 */
import { houseLabel } from "../kernel/label.ts";
import type { Json } from "../lib/canonical.ts";
import { messageOf } from "../lib/errors.ts";
import type { Answer } from "./journal.ts";
import type { Answering, RunLife } from "./run-life.ts";
import type { GuestCall } from "./sandbox.ts";

/** What the house said, or why it said nothing, with the label of what was read. */
export interface Heard extends Pick<Answer, "label"> {
  readonly said: Json;
  readonly refused?: string;
}

export class Steps {
  readonly #life: RunLife;
  readonly #answer: Answering;
  #next = 0;

  constructor(life: RunLife, answer: Answering) {
    this.#life = life;
    this.#answer = answer;
  }

  get count(): number {
    return this.#next;
  }

  take(): number {
    return this.#next++;
  }

  /** A question to the house. What it refuses is an answer too: the run goes on. */
  async ask(name: GuestCall["name"], args: Json): Promise<Heard> {
    const { journal } = this.#life;
    const step = this.take();
    let answer = journal.answered(step, name, args);
    if (!answer) {
      answer = await this.#asked({ step, name, args });
      journal.note(step, name, args, answer);
    }
    return { ...(answer.value as { said: Json; refused?: string }), label: answer.label };
  }

  async #asked(call: GuestCall): Promise<Answer> {
    const { run, agent, label: read } = this.#life;
    try {
      const { value, label } = await this.#answer(call, run, agent, read);
      return { value: { said: value }, label };
    } catch (error) {
      return { value: { said: null, refused: messageOf(error) }, label: houseLabel(run.scope) };
    }
  }
}
