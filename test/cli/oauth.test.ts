/**
 * `oauth` as an owner uses it: with a code for another device, with a browser, and with a browser on another machine; what it
 * prints is what the house then starts with.
 */
import { PassThrough, Readable, Writable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { runVerb } from "../../src/command-line.ts";
import { TokenServer } from "../support/oauth/server.ts";
import { PACKAGE_ROOT } from "../support/office.ts";

interface Running {
  /** What it asks the person to do, once it has said something like it. */
  readonly asks: (pattern: RegExp) => Promise<string>;
  /** At a terminal: what the person types. */
  readonly type: (line: string) => void;
  readonly ended: Promise<{ code: number; stdout: string; stderr: string }>;
}

function run(words: readonly string[], environment: Record<string, string>, isTTY = false): Running {
  const texts = { out: "", err: "" };
  const waiting = new Set<() => void>();
  const kept = (name: "out" | "err") =>
    new Writable({
      write(chunk: Buffer, _, done) {
        texts[name] += chunk.toString();
        for (const look of waiting) look();
        done();
      },
    });
  const keys = new PassThrough();
  const ended = runVerb(words, {
    environment,
    input: () => (isTTY ? Object.assign(keys, { isTTY }) : Readable.from([])),
    out: kept("out"),
    err: kept("err"),
    packageRoot: PACKAGE_ROOT,
    leave: () => undefined,
  }).then((code) => ({ code, stdout: texts.out, stderr: texts.err }));
  return {
    ended,
    type: (line) => void keys.write(`${line}\n`),
    asks: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(texts.err);
          if (!found) return;
          waiting.delete(look);
          resolve(found[0]);
        };
        waiting.add(look);
        look();
        ended.then(({ code }) => reject(new Error(`it ended (${code}) and said: ${texts.err}`)));
      }),
  };
}

async function tokenServer(): Promise<TokenServer> {
  const server = await TokenServer.open();
  onTestFinished(() => server.stop());
  return server;
}

/** Before the first sign-in: everything but the refresh token. */
function appOf(server: TokenServer, prefix: "MAIL" | "CALDAV" = "MAIL"): Record<string, string> {
  const { [`${prefix}_OAUTH_REFRESH_TOKEN`]: _, ...app } = server.environment(prefix);
  return app;
}

const ADDRESS = /http:\/\/\S+\/authorize\S+/;

/** A browser that was shown the address: where it ends, once the person has agreed or refused. */
async function browse(address: string): Promise<string> {
  const answer = await fetch(address, { redirect: "manual" });
  const location = answer.headers.get("location");
  if (!location) throw new Error(`the sign-in page says ${await answer.text()}`);
  return location;
}

test("with a code for another device: one line on stdout, the rest is said beside it", async () => {
  const server = await tokenServer();
  server.books.deviceInterval = 0.05;
  // The line that waits for it may stand there already.
  const environment = { ...appOf(server), MAIL_OAUTH_REFRESH_TOKEN: "" };
  const running = run(["oauth", "mail", "--device", `${server.origin}/devicecode`, "--scope", "mail"], environment);
  await running.asks(/type the code WDJB-MJHT/);
  server.books.person = "agrees";
  const { code, stdout, stderr } = await running.ended;
  expect(code).toBe(0);
  const given = server.books.given.filter((one) => one.startsWith("refresh-")).at(-1);
  expect(stdout).toBe(`MAIL_OAUTH_REFRESH_TOKEN=${given}\n`);
  for (const secret of server.books.given) expect(stderr).not.toContain(secret);
  expect(server.faults).toEqual([]);
});

