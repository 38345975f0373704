/**
 * Cards that could have been avoided, by cause: what nobody had to be asked, had everything been understood.
 * Before: books.ts and the world. After: report.ts.
 */
import type { Asked, Books } from "./books.ts";
import { partiesByScope } from "./evidence.ts";
import { NOISE } from "./noise.ts";
import type { World } from "./world.ts";

/** How many decisions, by cause. */
export function avoidable(world: World, books: Books, openedAt: number): Record<string, number> {
  const causes: Record<string, number> = {};
  const before = new Set<string>();
  const upset = upsetSince(world, books);
  for (const asked of books.asked) {
    if (asked.openedAt <= openedAt || asked.principal === "owner") continue;
    const cause = causeOf(asked, world, books, before, (upset.get(asked.scope) ?? asked.openedAt) < asked.openedAt);
    if (cause) causes[cause] = (causes[cause] ?? 0) + asked.weight;
  }
  return causes;
}

function causeOf(asked: Asked, world: World, books: Books, before: Set<string>, held: boolean): string | null {
  const { root, action } = asked;
  const said = root.messageId === null ? undefined : world.uttered.get(root.messageId);
  if (said) {
    const again = before.has(said.id);
    before.add(said.id);
    if (said.client === null && (NOISE as readonly string[]).includes(said.meaning)) return `${said.meaning} mail`;
    if (said.clear === true) return `a clear message (${said.meaning})`;
    if (said.meaning === "payment") return "a client who says that they have paid";
    if (again && action === "owner.ask") return "a second card about one message";
  }
  if (action === "contact.sort") return "new senders";
  if (action === "payment.match" && root.payment !== null) {
    const seen = books.payments.get(root.payment);
    const exact = seen && world.bank.rows.some((row) => row.exact && row.on === seen.on && row.cents === seen.cents);
    return exact ? "an exact payment" : null;
  }
  if (action === "invoice.issue" && !held) return "an invoice as agreed";
  if (action === "milestone.close") return "a milestone";
  if (/^(?:meeting\.|letter\.|deliverable\.nudge|plan\.)/.test(action) && !said && !held)
    return "the house's own letters and plans";
  return action === "effect.retry" ? "a mail that could not leave" : null;
}

/** By scope: when they complained or gave notice. What would leave by itself is asked from then on, as it should be. */
function upsetSince(world: World, books: Books): Map<string, number> {
  const parties = partiesByScope(world, books);
  const since = new Map<number, number>();
  for (const { client, meaning, at } of world.uttered.values())
    if (client !== null && (meaning === "complaint" || meaning === "leaving") && !since.has(client))
      since.set(client, at);
  return new Map(
    [...parties].flatMap(([scope, { index }]) => (since.has(index) ? [[scope, since.get(index) ?? 0]] : [])),
  );
}
