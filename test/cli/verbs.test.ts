/**
 * The operator's contract, verb by verb, as scripts see it: exit codes, one JSON document, words for people.
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sampleMails } from "../../src/connectors/mail-folder/samples.ts";
import { atelier, atelierProcess, dropSamples, json, queueOf, sentMails, temporaryHome } from "../support/cli.ts";

/** What a person should never have to read. */
const MACHINE_TALK = /\n\s+at |Error:|node:|\b[a-z]_[0-9a-f]{32}\b|[{[]"|undefined|\[object/;

let prepared: string;
beforeAll(async () => {
  prepared = mkdtempSync(join(tmpdir(), "atelier-cli-"));
  dropSamples(prepared, 1);
  expect(await atelier(prepared, ["tick", "--until-idle"])).toMatchObject({ code: 0, stderr: "" });
});
afterAll(() => rmSync(prepared, { recursive: true, force: true }));

/** A home of its own in which one inquiry waits as a card. */
function homeWithInquiry(): string {
  const home = temporaryHome();
  cpSync(prepared, home, { recursive: true });
  return home;
}

describe("on an empty home", () => {
  const kind: ReadonlyArray<readonly [string, RegExp]> = [
    ["status", /Nothing waits for you/],
    ["queue", /Nothing waits for you/],
    ["who", /intake[\s\S]*nobody yet/],
    ["rules", /You are asked first/],
    ["verify", /The ledger is whole/],
    ["doctor", /made at the first start/],
    ["tick", /Nothing waits for you/],
    ["resume", /Nothing was paused/],
    ["say queue", /Nothing waits for you/],
  ];
  test.each(kind)("%s answers in words and ends with 0", async (verb, words) => {
    const { code, stdout, stderr } = await atelier(temporaryHome(), verb.split(" "));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(words);
    expect(stdout).not.toMatch(MACHINE_TALK);
  });

  test("export prints nothing and ends with 0", async () => {
    expect(await atelier(temporaryHome(), ["export"])).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("what is asked about nothing is refused with 1, in words on stderr", { timeout: 60_000 }, async () => {
    const home = temporaryHome();
    for (const line of [...nothingThere, "later ABCD", "again ABCD", "resume agent:nobody", "pause agent:nobody"]) {
      const { code, stdout, stderr } = await atelier(home, line.split(" "));
      expect({ line, code, stdout }).toEqual({ line, code: 1, stdout: "" });
      expect(stderr.trim()).not.toBe("");
      expect(stderr).not.toMatch(MACHINE_TALK);
      expect(stderr).not.toMatch(/Invalid input|expected string/);
    }
  });

  test("with --json the refusal is the one document on stdout", { timeout: 60_000 }, async () => {
    const home = temporaryHome();
    for (const line of nothingThere.filter((_, at) => at % 3 === 0)) {
      const answer = await json(home, line.split(" "));
      expect(answer, line).toMatchObject({ code: 1, document: { ok: false, why: expect.stringMatching(/\w/) } });
    }
  });
});

/** One of each kind of answer. */
const nothingThere = [
  "why ABCD",
  "approve ABCD",
  "undo ABCD",
  "reject ABCD --reason no",
  "do client.opn",
  "do client.open",
  "correct Nora --set name=x --reason typo",
  "pause something",
  "say make me a coffee",
];

describe("wrong usage", () => {
  const wrong = ["nosuch", "approve", "edit ABCD", "edit ABCD --set text", "approve A --revision two", "tick --until"];
  test.each(wrong)("“%s” ends with 2 and says what is wrong", async (line) => {
    const { code, stdout, stderr } = await atelier(temporaryHome(), line.split(" "));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^error: /);
  });

  test.each(["nosuch", "edit ABCD --set text"])("“%s --json” says it as a document, too", async (line) => {
    const answer = await json(temporaryHome(), line.split(" "));
    expect(answer).toMatchObject({ code: 2, document: { ok: false, why: expect.stringMatching(/\w/) } });
  });

  test("no verb at all shows the verbs and ends with 2; --help and --version end with 0", async () => {
    const home = temporaryHome();
    expect(await atelier(home, [])).toMatchObject({ code: 2, stderr: expect.stringContaining("approve") });
    expect(await atelier(home, ["--help"])).toMatchObject({ code: 0, stdout: expect.stringContaining("approve") });
    expect(await atelier(home, ["--version"])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+/) });
  });
});

test("tick --until-idle reads a mail that was copied in just before, and every shape is the contract's", async () => {
  const home = homeWithInquiry();
  const [card, ...others] = await queueOf(home);
  expect(others).toEqual([]);
  expect(card).toMatchObject({
    code: expect.stringMatching(/^[A-Z2-9]{4}$/),
    action: "client.open",
    client: expect.stringContaining("Whitfield"),
    title: expect.stringContaining("Whitfield"),
    revision: 1,
    expiresAt: expect.any(Number),
  });
  expect(card?.expiresAt).toBeGreaterThan(Date.now());
  const status = await json<{ head: { seq: number; hash: string } }>(home, ["status"]);
  expect(status).toMatchObject({
    code: 0,
    document: {
      paused: false,
      waiting: 1,
      head: { seq: expect.any(Number), hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    },
  });
  const verified = await json(home, ["verify"]);
  expect(verified.document).toEqual({ ok: true, events: status.document.head.seq, head: status.document.head });
  const exported = (await atelier(home, ["export"])).stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(exported.map((event) => event.seq)).toEqual(exported.map((_, index) => index + 1));
  expect(exported).toHaveLength(status.document.head.seq);
  expect(exported.map((event) => event.type)).toContain("mail.received");
  expect(JSON.stringify(exported)).not.toContain("Whitfield");
});

test("a file that is still settling is waited for, however soon the tick comes", async () => {
  const home = temporaryHome();
  await atelier(home, ["tick"]);
  const [inquiry] = sampleMails(Date.now());
  const writing = setInterval(() => writeFileSync(join(home, "mail", "new", "1.eml"), inquiry?.raw ?? ""), 50);
  const done = setTimeout(() => clearInterval(writing), 1500);
  // Whoever writes it is no part of the process that reads it, and isn't held up by that.
  const { code, stdout } = await atelierProcess(home, ["tick", "--until-idle", "--json"]);
  clearTimeout(done);
  clearInterval(writing);
  expect({ code, waiting: JSON.parse(stdout).waiting }).toEqual({ code: 0, waiting: 1 });
});

test("approve with nobody running sends its own answer, and nothing else happens", async () => {
  const home = temporaryHome();
  dropSamples(home, 2);
  expect(await atelier(home, ["tick", "--until-idle"])).toMatchObject({ code: 0, stderr: "" });
  const [first, second] = await queueOf(home);
  // Something new lies there, too: deciding is not ticking.
  writeFileSync(join(home, "mail", "new", "later.eml"), sampleMails(Date.now())[4]?.raw ?? "");
  const before = await json(home, ["status"]);
  const { code, stdout, stderr } = await atelier(home, ["approve", first?.code ?? ""]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/Approved[\s\S]*Sent/);
  expect(sentMails(home)).toHaveLength(1);
  expect((await queueOf(home)).map((card) => card.code)).toEqual([second?.code]);
  expect((await json(home, ["status"])).document.mails).toBe(before.document.mails);
  const again = await atelier(home, ["approve", first?.code ?? ""]);
  expect(again).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(/That is over/) });
  expect(sentMails(home)).toHaveLength(1);
});

