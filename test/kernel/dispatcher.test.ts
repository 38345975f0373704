/**
 * Invariant 10: agents can't wake themselves into a loop. Depth and rate are capped, a trip pauses the workspace and
 * tells the owner, and after a resume everything goes on with nothing lost.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import { activePauses } from "../../src/kernel/pause.ts";
import { runs } from "../../src/kernel/run-record.ts";
import type { Office } from "../support/office.ts";
import { deskOf, dropInquiry, hire, inHome, inOffice, letter, rewrite, write } from "./company.ts";

const LOOPER = `
  async "mail.received@1"(event, context) {
    await context.timer({ name: "again", at: event.at, data: { round: 0 } });
  },
  async "timer.fired@1"(event, context) {
    await context.timer({ name: "again", at: event.at, data: { round: event.private.round + 1 } });
  },
`;

const COUNTER = `
  async "mail.received@1"(event, context) {},
`;

function loopingHome(home: string, depth: number): void {
  hire(home, { name: "looper", wakes: ["mail.received@1", "timer.fired@1"], may: [], script: LOOPER });
  rewrite(join(home, "policies", "settings.yaml"), (text) =>
    text.replace("runawayDepth: 12", `runawayDepth: ${depth}`),
  );
}

const runsOf = (office: Office, agent: string) => office.workspace.records.find(runs, "agent = ?", [agent]);
const paused = (office: Office) => activePauses(office.workspace.records).map((pause) => pause.id);

test("an agent that wakes itself by its timers is stopped at the depth cap; the workspace pauses and the owner is told", () =>
  inHome(["policies", "agents"], (home) => {
    loopingHome(home, 5);
    return inOffice(
      async (office) => {
        office.drop("1.eml", letter({ from: "a@one.example", id: "1@one", text: "Hello" }));
        await office.rest();
        expect(
          runsOf(office, "looper")
            .map((run) => run.depth)
            .sort(),
        ).toEqual([1, 2, 3, 4, 5]);
        expect(paused(office)).toEqual(["agents", "workspace"]);
        const told = office.shown.filter((one) => one.card.kind === "notice");
        expect(told).toHaveLength(1);
        expect(JSON.stringify(told[0]?.card)).toMatch(/looper/i);
      },
      { home },
    );
  }));

test("after a resume the loop goes on where it was stopped, no round lost, until the cap trips again", () =>
  inHome(["policies", "agents"], (home) => {
    loopingHome(home, 4);
    return inOffice(
      async (office) => {
        office.drop("1.eml", letter({ from: "a@one.example", id: "1@one", text: "Hello" }));
        await office.rest();
        expect(runsOf(office, "looper")).toHaveLength(4);
        await deskOf(office).resume(undefined);
        await office.rest();
        expect(runsOf(office, "looper")).toHaveLength(8);
        expect(paused(office)).toEqual(["agents", "workspace"]);
        const woken = office.events("timer.fired").map((event) => event.seq);
        const seen = runsOf(office, "looper").map((run) => run.event);
        expect(woken.slice(0, 7).every((seq) => seen.includes(seq))).toBe(true);
      },
      { home },
    );
  }));

test("an agent that wakes too often in an hour pauses the workspace; resumed, every mail is read once by everybody", () =>
  inHome(["policies", "agents"], (home) => {
    hire(home, { name: "abacus", wakes: ["mail.received@1"], may: [], script: COUNTER });
    hire(home, { name: "zebra", wakes: ["mail.received@1"], may: [], script: COUNTER });
    // Intake wakes on the new day, too, and is the first to be counted; the caps hold for each by itself.
    rewrite(join(home, "policies", "settings.yaml"), (text) => text.replace("runsPerHour: 1000", "runsPerHour: 3"));
    return inOffice(
      async (office) => {
        for (let n = 1; n <= 5; n++)
          office.drop(`${n}.eml`, letter({ from: `a@${n}.example`, id: `${n}@test`, text: "Hello" }));
        await office.rest();
        expect(paused(office)).toEqual(["agents", "workspace"]);
        expect(runsOf(office, "abacus")).toHaveLength(3);
        expect(runsOf(office, "zebra")).toHaveLength(3);
        expect(office.shown.filter((one) => one.card.kind === "notice")).toHaveLength(1);
        await deskOf(office).resume(undefined);
        await office.rest();
        for (const agent of ["abacus", "zebra", "intake"])
          expect(new Set(runsOf(office, agent).map((run) => run.event)).size).toBe(5);
        expect(runsOf(office, "abacus")).toHaveLength(5);
        expect(runsOf(office, "zebra")).toHaveLength(5);
      },
      { home },
    );
  }));

test("the cap on the rate counts an hour, not for ever", () =>
  inHome(["policies", "agents"], (home) => {
    rewrite(join(home, "policies", "settings.yaml"), (text) => text.replace("runsPerHour: 1000", "runsPerHour: 2"));
    return inOffice(
      async (office) => {
        for (let n = 1; n <= 4; n++) {
          office.drop(`${n}.eml`, letter({ from: `a@${n}.example`, id: `${n}@test`, text: "Hello" }));
          await office.rest();
          office.clock.advance(31 * 60_000);
        }
        expect(paused(office)).toEqual([]);
        expect(runsOf(office, "intake")).toHaveLength(4);
      },
      { home },
    );
  }));

test("what the owner decides begins a new chain", () =>
  inHome(["policies", "agents"], (home) => {
    hire(home, {
      name: "greeter",
      wakes: ["client.opened@1"],
      may: [],
      reads: ["client"],
      script: `async "client.opened@1"(event, context) { await context.read("client"); },`,
    });
    return inOffice(
      async (office) => {
        dropInquiry(office, 0);
        await office.rest();
        await office.approve(office.code(/as a client/));
        await office.rest();
        expect(runsOf(office, "greeter").map((run) => run.depth)).toEqual([1]);
      },
      { home },
    );
  }));

/** Something whose day has come, for one agent, for nobody, or for whoever listens; `times` at once. */
async function comesDue(
  office: Office,
  to: { readonly for?: string | null },
  { actor = "kernel", times = 1 } = {},
): Promise<void> {
  await write(office, (transaction) => {
    for (let n = 0; n < times; n++)
      transaction.append({
        ...{ type: "task.due", actor, scope: "workspace", subject: "task:t" },
        label: { scopes: ["workspace"], trust: "house" },
        data: { task: "t", on: "2026-11-24", ...to },
      });
  });
  await office.rest();
}

