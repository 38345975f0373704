/**
 * The contract of a surface: where the owner talks to the workspace. It renders cards; it decides nothing and stores nothing.
 */
import type { Card } from "../kernel/card.ts";

/** A card as it is shown; `code` and `revision` where it can be decided. */
export interface Posting {
  readonly card: Card;
  readonly code: string | null;
  readonly revision: number | null;
}

export interface Surface {
  readonly name: string;
  /** Shows one card; resolved once it has been shown. May be asked again after a crash. */
  show(posting: Posting): Promise<void>;
}