test("a code in lower case is the same code, and an unknown one names those that wait", async () => {
  const home = homeWithInquiry();
  const [card] = await queueOf(home);
  const unknown = await atelier(home, ["approve", "0000"]);
  expect(unknown).toMatchObject({ code: 1, stdout: "" });
  expect(unknown.stderr).toContain(card?.code);
  expect(await atelier(home, ["approve", (card?.code ?? "").toLowerCase()])).toMatchObject({ code: 0 });
});

test("approve with a revision other than the one that is open does nothing and shows the card", async () => {
  const home = homeWithInquiry();
  const code = (await queueOf(home))[0]?.code ?? "";
  expect(await atelier(home, ["edit", code, "--set", "text=Hello Nora,\nyes."])).toMatchObject({ code: 0 });
  const old = await atelier(home, ["approve", code, "--revision", "1"]);
  expect(old).toMatchObject({ code: 1, stderr: expect.stringContaining("You have not seen this card as it is now") });
  expect(sentMails(home)).toEqual([]);
  expect(await atelier(home, ["approve", code, "--revision", "2"])).toMatchObject({ code: 0 });
  expect(sentMails(home)).toHaveLength(1);
});

test("an edit names the fields there are when it names one there isn't", async () => {
  const home = homeWithInquiry();
  const code = (await queueOf(home))[0]?.code ?? "";
  const { stderr } = await atelier(home, ["edit", code, "--set", "txt=Hello"]);
  expect(stderr).toMatch(/no “txt”.*did you mean “text”.*subject/s);
});

