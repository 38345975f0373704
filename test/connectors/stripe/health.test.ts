/**
 * What doctor says of Stripe, and what it never says.
 */
import { expect, test } from "vitest";
import { type StripeHarness, withStripe } from "../../support/stripe/harness.ts";

const says = async ({ connector }: StripeHarness) => {
  const { ok, says } = await connector.check();
  expect(says).not.toMatch(/sk_|rk_|whsec_/);
  return `${ok ? "ok" : "not ok"}: ${says}`;
};

test("a key that works, whose account it is, and that no real money moves", () =>
  withStripe(async (harness) => {
    expect(await says(harness)).toBe(
      "ok: Stripe: the key works for “Robin Vale Consulting”, in test mode: no real money moves. Stripe calls at /stripe, and events are read every minute, too.",
    );
  }));

test("a restricted key that may not read the account has no name, and works; a live one says so", () =>
  withStripe(async (harness) => {
    harness.secretKey = "rk_live_of_the_tests";
    harness.platform.keys.set(harness.secretKey, /events/);
    harness.restart();
    expect(await says(harness)).toMatch(/^ok: Stripe: the key works, with real money\./);
  }));

test("a key that is wrong, lacks a right, or was taken back says what to do", () =>
  withStripe(async (harness) => {
    harness.secretKey = "rk_test_of_little_use";
    harness.platform.keys.set(harness.secretKey, /account/);
    harness.restart();
    expect(await says(harness)).toMatch(
      /^not ok: The key in STRIPE_SECRET_KEY may not do that: .* Give it the right in Stripe/,
    );
    harness.platform.keys.clear();
    expect(await says(harness)).toMatch(
      /^not ok: Stripe doesn't accept the key\. Put a valid one into STRIPE_SECRET_KEY/,
    );
  }));

test("a Stripe that is down, busy, or not Stripe at all", () =>
  withStripe(async (harness) => {
    harness.platform.faults.plan("404-without-error", /events/);
    expect(await says(harness)).toBe("not ok: Stripe answered without a list where one was asked for.");
    harness.platform.faults.plan("429", /events/);
    expect(await says(harness)).toBe("not ok: Stripe asks for patience: too many requests.");
    await harness.platform.down();
    expect(await says(harness)).toBe("not ok: Stripe can't be reached.");
  }));

test("an account that writes its events in an older version", () =>
  withStripe(async (harness) => {
    harness.platform.world.apiVersion = "2024-06-20";
    harness.platform.people.paysWithout(100);
    expect(await says(harness)).toMatch(
      /Its events are written in version 2024-06-20, and read in 2026-10-28\.endive\.$/,
    );
  }));
