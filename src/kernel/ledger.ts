/**
 * The ledger: the append-only, hash-chained table of all events, and the only source of truth.
 * An event is sealed, given its place and chained here; the records follow it at once.
 * Before: writer.ts, which alone may append. After: dispatcher.ts and every reader.
 */
import { hash } from "node:crypto";
import { canonical, canonicalWith } from "../lib/canonical.ts";
import type { Entropy } from "../lib/entropy.ts";
import { nextEventId } from "../lib/id.ts";
import type { Database, Value } from "../store/database.ts";
import { insertRows } from "../store/insert.ts";
import type { LedgerEvent, NewEvent, Plain } from "./event.ts";
import type { Records } from "./fold.ts";
import type { Keys } from "./keys.ts";
import { HOUSE_SCOPE, type Label } from "./label.ts";
import { type Lock, lockFor, readLock } from "./lock.ts";

export const GENESIS_HASH = "0".repeat(64);

export interface Head {
  readonly seq: number;
  readonly hash: string;
  readonly at: number;
  readonly id: string;
}

export const EVENT_COLUMNS = [
  "seq",
  "id",
  "at",
  "type",
  "version",
  "actor",
  "scope",
  "subject",
  "subject_version",
  "causation",
  "workflow",
  "label",
  "data",
  "hash",
] as const;

const BODY_COLUMNS = ["hash", "scope", "key", "bytes"] as const;
/** Characters of canonical JSON. */
const LARGEST_IN_ROW = 4096;

const SELECT = `SELECT ${EVENT_COLUMNS.join(",")} FROM events`;

export class Ledger {
  readonly #database: Database;
  readonly #keys: Keys;
  readonly #records: Records;
  readonly #entropy: Entropy;
  readonly #names: ((event: NewEvent) => readonly string[]) | undefined;
  #head: Head | null = null;
  #pending: Value[][] = [];
  /** Sealed bodies too large for a row, by their address. */
  #bodies: Value[][] = [];

  /** `names`: the clients that an event's words name and its label doesn't; they are forgotten with them. */
  constructor(parts: {
    database: Database;
    keys: Keys;
    records: Records;
    entropy: Entropy;
    names?: (event: NewEvent) => readonly string[];
  }) {
    this.#names = parts.names;
    this.#database = parts.database;
    this.#keys = parts.keys;
    this.#records = parts.records;
    this.#entropy = parts.entropy;
  }

  /** The newest event's place, or `null` in an empty ledger. */
  head(): Head | null {
    return this.#database.get<Head>("SELECT seq, hash, at, id FROM events ORDER BY seq DESC LIMIT 1") ?? null;
  }

  /** Reads the head under the write lock: another process may have appended since. Begins a batch. */
  begin(): void {
    this.#keys.refresh(); // what was destroyed elsewhere must not seal any more
    this.#head = this.head();
    this.#pending = [];
    this.#bodies = [];
  }

  /** A mark to come back to when a command of the batch fails. */
  mark(): () => void {
    const head = this.#head;
    const events = this.#pending.length;
    const bodies = this.#bodies.length;
    return () => {
      this.#head = head;
      this.#pending.length = events;
      this.#bodies.length = bodies;
    };
  }

