/**
 * The world behind the local Slack platform: teams, people, channels, messages, files, views and trigger ids, as plain
 * data. The Web API changes it, people look at it; the wire knows it only through those two.
 */
export type Json = Record<string, unknown>;

export interface User {
  readonly id: string;
  readonly name: string;
  readonly team: string;
  readonly bot: boolean;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: "channel" | "group" | "im";
  readonly members: Set<string>;
  /** The person of a direct conversation. */
  readonly with: string | null;
  archived: boolean;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly user: string;
  readonly at: number;
  readonly length: number;
  title: string;
  bytes: Uint8Array | null;
  /** All of the upload is there, and it was completed. */
  completed: boolean;
}

export interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly thread: string | null;
  readonly user: string;
  /** Set when the app wrote it. */
  readonly bot: string | null;
  readonly subtype: string | null;
  readonly clientId: string | null;
  readonly files: StoredFile[];
  readonly reactions: string[];
  text: string;
  /** As given, with the ids that the platform adds; `null` where only text was sent. */
  blocks: Json[] | null;
  metadata: Json | null;
  /** When it was last rewritten in a way that people see. */
  edited: string | null;
  pinned: boolean;
  deleted: boolean;
}

export interface View {
  readonly id: string;
  readonly user: string;
  readonly team: string;
  readonly root: string;
  readonly previous: string | null;
  /** As given, with block and action ids added. */
  body: Json;
  hash: string;
  open: boolean;
}

export interface Ephemeral {
  readonly channel: string;
  readonly user: string;
  readonly ts: string;
  readonly thread: string | null;
  text: string;
  blocks: Json[] | null;
  deleted: boolean;
}

/** A chance for the app to open something in front of a person: once, and for three seconds. */
interface Trigger {
  readonly user: string;
  readonly team: string;
  readonly at: number;
  used: boolean;
}

/** Where an app may answer an interaction: five times within half an hour. */
export interface ResponseUrl {
  readonly channel: string;
  readonly user: string;
  /** The message that was tapped; `null` for a slash command. */
  readonly ts: string | null;
  readonly at: number;
  uses: number;
}

export interface Identity {
  readonly team: string;
  readonly domain: string;
  readonly app: string;
  readonly appName: string;
  readonly bot: string;
  readonly botUser: string;
  readonly botName: string;
}

const TRIGGER_MS = 3_000;

export class World {
  readonly identity: Identity;
  readonly users = new Map<string, User>();
  readonly channels = new Map<string, Channel>();
  readonly messages: Message[] = [];
  readonly ephemerals: Ephemeral[] = [];
  readonly files = new Map<string, StoredFile>();
  readonly views = new Map<string, View>();
  readonly homes = new Map<string, View>();
  readonly responseUrls = new Map<string, ResponseUrl>();
  readonly now: () => number;
  readonly #triggers = new Map<string, Trigger>();
  #count = 0;
  #second = 0;
  #within = 0;

  constructor({ identity, now }: { identity: Identity; now: () => number }) {
    this.identity = identity;
    this.now = now;
    this.users.set(identity.botUser, { id: identity.botUser, name: identity.botName, team: identity.team, bot: true });
  }

  /** A new id with that first letter, such as `D000000004`. */
  id(prefix: string): string {
    this.#count += 1;
    return `${prefix}${this.#count.toString(36).toUpperCase().padStart(9, "0")}`;
  }

  /** A new message time: unique and growing, even when the clock stands. */
  ts(): string {
    const second = Math.max(Math.floor(this.now() / 1_000), this.#second);
    this.#within = second === this.#second ? this.#within + 100 : 100;
    this.#second = second;
    return `${second}.${String(this.#within + 9).padStart(6, "0")}`;
  }

  trigger(user: string, team: string): string {
    const id = `${this.id("")}.${this.identity.team}.${this.id("")}`;
    this.#triggers.set(id, { user, team, at: this.now(), used: false });
    return id;
  }

  /** Exchanges a trigger for its person, or says which of Slack's errors it is. */
  exchange(id: string): { user: string; team: string } | { error: string } {
    const found = this.#triggers.get(id);
    if (!found) return { error: "invalid_trigger_id" };
    if (found.used) return { error: "exchanged_trigger_id" };
    if (this.now() - found.at > TRIGGER_MS) return { error: "expired_trigger_id" };
    found.used = true;
    return { user: found.user, team: found.team };
  }

  /** The direct conversation of the app with a person; made when it is first needed. */
  direct(user: string): Channel {
    for (const channel of this.channels.values()) if (channel.with === user) return channel;
    const id = this.id("D");
    const members = new Set([user, this.identity.botUser]);
    const made: Channel = { id, name: "directmessage", kind: "im", members, with: user, archived: false };
    this.channels.set(id, made);
    return made;
  }

  message(channel: string, ts: string): Message | null {
    return this.messages.find((one) => one.channel === channel && one.ts === ts && !one.deleted) ?? null;
  }

  /** Messages of a room in order: the room itself, or a thread with its first message. */
  inside(channel: string, thread?: string | null): Message[] {
    return this.messages.filter((one) => {
      if (one.channel !== channel || one.deleted) return false;
      if (thread === undefined) return true;
      return thread === null ? one.thread === null : one.ts === thread || one.thread === thread;
    });
  }

  replies(channel: string, ts: string): Message[] {
    return this.messages.filter((one) => one.channel === channel && one.thread === ts && !one.deleted);
  }

  /** Adds what Slack adds to blocks: ids, and the flags that are on by default. */
  withIds(blocks: readonly Json[]): Json[] {
    const copy = structuredClone(blocks) as Json[];
    for (const block of copy) block.block_id ??= this.id("b").slice(-6);
    this.#fill(copy);
    return copy;
  }

  #fill(value: unknown): void {
    if (Array.isArray(value)) for (const one of value) this.#fill(one);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return;
    const object = value as Json;
    if (object.type === "plain_text") object.emoji ??= true;
    if (object.type === "mrkdwn") object.verbatim ??= false;
    if (typeof object.type === "string" && ACTING.test(object.type)) object.action_id ??= this.id("a").slice(-6);
    for (const one of Object.values(object)) this.#fill(one);
  }
}

const ACTING =
  /^(button|overflow|checkboxes|radio_buttons|datepicker|timepicker|datetimepicker|.*_select|.*_input|workflow_button)$/;
