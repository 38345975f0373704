/**
 * What the workspace has written down by the end, as plain figures: read once from its ledger, for the judge to hold against
 * the world. Nothing of it is believed; it is what is to be judged.
 * Before: the ledger. After: judge.ts.
 */
import type { Card } from "../kernel/card.ts";
import type { LedgerEvent } from "../kernel/event.ts";
import type { Ledger } from "../kernel/ledger.ts";
import { renderCard } from "../surfaces/console/render-card.ts";

export interface IssuedPaper {
  readonly kind: "invoice" | "credit-note";
  readonly number: string;
  readonly ordinal: number | null;
  readonly scope: string;
  readonly milestone: string | null;
  readonly netCents: number;
  readonly taxCents: number;
  readonly grossCents: number;
  readonly dueOn: string;
  readonly at: number;
}

export interface Closing {
  readonly milestone: string;
  readonly title: string;
  readonly scope: string;
  readonly by: string;
  readonly at: number;
}

/** A card that asked the owner. */
export interface Asked {
  readonly proposal: string;
  readonly action: string;
  /** Steps of one kind count each. */
  readonly weight: number;
  readonly principal: string;
  readonly scope: string;
  readonly openedAt: number;
  /** When the owner closed it; null: not by the end. */
  readonly closedAt: number | null;
  /** The first event of what led to it. */
  readonly root: {
    readonly type: string;
    readonly messageId: string | null;
    readonly at: number;
    readonly payment: string | null;
  };
}

/** Something that was done without asking. */
export interface Done {
  readonly action: string;
  readonly principal: string;
  readonly scope: string;
  readonly at: number;
}

export interface Books {
  readonly hash: string;
  readonly events: number;
  readonly papers: readonly IssuedPaper[];
  readonly closings: readonly Closing[];
  readonly asked: readonly Asked[];
  readonly done: readonly Done[];
  /** By scope: the addresses that came with it. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  /** By payment: day and sum. */
  readonly payments: ReadonlyMap<string, { readonly on: string; readonly cents: number; readonly at: number }>;
  /** Notices and reports shown, by type of their event. */
  readonly told: Readonly<Record<string, number>>;
  /** Denied wishes, by action. */
  readonly denied: Readonly<Record<string, number>>;
  /** Of the longest digest, as a terminal of 80 columns shows it. */
  readonly longestDigestLines: number;
}

const PER_PAGE = 2000;

/** Reads the whole ledger, a page at a time. */
export function readBooks(ledger: Ledger): Books {
  const reader = new Reader(ledger);
  for (let seq = 0; ; ) {
    const page = ledger.after(seq, PER_PAGE);
    for (const event of page) reader.take(event);
    const last = page.at(-1);
    if (!last) break;
    seq = last.seq;
  }
  return reader.books();
}

