/**
 * A ledger of many years, made in seconds: an everyday journey is lived through once, for real, and its events are appended
 * again and again in the names of other people: new scopes, ids and addresses, bodies sealed with each scope's own key.
 * So the mix of events is the journey's own. The records are left to the rebuild.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NewEvent } from "../../src/kernel/event.ts";
import { Records } from "../../src/kernel/fold.ts";
import { Ledger } from "../../src/kernel/ledger.ts";
import { dumpRecords, rebuildRecords } from "../../src/kernel/rebuild.ts";
import { systemEntropy } from "../../src/lib/entropy.ts";
import { recordKinds } from "../../src/records/kinds.ts";
import type { Database } from "../../src/store/database.ts";
import { inFolder, kernelAt } from "./ground.ts";
import { everyday, openOffice } from "./mails.ts";

const EVENTS_PER_COMMIT = 2000;
const ID = /_[0-9a-f]{32}/g;
const ADDRESS = /@(?!vale\.example)([a-z0-9.-]+\.example)/g;

/** An event as it was, its private part opened; `causedBy` and `root` count from the journey's beginning. */
interface Lived {
  readonly text: string;
  readonly causedBy: number | null;
  readonly root: number;
}

export interface Journey {
  readonly events: readonly Lived[];
  /** Whether its records, rebuilt, were the same as lived. */
  readonly rebuildsTheSame: boolean;
  /** Events of the journey whose private part is sealed. */
  readonly sealed: number;
  readonly scopes: readonly string[];
}

export function liveJourney(stories: number): Promise<Journey> {
  return inFolder(async (home) => {
    const office = await openOffice(home);
    await everyday(office, stories);
    const all = office.events();
    const place = new Map(all.map((event, at) => [event.id, at]));
    const events = all.map((event): Lived => {
      const { private: sealed, ...data } = event.data;
      const { type, version, actor, scope, subject, label } = event;
      const opened = sealed === undefined ? {} : { private: office.words(event), key: String(sealed).split(":")[0] };
      return {
        text: JSON.stringify({ type, version, actor, scope, subject, label, data, ...opened }),
        causedBy: event.causation === null ? null : (place.get(event.causation) ?? null),
        root: place.get(event.workflow) ?? 0,
      };
    });
    const { database, keys } = office.workspace;
    const lived = JSON.stringify(dumpRecords(database, recordKinds));
    rebuildRecords({ database, keys, kinds: recordKinds });
    const rebuildsTheSame = JSON.stringify(dumpRecords(database, recordKinds)) === lived;
    await office.close();
    const scopes = [...new Set(all.map((event) => event.scope))].filter((scope) => scope !== "workspace");
    return { events, scopes, rebuildsTheSame, sealed: all.filter((event) => event.data.private !== undefined).length };
  });
}

/** Fills an empty home with at least `count` events; answers how many there are. */
export function fillHome(home: string, journey: Journey, count: number): number {
  const copies = Math.ceil(count / journey.events.length);
  writeKeys(home, journey, copies);
  const { database, keys } = kernelAt(home);
  const records = new Records({ database, kinds: [] });
  const ledger = new Ledger({ database, keys, records, entropy: systemEntropy() });
  // Nobody waits for these: one wait for the disk at the end is enough.
  database.script("PRAGMA synchronous = OFF");
  for (let copy = 0; copy < copies; copy++) appendCopy(database, ledger, journey, copy);
  const events = ledger.head()?.seq ?? 0;
  database.transact(() => {
    // It has all been dealt with.
    for (const name of ["dispatcher", "digest"])
      database.run("INSERT INTO cursors (name, seq) VALUES (?, ?)", [name, events]);
  });
  database.script("PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
  return events;
}

function appendCopy(database: Database, ledger: Ledger, journey: Journey, copy: number): void {
  const ids: string[] = [];
  const first = ledger.head()?.seq ?? 0;
  for (let at = 0; at < journey.events.length; at += EVENTS_PER_COMMIT)
    database.transact(() => {
      ledger.begin();
      for (const lived of journey.events.slice(at, at + EVENTS_PER_COMMIT)) {
        const event = JSON.parse(inOtherNames(lived.text, copy)) as NewEvent & { data: Record<string, unknown> };
        if (typeof event.data.event === "number") event.data.event += first;
        if (typeof event.data.code === "string") event.data.code += String(copy); // unique, as codes are
        const causation = lived.causedBy === null ? undefined : ids[lived.causedBy];
        const { id } = ledger.append({ ...event, causation, workflow: ids[lived.root] }, 1_795_000_000_000 + first);
        ids.push(id);
      }
      ledger.flush();
    });
}

function inOtherNames(text: string, copy: number): string {
  return text.replace(ID, (id) => otherId(id, copy)).replace(ADDRESS, (_, domain: string) => `@y${copy}.${domain}`);
}

function otherId(id: string, copy: number): string {
  return `_${copy.toString(16).padStart(8, "0")}${id.slice(9)}`;
}

/** The key file of all scopes at once: made one by one, each would wait for the disk. */
function writeKeys(home: string, { scopes }: Journey, copies: number): void {
  const lines: string[] = [];
  const add = (scope: string) =>
    lines.push(`${JSON.stringify({ scope, kind: "personal", key: randomBytes(32).toString("base64") })}\n`);
  add("workspace");
  for (let copy = 0; copy < copies; copy++)
    for (const scope of scopes) add(scope.replace(ID, (id) => otherId(id, copy)));
  mkdirSync(home, { recursive: true, mode: 0o700 });
  writeFileSync(join(home, "keys.jsonl"), lines.join(""), { mode: 0o600 });
}
