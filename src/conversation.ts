import type { Blobs } from "./kernel/blobs.ts";
import type { Inflight } from "./kernel/inflight.ts";
import { messageOf } from "./lib/errors.ts";
import { type DoorParts, OwnersDoor } from "./owners-door.ts";
import type { KnownHealth } from "./projections/care.ts";
import { drawChart } from "./surfaces/chat/chart.ts";
import { ChatFront } from "./surfaces/chat/front.ts";
import { NoticeLane } from "./surfaces/chat/lane.ts";
import { note } from "./surfaces/chat/rooms.ts";
import { Turns } from "./surfaces/chat/turns.ts";
import type { Chat, Surface } from "./surfaces/surface.ts";

export interface ConversationParts extends Omit<DoorParts, "chats"> {
  readonly blobs: Blobs;
  readonly inflight: Inflight;
  readonly surfaces: readonly Surface[];
}

export class Conversation {
  readonly door: OwnersDoor;
  readonly #parts: ConversationParts;
  readonly #chats: readonly Chat[];
  readonly #lane: NoticeLane;
  readonly #turns: Turns;
  /** The doors that were opened to the chats. */
  readonly #fronts: ChatFront[] = [];

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    const { charter, config } = parts;
    this.#chats = parts.surfaces.filter((surface): surface is Chat => surface.lasting);
    const door = new OwnersDoor({ ...parts, chats: this.#chats });
    this.door = door;
    this.#lane = new NoticeLane({
      ...parts,
      zone: config.timezone,
      waiting: () => door.answers.queue(),
      fieldValue: (row, field) => door.fieldValue(row, field),
      owner: (surface) => door.ownerOn(surface),
      room: (surface) => door.room(surface),
      home: (surface) => door.home(surface),
      draw: drawChart,
      rings: (kind, now) => !charter.authority.quiet(now) || charter.rulebook().settings.wakeFor.includes(kind),
    });
    this.#turns = new Turns({
      ...parts,
      zone: config.timezone,
      reception: (surface, actor) => door.reception(surface, actor),
      link: (surface, place, ref) => door.link(surface, place, ref),
    });
  }

  /** Answers what the owner said in the chats; answers how many lines that were. */
  async answer(): Promise<number> {
    let done = await this.#turns.answer();
    for (const front of this.#fronts) done += await front.account();
    return done;
  }

  /** Shows what is to be shown; answers how much was dealt with or begun. */
  show(): Promise<number> {
    return this.#lane.show();
  }

  /** What stands in the chats is looked at anew: after a start. */
  reconcile(): Promise<void> {
    return this.#lane.reconcile();
  }

  /** Connects the chats and listens there; what comes in is recorded, and answered with a tick. */
  async listen(): Promise<void> {
    // One that can never work keeps the others from nothing; it is told of all the same.
    const started = await Promise.allSettled(this.#chats.map((chat) => chat.start(this.#opened(chat))));
    const failed = started.flatMap((one) => (one.status === "rejected" ? [messageOf(one.reason)] : []));
    if (failed.length > 0) throw new Error(failed.join("\n"));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#chats.map((chat) => chat.stop()));
    for (const front of this.#fronts) await front.account({ now: true });
  }

  /** The door inwards of one chat. */
  frontOf(chat: Pick<Chat, "name" | "forms">): ChatFront {
    const { door } = this;
    const { config, charter } = this.#parts;
    return new ChatFront({
      ...this.#parts,
      surface: chat.name,
      forms: chat.forms,
      named: door.namedOwner(chat.name),
      room: door.room(chat.name),
      zone: config.timezone,
      desk: (surface, actor) => door.deskAt(surface, actor),
      answers: door.answers,
      home: (surface) => door.home(surface),
      actions: charter.actions,
    });
  }

  #opened(chat: Chat): ChatFront {
    const front = this.frontOf(chat);
    this.#fronts.push(front);
    return front;
  }

  /** What is known of the chats without asking them. */
  health(): KnownHealth["surfaces"] {
    return this.#chats.map((chat) => {
      const used = note(this.#parts.database, chat.name, "used");
      return {
        name: chat.name,
        connected: chat.connected,
        paired: this.door.ownerOn(chat.name) !== null,
        lastUsedAt: used === null ? null : Number(used),
      };
    });
  }
}
