/**
 * The owner's desk: every decision and order, once, for all surfaces and verbs. Each is one command in the writer's
 * transaction; what it answers is data, which the surface puts into words.
 * Before: surfaces and verbs/. After: kernel/command.ts and its neighbours.
 */
import type { ActionContract } from "../kernel/action.ts";
import { judgeIntent } from "../kernel/arbiter.ts";
import type { Authority } from "../kernel/assess.ts";
import type { Card } from "../kernel/card.ts";
import { approve, askAgain, edit, editAndApprove, postpone, reject, takeOver } from "../kernel/command.ts";
import { byCode, type Outcome } from "../kernel/decision.ts";
import type { Plain } from "../kernel/event.ts";
import { intents, submitIntent } from "../kernel/intent.ts";
import { ownerLabel } from "../kernel/label.ts";
import { markShown } from "../kernel/notice.ts";
import { unpair } from "../kernel/pairing.ts";
import { activePauses, liftPause, setPause } from "../kernel/pause.ts";
import { proposals, shownBy } from "../kernel/proposal.ts";
import { type Undone, undo } from "../kernel/undo.ts";
import type { Transaction, Writer } from "../kernel/writer.ts";
import { opaqueId } from "../lib/id.ts";
import { nearest } from "../lib/nearest.ts";
import type { Waiting } from "../projections/queue.ts";
import { type Client, clientTitle, findClients } from "../records/client.ts";
import { addressesOf } from "../records/contact.ts";
import { type MailWords, mails } from "../records/mail.ts";
import { offerCode } from "./chat/pairing.ts";
import { fieldsOf } from "./fields.ts";
import { pauseScope, pauseWords } from "./pause-scope.ts";
import type { FormField } from "./surface.ts";
import { wholeText } from "./whole-text.ts";

export interface DeskParts {
  readonly writer: Writer;
  readonly authority: Authority;
  /** Which surface the owner sits at, and as whom: `owner:console:local`. */
  readonly surface: string;
  readonly actor: string;
  /** Who is there to be paused; without it any name is taken. */
  readonly staff?: { readonly agents: readonly string[]; readonly connectors: readonly string[] };
  /** The answer to a decision shows the card itself, whole (a terminal); elsewhere the lane shows it. */
  readonly showsAnswers: boolean;
  /** The chats there are to be paired. */
  readonly chats?: readonly string[];
  /** What stands outside and can be compared with the records, and how that is asked for. */
  readonly comparing?: { readonly connectors: readonly string[]; readonly want: (transaction: Transaction) => void };
}

export interface Order {
  readonly action: string;
  /** A client's name, company or id. */
  readonly client?: string | undefined;
  readonly params: Plain;
  readonly reason?: string | undefined;
  /** The verb itself is the tap: what was typed is done at once. */
  readonly now: boolean;
  /** It holds the words of many: it gets a scope of its own, which can be forgotten without the house's. */
  readonly apart?: true;
  /** The owner's words that asked for it: said once, it is asked once, whatever happens in between. */
  readonly said?: { readonly seq: number; readonly id: string; readonly workflow: string };
}

export type Ordered =
  | { readonly kind: "asked"; readonly code: string; readonly card: Card }
  | { readonly kind: "refused"; readonly why: string }
  | Outcome;

export type Paused =
  | { readonly ok: true; readonly what: string; readonly words: string }
  | { readonly ok: false; readonly why: string };

/** `still`: what stays paused, in the owner's words. */
export interface Resumed {
  readonly ok: boolean;
  readonly lifted: readonly string[];
  readonly still: readonly string[];
  readonly why?: string;
}

