/**
 * What makes a workspace live: it ticks when something was committed, when a folder changed, when another process wrote,
 * and with every second's heartbeat for what is due by the clock. A tick is never waited for by the outside.
 * Before: main.ts. After: workspace.ts.
 */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { schedule } from "node-cron";
import { complaint } from "./complaint.ts";
import type { Workspace } from "./workspace.ts";

/** How often another process's writes are looked for; asking costs microseconds. */
const NOTICE_OTHERS_MS = 25;
const LOOK_AT_EDITS_MS = 1000;
const TELL_AGAIN_MS = 600_000;

export interface LoopParts {
  readonly workspace: Workspace;
  /** Something to tell the owner at the console: a failing poll, an edit. The same complaint is told once. */
  readonly onTrouble: (words: string) => void;
  /** Folders whose edits are taken over while running: the home's own policies. */
  readonly watched: readonly string[];
}

export class Loop {
  readonly #parts: LoopParts;
  readonly #closers: Array<() => void> = [];
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;
  readonly #told = new Map<string, number>();

  constructor(parts: LoopParts) {
    this.#parts = parts;
  }

  start(): void {
    const { workspace } = this.#parts;
    for (const connector of workspace.connectors.values()) {
      // One's news are no reason to ask the others: a folder that is looked into every few seconds costs no service a call.
      const watcher = connector.watch(() => this.#pollAndWake(connector.name));
      this.#closers.push(() => watcher.close());
    }
    let version = workspace.database.dataVersion();
    const others = setInterval(() => {
      try {
        const now = workspace.database.dataVersion();
        if (now !== version) this.wake();
        version = now;
      } catch (error) {
        this.trouble(complaint(error));
      }
    }, NOTICE_OTHERS_MS);
    // A beat that comes late on a busy machine is no news: the next one does the same.
    const beat = schedule("* * * * * *", () => this.wake(), { noOverlap: true, suppressMissedWarning: true });
    this.#closers.push(
      () => clearInterval(others),
      () => void beat.destroy(),
    );
    this.#watchEdits();
    this.#pollAndWake();
  }

  /** Ticks soon; many calls while a tick is under way are one more tick. */
  wake(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const close of this.#closers.splice(0)) close();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        if ((await this.#parts.workspace.tick()) > 0) this.#again = true;
      } catch (error) {
        this.trouble(complaint(error));
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    }
    this.#running = null;
  }

  /** Tells the owner, unless the same was told a short while ago. */
  trouble(words: string): void {
    const now = this.#parts.workspace.clock.now();
    if (now - (this.#told.get(words) ?? Number.NEGATIVE_INFINITY) < TELL_AGAIN_MS) return;
    for (const [said, at] of this.#told) if (now - at >= TELL_AGAIN_MS) this.#told.delete(said);
    this.#told.set(words, now);
    this.#parts.onTrouble(words);
  }

  /** `connector`: the only one to be asked; left out, all are. */
  #pollAndWake(connector?: string): void {
    this.#parts.workspace.lookout.soon(connector);
    this.wake();
  }

  /** Looks at the folders once a second; an edit counts once it has rested for one. Works on any disk, and where a folder is new. */
  #watchEdits(): void {
    let taken = this.#edits();
    let seen = taken;
    const look = setInterval(() => {
      const now = this.#edits();
      if (now === seen && now !== taken) {
        taken = now;
        this.#takeEdits();
      }
      seen = now;
    }, LOOK_AT_EDITS_MS);
    this.#closers.push(() => clearInterval(look));
  }

  #edits(): string {
    return this.#parts.watched.map(stateOf).join("\n");
  }

  #takeEdits(): void {
    const answer = this.#parts.workspace.charter.reload();
    if (answer.ok) {
      this.#parts.onTrouble("Your edit of the policies was taken over.");
      this.wake();
    } else
      this.trouble(
        `Your edit of the policies was not taken; the last good ones still apply.\n${answer.errors.map((one) => `${one.file}:${one.line}: ${one.message}`).join("\n")}`,
      );
  }
}

/** Names, sizes and times of everything in a folder, as one text; empty where there is none. */
function stateOf(folder: string): string {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .sort()
      .map((name) => {
        const { size, mtimeMs } = statSync(join(folder, name));
        return `${name} ${size} ${mtimeMs}`;
      })
      .join("\n");
  } catch {
    return "";
  }
}
