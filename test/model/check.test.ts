/** What the check-up says of the models that were named. */
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkModels } from "../../src/model/check.ts";
import { loadPrices } from "../../src/policy/prices.ts";
import { startModelServer } from "../support/model/server.ts";

const prices = loadPrices({ folder: join(import.meta.dirname, "../../policies"), label: "policies" });

test("a server that answers is named; a model without a price says which line to add", async () => {
  const server = await startModelServer();
  onTestFinished(() => server.stop());
  const about = { baseUrl: server.url, apiKey: server.key, prices, now: Date.UTC(2026, 10, 24) };
  const [reached, unpriced, ...none] = await checkModels({ ...about, names: ["gpt-4.1-mini", "nobodys-model"] });
  expect(reached).toMatchObject({
    ok: true,
    says: expect.stringMatching(/^gpt-4\.1-mini, nobodys-model, at 127\.0\.0\.1/),
  });
  expect(unpriced).toMatchObject({ ok: false, says: expect.stringMatching(/nobodys-model/) });
  expect(none).toEqual([]);
});

test("a key that isn't accepted and a server that isn't there are told apart", async () => {
  const server = await startModelServer();
  const about = { baseUrl: server.url, names: ["gpt-4.1-mini"], prices, now: Date.UTC(2026, 10, 24) };
  const wrong = await checkModels({ ...about, apiKey: "sk-wrong" });
  await server.stop();
  const gone = await checkModels({ ...about, apiKey: server.key });
  expect(wrong).toEqual([{ ok: false, says: expect.stringMatching(/doesn't accept the key: check OPENAI_API_KEY/) }]);
  expect(gone).toEqual([{ ok: false, says: expect.stringMatching(/can't be reached/) }]);
});
