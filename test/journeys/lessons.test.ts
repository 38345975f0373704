/**
 * Lessons: after an edit that was approved, or a no with a reason, the owner is asked once whether it is one. It follows in the
 * tick, exactly once, without a sound, and what is kept are exactly the words on the card.
 */
import { expect, test } from "vitest";
import { proposals } from "../../src/kernel/proposal.ts";
import { Lessons } from "../../src/lessons.ts";
import { facts, HOUSE } from "../../src/records/fact.ts";
import { ringKind } from "../../src/surfaces/chat/ring.ts";
import { hear } from "../../src/surfaces/console/reception.ts";
import { clientAsks, contactOf, DAY_MS, deskOf, dropInquiry, inOffice, NORA, openClient } from "../kernel/company.ts";
import type { Office } from "../support/office.ts";

async function editAndApprove(office: Office, code: string, changes: Record<string, string>): Promise<void> {
  await office.edit(code, changes);
  await office.rest();
  expect((await office.approve(code)).kind).toBe("approved");
  await office.rest();
}

const lessons = (office: Office) =>
  office.shown.filter((one) => /lesson/.test(one.card.title) && one.code !== null).map((one) => one.card);
const openOnes = (office: Office) =>
  office.workspace.records.find(
    proposals,
    "state = 'open' AND intent IN (SELECT id FROM intents WHERE action = 'lesson.learn') ORDER BY opened_at",
  );
const kept = (office: Office) =>
  office.workspace.records
    .find(facts, "state = 'standing' ORDER BY seq")
    .map((fact) => [fact.scope, fact.kind, office.words(office.workspace.ledger.at(fact.seq)).text]);

const say = (office: Office, line: string) => {
  const look = { width: 100, colour: false, zone: "Europe/Berlin" };
  return hear({ ...office.workspace.door.reception(), look: () => look }, line);
};

/** Nora's inquiry, its answer greeted otherwise and approved. Answers the code of the question that follows. */
async function taught(office: Office): Promise<string> {
  dropInquiry(office, 0);
  await office.rest();
  const code = office.code(/as a client/);
  await editAndApprove(office, code, { text: textOf(office, code).replace(/^.*/, "Dear Ms Whitfield,") });
  return office.code(/Is this a lesson/);
}

const textOf = (office: Office, code: string) => office.shown.find((one) => one.code === code)?.card.letter?.text ?? "";
const clientOf = (office: Office) => contactOf(office, NORA).scopes;

test("after an edit the workspace asks once, shows the words it would keep, and makes no sound", () =>
  inOffice(async (office) => {
    await taught(office);
    const [card, ...others] = lessons(office);
    expect(others).toEqual([]);
    expect(card).toMatchObject({
      kind: "question",
      client: "Whitfield Ceramics Ltd",
      quiet: true,
      choices: [{ label: "Just this time" }, { label: "Always for Whitfield Ceramics Ltd" }, { label: "Always" }],
      buttons: ["approve", "edit", "why"],
    });
    expect(card?.rows[0]).toMatchObject({
      label: "I would keep",
      after: expect.stringMatching(/^In answers: “Dear Ms Whitfield” instead of “Hello Nora Whitfield”$/),
    });
    expect(card?.rows[1]).toMatchObject({ after: expect.stringMatching(/^your edit of “/) });
    expect(ringKind(card ?? { kind: "question" })).toBeNull();
    expect(openOnes(office)).toMatchObject([{ scope: clientOf(office) }]);
    await office.rest();
    await office.restart();
    await office.rest();
    expect(lessons(office)).toHaveLength(1);
  }));

test.each([
  ["just this time", "once", () => []],
  ["always for this client", "client", (client: string) => [[client, "instruction"]]],
  ["always", "house", () => [[HOUSE, "instruction"]]],
] as const)("“%s” keeps what it says, and can be taken back", (_, keep, expected) =>
  inOffice(async (office) => {
    const code = await taught(office);
    const words = lessons(office)[0]?.rows[0]?.after;
    expect((await deskOf(office).settle(code, { keep })).kind).toBe("approved");
    expect(kept(office)).toEqual(expected(clientOf(office)).map((one) => [...one, words]));
    for (const event of office.events("fact.learned")) expect(event.label.trust).toBe("owner");
    expect((await deskOf(office).undo(code)).kind).toBe(keep === "once" ? "refused" : "undone");
    expect(kept(office)).toEqual([]);
  }),
);

