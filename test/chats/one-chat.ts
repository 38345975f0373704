/**
 * A company in one chat whose platform can be made to fail, in that platform's own words; and what the owner does to the cards
 * there besides deciding.
 */
import { expect } from "vitest";
import { INQUIRY, letter } from "../journeys/letters.ts";
import { Company } from "../support/chats/company.ts";
import { allIsRight, decidable, LESSON, standing } from "./standing.ts";

export const CHATS = ["slack", "telegram"] as const;
type Name = (typeof CHATS)[number];
/** The request that the usual letter leads to. */
export const REQUEST = /Open Whitfield Ceramics Ltd as a client and answer Nora Whitfield/;
const METHODS = {
  slack: { post: "chat.postMessage", rewrite: "chat.update" },
  telegram: { post: "sendMessage", rewrite: "editMessageText" },
} as const;

export interface Trouble {
  readonly cut?: boolean;
  readonly status?: number;
  readonly retryAfter?: number;
  readonly refusal?: string;
  readonly after?: "before" | "performed";
  readonly times?: number;
  readonly when?: (args: Readonly<Record<string, unknown>>) => boolean;
}

/** A company with one chat. */
export class OneChat {
  readonly it: Company;
  readonly name: Name;

  private constructor(it: Company, name: Name) {
    this.it = it;
    this.name = name;
  }

  static async with(name: Name, work: (place: OneChat) => Promise<void>): Promise<void> {
    const it = await Company.open({ surfaces: [name] });
    try {
      await work(new OneChat(it, name));
    } finally {
      await it.close();
    }
  }

  get hand() {
    return this.it.hand(this.name);
  }

  get methods() {
    return METHODS[this.name];
  }

  /** The next calls of a method go wrong, in the words of this platform. */
  fail(method: string, { status, retryAfter, refusal, ...rest }: Trouble): void {
    const limited = retryAfter === undefined ? {} : { retryAfter };
    if (this.name === "slack")
      this.it.slack?.fail(method, {
        ...rest,
        ...limited,
        ...(status === undefined ? {} : { status }),
        ...(refusal === undefined ? {} : { error: refusal }),
      });
    else
      this.it.telegram?.fail(method, {
        ...rest,
        ...limited,
        ...(status === undefined ? {} : { code: status }),
        ...(retryAfter === undefined ? {} : { code: 429 }),
        ...(refusal === undefined ? {} : { code: 400, description: `Bad Request: ${refusal}` }),
      });
  }

  heal(): void {
    this.it.slack?.faults.clear();
    this.it.telegram?.heal();
  }

  /** How often we wrote, so far. */
  get writes(): number {
    const { slack, telegram } = this.it;
    const all = [...(slack?.calls ?? []), ...(telegram?.calls ?? [])];
    return all.filter((call) => call.method === this.methods.post || call.method === this.methods.rewrite).length;
  }

  /** The cards of the usual request that stand there. */
  get cards() {
    return standing(this.it).filter(isRequest);
  }

  /** The usual request comes in. */
  request(): Promise<void> {
    return this.it.receive(letter(INQUIRY));
  }

  /** Time passes, and what is due is done. */
  async later(seconds: number): Promise<void> {
    this.it.office.clock.advance(seconds * 1000);
    await this.it.rest();
  }

  async approved(): Promise<void> {
    await this.hand.tap(REQUEST, "Approve");
    await this.sent();
  }

  /** The mail left once, the card says so, and all is well. */
  async sent(): Promise<void> {
    await this.it.until("the mail", () => this.it.office.sent().length > 0);
    await this.later(120);
    expect(this.it.office.sent()).toHaveLength(1);
    expect(this.it.office.events("proposal.approved")).toHaveLength(1);
    expect(this.cards.filter((one) => /✅ Approved .*Sent\./.test(one.text))).toHaveLength(1);
    allIsRight(this.it);
  }
}

/** All that can be read in full: a form on the screen, or the messages that were sent. */
export function wholeOf(place: OneChat): string {
  const { slack } = place.it;
  if (slack) return slack.views.map((view) => view.lines.join("\n")).join("\n");
  return standing(place.it)
    .map((one) => one.text)
    .join("\n");
}

/** The codes on the cards, in the order in which they stand. */
export function shown(it: Company): string[] {
  return decidable(it).flatMap((one) => /\b[A-Z2-9]{4}\b/.exec(one.text.split("\n").slice(0, 4).join("\n"))?.[0] ?? []);
}

export function isCard(args: Readonly<Record<string, unknown>>): boolean {
  return REQUEST.test(String(args.text)) && !/^Waiting/.test(String(args.text));
}

export function isRich({ blocks, entities }: Readonly<Record<string, unknown>>): boolean {
  return [blocks, entities].some((one) => one !== undefined && JSON.stringify(one).replaceAll('"', "") !== "[]");
}

export function isRequest(message: { readonly text: string }): boolean {
  return REQUEST.test(message.text) && /Why I ask/.test(message.text) && !LESSON.test(message.text);
}

/** How many client threads stand there. */
export function threads(it: Company): number {
  const { slack, telegram } = it;
  if (slack) return slack.messages(slack.room, null).filter((one) => /Stage: /.test(one.lines.join("\n"))).length;
  return telegram?.rooms.reduce((sum, room) => sum + room.topics.size, 0) ?? 0;
}

/** The owner takes a message away. */
export function remove(place: OneChat, reads: RegExp): void {
  const { slack, telegram } = place.it;
  for (const message of slack?.world.messages ?? [])
    if (reads.test(JSON.stringify(message.blocks ?? message.text)) && !/Waiting \(/.test(message.text))
      message.deleted = true;
  for (const room of telegram?.rooms ?? [])
    for (const stored of telegram?.messages(room) ?? [])
      if (reads.test(stored.text) && !/^Waiting/.test(stored.text)) stored.deleted = true;
}

export function removeThread(place: OneChat): void {
  const { slack, telegram } = place.it;
  for (const message of slack?.world.messages ?? [])
    if (message.thread !== null || /Stage: /.test(JSON.stringify(message.blocks))) message.deleted = true;
  for (const room of telegram?.rooms ?? []) {
    for (const topic of room.topics.keys())
      for (const stored of room.messages.values()) if (stored.topic === topic) stored.deleted = true;
    room.topics.clear();
  }
}
