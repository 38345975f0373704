/**
 * The reception: a line of the owner's becomes a decision, an order or a question, and the answer is data, which each surface
 * puts into its own form. Shared by the console's prompt, the `say` verb, and the chats.
 * Before: console/reception.ts, turns.ts. After: desk.ts, answers.ts.
 */
import type { Card } from "../../kernel/card.ts";
import type { Outcome } from "../../kernel/decision.ts";
import type { Records } from "../../kernel/fold.ts";
import { proposals } from "../../kernel/proposal.ts";
import type { Undone } from "../../kernel/undo.ts";
import { verifyLedger } from "../../kernel/verify.ts";
import { readable } from "../../lib/zone.ts";
import type { RuleSentence } from "../../policy/explain.ts";
import type { Waiting } from "../../projections/queue.ts";
import type { Step, Told } from "../../projections/timeline.ts";
import { clientTitle, findClients, mergedScope } from "../../records/client.ts";
import type { Database } from "../../store/database.ts";
import type { Answers, Standing, Who } from "../answers.ts";
import type { Desk, Order, Ordered, Paused, Resumed } from "../desk.ts";
import { type RulesShown, rulesAbout } from "../rules-about.ts";
import { choose } from "./choose.ts";
import { comparingWords } from "./comparing.ts";
import { laterAt, readLater } from "./later.ts";
import { whichCard } from "./which-card.ts";
import { type CardVerb, readWords, WORDS_HELP, type Words } from "./words.ts";

export interface ReceptionParts {
  readonly desk: Desk;
  readonly answers: Answers;
  readonly database: Database;
  readonly records: () => Records;
  readonly rules: () => readonly RuleSentence[];
  readonly now: () => number;
  readonly zone: string;
  /** Sentences beyond the plain words: orders and questions. `null`: not understood. */
  readonly beyond: (line: string, where: Where) => Promise<Heard | null>;
}

/** Where it was said. `scope`: in that client's thread, where nothing of another client is told. */
export interface Where {
  readonly surface: string;
  readonly scope: string | null;
  /** The owner's words as recorded: what they ask for is asked once. */
  readonly said?: NonNullable<Order["said"]>;
}

export type Heard =
  /** `title`: the sentence above the text, where a card needs one. */
  | { readonly kind: "text"; readonly ok: boolean; readonly text: string; readonly title?: string }
  | { readonly kind: "card"; readonly card: Card }
  | { readonly kind: "queue"; readonly waiting: readonly Waiting[] }
  | { readonly kind: "status"; readonly status: Standing }
  | { readonly kind: "who"; readonly who: Who }
  | { readonly kind: "rules"; readonly shown: RulesShown }
  | { readonly kind: "outcome"; readonly outcome: Ordered }
  | {
      readonly kind: "outcomes";
      readonly outcomes: ReadonlyArray<{ readonly code: string; readonly outcome: Outcome }>;
    }
  | { readonly kind: "undone"; readonly undone: Undone }
  | { readonly kind: "why"; readonly why: { readonly title: string; readonly steps: readonly Told[] } }
  | { readonly kind: "trace"; readonly steps: readonly Step[] }
  | { readonly kind: "paused"; readonly paused: Paused }
  | { readonly kind: "resumed"; readonly resumed: Resumed }
  | { readonly kind: "quit" };

const ELSEWHERE = "That is about more than this client, so I don't say it here. Ask me in the main room.";
/** Characters that every chat shows in one answer. */
const LONGEST_ANSWER = 3000;

/** Answers one line. */
export async function receive(parts: ReceptionParts, line: string, where: Where): Promise<Heard> {
  const words = readWords(line);
  if (words.verb === "unclear") return (await parts.beyond(line, where)) ?? no(words.why);
  if (where.scope !== null && (words.verb === "status" || words.verb === "who" || words.verb === "digest"))
    return no(ELSEWHERE);
  return answer(parts, words, line, where);
}

