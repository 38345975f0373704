/**
 * What the lane of a chat does next, chosen and claimed in one transaction: first what may have been lost, then what stands there
 * and should say something else, then what is new, in order; last the board of what waits.
 * Before: chat-lane.ts. After: chat-lane.ts again, which tries it.
 */
import type { NoticeRow } from "../../kernel/notice.ts";
import { proposals } from "../../kernel/proposal.ts";
import type { Transaction } from "../../kernel/writer.ts";
import { clients, mergedScope } from "../../records/client.ts";
import type { Message, Place } from "../surface.ts";
import type { ChatLaneParts } from "./chat-lane.ts";
import { cardAt, type PostingParts, type Shown, shouldShow } from "./posting.ts";
import { type Asks, changePost, newPost, type PostRow, placeOf, SELECT_POST, shownMark } from "./posts.ts";
import { callDue, type RingKind, ringKind, stopCalling, takeRing } from "./ring.ts";
import { monthOf, threadOf } from "./rooms.ts";
import { Standing } from "./standing.ts";

export interface Job {
  readonly kind: "find" | "rewrite" | "post" | "open";
  readonly post: PostRow;
  readonly message: Message;
  readonly shown: Shown;
  /** Of what will stand there. */
  readonly mark: string;
}

const NEWS_MS = 2 * 86_400_000;

export class LaneJobs {
  readonly #parts: ChatLaneParts;
  /** How far the ledger was when nothing was left to do; `null`: not yet. */
  #restedAt: number | null = null;
  readonly #standing: Standing;
  #homeAt: number | null = null;

  constructor(parts: ChatLaneParts) {
    this.#parts = parts;
    this.#standing = new Standing(parts);
  }