function withListeners(runsPerHour: number, work: (office: Office) => Promise<void>): Promise<void> {
  const script = 'async "task.due@1"(event, context) {},';
  return inHome(["policies", "agents"], (home) => {
    for (const name of ["abacus", "zebra"]) hire(home, { name, wakes: ["task.due@1"], may: [], script });
    rewrite(join(home, "policies", "settings.yaml"), (text) =>
      text.replace("runsPerHour: 1000", `runsPerHour: ${runsPerHour}`),
    );
    return inOffice(work, { home });
  });
}

test("what is addressed to one agent wakes that one alone, and what is addressed to nobody wakes nobody", () =>
  withListeners(100, async (office) => {
    await comesDue(office, { for: "zebra" });
    expect([runsOf(office, "abacus"), runsOf(office, "zebra")].map((one) => one.length)).toEqual([0, 1]);
    await comesDue(office, { for: null });
    await comesDue(office, { for: "somebody-else" });
    expect([runsOf(office, "abacus"), runsOf(office, "zebra")].map((one) => one.length)).toEqual([0, 1]);
    await comesDue(office, {});
    expect([runsOf(office, "abacus"), runsOf(office, "zebra")].map((one) => one.length)).toEqual([1, 2]);
  }));

test("what the house has planned for an agent is no loop, however much it is; what agents address to each other may be", () =>
  withListeners(3, async (office) => {
    await comesDue(office, { for: "abacus" }, { times: 6 });
    expect(runsOf(office, "abacus")).toHaveLength(6);
    for (let n = 0; n < 3; n++) await comesDue(office, { for: "abacus" }, { actor: "agent:zebra@1" });
    expect(paused(office)).toEqual([]);
    await comesDue(office, { for: "abacus" }, { actor: "agent:zebra@1" });
    expect(paused(office)).toEqual(["agents", "workspace"]);
    expect(runsOf(office, "abacus")).toHaveLength(9);
  }));
