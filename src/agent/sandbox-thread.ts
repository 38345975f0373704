/**
 * One worker thread of the sandbox, and the hand on its kill switch: it is given one command at a time, and stopped for
 * good when a slice outlasts what its run has left. Who was lost with it is the pool's to know.
 * Before: sandbox.ts. After: sandbox-worker.ts, on the other side of the thread.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { patience } from "../lib/patience.ts";
import type { Command, FailureKind, Limits, Slice, WorkerMessage, WorkerSetup } from "./sandbox-protocol.ts";

/** Node's types name WebAssembly's shapes, but not the object itself. */
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<WebAssembly.Module> };

/** What every worker is started from; made once. */
export interface WorkerParts {
  readonly source: URL | string;
  readonly wasm: WebAssembly.Module;
}

/** Why a thread is gone. `run` was computing when it went; `ready` is false when it never came up. */
export interface Death {
  readonly run: number | null;
  readonly why: FailureKind;
  readonly detail: string;
  readonly ready: boolean;
}

export interface ThreadOptions {
  readonly parts: WorkerParts;
  readonly limits: Limits;
  readonly onSlice: (slice: Slice, tookMs: number) => void;
  readonly onDeath: (death: Death) => void;
}

interface Job {
  readonly command: Command;
  readonly wallMs: () => number;
}

const STARTUP_MS = 30_000;
/** Of the thread itself: well above what the engine's own stack limit lets a guest's recursion take. */
const STACK_MB = 16;
const HEAP_MB = 256;

export class SandboxThread {
  readonly #worker: Worker;
  readonly #options: ThreadOptions;
  readonly #waiting: Job[] = [];
  #current: { readonly job: Job; readonly since: number } | null = null;
  /** Calls off what would end the thread for being too slow. */
  #inTime: () => void;
  #ready = false;
  #dead = false;

  constructor(options: ThreadOptions) {
    const { source, wasm } = options.parts;
    const workerData: WorkerSetup = { wasm, limits: options.limits };
    this.#options = options;
    this.#worker = new Worker(source, {
      eval: typeof source === "string",
      workerData,
      env: {},
      execArgv: [],
      resourceLimits: { stackSizeMb: STACK_MB, maxOldGenerationSizeMb: HEAP_MB },
    });
    this.#inTime = patience(STARTUP_MS, () => this.#die("error", "The sandbox's thread did not start."));
    this.#worker.on("message", (message: WorkerMessage) => this.#hear(message));
    this.#worker.on("error", (error) => {
      const full = "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
      this.#die(full ? "memory" : "error", `The sandbox's thread broke: ${error.message}`);
    });
    this.#worker.on("exit", () => this.#die("error", "The sandbox's thread ended by itself."));
  }

  /** Queues a command. When its turn comes, `wallMs` says how long it may compute. */
  send(command: Command, wallMs: () => number): void {
    if (this.#dead) return;
    this.#waiting.push({ command, wallMs });
    this.#next();
  }

  /** Whether the process must stay alive for this thread. */
  hold(busy: boolean): void {
    if (busy) this.#worker.ref();
    else this.#worker.unref();
  }

  async close(): Promise<void> {
    this.#dead = true;
    this.#inTime();
    await this.#worker.terminate();
  }

  #next(): void {
    if (!this.#ready || this.#current || this.#dead) return;
    const job = this.#waiting.shift();
    if (!job) return;
    // Real time, and only here: it never decides what a run does, only when a thread is given up.
    this.#current = { job, since: performance.now() };
    const { wallMs } = this.#options.limits;
    this.#inTime = patience(job.wallMs(), () =>
      this.#die("time", `It computed for more than ${wallMs} ms and was stopped.`),
    );
    this.#worker.postMessage(job.command);
  }

  #hear(message: WorkerMessage): void {
    if (this.#dead) return;
    this.#inTime();
    if (message.kind === "ready") {
      this.#ready = true;
    } else {
      const tookMs = this.#current ? performance.now() - this.#current.since : 0;
      this.#current = null;
      this.#options.onSlice(message, tookMs);
    }
    this.#next();
  }

  #die(why: FailureKind, detail: string): void {
    if (this.#dead) return;
    const run = this.#current?.job.command.run ?? null;
    void this.close();
    this.#options.onDeath({ run, why, detail, ready: this.#ready });
  }
}

/**
 * The worker's file and the compiled engine. Beside TypeScript source (tests) the worker is bundled first, since the
 * oldest supported Node can't run it as it is.
 */
export async function workerParts(): Promise<WorkerParts> {
  const wasmPath = createRequire(import.meta.url).resolve("quickjs-wasi/quickjs.wasm");
  const wasm = await WebAssembly.compile(await readFile(wasmPath));
  if (!import.meta.url.endsWith(".ts")) return { wasm, source: new URL("./sandbox-worker.js", import.meta.url) };
  const { build } = await import("esbuild");
  const built = await build({
    entryPoints: [fileURLToPath(new URL("./sandbox-worker.ts", import.meta.url))],
    bundle: true,
    platform: "node",
    format: "cjs",
    write: false,
    logLevel: "silent",
  });
  return { wasm, source: built.outputFiles[0]?.text ?? "" };
}
