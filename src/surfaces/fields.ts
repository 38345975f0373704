/**
 * What of a card can be changed, and what it says now: for forms, and for a text to start from.
 */
import type { ActionContract, Step } from "../kernel/action.ts";
import { fieldLabel } from "./chat/keys.ts";
import type { FormField } from "./surface.ts";

/** The fields of a card's steps, the likeliest to be changed first; `2.kind` where several steps are of one kind. */
export function fieldsOf(
  names: readonly string[],
  steps: readonly Step[],
  actions: ReadonlyMap<string, ActionContract>,
): FormField[] {
  return names.flatMap((name) => {
    const [, number, field = name] = /^(\d+)\.(.+)$/.exec(name) ?? [];
    const step = number
      ? steps[Number(number) - 1]
      : steps.find((one) => actions.get(one.action)?.editable.includes(field));
    if (!step) return [];
    const described = actions.get(step.action)?.form?.find((one) => one.name === field);
    const value = written(step.params[field]);
    const kind = described?.kind ?? (/^(text|reply)$/.test(field) || value.includes("\n") ? "text" : "line");
    return [
      {
        name,
        label: fieldLabel(name),
        value,
        kind,
        ...(described?.choices ? { choices: described.choices } : {}),
        optional: true,
      },
    ];
  });
}

function written(value: unknown): string {
  if (Array.isArray(value)) return value.join(", ");
  return value === null || value === undefined ? "" : String(value);
}
