/**
 * What a message of ours should show now, from the records as they are: the card, its buttons, or what became of it. The lane
 * compares it with what stands there, so a card is right again after any restart, and on every surface alike.
 * Before: lane.ts. After: slack/ and telegram/, which only render it.
 */
import type { Card, CardRow } from "../../kernel/card.ts";
import { effects } from "../../kernel/effect.ts";
import type { Records } from "../../kernel/fold.ts";
import { intents } from "../../kernel/intent.ts";
import type { Ledger } from "../../kernel/ledger.ts";
import { pausedBy } from "../../kernel/pause.ts";
import { type ProposalRow, proposals } from "../../kernel/proposal.ts";
import { monthWords } from "../../lib/workdays.ts";
import { readable } from "../../lib/zone.ts";
import type { Waiting } from "../../projections/queue.ts";
import { clients, clientTitle, mergedScope } from "../../records/client.ts";
import { mails } from "../../records/mail.ts";
import type { Database } from "../../store/database.ts";
import type { Place, Posting } from "../surface.ts";
import { fieldLabel, plainKeys, requestKeys } from "./keys.ts";
import { outcomeWords } from "./outcome-words.ts";
import { type Asks, buttonToken, type PostRow, SELECT_POST } from "./posts.ts";

export interface PostingParts {
  readonly database: Database;
  readonly ledger: Ledger;
  /** Fresh for each look. */
  readonly records: Records;
  readonly zone: string;
  readonly waiting: () => readonly Waiting[];
  /** The value a field has now, for a text to start from. */
  readonly fieldValue: (proposal: ProposalRow, field: string) => string;
  /** Nobody is paired there: what stands there has no buttons. */
  readonly locked: boolean;
  readonly surface: { readonly name: string; readonly forms: boolean; link(place: Place, ref: string): string | null };
}

export interface Shown {
  readonly posting: Posting;
  /** Nothing will change here any more. */
  readonly final: boolean;
  /** The revision of the request that this shows. */
  readonly revision: number | null;
  /** Its words are gone: whatever stands there is rewritten to say so. */
  readonly forgotten?: true;
}

const MOST_ON_BOARD = 20;
/** Characters, before and after together. */
const LONG_CHANGE = 300;
const LOCKED = "🔒 Locked: nothing can be decided here until this chat is paired again.";

/** What stands in this message's place by right; `null` where nothing stands there yet, and nothing is left to show. */
export function shouldShow(post: PostRow, parts: PostingParts): Shown | null {
  const shown = composed(post, parts);
  if (shown || (post.ref === null && post.state !== "claimed")) return shown;
  return { posting: plain(post, FORGOTTEN_CARD), final: true, revision: null, forgotten: true };
}

const FORGOTTEN_CARD: Card = { kind: "notice", title: "This was forgotten.", rows: [], why: [], buttons: [] };

/** `null` where its words were forgotten. */
function composed(post: PostRow, parts: PostingParts): Shown | null {
  switch (post.kind) {
    case "board":
      return { posting: plain(post, boardCard(parts)), final: false, revision: null };
    case "call":
      return { posting: plain(post, { ...boardCard(parts), kind: "notice" }), final: true, revision: null };
    case "head":
      return head(post, parts);
    case "prompt":
      return prompt(post, parts);
    case "card":
      return post.proposal === null ? told(post, parts) : request(post, post.proposal, parts);
  }
}

/** A card that asks for nothing: an answer, a digest, a failure. */
function told(post: PostRow, parts: PostingParts): Shown | null {
  const card = cardAt(parts.ledger, post.seq);
  const opened = post.opened === 1;
  if (!card) return null;
  const rows = card.kind === "digest" ? card.rows.map((row) => linked(row, parts)) : card.rows;
  const posting = { ...plain(post, { ...card, rows }), keys: plainKeys(card), opened };
  return { posting, final: true, revision: null };
}

/** A line of the digest that names a waiting card leads to it. */
function linked(row: CardRow, parts: PostingParts): CardRow {
  const [found] = /^[A-Z0-9]{4,6}$/.test(row.label) ? parts.records.find(proposals, "code = ?", [row.label]) : [];
  const link = found ? linkTo(found.id, parts) : null;
  return link === null ? row : { ...row, link };
}

