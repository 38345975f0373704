/**
 * At the end of a run through servers: how many journeys there were, of which agents, and with how many restarts.
 * Before: journey.ts. After: the terminal.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Reporter, TestModule } from "vitest/node";
import type { JourneyCount } from "./journey.ts";
import { OUTSIDE } from "./outside-kind.ts";

const STAFF = readdirSync(join(import.meta.dirname, "..", "..", "agents"));
const WHERE = {
  folders: "at folders",
  servers: "through strict servers of our own",
  debian: "through Dovecot, Exim and Radicale",
} as const;

export default class JourneysTold implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests("passed")]);
    const counts = tests.map((test) => test.meta().journey).filter((one): one is JourneyCount => one !== undefined);
    const agents = STAFF.filter((name) => counts.some((one) => one.agents.includes(name)));
    const restarts = counts.reduce((sum, one) => sum + one.restarts, 0);
    console.log(
      `${counts.length} journeys ${WHERE[OUTSIDE]}, ${agents.length} of ${STAFF.length} agents (${agents.join(", ")}), ${restarts.toLocaleString("en")} restarts`,
    );
  }
}
