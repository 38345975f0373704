/**
 * The lane of one chat: one message at a time, so that order is kept whatever the platform answers. A job is chosen and claimed
 * in one transaction (lane-jobs.ts), tried outside it, and what became of it is recorded (here).
 * Before: lane.ts. After: the chat's adapter.
 */
import type { CardChart } from "../../kernel/card.ts";
import type { Records } from "../../kernel/fold.ts";
import type { Inflight } from "../../kernel/inflight.ts";
import type { Ledger } from "../../kernel/ledger.ts";
import { markShown, notify } from "../../kernel/notice.ts";
import type { OwnerIds } from "../../kernel/pairing.ts";
import { type ProposalRow, proposals } from "../../kernel/proposal.ts";
import type { Transaction, Writer } from "../../kernel/writer.ts";
import type { Clock } from "../../lib/clock.ts";
import { messageOf } from "../../lib/errors.ts";
import type { Waiting } from "../../projections/queue.ts";
import type { Database } from "../../store/database.ts";
import type { Chat, Home, Located, Sent } from "../surface.ts";
import { type Job, LaneJobs } from "./lane-jobs.ts";
import { changePost, type PostRow, SELECT_POST } from "./posts.ts";
import type { RingKind } from "./ring.ts";
import { directNote, keepNote, mainRoom } from "./rooms.ts";

export interface ChatLaneParts {
  readonly surface: Chat;
  readonly database: Database;
  readonly writer: Writer;
  readonly ledger: Ledger;
  readonly inflight: Inflight;
  readonly clock: Clock;
  readonly zone: string;
  /** Fresh at every call. */
  readonly records: () => Records;
  readonly waiting: () => readonly Waiting[];
  readonly fieldValue: (proposal: ProposalRow, field: string) => string;
  /** Who is paired there; nothing is shown to anybody else. */
  readonly owner: (surface: string) => OwnerIds | null;
  /** The main room that was configured, if any. */
  readonly room: (surface: string) => string | null;
  readonly home: (surface: string) => Home;
  readonly draw: (chart: CardChart) => Promise<Uint8Array>;
  /** Whether such a message may make a sound at this hour. */
  readonly rings: (kind: RingKind, now: number) => boolean;
}

type Opened = { readonly kind: "opened"; readonly thread: string | null; readonly ref: string };
type Answer = Sent | Opened | { readonly kind: "located"; readonly located: Located };

const LOOK_AGAIN_MS = 1000;
const KEEP_RIGHT_MS = 30 * 86_400_000;

export class ChatLane {
  readonly #parts: ChatLaneParts;
  readonly #jobs: LaneJobs;
  #blockedUntil = 0;
  #homeShown = "";

  constructor(parts: ChatLaneParts) {
    this.#parts = parts;
    this.#jobs = new LaneJobs(parts);
  }

