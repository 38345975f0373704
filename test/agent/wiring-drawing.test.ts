import { expect, test } from "vitest";
import type { AgentSpec } from "../../src/agent/spec.ts";
import type { Wiring } from "../../src/agent/wiring.ts";
import { drawWiring } from "../../src/agent/wiring-drawing.ts";

const spec = (name: string, more: Partial<AgentSpec> = {}): AgentSpec => ({
  name,
  version: 1,
  objective:
    "Every message is understood, filed with whom it belongs to, and answered or put to the owner the same day.",
  wakes: ["mail.received@1"],
  may: ["client.open", "mail.answer"],
  reads: ["client", "memory"],
  budget: { run: 0.05, day: 1 },
  accepts: "Nothing is overlooked.",
  ...more,
});

const house: Wiring = {
  agents: [
    { spec: spec("watcher", { wakes: ["day.started@1"], may: [], reads: [] }) },
    { spec: spec("intake"), handlers: ["mail.received@1"] },
  ],
  events: [
    { type: "mail.received@1", from: "connector mail" },
    { type: "day.started@1", from: "kernel" },
    { type: "client.opened@1", from: "action client.open" },
  ],
  actions: [
    { name: "client.open", permitted: true },
    { name: "mail.answer", connector: "mail", permitted: true },
  ],
  connectors: ["mail"],
  readable: ["client", "memory"],
};

test("the drawing shows who wakes whom, what they may do and where it leaves", () => {
  expect(drawWiring(house)).toBe(
    `
intake, version 1, a script: Every message is understood, filed with whom it
  belongs to, and answered or put to the owner the same day.
  is woken by
    mail.received@1 <- connector mail
  may
    client.open -> stays in the house
    mail.answer -> connector mail
  reads client, memory

watcher, version 1, a model loop: Every message is understood, filed with whom
  it belongs to, and answered or put to the owner the same day.
  is woken by
    day.started@1 <- kernel
  may do nothing
  reads nothing

Events that wake nobody
  client.opened@1`.trim(),
  );
});

test("what does not fit is marked", () => {
  const agents = [{ spec: spec("intake", { wakes: ["mail.lost@1"], may: ["mail.answer", "no.thing"] }) }];
  const drawn = drawWiring({
    ...house,
    agents,
    connectors: [],
    actions: [{ name: "mail.answer", connector: "mail", permitted: false }],
  });
  expect(drawn).toContain("mail.lost@1 <- nobody (!)");
  expect(drawn).toContain("mail.answer -> connector mail (!) not connected (!) never permitted");
  expect(drawn).toContain("no.thing    -> no such action (!)");
});

test("no line is wider than 80 columns, whatever the names are", () => {
  const long = `${"very-long-name-".repeat(9)}x`;
  const agents = [
    {
      spec: spec(long, {
        wakes: [`${long}.happened@1`, "a.b@1"],
        may: [`${long}.do`, "mail.answer"],
        reads: [long, long, long],
      }),
    },
  ];
  const events = [
    { type: `${long}.happened@1`, from: `connector ${long}` },
    { type: "a.b@1", from: Array.from({ length: 20 }, (_, at) => `connector number-${at}`).join(", ") },
  ];
  for (const line of drawWiring({ ...house, agents, events }).split("\n"))
    expect(line.length, line).toBeLessThanOrEqual(80);
});
