/**
 * The contract of a surface: where the owner talks to the workspace. Outwards it shows what it is handed; inwards it
 * hands over what people did there, with their immutable ids. It decides nothing and stores nothing.
 * A fourth surface is one folder that keeps this contract (test/contracts/surface.suite.ts).
 * Outwards: lane.ts. Inwards: front.ts.
 */
import type { RequestListener } from "node:http";
import type { Card } from "../kernel/card.ts";

// ── Outwards ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** A place in a chat: a Slack channel or Telegram chat, and the thread or topic in it; `null` is the room itself. */
export interface Place {
  readonly room: string;
  readonly thread: string | null;
}

/** A button. What comes back with a tap on it is its `verb`, with the posting's token. */
export interface Key {
  readonly label: string;
  /** At most 40 characters of `[a-z0-9:._-]`. */
  readonly verb: string;
  readonly look?: "primary" | "danger";
}

/** A card as it is shown now. */
export interface Posting {
  readonly card: Card;
  /** The short code by which words name it; `null` where nothing is to be decided. */
  readonly code: string | null;
  readonly revision: number | null;
  /** What the buttons carry: opaque, at most 16 characters. */
  readonly token: string;
  /** The buttons that stand there now, row by row; none once it is decided. */
  readonly keys: ReadonlyArray<readonly Key[]>;
  /** What became of it, when the buttons have gone: “✅ Approved on Telegram, Tue 24 Nov, 14:03. Sent.” */
  readonly outcome: string | null;
  /** The owner has opened the whole text, so that what is not fully shown here may be approved all the same. */
  readonly opened: boolean;
  /** It is a request for words: the next message that answers it is what the owner wants. `copy`: a text to start from. */
  readonly reply: { readonly copy: string | null } | null;
}

/** One message to be shown or rewritten. */
export interface Message {
  /** The same for every try at the same message, so that it can be looked up after an unknown outcome. */
  readonly key: string;
  readonly place: Place;
  readonly posting: Posting;
  /** It may make a sound: an approval or a failure. Everything else is silent. */
  readonly ring: boolean;
  /** Whom a sound is for, where a platform calls people by id. */
  readonly owner?: string | null;
  /** A drawn chart, PNG. */
  readonly picture: Uint8Array | null;
}

/**
 * What became of a try. `ref` names the message from now on. `complete`: everything that would leave is shown whole;
 * where it is not, the surface shows a key `open` in place of `approve`.
 */
export type Sent =
  | { readonly kind: "sent"; readonly ref: string; readonly complete: boolean }
  /** There is no such message any more, or, of a new one, no such thread. */
  | { readonly kind: "gone" }
  /** Certainly not sent; to be tried again after that time, in the same order. */
  | { readonly kind: "wait"; readonly afterMs: number; readonly why: string }
  /** It may have been sent, or not. */
  | { readonly kind: "unknown"; readonly why: string }
  /** It will never be taken as it is, not even as plain text with its code. */
  | { readonly kind: "refused"; readonly why: string };

/** `unknown`: it can't be looked up there. `wait`: not now. */
export type Located =
  | { readonly kind: "found"; readonly ref: string }
  | { readonly kind: "absent" | "unknown" }
  | { readonly kind: "wait"; readonly afterMs: number };

export interface Surface {
  readonly name: string;
  /** `false`: what is shown can't be rewritten or looked up (a terminal). Then `ref` means nothing. */
  readonly lasting: boolean;
  /** It has forms of its own (modals): `edit` and `reject` open one. Otherwise menus and answers in words take their place. */
  readonly forms: boolean;
  /** Shows a message; tries plain text with the code where its own format is refused. Never throws. */
  post(message: Message): Promise<Sent>;
}

/** A surface whose messages last. All that is here never throws: what goes wrong is a value. */
export interface Chat extends Surface {
  readonly lasting: true;
  /** Rewrites what stands at `ref`. An edit that changes nothing is `sent`. */
  rewrite(ref: string, message: Message): Promise<Sent>;
  /** Looks for a message whose try had an unknown outcome. */
  find(message: Message): Promise<Located>;
  /** Makes a thread that begins with `head`; its `place` is the room. Where a room has no threads, `thread` is null. */
  openThread(
    head: Message,
  ): Promise<Sent | { readonly kind: "opened"; readonly thread: string | null; readonly ref: string }>;
  /** The address of a message, where it has one. */
  link(place: Place, ref: string): string | null;
  /** The owner's own room when no channel was configured: the direct conversation. */
  directRoom(owner: Person): Promise<Place | null>;
  /** Shows the overview where the surface has a page of its own for it (App Home). */
  showHome?(owner: Person, home: Home): Promise<void>;
  /** Connects and listens; what comes in goes to `front`. Rejects only where it can never work (a wrong token). */
  start(front: Front): Promise<void>;
  stop(): Promise<void>;
  /** Whether it is connected now, for `/readyz`. */
  readonly connected: boolean;
  /** What the process's HTTP server hands on to it, by path, where it listens that way. Empty otherwise. */
  readonly routes: ReadonlyMap<string, RequestListener>;
  /** What works and what is missing, for `doctor`; may be asked without `start`. `notes`: what was remembered while it ran. */
  check(notes: Pick<Front, "recall">): Promise<readonly Finding[]>;
}

