/**
 * The verb that tells what is remembered of a client, or kept for all work, with what taught it.
 */
import { knownFacts } from "../projections/known-facts.ts";
import { HOUSE } from "../records/fact.ts";
import { hear } from "../surfaces/console/reception.ts";
import { knownFrom } from "../surfaces/words/known.ts";
import { readMemory } from "../surfaces/words/memory-words.ts";
import type { Opened, Said } from "./verb.ts";

/** `name`: a client's; empty for what is kept for all work. */
export async function know(name: string, { workspace, door, terminal }: Opened): Promise<Said> {
  const { records, ledger, clock, config } = workspace;
  const line = `know ${name || "the house"}`;
  const about = { now: clock.now(), zone: config.timezone };
  const reading = knownFrom(records, { ...about, here: null, currency: config.currency, actions: [] });
  const asked = readMemory(line, reading);
  const { ok, text } = await hear({ ...door.reception(), look: () => terminal.look() }, line);
  const known = asked?.kind === "know" ? knownFacts(asked.keeper, { records, ledger, ...about }) : [];
  const facts = known.map(({ reference, fact, text, kind, source }) => ({
    reference,
    kind,
    text,
    source,
    for: fact.scope === HOUSE ? "house" : "client",
    trust: fact.trust,
    learnedAt: fact.learned_at,
    validFrom: fact.valid_from,
    validUntil: fact.valid_until,
  }));
  return { ok, text, json: { about: name || "house", facts } };
}
