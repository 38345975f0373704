/**
 * What an agent may read: its spec has to list it, and a policy has to permit it for this very client.
 * Before: answering.ts. After: policy, as actions `read.…`.
 */
import type { RunRow } from "../kernel/run-record.ts";
import { clients, mergedScope } from "../records/client.ts";
import type { AnsweringParts } from "./answering.ts";
import { MONEY } from "./read-money.ts";
import { STANDING } from "./read-standing.ts";
import { WORK } from "./read-work.ts";
import type { Staff } from "./run.ts";

/** What can be read, as specs name it; to policy each is an action `read.…`. */
export const READABLE = {
  mail: { resource: "Client", sentence: "read the messages of the client at hand" },
  client: { resource: "Client", sentence: "read the client's record" },
  contact: { resource: "Client", sentence: "read the client's addresses" },
  senders: { resource: "Workspace", sentence: "read the list of new senders" },
  memory: { resource: "Client", sentence: "recall what is known of this client" },
  ...WORK,
  ...MONEY,
  ...STANDING,
} as const satisfies Record<string, { resource: "Client" | "Workspace"; sentence: string }>;

type Readable = keyof typeof READABLE;
/** Reading is asked like any other action: the spec must list it, and a policy must permit it for this very client. */
export function allow(parts: AnsweringParts, agent: Staff, run: RunRow, what: string): void {
  const may = parts.reads(agent.name);
  if (!isReadable(what)) throw new Error(`“${what}” can't be read. What can: ${Object.keys(READABLE).join(", ")}.`);
  if (!may.includes(what))
    throw new Error(`${agent.name} may not read “${what}”: its spec says it reads ${may.join(", ")}.`);
  const records = parts.records();
  const client = records.get(clients, mergedScope(records, run.scope));
  const { resource } = READABLE[what];
  const { unseen: verdict } = parts.access().judge({
    principal: { type: "Agent", id: agent.name },
    action: `read.${what}`,
    resource: { type: resource, id: resource === "Client" ? (client?.id ?? run.scope) : "workspace" },
    attributes:
      resource === "Client" ? { stage: client?.stage ?? "none", language: client?.language ?? "unclear" } : {},
    context: {
      outward: false,
      reversible: true,
      untrusted: false,
      personal: resource === "Client",
      crossClient: false,
      knownAddress: true,
      quietHours: false,
      held: false,
    },
  });
  if (verdict.kind === "execute") return;
  const because = verdict.because.map((rule) => rule.because ?? rule.id).join("; ");
  throw new Error(`${agent.name} may not ${READABLE[what].sentence} here: ${because}.`);
}

/** Whether the memory may be added to what an agent asks; where it may not, the question is asked without. */
export function mayRecall(parts: AnsweringParts, agent: Staff, run: RunRow): boolean {
  try {
    allow(parts, agent, run, "memory");
    return true;
  } catch {
    return false;
  }
}

function isReadable(what: string): what is Readable {
  return Object.hasOwn(READABLE, what);
}
