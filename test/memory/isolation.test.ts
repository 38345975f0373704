/**
 * The wall: a canary in every client's mail, memory, file and summary, and everybody's questions asked from everybody else's
 * scope. Nothing crosses; and where the wall is taken away on purpose, the measure sees it, and a recall refuses.
 */
import { expect, test } from "vitest";
import { outsideLabel } from "../../src/kernel/label.ts";
import type { Hit, SearchOptions } from "../../src/memory/episode-index.ts";
import type { Recall } from "../../src/memory/recall.ts";
import { DAY_MS, type Ground, inMemory } from "./ground.ts";

const CLIENTS = 6;
const KINDS = ["mail", "fact", "file", "summary", "instruction", "note"] as const;

interface Walled {
  readonly scope: string;
  readonly canary: (kind: (typeof KINDS)[number]) => string;
}

/** Words that only this client has, one for each place. */
function canaries(n: number): Walled["canary"] {
  return (kind) => `canary${kind}${"abcdefgh"[n]}`;
}

async function populate(ground: Ground): Promise<Walled[]> {
  const walled: Walled[] = [];
  for (let n = 0; n < CLIENTS; n++) {
    const canary = canaries(n);
    const scope = await ground.client(`Client ${n}`, `Our roof is ${canary("mail")}, and it leaks.`);
    await ground.mail(scope, { text: `The summary of it all is ${canary("summary")}. The roof, the roof.` });
    await ground.mail(scope, { text: "The roof and the gutter, as ever.", attachments: [`${canary("file")}.pdf`] });
    await ground.file(scope, `roof ${canary("file")}.pdf`);
    await ground.fact(scope, `The roof is ${canary("fact")}.`);
    await ground.fact(scope, `Call the roof ${canary("instruction")}.`, { kind: "instruction" });
    await ground.write((transaction) =>
      ground.notes.note(
        transaction,
        { scope, agent: "intake" },
        { name: canary("note"), text: canary("note"), label: outsideLabel(scope) },
        90 * DAY_MS,
      ),
    );
    walled.push({ scope, canary });
  }
  ground.clock.moveTo(Date.UTC(2026, 10, 3, 9));
  await ground.nextDay();
  return walled;
}

/** Rows given, and how many of them belong to another client than the one who asks. */
async function crossing(ground: Ground, walled: readonly Walled[], recall: Recall) {
  let given = 0;
  let crossed = 0;
  for (const asker of walled)
    for (const other of walled) {
      const question = `roof gutter summary ${KINDS.map(other.canary).join(" ")}`;
      for (const fidelity of ["summaries-first", "episodes"] as const) {
        const recalled = await recall.recall({ scope: asker.scope, question, budget: 5000, fidelity });
        const rows = [...recalled.instructions, ...recalled.facts, ...recalled.summaries, ...recalled.episodes];
        given += rows.length;
        for (const row of rows) {
          const isForeign = ground.ledger.at(row.seq)?.scope !== asker.scope;
          const tells = asker !== other && KINDS.some((kind) => row.text.includes(other.canary(kind)));
          if (isForeign || tells) crossed++;
        }
        expect(recalled.label.scopes).toEqual([asker.scope]);
      }
      const notes = ground.notes.of([asker.scope], "intake", ground.clock.now());
      given += notes.length;
      crossed += notes.filter((one) => one.text !== asker.canary("note")).length;
      for (const hit of ground.index.search([asker.scope], question, { limit: 50 })) {
        given++;
        if (hit.scope !== asker.scope || ground.ledger.at(hit.seq)?.scope !== asker.scope) crossed++;
      }
    }
  return { given, crossed };
}

test("of everybody's questions from everybody else's scope, not one row crosses", () =>
  inMemory(async (ground) => {
    const walled = await populate(ground);
    const { given, crossed } = await crossing(ground, walled, ground.recall);
    expect(given).toBeGreaterThan(CLIENTS * CLIENTS * 8);
    expect(crossed).toBe(0);
    // Each canary is found at home: silence would be no wall.
    for (const { scope, canary } of walled) {
      const home = await ground.recall.recall({ scope, question: "roof", budget: 5000, fidelity: "episodes" });
      const all = JSON.stringify(home);
      for (const kind of KINDS) if (kind !== "note") expect(all).toContain(canary(kind));
      expect(home.summaries[0]?.text).toContain(canary("summary"));
    }
  }));

test("an index without the wall is caught: the measure counts its rows, and a recall gives nothing", () =>
  inMemory(async (ground) => {
    const walled = await populate(ground);
    const everybody = walled.map((one) => one.scope);
    const wallLess = {
      search: (_: readonly string[], question: string, options: SearchOptions): Hit[] =>
        ground.index.search(everybody, question, options),
    };
    const [asker, other] = walled;
    if (!asker || !other) throw new Error("nobody is there");
    const crossed = wallLess
      .search([asker.scope], `roof ${other.canary("mail")}`, { limit: 20 })
      .filter((hit) => hit.scope !== asker.scope);
    expect(crossed.length).toBeGreaterThan(5);
    const recall = ground.recallWith({ index: wallLess });
    const asked = recall.recall({ scope: asker.scope, question: `roof ${other.canary("mail")}`, fidelity: "episodes" });
    await expect(asked).rejects.toThrow(/of another\. Nothing was given/);
    expect(() => recall.find(asker.scope, other.canary("mail"), 5)).toThrow(/of another/);
  }));

test("a run in the owner's own room recalls no client either", () =>
  inMemory(async (ground) => {
    const walled = await populate(ground);
    const question = walled.map((one) => one.canary("mail")).join(" ");
    const recalled = await ground.recall.recall({ scope: "workspace", question, fidelity: "episodes" });
    expect(recalled).toMatchObject({ instructions: [], facts: [], summaries: [], episodes: [] });
  }));
