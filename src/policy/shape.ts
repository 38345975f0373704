/**
 * What the rules can talk about: the actions of the shelf and the attributes of records, as plain shapes.
 * Before: actions/ and records/, which provide them. After: schema.ts, which turns them into a Cedar schema.
 */
export type AttributeType = "String" | "Long" | "Boolean";

export type Attributes = Readonly<Record<string, AttributeType>>;

export type ActionGroup = "internal" | "outward" | "question" | "filing" | "reading";

/** One action as the rules see it. */
export interface ActionShape {
  /** `mail.answer` */
  readonly name: string;
  /** In Cedar the action is `in Action::"<group>"` and `in Action::"everything"`. */
  readonly group: ActionGroup;
  readonly resource: "Client" | "Workspace";
  /** What it does, as it follows "may": `answer a client's mail`. */
  readonly sentence: string;
  /** What the action gives beside the common context. */
  readonly context: Attributes;
}

export type EntityShape = Readonly<Record<"Client" | "Workspace", Attributes>>;

/** Everything the rules may name. */
export interface Shapes {
  readonly actions: readonly ActionShape[];
  readonly entities: EntityShape;
  /** Agent names, as in `Agent::"intake"`. */
  readonly agents: readonly string[];
}

export const OWNER_ID = "owner";

export const GROUPS: readonly ActionGroup[] = ["internal", "outward", "question", "filing", "reading"];

/**
 * What every action gives, all booleans. `reviewed` is added by access.ts and never taken from a caller.
 * `untrusted`: the run read outside text. `personal`: it read a client's private data. `crossClient`: the label
 * carries another client's scope. `knownAddress`: what leaves goes only to addresses on record; true when nothing leaves. `held`: mail to this
 * client waits for the owner.
 */
export const COMMON_CONTEXT = {
  reviewed: "Boolean",
  outward: "Boolean",
  reversible: "Boolean",
  untrusted: "Boolean",
  personal: "Boolean",
  crossClient: "Boolean",
  knownAddress: "Boolean",
  quietHours: "Boolean",
  held: "Boolean",
} as const satisfies Attributes;

/** All that a request for `action` carries in its context, `reviewed` included. */
export function contextOf(action: ActionShape): Attributes {
  return { ...action.context, ...COMMON_CONTEXT };
}