export class Desk {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** `typedCents`: the sum as the owner typed it, where that is asked for. */
  approve(code: string, revision?: number, typedCents?: number): Promise<Outcome> {
    return this.#decide((transaction) =>
      approve(transaction, this.#parts.authority, {
        ...this.#hand(code),
        ...(revision === undefined ? {} : { revision }),
        ...(typedCents === undefined ? {} : { typedCents }),
      }),
    );
  }

  /** Approves what a list offered: the list was read here, and named this very revision. */
  approveListed(code: string, revision: number): Promise<Outcome> {
    return this.#decide((transaction) => {
      const row = byCode(transaction, code);
      if (row?.state === "open" && row.revision === revision) markShown(transaction, this.#parts.surface, row);
      return approve(transaction, this.#parts.authority, { ...this.#hand(code), revision });
    });
  }

  /** A one-time code for pairing a chat; only the console may show it. */
  offerPairing(surface: string): Promise<{ readonly code: string; readonly until: number } | { readonly why: string }> {
    const { chats = [], writer } = this.#parts;
    if (!chats.includes(surface))
      return Promise.resolve({
        why: `${surface === "all" ? "One chat at a time: slack or telegram" : `There is no ${surface} here yet: set its tokens first, as the README tells`}.`,
      });
    return writer.submit((transaction) => offerCode(transaction, surface));
  }

  /** Ends pairings: of one chat, of `all`, or of all `others` than this; with `hold`, nothing leaves until “resume”. */
  unpair(wanted: string, hold: boolean): Promise<readonly string[]> {
    const { chats = [], writer, surface, actor } = this.#parts;
    const named = chats.filter((chat) =>
      wanted === "all" || wanted === "others" ? chat !== surface : chat === wanted,
    );
    return writer.submit((transaction) => {
      for (const chat of named) {
        unpair(transaction, chat, actor);
        // What was said there and not answered yet may be a thief's already.
        transaction.run("UPDATE turns SET state = 'answered' WHERE surface = ? AND state = 'waiting'", [chat]);
      }
      if (hold && named.length > 0) setPause(transaction, "workspace", "a phone or account is lost", actor);
      return named;
    });
  }

  /** Changes and approves in one step: the owner typed the exact text, or tapped on a choice that says what it sets. */
  settle(code: string, changes: Readonly<Record<string, string>>, revision?: number): Promise<Outcome> {
    return this.#decide((transaction) =>
      editAndApprove(transaction, this.#parts.authority, {
        ...this.#hand(code),
        changes,
        ...(revision === undefined ? {} : { revision }),
      }),
    );
  }

  reject(code: string, reason: string): Promise<Outcome> {
    return this.#decide((transaction) => reject(transaction, this.#parts.authority, { ...this.#hand(code), reason }));
  }

  /** The new revision counts as shown: the surface answers with its card. */
  edit(code: string, changes: Readonly<Record<string, string>>): Promise<Outcome> {
    return this.#decide((transaction) => edit(transaction, this.#parts.authority, { ...this.#hand(code), changes }));
  }

  /** `until`: a moment, ms UTC, or when they write again. */
  later(code: string, until: number | "mail"): Promise<Outcome> {
    return this.#decide((transaction) => postpone(transaction, { ...this.#hand(code), until }));
  }

  takeOver(code: string): Promise<Outcome> {
    return this.#decide((transaction) => takeOver(transaction, this.#parts.authority, this.#hand(code)));
  }

  askAgain(code: string): Promise<Outcome> {
    return this.#decide((transaction) => askAgain(transaction, this.#parts.authority, this.#hand(code)));
  }

  undo(code: string): Promise<Undone> {
    return this.#parts.writer.submit((transaction) => undo(transaction, this.#parts.authority, this.#hand(code)));
  }

  /** Pauses what is named: the workspace, or `client:NAME`, `agent:NAME`, `connector:NAME`, `action:NAME`. */
  pause(what: string, reason: string): Promise<Paused> {
    return this.#parts.writer.submit((transaction) => {
      const named = this.#pauseScope(transaction, what);
      if ("why" in named) return { ok: false, why: named.why };
      setPause(transaction, named.scope, reason, this.#parts.actor);
      return { ok: true, what: named.scope, words: pauseWords(named.scope, transaction.records) };
    });
  }

  /** Lifts one pause, or all of them. */
  resume(what: string | undefined): Promise<Resumed> {
    return this.#parts.writer.submit((transaction) => {
      const active = activePauses(transaction.records).map((row) => row.id);
      const named = what === undefined ? null : this.#pauseScope(transaction, what);
      if (named && "why" in named) return { ok: false, lifted: [], still: [], why: named.why };
      const wanted = named ? active.filter((id) => id === named.scope) : active;
      const lifted = wanted.filter((id) => liftPause(transaction, id, this.#parts.actor));
      const still = activePauses(transaction.records).map((row) => pauseWords(row.id, transaction.records));
      return { ok: true, lifted, still };
    });
  }

  /** Asks for a comparison of everything outside with the records now; answers what there is to compare. */
  async compare(): Promise<readonly string[]> {
    const { comparing, writer } = this.#parts;
    if (!comparing || comparing.connectors.length === 0) return [];
    await writer.submit((transaction) => comparing.want(transaction));
    return comparing.connectors;
  }

  /** What the owner said, kept as said; what it means is for the surface. */
  async heard(text: string): Promise<void> {
    const { writer, actor } = this.#parts;
    await writer.submit((transaction) => {
      const id = opaqueId("s", transaction.entropy);
      const label = ownerLabel("workspace");
      transaction.append({
        type: "owner.said",
        actor,
        scope: "workspace",
        subject: `said:${id}`,
        label,
        data: { said: id },
        private: { text },
      });
    });
  }

  /** The whole text of an open card, as an answer; where that fits into `most` characters it counts as shown here. */
  open(code: string, most: number): Promise<Card | null> {
    return this.#parts.writer.submit((transaction) => {
      const row = byCode(transaction, code);
      const shown = row && shownBy(transaction, row);
      if (!row || !shown) return null;
      const body = wholeText(shown.card);
      if (row.state === "open" && body.length <= most) markShown(transaction, this.#parts.surface, row);
      return { kind: "answer", title: shown.card.title, body, rows: [], why: [], buttons: [] };
    });
  }

  /** What of a card can be changed, with what it says now; nothing where the card is not open. */
  fields(code: string): Promise<readonly FormField[]> {
    return this.#parts.writer.submit((transaction) => {
      const row = byCode(transaction, code);
      const shown = row?.state === "open" ? shownBy(transaction, row) : null;
      return shown ? fieldsOf(shown.card.fields ?? [], shown.steps, this.#parts.authority.actions) : [];
    });
  }

  /** Any action of the shelf, by the owner: the same card, the same diff, one tap. */
  order(order: Order): Promise<Ordered> {
    return this.#parts.writer.submit((transaction) => this.#order(transaction, order));
  }

  /** Notes that these cards were read here, so that an approval can be bound to what was shown. */
  async shown(waiting: readonly Waiting[]): Promise<void> {
    if (waiting.length === 0) return;
    await this.#parts.writer.submit((transaction) => {
      for (const { proposal } of waiting) markShown(transaction, this.#parts.surface, proposal);
    });
  }

  #order(transaction: Transaction, order: Order): Ordered {
    const { authority, actor } = this.#parts;
    const contract = authority.actions.get(order.action);
    if (!contract) return { kind: "refused", why: noSuchAction(order.action, authority) };
    const client = this.#client(transaction, order.client);
    if (typeof client === "string") return { kind: "refused", why: client };
    const room = client?.id ?? "workspace";
    const scope = order.apart ? opaqueId("m", transaction.entropy) : room;
    const parsed = contract.parse(completed(transaction, contract, client, order.params));
    if (!parsed.ok) return { kind: "refused", why: parsed.why };
    const once = order.said ? `said:${order.said.seq}` : opaqueId("o", transaction.entropy);
    const submitted = submitIntent(transaction, {
      steps: [{ action: contract.name, params: parsed.params }],
      reason: order.reason ?? "You asked for it.",
      evidence: [],
      key: `${contract.key(parsed.params, scope)}:${once}`,
      about: contract.about(parsed.params),
      scope,
      principal: "owner",
      actor,
      label: ownerLabel(room),
      run: null,
      causation: order.said?.id,
      workflow: order.said?.workflow,
    });
    if (!submitted) return done(transaction, scope, `${contract.key(parsed.params, scope)}:${once}`) ?? ASKED_ALREADY;
    const id = String(submitted.data.intent);
    judgeIntent(transaction, authority, id);
    const [row] = transaction.records.find(proposals, "intent = ?", [id]);
    const shown = row && shownBy(transaction, row);
    if (!row || !shown) return { kind: "refused", why: refusal(transaction, id) };
    // What is done at once was typed word by word.
    if (this.#parts.showsAnswers || order.now) markShown(transaction, this.#parts.surface, row);
    return order.now
      ? approve(transaction, authority, this.#hand(row.code))
      : { kind: "asked", code: row.code, card: shown.card };
  }

  /** Decides, and notes a card that the answer shows as shown. */
  #decide(decide: (transaction: Transaction) => Outcome): Promise<Outcome> {
    return this.#parts.writer.submit((transaction) => {
      const outcome = decide(transaction);
      if (outcome.kind === "shown" && this.#parts.showsAnswers) {
        const row = byCode(transaction, outcome.code);
        if (row) markShown(transaction, this.#parts.surface, row);
      }
      return outcome;
    });
  }

  #hand(code: string) {
    return { code, surface: this.#parts.surface, actor: this.#parts.actor };
  }

  #client(transaction: Transaction, words: string | undefined): Client | undefined | string {
    if (words === undefined) return undefined;
    const found = findClients(transaction.records, words);
    const [only, ...others] = found;
    if (!only) return `Nobody here is called “${words}”. “who” lists who is known.`;
    return others.length === 0 ? only : `“${words}” could be ${found.map(clientTitle).join(" or ")}. Say which.`;
  }

  #pauseScope(transaction: Transaction, what: string) {
    const { authority, staff } = this.#parts;
    const names = { agent: staff?.agents, connector: staff?.connectors, action: [...authority.actions.keys()] };
    return pauseScope(what, names, (name) => this.#client(transaction, name) ?? `Say whom: client:NAME.`);
  }
}

