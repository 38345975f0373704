/**
 * The owner's words in the chats, answered with a tick: what was said in one place in one breath is one turn, and gets one
 * answer there. Each line was recorded when it came, so none is dropped, whatever happens in between.
 * Before: front.ts, which records. After: reception.ts; the answer goes out by the lane.
 */
import type { Card } from "../../kernel/card.ts";
import type { Records } from "../../kernel/fold.ts";
import { alsoOf, outsideLabel } from "../../kernel/label.ts";
import type { Ledger } from "../../kernel/ledger.ts";
import { proposals } from "../../kernel/proposal.ts";
import type { Writer } from "../../kernel/writer.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Database } from "../../store/database.ts";
import { answerCard, said } from "../answer-card.ts";
import type { Desk } from "../desk.ts";
import type { Place } from "../surface.ts";
import { type Heard, type ReceptionParts, receive, sum, type Where } from "../words/reception.ts";
import { isWhole } from "../words/words.ts";
import { newestPost } from "./chat-lane.ts";
import { cardAt } from "./posting.ts";
import { type Asks, changePost, newPost, type PostRow, SELECT_POST } from "./posts.ts";
import { scopeAt } from "./rooms.ts";

export interface TurnsParts {
  readonly database: Database;
  readonly writer: Writer;
  readonly ledger: Ledger;
  readonly records: () => Records;
  readonly clock: Clock;
  readonly zone: string;
  readonly reception: (surface: string, actor: string) => ReceptionParts;
  /** The address of a message of ours on a chat. */
  readonly link: (surface: string, place: Place, ref: string) => string | null;
}

interface TurnRow {
  readonly seq: number;
  readonly surface: string;
  readonly room: string;
  readonly thread: string | null;
  readonly answers: string | null;
  readonly actor: string;
  readonly at: number;
}

/** A thought may come in several messages: what isn't plain by itself waits this long for the next. */
const BREATH_MS = 700;

export class Turns {
  readonly #parts: TurnsParts;

  constructor(parts: TurnsParts) {
    this.#parts = parts;
  }