class Reader {
  readonly #ledger: Ledger;
  readonly #papers: IssuedPaper[] = [];
  readonly #closings = new Map<string, Closing>();
  readonly #titles = new Map<string, string>();
  readonly #intents = new Map<string, { action: string; principal: string; scope: string; weight: number }>();
  readonly #asked = new Map<string, Asked & { closedAt: number | null }>();
  readonly #done: Done[] = [];
  readonly #addresses = new Map<string, string[]>();
  readonly #payments = new Map<string, { on: string; cents: number; at: number }>();
  readonly #roots = new Map<string, Asked["root"]>();
  readonly #told: Record<string, number> = {};
  readonly #denied: Record<string, number> = {};
  #events = 0;
  #longestDigestLines = 0;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  take(event: LedgerEvent): void {
    this.#events += 1;
    const { type, data, scope, at } = event;
    if (event.id === event.workflow) this.#roots.set(event.id, this.#rootOf(event));
    if (type === "intent.submitted") {
      const actions = (data.actions ?? []) as readonly string[];
      const alike = actions.length > 1 && actions.every((one) => one === actions[0]);
      this.#intents.set(String(data.intent), {
        action: String(data.action),
        principal: String(data.principal),
        scope,
        weight: alike ? actions.length : 1,
      });
    } else if (type === "verdict.given") this.#verdict(event);
    else if (type === "proposal.opened") {
      const intent = this.#intents.get(String(data.intent));
      const root = this.#roots.get(event.workflow) ?? { type: "unknown", messageId: null, at, payment: null };
      const proposal = String(data.proposal);
      if (intent) this.#asked.set(proposal, { ...intent, proposal, openedAt: at, closedAt: null, root });
    } else if (/^proposal\.(?:approved|rejected|withdrawn)$/.test(type)) {
      const asked = this.#asked.get(String(data.proposal));
      if (asked && event.actor.startsWith("owner:")) asked.closedAt = at;
    } else if (type === "invoice.issued" || type === "credit-note.issued") this.#papers.push(paperOf(event));
    else if (type === "plan.made" || type === "plan.revised") {
      const titles = (this.#ledger.open(event)?.titles ?? {}) as Readonly<Record<string, string>>;
      for (const [key, title] of Object.entries(titles)) this.#titles.set(`${data.engagement}/${key}`, title);
    } else if (type === "milestone.closed") {
      const milestone = String(data.milestone);
      const title = this.#titles.get(milestone) ?? "";
      this.#closings.set(milestone, { milestone, title, scope, by: String(data.by), at });
    } else if (type === "milestone.reopened") this.#closings.delete(String(data.milestone));
    else if (type === "client.imported" || type === "client.opened") {
      const addresses = (this.#ledger.open(event)?.addresses ?? []) as readonly string[];
      this.#addresses.set(scope, [...(this.#addresses.get(scope) ?? []), ...addresses]);
    } else if (type === "payment.seen")
      this.#payments.set(String(data.payment), { on: String(data.receivedOn), cents: Number(data.amountCents), at });
    else if (/\.posted$/.test(type)) this.#posted(event);
  }

  books(): Books {
    return {
      hash: this.#ledger.head()?.hash ?? "",
      events: this.#events,
      papers: this.#papers,
      closings: [...this.#closings.values()],
      asked: [...this.#asked.values()],
      done: this.#done,
      addresses: this.#addresses,
      payments: this.#payments,
      told: this.#told,
      denied: this.#denied,
      longestDigestLines: this.#longestDigestLines,
    };
  }

  #posted(event: LedgerEvent): void {
    this.#told[event.type] = (this.#told[event.type] ?? 0) + 1;
    if (event.type !== "digest.posted") return;
    const card = this.#ledger.open(event)?.card as unknown as Card | undefined;
    const lines = card ? renderCard(card, null).split("\n").length : 0;
    this.#longestDigestLines = Math.max(this.#longestDigestLines, lines);
  }

  #verdict({ data, at }: LedgerEvent): void {
    const intent = this.#intents.get(String(data.intent));
    if (!intent) return;
    if (data.kind === "execute" && data.reviewed !== true && intent.principal !== "owner")
      this.#done.push({ action: intent.action, principal: intent.principal, scope: intent.scope, at });
    if (data.kind === "deny") this.#denied[intent.action] = (this.#denied[intent.action] ?? 0) + 1;
  }

  #rootOf(event: LedgerEvent): Asked["root"] {
    const messageId = event.type === "mail.received" ? this.#ledger.open(event)?.messageId : null;
    return {
      type: event.type,
      messageId: typeof messageId === "string" ? messageId : null,
      at: event.at,
      payment: event.type === "payment.seen" ? String(event.data.payment) : null,
    };
  }
}

function paperOf({ type, data, scope, at }: LedgerEvent): IssuedPaper {
  return {
    kind: type === "invoice.issued" ? "invoice" : "credit-note",
    number: String(data.number),
    ordinal: typeof data.ordinal === "number" ? data.ordinal : null,
    scope,
    milestone: typeof data.milestone === "string" ? data.milestone : null,
    netCents: Number(data.netCents),
    taxCents: Number(data.taxCents),
    grossCents: Number(data.grossCents),
    dueOn: String(data.dueOn),
    at,
  };
}
