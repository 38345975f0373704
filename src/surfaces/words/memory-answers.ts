/**
 * What is said about memory, carried out: the owner's exact words are kept at once, with a way back; what is known is listed with
 * what taught it, each with Forget and Change. In a client's thread only that client and the house are told of.
 * Before: memory-words.ts, which read it. After: desk.ts; the surfaces, which show the card.
 */
import { bare, CALLED } from "../../actions/fact-words.ts";
import type { CardRow } from "../../kernel/card.ts";
import { proposals } from "../../kernel/proposal.ts";
import { factsCalled, type KnownFact, knownFact, knownFacts } from "../../projections/known-facts.ts";
import { mergedScope } from "../../records/client.ts";
import { HOUSE } from "../../records/fact.ts";
import type { Ordered } from "../desk.ts";
import { MAIN_ROOM } from "./known.ts";
import { type Lookups, titleOf } from "./lookups.ts";
import { answerWith, instructionsCard, knowCard, PAGE, rowOf, tapsOf, whichCard } from "./memory-cards.ts";
import type { Memory } from "./memory-words.ts";
import type { Heard, Where } from "./reception.ts";
import type { SentenceParts } from "./sentences.ts";

/** What sounds as if it changed what is asked. */
const UNASKED =
  /without\s+(?:asking|approval)|don['’]?t\s+ask|approve|ohne\s+(?:zu\s+)?(?:fragen|rückfrage)|genehmig|freigeb/iu;

/** The answer to a sentence about memory. */
export async function aboutMemory(parts: SentenceParts, memory: Memory, where: Where): Promise<Heard> {
  switch (memory.kind) {
    case "unable":
      return no(memory.why);
    case "remember":
      return remember(parts, memory, where);
    case "which":
      return { kind: "card", card: whichCard(memory) };
    case "know": {
      const { keeper, from } = memory;
      if (keeper !== HOUSE && !isHere(keeper, where, parts.lookups)) return no(elsewhere());
      return { kind: "card", card: knowCard(keeper, from, parts.lookups) };
    }
    case "instructions":
      return { kind: "card", card: instructionsCard(where, parts.lookups) };
    case "forget":
    case "change":
      return onFact(parts, memory, where);
    case "forget-words":
      return forgetWords(parts, memory.text, where);
  }
}

async function remember(
  parts: SentenceParts,
  { keeper, text, as }: Extract<Memory, { kind: "remember" }>,
  where: Where,
): Promise<Heard> {
  const house = keeper === HOUSE;
  if (!house && !isHere(keeper, where, parts.lookups)) return no(elsewhere());
  const outcome = await parts.desk.order({
    action: "fact.learn",
    ...clientOf(keeper, where, parts.lookups),
    params: {
      text,
      kind: as,
      scope: house ? "house" : "client",
      ...(where.said ? { sources: String(where.said.seq) } : {}),
    },
    now: true,
    ...(where.said ? { said: where.said } : {}),
  });
  const name = house ? "everybody" : titleOf(keeper, parts.lookups);
  const rows: CardRow[] = [{ label: "Kept as", after: CALLED[as] }];
  if (UNASKED.test(text))
    rows.push({ label: "Mind", after: "It doesn't change what I ask you about; that is for the rules (“rules”)." });
  return done(parts, outcome, `Remembered for ${name}: “${text}”`, house ? undefined : name, rows);
}

/** It is done, and can be taken back with one tap. */
function done(
  parts: SentenceParts,
  outcome: Ordered,
  title: string,
  client: string | undefined,
  rows: readonly CardRow[] = [],
): Heard {
  if (outcome.kind === "refused") return no(outcome.why);
  if (outcome.kind !== "approved") return { kind: "outcome", outcome };
  const code = parts.lookups.records.get(proposals, outcome.proposal)?.code ?? "";
  return {
    kind: "card",
    card: {
      ...answerWith(title, rows, [{ label: "Undo", words: `undo ${code}` }], client),
      undo: `“undo ${code}” takes it back.`,
    },
  };
}

/** Forgets or changes the fact with this reference. */
async function onFact(
  parts: SentenceParts,
  memory: Extract<Memory, { kind: "forget" | "change" }>,
  where: Where,
): Promise<Heard> {
  const { lookups } = parts;
  const { reference } = memory;
  const found = factsCalled(reference, lookups).filter(
    (fact) => fact.scope === HOUSE || isHere(fact.scope, where, lookups),
  );
  const holding = found.filter((fact) => fact.state === "standing");
  const [fact, second] = holding;
  if (!fact)
    return no(
      found.length > 0
        ? `${reference.toUpperCase()} was forgotten, or changed, already.`
        : `I know of nothing called ${reference.toUpperCase()} here. “what do you know about …?” lists what there is.`,
    );
  const known = knownFact(fact, lookups);
  if (second || !known) return no(`${reference.toUpperCase()} could be several. Give all its letters.`);
  if (memory.kind === "forget") return end(parts, known, where);
  if (memory.text === "") {
    const [, change] = tapsOf(known);
    const rows = [rowOf(known), { label: "Say", after: `“change fact ${known.reference} to …”` }];
    const taps = change ? [{ ...change, label: "Change" }] : [];
    return { kind: "card", card: answerWith("What are the new words?", rows, taps) };
  }
  const outcome = await parts.desk.order({
    action: "fact.change",
    ...clientOf(fact.scope, where, lookups),
    params: { fact: fact.id, text: memory.text },
    now: true,
    ...(where.said ? { said: where.said } : {}),
  });
  const row = { label: "Words", before: known.text, after: memory.text };
  return done(parts, outcome, "Changed. From now on I go by the new words.", nameOf(fact.scope, lookups), [row]);
}

async function end(parts: SentenceParts, known: KnownFact, where: Where): Promise<Heard> {
  const { scope, id } = known.fact;
  const outcome = await parts.desk.order({
    action: "fact.end",
    ...clientOf(scope, where, parts.lookups),
    params: { fact: id },
    now: true,
    ...(where.said ? { said: where.said } : {}),
  });
  return done(parts, outcome, `I don't go by that any more: “${known.text}”`, nameOf(scope, parts.lookups));
}

/** “forget that Acme pays in 14 days”: what says just that, or what is near, to choose from. */
async function forgetWords(parts: SentenceParts, text: string, where: Where): Promise<Heard> {
  const { lookups } = parts;
  const here = knownFacts(where.scope, lookups).concat(where.scope === null ? [] : knownFacts(HOUSE, lookups));
  const wanted = bare(text);
  const [same, other] = here.filter((one) => bare(one.text) === wanted);
  if (same && !other) return end(parts, same, where);
  const near = here.filter((one) => bare(one.text).includes(wanted) || wanted.includes(bare(one.text)));
  const listed = (other ? here.filter((one) => bare(one.text) === wanted) : near).slice(0, PAGE);
  if (listed.length === 0) return no(`Nothing here says “${text}”. “what do you know about …?” lists what there is.`);
  const rows = listed.map((one) => rowOf(one));
  return { kind: "card", card: answerWith("Which do you mean?", rows, listed.flatMap(tapsOf)) };
}

/** Whose order it is: what is said in a client's thread about everybody belongs to that thread all the same. */
function clientOf(scope: string, where: Where, { records }: Lookups): { readonly client?: string } {
  if (scope !== HOUSE) return { client: mergedScope(records, scope) };
  return where.scope === null ? {} : { client: mergedScope(records, where.scope) };
}

function nameOf(scope: string, lookups: Lookups): string | undefined {
  return scope === HOUSE ? undefined : titleOf(scope, lookups);
}

/** In a client's thread nothing of another is told. */
function isHere(scope: string, where: Where, { records }: Lookups): boolean {
  return where.scope === null || mergedScope(records, scope) === mergedScope(records, where.scope);
}

function elsewhere(): string {
  return `That is about another client, so I don't say it here. ${MAIN_ROOM}`;
}

function no(text: string): Heard {
  return { kind: "text", ok: false, text };
}