  /** Begins the next job, if one is due and none is under way. Answers 1 when something was begun. */
  async show(): Promise<number> {
    const { surface, clock, writer, inflight } = this.#parts;
    if (inflight.has(this.#name) || this.#blockedUntil > clock.now()) return 0;
    const owner = this.#parts.owner(surface.name);
    const room = mainRoom(this.#parts.database, surface.name, this.#parts.room(surface.name), owner);
    if (!room && owner) return this.#findRoom(owner);
    if (!this.#jobs.due(owner !== null)) return this.#refreshHome(owner);
    const job = await writer.submit((transaction) => this.#jobs.next(transaction, owner && room));
    if (job === null) return this.#refreshHome(owner);
    if (job === "settled") return 1;
    inflight.start<Answer>(
      this.#name,
      () => this.#attempt(job),
      (answer) =>
        writer.submit((transaction) =>
          this.#record(transaction, job, answer.ok ? answer.value : { kind: "unknown", why: messageOf(answer.error) }),
        ),
    );
    return 1;
  }

  /** Open cards are compared with the platform again, recent ones with the ledger. */
  async reconcile(): Promise<void> {
    const { writer, surface } = this.#parts;
    await writer.submit((transaction) => {
      transaction.run(
        "UPDATE posts SET shows = '' WHERE surface = ? AND state = 'posted' AND (proposal IS NOT NULL OR kind = 'board')",
        [surface.name],
      );
      transaction.run(
        "UPDATE posts SET state = 'posted' WHERE surface = ? AND state = 'closed' AND ref IS NOT NULL AND proposal IS NOT NULL AND created_at > ?",
        [surface.name, transaction.now - KEEP_RIGHT_MS],
      );
    });
  }

  get #name(): string {
    return `lane:${this.#parts.surface.name}`;
  }

  async #attempt(job: Job): Promise<Answer> {
    const { surface, draw } = this.#parts;
    const { message } = job;
    switch (job.kind) {
      case "post": {
        const chart = message.posting.card.chart;
        const picture = chart ? await draw(chart).catch(() => null) : null;
        return surface.post({ ...message, picture });
      }
      case "rewrite":
        return surface.rewrite(job.post.ref ?? "", message);
      case "find":
        return { kind: "located", located: await surface.find(message) };
      case "open":
        return surface.openThread(message);
    }
  }

  #record(transaction: Transaction, job: Job, answer: Answer): void {
    const { kind } = answer;
    if (kind === "sent") this.#sent(transaction, job, answer.ref || (job.post.ref ?? ""), answer.complete);
    if (kind === "opened") this.#opened(transaction, job, answer);
    if (kind === "located") this.#located(transaction, job, answer.located);
    if (kind === "gone") this.#gone(transaction, job);
    if (kind === "refused" && job.kind === "open")
      this.#opened(transaction, job, { kind: "opened", thread: null, ref: "" });
    else if (kind === "refused") this.#refused(transaction, job);
    if (kind === "wait") {
      this.#blockedUntil = transaction.now + answer.afterMs;
      if (job.kind === "post" || job.kind === "open") this.#jobs.putBack(transaction, job);
    }
    // A rewriting is simply done again: it says the same. What was posted stays claimed, and is looked for.
    if (kind === "unknown") this.#blockedUntil = transaction.now + LOOK_AGAIN_MS;
  }

  #sent(transaction: Transaction, job: Job, ref: string, complete: boolean): void {
    const { post, shown } = job;
    // Another menu may have been asked for while this one was on its way.
    const now = transaction.get<PostRow>(`${SELECT_POST} WHERE id = ?`, [post.id]) ?? post;
    const same = now.menu === post.menu && now.opened === post.opened;
    changePost(transaction, post.id, {
      state: shown.final && same ? "closed" : "posted",
      ref,
      shows: same ? job.mark : "",
      revision: shown.revision,
      ...(shown.revision === post.revision ? {} : { opened: 0 }),
      posted_at: post.posted_at ?? transaction.now,
    });
    const whole = complete || job.message.posting.opened;
    if (post.notice !== null && job.kind !== "rewrite")
      transaction.run("UPDATE notices SET state = ?, sent_at = ? WHERE id = ?", [
        whole ? "sent" : "partial",
        transaction.now,
        post.notice,
      ]);
    // What an approval is bound to is what was shown here, whole (invariant 4).
    const row = post.proposal === null ? undefined : transaction.records.get(proposals, post.proposal);
    if (row && row.revision === shown.revision && whole && post.kind === "card")
      markShown(transaction, this.#parts.surface.name, row);
  }

  #opened(transaction: Transaction, job: Job, { thread, ref }: Opened): void {
    const { post } = job;
    changePost(transaction, post.id, {
      state: ref === "" ? "gone" : "posted",
      ref: ref === "" ? null : ref,
      thread,
      shows: job.mark,
      posted_at: transaction.now,
    });
    transaction.run("UPDATE threads SET state = 'open', thread = ? WHERE head = ?", [thread, post.id]);
    // The head of the month before says where it goes on.
    transaction.run(
      "UPDATE posts SET shows = '' WHERE state = 'posted' AND id IN (SELECT head FROM threads WHERE surface = ? AND scope = ? AND head <> ?)",
      [post.surface, post.scope, post.id],
    );
  }

  #located(transaction: Transaction, job: Job, located: Located): void {
    const { post } = job;
    if (located.kind === "wait") {
      this.#blockedUntil = transaction.now + located.afterMs;
    } else if (located.kind === "found" && post.kind === "head") {
      this.#opened(transaction, job, { kind: "opened", thread: located.ref, ref: located.ref });
    } else if (located.kind === "found") {
      // It was sent; whether all of it was shown is seen when it is rewritten, which follows at once.
      changePost(transaction, post.id, { state: "posted", ref: located.ref, shows: "", posted_at: transaction.now });
      if (post.notice !== null)
        transaction.run("UPDATE notices SET state = 'partial', sent_at = ? WHERE id = ?", [
          transaction.now,
          post.notice,
        ]);
    } else if (located.kind === "absent" || post.kind === "head") this.#jobs.putBack(transaction, job);
    // It may stand there: it is said again with a newer token, and the older one says so when it is touched.
    else this.#jobs.sendAnew(transaction, post);
  }

