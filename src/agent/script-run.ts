/**
 * A run of an agent that has a script: the sandbox runs it, and every call it makes is a numbered step of the journal.
 * Before: run.ts. After: sandbox.ts, and the house's answers.
 */
import type { ActionContract } from "../kernel/action.ts";
import type { Plain } from "../kernel/event.ts";
import type { Wish } from "../kernel/intent.ts";
import { joinLabels } from "../kernel/label.ts";
import type { Writer } from "../kernel/writer.ts";
import type { Json } from "../lib/canonical.ts";
import type { Answering, RunLife, Staff, Timer } from "./run-life.ts";
import type { GuestCall, GuestOutcome, Guests } from "./sandbox.ts";

export interface ScriptParts {
  readonly sandbox: Pick<Guests, "run">;
  readonly writer: Writer;
  readonly actions: ReadonlyMap<string, ActionContract>;
  readonly answer: Answering;
}

/** Runs the script to its end; what it wishes, and the label of what it read, is left in `life`. */
export function runScript(parts: ScriptParts, life: RunLife, code: string): Promise<GuestOutcome> {
  const { run, agent, event, words, journal } = life;
  const onCall = async (call: GuestCall): Promise<Json> => {
    const known = journal.answered(call.step, call.name, call.args);
    if (call.name === "intend") return intend(parts.actions, agent, call.args, life.wishes);
    if (call.name === "timer") {
      life.timers.push(call.args as unknown as Timer);
      return null;
    }
    const answer = known ?? (await parts.answer(call, run, agent, life.label));
    if (!known) {
      journal.note(call.step, call.name, call.args, { value: answer.value, label: answer.label });
      if ("durable" in answer && answer.durable) await parts.writer.submit((transaction) => journal.keep(transaction));
    }
    life.label = joinLabels(life.label, answer.label);
    return answer.value;
  };
  const guestEvent = {
    id: event.id,
    type: event.type,
    version: event.version,
    at: event.at,
    scope: event.scope,
    data: withoutSeal(event.data),
    ...(words ? { private: words as Record<string, Json> } : {}),
  };
  return parts.sandbox.run({
    code,
    digest: agent.digest,
    handler: `${event.type}@${event.version}`,
    event: guestEvent,
    onCall,
  });
}

/** The plain part: neither a guest nor a model has use for sealed text. */
export function withoutSeal(data: Plain): Record<string, Json> {
  const { private: _, ...rest } = data;
  return rest as Record<string, Json>;
}

function intend(
  actions: ReadonlyMap<string, ActionContract>,
  agent: Staff,
  args: Json,
  wishes: RunLife["wishes"],
): null {
  const wish = args as unknown as Wish;
  for (const step of wish.steps) {
    const refusal = stepRefusal(actions, agent, step.action, step.params as Json);
    if (refusal !== null) throw new Error(refusal);
  }
  wishes.push(wish);
  return null;
}

/** Why this agent can't even wish for it, in a sentence for who wrote it; `null`: it may. */
export function stepRefusal(
  actions: ReadonlyMap<string, ActionContract>,
  agent: Staff,
  action: string,
  params: Json,
): string | null {
  if (!agent.may.includes(action))
    return `“${action}” is not among what ${agent.name} may do: ${agent.may.join(", ")}.`;
  const parsed = actions.get(action)?.parse(params);
  return parsed && !parsed.ok ? parsed.why : null;
}
