/**
 * The index follows the ledger: every kind of episode is found again, with its words, and an index made anew is the same.
 */
import { expect, test } from "vitest";
import { episodeOf } from "../../src/memory/episodes.ts";
import { clientAsks, NORA, openClient } from "../kernel/company.ts";
import type { Office } from "../support/office.ts";
import { Office as Company } from "../support/office.ts";
import { type Ground, inMemory } from "./ground.ts";

function words(ground: Pick<Ground, "ledger" | "records">, seq: number) {
  const { ledger, records } = ground;
  const reading = {
    records,
    eventAt: (at: number) => ledger.at(at),
    open: (event: Parameters<typeof ledger.open>[0]) => ledger.open(event),
  };
  const event = ledger.at(seq);
  return event && episodeOf(event, reading)?.episode;
}

test("what was written, paid, put here and said is found inside its client, and nowhere else", () =>
  inMemory(async (ground) => {
    const anna = await ground.client("Anna Berg");
    const other = await ground.client("Otto Kern");
    const mail = await ground.mail(anna, { text: "The chimney leaks.", attachments: ["roof-plan.pdf"] });
    const paid = await ground.payment(anna, 240_000, "2026-10-02");
    const file = await ground.file(anna, "gutter drawing.png");
    const said = await ground.said(anna, "They never want phone calls on Mondays");
    await ground.follow();
    const find = (scope: string, question: string) =>
      ground.index.search([scope], question, { limit: 1 }).map((hit) => hit.seq);
    expect(find(anna, "chimney")).toEqual([mail.seq]);
    expect(find(anna, "roof-plan")).toEqual([mail.seq]);
    expect(find(anna, "payment of 2,400.00 EUR")).toEqual([paid.seq]);
    expect(find(anna, "gutter")).toEqual([file.seq]);
    expect(find(anna, "phone calls")).toEqual([said.seq]);
    expect(find(other, "chimney gutter phone payment roof-plan")).toEqual([]);
  }));

test("what the owner says in the main room is about no client, and is no episode", () =>
  inMemory(async (ground) => {
    const { seq } = await ground.said("workspace", "What waits for me?");
    await ground.follow();
    expect(words(ground, seq)).toBeFalsy();
    expect(ground.index.search(["workspace"], "waits", { limit: 5 })).toEqual([]);
  }));

test("letters of one thread share it, through answers and forwards, and a thread is named by nothing personal", () =>
  inMemory(async (ground) => {
    const anna = await ground.client("Anna Berg");
    const first = await ground.mail(anna, { text: "First", id: "<first@anna.example>" });
    const ours = await ground.ownMail(anna, {
      text: "Second",
      id: "<second@vale.example>",
      references: ["<first@anna.example>"],
    });
    // Her mail program names only the letter that it answers.
    const third = await ground.mail(anna, { text: "Third", references: ["<second@vale.example>"] });
    const alone = await ground.mail(anna, { text: "Something else" });
    const threads = [first, ours, third].map((event) => words(ground, event.seq)?.thread);
    expect(new Set(threads)).toEqual(new Set([first.data.mail]));
    expect(words(ground, alone.seq)?.thread).toBe(alone.data.mail);
  }));

test("a letter of another client never lends its thread", () =>
  inMemory(async (ground) => {
    const anna = await ground.client("Anna Berg");
    const otto = await ground.client("Otto Kern");
    await ground.mail(anna, { text: "Mine", id: "<mine@anna.example>" });
    const theirs = await ground.mail(otto, { text: "Yours?", references: ["<mine@anna.example>"] });
    expect(words(ground, theirs.seq)?.thread).toBe(theirs.data.mail);
  }));

test("what was asked, decided and sent becomes episodes with the words of the card and of the letter", async () => {
  const office: Office = await Company.open();
  try {
    const client = await openClient(office, 0);
    const code = await clientAsks(office, NORA);
    await office.reject(code, "she means the other project");
    await office.rest();
    const ground = { ledger: office.workspace.ledger, records: office.workspace.records };
    const told = office.events().flatMap((event) => {
      const episode = words(ground, event.seq);
      return episode?.scope === client.id ? [episode] : [];
    });
    expect(told.map((episode) => episode.kind)).toEqual([
      "mail-in",
      "decision",
      "mail-out",
      "note",
      "mail-in",
      "decision",
    ]);
    const [inquiry, opened, sent, promised, , rejected] = told;
    expect(opened?.text).toMatch(/^Approved: Open .+ as a client/);
    expect(sent?.text).toContain("Robin Vale");
    expect(sent?.thread).toBe(inquiry?.thread);
    // The letter says until when they will hear more.
    expect(promised?.text).toMatch(/promise/i);
    expect(rejected?.text).toContain("The owner said: she means the other project");
  } finally {
    await office.close();
  }
});

test("an index that was dropped is made anew, byte for byte", () =>
  inMemory(async (ground) => {
    for (const name of ["Anna Berg", "Otto Kern", "Mia Lund"]) {
      const scope = await ground.client(name);
      for (let n = 0; n < 70; n++)
        await ground.mail(scope, { text: `Message ${n} of ${name} about tile ${n % 7}`, subject: `Tiles ${n % 3}` });
      await ground.payment(scope, 100 + n(name), "2026-10-03");
      await ground.follow(); // in several steps, as it comes
    }
    const before = ground.indexed();
    await ground.follower.rebuild();
    expect(ground.index.search(["c_00000000000000000000000000000001"], "tile", { limit: 5 })).toEqual([]);
    await ground.follow();
    expect(ground.indexed()).toEqual(before);
  }));

test("a step with nothing new writes nothing", () =>
  inMemory(async (ground) => {
    await ground.client("Anna Berg");
    await ground.follow();
    const before = ground.database.dataVersion();
    const changes = ground.database.get<{ n: number }>("SELECT total_changes() AS n")?.n;
    expect(await ground.follower.step()).toBe(0);
    expect(ground.database.dataVersion()).toBe(before);
    expect(ground.database.get<{ n: number }>("SELECT total_changes() AS n")?.n).toBe(changes);
  }));

test("a client who was forgotten is passed over when the index is made anew", () =>
  inMemory(async (ground) => {
    const anna = await ground.client("Anna Berg");
    await ground.payment(anna, 240_000, "2026-10-02");
    await ground.follow();
    await ground.write((transaction) => {
      ground.index.drop(anna);
      transaction.run(
        "INSERT INTO forgettings (scope, version, seq, at, state, books_until) VALUES (?, 1, 1, 1, 'done', NULL)",
        [anna],
      );
    });
    await ground.follower.rebuild();
    await ground.follow();
    expect(ground.database.all("SELECT scope FROM memory_scopes")).toEqual([]);
  }));

function n(name: string): number {
  return name.length;
}