test("reject, later and self close a card, each in its own words", async () => {
  const home = temporaryHome();
  dropSamples(home, 2);
  expect(await atelier(home, ["tick", "--until-idle"])).toMatchObject({ code: 0, stderr: "" });
  const [first, second] = await queueOf(home);
  expect(await atelier(home, ["later", first?.code ?? ""])).toMatchObject({ code: 0, stdout: /Put away/ });
  expect((await atelier(home, ["queue"])).stdout).toMatch(/1 put away until later/);
  expect(await atelier(home, ["reject", second?.code ?? "", "--reason", "no time"])).toMatchObject({ code: 0 });
  expect(await atelier(home, ["self", first?.code ?? ""])).toMatchObject({ code: 0, stdout: /Left to you/ });
  expect(await queueOf(home)).toEqual([]);
  expect(sentMails(home)).toEqual([]);
});

test("a pause holds what was approved, status names it in words, resume lets it go with the next tick", async () => {
  const home = homeWithInquiry();
  const code = (await queueOf(home))[0]?.code ?? "";
  expect(await atelier(home, ["pause", "client:whitfield"])).toMatchObject({
    code: 0,
    stdout: /Paused Nora Whitfield|Paused Whitfield/,
  });
  const status = await atelier(home, ["status"]);
  expect(status.stdout).toMatch(/Paused: (Nora )?Whitfield/);
  expect(status.stdout).not.toMatch(MACHINE_TALK);
  expect((await json(home, ["status"])).document.paused).toBe(true);
  expect(await atelier(home, ["approve", code])).toMatchObject({ code: 0, stdout: /on its way out/ });
  await atelier(home, ["tick", "--until-idle"]);
  expect(sentMails(home)).toEqual([]);
  expect(await atelier(home, ["resume"])).toMatchObject({ code: 0, stdout: /Going on/ });
  await atelier(home, ["tick", "--until-idle"]);
  expect(sentMails(home)).toHaveLength(1);
});

test("do shows the card first and acts with --yes; correct puts a record right; undo says what can't be taken back", async () => {
  const home = homeWithInquiry();
  const code = (await queueOf(home))[0]?.code ?? "";
  await atelier(home, ["approve", code]);
  const asked = await atelier(home, ["do", "mail.answer", "--client", "Whitfield", "--set", "text=One more thing."]);
  expect(asked).toMatchObject({ code: 0, stdout: expect.stringContaining("Nothing has happened yet") });
  expect(sentMails(home)).toHaveLength(1);
  const done = await atelier(home, [
    "do",
    "mail.answer",
    "--client",
    "Whitfield",
    "--set",
    "text=And another.",
    "--yes",
  ]);
  expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining("Sent") });
  expect(sentMails(home)).toHaveLength(2);
  const corrected = await json(home, ["correct", "Whitfield", "--set", "name=Norah Whitfield", "--reason", "typo"]);
  expect(corrected).toMatchObject({ code: 0, document: { ok: true } });
  expect((await atelier(home, ["who"])).stdout).toMatch(/Whitfield/);
  const undone = await atelier(home, ["undo", code]);
  expect(undone.stdout + undone.stderr).toMatch(/can't be taken back/);
  expect((await json(home, ["verify"])).document.ok).toBe(true);
});

test("why tells the story in sentences, trace names every event, both by code or number", async () => {
  const home = homeWithInquiry();
  const code = (await queueOf(home))[0]?.code ?? "";
  const why = await atelier(home, ["why", code]);
  expect(why.stdout).toMatch(/Nora Whitfield[\s\S]*wrote[\s\S]*You were asked/);
  expect(why.stdout).not.toMatch(MACHINE_TALK);
  const trace = await json<Array<{ type: string }>>(home, ["trace", code]);
  expect(trace.document.map((event) => event.type)).toEqual(
    expect.arrayContaining(["mail.received", "proposal.opened"]),
  );
  expect((await atelier(home, ["why", "2"])).code).toBe(0);
});

test("say does what the verbs do, and refuses what it doesn't understand", async () => {
  const home = homeWithInquiry();
  const code = (await queueOf(home))[0]?.code ?? "";
  expect(await atelier(home, ["say", "what", "is", "waiting?"])).toMatchObject({ code: 0, stdout: /Whitfield/ });
  expect(await atelier(home, ["say", `approve ${code}`])).toMatchObject({ code: 0, stdout: /Approved/ });
  expect((await json(home, ["say", "sing"])).document).toMatchObject({ ok: false, why: expect.any(String) });
});

test("every verb's words stay free of ids, JSON and machine talk after a whole journey", async () => {
  const home = temporaryHome();
  dropSamples(home, 5);
  await atelier(home, ["tick", "--until-idle"]);
  for (const verb of ["status", "queue", "who", "rules", "verify", "doctor"]) {
    const { code, stdout } = await atelier(home, [verb]);
    expect(code, verb).toBe(0);
    expect(stdout, verb).not.toMatch(MACHINE_TALK);
  }
});
