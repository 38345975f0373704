/**
 * How far older mail was read, folder by folder, for the request that is being read: one mark, which moves on in the very
 * transaction that records what was found up to there.
 * Before: past.ts of a mail connector. After: connectors/marks.ts; older-mail.ts says how far it is.
 */
import type { Transaction } from "../../kernel/writer.ts";
import { type MarkReader, markOf, setMark } from "../marks.ts";

/** One folder. */
export interface PastPlace {
  /** Up to where it was looked through; the connector's own, and nobody's name. */
  readonly at: string;
  /** Of so many in all. */
  readonly looked: number;
  readonly total: number;
  /** Left out: of people who are not known, or unclear. */
  readonly left: number;
  readonly done: boolean;
}

/** A step further in one folder. */
export interface PastStep {
  /** Where it goes on from; null: at the beginning, whatever was noted of this folder before. */
  readonly from: string | null;
  readonly to: string;
  /** More by so many. */
  readonly looked: number;
  readonly left: number;
  readonly total: number;
  readonly done: boolean;
}

interface Noted {
  readonly request: string;
  readonly folders: Readonly<Record<string, PastPlace>>;
}

const CONNECTOR = "mail";
const MARK = "past";

/** Where a folder was left off for this request; undefined: it was not begun with. */
export function pastPlace(reader: MarkReader, request: string, folder: string): PastPlace | undefined {
  return noted(reader, request).folders[folder];
}

/** Moves on, unless it isn't there (any more): then what came before was not recorded, and this must wait for it. */
export function movePast(transaction: Transaction, request: string, folder: string, step: PastStep): boolean {
  const { folders } = noted(transaction, request);
  const stands = folders[folder];
  const { from, to, looked, left, total, done } = step;
  // Beginning twice is beginning once.
  if (from === null ? stands?.at === to : stands?.at !== from || stands.done) return false;
  const before = from === null ? undefined : stands;
  const place: PastPlace = {
    at: to,
    looked: (before?.looked ?? 0) + looked,
    left: (before?.left ?? 0) + left,
    total,
    done,
  };
  note(transaction, { request, folders: { ...folders, [folder]: place } });
  return true;
}

/** Counts the mail that a step was taken for among those left out: only once it was looked at whole. */
export function leaveOut(transaction: Transaction, request: string, folder: string): void {
  const { folders } = noted(transaction, request);
  const place = folders[folder];
  if (place) note(transaction, { request, folders: { ...folders, [folder]: { ...place, left: place.left + 1 } } });
}

/** All folders together. */
export function pastProgress(reader: MarkReader, request: string): Pick<PastPlace, "looked" | "total" | "left"> {
  const places = Object.values(noted(reader, request).folders);
  const sum = (of: (place: PastPlace) => number) => places.reduce((all, place) => all + of(place), 0);
  return { looked: sum((place) => place.looked), total: sum((place) => place.total), left: sum((place) => place.left) };
}

function noted(reader: MarkReader, request: string): Noted {
  const text = markOf(reader, CONNECTOR, MARK);
  const stands = text === null ? null : (JSON.parse(text) as Noted);
  return stands?.request === request ? stands : { request, folders: {} };
}

function note(transaction: Transaction, value: Noted): void {
  setMark(transaction, CONNECTOR, MARK, JSON.stringify(value));
}
