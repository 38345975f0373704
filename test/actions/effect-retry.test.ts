/**
 * What failed, came back or may have left is one question; where nobody can tell, the owner says which it was.
 */
import { expect, test } from "vitest";
import { effectRetry } from "../../src/actions/effect-retry.ts";
import type { Prepared, Refused, View } from "../../src/kernel/action.ts";
import { type EffectState, effects } from "../../src/kernel/effect.ts";

const EFFECT = {
  id: "e_1",
  intent: "i_1",
  scope: "c_1",
  connector: "mail",
  operation: "send",
  key: "k.0.0",
  seq: 7,
  queued_at: 0,
  reference: "a@vale.example",
  version: 1,
};
const LETTER = { to: ["nora@w.example"], cc: [], subject: "Re", text: "Yes.", messageId: "a@vale.example" };
const action = effectRetry({ messageIdFor: (key) => `${key}@vale.example` });

function ask(state: EffectState, params: Readonly<Record<string, string>>) {
  const view = {
    now: 0,
    records: { get: (kind: unknown) => (kind === effects ? { ...EFFECT, state } : undefined) },
    privateAt: () => ({ payloads: [LETTER] }),
  } as unknown as View;
  const parsed = action.parse({ effect: "e_1", why: "the line broke", to: "nora@w.example", ...params });
  if (!parsed.ok) throw new Error(parsed.why);
  const prepared: Prepared | Refused = action.prepare(parsed.params, "c_1", view, "key");
  return { prepared, decided: action.decide(parsed.params, "c_1", view, "key") };
}

test("about a mail that may have left there are two answers, in words", () => {
  const { prepared } = ask("uncertain", { trouble: "uncertain" });
  expect(prepared).toMatchObject({
    title: "Send the mail again that may have left already, to nora@w.example",
    choices: [
      { label: "It was sent", set: { answer: "sent" } },
      { label: "Send again", set: { answer: "again" } },
    ],
    undo: "If it had left, they get it twice.",
  });
});

test("“it was sent” puts it on record as any mail that has left, and nothing leaves", () => {
  const { prepared, decided } = ask("uncertain", { trouble: "uncertain", answer: "sent" });
  expect(prepared).toMatchObject({ title: "Take the mail as sent, to nora@w.example", leaves: [] });
  expect(decided).toEqual([
    {
      type: "effect.performed",
      scope: "c_1",
      subject: "effect:e_1",
      data: { effect: "e_1", intent: "i_1", key: "k.0.0", reference: "a@vale.example", attempt: 0 },
    },
  ]);
});

test("“send again” lets the same mail out, by the same name", () => {
  const { decided } = ask("uncertain", { trouble: "uncertain", answer: "again" });
  expect(decided.map(({ type }) => type)).toEqual(["effect.retried"]);
});

test("what is known to have failed or come back can't be said to have been sent", () => {
  for (const trouble of ["failed", "bounced"] as const) {
    expect(ask(trouble, { trouble, answer: "sent" }).prepared).toMatchObject({ kind: "refused" });
    const { prepared } = ask(trouble, { trouble });
    expect(prepared.kind).toBe("prepared");
    expect("choices" in prepared).toBe(false);
  }
});
