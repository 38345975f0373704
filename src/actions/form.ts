/**
 * An action as a form: what a person fills in to order it. What the action says about itself, with what is known already.
 * Before: the actions, each with its own `form`. After: the surfaces, which show it.
 */
import type { ActionContract, FormPart } from "../kernel/action.ts";

export interface FilledPart extends FormPart {
  readonly value: string;
}

/** Whom it is about, where that is not known yet. */
const CLIENT: FormPart = { name: "client", label: "Client", kind: "line" };

/**
 * The fields in order, filled with what is known; `null` for an action that isn't ordered by a form. `missing`: what an order
 * in words left out, of which `client` is no parameter of the action and is asked for first.
 */
export function formOf(
  contract: Pick<ActionContract, "form">,
  known: Readonly<Record<string, string>> = {},
  missing: readonly string[] = [],
): FilledPart[] | null {
  if (!contract.form) return null;
  const parts = missing.includes("client") ? [CLIENT, ...contract.form] : contract.form;
  return parts.map((part) => ({ ...part, value: known[part.name] ?? "" }));
}
