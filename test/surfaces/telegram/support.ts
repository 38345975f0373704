/**
 * What the tests of the Telegram surface share: a front that is told what to answer and keeps what it heard, a card, and
 * a surface in a hurry.
 */
import type { Card } from "../../../src/kernel/card.ts";
import type {
  Front,
  Home,
  Message,
  Person,
  Place,
  Posting,
  Reaction,
  Refusal,
  Said,
  Tap,
} from "../../../src/surfaces/surface.ts";
import { Telegram, type TelegramOptions } from "../../../src/surfaces/telegram/telegram.ts";

export class ScriptedFront implements Front {
  readonly taps: Tap[] = [];
  readonly words: Said[] = [];
  readonly refusals: Refusal[] = [];
  /** In the order in which they were handed over. */
  readonly heard: string[] = [];
  readonly notes = new Map<string, string>();
  readonly topics = new Set<string>();
  owner = "";
  onTap: (tap: Tap) => Reaction | Promise<Reaction> = () => ({ kind: "done" });
  onSaid: (said: Said) => Reaction | Promise<Reaction> = () => ({ kind: "silence" });

  async tapped(tap: Tap): Promise<Reaction> {
    this.taps.push(tap);
    this.heard.push(`tap ${tap.verb}`);
    return this.onTap(tap);
  }

  async said(said: Said): Promise<Reaction> {
    this.words.push(said);
    this.heard.push(said.text);
    return this.onSaid(said);
  }

  async filled(): Promise<Reaction> {
    throw new Error("Telegram has no forms");
  }

  async refused(why: Refusal): Promise<void> {
    this.refusals.push(why);
  }

  knows({ room, thread }: Place): boolean {
    return this.topics.has(`${room}/${thread}`);
  }

  isOwner({ user }: Person): boolean {
    return user === this.owner;
  }

  home(): Home {
    return { waiting: [], running: [], atRisk: [], spend: "", paused: [] };
  }

  recall(name: string): string | null {
    return this.notes.get(name) ?? null;
  }

  async remember(name: string, value: string): Promise<void> {
    this.notes.set(name, value);
  }
}

export const HURRY = { pollSeconds: 1, callSeconds: 2, pauseMs: 5, longestPauseMs: 40 };

export function surface(
  platform: { readonly token: string; readonly apiRoot: string },
  options: Partial<TelegramOptions> = {},
): Telegram & { readonly troubles: readonly string[] } {
  const troubles: string[] = [];
  const telegram = new Telegram({
    token: platform.token,
    apiRoot: platform.apiRoot,
    chat: null,
    webhookSecret: null,
    onTrouble: (words) => troubles.push(words),
    ...options,
    pace: { ...HURRY, ...options.pace },
  });
  return Object.assign(telegram, { troubles });
}

export const CARD: Card = {
  kind: "proposal",
  title: "Open Whitfield Ceramics Ltd as a client and answer Nora Whitfield.",
  client: "Whitfield Ceramics Ltd",
  rows: [
    { label: "Name", after: "Nora Whitfield" },
    { label: "Stage", before: "lead", after: "onboarding" },
  ],
  quote: { from: "Nora Whitfield", text: "Hello,\n\nwe need a website." },
  letter: {
    to: "Nora Whitfield <nora@whitfield-ceramics.example>",
    cc: "Tom <tom@whitfield-ceramics.example>",
    subject: "Re: A website",
    text: "Hello Nora,\n\n  - one\n  - two\n",
    attachments: ["offer.pdf (12 KB)"],
  },
  why: ["only you make a client of somebody who writes", "an answer goes out in your name"],
  undo: "A mail that has left can't be taken back.",
  buttons: ["approve", "edit", "reject", "later", "why", "self"],
};

const KEYS = [
  [
    { label: "Approve", verb: "approve", look: "primary" },
    { label: "Edit", verb: "edit" },
    { label: "Reject", verb: "reject", look: "danger" },
  ],
  [
    { label: "Later", verb: "later" },
    { label: "Why?", verb: "why" },
    { label: "I'll do it myself", verb: "self" },
  ],
] as const;

export function posting(card: Partial<Card> = {}, rest: Partial<Posting> = {}): Posting {
  return {
    card: { ...CARD, ...card },
    code: "K7QM",
    revision: 1,
    token: "t0ken4K7QM",
    keys: KEYS,
    outcome: null,
    opened: false,
    reply: null,
    ...rest,
  };
}

export function message(place: Place, shown: Posting = posting(), rest: Partial<Message> = {}): Message {
  return { key: "card-1", place, posting: shown, ring: true, picture: null, ...rest };
}

/** A room of the test platform as a place. */
export function at(room: { readonly id: number }, thread: number | null = null): Place {
  return { room: String(room.id), thread: thread === null ? null : String(thread) };
}