  #gone(transaction: Transaction, job: Job): void {
    const { post } = job;
    changePost(transaction, post.id, { state: "gone" });
    if (post.kind === "head" || job.kind !== "rewrite") {
      // The thread itself is not there any more: the next card opens another, and what stood in it is looked at again.
      const thread = [post.surface, post.room, post.thread];
      transaction.run("DELETE FROM threads WHERE surface = ? AND room = ? AND thread IS ?", thread);
      transaction.run(
        "UPDATE posts SET shows = '' WHERE surface = ? AND room = ? AND thread IS ? AND state = 'posted'",
        thread,
      );
      this.#blockedUntil = transaction.now + LOOK_AGAIN_MS;
      if (job.kind === "post") this.#jobs.putBack(transaction, job);
      // What belongs to no notice has no other thread to go to.
      if (job.kind === "post" && post.notice === null) changePost(transaction, post.id, { thread: null });
      return;
    }
    const row = post.proposal === null ? undefined : transaction.records.get(proposals, post.proposal);
    const event = row && transaction.eventAt(row.seq);
    if (row?.state === "open" && event && post.kind === "card" && post.menu !== "newer")
      notify(transaction, [post.surface], event, { proposal: row.id, revision: row.revision });
  }

  /** Not even plain text was taken: nothing else waits for it; the card stays in the queue and on the other surfaces. */
  #refused(transaction: Transaction, job: Job): void {
    changePost(transaction, job.post.id, job.kind === "rewrite" ? { shows: job.mark } : { state: "gone" });
    if (job.post.notice !== null)
      transaction.run("UPDATE notices SET state = 'skipped' WHERE id = ?", [job.post.notice]);
  }

  #findRoom(owner: OwnerIds): number {
    const { surface, inflight, writer } = this.#parts;
    inflight.start<string | null>(
      this.#name,
      async () => (await surface.directRoom(owner))?.room ?? null,
      (answer) =>
        writer.submit((transaction) => {
          const room = answer.ok ? answer.value : null;
          if (room === null) this.#blockedUntil = transaction.now + 30 * LOOK_AGAIN_MS;
          else keepNote(transaction, surface.name, directNote(owner), room);
        }),
    );
    return 1;
  }

  /** The page of the surface's own is shown when it would say something else; it is no message, and nothing waits for it. */
  #refreshHome(owner: OwnerIds | null): number {
    const { surface, inflight } = this.#parts;
    if (!surface.showHome || !owner || !this.#jobs.homeDue()) return 0;
    const home = this.#parts.home(surface.name);
    const mark = JSON.stringify(home);
    if (mark === this.#homeShown) return 0;
    this.#homeShown = mark;
    inflight.start(
      `home:${surface.name}`,
      async () => surface.showHome?.(owner, home),
      async () => {},
    );
    return 1;
  }
}

/** The newest message of ours about a request on a surface, for links and words without codes. */
export function newestPost(database: Pick<Database, "get">, surface: string, proposal: string): PostRow | undefined {
  return database.get<PostRow>(
    `${SELECT_POST} WHERE surface = ? AND proposal = ? AND kind = 'card' ORDER BY created_at DESC, rowid DESC LIMIT 1`,
    [surface, proposal],
  );
}
