/**
 * How a labelled message is written down for the corpus: what a person would say it is.
 * Before: somebody imagining real clients. After: local/read-message.test.ts counts how often the reader agrees.
 */
import type { MessageClass, MessageInput } from "../../src/model/local/read-message.ts";

export interface Labelled {
  text: string;
  /** What a careful human reader would call it. */
  want: readonly MessageClass[];
  /** Classes that are arguable too: neither missed nor wrong. */
  may: readonly MessageClass[];
  known: boolean;
  /** Whether somebody wants what the owner sells; only asked of unknown senders. */
  inquiry: boolean;
  subject: string;
  from: string;
  signature: string;
}

interface Extra {
  subject?: string;
  from?: string;
  signature?: string;
  may?: readonly MessageClass[];
}

/** A message of a known client. */
export function client(text: string, want: readonly MessageClass[], extra: Extra = {}): Labelled {
  return labelled(text, { want, known: true, inquiry: false, from: "Anna Berg <anna@berg-werke.example>", ...extra });
}

/** A first message of somebody who wants what the owner sells. */
export function inquirer(text: string, extra: Extra = {}): Labelled {
  return labelled(text, { want: ["request"], known: false, inquiry: true, ...extra });
}

/** A first message of somebody who does not. */
export function stranger(text: string, extra: Extra = {}): Labelled {
  return labelled(text, { want: ["unsure"], known: false, inquiry: false, ...extra });
}

/** Tuesday, 3 November 2026, 10:15 in Berlin. */
export const SENT_AT = Date.UTC(2026, 10, 3, 9, 15);

/** The message as the reader gets it. */
export function inputOf(one: Labelled): MessageInput {
  const [, name = "", address = one.from] = /^(.*?)\s*<(.*)>$/.exec(one.from) ?? [];
  return {
    subject: one.subject,
    written: one.text,
    signature: one.signature,
    fromName: name,
    fromAddress: address,
    sentAt: SENT_AT,
    timezone: "Europe/Berlin",
    known: one.known,
    attachments: [],
  };
}

function labelled(
  text: string,
  rest: Extra & { want: readonly MessageClass[]; known: boolean; inquiry: boolean },
): Labelled {
  return { subject: "", from: "Sam Roe <sam.roe@gmail.com>", signature: "", may: [], text, ...rest };
}
