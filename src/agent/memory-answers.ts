/**
 * What a run may ask of the memory: what is known of its client for a question, and its own working notes.
 * Every answer carries the labels of all that it holds; a note carries what had been read when it was written.
 * Before: answering.ts, which has asked policy. After: memory/recall.ts, memory/notes.ts.
 */
import type { Records } from "../kernel/fold.ts";
import { houseLabel, joinLabels, type Label, outsideLabel } from "../kernel/label.ts";
import type { RunRow } from "../kernel/run-record.ts";
import type { Writer } from "../kernel/writer.ts";
import type { Json } from "../lib/canonical.ts";
import type { Clock } from "../lib/clock.ts";
import type { Fidelity } from "../memory/memory.ts";
import type { Notes } from "../memory/notes.ts";
import { ownLabel, type Recall } from "../memory/recall.ts";
import { scopesOfClient } from "../records/fact.ts";
import type { Answer } from "./journal.ts";
import type { GuestCall } from "./sandbox.ts";

export interface AgentMemory {
  readonly recall: Pick<Recall, "recall">;
  readonly notes: Pick<Notes, "note" | "of">;
  readonly writer: Writer;
  readonly clock: Pick<Clock, "now">;
  /** How long a note is kept, at most. */
  readonly notesDays: () => number;
}

const DAY_MS = 86_400_000;
const CALLS: readonly string[] = ["recall", "note", "notes"];

export function isOfMemory(call: GuestCall): boolean {
  return CALLS.includes(call.name);
}

/** `read`: the label of all that the run has read so far; left out, the note counts as an outsider's words. */
export async function answerFromMemory(
  memory: AgentMemory,
  call: GuestCall,
  about: { run: RunRow; agent: string; records: Records; read: Label | undefined },
): Promise<Answer & { readonly durable?: boolean }> {
  const { run, agent, records, read } = about;
  const args = (call.args ?? {}) as Record<string, Json>;
  if (call.name === "recall") {
    const fidelity = typeof args.fidelity === "string" ? { fidelity: args.fidelity as Fidelity } : {};
    const recalled = await memory.recall.recall({
      scope: run.scope,
      question: String(args.question),
      run: run.id,
      atHand: [run.event],
      ...fidelity,
    });
    const { label, ...value } = recalled;
    return { value: JSON.parse(JSON.stringify(value)) as Json, label };
  }
  const book = { scope: run.scope, agent };
  if (call.name === "note") {
    const days = Math.min(Number(args.days ?? Number.POSITIVE_INFINITY), memory.notesDays());
    const note = { name: String(args.name), text: String(args.text), label: read ?? outsideLabel(run.scope) };
    await memory.writer.submit((transaction) => memory.notes.note(transaction, book, note, days * DAY_MS));
    return { value: null, label: houseLabel(run.scope), durable: true };
  }
  const scopes = scopesOfClient(records, run.scope);
  const notes = memory.notes.of(scopes, agent, memory.clock.now());
  return {
    value: notes.map(({ name, text, at }) => ({ name, text, at })),
    label: notes.reduce<Label>(
      (label, note) => joinLabels(label, ownLabel(note.label, run.scope, scopes)),
      houseLabel(run.scope),
    ),
  };
}
