/**
 * The cards about memory: what is known and what taught it, each with Forget and Change, and the choice whom something is about.
 * Before: memory-answers.ts. After: the surfaces, which show them.
 */
import type { Card, CardRow, CardTap } from "../../kernel/card.ts";
import { readableDay } from "../../lib/zone.ts";
import { type KnownFact, knownFacts } from "../../projections/known-facts.ts";
import { mergedScope } from "../../records/client.ts";
import { type FactKind, HOUSE } from "../../records/fact.ts";
import { type Lookups, titleOf } from "./lookups.ts";
import type { Memory } from "./memory-words.ts";
import { recordRows } from "./questions.ts";
import type { Where } from "./reception.ts";

/** So many stand on one card. */
export const PAGE = 8;
const MOST_NAMED = 4;

/** What is known of a client or kept by the house, from the `from`th on, the newest first. */
export function knowCard(keeper: string, from: number, lookups: Lookups): Card {
  const house = keeper === HOUSE;
  const known = knownFacts(keeper, lookups);
  const name = house ? "all work" : titleOf(keeper, lookups);
  const page = known.slice(from - 1, from - 1 + PAGE);
  const things = known.length === 1 ? "1 thing" : `${known.length} things`;
  const title = house
    ? known.length === 0
      ? "Nothing is kept for all work yet."
      : `What I keep for all work: ${things}.`
    : known.length === 0
      ? `Nothing was remembered about ${name} so far. This is on record:`
      : `What I know about ${name}: ${things}, and their record.`;
  const left = known.length - (from - 1) - page.length;
  const more: CardTap[] =
    left > 0 ? [{ label: `${left} more`, words: `know ${house ? "the house" : keeper} from ${from + PAGE}` }] : [];
  return answerWith(
    title,
    [
      ...page.map((one) => rowOf(one)),
      ...howTo(page),
      ...(house || from > 1 ? [] : recordRows(mergedScope(lookups.records, keeper), lookups)),
    ],
    [...page.flatMap(tapsOf), ...more],
    house ? undefined : name,
  );
}

/** Those of the house and, in a client's thread, that client's; in the owner's own room everybody's. */
export function instructionsCard(where: Where, lookups: Lookups): Card {
  const own = where.scope === null ? null : [...knownFacts(HOUSE, lookups), ...knownFacts(where.scope, lookups)];
  const standing = (own ?? knownFacts(null, lookups)).filter((one) => one.kind === "instruction");
  const page = standing.slice(0, PAGE);
  const rows = page.map((one) => {
    const row = rowOf(one, false);
    const whose = one.fact.scope === HOUSE ? "For everybody" : `For ${titleOf(one.fact.scope, lookups)}`;
    return { ...row, after: `${whose}: ${row.after}` };
  });
  const left = standing.length - page.length;
  if (left > 0) rows.push({ label: "", after: `and ${left} more; “know NAME” shows those of one client` });
  const title =
    standing.length === 0
      ? "There are no standing instructions yet. “always answer Acme formally” would be one."
      : `${standing.length === 1 ? "One standing instruction holds" : `${standing.length} standing instructions hold`}.`;
  return answerWith(title, [...rows, ...howTo(page)], page.flatMap(tapsOf));
}

export function rowOf({ reference, text, kind, source, fact }: KnownFact, named = true): CardRow {
  const called: Readonly<Record<FactKind, string>> = {
    fact: "",
    preference: "",
    instruction: "standing instruction, ",
  };
  const until = fact.valid_until === null ? "" : `until ${readableDay(fact.valid_until - 1, "UTC")}, `;
  return { label: reference, after: `“${text}” (${named ? called[kind] : ""}${until}${source})` };
}

export function tapsOf({ reference, text }: KnownFact): CardTap[] {
  return [
    { label: `Forget ${reference}`, words: `forget fact ${reference}` },
    {
      label: `Change ${reference}`,
      words: `change fact ${reference} to`,
      asks: { label: "The new words", value: text },
      beside: true,
    },
  ];
}

function howTo([first]: readonly KnownFact[]): CardRow[] {
  if (!first) return [];
  const { reference } = first;
  return [{ label: "To change it", after: `“forget fact ${reference}”, “change fact ${reference} to …”` }];
}

export function whichCard({ why, text, clients }: Extract<Memory, { kind: "which" }>): Card {
  const taps: CardTap[] = clients
    .slice(0, MOST_NAMED)
    .map(({ id, title }) => ({ label: `For ${title}`, words: `remember for ${id}: ${text}` }));
  taps.push({ label: "For everybody", words: `remember for everybody: ${text}` });
  const name = clients[0]?.title ?? "NAME";
  const rows = [
    { label: "You said", after: `“${text}”` },
    { label: "Say", after: `“remember for ${name}: …” or “remember for everybody: …”` },
  ];
  return answerWith(why, rows, taps);
}

/** A card that answers, with buttons that stand for words. */
export function answerWith(title: string, rows: readonly CardRow[], taps: readonly CardTap[], client?: string): Card {
  return {
    kind: "answer",
    title,
    ...(client === undefined ? {} : { client }),
    rows,
    why: [],
    buttons: [],
    ...(taps.length === 0 ? {} : { taps }),
  };
}
