/** What is said about memory, carried out at the console: kept at once, listed with its source, changed and forgotten. */
import { expect, test } from "vitest";
import { facts, HOUSE } from "../../../src/records/fact.ts";
import { hear } from "../../../src/surfaces/console/reception.ts";
import { receive } from "../../../src/surfaces/words/reception.ts";
import { DAY_MS, inOffice, openClient } from "../../kernel/company.ts";
import type { Office } from "../../support/office.ts";

const say = (office: Office, line: string) => {
  const look = { width: 100, colour: false, zone: "Europe/Berlin" };
  return hear({ ...office.workspace.door.reception(), look: () => look }, line);
};
/** The same, in a client's thread. */
const sayIn = (office: Office, scope: string, line: string) =>
  receive(office.workspace.door.reception(), line, { surface: "console", scope });

async function said(office: Office, line: string): Promise<string> {
  const { ok, text } = await say(office, line);
  expect(ok, text).toBe(true);
  return text.replace(/\s+/gu, " ");
}

const standing = (office: Office) =>
  office.workspace.records
    .find(facts, "state = 'standing' ORDER BY seq")
    .map((fact) => ({ scope: fact.scope, text: office.words(office.workspace.ledger.at(fact.seq)).text }));
const letters = (text: string) => /\b[BCDFGHJKMNPQRTVW]{5}\b/.exec(text)?.[0] ?? "";

test("the owner's exact words are kept at once, and one word takes them back", () =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    const answer = await said(office, "Remember that Whitfield Ceramics Ltd pays in 14 days");
    expect(answer).toMatch(/Remembered for Whitfield Ceramics Ltd: “Whitfield Ceramics Ltd pays in 14 days”/);
    expect(standing(office)).toEqual([{ scope: client.id, text: "Whitfield Ceramics Ltd pays in 14 days" }]);
    const undo = /“(undo [A-Z0-9]+)”/.exec(answer)?.[1] ?? "";
    await said(office, undo);
    expect(standing(office)).toEqual([]);
    expect(office.workspace.door.answers.queue()).toEqual([]);
    await said(office, "from now on sign with Robin");
    expect(standing(office)).toEqual([{ scope: HOUSE, text: "from now on sign with Robin" }]);
    expect(await said(office, "never answer without asking Nora Whitfield first")).toMatch(/that is for the rules/);
  }));

test("what is known is listed with what taught it, the newest first, and the record beside it", () =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    await said(office, "remember that Nora likes PDFs");
    office.clock.advance(2 * DAY_MS);
    const received = office.events("mail.received")[0]?.seq;
    const { desk } = office.workspace.door;
    await desk.order({
      action: "fact.learn",
      client: client.id,
      params: { text: "They fire on Mondays", sources: String(received), validUntil: "2026-12-31" },
      now: true,
    });
    const list = await said(office, "what do you know about Whitfield?");
    expect(list).toMatch(/What I know about Whitfield Ceramics Ltd: 2 things, and their record\./);
    expect(list).toMatch(
      /“They fire on Mondays” \(until Thu 31 Dec, from Nora Whitfield's message of \w{3} \d+ Nov: “.+”\).*“Nora likes PDFs” \(you said so on Tue 24 Nov\)/,
    );
    expect(list).toMatch(/Name Nora Whitfield.*Last heard/);
    expect(list).toMatch(/“forget fact [B-W]{5}”, “change fact [B-W]{5} to …”/);
    expect(await said(office, "know Whitfield")).toBe(list);
    office.clock.advance(60 * DAY_MS);
    expect(await said(office, "was weißt du über Whitfield?")).toMatch(/: 1 thing, and/);
  }));

test("a fact is changed and forgotten by its letters or its words, and each can be taken back", () =>
  inOffice(async (office) => {
    await openClient(office, 0);
    await said(office, "remember that Nora likes PDFs");
    const reference = letters(await said(office, "know Nora"));
    expect(await said(office, `change fact ${reference}`)).toMatch(/What are the new words\?.*Nora likes PDFs/);
    await said(office, `change fact ${reference.toLowerCase()} to Nora likes paper`);
    expect(standing(office).map((one) => one.text)).toEqual(["Nora likes paper"]);
    expect(await said(office, "know Nora")).toMatch(/“Nora likes paper” \(changed on Tue 24 Nov\)/);
    expect(await say(office, `forget fact ${reference}`)).toMatchObject({
      ok: false,
      text: expect.stringMatching(/forgotten, or changed, already/),
    });
    const undo = /“(undo [A-Z0-9]+)”/.exec(await said(office, "forget that Nora likes paper."))?.[1] ?? "";
    expect(standing(office)).toEqual([]);
    await said(office, undo);
    expect(standing(office).map((one) => one.text)).toEqual(["Nora likes paper"]);
    expect(await say(office, "forget that Nora likes stone")).toMatchObject({ ok: false });
    expect(await say(office, "forget fact BBBBB")).toMatchObject({ ok: false });
  }));

