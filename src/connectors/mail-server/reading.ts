/**
 * One look into a folder: what came in since the last one, a handful at a time, however large the folder is. What lay there
 * at the moment of connecting is the past. Where the server has numbered its mail anew, what came since is looked at again.
 * Before: connector.ts, with the place where it was left off. After: connector.ts records each step, and the place moves on.
 */
import type { FetchMessageObject, ImapFlow, MailboxObject, SearchObject } from "imapflow";
import { MAIL_LIMITS } from "../mail/parse.ts";
import { headPrint, PRINTED } from "../mail/print.ts";
import type { Place } from "./place.ts";

/** One step: how far the place moves on, and the mail that was found there. */
export interface Step {
  readonly to: Place;
  readonly mail: FoundMail | null;
}

export interface FoundMail {
  readonly uid: number;
  /** The whole mail; where it is too large, its beginning. */
  readonly raw: Buffer;
  readonly tooLarge: number | null;
}

/** What may still be fetched in this look, over all folders: memory stays small, and the rest comes with the next. */
export interface Budget {
  mails: number;
  bytes: number;
}

export interface Looking {
  readonly client: ImapFlow;
  readonly folder: string;
  readonly place: Place | null;
  readonly budget: Budget;
  /** Whether a mail with this print of its header was taken before. */
  readonly isKnown: (print: string) => boolean;
  /** Older mail is taken, too, when it is put here later: the owner's own, which wakes nobody. */
  readonly takesOld: boolean;
}

const DAY_MS = 86_400_000;
const HEAD_BYTES = 64 * 1024;
/** More than this since the last time, and the server has evidently forgotten when its mail came in. */
const MANY = 500;

export function freshBudget(): Budget {
  return { mails: 32, bytes: 32 * 1024 * 1024 };
}

/** Looks. What was read before the connection broke is handed over; the trouble is told with the next look. */
export async function lookInto(looking: Looking): Promise<Step[]> {
  const { client, folder } = looking;
  const box = await client.mailboxOpen(folder, { readOnly: true });
  if (!looking.place) return [{ to: await beginning(client, box), mail: null }];
  const same = looking.place.validity === String(box.uidValidity);
  const place = same ? looking.place : renumbered(box, looking.place);
  const steps = await lookFrom(looking, box, place);
  return steps.length === 0 && !same ? [{ to: place, mail: null }] : steps;
}

/** All that lies there now is the past. Two questions, whether the folder holds one mail or a hundred thousand. */
async function beginning(client: ImapFlow, box: MailboxObject): Promise<Place> {
  const newest = box.exists > 0 ? await client.fetchOne("*", { uid: true, internalDate: true }) : false;
  const past = newest ? timeOf(newest) : null;
  const next = box.uidNext ?? (newest ? newest.uid + 1 : 1);
  return { validity: String(box.uidValidity), next, past, newest: past, again: null };
}

function renumbered(box: MailboxObject, before: Place): Place {
  const last = (box.uidNext ?? 2) - 1;
  return { ...before, validity: String(box.uidValidity), next: 1, again: last > 0 ? last : null };
}

async function lookFrom(looking: Looking, box: MailboxObject, start: Place): Promise<Step[]> {
  const { client, budget, takesOld } = looking;
  const steps: Step[] = [];
  let place = start;
  const uids = await waiting(client, box, place);
  if (place.again !== null && uids.length === 0) {
    place = { ...place, next: place.again + 1, again: null };
    return [{ to: place, mail: null }, ...(await lookFrom(looking, box, place))];
  }
  const chosen = uids.slice(0, budget.mails);
  if (chosen.length === 0) return [];
  const query = {
    uid: true,
    size: true,
    internalDate: true,
    ...(place.again === null ? {} : { headers: [...PRINTED] }),
  };
  const listed = await client.fetchAll(chosen.join(","), query, { uid: true });
  const described = new Map(listed.map((one) => [one.uid, one]));
  for (const uid of chosen) {
    if (budget.bytes <= 0 || budget.mails <= 0) return steps;
    const about = described.get(uid);
    const at = about ? timeOf(about) : null;
    place = { ...place, next: uid + 1, newest: latest(place.newest, at) };
    const passedBy = !about || isPast(place, at, takesOld) || isTaken(looking, place, about);
    try {
      const mail = passedBy ? null : await fetchMail(client, uid, about.size ?? 0);
      if (mail) {
        budget.mails -= 1;
        budget.bytes -= mail.raw.length;
      }
      steps.push({ to: place, mail });
    } catch (error) {
      if (steps.length === 0) throw error;
      return steps;
    }
  }
  return steps;
}

/** The numbers that were not looked at, lowest first. */
async function waiting(client: ImapFlow, box: MailboxObject, place: Place): Promise<number[]> {
  const { next, again } = place;
  // Numbers that run backwards would be read as a range of their own.
  if (again !== null && again < next) return [];
  if (again === null && box.uidNext !== undefined && box.uidNext <= next) return [];
  const since = place.newest ?? place.past;
  // The server's days may be another zone's.
  const recent: SearchObject = since === null || again === null ? {} : { since: new Date(since - DAY_MS) };
  const found = await search(client, { uid: `${next}:${again ?? "*"}`, ...recent });
  if (again === null || since === null || found.length <= MANY) return found.filter((uid) => uid >= next);
  return await search(client, { uid: `${next}:${again}`, sentSince: new Date(since - 7 * DAY_MS) });
}

/** Numbers that fit, lowest first. */
export async function search(client: ImapFlow, query: SearchObject): Promise<number[]> {
  const found = await client.search(query, { uid: true });
  if (!Array.isArray(found)) throw Object.assign(new Error("SEARCH was refused"), { code: "InvalidResponse" });
  return found.sort((a, b) => a - b);
}

/** Mail that is older than the connection. What is looked at again is told apart sharply, since all of it may be old. */
function isPast({ past, again }: Place, at: number | null, takesOld: boolean): boolean {
  if (past === null || at === null) return false;
  return again === null ? !takesOld && at < past - DAY_MS : at <= past;
}

function isTaken({ isKnown }: Looking, { again }: Place, about: FetchMessageObject): boolean {
  const print = again === null || !about.headers ? null : headPrint(about.headers);
  return print !== null && isKnown(print);
}

/** One mail; null where it lies there no more. */
export async function fetchMail(client: ImapFlow, uid: number, size: number): Promise<FoundMail | null> {
  const tooLarge = size > MAIL_LIMITS.bytes ? size : null;
  const source = tooLarge === null ? true : { start: 0, maxLength: HEAD_BYTES };
  const found = await client.fetchOne(String(uid), { uid: true, source }, { uid: true });
  // Deleted or moved between the two questions: wherever it lies now, it is found there.
  const raw = found ? found.source : undefined;
  return raw ? { uid, raw, tooLarge } : null;
}

/** When it came to lie there, by the server's clock. */
export function timeOf({ internalDate }: FetchMessageObject): number | null {
  const at = internalDate === undefined ? Number.NaN : new Date(internalDate).getTime();
  return Number.isFinite(at) ? at : null;
}

function latest(one: number | null, other: number | null): number | null {
  return one === null ? other : other === null ? one : Math.max(one, other);
}
