/**
 * Everything that somebody who is not the owner, or not in time, or not on the real card might try, over the real wires, against
 * companies that go on working: none is let in, and each is recorded (invariant 11).
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allIsWell } from "../journeys/letters.ts";
import { configAbuse } from "./abuse/config.ts";
import { decidedAbuse } from "./abuse/decided.ts";
import { Ground } from "./abuse/ground.ts";
import { pairingAbuse } from "./abuse/pairing.ts";
import { slackAbuse } from "./abuse/slack.ts";
import { Tally } from "./abuse/tally.ts";
import { telegramAbuse } from "./abuse/telegram.ts";
import { wireAbuse } from "./abuse/wire.ts";

const tally = new Tally();

for (const [wires, http] of [
  ["Socket Mode and polling", false],
  ["signed HTTP and webhook", true],
] as const) {
  describe(`over ${wires}`, () => {
    let opened: Ground;
    let reads: readonly [RegExp, RegExp];
    const field = { ground: () => opened, tally, http, reads: () => reads };

    beforeAll(async () => {
      opened = await Ground.open({ http });
      reads = [await opened.request("Nora"), await opened.request("Ben")];
    });

    afterAll(() => opened.company.close());

    slackAbuse(field);
    telegramAbuse(field);
    decidedAbuse(field);
    if (http) wireAbuse(field);

    test("what waited can still be approved, and all is well", async () => {
      await opened.approves(reads[0], "slack");
      await opened.approves(reads[1], "telegram");
      allIsWell(opened.company.office);
    });
  });
}

describe("pairing", () => pairingAbuse({ tally }));

describe("the configuration", () => configAbuse({ tally }));

test("at least 500 tries, and none was let in", () => {
  process.stdout.write(`${tally.lines.join("\n")}\n`);
  expect(tally.total).toBeGreaterThanOrEqual(500);
});
