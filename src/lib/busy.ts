/**
 * When the owner is busy, as their own calendar last said. A cache: filled by the calendar's connector, empty until then, and
 * never read as truth; what is booked with clients stands in records.
 */
export interface Span {
  /** ms UTC; `to` is outside. */
  readonly from: number;
  readonly to: number;
}

export class BusyTimes {
  #spans: readonly Span[] = [];

  get spans(): readonly Span[] {
    return this.#spans;
  }

  replace(spans: readonly Span[]): void {
    this.#spans = spans;
  }
}

/** Overlapping times made one, the earliest first. */
export function mergedSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && span.from <= last.to) merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else merged.push(span);
  }
  return merged;
}