async function answer(
  parts: ReceptionParts,
  words: Exclude<Words, { verb: "unclear" }>,
  line: string,
  where: Where,
): Promise<Heard> {
  const { desk, answers } = parts;
  switch (words.verb) {
    case "queue": {
      const waiting = answers.queue().filter((one) => where.scope === null || sameClient(parts, one, where.scope));
      // A chat shows links to its cards; only a list of whole cards counts as having shown them.
      if (where.surface === "console") await desk.shown(waiting);
      return { kind: "queue", waiting };
    }
    case "status":
      return { kind: "status", status: answers.status() };
    case "who":
      return { kind: "who", who: answers.who() };
    case "rules":
      return { kind: "rules", shown: rulesAbout(parts.rules(), words.about) };
    case "verify": {
      const found = verifyLedger(parts.database);
      return found.ok
        ? yes(`The ledger is whole: ${found.events} ${found.events === 1 ? "event" : "events"}.`)
        : no(found.why ?? "The ledger is broken.");
    }
    case "compare":
      return yes(comparingWords(await desk.compare()));
    case "cost":
      return cost(parts, words.whom, where);
    case "digest": {
      const card = answers.digest();
      return card ? { kind: "card", card } : yes("Nothing has happened since your last digest.");
    }
    case "help":
      return { kind: "text", ok: true, text: WORDS_HELP, title: "What you can say" };
    case "quit":
      return { kind: "quit" };
    case "approve-these":
      return approveThese(parts, words.cards, where);
    case "pause":
      return { kind: "paused", paused: await desk.pause(words.what, "you asked for it") };
    case "resume":
      return { kind: "resumed", resumed: await desk.resume(words.what) };
    case "pair":
      return pairing(parts, words.surface, where);
    case "unpair":
      return unpairing(parts, words.surface, where);
    case "lock":
      return unpairing(parts, "others", where);
    case "choose":
      return (
        elsewhere(parts, words.code, where) ?? {
          kind: "outcome",
          outcome: await choose(parts, words),
        }
      );
    case "reject":
    case "edit": {
      const which = whichCard(parts.records(), { verb: words.verb, code: words.code, more: "" }, where.scope);
      const barred = which.kind === "card" ? elsewhere(parts, which.code, where) : no(which.why);
      if (barred || which.kind !== "card") return barred ?? no("");
      if (words.verb === "reject") return { kind: "outcome", outcome: await desk.reject(which.code, words.reason) };
      return { kind: "outcome", outcome: await desk.edit(which.code, words.changes) };
    }
    default:
      return onCard(parts, words, line, where);
  }
}

/** In a client's thread only that client's is told. */
function cost(parts: ReceptionParts, whom: string, where: Where): Heard {
  const records = parts.records();
  const here = where.scope === null ? null : mergedScope(records, where.scope);
  if (whom === "") return { kind: "card", card: parts.answers.costCard(here) };
  const [only, ...others] = findClients(records, whom);
  if (here !== null && only?.id !== here) return no(ELSEWHERE);
  if (!only) return no(`Nobody here is called “${whom}”. “who” lists who is known.`);
  if (others.length > 0) return no(`“${whom}” could be ${[only, ...others].map(clientTitle).join(" or ")}. Say which.`);
  return { kind: "card", card: parts.answers.costCard(only.id) };
}

/** What names one card. */
async function onCard(
  parts: ReceptionParts,
  words: { readonly verb: CardVerb; readonly code: string; readonly more: string },
  line: string,
  where: Where,
): Promise<Heard> {
  const { desk, answers } = parts;
  // “why did Acme …?” is a question in words, no code.
  if (words.more !== "" && (words.verb === "why" || words.verb === "trace")) {
    const told = await parts.beyond(line, where);
    if (told) return told;
  }
  const which = whichCard(parts.records(), words, where.scope);
  if (which.kind === "unclear") return no(which.why);
  const { code, more } = which;
  const barred = elsewhere(parts, code, where);
  if (barred) return barred;
  const cents = words.verb === "approve" ? sum(more) : null;
  const until = words.verb === "later" ? readLater(more) : null;
  // “approve K7QM tomorrow” is not “approve K7QM”: with more words than these it isn't plain.
  if (more !== "" && cents === null && until === null)
    return no(`I did nothing, because of “${more}”. Say only “${words.verb} ${code}”.`);
  switch (words.verb) {
    case "approve":
      return { kind: "outcome", outcome: await desk.approve(code, undefined, cents ?? undefined) };
    case "later":
      return {
        kind: "outcome",
        outcome: await desk.later(code, laterAt(until ?? "tomorrow", parts.now(), parts.zone)),
      };
    case "self":
      return { kind: "outcome", outcome: await desk.takeOver(code) };
    case "again":
      return { kind: "outcome", outcome: await desk.askAgain(code) };
    case "undo":
      return { kind: "undone", undone: await desk.undo(code) };
    case "open": {
      const card = await desk.open(code, LONGEST_ANSWER);
      return card ? { kind: "card", card } : unknown(code);
    }
    case "why": {
      const why = answers.why(code);
      return why ? { kind: "why", why } : unknown(code);
    }
    case "trace": {
      const steps = answers.trace(code);
      return steps ? { kind: "trace", steps } : unknown(code);
    }
  }
}

