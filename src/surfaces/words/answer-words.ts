/**
 * Sentences by which the owner writes to somebody: “answer Nora: …”, “tell Acme that …”. The words go out as the owner gave
 * them, so they are taken as they stand; words about words are not made into a letter.
 * Before: order-words.ts. After: actions/mail-answer.ts.
 */
import { type Known, whom } from "./known.ts";
import type { Order } from "./order-words.ts";

const ACTION = "mail.answer";
const COLON =
  /^(?:answer|reply(?:\s+to)?|respond(?:\s+to)?|write(?:\s+back)?(?:\s+to)?|tell|antworte|antwort(?:\s+an)?|schreibe?(?:\s+an)?|sage?)(?:\s+([^:\n]{1,80}?))?\s*:\s*([\s\S]*)$/iu;
const THAT = /^(?:tell\s+(.{1,80}?)|let\s+(.{1,80}?)\s+know)\s+that\s+([\s\S]+)$/iu;
const THAT_GERMAN = /^(?:sage?|schreibe?|antworte)\s+(.{1,80}?),?\s+dass\s+[\s\S]+$/iu;
const BARE = /^(?:answer|reply\s+to|respond\s+to|write\s+back\s+to|antworte)\s+([^\n]{1,80})$/iu;
const TELL = /^tell\s+([\s\S]+)$/iu;
/** `tell me what is open` is a question. */
const MYSELF = /^(?:me|us|myself|mir|uns)(?!\p{L})/iu;
const NO_SPEECH = /^(?:to|about|what|when|where|why|how|who|whether|if|of)(?!\p{L})/iu;

/** Reads an order to answer somebody; `null` where it is none. */
export function readAnswer(text: string, known: Known): Order | null {
  const [colon, named, words = ""] = COLON.exec(text) ?? [];
  if (colon !== undefined) return answer(named ?? null, unquoted(words), known, words.trim() !== "");
  const [that, told, letKnow, speech = ""] = THAT.exec(text) ?? [];
  const who = told ?? letKnow;
  if (that !== undefined && who !== undefined) return answer(who, sentence(speech), known, false);
  const german = THAT_GERMAN.exec(text)?.[1];
  if (german !== undefined) return whom(german, known).kind === "one" ? asTheyStand(german) : null;
  const bare = BARE.exec(text)?.[1];
  if (bare !== undefined) return answer(bare.replace(/[.!\s]+$/u, ""), "", known, false);
  const rest = TELL.exec(text)?.[1];
  return rest === undefined ? null : withoutThat(rest, known);
}

/** `sure`: it can't be anything else, so that an unknown name is worth saying so. */
function answer(named: string | null, text: string, known: Known, sure: boolean): Order | null {
  if (named !== null && MYSELF.test(named.trim())) return null;
  const missing = text === "" ? ["text"] : [];
  const params = text === "" ? {} : { text };
  if (named === null) {
    if (!sure) return null;
    return known.here === null
      ? { kind: "order", action: ACTION, params, missing: ["client", ...missing] }
      : { kind: "order", action: ACTION, client: known.here, params, missing };
  }
  const found = whom(named, known);
  if (found.kind === "one") return { kind: "order", action: ACTION, client: found.id, params, missing };
  if (found.kind === "nobody" && !sure) return null;
  return { kind: "unable", why: found.why };
}

/** “tell Acme we start on Monday”: the longest name in front is whom it is for. */
function withoutThat(rest: string, known: Known): Order | null {
  const words = rest.split(/\s+/u);
  for (let count = Math.min(5, words.length - 1); count > 0; count--) {
    const name = words.slice(0, count).join(" ");
    const found = MYSELF.test(name) ? null : whom(name, known);
    if (found?.kind === "several") return { kind: "unable", why: found.why };
    if (found?.kind !== "one") continue;
    const speech = rest.slice(rest.indexOf(words[count] ?? "", name.length)).trim();
    if (NO_SPEECH.test(speech)) return asTheyStand(name);
    return { kind: "order", action: ACTION, client: found.id, params: { text: sentence(speech) }, missing: [] };
  }
  return null;
}

function asTheyStand(name: string): Order {
  return { kind: "unable", why: `Give me the words as they are to stand in the mail: “answer ${name}: …”.` };
}

function unquoted(text: string): string {
  const [, inner] = /^["“„«]([\s\S]*)["”“»]$/u.exec(text.trim()) ?? [];
  return (inner ?? text).trim();
}

/** Spoken words as a sentence of a letter. */
function sentence(speech: string): string {
  const text = unquoted(speech);
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/u.test(first) ? first : `${first}.`;
}
