/**
 * Agents' scripts run here: each run alone in a VM of its own, on a worker thread, with nothing but the calls it may make.
 * The same code, event and answers make the same calls, always: answers are handed over one by one, in the order asked.
 * That is also why a thread can be killed under a guest that will not stop: the other runs that lived on it are run
 * again, unseen, from the answers they already had. A run that waits for an answer blocks nobody.
 * Before: run.ts, which journals every call. After: sandbox-thread.ts.
 */
import type { Json } from "../lib/canonical.ts";
import { type GuestCallName, type GuestEvent, guestCalls } from "./guest.ts";
import { checkCall } from "./guest-calls.ts";
import {
  type Command,
  defaultLimits,
  type FailureKind,
  type GuestOutcome,
  type Limits,
  type RawCall,
  type Slice,
} from "./sandbox-protocol.ts";
import { type Death, SandboxThread, type WorkerParts, workerParts } from "./sandbox-thread.ts";
import { passWall } from "./sandbox-wire.ts";

export type { GuestOutcome, Limits } from "./sandbox-protocol.ts";

/** Something the guest asks of the house: `step` counts from 0 within its run; `args` is plain, clean JSON. */
export interface GuestCall {
  readonly step: number;
  readonly name: GuestCallName;
  readonly args: Json;
}

export interface RunRequest {
  /** The bundle, and what identifies it: the same digest always stands for the same code. */
  readonly code: string;
  readonly digest: string;
  /** Whom to wake: a key of the agent's handlers, `mail.received@1`. */
  readonly handler: string;
  readonly event: GuestEvent;
  /** Answers a call. A rejection reaches the guest as an Error with the same message. */
  readonly onCall: (call: GuestCall) => Promise<Json | undefined>;
  /** Gives the run up: `run` rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface SandboxOptions {
  readonly limits?: Partial<Limits>;
  /** Threads, started when first needed. */
  readonly workers?: number;
}

/** The sandbox as one house sees it. */
export type Guests = Pick<Sandbox, "run" | "handlers" | "close">;

/** Runs that may live on one thread at a time, waiting for answers most of it. */
const RUNS_PER_THREAD = 8;

interface Asked {
  readonly name: string;
  readonly args: string;
  answer: { readonly ok: boolean; readonly text: string } | null;
}

interface Run {
  readonly id: number;
  readonly start: Command;
  readonly onCall: RunRequest["onCall"];
  readonly finish: (end: NonNullable<Slice["end"]>) => void;
  readonly fail: (reason: unknown) => void;
  /** Every call so far, with its answer: what a second life is led from. */
  readonly asked: Asked[];
  /** Calls the present VM has made, and answers it was given. */
  seen: number;
  given: number;
  usedMs: number;
  thread: SandboxThread | null;
  computing: boolean;
  ended: boolean;
}

export class Sandbox {
  readonly #limits: Limits;
  readonly #workers: number;
  readonly #threads = new Map<SandboxThread, Set<Run>>();
  readonly #runs = new Map<number, Run>();
  readonly #backlog: Run[] = [];
  #parts: Promise<WorkerParts> | null = null;
  #ready: WorkerParts | null = null;
  #nextRun = 0;
  #closed = false;

  constructor(options: SandboxOptions = {}) {
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#workers = options.workers ?? 2;
  }

  /**
   * Wakes one handler for one event, and says how the run ended. Calls still unanswered when a run fails may be answered
   * later; nobody hears it. Rejects only when the run was given up, the sandbox was closed, or no thread could be started.
   */
  async run(request: RunRequest): Promise<GuestOutcome> {
    request.signal?.throwIfAborted();
    const { code, digest, handler, onCall, signal } = request;
    const event = JSON.stringify(request.event);
    const { bytes } = this.#limits;
    if (Buffer.byteLength(event) > bytes) return failed("size", `The event is larger than ${bytes} bytes.`);
    const end = await this.#live((run) => ({ kind: "start", run, code, digest, wake: handler, event }), onCall, signal);
    return end.kind === "wakes" ? failed("error", "The worker answered another question.") : end;
  }

