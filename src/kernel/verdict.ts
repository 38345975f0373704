/**
 * Policy's answer to an intent, and the complete question it answered. Both are kept in `verdict.given`,
 * so that "why?" always has an answer and later policies can be tried against history.
 */
export type ContextValue = string | number | boolean;

/** What policy is asked, complete: everything the rules could look at. */
export interface AccessRequest {
  readonly principal: { readonly type: "Agent" | "Owner"; readonly id: string };
  readonly action: string;
  readonly resource: { readonly type: "Client" | "Workspace"; readonly id: string };
  readonly context: Readonly<Record<string, ContextValue>>;
  /** Attributes of the resource as they were read: for a Client its `stage` and so on. */
  readonly attributes: Readonly<Record<string, ContextValue>>;
}

/** A rule that took part, with the owner's own words for it. */
export interface Rule {
  readonly id: string;
  readonly because?: string;
}

export type Verdict =
  | { readonly kind: "execute"; readonly because: readonly Rule[]; readonly digest: string }
  | { readonly kind: "ask"; readonly because: readonly Rule[]; readonly digest: string }
  | { readonly kind: "deny"; readonly because: readonly Rule[]; readonly digest: string };

/** Both answers to one request: as it stands, and once the owner has seen and approved exactly this. */
export interface Judgement {
  readonly unseen: Verdict;
  readonly seen: Verdict;
}

/** Handed to the kernel by the policy room. It asks twice (reviewed false, then true) and never throws. */
export interface Access {
  judge(request: AccessRequest): Judgement;
}
