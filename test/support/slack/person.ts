/**
 * A person at a Slack client: says things, taps what is on the screen, fills in forms. What a real client would not let
 * somebody do, throws here; what a forger does goes through `tapRaw`, `replay` and `commandRaw`.
 */
import type { Deliveries, Delivery } from "./delivery.ts";
import { made, shared } from "./files.ts";
import { acted, type Choice, complaints, controls, fields, type Matcher, merged, only, state } from "./forms.ts";
import { outcome, type Submitted } from "./outcome.ts";
import * as payloads from "./payloads.ts";
import { isObject } from "./rules.ts";
import { type ShownMessage, type ShownView, type ShownWhisper, showMessage, showView } from "./shown.ts";
import { spelled } from "./spelling.ts";
import { stack } from "./views.ts";
import { wireMessage, wireView } from "./wire.ts";
import type { Channel, Json, Message, User, View, World } from "./world.ts";

interface Parts {
  readonly user: User;
  readonly world: World;
  readonly deliveries: Deliveries;
  readonly origin: () => string;
  /** Tells the app of a message in a room, where it is in it and asked for such events. */
  readonly heard: (event: Json, channel: Channel, team: string) => Promise<Delivery | null>;
}

export interface Said {
  readonly message: ShownMessage;
  /** What the app was told, if it was. */
  readonly deliveries: readonly Delivery[];
}