  /** Whether anything could be due: asked before a transaction is opened for it. */
  due(paired: boolean): boolean {
    const { database, ledger, surface } = this.#parts;
    if ((ledger.head()?.seq ?? 0) !== this.#restedAt) return true;
    const posts =
      "SELECT id FROM posts WHERE surface = ?1 AND (state IN ('claimed','queued') OR (state = 'posted' AND shows = '')) LIMIT 1";
    if (database.get(posts, [surface.name])) return true;
    if (paired && callDue(database, surface.name, this.#parts.clock.now(), this.#parts.rings)) return true;
    return (
      paired &&
      database.get("SELECT id FROM notices WHERE surface = ? AND state = 'queued' LIMIT 1", [surface.name]) !==
        undefined
    );
  }

  /** Whether something happened since the overview was last shown. */
  homeDue(): boolean {
    const head = this.#parts.ledger.head()?.seq ?? 0;
    const due = head !== this.#homeAt;
    this.#homeAt = head;
    return due;
  }

  /**
   * The next job, claimed; `settled` where something was put right without any; `null` where nothing is due.
   * `room`: the main room; `null` where nobody is paired, so that nothing new is shown and what stands there is locked.
   */
  next(transaction: Transaction, room: Place | null): Job | "settled" | null {
    const lost = this.#one(transaction, "state = 'claimed'");
    if (lost) return this.#job(transaction, "find", lost, null) ?? this.#drop(transaction, lost);
    const wrong = this.#wrong(transaction);
    if (wrong) return wrong;
    if (!room) return this.#allRight();
    const queued = this.#one(transaction, "state = 'queued'");
    if (queued) {
      changePost(transaction, queued.id, { state: "claimed" });
      const kind = queued.kind === "head" ? "open" : "post";
      return this.#job(transaction, kind, queued, null) ?? this.#drop(transaction, queued);
    }
    return (
      this.#notice(transaction, room) ??
      this.#board(transaction, room) ??
      this.#call(transaction, room) ??
      this.#allRight()
    );
  }

  /** It was certainly not sent: the next try is the first again, at its old place in the order. */
  putBack(transaction: Transaction, { post }: Pick<Job, "post">): void {
    if (post.notice === null) {
      changePost(transaction, post.id, { state: "queued" });
      return;
    }
    transaction.run("DELETE FROM posts WHERE id = ?", [post.id]);
    transaction.run("UPDATE notices SET state = 'queued' WHERE id = ?", [post.notice]);
  }

  /** It may have been sent and can't be looked up: it is sent once more, and the older one will say that there is a newer. */
  sendAnew(transaction: Transaction, post: PostRow): void {
    changePost(transaction, post.id, { state: "gone", menu: "newer" });
    if (post.notice !== null) transaction.run("UPDATE notices SET state = 'queued' WHERE id = ?", [post.notice]);
    else {
      const { surface, kind, scope, seq, proposal, revision } = post;
      const asks = post.asks === null ? {} : { asks: JSON.parse(post.asks) as Asks };
      newPost(transaction, {
        surface,
        kind,
        scope,
        seq,
        proposal,
        revision,
        place: placeOf(post),
        state: "queued",
        ...asks,
      });
    }
  }

  #allRight(): null {
    this.#restedAt = this.#parts.ledger.head()?.seq ?? 0;
    return null;
  }

  #one(transaction: Transaction, where: string): PostRow | undefined {
    return transaction.get<PostRow>(
      `${SELECT_POST} WHERE surface = ? AND ${where} ORDER BY created_at, rowid LIMIT 1`,
      [this.#parts.surface.name],
    );
  }

  /** The first message that should say something else: a card before the head of its thread. */
  #wrong(transaction: Transaction): Job | null {
    const parts = this.#postingParts(transaction);
    this.#standing.compare(transaction, parts);
    for (;;) {
      const post = transaction.get<PostRow>(
        `${SELECT_POST} WHERE surface = ? AND state = 'posted' AND shows = '' AND kind <> 'board' ORDER BY kind = 'head', created_at, rowid LIMIT 1`,
        [this.#parts.surface.name],
      );
      if (!post) return null;
      const shown = shouldShow(post, parts);
      // A question in words that was answered stays as it was asked: not every chat lets it be rewritten.
      if (!shown || (post.kind === "prompt" && shown.final && !shown.forgotten))
        changePost(transaction, post.id, { state: "closed" });
      else return this.#jobFor("rewrite", post, shown, shownMark(shown.posting), false);
    }
  }

  #notice(transaction: Transaction, room: Place): Job | "settled" | null {
    const { surface, zone } = this.#parts;
    const notice = transaction.get<NoticeRow>(
      "SELECT * FROM notices WHERE surface = ? AND state = 'queued' ORDER BY id LIMIT 1",
      [surface.name],
    );
    if (!notice) return null;
    const skip = (): "settled" => {
      transaction.run("UPDATE notices SET state = 'skipped' WHERE id = ?", [notice.id]);
      return "settled";
    };
    // What was only to be told, long ago, tells nobody anything now: a chat may have been paired late.
    if (notice.proposal === null && transaction.now - notice.created_at > NEWS_MS) return skip();
    const event = transaction.eventAt(notice.seq);
    const card = event && cardAt(this.#parts.ledger, notice.seq);
    if (!event || !card) return skip();
    if (notice.proposal !== null) {
      const row = transaction.records.get(proposals, notice.proposal);
      if (row?.state !== "open" || row.revision !== notice.revision) return skip();
      const live = transaction.get<PostRow>(
        `${SELECT_POST} WHERE surface = ? AND proposal = ? AND kind = 'card' AND state = 'posted' AND menu <> 'newer' ORDER BY created_at DESC LIMIT 1`,
        [surface.name, notice.proposal],
      );
      // The message that stands there is rewritten; that it shows the new revision is noted when it does. Only what was shown
      // before and comes back is said anew.
      const again = transaction.get(
        "SELECT id FROM notices WHERE surface = ? AND proposal = ? AND revision = ? AND id < ? LIMIT 1",
        [surface.name, notice.proposal, notice.revision, notice.id],
      );
      if (live && !again) return skip();
      transaction.run(
        "UPDATE posts SET menu = 'newer', state = 'posted', shows = '' WHERE surface = ? AND proposal = ? AND kind = 'card' AND state IN ('posted','closed') AND ref IS NOT NULL",
        [surface.name, notice.proposal],
      );
    }
    const place = this.#placeFor(transaction, event.scope, room, zone);
    if ("kind" in place) return place;
    transaction.run("UPDATE notices SET state = 'claimed' WHERE id = ?", [notice.id]);
    const post = newPost(transaction, {
      surface: surface.name,
      kind: "card",
      scope: event.scope,
      seq: notice.seq,
      notice: notice.id,
      proposal: notice.proposal,
      revision: notice.revision,
      place,
      state: "claimed",
    });
    return this.#job(transaction, "post", post, ringKind(card)) ?? this.#drop(transaction, post);
  }

  /** Where a card of this scope is shown: its client's thread of this month, or a job that opens one. */
  #placeFor(transaction: Transaction, scope: string, room: Place, zone: string): Place | Job {
    if (scope === "workspace") return room;
    const own = mergedScope(transaction.records, scope);
    // What belongs to no client (an import, before there are any) is the main room's.
    if (!transaction.records.get(clients, own)) return room;
    const at = {
      surface: this.#parts.surface.name,
      scope: own,
      month: monthOf(transaction.now, zone),
      room: room.room,
    };
    const known = threadOf(transaction, at);
    if (known?.state === "open") return { room: known.room, thread: known.thread };
    const head = newPost(transaction, { surface: at.surface, kind: "head", scope: own, place: room, state: "claimed" });
    transaction.run(
      "INSERT INTO threads (surface, scope, month, room, thread, head, state) VALUES (?, ?, ?, ?, NULL, ?, 'claimed') ON CONFLICT DO UPDATE SET room = excluded.room, thread = NULL, head = excluded.head, state = 'claimed'",
      [at.surface, at.scope, at.month, at.room, head.id],
    );
    const shown = shouldShow(head, this.#postingParts(transaction));
    if (!shown) throw new Error("The head of a thread can always be shown.");
    return this.#jobFor("open", head, shown, shownMark(shown.posting), false);
  }

  /** One message in the main room says what waits, and is edited in place. */
  #board(transaction: Transaction, room: Place): Job | "settled" | null {
    const { surface } = this.#parts;
    const board = transaction.get<PostRow>(
      `${SELECT_POST} WHERE surface = ? AND kind = 'board' AND room = ? AND state <> 'gone' ORDER BY created_at DESC LIMIT 1`,
      [surface.name, room.room],
    );
    const parts = this.#postingParts(transaction);
    if (!board) {
      if (parts.waiting().length === 0) return null;
      const post = newPost(transaction, {
        surface: surface.name,
        kind: "board",
        scope: "workspace",
        place: room,
        state: "claimed",
      });
      return this.#job(transaction, "post", post, null);
    }
    const shown = shouldShow(board, parts);
    const mark = shown && shownMark(shown.posting);
    return shown && mark !== null && mark !== board.shows ? this.#jobFor("rewrite", board, shown, mark, false) : null;
  }

  /** What came while no sound was wanted is called for once, together. */
  #call(transaction: Transaction, room: Place): Job | "settled" | null {
    const { surface, rings, waiting } = this.#parts;
    if (!callDue(transaction, surface.name, transaction.now, rings)) return null;
    if (!waiting().some((one) => one.laterUntil === null)) {
      stopCalling(transaction, surface.name);
      return "settled";
    }
    const post = newPost(transaction, {
      surface: surface.name,
      kind: "call",
      scope: "workspace",
      place: room,
      state: "claimed",
    });
    return this.#job(transaction, "post", post, "approvals");
  }