test("with a browser: it comes back to this machine with a code that only we can use", async () => {
  const server = await tokenServer();
  server.books.person = "agrees";
  const words = ["oauth", "calendar", "--authorize", `${server.origin}/authorize`, "--scope", "calendar", "--json"];
  const running = run(words, appOf(server, "CALDAV"));
  const address = await running.asks(ADDRESS);
  const back = await browse(address);
  // Somebody who wasn't sent by us is turned away, and nothing is lost by that.
  const forged = new URL(back);
  forged.searchParams.set("state", "somebody-else's");
  forged.searchParams.set("code", "forged");
  expect((await fetch(forged)).status).toBe(400);
  expect((await fetch(new URL("/favicon.ico", back))).status).toBe(400);
  const page = await fetch(back);
  expect(await page.text()).toContain("You can close this page");
  const { code, stdout, stderr } = await running.ended;
  const given = server.books.given.filter((one) => one.startsWith("refresh-")).at(-1);
  expect(JSON.parse(stdout)).toEqual({ ok: true, variable: "CALDAV_OAUTH_REFRESH_TOKEN", value: given });
  expect(code).toBe(0);
  for (const secret of server.books.given) expect(stderr).not.toContain(secret);
  expect(server.faults).toEqual([]);
  await expect(fetch(back)).rejects.toThrow(); // nobody listens there any more
});

test("with a browser on another machine: the address that it ended at is pasted", async () => {
  const server = await tokenServer();
  server.books.person = "agrees";
  const words = ["oauth", "mail", "--authorize", `${server.origin}/authorize`, "--scope", "mail"];
  const running = run(words, appOf(server), true);
  const back = await browse(await running.asks(ADDRESS));
  running.type("what now?");
  await running.asks(/Paste the whole of it/);
  running.type(`  ${back}`);
  expect(await running.ended).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^MAIL_OAUTH_REFRESH_TOKEN=\S+\n$/),
  });
});

test("no is an answer; a token server that refuses the code is told of without what it repeats", async () => {
  const server = await tokenServer();
  const words = ["oauth", "mail", "--authorize", `${server.origin}/authorize`, "--scope", "mail"];
  server.books.person = "refuses";
  const refused = run(words, appOf(server));
  await fetch(await browse(await refused.asks(ADDRESS)));
  expect(await refused.ended).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringContaining("You said no there"),
  });
  server.books.person = "agrees";
  const wrong = run(words, { ...appOf(server), MAIL_OAUTH_CLIENT_SECRET: "wrong-secret" });
  await fetch(await browse(await wrong.asks(ADDRESS)));
  const { code, stderr } = await wrong.ended;
  expect(code).toBe(1);
  expect(stderr).toContain("127.0.0.1 doesn't let this app sign in: “Wrong secret “…” for the-app.”");
  expect(stderr).not.toContain("wrong-secret");
});

test("what must be set before, and what isn't known of a provider, is named", async () => {
  const server = await tokenServer();
  const says = async (words: readonly string[], environment: Record<string, string>) => {
    const { code, stderr, stdout } = await run(["oauth", ...words], environment).ended;
    expect([code, stdout]).toEqual([words.includes("fax") ? 2 : 1, ""]);
    return stderr;
  };
  expect(await says(["mail"], {})).toBe(
    "MAIL_OAUTH_PROVIDER and MAIL_OAUTH_CLIENT_ID must be set before you can sign in; docs/mail.md says how to get them.\n",
  );
  expect(await says(["mail"], { MAIL_OAUTH_PROVIDER: "google" })).toContain("MAIL_OAUTH_CLIENT_ID must be set");
  expect(await says(["mail"], { MAIL_OAUTH_PROVIDER: "http://idp.example/token" })).toContain(
    "expected google, microsoft",
  );
  expect(await says(["calendar"], { CALDAV_OAUTH_PROVIDER: "microsoft", CALDAV_OAUTH_CLIENT_ID: "a" })).toContain(
    "Microsoft 365 has no CalDAV",
  );
  expect(await says(["mail"], appOf(server))).toContain("--scope");
  expect(await says(["mail", "--scope", "mail"], appOf(server))).toContain("--authorize or --device");
  expect(await says(["mail", "--device", "http://idp.example/device"], appOf(server))).toContain(
    "begins with https://",
  );
  expect(await says(["fax"], {})).toContain("mail, calendar");
});
