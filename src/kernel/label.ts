/**
 * Where knowledge comes from. Every event and every run carries a label, and whatever is made from labelled things
 * carries all their labels: trust is never laundered by passing through an event (invariant 8).
 */
export type Trust = "owner" | "house" | "outside";

export interface Label {
  /** The scopes that were read, sorted: client ids, or `workspace`. */
  readonly scopes: readonly string[];
  /** The lowest trust among all that was read. */
  readonly trust: Trust;
  /** Warnings that stick: what the door noticed about a message. */
  readonly marks?: readonly Mark[];
}

/** `unauthenticated`: sender authentication failed. `several-clients`: names contacts of more than one client. */
export type Mark = "unauthenticated" | "several-clients";

/** What the owner keeps for all work: every run may read it, whichever client it is for. */
export const HOUSE_SCOPE = "house";

const trustOrder: Record<Trust, number> = { owner: 2, house: 1, outside: 0 };

/** The label of something made by the workspace itself inside `scope`. */
export function houseLabel(scope: string): Label {
  return { scopes: [scope], trust: "house" };
}

/** The label of what the owner typed or tapped. */
export function ownerLabel(scope: string): Label {
  return { scopes: [scope], trust: "owner" };
}

/** The label of what came from outside into `scope`. */
export function outsideLabel(scope: string, marks: readonly Mark[] = []): Label {
  return marks.length > 0
    ? { scopes: [scope], trust: "outside", marks: [...marks].sort() }
    : { scopes: [scope], trust: "outside" };
}

/** The label of something made from both: all scopes, the lower trust, all marks. */
export function joinLabels(a: Label, b: Label): Label {
  const scopes = [...new Set([...a.scopes, ...b.scopes])].sort();
  const trust = trustOrder[a.trust] <= trustOrder[b.trust] ? a.trust : b.trust;
  const marks = [...new Set([...(a.marks ?? []), ...(b.marks ?? [])])].sort();
  return marks.length > 0 ? { scopes, trust, marks } : { scopes, trust };
}

/** The label of what a rule vouches for: where it was read stays, what outsiders may have meant by it doesn't. */
export function endorsed(label: Label): Label {
  return label.trust === "outside" ? { ...label, trust: "house" } : label;
}

/** The label of something that also holds what was read in other scopes. */
export function alsoOf(label: Label, scopes: readonly string[]): Label {
  return { ...label, scopes: [...new Set([...label.scopes, ...scopes])].sort() };
}