  #job(transaction: Transaction, kind: Job["kind"], post: PostRow, rings: RingKind | null): Job | null {
    const shown = shouldShow(post, this.#postingParts(transaction));
    if (!shown) return null;
    const ring = takeRing(transaction, this.#parts.surface.name, rings, this.#parts.rings);
    return this.#jobFor(kind, post, shown, shownMark(shown.posting), ring);
  }

  #jobFor(kind: Job["kind"], post: PostRow, shown: Shown, mark: string, ring: boolean): Job {
    const owner = this.#parts.owner(this.#parts.surface.name)?.user ?? null;
    const message = { key: post.id, place: placeOf(post), posting: shown.posting, ring, owner, picture: null };
    return { kind, post, message, shown, mark };
  }

  /** Its words were forgotten, or there is nothing to say any more. */
  #drop(transaction: Transaction, post: PostRow): "settled" {
    changePost(transaction, post.id, { state: "gone" });
    if (post.notice !== null) transaction.run("UPDATE notices SET state = 'skipped' WHERE id = ?", [post.notice]);
    return "settled";
  }

  #postingParts(transaction: Transaction): PostingParts {
    const { database, ledger, zone, waiting, fieldValue, surface, owner } = this.#parts;
    transaction.records.flush();
    return {
      database,
      ledger,
      records: transaction.records,
      zone,
      waiting,
      fieldValue,
      surface,
      locked: owner(surface.name) === null,
    };
  }
}