const ASKED_ALREADY: Ordered = { kind: "refused", why: "I have asked you about that already; “queue” shows it." };

/** What the very same order led to, where it was carried out before: said once, it is done once. */
function done(transaction: Transaction, scope: string, key: string): Ordered | null {
  const [intent] = transaction.records.find(intents, "key = ? AND state = 'executed'", [transaction.blind(scope, key)]);
  const [row] = intent ? transaction.records.find(proposals, "intent = ?", [intent.id]) : [];
  const shown = row && shownBy(transaction, row);
  return row && shown ? { kind: "approved", proposal: row.id, card: shown.card, effects: [] } : null;
}

/** What the owner left out and the records know: the newest message, its sender, a lead's name. */
function completed(
  transaction: Transaction,
  contract: ActionContract,
  client: Client | undefined,
  given: Plain,
): Plain {
  if (!client) return given;
  const addresses = addressesOf(transaction.records, client.id).map((contact) => contact.address);
  if (contract.name === "client.open")
    return { name: client.name, addresses, language: client.language === "de" ? "de" : "en", ...given };
  if (contract.name === "record.correct")
    return { client: client.id, before: String(client[given.field as keyof Client] ?? ""), ...given };
  if (contract.name !== "mail.answer" && contract.name !== "owner.ask") return given;
  const [newest] = transaction.records.find(mails, "scope = ? AND direction = 'in' ORDER BY seq DESC LIMIT 1", [
    client.id,
  ]);
  const event = newest && transaction.eventAt(newest.seq);
  const words = event && (transaction.open(event) as MailWords | null);
  const sender = words?.from[0]?.address;
  return {
    ...(newest ? { mail: newest.id } : {}),
    ...(sender && contract.name === "mail.answer" ? { to: [sender] } : {}),
    ...given,
  };
}

function refusal(transaction: Transaction, intent: string): string {
  const row = transaction.records.get(intents, intent);
  const verdict = row && verdictOf(transaction, row.seq, intent);
  return verdict ?? "The rules don't allow it.";
}

/** The words of the newest verdict on an intent of this batch. */
function verdictOf(transaction: Transaction, submitted: number, intent: string): string | null {
  for (let seq = submitted + 1; ; seq++) {
    const event = transaction.eventAt(seq);
    if (!event) return null;
    if (event.type === "verdict.given" && event.data.intent === intent)
      return ((transaction.open(event)?.because ?? []) as string[]).join(" ");
  }
}

function noSuchAction(name: string, authority: Authority): string {
  const guess = nearest(name, authority.actions.keys());
  return `There is no action “${name}”${guess ? `; did you mean “${guess}”?` : "."} There are: ${[...authority.actions.keys()].join(", ")}.`;
}
