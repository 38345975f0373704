/**
 * Inside a worker thread: commands come in one at a time, and each is answered by one slice of what the guest did.
 * The thread can be killed at any time: it holds nothing that can't be run again.
 * Before: sandbox-thread.ts, on the other side. After: sandbox-guest.ts in a sandbox-cell.ts.
 */
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { Cell, type Image, loadImage, Stop } from "./sandbox-cell.ts";
import { failureOf, Guest } from "./sandbox-guest.ts";
import type { Command, Slice, WorkerSetup } from "./sandbox-protocol.ts";

const MAX_IMAGES = 8;
const MAX_IMAGE_BYTES = 8 * 1024 * 1024;

if (parentPort) serve(parentPort, workerData as WorkerSetup);

interface Lodging {
  readonly guest: Guest;
  readonly cell: Cell;
}

function serve(port: MessagePort, setup: WorkerSetup): void {
  const images = new Map<string, Image>();
  const lodgings = new Map<number, Lodging>();

  async function imageOf(code: string, digest: string): Promise<Image> {
    const kept = images.get(digest);
    if (kept) return kept;
    const image = await loadImage(setup, code).catch((error: unknown) => {
      const { why, detail } = failureOf(error);
      throw new Stop(why, `agent.ts could not be loaded: ${detail}`);
    });
    if (image.snapshot.memory.byteLength > MAX_IMAGE_BYTES) return image;
    const oldest = images.keys().next();
    if (images.size >= MAX_IMAGES && !oldest.done) images.delete(oldest.value);
    images.set(digest, image);
    return image;
  }

  async function lodge(code: string, digest: string): Promise<Lodging> {
    const image = await imageOf(code, digest);
    const cell = await Cell.of(setup, image);
    return { guest: new Guest(cell, image, setup.limits), cell };
  }

  /** The lodging after the command; none where nobody lives there any more. */
  async function advance(command: Exclude<Command, { kind: "wakes" }>): Promise<Lodging | undefined> {
    if (command.kind === "start") {
      const lodging = await lodge(command.code, command.digest);
      lodgings.set(command.run, lodging);
      lodging.guest.start(command.wake, command.event);
      return lodging;
    }
    if (command.kind === "drop") lodgings.delete(command.run);
    const lodging = lodgings.get(command.run);
    if (command.kind === "answer") lodging?.guest.settle(command.step, command.ok, command.text);
    return lodging;
  }

  async function perform(command: Command): Promise<Slice> {
    const { run } = command;
    try {
      if (command.kind === "wakes") {
        const { guest } = await lodge(command.code, command.digest);
        return { kind: "slice", run, calls: [], end: { kind: "wakes", json: guest.wakes() } };
      }
      const lodging = await advance(command);
      const end = lodging?.guest.end();
      const calls = lodging && end?.kind !== "failed" ? lodging.guest.takeCalls() : [];
      if (!end) return { kind: "slice", run, calls };
      lodgings.delete(run);
      if (end.kind === "done") lodging?.cell.leave();
      return { kind: "slice", run, calls, end };
    } catch (error) {
      lodgings.delete(run);
      return { kind: "slice", run, calls: [], end: failureOf(error) };
    }
  }

  port.on("message", (command: Command) => {
    void perform(command).then((slice) => port.postMessage(slice));
  });
  port.postMessage({ kind: "ready" });
}
