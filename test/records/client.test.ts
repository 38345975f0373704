/**
 * The record of a client: corrected and taken back by events, merged without rewriting anything.
 */
import { expect, test } from "vitest";
import { VirtualClock } from "../../src/lib/clock.ts";
import { type Client, clients, clientTitle, findClients, mergedScope } from "../../src/records/client.ts";
import { deskOf, inOffice, openClient } from "../kernel/company.ts";
import type { Office } from "../support/office.ts";
import { START } from "../support/office.ts";

const clientOf = (office: Office, id: string): Client | undefined => office.workspace.records.get(clients, id);

async function correct(office: Office, client: Client, field: string, value: string): Promise<string> {
  const desk = deskOf(office);
  const asked = await desk.order({
    action: "record.correct",
    client: client.id,
    params: { field, value, reason: "it was wrong" },
    now: false,
  });
  if (asked.kind !== "asked") throw new Error(JSON.stringify(asked));
  expect((await desk.approve(asked.code)).kind).toBe("approved");
  return asked.code;
}

test("a correction changes the one field, with a reason on record, and is shown as before and after", () =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    const desk = deskOf(office);
    const params = { field: "company", value: "Whitfield & Co", reason: "new name" };
    const asked = await desk.order({ action: "record.correct", client: "nora", params, now: false });
    if (asked.kind !== "asked") throw new Error(JSON.stringify(asked));
    expect(asked.card.rows).toContainEqual({ label: "Company", before: client.company, after: "Whitfield & Co" });
    await desk.approve(asked.code);
    expect(clientOf(office, client.id)).toEqual({ ...client, company: "Whitfield & Co", version: client.version + 1 });
    const [event] = office.events("client.corrected");
    expect(office.words(event)).toEqual({ value: "Whitfield & Co", reason: "new name" });
  }));

test("a correction is taken back to what it was, by another event", () =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    for (const field of ["name", "company", "need"] as const) {
      const code = await correct(office, client, field, "something else");
      expect(clientOf(office, client.id)?.[field]).toBe("something else");
      expect((await deskOf(office).undo(code)).kind).toBe("undone");
      expect(clientOf(office, client.id)?.[field]).toBe(client[field]);
    }
    expect(office.events("client.corrected")).toHaveLength(6);
  }));

test("what was empty before a correction is empty again after it was taken back, not forgotten", () =>
  inOffice(async (office) => {
    const client = await openClient(office, 0);
    await office.workspace.writer.submit((transaction) =>
      transaction.append({
        type: "client.corrected",
        actor: "owner:console:local",
        scope: client.id,
        subject: `client:${client.id}`,
        label: { scopes: [client.id], trust: "owner" },
        data: { client: client.id, field: "company" },
        private: { value: "", reason: "there is none" },
      }),
    );
    expect(clientOf(office, client.id)?.company).toBeNull();
    const code = await correct(office, client, "company", "Whitfield Ltd");
    expect((await deskOf(office).undo(code)).kind).toBe("undone");
    expect(clientOf(office, client.id)?.company).toBeNull();
  }));

test("a correction needs a field that there is, a value and a reason", () =>
  inOffice(async (office) => {
    await openClient(office, 0);
    const desk = deskOf(office);
    const bad = [
      { field: "stage", value: "active", reason: "r" },
      { field: "name", value: " ", reason: "r" },
      { field: "name", value: "X", reason: "" },
    ];
    for (const params of bad)
      expect((await desk.order({ action: "record.correct", client: "Nora", params, now: true })).kind).toBe("refused");
    expect(office.events("client.corrected")).toHaveLength(0);
  }));

test("clients are found by name, company or id; one exact name wins over many that contain it", () =>
  inOffice(
    async (office) => {
      const nora = await openClient(office, 0);
      const jurgen = await openClient(office, 1);
      const { records } = office.workspace;
      const ids = (words: string) => findClients(records, words).map((client) => client.id);
      expect(ids("nora whitfield")).toEqual([nora.id]);
      expect(ids("ceramics")).toEqual([nora.id]);
      expect(ids(jurgen.id)).toEqual([jurgen.id]);
      expect(ids("r").sort()).toEqual([nora.id, jurgen.id].sort());
      expect(ids("nobody")).toEqual([]);
      expect(clientTitle(undefined)).toBe("someone unknown");
    },
    { clock: new VirtualClock(START) },
  ));

test("merged scopes are followed to their end", () =>
  inOffice(async (office) => {
    const scopes = ["c_a", "c_b", "c_c"];
    await office.workspace.writer.submit((transaction) => {
      for (const scope of scopes)
        transaction.append({
          type: "mail.received",
          actor: "connector:mail",
          scope,
          subject: `mail:m_${scope}`,
          label: { scopes: [scope], trust: "outside" },
          data: { mail: `m_${scope}`, opensLead: true, contact: true, automatic: "test" },
          private: { from: [{ name: scope, address: `${scope}@one.example` }], messageId: null, content: scope },
        });
      for (const [from, into] of [
        ["c_a", "c_b"],
        ["c_b", "c_c"],
      ] as const)
        transaction.append({
          type: "scope.merged",
          actor: "owner:console:local",
          scope: into,
          subject: `client:${from}`,
          label: { scopes: [into], trust: "owner" },
          data: { from, into },
          private: { addresses: [`${from}@one.example`] },
        });
    });
    const { records } = office.workspace;
    expect(scopes.map((scope) => mergedScope(records, scope))).toEqual(["c_c", "c_c", "c_c"]);
    expect(mergedScope(records, "unknown")).toBe("unknown");
    const outcome = await deskOf(office).order({
      action: "scope.merge",
      params: { from: "c_c", into: "c_a" },
      now: true,
    });
    expect(outcome.kind, "a circle").toBe("refused");
  }));
