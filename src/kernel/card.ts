/**
 * The card: what the owner reads, as pure data. Surfaces only render it; what an approval binds to is its text.
 */
export type Button = "approve" | "edit" | "reject" | "later" | "why" | "self";

/** A readable line of what changes. Without `before` it is simply a fact. */
export interface CardRow {
  readonly label: string;
  readonly before?: string;
  readonly after: string;
  /** Where a tap on the line leads, on surfaces that have links: another card, mostly. */
  readonly link?: string;
}

/** A text that would leave, shown whole, with where it goes. */
export interface CardLetter {
  readonly to: string;
  readonly cc?: string;
  readonly subject: string;
  readonly text: string;
  /** File names with size, as shown; content is bound by hash in the parameters. */
  readonly attachments: readonly string[];
}

/** One tap answers the question: it sets these fields, and approves exactly what its label says. */
export interface CardChoice {
  readonly label: string;
  readonly set: Readonly<Record<string, string>>;
}

/** A button that stands for words the owner could have said: `undo K7QM`. */
export interface CardTap {
  readonly label: string;
  readonly words: string;
  /** It asks for more first, which is put behind the words. `value`: a text to start from. */
  readonly asks?: { readonly label: string; readonly value: string };
  /** It stands in one line with the button before it. */
  readonly beside?: true;
}

/** A kept file that can be opened from the card. `blob`: its address among the kept bytes. */
export interface CardFile {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly blob: string;
}

/** A few numbers a day, drawn as a small picture where a surface can show one. */
export interface CardChart {
  readonly title: string;
  /** Local dates, `YYYY-MM-DD`, in order. */
  readonly days: readonly string[];
  readonly series: ReadonlyArray<{
    readonly name: string;
    readonly counts: readonly number[];
    /** Of another unit than the rest: drawn against its own highest day. */
    readonly own?: true;
  }>;
}

export interface Card {
  /** `board`: what waits, in the main room. `head`: the first message of a client's thread. */
  readonly kind: "proposal" | "question" | "notice" | "digest" | "answer" | "board" | "head";
  /** One sentence first: what, to whom, how much. */
  readonly title: string;
  /** Whose thread it belongs to, as the owner calls them; absent in the main room. */
  readonly client?: string;
  readonly rows: readonly CardRow[];
  /** The text of an answer, line by line. */
  readonly body?: string;
  /** The new words this answers, quoted. */
  readonly quote?: { readonly from: string; readonly text: string };
  readonly letter?: CardLetter;
  /** Why the owner is asked, in the rules' own words. */
  readonly why: readonly string[];
  /** What it takes to take it back. */
  readonly undo?: string;
  /** What differs from the card shown before, when an approval was void or an edit made a new revision. */
  readonly changed?: readonly CardRow[];
  readonly buttons: readonly Button[];
  /** What an edit may name, the likeliest first. */
  readonly fields?: readonly string[];
  readonly choices?: readonly CardChoice[];
  readonly taps?: readonly CardTap[];
  readonly files?: readonly CardFile[];
  /** It can be taken back, nothing leaves, and it is no question: it may be approved together with others, from the digest. */
  readonly light?: true;
  readonly chart?: CardChart;
  /** It can wait for ever: it makes no sound, and is let go without a word when it is not answered. */
  readonly quiet?: true;
  /** A complaint or a notice: it rings at once, however lately something else has. */
  readonly urgent?: true;
}
