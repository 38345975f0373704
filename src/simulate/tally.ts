/**
 * What the owner's day costs beside decisions, counted while it happens.
 */
export interface Tally {
  taps: number;
  orders: number;
  /** Files that the owner made and handed over. */
  handedOver: number;
  /** Proposals that the owner's own orders led to and that were shown before anything was done. */
  readonly shownFirst: Set<string>;
  /** Decisions that the owner's rule doesn't foresee, by action: approved, and told in the report. */
  readonly unforeseen: Map<string, number>;
  /** Why something that the owner did was refused. */
  readonly refused: Map<string, number>;
}

export function emptyTally(): Tally {
  return { taps: 0, orders: 0, handedOver: 0, shownFirst: new Set(), unforeseen: new Map(), refused: new Map() };
}

export function count(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}
