/**
 * Whose message this is: decided once, at the door, from facts alone, and never changed (the owner's "this belongs to X" is an
 * event of its own). Thread → known address → new lead → unsorted.
 * Before: parse.ts and authentication.ts. After: the connector records `mail.received` in the scope given here.
 */
import type { Mark } from "../../kernel/label.ts";
import { domainOf } from "./address.ts";
import type { Authentication } from "./authentication.ts";
import { isFreeMail } from "./free-mail.ts";
import type { ParsedMail } from "./mail.ts";

/** What is on record about an address. */
export interface KnownContact {
  readonly kind: "client" | "lead" | "supplier" | "authority" | "private" | "machine";
  readonly state: "seen" | "confirmed";
  /** The clients it may write for. */
  readonly scopes: readonly string[];
}

export interface ScopeQuestion {
  /** Normalised addresses of the From headers. */
  readonly from: readonly string[];
  /** Normalised addresses named elsewhere: To, Cc, Reply-To, the text. */
  readonly named: readonly string[];
  readonly automatic: ParsedMail["automatic"];
  readonly authentication: Authentication;
  /** Where the mail of ours stands that this answers; for a bounce, the one it reports on. */
  readonly thread: { readonly scope: string } | null;
  /** Contacts on record among `from` and `named`. */
  readonly contacts: ReadonlyMap<string, KnownContact>;
  /** Clients and leads that have a contact at the sender's domain. */
  readonly sameDomain: readonly string[];
  /** The scope a new lead would get. */
  readonly newScope: string;
}

export type ScopeReason =
  | "thread"
  | "known-address"
  | "new-lead"
  | "bounce"
  | "automatic"
  | "not-a-client"
  | "failed-authentication"
  | "several-clients"
  | "several-senders"
  | "no-sender";

export interface ScopeAnswer {
  /** A client's, or `workspace`: unsorted. */
  readonly scope: string;
  readonly why: ScopeReason;
  readonly marks: readonly Mark[];
  readonly opensLead: boolean;
  /** Shown to the owner, assumed by nobody. */
  readonly suggests?: { readonly scope: string; readonly because: "answers-our-thread" | "same-domain" };
}

const UNSORTED = "workspace";

/** Decides the scope. Reply headers prove nothing by themselves: a thread counts only for a contact of its scope. */
export function resolveScope(question: ScopeQuestion): ScopeAnswer {
  const { from, automatic, contacts } = question;
  // What stands in no client's scope settles nothing.
  const thread = question.thread?.scope === UNSORTED ? null : question.thread;
  if (question.authentication === "fail")
    return unsorted("failed-authentication", ["unauthenticated"], suggestion(question));
  if (automatic?.kind === "delivery-report") return thread ? filed(thread.scope, "bounce") : unsorted("automatic");
  if (from.length === 0) return unsorted("no-sender");

  const senders = from.map((address) => clientScopes(contacts.get(address)));
  const known = senders.filter((scopes) => scopes.length > 0);
  // Only clients can be mixed up: that somebody who was merely seen is named, or writes, says nothing about them.
  const clients = [...from, ...question.named].map((address) => provenScopes(contacts.get(address)));
  const common = intersection(clients.filter((scopes) => scopes.length > 0));
  if (common?.length === 0) return unsorted("several-clients", ["several-clients"]);

  if (known.length > 0) {
    const proven = from.filter((address) => provenScopes(contacts.get(address)).length > 0);
    // A second name in From that is less sure than the first is nobody's proof; the owner looks.
    const sure = known.length === senders.length && (proven.length === 0 || proven.length === senders.length);
    const [only, ...others] = (proven.length > 0 ? common : intersection(known)) ?? [];
    if (!sure || only === undefined) return unsorted("several-senders", [], suggestion(question));
    if (thread && [only, ...others].includes(thread.scope)) return filed(thread.scope, "thread");
    if (others.length > 0 || (thread && proven.length > 0)) return unsorted("several-clients", ["several-clients"]);
    // A lead in a client's thread stays a lead; that it may be theirs is for the owner to say.
    return filed(only, "known-address", thread ? suggestion(question) : undefined);
  }
  if (automatic) return unsorted("automatic", [], suggestion(question));
  if (from.some((address) => isNoClient(contacts.get(address))))
    return unsorted("not-a-client", [], suggestion(question));
  const suggests = suggestion(question);
  return { scope: question.newScope, why: "new-lead", marks: [], opensLead: true, ...(suggests ? { suggests } : {}) };
}

function clientScopes(contact: KnownContact | undefined): readonly string[] {
  return contact && !isNoClient(contact) ? contact.scopes : [];
}

/** The clients it writes for as somebody has said, not only as it was seen. */
function provenScopes(contact: KnownContact | undefined): readonly string[] {
  return contact?.state === "confirmed" ? clientScopes(contact) : [];
}

function isNoClient(contact: KnownContact | undefined): boolean {
  return contact !== undefined && contact.kind !== "client" && contact.kind !== "lead";
}

/** What all have in common; null of nothing. */
function intersection(lists: readonly (readonly string[])[]): string[] | null {
  const [first, ...rest] = lists;
  return first ? [...new Set(first)].filter((scope) => rest.every((list) => list.includes(scope))) : null;
}

function suggestion({ from, thread, sameDomain }: ScopeQuestion): ScopeAnswer["suggests"] {
  if (thread && thread.scope !== UNSORTED) return { scope: thread.scope, because: "answers-our-thread" };
  const [only, ...others] = new Set(sameDomain);
  const free = from.length === 0 || from.some((address) => isFreeMail(domainOf(address)));
  return only !== undefined && others.length === 0 && !free ? { scope: only, because: "same-domain" } : undefined;
}

function filed(scope: string, why: ScopeReason, suggests?: ScopeAnswer["suggests"]): ScopeAnswer {
  return { scope, why, marks: [], opensLead: false, ...(suggests ? { suggests } : {}) };
}

function unsorted(why: ScopeReason, marks: readonly Mark[] = [], suggests?: ScopeAnswer["suggests"]): ScopeAnswer {
  return { scope: UNSORTED, why, marks, opensLead: false, ...(suggests ? { suggests } : {}) };
}
