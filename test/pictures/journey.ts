/**
 * A week of a small company, lived through with real adapters against the local platforms, and what stands in both chats at
 * the moments worth a picture.
 */
import { sampleMails } from "../../src/connectors/mail-folder/samples.ts";
import { readable } from "../../src/lib/zone.ts";
import { type Letter, letter } from "../journeys/letters.ts";
import { Company } from "../support/chats/company.ts";
import { SlackHand } from "../support/chats/slack-hand.ts";
import { TelegramHand } from "../support/chats/telegram-hand.ts";
import { START } from "../support/office.ts";
import type { ShownMessage } from "../support/slack/shown.ts";
import type { Json } from "../support/slack/world.ts";
import type { Stored } from "../support/telegram/world.ts";
import type { SlackMessage } from "./slack-page.ts";
import type { TelegramMessage } from "./telegram-page.ts";

export interface Moment {
  readonly slack: readonly SlackMessage[];
  readonly telegram: readonly TelegramMessage[];
  /** As the phone names it now; the group itself where it is no topic. */
  readonly topic: string;
}

export interface Week {
  /** The card waits, as it came. */
  readonly waiting: Moment;
  /** Edited on the phone, approved at the desk. */
  readonly decided: Moment;
  readonly digest: Moment;
  readonly home: readonly Json[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const INQUIRY = /Whitfield/;
const ANSWER = `Hello Nora,

thank you for your message, and please thank Tom for me. A shop with 60 products by the end of September is possible.

Thursday at 3 pm suits me well; I will call you then.

Best regards,
Robin Vale`;

/** Who writes on the following days, and whether the owner says yes. */
const DAYS: ReadonlyArray<ReadonlyArray<readonly [Letter, approves: boolean]>> = [
  [
    [
      mail("Jonas Keller <jonas@keller-bikes.example>", "Keller Bikes Ltd", "a booking system for our repair courses"),
      true,
    ],
    [mail("Priya Moreau <priya@moreau-books.example>", "Moreau Books Ltd", "a new catalogue for our shop"), true],
  ],
  [[mail("Henrik Sato <henrik@sato-gardens.example>", "Sato Gardens Ltd", "a new website for our nursery"), true]],
  [
    [mail("Lucia Novak <lucia@novak-textiles.example>", "Novak Textiles Ltd", "an online shop for our fabrics"), false],
    [mail("Amara Okafor <amara@okafor-bakery.example>", "Okafor Bakery Ltd", "help with our order planning"), false],
  ],
];

export async function liveThrough(): Promise<Week> {
  const company = await Company.open({ surfaces: ["slack", "telegram"] });
  try {
    const watch = new Watch(company);
    const [desk, phone] = [watch.desk, watch.phone];
    await watch.receive(String(sampleMails(START)[0]?.raw));
    const waiting = await watch.thread(INQUIRY);
    await phone.rewrite(INQUIRY, ANSWER);
    watch.look();
    company.office.clock.advance(HOUR_MS / 4);
    await desk.tap(/Thursday at 3 pm/, "Approve");
    await company.rest();
    watch.look();
    const decided = await watch.thread(/Thursday at 3 pm/);
    for (const day of DAYS) {
      await watch.sleep();
      await watch.wake();
      for (const [of, approves] of day) {
        await watch.receive(letter({ ...of, date: new Date(company.office.clock.now()).toUTCString() }));
        if (approves) await desk.tap(new RegExp(of.from.split(" ", 2).join(" ")), "Approve");
      }
    }
    await watch.receive(letter(STRANGER));
    await watch.sleep();
    const digest = await watch.newest(/Your day/);
    await desk.person.openHome();
    const home = await company.until("the Home tab", () => watch.home());
    return { waiting, decided, digest, home };
  } finally {
    await company.close();
  }
}

const STRANGER: Letter = {
  from: "Ben Hartmann <ben@hartmann.example>",
  subject: "Hello from Leeds",
  text: "Hello Robin,\n\nit was good to meet you at the fair. I will write again when our plans are clearer.\n\nBen",
};

function mail(from: string, company: string, need: string): Letter {
  const name = from.split(" <")[0];
  const text = `Hello,\n\nI run ${company}, a small company in Bristol with four people.\n\nWe need ${need}. Could you make us an offer?\n\nBest regards,\n${name}`;
  return { from, subject: "A project for you", text };
}

/** Platforms keep the machine's time; the company lives by its own clock. Who looks at once knows when something came. */
class Watch {
  readonly desk: SlackHand;
  readonly phone: TelegramHand;
  readonly #company: Company;
  readonly #seen = new Map<string, number>();

  constructor(company: Company) {
    this.#company = company;
    const [desk, phone] = [company.hand("slack"), company.hand("telegram")];
    if (!(desk instanceof SlackHand && phone instanceof TelegramHand)) throw new Error("The company has other hands.");
    this.desk = desk;
    this.phone = phone;
  }

  look(): void {
    const now = this.#company.office.clock.now();
    const slack = this.desk.platform.messages(this.desk.platform.room).map((one) => one.ts);
    const telegram = this.phone.platform.messages(this.phone.room).map((one) => String(one.id));
    for (const id of [...slack, ...telegram]) if (!this.#seen.has(id)) this.#seen.set(id, now);
  }

  async receive(raw: string): Promise<void> {
    await this.#company.receive(raw);
    this.look();
  }

  /** Until eight in the morning, when the digest comes. */
  async sleep(): Promise<void> {
    const { clock } = this.#company.office;
    clock.moveTo((Math.floor(clock.now() / DAY_MS) + 1) * DAY_MS + 7 * HOUR_MS); // UTC; Berlin is an hour ahead in winter
    await this.#company.rest();
    this.look();
  }

  /** And two hours more, until the day begins. */
  async wake(): Promise<void> {
    this.#company.office.clock.advance(2 * HOUR_MS);
    await this.#company.rest();
    this.look();
  }

  /** The head of the thread and topic in which the newest message that reads so stands, and that message. */
  async thread(reads: RegExp): Promise<Moment> {
    const [atDesk, onPhone] = [await this.desk.message(reads), await this.phone.message(reads)];
    const { platform: slack } = this.desk;
    const { platform: telegram, room } = this.phone;
    const [headAtDesk] = slack.messages(slack.room, atDesk.thread ?? atDesk.ts);
    const [headOnPhone] = telegram.messages(room, onPhone.topic);
    if (!headAtDesk || !headOnPhone) throw new Error("A thread has no head.");
    return {
      slack: [headAtDesk, atDesk].map((one) => this.#slack(one, [])),
      telegram: [headOnPhone, onPhone].map((one) => this.#telegram(one, null)),
      topic: room.topics.get(onPhone.topic ?? 0)?.name ?? room.title,
    };
  }

  /** The newest message that reads so in both main rooms, with its picture. */
  async newest(reads: RegExp): Promise<Moment> {
    const [atDesk, onPhone] = [await this.desk.message(reads), await this.phone.message(reads)];
    const { platform: slack } = this.desk;
    const { platform: telegram, room } = this.phone;
    const beside = slack
      .messages(slack.room, null)
      .filter((one) => one.ts > atDesk.ts && one.files.length > 0)
      .slice(0, 1);
    const after = telegram
      .messages(room, null)
      .filter((one) => one.id > onPhone.id && one.photo !== null)
      .slice(0, 1);
    const photos = await Promise.all(after.map(async (one) => this.#telegram(one, await this.#photo(one))));
    return {
      slack: [atDesk, ...beside].map((one) => this.#slack(one, one.files)),
      telegram: [this.#telegram(onPhone, onPhone.photo ? await this.#photo(onPhone) : null), ...photos],
      topic: room.title,
    };
  }

  home(): readonly Json[] | null {
    return this.desk.platform.home(this.desk.person.user.id)?.blocks ?? null;
  }

  #slack(one: ShownMessage, files: ShownMessage["files"]): SlackMessage {
    return {
      from: one.byApp ? "Atelier" : "Robin",
      byApp: one.byApp,
      time: this.#time(one.ts),
      edited: one.edited,
      blocks: one.blocks,
      text: one.text,
      pictures: files.flatMap(({ name, bytes }) => (bytes ? [{ name, bytes }] : [])),
    };
  }

  #telegram(one: Stored, picture: Uint8Array | null): TelegramMessage {
    return {
      from: one.from.first_name,
      byBot: one.from.is_bot,
      time: this.#time(String(one.id)),
      edited: one.edited !== null,
      silent: one.silent,
      answers: one.replyTo ? (one.replyTo.text.split("\n")[0] ?? "") : null,
      text: one.text,
      entities: structuredClone(one.entities),
      picture,
      keyboard: one.keyboard.map((row) => row.map((button) => button.text)),
    };
  }

  /** As any client gets it. */
  async #photo(one: Stored): Promise<Uint8Array> {
    const { apiRoot, token } = this.phone.platform;
    const id = one.photo?.at(-1)?.file_id ?? "";
    const found = await fetch(`${apiRoot}/bot${token}/getFile?file_id=${id}`);
    const { result } = (await found.json()) as { result: { file_path: string } };
    const bytes = await fetch(`${apiRoot}/file/bot${token}/${result.file_path}`);
    return new Uint8Array(await bytes.arrayBuffer());
  }

  #time(id: string): string {
    const at = this.#seen.get(id);
    return at === undefined ? "" : readable(at, "Europe/Berlin");
  }
}
