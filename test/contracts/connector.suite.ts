/**
 * What any connector must do, tried on the real house with what stands outside it: the same scenarios on folders and services.
 * Another connector is one folder under src/connectors, one place under test/contracts/outsides, and one line in a test file.
 */
import { describe, expect, test } from "vitest";
import { MAIL_REMEMBER } from "../../src/actions/mail-remember.ts";
import type { Connector } from "../../src/connectors/connector.ts";
import { ServiceError } from "../../src/connectors/service-error.ts";
import type { Delivery } from "../../src/kernel/delivery.ts";
import type { VirtualClock } from "../../src/lib/clock.ts";
import { lots } from "../crash/enumerator.ts";
import { inHome } from "../kernel/company.ts";
import { knowCompany } from "../support/known-company.ts";
import { Office } from "../support/office.ts";
import { append } from "../support/owing.ts";

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
  /** Only where what lay there before can be read on request. */
  readonly older?: {
    /** Before anybody connects: so many things of a client's, one of them lying there twice, and so many of strangers. */
    readonly lay: (home: string, count: { readonly theirs: number; readonly strangers: number }) => void;
    /** By which the client is known. */
    readonly address: string;
    /** What stands in everything of a stranger's. */
    readonly strangers: string;
    /** The type of the event that remembers one. */
    readonly told: string;
  };
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

