/**
 * Invariant 5: an effect happens at most once per idempotency key; what failed softly is tried again as retries.yaml says,
 * what failed hard is one card, and what is unknown is looked up or becomes a question.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Connector } from "../../src/connectors/connector.ts";
import { answerTo, type Delivery, type Found, type Receipt } from "../../src/kernel/delivery.ts";
import { effects } from "../../src/kernel/effect.ts";
import { instead } from "../support/around.ts";
import type { Office } from "../support/office.ts";
import { dropInquiry, inHome, inOffice, letter, NORA, openClient, rewrite } from "./company.ts";

interface Outside {
  readonly tries: Array<{ key: string; at: number }>;
  lookups: number;
}

/** A mail connector whose outside behaves as told: `perform` gives the receipt of the nth try, or the real one. */
function outside(
  perform: (nth: number, send: () => Promise<Receipt>) => Promise<Receipt>,
  lookup?: (real: () => Promise<Found>) => Promise<Found>,
): { around: (connector: Connector) => Connector; seen: Outside; clock: { now: () => number } } {
  const seen: Outside = { tries: [], lookups: 0 };
  const clock = { now: () => 0 };
  const around = (connector: Connector): Connector =>
    instead(connector, {
      perform(delivery: Delivery) {
        seen.tries.push({ key: delivery.key, at: clock.now() });
        return perform(seen.tries.length, () => connector.perform(delivery));
      },
      lookup(delivery: Delivery) {
        seen.lookups++;
        return lookup ? lookup(() => connector.lookup(delivery)) : connector.lookup(delivery);
      },
    });
  return { around, seen, clock };
}

/** An inquiry that the owner has approved: its answer is on its way. */
async function approved(office: Office): Promise<void> {
  dropInquiry(office, 0);
  await office.rest();
  expect((await office.approve(office.code(/as a client/))).kind).toBe("approved");
  await office.rest();
}

const states = (office: Office) => office.workspace.records.find(effects, "1 = 1").map((effect) => effect.state);
const retryCards = (office: Office) =>
  office.shown.filter((one) => one.code && /Send the mail again/.test(one.card.title));

const soft: Receipt = { kind: "soft", failure: "timeout", why: "the server was silent" };

test("what failed softly is tried again, each time twice as late, with the same key, until it is through", () => {
  const { around, seen, clock } = outside((nth, send) => (nth < 4 ? Promise.resolve(soft) : send()));
  return inOffice(
    async (office) => {
      clock.now = () => office.clock.now();
      await approved(office);
      for (let second = 0; second < 400; second += 10) {
        office.clock.advance(10_000);
        await office.rest();
      }
      const begun = seen.tries[0]?.at ?? 0;
      expect(seen.tries.map((one) => (one.at - begun) / 1000)).toEqual([0, 30, 90, 210]);
      expect(new Set(seen.tries.map((one) => one.key)).size).toBe(1);
      expect(states(office)).toEqual(["performed"]);
      expect(office.sent()).toHaveLength(1);
      expect(retryCards(office)).toHaveLength(0);
    },
    { around },
  );
});

test("a soft failure that doesn't pass becomes one card after the last try that retries.yaml allows", () =>
  inHome(["policies"], (home) => {
    rewrite(join(home, "policies", "retries.yaml"), (text) => text.replace("attempts: 6", "attempts: 3"));
    const { around, seen } = outside(() => Promise.resolve(soft));
    return inOffice(
      async (office) => {
        await approved(office);
        for (let minute = 0; minute < 10; minute++) {
          office.clock.advance(60_000);
          await office.rest();
        }
        expect(seen.tries).toHaveLength(3);
        expect(states(office)).toEqual(["failed"]);
        expect(retryCards(office)).toHaveLength(1);
        expect(JSON.stringify(retryCards(office)[0]?.card)).toContain("the server was silent");
      },
      { around, home },
    );
  }));

test("a failure that retries.yaml doesn't name as passing is put to the owner at once", () => {
  const { around, seen } = outside(() =>
    Promise.resolve({ kind: "soft", failure: "mailbox-full", why: "their mailbox is full" }),
  );
  return inOffice(
    async (office) => {
      await approved(office);
      expect(seen.tries).toHaveLength(1);
      expect(retryCards(office)).toHaveLength(1);
    },
    { around },
  );
});

test("a hard failure is one card; yes sends it again, under the same key", () => {
  const { around, seen } = outside((nth, send) =>
    nth === 1 ? Promise.resolve({ kind: "hard", why: "no such user" }) : send(),
  );
  return inOffice(
    async (office) => {
      await approved(office);
      expect(states(office)).toEqual(["failed"]);
      expect(retryCards(office)).toHaveLength(1);
      expect(retryCards(office)[0]?.card.title).toContain(NORA);
      expect((await office.approve(office.code(/Send the mail again/))).kind).toBe("approved");
      await office.rest();
      expect(states(office)).toEqual(["performed"]);
      expect(new Set(seen.tries.map((one) => one.key)).size).toBe(1);
      expect(office.sent()).toHaveLength(1);
    },
    { around },
  );
});

test("a hard failure is one card; no leaves it as it is, for good", () => {
  const { around, seen } = outside(() => Promise.resolve({ kind: "hard", why: "no such user" }));
  return inOffice(
    async (office) => {
      await approved(office);
      expect((await office.reject(office.code(/Send the mail again/), "never mind")).kind).toBe("rejected");
      office.clock.advance(3_600_000);
      await office.rest();
      expect(states(office)).toEqual(["settled"]);
      expect(seen.tries).toHaveLength(1);
      expect(office.workspace.records.find(effects, "state = 'failed'")).toHaveLength(0);
    },
    { around },
  );
});

