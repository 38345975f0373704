/**
 * The owner's hand, the same on every surface: what a person would do there, by looking and tapping. What isn't on the screen
 * can't be tapped.
 */
import type { Company } from "./company.ts";

export interface HandParts {
  readonly company: Company;
  readonly until: <T>(what: string, found: () => T | null | undefined | false) => Promise<T>;
}

/** A card as it stands now. */
export interface Seen {
  /** All that can be read, as lines. */
  readonly text: string;
  readonly buttons: readonly string[];
  /** Names the thread it stands in; `null` in the main room. */
  readonly thread: string | null;
}

export interface Hand {
  readonly surface: string;
  /** Waits for the newest message that reads so. */
  card(reads: RegExp): Promise<Seen>;
  /** Everything that reads so now, oldest first. */
  all(reads: RegExp): readonly Seen[];
  /** Taps a button on the newest card that reads so; answers what was told to this person alone, if anything. */
  tap(reads: RegExp, label: string): Promise<string | null>;
  /** Replaces the text that would leave, the way this surface does it. */
  rewrite(reads: RegExp, text: string): Promise<void>;
  /** Says no, with a reason in words. */
  reject(reads: RegExp, reason: string): Promise<void>;
  /** Says something: in the main room, or in the thread of the card that reads so. */
  say(text: string, beside?: RegExp): Promise<void>;
  /** Names of the files that the workspace has shown. */
  files(): readonly string[];
  screen(): string;
}