/** Exactly those that a list offered, each by its own decision; what changed since is shown, not done. */
async function approveThese(
  parts: ReceptionParts,
  cards: ReadonlyArray<{ readonly code: string; readonly revision: number }>,
  where: Where,
): Promise<Heard> {
  if (where.scope !== null) return no(ELSEWHERE);
  const outcomes: Array<{ code: string; outcome: Outcome }> = [];
  for (const { code, revision } of cards)
    outcomes.push({ code, outcome: await parts.desk.approveListed(code, revision) });
  return { kind: "outcomes", outcomes };
}

async function pairing({ desk, zone }: ReceptionParts, surface: string, where: Where): Promise<Heard> {
  if (where.surface !== "console") return no("A chat is paired from the console of this machine only: `atelier pair`.");
  const offered = await desk.offerPairing(surface);
  if ("why" in offered) return no(offered.why);
  return yes(
    `Send this code to the bot on ${surface === "slack" ? "Slack" : "Telegram"}, in a direct message: ${offered.code}\nIt holds until ${readable(offered.until, zone)}, once. Whoever sends it becomes the owner there.`,
  );
}

/** `others`: the whole lock, for the day a phone is lost; it also holds what would leave. */
async function unpairing({ desk, answers }: ReceptionParts, wanted: string, where: Where): Promise<Heard> {
  if (wanted === where.surface)
    return no("Say that on another surface, or at the console: here nobody would read the answer.");
  const lock = wanted === "others";
  const done = await desk.unpair(wanted, lock);
  if (done.length === 0) return no("There is no other chat to lock.");
  return { kind: "card", card: answers.lockedCard(done, lock) };
}

/** The words for a card of another client are kept out of this one's thread. */
function elsewhere(parts: ReceptionParts, code: string, where: Where): Heard | null {
  if (where.scope === null) return null;
  const records = parts.records();
  const [row] = records.find(proposals, "code = ?", [code.toUpperCase()]);
  const scope = row?.scope ?? parts.answers.find(code)?.scope;
  if (scope === undefined || mergedScope(records, scope) === mergedScope(records, where.scope)) return null;
  return no(`${code.toUpperCase()} is not about this client. Say it in its own thread, or in the main room.`);
}

function sameClient(parts: ReceptionParts, one: Waiting, scope: string): boolean {
  const records = parts.records();
  return mergedScope(records, one.proposal.scope) === mergedScope(records, scope);
}

/** `2400`, `2,400.00`, `2.400,00`: a sum typed to confirm one; `null` where it is none. */
export function sum(text: string): number | null {
  const plain = text.replace(/^[\p{Sc}\s]+|[\p{Sc}\s]+$|\b[A-Z]{3}\b/gu, "").replace(/\s/g, "");
  const [, whole = "", , fraction = ""] = /^(\d{1,3}(?:[.,']\d{3})*|\d+)(?:([.,])(\d{1,2}))?$/.exec(plain) ?? [];
  return whole === "" ? null : Number(whole.replace(/\D/g, "")) * 100 + Number(fraction.padEnd(2, "0") || 0);
}

function yes(text: string): Heard {
  return { kind: "text", ok: true, text };
}

function no(text: string): Heard {
  return { kind: "text", ok: false, text };
}

function unknown(reference: string): Heard {
  return no(`I know nothing called “${reference}”. Give the code on a card, or the number of an event.`);
}
