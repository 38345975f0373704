/**
 * Messages leave for Slack here, and every failure becomes a value: sent, gone, wait, unknown or refused.
 * Blocks that Slack refuses are tried once more as plain text with the short code.
 */
import type { types } from "@slack/bolt";
import type { Located, Message, Person, Place, Sent } from "../surface.ts";
import { type Failure, failureOf, platformCode } from "./failures.ts";
import { upload } from "./files.ts";
import { renderPlain } from "./plain.ts";
import { type Rendered, render } from "./render.ts";
import type { Trouble, Wire } from "./wire.ts";

/** Names our messages, so that one whose sending had an unknown outcome can be looked up. */
const CARD_EVENT = "atelier_card";
const MOST_BLOCKS = 50;
const PAGE = 200;
/** A thread is read from its beginning, so the newest message is found only after all others. */
const MOST_PAGES = 10;
const LOOK_AGAIN_MS = 2_000;
const UNSEEN = new Set(["missing_scope", "no_permission", "not_in_channel"]);

export class Outbound {
  readonly #wire: Wire;
  readonly #trouble: Trouble;
  #owner: string | null = null;

  constructor({ wire, trouble }: { wire: Wire; trouble: Trouble }) {
    this.#wire = wire;
    this.#trouble = trouble;
  }

  async post(message: Message): Promise<Sent> {
    const { place, key } = message;
    const sent = await this.#send(message, async (rendered, blocks) => {
      const api = await this.#wire.api();
      const { ts } = await api.chat.postMessage({
        channel: place.room,
        text: this.#mention(message) + rendered.text,
        ...(blocks ? { blocks: this.#calling(message, blocks) } : { mrkdwn: false }),
        ...(place.thread === null ? {} : { thread_ts: place.thread }),
        metadata: { event_type: CARD_EVENT, event_payload: { key } },
        parse: "none",
        link_names: false,
        unfurl_links: false,
        unfurl_media: false,
      });
      return ts;
    });
    // A thread that is gone is opened anew by the lane; a room that takes nothing is for the owner to put right.
    if (sent.kind === "gone" && place.thread === null)
      return { kind: "refused", why: "Slack takes no message there any more." };
    if (sent.kind === "sent" && message.picture) await this.#show(message.picture, message);
    return sent;
  }

