/**
 * Machines are noisy: what is compared is measured in turns, A B A B …, and said as the median.
 */
export interface Turns {
  /** Medians over all turns. */
  readonly a: number;
  readonly b: number;
  /** The median of a/b, turn by turn: what drifts with the machine drifts in both. */
  readonly ratio: number;
  /** The middle half of these ratios. */
  readonly spread: readonly [number, number];
}

/** Measures `a` and `b` in turns; each answers its own figure. The first turn warms up and isn't counted. */
export async function inTurns(
  rounds: number,
  a: (round: number) => Promise<number> | number,
  b: (round: number) => Promise<number> | number,
): Promise<Turns> {
  const all: Array<readonly [number, number]> = [];
  for (let round = 0; round <= rounds; round++) {
    const measured = [await a(round), await b(round)] as const;
    if (round > 0) all.push(measured);
  }
  const ratios = all.map(([one, other]) => one / other);
  return {
    a: quantile(
      all.map(([one]) => one),
      0.5,
    ),
    b: quantile(
      all.map(([, other]) => other),
      0.5,
    ),
    ratio: quantile(ratios, 0.5),
    spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
  };
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** Milliseconds that `work` took. */
export async function timed(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
