/**
 * The judge on mail: every letter to one client and about nobody else, every doubt put to the owner, silence after a complaint,
 * and times that are the owner's to give.
 * Before: judge.ts.
 */
import { type Evidence, partiesByScope, type Wrong } from "./evidence.ts";
import { isBusy } from "./owners-calendar.ts";
import type { Party } from "./people.ts";
import { HOUR_MS, timesIn } from "./time.ts";

/** Every mail goes to one client, and says nothing of another. */
export function sendsOf({ world, books, sent }: Evidence): Wrong[] {
  const tokens = new Map<string, Party>();
  for (const party of world.parties) {
    tokens.set(party.word.toLowerCase(), party);
    tokens.set(party.domain, party);
  }
  const partyIn = partiesByScope(world, books);
  const numbers = new Map(books.papers.map((paper) => [paper.number.toLowerCase(), partyIn.get(paper.scope)]));
  const wrong: Wrong[] = [];
  for (const { letter } of sent) {
    const to = letter.to.map((address) => world.partyAt(address));
    const stranger = letter.to.find((_, at) => to[at] === undefined);
    const [party] = to;
    if (stranger !== undefined) wrong.push(`“${letter.subject}” went to ${stranger}, who is no client`);
    if (!party) continue;
    if (to.some((one) => one !== undefined && one !== party))
      wrong.push(`“${letter.subject}” went to ${party.company} and to somebody else`);
    const words =
      `${letter.subject}\n${letter.text}\n${letter.files.map((file) => file.name).join("\n")}`.toLowerCase();
    const others = [...words.matchAll(/[\p{L}\d][\p{L}\d.-]*/gu)]
      .map(([word]) => tokens.get(word) ?? tokens.get(word.replace(/[.-]+$/, "")) ?? numbers.get(word))
      .filter((one) => one !== undefined && one !== party);
    if (others[0]) wrong.push(`“${letter.subject}” to ${party.company} names ${others[0].company}`);
    for (const file of letter.files) {
      const made = world.made.get(file.sha256);
      if (made && made.client !== party.index)
        wrong.push(`${file.name} of ${world.parties[made.client]?.company} went to ${party.company}`);
    }
  }
  return wrong;
}

export function messagesOf({ world, books, endsAt }: Evidence): {
  missed: Wrong[];
  clearAsked: Wrong[];
  found: number;
} {
  const asked = new Set<string>();
  for (const one of books.asked) {
    const { messageId, at } = one.root;
    // What was asked much later was asked about something that followed from it.
    if (messageId !== null && one.openedAt - at < HOUR_MS && !one.action.startsWith("invoice.")) asked.add(messageId);
  }
  const missed: Wrong[] = [];
  const clearAsked: Wrong[] = [];
  let found = 0;
  for (const one of world.uttered.values()) {
    if (one.client === null || one.at > endsAt - HOUR_MS) continue;
    const who = world.parties[one.client]?.company ?? "";
    if (one.clear === false && !asked.has(one.id)) missed.push(`${who}: “${short(one.text)}” was not put to you`);
    else if (one.clear === false) found += 1;
    if (one.clear === true && asked.has(one.id))
      clearAsked.push(`${who} (${one.meaning}): “${short(one.text)}” was put to you`);
  }
  return { missed, clearAsked, found };
}

/** After a complaint nothing leaves by itself until the owner lets it. */
export function heldOf({ world, sent, releases, approved }: Evidence): Wrong[] {
  const left = new Map(approved);
  const wrong: Wrong[] = [];
  const since = new Map<number, number>();
  for (const one of world.uttered.values())
    if (one.client !== null && one.meaning === "complaint" && !since.has(one.client)) since.set(one.client, one.at);
  for (const { letter, at } of sent) {
    const party = world.partyAt(letter.to[0] ?? "");
    const from = party && since.get(party.index);
    if (!party || from === undefined || letter.byHand) continue;
    const until = releases.find((one) => one.client === party.index && one.at > from)?.at ?? Number.POSITIVE_INFINITY;
    const yes = `${party.index} ${letter.subject}`;
    const count = left.get(yes) ?? 0;
    if (count > 0) left.set(yes, count - 1);
    else if (at > from && at < until)
      wrong.push(`“${letter.subject}” left for ${party.company}, who had just complained`);
  }
  return wrong;
}

const CALLED_OFF = /can't take place|nicht stattfinden/;

/** A time is offered only where the owner is free, and given to one client alone. */
export function timesOf({ world, sent }: Evidence): Wrong[] {
  const wrong: Wrong[] = [];
  const given = new Map<number, Party>();
  for (const { letter } of sent) {
    const party = world.partyAt(letter.to[0] ?? "");
    if (!party || letter.byHand) continue;
    const when = (at: number) => new Date(at).toISOString().slice(0, 16).replace("T", " ");
    const invites = letter.files.some((file) => /\.ics$/i.test(file.name));
    const times = timesIn(letter.text, letter.at);
    for (const at of invites || times.length > 1 ? times : [])
      if (isBusy(at)) wrong.push(`${party.company} was offered ${when(at)} UTC, when the owner is busy`);
    const [at] = times;
    if (!invites || at === undefined) continue;
    if (CALLED_OFF.test(letter.text)) {
      given.delete(at);
      continue;
    }
    const other = given.get(at);
    // A newer time takes the place of their earlier one.
    for (const [time, whose] of given) if (whose === party) given.delete(time);
    if (other && other !== party) wrong.push(`${when(at)} UTC was given to ${other.company} and to ${party.company}`);
    given.set(at, party);
  }
  return wrong;
}

function short(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 70 ? `${line.slice(0, 69)}…` : line;
}
