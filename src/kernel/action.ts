/**
 * The contract of an action, as the kernel sees it: what it needs, what it would change, what would leave, how it is
 * undone and how it is shown. The shelf itself (src/actions) is handed to the kernel by workspace.ts.
 */
import type { Json } from "../lib/canonical.ts";
import type { Card, CardChoice, CardFile, CardLetter, CardRow } from "./card.ts";
import type { EffectRow } from "./effect.ts";
import type { NewEvent, Plain } from "./event.ts";
import type { Records } from "./fold.ts";
import type { ContextValue } from "./verdict.ts";

/** What an action may look at: records, and the private parts of events, inside the deciding transaction. */
export interface View {
  readonly now: number;
  readonly records: Records;
  /** The private part of the event at `seq`; `null` where it was forgotten or never was. */
  privateAt(seq: number): Plain | null;
  /** What its service gave back for an effect, or has told of it since; `null`: nothing, or it was forgotten. */
  answerTo(effect: EffectRow): Plain | null;
}

/** Something that would leave through a connector. */
export interface Leaving {
  readonly connector: string;
  readonly operation: string;
  /** What the connector needs; sealed with the verdict. */
  readonly payload: Plain;
  /** What the outside will know it by (a Message-ID, say), made from the idempotency key. */
  readonly reference: string | null;
}

/** What would happen, read from the records as they are now. */
export interface Prepared {
  readonly kind: "prepared";
  readonly resource: { readonly type: "Client" | "Workspace"; readonly id: string };
  readonly attributes: Readonly<Record<string, ContextValue>>;
  /** The action's own context for policy, as its `context` declares. */
  readonly context: Readonly<Record<string, ContextValue>>;
  /** A sentence part in the imperative: `Answer Anna Berg`. */
  readonly title: string;
  /** The title of several of its kind in one wish: `Sort 5 new senders`. */
  readonly many?: (count: number) => string;
  readonly client?: string;
  readonly rows: readonly CardRow[];
  readonly quote?: { readonly from: string; readonly text: string };
  readonly letter?: CardLetter;
  /** Answers of one tap each, for a question that has a few. */
  readonly choices?: readonly CardChoice[];
  /** It is done as it is shown, or not: nothing of it can be changed here, whatever else the action lets be edited. */
  readonly fixed?: true;
  /** Kept files that can be opened from the card. */
  readonly files?: readonly CardFile[];
  /** The sum that is at stake: above what policy names for the action, one tap is not enough. */
  readonly amount?: { readonly cents: number; readonly currency: string };
  /** It can wait for ever, and may be left unanswered: see Card. */
  readonly quiet?: true;
  /** It rings at once: see Card. */
  readonly urgent?: true;
  readonly undo: string;
  readonly reversible: boolean;
  readonly leaves: readonly Leaving[];
  /** It can't be taken back by anything: one yes is not enough, and the second comes a moment later. */
  readonly secondYes?: true;
  /** Scopes that were put together with the resource's: what was read there is the same client's. */
  readonly merged?: readonly string[];
  /** Whether all that leaves goes to addresses on record. */
  readonly addressesKnown: boolean;
  /** The fields of records that are shown or used, as they are now: an approval is void once one of them differs. */
  readonly versions: Readonly<Record<string, string | number | null>>;
}

/** Why it can't be done, in a sentence for people. */
export interface Refused {
  readonly kind: "refused";
  readonly why: string;
}

/** One thing a person fills in to order an action. `text`: many lines. `line`: one. */
export interface FormPart {
  readonly name: string;
  readonly label: string;
  readonly kind: "text" | "line" | "choice";
  readonly choices?: readonly string[];
  readonly optional?: boolean;
}

/** An event that an action decides on; the kernel adds actor, cause and label. */
export type Decided = Pick<NewEvent, "type" | "scope" | "subject" | "data" | "private" | "key" | "theirs">;

export interface ActionContract {
  readonly name: string;
  readonly group: "internal" | "outward" | "question" | "filing";
  readonly resource: "Client" | "Workspace";
  /** `answer a client's mail`, for the rules in plain sentences. */
  readonly sentence: string;
  readonly context: Readonly<Record<string, "String" | "Long" | "Boolean">>;
  /** The contracts it produces: `message.classified@1`. */
  readonly produces: readonly string[];
  readonly connector?: string;
  /** It takes something of which there is one next, such as a number: in a wish it stands alone. */
  readonly alone?: true;
  /**
   * All it decides is a closed schema (ids, enums, dates, sums; never free text): a rule that lets it happen without the owner
   * vouches for it, and what follows from it is the house's word, no longer the outsider's (invariant 8).
   */
  readonly endorses?: true;
  /** Parameters the owner may change on the card. */
  readonly editable: readonly string[];
  /** What a person fills in to order it by hand, in that order. Absent: it isn't ordered by a form. */
  readonly form?: readonly FormPart[];
  /** A JSON schema of the parameters: the form a model fills in. Absent: no model is offered it. */
  readonly parameters?: Json;
  /** Checks parameters at the door. */
  parse(params: Json): { readonly ok: true; readonly params: Plain } | { readonly ok: false; readonly why: string };
  /** The same key for the same wish: the earlier intent wins. */
  key(params: Plain, scope: string): string;
  /** The mail it answers or is about, if any. */
  about(params: Plain): string | null;
  /** `key` is the effect's idempotency key: stable over revisions. */
  prepare(params: Plain, scope: string, view: View, key: string): Prepared | Refused;
  /** `key`: the same as in `prepare`; what the action makes may take its id from it. */
  decide(params: Plain, scope: string, view: View, key: string): readonly Decided[];
  /** What the owner is told once it was done without asking; `null`: nothing. It needs no answer. */
  tells?(params: Plain, scope: string, view: View): Card | null;
  /** What is recorded when the owner says no. */
  declined?(params: Plain, scope: string, view: View): readonly Decided[];
  /** The events that take it back, or why that can't be done; `key` as in `decide`. Absent: there is nothing to take back. */
  undo?(params: Plain, scope: string, view: View, key: string): readonly Decided[] | Refused;
}

export interface Step {
  readonly action: string;
  readonly params: Plain;
}
