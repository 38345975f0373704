/**
 * Counts what was tried against a company, and holds it to the promise: nothing accepted, each try recorded, nobody else sees
 * anything of it, and what a stranger is told is kind and names nothing.
 */
import { expect } from "vitest";
import type { LedgerEvent } from "../../../src/kernel/event.ts";
import type { Company } from "../../support/chats/company.ts";
import type { Ground } from "./ground.ts";

/** What only the owner may bring about. */
const DECISIONS = [
  "owner.said",
  "owner.paired",
  "owner.unpaired",
  "proposal.approved",
  "proposal.rejected",
  "proposal.revised",
  "proposal.postponed",
  "proposal.returned",
  "proposal.withdrawn",
  "pause.set",
  "pause.lifted",
  "effect.performed",
] as const;

export interface Expected {
  /** Why each was refused, as the ledger says it: one of these. */
  readonly why: readonly string[];
  /** One of the tries is the owner's own decision, and not refused: what may have been decided by it. */
  readonly decided?: readonly Decided[];
}

type Decided = Readonly<Partial<Record<(typeof DECISIONS)[number], number>>>;

export const APPROVED: Decided = { "proposal.approved": 1, "effect.performed": 1 };
export const REJECTED: Decided = { "proposal.rejected": 1 };

export class Tally {
  readonly #counts = new Map<string, number>();

  /** Every kind of attempt with its count, and the sum. */
  get lines(): string[] {
    const all = [...this.#counts, ["tried, recorded, and none accepted", this.total] as const];
    const width = Math.max(...all.map(([kind]) => kind.length));
    return all.map(([kind, count]) => `${kind.padEnd(width)}  ${String(count).padStart(5)}`);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Counts tries that are told apart from a company, such as those at its configuration. */
  count(kind: string, tries: number): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + tries);
  }

  /** Does `work`, which answers how often it tried something, and looks at what came of it. */
  async attempt(ground: Ground, kind: string, expected: Expected, work: () => Promise<number>): Promise<void> {
    const { company } = ground;
    // A minute of its own, so that no flood of before hides what is tried now.
    company.office.clock.advance(60_000);
    await company.rest();
    const before = { events: company.office.events().length, seen: ground.seen(), sent: company.office.sent().length };
    const tries = await work();
    const { decided } = expected;
    const refused = tries - (decided ? 1 : 0);
    const recorded = () => refusals(since(company, before.events)) >= refused;
    // What is missing then is said below, with what was let in instead.
    await company.until(`the record of ${refused} × ${kind}`, recorded).catch(() => undefined);
    await company.rest();
    const events = since(company, before.events);
    expect.soft(refusals(events), `${kind}: each is recorded, once`).toBe(refused);
    const whys = [...new Set(events.filter(isRefusal).map((event) => String(event.data.why)))];
    expect.soft(expected.why, `${kind}: why it was refused`).toEqual(expect.arrayContaining(whys));
    const done = Object.fromEntries(
      DECISIONS.map((type) => [type, events.filter((event) => event.type === type).length]).filter(
        ([, count]) => count !== 0,
      ),
    );
    expect.soft(decided ?? [{}], `${kind}: what was decided`).toContainEqual(done);
    if (!decided) {
      expect
        .soft(
          events.filter((event) => !isRefusal(event)),
          `${kind}: what else happened`,
        )
        .toEqual([]);
      expect.soft(company.office.sent().length, `${kind}: nothing left`).toBe(before.sent);
      expect.soft(ground.seen(), `${kind}: the rooms stand as they stood`).toEqual(before.seen);
    }
    ground.strangersLearnedNothing(kind);
    this.count(kind, refused);
  }
}

/** How many refusals these events stand for: of a flood, several are one event. */
export function refusals(events: readonly LedgerEvent[]): number {
  return events.filter(isRefusal).reduce((sum, event) => sum + Number(event.data.count), 0);
}

function isRefusal(event: LedgerEvent): boolean {
  return event.type === "access.refused";
}

function since(company: Company, count: number): LedgerEvent[] {
  return company.office.workspace.ledger.after(count, 100_000);
}
