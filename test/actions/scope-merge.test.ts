/**
 * "This belongs to X": nothing is rewritten, and from then on both are read as one.
 */
import { expect, test } from "vitest";
import { clients } from "../../src/records/client.ts";
import { scopesOf } from "../../src/records/contact.ts";
import { clientAsks, contactOf, deskOf, inOffice, letter, NORA, openClient } from "../kernel/company.ts";
import type { Office } from "../support/office.ts";

const COLLEAGUE = "tom@whitfield-ceramics.example";
const QUESTION = "Hello Robin,\n\nNora is away. Could you tell me when the first draft will be ready?\n\nTom";

/** A colleague of Nora's writes; answers the code of the card that suggests whose they are. */
async function colleagueWrites(office: Office): Promise<string> {
  office.drop(
    "tom.eml",
    letter({ from: `Tom Reed <${COLLEAGUE}>`, id: "tom.1@test", text: QUESTION, subject: "The draft" }),
  );
  await office.rest();
  return office.code(/File Tom Reed with/);
}

test("a new address at a client's domain is suggested as theirs, never assumed", () =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    await colleagueWrites(office);
    expect(contactOf(office, COLLEAGUE).scopes).not.toBe(client.id);
    expect(contactOf(office, COLLEAGUE)).toMatchObject({ kind: "unknown", state: "seen" });
  }));

test("once the owner says so, what was written is dealt with as the client's, and nothing is rewritten", () =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    const code = await colleagueWrites(office);
    const before = office.events();
    expect((await office.approve(code)).kind).toBe("approved");
    await office.rest();
    expect(office.events().slice(0, before.length)).toEqual(before);
    expect(scopesOf(office.workspace.records, contactOf(office, COLLEAGUE))).toEqual([client.id]);
    expect(office.shown.at(-1)?.card).toMatchObject({ kind: "question", client: client.company });
  }));

test("the merged message can be answered from its card: it carries no other client's words", () =>
  inOffice(async (office) => {
    await openClient(office, 0);
    await office.approve(await colleagueWrites(office));
    await office.rest();
    const question = office.shown.at(-1)?.code ?? "";
    const edited = await office.edit(question, { reply: "On Friday." });
    expect(edited).toMatchObject({ kind: "shown", why: "edited" });
    await office.rest();
    expect((await office.approve(question)).kind).toBe("approved");
    await office.rest();
    expect(office.sent()).toHaveLength(2);
    expect(office.sent().join()).toContain(COLLEAGUE);
  }));

test("a client of their own is not put with another, and nobody with themselves", () =>
  inOffice(async (office) => {
    const one = await openClient(office, 0);
    const two = await openClient(office, 1);
    for (const [from, into] of [
      [one.id, two.id],
      [one.id, one.id],
      [one.id, "c_unknown"],
    ] as const)
      expect((await deskOf(office).order({ action: "scope.merge", params: { from, into }, now: true })).kind).toBe(
        "refused",
      );
    expect(office.events("scope.merged")).toHaveLength(0);
  }));

test("putting together can't be undone by itself, and that is said", () =>
  inOffice(async (office) => {
    await openClient(office, 0);
    const code = await colleagueWrites(office);
    await office.approve(code);
    const undone = await deskOf(office).undo(code);
    expect(undone.kind).toBe("refused");
    expect(undone.lines.join()).toContain("can't be told apart");
  }));

test("a pause of the client holds what was put with them, too", () =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    const code = await clientAsks(office, NORA);
    await office.approve(await colleagueWrites(office));
    await office.rest();
    await deskOf(office).pause(`client:${client.id}`, "a test");
    await office.edit(code, { reply: "On Friday." });
    await office.rest();
    await office.approve(code);
    await office.rest();
    expect(office.sent()).toHaveLength(1);
    expect(office.workspace.records.get(clients, client.id)?.merged_into).toBeNull();
  }));
