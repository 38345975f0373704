/**
 * Working notes: an agent's own, with one client, sealed, and gone after their time.
 */
import { expect, test } from "vitest";
import { outsideLabel } from "../../src/kernel/label.ts";
import { DAY_MS, type Ground, inMemory } from "./ground.ts";

async function note(ground: Ground, scope: string, name: string, text: string, agent = "intake"): Promise<void> {
  await ground.write((transaction) =>
    ground.notes.note(transaction, { scope, agent }, { name, text, label: outsideLabel(scope) }, DAY_MS),
  );
}

const texts = (ground: Ground, scopes: readonly string[], agent = "intake") =>
  ground.notes.of(scopes, agent, ground.clock.now()).map((one) => `${one.name}: ${one.text}`);

test("a note is found by the same agent with the same client, and by nobody else", () =>
  inMemory(async (ground) => {
    await note(ground, "c_anna", "plan", "Ask about the roof.");
    await note(ground, "c_otto", "plan", "Ask about the boat.");
    await note(ground, "c_anna", "plan", "Bill the roof.", "billing");
    expect(texts(ground, ["c_anna"])).toEqual(["plan: Ask about the roof."]);
    expect(texts(ground, ["c_anna"], "billing")).toEqual(["plan: Bill the roof."]);
    expect(texts(ground, ["c_anna", "c_otto"])).toHaveLength(2);
    expect(texts(ground, ["c_mia"])).toEqual([]);
  }));

test("a note keeps the label of what had been read, and the same name is written anew", () =>
  inMemory(async (ground) => {
    await note(ground, "c_anna", "plan", "Ask about the roof.");
    await note(ground, "c_anna", "plan", "The roof is slate.");
    const found = ground.notes.of(["c_anna"], "intake", ground.clock.now());
    expect(found).toMatchObject([{ name: "plan", text: "The roof is slate.", label: outsideLabel("c_anna") }]);
  }));

test("neither a note's name nor its words stand in the database", () =>
  inMemory(async (ground) => {
    await note(ground, "c_anna", "anna-berg", "Anna's roof is slate.");
    const rows = JSON.stringify(ground.database.all("SELECT * FROM notes"));
    expect(rows).not.toMatch(/anna-berg|roof|intake/);
  }));

test("a note is not read after its time, and thrown away with the next pruning", () =>
  inMemory(async (ground) => {
    await note(ground, "c_anna", "plan", "Ask about the roof.");
    ground.clock.advance(DAY_MS);
    expect(texts(ground, ["c_anna"])).toEqual([]);
    await note(ground, "c_anna", "next", "Ask about the gutter.");
    expect(await ground.write((transaction) => ground.notes.prune(transaction))).toBe(1);
    expect(texts(ground, ["c_anna"])).toEqual(["next: Ask about the gutter."]);
  }));

test("notes of one client don't pile up: the oldest give way", () =>
  inMemory(async (ground) => {
    for (let n = 0; n < 110; n++) {
      ground.clock.advance(1000);
      await note(ground, "c_anna", `note ${n}`, `${n}`);
    }
    const kept = texts(ground, ["c_anna"]);
    expect(kept).toHaveLength(100);
    expect(kept[0]).toBe("note 10: 10");
  }));
