/**
 * What an agent without a script can do: one tool for each thing it may read, one for each action of its `may`, and an end.
 * A tool changes nothing; an action called is a wish noted, and what can't be wished for is said back.
 * Before: model-loop.ts. After: the house's answers, as for scripts.
 */
import type { ActionContract } from "../kernel/action.ts";
import type { Plain } from "../kernel/event.ts";
import type { Wish } from "../kernel/intent.ts";
import type { Json } from "../lib/canonical.ts";
import type { ToolCall, ToolForm } from "../model/model.ts";
import { type Trouble, troubleIn } from "./draft-check.ts";
import type { Staff } from "./run-life.ts";
import { stepRefusal } from "./script-run.ts";

export type Tool =
  | { readonly kind: "read"; readonly form: ToolForm; readonly what: string }
  | { readonly kind: "recall"; readonly form: ToolForm }
  | { readonly kind: "note"; readonly form: ToolForm }
  | { readonly kind: "action"; readonly form: ToolForm; readonly action: string }
  | { readonly kind: "finish"; readonly form: ToolForm };

/** `words`: another client is named in it. The model is not told: it would learn whom the house serves. */
export type Wished =
  | { readonly kind: "wish"; readonly wish: Wish; readonly trouble: Trouble | null }
  | { readonly kind: "refused"; readonly why: string };

const LONGEST_REASON = 200;
/** Parameters that somebody outside reads. */
const LETTERS: readonly string[] = ["text", "reply"];
const READS: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  mail: {
    id: { type: "string", description: "the id of one message" },
    unread: { type: "boolean", description: "true: all messages nobody has read yet" },
  },
  contact: { address: { type: "string", description: "one address; left out, all of this client" } },
};

/** All tools of an agent, by the name the model calls them. */
export function toolsOf(agent: Staff, actions: ReadonlyMap<string, ActionContract>): ReadonlyMap<string, Tool> {
  const tools: Tool[] = [];
  for (const what of agent.reads) tools.push(...(what === "memory" ? [recallTool(), noteTool()] : [readTool(what)]));
  for (const action of agent.may) {
    const contract = actions.get(action);
    if (contract?.parameters) tools.push(actionTool(contract, contract.parameters));
  }
  tools.push({
    kind: "finish",
    form: {
      name: "finish",
      description: "There is nothing more to do. Call it once, at the end.",
      parameters: object({ summary: { type: "string", description: "what you did, in one sentence" } }, []),
    },
  });
  return new Map(tools.map((tool) => [tool.form.name, tool]));
}

/**
 * The wish that a call of an action's tool stands for, or why there can be none. `read`: all texts that the run has read, for
 * evidence is quoted word for word; `others`, `given`: see `troubleIn`.
 */
export function wishOfCall(
  call: ToolCall,
  action: string,
  about: {
    agent: Staff;
    actions: ReadonlyMap<string, ActionContract>;
    read: readonly string[];
    others: readonly string[];
    given: string;
    possible: (params: Plain) => boolean;
  },
): Wished {
  if (!isObject(call.args)) return refused("The arguments were no JSON object. Nothing was noted.");
  const { params: inner, reason, evidence, ...rest } = call.args;
  // Small models forget the inner object; what they meant is clear.
  const given = isObject(inner) ? inner : rest;
  const why = typeof reason === "string" ? reason.replace(/\s+/g, " ").trim() : "";
  if (why === "") return refused("Give a reason: one short sentence for the owner.");
  const quotes = Array.isArray(evidence) ? evidence.filter((one) => typeof one === "string" && one.trim() !== "") : [];
  const strange = quotes.find((quote) => !about.read.some((text) => flat(text).includes(flat(String(quote)))));
  if (strange !== undefined)
    return refused("Evidence is quoted word for word from what you have read. Leave it out, or quote it.");
  const refusal = stepRefusal(about.actions, about.agent, action, given);
  if (refusal !== null) return refused(refusal);
  // Why it can't be done may name others who are served, so it isn't said.
  if (!about.possible(given as Plain)) return refused("That can't be done. Use only ids and addresses of this client.");
  let trouble: Trouble | null = null;
  for (const name of LETTERS) {
    const text = given[name];
    if (typeof text !== "string" || text === "") continue;
    trouble ??= troubleIn(text, about);
  }
  if (trouble && trouble.kind !== "other-client") return refused(trouble.says);
  const shown = why.length > LONGEST_REASON ? `${[...why].slice(0, LONGEST_REASON - 1).join("")}…` : why;
  // The owner reads this as the reason: whose words they are has to stand there.
  const wish: Wish = {
    steps: [{ action, params: given as Plain }],
    reason: `A model suggests this: “${shown}”`,
    evidence: quotes.map(String),
  };
  return { kind: "wish", wish, trouble };
}

function readTool(what: string): Tool {
  const properties = READS[what] ?? {};
  const description = `Read “${what}” on record. It changes nothing.`;
  return { kind: "read", what, form: { name: `read_${what}`, description, parameters: object(properties, []) } };
}

function recallTool(): Tool {
  const question = { type: "string", description: "what you want to know, in plain words" };
  const description = "Ask the memory of this client: what was said and agreed before. It changes nothing.";
  return { kind: "recall", form: { name: "recall", description, parameters: object({ question }, ["question"]) } };
}

function noteTool(): Tool {
  const properties = {
    name: { type: "string", description: "a short name; the same name is written anew" },
    text: { type: "string", description: "what you want to know when you are woken again for this client" },
  };
  const description = "Keep a note for yourself, for some days. It is no record, and nobody else reads it.";
  return { kind: "note", form: { name: "note", description, parameters: object(properties, ["name", "text"]) } };
}

function actionTool(contract: ActionContract, parameters: Json): Tool {
  const leaves = contract.group === "outward" ? " The owner sees it before it leaves." : "";
  const form: ToolForm = {
    name: contract.name.replaceAll(".", "_"),
    description: `Wish to ${contract.sentence.replaceAll("you about", "the owner about")}.${leaves}`,
    parameters: object(
      {
        params: parameters,
        reason: { type: "string", description: "one short sentence for the owner: why" },
        evidence: {
          type: "array",
          items: { type: "string" },
          description: "sentences you have read that say so, word for word; may be left out",
        },
      },
      ["params", "reason"],
    ),
  };
  return { kind: "action", action: contract.name, form };
}

function object(properties: Readonly<Record<string, Json>>, required: readonly string[]): Json {
  return { type: "object", properties: { ...properties }, required: [...required], additionalProperties: false };
}

function refused(why: string): Wished {
  return { kind: "refused", why };
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function flat(text: string): string {
  return text.replace(/\s+/g, " ").trim().toLowerCase();
}
