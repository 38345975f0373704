/**
 * Lists as Stripe pages them, and the small things that all calls share.
 */
import type { Tree } from "./form.ts";
import { missing, Refusal } from "./refusal.ts";

export function newest<T>(things: ReadonlyMap<string, T>, fits: (one: T) => boolean): T[] {
  return [...things.values()].filter(fits).reverse();
}

/** A page, the newest first. `among`: where a cursor is looked for, if not in the list itself. */
export function list<T extends { id: string; created: number }>(
  url: string,
  all: readonly T[],
  given: Tree,
  what: string,
  among: readonly { id: string }[] = all,
) {
  const created = (given.created ?? {}) as Tree;
  const fits = all.filter(
    (one) =>
      (created.gte === undefined || one.created >= Number(created.gte)) &&
      (created.gt === undefined || one.created > Number(created.gt)) &&
      (created.lte === undefined || one.created <= Number(created.lte)),
  );
  const { starting_after: after, ending_before: before } = given;
  if (after && before) throw new Refusal(400, "You cannot parameterize both starting_after and ending_before.");
  const limit = Number(given.limit ?? 10);
  const place = (id: string, param: string) => {
    const at = among.findIndex((one) => one.id === id);
    if (at < 0) throw missing(what, id, param);
    return new Set(among.slice(0, at).map((one) => one.id));
  };
  if (before) {
    const newer = place(String(before), "ending_before");
    const rest = fits.filter(({ id }) => newer.has(id));
    return { object: "list", url, has_more: rest.length > limit, data: rest.slice(-limit) };
  }
  const upTo = after ? place(String(after), "starting_after") : new Set<string>();
  const rest = after ? fits.filter(({ id }) => !upTo.has(id) && id !== after) : fits;
  return { object: "list", url, has_more: rest.length > limit, data: rest.slice(0, limit) };
}

export function gone(what: string, id: string, param = "id"): never {
  throw missing(what, id, param);
}

export function metadata(given: Tree): Record<string, string> {
  return (given.metadata ?? {}) as Record<string, string>;
}

export function text(value: Tree | string | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