  /** Seals, numbers, folds and chains one event. Only between `begin` and `flush`, under the write lock. */
  append(given: NewEvent, now: number): LedgerEvent {
    const { event, lock } = this.#locked(given);
    const previous = this.#head;
    const at = Math.max(now, previous?.at ?? 0);
    const seq = (previous?.seq ?? 0) + 1;
    const id = nextEventId(at, previous, this.#entropy);
    const workflow = event.workflow ?? id;
    const words = event.private && this.#keys.isForgotten(event.scope, lock) ? null : event.private;
    const sealed = event.private ? this.#seal(event.scope, lock, event.private, id) : undefined;
    const data: Plain = sealed === undefined ? event.data : { ...event.data, private: sealed };
    const causation = event.causation ?? null;
    // Written down before the records follow: what can't be is refused without a trace.
    const label = canonicalLabel(event.label);
    const stored = sealed === undefined ? canonical(data) : canonicalWith(event.data, "private", `"${sealed}"`);
    const subjectVersion = this.#records.fold({
      seq,
      id,
      at,
      causation,
      workflow,
      type: event.type,
      actor: event.actor,
      scope: event.scope,
      subject: event.subject,
      label: event.label,
      data,
      open: () => (words === undefined ? {} : words), // as a rebuild will find it
    });
    const row: Value[] = [
      seq,
      id,
      at,
      event.type,
      event.version ?? 1,
      event.actor,
      event.scope,
      event.subject,
      subjectVersion,
      causation,
      workflow,
      label,
      stored,
      "",
    ];
    const previousHash = previous?.hash ?? GENESIS_HASH;
    const chained = chainHash(previousHash, row);
    row[13] = chained;
    this.#pending.push(row);
    this.#head = { seq, hash: chained, at, id };
    return {
      seq,
      id,
      at,
      causation,
      workflow,
      subjectVersion,
      previousHash,
      data,
      type: event.type,
      version: event.version ?? 1,
      actor: event.actor,
      scope: event.scope,
      subject: event.subject,
      label: event.label,
      hash: chained,
    };
  }

  /** Forgets a batch that could not be committed: none of it happened. */
  drop(): void {
    this.#head = null;
    this.#pending = [];
    this.#bodies = [];
  }

  /** Writes the batch's events. */
  flush(): void {
    if (this.#pending.length > 0) insertRows(this.#database, "events", EVENT_COLUMNS, this.#pending);
    if (this.#bodies.length > 0) insertRows(this.#database, "blobs", BODY_COLUMNS, this.#bodies);
    this.#pending = [];
    this.#bodies = [];
  }

  /** The event at `seq`, committed or still in this batch. */
  at(seq: number): LedgerEvent | undefined {
    const first = this.#pending[0]?.[0];
    const pending = typeof first === "number" ? this.#pending[seq - first] : undefined;
    if (pending) return eventFrom(pending, "");
    const row = this.#database.tuples(`${SELECT} WHERE seq = ?`, [seq])[0];
    return row && eventFrom(row, "");
  }

  /** The event with this id, found by bisection: ids ascend with seq. */
  byId(id: string): LedgerEvent | undefined {
    let low = 1;
    let high = this.head()?.seq ?? 0;
    while (low <= high) {
      const middle = Math.floor((low + high) / 2);
      const event = this.at(middle);
      if (!event) return undefined;
      if (event.id === id) return event;
      if (event.id < id) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  /** Up to `limit` events after `seq`, in order, with their previous hashes. */
  after(seq: number, limit: number): LedgerEvent[] {
    let previous =
      seq === 0
        ? GENESIS_HASH
        : (this.#database.get<{ hash: string }>("SELECT hash FROM events WHERE seq = ?", [seq])?.hash ?? "");
    return this.#database.tuples(`${SELECT} WHERE seq > ? ORDER BY seq LIMIT ?`, [seq, limit]).map((row) => {
      const event = eventFrom(row, previous);
      previous = event.hash;
      return event;
    });
  }

  /** All events of one workflow, in order. */
  workflow(root: string): LedgerEvent[] {
    return this.#database.tuples(`${SELECT} WHERE workflow = ? ORDER BY seq`, [root]).map((row) => eventFrom(row, ""));
  }

  /** Makes the keys that these events will be sealed with, all at once: for many new scopes that is much faster. */
  makeReady(events: ReadonlyArray<Pick<NewEvent, "scope" | "key" | "private">>): void {
    const sealed = events.filter((event) => event.private);
    this.#keys.makeReady(sealed.map(({ scope, key = "personal" }) => ({ scope, kind: key })));
  }

  /** A mark by which what is personal can be compared and not read; it dies with the scope's key. */
  blind(scope: string, text: string): string {
    return this.#keys.blind(scope, "personal", text);
  }

  /** The private part of an event; `null` where it was forgotten. */
  open(event: Pick<LedgerEvent, "id" | "scope" | "data">): Plain | null {
    const body = (address: string) =>
      (this.#bodies.find((row) => row[0] === address)?.[3] as Uint8Array | undefined) ??
      storedBody(this.#database, address);
    return openPrivate(this.#keys, body, event);
  }

  /**
   * The event with its label made true, and the lock for its words: they are gone once one of those they were made of is
   * forgotten. By an intent's label it is judged what may leave: there only what was read counts, not who is named.
   */
  #locked(event: NewEvent): { event: NewEvent; lock: Lock } {
    if (!event.private) return { event, lock: "" };
    if (event.theirs) return { event, lock: lockFor(event.scope, event.theirs, event.key) };
    const read = event.label.scopes;
    const named = this.#names?.(event) ?? [];
    // What the owner has made the house's own rule is the house's, whatever it was learnt from; unless it names somebody.
    const lock = lockFor(event.scope, event.scope === HOUSE_SCOPE ? named : [...read, ...named], event.key);
    if (event.type === "intent.submitted" || named.every((scope) => read.includes(scope))) return { event, lock };
    const scopes = [...new Set([...read, ...named])].sort();
    return { event: { ...event, label: { ...event.label, scopes } }, lock };
  }

  /** Small bodies stand in the row; a large one is kept beside it, addressed by the sha256 that the chain then covers. */
  #seal(scope: string, lock: Lock, words: Plain, id: string): string {
    const text = canonical(words);
    if (text.length <= LARGEST_IN_ROW) return this.#keys.seal(scope, lock, text, id);
    const bytes = this.#keys.sealBytes(scope, lock, Buffer.from(text), id);
    const address = hash("sha256", bytes, "hex");
    this.#bodies.push([address, scope, lock, bytes]);
    return `${lock}@${address}`;
  }
}

/** The private part of a committed event; `null` where it was forgotten. */
export function openStored(
  keys: Keys,
  database: Database,
  event: Pick<LedgerEvent, "id" | "scope" | "data">,
): Plain | null {
  return openPrivate(keys, (address) => storedBody(database, address), event);
}

/** The scopes whose words an event holds: its own, and those its lock names. None where it has no words. */
export function wordsOf(event: Pick<LedgerEvent, "scope" | "data">): readonly string[] {
  const sealed = event.data.private;
  if (typeof sealed !== "string") return [];
  return [event.scope, ...(readLock(sealed.split(/[:@]/, 1)[0] ?? "")?.others ?? [])];
}

/** Opens the sealed part of `event` with the keys its lock names: `personal:…` in the row, `personal@…` among the kept bytes. */
function openPrivate(
  keys: Keys,
  bodyAt: (address: string) => Uint8Array | undefined,
  event: Pick<LedgerEvent, "id" | "scope" | "data">,
): Plain | null {
  const sealed = event.data.private;
  if (typeof sealed !== "string") return {};
  const beside = /^([^:@]+)@([0-9a-f]{64})$/.exec(sealed);
  if (!beside) {
    const opened = keys.open(event.scope, sealed, event.id);
    return opened.kind === "opened" ? (JSON.parse(opened.text) as Plain) : null;
  }
  const body = bodyAt(beside[2] ?? "");
  const opened = body && keys.openBytes(event.scope, beside[1] ?? "", body, event.id);
  return opened ? (JSON.parse(opened.toString("utf8")) as Plain) : null;
}

function storedBody(database: Database, address: string): Uint8Array | undefined {
  const bytes = database.get<{ bytes: Uint8Array }>("SELECT bytes FROM blobs WHERE hash = ?", [address])?.bytes;
  return bytes && new Uint8Array(bytes);
}

/**
 * sha256(previousHash ‖ canonical JSON of every field but `hash` and `previousHash`), hex, over the stored bytes:
 * `label` and `data` are stored canonically, and the keys below stand in RFC 8785 order.
 */
export function chainHash(previousHash: string, row: readonly Value[]): string {
  const [seq, id, at, type, version, actor, scope, subject, subjectVersion, causation, workflow, label, data] = row;
  const text =
    `{"actor":${JSON.stringify(actor)},"at":${at},"causation":${JSON.stringify(causation)},"data":${data},"id":"${id}","label":${label}` +
    `,"scope":${JSON.stringify(scope)},"seq":${seq},"subject":${JSON.stringify(subject)},"subjectVersion":${subjectVersion}` +
    `,"type":${JSON.stringify(type)},"version":${version},"workflow":${JSON.stringify(workflow)}}`;
  return hash("sha256", previousHash + text, "hex");
}

/** One row, in the order of EVENT_COLUMNS, as an event. */
export function eventFrom(row: readonly Value[], previousHash: string): LedgerEvent {
  return {
    seq: Number(row[0]),
    id: String(row[1]),
    at: Number(row[2]),
    type: String(row[3]),
    version: Number(row[4]),
    actor: String(row[5]),
    scope: String(row[6]),
    subject: String(row[7]),
    subjectVersion: Number(row[8]),
    causation: row[9] === null ? null : String(row[9]),
    workflow: String(row[10]),
    label: JSON.parse(String(row[11])) as Label,
    data: JSON.parse(String(row[12])) as Plain,
    previousHash,
    hash: String(row[13]),
  };
}

function canonicalLabel(label: Label): string {
  return canonical({ marks: label.marks, scopes: label.scopes, trust: label.trust });
}
