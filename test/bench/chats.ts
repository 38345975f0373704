/**
 * The owner taps in Slack or in Telegram: how long until the tap is acknowledged, and until both cards say what became of it.
 * The living process, over Socket Mode and long polling, against local platforms in a process of their own; once with nothing
 * else to do, once while mails are coming in. Beside it, a bare client that does the least on the same wire.
 */
import { type ChildProcess, fork } from "node:child_process";
import { mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { build } from "esbuild";
import { chatsFor } from "../../src/chats.ts";
import { readConfig } from "../../src/config.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { systemEntropy } from "../../src/lib/entropy.ts";
import { Loop } from "../../src/loop.ts";
import { Workspace } from "../../src/workspace.ts";
import { eyes } from "../support/eyes.ts";
import { BareChats } from "./bare-chats.ts";
import type { Ask, ChatName, Door, Side, Tapped } from "./chat-platforms.ts";
import { inFolder, PACKAGE_ROOT, type Scale, withoutBrake } from "./ground.ts";
import { inquiry, written } from "./letters.ts";
import { quantile } from "./measure.ts";
import { type Finding, readable } from "./table.ts";

const ACK_MS = 50;
const OUTCOME_MS = 300;
const WARMING = 10;
const LOAD = 200;
const PATIENCE_MS = 180_000;
/** A person looks at the next card before tapping it. */
const BREATH_MS = 10;

export function tapsInChats({ quick }: Scale): Promise<Finding[]> {
  return inFolder(async (folder) => {
    const platforms = await Platforms.start();
    try {
      const { ours, bare } = await platforms.ask<Record<Side, Door>>({ what: "doors" });
      const raw = new BareChats(bare);
      await raw.connect();
      const live = await Live.open(join(folder, "home"), ours, platforms);
      const count = quick ? 30 : 100;
      await live.receive(WARMING + 2 * count);
      const turns = live.codes.splice(0);
      const calm: Timed[] = [];
      const least: Timed[] = [];
      for (const [at, code] of turns.splice(0, WARMING + count).entries()) {
        const surface = at % 2 === 0 ? "slack" : "telegram";
        const tapped = await live.tap(surface, code, true);
        await raw.post(`RAW${at}`);
        const limit = await platforms.tap("bare", surface, `RAW${at}`, false);
        if (at < WARMING) continue;
        calm.push({ surface, ...tapped });
        least.push({ surface, ...limit });
      }
      const busy: Timed[] = [];
      const coming = live.receive(LOAD);
      let over = false;
      const end = () => {
        over = true;
      };
      coming.then(end, end);
      for (const [at, code] of turns.entries()) {
        if (over) break;
        const surface = at % 2 === 0 ? "slack" : "telegram";
        busy.push({ surface, ...(await live.tap(surface, code, false)) });
      }
      await coming;
      await live.close();
      raw.close();
      return [...findings("", calm, least), sent(calm), ...findings(`, while ${LOAD} mails come in`, busy, least)];
    } finally {
      platforms.stop();
    }
  });
}

interface Timed extends Tapped {
  readonly surface: ChatName;
}

function findings(when: string, taps: readonly Timed[], least: readonly Timed[]): Finding[] {
  const acks = (["slack", "telegram"] as const).map((surface) => {
    const ack = (all: readonly Timed[]) => all.filter((one) => one.surface === surface).map((one) => one.ackMs);
    const name = surface === "slack" ? "Slack" : "Telegram";
    return finding(`tap in ${name} to acknowledged${when}`, ack(taps), ack(least), ACK_MS);
  });
  const shown = (all: readonly Timed[]) => all.map((one) => one.shownMs);
  return [...acks, finding(`tap to outcome on both${when}`, shown(taps), shown(least), OUTCOME_MS)];
}

/** The bar is for the slowest but one in a hundred, not for the middle. */
function finding(what: string, ours: readonly number[], least: readonly number[], bar: number): Finding {
  const [p50, p99, raw] = [quantile(ours, 0.5), quantile(ours, 0.99), quantile(least, 0.5)];
  return {
    what,
    figure: `${readable(p50)} ms, p99 ${readable(p99)} ms of ${ours.length}`,
    beside: `${readable(raw)} ms a bare client (p99 ${readable(quantile(least, 0.99))})`,
    ratio: p50 / raw,
    bar: `≤ ${bar} ms p99`,
    met: p99 <= bar,
    value: p99,
  };
}

function sent(taps: readonly Timed[]): Finding {
  const all = taps.map((one) => one.sentMs ?? Number.NaN);
  const p50 = quantile(all, 0.5);
  const figure = `${readable(p50)} ms, p99 ${readable(quantile(all, 0.99))} ms`;
  return { what: "  until both say that it was sent", figure, value: p50 };
}

/** The process that holds the platforms. */
class Platforms {
  readonly #child: ChildProcess;
  readonly #asked = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #next = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on("message", ({ id, value, error }: { id: number; value?: unknown; error?: string }) => {
      const asked = this.#asked.get(id);
      this.#asked.delete(id);
      if (error === undefined) asked?.resolve(value);
      else asked?.reject(new Error(error));
    });
    child.on("exit", (code) => {
      for (const { reject } of this.#asked.values()) reject(new Error(`the platforms ended with code ${code}`));
    });
  }

  static async start(): Promise<Platforms> {
    const outfile = join(import.meta.dirname, "chat-platforms.mjs");
    await build({
      entryPoints: [join(PACKAGE_ROOT, "test", "bench", "chat-platforms.ts")],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      logLevel: "error",
    });
    return new Platforms(fork(outfile, { execArgv: [] }));
  }

  ask<T>(ask: Ask): Promise<T> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#child.send({ id, ask });
    });
  }

  tap(side: Side, surface: ChatName, code: string, last: boolean): Promise<Tapped> {
    return this.ask({ what: "tap", side, surface, code, last });
  }

  stop(): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}

