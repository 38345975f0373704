/** What came of sending a form: the app's answer, checked as Slack checks it, and what the client shows then. */
import type { Delivery } from "./delivery.ts";
import { fields } from "./forms.ts";
import { isObject } from "./rules.ts";
import { type ShownView, showView } from "./shown.ts";
import { add, change, problems, stack } from "./views.ts";
import type { Json, View, World } from "./world.ts";

export type Submitted =
  | { readonly kind: "closed" | "cleared" }
  | { readonly kind: "updated" | "pushed"; readonly view: ShownView }
  /** Said at the fields, by block id; `sent` is false when the client itself said so. */
  | { readonly kind: "errors"; readonly errors: Readonly<Record<string, string>>; readonly sent: boolean }
  /** “We had some trouble connecting. Try again?” */
  | { readonly kind: "trouble"; readonly why: string };

export function outcome(world: World, view: View, { acked, answer, attempts }: Delivery): Submitted {
  if (!acked) return { kind: "trouble", why: attempts.at(-1)?.why ?? "not acknowledged" };
  const action = answer?.response_action;
  if (action === undefined || action === "clear") {
    for (const one of action === "clear" ? stack(world, view.user) : [view]) one.open = false;
    return { kind: action === "clear" ? "cleared" : "closed" };
  }
  if (action === "errors") {
    const errors = isObject(answer?.errors) ? (answer.errors as Record<string, string>) : {};
    const known = fields(view.body.blocks as Json[]).map((one) => one.block.block_id);
    const stray = Object.keys(errors).find((one) => !known.includes(one));
    if (stray !== undefined || Object.keys(errors).length === 0)
      return { kind: "trouble", why: `there is no input block ${stray ?? "in the errors"}` };
    return { kind: "errors", errors, sent: true };
  }
  const wrong = action === "update" || action === "push" ? problems(world, answer?.view) : ["unknown response_action"];
  if (wrong.length > 0 || !isObject(answer?.view)) return { kind: "trouble", why: wrong.join("; ") };
  if (action === "update") {
    change(world, view, answer.view);
    return { kind: "updated", view: showView(view) };
  }
  const { user, team } = view;
  return { kind: "pushed", view: showView(add(world, { user, team, body: answer.view, below: view })) };
}
