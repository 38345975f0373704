/**
 * The reception at the console: a line of the owner's becomes a decision or a question, and the answer becomes text.
 * Shared by the prompt of `start` and the `say` verb.
 */

import { type Look, phraseHeard } from "../phrase.ts";
import { type ReceptionParts, receive } from "../words/reception.ts";

export interface ConsoleReception extends ReceptionParts {
  readonly look: () => Look;
}

export interface Reply {
  readonly ok: boolean;
  readonly text: string;
  /** The owner wants to leave the prompt. */
  readonly quit?: boolean;
}

/** Answers one line. */
export async function hear(parts: ConsoleReception, line: string): Promise<Reply> {
  const heard = await receive(parts, line, { surface: "console", scope: null });
  return phraseHeard(heard, parts.look()) ?? { ok: true, text: "", quit: true };
}
