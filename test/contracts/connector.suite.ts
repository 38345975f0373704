/**
 * What any connector must do, tried on the real house with what stands outside it: the same scenarios on folders and services.
 * Another connector is one folder under src/connectors, one place under test/contracts/outsides, and one line in a test file.
 */
import { describe, expect, test } from "vitest";
import type { Connector } from "../../src/connectors/connector.ts";
import { ServiceError } from "../../src/connectors/service-error.ts";
import type { Delivery } from "../../src/kernel/outbox.ts";
import type { VirtualClock } from "../../src/lib/clock.ts";
import { inHome } from "../kernel/company.ts";
import { knowCompany } from "../support/known-company.ts";
import { Office } from "../support/office.ts";

/** What stands on the other side of a connector, and a hand there that isn't ours. */
export interface Outside {
  readonly environment: Readonly<Record<string, string>>;
  /** The one that it goes by; left out, any will do. */
  readonly clock?: VirtualClock;
  /** What must not be told to anybody. */
  readonly secrets: readonly string[];
  /** Something lay there before anybody connected; left out, whatever lies there has just arrived. */
  readonly past?: (home: string) => Promise<void>;
  /** What must be there first, done with the house open. */
  readonly arrange?: (office: Office, nth: number) => Promise<void>;
  /** Something happens there, and then again something else; the house may be closed. */
  readonly happen: (office: Office, nth: number) => Promise<void>;
  /** The type of the event that tells of it. */
  readonly told: string;
  /** Something that can be done there; null: nothing is. */
  readonly doing: {
    readonly delivery: (nth: number) => Delivery;
    /** How often that stands there. */
    readonly count: (office: Office, nth: number) => Promise<number>;
  } | null;
  /** Only of services. It goes away, and comes back with all it has. */
  readonly stop?: () => Promise<void>;
  readonly start?: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface ConnectorUnderTest {
  readonly title: string;
  /** Its name in the house. */
  readonly name: string;
  readonly outside: () => Promise<Outside>;
}

interface Place {
  readonly office: Office;
  readonly outside: Outside;
  /** As it is now: another after a restart. */
  readonly connector: () => Connector;
  /** What was told of the outside so far. */
  readonly told: () => number;
}

export function connectorSuite({ title, name, outside: build }: ConnectorUnderTest): void {
  async function within(
    work: (place: Place) => Promise<void>,
    { before, isDown = false }: { before?: (outside: Outside, home: string) => Promise<void>; isDown?: boolean } = {},
  ): Promise<void> {
    const outside = await build();
    await inHome([], async (home) => {
      knowCompany(home);
      await before?.(outside, home);
      const office = await Office.open({
        home,
        environment: outside.environment,
        ...(outside.clock ? { clock: outside.clock } : {}),
      });
      try {
        if (!isDown) await office.rest();
        for (const nth of isDown ? [] : [1, 2]) await outside.arrange?.(office, nth);
        const connector = () => {
          const found = office.workspace.connectors.get(name);
          if (!found) throw new Error(`there is no connector ${name}`);
          return found;
        };
        await work({ office, outside, connector, told: () => office.events(outside.told).length });
      } finally {
        await office.close();
        await outside.close();
      }
    });
  }

  /** Rests while it is down: that polls fail is what is tried. */
  async function restDown({ office }: Place): Promise<void> {
    await office.workspace.untilIdle();
    office.errors.length = 0;
  }

  describe(title, () => {
    test("what happens there is told once, and is no news after a restart", () =>
      within(async ({ office, outside, told }) => {
        await outside.happen(office, 1);
        await office.rest();
        expect(told()).toBe(1);
        await office.restart();
        await office.rest();
        expect(told()).toBe(1);
        await outside.happen(office, 2);
        await office.rest();
        expect(told()).toBe(2);
      }));

    test("what happened while the house was closed is told at its start", () =>
      within(async ({ office, outside, told }) => {
        await office.workspace.close();
        await outside.happen(office, 1);
        await office.restart();
        await office.rest();
        expect(told()).toBe(1);
      }));

    test("what lay there before is the past", async () => {
      const { past } = await probe();
      if (!past) return;
      await within(
        async ({ office, outside, told }) => {
          expect(told()).toBe(0);
          await outside.happen(office, 1);
          await office.rest();
          expect(told()).toBe(1);
        },
        { before: async (outside, home) => outside.past?.(home) },
      );
    });

    test("done twice, it stands there once; a look-up finds it, also after a restart", () =>
      within(async ({ office, outside: { doing }, connector }) => {
        if (!doing) return expect(connector().operations).toEqual([]);
        const delivery = doing.delivery(1);
        expect(connector().operations).toContain(delivery.operation);
        expect(await connector().perform(delivery)).toMatchObject({ kind: "done" });
        expect(await connector().perform(delivery)).toMatchObject({ kind: "done" });
        expect(await doing.count(office, 1)).toBe(1);
        expect(await connector().lookup(delivery)).toMatchObject({ kind: "found" });
        await office.restart();
        await office.rest();
        expect(await connector().lookup(delivery)).toMatchObject({ kind: "found" });
        expect(await doing.count(office, 1)).toBe(1);
      }));

    test("a look-up doesn't find what was never done, nor what is like it", () =>
      within(async ({ outside: { doing }, connector }) => {
        if (!doing) return;
        expect((await connector().lookup(doing.delivery(1))).kind).not.toBe("found");
        expect(await connector().perform(doing.delivery(1))).toMatchObject({ kind: "done" });
        expect((await connector().lookup(doing.delivery(2))).kind).not.toBe("found");
      }));

    test("what it has done itself is no news", () =>
      within(async ({ office, outside: { doing }, connector, told }) => {
        if (!doing) return;
        await connector().perform(doing.delivery(1));
        office.clock.advance(120_000);
        await office.rest();
        expect(told()).toBe(0);
      }));

    test("says in words how it is, without secrets", () =>
      within(async ({ outside, connector }) => {
        const health = await connector().check();
        expect(health).toMatchObject({ ok: true, says: expect.stringMatching(/^\p{Lu}.*\.$/su) });
        for (const secret of outside.secrets) expect(health.says).not.toContain(secret);
      }));

    test("compared with the records, nothing differs where nothing was done", () =>
      within(async ({ connector }) => {
        expect((await connector().reconcile?.()) ?? []).toEqual([]);
      }));

    test("down at the start: the house starts, says so, and goes on when it is there", async () => {
      const { stop } = await probe();
      if (!stop) return;
      await within(
        async (place) => {
          const { office, outside, connector, told } = place;
          await restDown(place);
          expect((await connector().check()).ok).toBe(false);
          await outside.start?.();
          office.clock.advance(120_000);
          await office.rest();
          await outside.arrange?.(office, 1);
          await outside.happen(office, 1);
          await office.rest();
          expect(told()).toBe(1);
          expect(office.workspace.lookout.isDown(name)).toBe(false);
        },
        { before: async (outside) => outside.stop?.(), isDown: true },
      );
    });

    test("down midway: nothing is lost, nothing done twice, and what was to be done is done when it is back", async () => {
      const { stop } = await probe();
      if (!stop) return;
      await within(async (place) => {
        const { office, outside, connector, told } = place;
        await outside.happen(office, 1);
        await office.rest();
        await outside.stop?.();
        await expect(connector().poll()).rejects.toThrow(ServiceError);
        const { doing } = outside;
        if (doing) expect((await connector().perform(doing.delivery(1))).kind).toBe("soft");
        await restDown(place);
        expect(office.workspace.lookout.isDown(name)).toBe(true);
        await outside.start?.();
        await outside.happen(office, 2);
        office.clock.advance(120_000);
        await office.rest();
        expect(told()).toBe(2);
        if (!doing) return;
        expect(await connector().perform(doing.delivery(1))).toMatchObject({ kind: "done" });
        expect(await doing.count(office, 1)).toBe(1);
      });
    });
  });

  /** What this outside can do, without using it. */
  async function probe(): Promise<Outside> {
    const outside = await build();
    await outside.close();
    return outside;
  }
}
