/** Whom a text names: by name, company, address, card or id; as people write it, and nobody else. */
import { expect, test } from "vitest";
import { type Folded, Records } from "../../src/kernel/fold.ts";
import { ownerLabel } from "../../src/kernel/label.ts";
import { recordKinds } from "../../src/records/kinds.ts";
import { Mentions } from "../../src/records/mentions.ts";
import type { Database } from "../../src/store/database.ts";
import { onBenchTop } from "../kernel/bench-top.ts";

const NORA = `c_${"1".repeat(32)}`;
const JURGEN = `c_${"2".repeat(32)}`;
const WILL = `c_${"3".repeat(32)}`;

function put(database: Database, id: string, name: string, company: string | null, address: string): void {
  database.run(
    "INSERT INTO clients (id, version, stage, name, company, need, language, merged_into, since) VALUES (?, 1, 'lead', ?, ?, NULL, 'en', NULL, 0)",
    [id, name, company],
  );
  database.run(
    "INSERT INTO contacts (address, version, name, domain, kind, state, scopes, first_seen_at, listed) VALUES (?, 1, ?, '', 'lead', 'seen', ?, 0, 0)",
    [address, name, id],
  );
}

async function among(work: (mentions: Mentions, database: Database, records: Records) => void): Promise<void> {
  await onBenchTop(({ database }) => {
    put(database, NORA, "Nora Whitfield", "Whitfield Ceramics Ltd", "nora@whitfield.example");
    put(database, JURGEN, "Jürgen Krämer", "Krämer Orgelbau GmbH", "jk@orgelbau.example");
    put(database, WILL, "Will Long", null, "will@long.example");
    const records = new Records({ database, kinds: recordKinds });
    work(new Mentions({ database, records }), database, records);
  });
}

test.each([
  ["Nora Whitfield called", [NORA]],
  ["nora whitfield called", [NORA]],
  ["nora called; she wants a draft", [NORA]],
  ["Nora’s shop", [NORA]],
  ["what's open with whitfield ceramics?", [NORA]],
  ["“Whitfield Ceramics Ltd”", [NORA]],
  ["mail NORA@whitfield.example, please", [NORA]],
  ["write to jk@orgelbau.example.", [JURGEN]],
  ["Herr Kraemer hat angerufen", [JURGEN]],
  ["Krämer Orgelbau und Nora", [NORA, JURGEN]],
  [`sorted for ${JURGEN}`, [JURGEN]],
  ["Will wrote", [WILL]],
  ["it will take long", []],
  ["noranda and whitfieldish, ceramics in general", []],
  ["somebody@whitfield.example", [NORA]],
  ["", []],
])("“%s” names whom it names", (text, named) => among((mentions) => expect(mentions.scopesIn(text)).toEqual(named)));

test("a first name that many have names nobody by itself; with the rest of the name it does", () =>
  among((mentions, database) => {
    for (let n = 0; n < 5; n++)
      put(database, `c_${String(n).repeat(32).replace(/^\d/, "a")}`, `Anna Number${n}x`, null, `a${n}@x.example`);
    expect(mentions.scopesIn("Anna called")).toEqual([]);
    expect(mentions.scopesIn("Anna Number3x called")).toHaveLength(1);
  }));

function imported(id: string, name: string): Folded {
  const words = { name, addresses: [`${id}@q.example`] };
  return {
    seq: 1,
    id: "e",
    at: 0,
    type: "client.imported",
    actor: "owner",
    scope: id,
    subject: `client:${id}`,
    workflow: "e",
    causation: null,
    label: ownerLabel(id),
    data: { client: id, language: "en", stage: "active" },
    open: () => words,
  };
}

test("who has just come up is named at once, and who was taken back no more", () =>
  among((mentions, _database, records) => {
    const zelda = `c_${"9".repeat(32)}`;
    expect(mentions.scopesIn("Zelda Quirk")).toEqual([]);
    records.fold(imported(zelda, "Zelda Quirk"));
    expect(mentions.scopesIn(`Zelda Quirk, or ${zelda}@q.example`)).toEqual([zelda]);
    records.takeBack();
    expect(mentions.scopesIn(`Zelda Quirk, or ${zelda}@q.example`)).toEqual([]);
    expect(mentions.scopesIn("Nora Whitfield")).toEqual([NORA]);
  }));

test("where the tables were made anew, who was forgotten is named no more", () =>
  among((mentions, database, records) => {
    expect(mentions.scopesIn("Nora Whitfield")).toEqual([NORA]);
    database.run("UPDATE clients SET stage = 'forgotten', name = 'forgotten', version = 2 WHERE id = ?", [NORA]);
    database.run("DELETE FROM contacts WHERE scopes = ?", [NORA]);
    records.abandon();
    expect(mentions.scopesIn("Nora Whitfield, forgotten")).toEqual([]);
  }));

test("in the owner's own room it counts who is named; what came from outside was given its place at the door", () =>
  among((mentions) => {
    const said = { scope: "workspace", actor: "owner:console:local", private: { card: { rows: [{ after: "Nora" }] } } };
    expect(mentions.inEvent(said)).toEqual([NORA]);
    expect(mentions.inEvent({ ...said, scope: "house" })).toEqual([NORA]);
    expect(mentions.inEvent({ ...said, scope: JURGEN })).toEqual([]);
    expect(mentions.inEvent({ ...said, actor: "connector:mail" })).toEqual([]);
  }));
