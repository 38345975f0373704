/**
 * Signing in on another device, at a strict token server and on a clock of its own: how often it asks, and how it ends.
 */
import { expect, test } from "vitest";
import { signInByDevice } from "../../../src/connectors/oauth/device.ts";
import { oauthProvider } from "../../../src/lib/oauth-provider.ts";
import { TokenServer } from "../../support/oauth/server.ts";

interface Way {
  readonly server: TokenServer;
  /** In seconds, how long it waited each time. */
  readonly waits: number[];
  readonly said: string[];
  /** What happens while it waits for the nth time, instead of nothing; answers how many seconds pass. */
  readonly signIn: (
    during?: (nth: number, seconds: number) => number | Promise<number>,
  ) => ReturnType<typeof signInByDevice>;
}

async function onDevice(work: (way: Way) => Promise<void>): Promise<void> {
  const server = await TokenServer.open();
  let now = 0;
  server.books.now = () => now;
  const [waits, said]: [number[], string[]] = [[], []];
  const provider = oauthProvider(server.tokenUrl);
  if (!provider) throw new Error("no provider");
  const app = {
    purpose: "mail" as const,
    provider: { ...provider, deviceUrl: `${server.origin}/devicecode` },
    clientId: server.books.client.id,
    clientSecret: server.books.client.secret,
  };
  try {
    await work({
      server,
      waits,
      said,
      signIn: (during = (_, seconds) => seconds) =>
        signInByDevice({ app, scope: "mail", say: (words) => said.push(words) }, async (ms) => {
          waits.push(ms / 1000);
          if (waits.length > 400) throw new Error("it asks without end");
          now += 1000 * (await during(waits.length, ms / 1000));
        }),
    });
    expect(server.faults).toEqual([]);
    for (const words of said) expect(words).not.toContain("device-");
  } finally {
    await server.stop();
  }
}

test("it shows where to go and what to type, and asks as often as it may until the person has agreed", () =>
  onDevice(async ({ server, waits, said, signIn }) => {
    const ended = await signIn((nth, seconds) => {
      if (nth === 3) server.books.person = "agrees";
      return seconds;
    });
    expect(said).toEqual([
      `Open ${server.origin}/device on any device, sign in as who your mail belongs to, and type the code WDJB-MJHT\nI wait here until you have.`,
    ]);
    expect(waits).toEqual([5, 5, 5]);
    expect(ended).toEqual({ kind: "signed-in", refreshToken: server.books.given.find((one) => /^refresh/.test(one)) });
  }));

test("a server that is asked too often makes it slower, for good", () =>
  onDevice(async ({ server, waits, signIn }) => {
    await signIn((nth, seconds) => {
      if (nth === 4) server.books.person = "agrees";
      return nth === 1 ? 1 : seconds;
    });
    expect(waits).toEqual([5, 10, 10, 10]);
  }));

test("a server that is away for a moment is asked again, with patience", () =>
  onDevice(async ({ server, waits, signIn }) => {
    const ended = await signIn(async (nth, seconds) => {
      if (nth === 1) await server.stop();
      if (nth === 2) server.trouble = { status: 429 };
      if (nth === 2) await server.start();
      if (nth === 3) server.trouble = null;
      server.books.person = "agrees";
      return seconds;
    });
    expect(waits).toEqual([5, 10, 15]);
    expect(ended.kind).toBe("signed-in");
  }));

test("no, too late, an app that isn't known, no refresh token: each is said in words", () =>
  onDevice(async ({ server, waits, signIn }) => {
    server.books.person = "refuses";
    expect(await signIn()).toEqual({ kind: "not", why: "You said no there, so nothing was signed in." });
    server.books.person = "thinks";
    const late = "It took too long, and the code doesn't hold any more. Sign in again.";
    expect(await signIn()).toEqual({ kind: "not", why: late });
    expect(waits.length).toBeLessThan(190);
    server.books.person = "agrees";
    server.books.givesRefreshTokens = false;
    expect(await signIn()).toMatchObject({ why: expect.stringContaining("gave no refresh token") });
    server.books.client = { ...server.books.client, secret: "another-secret" };
    const refused = await signIn();
    expect(refused).toMatchObject({
      why: "127.0.0.1 doesn't let this app sign in: “Wrong secret “…” for the-app.”. docs/mail.md says how it is set up there.",
    });
    await server.stop();
    expect(await signIn()).toMatchObject({ why: expect.stringMatching(/can't be reached/) });
  }));

test("a server that never says that the time is over isn't asked without end", () =>
  onDevice(async ({ server, waits, signIn }) => {
    const ended = await signIn(() => {
      server.trouble = { status: 400, body: { error: "authorization_pending" } };
      return 0;
    });
    expect(ended.kind).toBe("not");
    expect(waits.length).toBe(181);
  }));
