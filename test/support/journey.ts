/**
 * What is counted of a test whose office has servers outside: its restarts, and the agents that worked in it.
 * Before: office.ts. After: journeys-told.ts, which sums it up.
 */
import { TestRunner } from "vitest";

export interface JourneyCount {
  restarts: number;
  agents: string[];
}

declare module "vitest" {
  interface TaskMeta {
    journey?: JourneyCount;
  }
}

export class Journey {
  readonly #count: JourneyCount;

  private constructor(count: JourneyCount) {
    this.#count = count;
  }

  /** The test that runs now; null: what runs is made ready for several. */
  static here(): Journey | null {
    const meta = TestRunner.getCurrentTest()?.meta;
    if (!meta) return null;
    meta.journey ??= { restarts: 0, agents: [] };
    return new Journey(meta.journey);
  }

  restarted(): void {
    this.#count.restarts += 1;
  }

  worked(agents: readonly string[]): void {
    this.#count.agents = [...new Set([...this.#count.agents, ...agents])];
  }
}
