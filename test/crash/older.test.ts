/**
 * Killed at any commit, or at some of the statements within, while older mail is read: what was asked for is read to its end, once,
 * and told once.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MAIL_REMEMBER } from "../../src/actions/mail-remember.ts";
import { olderLetters } from "../contracts/outsides/things.ts";
import { allIsWell } from "../journeys/letters.ts";
import { Office } from "../support/office.ts";
import { append } from "../support/owing.ts";
import { lots } from "./enumerator.ts";
import { copyHome } from "./files.ts";

const THEIRS = 5;
const STRANGERS = 2;

test("killed anywhere while older mail is read, it goes on: nothing twice, nothing left, told once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "atelier-older-"));
  const lot = lots("older mail");
  const copies: string[] = [];
  let isWatched = false;
  try {
    const home = join(folder, "home");
    layPast(home);
    const office = await Office.open({
      home,
      probe: (at) => {
        const isCommit = at === "before commit" || at === "after commit";
        if (!isWatched || (!isCommit && lot(12) > 0)) return;
        copies.push(join(folder, `${copies.length}`));
        copyHome(home, copies.at(-1) ?? "");
      },
    });
    try {
      await know(office);
      await office.rest();
      isWatched = true;
      const order = { action: MAIL_REMEMBER, params: { since: "2025-01-01" }, now: true };
      expect((await office.workspace.door.desk.order(order)).kind).toBe("approved");
      await office.rest();
      isWatched = false;
      wellRead(office);
    } finally {
      await office.close();
    }
    expect(copies.length).toBeGreaterThan(10);
    let goneOn = 0;
    for (const [nth, copy] of copies.entries()) {
      const again = await Office.open({ home: copy, seed: `after ${nth}` });
      try {
        await again.rest();
        // Killed before the yes was committed, nothing was asked for.
        if (again.events("older-mail.wanted").length === 0) continue;
        wellRead(again);
        goneOn++;
      } finally {
        await again.close();
      }
    }
    expect(goneOn).toBeGreaterThan(5);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function layPast(home: string): void {
  mkdirSync(join(home, "mail", "cur"), { recursive: true });
  olderLetters({ theirs: THEIRS, strangers: STRANGERS }).forEach((raw, nth) => {
    writeFileSync(join(home, "mail", "cur", `${nth}.eml`), raw);
  });
}

function know(office: Office): Promise<void> {
  return append(office, "c_past", [
    {
      type: "client.imported",
      subject: "client:c_past",
      data: { client: "c_past", language: "en", stage: "active" },
      private: { name: "Olga Past", company: null, need: null, addresses: ["olga@past.example"] },
    },
  ]);
}

function wellRead(office: Office): void {
  const words = office.events("mail.remembered").map((event) => office.words(event).written);
  expect(words.sort()).toEqual(Array.from({ length: THEIRS }, (_, nth) => `Old ${nth}.`));
  expect(office.events("older-mail.read").map(({ data }) => [data.remembered, data.leftOut])).toEqual([
    [THEIRS, STRANGERS],
  ]);
  expect(office.events("notice.posted")).toHaveLength(1);
  allIsWell(office);
}
