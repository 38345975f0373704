/**
 * What a run asks of the memory: within its spec and the rules, inside its own client, and with the labels of all it got.
 */

import { expect, test } from "vitest";
import { answering } from "../../src/agent/answering.ts";
import type { Answering, Staff } from "../../src/agent/run-life.ts";
import { joinLabels, type Label, outsideLabel, ownerLabel } from "../../src/kernel/label.ts";
import type { RunRow } from "../../src/kernel/run-record.ts";
import type { Verdict } from "../../src/kernel/verdict.ts";
import { DAY_MS, type Ground, inMemory } from "../memory/ground.ts";
import { bareHouse } from "../support/bare-house.ts";

const AGENT: Staff = {
  name: "billing",
  stamp: "billing@1",
  digest: "d",
  may: [],
  wakes: [],
  reads: ["memory"],
  brief: { objective: "", accepts: "", instructions: "" },
};

function runIn(scope: string, event = 9999): RunRow {
  return {
    id: "r_1",
    version: 1,
    agent: "billing",
    stamp: "billing@1",
    digest: "d",
    event,
    scope,
    depth: 0,
    state: "open",
    started_at: 0,
    ended_at: null,
  };
}

function answersOf(ground: Ground, more: { reads?: readonly string[]; verdict?: Verdict["kind"] } = {}): Answering {
  const verdict: Verdict = { kind: more.verdict ?? "execute", because: [], digest: "" };
  return answering({
    records: () => ground.records,
    ledger: ground.ledger,
    timezone: "Europe/Berlin",
    house: bareHouse(),
    fill: () => ({ ok: false }),
    reads: () => more.reads ?? ["memory"],
    access: () => ({ judge: () => ({ unseen: verdict, seen: verdict }) }),
    memory: {
      recall: ground.recall,
      notes: ground.notes,
      writer: ground.writer,
      clock: ground.clock,
      notesDays: () => ground.rules.notesDays,
    },
  });
}

function ask(
  answer: Answering,
  scope: string,
  name: "recall" | "note" | "notes",
  args: object,
  read?: Label,
  agent = AGENT,
) {
  return answer({ step: 0, name, args: args as never }, runIn(scope), agent, read);
}

test("a run recalls its own client, and inherits the label of what it was given", () =>
  inMemory(async (ground) => {
    const anna = await ground.client("Anna Berg", "The chimney leaks.");
    await ground.client("Otto Kern", "My chimney leaks, too.");
    await ground.follow();
    const { value, label } = await ask(answersOf(ground), anna, "recall", { question: "chimney" });
    expect(value).toMatchObject({ episodes: [{ who: "Anna Berg", text: "(Our project) The chimney leaks." }] });
    expect(label).toEqual(outsideLabel(anna));
    expect(ground.database.all("SELECT run, scope FROM recalls")).toEqual([{ run: "r_1", scope: anna }]);
  }));

test("a run isn't told again what it was woken by", () =>
  inMemory(async (ground) => {
    const anna = await ground.client("Anna Berg", "The chimney leaks.");
    await ground.follow();
    const [mail] = ground.database.all<{ seq: number }>("SELECT seq FROM events WHERE type = 'mail.received'");
    const asked = { step: 0, name: "recall" as const, args: { question: "chimney" } };
    const { value } = await answersOf(ground)(asked, runIn(anna, mail?.seq ?? 0), AGENT);
    expect(value).toMatchObject({ episodes: [] });
  }));

test.each([
  ["its spec doesn't list it", { reads: ["mail"] }, /its spec says/],
  ["no rule permits it", { verdict: "deny" }, /may not recall what is known/],
  ["it would have to be asked", { verdict: "ask" }, /may not recall what is known/],
] as const)("nothing is recalled, noted or read again where %s", (_, more, says) =>
  inMemory(async (ground) => {
    const anna = await ground.client("Anna Berg");
    const answer = answersOf(ground, more);
    await expect(ask(answer, anna, "recall", { question: "chimney" })).rejects.toThrow(says);
    await expect(ask(answer, anna, "note", { name: "a", text: "b" })).rejects.toThrow(says);
    await expect(ask(answer, anna, "notes", {})).rejects.toThrow(says);
  }),
);

test("a note keeps what its run had read: whoever reads it later has read that, too", () =>
  inMemory(async (ground) => {
    const anna = await ground.client("Anna Berg");
    const answer = answersOf(ground);
    await ask(answer, anna, "note", { name: "plan", text: "Ask about the roof." }, ownerLabel(anna));
    expect((await ask(answer, anna, "notes", {})).label).toEqual({ scopes: [anna], trust: "house" });
    const marked = joinLabels(ownerLabel(anna), outsideLabel(anna, ["unauthenticated"]));
    const written = await ask(answer, anna, "note", { name: "doubt", text: "Is it her?" }, marked);
    expect(written.durable).toBe(true);
    const { value, label } = await ask(answer, anna, "notes", {});
    expect(value).toMatchObject([
      { name: "plan", text: "Ask about the roof." },
      { name: "doubt", text: "Is it her?" },
    ]);
    expect(label).toEqual(marked);
  }));

test("a note whose run has told nothing of what it read counts as an outsider's words", () =>
  inMemory(async (ground) => {
    const anna = await ground.client("Anna Berg");
    const answer = answersOf(ground);
    await ask(answer, anna, "note", { name: "plan", text: "Ask about the roof." });
    expect((await ask(answer, anna, "notes", {})).label.trust).toBe("outside");
  }));

test("notes are an agent's own, follow a merge, and last no longer than the policy says", () =>
  inMemory(async (ground) => {
    const anna = await ground.client("Anna Berg");
    const home = await ground.client("Anna at home");
    const answer = answersOf(ground);
    await ask(answer, home, "note", { name: "plan", text: "Ask about the roof.", days: 400 }, ownerLabel(home));
    await ground.merge(home, anna);
    const found = await ask(answer, anna, "notes", {});
    expect(found.value).toHaveLength(1);
    expect(found.label).toEqual({ scopes: [anna], trust: "house" });
    expect((await ask(answer, anna, "notes", {}, undefined, { ...AGENT, name: "intake" })).value).toEqual([]);
    ground.clock.advance(ground.rules.notesDays * DAY_MS);
    expect((await ask(answer, anna, "notes", {})).value).toEqual([]);
  }));