  /** The names agent.ts has handlers for; a bundle that can't be loaded is a failure, as in `run`. */
  async handlers(bundle: {
    readonly code: string;
    readonly digest: string;
  }): Promise<
    { readonly kind: "handlers"; readonly names: readonly string[] } | Extract<GuestOutcome, { kind: "failed" }>
  > {
    const { code, digest } = bundle;
    const end = await this.#live(
      (run) => ({ kind: "wakes", run, code, digest }),
      async () => null,
    );
    if (end.kind === "failed") return end;
    const names = end.kind === "wakes" ? passWall(end.json) : null;
    if (!names?.ok || typeof names.value !== "object" || names.value === null)
      return failed("error", "It has no list of handlers.");
    return { kind: "handlers", names: Object.values(names.value).filter((name) => typeof name === "string") };
  }

  /** The same threads for one house among several in a process: closing it gives up its own runs and no others. */
  lease(): Guests {
    const over = new AbortController();
    return {
      run: (request) =>
        this.run({ ...request, signal: request.signal ? AbortSignal.any([request.signal, over.signal]) : over.signal }),
      handlers: (bundle) => this.handlers(bundle),
      close: async () => over.abort(new Error("The sandbox was closed.")),
    };
  }

  /** Ends the threads. Runs not yet ended reject. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const run of [...this.#runs.values()]) this.#giveUp(run, new Error("The sandbox was closed."));
    await Promise.all([...this.#threads.keys()].map((thread) => thread.close()));
    this.#threads.clear();
  }

  async #live(
    command: (run: number) => Command,
    onCall: RunRequest["onCall"],
    signal?: AbortSignal,
  ): Promise<NonNullable<Slice["end"]>> {
    this.#parts ??= workerParts();
    this.#ready = await this.#parts;
    if (this.#closed) throw new Error("The sandbox was closed.");
    // Given up while the threads were made ready: nobody would be told of it later.
    signal?.throwIfAborted();
    const id = this.#nextRun++;
    const { promise, resolve, reject } = settler<NonNullable<Slice["end"]>>();
    const fresh = { asked: [], seen: 0, given: 0, usedMs: 0, thread: null, computing: false, ended: false };
    const run: Run = { id, start: command(id), onCall, finish: resolve, fail: reject, ...fresh };
    const abort = () => this.#giveUp(run, signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    this.#runs.set(id, run);
    this.#backlog.push(run);
    this.#fill();
    return promise.finally(() => signal?.removeEventListener("abort", abort));
  }

  /** Gives waiting runs a place, on the emptiest thread; a further thread is started before any is shared. */
  #fill(): void {
    while (this.#backlog.length > 0 && !this.#closed) {
      const [emptiest] = [...this.#threads].sort((a, b) => a[1].size - b[1].size);
      const share = emptiest && (emptiest[1].size === 0 || this.#threads.size >= this.#workers);
      if (share && emptiest[1].size >= RUNS_PER_THREAD) return;
      const thread = share ? emptiest[0] : this.#startThread();
      const run = this.#backlog.shift();
      if (!run || !thread) return;
      this.#threads.get(thread)?.add(run);
      thread.hold(true);
      run.thread = thread;
      this.#compute(run, run.start);
    }
  }

  #startThread(): SandboxThread | null {
    if (!this.#ready) return null;
    const thread: SandboxThread = new SandboxThread({
      parts: this.#ready,
      limits: this.#limits,
      onSlice: (slice, tookMs) => this.#hear(slice, tookMs),
      onDeath: (death) => this.#bury(thread, death),
    });
    this.#threads.set(thread, new Set());
    return thread;
  }

  #compute(run: Run, command: Command): void {
    run.computing = true;
    run.thread?.send(command, () => this.#limits.wallMs - run.usedMs);
  }

  #hear(slice: Slice, tookMs: number): void {
    const run = this.#runs.get(slice.run);
    if (!run) return;
    run.computing = false;
    run.usedMs += tookMs;
    for (const call of slice.calls) {
      if (run.ended) return;
      this.#take(run, call);
    }
    if (slice.end) this.#end(run, slice.end, false);
    else this.#answerNext(run);
  }

  /** A call that is new goes to the host; one of an earlier life is known already. */
  #take(run: Run, call: RawCall): void {
    run.seen++;
    const known = run.asked[call.step];
    if (known) {
      if (known.name !== call.name || known.args !== call.args) {
        this.#end(run, failed("error", "Run again, it made other calls than before."));
      }
      return;
    }
    const name = guestCalls.find((known) => known === call.name);
    const args = passWall(call.args);
    if (!name) this.#end(run, failed("error", "It made a call that does not exist."));
    else if (!args.ok) this.#end(run, failed(args.why, `What it gave to ${name} can't be taken: ${args.detail}.`));
    else this.#ask(run, { step: call.step, name, args: args.value }, call.args);
  }

  #ask(run: Run, call: GuestCall, text: string): void {
    const asked: Asked = { name: call.name, args: text, answer: null };
    run.asked.push(asked);
    const { bytes } = this.#limits;
    const checked = checkCall(call.name, call.args);
    new Promise<Json | undefined>((resolve) => {
      if (!checked.ok) throw new TypeError(checked.problem);
      resolve(run.onCall({ ...call, args: checked.args }));
    })
      .then((value) => ({ ok: true, text: JSON.stringify(value ?? null) }))
      .catch((error: unknown) => ({
        ok: false,
        text: error instanceof Error ? error.message.slice(0, 2000) : "The call failed.",
      }))
      .then((answer) => {
        asked.answer = answer;
        if (Buffer.byteLength(answer.text) > bytes) {
          this.#end(run, failed("size", `The answer to ${call.name} is larger than ${bytes} bytes.`));
        } else this.#answerNext(run);
      });
  }

  /** Hands over the next answer in the order of asking, when it is there and the guest is waiting. */
  #answerNext(run: Run): void {
    if (run.ended || run.computing || !run.thread || run.given >= run.seen) return;
    const step = run.given;
    const answer = run.asked[step]?.answer;
    if (!answer) return;
    run.given++;
    this.#compute(run, { kind: "answer", run: run.id, step, ...answer });
  }

  /** `inThread`: the guest still lies in its thread's memory. */
  #end(run: Run, end: NonNullable<Slice["end"]>, inThread = true): void {
    if (run.ended) return;
    this.#leave(run, inThread);
    run.finish(end);
    this.#fill();
  }

  #giveUp(run: Run, reason: unknown): void {
    if (run.ended) return;
    this.#leave(run, true);
    run.fail(reason);
    this.#fill();
  }

  #leave(run: Run, inThread: boolean): void {
    run.ended = true;
    this.#runs.delete(run.id);
    const waiting = this.#backlog.indexOf(run);
    if (waiting >= 0) this.#backlog.splice(waiting, 1);
    const { thread } = run;
    if (!thread) return;
    if (inThread) thread.send({ kind: "drop", run: run.id }, () => this.#limits.wallMs);
    const others = this.#threads.get(thread);
    others?.delete(run);
    if (others?.size === 0) thread.hold(false);
  }

  /** A thread is gone: who was computing pays for it, the others begin again from their answers. */
  #bury(thread: SandboxThread, death: Death): void {
    const runs = [...(this.#threads.get(thread) ?? [])];
    this.#threads.delete(thread);
    for (const run of runs) {
      run.thread = null;
      run.computing = false;
      run.seen = 0;
      run.given = 0;
      run.usedMs = 0;
      if (!death.ready) this.#giveUp(run, new Error(death.detail));
      else if (run.id === death.run) this.#end(run, failed(death.why, death.detail), false);
      else this.#backlog.unshift(run);
    }
    this.#fill();
  }
}

function failed(why: FailureKind, detail: string): Extract<GuestOutcome, { kind: "failed" }> {
  return { kind: "failed", why, detail };
}

function settler<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (reason: unknown) => void } {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
