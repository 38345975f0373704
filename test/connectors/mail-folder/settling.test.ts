/**
 * A file that somebody may still be writing is left to a later poll, and nobody takes the folder for done before that.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { BankFolderConnector } from "../../../src/connectors/bank-folder/connector.ts";
import type { Connector } from "../../../src/connectors/connector.ts";
import { MailFolderConnector } from "../../../src/connectors/mail-folder/connector.ts";
import { VirtualClock } from "../../../src/lib/clock.ts";

const CLOCK_START = 0;

function within(make: (root: string, clock: VirtualClock) => Connector) {
  const root = mkdtempSync(join(tmpdir(), "atelier-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const clock = new VirtualClock(CLOCK_START);
  return { root, clock, connector: make(root, clock) };
}

/** Nothing is recorded here, so nothing to record with is needed. */
const nothing = {} as ConstructorParameters<typeof MailFolderConnector>[0];

const folders: ReadonlyArray<
  readonly [name: string, path: readonly string[], make: (root: string, clock: VirtualClock) => Connector]
> = [
  ["the mail folder", ["new", "a.eml"], (root, clock) => new MailFolderConnector({ ...nothing, root, clock })],
  [
    "the bank's folder",
    ["a.csv"],
    (root, clock) =>
      new BankFolderConnector({ root, clock, zone: "UTC", currency: "EUR", directory: { layouts: () => [] } as never }),
  ],
];

test.each(folders)("%s: what has rested since it was looked at is still to come", async (_, path, make) => {
  const { root, clock, connector } = within(make);
  await connector.open();
  const file = join(root, ...path);
  writeFileSync(file, "something");
  const { mtimeMs } = statSync(file);
  clock.moveTo(Math.floor(mtimeMs) + 100);
  expect(await connector.poll()).toEqual([]);
  clock.advance(60_000);
  expect(connector.unsettled?.()).toBe(true);
  expect(await connector.poll()).toHaveLength(1);
  expect(connector.unsettled?.()).toBe(false);
});
