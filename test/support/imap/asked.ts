/**
 * What a client asks of a folder: FETCH and SEARCH, as far as they are used here. What isn't known is a syntax error.
 * Before: session.ts. After: lines for the client.
 */
import { fieldOf, splitLetter } from "../../../src/connectors/mail/header.ts";
import type { StoredFolder, StoredMail } from "./store.ts";
import { dayOf, internalDate, numberSet, SyntaxError501, type Token, textOf } from "./syntax.ts";

const DAY_MS = 86_400_000;

/** One answer a message, each as bytes with its literals. */
export function fetched(folder: StoredFolder, set: string, items: Token | undefined, byUid: boolean): Buffer[] {
  const names = (Array.isArray(items) ? (items as readonly Token[]) : [items]).map(textOf);
  const wanted = byUid && !names.some((name) => name.toUpperCase() === "UID") ? ["UID", ...names] : names;
  return places(folder, set, byUid).flatMap((place) => {
    const mail = folder.at(place);
    if (!mail) return [];
    folder.shown++;
    const parts = wanted.map((name) => item(name, mail));
    const joined = parts.flatMap((part, index) => (index === 0 ? [part] : [Buffer.from(" "), part]));
    return [Buffer.concat([Buffer.from(`* ${place} FETCH (`), ...joined, Buffer.from(")\r\n")])];
  });
}

function places(folder: StoredFolder, set: string, byUid: boolean): number[] {
  const found = new Set<number>();
  for (const { low, high } of numberSet(set, byUid ? folder.highest() : folder.count)) {
    if (byUid) for (const uid of folder.uids(low, high)) found.add(folder.placeOf(uid) ?? 0);
    else for (let place = low; place <= Math.min(high, folder.count); place++) found.add(place);
  }
  found.delete(0);
  return [...found].sort((a, b) => a - b);
}

function item(name: string, mail: StoredMail): Buffer {
  const upper = name.toUpperCase();
  if (upper === "UID") return Buffer.from(`UID ${mail.uid}`);
  if (upper === "FLAGS") return Buffer.from(`FLAGS (${mail.flags.join(" ")})`);
  if (upper === "RFC822.SIZE") return Buffer.from(`RFC822.SIZE ${sizeOf(mail)}`);
  if (upper === "INTERNALDATE") return Buffer.from(`INTERNALDATE ${internalDate(mail.at)}`);
  // Of Gmail, which clients ask for where it is offered.
  if (upper === "X-GM-MSGID") return Buffer.from(`X-GM-MSGID ${mail.uid}`);
  const body = /^BODY\.PEEK\[([^\]]*)\](?:<(\d+)\.(\d+)>)?$/.exec(upper);
  if (!body) throw new SyntaxError501(`FETCH of ${name}`);
  const [, section = "", start, length] = body;
  const whole = sectionOf(section, mail);
  const from = Number(start ?? 0);
  const bytes = start === undefined ? whole : whole.subarray(from, from + Number(length));
  const shown = `BODY[${section}]${start === undefined ? "" : `<${start}>`} {${bytes.length}}\r\n`;
  return Buffer.concat([Buffer.from(shown), bytes]);
}

/** A message may be said to be larger than it is, so that a test needn't hold it. */
function sizeOf({ raw }: StoredMail): number {
  return Number(/^X-Test-Size: (\d+)\r?$/m.exec(raw.subarray(0, 2000).toString("latin1"))?.[1] ?? raw.length);
}

function sectionOf(section: string, { raw }: StoredMail): Buffer {
  if (section === "") return raw;
  const end = raw.indexOf("\r\n\r\n");
  const header = end < 0 ? raw : raw.subarray(0, end + 4);
  if (section === "HEADER") return header;
  const named = /^HEADER\.FIELDS \(([^)]*)\)$/.exec(section);
  if (!named) throw new SyntaxError501(`a section ${section}`);
  const names = (named[1] ?? "").toLowerCase().replaceAll('"', "").split(" ");
  const fields = header.toString("latin1").split(/\r\n(?![ \t])/);
  const kept = fields.filter((field) => names.includes((field.split(":")[0] ?? "").trim().toLowerCase()));
  return Buffer.from(
    kept
      .map((field) => `${field}\r\n`)
      .join("")
      .concat("\r\n"),
    "latin1",
  );
}

/** The numbers of what fits all the keys. */
export function searched(folder: StoredFolder, keys: readonly Token[], byUid: boolean): number[] {
  let candidates: number[] | null = null;
  const tests: ((mail: StoredMail) => boolean)[] = [];
  const left = [...keys];
  while (left.length > 0) {
    const key = textOf(left.shift()).toUpperCase();
    if (key === "ALL") continue;
    if (key === "UID") {
      const sets = numberSet(textOf(left.shift()), folder.highest());
      candidates = [...new Set(sets.flatMap(({ low, high }) => folder.uids(low, high)))];
    } else if (key === "SINCE") {
      const since = dayOf(textOf(left.shift()));
      tests.push(({ at }) => Math.floor(at.getTime() / DAY_MS) * DAY_MS >= since);
    } else if (key === "SENTSINCE") {
      const since = dayOf(textOf(left.shift()));
      tests.push((mail) => Date.parse(fieldIn(mail, "date")) >= since);
    } else if (key === "HEADER") {
      const [name, part] = [textOf(left.shift()).toLowerCase(), textOf(left.shift()).toLowerCase()];
      tests.push((mail) => fieldIn(mail, name).toLowerCase().includes(part));
    } else throw new SyntaxError501(`SEARCH ${key}`);
  }
  const uids = candidates ?? folder.uids(1, folder.highest());
  if (tests.length === 0) return byUid ? uids : uids.map((uid) => folder.placeOf(uid) ?? 0);
  return uids
    .filter((uid) => {
      const mail = folder.at(folder.placeOf(uid) ?? 0);
      folder.searched++;
      return mail !== undefined && tests.every((test) => test(mail));
    })
    .map((uid) => (byUid ? uid : (folder.placeOf(uid) ?? 0)));
}

function fieldIn({ raw }: StoredMail, name: string): string {
  return fieldOf(splitLetter(raw)?.fields ?? [], name);
}
