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
  /** What it may be where it is unsure, the likeliest first. */
  mayBe?: string[];
  /** What an unknown sender may be. */
  sender?: { kind: string; sure: boolean };
  inquiry: { name: string; company: string | null; need: string; sentence: string; confidence: string } | null;
  question: string | null;
  /** There is no new text in it. */
  empty?: boolean;
}

/** What the client gets and got, as far as it matters here. */
export interface Work {
  all: { title: string; awaits: boolean }[];
}

/** Which time a message takes or names, of those that were offered or beside them. */
export interface TimeNamed {
  kind: "one" | "other" | "none" | "unsure";
  state?: "offered" | "booked";
  startsAt?: number | null;
  sentence?: string;
  /** The sentences that are about nothing but the time. */
  about?: string[];
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
