/**
 * Real processes, really killed, with both chats connected: `kill -9` while it starts, while cards are posted, right after a tap
 * and while cards are rewritten. What the owner was told is done, is done, and once. ATELIER_SWEEP=full kills it more often.
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { sampleMails } from "../../src/connectors/mail-folder/samples.ts";
import type { LedgerEvent } from "../../src/kernel/event.ts";
import { lots } from "../crash/enumerator.ts";
import { atelier, eventually, json, Service, sentMails, temporaryHome } from "../support/cli.ts";
import { SlackPlatform } from "../support/slack/platform.ts";
import type { ShownMessage } from "../support/slack/shown.ts";
import { type Stored, TelegramPlatform } from "../support/telegram/platform.ts";

const FULL = process.env.ATELIER_SWEEP === "full";
const KILLS = FULL ? 15 : 4;
const SEED = process.env.ATELIER_SWEEP_SEED ?? "24 November";
const ANSWER_MS = 12;
const REWRITES = /^(chat\.update|editMessageText)$/;
const DONE = /✅ Approved/;

/** The owner's two chats, which outlive every process. */
class Owner {
  readonly slack: SlackPlatform;
  readonly telegram: TelegramPlatform;
  readonly #atDesk;
  readonly #onPhone;
  readonly #group;
  /** Codes of what the owner was told is approved. */
  readonly told = new Set<string>();

  private constructor(slack: SlackPlatform, telegram: TelegramPlatform) {
    this.slack = slack;
    this.telegram = telegram;
    this.#atDesk = slack.person("U0000OWNER", { name: "Robin" });
    this.#onPhone = telegram.person({ id: 101, name: "Robin" });
    this.#group = telegram.group({ title: "Atelier", members: [this.#onPhone], forum: true });
  }

  /** Answers take a moment, so that a kill often comes between what was done and its being known. */
  static async open(): Promise<Owner> {
    const owner = new Owner(await SlackPlatform.open(), await TelegramPlatform.open());
    for (const method of ["chat.postMessage", "chat.update"]) owner.slack.delay(method, ANSWER_MS);
    for (const method of ["sendMessage", "editMessageText"]) owner.telegram.delay(method, ANSWER_MS);
    return owner;
  }

