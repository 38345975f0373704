/**
 * Where a model's tool calls are answered: reads by the house, as for scripts; an action is a wish, noted or refused in words.
 * Before: model-loop.ts. After: tools.ts, steps.ts; the wishes go with the run's end to the arbiter.
 */
import type { ActionContract, Step } from "../kernel/action.ts";
import { houseLabel, type Label } from "../kernel/label.ts";
import type { Json } from "../lib/canonical.ts";
import type { ToolCall, ToolForm } from "../model/model.ts";
import { shortened } from "./prompt-parts.ts";
import type { RunLife } from "./run-life.ts";
import type { Steps } from "./steps.ts";
import { type Tool, toolsOf, wishOfCall } from "./tools.ts";

export interface DeskParts {
  readonly actions: ReadonlyMap<string, ActionContract>;
  /** Names that must not stand in what is written inside a scope: those of everybody else who is served. */
  readonly others?: (scope: string) => readonly string[];
  /** Whether a step could be done on the records as they are now; policy is asked later. */
  readonly possible?: (step: Step, scope: string) => boolean;
}

export interface ToolAnswer {
  readonly text: string;
  readonly label: Label;
  readonly refused: boolean;
  /** It was no use to go on: a sentence for the owner. */
  readonly over?: string;
  readonly finished?: boolean;
}

const LONGEST_NOTE = 4000;
const LONGEST_QUESTION = 2000;
const NAMED_ANOTHER = "What a model wrote named another of your clients, so I threw it away.";

export class ToolDesk {
  readonly #parts: DeskParts;
  readonly #life: RunLife;
  readonly #steps: Steps;
  readonly #mostWishes: number;
  readonly #tools: ReadonlyMap<string, Tool>;
  readonly #others: readonly string[];
  /** Every text the run was shown, for evidence to be held against. */
  readonly #read: string[] = [];
  #given = "";

  constructor(parts: DeskParts, life: RunLife, steps: Steps, mostWishes: number) {
    this.#parts = parts;
    this.#life = life;
    this.#steps = steps;
    this.#mostWishes = mostWishes;
    this.#tools = toolsOf(life.agent, parts.actions);
    this.#others = parts.others?.(life.run.scope) ?? [];
  }

  get forms(): ToolForm[] {
    return [...this.#tools.values()].map((tool) => tool.form);
  }

  /** `read`: what others wrote, which may be quoted; `given`: what the house knows, which may be repeated. */
  begin(read: readonly string[], given: string): void {
    this.#read.push(...read);
    this.#given = given;
  }

  /** Answers one call. `refusedBefore`: something of the same turn was refused, so that this can't be the end yet. */
  async answer(call: ToolCall, refusedBefore: boolean): Promise<ToolAnswer> {
    const tool = this.#tools.get(call.name);
    const args = isObject(call.args) ? call.args : {};
    if (!tool)
      return this.#no(
        `There is no tool “${call.name.slice(0, 60)}”. There are: ${[...this.#tools.keys()].join(", ")}.`,
      );
    switch (tool.kind) {
      case "finish":
        return refusedBefore
          ? this.#no("Not yet: something was refused. Look at it, then finish.")
          : { ...this.#yes("Done."), finished: true };
      case "action":
        return this.#wish(call, tool.action);
      case "note":
        return this.#note(args);
      case "recall": {
        const question = typeof args.question === "string" ? args.question.trim().slice(0, LONGEST_QUESTION) : "";
        return question === "" ? this.#no("Say what you want to know.") : this.#ask("recall", { question });
      }
      case "read":
        return this.#ask("read", { what: tool.what, query: args });
    }
  }

  async #ask(name: "read" | "recall", args: Json): Promise<ToolAnswer> {
    const { said, refused, label } = await this.#steps.ask(name, args);
    if (refused !== undefined) return this.#no(refused);
    const text = shortened(JSON.stringify(said));
    this.#read.push(...textsIn(said));
    return { text, label, refused: false };
  }

  async #note({ name, text }: { readonly [key: string]: Json | undefined }): Promise<ToolAnswer> {
    if (typeof name !== "string" || typeof text !== "string" || name.trim() === "" || text.trim() === "")
      return this.#no("A note needs a name and a text.");
    const kept = { name: name.trim().slice(0, 60), text: shortened(text, LONGEST_NOTE) };
    const { refused } = await this.#steps.ask("note", kept);
    return refused === undefined ? this.#yes("Kept.") : this.#no(refused);
  }

  #wish(call: ToolCall, action: string): ToolAnswer {
    const { agent, wishes, run } = this.#life;
    const { actions, possible = () => true } = this.#parts;
    if (wishes.length >= this.#mostWishes)
      return this.#no(`That is enough: a run may wish for ${this.#mostWishes} things. Call finish.`);
    const wished = wishOfCall(call, action, {
      agent,
      actions,
      read: this.#read,
      others: this.#others,
      given: this.#given,
      possible: (params) => possible({ action, params }, run.scope),
    });
    if (wished.kind === "refused") return this.#no(wished.why);
    wishes.push(wished.wish);
    const noted = this.#yes("Noted. The owner's rules decide on it when you have finished.");
    // Refused, the model would learn whom the house serves; so the run ends here, and the owner decides.
    return wished.trouble ? { ...noted, over: NAMED_ANOTHER } : noted;
  }

  #yes(text: string): ToolAnswer {
    return { text, label: houseLabel(this.#life.run.scope), refused: false };
  }

  #no(text: string): ToolAnswer {
    return { text, label: houseLabel(this.#life.run.scope), refused: true };
  }
}

/** Every text in an answer, as it was written: in JSON its line breaks are not what the model quotes. */
function textsIn(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((one: Json | undefined) => (one === undefined ? [] : textsIn(one)));
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