function linkTo(proposal: string, { database, surface }: PostingParts): string | null {
  const post = database.get<PostRow>(
    `${SELECT_POST} WHERE surface = ? AND proposal = ? AND state = 'posted' ORDER BY created_at DESC LIMIT 1`,
    [surface.name, proposal],
  );
  return post?.ref ? surface.link({ room: post.room, thread: post.thread }, post.ref) : null;
}

function request(post: PostRow, id: string, parts: PostingParts): Shown | null {
  const row = parts.records.get(proposals, id);
  const card = row && cardAt(parts.ledger, row.seq);
  if (!row || !card) return null;
  const base: Posting = {
    ...plain(post, { ...card, ...(card.changed ? { changed: card.changed.map(brief) } : {}) }),
    code: row.code,
    revision: row.revision,
    token: buttonToken(post, row.revision),
    opened: post.opened === 1 && post.revision === row.revision,
  };
  if (post.menu === "newer")
    return {
      posting: { ...base, card: namedOnly(card), outcome: "There is a newer card for this." },
      final: true,
      revision: null,
    };
  if (row.state === "open" && parts.locked)
    return { posting: { ...base, outcome: LOCKED }, final: false, revision: null };
  if (row.state === "open" && row.later_until === null)
    return {
      posting: { ...base, keys: requestKeys(card, post.menu, parts.surface.forms) },
      final: false,
      revision: row.revision,
    };
  const { text, final } = outcome(row, parts);
  // What had changed before it was decided is no news any more.
  const { changed: _, ...settled } = base.card;
  return { posting: { ...base, card: settled, outcome: text, keys: afterwards(row) }, final, revision: row.revision };
}

/** Only what it was about: all the rest stands on the newer card. */
function namedOnly({ kind, title, client }: Card): Card {
  return { kind, title, ...(client === undefined ? {} : { client }), rows: [], why: [], buttons: [] };
}

/** A long text that is new is not shown twice: it stands below as it is now. */
function brief(row: CardRow): CardRow {
  const length = (row.before?.length ?? 0) + row.after.length;
  return length <= LONG_CHANGE ? row : { label: row.label, after: "new; it stands below as it is now" };
}

/** What can still be done once the question is not open in front of the owner. */
function afterwards(row: ProposalRow): Posting["keys"] {
  if (row.state === "open") return [[{ label: "Bring it back now", verb: "return" }]];
  if (row.state === "expired") return [[{ label: "Ask me again", verb: "again" }]];
  return [];
}

function outcome(row: ProposalRow, { records, ledger, zone }: PostingParts) {
  const event = row.decided_seq === null ? undefined : ledger.at(row.decided_seq);
  const released = records.find(effects, "intent = ?", [row.intent]);
  const intent = records.get(intents, row.intent);
  const scopes = [`client:${row.scope}`, ...(intent ? [intent.principal, `action:${intent.action}`] : [])];
  return outcomeWords(
    {
      row,
      intent,
      event,
      words: event ? ledger.open(event) : null,
      effects: released,
      held: pausedBy(records, [...scopes, ...released.map((one) => `connector:${one.connector}`)]) !== undefined,
    },
    zone,
  );
}

function prompt(post: PostRow, parts: PostingParts): Shown | null {
  const asks = JSON.parse(post.asks ?? "{}") as Asks;
  if (asks.what === "say") return sayPrompt(post, asks.tap ?? 0, parts);
  const row = parts.records.get(proposals, post.proposal ?? "");
  const card = row && cardAt(parts.ledger, row.seq);
  if (!row || !card) return null;
  const over = row.state !== "open" || row.revision !== asks.revision;
  const about: CardRow[] = [{ label: "About", after: card.title }];
  const bare = (title: string): Card => ({ kind: "question", title, rows: about, why: [], buttons: [] });
  const field = asks.field ?? "";
  const copy = asks.what === "field" ? parts.fieldValue(row, field) : null;
  const titles: Record<Exclude<Asks["what"], "say">, string> = {
    field: `Answer this message with the new ${fieldLabel(field).toLowerCase()}. Nothing leaves by it: you are shown the changed card first.`,
    reason: "Answer this message with your reason.",
    amount:
      "This is a large sum. To approve it, answer this message with the amount, or approve it on another surface.",
  };
  return {
    posting: {
      ...plain(post, bare(titles[asks.what])),
      outcome: over ? "Done." : null,
      reply: over ? null : { copy },
    },
    final: over,
    revision: null,
  };
}

