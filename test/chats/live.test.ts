/**
 * The built program as a newcomer runs it: an environment, two chats, a code, and a card that arrives. It says what is missing,
 * and stops when it is told to.
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { INQUIRY, letter } from "../journeys/letters.ts";
import { atelier, eventually, json, Service, sentMails, temporaryHome } from "../support/cli.ts";
import type { Person as SlackPerson } from "../support/slack/person.ts";
import { SlackPlatform } from "../support/slack/platform.ts";
import { TelegramPlatform } from "../support/telegram/platform.ts";
import { standing } from "./standing.ts";

const UP = /Running until it is told to stop/;
const REQUEST = /as a client and answer Nora Whitfield[\s\S]*This would leave/;

let slack: SlackPlatform;
let telegram: TelegramPlatform;
let robin: SlackPerson;
let phone: ReturnType<TelegramPlatform["person"]>;

beforeEach(async () => {
  slack = await SlackPlatform.open();
  telegram = await TelegramPlatform.open();
  robin = slack.person("U0000ROBIN", { name: "Robin" });
  phone = telegram.person({ id: 101, name: "Robin" });
});

afterEach(async () => {
  await slack.close();
  await telegram.close();
});

test("from nothing: a code pairs each chat, the card arrives in both, a tap decides, and unpair and lock end it", async () => {
  const home = temporaryHome();
  const port = await freePort();
  const environment = { ...unpaired(), PORT: String(port) };
  slack.fail("apps.connections.open", { status: 503, times: 2 });
  const service = new Service(home, environment);
  await service.until(UP);
  expect(service.said).toMatch(/Slack has no owner yet/);
  expect(service.said).toMatch(/Telegram has no owner yet/);
  expect(await ready(port)).toMatch(/^503 not ready: .*slack is not connected/);
  await eventually(async () => (await ready(port)) === "200 ready\n", "readiness");

  drop(home, letter(INQUIRY));
  await service.until(/approve [A-Z2-9]{4}/);
  expect(cards("slack")).toEqual([]); // nobody is paired, so nothing is shown
  expect(cards("telegram")).toEqual([]);

  const inSlack = await code(home, "slack", environment);
  const stranger = slack.person("U000STRANGE", { name: "Eve" });
  await stranger.dm("hello, what waits?");
  await robin.dm(inSlack);
  await eventually(() => cards("slack").length === 1, "the card in Slack");
  expect(slack.messages(robin.room).some((one) => REQUEST.test(one.lines.join("\n")))).toBe(true);
  expect(slack.messages(stranger.room).some((one) => REQUEST.test(one.lines.join("\n")))).toBe(false);
  phone.start(await code(home, "telegram", environment));
  await eventually(() => cards("telegram").length === 1, "the card in Telegram");

  const card = telegram.messages(phone.chat).find((one) => REQUEST.test(one.text));
  if (!card) throw new Error("there is no card in Telegram");
  expect((await phone.tap(card, "Approve")).text).toMatch(/✅ Approved|⏳/);
  await eventually(() => sentMails(home).length === 1, "the mail");
  for (const chat of ["slack", "telegram"] as const)
    await eventually(
      () => cards(chat).every((one) => /✅ Approved on Telegram.*Sent\./.test(one.text)),
      `the end in ${chat}`,
    );
  expect(cards("slack").flatMap((one) => one.buttons)).toEqual([]);

  drop(
    home,
    letter({
      ...INQUIRY,
      from: "Ben Oak <ben@oak.example>",
      text: INQUIRY.text.replaceAll("Whitfield", "Oak"),
      id: "b",
    }),
  );
  const second = await shown(/answer Ben Oak[\s\S]*This would leave/);
  expect(await atelier(home, ["unpair", "telegram"], environment)).toMatchObject({ code: 0, stderr: "" });
  await eventually(() => /🔒 Locked/.test(second().text) && second().keyboard.length === 0, "the lock on the phone");
  phone.say(phone.chat, "queue");
  await eventually(
    () => telegram.messages(phone.chat).some((one) => /work for one person only/.test(one.text)),
    "the refusal",
  );
  expect(await atelier(home, ["lock"], environment)).toMatchObject({ code: 0, stderr: "" });
  await eventually(() => standing({ slack, telegram }).every((one) => one.buttons.length === 0), "the lock everywhere");
  expect((await json(home, ["status"], environment)).document.paused).not.toEqual([]);
  await robin.dm("resume");
  await eventually(
    () => slack.whispers(robin.user.id).some((one) => /work for one person only/.test(one.text)),
    "the note",
  );

  const { code: exit, stderr, tookMs } = await service.stop("SIGTERM");
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
  expect(tookMs).toBeLessThan(5000);
  expect((await json(home, ["verify"])).document.ok).toBe(true);
});

test("stopped while both platforms don't answer, it ends within 5 s all the same", async () => {
  const home = temporaryHome();
  const asked = () => telegram.made("getMyCommands").length + telegram.made("setMyCommands").length;
  const before = asked();
  const service = new Service(home, owned());
  await service.until(UP);
  await eventually(() => slack.sockets.connections === 1, "the socket");
  // What it asks at its start is answered: afterwards only the card is on its way.
  await eventually(() => asked() > before, "the list of commands");
  await new Promise((resolve) => setTimeout(resolve, 500));
  slack.delay("*", 30_000);
  telegram.delay("*", 30_000);
  slack.deaf();
  drop(home, letter(INQUIRY));
  await eventually(() => slack.calls.some((call) => call.method === "chat.postMessage"), "a card on its way");
  await eventually(() => telegram.made("sendMessage").length > 0, "a card on its way");
  const { code: exit, stderr, tookMs } = await service.stop("SIGTERM");
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
  expect(tookMs).toBeLessThan(5000);
});

test("a chat whose token is wrong is told of, and the other one works", async () => {
  const home = temporaryHome();
  const service = new Service(home, { ...owned(), SLACK_BOT_TOKEN: "xoxb-wrong" });
  await service.until(/SLACK_BOT_TOKEN/);
  drop(home, letter(INQUIRY));
  const card = await shown(REQUEST);
  await phone.tap(card(), "Approve");
  await eventually(() => sentMails(home).length === 1, "the mail");
  expect((await service.stop("SIGTERM")).code).toBe(0);
});

test("two that poll with one token: each is told so, and the owner's tap is taken once", async () => {
  const home = temporaryHome();
  const service = new Service(home, owned());
  await service.until(UP);
  const { TELEGRAM_BOT_TOKEN = "", TELEGRAM_API_ROOT = "" } = owned();
  const other = new Service(temporaryHome(), { TELEGRAM_BOT_TOKEN, TELEGRAM_API_ROOT });
  await eventually(() => /another copy/.test(service.said + other.said), "the complaint");
  expect((await other.stop("SIGTERM")).code).toBe(0);
  drop(home, letter(INQUIRY));
  const card = await shown(REQUEST);
  await phone.tap(card(), "Approve");
  await eventually(() => sentMails(home).length === 1, "the mail");
  expect((await service.stop("SIGTERM")).code).toBe(0);
});

test("the doctor names a missing scope and a Telegram that can't be reached", async () => {
  const home = temporaryHome();
  slack.tokens.scopes = slack.tokens.scopes.filter((scope) => scope !== "files:write");
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  const found = await atelier(home, ["doctor"], { ...owned(), TELEGRAM_API_ROOT: nowhere });
  expect(found.code).toBe(1);
  const said = found.stdout + found.stderr;
  expect(said).toMatch(/files:write is missing/);
  expect(said).toMatch(/Telegram bot.*can't reach Telegram/);
  expect(said).not.toContain(telegram.token);
  expect(said).not.toContain(slack.tokens.bot);
});

function unpaired(): Record<string, string> {
  return {
    SLACK_BOT_TOKEN: slack.tokens.bot,
    SLACK_APP_TOKEN: slack.tokens.app,
    SLACK_API_URL: slack.apiUrl,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
  };
}

function owned(): Record<string, string> {
  return { ...unpaired(), SLACK_OWNER: robin.user.id, TELEGRAM_OWNER: String(phone.id) };
}

/** A fresh pairing code, as the console shows it. */
async function code(home: string, chat: string, environment: Record<string, string>): Promise<string> {
  const { stdout, code: exit } = await atelier(home, ["pair", chat], environment);
  expect(exit).toBe(0);
  const [found] = /\b[A-Z2-9]{4}-[A-Z2-9]{4}\b/.exec(stdout) ?? [];
  if (!found) throw new Error(`no code in ${stdout}`);
  return found;
}

function cards(surface: "slack" | "telegram") {
  return standing({ slack, telegram }).filter((one) => one.surface === surface && REQUEST.test(one.text));
}

/** The card on the phone that reads so, as it stands whenever it is asked for. */
async function shown(reads: RegExp) {
  const find = () => telegram.messages(phone.chat).findLast((one) => reads.test(one.text));
  await eventually(() => find() !== undefined, `a card like ${reads}`);
  return () => {
    const found = find();
    if (!found) throw new Error(`no card like ${reads}`);
    return found;
  };
}

async function ready(port: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
  return `${answer.status} ${await answer.text()}`;
}

function drop(home: string, raw: string): void {
  const root = join(home, "mail");
  for (const folder of ["tmp", "new"]) mkdirSync(join(root, folder), { recursive: true });
  const name = `${process.hrtime.bigint()}.eml`;
  writeFileSync(join(root, "tmp", name), raw);
  renameSync(join(root, "tmp", name), join(root, "new", name));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