  get environment(): Record<string, string> {
    return {
      SLACK_BOT_TOKEN: this.slack.tokens.bot,
      SLACK_APP_TOKEN: this.slack.tokens.app,
      SLACK_API_URL: this.slack.apiUrl,
      SLACK_CHANNEL: this.slack.room,
      SLACK_OWNER: "U0000OWNER",
      TELEGRAM_BOT_TOKEN: this.telegram.token,
      TELEGRAM_API_ROOT: this.telegram.apiRoot,
      TELEGRAM_CHAT: String(this.#group.id),
      TELEGRAM_OWNER: "101",
    };
  }

  /** How often something was written in the chats. */
  calls(methods: RegExp): number {
    return [...this.slack.calls, ...this.telegram.calls].filter((call) => methods.test(call.method)).length;
  }

  /** How often a card was sent to one of the chats. */
  cardsSent(chat: "slack" | "telegram"): number {
    const isCard = (args: object) => JSON.stringify(args).includes("Why I ask");
    if (chat === "slack")
      return this.slack.calls.filter((call) => call.method === "chat.postMessage" && isCard(call.args)).length;
    return this.telegram.made("sendMessage").filter((call) => isCard(call.args)).length;
  }

  get slackCards(): ShownMessage[] {
    return this.slack.messages(this.slack.room).filter((one) => one.byApp && /Why I ask/.test(one.lines.join("\n")));
  }

  get phoneCards(): Stored[] {
    return this.telegram.messages(this.#group).filter((one) => /Why I ask/.test(one.text));
  }

  /** Approves something that waits, on one of the chats; `false` where nothing can be tapped there. */
  approve(lot: (below: number) => number): boolean {
    this.look();
    const onPhone = this.phoneCards.filter((card) => card.keyboard.flat().some((one) => one.text === "Approve"));
    const atDesk = this.slackCards.filter((card) => card.buttons.includes("Approve"));
    const phone = onPhone[lot(Math.max(onPhone.length, 1))];
    const desk = atDesk[lot(Math.max(atDesk.length, 1))];
    if (phone && (lot(2) === 0 || !desk)) {
      const code = codeOf(phone.text);
      this.#onPhone.tap(phone, "Approve").then(
        (answer) => void (DONE.test(answer.text) && this.told.add(code)),
        () => {}, // killed before it could answer
      );
      return true;
    }
    if (desk) void this.#atDesk.tap(desk, "Approve");
    return desk !== undefined;
  }

  /** Reads what the cards say by now. */
  look(): void {
    for (const text of [
      ...this.slackCards.map((one) => one.lines.join("\n")),
      ...this.phoneCards.map((one) => one.text),
    ])
      if (DONE.test(text)) this.told.add(codeOf(text));
  }

  /** Older cards on the phone, of which only the platform knows, say that there is a newer one when they are touched. */
  async touchOlder(): Promise<void> {
    const older = this.phoneCards.filter(
      (card) => card.keyboard.length > 0 && this.phoneCards.some((one) => one.id > card.id && sameCard(one, card)),
    );
    for (const card of older) {
      const answer = await this.#onPhone.tap(card, "Approve");
      expect(answer.text).toMatch(/newer card|⏳/); // the hourglass where the process is busy; then the words come in private
    }
    await eventually(() => older.every((card) => card.keyboard.length === 0), "the end of older cards");
  }

  /**
   * Clients of whom a card says that they were opened and answered. What was approved on the phone before its card came to the
   * desk is not shown there any more.
   */
  get opened(): number {
    const texts = [...this.slackCards.map((one) => one.lines.join("\n")), ...this.phoneCards.map((one) => one.text)];
    return new Set(texts.filter((text) => DONE.test(text) && /Open .* as a client/.test(text)).map(codeOf)).size;
  }

  /** Cards that say by now that there is a newer one. */
  get older(): number {
    return this.telegram.messages(this.#group).filter((one) => /There is a newer card/.test(one.text)).length;
  }

  async close(): Promise<void> {
    await this.slack.close();
    await this.telegram.close();
  }
}

test(
  `killed ${KILLS} times, it keeps every approval that was told of, and sends nothing twice`,
  async () => {
    const lot = lots(`${SEED} chats`);
    const home = temporaryHome();
    const owner = await Owner.open();
    let dropped = 0;
    try {
      for (let kill = 1; kill <= KILLS; kill++) {
        const service = new Service(home, owner.environment);
        await liveThrough(kill, { lot, owner, drop: () => drop(home, ++dropped) });
        expect((await service.stop("SIGKILL")).stderr).toBe("");
      }
      const last = new Service(home, owner.environment);
      await eventually(
        async () => {
          await owner.touchOlder();
          owner.approve(lot);
          await pause(20);
          owner.look();
          return owner.opened === dropped && live(owner) === 0;
        },
        "everything approved",
        FULL ? 120_000 : 40_000,
      );
      expect(await last.stop("SIGTERM")).toMatchObject({ code: 0, stderr: "" });
      await check(home, owner, dropped);
    } finally {
      await owner.close();
    }
  },
  FULL ? 600_000 : 120_000,
);

/** Up to the moment at which it is killed, a different one each time. */
async function liveThrough(
  kill: number,
  { lot, owner, drop }: { lot: (below: number) => number; owner: Owner; drop: () => void },
): Promise<void> {
  drop();
  if (kill % 5 === 0) return pause(lot(1200)); // while it starts
  if (kill % 5 === 1) {
    // In the very middle of a card: it will stand there, and the process never learns of it.
    const chat = kill % 2 === 0 ? "slack" : "telegram";
    const sent = owner.cardsSent(chat);
    return reached(() => owner.cardsSent(chat) > sent);
  }
  await eventually(() => owner.slack.sockets.connections > 0, "the socket");
  if (kill % 5 === 2) {
    await reached(() => owner.slackCards.some((card) => card.buttons.includes("Approve")));
    owner.approve(lot);
    return pause(lot(30));
  }
  await reached(() => owner.slackCards.some((card) => card.buttons.includes("Approve")));
  const rewritten = owner.calls(REWRITES);
  if (owner.approve(lot)) await reached(() => owner.calls(REWRITES) > rewritten + lot(3));
}

/** Looks more often than `eventually`: the kill should come at that very moment. */
async function reached(holds: () => boolean): Promise<void> {
  const end = performance.now() + 8_000;
  while (!holds() && performance.now() < end) await pause(1);
}

async function check(home: string, owner: Owner, dropped: number): Promise<void> {
  const { stdout } = await atelier(home, ["export"]);
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as LedgerEvent);
  const of = (type: string) => events.filter((event) => event.type === type);
  const approved = new Set(of("proposal.approved").map((event) => event.data.proposal));
  const code = new Map(of("proposal.opened").map((event) => [String(event.data.code), event.data.proposal]));
  for (const told of owner.told) expect(approved.has(code.get(told) ?? "")).toBe(true);
  expect(of("mail.received")).toHaveLength(dropped);
  // A mail whose process was killed again and again while it was being sent becomes a question, and is sent on its answer.
  const retried = of("effect.retried").length;
  expect(of("effect.failed")).toHaveLength(retried);
  expect(of("proposal.approved")).toHaveLength(dropped + retried);
  expect(of("effect.performed")).toHaveLength(dropped);
  expect(of("effect.uncertain")).toEqual([]);
  expect(sentMails(home)).toHaveLength(dropped);
  expect((await json(home, ["verify"])).document.ok).toBe(true);
  expect(live(owner)).toBe(0);
  // In Slack a card can be looked up, so there is one; on the phone one more for each kill in the middle of sending it.
  const inSlack = owner.slackCards.map((one) => codeOf(one.lines.join("\n")));
  expect(inSlack).toEqual([...new Set(inSlack)]);
  const onPhone = owner.phoneCards.map((one) => codeOf(one.text));
  expect(onPhone).toEqual([...new Set(onPhone)]);
  const more = owner.older;
  // Whether a kill came while a card was on its way is chance; more than one older card a kill is none.
  expect(more).toBeLessThanOrEqual(KILLS);
  process.stdout.write(
    `kill -9 with chats: ${KILLS} killed, ${dropped} requests approved, ${more} older cards on the phone\n`,
  );
}

/** Cards with buttons. */
function live(owner: Owner): number {
  return (
    owner.slackCards.filter((one) => one.buttons.length > 0).length +
    owner.phoneCards.filter((one) => one.keyboard.length > 0).length
  );
}

function codeOf(text: string): string {
  const [, code] = /^\s*(?:.*· )?(?:Code )?([A-Z2-9]{4})$/m.exec(text) ?? [];
  if (!code) throw new Error(`no code on ${text}`);
  return code;
}

function sameCard(one: Stored, other: Stored): boolean {
  return codeOf(one.text) === codeOf(other.text);
}

/** A mail from a house we don't know yet, written aside and moved in, as a mail program does it. */
function drop(home: string, number: number): void {
  const raw = (sampleMails(Date.now())[0]?.raw ?? "").replaceAll(
    "whitfield-ceramics.example",
    `studio-${number}.example`,
  );
  const root = join(home, "mail");
  for (const folder of ["tmp", "new"]) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, "tmp", `drop-${number}`), raw);
  renameSync(join(root, "tmp", `drop-${number}`), join(root, "new", `${number}.eml`));
}
