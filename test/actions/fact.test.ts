/**
 * What is remembered: by the owner at once, by agents only about the client they work for, and never twice. Changed and forgotten
 * it can be brought back.
 */
import { expect, test } from "vitest";
import { judgeIntent } from "../../src/kernel/arbiter.ts";
import { submitIntent } from "../../src/kernel/intent.ts";
import type { Label } from "../../src/kernel/label.ts";
import { proposals } from "../../src/kernel/proposal.ts";
import { dumpRecords, rebuildRecords } from "../../src/kernel/rebuild.ts";
import type { Json } from "../../src/lib/canonical.ts";
import type { Client } from "../../src/records/client.ts";
import { type Fact, facts, HOUSE, standingFacts } from "../../src/records/fact.ts";
import { recordKinds } from "../../src/records/kinds.ts";
import { deskOf, hire, inHome, inOffice, openClient, write } from "../kernel/company.ts";
import type { Office } from "../support/office.ts";

const all = (office: Office) => office.workspace.records.find(facts, "1 ORDER BY seq");
const standing = (office: Office) => all(office).filter((fact) => fact.state === "standing");
const wordsOf = (office: Office, fact: Fact | undefined) =>
  office.words(office.workspace.ledger.at(fact?.seq ?? 0)).text;

/** The owner orders it, word by word. Answers the code of what was done. */
async function order(office: Office, action: string, client: Client | null, params: Record<string, string>) {
  const outcome = await deskOf(office).order({
    action,
    ...(client ? { client: client.id } : {}),
    params,
    now: true,
  });
  if (outcome.kind !== "approved") return outcome;
  return { ...outcome, code: office.workspace.records.get(proposals, outcome.proposal)?.code ?? "" };
}

async function done(...args: Parameters<typeof order>): Promise<string> {
  const outcome = await order(...args);
  if (!("code" in outcome) || outcome.kind !== "approved") throw new Error(JSON.stringify(outcome));
  return outcome.code;
}

test("what the owner has kept is sealed with its client, and what is kept for all work with the house", () =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    await done(office, "fact.learn", client, { text: "They pay in 14 days" });
    await done(office, "fact.learn", null, { text: "Sign with Sam", kind: "instruction", scope: "house" });
    expect(office.events("fact.learned")).toMatchObject([
      { scope: client.id, label: { scopes: [client.id], trust: "owner" } },
      { scope: HOUSE, label: { scopes: [HOUSE], trust: "owner" } },
    ]);
    for (const event of office.events("fact.learned"))
      expect(JSON.stringify({ ...event.data, private: "" })).not.toMatch(/pay|Sam/);
    const { records, clock } = office.workspace;
    expect(standingFacts(records, client.id, clock.now()).map((fact) => wordsOf(office, fact))).toEqual([
      "They pay in 14 days",
    ]);
    expect(standingFacts(records, HOUSE, clock.now())).toMatchObject([{ kind: "instruction", trust: "owner" }]);
  }));

test("the same words aren't kept twice, however they are written; nor without a client", () =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    await done(office, "fact.learn", client, { text: "They pay in 14 days" });
    expect(await order(office, "fact.learn", client, { text: "  they pay in  14 days. " })).toMatchObject({
      kind: "refused",
      why: expect.stringMatching(/I know that already/),
    });
    expect(await order(office, "fact.learn", null, { text: "They pay late" })).toMatchObject({
      kind: "refused",
      why: expect.stringMatching(/whom it is about/),
    });
    expect(await order(office, "fact.learn", client, { text: "x".repeat(501) })).toMatchObject({ kind: "refused" });
    expect(all(office)).toHaveLength(1);
  }));

test("a fact holds from its first day to its last", () =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    const days = { validFrom: "2026-11-26", validUntil: "2026-11-27" };
    await done(office, "fact.learn", client, { text: "The office is closed", ...days });
    const { records } = office.workspace;
    const holds = (day: string) => standingFacts(records, client.id, Date.parse(day)).length;
    expect(["2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28"].map(holds)).toEqual([0, 1, 1, 0]);
    const backwards = { validFrom: "2026-11-27", validUntil: "2026-11-26" };
    expect(await order(office, "fact.learn", client, { text: "Odd", ...backwards })).toMatchObject({ kind: "refused" });
  }));

