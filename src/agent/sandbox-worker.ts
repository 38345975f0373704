/**
 * Inside a worker thread: QuickJS, compiled to WebAssembly, runs the agents' scripts here, each run in a VM of its own.
 * A bundle is evaluated once; its memory image is then copied into a fresh WebAssembly instance for every run, so that
 * no run finds anything of another. The thread can be killed at any time: it holds nothing that can't be run again.
 * Before: sandbox-thread.ts, one command at a time. After: sandbox-bridge.ts, inside the VM.
 */
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { Intrinsics, type JSValueHandle, QuickJS, type QuickJSOptions, type Snapshot } from "quickjs-wasi";
import { bridge } from "./sandbox-bridge.ts";
import type { Command, FailureKind, GuestOutcome, Limits, RawCall, Slice, WorkerSetup } from "./sandbox-protocol.ts";

const { DATE, PERFORMANCE, WEAK_REF, DOM_EXCEPTION, ATOB_BTOA } = Intrinsics;
const intrinsics = (Intrinsics.ALL & ~(DATE | PERFORMANCE | WEAK_REF | DOM_EXCEPTION | ATOB_BTOA)) >>> 0;
const MAX_IMAGES = 8;
const MAX_IMAGE_BYTES = 8 * 1024 * 1024;
const MAX_REJECTIONS = 32;

if (parentPort) serve(parentPort, workerData as WorkerSetup);

/** A loaded bundle, ready to be copied: the VM's memory and where the bridge's functions lie in it. */
interface Image {
  readonly snapshot: Snapshot;
  readonly interrupts: number;
  readonly functions: {
    readonly start: number;
    readonly settle: number;
    readonly describe: number;
    readonly wakes: number;
  };
}

type SliceEnd = NonNullable<Slice["end"]>;

function serve(port: MessagePort, setup: WorkerSetup): void {
  const images = new Map<string, Image>();
  const guests = new Map<number, Guest>();

  async function imageOf(code: string, digest: string): Promise<Image> {
    const kept = images.get(digest);
    if (kept) return kept;
    const image = await loadImage(setup, code);
    if (image.snapshot.memory.byteLength > MAX_IMAGE_BYTES) return image;
    const oldest = images.keys().next();
    if (images.size >= MAX_IMAGES && !oldest.done) images.delete(oldest.value);
    images.set(digest, image);
    return image;
  }

  /** The guest after the command; null where there is none any more. */
  async function advance(command: Exclude<Command, { kind: "wakes" }>): Promise<Guest | null> {
    if (command.kind === "start") {
      const guest = await Guest.restore(setup, await imageOf(command.code, command.digest));
      guests.set(command.run, guest);
      guest.start(command.wake, command.event);
      return guest;
    }
    if (command.kind === "drop") guests.delete(command.run);
    const guest = guests.get(command.run) ?? null;
    if (command.kind === "answer") guest?.settle(command.step, command.ok, command.text);
    return guest;
  }

  async function perform(command: Command): Promise<Slice> {
    const { run } = command;
    try {
      if (command.kind === "wakes") {
        const guest = await Guest.restore(setup, await imageOf(command.code, command.digest));
        return { kind: "slice", run, calls: [], end: guest.wakes() };
      }
      const guest = await advance(command);
      const end = guest?.end();
      const calls = guest && end?.kind !== "failed" ? guest.takeCalls() : [];
      if (!end) return { kind: "slice", run, calls };
      guests.delete(run);
      return { kind: "slice", run, calls, end };
    } catch (error) {
      guests.delete(run);
      return { kind: "slice", run, calls: [], end: outcomeOf(error) };
    }
  }

  port.on("message", (command: Command) => {
    void perform(command).then((slice) => port.postMessage(slice));
  });
  port.postMessage({ kind: "ready" });
}

/** Ends a run from inside the engine: thrown through WebAssembly's frames, it can't be caught by any guest. */
class Stop extends Error {
  readonly why: FailureKind;

  constructor(why: FailureKind, detail: string) {
    super(detail);
    this.why = why;
  }
}

/** Promises that failed unheard, by the engine's identity of each. */
type Rejections = Map<number, { readonly promise: JSValueHandle; readonly reason: JSValueHandle }>;

