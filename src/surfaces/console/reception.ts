/**
 * The reception at the console: a line of the owner's becomes a decision or a question, and the answer becomes text.
 * Shared by the prompt of `start` and the `say` verb.
 */
import { verifyLedger } from "../../kernel/verify.ts";
import { nextHour } from "../../lib/zone.ts";
import type { RuleSentence } from "../../policy/explain.ts";
import type { Database } from "../../store/database.ts";
import type { Answers } from "../answers.ts";
import type { Desk } from "../desk.ts";
import { readWords, WORDS_HELP } from "../words.ts";
import {
  type Look,
  phraseEvents,
  phraseOutcome,
  phrasePaused,
  phraseQueue,
  phraseResumed,
  phraseRules,
  phraseStatus,
  phraseTrace,
  phraseUndone,
  phraseWho,
  phraseWhy,
  succeeded,
} from "./phrase.ts";

export interface ReceptionParts {
  readonly desk: Desk;
  readonly answers: Answers;
  readonly database: Database;
  readonly rules: () => readonly RuleSentence[];
  readonly now: () => number;
  readonly look: () => Look;
}

export interface Reply {
  readonly ok: boolean;
  readonly text: string;
  /** The owner wants to leave the prompt. */
  readonly quit?: boolean;
}

/** Answers one line. */
export async function hear(parts: ReceptionParts, line: string): Promise<Reply> {
  const { desk, answers } = parts;
  const look = parts.look();
  const words = readWords(line);
  switch (words.verb) {
    case "queue": {
      const waiting = answers.queue();
      await desk.shown(waiting);
      return good(phraseQueue(waiting, look));
    }
    case "status":
      return good(phraseStatus(answers.status(), look));
    case "who":
      return good(phraseWho(answers.who(), look));
    case "rules":
      return good(phraseRules(parts.rules(), look));
    case "verify": {
      const found = verifyLedger(parts.database);
      return {
        ok: found.ok,
        text: found.ok ? `The ledger is whole: ${phraseEvents(found.events)}.` : (found.why ?? "The ledger is broken."),
      };
    }
    case "help":
      return good(WORDS_HELP);
    case "quit":
      return { ok: true, text: "", quit: true };
    case "approve":
      return outcome(await desk.approve(words.code), look);
    case "reject":
      return outcome(await desk.reject(words.code, words.reason), look);
    case "edit":
      return outcome(await desk.edit(words.code, words.changes), look);
    case "later":
      return outcome(await desk.later(words.code, nextHour(parts.now(), 9, look.zone)), look);
    case "self":
      return outcome(await desk.takeOver(words.code), look);
    case "again":
      return outcome(await desk.askAgain(words.code), look);
    case "undo": {
      const undone = await desk.undo(words.code);
      return { ok: undone.kind === "undone", text: phraseUndone(undone) };
    }
    case "why": {
      const why = answers.why(words.code);
      return why ? good(phraseWhy(why, look)) : unknown(words.code);
    }
    case "trace": {
      const steps = answers.trace(words.code);
      return steps ? good(phraseTrace(steps, look)) : unknown(words.code);
    }
    case "pause": {
      const paused = await desk.pause(words.what, "you asked for it");
      return { ok: paused.ok, text: phrasePaused(paused) };
    }
    case "resume": {
      const resumed = await desk.resume(words.what);
      return { ok: resumed.ok, text: phraseResumed(resumed) };
    }
    case "unclear":
      return { ok: false, text: words.why };
  }
}

function outcome(answer: Awaited<ReturnType<Desk["approve"]>>, look: Look): Reply {
  return { ok: succeeded(answer), text: phraseOutcome(answer, look) };
}

function good(text: string): Reply {
  return { ok: true, text };
}

function unknown(reference: string): Reply {
  return {
    ok: false,
    text: `I know nothing called “${reference}”. Give the code on a card, or the number of an event.`,
  };
}