export class Person {
  readonly user: User;
  /** What the last tap sent, for a later replay. */
  lastTap: Json | null = null;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.user = parts.user;
  }

  /** The direct conversation with the app. */
  get room(): string {
    return this.#parts.world.direct(this.user.id).id;
  }

  /** The form on top of this person's screen. */
  get modal(): ShownView | null {
    const top = stack(this.#parts.world, this.user.id).at(-1);
    return top ? showView(top) : null;
  }

  /** Says something in a room, or in a thread of it. Written as people write; the client adds Slack's own spelling. */
  async say(channel: string, text: string, { thread = null }: { thread?: string | null } = {}): Promise<Said> {
    const { world } = this.#parts;
    const room = this.#in(channel);
    if (thread !== null && world.message(channel, thread)?.thread !== null)
      throw new Error(`There is no thread ${thread} in ${channel} to answer in.`);
    const message: Message = {
      channel,
      ts: world.ts(),
      thread,
      user: this.user.id,
      bot: null,
      subtype: null,
      clientId: crypto.randomUUID(),
      files: [],
      reactions: [],
      text: spelled(text),
      blocks: null,
      metadata: null,
      edited: null,
      pinned: false,
      deleted: false,
    };
    world.messages.push(message);
    return this.#tell(message, room);
  }

  dm(text: string, options: { thread?: string | null } = {}): Promise<Said> {
    return this.say(this.room, text, options);
  }

  /** Drops a file into a room; it arrives as a message of its own. */
  dropFile(
    channel: string,
    { name, type, bytes }: { name: string; type: string; bytes: Uint8Array },
    { thread = null, text = "" }: { thread?: string | null; text?: string } = {},
  ): Promise<Said> {
    const { world } = this.#parts;
    const room = this.#in(channel);
    const file = made(world, { name, type, user: this.user.id, length: bytes.length, bytes });
    const message = shared(world, { channel, thread, text: spelled(text), user: this.user.id, files: [file] });
    return this.#tell(message, room);
  }

  /** Runs a slash command, such as `/atelier` with `status`. Slack has none inside threads. */
  command(command: string, text: string, channel: string = this.room, forged: Json = {}): Promise<Delivery> {
    const { world, deliveries, origin } = this.#parts;
    const room = this.#in(channel);
    const payload = payloads.slashCommand({ world, origin: origin(), user: this.user, command, text, channel: room });
    return this.#answered(deliveries.tell("slash_commands", { ...payload, ...forged }), channel);
  }

  /** Taps a button, or chooses in a menu, on what is shown. Throws when it isn't there now. */
  tap(target: ShownMessage | ShownWhisper | ShownView, matcher: Matcher, choice?: Choice): Promise<Delivery> {
    const payload = this.tapping(target, matcher, choice);
    this.lastTap = payload;
    return this.#parts.deliveries.tell("interactive", payload);
  }

  /** The payload that such a tap would send, without sending it. */
  tapping(target: ShownMessage | ShownWhisper | ShownView, matcher: Matcher, choice?: Choice): Json {
    const { world, origin } = this.#parts;
    const common = (blocks: readonly Json[], where: string): payloads.Tapping => {
      const control = only(controls(blocks), matcher, where);
      const filled = new Map(choice === undefined ? [] : [[String(control.block.block_id), choice]]);
      const action = acted(control, choice);
      return { world, origin: origin(), user: this.user, action, values: state(blocks, filled) };
    };
    if (target.kind === "view") {
      const view = world.views.get(target.id);
      if (!view?.open || view.user !== this.user.id) throw new Error(`${this.user.name} doesn't see ${target.title}.`);
      return payloads.tapOnView(common(view.body.blocks as Json[], `“${target.title}”`), view);
    }
    const room = this.#in(target.channel);
    if (target.kind === "whisper") {
      const one = world.ephemerals.find((each) => each.ts === target.ts && !each.deleted && each.user === this.user.id);
      if (!one) throw new Error(`${this.user.name} doesn't see this whisper.`);
      return payloads.tapOnWhisper(common(one.blocks ?? [], "The whisper"), one, room);
    }
    const message = world.message(target.channel, target.ts);
    if (!message) throw new Error(`The message ${target.ts} isn't there any more.`);
    return payloads.tapOnMessage(common(message.blocks ?? [], `“${message.text}”`), message, room);
  }

  /** Sends the last tap with some of it changed, deeply: what no client does. */
  tapRaw(overrides: Json, base: Json | null = this.lastTap): Promise<Delivery> {
    if (base === null) throw new Error("Nothing was tapped yet that could be forged.");
    return this.#parts.deliveries.tell("interactive", merged(base, overrides));
  }

  /** The very same tap again. */
  replay(tap: Json | null = this.lastTap): Promise<Delivery> {
    return this.tapRaw({}, tap);
  }

  /** Opens the app's Home tab; `null` when the app doesn't listen for that. */
  openHome(): Promise<Delivery | null> {
    const { world, heard } = this.#parts;
    const view = world.homes.get(this.user.id);
    const event = {
      type: "app_home_opened",
      user: this.user.id,
      channel: this.room,
      tab: "home",
      ...(view ? { view: wireView(world, view) } : {}),
      event_ts: world.ts(),
    };
    return heard(event, world.direct(this.user.id), this.user.team);
  }

  /** Fills in a form, by label, block id or action id, and sends it. What isn't named stays as it stood. */
  async submit(shown: ShownView, values: Readonly<Record<string, Choice>> = {}): Promise<Submitted> {
    const { world, deliveries } = this.#parts;
    const view = this.#sees(shown);
    const blocks = view.body.blocks as Json[];
    if (!isObject(view.body.submit)) throw new Error(`“${shown.title}” has nothing to submit it with.`);
    const filled = new Map<string, Choice>();
    for (const [name, value] of Object.entries(values)) {
      const meant = only(
        fields(blocks),
        (one) => [one.label, one.id, one.block.block_id].includes(name),
        `“${shown.title}”, looking for ${name},`,
      );
      filled.set(String(meant.block.block_id), value);
    }
    const held = state(blocks, filled);
    const errors = complaints(blocks, held);
    if (Object.keys(errors).length > 0) return { kind: "errors", errors, sent: false };
    const payload = payloads.submission(world, this.user, view, held);
    return outcome(world, view, await deliveries.tell("interactive", payload));
  }

  /** Closes a form without sending it; the app hears of it only if it asked to. */
  async cancel(shown: ShownView, { all = false }: { all?: boolean } = {}): Promise<Delivery | null> {
    const { world, deliveries } = this.#parts;
    const view = this.#sees(shown);
    for (const one of all ? stack(world, this.user.id) : [view]) one.open = false;
    if (view.body.notify_on_close !== true) return null;
    return deliveries.tell("interactive", payloads.closing(world, this.user, view, all));
  }

  /** What an app answers to a command in its acknowledgement is shown to that person alone, unless it says otherwise. */
  async #answered(telling: Promise<Delivery>, channel: string): Promise<Delivery> {
    const delivery = await telling;
    const text = delivery.answer?.text;
    const { world } = this.#parts;
    if (typeof text !== "string" && !Array.isArray(delivery.answer?.blocks)) return delivery;
    const blocks = Array.isArray(delivery.answer?.blocks) ? world.withIds(delivery.answer.blocks as Json[]) : null;
    const shown = { channel, user: this.user.id, ts: world.ts(), thread: null, text: String(text ?? ""), blocks };
    world.ephemerals.push({ ...shown, deleted: false });
    return delivery;
  }

  async #tell(message: Message, room: Channel): Promise<Said> {
    const { world, heard } = this.#parts;
    const { team } = this.user;
    const wire = wireMessage(world, message);
    const files = message.files.length > 0 ? { files: fileUrls(wire.files, this.#parts.origin()) } : {};
    const told = { ...wire, ...files };
    const telling = [heard(payloads.messageEvent(told, room), room, team)];
    const named = message.text.includes(`<@${world.identity.botUser}>`) && room.kind !== "im";
    if (named) telling.push(heard(payloads.mention(told, room), room, team));
    const deliveries = (await Promise.all(telling)).filter((one) => one !== null);
    return { message: showMessage(world, message), deliveries };
  }

  #in(id: string): Channel {
    const channel = this.#parts.world.channels.get(id);
    if (!channel?.members.has(this.user.id)) throw new Error(`${this.user.name} isn't in ${id}.`);
    return channel;
  }

  #sees(shown: ShownView): View {
    const view = this.#parts.world.views.get(shown.id);
    if (!view?.open || view.user !== this.user.id || stack(this.#parts.world, this.user.id).at(-1) !== view)
      throw new Error(`“${shown.title}” isn't on top of ${this.user.name}'s screen.`);
    return view;
  }
}

function fileUrls(files: unknown, origin: string): Json[] {
  const all = Array.isArray(files) ? files.filter(isObject) : [];
  return all.map((one) => ({
    ...one,
    url_private: `${origin}${one.url_private}`,
    url_private_download: `${origin}${one.url_private_download}`,
  }));
}
