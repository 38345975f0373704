/**
 * From the owner's tap to the connector: how long an approval takes to reach the code that sends, in the live process.
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readConfig } from "../../src/config.ts";
import type { Connector } from "../../src/connectors/connector.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { systemEntropy } from "../../src/lib/entropy.ts";
import { Loop } from "../../src/loop.ts";
import { Workspace } from "../../src/workspace.ts";
import { eyes } from "../support/eyes.ts";
import { inFolder, kernelAt, PACKAGE_ROOT, type Scale, withoutBrake } from "./ground.ts";
import { inquiry, written } from "./letters.ts";
import { quantile } from "./measure.ts";
import { RawDatabase } from "./raw.ts";
import { type Finding, readable } from "./table.ts";

const WARMING = 20;

export function approvals({ quick }: Scale): Promise<Finding[]> {
  return inFolder(async (folder) => {
    const live = await Live.open(join(folder, "home"));
    kernelAt(join(folder, "raw")).database.close();
    const raw = new RawDatabase(join(folder, "raw", "atelier.db"));
    const count = quick ? 80 : 400;
    live.deliver(count + WARMING);
    await live.until(() => live.codes.length >= count + WARMING);
    const door = live.workspace.door;
    const tookMs: number[] = [];
    const commitMs: number[] = [];
    for (const [at, code] of live.codes.splice(0).entries()) {
      const called = live.nextCall();
      const began = performance.now();
      const outcome = await door.desk.approve(code);
      if (outcome.kind !== "approved") throw new Error(`${code} was not approved: ${JSON.stringify(outcome)}`);
      const took = (await called) - began;
      if (at >= WARMING) tookMs.push(took);
      await live.rest();
      commitMs.push(...raw.smallCommits(2));
    }
    await live.close();
    raw.close();
    const [p50, p99] = [quantile(tookMs, 0.5), quantile(tookMs, 0.99)];
    const commit = quantile(commitMs, 0.5);
    const most = 3 * commit + 1;
    return [
      {
        what: `approve to connector, p50 of ${tookMs.length}`,
        figure: `${readable(p50)} ms`,
        beside: `${commit.toFixed(3)} ms a raw commit`,
        ratio: p50 / commit,
        bar: `≤ ${readable(most)} ms (3 commits + 1 ms)`,
        met: p50 <= most,
        value: p50,
      },
      {
        what: "approve to connector, p99",
        figure: `${readable(p99)} ms`,
        beside: `${readable(quantile(commitMs, 0.99))} ms p99 of raw commits`,
        ratio: p99 / p50,
        bar: "≤ 5 × p50",
        met: p99 <= 5 * p50,
        value: p99,
      },
    ];
  });
}

/** The company as `start` runs it, without a terminal. */
class Live {
  readonly workspace: Workspace;
  /** Of the cards shown so far that would send something. */
  readonly codes: string[];
  readonly #loop: Loop;
  readonly #calls: Calls;

  private constructor(parts: { workspace: Workspace; codes: string[]; loop: Loop; calls: Calls }) {
    this.workspace = parts.workspace;
    this.codes = parts.codes;
    this.#loop = parts.loop;
    this.#calls = parts.calls;
  }

  static async open(home: string): Promise<Live> {
    withoutBrake(home);
    const calls: Calls = { waiting: null };
    const codes: string[] = [];
    let loop: Loop | null = null;
    const workspace = await Workspace.open({
      config: readConfig({ ATELIER_HOME: home, ATELIER_TIMEZONE: "Europe/Berlin", OWNER_EMAIL: "robin@vale.example" }),
      clock: systemClock,
      entropy: systemEntropy(),
      packageRoot: PACKAGE_ROOT,
      ordered: false,
      surfaces: [eyes(({ code, card }) => void (code && card.letter && codes.push(code)))],
      around: (connector) => watched(connector, calls),
      onCommit: () => loop?.wake(),
    });
    const lead = await workspace.lead("bench");
    if (lead.kind === "taken") throw new Error("somebody else leads a home that was just made");
    loop = new Loop({ workspace, onTrouble: (words) => process.stderr.write(`${words}\n`), watched: [] });
    loop.start();
    return new Live({ workspace, codes, loop, calls });
  }

  /** Moves inquiries into the inbox, as a mail program does. */
  deliver(count: number): void {
    const root = join(this.workspace.config.home, "mail");
    mkdirSync(join(root, "tmp"), { recursive: true });
    for (let at = 0; at < count; at++) {
      writeFileSync(join(root, "tmp", `${at}.eml`), written(inquiry(at)));
      renameSync(join(root, "tmp", `${at}.eml`), join(root, "new", `${at}.eml`));
    }
  }

  /** When the connector is next called (`performance.now()`). */
  nextCall(): Promise<number> {
    return new Promise((resolve) => {
      this.#calls.waiting = resolve;
    });
  }

  async until(done: () => boolean): Promise<void> {
    while (!done()) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  /** Until what was started has been recorded, and a little longer: a person taps one card after the other. */
  async rest(): Promise<void> {
    await this.workspace.inflight.idle();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async close(): Promise<void> {
    await this.#loop.stop();
    await this.workspace.close();
  }
}

interface Calls {
  waiting: ((at: number) => void) | null;
}

/** The same connector, which tells when it is asked to send. */
function watched(connector: Connector, calls: Calls): Connector {
  return new Proxy(connector, {
    get(target, name) {
      if (name === "perform")
        return (delivery: Parameters<Connector["perform"]>[0]) => {
          calls.waiting?.(performance.now());
          calls.waiting = null;
          return target.perform(delivery);
        };
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}