/** More than one look brings. */
const THEIRS = 40;
const STRANGERS = 7;

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

    test("what lay there before is the past", async ({ skip }) => {
      const { past } = await probe();
      if (!past) return skip("whatever lies there has just arrived");
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

    test("what lay there before is read once it is asked for, and only a client's: once, and it wakes nobody", async () => {
      const { older } = await probe();
      if (!older) return expectNone();
      await withPast(async ({ office, outside, told }) => {
        const before = office.events().length;
        await ask(office);
        await office.rest();
        expect(remembered(office, outside)).toBe(THEIRS);
        await office.restart();
        await office.rest();
        await ask(office, "yes");
        await office.rest();
        expect(remembered(office, outside)).toBe(THEIRS);
        expect(told()).toBe(0);
        const types = office
          .events()
          .slice(before)
          .map(({ type }) => type);
        expect(types.filter((type) => /^(run|effect|obligation|client|contact)\./.test(type))).toEqual([]);
        const quiet = office.events("notice.posted").map((event) => office.words(event).card);
        expect(quiet).toEqual([
          expect.objectContaining({ quiet: true, title: expect.stringContaining(`${STRANGERS} were left out`) }),
          expect.objectContaining({ quiet: true, title: expect.stringContaining(`${STRANGERS} were left out`) }),
        ]);
        for (const text of everything(office)) expect(text).not.toContain(outside.older?.strangers);
      });
    });

    test("what lay there before is read to its end however often the house is cut off in between", async () => {
      const { older } = await probe();
      if (!older) return expectNone();
      const lot = lots(`${title} cut off`);
      for (let round = 0; round < 2; round++)
        await withPast(async (place) => {
          const { office, outside, connector } = place;
          await ask(office);
          for (let look = 0; look < 30; look++) {
            const wanted = office.workspace.lookout.older.wanted(connector());
            const read = wanted && (await connector().readPast?.(wanted));
            if (!read || read.done) break;
            // What was found but not recorded when the process ended is found again; what could not be recorded keeps what comes
            // after it from being recorded as if it had been.
            const [end, failing] = [lot(read.reports.length + 2), lot(read.reports.length + 2)];
            for (const [nth, report] of read.reports.slice(0, end).entries())
              if (nth !== failing) await office.workspace.writer.submit(report.record);
            await office.restart();
          }
          await office.rest();
          expect(remembered(office, outside)).toBe(THEIRS);
          expect(office.workspace.lookout.older.progress()).toMatchObject({ isDone: true, leftOut: STRANGERS });
        });
    });

    test("news goes before what lay there, and trouble with a service is waited for", async () => {
      const { older } = await probe();
      if (!older) return expectNone();
      await withPast(async (place) => {
        const { office, outside, told, connector } = place;
        await ask(office);
        await outside.happen(office, 1);
        await office.workspace.tick();
        expect([told(), remembered(office, outside)]).toEqual([1, 0]);
        for (let look = 0; look < 6 && remembered(office, outside) === 0; look++) await office.workspace.tick();
        const before = remembered(office, outside);
        expect(before).toBeGreaterThan(0);
        expect(before).toBeLessThan(THEIRS);
        await outside.happen(office, 2);
        await office.workspace.tick();
        expect([told(), remembered(office, outside)]).toEqual([2, before]);
        if (outside.stop) {
          await outside.stop();
          const wanted = office.workspace.lookout.older.wanted(connector());
          if (!wanted) throw new Error("it is not wanted any more");
          await expect(connector().readPast?.(wanted)).rejects.toThrow(ServiceError);
          await restDown(place);
          await outside.start?.();
          office.clock.advance(120_000);
        }
        await office.rest();
        expect(remembered(office, outside)).toBe(THEIRS);
      });
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

    test("a look-up doesn't find what was never done, nor what is like it", ({ skip }) =>
      within(async ({ outside: { doing }, connector }) => {
        if (!doing) return skip("nothing is done there");
        expect((await connector().lookup(doing.delivery(1))).kind).not.toBe("found");
        expect(await connector().perform(doing.delivery(1))).toMatchObject({ kind: "done" });
        expect((await connector().lookup(doing.delivery(2))).kind).not.toBe("found");
      }));

    test("what it has done itself is no news", ({ skip }) =>
      within(async ({ office, outside: { doing }, connector, told }) => {
        if (!doing) return skip("nothing is done there");
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

    test("down at the start: the house starts, says so, and goes on when it is there", async ({ skip }) => {
      const { stop } = await probe();
      if (!stop) return skip("a folder of this machine is never down");
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

    test("down midway: nothing is lost, nothing done twice, and what was to be done is done when it is back", async ({
      skip,
    }) => {
      const { stop } = await probe();
      if (!stop) return skip("a folder of this machine is never down");
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

  /** A house whose outside has a past, and a client in it. */
  function withPast(work: (place: Place) => Promise<void>): Promise<void> {
    return within(
      async (place) => {
        const address = place.outside.older?.address ?? "";
        await append(place.office, "c_past", [
          {
            type: "client.imported",
            subject: "client:c_past",
            data: { client: "c_past", language: "en", stage: "active" },
            private: { name: "Olga Past", company: null, need: null, addresses: [address] },
          },
        ]);
        await work(place);
      },
      {
        before: async (outside, home) => outside.older?.lay(home, { theirs: THEIRS, strangers: STRANGERS }),
      },
    );
  }

  /** Whoever has no past to be read says so by not offering it. */
  function expectNone(): Promise<void> {
    return within(async ({ connector }) => expect(connector().readPast).toBeUndefined());
  }

  /** What this outside can do, without using it. */
  async function probe(): Promise<Outside> {
    const outside = await build();
    await outside.close();
    return outside;
  }
}

/** The owner asks for what lay there, and says yes at once. */
async function ask(office: Office, again: "yes" | "no" = "no"): Promise<void> {
  const params = { since: "2025-01-01", again };
  const outcome = await office.workspace.door.desk.order({ action: MAIL_REMEMBER, params, now: true });
  expect(outcome.kind).toBe("approved");
}

function remembered(office: Office, { older }: Outside): number {
  return office.events(older?.told).length;
}

/** All that is kept, opened. */
function everything(office: Office): string[] {
  const tables = ["marks", "taken", "remembered_mails", "contacts", "clients"];
  const rows = tables.map((table) => JSON.stringify(office.workspace.database.all(`SELECT * FROM ${table}`)));
  return [
    ...rows,
    ...office.events().map((event) => JSON.stringify([event.data, office.workspace.ledger.open(event)])),
  ];
}
