/**
 * How what leaves is called afterwards: in the question to do it again, and where it is taken back. A letter is called by whom
 * it goes to; everything else by what it does, and where.
 * Before: effect-retry.ts, kernel/undo.ts by charter.ts.
 */
import type { EffectRow } from "../kernel/effect.ts";
import type { Records } from "../kernel/fold.ts";
import { invoices } from "../records/invoice.ts";

export interface LeavingWords {
  /** In the imperative. */
  readonly again: string;
  /** Why a second try does no harm. */
  readonly once: string;
  /** It is taken back before it left. */
  readonly stays: string;
  /** It is taken back, and is done already. */
  readonly gone: string;
}

type Named = Pick<EffectRow, "connector" | "operation" | "reference">;

const LETTER = {
  stays: "The mail had not left yet; it stays here.",
  gone: "The mail has left and can't be taken back. You can write to them again.",
} as const;

/** The words for something that is no letter; null: it is one. */
export function leavingWords(records: Records, { connector, operation, reference }: Named): LeavingWords | null {
  const number = records.get(invoices, reference ?? "")?.number ?? "";
  return ELSEWHERE[connector]?.(operation, number) ?? null;
}

/** What `undo` says of what an approval let out. */
export function takenBackWords(records: Records, effect: Named): Pick<LeavingWords, "stays" | "gone"> {
  return leavingWords(records, effect) ?? LETTER;
}

const ELSEWHERE: Readonly<Record<string, (operation: string, number: string) => LeavingWords>> = {
  stripe: (operation, number) => ({
    again: (IN_STRIPE[operation]?.again(number) ?? `Put invoice ${number} to Stripe again`).replace("  ", " "),
    once: "It is looked for there first, and made once.",
    stays: "Stripe had not been told yet; nothing changes there.",
    gone: IN_STRIPE[operation]?.gone(number) ?? `Invoice ${number} stands in Stripe, and stays there.`,
  }),
  calendar: () => ({
    again: "Bring your calendar up to date again",
    once: "It is looked for there first, and stands there once.",
    stays: "Your calendar had not been changed yet.",
    gone: "Your calendar was changed already.",
  }),
  invoices: () => ({
    again: "File the document again",
    once: "A file that is there is never written over.",
    stays: "The document had not been filed yet.",
    gone: "The document is filed, and stays there.",
  }),
};

const IN_STRIPE: Readonly<Record<string, { again(number: string): string; gone(number: string): string }>> = {
  credit: {
    again: (number) => `Put a credit note for invoice ${number} to Stripe again`,
    gone: (number) => `The credit note for invoice ${number} stands in Stripe, and stays there.`,
  },
  refund: {
    again: (number) => `Put a refund of invoice ${number} to Stripe again`,
    gone: (number) => `The money of invoice ${number} was given back in Stripe.`,
  },
  settle: {
    again: (number) => `Close invoice ${number} in Stripe`,
    gone: (number) => `Invoice ${number} stays closed in Stripe: it can be paid by transfer only.`,
  },
};