export interface Finding {
  readonly ok: boolean;
  readonly what: string;
  readonly says: string;
}

/** What the owner sees at a glance. `link`s lead to the cards. */
export interface Home {
  readonly waiting: ReadonlyArray<{
    readonly title: string;
    readonly client: string | null;
    readonly link: string | null;
  }>;
  readonly running: readonly string[];
  readonly atRisk: readonly string[];
  readonly spend: string;
  /** What is paused, in the owner's words; empty: nothing is. */
  readonly paused: readonly string[];
}

// ── Inwards ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Who did it, by immutable ids. `team`: the Slack team the *person* belongs to; `null` on Telegram. */
export interface Person {
  readonly user: string;
  readonly team: string | null;
}

/** A tap on a button, or on the pause switch of the home page (token `home`, verbs `pause` and `resume`). */
export interface Tap {
  readonly person: Person;
  readonly place: Place;
  /** The message it was on; a forwarded card has another. `null` on the home page and in forms. */
  readonly ref: string | null;
  readonly token: string;
  readonly verb: string;
  /** The platform's own id of this tap, where it has one: what was done once is not done again. */
  readonly delivery?: string;
}

/** A form that was filled in. `values` by field name. */
export interface Filled {
  readonly person: Person;
  readonly token: string;
  readonly form: Form["kind"];
  readonly values: Readonly<Record<string, string>>;
  /** “Save and send”: the owner typed the exact text. */
  readonly send: boolean;
}

export interface IncomingFile {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Fetches the bytes from the platform. */
  bytes(): Promise<Uint8Array>;
}

/** Words from a person: a direct message, a mention (taken out), a command, a line in one of our threads. */
export interface Said {
  readonly person: Person;
  readonly place: Place;
  /** Nobody but the person and the workspace can read it. */
  readonly direct: boolean;
  /** As typed; of `/atelier queue` and `!queue` what stands behind the sign. */
  readonly text: string;
  /** The platform's own id of this message; what was taken once is not taken again. */
  readonly delivery: string;
  /** The message it answers, where the platform says so. */
  readonly replyTo: string | null;
  readonly files: readonly IncomingFile[];
}

export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** `text`: many lines. `line`: one. */
  readonly kind: "text" | "line" | "choice";
  readonly choices?: readonly string[];
  readonly optional?: boolean;
}

export interface Form {
  /** `say`: what a button asks for before its words are said. */
  readonly kind: "edit" | "reject" | "amount" | "order" | "say";
  readonly token: string;
  readonly title: string;
  readonly fields: readonly FormField[];
  /** Offer “Save and send” beside “Save”. */
  readonly sendable: boolean;
}

/** What the surface does at once; whatever changes on cards comes through the lane by itself. */
export type Reaction =
  /** Nothing more; `text` where the platform shows a passing word. */
  | { readonly kind: "done"; readonly text?: string }
  /** Told to that person alone. */
  | { readonly kind: "note"; readonly text: string }
  | { readonly kind: "form"; readonly form: Form }
  /** The whole text; once it has been shown, the surface says so with a tap `opened` and the same token. */
  | { readonly kind: "pages"; readonly title: string; readonly text: string }
  | { readonly kind: "file"; readonly name: string; readonly type: string; readonly bytes: Uint8Array }
  /** A form's field can't be taken: said at that field. */
  | { readonly kind: "invalid"; readonly field: string; readonly text: string }
  /** Not for us, and not worth an answer. */
  | { readonly kind: "silence" };

/** Attempts that never reach a person: recorded, and never let in. */
export type Refusal =
  | "forged-signature"
  | "missing-signature"
  | "stale-signature"
  | "wrong-webhook-token"
  | "malformed"
  | "oversized"
  /** The very same delivery as one that was taken before. */
  | "replayed";

/** The door inwards. Everything is recorded before it is answered; the owner is checked here, not by the surface. */
export interface Front {
  tapped(tap: Tap): Promise<Reaction>;
  filled(form: Filled): Promise<Reaction>;
  said(said: Said): Promise<Reaction>;
  refused(why: Refusal): Promise<void>;
  /** Whether this thread is one of ours, so that a line in it is meant for us. */
  knows(place: Place): boolean;
  /** Whether this person is the paired owner. For choosing what to show only; every call checks again. */
  isOwner(person: Person): boolean;
  home(): Home;
  /** A small note that survives a restart (an update offset, when an event type was last seen). */
  recall(name: string): string | null;
  remember(name: string, value: string): Promise<void>;
}
