/**
 * A sentence of the owner's that orders something: “Acme paid 2,400 in cash”, “answer Nora: …”, “anna@x.de belongs to Acme”.
 * It becomes one card and nothing more, and only where every word of it was understood: questions, refusals and maybes are
 * no orders.
 * Before: reception.ts, after words.ts could not read it. After: desk.ts, which orders it.
 */
import { nearest } from "../../lib/nearest.ts";
import { readAnswer } from "./answer-words.ts";
import { readForget } from "./forget-words.ts";
import { type Known, MAIN_ROOM, whom } from "./known.ts";
import { readOlder } from "./older-words.ts";
import { paymentDefaults, readPayment } from "./payment-words.ts";
import { readRecordOrder } from "./record-words.ts";
import { readWorkOrder } from "./work-words.ts";

export type Order =
  /** `client`: an id. `missing`: what has still to be asked, by the name of the parameter, or `client`. */
  | {
      readonly kind: "order";
      readonly action: string;
      readonly client?: string;
      readonly params: Readonly<Record<string, string>>;
      readonly missing: readonly string[];
    }
  /** An order that can't be carried out, and why, in a sentence for the owner. */
  | { readonly kind: "unable"; readonly why: string };

/** What is longer is a letter, and no sentence to be understood whole. */
const LONGEST = 400;
export const LEAD_IN = /^(?:(?:hi|hey|hello|hallo|ok(?:ay)?|please|pls|bitte|so|also)[,!.]?\s+)+/iu;
export const ASKED =
  /^(?:(?:can|could|would|will)\s+you|kannst\s+du|könntest\s+du|würdest\s+du|i(?:['’]d| would)\s+like\s+you\s+to|i\s+want\s+you\s+to)\s+(?:please\s+|bitte\s+)?/iu;
export const LEAD_OUT = /[\s,]+(?:please|pls|bitte|thanks|thank you|danke)$/iu;
const QUESTION =
  /^(?:did|does|has|have|had|is|are|was|were|what|what['’]s|who|who['’]s|whose|which|when|where|why|how|will|would|should|could|can|may|shall|hat|haben|hast|ist|sind|war|wer|wen|wem|was|wann|wie|wo|warum|wieso|welche[rsnm]?|kann|kannst|soll|sollen|darf|wird|do\s+(?:i|we|you|they))(?!\p{L})/iu;
const REFUSAL = /^(?:don['’]?t|do\s+not|never|stop|not\b|nicht|nie(?:mals)?|kein\p{L}*|lass\b)/iu;
const NEGATED = /(?<!\p{L})(?:not|never|hardly|nicht|nie|niemals|kein\p{L}*|noch nicht)(?!\p{L})|n['’]t(?!\p{L})/iu;
const MAYBE =
  /^(?:if|when|unless|once|maybe|perhaps|i\s+(?:think|guess|hope|believe|assume|wonder)|apparently|supposedly|falls|wenn|sobald|vielleicht|ich\s+(?:glaube|denke|hoffe|vermute)|angeblich)(?!\p{L})/iu;

/** Reads an order; `null` where it is none, or none that is plain. */
export function readOrder(line: string, known: Known): Order | null {
  const explicit = readExplicit(line.trim(), known);
  if (explicit) return onShelf(explicit, known);
  const begun = line.trim().replace(LEAD_IN, "");
  const text = begun.replace(ASKED, "");
  if (text === "" || REFUSAL.test(text) || MAYBE.test(text) || QUESTION.test(text)) return null;
  // What is to be written may ask and refuse as it likes; the rest of the sentence may not.
  const answer = readAnswer(text, known);
  if (answer) return onShelf(answer, known);
  const sentence = text
    .replace(text === begun ? /[.!\s]+$/u : /[?.!\s]+$/u, "")
    .replace(LEAD_OUT, "")
    .replace(/\s+/g, " ");
  if (sentence.length > LONGEST || sentence.endsWith("?") || NEGATED.test(sentence)) return null;
  const found =
    readPayment(sentence, known) ??
    readRecordOrder(sentence, known) ??
    readForget(sentence, known) ??
    readOlder(sentence, known) ??
    readWorkOrder(sentence, known);
  return found && onShelf(found, known);
}

/** `do payment.record client=Acme amount=2400 note="first half"`. */
function readExplicit(line: string, known: Known): Order | null {
  const [match, action = "", rest = ""] = /^do\s+([a-z]+\.[a-z-]+)(?:\s+([\s\S]*))?$/i.exec(line) ?? [];
  if (match === undefined) return null;
  const { client, ...params } = fieldsIn(rest);
  const bare = rest.replace(FIELD, "").trim();
  if (bare !== "")
    return { kind: "unable", why: `I did nothing, because of “${bare}”. Write each detail as name=value.` };
  const defaults = action === "payment.record" ? paymentDefaults(known) : {};
  const found = client === undefined ? null : whom(client, known);
  if (found && found.kind !== "one") return { kind: "unable", why: found.why };
  const scope = found?.id ?? known.here;
  return {
    kind: "order",
    action,
    ...(scope ? { client: scope } : {}),
    params: { ...defaults, ...params },
    missing: [],
  };
}

const FIELD = /(\w+)=(?:"((?:[^"\\]|\\.)*)"|“([^”]*)”|(\S+))/g;

function fieldsIn(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(FIELD)].map(([, name = "", quoted, curly, bare]) => [
      name,
      quoted?.replaceAll('\\"', '"') ?? curly ?? bare ?? "",
    ]),
  );
}

function onShelf(order: Order, { actions, here }: Known): Order {
  if (order.kind === "unable") return order;
  if (here !== null && order.client !== undefined && order.client !== here)
    return { kind: "unable", why: `That is about another client. ${MAIN_ROOM}` };
  if (actions.includes(order.action)) return order;
  const guess = nearest(order.action, actions);
  return {
    kind: "unable",
    why: `There is no action “${order.action}”${guess ? `; did you mean “${guess}”?` : "."} There are: ${actions.join(", ")}.`,
  };
}