/** The company as `start` runs it, without a terminal. */
class Live {
  readonly workspace: Workspace;
  /** Of the cards on both surfaces that would send something, and were not handed out. */
  readonly codes: string[] = [];
  readonly #loop: Loop;
  readonly #platforms: Platforms;
  readonly #opened: string[];
  #received = 0;

  private constructor(parts: { workspace: Workspace; loop: Loop; platforms: Platforms; opened: string[] }) {
    this.workspace = parts.workspace;
    this.#loop = parts.loop;
    this.#platforms = parts.platforms;
    this.#opened = parts.opened;
  }

  static async open(home: string, door: Door, platforms: Platforms): Promise<Live> {
    withoutBrake(home);
    const config = readConfig({
      ATELIER_HOME: home,
      ATELIER_TIMEZONE: "Europe/Berlin",
      OWNER_EMAIL: "robin@vale.example",
      ...door,
    });
    const opened: string[] = [];
    const say = (words: string) => void process.stderr.write(`${words}\n`);
    let loop: Loop | null = null;
    const workspace = await Workspace.open({
      config,
      clock: systemClock,
      entropy: systemEntropy(),
      packageRoot: PACKAGE_ROOT,
      ordered: false,
      surfaces: [eyes(({ code, card }) => void (code && card.letter && opened.push(code))), ...chatsFor(config, say)],
      onCommit: () => loop?.wake(),
      onError: (what, error) => say(`${what}: ${error}`),
    });
    const lead = await workspace.lead("bench");
    if (lead.kind === "taken") throw new Error("somebody else leads a home that was just made");
    loop = new Loop({ workspace, onTrouble: say, watched: [] });
    loop.start();
    await workspace.listen();
    return new Live({ workspace, loop, platforms, opened });
  }

  /** Moves inquiries into the inbox, as a mail program does, and waits until each is a card on both surfaces. */
  async receive(count: number): Promise<void> {
    const root = join(this.workspace.config.home, "mail");
    mkdirSync(join(root, "tmp"), { recursive: true });
    for (let at = this.#received; at < this.#received + count; at++) {
      writeFileSync(join(root, "tmp", `${at}.eml`), written(inquiry(at)));
      renameSync(join(root, "tmp", `${at}.eml`), join(root, "new", `${at}.eml`));
    }
    this.#received += count;
    const end = performance.now() + PATIENCE_MS;
    while (this.#opened.length < count || !(await this.#allStand())) {
      if (performance.now() > end)
        throw new Error(
          `${this.#opened.length} of ${count} mails became cards within ${PATIENCE_MS / 1000} s; ${readdirSync(join(root, "new")).length} lie in new/`,
        );
      await wait(50);
    }
    this.codes.push(...this.#opened.splice(0));
  }

  /** Taps, and lets the company come to rest. */
  async tap(surface: ChatName, code: string, last: boolean): Promise<Tapped> {
    const tapped = await this.#platforms.tap("ours", surface, code, last);
    if (last) await this.workspace.inflight.idle();
    await wait(BREATH_MS);
    return tapped;
  }

  async close(): Promise<void> {
    await this.#loop.stop();
    await this.workspace.close();
  }

  /** The board is rewritten last of all, so what waits in the lane is asked of the database. */
  async #allStand(): Promise<boolean> {
    const waiting = "SELECT id FROM notices WHERE surface <> 'console' AND state IN ('queued','claimed') LIMIT 1";
    if (this.workspace.database.get(waiting)) return false;
    const standing = await this.#platforms.ask<number>({ what: "standing", side: "ours", codes: this.#opened });
    return standing === this.#opened.length;
  }
}
