/**
 * A finished file is handed over: it is kept with its client as a deliverable, and an order asks to send it with the house's
 * letter.
 * Before: the verb `deliver`, and the simulated owner. After: actions/deliverable-send.ts.
 */
import { standardLetter } from "./actions/deliverable-send.ts";
import { viewOf } from "./kernel/assess.ts";
import { ownerLabel } from "./kernel/label.ts";
import { type Fetched, receiveFile } from "./surfaces/chat/dropped-files.ts";
import type { Desk, Ordered } from "./surfaces/desk.ts";
import type { Workspace } from "./workspace.ts";

export interface Delivery {
  /** The client's scope. */
  readonly client: string;
  readonly file: Fetched;
  /** What it is; empty: what is due next by the plan. */
  readonly as: string;
  /** Without a card, where nothing is to be looked at twice: their plan waits for just that. */
  readonly now: boolean;
  /** The owner, on which surface. */
  readonly actor: string;
}

/** Answers the card, or what became of it. */
export async function handOver(
  { workspace, desk }: { readonly workspace: Workspace; readonly desk: Pick<Desk, "order"> },
  { client, file, as, now, actor }: Delivery,
): Promise<Ordered> {
  const { params, expected } = await workspace.writer.submit((transaction) => {
    const received = receiveFile(transaction, workspace.blobs, { file, actor, scope: client });
    const id = String(received.data.file);
    transaction.append({
      type: "file.sorted",
      actor,
      scope: client,
      subject: `file:${id}`,
      causation: received.id,
      workflow: received.workflow,
      label: ownerLabel(client),
      // It is being sent already: nobody needs to be woken for that.
      data: { file: id, kind: "deliverable", for: "owner" },
    });
    const wish = { file: id, deliverable: as };
    const letter = standardLetter(workspace.charter.house, viewOf(transaction), client, wish);
    // Written out, so that an edit begins with the text and not with nothing.
    const written = letter.ok ? { text: letter.text, subject: letter.subject } : {};
    return { params: { ...wish, ...written }, expected: letter.ok && letter.expected };
  });
  return desk.order({ action: "deliverable.send", client, params, now: now && expected });
}