  /** Answers what was said and is complete; answers how many lines that were. */
  async answer(): Promise<number> {
    const waiting = this.#parts.database.all<TurnRow>(
      "SELECT seq, surface, room, thread, answers, actor, at FROM turns WHERE state = 'waiting' ORDER BY seq LIMIT 200",
    );
    if (waiting.length === 0) return 0;
    const groups = new Map<string, TurnRow[]>();
    for (const row of waiting) {
      const place = JSON.stringify([row.surface, row.room, row.thread, row.actor, row.answers]);
      groups.set(place, [...(groups.get(place) ?? []), row]);
    }
    let count = 0;
    for (const group of groups.values()) count += await this.#turn(group);
    return count;
  }

  async #turn(rows: readonly TurnRow[]): Promise<number> {
    const [first] = rows;
    if (!first) return 0;
    const lines = rows.map((row) => this.#words(row));
    const plain = lines.every((line) => isWhole(line));
    const newest = rows.at(-1)?.at ?? 0;
    if (!plain && this.#parts.clock.now() - newest < BREATH_MS) return 0;
    const heard =
      first.answers === null ? await this.#heard(rows, lines, plain) : [await this.#reply(first, lines.join("\n"))];
    await this.#say(rows, first, heard);
    return rows.length;
  }

  /** Each line by itself where each is plain; what isn't is read as one sentence. */
  async #heard(rows: readonly TurnRow[], lines: readonly string[], plain: boolean): Promise<Heard[]> {
    const [first] = rows;
    if (!first) return [];
    const reception = this.#parts.reception(first.surface, first.actor);
    const where = (row: TurnRow): Where => ({ ...this.#where(row), ...this.#cause(row) });
    if (!plain && lines.length > 1) {
      const whole = await reception.beyond(lines.join(" "), where(first));
      if (whole) return [whole];
    }
    const heard: Heard[] = [];
    for (const [index, row] of rows.entries()) heard.push(await receive(reception, lines[index] ?? "", where(row)));
    return heard;
  }

  /** An answer to a message that asked for words. */
  async #reply(row: TurnRow, text: string): Promise<Heard> {
    const { database, records } = this.#parts;
    const post = database.get<PostRow>(`${SELECT_POST} WHERE id = ?`, [row.answers]);
    const asks = JSON.parse(post?.asks ?? "{}") as Asks;
    if (post && asks.what === "say") return this.#saidBehind(post, asks.tap ?? 0, row, text);
    const target = records().get(proposals, post?.proposal ?? "");
    if (!post || !target) return { kind: "text", ok: false, text: "I don't know any more what that answers." };
    if (target.state === "open" && target.revision !== asks.revision)
      return { kind: "text", ok: false, text: "The card has changed since I asked. Please look at it as it is now." };
    const outcome = await this.#carryOut(this.#parts.reception(row.surface, row.actor).desk, target.code, asks, text);
    // The changed card comes below this talk: the one far above it only says that there is a newer.
    if (outcome.kind === "shown" && outcome.why === "edited")
      await this.#parts.writer.submit((transaction) =>
        transaction.run(
          "UPDATE posts SET menu = 'newer', shows = '' WHERE surface = ? AND proposal = ? AND kind = 'card' AND state = 'posted'",
          [row.surface, target.id],
        ),
      );
    return { kind: "outcome", outcome };
  }

  /** The words of a button, with what it asked for behind them. */
  async #saidBehind(post: PostRow, tap: number, row: TurnRow, text: string): Promise<Heard> {
    const words = cardAt(this.#parts.ledger, post.seq)?.taps?.[tap]?.words;
    if (words === undefined) return { kind: "text", ok: false, text: "I don't know any more what that answers." };
    const reception = this.#parts.reception(row.surface, row.actor);
    return receive(reception, `${words} ${text.trim()}`, { ...this.#where(row), ...this.#cause(row) });
  }

  #carryOut(desk: Desk, code: string, asks: Asks, text: string) {
    if (asks.what === "field") return desk.edit(code, { [asks.field ?? ""]: text });
    if (asks.what === "reason") return desk.reject(code, text);
    return desk.approve(code, asks.revision, sum(text) ?? Number.NaN);
  }

  /** One answer for the turn, in the place where it was said. */
  async #say(rows: readonly TurnRow[], first: TurnRow, heard: readonly Heard[]): Promise<void> {
    const { database, writer, zone, link } = this.#parts;
    const place = { room: first.room, thread: first.thread };
    const look = {
      zone,
      link: (proposal: string) => {
        const post = newestPost(database, first.surface, proposal);
        return post?.ref ? link(first.surface, { room: post.room, thread: post.thread }, post.ref) : null;
      },
    };
    const cards = heard.flatMap((one) => answerCard(one, look) ?? []);
    const scope = scopeAt(database, first.surface, place) ?? "workspace";
    const said = rows.flatMap((row) => this.#parts.ledger.at(row.seq)?.label.scopes ?? []);
    await writer.submit((transaction) => {
      for (const row of rows) transaction.run("UPDATE turns SET state = 'answered' WHERE seq = ?", [row.seq]);
      if (first.answers !== null) changePost(transaction, first.answers, { shows: "", opened: 1 });
      for (const card of together(cards)) {
        const cause = transaction.eventAt(first.seq);
        const event = transaction.append({
          type: "owner.answered",
          actor: "kernel",
          scope,
          subject: `said:${cause?.data.said}`,
          causation: cause?.id,
          workflow: cause?.workflow,
          // It may quote what others wrote; and whoever the question was about, the answer is.
          label: alsoOf(outsideLabel(scope), said),
          data: { surface: first.surface, lines: rows.length },
          private: { card: JSON.parse(JSON.stringify(card)) },
        });
        const { surface } = first;
        newPost(transaction, { surface, kind: "card", scope, seq: event.seq, place, state: "queued" });
      }
    });
  }

  #words(row: TurnRow): string {
    const event = this.#parts.ledger.at(row.seq);
    return String((event && this.#parts.ledger.open(event)?.text) ?? "");
  }

  #where(row: TurnRow): Where {
    const place = { room: row.room, thread: row.thread };
    return { surface: row.surface, scope: scopeAt(this.#parts.database, row.surface, place) };
  }

  #cause(row: TurnRow): Pick<Where, "said"> {
    const event = this.#parts.ledger.at(row.seq);
    return event ? { said: { seq: event.seq, id: event.id, workflow: event.workflow } } : {};
  }
}

/** Short answers become one; what has rows, buttons or a length of its own stays by itself. */
function together(cards: readonly Card[]): readonly Card[] {
  const short = (card: Card) => card.rows.length === 0 && !card.taps && !card.chart && (card.body ?? "").length < 500;
  if (cards.length < 2 || !cards.every(short)) return cards;
  const lines = cards.map((card) => [card.title, card.body].filter(Boolean).join("\n"));
  return [said(lines.join("\n"))];
}
