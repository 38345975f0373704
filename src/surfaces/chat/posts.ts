/**
 * Our messages in the chats: where each stands, what it shows, and what its buttons carry. Operational rows: what happened is
 * in the ledger; here is only how it is being shown.
 * Before: lane.ts writes them, front.ts finds them by a tap's token.
 */
import { hash } from "node:crypto";
import type { Transaction } from "../../kernel/writer.ts";
import { canonical, type Json } from "../../lib/canonical.ts";
import type { Entropy } from "../../lib/entropy.ts";
import type { Place, Posting } from "../surface.ts";

/** `call`: says that something waits, for what came while no sound was wanted. */
export type PostKind = "card" | "board" | "head" | "prompt" | "call";
/**
 * `queued`: to be posted (what has no notice) · `claimed`: a try is under way, or its outcome unknown · `posted`: stands there,
 * and is rewritten when it should say something else · `closed`: says its last word · `gone`: is not there any more.
 */
export type PostState = "queued" | "claimed" | "posted" | "closed" | "gone";
export type Menu = "main" | "later" | "reject" | "edit" | "newer";

export interface PostRow {
  readonly id: string;
  readonly surface: string;
  readonly kind: PostKind;
  readonly seq: number;
  readonly notice: number | null;
  readonly scope: string;
  readonly proposal: string | null;
  /** The revision that stands there, not the newest. */
  readonly revision: number | null;
  readonly token: string;
  readonly room: string;
  readonly thread: string | null;
  readonly ref: string | null;
  readonly state: PostState;
  readonly menu: Menu;
  readonly opened: number;
  readonly shows: string;
  readonly asks: string | null;
  readonly created_at: number;
  readonly posted_at: number | null;
}

export interface Asks {
  /** `say`: what a button asks for before its words are said; the card that has it stands in the prompt's event. */
  readonly what: "field" | "reason" | "amount" | "say";
  readonly field?: string;
  /** Which button. */
  readonly tap?: number;
  readonly revision: number;
}

const COLUMNS =
  "id, surface, kind, seq, notice, scope, proposal, revision, token, room, thread, ref, state, menu, opened, shows, asks, created_at, posted_at";
export const SELECT_POST = `SELECT ${COLUMNS} FROM posts`;

const TOKEN_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

/** Opaque, short, for one message: 10 letters. */
function freshToken(entropy: Entropy): string {
  return [...entropy.bytes(10)].map((byte) => TOKEN_LETTERS[byte % TOKEN_LETTERS.length]).join("");
}

/** What a button carries: the message's token, and the revision that stood there when it was drawn. */
export function buttonToken(row: Pick<PostRow, "token">, revision: number | null): string {
  return revision === null ? row.token : `${row.token}${revision}`;
}

/** The message and revision of a button; digits follow ten letters. */
export function readButton(token: string): { readonly token: string; readonly revision: number | null } {
  const [, base = token, digits = ""] = /^([a-z2-9]{10})(\d*)$/.exec(token) ?? [];
  return { token: base, revision: digits === "" ? null : Number(digits) };
}

export function newPost(
  transaction: Transaction,
  post: Pick<PostRow, "surface" | "kind" | "scope"> & {
    readonly place: Place;
    readonly state: "queued" | "claimed";
    readonly seq?: number;
    readonly notice?: number;
    readonly proposal?: string | null;
    readonly revision?: number | null;
    readonly asks?: Asks;
  },
): PostRow {
  const id = `n_${transaction.entropy.bytes(16).toString("hex")}`;
  const row: PostRow = {
    id,
    surface: post.surface,
    kind: post.kind,
    seq: post.seq ?? 0,
    notice: post.notice ?? null,
    scope: post.scope,
    proposal: post.proposal ?? null,
    revision: post.revision ?? null,
    token: freshToken(transaction.entropy),
    room: post.place.room,
    thread: post.place.thread,
    ref: null,
    state: post.state,
    menu: "main",
    opened: 0,
    shows: "",
    asks: post.asks ? JSON.stringify(post.asks) : null,
    created_at: transaction.now,
    posted_at: null,
  };
  transaction.run(
    `INSERT INTO posts (${COLUMNS}) VALUES (${COLUMNS.split(",")
      .map(() => "?")
      .join(",")})`,
    [
      row.id,
      row.surface,
      row.kind,
      row.seq,
      row.notice,
      row.scope,
      row.proposal,
      row.revision,
      row.token,
      row.room,
      row.thread,
      row.ref,
      row.state,
      row.menu,
      row.opened,
      row.shows,
      row.asks,
      row.created_at,
      row.posted_at,
    ],
  );
  return row;
}

/** Changes some columns of a post. */
export function changePost(
  transaction: Pick<Transaction, "run">,
  id: string,
  changes: Partial<
    Pick<PostRow, "state" | "menu" | "opened" | "shows" | "ref" | "revision" | "seq" | "room" | "thread" | "posted_at">
  >,
): void {
  const names = Object.keys(changes) as Array<keyof typeof changes>;
  if (names.length === 0) return;
  transaction.run(`UPDATE posts SET ${names.map((name) => `${name} = ?`).join(", ")} WHERE id = ?`, [
    ...names.map((name) => changes[name] ?? null),
    id,
  ]);
}

export function placeOf(row: Pick<PostRow, "room" | "thread">): Place {
  return { room: row.room, thread: row.thread };
}

/** A mark of everything that is seen of a posting: the same mark, nothing to rewrite. */
export function shownMark(posting: Posting): string {
  return hash("sha256", canonical(JSON.parse(JSON.stringify(posting)) as Json), "hex");
}