test("other words take the place of the old ones; undo brings the old ones back, and rebuilt it is the same", () =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    const learnt = await done(office, "fact.learn", client, { text: "They pay in 14 days" });
    const [old] = standing(office);
    const changed = await done(office, "fact.change", client, { fact: old?.id ?? "", text: "They pay in 30 days" });
    expect(standing(office).map((fact) => wordsOf(office, fact))).toEqual(["They pay in 30 days"]);
    expect(all(office)[0]).toMatchObject({ state: "ended", replaced_by: standing(office)[0]?.id });
    expect((await deskOf(office).undo(learnt)).kind).toBe("refused");
    expect((await deskOf(office).undo(changed)).kind).toBe("undone");
    expect(standing(office)).toMatchObject([{ id: old?.id, ended_at: null, replaced_by: null }]);
    const forgotten = await done(office, "fact.end", client, { fact: old?.id ?? "" });
    expect(standing(office)).toEqual([]);
    expect(await order(office, "fact.end", client, { fact: old?.id ?? "" })).toMatchObject({ kind: "refused" });
    expect((await deskOf(office).undo(forgotten)).kind).toBe("undone");
    expect((await deskOf(office).undo(learnt)).kind).toBe("undone");
    expect(standing(office)).toEqual([]);
    const { database, keys } = office.workspace;
    const live = dumpRecords(database, recordKinds);
    rebuildRecords({ database, keys, kinds: recordKinds });
    expect(dumpRecords(database, recordKinds)).toEqual(live);
  }));

test("one client's facts can't be changed or forgotten in the name of another", () =>
  inOffice(async (office) => {
    const nora = await openClient(office, 0);
    const jurgen = await openClient(office, 1);
    await done(office, "fact.learn", nora, { text: "They pay in 14 days" });
    const fact = standing(office)[0]?.id ?? "";
    for (const [action, params] of [
      ["fact.end", { fact }],
      ["fact.change", { fact, text: "They never pay" }],
    ] as const)
      expect(await order(office, action, jurgen, params)).toMatchObject({
        kind: "refused",
        why: expect.stringMatching(/no such thing/),
      });
    expect(standing(office)).toHaveLength(1);
  }));

/** An agent wishes it, having read what the label says. */
async function wish(office: Office, scope: string, label: Label, params: Record<string, Json>): Promise<string> {
  return write(office, (transaction) => {
    const submitted = submitIntent(transaction, {
      steps: [{ action: "fact.learn", params }],
      reason: "They wrote so.",
      evidence: [],
      key: JSON.stringify(params),
      about: null,
      scope,
      principal: "agent:scribe",
      actor: "agent:scribe@1",
      label,
      run: null,
      causation: undefined,
      workflow: undefined,
    });
    const id = String(submitted?.data.intent);
    judgeIntent(transaction, office.workspace.charter.authority, id);
    return id;
  });
}

/** A company with an agent that may remember. */
function withScribe(work: (office: Office) => Promise<void>): Promise<void> {
  return inHome(["policies", "agents"], async (home) => {
    hire(home, { name: "scribe", wakes: ["mail.received@1"], may: ["fact.learn"], script: '"mail.received@1"() {},' });
    await inOffice(work, { home });
  });
}

const verdicts = (office: Office) =>
  office
    .events("verdict.given")
    .filter(
      (event) =>
        event.actor === "kernel" && office.workspace.ledger.byId(event.causation ?? "")?.actor === "agent:scribe@1",
    )
    .map((event) => event.data.kind);

test("an agent keeps a plain fact of its client by itself, with the trust of what it read; instructions and the house are asked", () =>
  withScribe(async (office) => {
    const client = await openClient(office, 0);
    const outside: Label = { scopes: [client.id], trust: "outside" };
    const received = office.events("mail.received")[0]?.seq ?? 0;
    await wish(office, client.id, outside, { text: "They like PDFs", kind: "preference", sources: [received] });
    await wish(office, client.id, outside, { text: "Always send PDFs", kind: "instruction" });
    await wish(office, client.id, outside, { text: "PDFs are liked", scope: "house" });
    expect(verdicts(office)).toEqual(["execute", "ask", "ask"]);
    expect(standing(office)).toMatchObject([{ kind: "preference", trust: "outside", sources: String(received) }]);

    // Said by the owner, too, it is the owner's word.
    await done(office, "fact.learn", client, { text: "They like PDFs", kind: "preference" });
    expect(standing(office)).toMatchObject([{ kind: "preference", trust: "owner" }]);

    await office.rest();
    await office.approve(office.code(/Remember for everybody: “PDFs are liked”/));
    expect(standing(office)[1]).toMatchObject({ scope: HOUSE, trust: "owner" });
    // The owner approved these very words, so that they belong to no client any more.
    expect(office.events("fact.learned").at(-1)?.label).toEqual({ scopes: [HOUSE], trust: "owner" });
  }));

test("nothing that carries another client's label is kept, not even with the owner's yes", () =>
  withScribe(async (office) => {
    const nora = await openClient(office, 0);
    const jurgen = await openClient(office, 1);
    const both: Label = { scopes: [jurgen.id, nora.id].sort(), trust: "outside" };
    await wish(office, nora.id, both, { text: "Krämer pays more" });
    await wish(office, nora.id, both, { text: "Krämer pays more", scope: "house" });
    expect(verdicts(office)).toEqual(["deny", "deny"]);
    // What the house keeps is everybody's: having read it makes nobody another's.
    await wish(office, nora.id, { scopes: [nora.id, HOUSE].sort(), trust: "owner" }, { text: "They like PDFs" });
    expect(verdicts(office).at(-1)).toBe("execute");
  }));