  async rewrite(ref: string, message: Message): Promise<Sent> {
    return this.#send(message, async (rendered, blocks) => {
      const api = await this.#wire.api();
      await api.chat.update({
        channel: message.place.room,
        ts: ref,
        text: rendered.text,
        // Given empty, the blocks that stood there go.
        blocks: blocks ?? [],
        metadata: { event_type: CARD_EVENT, event_payload: { key: message.key } },
        parse: "none",
        link_names: false,
      });
      return ref;
    });
  }

  async find({ key, place }: Message): Promise<Located> {
    try {
      const api = await this.#wire.api();
      let cursor: string | undefined;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const where = {
          channel: place.room,
          limit: PAGE,
          include_all_metadata: true,
          ...(cursor === undefined ? {} : { cursor }),
        };
        const { messages = [], response_metadata } =
          place.thread === null
            ? await api.conversations.history(where)
            : await api.conversations.replies({ ...where, ts: place.thread });
        const found = messages.find((one) => this.#isOurs(one, key));
        if (found?.ts) return { kind: "found", ref: found.ts };
        cursor = response_metadata?.next_cursor || undefined;
        // The room is read from its end: what was tried a moment ago stands on the first page, or nowhere.
        if (cursor === undefined || place.thread === null) return { kind: "absent" };
      }
      return { kind: "unknown" };
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === "gone") return { kind: "absent" };
      // Without the right to look, nobody will ever know.
      if (failure.kind === "refused" || UNSEEN.has(platformCode(error) ?? "")) return { kind: "unknown" };
      this.#tell(failure, place.room);
      return { kind: "wait", afterMs: failure.kind === "unknown" ? LOOK_AGAIN_MS : failure.afterMs };
    }
  }

  link(place: Place, ref: string): string | null {
    const url = this.#wire.identity?.url;
    if (!url) return null;
    const message = `${url.replace(/\/?$/, "/")}archives/${place.room}/p${ref.replace(".", "")}`;
    return place.thread === null ? message : `${message}?thread_ts=${place.thread}&cid=${place.room}`;
  }

  /** The direct conversation with this person; `null` where it can't be had now. */
  async directRoom({ user }: Person): Promise<string | null> {
    try {
      const api = await this.#wire.api();
      const { channel } = await api.conversations.open({ users: user });
      return channel?.id ?? null;
    } catch (error) {
      this.#tell(failureOf(error), user);
      return null;
    }
  }

  /** Whom a ringing message in a channel calls. */
  callOwner(user: string): void {
    this.#owner = user;
  }

  async #send(
    { posting, place }: Message,
    call: (rendered: Rendered, blocks: types.KnownBlock[] | null) => Promise<string | undefined>,
  ): Promise<Sent> {
    const rich = render(posting);
    const first = await this.#try(rich, () => call(rich, rich.blocks));
    if (first.kind !== "refused") return this.#settled(first, place);
    const simple = renderPlain(posting);
    return this.#settled(await this.#try(simple, () => call(simple, null)), place);
  }

  async #try(rendered: Rendered, call: () => Promise<string | undefined>): Promise<Sent | Failure> {
    try {
      const ref = await call();
      if (!ref) return { kind: "unknown", why: "Slack named no message" };
      return { kind: "sent", ref, complete: rendered.complete };
    } catch (error) {
      return failureOf(error);
    }
  }

  #settled(result: Sent | Failure, place: Place): Sent {
    if (result.kind === "sent") this.#trouble.over(place.room);
    if (result.kind !== "blocked") return result.kind === "gone" ? { kind: "gone" } : result;
    this.#tell(result, place.room);
    return { kind: "wait", afterMs: result.afterMs, why: result.why };
  }

  #tell(failure: Failure, about: string): void {
    if (failure.kind === "blocked")
      this.#trouble.say(about, `I can't write to Slack (${about}: ${failure.why}). ${failure.advice}`);
  }

  /** In a direct conversation everything rings by itself; in a channel only who is named hears it. */
  #mention({ ring, place, owner = this.#owner }: Message): string {
    return ring && owner !== null && !place.room.startsWith("D") ? `<@${owner}> ` : "";
  }

  /** With blocks the text is only the fallback: whoever is to be called is named among the blocks, too. */
  #calling(message: Message, blocks: types.KnownBlock[]): types.KnownBlock[] {
    const mention = this.#mention(message).trim();
    if (mention === "") return blocks;
    const call: types.KnownBlock = { type: "context", elements: [{ type: "mrkdwn", text: `🔔 ${mention}` }] };
    return [...blocks, call].slice(0, MOST_BLOCKS);
  }

  /** A key in another app's metadata proves nothing. */
  #isOurs(message: object, key: string): boolean {
    const { metadata, bot_id } = message as {
      metadata?: { event_type?: string; event_payload?: { key?: unknown } };
      bot_id?: string;
    };
    const bot = this.#wire.identity?.bot;
    return (
      metadata?.event_type === CARD_EVENT && metadata.event_payload?.key === key && (!bot || !bot_id || bot_id === bot)
    );
  }

  /** Beside the message, where it is seen without opening anything. Best effort: the message itself stands already. */
  async #show(picture: Uint8Array, { place, posting }: Message): Promise<void> {
    const title = posting.card.chart?.title ?? posting.card.title;
    const file = { name: "chart.png", bytes: picture, title };
    try {
      await upload(await this.#wire.api(), file, place);
    } catch (error) {
      this.#trouble.say("picture", `A chart could not be shown in Slack (${failureOf(error).why}).`);
    }
  }
}
