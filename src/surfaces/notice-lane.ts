/**
 * The notice lane: shows what is queued for the attached surfaces, in order, at least once. It needs no verdict and
 * passes during a pause; a card of an older revision is skipped once a newer one is queued.
 */
import type { Card } from "../kernel/card.ts";
import type { Ledger } from "../kernel/ledger.ts";
import type { NoticeRow } from "../kernel/notice.ts";
import { type ProposalRow, proposals } from "../kernel/proposal.ts";
import type { Writer } from "../kernel/writer.ts";
import type { Database } from "../store/database.ts";
import type { Surface } from "./surface.ts";

export class NoticeLane {
  readonly #database: Database;
  readonly #writer: Writer;
  readonly #ledger: Ledger;
  readonly #surfaces: readonly Surface[];

  constructor(parts: { database: Database; writer: Writer; ledger: Ledger; surfaces: readonly Surface[] }) {
    this.#database = parts.database;
    this.#writer = parts.writer;
    this.#ledger = parts.ledger;
    this.#surfaces = parts.surfaces;
  }

  /** Shows what is queued; answers how many notices were dealt with. */
  async show(): Promise<number> {
    let count = 0;
    for (const surface of this.#surfaces) {
      const queued = this.#database.all<NoticeRow>(
        "SELECT * FROM notices WHERE surface = ? AND state = 'queued' ORDER BY id LIMIT 50",
        [surface.name],
      );
      for (const notice of queued) {
        await this.#showOne(surface, notice);
        count++;
      }
    }
    return count;
  }

  async #showOne(surface: Surface, notice: NoticeRow): Promise<void> {
    const event = this.#ledger.at(notice.seq);
    const card = event && (this.#ledger.open(event)?.card as Card | undefined);
    const row = notice.proposal
      ? this.#database.get<ProposalRow>(`SELECT ${proposals.columns.join(",")} FROM proposals WHERE id = ?`, [
          notice.proposal,
        ])
      : undefined;
    const current = !row || (row.state === "open" && row.revision === notice.revision && !this.#seen(notice));
    if (card && current) await surface.show({ card, code: row?.code ?? null, revision: notice.revision });
    await this.#writer.submit((transaction) =>
      transaction.run("UPDATE notices SET state = ?, sent_at = ? WHERE id = ?", [
        card && current ? "sent" : "skipped",
        transaction.now,
        notice.id,
      ]),
    );
  }

  /** Whether the surface has shown this revision already, as the answer to an edit or in a list. */
  #seen(notice: NoticeRow): boolean {
    const sql =
      "SELECT id FROM notices WHERE surface = ? AND proposal = ? AND revision = ? AND state = 'sent' AND created_at >= ? LIMIT 1";
    return this.#database.get(sql, [notice.surface, notice.proposal, notice.revision, notice.created_at]) !== undefined;
  }
}