class Guest {
  readonly #vm: QuickJS;
  readonly #image: Image;
  readonly #limits: Limits;
  readonly #meter: Meter;
  readonly #rejections: Rejections;
  #steps = 0;
  #outstanding = 0;
  #calls: RawCall[] = [];
  #reported: { kind: string; detail: string } | null = null;

  private constructor(vm: QuickJS, image: Image, limits: Limits, meter: Meter, rejections: Rejections) {
    this.#vm = vm;
    this.#image = image;
    this.#limits = limits;
    this.#meter = meter;
    this.#rejections = rejections;
    vm.registerHostCallback("send", (...args) => this.#send(args[0], args[1]));
    vm.registerHostCallback("report", (...args) => {
      this.#reported ??= { kind: this.#text(args[0]), detail: this.#text(args[1]) };
      return vm.undefined;
    });
  }

  static async restore(setup: WorkerSetup, image: Image): Promise<Guest> {
    const meter = new Meter(setup.limits.interrupts, image.interrupts);
    const rejections: Rejections = new Map();
    const options: QuickJSOptions = {
      ...engineOptions(setup, meter),
      onUnhandledRejection: (promise, reason, isHandled) => {
        if (isHandled) rejections.delete(promise.identity);
        else if (rejections.size < MAX_REJECTIONS) {
          // Both are held on to: a freed promise's identity may come back as another's.
          rejections.set(promise.identity, { promise: promise.dup(), reason: reason.dup() });
        }
      },
    };
    const vm = await QuickJS.restore(image.snapshot, options);
    return new Guest(vm, image, setup.limits, meter, rejections);
  }

  /** The event that wakes it is given as JSON. Runs until the guest waits or ends. */
  start(wake: string, event: string): void {
    this.#invoke("start", this.#vm.newString(wake), this.#vm.newString(event));
  }

  settle(step: number, ok: boolean, text: string): void {
    this.#outstanding--;
    this.#invoke("settle", this.#vm.newNumber(step), ok ? this.#vm.true : this.#vm.false, this.#vm.newString(text));
  }

  wakes(): SliceEnd {
    const json = this.#vm.callFunction(this.#function("wakes"), this.#vm.undefined);
    return { kind: "wakes", json: this.#text(json) };
  }

  takeCalls(): RawCall[] {
    return this.#calls.splice(0);
  }

  /** How the run ended, if it did: what was asked and not awaited is still waited for. */
  end(): GuestOutcome | null {
    if (this.#reported?.kind === "failed") return failedWith(this.#reported.detail);
    if (this.#outstanding > 0) return null;
    if (!this.#reported) {
      return {
        kind: "failed",
        why: "unsettled",
        detail: "The handler waits for something that can never come: it asked for nothing more, and did not end.",
      };
    }
    const [left] = this.#rejections.values();
    if (left) return failedWith(`a promise failed and nobody awaited it: ${this.#describe(left.reason)}`);
    return { kind: "done", calls: this.#steps };
  }

  #invoke(name: keyof Image["functions"], ...args: JSValueHandle[]): void {
    this.#vm.callFunction(this.#function(name), this.#vm.undefined, ...args).dispose();
    this.#vm.executePendingJobs();
    if (this.#meter.stop) throw this.#meter.stop;
  }

  #function(name: keyof Image["functions"]): JSValueHandle {
    return this.#vm.importHandle(this.#image.functions[name]);
  }

  /** Called by the guest. Nothing it hands over is trusted: not that it is text, nor its length, nor that it is JSON. */
  #send(name: JSValueHandle | undefined, args: JSValueHandle | undefined): JSValueHandle {
    const { calls, bytes } = this.#limits;
    if (this.#steps >= calls) {
      return this.#refuse("calls", `It asked more than ${calls} times in one run.`);
    }
    if ((args?.isString ? args.length : 0) > bytes) return this.#refuse("size", tooLarge(this.#text(name), bytes));
    const call = { step: this.#steps, name: this.#text(name), args: this.#text(args) };
    if (Buffer.byteLength(call.args) > bytes) return this.#refuse("size", tooLarge(call.name, bytes));
    this.#steps++;
    this.#outstanding++;
    this.#calls.push(call);
    return this.#vm.newNumber(call.step);
  }

  #refuse(why: FailureKind, detail: string): JSValueHandle {
    this.#meter.stop ??= new Stop(why, detail);
    return this.#vm.newNumber(-1);
  }

  #describe(reason: JSValueHandle): string {
    return this.#text(this.#vm.callFunction(this.#function("describe"), this.#vm.undefined, reason));
  }

  /** Reads a string without running guest code; anything else is empty. */
  #text(handle: JSValueHandle | undefined): string {
    return handle?.isString ? handle.toString() : "";
  }
}

/** Counts the engine's interrupts, and ends the run at the first one after `stop` is set or the count is used up. */
class Meter {
  readonly #most: number;
  #used: number;
  stop: Stop | null = null;

