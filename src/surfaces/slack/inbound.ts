/**
 * What people do in Slack comes in here: taps, forms, commands, words and files become the house's own words and go to
 * the front. A tap and a command are acknowledged at once; words only when they are recorded, so that Slack brings
 * them again if the process dies before.
 */
import type { App } from "@slack/bolt";
import type { Filled, Front, Reaction, Said, Tap } from "../surface.ts";
import { verbOf } from "./blocks.ts";
import { incomingFiles } from "./files.ts";
import { readForm, type SubmittedView } from "./forms.ts";
import {
  authorOf,
  type Command,
  type Envelope,
  type Interaction,
  isSpoken,
  type MessageEvent,
  personOf,
  subscriptionOf,
  tappedAt,
  typed,
} from "./payloads.ts";
import { type Answering, Reactions } from "./reactions.ts";
import type { Trouble, Wire } from "./wire.ts";

export interface InboundParts {
  readonly front: Front;
  readonly wire: Wire;
  readonly trouble: Trouble;
  readonly apiUrl: string | null;
  /** Shows the page of App Home to whoever opened it. */
  readonly showHome: (person: Filled["person"]) => Promise<void>;
}

/** Words that are being taken, or were. */
interface Taking {
  readonly work: Promise<void>;
  /** Slack's own ids of the events that brought them. */
  readonly events: Set<string>;
  over: boolean;
}

/** Slack waits three seconds for the answer to a form. */
const FORM_MS = 2_500;
/** So many deliveries are remembered, to drop at once what Slack brings twice. */
const REMEMBERED = 500;
const ERROR_TEXT_ROOM = 300;

export class Inbound {
  readonly #parts: InboundParts;
  readonly #reactions: Reactions;
  readonly #seen = new Set<string>();
  readonly #taken = new Map<string, Taking>();
  readonly #working = new Set<Promise<void>>();

  constructor(parts: InboundParts) {
    this.#parts = parts;
    this.#reactions = new Reactions(parts);
  }

