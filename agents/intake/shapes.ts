/**
 * What the house answers when intake reads: the shapes it relies on.
 */
export interface Sender {
  name: string;
  address: string;
}

export interface MailOnRecord {
  id: string;
  /** `automatic`, classes it was given, or empty. */
  classes: string;
  from: Sender[];
  subject: string;
  written: string;
}

export interface ClientOnRecord {
  stage: string;
  name: string;
  title: string;
  /** What the owner is being asked about them now, by action. */
  open: string[];
  /** Whether it was ever suggested that they belong to a client. */
  suggested: boolean;
}

export interface Reading {
  language: "en" | "de" | "other" | "unclear";
  classes: string[];
  evidence: { class: string; sentence: string }[];
  unsureBecause?: string;
  unsureAbout?: "language" | "inquiry" | "words" | "rest";
  /** It wants to be obeyed, or is about access and money: the owner alone says what it is. */
  guarded?: boolean;
  inquiry: { name: string; company: string | null; need: string; sentence: string; confidence: string } | null;
  question: string | null;
}

export interface NewSender {
  address: string;
  kind: string;
}

/** What a model answered; `says` is a sentence for the owner. */
export type Asked<T> = ({ ok: true } & T) | { ok: false; why: string; says: string };

export interface Draft {
  value: string;
  /** How much of the memory was before it. */
  leantOn: { instructions: number; facts: number; earlier: number };
}
