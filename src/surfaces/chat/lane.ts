/**
 * The notice lane: shows what the workspace has to say to its owner, on every surface, in order. It needs no verdict and passes
 * during a pause. Each message is claimed before it is sent; one whose outcome is unknown is looked up, and only where that
 * can't be done is it sent again, the older one then answering “see the newer card”. What stands in a chat is compared with
 * what should, so that no card keeps live buttons once it is decided, here or elsewhere.
 * Before: kernel/notice.ts and routine.ts, which queue. After: a surface (surface.ts), which only renders.
 */
import type { Inflight } from "../../kernel/inflight.ts";
import type { Ledger } from "../../kernel/ledger.ts";
import type { NoticeRow } from "../../kernel/notice.ts";
import { proposals } from "../../kernel/proposal.ts";
import type { Writer } from "../../kernel/writer.ts";
import type { Clock } from "../../lib/clock.ts";
import { messageOf } from "../../lib/errors.ts";
import type { Database } from "../../store/database.ts";
import type { Chat, Surface } from "../surface.ts";
import { ChatLane, type ChatLaneParts } from "./chat-lane.ts";
import { cardAt } from "./posting.ts";

export interface LaneParts extends Omit<ChatLaneParts, "surface"> {
  readonly database: Database;
  readonly writer: Writer;
  readonly ledger: Ledger;
  readonly inflight: Inflight;
  readonly clock: Clock;
  readonly surfaces: readonly Surface[];
}

export class NoticeLane {
  readonly #parts: LaneParts;
  readonly #chats: readonly ChatLane[];
  readonly #passing: readonly Surface[];

  constructor(parts: LaneParts) {
    this.#parts = parts;
    this.#chats = parts.surfaces.filter(isChat).map((surface) => new ChatLane({ ...parts, surface }));
    this.#passing = parts.surfaces.filter((surface) => !isChat(surface));
  }

  /** Shows what is due; answers how much was dealt with or begun. */
  async show(): Promise<number> {
    let count = 0;
    for (const surface of this.#passing) count += await this.#showPassing(surface);
    // Together, so that their claims are one commit; one chat waits for no other.
    for (const begun of await Promise.all(this.#chats.map((chat) => chat.show()))) count += begun;
    return count;
  }

  /** What was posted before is looked at anew: after a start, and when something may have been lost in between. */
  async reconcile(): Promise<void> {
    for (const chat of this.#chats) await chat.reconcile();
  }

  /** Where messages can't be rewritten (a terminal), each is shown once it is its turn, and again after a crash. */
  async #showPassing(surface: Surface): Promise<number> {
    const { database, ledger, writer } = this.#parts;
    const queued = database.all<NoticeRow>(
      "SELECT * FROM notices WHERE surface = ? AND state = 'queued' ORDER BY id LIMIT 50",
      [surface.name],
    );
    for (const notice of queued) {
      const card = cardAt(ledger, notice.seq);
      const row = notice.proposal === null ? undefined : this.#parts.records().get(proposals, notice.proposal);
      const current = !row || (row.state === "open" && row.revision === notice.revision && !this.#seen(notice));
      const posting = { card, code: row?.code ?? null, revision: notice.revision };
      if (card && current) {
        const sent = await surface.post({
          key: String(notice.id),
          place: { room: surface.name, thread: null },
          posting: { ...posting, card, token: "", keys: [], outcome: null, opened: false, reply: null },
          ring: false,
          picture: null,
        });
        if (sent.kind !== "sent") throw new Error(`${surface.name} could not show a card: ${messageOf(sent)}`);
      }
      await writer.submit((transaction) =>
        transaction.run("UPDATE notices SET state = ?, sent_at = ? WHERE id = ?", [
          card && current ? "sent" : "skipped",
          transaction.now,
          notice.id,
        ]),
      );
    }
    return queued.length;
  }

  /** Whether the surface has shown this revision already, as the answer to an edit or in a list. */
  #seen(notice: NoticeRow): boolean {
    const sql =
      "SELECT id FROM notices WHERE surface = ? AND proposal = ? AND revision = ? AND state = 'sent' AND created_at >= ? LIMIT 1";
    return (
      this.#parts.database.get(sql, [notice.surface, notice.proposal, notice.revision, notice.created_at]) !== undefined
    );
  }
}

function isChat(surface: Surface): surface is Chat {
  return surface.lasting;
}