  constructor(most: number, used: number) {
    this.#most = most;
    this.#used = used;
  }

  get used(): number {
    return this.#used;
  }

  tick(): boolean {
    this.#used++;
    if (this.#used > this.#most)
      this.stop ??= new Stop("time", `It computed for too long (more than ${this.#most} interrupts).`);
    if (this.stop) throw this.stop;
    return false;
  }
}

async function loadImage(setup: WorkerSetup, code: string): Promise<Image> {
  const meter = new Meter(setup.limits.interrupts, 0);
  const vm = await QuickJS.create({ ...engineOptions(setup, meter), intrinsics });
  const unheard = () => vm.undefined;
  const offered = vm.callFunction(
    vm.evalCode(bridge, "bridge"),
    vm.undefined,
    vm.newFunction("send", unheard),
    vm.newFunction("report", unheard),
  );
  const token = (name: string) => vm.exportHandle(offered.getProp(name));
  const functions = {
    start: token("start"),
    settle: token("settle"),
    describe: token("describe"),
    wakes: token("wakes"),
  };
  try {
    vm.evalCode(code, "agent.js").dispose();
    vm.executePendingJobs();
  } catch (error) {
    const { why, detail } = outcomeOf(error);
    throw new Stop(why, `agent.ts could not be loaded: ${detail}`);
  }
  return { snapshot: vm.snapshot(), interrupts: meter.used, functions };
}

/** The same for every run: no clock, no randomness, no output, whatever the guest finds to ask the engine for. */
function engineOptions(setup: WorkerSetup, meter: Meter): QuickJSOptions {
  return {
    wasm: setup.wasm,
    memoryLimit: setup.limits.memoryBytes,
    maxStackSize: setup.limits.stackBytes,
    interruptHandler: () => meter.tick(),
    timezoneOffset: 0,
    wasi: (memory) => ({
      clock_time_get(_clock: number, _precision: bigint, at: number) {
        new DataView(memory.buffer).setBigUint64(at, 0n, true);
        return 0;
      },
      random_get(at: number, length: number) {
        new Uint8Array(memory.buffer, at, length).fill(0);
        return 0;
      },
      fd_write: () => 8, // EBADF
    }),
  };
}

function tooLarge(name: string, bytes: number): string {
  return `What it gave to ${name.slice(0, 40)} is larger than ${bytes} bytes.`;
}

function failedWith(said: string): Extract<GuestOutcome, { kind: "failed" }> {
  const detail = said.replace(/^\s*at [^\n]*\bbridge:\d+.*$/gm, "").trimEnd(); // an author knows nothing of the bridge
  const why = /\bInternalError: out of memory|Maximum call stack size exceeded|stack overflow/.test(detail)
    ? "memory"
    : "error";
  return { kind: "failed", why, detail };
}

/** What a throw out of the engine means; the guest is dropped in every case. */
function outcomeOf(error: unknown): Extract<GuestOutcome, { kind: "failed" }> {
  if (error instanceof Stop) return { kind: "failed", why: error.why, detail: error.message };
  if (error instanceof Error && error.name === "RuntimeError") {
    return { kind: "failed", why: "memory", detail: `The engine gave up: ${error.message}` };
  }
  if (error instanceof Error) return failedWith(`${error.name}: ${error.message}`.slice(0, 1000));
  return { kind: "failed", why: "error", detail: "It failed with something that can't be put into words." };
}
