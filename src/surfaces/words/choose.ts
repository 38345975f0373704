/**
 * One of the answers that a card offers, said in words: by its number, its name, or how its name begins where only one begins so.
 * Before: reception.ts. After: desk.ts.
 */
import type { CardChoice } from "../../kernel/card.ts";
import type { Ordered } from "../desk.ts";
import type { ReceptionParts } from "./reception.ts";

/** Takes that answer; refuses, naming the answers, where it isn't one of them. */
export async function choose(
  { answers, desk }: Pick<ReceptionParts, "answers" | "desk">,
  words: { readonly code: string; readonly which: string },
): Promise<Ordered> {
  const code = words.code.toUpperCase();
  const choices = answers.queue().find((one) => one.code === code)?.card.choices ?? [];
  if (choices.length === 0)
    return { kind: "refused", why: `${code} is no card with answers to choose from. “queue” shows what waits.` };
  const chosen = chosenFrom(choices, words.which);
  if (chosen) return desk.settle(code, chosen.set);
  const told = choices.map(({ label }, index) => `${index + 1} ${label}`).join(" · ");
  return { kind: "refused", why: `Say which: ${told}.` };
}

function chosenFrom(choices: readonly CardChoice[], which: string): CardChoice | undefined {
  const wanted = which.toLowerCase().replace(/[.!]+$/, "");
  const same = choices[Number(wanted) - 1] ?? choices.find(({ label }) => label.toLowerCase() === wanted);
  const begun = choices.filter(({ label }) => label.toLowerCase().startsWith(wanted));
  return same ?? (begun.length === 1 ? begun[0] : undefined);
}
