/**
 * Sentences beyond the plain words: an order becomes one card, a question is looked up. In a client's thread nothing of another
 * client is told or ordered. What is missing for an order is asked for, in a form where the chat has forms.
 * Before: reception.ts. After: order-words.ts, question-words.ts, questions.ts and the desk.
 */
import type { ActionContract } from "../../kernel/action.ts";
import type { Card, CardTap } from "../../kernel/card.ts";
import { fieldLabel } from "../chat/keys.ts";
import type { Desk, Ordered } from "../desk.ts";
import { knownFrom, MAIN_ROOM } from "./known.ts";
import type { Lookups } from "./lookups.ts";
import { aboutMemory } from "./memory-answers.ts";
import { readMemory } from "./memory-words.ts";
import { type Order, readOrder } from "./order-words.ts";
import { type Question, readQuestion } from "./question-words.ts";
import { answerQuestion } from "./questions.ts";
import type { Heard, Where } from "./reception.ts";

export interface SentenceParts {
  readonly desk: Desk;
  readonly actions: ReadonlyMap<string, ActionContract>;
  readonly lookups: Lookups;
  readonly currency: string;
}

/** The answer to a sentence; `null` where it is neither order nor question. */
export async function understand(parts: SentenceParts, line: string, where: Where): Promise<Heard | null> {
  const { lookups, currency, actions } = parts;
  const { records, now, zone } = lookups;
  const known = knownFrom(records, { here: where.scope, now, zone, currency, actions: [...actions.keys()] });
  const memory = readMemory(line, known);
  if (memory) return aboutMemory(parts, memory, where);
  const order = readOrder(line, known);
  if (order) return carryOut(parts, order, where);
  const question = readQuestion(line, known);
  return question && answered(question, lookups, where);
}

async function carryOut(parts: SentenceParts, order: Order, where: Where): Promise<Heard> {
  if (order.kind === "unable") return no(order.why);
  if (where.scope !== null && order.client !== undefined && order.client !== where.scope)
    return no(`That is about another client. ${MAIN_ROOM}`);
  const client = order.client ?? (parts.actions.get(order.action)?.resource === "Client" ? where.scope : null);
  const given = { ...order.params, ...(client === null ? {} : { client }) };
  const missing = order.missing.filter((name) => !(name in given));
  if (missing.length > 0) return { kind: "card", card: missingCard(parts, order.action, given, missing) };
  const outcome: Ordered = await parts.desk.order({
    action: order.action,
    ...(client === null ? {} : { client }),
    params: order.params,
    now: false,
    ...(where.said ? { said: where.said } : {}),
  });
  const form = formTap(parts, order.action, given);
  if (outcome.kind === "refused" && form) return { kind: "card", card: answer(outcome.why, "", [form]) };
  return { kind: "outcome", outcome };
}

function answered(question: Question, lookups: Lookups, where: Where): Heard {
  // Across clients is answered in the owner's own room only, never in a client's thread.
  if (where.scope !== null && question.kind !== "unable" && question.scope !== where.scope)
    return no(`That is not about this client alone, so I don't say it here. ${MAIN_ROOM}`);
  return { kind: "card", card: answerQuestion(question, lookups) };
}

/** What an order still lacks, with how to say it, and a form. */
function missingCard(
  parts: SentenceParts,
  action: string,
  given: Readonly<Record<string, string>>,
  missing: readonly string[],
): Card {
  const said = `do ${action} ${[...written(given), ...missing.map((name) => `${name}=…`)].join(" ")}`;
  const sentence = parts.actions.get(action)?.sentence ?? action;
  const form = formTap(parts, action, given);
  const title = `To ${sentence} I also need: ${missing.map((name) => fieldLabel(name).toLowerCase()).join(", ")}.`;
  return answer(title, `Say it again with that, or: ${said}`, form ? [form] : []);
}

/** The button that opens the action's form, filled with what is known; its words are read by order-form.ts. */
function formTap({ actions }: SentenceParts, action: string, given: Readonly<Record<string, string>>): CardTap | null {
  if (!actions.get(action)?.form) return null;
  return { label: "Fill in a form", words: ["form", action, ...written(given)].join(" ") };
}

function written(given: Readonly<Record<string, string>>): string[] {
  return Object.entries(given).map(([name, value]) => `${name}="${value.replaceAll('"', "'")}"`);
}

function answer(title: string, body: string, taps: readonly CardTap[]): Card {
  return {
    kind: "answer",
    title,
    ...(body === "" ? {} : { body }),
    rows: [],
    why: [],
    buttons: [],
    ...(taps.length === 0 ? {} : { taps }),
  };
}

function no(text: string): Heard {
  return { kind: "text", ok: false, text };
}
