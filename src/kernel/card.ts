/**
 * The card: what the owner reads, as pure data. Surfaces only render it; what an approval binds to is its text.
 */
export type Button = "approve" | "edit" | "reject" | "later" | "why" | "self";

/** A readable line of what changes. Without `before` it is simply a fact. */
export interface CardRow {
  readonly label: string;
  readonly before?: string;
  readonly after: string;
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

export interface Card {
  readonly kind: "proposal" | "question" | "notice" | "digest" | "answer";
  /** One sentence first: what, to whom, how much. */
  readonly title: string;
  /** Whose thread it belongs to, as the owner calls them; absent in the main room. */
  readonly client?: string;
  readonly rows: readonly CardRow[];
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
}