  listen(app: App): void {
    app.action(/^/, async ({ ack, body }) => {
      await quietly(ack());
      if (body.type === "block_actions") await this.#tapped(body as unknown as Interaction);
    });
    app.view({ callback_id: /^/, type: "view_submission" }, async ({ ack, body, view }) => {
      await this.#filled(body as unknown as Interaction, view as unknown as SubmittedView, async (errors) => {
        await quietly(errors === null ? ack() : ack({ response_action: "errors", errors }));
      });
    });
    app.command(/^\//, async ({ ack, body }) => {
      await quietly(ack());
      await this.#commanded(body);
    });
    app.event("message", async ({ event, body }) => this.#heard(event as unknown as MessageEvent, body));
    app.event("app_mention", async ({ event, body }) => this.#heard(event as unknown as MessageEvent, body));
    app.event("app_home_opened", async ({ event, body }) => {
      this.#note("app_home_opened");
      if (event.tab !== "home") return;
      this.#later(this.#parts.showHome({ user: event.user, team: body.team_id ?? null }));
    });
  }

  /** Waits for what is still being answered. */
  async settled(): Promise<void> {
    while (this.#working.size > 0) await Promise.allSettled([...this.#working]);
  }

  async #tapped(body: Interaction): Promise<void> {
    this.#note("block_actions");
    const person = personOf(body);
    const at = tappedAt(body);
    for (const action of body.actions ?? []) {
      if (action.type !== "button" || action.value === undefined) continue;
      const tap: Tap = {
        person,
        place: at?.place ?? { room: person.user, thread: null },
        ref: at?.ref ?? null,
        token: action.value,
        verb: verbOf(action.action_id),
        ...(body.trigger_id ? { delivery: `${body.trigger_id}:${action.action_id}` } : {}),
      };
      const to = answering(body, { person, place: at?.place ?? null, tap });
      const reaction = await this.#ask(() => this.#parts.front.tapped(tap));
      this.#later(this.#reactions.perform(reaction, to));
      if (at === null) this.#later(this.#parts.showHome(person));
    }
  }

  async #filled(
    body: Interaction,
    view: SubmittedView,
    answer: (errors: Record<string, string> | null) => Promise<void>,
  ): Promise<void> {
    this.#note("view_submission");
    const read = readForm(view);
    if (read === null) return answer(null);
    const { memory, values, send, blockOf } = read;
    const person = personOf(body);
    const filled: Filled = { person, token: memory.token, form: memory.kind, values, send };
    const asked = this.#ask(() => this.#parts.front.filled(filled));
    const reaction = await Promise.race([asked, later(FORM_MS)]);
    const block = reaction?.kind === "invalid" ? blockOf(reaction.field) : undefined;
    if (reaction?.kind === "invalid" && block !== undefined)
      return answer({ [block]: reaction.text.slice(0, ERROR_TEXT_ROOM) });
    await answer(null);
    const to = answering(body, { person, place: memory.place, tap: null });
    this.#later(asked.then((told) => this.#reactions.perform(told, to)));
  }

  async #commanded(command: Command): Promise<void> {
    this.#note("slash_command");
    const person = { user: command.user_id, team: command.team_id || null };
    const place = { room: command.channel_id, thread: null };
    const said: Said = {
      person,
      place,
      direct: await this.#isDirect(command),
      text: typed(command.text ?? "", null),
      delivery: `command:${command.trigger_id}`,
      replyTo: null,
      files: [],
    };
    const to: Answering = { ...answering(command, { person, place, tap: null }), respondFirst: true };
    const reaction = await this.#ask(() => this.#parts.front.said(said));
    this.#later(this.#reactions.perform(reaction, to));
  }

  async #heard(event: MessageEvent, envelope: Envelope): Promise<void> {
    if (typeof event.channel !== "string" || typeof event.ts !== "string")
      return this.#parts.front.refused("malformed");
    this.#note(subscriptionOf(event));
    const { front, wire, apiUrl } = this.#parts;
    const botUser = wire.identity?.user ?? null;
    const person = authorOf(event, envelope);
    if (person === null || person.user === botUser || !isSpoken(event)) return;
    const place = { room: event.channel, thread: event.thread_ts ?? null };
    const direct = event.channel_type === "im" || (event.type === "app_mention" && event.channel.startsWith("D"));
    const named = botUser !== null && (event.text ?? "").includes(`<@${botUser}`);
    if (!direct && event.type !== "app_mention" && !named && !front.knows(place)) return;
    const said: Said = {
      person,
      place,
      direct,
      text: typed(event.text ?? "", botUser),
      // A mention in one of our threads comes twice, as a mention and as a message.
      delivery: `${event.channel}:${event.ts}`,
      replyTo: event.thread_ts ?? null,
      files: incomingFiles(event.files ?? [], { token: wire.botToken, apiUrl }),
    };
    await this.#once(said.delivery, envelope.event_id, async () => {
      const reaction = await front.said(said);
      const to = { person, place, trigger: null, responseUrl: null, respondFirst: false, tap: null };
      this.#later(this.#reactions.perform(reaction, to));
    });
  }

  /** What is being taken or was taken a moment ago is not taken again; what failed may come again. */
  async #once(delivery: string, event: string | undefined, take: () => Promise<void>): Promise<void> {
    const before = this.#taken.get(delivery);
    if (before) {
      // A mention comes as two events; the very same one, after it was taken, is a replay.
      if (before.over && event !== undefined && before.events.has(event)) return this.#parts.front.refused("replayed");
      if (event !== undefined) before.events.add(event);
      return before.work;
    }
    const taking: Taking = { work: take(), events: new Set(event === undefined ? [] : [event]), over: false };
    this.#taken.set(delivery, taking);
    const [oldest] = this.#taken.keys();
    if (this.#taken.size > REMEMBERED && oldest !== undefined) this.#taken.delete(oldest);
    try {
      await taking.work;
      taking.over = true;
    } catch (error) {
      this.#taken.delete(delivery);
      throw error;
    }
  }

  /** What was acknowledged already can't be brought again, so the person is told when it went wrong. */
  async #ask(question: () => Promise<Reaction>): Promise<Reaction> {
    try {
      return await question();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#parts.trouble.say("front", `What came in from Slack could not be taken: ${why}`);
      return { kind: "note", text: "Something went wrong here, and nothing was done. Please try again." };
    }
  }

  /** Two people's own direct conversation begins with the same letter as ours with one of them. */
  async #isDirect({ channel_id: room, user_id: user }: Command): Promise<boolean> {
    if (!room.startsWith("D")) return false;
    try {
      const api = await this.#parts.wire.api();
      return (await api.conversations.open({ users: user })).channel?.id === room;
    } catch {
      return false;
    }
  }

  /** So that `doctor` can say which kinds of event have ever come. */
  #note(type: string): void {
    if (this.#seen.has(type)) return;
    this.#seen.add(type);
    this.#later(this.#parts.front.remember(`seen.${type}`, new Date().toISOString()));
  }

  #later(work: Promise<void>): void {
    const watched = work
      .catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        this.#parts.trouble.say("later", `Something went wrong while answering in Slack: ${why}`);
      })
      .finally(() => this.#working.delete(watched));
    this.#working.add(watched);
  }
}

function answering(
  from: { readonly trigger_id?: string | undefined; readonly response_url?: string | undefined },
  rest: Pick<Answering, "person" | "place" | "tap">,
): Answering {
  return { ...rest, trigger: from.trigger_id ?? null, responseUrl: from.response_url ?? null, respondFirst: false };
}

/** A connection that broke meanwhile keeps nobody from going on with what came in. */
async function quietly(acknowledging: Promise<unknown>): Promise<void> {
  await acknowledging.catch(() => {});
}

function later(ms: number): Promise<null> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), ms).unref();
  });
}
