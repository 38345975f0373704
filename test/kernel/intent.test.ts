/**
 * The same wish twice: the earlier intent wins, as long as it was not given up.
 */
import { expect, test } from "vitest";
import { type IntentState, intents, submitIntent } from "../../src/kernel/intent.ts";
import { houseLabel } from "../../src/kernel/label.ts";
import type { Transaction } from "../../src/kernel/writer.ts";
import { inOffice, write } from "./company.ts";

function wish(transaction: Transaction, key: string) {
  return submitIntent(transaction, {
    steps: [{ action: "owner.ask", params: { mail: "m", question: "?" } }],
    reason: "a test",
    evidence: [],
    key,
    about: null,
    scope: "workspace",
    principal: "agent:intake",
    actor: "agent:intake@1",
    label: houseLabel("workspace"),
    run: null,
    causation: undefined,
    workflow: undefined,
  });
}

test("of two intents with the same key the earlier wins, within one commit and across commits", () =>
  inOffice(async (office) => {
    const both = await Promise.all([
      write(office, (transaction) => wish(transaction, "same")?.seq ?? null),
      write(office, (transaction) => wish(transaction, "same")?.seq ?? null),
      write(office, (transaction) => wish(transaction, "other")?.seq ?? null),
    ]);
    expect(both.map((seq) => seq !== null)).toEqual([true, false, true]);
    expect(await write(office, (transaction) => wish(transaction, "same"))).toBeNull();
    expect(office.workspace.records.find(intents, "1 = 1")).toHaveLength(2);
  }));

test("a key is kept so that it can be compared and not read: it may name an address or quote a question", () =>
  inOffice(async (office) => {
    await write(office, (transaction) => wish(transaction, "contact.sort:ada@one.example"));
    const [event] = office.events("intent.submitted");
    expect(JSON.stringify(event?.data)).not.toContain("ada");
    expect(event?.data.key).toMatch(/^[\da-f]{64}$/);
  }));

test("a key is free again once its intent was given up, and stays taken while it is open or done", () =>
  inOffice(async (office) => {
    const taken: Record<IntentState, boolean> = {
      submitted: true,
      asked: true,
      executed: true,
      denied: false,
      rejected: false,
      withdrawn: false,
      expired: false,
      undone: false,
    };
    for (const [state, expected] of Object.entries(taken)) {
      await write(office, (transaction) => {
        const submitted = wish(transaction, `key ${state}`);
        transaction.records.flush();
        transaction.run("UPDATE intents SET state = ? WHERE id = ?", [state, String(submitted?.data.intent)]);
      });
      expect((await write(office, (transaction) => wish(transaction, `key ${state}`))) === null, state).toBe(expected);
    }
  }));

test("an intent without a step is refused", () =>
  inOffice(async (office) => {
    const empty = write(office, (transaction) =>
      submitIntent(transaction, {
        steps: [],
        reason: "",
        evidence: [],
        key: "k",
        about: null,
        scope: "workspace",
        principal: "agent:intake",
        actor: "agent:intake@1",
        label: houseLabel("workspace"),
        run: null,
        causation: undefined,
        workflow: undefined,
      }),
    );
    await expect(empty).rejects.toThrow("at least one step");
  }));