/** Asks for what a button wants before its words are said; answered, it is done. */
function sayPrompt(post: PostRow, index: number, parts: PostingParts): Shown | null {
  const asked = cardAt(parts.ledger, post.seq);
  const asks = asked?.taps?.[index]?.asks;
  if (!asked || !asks) return null;
  const over = post.opened === 1;
  const rows: CardRow[] = [{ label: "About", after: asks.value || asked.title }];
  const title = `Answer this message with ${asks.label.charAt(0).toLowerCase()}${asks.label.slice(1)}.`;
  return {
    posting: {
      ...plain(post, { kind: "question", title, rows, why: [], buttons: [] }),
      outcome: over ? "Done." : null,
      reply: over ? null : { copy: asks.value || null },
    },
    final: over,
    revision: null,
  };
}

function boardCard(parts: PostingParts): Card {
  const open = parts.waiting().filter((one) => one.laterUntil === null);
  const rows = open.slice(0, MOST_ON_BOARD).map((one): CardRow => {
    const link = linkTo(one.proposal.id, parts);
    return { label: one.code, after: withClient(one), ...(link ? { link } : {}) };
  });
  if (open.length > MOST_ON_BOARD) rows.push({ label: "", after: `and ${open.length - MOST_ON_BOARD} more` });
  return {
    kind: "board",
    title: open.length === 0 ? "Nothing waits for you." : `Waiting (${open.length})`,
    rows,
    why: [],
    buttons: [],
  };
}

/** The head of a client's thread: how they stand now, and where the thread of the month before or after is. */
function head(post: PostRow, { records, database, surface, zone }: PostingParts): Shown {
  const scope = mergedScope(records, post.scope);
  const client = records.get(clients, scope);
  if (client?.stage === "forgotten")
    return { posting: plain(post, FORGOTTEN_CARD), final: true, revision: null, forgotten: true };
  const waiting = records.find(proposals, "scope = ? AND state = 'open'", [post.scope]).length;
  const [last] = records.find(mails, "scope = ? AND direction = 'in' ORDER BY seq DESC LIMIT 1", [post.scope]);
  const threads = database.all<{
    month: string;
    room: string;
    thread: string | null;
    ref: string | null;
    head: string;
  }>(
    "SELECT threads.month, threads.room, threads.thread, posts.ref, threads.head FROM threads LEFT JOIN posts ON posts.id = threads.head WHERE threads.surface = ? AND threads.scope = ? ORDER BY threads.month",
    [surface.name, post.scope],
  );
  const at = threads.findIndex((one) => one.head === post.id);
  const linked = (label: string, other: (typeof threads)[number] | undefined): CardRow[] => {
    const link = other?.ref ? surface.link({ room: other.room, thread: other.thread }, other.ref) : null;
    return other ? [{ label, after: monthWords(other.month), ...(link ? { link } : {}) }] : [];
  };
  // Once it goes on elsewhere this one rests, with the link to it, and says nothing that would be old tomorrow.
  const rests = at >= 0 && threads[at + 1]?.ref != null;
  const now: CardRow[] = [
    { label: "Stage", after: client?.stage ?? "unknown" },
    { label: "Waiting", after: waiting === 0 ? "nothing" : waiting === 1 ? "1 request" : `${waiting} requests` },
    ...(last ? [{ label: "Last heard", after: readable(last.at, zone) }] : []),
  ];
  const card: Card = {
    kind: "head",
    title: clientTitle(client),
    rows: [
      ...(rests ? [] : now),
      ...(at > 0 ? linked("Before", threads[at - 1]) : []),
      ...(at >= 0 ? linked("Goes on", threads[at + 1]) : []),
    ],
    why: [],
    buttons: [],
  };
  return { posting: plain(post, card), final: rests, revision: null };
}

function plain(post: PostRow, card: Card): Posting {
  return { card, code: null, revision: null, token: post.token, keys: [], outcome: null, opened: false, reply: null };
}

/** A title that says whom it is about. */
export function withClient({ title, client }: Pick<Waiting, "title" | "client">): string {
  return client === null || title.includes(client) ? title : `${client}: ${title}`;
}

/** The card that stands in an event; `null` where it was forgotten. */
export function cardAt(ledger: Ledger, seq: number): Card | null {
  const event = ledger.at(seq);
  return (event && (ledger.open(event)?.card as Card | undefined)) ?? null;
}
