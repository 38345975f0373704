/**
 * What others have built of Stripe, tried with our connector's own calls, as far as each goes: `emulate` knows customers and
 * signs webhooks, and answers what it doesn't know with a 404 without an `error`; `stripe-stateful-mock` knows charges and
 * refunds.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createEmulator } from "emulate";
import { afterEach, expect, test } from "vitest";
import type { HookRequest } from "../../../src/connectors/connector.ts";
import { StripeApi } from "../../../src/connectors/stripe/api.ts";
import { Happenings } from "../../../src/connectors/stripe/happenings.ts";
import { checked } from "../../../src/connectors/stripe/hook.ts";
import { customerFor, OurInvoices } from "../../../src/connectors/stripe/ours.ts";

const SECRET = "whsec_of_the_emulator";
const WHO = { client: "c_acme", name: "Acme GmbH", email: "anna@acme.example", language: "en" };
const closers: Array<() => Promise<void>> = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function listening(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  closers.push(async () => {
    const closed = new Promise<void>((done) => server.close(() => done()));
    server.closeAllConnections();
    await closed;
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function apiAt(apiUrl: string): StripeApi {
  const config = { secretKey: "sk_test_of_the_tests", webhookSecret: SECRET, apiUrl };
  return new StripeApi({ config, now: () => Date.now() });
}

/** The emulator, and the requests with which it calls. */
async function emulated(): Promise<{ api: StripeApi; calls: HookRequest[] }> {
  const calls: HookRequest[] = [];
  const ears = await listening(
    createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      calls.push({ headers, body: Buffer.concat(chunks) });
      response.end();
    }),
  );
  const free = createServer();
  const url = await listening(free);
  await closers.pop()?.();
  const seed = { tokens: {}, stripe: { webhooks: [{ url: ears, events: ["*"], secret: SECRET }] } };
  const emulator = await createEmulator({ service: "stripe", port: Number(new URL(url).port), baseUrl: url, seed });
  closers.push(() => emulator.close());
  return { api: apiAt(url), calls };
}

test("the emulator's customer is made once and found again, and its call is Stripe's, a changed one is not", async () => {
  const { api, calls } = await emulated();
  const made = await customerFor(api, WHO);
  expect(await customerFor(api, WHO)).toBe(made);
  expect(calls).toHaveLength(1);
  const [call] = calls as [HookRequest];
  const at = { secret: SECRET, now: Date.now() };
  expect(await checked(api, call, at)).toMatchObject({ kind: "event", event: { type: "customer.created" } });
  const changed = { ...call, body: Buffer.from(call.body.toString().replace("Acme", "Acne")) };
  expect(await checked(api, changed, at)).toMatchObject({ kind: "refused" });
  expect(await checked(api, call, { ...at, now: at.now + 301_000 })).toMatchObject({ kind: "refused" });
});

test("the emulator's 404 without an error is taken for no answer, anywhere", async () => {
  const { api } = await emulated();
  await expect(api.events(["invoice.paid"], null)).rejects.toMatchObject({ trouble: "changed" });
  await expect(api.invoice("in_1")).rejects.toMatchObject({ trouble: "changed" });
  await expect(new OurInvoices(api).find("v_1", Date.now())).rejects.toMatchObject({ trouble: "changed" });
});

test("the mock's charge and refund mean what they are", async () => {
  // @ts-expect-error: it comes without types.
  const mock: unknown = await import("stripe-stateful-mock");
  const { createExpressApp } = mock as { createExpressApp: () => Parameters<typeof createServer>[1] };
  const api = apiAt(await listening(createServer(createExpressApp())));
  const client = await api.client();
  const charge = await client.charges.create({
    amount: 5000,
    currency: "eur",
    source: "tok_visa",
    description: "2026-0001",
  });
  const happenings = new Happenings({ api, zone: "Europe/Berlin" });
  const hint = { event: "evt_1", type: "charge.succeeded" as const, id: charge.id, at: Date.now() };
  expect(await happenings.of(hint)).toMatchObject([
    { kind: "payment", payment: { amountCents: 5000, currency: "EUR", reference: "2026-0001", invoice: null } },
  ]);
  const refund = await client.refunds.create({ charge: charge.id, amount: 2000 });
  const seen = [];
  for await (const one of api.refunds({ since: Date.now() - 60_000 })) seen.push(one.id);
  expect(seen).toEqual([refund.id]);
  const back = { event: "evt_2", type: "refund.created" as const, id: refund.id, at: Date.now() };
  expect(await happenings.of(back)).toMatchObject([{ kind: "news", news: { kind: "refunded", amountCents: 2000 } }]);
  await expect(happenings.of({ ...hint, id: "ch_nowhere" })).rejects.toMatchObject({ statusCode: 404 });
});
