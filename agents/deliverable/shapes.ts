/**
 * What the house answers when this agent reads: the shapes it relies on.
 */
export interface MailOnRecord {
  id: string;
  from: { name: string; address: string }[];
  subject: string;
  written: string;
}

/** What a sentence of the message was found to be. */
export interface Evidence {
  class: string;
  sentence: string;
}

export interface Deliverable {
  id: string;
  engagement: string;
  title: string;
  state: "planned" | "sent" | "changes" | "accepted";
  version: number;
  /** It was sent, and no answer has come yet. */
  awaits: boolean;
  /** Long enough that they would have been asked again, but mail to them was held. */
  unasked: boolean;
  milestone: string | null;
  /** The milestone that its acceptance closes, where nothing else of it is open. */
  completes: string | null;
}

/** What a mail proves, and which of what waits for an answer it may be about. */
export interface Proof {
  confirmed: boolean;
  /** A yes with nothing beside it that could take it back. */
  approves: boolean;
  wantsChange: boolean;
  meant: string[];
  /** It answers the very letter with which that went out. */
  answers: boolean;
}

export interface Work {
  all: Deliverable[];
  mail: Proof | null;
}