test("a second try that fails asks a second time, never by itself", () => {
  const { around, seen } = outside(() => Promise.resolve({ kind: "hard", why: "no such user" }));
  return inOffice(
    async (office) => {
      await approved(office);
      await office.approve(office.code(/Send the mail again/));
      await office.rest();
      expect(seen.tries).toHaveLength(2);
      expect(new Set(retryCards(office).map((one) => one.code)).size).toBe(2);
    },
    { around },
  );
});

test("an unknown outcome is looked up first: found means done, and nothing is sent twice", () => {
  const { around, seen } = outside(async (_, send) => {
    await send();
    return { kind: "unknown", why: "the line broke" };
  });
  return inOffice(
    async (office) => {
      await approved(office);
      expect(seen).toMatchObject({ lookups: 1 });
      expect(seen.tries).toHaveLength(1);
      expect(states(office)).toEqual(["performed"]);
      expect(office.sent()).toHaveLength(1);
    },
    { around },
  );
});

test.each(["at once", "by a look-up"] as const)(
  "what its service gives back for an effect, %s, is kept, sealed",
  (how) => {
    const answer = { page: "https://pay.example/secret" };
    const { around } = outside(
      async (_, send) => {
        await send();
        return how === "at once" ? { kind: "done", answer } : { kind: "unknown", why: "the line broke" };
      },
      () => Promise.resolve({ kind: "found", answer }),
    );
    return inOffice(
      async (office) => {
        await approved(office);
        await office.restart();
        const [effect] = office.workspace.records.find(effects, "1 = 1");
        if (!effect) throw new Error("nothing left");
        const known = await office.workspace.writer.submit((transaction) => answerTo(transaction, effect));
        expect(known).toEqual(answer);
        const [performed] = office.events("effect.performed");
        expect(JSON.stringify(performed?.data)).not.toContain("secret");
      },
      { around },
    );
  },
);

test("an unknown outcome that can't be looked up is uncertain: a question to the owner, and never a second try", () => {
  const { around, seen } = outside(
    () => Promise.resolve({ kind: "unknown", why: "the line broke" }),
    () => Promise.resolve({ kind: "unknown", why: "the server keeps no copies" }),
  );
  return inOffice(
    async (office) => {
      await approved(office);
      office.clock.advance(86_400_000);
      await office.rest();
      expect(seen.tries).toHaveLength(1);
      expect(states(office)).toEqual(["uncertain"]);
      expect(office.events("effect.uncertain")).toHaveLength(1);
      expect(retryCards(office)).toHaveLength(1);
      expect(retryCards(office)[0]?.card.title).toContain("may have left already");
      await office.restart();
      await office.rest();
      expect(seen.tries).toHaveLength(1);
    },
    { around },
  );
});

test("a connector that throws has told nothing: the outcome is looked up", () => {
  const { around, seen } = outside((nth, send) => (nth === 1 ? Promise.reject(new Error("broken pipe")) : send()));
  return inOffice(
    async (office) => {
      await approved(office);
      expect(seen.lookups).toBe(1);
      office.clock.advance(60_000);
      await office.rest();
      expect(states(office)).toEqual(["performed"]);
      expect(office.sent()).toHaveLength(1);
    },
    { around },
  );
});

test("a claim that a dead process left behind is looked up before anything else", async () => {
  const real = outside((_, send) => send());
  await inOffice(
    async (office) => {
      dropInquiry(office, 0);
      await office.rest();
      await office.approve(office.code(/as a client/));
      const [effect] = office.workspace.records.find(effects, "1 = 1");
      if (!effect) throw new Error("no effect was queued");
      await office.workspace.writer.submit((transaction) =>
        transaction.run("INSERT INTO deliveries (effect, state, attempt, next_at) VALUES (?, 'claimed', 1, 0)", [
          effect.id,
        ]),
      );
      await office.restart();
      await office.rest();
      expect(real.seen.lookups).toBe(1);
      expect(states(office)).toEqual(["performed"]);
      expect(office.sent()).toHaveLength(1);
    },
    { around: real.around },
  );
});

test("a bounce of our own mail is a failure of that very effect, and one question", () =>
  inOffice(async (office) => {
    await openClient(office, 0);
    const [effect] = office.workspace.records.find(effects, "1 = 1");
    const report = [
      "This is the mail system.",
      "--b",
      "Content-Type: message/delivery-status",
      "",
      "Reporting-MTA: dns; mail.example",
      "",
      `Final-Recipient: rfc822; ${NORA}`,
      "Action: failed",
      "Status: 5.1.1",
      "Diagnostic-Code: smtp; 550 no such user",
      "",
      "--b",
      "Content-Type: message/rfc822",
      "",
      `Message-ID: ${effect?.reference}`,
      `To: ${NORA}`,
      "Subject: Re: A new website",
      "",
      "Hello",
      "--b--",
    ];
    const headers = ["MIME-Version: 1.0", 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"'];
    const raw = letter({ from: "MAILER-DAEMON@mail.example", id: "bounce@test", text: "", subject: "Undelivered" })
      .replace(/MIME-Version.*\r\nContent-Type.*\r\n/, `${headers.join("\r\n")}\r\n`)
      .concat(["--b", "Content-Type: text/plain", "", ...report].join("\r\n"));
    office.drop("bounce.eml", raw);
    await office.rest();
    office.drop("bounce-again.eml", raw.replace("bounce@test", "bounce.2@test"));
    await office.rest();
    expect(states(office)).toEqual(["bounced"]);
    expect(retryCards(office)).toHaveLength(1);
    expect(JSON.stringify(retryCards(office)[0]?.card)).toContain("550 no such user");
  }));
