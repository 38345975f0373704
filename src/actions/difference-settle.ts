/**
 * difference.settle: something stands differently outside than on record, and the owner says who is right. Ours: the outside is
 * put right, where that can be done from here. Theirs: the records follow. Neither: both are left for the owner's own hand.
 * Whatever is said, the same difference is not asked about again.
 * Before: reconciling.ts. After: the outbox, or the records.
 */
import { z } from "zod";
import type { ActionContract, Leaving, View } from "../kernel/action.ts";
import type { CardChoice } from "../kernel/card.ts";
import type { Plain } from "../kernel/event.ts";
import { calledConnector } from "../lib/called.ts";
import { clients, clientTitle } from "../records/client.ts";
import { idFrom } from "./agreed.ts";
import { defineAction, refused } from "./define.ts";
import { canBeTakenOver, DIFFERENCE_KINDS, takenOver } from "./difference-kinds.ts";

export const DIFFERENCE_SETTLE = "difference.settle";

const plain = z.record(z.string(), z.json());
const params = z.strictObject({
  connector: z.string().min(1),
  kind: z.enum(DIFFERENCE_KINDS),
  /** What was compared. */
  key: z.string().min(1),
  about: z.string().min(1),
  ours: z.string(),
  theirs: z.string(),
  restore: z
    .strictObject({
      connector: z.string(),
      operation: z.string(),
      payload: plain,
      reference: z.string().nullable(),
    })
    .nullable()
    .default(null),
  found: plain.nullable().default(null),
  answer: z.enum(["", "ours", "theirs", "neither"], "expected ours, theirs or neither").default(""),
});

export type DifferenceParams = z.input<typeof params>;

/** The same difference has the same key, whenever it is found. */
export function differenceKey(one: Pick<DifferenceParams, "connector" | "key" | "ours" | "theirs">): string {
  return `${DIFFERENCE_SETTLE}:${one.connector}:${one.key}:${one.ours}:${one.theirs}`;
}

export const differenceSettle: ActionContract = defineAction({
  name: DIFFERENCE_SETTLE,
  group: "outward",
  resource: "Client",
  sentence: "put right what stands differently outside than on record",
  context: { answer: "String" },
  produces: ["difference.settled@1", "meeting.booked@1", "meeting.cancelled@1", "payment.seen@1"],
  editable: ["answer"],
  form: [{ name: "answer", label: "Who is right", kind: "choice", choices: ["ours", "theirs", "neither"] }],
  params,
  key: (difference) => differenceKey(difference),
  prepare(difference, scope, view) {
    const { connector, about, ours, theirs, restore, answer } = difference;
    if (answer === "theirs" && taken(difference, view).length === 0)
      return refused("It doesn't stand like that any more, or can't be taken over from here. Nothing was changed.");
    const client = view.records.get(clients, scope);
    const leaves: Leaving[] = answer === "ours" && restore ? [{ ...restore, payload: restore.payload as Plain }] : [];
    return {
      kind: "prepared",
      resource: { type: "Client", id: scope },
      attributes: { stage: client?.stage ?? "none", language: client?.language ?? "unclear" },
      context: { answer },
      title: `${about} is not the same on record and in ${calledConnector(connector)}`,
      ...(client ? { client: clientTitle(client) } : {}),
      rows: [
        { label: "On record", after: ours },
        { label: `In ${calledConnector(connector)}`, after: theirs },
        ...(answer === "" ? [] : [{ label: "You say", after: SAID[answer] }]),
      ],
      ...(answer === "" ? { choices: choicesFor(difference) } : {}),
      undo: "Either can be changed again later.",
      // Which of the two is right is looked at one by one: never approved in a list.
      reversible: false,
      leaves,
      addressesKnown: true,
      versions: {},
    };
  },
  decide(difference, scope, view) {
    const { connector, kind, about, ours, theirs, answer } = difference;
    return [
      {
        type: "difference.settled",
        scope,
        subject: `difference:${idFrom("d", difference.key)}`,
        data: { connector, kind, answer: answer || "neither" },
        private: { about, ours, theirs },
      },
      ...(answer === "theirs" ? taken(difference, view) : []),
    ];
  },
});

const SAID = {
  ours: "what is on record is right",
  theirs: "what stands there is right",
  neither: "neither is right; you see to it yourself",
} as const;

function taken({ kind, found }: z.output<typeof params>, view: View) {
  return (found && takenOver(kind, found as Plain, view)) ?? [];
}

function choicesFor({ kind, restore, found }: z.output<typeof params>): CardChoice[] {
  return [
    { label: restore ? "Ours is right: put it back" : "Ours is right", set: { answer: "ours" } },
    ...(found && canBeTakenOver(kind) ? [{ label: "Theirs is right: take it over", set: { answer: "theirs" } }] : []),
    { label: "Neither is right", set: { answer: "neither" } },
  ];
}