test("in a client's thread only that client and the house are told of", () =>
  inOffice(async (office) => {
    const nora = await openClient(office, 0);
    const jurgen = await openClient(office, 1);
    await said(office, "remember that Nora likes PDFs");
    await said(office, "always answer Nora formally");
    await said(office, "always attach the terms");
    const reference = letters(await said(office, "know Nora"));
    for (const line of [
      "what do you know about Nora?",
      "remember that Nora Whitfield pays late",
      `forget fact ${reference}`,
      `change fact ${reference} to Nora hates PDFs`,
      "forget that Nora likes PDFs",
    ]) {
      const heard = await sayIn(office, jurgen.id, line);
      expect(heard, line).toMatchObject({ kind: "text", ok: false });
      expect(JSON.stringify(heard)).not.toMatch(/formally|Whitfield Ceramics/);
    }
    const instructions = JSON.stringify(await sayIn(office, jurgen.id, "what are your standing instructions?"));
    expect(instructions).toMatch(/For everybody: “always attach the terms”/);
    expect(instructions).not.toMatch(/formally/);
    expect(await said(office, "what are your standing instructions?")).toMatch(
      /2 standing instructions hold.*For everybody.*For Whitfield Ceramics Ltd/,
    );
    const heard = await sayIn(office, nora.id, "what do you know about me?");
    expect(JSON.stringify(heard)).toMatch(/always attach the terms/);
    await sayIn(office, jurgen.id, "they pay late, remember for them: they pay late");
    await sayIn(office, jurgen.id, "remember that they pay late");
    expect(standing(office).at(-1)).toEqual({ scope: jurgen.id, text: "they pay late" });
    expect(standing(office)).toHaveLength(4);
  }));

test("where it isn't certain whom it is about, the choice is one tap, and nothing is kept before", () =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    const heard = await receive(office.workspace.door.reception(), "from now on sign with Nora", {
      surface: "console",
      scope: null,
    });
    expect(standing(office)).toEqual([]);
    if (heard.kind !== "card") throw new Error(heard.kind);
    expect(heard.card.taps?.map((tap) => tap.label)).toEqual(["For Whitfield Ceramics Ltd", "For everybody"]);
    for (const tap of heard.card.taps ?? []) await said(office, tap.words);
    expect(standing(office)).toEqual([
      { scope: client.id, text: "from now on sign with Nora" },
      { scope: HOUSE, text: "from now on sign with Nora" },
    ]);
  }));

test("the same words, answered again after a crash, are kept once and answered the same", () =>
  inOffice(async (office) => {
    await openClient(office, 0);
    const { desk } = office.workspace.door;
    await desk.heard("always attach the terms");
    const event = office.events("owner.said").at(-1);
    if (!event) throw new Error("nothing was heard");
    const where = { surface: "console", scope: null, said: event };
    const answers = [];
    for (let times = 0; times < 2; times++)
      answers.push(await receive(office.workspace.door.reception(), "always attach the terms", where));
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ kind: "card", card: { title: expect.stringMatching(/^Remembered/) } });
    expect(standing(office)).toHaveLength(1);
  }));

test("many facts come page by page", () =>
  inOffice(async (office) => {
    await openClient(office, 0);
    for (let nth = 1; nth <= 10; nth++) await said(office, `remember for Nora: fact number ${nth}`);
    const list = await receive(office.workspace.door.reception(), "know Nora", { surface: "console", scope: null });
    if (list.kind !== "card") throw new Error(list.kind);
    const more = list.card.taps?.at(-1);
    expect(more?.label).toBe("2 more");
    expect(await said(office, more?.words ?? "")).toMatch(/“fact number 2”.*“fact number 1”/);
  }));
