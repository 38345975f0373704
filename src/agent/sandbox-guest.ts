/**
 * One run inside its cell: it is started, asks, is answered, and ends. Nothing a guest hands over is trusted here: not
 * that it is text, nor its length, nor that it is JSON. Before: sandbox-worker.ts. After: the calls leave as raw text.
 */
import type { JSValueHandle } from "quickjs-wasi";
import { type Cell, type Image, Meter, Stop, type Tenant } from "./sandbox-cell.ts";
import type { FailureKind, GuestOutcome, Limits, RawCall } from "./sandbox-protocol.ts";

type Failure = Extract<GuestOutcome, { kind: "failed" }>;

const MAX_REJECTIONS = 32;

export class Guest implements Tenant {
  readonly #cell: Cell;
  readonly #limits: Limits;
  readonly #meter: Meter;
  /** Promises that failed unheard, by the engine's identity of each. */
  readonly #rejections = new Map<number, { readonly promise: JSValueHandle; readonly reason: JSValueHandle }>();
  #steps = 0;
  #outstanding = 0;
  #calls: RawCall[] = [];
  #reported: { readonly kind: string; readonly detail: string } | null = null;

  constructor(cell: Cell, image: Image, limits: Limits) {
    this.#cell = cell;
    this.#limits = limits;
    this.#meter = new Meter(limits.interrupts, image.interrupts);
    cell.enter(this);
    cell.vm.registerHostCallback("send", (...args) => this.#send(args[0], args[1]));
    cell.vm.registerHostCallback("report", (...args) => {
      this.#reported ??= { kind: textOf(args[0]), detail: textOf(args[1]) };
      return cell.vm.undefined;
    });
  }

  tick(): void {
    this.#meter.tick();
  }

  rejected(promise: JSValueHandle, reason: JSValueHandle, isHandled: boolean): void {
    if (isHandled) this.#rejections.delete(promise.identity);
    else if (this.#rejections.size < MAX_REJECTIONS) {
      // Both are held on to: a freed promise's identity may come back as another's.
      this.#rejections.set(promise.identity, { promise: promise.dup(), reason: reason.dup() });
    }
  }

  /** The event that wakes it is given as JSON. Runs until the guest waits or ends. */
  start(wake: string, event: string): void {
    const { vm, start } = this.#cell;
    this.#invoke(start, vm.newString(wake), vm.newString(event));
  }

  settle(step: number, ok: boolean, text: string): void {
    const { vm, settle } = this.#cell;
    this.#outstanding--;
    this.#invoke(settle, vm.newNumber(step), ok ? vm.true : vm.false, vm.newString(text));
  }

  /** The names of its handlers, as a JSON list that nobody has looked into. */
  wakes(): string {
    return textOf(this.#cell.vm.callFunction(this.#cell.wakes, this.#cell.vm.undefined));
  }

  takeCalls(): RawCall[] {
    return this.#calls.splice(0);
  }

  /** How the run ended, if it did: what was asked and not awaited is still waited for. */
  end(): GuestOutcome | null {
    if (this.#reported?.kind === "failed") return failedWith(this.#reported.detail);
    if (this.#outstanding > 0) return null;
    if (!this.#reported) {
      const detail = "The handler waits for something that can never come: it asked for nothing more, and did not end.";
      return { kind: "failed", why: "unsettled", detail };
    }
    const [left] = this.#rejections.values();
    if (left) return failedWith(`a promise failed and nobody awaited it: ${this.#describe(left.reason)}`);
    return { kind: "done", calls: this.#steps };
  }

  #invoke(called: JSValueHandle, ...args: JSValueHandle[]): void {
    this.#cell.vm.callFunction(called, this.#cell.vm.undefined, ...args).dispose();
    this.#cell.vm.executePendingJobs();
    if (this.#meter.stop) throw this.#meter.stop;
  }

  /** Called by the guest. Answers the call's number, or -1 when the run is to end. */
  #send(name: JSValueHandle | undefined, args: JSValueHandle | undefined): JSValueHandle {
    const { calls, bytes } = this.#limits;
    if (this.#steps >= calls) return this.#refuse("calls", `It asked more than ${calls} times in one run.`);
    if ((args?.isString ? args.length : 0) > bytes) return this.#refuse("size", tooLarge(textOf(name), bytes));
    const call = { step: this.#steps, name: textOf(name), args: textOf(args) };
    if (Buffer.byteLength(call.args) > bytes) return this.#refuse("size", tooLarge(call.name, bytes));
    this.#steps++;
    this.#outstanding++;
    this.#calls.push(call);
    return this.#cell.vm.newNumber(call.step);
  }

  #refuse(why: FailureKind, detail: string): JSValueHandle {
    this.#meter.stop ??= new Stop(why, detail);
    return this.#cell.vm.newNumber(-1);
  }

  #describe(reason: JSValueHandle): string {
    return textOf(this.#cell.vm.callFunction(this.#cell.describe, this.#cell.vm.undefined, reason));
  }
}

/** What a throw out of the engine means; the guest and its cell are given up in every case. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Stop) return { kind: "failed", why: error.why, detail: error.message };
  if (error instanceof Error && error.name === "RuntimeError") {
    return { kind: "failed", why: "memory", detail: `The engine gave up: ${error.message}` };
  }
  if (error instanceof Error) return failedWith(`${error.name}: ${error.message}`.slice(0, 1000));
  return { kind: "failed", why: "error", detail: "It failed with something that can't be put into words." };
}

function failedWith(said: string): Failure {
  const detail = said.replace(/^\s*at [^\n]*\bbridge:\d+.*$/gm, "").trimEnd(); // an author knows nothing of the bridge
  const outOfMemory = /\bInternalError: out of memory|Maximum call stack size exceeded|stack overflow/.test(detail);
  return { kind: "failed", why: outOfMemory ? "memory" : "error", detail };
}

/** Reads a string without running guest code; anything else is empty. */
function textOf(handle: JSValueHandle | undefined): string {
  return handle?.isString ? handle.toString() : "";
}

function tooLarge(name: string, bytes: number): string {
  return `What it gave to ${name.slice(0, 40)} is larger than ${bytes} bytes.`;
}