test("the owner may write other words first, and only those are kept; at the console an answer has a number", () =>
  inOffice(async (office) => {
    const code = await taught(office);
    expect((await say(office, "queue")).text).toMatch(
      /Choose\s+1 Just this time · 2 Always for Whitfield Ceramics Ltd\s+· 3 Always/,
    );
    await office.edit(code, { text: "Greet with the family name" });
    await office.rest();
    expect(await say(office, `choose ${code} 7`)).toMatchObject({
      ok: false,
      text: expect.stringMatching(/Say which: 1 Just/),
    });
    expect(await say(office, `choose ${code} always`)).toMatchObject({ ok: true });
    expect(kept(office)).toEqual([[HOUSE, "instruction", "Greet with the family name"]]);
  }));

test("a no teaches its own words; a no of one tap, of the moment, or by the owner's own hand teaches nothing", () =>
  inOffice(async (office) => {
    await openClient(office, 0);
    for (const [nth, reason] of ["Not now", "I will call", "no time"].entries()) {
      await office.reject(await clientAsks(office, NORA, `q.${nth}@test`), reason);
      await office.rest();
    }
    const own = await clientAsks(office, NORA, "self@test");
    await deskOf(office).takeOver(own);
    await office.rest();
    expect(lessons(office)).toEqual([]);
    await office.reject(await clientAsks(office, NORA, "q.9@test"), "We don't promise days in writing");
    await office.rest();
    expect(lessons(office)).toHaveLength(1);
    expect(lessons(office)[0]?.rows).toMatchObject([
      { label: "I would keep", after: "We don't promise days in writing" },
      { after: expect.stringMatching(/^your no to “/) },
    ]);
  }));

test("trivial edits, one's own orders and answers of one tap ask nothing", () =>
  inOffice(async (office) => {
    dropInquiry(office, 0);
    await office.rest();
    const code = office.code(/as a client/);
    await editAndApprove(office, code, { text: `${textOf(office, code).replace(/\n\n/, "\n\n\n")} ` });
    const desk = deskOf(office);
    const ordered = await desk.order({
      action: "mail.answer",
      client: "Whitfield",
      params: { text: "Hello Nora, this is it.", subject: "It" },
      now: false,
    });
    if (ordered.kind !== "asked") throw new Error(ordered.kind);
    await editAndApprove(office, ordered.code, { text: "Dear Nora, that is it." });
    await editAndApprove(office, await clientAsks(office), { reply: "On Friday, surely." });
    expect(lessons(office)).toEqual([]);
  }));

test("what the house itself asked teaches nothing, and a no to a lesson is no lesson", () =>
  inOffice(async (office) => {
    const code = await taught(office);
    await office.reject(code, "We greet them as they greet us");
    await office.rest();
    expect(openOnes(office)).toEqual([]);
    expect(kept(office)).toEqual([]);
  }));

test("the same is not asked twice, whatever was answered", () =>
  inOffice(async (office) => {
    await openClient(office, 0);
    const no = async (id: string, reason: string) => {
      await office.reject(await clientAsks(office, NORA, id), reason);
      await office.rest();
    };
    await no("a@test", "We don't promise days");
    await deskOf(office).settle(office.code(/lesson/), { keep: "once" });
    await no("b@test", "we don't promise days.");
    expect(lessons(office)).toHaveLength(1);
  }));

test("what comes together stands on one card, few are open, and the unanswered are let go without a word", () =>
  inOffice(async (office) => {
    await openClient(office, 0);
    await office.reject(await clientAsks(office, NORA, "a@test"), "We don't promise days");
    await office.rest();
    await office.reject(await clientAsks(office, NORA, "b@test"), "Never mention prices");
    await office.rest();
    expect(openOnes(office)).toHaveLength(1);
    const card = lessons(office).at(-1);
    expect(card?.title).toBe("Are these 2 lessons for next time?");
    expect(card?.rows.slice(0, 2).map((row) => row.after)).toEqual(["We don't promise days", "Never mention prices"]);
    await deskOf(office).settle(office.code(/2 lessons/), { keep: "house" });
    expect(kept(office).map(([, , words]) => words)).toEqual(["We don't promise days", "Never mention prices"]);
    await office.reject(await clientAsks(office, NORA, "c@test"), "Say it in two sentences");
    await office.rest();
    expect(openOnes(office)).toHaveLength(1);
    office.clock.advance(8 * DAY_MS);
    await office.rest();
    expect(openOnes(office)).toEqual([]);
    expect(office.events("proposal.withdrawn").at(-1)?.data).toMatchObject({ why: "let-go" });
    expect(kept(office)).toHaveLength(2);
  }));

test("cut off before its turn is through, a decision is asked about after it, and once", () =>
  inOffice(async (office) => {
    await openClient(office, 0);
    await office.reject(await clientAsks(office, NORA, "a@test"), "We don't promise days");
    await office.restart();
    await Promise.all([new Lessons(office.workspace).step(), new Lessons(office.workspace).step()]);
    await office.rest();
    expect(office.events("intent.submitted").filter((event) => event.data.action === "lesson.learn")).toHaveLength(1);
  }));
