/**
 * A cell is a VM that one guest at a time lives in. A bundle is evaluated once; its memory image is what every cell of
 * it starts from. All that can change in a WebAssembly instance of this engine is its linear memory and one global, the
 * stack pointer: so a cell whose memory is overwritten with the image, byte for byte, is as new, at a twentieth of the
 * price. A cell is used again only after a run that ended well and took no further memory from the system.
 * Before: sandbox-worker.ts. After: sandbox-guest.ts, which lives in it.
 */
import { Intrinsics, type JSValueHandle, QuickJS, type QuickJSOptions, type Snapshot } from "quickjs-wasi";
import { bridge } from "./sandbox-bridge.ts";
import type { FailureKind, WorkerSetup } from "./sandbox-protocol.ts";

const { DATE, PERFORMANCE, WEAK_REF, DOM_EXCEPTION, ATOB_BTOA } = Intrinsics;
const intrinsics = (Intrinsics.ALL & ~(DATE | PERFORMANCE | WEAK_REF | DOM_EXCEPTION | ATOB_BTOA)) >>> 0;
/** Taken before the image is made, so that an everyday run needs no further memory. */
const HEADROOM_BYTES = 512 * 1024;
const EBADF = 8;

/** Ends a run from inside the engine: thrown through WebAssembly's frames, it can't be caught by any guest. */
export class Stop extends Error {
  readonly why: FailureKind;

  constructor(why: FailureKind, detail: string) {
    super(detail);
    this.why = why;
  }
}

/** What a cell tells whoever lives in it. */
export interface Tenant {
  /** Called at every interrupt of the engine; may throw a Stop. */
  tick(): void;
  rejected(promise: JSValueHandle, reason: JSValueHandle, isHandled: boolean): void;
}

/** A loaded bundle: the VM's memory, and where the bridge's functions lie in it. */
export interface Image {
  readonly snapshot: Snapshot;
  /** What loading it took. */
  readonly interrupts: number;
  readonly functions: {
    readonly start: number;
    readonly settle: number;
    readonly describe: number;
    readonly wakes: number;
  };
  /** The memory of a cell nobody has lived in; the same for all, made with the first. */
  untouched: Uint8Array | null;
  readonly idle: Cell[];
}

export class Cell {
  readonly vm: QuickJS;
  readonly start: JSValueHandle;
  readonly settle: JSValueHandle;
  readonly describe: JSValueHandle;
  readonly wakes: JSValueHandle;
  readonly #image: Image;
  readonly #door: { tenant: Tenant | null };

  private constructor(vm: QuickJS, image: Image, door: { tenant: Tenant | null }) {
    this.vm = vm;
    this.#image = image;
    this.#door = door;
    this.start = vm.importHandle(image.functions.start);
    this.settle = vm.importHandle(image.functions.settle);
    this.describe = vm.importHandle(image.functions.describe);
    this.wakes = vm.importHandle(image.functions.wakes);
    // The library's own handles are made on first use: now, since those made later would point into overwritten memory.
    for (const made of [vm.undefined, vm.true, vm.false]) made.ptr;
    image.untouched ??= vm.snapshot().memory;
  }

  /** A cell as new, and free. */
  static async of(setup: WorkerSetup, image: Image): Promise<Cell> {
    const kept = image.idle.pop();
    if (kept) return kept;
    const door: { tenant: Tenant | null } = { tenant: null };
    const options: QuickJSOptions = {
      ...engineOptions(setup, () => door.tenant?.tick()),
      onUnhandledRejection: (promise, reason, isHandled) => door.tenant?.rejected(promise, reason, isHandled),
    };
    return new Cell(await QuickJS.restore(image.snapshot, options), image, door);
  }

  /** Only one at a time; the tenant's `send` and `report` are what the guest's calls reach. */
  enter(tenant: Tenant): void {
    this.#door.tenant = tenant;
  }

  /** After a run that ended well: nothing it wrote is left, and the cell is free again. */
  leave(): void {
    this.#door.tenant = null;
    const { untouched, snapshot, idle } = this.#image;
    const memory = this.vm._getMemory();
    if (!untouched || memory.buffer.byteLength !== untouched.byteLength) return;
    new Uint8Array(memory.buffer).set(untouched);
    this.vm._getExports().__stack_pointer.value = snapshot.stackPointer;
    idle.push(this);
  }
}

/** Evaluates a bundle behind the bridge. Throws what it throws; a Stop where it computes for too long. */
export async function loadImage(setup: WorkerSetup, code: string): Promise<Image> {
  const meter = new Meter(setup.limits.interrupts, 0);
  const vm = await QuickJS.create({ ...engineOptions(setup, () => meter.tick()), intrinsics });
  const unheard = () => vm.undefined;
  const [send, report] = [vm.newFunction("send", unheard), vm.newFunction("report", unheard)];
  const offered = vm.callFunction(vm.evalCode(bridge, "bridge"), vm.undefined, send, report);
  const token = (name: string) => vm.exportHandle(offered.getProp(name));
  const functions = {
    start: token("start"),
    settle: token("settle"),
    describe: token("describe"),
    wakes: token("wakes"),
  };
  vm.evalCode(code, "agent.js").dispose();
  vm.executePendingJobs();
  vm.newArrayBuffer(new Uint8Array(HEADROOM_BYTES)).dispose();
  return { snapshot: vm.snapshot(), interrupts: meter.used, functions, untouched: null, idle: [] };
}

/** Counts the engine's interrupts, and ends the run at the first one after `stop` is set or the count is used up. */
export class Meter {
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

  tick(): void {
    this.#used++;
    if (this.#used > this.#most) {
      this.stop ??= new Stop("time", `It computed for too long (more than ${this.#most} interrupts).`);
    }
    if (this.stop) throw this.stop;
  }
}

/** The same for every run: no clock, no randomness, no output, whatever the guest finds to ask the engine for. */
function engineOptions(setup: WorkerSetup, tick: () => void): QuickJSOptions {
  return {
    wasm: setup.wasm,
    memoryLimit: setup.limits.memoryBytes,
    maxStackSize: setup.limits.stackBytes,
    interruptHandler: () => {
      tick();
      return false;
    },
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
      fd_write: () => EBADF,
    }),
  };
}
